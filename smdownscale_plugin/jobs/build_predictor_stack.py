"""Build Predictor Stack: any rasters onto one grid, one stack a date."""
import os
import tempfile
from typing import Dict, List, Optional, Sequence, Tuple

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..predictors.aligning import AlignedRaster, KeepMask
from ..predictors.containers import expand_all
from ..predictors.inputs import Reading, by_period, period_of, read_inputs
from ..predictors.stack_file import BuiltStack, write_stack
from ..predictors.target_grid import target_grid
from ..rasters.ease_grid import CELL_SIZES
from ..rasters.ease_grid import ease_grid as ease_grid_of
from ..rasters.grid import Grid
from ..rasters.period import Period
from ..rasters.reading import describe
from ..reports.gaps import write_gap_report
from .outputs import all_or_nothing, refuse_overwriting

NO_EASE_GRID = "none"
EASE_GRIDS = (NO_EASE_GRID, *CELL_SIZES)


def build_predictor_stack(rasters: Sequence[str], output_folder: str, *, reference: Optional[str] = None,
                          resolution: Optional[float] = None, crs: Optional[str] = None,
                          extent: Optional[Tuple[float, float, float, float]] = None, extent_crs: Optional[str] = None,
                          names: str = "", categorical: str = "", resampling: str = "auto",
                          categorical_resampling: str = "nearest", min_coverage: float = 0.0,
                          mask: Optional[str] = None, time_start: Optional[str] = None,
                          time_end: Optional[str] = None, ease_grid: str = "none", subdatasets: str = "",
                          scales: str = "", nodata: str = "", report: Optional[str] = None,
                          monitor: Monitor = SILENT) -> List[BuiltStack]:
    """Write `stack_YYYYMMDD.tif` for every period of `rasters`, and `static.tif` for those without a date.

    The grid is that of `reference` (default: the first raster) with `resolution` (units of the CRS), `crs` and
    `extent` in place of its own where given; see `predictors.target_grid`. names, categorical: see
    `predictors.naming`; resampling, min_coverage: see `predictors.aligning`. mask: a raster; cells that are zero or
    nodata in it become nodata. time_start, time_end (exclusive): one period for all rasters, whatever their files say.
    ease_grid: `none`, or one of `EASE_GRIDS`, whose cells over the extent are the grid. subdatasets: see
    `predictors.containers`; scales, nodata: see `predictors.overriding`. report: HTML file of gaps.
    Raises InputError, OutputError, Cancelled; then no stack of this run is left.
    """
    with tempfile.TemporaryDirectory() as folder:
        infos = read_inputs(rasters, Reading(folder, subdatasets, scales, nodata), names, categorical,
                            period_of(time_start, time_end), monitor.part(0.0, 0.05))
        grid = _grid(reference, infos, resolution, crs, extent, extent_crs, ease_grid, monitor)
        stacks = {period: [AlignedRaster(info, grid, resampling, categorical_resampling, min_coverage)
                           for info in group] for period, group in by_period(infos).items()}
        paths = _paths(stacks, output_folder)
        refuse_overwriting(paths.values(), [*expand_all(rasters), reference, mask])
        return _build(stacks, paths, grid, output_folder, mask, report, monitor)


def _grid(reference, infos, resolution, crs, extent, extent_crs, ease, monitor) -> Grid:
    """The stacks' grid, and a line of the log that says where it is from."""
    base = describe(reference).grid if reference else infos[0].grid
    if ease != NO_EASE_GRID:
        if ease not in EASE_GRIDS:
            raise InputError(f"EASE_GRID {ease!r} is none of {', '.join(EASE_GRIDS)}.")
        if resolution is not None or crs:
            raise InputError(f"EASE_GRID {ease} has its own RESOLUTION and CRS; leave these two empty.")
        grid = target_grid(ease_grid_of(ease), None, None, extent or base.bounds, extent_crs if extent else base.crs)
        monitor.info(f"Grid: {grid.describe()}; EASE-Grid 2.0 {ease}.")
        return grid
    grid = target_grid(base, resolution, crs, extent, extent_crs)
    monitor.info(f"Grid: {grid.describe()}; from {os.path.basename(reference or infos[0].path)}"
                 f"{'' if reference else ', the first raster, as no REFERENCE was given'}.")
    return grid


def _build(stacks, paths, grid, output_folder, mask, report, monitor) -> List[BuiltStack]:
    """Write the stacks of rasters that were looked at, and the report."""
    _log_choices(stacks, monitor)
    keep = KeepMask(describe(mask), grid) if mask else None
    built: List[BuiltStack] = []
    with all_or_nothing(output_folder) as written:
        for k, (period, aligned) in enumerate(stacks.items()):
            part = monitor.part(0.05 + 0.95 * k / len(stacks), 0.05 + 0.95 * (k + 1) / len(stacks))
            built.append(write_stack(paths[period], period, aligned, grid, keep, part))
            written.append(paths[period])
        if all(share == 1.0 for stack in built for share in stack.gaps.values()):
            raise InputError("No raster has a value on the grid" + (" where MASK keeps cells" if mask else "") +
                             "; check nodata, REFERENCE and EXTENT.")
        if report:
            write_gap_report(report, built, grid.describe(), _methods(stacks))
    return built


def _methods(stacks) -> Dict[str, str]:
    """Predictor to how it came to the grid."""
    return {band.name: raster.methods[band.index] for rasters in stacks.values() for raster in rasters
            for band in raster.info.bands}


def _log_choices(stacks, monitor):
    """Say once for each predictor how it comes to the grid, which are static, and where stacks differ."""
    choices = {}
    for raster in (r for rasters in stacks.values() for r in rasters):
        for band in raster.info.bands:
            choices.setdefault(raster.methods[band.index], {})[band.name] = None
    for method, names in sorted(choices.items()):
        monitor.info(f"Resampling {method}: {', '.join(names)}.")
    listed = {p: {b.name for r in rasters for b in r.info.bands} for p, rasters in stacks.items()}
    static = listed.pop(None, None)
    if static and listed:
        monitor.info(f"Static (no date in metadata or file name), joined to every date: {', '.join(sorted(static))}.")
    everywhere = set.union(*listed.values()) if listed else set()
    for period, names in listed.items():
        if names != everywhere:
            monitor.warn(f"The stack of {period.label()} lacks {', '.join(sorted(everywhere - names))}, which other "
                         "dates have; rasters meet in one stack when their start and end agree (or with TIME_START).")


def _paths(stacks, folder) -> Dict[Optional[Period], str]:
    """File of each period: named by its start, and by its end too where two periods start together."""
    stamps = [period.stamp() for period in stacks if period]
    names = {}
    for period in stacks:
        name = "static" if period is None else f"stack_{period.stamp()}"
        if period and stamps.count(period.stamp()) > 1:
            name += f"_{period.end:%Y%m%dT%H%M}"
        names[period] = os.path.join(folder, name + ".tif")
    return names

