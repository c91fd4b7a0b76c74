"""What a series looks at before its first map: stacks and coarse rasters by date, and which maps are finished.

Nothing that is wrong with one date stops the others: it is reported in a sentence.
"""
import os
from dataclasses import astuple, dataclass
from typing import Dict, List, Optional, Sequence, Tuple

from ..downscaling.correcting import choose_correction
from ..downscaling.downscale import OutputPaths
from ..downscaling.sources import fingerprint_of_sources, source_files
from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..rasters.coarse import find_stack
from ..rasters.content import reads_to_end
from ..rasters.period import Period, label_of, words_of
from ..rasters.reading import RasterInfo, describe
from ..rasters.same_file import files_behind
from ..rasters.stack import Stack, by_period, by_time, form_stack
from ..rasters.undated import refuse_unread_dates
from ..regression.model import Model
from .map_stations import MapStations
from .series_days import SeriesDays


@dataclass(frozen=True)
class Folders:
    """Where the files of a series go: maps, and (None: not wanted) intervals and applicabilities."""

    maps: str
    intervals: Optional[str] = None
    applicabilities: Optional[str] = None

    def targets(self, period: Optional[Period]) -> OutputPaths:
        """The files of one date."""
        date = f"_{period.stamp()}" if period else ""
        kinds = ((self.maps, "soil_moisture"), (self.intervals, "interval"), (self.applicabilities, "applicability"))
        paths = [os.path.join(folder, f"{kind}{date}.tif") if folder else None for folder, kind in kinds]
        return OutputPaths(certain(paths[0]), *paths[1:])


@dataclass(frozen=True)
class DownscalingTask:
    """One map to make: its predictors, its coarse raster (or None), its date (None: static) and its files."""

    stack: Stack
    coarse_path: Optional[str]
    period: Optional[Period]
    targets: OutputPaths

    @property
    def label(self) -> str:
        """The date, for messages."""
        return label_of(self.period)

    @property
    def title(self) -> str:
        """The date for titles: "January 2020" for a month."""
        return words_of(self.period)

    @property
    def outputs(self) -> List[str]:
        """The files that are wanted."""
        return [path for path in astuple(self.targets) if path]

    @property
    def order(self) -> Tuple:
        """What sorts tasks by time."""
        return self.period is not None, self.period and self.period.start


@dataclass(frozen=True)
class _PeriodPredictors:
    """The predictors of one period (None: static): a stack, or why it can't be used.

    whole: its files are in order, so that without a stack it only lacks predictors of the model.
    """

    period: Optional[Period]
    stack: Optional[Stack] = None
    problem: str = ""
    whole: bool = False

    @property
    def label(self) -> str:
        """The date, for messages."""
        return label_of(self.period)


def find_tasks(model: Model, predictors: Sequence[str], coarse: Sequence[str], folders: Folders,
               monitor: Monitor = SILENT) -> Tuple[List[DownscalingTask], List[str]]:
    """(maps to make in order of time, a sentence on everything that can't be used) of files.

    Raises InputError when there is no map to make, or two would be of one date.
    """
    infos, unread = _look_at(predictors, "Looking at the predictors", monitor.part(0.0, 0.6))
    candidates, failed = _candidates(infos, unread, model)
    if coarse:
        infos, unread = _look_at(coarse, "Looking at the coarse rasters", monitor.part(0.6, 1.0))
        failed += unread.values()
        tasks = _with_coarse(candidates, infos, folders, failed, monitor)
    else:
        failed += [f"{c.label}: {c.problem}" for c in candidates if not c.stack]
        tasks = [DownscalingTask(c.stack, None, c.period, folders.targets(c.period)) for c in candidates if c.stack]
    if not tasks:
        raise InputError(f"No map can be made. {failed[0]}" if failed else
                         "No date in common: none of the coarse rasters has predictors for its date; give rasters of "
                         "the same dates.")
    for sentence in failed:
        monitor.warn(f"Failed. {sentence}")
    return _one_a_date(tasks), failed


def _look_at(paths, message, monitor) -> Tuple[List[RasterInfo], Dict[str, str]]:
    """What the files say of themselves, and why others can't be read, by path."""
    infos, unread = [], {}
    for path in monitor.each(paths, message):
        try:
            infos.append(describe(path))
        except InputError as problem:
            unread[path] = str(problem)
    return infos, unread


def _candidates(infos, unread, model) -> Tuple[List[_PeriodPredictors], List[str]]:
    """The predictors of every period, and what is wrong with files that belong to all (those without a date)."""
    undated, dated = by_period(infos)
    refuse_unread_dates(undated)
    lost: Dict[Optional[Period], List[str]] = {}
    for path, problem in unread.items():
        lost.setdefault(_period_of_unread(path, dated), []).append(problem)
    static, causes = None, lost.pop(None, [])
    try:
        static = form_stack(undated, None) if undated else None
    except InputError as problem:
        causes.append(str(problem))
    out = []
    periods: List[Optional[Period]] = [*by_time({*dated, *filter(None, lost)})]
    for period in periods or [None]:
        stack = None
        try:
            if period in lost:
                raise InputError(lost[period][0])
            stack = form_stack(dated[period], period, static) if period else static
            out.append(_PeriodPredictors(period, _selected(stack, period, model, causes)))
        except InputError as problem:
            out.append(_PeriodPredictors(period, None, str(problem), stack is not None and not causes))
    return out, causes


def _period_of_unread(path, dated) -> Optional[Period]:
    """The period of a file of which only the name is known, so that no other composite takes its place.

    That of a readable file with the same first day; where there is none, it lasts as long as most of them.
    """
    named = Period.from_name(path)
    if named is None:
        return None
    twins = [period for period in dated if period.start == named.start]
    lengths = sorted(period.end - period.start for period in dated) or [named.end - named.start]
    return twins[0] if twins else Period(named.start, named.start + lengths[len(lengths) // 2])


def _selected(stack, period, model, causes) -> Stack:
    """The model's predictors of a stack; an InputError begins with what is wrong with files that belong to all."""
    lacking = [name for name in model.needed_names if stack is None or name not in stack.names]
    if lacking and causes:
        raise InputError(f"{causes[0]} Without it, the stack of {period.label() if period else 'static'} lacks "
                         f"{', '.join(lacking)}.")
    derived = [name for name in model.derived if name in stack.names]
    return stack.select([*model.needed_names, *derived] if model.derived else model.features.names)


def _with_coarse(candidates, infos, folders, failed, monitor) -> List[DownscalingTask]:
    """A task for every coarse raster with predictors; adds to `failed` what can't be used."""
    tasks, missed, wanted = [], [], set()
    for info in infos:
        try:
            found = find_stack(info.period, candidates, info.path, monitor)
        except InputError as problem:
            failed.append(str(problem))
            continue
        if found is None:
            missed.append(info.path)
            continue
        period = info.period or found.period
        wanted.add(found.period)
        if found.stack:
            tasks.append(DownscalingTask(found.stack, info.path, period, folders.targets(period)))
        else:
            failed.append(f"{period.label() if period else 'static'}: {found.problem}")
    failed += [f"{c.label}: {c.problem}" for c in candidates if not c.stack and c.period not in wanted and not c.whole]
    if missed:
        monitor.warn(f"{len(missed)} coarse rasters have no predictors for their date: "
                     f"{', '.join(missed[:3])}{' ...' if len(missed) > 3 else ''}.")
    return tasks


def _one_a_date(tasks) -> List[DownscalingTask]:
    """The tasks in order of time; InputError when two would write the same map."""
    by_path = {}
    for task in tasks:
        twin = by_path.setdefault(task.targets.output, task)
        if twin is not task:
            first, second = (t.coarse_path or t.stack.predictors[0].path for t in (twin, task))
            raise InputError(f"Two rasters have the same date: {first} and {second}; leave out one of them.")
    return sorted(tasks, key=lambda task: task.order)


def is_finished(task: DownscalingTask, model: Model, wanted: str, daily: SeriesDays, stations: MapStations) -> bool:
    """Whether all files of a date are there and whole, made of what these rasters hold (and later), with this model and
    correction.

    wanted: a residual correction, or `auto`: the one that it means for this model, with or without a coarse raster;
    daily: the stacks that the model looks back on; stations: what its maps are adjusted towards.
    """
    if not all(os.path.isfile(path) for path in task.outputs):
        return False
    try:
        correction = choose_correction(wanted, model, task.coarse_path is not None)
        days = daily.sources(task.period, task.stack)
        readings = stations.readings(task.period, task.stack.grid)
        errors = stations.errors(task.stack.grid)
        beside = {"STATIONS": readings.fingerprint if readings else "", "PAIRS": errors.fingerprint if errors else ""}
        if any(describe(path).metadata.get(name, "") != known for path in task.outputs
               for name, known in beside.items()):
            return False
        expected = {"MODEL": model.fingerprint, "RESIDUAL_CORRECTION": correction,
                    "SOURCES": fingerprint_of_sources(task.stack, task.coarse_path, days)}.items()
        if not all(expected <= describe(path).metadata.items() for path in task.outputs):
            return False
        written = min(os.stat(path).st_mtime_ns for path in task.outputs)
        sources = source_files(task.stack, task.coarse_path, days)
        files = {path for source in sources for path in files_behind(source)}
        return all(os.stat(path).st_mtime_ns <= written for path in files) and all(map(reads_to_end, task.outputs))
    except (InputError, OSError):       # what is wrong is reported when the map is made
        return False
