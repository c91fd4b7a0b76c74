"""Interpolation of coarse cells to fine pixels: the two baselines, and the smooth field of the residual."""
import numpy as np

from ..rasters.windows import Window
from .geometry import CellGeometry


def nearest(coarse: np.ndarray, geometry: CellGeometry, window: Window) -> np.ndarray:
    """Value of the coarse cell (rows, columns) that holds each pixel's centre; NaN outside. (h, w) float64."""
    rows, columns = geometry.cells(window)
    return np.where(rows >= 0, coarse[rows, columns], np.nan)


def bilinear(coarse: np.ndarray, geometry: CellGeometry, window: Window) -> np.ndarray:
    """Bilinear interpolation between cell centres, weights renormalised over the neighbours that have a value.

    coarse: (rows, columns), NaN where there is none. Returns (h, w) float64, NaN where no neighbour has a value.
    """
    filled = np.nan_to_num(np.asarray(coarse, float)).ravel()
    known = np.isfinite(coarse).ravel()
    total = np.zeros(window.shape)
    weights = np.zeros(window.shape)
    for cell, weight in neighbours(geometry, window):
        weight = weight * known[cell]
        total += weight * filled[cell]
        weights += weight
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(weights > 1e-9, total / weights, np.nan)


def neighbours(geometry: CellGeometry, window: Window):
    """List of (cell, weight), each (h, w): the four cells around each pixel and their bilinear weights.

    cell: flat index; weight 0 for those outside the coarse grid.
    """
    height, width = geometry.coarse.shape
    rows, columns = (a - 0.5 for a in geometry.centres(window))
    with np.errstate(invalid="ignore"):
        low_row, low_column = np.floor(rows), np.floor(columns)
        row_share, column_share = rows - low_row, columns - low_column
        out = []
        for r, wr in ((low_row, 1 - row_share), (low_row + 1, row_share)):
            for c, wc in ((low_column, 1 - column_share), (low_column + 1, column_share)):
                inside = (r >= 0) & (r < height) & (c >= 0) & (c < width)
                cell = np.where(inside, r * width + c, 0).astype(np.int64)
                out.append((cell, np.where(inside, wr * wc, 0.0)))
    return out
