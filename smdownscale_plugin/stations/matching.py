"""Stations and rasters matched in time and in space."""
from dataclasses import dataclass
from typing import Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..rasters.grid import Grid
from ..rasters.period import Period
from ..rasters.reading import Raster
from ..rasters.windows import Window
from .area import project, turns
from .series import Station

DAY = 86400.0
_BLOCK = 256   # pixels: stations this close are read in one go


def window_of(period: Period, tolerance_hours: float) -> Tuple[float, float]:
    """Seconds since 1970 UTC between which readings count for a raster, the end excluded.

    The raster's own period; a raster of less than a day (an overpass) gets the tolerance before and after it.
    """
    start, end = period.start.timestamp(), period.end.timestamp()
    margin = tolerance_hours * 3600.0 if end - start < DAY else 0.0
    return start - margin, end + margin


def window_means(station: Station, windows: Sequence[Tuple[float, float]]):
    """Mean of a station's readings in each window and their number: two (windows,) arrays; NaN and 0 without any."""
    bounds = np.asarray(windows, dtype=np.float64).reshape(-1, 2)
    first = np.searchsorted(station.times, bounds[:, 0], side="left")
    last = np.searchsorted(station.times, bounds[:, 1], side="left")
    sums = np.concatenate([[0.0], np.cumsum(station.values)])
    counts = last - first
    means = np.where(counts > 0, (sums[last] - sums[first]) / np.maximum(counts, 1), np.nan)
    return means, counts


@dataclass(frozen=True)
class Pixels:
    """The pixel of a grid that each station lies in: rows and columns (stations,), -1 outside."""

    rows: np.ndarray
    columns: np.ndarray

    @property
    def inside(self) -> np.ndarray:
        """Which stations lie in the grid, (stations,) bool."""
        return self.rows >= 0


def locate(stations: Sequence[Station], grid: Grid) -> Pixels:
    """The pixel of each station; InputError when the grid has no CRS."""
    if not grid.crs:
        raise InputError("The rasters have no coordinate system, so stations can't be placed on them; assign it first.")
    lonlat = np.array([(s.longitude, s.latitude) for s in stations], dtype=np.float64).reshape(-1, 2)
    x0, dx, _, y0, _, dy = grid.transform
    found = np.full((2, len(stations)), -1, dtype=np.int64)
    for turn in turns(grid.crs):
        x, y = project(lonlat + (turn, 0.0), grid.crs)
        with np.errstate(invalid="ignore"):
            row, column = np.floor((y - y0) / dy), np.floor((x - x0) / dx)
            inside = (row >= 0) & (row < grid.height) & (column >= 0) & (column < grid.width) & (found[0] < 0)
        found[0, inside], found[1, inside] = row[inside], column[inside]
    return Pixels(*found)


def sample(raster: Raster, band: int, pixels: Pixels) -> np.ndarray:
    """Values of a raster at the stations' pixels, (stations,) float64, NaN outside and where there is none.

    Stations of one block are read together; the raster as a whole is never read.
    """
    values = np.full(pixels.rows.size, np.nan)
    index = np.flatnonzero(pixels.inside)
    blocks = np.stack([pixels.rows[index] // _BLOCK, pixels.columns[index] // _BLOCK], 1)
    for block in np.unique(blocks, axis=0):
        chosen = index[(blocks == block).all(1)]
        rows, columns = pixels.rows[chosen], pixels.columns[chosen]
        window = Window(int(columns.min()), int(rows.min()), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)
        values[chosen] = raster.read(window, [band], np.float64)[0][rows - window.row, columns - window.column]
    return values
