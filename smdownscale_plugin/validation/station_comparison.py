"""Metrics of pairs of stations and rasters: of each station, each network, each date and all, with intervals."""
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..errors import certain
from ..metrics.error_intervals import BETTER, UNDECIDED, WORSE, closer
from ..metrics.metric import MATCHED, OVER
from ..metrics.table import pair_metrics, series_intervals, shown
from ..monitor import Monitor
from ..stations.sensors import Station
from .estimates import BILINEAR, DOWNSCALED, NEAREST
from .layers import MapLayer
from .products import ProductComparison
from .rain import RainResponse
from .station_matching import Pairs
from .station_summaries import medians_and_means, pooled_intervals
from .vegetation_lag import VegetationLag

DAY = 86400.0
LEAST_STATIONS = 3   # at a date, below which there is no pattern across stations


@dataclass
class StationComparison:
    """Everything that the outputs and the report show.

    per_station: a dict per station with pairs: {"station": its index, "verdict": whether the map is closer than the
    interpolated coarse product, estimate: {metric: value, "r_low", "r_high", ...}}; overall: {estimate: pooled metrics
    with "r_low" ...}; over_stations: {estimate: {"median_r", "median_r_low", ...}}; networks: {network: the same of
    its stations, and "stations", how many}; dates: {raster index: {estimate: metrics across its stations}}.
    """

    stations: List[Station]
    rasters: List[MapLayer]
    pairs: Pairs
    per_station: List[dict]
    overall: Dict[str, Dict[str, float]]
    over_stations: Dict[str, Dict[str, float]]
    networks: Dict[str, dict] = field(default_factory=dict)
    dates: Dict[int, Dict[str, Dict[str, float]]] = field(default_factory=dict)
    rain: Optional[RainResponse] = None
    vegetation: Optional[VegetationLag] = None
    products: Optional[ProductComparison] = None

    @property
    def has_coarse(self) -> bool:
        """Whether there are baselines to compare with."""
        return BILINEAR in self.overall

    @property
    def estimates(self) -> List[str]:
        """Names of the estimates, the downscaled map first."""
        return list(self.overall)

    @property
    def verdicts(self) -> Dict[str, int]:
        """How many stations the map is better, worse or undecided at."""
        answers = [entry["verdict"].answer for entry in self.per_station if "verdict" in entry]
        return {answer: answers.count(answer) for answer in (BETTER, WORSE, UNDECIDED)}

    def times(self, rows: np.ndarray) -> List[datetime]:
        """Middle of the raster's time for rows of the pairs."""
        return [certain(self.rasters[k].period).middle for k in self.pairs.raster[rows]]


def summarise(stations: Sequence[Station], rasters: Sequence[MapLayer], pairs: Pairs,
              monitor: Monitor) -> StationComparison:
    """Metrics per station, network and date, pooled, and over stations, with their intervals."""
    names = [name for name in (DOWNSCALED, NEAREST, BILINEAR) if name in pairs.values]
    seconds = np.array([certain(layer.period).middle.timestamp() for layer in rasters])
    rows_of = _rows_by(pairs, pairs.station)
    per_station = [_of_station(pairs, station, rows, seconds, names)
                   for station, rows in monitor.part(0, 0.8).each(rows_of, "Computing metrics")]
    rows = pairs.rows()
    overall = {name: {**_metrics(pairs, rows, name), **_pooled_intervals(pairs, rows, name, names)} for name in names}
    monitor.at(0.9, "Computing metrics")
    return StationComparison(list(stations), list(rasters), pairs, per_station, overall, _over(per_station, names),
                             _of_networks(stations, per_station, names), _of_dates(pairs, names))


def _rows_by(pairs: Pairs, labels: np.ndarray) -> List[Tuple[int, np.ndarray]]:
    """[(label, complete rows)], in order of the labels."""
    rows = pairs.rows()
    order = rows[np.argsort(labels[rows], kind="stable")]
    values, first = np.unique(labels[order], return_index=True)
    return list(zip(values.tolist(), np.split(order, first[1:])))


def _of_station(pairs: Pairs, station: int, rows: np.ndarray, seconds: np.ndarray,
                names: Sequence[str]) -> Dict[str, Any]:
    times, truth = seconds[pairs.raster[rows]], pairs.values["station"][rows]
    order = np.argsort(times, kind="stable")
    rows, times, truth = rows[order], times[order], truth[order]
    out: Dict[str, Any] = {"station": int(station)}
    for name in names:
        estimate = pairs.values[name][rows]
        out[name] = _metrics(pairs, rows, name, times=times / DAY, whole=True)
        out[name].update(series_intervals(estimate, truth, times))
    if BILINEAR in names:
        out["verdict"] = closer(pairs.values[DOWNSCALED][rows], pairs.values[BILINEAR][rows], truth, times)
    return out


def _metrics(pairs: Pairs, rows: np.ndarray, name: str, **series: Any) -> Dict[str, float]:
    baselines = {key: pairs.values[of][rows] for key, of in (("bilinear", BILINEAR), ("coarse", NEAREST))
                 if of in pairs.values}
    return pair_metrics(pairs.values[name][rows], pairs.values["station"][rows], **baselines, **series)


def _pooled_intervals(pairs: Pairs, rows: np.ndarray, name: str, names: Sequence[str]) -> Dict[str, float]:
    baseline = pairs.values[BILINEAR][rows] if BILINEAR in names and name != BILINEAR else None
    return pooled_intervals(pairs.station[rows], pairs.values[name][rows], pairs.values["station"][rows], baseline)


def _over(entries: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Dict[str, Dict[str, float]]:
    return {name: medians_and_means([entry[name] for entry in entries], over_stations()) for name in names}


def over_stations() -> List[str]:
    """Names of the metrics that mean something as a median over stations."""
    return shown(OVER, MATCHED)


def _of_networks(stations: Sequence[Station], per_station: Sequence[Mapping[str, Any]],
                 names: Sequence[str]) -> Dict[str, Dict[str, Any]]:
    networks: Dict[str, list] = {}
    for entry in per_station:
        networks.setdefault(stations[entry["station"]].network, []).append(entry)
    return {name: {"stations": len(entries), **_over(entries, names)} for name, entries in sorted(networks.items())}


def _of_dates(pairs: Pairs, names: Sequence[str]) -> Dict[int, Dict[str, Dict[str, float]]]:
    return {raster: {name: _metrics(pairs, rows, name) for name in names}
            for raster, rows in _rows_by(pairs, pairs.raster) if rows.size >= LEAST_STATIONS}
