"""Residual correction that keeps the means of coarse cells exactly, without edges between them.

A smooth field (quadratic B-spline on the coarse cells) is found whose cell means are coarse minus upscaled
prediction; what the field can't reach, because of gaps or physical bounds, is settled cell by cell. Works in passes
over windows: nothing larger than the coarse grid stays in memory.
"""
from dataclasses import dataclass

import numpy as np

from ..rasters.windows import Window
from .geometry import CellGeometry
from .interpolation import neighbours, spline, spline_weights
from .upscaling import CellSums

BOUNDS = (0.0, 0.75)       # m3/m3: dry to the porosity of organic soils
TOLERANCE = 2e-5           # m3/m3: a fifth of what is promised
_STENCIL = 7               # cells -3..3 around a cell may touch its pixels
_ITERATIONS = 80


@dataclass
class Agreement:
    """How well cell means agree: largest deviation (m3/m3) where bounds allow, and how many cells they forbid."""

    cells: int
    largest: float
    bounded: int


class MeanPreserving:
    """Use: `add` every window of the prediction, `solve`, then repeat `check` of every window + `improve` until it
    returns False; `corrected` gives the result of a window.

    coarse: (rows, columns) m3/m3, NaN where there is none; it counts as covered where it holds the centre of a
    predicted pixel.
    """

    def __init__(self, geometry: CellGeometry, coarse: np.ndarray, bounds=BOUNDS):
        self.geometry, self.coarse, self.bounds = geometry, coarse, bounds
        self._known = np.isfinite(coarse).ravel()
        cells = self._known.size
        self._sums = CellSums(geometry, 1)
        self._centres = np.zeros(cells)
        self._matrix = np.zeros((cells, _STENCIL ** 2))
        self._field = None
        self._offset = np.zeros(cells)
        self.agreement = None
        self._start_check()

    def add(self, window: Window, prediction: np.ndarray) -> None:
        """First pass: a window (h, w) of the prediction, NaN where there is none."""
        valid = np.isfinite(prediction)
        if not valid.any():
            return
        self._sums.add(window, prediction)
        rows, columns = self.geometry.cells(window)
        inside = valid & (rows >= 0)
        width = self.geometry.coarse.width
        self._centres += np.bincount((rows * width + columns)[inside], minlength=self._centres.size)
        self._add_matrix(window, valid)

    def _add_matrix(self, window, valid):
        """Add how much the field's coefficient of each cell weighs in the means of the cells around it."""
        around = [(cell[valid], weight[valid] * self._known[cell[valid]])
                  for cell, weight in neighbours(self.geometry, window, spline_weights)]
        total = sum(weight for _, weight in around)
        total[total < 1e-9] = np.inf
        width, reach = self.geometry.coarse.width, _STENCIL // 2
        flat = self._matrix.ravel()
        for cell, overlap in self.geometry.overlaps(window):
            cell, overlap = cell[valid], overlap[valid]
            row, column = cell // width, cell % width
            for other, weight in around:
                down, right = other // width - row + reach, other % width - column + reach
                weight = overlap * weight / total
                used = weight > 0
                key = (cell * _STENCIL ** 2 + down * _STENCIL + right)[used]
                if key.size:
                    first, last = key.min(), key.max() + 1
                    flat[first:last] += np.bincount(key - first, weight[used], last - first)

    def solve(self) -> np.ndarray:
        """Find the smooth field; returns the residual (rows, columns), coarse minus upscaled prediction."""
        means, coverage = self._sums.means()
        self._weights = coverage.ravel()
        self.covered = self._known & (self._centres > 0) & (self._weights > 0)
        residual = np.where(self.covered, self.coarse.ravel() - means.ravel(), 0.0)
        residual = np.where(self.covered, residual, 0.0)
        entries = np.flatnonzero(self._matrix)
        row, code = entries // _STENCIL ** 2, entries % _STENCIL ** 2
        width, reach = self.geometry.coarse.width, _STENCIL // 2
        column = row + (code // _STENCIL - reach) * width + code % _STENCIL - reach
        value = self._matrix.ravel()[entries] / self._weights[row]
        keep = self.covered[row]
        self._matrix = None
        coefficients = _least_squares(row[keep], column[keep], value[keep], residual, self._weights * self.covered)
        self._field = np.where(self._known, coefficients, np.nan).reshape(self.coarse.shape)
        out = np.where(self.covered, residual, np.nan)
        return out.reshape(self.coarse.shape)

    def corrected(self, window: Window, prediction: np.ndarray) -> np.ndarray:
        """The prediction (h, w) of a window plus the correction, within the bounds."""
        field = np.nan_to_num(spline(self._field, self.geometry, window))
        if self._offset.any():
            field = field + self._settled(window)
        return np.clip(prediction + field, *self.bounds)

    def _settled(self, window):
        """The cells' own offsets on pixels: weighted by overlap where a pixel lies in several cells."""
        total, weights = np.zeros(window.shape), np.zeros(window.shape)
        for cell, weight in self.geometry.overlaps(window):
            weight = weight * self.covered[cell]
            total += weight * self._offset[cell]
            weights += weight
        return np.divide(total, weights, out=total, where=weights > 0)

    def check(self, window: Window, prediction: np.ndarray) -> None:
        """A later pass: measure the corrected window's cell means, and what could still move up or down."""
        values = self.corrected(window, prediction)
        low, high = self.bounds
        free = np.where(np.isfinite(values), (values < high) + 1j * (values > low), np.nan)
        self._checked.add(window, np.stack([values, free.real, free.imag]))

    def improve(self) -> bool:
        """After all windows were checked: adjust the cells that are off; True when another pass is needed."""
        means, _ = self._checked.means()
        means = means.reshape(3, -1)
        with np.errstate(invalid="ignore"):
            deviation = np.where(self.covered, self.coarse.ravel() - means[0], 0.0)
        room = np.where(deviation > 0, means[1], means[2])
        movable = self.covered & (room > 1e-6)
        off = np.abs(deviation) > TOLERANCE
        self.agreement = Agreement(int(self.covered.sum()), float(np.abs(deviation[movable]).max(initial=0.0)),
                                   int((off & ~movable & self.covered).sum()))
        self._start_check()
        if not (off & movable).any():
            return False
        step = np.where(movable, deviation / np.maximum(room, 1e-6), 0.0)
        self._offset = np.clip(self._offset + step, -1.0, 1.0)     # no soil is off by more than 1 m3/m3
        return True

    def _start_check(self):
        self._checked = CellSums(self.geometry, 3)


def _least_squares(row, column, value, target, weights):
    """x that minimises sum weights (A x - target)^2, by conjugate gradients on the normal equations.

    Started at the target and stopped early, which keeps ill-conditioned corners (cells with few pixels) tame.
    """
    size = len(target)

    def forward(x):
        return np.bincount(row, value * x[column], size)

    def backward(y):
        return np.bincount(column, value * y[row], size)
    x = target.copy()
    rest = weights * (target - forward(x))
    gradient = backward(rest)
    direction, norm = gradient.copy(), gradient @ gradient
    for _ in range(_ITERATIONS):
        if norm <= 1e-24:
            break
        image = forward(direction)
        step = norm / (image @ (weights * image))
        x += step * direction
        gradient = gradient - step * backward(weights * image)
        norm, previous = gradient @ gradient, norm
        direction = gradient + norm / previous * direction
    return x
