"""Downscale Series: the maps of many dates with one model."""
import os
from dataclasses import dataclass
from typing import List, Optional, Sequence

from ..downscaling.correcting import choose_correction
from ..downscaling.downscale import Downscaled, Targets, downscale
from ..errors import Cancelled, EmptyInputError, InputError, SmDownscaleError
from ..monitor import SILENT, Monitor
from ..rasters.coarse import Coarse, find_stack
from ..rasters.period import Period
from ..rasters.reading import describe
from ..rasters.stack import Stack, expand, open_stacks
from ..rasters.writing import make_folder
from ..regression.model import Model
from ..regression.model_file import read_model
from ..regression.training_table import refuse_fills
from ..reports.series import write_series_report
from ..scaling.corrections import AUTO
from .downscale_raster import files_of, read_for
from .outputs import refuse_overwriting


@dataclass(frozen=True)
class Task:
    """One map to make: its predictors, its coarse raster (or None), its date (None: static) and its path."""

    stack: Stack
    coarse_path: Optional[str]
    period: Optional[Period]
    output: str

    @property
    def label(self) -> str:
        """The date, for messages."""
        return self.period.label() if self.period else "static"


@dataclass(frozen=True)
class Series:
    """Maps in order of time, and what is known of those made now."""

    paths: List[str]
    made: List[Downscaled]


def downscale_series(model_path: str, predictors: Sequence[str], folder: str, coarse: Sequence[str] = (),
                     residual_correction: str = AUTO, skip_finished: bool = False, report: Optional[str] = None,
                     monitor: Monitor = SILENT) -> Series:
    """Write one map a date: of every coarse raster with predictors, or of every stack where no coarse is given.

    skip_finished: leave maps that exist and are newer than all of their inputs. Dates without any valid value are left
    out with a warning. Raises InputError at the end, with the dates that failed named, after the others were made.
    """
    model = read_model(model_path)
    stacks = [stack.select(model.features.names) for stack in open_stacks(predictors)]
    coarse_paths = expand(coarse) if coarse else []
    tasks = _tasks(stacks, coarse_paths, make_folder(folder), monitor)
    refuse_overwriting([*(task.output for task in tasks), report], [model_path, *coarse_paths, *files_of(stacks)])
    refuse_fills(stacks)
    made, failed, empty, paths = [], [], [], []
    for k, task in enumerate(tasks):
        part = monitor.part(0.95 * k / len(tasks), 0.95 * (k + 1) / len(tasks))
        if skip_finished and _finished(task, model_path):
            part.at(1.0, f"{task.label}: finished before, left as it is")
            paths.append(task.output)
            continue
        try:
            made.append(_make(model, task, residual_correction, part))
            paths.append(task.output)
        except Cancelled:
            raise
        except EmptyInputError as problem:
            empty.append(f"{task.label}: {problem}")
            monitor.warn(f"Left out. {empty[-1]}")
        except SmDownscaleError as problem:
            failed.append(f"{task.label}: {problem}")
            monitor.warn(f"Failed. {failed[-1]}")
    if report and paths:
        pairs = [(task.label, task.coarse_path, task.output) for task in tasks if task.output in set(paths)]
        write_series_report(report, model, pairs, made, failed, empty)
    if not paths:
        raise InputError(f"No map could be made of {len(tasks)} dates. {(failed + empty)[0]}")
    if failed:
        raise InputError(f"{len(failed)} of {len(tasks)} dates failed, the others were made. {' '.join(failed[:3])}")
    monitor.at(1.0, "Series finished")
    return Series(paths, made)


def _tasks(stacks, coarse_paths, folder, monitor) -> List[Task]:
    if not coarse_paths:
        return _one_a_date([Task(stack, None, stack.period, _name(folder, stack.period)) for stack in stacks])
    tasks, missed = [], []
    for path in coarse_paths:
        period = describe(path).period
        stack = find_stack(period, stacks, path, monitor)
        if stack is None:
            missed.append(path)
        else:
            period = period or stack.period
            tasks.append(Task(stack, path, period, _name(folder, period)))
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
        if task.output in by_path:
            first, second = (t.coarse_path or t.stack.predictors[0].path for t in (by_path[task.output], task))
            raise InputError(f"Two rasters are of one date: {first} and {second}; leave out one of them.")
        by_path[task.output] = task
    return sorted(tasks, key=lambda task: (task.period is not None, task.period and task.period.start))


def _name(folder, period):
    return os.path.join(folder, f"soil_moisture_{period.stamp()}.tif" if period else "soil_moisture.tif")


def _make(model: Model, task: Task, wanted: str, monitor: Monitor) -> Downscaled:
    coarse: Optional[Coarse] = read_for(model, task.coarse_path, task.stack) if task.coarse_path else None
    correction = choose_correction(wanted, model, coarse, monitor)
    result = downscale(model, task.stack, Targets(task.output), coarse, correction, monitor)
    monitor.info(f"{task.label}: {result.valid_pixels} pixels, {result.outside_percent:.1f} % outside the training "
                 f"range, residual correction {correction}.")
    return result


def _finished(task: Task, model_path: str) -> bool:
    if not os.path.exists(task.output):
        return False
    inputs = [p.path for p in task.stack.predictors] + [model_path, task.coarse_path]
    written = os.path.getmtime(task.output)
    return all(os.path.getmtime(path) <= written for path in inputs if path and os.path.exists(path))
