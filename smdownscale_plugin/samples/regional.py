"""The regional part of predictors: what lies in a place's wider surroundings, as against what is local to it.

Soil moisture may rise with a predictor from region to region and fall with it inside a coarse cell: between cells,
climate and season speak, inside them soils and plants. One slope for both is the ecological fallacy; statistics splits
a predictor into group mean and departure (Mundlak 1978). Here the regional part is a Gaussian mean over some coarse
cells, laid out as a smooth surface (quadratic B-spline on a lattice of cells), so that no cell's edge shows in it. It
needs no more than the means of cells, whatever the size of the fine grid.
"""
from dataclasses import dataclass
from typing import Tuple

import numpy as np

from ..rasters.grid import Grid
from ..rasters.windows import Window
from ..scaling.gaussian_footprint import FWHM_TO_SIGMA
from ..scaling.geometry import CellGeometry, transformation_between
from ..scaling.interpolation import spline, spline_weights

_REACH = 3.0                               # standard deviations after which the Gaussian is cut off
_LEAST_COVERAGE = 0.1                      # of a cell, for its mean to count
_CELL_MEAN = (1 / 6, 2 / 3, 1 / 6)         # of a quadratic B-spline: its three coefficients' shares in a cell's mean


@dataclass(frozen=True)
class Regional:
    """Regional parts of one date as a surface: coefficients (columns, rows, columns of cells) on the lattice that
    `geometry` relates to the fine grid; NaN where nothing is known around."""

    coefficients: np.ndarray
    geometry: CellGeometry

    def of_window(self, window: Window) -> np.ndarray:
        """(columns, h, w) float32."""
        return spline(self.coefficients, self.geometry, window).astype(np.float32)

    def of_pixels(self, row: np.ndarray, column: np.ndarray) -> np.ndarray:
        """(n, columns) float32 of single pixels of the fine grid."""
        out = np.empty((len(row), len(self.coefficients)), np.float32)
        for line in np.unique(row):
            chosen = row == line
            rows, columns = self.geometry.centres(Window(0, int(line), self.geometry.fine.width, 1))
            out[chosen] = _at(self.coefficients, rows[0, column[chosen]], columns[0, column[chosen]])
        return out


def known_means(means: np.ndarray, coverage: np.ndarray) -> np.ndarray:
    """Means of cells (columns, rows, columns of cells) float32, NaN where too little of a cell is known."""
    return np.where(coverage >= min(_LEAST_COVERAGE, coverage.max(initial=0.0)), means, np.nan).astype(np.float32)


def smoothed(maps: np.ndarray, width: float) -> np.ndarray:
    """Gaussian mean (..., rows, columns) over the known values around each; NaN where none is in reach.

    width: full width at half maximum, in cells.
    """
    known = np.isfinite(maps)
    sigma = width * FWHM_TO_SIGMA
    sums = _convolved(np.where(known, maps, 0.0), sigma)
    weights = _convolved(known.astype(float), sigma)
    return np.divide(sums, weights, out=np.full(maps.shape, np.nan), where=weights > 1e-9)


def in_cells(coefficients: np.ndarray) -> np.ndarray:
    """Means of the surface over the lattice's own cells, (..., rows, columns); exact inside the lattice."""
    out = coefficients
    for axis in (-1, -2):
        out = np.moveaxis(out, axis, -1)
        padded = np.concatenate([out[..., :1], out, out[..., -1:]], -1)
        shifted = [padded[..., :-2], padded[..., 1:-1], padded[..., 2:]]
        known = [np.isfinite(part) for part in shifted]
        weights = sum(share * k for share, k in zip(_CELL_MEAN, known))
        total = sum(share * np.where(k, part, 0.0) for share, k, part in zip(_CELL_MEAN, known, shifted))
        out = np.moveaxis(np.divide(total, weights, out=np.full(out.shape, np.nan), where=weights > 0), -1, axis)
    return out


def lattice(coarse: Grid, fine: Grid) -> Grid:
    """The cells of a coarse grid, continued as far as a fine grid reaches: the same lines wherever the area lies."""
    x0, dx, _, y0, _, dy = coarse.transform
    left, top, right, bottom = _reach(coarse, fine)
    first = np.floor((left - x0) / dx + 1e-6), np.floor((top - y0) / dy + 1e-6)
    last = np.ceil((right - x0) / dx - 1e-6), np.ceil((bottom - y0) / dy - 1e-6)
    width, height = (max(1, int(end - start)) for start, end in zip(first, last))
    return Grid(coarse.crs, (x0 + first[0] * dx, dx, 0.0, y0 + first[1] * dy, 0.0, dy), width, height)


def _reach(coarse: Grid, fine: Grid) -> Tuple[float, float, float, float]:
    """Left, top, right and bottom of the fine grid in the coarse grid's CRS and sense of rows."""
    columns, rows = np.linspace(0, fine.width, 33), np.linspace(0, fine.height, 33)
    x0, dx, _, y0, _, dy = fine.transform
    x, y = (p.ravel() for p in np.meshgrid(x0 + dx * columns, y0 + dy * rows))
    if not CellGeometry(fine, coarse).same_crs:
        points = np.array(transformation_between(fine.crs, coarse.crs).TransformPoints(np.stack([x, y], 1)))[:, :2]
        x, y = points[np.isfinite(points).all(1)].T
    ends = (y.max(), y.min()) if coarse.transform[5] < 0 else (y.min(), y.max())
    return float(x.min()), float(ends[0]), float(x.max()), float(ends[1])


def _convolved(maps: np.ndarray, sigma: float) -> np.ndarray:
    """Convolution with a Gaussian along rows and columns (zeros beyond the edges)."""
    reach = max(1, int(np.ceil(_REACH * sigma)))
    offsets = np.arange(-reach, reach + 1)
    kernel = np.exp(-0.5 * (offsets / sigma) ** 2)
    for axis in (-1, -2):
        moved = np.moveaxis(maps, axis, -1)
        out, size = np.zeros(moved.shape), moved.shape[-1]
        for offset, weight in zip(offsets, kernel):
            if abs(offset) < size:
                out[..., max(0, -offset):size - max(0, offset)] += \
                    weight * moved[..., max(0, offset):size - max(0, -offset)]
        maps = np.moveaxis(out, -1, axis)
    return maps


def _at(coefficients: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """(n, layers) of the surface at positions in cells."""
    height, width = coefficients.shape[1:]
    total, weights = np.zeros((len(rows), len(coefficients))), np.zeros((len(rows), len(coefficients)))
    for r, row_weight in spline_weights(rows):
        for c, column_weight in spline_weights(columns):
            inside = (r >= 0) & (r < height) & (c >= 0) & (c < width)
            values = coefficients[:, np.where(inside, r, 0).astype(int), np.where(inside, c, 0).astype(int)].T
            weight = np.where(inside, row_weight * column_weight, 0.0)[:, None] * np.isfinite(values)
            total += weight * np.nan_to_num(values)
            weights += weight
    return np.divide(total, weights, out=np.full(total.shape, np.nan), where=weights > 1e-9)
