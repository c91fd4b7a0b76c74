"""Build Predictor Stack: any rasters onto one grid, one stack a date."""
import os
import tempfile
from collections import Counter
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence

from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..predictors.aligning import AlignedRaster
from ..predictors.combining import readers
from ..predictors.containers import expand_all
from ..predictors.dates import DatePlan, plan_dates
from ..predictors.inputs import RasterOptions, period_between, read_inputs
from ..predictors.masking import Mask, open_mask, refuse_rule_alone
from ..predictors.stack_file import BuiltStack, log_gaps, write_stack
from ..predictors.target_grid import Bounds, target_grid
from ..rasters.ease_grid import CELL_SIZES
from ..rasters.ease_grid import ease_grid as ease_grid_of
from ..rasters.grid import Grid
from ..rasters.period import Period
from ..rasters.reading import RasterInfo, describe
from ..rasters.stack import expand
from ..rasters.unit_changes import refuse_unit_changes
from ..reports.gaps import write_gap_report
from .outputs import all_or_nothing, refuse_overwriting

NO_EASE_GRID = "none"
EASE_GRIDS = (NO_EASE_GRID, *CELL_SIZES)


@dataclass(frozen=True)
class StackOptions:
    """What the user may set; the defaults are those of the tool.

    The grid is that of `reference` (default: the first raster) with `resolution` (units of the CRS), `crs` and
    `extent` in place of its own where given, see `predictors.target_grid`; or ease_grid: `none`, or one of
    `EASE_GRIDS`, whose cells over the extent are the grid. names, categorical: see `predictors.naming`; resampling,
    min_coverage: see `predictors.aligning`. mask, mask_rule, mask_confirmed: cells that become nodata, see
    `predictors.masking`. dates_of: rasters whose dates the stacks get; look_back_days, sums: see `predictors.dates`;
    durations: see `predictors.durations`. time_start, time_end (exclusive): one period for all rasters, whatever
    their files say. subdatasets: see `predictors.containers`; scales, nodata: see `predictors.overriding`.
    """

    reference: Optional[str] = None
    resolution: Optional[float] = None
    crs: Optional[str] = None
    extent: Optional[Bounds] = None
    extent_crs: Optional[str] = None
    ease_grid: str = NO_EASE_GRID
    names: str = ""
    categorical: str = ""
    resampling: str = "auto"
    categorical_resampling: str = "nearest"
    min_coverage: float = 0.0
    mask: Optional[str] = None
    mask_rule: str = ""
    mask_confirmed: bool = False
    dates_of: Sequence[str] = ()
    durations: str = ""
    look_back_days: float = 0.0
    sums: str = ""
    time_start: Optional[str] = None
    time_end: Optional[str] = None
    subdatasets: str = ""
    scales: str = ""
    nodata: str = ""


def build_predictor_stack(rasters: Sequence[str], output_folder: str, options: StackOptions = StackOptions(), *,
                          report: Optional[str] = None, monitor: Monitor = SILENT) -> List[BuiltStack]:
    """Write `stack_YYYYMMDD.tif` for every date of `rasters`, and `static.tif` for those without a date.

    report: HTML file of gaps. Raises InputError, OutputError, Cancelled; then no stack of this run is left.
    """
    with tempfile.TemporaryDirectory(prefix="smdownscale_") as folder:
        reading = RasterOptions(folder, options.subdatasets, options.scales, options.nodata, options.durations)
        infos = read_inputs(rasters, reading, options.names, options.categorical,
                            period_between(options.time_start, options.time_end), monitor.part(0.0, 0.05))
        rasters_of = Counter(name for info in infos for name in info.names)
        refuse_unit_changes((info.path, band) for info in infos for band in info.bands if rasters_of[band.name] > 1)
        grid = _grid(options, infos, monitor)
        plan = plan_dates(infos, _dates(options.dates_of), options.look_back_days, options.sums)
        used = {info.path: info for shares in plan.stacks.values() for share in shares for info in share.rasters}
        aligned = {path: AlignedRaster(info, grid, options.resampling, options.categorical_resampling,
                                       options.min_coverage) for path, info in used.items()}
        stacks = {period: readers(shares, aligned) for period, shares in plan.stacks.items()}
        if not stacks:
            raise InputError("No raster overlaps in time with the dates of DATES_OF; give rasters of the same period.")
        paths = _paths(stacks, output_folder)
        refuse_overwriting(list(paths.values()), [*expand_all(rasters), options.reference, options.mask,
                                                  *expand(options.dates_of)])
        keep = _mask(options, grid, monitor.part(0.05, 0.1))
        _log_plan(plan, stacks, monitor)
        return _build(stacks, paths, grid, output_folder, keep, report, monitor.part(0.1, 1.0))


def _mask(options: StackOptions, grid: Grid, monitor: Monitor) -> Optional[Mask]:
    refuse_rule_alone(options.mask, options.mask_rule)
    if not options.mask:
        return None
    return open_mask(describe(options.mask), grid, options.mask_rule, options.mask_confirmed, monitor)


def _dates(paths) -> Optional[List[Period]]:
    """Dates of rasters (or those in folders); None without any. Raises InputError for one without a date."""
    if not paths:
        return None
    infos = [describe(path) for path in expand(paths)]
    undated = [info.path for info in infos if info.period is None]
    if undated:
        raise InputError(f"{undated[0]} (DATES_OF) has no date; put it into its name or into TIME_START and TIME_END.")
    return [certain(info.period) for info in infos]


def _grid(options: StackOptions, infos: Sequence[RasterInfo], monitor: Monitor) -> Grid:
    """The stacks' grid, and a line of the log that says where it is from."""
    reference, ease, extent = options.reference, options.ease_grid, options.extent
    base = describe(reference).grid if reference else infos[0].grid
    if ease != NO_EASE_GRID:
        if ease not in EASE_GRIDS:
            raise InputError(f"EASE_GRID {ease!r} is unknown; choose one of {', '.join(EASE_GRIDS)}.")
        if options.resolution is not None or options.crs:
            raise InputError(f"EASE_GRID {ease} sets RESOLUTION and CRS itself; leave both empty.")
        grid = target_grid(ease_grid_of(ease), None, None, extent or base.bounds,
                           options.extent_crs if extent else base.crs)
        monitor.info(f"Grid: {grid.describe()}; EASE-Grid 2.0 {ease}.")
        return grid
    grid = target_grid(base, options.resolution, options.crs, extent, options.extent_crs)
    monitor.info(f"Grid: {grid.describe()}; from {os.path.basename(reference or infos[0].path)}"
                 f"{'' if reference else ', the first raster, as no REFERENCE was given'}.")
    return grid


def _build(stacks, paths, grid, output_folder, keep, report, monitor) -> List[BuiltStack]:
    """Write the stacks of rasters that were looked at, and the report."""
    built: List[BuiltStack] = []
    with all_or_nothing(output_folder) as written:
        for k, (period, aligned) in enumerate(stacks.items()):
            part = monitor.part(k / len(stacks), (k + 1) / len(stacks))
            built.append(write_stack(paths[period], period, aligned, grid, keep, part))
            written.append(paths[period])
        if all(share == 1.0 for stack in built for share in stack.gaps.values()):
            raise InputError("No raster has a value on the grid" + (" where MASK keeps cells" if keep else "") +
                             "; check nodata, REFERENCE and EXTENT.")
        monitor.at(1.0)
        log_gaps(built, monitor)
        if report:
            write_gap_report(report, built, grid.describe(), _methods(stacks))
    return built


def _methods(stacks) -> Dict[str, str]:
    """Predictor to how it came to the grid."""
    return {band.name: raster.methods[band.index] for rasters in stacks.values() for raster in rasters
            for band in raster.info.bands}


def _log_plan(plan: DatePlan, stacks, monitor) -> None:
    """A few lines, however many dates: which dates, what was joined or merged, what is missing, how it is resampled."""
    dates = [period for period in plan.stacks if period]
    static = [name for share in plan.stacks.get(None, ()) for name in share.rasters[0].names]
    said = []
    if dates:
        said.append(f"{len(dates)} dated stack{'s' if len(dates) > 1 else ''}, {_span(dates)}.")
    if static:
        said.append(f"Static (no date in metadata or file name), joined to every date: {', '.join(sorted(static))}.")
    monitor.info(" ".join(said))
    merged = {word: [name for name, how in plan.merged.items() if how == word] for word in plan.merged.values()}
    parts = [f"{word.capitalize()} within a date: {', '.join(names)}." for word, names in merged.items()]
    if plan.joined:
        parts.append(f"Joined to all dates that its longer period covers: {', '.join(plan.joined)}.")
    if parts:
        monitor.info(" ".join(parts))
    if plan.lacking:
        monitor.warn("Missing: " + "; ".join(f"{name} on {len(missed)} of {len(dates)} dates ({_some(missed)})"
                                             for name, missed in plan.lacking.items())
                     + "; these stacks lack it. With LOOK_BACK_DAYS, an earlier raster is used.")
    choices: Dict[str, Dict[str, None]] = {}
    for raster in (r for rasters in stacks.values() for r in rasters):
        for band in raster.info.bands:
            choices.setdefault(raster.methods[band.index], {})[band.name] = None
    monitor.info("; ".join(f"Resampling {method}: {', '.join(names)}" for method, names in sorted(choices.items()))
                 + ".")


def _span(dates) -> str:
    """Of how long, and from when to when."""
    days = sorted({round((date.end - date.start).total_seconds() / 86400) for date in dates})
    length = {0: "moments", 1: "1 day"}.get(days[-1], f"{days[-1]} days")
    length = length if len(days) == 1 else f"{days[0]} to {days[-1]} days"
    return f"of {length} each, {dates[0].label()}" + (f" to {dates[-1].label()}" if len(dates) > 1 else "")


def _some(dates) -> str:
    return ", ".join(date.label() for date in dates[:3]) + (" ..." if len(dates) > 3 else "")


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

