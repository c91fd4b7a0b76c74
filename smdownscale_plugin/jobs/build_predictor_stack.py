"""Build Predictor Stack: any rasters onto one grid, one stack a date."""
import os
from contextlib import contextmanager
from typing import Dict, List, Optional, Sequence, Tuple

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..predictors.aligning import AlignedRaster, KeepMask
from ..predictors.inputs import by_period, period_of, read_inputs
from ..predictors.stack_file import BuiltStack, write_stack
from ..predictors.target_grid import target_grid
from ..rasters.period import Period
from ..rasters.reading import describe
from ..rasters.writing import make_folder, remove_if_there


def build_predictor_stack(rasters: Sequence[str], output_folder: str, *, reference: Optional[str] = None,
                          resolution: Optional[float] = None, crs: Optional[str] = None,
                          extent: Optional[Tuple[float, float, float, float]] = None, extent_crs: Optional[str] = None,
                          names: str = "", categorical: str = "", resampling: str = "auto",
                          categorical_resampling: str = "nearest", min_coverage: float = 0.0,
                          mask: Optional[str] = None, time_start: Optional[str] = None,
                          time_end: Optional[str] = None, monitor: Monitor = SILENT) -> List[BuiltStack]:
    """Write `stack_YYYYMMDD.tif` for every period of `rasters`, and `static.tif` for those without a date.

    The grid is that of `reference` (default: the first raster) with `resolution` (units of the CRS), `crs` and
    `extent` in place of its own where given; see `predictors.target_grid`. names, categorical: see
    `predictors.naming`; resampling, min_coverage: see `predictors.aligning`. mask: a raster; cells that are zero or
    nodata in it become nodata. time_start, time_end (exclusive): one period for all rasters, whatever their files say.
    Raises InputError, OutputError, Cancelled; then no stack of this run is left.
    """
    infos = read_inputs(rasters, names, categorical, period_of(time_start, time_end), monitor.part(0.0, 0.05))
    base = reference or infos[0].path
    grid = target_grid(describe(base).grid, resolution, crs, extent, extent_crs)
    monitor.info(f"Grid: {grid.describe()}; from {os.path.basename(base)}"
                 f"{'' if reference else ', the first raster, as no REFERENCE was given'}.")
    stacks = {period: [AlignedRaster(info, grid, resampling, categorical_resampling, min_coverage) for info in group]
              for period, group in by_period(infos).items()}
    _log_choices(stacks, monitor)
    keep = KeepMask(describe(mask), grid) if mask else None
    paths = _paths(stacks, output_folder)
    _refuse_overwriting(paths.values(), [info.path for info in infos] + [reference, mask])
    with _all_or_nothing(output_folder) as built:
        for k, (period, aligned) in enumerate(stacks.items()):
            part = monitor.part(0.05 + 0.95 * k / len(stacks), 0.05 + 0.95 * (k + 1) / len(stacks))
            built.append(write_stack(paths[period], period, aligned, grid, keep, part))
        if all(share == 1.0 for stack in built for share in stack.gaps.values()):
            raise InputError("No raster has a value on the grid" + (" where MASK keeps cells" if mask else "") +
                             "; check nodata, REFERENCE and EXTENT.")
    return built


@contextmanager
def _all_or_nothing(folder):
    """Make the folder and yield a list for the stacks written to it; on any exception they and it are removed."""
    existed = os.path.isdir(folder)
    make_folder(folder)
    built: List[BuiltStack] = []
    try:
        yield built
    except BaseException:
        for stack in built:
            remove_if_there(stack.path)
        if not existed and not os.listdir(folder):
            os.rmdir(folder)
        raise


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


def _refuse_overwriting(outputs, inputs):
    used = {os.path.realpath(path) for path in inputs if path}
    for path in outputs:
        if os.path.realpath(path) in used:
            raise InputError(f"The stack {path} would replace one of the inputs; choose another OUTPUT_FOLDER.")
