"""Interpolation of coarse cells to fine pixels: the two baselines, and the smooth field of the residual."""
from typing import Callable, List, Tuple

import numpy as np

from ..rasters.windows import Window
from .axes import Axes, axes_of
from .geometry import CellGeometry
from .window_tiles import tiles


def nearest(coarse: np.ndarray, geometry: CellGeometry, window: Window) -> np.ndarray:
    """Value of the coarse cell (rows, columns) that holds each pixel's centre; NaN outside. (h, w) float64."""
    rows, columns = geometry.cells(window)
    return np.where(rows >= 0, coarse[rows, columns], np.nan)


def bilinear(coarse: np.ndarray, geometry: CellGeometry, window: Window) -> np.ndarray:
    """Bilinear interpolation between cell centres, weights renormalised over the neighbours that have a value.

    coarse: (rows, columns), NaN where there is none. Returns (h, w) float64, NaN where no neighbour has a value.
    """
    return _interpolated(coarse, geometry, window, bilinear_weights)


def spline(coarse: np.ndarray, geometry: CellGeometry, window: Window) -> np.ndarray:
    """Quadratic B-spline with the cells' values as coefficients: smooth, without edges or creases. As `bilinear`, also
    of several layers (layers, rows, columns) at once, then (layers, h, w)."""
    return _interpolated(coarse, geometry, window, spline_weights)


def cubic(coarse: np.ndarray, geometry: CellGeometry, window: Window) -> np.ndarray:
    """Cubic convolution (Keys 1981, a = -1/2); bilinear where one of the 16 cells around has no value. As `bilinear`.
    """
    smooth = _interpolated(coarse, geometry, window, cubic_weights, complete=True)
    return np.where(np.isfinite(smooth), smooth, bilinear(coarse, geometry, window))


def bilinear_weights(offset: np.ndarray) -> List[Tuple[np.ndarray, np.ndarray]]:
    """[(cell, weight)] of the two nearest centres along an axis; offset: position in cells."""
    shifted = offset - 0.5
    low = np.floor(shifted)
    share = shifted - low
    return [(low, 1 - share), (low + 1, share)]


def cubic_weights(offset: np.ndarray) -> List[Tuple[np.ndarray, np.ndarray]]:
    """[(cell, weight)] of the four nearest centres along an axis; the outer weights are negative."""
    low = np.floor(offset - 0.5)
    t = offset - 0.5 - low
    return [(low - 1, -0.5 * t * (1 - t) ** 2), (low, 1 - 2.5 * t ** 2 + 1.5 * t ** 3),
            (low + 1, 0.5 * t + 2 * t ** 2 - 1.5 * t ** 3), (low + 2, -0.5 * t ** 2 * (1 - t))]


def spline_weights(offset: np.ndarray) -> List[Tuple[np.ndarray, np.ndarray]]:
    """[(cell, weight)] of the three centres of a quadratic B-spline along an axis (de Boor 1978)."""
    cell = np.floor(offset)
    t = offset - cell - 0.5                                 # -0.5..0.5 from the centre of the cell
    return [(cell - 1, 0.5 * (0.5 - t) ** 2), (cell, 0.75 - t ** 2), (cell + 1, 0.5 * (0.5 + t) ** 2)]


def neighbours(geometry: CellGeometry, window: Window, weights: Callable) -> List[Tuple[np.ndarray, np.ndarray]]:
    """List of (cell, weight), each (h, w): the cells around each pixel; weight 0 for those outside the coarse grid.

    cell: flat index; weights: `bilinear_weights` or `spline_weights`.
    """
    height, width = geometry.coarse.shape
    rows, columns = geometry.centres(window)
    out = []
    with np.errstate(invalid="ignore"):
        for r, row_weight in weights(rows):
            for c, column_weight in weights(columns):
                inside = (r >= 0) & (r < height) & (c >= 0) & (c < width)
                cell = np.where(inside, r * width + c, 0).astype(np.int64)
                out.append((cell, np.where(inside, row_weight * column_weight, 0.0)))
    return out


def _interpolated(coarse: np.ndarray, geometry: CellGeometry, window: Window, weights: Callable,
                  complete: bool = False) -> np.ndarray:
    """complete: only where all cells with a weight have a value. coarse: (..., rows, columns)."""
    coarse = np.asarray(coarse, float)
    out = np.full((*coarse.shape[:-2], *window.shape), np.nan)
    for tile, inner in tiles(window):
        axes = axes_of(geometry, tile)
        total, sum_of_weights = _summed_by_axes(coarse, axes, weights) if axes else \
            _summed(coarse.reshape(*coarse.shape[:-2], -1), geometry, tile, weights)
        used = np.abs(sum_of_weights - 1.0) < 1e-6 if complete else sum_of_weights > 1e-9
        np.divide(total, sum_of_weights, out=out[(..., *inner)], where=used)
    return out


def _summed_by_axes(coarse: np.ndarray, axes: Axes, weights: Callable) -> Tuple[np.ndarray, np.ndarray]:
    """Weighted sums of values and of known cells, as products of matrices: (..., h, w), the second as it broadcasts."""
    rows, columns = axes.rows.weights(weights), axes.columns.weights(weights).T
    values = coarse[(..., *axes.block)]
    known = np.isfinite(values)
    if known.all():
        return rows @ (values @ columns), rows.sum(1)[:, None] * columns.sum(0)
    values, alike = np.where(known, values, 0.0), known.reshape(-1, *known.shape[-2:])
    if (alike == alike[:1]).all():
        known = alike[0]
    return rows @ (values @ columns), rows @ (known.astype(float) @ columns)


def _summed(coarse: np.ndarray, geometry: CellGeometry, window: Window,
            weights: Callable) -> Tuple[np.ndarray, np.ndarray]:
    total, sum_of_weights = (np.zeros((*coarse.shape[:-1], *window.shape)) for _ in range(2))
    for cell, weight in neighbours(geometry, window, weights):
        values = coarse[..., cell]
        known = np.isfinite(values)
        total += np.where(known, weight * values, 0.0)
        sum_of_weights += np.where(known, weight, 0.0)
    return total, sum_of_weights
