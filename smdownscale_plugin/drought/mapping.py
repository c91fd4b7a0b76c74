"""From a series and its climatology to maps of percentile, class, anomaly, index and class probability.

Dates of one time of the year share their reference values, so they are done together: each raster is read about
twice in all, however many dates are asked for, and memory holds one window of them.
"""
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..errors import certain
from ..monitor import SILENT, Monitor
from ..rasters.grid import Grid
from ..rasters.reading import Raster, RasterInfo
from ..rasters.windows import Window
from ..rasters.writing import RasterWriter, Storage
from . import classes
from .climatology import KIND as CLIMATOLOGY
from .climatology import Reference
from .moisture_series import Entry, EntryReader, cube_windows
from .percentiles import (
    EMPIRICAL,
    class_probabilities,
    percentile_of,
    standardised_anomaly,
    years_with_values,
)
from .season import place

PERCENTILE, CLASS, ANOMALY, INDEX, PROBABILITY = "percentile", "class", "anomaly", "index", "probability"
BANDS = {PERCENTILE: ("percentile",), CLASS: ("drought_class",), ANOMALY: ("standardised_anomaly",),
         INDEX: ("soil_moisture_index",), PROBABILITY: ("p_none", *(f"p_{n.lower()}" for n in classes.NAMES))}
UNITS = {"percentile": "%", "standardised_anomaly": "1", "soil_moisture_index": "1"}
_DATES_AT_ONCE = 16


def lies_beside(kind: str, info: RasterInfo) -> bool:
    """Whether a raster is no map of this kind, but of another that is written into the same folder, or a climatology.
    """
    others = {names[0] for other, names in BANDS.items() if other != kind}
    return info.names[0] in others or info.metadata.get("KIND") == CLIMATOLOGY


@dataclass
class DroughtTask:
    """One date to map.

    outputs: path for each wanted kind; interval: raster with bands `lower` and `upper`, for the probabilities.
    The rest is filled in by the run: pixels with a value, those with too few years, and the share of each class.
    """

    entry: Entry
    reference: Reference
    outputs: Mapping[str, str]
    metadata: Mapping[str, str]
    interval: Optional[str] = None
    valid: int = 0
    too_few: int = 0
    counts: np.ndarray = field(default_factory=lambda: np.zeros(len(classes.CLASSES) + 1, np.int64))

    @property
    def drought_share(self) -> float:
        """Share of the valid pixels in D1 or worse."""
        return float(self.counts[classes.DROUGHT:].sum() / self.valid) if self.valid else float("nan")


@dataclass(frozen=True)
class Settings:
    """How values become percentiles, and the limits of the soil moisture index (None: no index).

    limits: rasters of wilting point and field capacity (path, band), m3/m3.
    """

    minimum_years: int = 5
    method: str = EMPIRICAL
    limits: Optional[Tuple[Tuple[str, int], Tuple[str, int]]] = None


def map_dates(tasks: Sequence[DroughtTask], grid: Grid, settings: Settings, monitor: Monitor = SILENT) -> None:
    """Write the maps of all tasks; counts are left in them. Errors as of reading and writing rasters."""
    ordered = sorted(tasks, key=lambda task: place(task.entry.period))
    groups = [ordered[k:k + _DATES_AT_ONCE] for k in range(0, len(ordered), _DATES_AT_ONCE)]
    for k, group in enumerate(groups):
        _map_group(group, grid, settings, monitor.part(k / len(groups), (k + 1) / len(groups)))


def _map_group(tasks: List[DroughtTask], grid: Grid, settings: Settings, monitor: Monitor) -> None:
    entries = list(dict.fromkeys(entry for task in tasks for entry in (task.entry, *task.reference.entries)))
    position = {entry: k for k, entry in enumerate(entries)}
    with ExitStack() as files:
        reader = files.enter_context(EntryReader(entries))
        limits = [(files.enter_context(Raster(path)), band) for path, band in settings.limits or ()]
        writers = [_writers(task, grid, files) for task in tasks]
        intervals = [files.enter_context(Raster(task.interval)) if task.interval else None for task in tasks]
        copies = 4 if any(intervals) else 1       # probabilities sort the reference in double precision
        for window in monitor.each(cube_windows(grid.shape, copies * len(entries)), "Percentiles"):
            cube = reader.read(window)
            ends = [raster.read(window, [band])[0] for raster, band in limits]
            for task, outputs, interval in zip(tasks, writers, intervals):
                monitor.check()
                layers = [cube[position[entry]] for entry in task.reference.entries]
                made = _window_maps(task, cube[position[task.entry]], layers, settings, ends,
                                    _interval(interval, window))
                for kind, writer in outputs.items():
                    writer.write(made[kind], window)


def _writers(task: DroughtTask, grid: Grid, files: ExitStack) -> Dict[str, RasterWriter]:
    out = {}
    for kind, path in task.outputs.items():
        about: Dict[str, Any] = dict(units=UNITS, metadata=task.metadata)
        if kind == CLASS:
            about = dict(metadata=task.metadata, categorical=BANDS[CLASS], storage=Storage("uint8", classes.NODATA))
        out[kind] = files.enter_context(RasterWriter(path, grid, BANDS[kind], **about))
    return out


def _window_maps(task: DroughtTask, value: np.ndarray, layers: Sequence[np.ndarray], settings: Settings,
                 limits: Sequence[np.ndarray], interval: Optional[np.ndarray]) -> Dict[str, np.ndarray]:
    """All wanted maps of one window by kind, and the counts of the task."""
    wanted = task.outputs
    enough = years_with_values(layers, task.reference.years) >= settings.minimum_years
    task.too_few += int((np.isfinite(value) & ~enough).sum())
    value = np.where(enough, value, np.nan)
    percentile = percentile_of(settings.method, value, layers)
    codes = classes.classify(percentile)
    task.counts += np.bincount(codes[codes != classes.NODATA], minlength=len(task.counts))
    task.valid += int((codes != classes.NODATA).sum())
    made = {PERCENTILE: percentile, CLASS: codes}
    if ANOMALY in wanted:
        made[ANOMALY] = standardised_anomaly(value, layers)
    if INDEX in wanted:
        made[INDEX] = soil_moisture_index(value, *limits)
    if PROBABILITY in wanted:
        low, high = certain(interval)
        made[PROBABILITY] = class_probabilities(value, low, high, np.stack(layers))
    return made


def soil_moisture_index(value: np.ndarray, wilting_point: np.ndarray, field_capacity: np.ndarray) -> np.ndarray:
    """(value - wilting point) / (field capacity - wilting point), not cut; NaN where the two limits don't differ."""
    span = field_capacity - wilting_point
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(span > 0, (value - wilting_point) / span, np.nan)


def _interval(raster: Optional[Raster], window: Window) -> Optional[np.ndarray]:
    if raster is None:
        return None
    return raster.read(window, [interval_band(raster, "lower"), interval_band(raster, "upper")])


def interval_band(raster: Raster, name: str) -> int:
    """Number of the band `lower` or `upper`."""
    return next(band.index for band in raster.info.bands if band.name == name)


def write_limits(path: str, entries: Sequence[Entry], grid: Grid, low: float = 5.0, high: float = 95.0,
                 monitor: Monitor = SILENT) -> str:
    """Write bands `wilting_point` and `field_capacity`, estimated as percentiles of each pixel's values of all seasons.

    A stand-in for soil data, as Hunt et al. 2009, doi 10.1002/joc.1749, discuss: the driest and wettest that was seen.
    """
    names = ("wilting_point", "field_capacity")
    with EntryReader(entries) as reader, RasterWriter(path, grid, names, units=dict.fromkeys(names, "m3 "
                                                                                                    "m-3")) as writer:
        for window in monitor.each(cube_windows(grid.shape, 3 * len(entries)), "Range of each pixel"):
            cube = reader.read(window)
            empty = ~np.isfinite(cube).any(0)
            cube[:, empty] = 0.0
            ends = np.nanpercentile(cube, (low, high), axis=0)
            ends[:, empty] = np.nan
            writer.write(ends, window)
    return path
