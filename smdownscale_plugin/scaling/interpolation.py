"""Interpolation of coarse cells to fine pixels: the two baselines, and the smooth field of the residual."""
from typing import Callable

import numpy as np

from ..rasters.windows import Window
from .axes import axes_of
from .geometry import CellGeometry


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
    """Quadratic B-spline with the cells' values as coefficients: smooth, without edges or creases. As `bilinear`."""
    return _interpolated(coarse, geometry, window, spline_weights)


def bilinear_weights(offset: np.ndarray):
    """[(cell, weight)] of the two nearest centres along an axis; offset: position in cells."""
    shifted = offset - 0.5
    low = np.floor(shifted)
    share = shifted - low
    return [(low, 1 - share), (low + 1, share)]


def spline_weights(offset: np.ndarray):
    """[(cell, weight)] of the three centres of a quadratic B-spline along an axis (de Boor 1978)."""
    cell = np.floor(offset)
    t = offset - cell - 0.5                                 # -0.5..0.5 from the centre of the cell
    return [(cell - 1, 0.5 * (0.5 - t) ** 2), (cell, 0.75 - t ** 2), (cell + 1, 0.5 * (0.5 + t) ** 2)]


def neighbours(geometry: CellGeometry, window: Window, weights: Callable):
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


def _interpolated(coarse, geometry, window, weights):
    values, known = np.nan_to_num(np.asarray(coarse, float)), np.isfinite(coarse)
    axes = axes_of(geometry, window)
    sums = _summed_by_axes(values, known, axes, weights) if axes else \
        _summed(values.ravel(), known.ravel(), geometry, window, weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(sums[1] > 1e-9, sums[0] / sums[1], np.nan)


def _summed_by_axes(values, known, axes, weights):
    """Weighted sums of values and of known cells, as products of matrices; two (h, w)."""
    rows, columns = axes.rows.weights(weights), axes.columns.weights(weights).T
    known = known[axes.block]
    total = rows @ (values[axes.block] @ columns)
    if known.all():
        return total, rows.sum(1)[:, None] * columns.sum(0)
    return total, rows @ (known.astype(float) @ columns)


def _summed(values, known, geometry, window, weights):
    total, sum_of_weights = np.zeros(window.shape), np.zeros(window.shape)
    for cell, weight in neighbours(geometry, window, weights):
        weight = weight * known[cell]
        total += weight * values[cell]
        sum_of_weights += weight
    return total, sum_of_weights
