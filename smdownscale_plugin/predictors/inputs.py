"""What goes into predictor stacks: rasters described, named, dated and checked before anything is written."""
from dataclasses import replace
from datetime import timedelta
from typing import Dict, List, Optional, Sequence

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.gdal_calls import open_raster
from ..rasters.period import Period, parse_time
from ..rasters.reading import RasterInfo, describe, undeclared_fill
from ..rasters.stack import expand
from .naming import categorised, named, perhaps_classes, refuse_twice


def read_inputs(paths: Sequence[str], names: str = "", categorical: str = "", period: Optional[Period] = None,
                monitor: Monitor = SILENT) -> List[RasterInfo]:
    """Rasters (folders: their `*.tif`) with the names, kinds and periods that their bands will have in a stack.

    names, categorical: as of `predictors.naming`; period: takes the place of whatever time the files carry.
    Raises InputError: nothing given, unreadable, no CRS, an undeclared fill value, names that don't fit.
    """
    paths = list(dict.fromkeys(expand(paths)))
    if not paths:
        raise InputError("No rasters were given; choose at least one.")
    infos = [_checked(path) for path in monitor.each(paths, "Looking at the rasters")]
    infos = categorised(named(infos, names), categorical)
    if period is not None:
        infos = [replace(info, period=period) for info in infos]
    for name in _once(b.name for info in infos for b in info.bands if perhaps_classes(b)):
        monitor.warn(f"{name} is taken as continuous, though its name sounds like classes: if it holds classes, name "
                     "it in CATEGORICAL.")
    return infos


def by_period(infos: Sequence[RasterInfo]) -> Dict[Optional[Period], List[RasterInfo]]:
    """Rasters of each period in order of time, static ones (None) last.

    Raises InputError when two bands of one period, or a dated and a static one, have the same name.
    """
    periods = sorted({info.period for info in infos if info.period}, key=lambda p: (p.start, p.end))
    groups = {p: [info for info in infos if info.period == p] for p in periods}
    static = [info for info in infos if info.period is None]
    for period, group in groups.items():
        refuse_twice(group + static, f"the stack of {period.label()}")
    if static:
        refuse_twice(static, "the static stack")
        groups[None] = static
    return groups


def period_of(start: Optional[str], end: Optional[str]) -> Optional[Period]:
    """The period of two ISO 8601 texts, end exclusive; without end one day; None without both."""
    if not start:
        if end:
            raise InputError("TIME_END needs TIME_START; give both or neither.")
        return None
    first = parse_time(start, "TIME_START")
    last = parse_time(end, "TIME_END") if end else first + timedelta(days=1)
    if last <= first:
        raise InputError(f"TIME_END ({end}) isn't after TIME_START ({start}); it is the first moment after the period.")
    return Period(first, last)


def _checked(path) -> RasterInfo:
    info = describe(path)
    if not info.grid.crs:
        raise InputError(f"The raster {path} has no CRS; assign the right one first (Assign Projection).")
    fill = undeclared_fill(path)
    if fill:
        raise InputError(fill)
    return _with_palettes(info)


def _with_palettes(info) -> RasterInfo:
    """Bands with a table of colours hold classes, whether or not their metadata says so."""
    dataset = open_raster(info.path)
    return replace(info, bands=tuple(
        replace(band, categorical=band.categorical or dataset.GetRasterBand(band.index).GetColorTable() is not None)
        for band in info.bands))


def _once(items):
    return list(dict.fromkeys(items))
