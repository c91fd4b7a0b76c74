"""Response to rain: how soil moisture at the stations follows what has fallen before."""
from dataclasses import dataclass
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np

from ..errors import InputError, certain
from ..metrics.pairs import pearson
from ..monitor import Monitor
from ..rasters.period import Period
from ..rasters.reading import Raster, RasterInfo, describe
from ..rasters.stack import expand
from ..stations.matching import locate, sample
from ..stations.sensors import Station
from .layers import MapLayer, first_names

NAMES = ("rain", "precipitation", "precip", "pr", "tp", "p")
MEMORY = 0.9          # of a day's rain that is left a day later (.85 to .95 in the literature)
REACH = 45            # days back, after which less than 1 % is left
KNOWN_SHARE = 0.8     # of the memory's weight that must be known
_DAY = 86400


@dataclass(frozen=True)
class RainSeries:
    """Rain at stations: days since 1970 (days,), millimetres of each day (stations, days), NaN where unknown."""

    days: np.ndarray
    millimetres: np.ndarray

    def antecedent(self) -> np.ndarray:
        """Antecedent precipitation index in mm at the end of each day, (stations, days): API = k API + P, k = 0.9.

        NaN where less than four fifths of the memory's weight is known.
        """
        total, known = np.zeros(self.millimetres.shape), np.zeros(self.millimetres.shape)
        count = self.days.size
        for back in range(min(REACH, count)):
            rain = self.millimetres[:, :count - back]
            there = np.isfinite(rain)
            total[:, back:] += np.where(there, rain, 0.0) * MEMORY ** back
            known[:, back:] += there * MEMORY ** back
        whole = (1.0 - MEMORY ** REACH) / (1.0 - MEMORY)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(known >= KNOWN_SHARE * whole, total * whole / known, np.nan)


@dataclass(frozen=True)
class RainResponse:
    """series: rain at the stations; antecedent: (pairs,) index of the pair's time, NaN where unknown;
    per_station: {station index: {"station" or estimate: correlation with it}}."""

    series: RainSeries
    antecedent: np.ndarray
    per_station: Dict[int, Dict[str, float]]


def read_rain(paths: Sequence[str], stations: Sequence[Station], monitor: Monitor) -> RainSeries:
    """Rain in mm/day at the stations from dated rasters; a raster of several days holds their mean.

    The band called rain or precipitation, else the first one. Raises InputError: no date, or negative values.
    """
    rasters = [describe(path) for path in dict.fromkeys(expand(list(paths)))]
    dated = [info for info in rasters if info.period is not None]
    if not dated:
        raise InputError("None of the RAIN rasters has a date; set TIME_START and TIME_END in the metadata, or put the "
                         "date in the file's name, such as rain_20200601.tif.")
    spans = [_days(certain(info.period)) for info in dated]
    first, last = min(s[0] for s in spans), max(s[1] for s in spans)
    millimetres = np.full((len(stations), last - first), np.nan)
    pixels = []
    for info, (begin, end) in monitor.each(list(zip(dated, spans)), "Reading rain at the stations"):
        place = next((p for grid, p in pixels if grid.matches(info.grid)), None)
        if place is None:
            place = locate(stations, info.grid)
            pixels.append((info.grid, place))
        with Raster(info.path) as raster:
            values = sample(raster, _band(info), place)
        if (values < 0).any():
            raise InputError(f"RAIN: {info.path} has {np.nanmin(values):.3g} mm/day at a station, which can't be; is a "
                             "fill value not declared as nodata?")
        millimetres[:, begin - first:end - first] = values[:, None]
    _log_rain(rasters, dated, millimetres, monitor)
    return RainSeries(np.arange(first, last), millimetres)


def _log_rain(rasters: Sequence[RasterInfo], dated: Sequence[RasterInfo], millimetres: np.ndarray,
              monitor: Monitor) -> None:
    if len(dated) < len(rasters):
        missing = [info.path for info in rasters if info.period is None]
        monitor.warn(f"{len(missing)} RAIN rasters have no date and are left out: {first_names(missing)}.")
    dry = int((~np.isfinite(millimetres)).all(axis=1).sum())
    if dry:
        monitor.info(f"{dry} of {len(millimetres)} stations have no value in RAIN.")


def _days(period: Period) -> Tuple[int, int]:
    """First day since 1970 UTC that begins in a period, and the day after its last."""
    first = int(period.start.timestamp() // _DAY)
    return first, max(first + 1, int(-(-period.end.timestamp() // _DAY)))


def _band(info: RasterInfo) -> int:
    return next((b.index for name in NAMES for b in info.bands if b.name.lower() == name), 1)


def respond(series: RainSeries, pairs: Any, rasters: List[MapLayer]) -> RainResponse:
    """Correlation of each station's pairs with the antecedent index, averaged over the raster's time."""
    index = series.antecedent()
    means = np.full((len(series.millimetres), len(rasters)), np.nan)
    for k, layer in enumerate(rasters):
        begin, end = (np.clip(day - series.days[0], 0, series.days.size) for day in _days(certain(layer.period)))
        part = index[:, begin:end]
        known = np.isfinite(part)
        with np.errstate(invalid="ignore"):
            means[:, k] = np.where(known, part, 0.0).sum(1) / known.sum(1)
    antecedent = means[pairs.station, pairs.raster]
    per_station = {}
    for station in np.unique(pairs.station[pairs.complete]):
        rows = pairs.rows(station)
        per_station[int(station)] = {name: pearson(values[rows], antecedent[rows])
                                     for name, values in pairs.values.items()}
    return RainResponse(series, antecedent, per_station)


def daily_rain(series: RainSeries, station: int) -> Tuple[np.ndarray, np.ndarray]:
    """(times, millimetres) of a station's days with known rain, times as datetime64 at noon UTC."""
    known = np.isfinite(series.millimetres[station])
    times = (series.days[known] * _DAY + _DAY // 2).astype("datetime64[s]")
    return times, series.millimetres[station][known]
