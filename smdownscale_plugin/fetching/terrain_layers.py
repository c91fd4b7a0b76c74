"""Terrain predictors of a fetch: worked out on a DEM finer than the stack, then averaged to its cells."""
from typing import Dict, Sequence

import numpy as np

from ..monitor import SILENT, Monitor
from ..predictors.terrain import cell_metres, slope_and_aspect, wetness_index
from ..rasters.grid import Grid
from ..rasters.reading import Raster
from ..rasters.windows import Window
from .fetch_grids import metres_per_cell

DEM_METRES = 90.0           # slopes are steeper on finer DEMs; 90 m keeps most of them at a tenth of the bytes of 30 m
FACTORS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72, 96, 144)    # with many divisors: a DEM may be averaged further
STRIP_CELLS = 400_000       # DEM cells at a time, at about 80 bytes each
TWI_CELLS = 1_000_000       # flow needs the DEM whole in memory
TWI_CELL_BYTES = 250


def dem_factor(fine: Grid, native_metres: float) -> int:
    """DEM cells per side of a fine cell: as fine as the DEM is, but not much finer than DEM_METRES."""
    wanted = metres_per_cell(fine) / max(native_metres, DEM_METRES)
    return min(FACTORS, key=lambda factor: abs(factor - wanted))


def divided(grid: Grid, factor: int) -> Grid:
    """The grid with each cell cut into factor x factor."""
    x0, dx, _, y0, _, dy = grid.transform
    return Grid(grid.crs, (x0, dx / factor, 0.0, y0, 0.0, dy / factor), grid.width * factor, grid.height * factor)


def wetness_factor(fine: Grid, factor: int) -> int:
    """DEM cells per side of a fine cell for the wetness index: the largest divisor of `factor` within TWI_CELLS."""
    fitting = [k for k in range(1, factor + 1) if factor % k == 0 and fine.width * fine.height * k * k <= TWI_CELLS]
    return max(fitting, default=1)


def wetness_bytes(fine: Grid, factor: int) -> int:
    """Memory that the wetness index takes."""
    return fine.width * fine.height * wetness_factor(fine, factor) ** 2 * TWI_CELL_BYTES


class TerrainLayers:
    """Terrain predictors in windows of the fine grid, from a DEM file whose cells divide the fine ones."""

    def __init__(self, dem_path: str, fine: Grid, factor: int, formulas: Sequence[str], monitor: Monitor = SILENT):
        self._path, self._fine, self._factor = dem_path, fine, factor
        self._formulas = set(formulas)
        self._wetness = self._wetness_layer(monitor) if "twi" in self._formulas else None

    def layers(self, window: Window) -> Dict[str, np.ndarray]:
        """Terrain predictors of a window, by formula, each (rows, columns) float32."""
        found = {}
        if self._formulas - {"twi"}:
            found.update(self._slopes(window))
        if self._wetness is not None:
            found["twi"] = self._wetness[window.slices]
        return found

    def _slopes(self, window: Window) -> Dict[str, np.ndarray]:
        """Slope, northness and eastness of a window, in strips of rows so that memory stays small."""
        rows = max(1, STRIP_CELLS // (window.width * self._factor ** 2))
        strips = [Window(window.column, row, window.width, min(rows, window.row + window.height - row))
                  for row in range(window.row, window.row + window.height, rows)]
        parts = [self._slopes_of_strip(strip) for strip in strips]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _slopes_of_strip(self, window: Window) -> Dict[str, np.ndarray]:
        k, grid = self._factor, divided(self._fine, self._factor)
        top, left = max(0, window.row * k - 1), max(0, window.column * k - 1)
        bottom = min(grid.height, (window.row + window.height) * k + 1)
        right = min(grid.width, (window.column + window.width) * k + 1)
        around = Window(left, top, right - left, bottom - top)
        with Raster(self._path) as dem:
            elevation = dem.read(around, [1], np.float64)[0]
        layers = slope_and_aspect(elevation, *cell_metres(grid.window(around)))
        row, column = window.row * k - top, window.column * k - left
        inside = (slice(row, row + window.height * k), slice(column, column + window.width * k))
        void = ~np.isfinite(elevation[inside])
        return {name: _averaged(np.where(void, np.nan, layer[inside]), k) for name, layer in layers.items()}

    def _wetness_layer(self, monitor: Monitor) -> np.ndarray:
        """The wetness index on the fine grid, from a DEM averaged until it fits into memory."""
        k = wetness_factor(self._fine, self._factor)
        dem = self._coarser_dem(k)
        grid = divided(self._fine, k)
        monitor.info(f"The wetness index is computed on cells of {metres_per_cell(grid):.0f} m.")
        dx, dy = cell_metres(grid)
        index = wetness_index(dem, dx, dy, monitor)
        return _averaged(np.where(np.isfinite(dem), index, np.nan), k)

    def _coarser_dem(self, k: int) -> np.ndarray:
        """The DEM averaged to k cells per side of a fine cell, read in strips."""
        step = self._factor // k
        out = np.empty((self._fine.height * k, self._fine.width * k), np.float64)
        with Raster(self._path) as dem:
            for row in range(0, out.shape[0], 64):
                rows = min(64, out.shape[0] - row)
                strip = dem.read(Window(0, row * step, out.shape[1] * step, rows * step), [1], np.float64)[0]
                out[row:row + rows] = _averaged(strip, step)
        return out


def _averaged(values: np.ndarray, factor: int) -> np.ndarray:
    """Means of factor x factor blocks over their valid cells, float32; NaN for blocks without one."""
    if factor == 1:
        return values.astype(np.float32)
    blocks = values.reshape(values.shape[0] // factor, factor, values.shape[1] // factor, factor)
    valid = np.isfinite(blocks)
    count = valid.sum((1, 3))
    total = np.where(valid, blocks, 0.0).sum((1, 3))
    return np.where(count, total / np.maximum(count, 1), np.nan).astype(np.float32)

