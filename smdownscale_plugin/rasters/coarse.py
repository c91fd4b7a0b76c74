"""Coarse soil moisture: read as m3/m3, or refused with the likely cause."""
from dataclasses import dataclass
from typing import List, Optional, Protocol, Sequence, TypeVar

import numpy as np

from ..errors import EmptyInputError, InputError, certain
from ..monitor import SILENT, Monitor
from .coarse_bands import BAND, coarse_sources
from .coarse_units import checked, compare_dates
from .ease_grid import beside_ease_grid
from .fills import undeclared_fill
from .fineness import refuse_fine
from .grid import Grid
from .period import Period
from .reading import BandInfo, Raster, RasterInfo, describe
from .round_the_earth import part_over
from .windows import whole

UNIT = "m3 m-3"


@dataclass(frozen=True)
class Coarse:
    """One coarse soil moisture raster: values (rows, columns) in m3/m3, NaN where there is none.

    out_of_range: cells whose value can't be soil moisture, left out; unit: as the file states it.
    """

    path: str
    grid: Grid
    period: Optional[Period]
    product: str
    footprint_km: Optional[float]
    values: np.ndarray
    out_of_range: int
    unit: str = ""

    @property
    def label(self) -> str:
        """The date, or `undated`, for messages."""
        return self.period.label() if self.period else "undated"


def read_coarse(path: str, scale: float = 1.0, around: Optional[Grid] = None) -> Coarse:
    """Read the band `soil_moisture` (or the first one) of a raster, times `scale`.

    around: read no more than the cells over this (fine) grid and a margin. Values outside 0..1 m3/m3 become NaN and
    are counted. Raises InputError: not a raster, cells as small as those of `around`, an undeclared fill value, values
    that can't be m3/m3 (median over 1 or below 0); EmptyInputError: nothing valid.
    """
    info = describe(path)
    fill = undeclared_fill(path, bands=[_band(info).index])
    if fill:
        raise InputError(fill)
    if around and bool(info.grid.crs) != bool(around.crs):
        raise InputError(f"The coarse raster {path} has {info.grid.crs_name}, but the predictors have "
                         f"{around.crs_name}; assign the missing coordinate system (Assign Projection) first.")
    found = part_over(info.grid, around) if around else (info.grid, [whole(info.grid.shape)])
    if found is None:
        fine = certain(around)
        raise InputError(f"The coarse raster {path} ({info.grid.describe()}, {info.grid.box()}) and the predictors "
                         f"({fine.describe()}, {fine.box()}) don't overlap; choose rasters of one area.")
    grid, parts = found
    if around:
        refuse_fine(path, grid, around)
    with Raster(path) as raster:
        band = _band(info)
        values = np.concatenate([raster.read(part, [band.index], np.float64)[0] for part in parts], axis=1) * scale
    return Coarse(path, grid, info.period, info.product, _footprint(info),
                  *checked(values, path, scale, band.unit), band.unit)


def read_all(paths: Sequence[str], scale: float = 1.0, around: Optional[Grid] = None,
             monitor: Monitor = SILENT, band: str = "") -> List[Coarse]:
    """Coarse rasters of files or folders, in order of time, all on one grid; arguments as of `read_coarse`.

    band: which band holds soil moisture, see `coarse_bands.coarse_sources`.

    Those without a valid value are left out, with a warning, unless none has one. Raises InputError as `read_coarse`,
    for different grids, and for two rasters of one period.
    """
    rasters = _with_values(coarse_sources(paths, band), scale, around, monitor)
    rasters.sort(key=lambda c: (c.period is not None, c.period and (c.period.start, c.period.end)))
    first, seen = rasters[0], {}
    for raster in rasters:
        if not raster.grid.matches(first.grid):
            raise InputError(f"The coarse rasters aren't on one grid: {first.path} has "
                             f"{first.grid.beside(raster.grid)}, {raster.path} {raster.grid.beside(first.grid)}; "
                             "warp them to one grid.")
        if raster.period in seen:
            raise InputError(f"Two coarse rasters have the same date, {raster.label}: {seen[raster.period]} and "
                             f"{raster.path}; leave out one, or put the dates into their names.")
        seen[raster.period] = raster.path
    beside = beside_ease_grid(first.grid, first.path, first.product)
    if beside:
        monitor.warn(beside)
    compare_dates([(raster.path, raster.unit, raster.values) for raster in rasters], monitor)
    return rasters


def _with_values(paths: Sequence[str], scale: float, around: Optional[Grid], monitor: Monitor) -> List[Coarse]:
    if not paths:
        raise InputError("No coarse soil moisture raster was given; choose at least one.")
    rasters, empty = [], []
    for path in paths:
        monitor.check()
        try:
            rasters.append(read_coarse(path, scale, around))
        except EmptyInputError as problem:
            empty.append(problem)
            if len(empty) == len(paths):
                raise
    if empty:
        monitor.warn(f"{len(empty)} of {len(paths)} coarse rasters hold no valid value over the predictors and are "
                     f"left out. {empty[0]}")
    return rasters


class Dated(Protocol):
    """Anything of a period (None: static) that messages can name: a stack, or what takes its place."""

    @property
    def period(self) -> Optional[Period]:
        """When."""

    @property
    def label(self) -> str:
        """Its date in words."""


AnyStack = TypeVar("AnyStack", bound=Dated)


def find_stack(coarse_period: Optional[Period], stacks: Sequence[AnyStack], name: str,
               monitor: Monitor = SILENT) -> Optional[AnyStack]:
    """The stack with the largest overlap in time; the first one where several tie (logged); None where none overlaps.

    A static stack joins every date; an undated coarse raster joins the only stack there is.
    Raises InputError when an undated raster meets stacks of several dates.
    """
    if len(stacks) == 1 and (stacks[0].period is None or coarse_period is None):
        return stacks[0]
    if coarse_period is None:
        raise InputError(f"{name} has no date, but the predictors have {len(stacks)} dates; put its date into its name "
                         "(soil_moisture_20200601.tif) or into TIME_START and TIME_END.")
    overlaps = [coarse_period.overlap(certain(stack.period)) for stack in stacks]
    best = int(np.argmax(overlaps))
    if overlaps[best] <= 0:
        return None
    ties = [stack.label for stack, overlap in zip(stacks, overlaps) if overlap == overlaps[best]]
    if len(ties) > 1:
        monitor.info(f"{name} overlaps the predictors of {' and '.join(ties)} equally; those of {ties[0]} are used.")
    return stacks[best]


def _band(info: RasterInfo) -> BandInfo:
    named = [band for band in info.bands if band.name == BAND]
    return named[0] if named else info.bands[0]


def _footprint(info: RasterInfo) -> Optional[float]:
    try:
        return float(info.metadata["FOOTPRINT_KM"])
    except (KeyError, ValueError):
        return None
