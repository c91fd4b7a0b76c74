"""Stations and rasters matched in space."""
from dataclasses import dataclass
from typing import Sequence

import numpy as np

from ..errors import InputError
from ..rasters.grid import Grid
from ..rasters.reading import Raster
from ..rasters.windows import Window
from .area import projected, turns
from .sensors import Station

_BLOCK = 256   # pixels: stations this close are read in one go


NEAREST, BILINEAR = "nearest", "bilinear"
SAMPLINGS = (NEAREST, BILINEAR)


@dataclass(frozen=True)
class StationPixels:
    """The pixel of a grid that each station lies in: rows and columns (stations,), -1 outside.

    positions: (2, stations) row and column with their fractions, 0 at the edge of the first pixel.
    """

    rows: np.ndarray
    columns: np.ndarray
    positions: np.ndarray

    @property
    def inside(self) -> np.ndarray:
        """Which stations lie in the grid, (stations,) bool."""
        return self.rows >= 0


def locate(stations: Sequence[Station], grid: Grid) -> StationPixels:
    """The pixel of each station; InputError when the grid has no CRS."""
    if not grid.crs:
        raise InputError("The rasters have no coordinate system, so stations can't be placed on them; assign it first.")
    lonlat = np.array([(s.longitude, s.latitude) for s in stations], dtype=np.float64).reshape(-1, 2)
    x0, dx, _, y0, _, dy = grid.transform
    found = np.full((2, len(stations)), -1, dtype=np.int64)
    positions = np.full((2, len(stations)), np.nan)
    for turn in turns(grid.crs):
        x, y = projected(lonlat + (turn, 0.0), grid.crs)
        place = np.stack([(y - y0) / dy, (x - x0) / dx])
        with np.errstate(invalid="ignore"):
            row, column = np.floor(place)
            inside = (row >= 0) & (row < grid.height) & (column >= 0) & (column < grid.width) & (found[0] < 0)
        found[0, inside], found[1, inside] = row[inside], column[inside]
        positions[:, inside] = place[:, inside]
    return StationPixels(found[0], found[1], positions)


def sample(raster: Raster, band: int, pixels: StationPixels, method: str = NEAREST) -> np.ndarray:
    """Values of a raster at the stations, (stations,) float64, NaN outside and where their pixel has none.

    nearest: the pixel's own value; bilinear: between the centres of the four pixels around, those without a value left
    out. Stations of one block are read together; the raster as a whole is never read.
    """
    values = np.full(pixels.rows.size, np.nan)
    index = np.flatnonzero(pixels.inside)
    blocks = np.stack([pixels.rows[index] // _BLOCK, pixels.columns[index] // _BLOCK], 1)
    margin = 1 if method == BILINEAR else 0
    for block in np.unique(blocks, axis=0):
        chosen = index[(blocks == block).all(1)]
        window = _window(pixels.rows[chosen], pixels.columns[chosen], margin, raster.grid)
        part = raster.read(window, [band], np.float64)[0]
        corner = np.array([[window.row], [window.column]])
        if method == BILINEAR:
            values[chosen] = _between(part, pixels.positions[:, chosen] - corner)
        else:
            values[chosen] = part[pixels.rows[chosen] - window.row, pixels.columns[chosen] - window.column]
    return values


def _window(rows: np.ndarray, columns: np.ndarray, margin: int, grid: Grid) -> Window:
    top, left = max(int(rows.min()) - margin, 0), max(int(columns.min()) - margin, 0)
    bottom, right = min(int(rows.max()) + 1 + margin, grid.height), min(int(columns.max()) + 1 + margin, grid.width)
    return Window(left, top, right - left, bottom - top)


def _between(part: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Bilinear values at positions (2, n) of an array; beyond the outer centres the edge goes on."""
    shape = np.array(part.shape)[:, None]
    own = part[tuple(np.clip(np.floor(positions).astype(int), 0, shape - 1))]
    centre = np.clip(positions - 0.5, 0, shape - 1)
    low = np.minimum(np.floor(centre).astype(int), np.maximum(shape - 2, 0))
    fraction = centre - low
    total, weights = np.zeros(positions.shape[1]), np.zeros(positions.shape[1])
    for down in (0, 1):
        for right in (0, 1):
            rows, columns = np.minimum(low + [[down], [right]], shape - 1)
            weight = np.abs(1 - down - fraction[0]) * np.abs(1 - right - fraction[1])
            value = part[rows, columns]
            known = np.isfinite(value)
            total += np.where(known, value, 0.0) * weight
            weights += known * weight
    return np.where(np.isfinite(own) & (weights > 0), total / np.maximum(weights, 1e-12), np.nan)
