"""What goes into predictor stacks: rasters described, named, dated and checked before anything is written."""
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Dict, Iterable, List, Optional, Sequence, Tuple

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.fills import undeclared_fill
from ..rasters.gdal_calls import open_raster
from ..rasters.grid import Grid
from ..rasters.period import Period, parse_time
from ..rasters.reading import RasterInfo, describe
from ..rasters.undated import refuse_unread_dates, warn_of_alike
from ..rasters.variables import units_differ
from .containers import expand_all, unpacked
from .durations import lasting, yearly
from .naming import categorised, named, perhaps_classes
from .overriding import overridden


@dataclass(frozen=True)
class RasterOptions:
    """What a user says of how to read rasters: variables of containers, scales, nodata and how long they stand for; see
    `containers.unpacked`, `overriding.overridden` and `durations.lasting`. folder: where VRT files go, to be kept while
    the rasters are read."""

    folder: str
    subdatasets: str = ""
    scales: str = ""
    nodata: str = ""
    durations: str = ""


def read_inputs(paths: Sequence[str], reading: RasterOptions, names: str = "", categorical: str = "",
                period: Optional[Period] = None, monitor: Monitor = SILENT) -> List[RasterInfo]:
    """Rasters with the names, kinds and periods that their bands will have in a stack.

    A folder stands for the GeoTIFFs and containers in it. Containers and tiles become VRT files.

    names, categorical: as of `predictors.naming`; period: takes the place of whatever time the files carry.
    Raises InputError: nothing given, unreadable, no CRS or an impossible one, an undeclared fill value, names that
    don't fit.
    """
    paths = list(dict.fromkeys(expand_all(paths)))
    if not paths:
        raise InputError("No rasters were given; choose at least one.")
    paths = unpacked(paths, reading.subdatasets, reading.folder, monitor)
    infos = yearly([describe(path) for path in monitor.part(0.0, 0.3).each(paths, "Looking at the rasters")])
    infos = overridden(categorised(named(infos, names), categorical), reading.scales, reading.nodata, reading.folder)
    infos = lasting(infos, reading.durations)
    infos = [_checked(info) for info in monitor.part(0.3, 1.0).each(infos, "Looking at the rasters")]
    if period is None:
        refuse_unread_dates(infos)
        warn_of_alike([info.path for info in infos if info.period is None], monitor)
    _refuse_other_units(infos)
    if period is not None:
        infos = [replace(info, period=period) for info in infos]
    for name in _once(b.name for info in infos for b in info.bands if perhaps_classes(b)):
        monitor.warn(f"{name} is treated as continuous, though its name suggests classes: if it holds classes, list it "
                     "in CATEGORICAL.")
    return infos


def period_between(start: Optional[str], end: Optional[str]) -> Optional[Period]:
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


def _checked(info: RasterInfo) -> RasterInfo:
    if not info.grid.crs:
        raise InputError(f"The raster {info.path} has no CRS; assign the right one first (Assign Projection).")
    wrong = _impossible(info.grid)
    if wrong:
        raise InputError(f"The raster {info.path} can't be in {info.grid.crs_name}: its coordinates "
                         f"({info.grid.box()}) {wrong}; assign the right CRS (Assign Projection).")
    fill = undeclared_fill(info.path)
    if fill:
        raise InputError(f"{fill[:-1]}, or give it in NODATA ({info.bands[0].name}=value).")
    return _with_palettes(info)


def _refuse_other_units(infos: Sequence[RasterInfo]) -> None:
    """InputError where rasters of one variable say that they are in different units."""
    seen: Dict[str, Tuple[str, str]] = {}
    for info, band in ((raster, band) for raster in infos for band in raster.bands):
        path, unit = seen.setdefault(band.name, (info.path, band.unit))
        if units_differ(unit, band.unit):
            raise InputError(f"{band.name} is in {unit} in {path} but in {band.unit} in {info.path}; convert all to "
                             "one unit (raster calculator), or correct the unit that the file states.")


def _impossible(grid: Grid) -> str:
    """How an extent contradicts its CRS; '' when it doesn't."""
    xmin, ymin, xmax, ymax = grid.bounds
    if grid.is_geographic:
        beyond = max(-ymin, ymax) > 91 or max(-xmin, xmax) > 541
        return "lie outside the range of longitude and latitude" if beyond else ""
    small = max(abs(xmin), abs(xmax)) <= 360 and max(abs(ymin), abs(ymax)) <= 90
    return "look like degrees" if small and max(grid.cell_size) < 5 else ""


def _with_palettes(info: RasterInfo) -> RasterInfo:
    """Bands with a table of colours hold classes, whether or not their metadata says so."""
    dataset = open_raster(info.path)
    return replace(info, bands=tuple(
        replace(band, categorical=band.categorical or dataset.GetRasterBand(band.index).GetColorTable() is not None)
        for band in info.bands))


def _once(items: Iterable[str]) -> List[str]:
    return list(dict.fromkeys(items))
