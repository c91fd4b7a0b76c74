"""Granules of one step of time merged on their grid: means, how many observations, and when they were made."""
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Dict, List, Optional, Sequence

import numpy as np

from ...rasters.period import Period
from ...rasters.windows import Window
from .granules import EPOCH, Granule
from .hdf5 import Hdf5File

STEPS = ("granule", "daily", "8day", "monthly")
BANDS = ("soil_moisture", "observations", "observation_time")
UNITS = {"soil_moisture": "m3 m-3", "observations": "1", "observation_time": "h"}


def step_of(period: Period, step: str) -> Period:
    """The step (UTC) that a granule falls into by its middle: itself, its day, MODIS' 8 days, or its month."""
    if step == "granule":
        return period
    middle = period.middle
    day = datetime(middle.year, middle.month, middle.day, tzinfo=timezone.utc)
    if step == "daily":
        return Period(day, day + timedelta(days=1))
    if step == "monthly":
        begin = day.replace(day=1)
        return Period(begin, datetime(day.year + day.month // 12, day.month % 12 + 1, 1, tzinfo=timezone.utc))
    new_year = day.replace(month=1, day=1)
    begin = new_year + timedelta(days=(day - new_year).days // 8 * 8)
    return Period(begin, min(begin + timedelta(days=8), new_year.replace(year=day.year + 1)))


def by_step(granules: Sequence[Granule], step: str) -> Dict[Period, List[Granule]]:
    """Granules of each step, in order of time."""
    groups: Dict[Period, List[Granule]] = {}
    for granule in sorted(granules, key=lambda g: (g.period.start, g.name)):
        groups.setdefault(step_of(granule.period, step), []).append(granule)
    return groups


@dataclass(frozen=True)
class Merged:
    """Cells of a window, each array (rows, columns): mean soil moisture (m3/m3, NaN without an observation), number
    of observations, mean time of them in hours after the step's start (None where the granules don't say)."""

    soil_moisture: np.ndarray
    observations: np.ndarray
    hours: Optional[np.ndarray]

    def bands(self) -> np.ndarray:
        """(2 or 3, rows, columns) in the order of BANDS."""
        return np.stack([a for a in (self.soil_moisture, self.observations, self.hours) if a is not None])


def overlap(first: Window, second: Window) -> Optional[Window]:
    """What two windows of one grid share; None when they don't meet."""
    left, top = max(first.column, second.column), max(first.row, second.row)
    right = min(first.column + first.width, second.column + second.width)
    bottom = min(first.row + first.height, second.row + second.height)
    return Window(left, top, right - left, bottom - top) if right > left and bottom > top else None


def around(windows: Sequence[Window]) -> Window:
    """The smallest window around all of several."""
    left, top = min(w.column for w in windows), min(w.row for w in windows)
    right, bottom = max(w.column + w.width for w in windows), max(w.row + w.height for w in windows)
    return Window(left, top, right - left, bottom - top)


def has_time(granule: Granule) -> bool:
    """Whether a granule says when each cell was seen."""
    with Hdf5File(granule.path) as file:
        return bool(granule.field.seconds) and file.has(granule.array(granule.field.seconds))


def merge(granules: Sequence[Granule], window: Window, step: Period, quality: str, timed: bool) -> Merged:
    """Means over the granules of a step in a window of their grid."""
    total, count = np.zeros(window.shape), np.zeros(window.shape, np.int32)
    seconds, seen = np.zeros(window.shape), np.zeros(window.shape, np.int32)
    for granule in granules:
        part = overlap(granule.window, window)
        if part is None:
            continue
        with Hdf5File(granule.path) as file:
            values, time = granule.read(file, part, quality)
        place = Window(part.column - window.column, part.row - window.row, part.width, part.height).slices
        valid = np.isfinite(values)
        total[place][valid] += values[valid]
        count[place][valid] += 1
        if time is not None:
            dated = valid & np.isfinite(time)
            seconds[place][dated] += time[dated]
            seen[place][dated] += 1
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(count > 0, total / count, np.nan)
        hours = (seconds / seen - (step.start - EPOCH).total_seconds()) / 3600.0 if timed else None
    return Merged(mean, count.astype(np.float64), hours)


def merge_layers(granules: Sequence[Granule], names: Sequence[str], window: Window) -> np.ndarray:
    """(names, rows, columns) of further layers in a window: means; of whole numbers (classes, flags) the latest."""
    out = np.full((len(names),) + window.shape, np.nan)
    count = np.zeros(out.shape, np.int32)
    for granule in granules:
        part = overlap(granule.window, window)
        if part is None:
            continue
        place = Window(part.column - window.column, part.row - window.row, part.width, part.height).slices
        with Hdf5File(granule.path) as file:
            there = granule.layers(file)
            for k, name in enumerate(names):
                if name in there:
                    latest = file.is_whole_numbers(there[name])
                    _add(out[k][place], count[k][place], granule.read_layer(file, there[name], part), latest)
    return out


def _add(mean, count, values, latest):
    """Take values into a running mean (or in place of it), in place."""
    valid = np.isfinite(values)
    count[valid] = 1 if latest else count[valid] + 1
    before = np.where(count[valid] > 1, mean[valid], 0.0)
    mean[valid] = values[valid] if latest else before + (values[valid] - before) / count[valid]

