"""How much each coefficient of the smooth field weighs in the means of the coarse cells around it."""
from typing import Optional, Tuple

import numpy as np

from ..rasters.windows import Window
from .axes import axes_of
from .cell_sums import Part
from .geometry import CellGeometry, to_edge
from .interpolation import neighbours, spline_weights

_REACH = 2                    # cells: a pixel may lie in the next cell too, and the spline reaches one further
_OFFSETS = range(-_REACH, _REACH + 1)
_SIDE = len(_OFFSETS)


class Influence:
    """For every coarse cell, the weights of the field's coefficients in the 5 x 5 cells around it, in units of a
    cell's area; and `centres` (rows, columns), the number of predicted pixels whose centre a cell holds.

    known: (rows, columns) where the field has coefficients.
    """

    def __init__(self, geometry: CellGeometry, known: np.ndarray):
        self.geometry, self._known = geometry, known
        self.centres = np.zeros(geometry.coarse.shape)
        self._weights = np.zeros((_SIDE ** 2,) + geometry.coarse.shape, np.float32)

    def measure(self, window: Window, valid: np.ndarray) -> Tuple[Optional[Part], Optional[Part]]:
        """What a window adds, valid (h, w): its predicted pixels. From any thread."""
        axes = axes_of(self.geometry, window)
        if axes is None:
            return self._centres(window, valid), self._of_window(window, valid)
        rows, columns = (axis.weights(_holding) for axis in (axes.rows, axes.columns))
        return Part(axes.block, rows.T @ (valid.astype(float) @ columns), None), self._of_axes(axes, valid)

    def take(self, measured) -> None:
        """Add what was measured."""
        for part, total in zip(measured, (self.centres, self._weights)):
            if part is not None:
                total[(slice(None),) * (total.ndim - 2) + part.block] += part.sums

    def forward(self, coefficients: np.ndarray) -> np.ndarray:
        """Sums over the pixels of cells (rows, columns) from the field's coefficients (rows, columns)."""
        out = np.zeros(coefficients.shape)
        for weights, to, source in self._offsets():
            out[to] += weights[to] * coefficients[source]
        return out

    def backward(self, sums: np.ndarray) -> np.ndarray:
        """The transpose of `forward`."""
        out = np.zeros(sums.shape)
        for weights, to, source in self._offsets():
            out[source] += weights[to] * sums[to]
        return out

    def _offsets(self):
        """(weights (rows, columns), block of cells, block of the coefficients beside them), an offset at a time."""
        for weights, (down, right) in zip(self._weights, ((d, r) for d in _OFFSETS for r in _OFFSETS)):
            spans = [(slice(max(0, -by), size - max(0, by)), slice(max(0, by), size + min(0, by)))
                     for by, size in zip((down, right), weights.shape)]
            yield weights, (spans[0][0], spans[1][0]), (spans[0][1], spans[1][1])

    def _centres(self, window, valid) -> Optional[Part]:
        rows, columns = self.geometry.cells(window)
        inside = valid & (rows >= 0)
        if not inside.any():
            return None
        rows, columns = rows[inside], columns[inside]
        first, last, width = rows.min(), rows.max() + 1, self.geometry.coarse.width
        count = np.bincount((rows - first) * width + columns, minlength=(last - first) * width)
        return Part((slice(first, last), slice(0, width)), count.reshape(-1, width).astype(float), None)

    def _of_axes(self, axes, valid) -> Part:
        """Products of matrices, one a pair of offsets."""
        row_weights, column_weights = axes.rows.weights(spline_weights), axes.columns.weights(spline_weights)
        known = self._known[axes.block].astype(float)
        total = row_weights @ (known @ column_weights.T)
        share = np.divide(valid, total, out=np.zeros(total.shape), where=valid & (total >= 1e-9))
        columns = [axes.columns.overlap * _shifted(column_weights, right) for right in _OFFSETS]
        sums = np.empty((_SIDE ** 2,) + known.shape)
        for i, down in enumerate(_OFFSETS):
            rows = (axes.rows.overlap * _shifted(row_weights, down)).T @ share
            down_known = _shifted(known.T, down).T
            for j, right in enumerate(_OFFSETS):
                sums[i * _SIDE + j] = (rows @ columns[j]) * _shifted(down_known, right)
        return Part(axes.block, sums, None)

    def _of_window(self, window, valid) -> Optional[Part]:
        """Pixel by pixel."""
        known, width = self._known.ravel(), self.geometry.coarse.width
        around = [(cell[valid], weight[valid] * known[cell[valid]])
                  for cell, weight in neighbours(self.geometry, window, spline_weights)]
        total = sum(weight for _, weight in around)
        total[total < 1e-9] = np.inf
        overlaps = [(cell[valid], overlap[valid]) for cell, overlap in self.geometry.overlaps(window)]
        if not overlaps:
            return None
        first = min(cell.min() for cell, _ in overlaps) // width
        last = max(cell.max() for cell, _ in overlaps) // width + 1
        size = (last - first) * width
        sums = np.zeros(_SIDE ** 2 * size)
        for cell, overlap in overlaps:
            row, column = cell // width, cell % width
            for other, weight in around:
                down, right = other // width - row, other % width - column
                used = (overlap * weight > 0) & (np.abs(down) <= _REACH) & (np.abs(right) <= _REACH)
                offset = (down + _REACH) * _SIDE + right + _REACH
                key = (offset * size + cell - first * width)[used]
                sums += np.bincount(key, (overlap * weight / total)[used], len(sums))
        return Part((slice(first, last), slice(0, width)), sums.reshape(-1, last - first, width), None)


def _holding(offset):
    """The cell that holds a position."""
    return [(np.floor(to_edge(offset)), np.ones(offset.shape))]


def _shifted(matrix, by):
    """Columns moved so that column k holds what stood in column k + by; zeros come in."""
    out, size = np.zeros(matrix.shape), matrix.shape[1]
    if by >= 0:
        out[:, :max(0, size - by)] = matrix[:, by:]
    else:
        out[:, -by:] = matrix[:, :max(0, size + by)]
    return out
