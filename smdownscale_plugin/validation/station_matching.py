"""Pairs of stations and dated rasters: what was measured, the map there, and the coarse product's baselines."""
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError, certain
from ..monitor import Monitor
from ..rasters.grid import Grid, window_over
from ..rasters.reading import Raster
from ..rasters.windows import Window
from ..scaling.geometry import CellGeometry
from ..scaling.interpolation import bilinear_weights, neighbours
from ..stations.matching import StationPixels, locate, sample
from ..stations.schedule import DAY, LOCAL_HOURS, Schedule, one_value_a_day
from ..stations.sensors import Station
from .estimates import BILINEAR, DOWNSCALED, NEAREST
from .layers import MapLayer, read_coarse_layer, refuse_maps_in_other_units

AUTO, ALL = "auto", "all"
OVERPASSES = (AUTO, ALL, *LOCAL_HOURS)


@dataclass(frozen=True)
class Matching:
    """How readings and pixels are paired.

    overpass: `am` or `pm` (readings around 6 or 18 h of local solar time), `all` (all readings in a raster's time), or
    `auto` (what the product's name says, else all); tolerance_hours: to either side of an overpass or instant;
    minimum_share: of a composite's overpasses that need readings (0..1); sampling: `nearest` or `bilinear`;
    average_in_cells: stations of one coarse cell count as one.
    """

    overpass: str = AUTO
    tolerance_hours: float = 3.0
    minimum_share: float = 0.5
    sampling: str = "nearest"
    average_in_cells: bool = False


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


def match(stations: Sequence[Station], rasters: Sequence[MapLayer], coarse: Sequence[Optional[MapLayer]], how: Matching,
          source: str, monitor: Monitor) -> Tuple[List[Station], Pairs]:
    """All pairs of a station's mean over a raster's time and the raster's value there, and the stations they are of.

    rasters: all dated; coarse: one or None per raster; source: the station file, for messages.
    Raises InputError when no station lies inside, no time is shared, or no pixel has a value.
    """
    shape = len(stations), len(rasters)
    values = {name: np.full(shape, np.nan) for name in (DOWNSCALED, NEAREST, BILINEAR)}
    moments = np.full(shape, np.nan)
    places = Places(stations)
    for k, (layer, coarse_layer) in enumerate(zip(rasters, coarse)):
        monitor.at(k / len(rasters), "Reading the rasters at the stations")
        with Raster(layer.path) as raster:
            values[DOWNSCALED][:, k] = sample(raster, layer.band, places.pixels(layer.grid), how.sampling)
        if coarse_layer:
            values[NEAREST][:, k], values[BILINEAR][:, k] = places.baselines(layer.grid, coarse_layer)
        if how.overpass == AUTO:
            moments[:, k] = _moments(places, layer if layer.time_band else coarse_layer)
    hours = _local_hours(stations, rasters, coarse, how, moments, monitor)
    schedule = Schedule([certain(r.period) for r in rasters], hours, how.tolerance_hours, how.minimum_share)
    means, counts = (np.array(a).reshape(shape) for a in zip(*(
        schedule.means(s, m) for s, m in zip(stations, moments))))
    _check(stations, rasters, places, means, values[DOWNSCALED], source)
    if how.average_in_cells:
        stations, means, counts, values = _average_in_cells(stations, means, counts, values, places, coarse, monitor)
    return list(stations), _pairs(means, counts, values, rasters, coarse, monitor)


def _moments(places: "Places", layer: Optional[MapLayer]) -> Any:
    """Seconds since 1970 at which a daily raster observed each station, NaN where that isn't known."""
    period = layer.period if layer else None
    if layer is None or period is None or not layer.time_band or (period.end - period.start).total_seconds() > DAY:
        return np.nan
    with Raster(layer.path) as raster:
        return period.start.timestamp() + 3600.0 * sample(raster, layer.time_band, places.pixels(layer.grid))


def _local_hours(stations: Sequence[Station], rasters: Sequence[MapLayer], coarse: Sequence[Optional[MapLayer]],
                 how: Matching, moments: np.ndarray, monitor: Monitor) -> List[Optional[float]]:
    """Per raster the local solar hour of its overpasses, None for all readings; the choice is logged."""
    names = []
    for raster, parent in zip(rasters, coarse):
        found = raster.overpass or (parent.overpass if parent else None)
        names.append(found if how.overpass == AUTO else None if how.overpass == ALL else how.overpass)
    for name, words in (("am", "6 h"), ("pm", "18 h")):
        if name in names:
            monitor.info(f"{names.count(name)} of {len(names)} maps are of the overpass at {words} local solar time: "
                         f"readings within {how.tolerance_hours:g} hours count.")
    own = int(np.isfinite(moments).any(axis=0).sum())
    if own:
        monitor.info(f"{own} of {len(names)} maps hold the time of observation of each pixel, which is used.")
    daily = sum(map(one_value_a_day, stations))
    if daily and (own or any(names)):
        monitor.info(f"{daily} of {len(stations)} stations report one value a day: it counts for the maps of its day "
                     "(UTC), whatever the hour of the overpass.")
    return [LOCAL_HOURS.get(name or "") for name in names]


def _average_in_cells(stations: Sequence[Station], means: np.ndarray, counts: np.ndarray,
                      values: Mapping[str, np.ndarray], places: "Places", coarse: Sequence[Optional[MapLayer]],
                      monitor: Monitor) -> Tuple[List[Station], np.ndarray, np.ndarray, Dict[str, np.ndarray]]:
    """Stations that lie in one coarse cell as one: the means of what they and the rasters have at the same times."""
    grids = [layer.grid for layer in coarse if layer]
    if not grids:
        raise InputError("Stations can only be averaged in coarse cells when COARSE is given; give it, or switch "
                         "AVERAGE_IN_CELLS off.")
    pixels = places.pixels(grids[0])
    keys = [(int(r), int(c)) if r >= 0 else (-1, -1 - i) for i, (r, c) in enumerate(zip(pixels.rows, pixels.columns))]
    groups = [[i for i, key in enumerate(keys) if key == wanted] for wanted in dict.fromkeys(keys)]
    known = np.isfinite(means) & np.isfinite(values[DOWNSCALED])

    def together(array: np.ndarray) -> np.ndarray:
        weights = known & np.isfinite(array)
        with np.errstate(invalid="ignore"):
            return np.stack([np.where(weights[g], array[g], 0.0).sum(0) / weights[g].sum(0) for g in groups])
    merged = [_merged([stations[i] for i in group]) for group in groups]
    monitor.info(f"{len(stations)} stations are averaged in {len(merged)} coarse cells.")
    return (merged, together(means), np.stack([(counts[g] * known[g]).sum(0) for g in groups]),
            {name: together(array) for name, array in values.items()})


def _merged(group: Sequence[Station]) -> Station:
    if len(group) == 1:
        return group[0]
    names = ", ".join(s.name for s in group[:3]) + (f" and {len(group) - 3} more" if len(group) > 3 else "")
    depths = np.array([s.depths for s in group])
    known = depths[np.isfinite(depths).all(1)]
    span = (float(known[:, 0].min()), float(known[:, 1].max())) if len(known) else (np.nan, np.nan)
    lon, lat = (float(np.mean([getattr(s, n) for s in group])) for n in ("longitude", "latitude"))
    networks = sorted({s.network for s in group})
    return replace(group[0], name=f"cell of {names}", network=", ".join(networks), longitude=lon, latitude=lat,
                   depths=span, sensors=sum(s.sensors for s in group))


def _pairs(means: np.ndarray, counts: np.ndarray, values: Mapping[str, np.ndarray], rasters: Sequence[MapLayer],
           coarse: Sequence[Optional[MapLayer]], monitor: Monitor) -> Pairs:
    station, raster = np.nonzero(np.isfinite(means) & np.isfinite(values[DOWNSCALED]))
    picked = {"station": means[station, raster], **{n: v[station, raster] for n, v in values.items()}}
    refuse_maps_in_other_units(float(np.median(picked[DOWNSCALED])), rasters[0], "RASTERS")
    with_coarse = np.isfinite(picked[NEAREST]) & np.isfinite(picked[BILINEAR])
    if not any(coarse) or not with_coarse.any():
        if any(coarse):
            monitor.warn("The coarse product has no value at any station: the rasters are validated without it.")
        del picked[NEAREST], picked[BILINEAR]
        with_coarse = np.ones(station.size, bool)
    elif not with_coarse.all():
        monitor.warn(f"{int((~with_coarse).sum())} of {station.size} pairs have no value of the coarse product: they "
                     "are listed in PAIRS but left out of the metrics.")
    return Pairs(station, raster, counts[station, raster], picked, with_coarse)


def _check(stations: Sequence[Station], rasters: Sequence[MapLayer], places: "Places", means: np.ndarray,
           fine: np.ndarray, source: str) -> None:
    inside = np.logical_or.reduce([places.pixels(layer.grid).inside for layer in rasters])
    if not inside.any():
        raise InputError(f"None of the stations of {source} ({len(stations)} in all) lies inside the rasters "
                         f"({_extent(stations)}; the rasters: {rasters[0].grid.describe()}, {rasters[0].grid.box()}); "
                         "check that latitude and longitude aren't swapped.")
    if not np.isfinite(means[inside]).any():
        times = np.concatenate([s.times for s in stations])
        raise InputError(f"The readings of {source} ({_day(times.min())} to {_day(times.max())} UTC) don't overlap the "
                         f"rasters in time ({rasters[0].label} to {rasters[-1].label}); check the dates, widen "
                         "TOLERANCE_HOURS, or lower MINIMUM_SHARE.")
    if not (np.isfinite(means) & np.isfinite(fine)).any():
        raise InputError(f"The rasters have no value at the {int(inside.sum())} stations of {source} that lie inside, "
                         "at the times of their readings; check the rasters' nodata.")


def _extent(stations: Sequence[Station]) -> str:
    lon, lat = [s.longitude for s in stations], [s.latitude for s in stations]
    return f"longitude {min(lon):.2f} to {max(lon):.2f}, latitude {min(lat):.2f} to {max(lat):.2f}"


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%d")


class Places:
    """Where the stations lie on the grids of rasters and coarse products; kept while dates share their grids."""

    def __init__(self, stations: Sequence[Station]) -> None:
        self._stations = stations
        self._pixels: List[Tuple[Grid, StationPixels]] = []
        self._around: List[tuple] = []

    def pixels(self, grid: Grid) -> StationPixels:
        """The stations' pixels on a grid."""
        for known, pixels in self._pixels:
            if known.matches(grid):
                return pixels
        self._pixels.append((grid, locate(self._stations, grid)))
        return self._pixels[-1][1]

    def baselines(self, fine: Grid, coarse: MapLayer) -> Tuple[np.ndarray, np.ndarray]:
        """Nearest and bilinear value of a coarse product at the centres of the stations' pixels, (stations,) each."""
        part, nearest_cell, cells, weights = self._neighbours(fine, coarse.grid)
        if part is None:
            nothing = np.full(len(self._stations), np.nan)
            return nothing, nothing
        values = read_coarse_layer(coarse, part).ravel()
        known = np.isfinite(values[cells]) * weights
        total = known.sum(1)
        around = np.where(np.isfinite(values[cells]), values[cells], 0.0)
        bilinear = np.where(total > 1e-9, (around * known).sum(1) / np.maximum(total, 1e-9), np.nan)
        return np.where(nearest_cell >= 0, values[nearest_cell], np.nan), bilinear

    def _neighbours(self, fine: Grid, coarse: Grid) -> tuple:
        for known_fine, known_coarse, found in self._around:
            if known_fine.matches(fine) and known_coarse.matches(coarse):
                return found
        self._around.append((fine, coarse, self._find_neighbours(fine, coarse)))
        return self._around[-1][2]

    def _find_neighbours(self, fine: Grid, coarse: Grid) -> tuple:
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
