"""Downscale Series: the maps of many dates with one model."""
import os
from collections import Counter
from dataclasses import astuple, dataclass
from typing import List, Optional, Sequence, Union

from ..downscaling.correcting import choose_correction
from ..downscaling.downscale import Downscaled, Targets, downscale
from ..errors import Cancelled, EmptyInputError, InputError, SmDownscaleError
from ..monitor import SILENT, Monitor
from ..rasters.coarse import Coarse, find_stack
from ..rasters.kept_windows import KeptWindows
from ..rasters.period import Period
from ..rasters.reading import describe
from ..rasters.stack import Stack, expand, open_stacks
from ..rasters.writing import make_folder, remove_leftovers
from ..regression.model import Model
from ..regression.model_file import read_model
from ..reports.series import write_series_report
from ..scaling.corrections import AUTO
from .downscale_raster import files_of, read_for, refuse_unknown
from .outputs import refuse_overwriting


@dataclass(frozen=True)
class Folders:
    """Where the files of a series go: maps, and (None: not wanted) intervals and applicabilities."""

    maps: str
    intervals: Optional[str] = None
    applicabilities: Optional[str] = None

    def targets(self, period: Optional[Period]) -> Targets:
        """The files of one date."""
        date = f"_{period.stamp()}" if period else ""
        kinds = ((self.maps, "soil_moisture"), (self.intervals, "interval"), (self.applicabilities, "applicability"))
        return Targets(*(os.path.join(folder, f"{kind}{date}.tif") if folder else None for folder, kind in kinds))


@dataclass(frozen=True)
class Task:
    """One map to make: its predictors, its coarse raster (or None), its date (None: static) and its files."""

    stack: Stack
    coarse_path: Optional[str]
    period: Optional[Period]
    targets: Targets

    @property
    def label(self) -> str:
        """The date, for messages."""
        return self.period.label() if self.period else "static"

    @property
    def outputs(self) -> List[str]:
        """The files that are wanted."""
        return [path for path in astuple(self.targets) if path]


@dataclass(frozen=True)
class Series:
    """Files in order of time, and what is known of the maps made now."""

    paths: List[str]
    made: List[Downscaled]
    intervals: List[str]
    applicabilities: List[str]


def downscale_series(model_path: str, predictors: Sequence[str], folders: Union[str, Folders],
                     coarse: Sequence[str] = (), residual_correction: str = AUTO, skip_finished: bool = False,
                     report: Optional[str] = None, monitor: Monitor = SILENT) -> Series:
    """Write one map a date: of every coarse raster with predictors, or of every stack where no coarse is given.

    skip_finished: leave maps that exist, were made with this model and correction, and are newer than the rasters they
    were made from. Dates without any valid value are left out with a warning. Raises InputError at the end, with the
    dates that failed named, after the others were made.
    """
    folders = Folders(folders) if isinstance(folders, str) else folders
    model = read_model(model_path)
    unusable: List[str] = []
    files = _usable(expand(predictors), lambda path: describe(path).path, unusable, monitor)
    stacks = _usable(open_stacks(files), lambda stack: stack.select(model.features.names), unusable, monitor)
    coarse_paths = _usable(expand(coarse), lambda path: describe(path).path, unusable, monitor) if coarse else []
    tasks = _tasks(stacks, coarse_paths, folders, monitor)
    refuse_unknown(model, tasks[0].targets)
    refuse_overwriting([*(path for task in tasks for path in task.outputs), report],
                       [model_path, *coarse_paths, *files_of(stacks)])
    for folder in filter(None, astuple(folders)):
        make_folder(folder)
    maker = _Maker(model, residual_correction, skip_finished, tasks)
    for k, task in enumerate(tasks):
        maker.make(task, monitor.part(0.95 * k / len(tasks), 0.95 * (k + 1) / len(tasks)))
    finished, failed = maker.finished, unusable + maker.failed
    if report and finished:
        pairs = [(task.label, task.coarse_path, task.targets.output) for task in finished]
        write_series_report(report, model, pairs, maker.made, failed, maker.empty)
    if not finished:
        raise InputError(f"No map could be made of {len(tasks)} dates. {(failed + maker.empty)[0]}")
    if failed:
        raise InputError(f"Failed: {len(failed)}; maps that are there: {len(finished)}. {' '.join(failed[:3])}")
    monitor.at(1.0, "Series finished")
    maps, intervals, applicabilities = zip(*(astuple(task.targets) for task in finished))
    return Series(list(maps), maker.made, list(filter(None, intervals)), list(filter(None, applicabilities)))


def _usable(items, use, unusable, monitor) -> List:
    """What `use` gives of those items that it can use; of the others it is told why, and added to `unusable`.

    Raises InputError when it can use none.
    """
    out, problems = [], []
    for item in items:
        monitor.check()
        try:
            out.append(use(item))
        except InputError as problem:
            problems.append(str(problem))
    if not out:
        raise InputError(problems[0])
    for problem in problems:
        monitor.warn(f"Failed. {problem}")
    unusable += problems
    return out


def _tasks(stacks, coarse_paths, folders, monitor) -> List[Task]:
    if not coarse_paths:
        return _one_a_date([Task(stack, None, stack.period, folders.targets(stack.period)) for stack in stacks])
    tasks, missed = [], []
    for path in coarse_paths:
        period = describe(path).period
        stack = find_stack(period, stacks, path, monitor)
        if stack is None:
            missed.append(path)
        else:
            period = period or stack.period
            tasks.append(Task(stack, path, period, folders.targets(period)))
    if missed:
        monitor.warn(f"{len(missed)} coarse rasters have no predictors of their date: {', '.join(missed[:3])}"
                     f"{' ...' if len(missed) > 3 else ''}.")
    if not tasks:
        raise InputError("No date in common: none of the coarse rasters has predictors of its date; give rasters of "
                         "the same dates.")
    return _one_a_date(tasks)


def _one_a_date(tasks) -> List[Task]:
    """The tasks in order of time; InputError when two would write the same map."""
    by_path = {}
    for task in tasks:
        twin = by_path.setdefault(task.targets.output, task)
        if twin is not task:
            first, second = (t.coarse_path or t.stack.predictors[0].path for t in (twin, task))
            raise InputError(f"Two rasters are of one date: {first} and {second}; leave out one of them.")
    return sorted(tasks, key=lambda task: (task.period is not None, task.period and task.period.start))


class _Maker:
    """Makes the maps of a series: the model, its kernel and what dates share are kept from map to map.

    finished: tasks whose files are there; made: what is known of maps made now; failed, empty: sentences on the dates
    that failed and on those without any valid value.
    """

    def __init__(self, model: Model, wanted: str, skip_finished: bool, tasks: Sequence[Task]):
        self.model, self.wanted, self.skip_finished, self.dates = model, wanted, skip_finished, len(tasks)
        uses = Counter(path for task in tasks for path in files_of([task.stack]))
        self._kept = KeptWindows(path for path, count in uses.items() if count > 1)
        self.finished: List[Task] = []
        self.made: List[Downscaled] = []
        self.failed: List[str] = []
        self.empty: List[str] = []

    def make(self, task: Task, monitor: Monitor) -> None:
        """Make the map of one date, leave it, or say why it can't be made."""
        if self.skip_finished and self._is_finished(task):
            monitor.at(1.0, f"{task.label}: finished before, left as it is")
            self.finished.append(task)
            return
        try:
            self.made.append(self._made(task, monitor))
            self.finished.append(task)
        except Cancelled:
            raise
        except EmptyInputError as problem:
            self.empty.append(f"{task.label}: {problem}")
            monitor.warn(f"Left out. {self.empty[-1]}")
        except SmDownscaleError as problem:
            self.failed.append(f"{task.label}: {problem}")
            monitor.warn(f"Failed. {self.failed[-1]}")

    def _made(self, task, monitor) -> Downscaled:
        if self.skip_finished:
            for path in task.outputs:
                remove_leftovers(path)
        coarse: Optional[Coarse] = read_for(self.model, task.coarse_path, task.stack) if task.coarse_path else None
        correction = choose_correction(self.wanted, self.model, coarse, monitor)
        result = downscale(self.model, task.stack, task.targets, coarse, correction, monitor, self.dates, self._kept)
        monitor.info(f"{task.label}: {result.valid_pixels} pixels, {result.outside_percent:.1f} % outside the training "
                     f"range, residual correction {correction}.")
        return result

    def _is_finished(self, task) -> bool:
        """Whether the files of a date are there, of this model and correction, and newer than their rasters."""
        if not all(os.path.exists(path) for path in task.outputs):
            return False
        about = describe(task.targets.output).metadata
        correction = about.get("RESIDUAL_CORRECTION")
        if about.get("MODEL") != self.model.fingerprint or self.wanted not in (AUTO, correction):
            return False
        inputs = files_of([task.stack]) + [task.coarse_path]
        written = min(os.path.getmtime(path) for path in task.outputs)
        return all(os.path.getmtime(path) <= written for path in inputs if path and os.path.exists(path))
