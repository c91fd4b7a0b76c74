"""Downscale Series: the maps of many dates with one model."""
from collections import Counter
from dataclasses import astuple, dataclass, replace
from typing import List, Optional, Sequence, Union

from ..downscaling.correcting import choose_correction
from ..downscaling.downscale import Downscaled, MapInputs, downscale
from ..errors import Cancelled, EmptyInputError, InputError, SmDownscaleError
from ..monitor import SILENT, Monitor
from ..predictors.masking import masked
from ..rasters.coarse import Coarse
from ..rasters.coarse_bands import coarse_sources
from ..rasters.kept_windows import KeptWindows
from ..rasters.stack import predictor_files
from ..rasters.writing import make_folder, remove_leftovers
from ..regression.model import Model
from ..regression.model_file import read_model
from ..reports.series_panels import write_series_report
from .downscale_raster import pixels_outside, read_for, refuse_unknown
from .map_options import MapOptions
from .map_stations import MapStations, open_stations
from .map_warnings import cover_in_words, warn_of_maps
from .outputs import refuse_overwriting
from .series_days import SeriesDays, open_daily_stacks
from .series_tasks import DownscalingTask, Folders, find_tasks, is_finished


@dataclass(frozen=True)
class DownscaledSeries:
    """Files in order of time, and what is known of the maps made now."""

    paths: List[str]
    made: List[Downscaled]
    intervals: List[str]
    applicabilities: List[str]
    detail_weight: float = float("nan")


def downscale_series(model_path: str, predictors: Sequence[str], folders: Union[str, Folders],
                     coarse: Sequence[str] = (), options: MapOptions = MapOptions(), *, skip_finished: bool = False,
                     report: Optional[str] = None, monitor: Monitor = SILENT) -> DownscaledSeries:
    """Write one map a date: of every coarse raster with predictors, or of every stack where no coarse is given.

    skip_finished: leave dates whose files exist, were all made with this model and correction of these rasters, and
    are newer than them. Dates without any valid value are left out with a warning. Raises InputError at the end, with
    the dates that failed named, after the others were made.
    """
    folders = Folders(folders) if isinstance(folders, str) else folders
    monitor.at(0.0, "Reading the model")
    model = read_model(model_path)
    refuse_unknown(model, folders.targets(None))
    daily = open_daily_stacks(model, options.series, monitor)
    coarse = coarse_sources(coarse or (), options.coarse_band)
    tasks, unusable = find_tasks(model, predictor_files(predictors), coarse, folders,
                                 monitor.part(0.0, 0.03))
    stacks = masked([task.stack for task in tasks], *options.mask, monitor)
    tasks = [replace(task, stack=stack) for task, stack in zip(tasks, stacks)]
    refuse_overwriting([*(path for task in tasks for path in task.outputs), report],
                       [model_path, options.mask.path, *coarse, *(path for task in tasks for path in task.stack.files),
                        *daily.files, *options.stations.paths, options.stations.pairs or None])
    for folder in filter(None, astuple(folders)):
        make_folder(folder)
    maker = _Maker(model, options, skip_finished, daily, open_stations(options.stations, model, monitor))
    maker.make_all(tasks, monitor.part(0.03, 0.95))
    warn_of_maps(maker.made, model.product, monitor)
    finished, failed = maker.finished, unusable + maker.failed
    if report and finished:
        pairs = [(task.title, task.coarse_path, task.targets.output) for task in finished]
        write_series_report(report, model, pairs, maker.made, failed, maker.empty)
    if not finished:
        raise InputError(f"No map could be made for any of {len(tasks)} dates. {(failed + maker.empty)[0]}")
    if failed:
        raise InputError(f"Dates that could not be mapped: {len(failed)}; maps finished: {len(finished)}. "
                         f"{' '.join(failed[:3])}")
    monitor.at(1.0, "Series finished")
    maps, intervals, applicabilities = zip(*(astuple(task.targets) for task in finished))
    return DownscaledSeries(list(maps), maker.made, list(filter(None, intervals)), list(filter(None, applicabilities)),
                            maker.made[-1].detail_weight if maker.made else float("nan"))


class _Maker:
    """Makes the maps of a series: the model, its kernel and what dates share are kept from map to map.

    finished: tasks whose files are there, in order of time; made: what is known of maps made now; failed, empty:
    sentences on the dates that failed and on those without any valid value.
    """

    def __init__(self, model: Model, options: MapOptions, skip_finished: bool, daily: SeriesDays,
                 stations: MapStations):
        self.model, self.options, self.skip_finished = model, options, skip_finished
        self.daily, self.stations = daily, stations
        self.finished: List[DownscalingTask] = []
        self.made: List[Downscaled] = []
        self.failed: List[str] = []
        self.empty: List[str] = []

    def make_all(self, tasks: Sequence[DownscalingTask], monitor: Monitor) -> None:
        """Make the maps of all dates but those that are finished and may be left."""
        left = self._still_to_make(tasks, monitor.part(0.0, 0.03)) if self.skip_finished else tasks
        uses = Counter(path for task in left for path in task.stack.files)
        kept = KeptWindows(path for path, count in uses.items() if count > 1)
        steps = monitor.part(0.03 if self.skip_finished else 0.0, 1.0).without_repeats()
        for k, task in enumerate(left):
            self._make(task, steps.part(k / len(left), (k + 1) / len(left)), len(left), kept)
        self.finished.sort(key=lambda task: task.order)

    def _still_to_make(self, tasks, monitor) -> List[DownscalingTask]:
        """Those that aren't finished."""
        left = []
        for task in monitor.each(tasks, "Looking for finished dates"):
            finished = is_finished(task, self.model, self.options.residual_correction, self.daily,
                                   self.stations)
            (self.finished if finished else left).append(task)
        if self.finished:
            monitor.info(f"{len(self.finished)} of {len(tasks)} dates were finished before and are left as they are.")
        return left

    def _make(self, task, monitor, dates, kept) -> None:
        """Make the map of one date, or say why it can't be made."""
        try:
            self.made.append(self._made(task, monitor, dates, kept))
            self.finished.append(task)
        except Cancelled:
            raise
        except EmptyInputError as problem:
            self.empty.append(f"{task.label}: {problem}")
            monitor.warn(f"Left out. {self.empty[-1]}")
        except SmDownscaleError as problem:
            self.failed.append(f"{task.label}: {problem}")
            monitor.warn(f"Failed. {self.failed[-1]}")

    def _made(self, task, monitor, dates, kept) -> Downscaled:
        if self.skip_finished:
            for path in task.outputs:
                remove_leftovers(path)
        allow_outside = self.options.allow_outside
        coarse: Optional[Coarse] = read_for(self.model, task.coarse_path, task.stack, monitor, allow_outside) \
            if task.coarse_path else None
        correction = choose_correction(self.options.residual_correction, self.model, coarse is not None, monitor)
        stack = self.daily.derive(task.stack, coarse, monitor)
        inputs = MapInputs(stack, coarse, self.daily.before(task.period, stack.grid, monitor),
                           self.stations.readings(task.period, stack.grid), self.stations.errors(stack.grid))
        result = downscale(self.model, inputs, task.targets, correction, monitor, dates=dates, kept=kept,
                           allow_outside=allow_outside)
        if result.stations:
            monitor.info(f"{task.label}: {result.stations.sentence}")
        monitor.info(f"{task.label}: {result.valid_pixels} pixels, {pixels_outside(result)}{cover_in_words(result)}; "
                     f"residual correction {correction}.")
        return result
