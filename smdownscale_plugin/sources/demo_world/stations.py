"""Stations of the demo world: sensors with errors of their own."""
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Dict, List, Tuple

import numpy as np
from osgeo import osr

from ...rasters.grid import Grid, spatial_reference
from .calendar import day_start
from .settings import WorldSettings

HOURS = (0, 6, 12, 18)  # UTC, of each day's readings
BIAS_STD, GAIN_STD, NOISE_STD = 0.025, 0.12, 0.012  # m3/m3, 1, m3/m3
LOWEST, HIGHEST = 0.005, 0.65  # m3/m3: the range that a sensor reports


@dataclass(frozen=True)
class Stations:
    """names, latitudes, longitudes (degrees), rows, columns (of the fine grid), biases (m3/m3), gains: one per
    station; observations: (station number, UTC time, soil moisture in m3/m3), ordered by station and time."""

    names: List[str]
    latitudes: np.ndarray
    longitudes: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    biases: np.ndarray
    gains: np.ndarray
    observations: List[Tuple[int, datetime, float]]


def place_stations(settings: WorldSettings) -> Tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the stations' pixels: as many as asked for, or about one in 18 coarse cells, no two in one
    pixel."""
    side = 9 * settings.cells
    count = settings.stations or int(np.clip(settings.cells**2 // 18, 6, 60))
    pixels = settings.random("stations").choice(side * side, size=count, replace=False)
    return np.divmod(np.sort(pixels), side)


def make_stations(settings: WorldSettings, grid: Grid, daily: Dict[int, np.ndarray]) -> Stations:
    """Readings at the placed stations.

    daily: true soil moisture, m3/m3, at each station by day of the year. A sensor reads its own mean + bias +
    gain x (truth - mean) + noise, where mean is the truth's mean at that station.
    """
    rows, columns = place_stations(settings)
    rng = settings.random("stations", 1)
    biases = BIAS_STD * rng.standard_normal(rows.size)
    gains = np.clip(1.0 + GAIN_STD * rng.standard_normal(rows.size), 0.6, 1.4)
    days = sorted(daily)
    truth = np.stack([daily[d] for d in days])
    means = truth.mean(axis=0)
    noise = NOISE_STD * rng.standard_normal((len(days), len(HOURS), rows.size))
    readings = np.clip((means + biases + gains * (truth - means))[:, None, :] + noise, LOWEST, HIGHEST)
    within = rng.uniform(0.1, 0.9, (2, rows.size))
    latitudes, longitudes = _positions(grid, rows + within[0], columns + within[1])
    observations = [(s, day_start(day, settings.year) + timedelta(hours=hour), float(readings[i, j, s]))
                    for s in range(rows.size) for i, day in enumerate(days) for j, hour in enumerate(HOURS)]
    names = [f"DEMO_{i + 1:02d}" for i in range(rows.size)]
    return Stations(names, latitudes, longitudes, rows, columns, biases, gains, observations)


def _positions(grid, rows, columns):
    """Latitudes and longitudes of fractional rows and columns."""
    x0, dx, _, y0, _, dy = grid.transform
    to_degrees = osr.CoordinateTransformation(spatial_reference(grid.crs), spatial_reference("EPSG:4326"))
    points = to_degrees.TransformPoints([(x0 + dx * c, y0 + dy * r) for r, c in zip(rows, columns)])
    return np.array([p[1] for p in points]), np.array([p[0] for p in points])
