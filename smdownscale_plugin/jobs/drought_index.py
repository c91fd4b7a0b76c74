"""Drought Index: how unusual soil moisture is for the season, per pixel, of one date or many."""
import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence

import numpy as np

from ..drought import mapping
from ..drought.classes import CLASSES
from ..drought.climatology import (
    join,
    parse_baseline,
    read_climatology,
    reference_for,
    write_climatology,
)
from ..drought.mapping import DroughtTask, Settings
from ..drought.moisture_series import MoistureSeries, open_series, pick, refuse_break
from ..drought.percentiles import EMPIRICAL
from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..rasters.fills import undeclared_fill
from ..rasters.reading import Raster, describe
from ..rasters.stack import expand
from ..rasters.value_sample import value_sample
from ..rasters.writing import atomic_path, make_folder, remove_if_there

_NAMES = {mapping.PERCENTILE: "percentile", mapping.CLASS: "drought_class", mapping.ANOMALY: "anomaly",
          mapping.INDEX: "soil_moisture_index", mapping.PROBABILITY: "probability"}


@dataclass(frozen=True)
class DroughtMaps:
    """Maps by kind, in order of time; of the last date, the years it was compared with and the share in D1 or worse."""

    dates: List[str]
    paths: Dict[str, List[str]]
    years: int
    drought_share: float


@dataclass(frozen=True)
class DroughtOptions:
    """What the user may set; the defaults are those of the tool.

    climatology: file of the past years, else the series itself; window_days: of the year, to either side;
    minimum_years: with values, below which a date is left out; baseline: first-last year to compare with; method: see
    `drought.percentiles`; intervals: rasters of the maps' intervals, for probabilities; wilting_point, field_capacity:
    rasters in m3/m3 for the index, else from the series.
    """

    climatology: Optional[str] = None
    window_days: int = 15
    minimum_years: int = 5
    baseline: Optional[str] = None
    method: str = EMPIRICAL
    intervals: Sequence[str] = ()
    wilting_point: Optional[str] = None
    field_capacity: Optional[str] = None

    def metadata(self) -> Dict[str, object]:
        """What the maps say of how they were made."""
        return {"PERCENTILE_METHOD": self.method, "WINDOW_DAYS": self.window_days, "MINIMUM_YEARS": self.minimum_years}


def drought_index(series_paths: Sequence[str], outputs: Dict[str, Optional[str]],
                  options: DroughtOptions = DroughtOptions(), *, date: Optional[str] = None,
                  folder: Optional[str] = None, climatology_output: Optional[str] = None,
                  monitor: Monitor = SILENT) -> DroughtMaps:
    """Write drought maps of `date` (see `moisture_series.pick`); the last date's to `outputs`, all of them to `folder`.

    Without `date`: of all dates of the series where there is a folder, else of the last.

    outputs: path or None by kind (`percentile`, `class`, `anomaly`, `index`, `probability`). Raises InputError: a
    series or climatology that can't be used (see `open_series`), no such date, too few years to compare with.
    """
    series, years = open_series(series_paths, monitor=monitor), parse_baseline(options.baseline)
    if not options.climatology:
        _refuse_constant(series, monitor)
    past = _past(series, options, monitor.part(0.0, 0.05))
    outputs = {kind: path for kind, path in outputs.items() if path}
    targets = pick(series.entries, date or ("all" if folder else None))
    if len(targets) > 1 and not folder:
        raise InputError(f"DATE {date!r} asks for {len(targets)} dates; give OUTPUT_FOLDER, where their maps are "
                         "written.")
    tasks = [_task(entry, reference_for(entry.period, past.entries, options.window_days, years), series,
                   options.metadata()) for entry in targets]
    tasks = _with_enough_years(tasks, past, options.minimum_years, monitor)
    _place_outputs(tasks, outputs, folder, bool(options.intervals))
    _give_intervals(tasks, options.intervals, series)
    _log_reachable_classes(tasks[-1], options.method, monitor)
    with ExitStack() as unfinished:
        if climatology_output:     # gets its name after the maps: they may be read from a file of that name
            temporary = unfinished.enter_context(atomic_path(climatology_output))
            write_climatology(temporary, past, options.window_days, monitor.part(0.05, 0.45))
        scratch = next(iter(tasks[-1].outputs.values())) + ".limits.part"
        unfinished.callback(remove_if_there, scratch)
        limits = _limits(tasks, past, series, (options.wilting_point, options.field_capacity), scratch,
                         monitor.part(0.45, 0.5))
        settings = Settings(options.minimum_years, options.method, limits)
        mapping.map_dates(tasks, series.grid, settings, monitor.part(0.5, 1.0))
    if folder:
        for kind, path in outputs.items():
            _copy(tasks[-1].outputs[kind], certain(path))
    return _finish(tasks, monitor)


def _refuse_constant(series: MoistureSeries, monitor: Monitor) -> None:
    """InputError when a sample of all dates holds one value: nothing is drier than anything else."""
    seen = np.empty(0)
    for entry in series.entries:
        monitor.check()
        seen = np.unique(np.append(seen, value_sample(entry.path, entry.band)))
        if len(seen) > 1:
            return
    if len(seen):
        raise InputError(f"All rasters of SERIES hold the same value ({seen[0]:.4g} m3/m3), so no date is drier than "
                         "another; give soil moisture that varies.")


def _copy(source: str, target: str):
    with atomic_path(target) as temporary:
        shutil.copyfile(source, temporary)


def _past(series: MoistureSeries, options: DroughtOptions, monitor: Monitor) -> MoistureSeries:
    """What dates are set against: the series itself, or a climatology with the series' new dates."""
    climatology = options.climatology
    if not climatology:
        return series
    monitor.at(0.0, "Reading the climatology")
    stored = read_climatology(climatology, options.window_days)
    if not stored.grid.matches(series.grid):
        raise InputError(f"The climatology {climatology} ({stored.grid.describe()}) and SERIES "
                         f"({series.grid.describe()}) aren't on one grid; warp the series to the climatology's grid.")
    refuse_break(stored.identity, series.identity, f"The climatology {climatology}", "SERIES")
    return join(stored, series)


def _task(entry, reference, series, settings) -> DroughtTask:
    about = {**{key: value for key, value in series.identity.items() if value}, **entry.period.metadata(),
             "SOURCE": "Soil Moisture Downscale", **{key: str(value) for key, value in settings.items()}}
    if reference.entries:
        about.update(BASELINE=reference.span, BASELINE_YEARS=str(reference.year_count),
                     REFERENCE_VALUES=str(len(reference.entries)))
    return DroughtTask(entry, reference, {}, about)


def _with_enough_years(tasks: List[DroughtTask], past: MoistureSeries, minimum_years: int,
                       monitor: Monitor) -> List[DroughtTask]:
    kept = [task for task in tasks if task.reference.year_count >= minimum_years]
    if not kept:
        best = max(tasks, key=lambda task: task.reference.year_count)
        count = best.reference.year_count
        known = "is only 1 other year" if count == 1 else f"are only {count} other years"
        raise InputError(f"There {known} to compare {best.entry.label} with, but MINIMUM_YEARS is {minimum_years}; the "
                         f"series and climatology hold {past.span()}; give more years.")
    if len(kept) < len(tasks):
        left = [task.entry.label for task in tasks if task not in kept]
        monitor.warn(f"{len(left)} dates have fewer than {minimum_years} other years and were left out: "
                     f"{', '.join(left[:3])}{' ...' if len(left) > 3 else ''}.")
    return kept


def _place_outputs(tasks: List[DroughtTask], outputs, folder, with_intervals):
    kinds = {mapping.PERCENTILE, mapping.CLASS, *outputs, *([mapping.PROBABILITY] if with_intervals else [])}
    for task in tasks:
        task.outputs = {}
        if folder:
            make_folder(folder)
            task.outputs = {kind: os.path.join(folder, f"{_NAMES[kind]}_{task.entry.period.stamp()}.tif")
                            for kind in sorted(kinds)}
    if not folder:
        tasks[-1].outputs = dict(outputs)
    if not tasks[-1].outputs:
        raise InputError("No output was asked for; set PERCENTILE, CLASS or OUTPUT_FOLDER.")


def _give_intervals(tasks: List[DroughtTask], intervals: Sequence[str], series: MoistureSeries):
    wanted = [task for task in tasks if mapping.PROBABILITY in task.outputs]
    if wanted and not intervals:
        raise InputError("PROBABILITY needs INTERVALS: rasters with bands lower and upper of the same dates.")
    infos = [describe(path) for path in expand(intervals)] if intervals else []
    for info in infos:
        if not {"lower", "upper"} <= set(info.names):
            raise InputError(f"{info.path} in INTERVALS has no bands lower and upper; give what Downscale Raster "
                             "wrote as INTERVAL.")
        lower, upper = (value_sample(info.path, info.names.index(name) + 1) for name in ("lower", "upper"))
        if lower.size and upper.size and np.median(lower) > np.median(upper):
            raise InputError(f"{info.path} in INTERVALS has lower above upper; give what Downscale Raster wrote as "
                             "INTERVAL.")
        if not info.grid.matches(series.grid):
            raise InputError(f"{info.path} in INTERVALS ({info.grid.describe()}) isn't on the grid of SERIES "
                             f"({series.grid.describe()}); give the intervals of the same maps.")
    found = {info.period.start: info.path for info in infos if info.period}
    for task in wanted:
        task.interval = found.get(task.entry.period.start)
        if task.interval is None:
            raise InputError(f"INTERVALS hold no raster of {task.entry.label}; give one for every date that is mapped.")


def _limits(tasks, past, series, given, scratch, monitor):
    """Rasters of wilting point and field capacity: those given, or estimated ones at `scratch`; None: no index."""
    wilting_point, field_capacity = given
    if not any(mapping.INDEX in task.outputs for task in tasks):
        return None
    if bool(wilting_point) != bool(field_capacity):
        raise InputError("For the soil moisture index give both WILTING_POINT and FIELD_CAPACITY, or neither: without "
                         "them the 5th and 95th percentiles of each pixel are used.")
    if not wilting_point:
        mapping.write_limits(scratch, past.entries, series.grid, monitor=monitor)
        _note(tasks, INDEX_LIMITS="5th and 95th percentile of each pixel's values of all seasons")
        return (scratch, 1), (scratch, 2)
    for path in (wilting_point, field_capacity):
        with Raster(path) as raster:
            if not raster.grid.matches(series.grid):
                raise InputError(f"{path} ({raster.grid.describe()}) isn't on the grid of SERIES "
                                 f"({series.grid.describe()}); warp it to that grid.")
    _refuse_limits(wilting_point, field_capacity)
    _note(tasks, INDEX_LIMITS="wilting point and field capacity as given")
    return (wilting_point, 1), (field_capacity, 1)


def _refuse_limits(wilting_point: str, field_capacity: str) -> None:
    """InputError where the two can't be limits in m3/m3: fills, percent, the wrong way round."""
    medians = []
    for path, what in ((wilting_point, "WILTING_POINT"), (field_capacity, "FIELD_CAPACITY")):
        fill = undeclared_fill(path, bands=[1])
        if fill:
            raise InputError(f"{what}: {fill}")
        values = value_sample(path, 1)
        medians.append(float(np.median(values)) if values.size else np.nan)
        if medians[-1] > 1.0:
            raise InputError(f"{what}: the median of {path} is {medians[-1]:.3g}, which can't be m3/m3; divide percent "
                             "by 100.")
    if medians[0] >= medians[1]:
        raise InputError(f"WILTING_POINT (median {medians[0]:.3g}) isn't below FIELD_CAPACITY ({medians[1]:.3g}); swap "
                         "them.")


def _note(tasks, **items):
    for task in tasks:
        task.metadata = {**task.metadata, **items}


def _log_reachable_classes(task: DroughtTask, method: str, monitor: Monitor):
    """The baseline in words, and which classes a short record can't tell apart."""
    count = len(task.reference.entries)
    monitor.info(f"{task.entry.label} is compared with {count} maps of {task.reference.year_count} other years "
                 f"({task.reference.span}), within {task.metadata['WINDOW_DAYS']} days of the same day of the year; "
                 f"percentiles: {'Weibull plotting position' if method == EMPIRICAL else 'fitted beta'}.")
    lowest = 100.0 / (count + 2)
    unreachable = [name for name, limit in CLASSES if limit < lowest]
    if method == EMPIRICAL and unreachable:
        monitor.warn(f"With {count} values the lowest possible percentile is {lowest:.1f}: {' and '.join(unreachable)} "
                     f"can't be distinguished from {CLASSES[len(CLASSES) - len(unreachable) - 1][0]}; give more years, "
                     "or set PERCENTILE_METHOD to beta.")


def _finish(tasks: List[DroughtTask], monitor: Monitor) -> DroughtMaps:
    last = tasks[-1]
    for task in tasks:
        if task.too_few:
            monitor.warn(f"{task.entry.label}: {task.too_few} pixels have too few years with a value and stay empty.")
    if not any(task.valid or task.too_few for task in tasks):
        raise InputError(f"{last.entry.path} ({last.entry.label}) holds no value, so there is nothing to map; choose "
                         "another DATE, or give rasters with values.")
    if not any(task.valid for task in tasks):
        raise InputError(f"No pixel has {last.metadata['MINIMUM_YEARS']} years with a value; give more years, or a "
                         "lower MINIMUM_YEARS.")
    monitor.info(f"{last.entry.label}: {100 * last.drought_share:.1f} % of {last.valid} pixels are in D1 or worse.")
    kinds = sorted({kind for task in tasks for kind in task.outputs})
    paths = {kind: [task.outputs[kind] for task in tasks if kind in task.outputs] for kind in kinds}
    return DroughtMaps([task.entry.label for task in tasks], paths, last.reference.year_count, last.drought_share)
