"""When a station's readings count for a raster: within its time, around an instant, or at a satellite's overpasses.

SMAP passes at 6 in the morning and 18 in the evening of local solar time, which is UTC plus longitude / 15: a
station's hour in UTC is (6 - longitude / 15) mod 24, on the raster's own UTC day. No time zone and no summer time
enters. Stations with one value a day have no hour to compare: their value stands for its UTC day.
"""
from typing import Any, Optional, Sequence, Tuple

import numpy as np

from ..rasters.period import Period
from .sensors import Station

DAY = 86400.0
LOCAL_HOURS = {"am": 6.0, "pm": 18.0}


def overpass_seconds(longitude: float, local_hour: float) -> float:
    """Seconds after midnight UTC at which it is `local_hour` of local solar time, 0 up to a day."""
    return ((local_hour - longitude / 15.0) % 24.0) * 3600.0


def one_value_a_day(station: Station) -> bool:
    """Whether a station reports daily values: at most one a day, always at the same time (midnight, where there is only
    one), as tables of dates and daily means do."""
    times = np.asarray(station.times)
    if not times.size or (times % DAY != times[0] % DAY).any():
        return False
    return bool(times[0] % DAY == 0 if times.size == 1 else np.diff(times).min() >= DAY)


class Schedule:
    """Windows of time of a series of rasters, and what a station measured in them."""

    def __init__(self, periods: Sequence[Period], local_hours: Sequence[Optional[float]], tolerance_hours: float,
                 minimum_share: float = 0.0):
        """local_hours: per raster the local solar hour of its overpasses, None for all readings in its time.

        A raster of less than a day is an instant whatever its local hour. Windows reach tolerance_hours to either side
        of an instant or overpass; a composite needs readings at minimum_share (0..1) of its overpasses.
        """
        self._margin, self._share = tolerance_hours * 3600.0, minimum_share
        bounds = np.array([(p.start.timestamp(), p.end.timestamp()) for p in periods]).reshape(-1, 2)
        rows = [_windows(k, bounds[k, 0], bounds[k, 1], hour, self._margin) for k, hour in enumerate(local_hours)]
        self._raster, self._low, self._high, self._hour, self._start, self._end = np.concatenate(rows, axis=0).T
        self._raster = self._raster.astype(np.int64)
        self._count = len(periods)

    def means(self, station: Station, moments: Optional[np.ndarray] = None) -> Tuple[np.ndarray, np.ndarray]:
        """Mean of the readings for each raster and their number: two (rasters,) arrays; NaN and 0 without any.

        moments: (rasters,) seconds since 1970 of the observation itself where a raster holds it, else NaN: its window
        replaces all others of that raster. A station with one value a day takes that of the day of the overpass, of
        the observation or of the instant.
        """
        low, high, used = self._low.copy(), self._high.copy(), np.ones(self._low.size, dtype=bool)
        passing = np.isfinite(self._hour)
        moment = low[passing] + overpass_seconds(station.longitude, self._hour[passing])
        used[passing] = (moment >= self._start[passing]) & (moment < self._end[passing])
        low[passing], high[passing] = moment - self._margin, moment + self._margin
        if moments is not None:
            own = np.asarray(moments, dtype=np.float64)[self._raster]
            known = np.isfinite(own)
            low[known], high[known] = own[known] - self._margin, own[known] + self._margin
            used[known] = _first_of_each(self._raster)[known]
        if one_value_a_day(station):
            short = np.isfinite(self._hour) | (self._end - self._start < DAY)
            if moments is not None:
                short |= known
            day = np.floor((low + high)[short] / (2 * DAY)) * DAY
            low[short], high[short] = day, day + DAY
        means, counts = window_means(station, np.stack([low, high], 1))
        return self._of_rasters(means, np.where(used, counts, 0), used)

    def _of_rasters(self, means: np.ndarray, counts: np.ndarray, used: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        """Windows of one raster together: the mean of their means."""
        full = counts > 0
        with_readings = np.bincount(self._raster, weights=full, minlength=self._count)
        windows = np.bincount(self._raster, weights=used, minlength=self._count)
        sums = np.bincount(self._raster, weights=np.where(full, means, 0.0), minlength=self._count)
        enough = (with_readings > 0) & (with_readings >= self._share * windows - 1e-9)
        total = np.bincount(self._raster, weights=counts, minlength=self._count).astype(np.int64)
        return (np.where(enough, sums / np.maximum(with_readings, 1), np.nan), np.where(enough, total, 0))


def _windows(raster: int, start: float, end: float, local_hour: Any, margin: float) -> np.ndarray:
    """Rows of (raster, low, high, local hour, start, end of its time); with an hour, low is a day's midnight UTC."""
    if end - start < DAY:
        return np.array([[raster, start - margin, end + margin, np.nan, start, end]])
    if local_hour is None:
        return np.array([[raster, start, end, np.nan, start, end]])
    days = np.arange(np.floor(start / DAY), np.ceil(end / DAY)) * DAY
    same = np.ones(days.size)
    return np.stack([raster * same, days, days, local_hour * same, start * same, end * same], 1)


def _first_of_each(labels: np.ndarray) -> np.ndarray:
    return np.concatenate([[True], labels[1:] != labels[:-1]])


def window_means(station: Station, windows: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Mean of a station's readings in each window and their number: two (windows,) arrays; NaN and 0 without any."""
    bounds = np.asarray(windows, dtype=np.float64).reshape(-1, 2)
    first = np.searchsorted(station.times, bounds[:, 0], side="left")
    last = np.maximum(np.searchsorted(station.times, bounds[:, 1], side="left"), first)
    sums = np.concatenate([[0.0], np.cumsum(station.values)])
    counts = last - first
    means = np.where(counts > 0, (sums[last] - sums[first]) / np.maximum(counts, 1), np.nan)
    return means, counts
