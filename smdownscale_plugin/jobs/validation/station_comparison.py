"""Compares dated rasters with stations: pairs, metrics of each station and of all, baselines beside."""
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from ...errors import InputError
from ...metrics import pairs as pair_functions
from ...metrics.intervals import cluster_bootstrap, pearson_interval, station_bootstrap
from ...metrics.table import pair_metrics
from ...monitor import Monitor
from ...rasters.grid import Grid, window_over
from ...rasters.reading import Raster
from ...rasters.windows import Window
from ...scaling.geometry import CellGeometry
from ...scaling.interpolation import bilinear_weights, neighbours
from ...stations.matching import locate, sample, window_means, window_of
from ...stations.series import Station
from .comparison import BILINEAR, DOWNSCALED, NEAREST
from .layers import Layer, refuse_other_units

POOLED_DRAWS = 300


@dataclass
class Pairs:
    """All pairs, one row each, ordered by station, then time.

    station, raster: index of each; readings: number of station values in the mean; values: {station, downscaled,
    nearest, bilinear: (n,)} in m3/m3, NaN where the coarse product has none; complete: (n,) bool, the rows from which
    the metrics come.
    """

    station: np.ndarray
    raster: np.ndarray
    readings: np.ndarray
    values: Dict[str, np.ndarray]
    complete: np.ndarray

    def rows(self, station: Optional[int] = None) -> np.ndarray:
        """Indices of the complete rows, of one station or of all."""
        return np.flatnonzero(self.complete & (True if station is None else self.station == station))


@dataclass
class StationComparison:
    """Everything that the outputs and the report show.

    per_station: a dict per station with pairs: {"station": its index, estimate: {metric: value, "r_low", "r_high"}};
    overall: {estimate: pooled metrics}; over_stations: {estimate: {"median_r", "median_r_low", ...}}.
    """

    stations: List[Station]
    rasters: List[Layer]
    pairs: Pairs
    per_station: List[dict]
    overall: Dict[str, Dict[str, float]]
    over_stations: Dict[str, Dict[str, float]]
    skill_interval: Tuple[float, float]

    @property
    def has_coarse(self) -> bool:
        """Whether baselines stand beside the estimate."""
        return BILINEAR in self.overall

    @property
    def estimates(self) -> List[str]:
        """Names of the estimates, the downscaled map first."""
        return list(self.overall)

    def times(self, rows) -> List[datetime]:
        """Middle of the raster's time for rows of the pairs."""
        return [self.rasters[k].period.middle for k in self.pairs.raster[rows]]


def match(stations: Sequence[Station], rasters: Sequence[Layer], coarse: Sequence[Optional[Layer]],
          tolerance_hours: float, source: str, monitor: Monitor) -> Pairs:
    """All pairs of a station's mean over a raster's time and the raster's pixel there.

    rasters: all dated; coarse: one or None per raster; source: the station file, for messages.
    Raises InputError when no station lies inside, no time is shared, or no pixel has a value.
    """
    means, counts = (np.array(a).reshape(len(stations), len(rasters)) for a in zip(*(
        window_means(s, [window_of(r.period, tolerance_hours) for r in rasters]) for s in stations)))
    values = {name: np.full(means.shape, np.nan) for name in (DOWNSCALED, NEAREST, BILINEAR)}
    places = _Places(stations)
    for k, (layer, coarse_layer) in enumerate(zip(rasters, coarse)):
        monitor.at(k / len(rasters), "Reading the rasters at the stations")
        with Raster(layer.path) as raster:
            values[DOWNSCALED][:, k] = sample(raster, layer.band, places.pixels(layer.grid))
        if coarse_layer:
            values[NEAREST][:, k], values[BILINEAR][:, k] = places.baselines(layer.grid, coarse_layer)
    _check(stations, rasters, places, means, values[DOWNSCALED], source)
    station, raster = np.nonzero(np.isfinite(means) & np.isfinite(values[DOWNSCALED]))
    picked = {"station": means[station, raster], **{n: v[station, raster] for n, v in values.items()}}
    refuse_other_units(float(np.median(picked[DOWNSCALED])), rasters[0], "RASTERS")
    with_coarse = np.isfinite(picked[NEAREST]) & np.isfinite(picked[BILINEAR])
    if not any(coarse) or not with_coarse.any():
        if any(coarse):
            monitor.warn("The coarse product has no value at any station: the rasters are validated without it.")
        del picked[NEAREST], picked[BILINEAR]
        with_coarse = np.ones(station.size, bool)
    elif not with_coarse.all():
        monitor.warn(f"{int((~with_coarse).sum())} of {station.size} pairs have no value of the coarse product: they "
                     "stand in PAIRS, the metrics leave them out.")
    return Pairs(station, raster, counts[station, raster], picked, with_coarse)


def _check(stations, rasters, places, means, fine, source):
    inside = np.logical_or.reduce([places.pixels(layer.grid).inside for layer in rasters])
    if not inside.any():
        raise InputError(f"None of the {len(stations)} stations of {source} lies inside the rasters "
                         f"({_extent(stations)}; "
                         f"the rasters: {rasters[0].grid.describe()}, {rasters[0].grid.box()}); check that latitude "
                         "and longitude aren't exchanged.")
    if not np.isfinite(means[inside]).any():
        times = np.concatenate([s.times for s in stations])
        raise InputError(f"The readings of {source} ({_day(times.min())} to {_day(times.max())} UTC) share no time "
                         f"with the rasters ({rasters[0].label} to {rasters[-1].label}); check the dates, or widen "
                         "TOLERANCE_HOURS.")
    if not (np.isfinite(means) & np.isfinite(fine)).any():
        raise InputError(f"The rasters have no value at the {int(inside.sum())} stations of {source} that lie inside, "
                         "at the times of their readings; check the rasters' nodata.")


def _extent(stations):
    lon, lat = [s.longitude for s in stations], [s.latitude for s in stations]
    return f"longitude {min(lon):.2f} to {max(lon):.2f}, latitude {min(lat):.2f} to {max(lat):.2f}"


def _day(seconds):
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%d")


class _Places:
    """Where the stations lie on the grids of rasters and coarse products; kept while dates share their grids."""

    def __init__(self, stations):
        self._stations = stations
        self._pixels: List[Tuple[Grid, object]] = []
        self._around: List[tuple] = []

    def pixels(self, grid):
        """The stations' pixels on a grid."""
        for known, pixels in self._pixels:
            if known.matches(grid):
                return pixels
        self._pixels.append((grid, locate(self._stations, grid)))
        return self._pixels[-1][1]

    def baselines(self, fine: Grid, coarse: Layer):
        """Nearest and bilinear value of a coarse product at the centres of the stations' pixels, (stations,) each."""
        part, nearest_cell, cells, weights = self._neighbours(fine, coarse.grid)
        if part is None:
            return np.nan, np.nan
        with Raster(coarse.path) as raster:
            values = raster.read(part, [coarse.band], np.float64)[0].ravel()
        if np.isfinite(values).any():
            refuse_other_units(float(np.nanmedian(values)), coarse, "COARSE")
        known = np.isfinite(values[cells]) * weights
        total = known.sum(1)
        around = np.where(np.isfinite(values[cells]), values[cells], 0.0)
        bilinear = np.where(total > 1e-9, (around * known).sum(1) / np.maximum(total, 1e-9), np.nan)
        return np.where(nearest_cell >= 0, values[nearest_cell], np.nan), bilinear

    def _neighbours(self, fine, coarse):
        for known_fine, known_coarse, found in self._around:
            if known_fine.matches(fine) and known_coarse.matches(coarse):
                return found
        self._around.append((fine, coarse, self._find_neighbours(fine, coarse)))
        return self._around[-1][2]

    def _find_neighbours(self, fine, coarse):
        part = window_over(coarse, fine)
        pixels = self.pixels(fine)
        count = pixels.rows.size
        nearest_cell, cells, weights = np.full(count, -1), np.zeros((count, 4), np.int64), np.zeros((count, 4))
        if part is None:
            return None, nearest_cell, cells, weights
        geometry = CellGeometry(fine, coarse.window(part))
        for i in np.flatnonzero(pixels.inside):
            pixel = Window(int(pixels.columns[i]), int(pixels.rows[i]), 1, 1)
            row, column = (int(a[0, 0]) for a in geometry.cells(pixel))
            nearest_cell[i] = row * part.width + column if row >= 0 else -1
            for j, (cell, weight) in enumerate(neighbours(geometry, pixel, bilinear_weights)):
                cells[i, j], weights[i, j] = cell[0, 0], weight[0, 0]
        return part, nearest_cell, cells, weights


def summarise(stations, rasters, pairs: Pairs, monitor: Monitor) -> StationComparison:
    """Metrics per station, pooled, and over stations, with their intervals."""
    names = [name for name in (DOWNSCALED, NEAREST, BILINEAR) if name in pairs.values]
    per_station = [_of_station(pairs, k, rasters, names)
                   for k in monitor.part(0, 0.5).each(np.unique(pairs.station[pairs.complete]), "Computing metrics")]
    rows = pairs.rows()
    overall = {name: _metrics(pairs, rows, name) for name in names}
    over = {name: _over_stations([s[name] for s in per_station]) for name in names}
    interval = (np.nan, np.nan)
    if BILINEAR in names:
        fine, truth, smooth = (pairs.values[n][rows] for n in (DOWNSCALED, "station", BILINEAR))
        interval = cluster_bootstrap(pair_functions.skill, pairs.station[rows], fine, truth, smooth,
                                     draws=POOLED_DRAWS, check=monitor.check)
    return StationComparison(list(stations), list(rasters), pairs, per_station, overall, over, interval)


def _of_station(pairs, station, rasters, names):
    rows = pairs.rows(station)
    times = np.array([rasters[k].period.middle.timestamp() for k in pairs.raster[rows]])
    out = {"station": int(station)}
    for name in names:
        out[name] = _metrics(pairs, rows, name)
        low, high = pearson_interval(pairs.values[name][rows], pairs.values["station"][rows], times)
        out[name].update(r_low=low, r_high=high)
    return out


def _metrics(pairs, rows, name):
    baselines = {key: pairs.values[of][rows] for key, of in (("bilinear", BILINEAR), ("coarse", NEAREST))
                 if of in pairs.values}
    return pair_metrics(pairs.values[name][rows], pairs.values["station"][rows], **baselines)


def _over_stations(metrics):
    """Median, its interval, and mean over stations of the metrics that mean something per station."""
    out = {}
    for metric in ("r", "rmse", "ubrmse", "bias"):
        values = np.array([m[metric] for m in metrics])
        known = values[np.isfinite(values)]
        out[f"median_{metric}"] = float(np.median(known)) if known.size else np.nan
        out[f"mean_{metric}"] = float(np.mean(known)) if known.size else np.nan
        out[f"median_{metric}_low"], out[f"median_{metric}_high"] = station_bootstrap(known)
    return out
