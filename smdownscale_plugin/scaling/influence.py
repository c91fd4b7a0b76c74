"""How much each coefficient of the smooth field weighs in the means of the coarse cells around it."""
from typing import Any, Callable, Iterator, List, Optional, Tuple

import numpy as np

from ..monitor import SILENT
from ..rasters.windows import Window
from .axes import Axes, axes_of
from .cell_sums import Part, block_of, pieces_of
from .geometry import CellGeometry, to_edge
from .interpolation import neighbours, spline_weights
from .window_tiles import tiles

_STRIP = 2 ** 15             # cells
_REACH = 2                    # cells: a pixel may lie in the next cell too, and the spline reaches one further
_STEPS = range(-_REACH, _REACH + 1)
_OFFSETS = [(down, right) for down in _STEPS for right in _STEPS]


class Influence:
    """For every coarse cell, the weights of the field's coefficients in the 5 x 5 cells around it, in units of a
    cell's area; and `centres` (rows, columns), True where a cell holds the centre of a predicted pixel.

    known: (rows, columns) where the field has coefficients.
    """

    def __init__(self, geometry: CellGeometry, known: np.ndarray):
        self.geometry, self._known = geometry, known
        self.centres = np.zeros(geometry.coarse.shape, bool)
        self._weights = {}       # by offset; where no pixel lies across cells, only the 3 x 3 in the middle are needed

    def measure(self, window: Window, valid: np.ndarray, check: Callable = SILENT.check) -> List[Part]:
        """What a window adds, valid (h, w): its predicted pixels. From any thread; `check` is called often."""
        parts = (self._of_tile(tile, valid[inner]) for tile, inner in tiles(window, check))
        return [part for part in parts if part is not None]

    def _of_tile(self, tile: Window, valid: np.ndarray) -> Optional[Part]:
        if not valid.any():
            return None
        axes = axes_of(self.geometry, tile)
        return self._by_pixels(tile, valid) if axes is None else self._by_axes(axes, valid)

    def take(self, parts: List[Part]) -> None:
        """Add what was measured."""
        for part in parts:
            self.centres[part.block] |= part.weights
            for offset, sums in zip(_OFFSETS, part.sums):
                if sums.any():
                    if offset not in self._weights:
                        self._weights[offset] = np.zeros(self.centres.shape, np.float32)
                    self._weights[offset][part.block] += sums

    def forward(self, coefficients: np.ndarray) -> np.ndarray:
        """Sums over the pixels of cells (rows, columns) from the field's coefficients (rows, columns)."""
        out = np.zeros(coefficients.shape)
        for weights, to, source in self._offsets():
            out[to] += weights * coefficients[source]
        return out

    def backward(self, sums: np.ndarray) -> np.ndarray:
        """The transpose of `forward`."""
        out = np.zeros(sums.shape)
        for weights, to, source in self._offsets():
            out[source] += weights * sums[to]
        return out

    def _offsets(self) -> Iterator[Tuple[np.ndarray, Any, Any]]:
        """(weights, block of cells, block of the coefficients beside them) for every offset, strip by strip of rows,
        so that products stay in the processor's cache."""
        height, width = self.centres.shape
        step = max(1, _STRIP // width)
        for first in range(0, height, step):
            for down, right in sorted(self._weights):
                rows = slice(max(first, -down), min(first + step, height - max(0, down)))
                columns = slice(max(0, -right), width - max(0, right))
                if rows.start < rows.stop and columns.start < columns.stop:
                    to = rows, columns
                    source = tuple(slice(s.start + by, s.stop + by) for s, by in zip(to, (down, right)))
                    yield self._weights[down, right][to], to, source

    def _by_axes(self, axes: Axes, valid: np.ndarray) -> Part:
        """Products of matrices, one a pair of offsets."""
        holding = axes.rows.weights(_holding).T @ (valid.astype(float) @ axes.columns.weights(_holding)) > 0.5
        row_weights, column_weights = axes.rows.weights(spline_weights), axes.columns.weights(spline_weights)
        known = self._known[axes.block].astype(float)
        total = row_weights @ (known @ column_weights.T)
        share = np.divide(valid, total, out=np.zeros(total.shape), where=valid & (total >= 1e-9))
        columns = [axes.columns.overlap * _shifted(column_weights, right) for right in _STEPS]
        sums = np.empty((len(_OFFSETS),) + known.shape, np.float32)
        for i, down in enumerate(_STEPS):
            rows = (axes.rows.overlap * _shifted(row_weights, down)).T @ share
            down_known = _shifted(known.T, down).T
            for j, right in enumerate(_STEPS):
                sums[i * len(_STEPS) + j] = (rows @ columns[j]) * _shifted(down_known, right)
        return Part(axes.block, sums, holding)

    def _by_pixels(self, tile: Window, valid: np.ndarray) -> Optional[Part]:
        pieces = pieces_of(self.geometry, tile, valid)
        if not pieces:
            return None
        known, width = self._known.ravel(), self.geometry.coarse.width
        around = [(cell, weight * known[cell]) for cell, weight in neighbours(self.geometry, tile, spline_weights)]
        total = sum(weight for _, weight in around)
        total[total < 1e-9] = np.inf
        block = block_of(pieces)
        shape = tuple(s.stop - s.start for s in block)
        size = shape[0] * shape[1]
        sums = np.zeros(len(_OFFSETS) * size)
        for piece in pieces:
            share, own = piece.weight / total[piece.pixels], piece.within(block)
            for cell, weight in around:
                row, column = np.divmod(cell[piece.pixels], width)
                down, right, weight = row - piece.row, column - piece.column, share * weight[piece.pixels]
                used = (weight > 0) & (np.abs(down) <= _REACH) & (np.abs(right) <= _REACH)
                offset = (down + _REACH) * len(_STEPS) + right + _REACH
                sums += np.bincount((offset * size + own)[used], weight[used], len(sums))
        return Part(block, sums.reshape((-1,) + shape).astype(np.float32), self._holding(tile, valid, block))

    def _holding(self, tile: Window, valid: np.ndarray, block: Tuple[slice, slice]) -> np.ndarray:
        """Which cells of a block hold the centre of a valid pixel."""
        out = np.zeros(tuple(s.stop - s.start for s in block), bool)
        rows, columns = (cell - s.start for cell, s in zip(self.geometry.cells(tile), block))
        inside = valid & (rows >= 0) & (columns >= 0) & (rows < out.shape[0]) & (columns < out.shape[1])
        out[rows[inside], columns[inside]] = True
        return out


def _holding(offset: np.ndarray) -> Any:
    """The cell that holds a position."""
    return [(np.floor(to_edge(offset)), np.ones(offset.shape))]


def _shifted(matrix: np.ndarray, by: int) -> np.ndarray:
    """Columns moved so that column k holds what stood in column k + by; zeros come in."""
    out, size = np.zeros(matrix.shape), matrix.shape[1]
    if by >= 0:
        out[:, :max(0, size - by)] = matrix[:, by:]
    else:
        out[:, -by:] = matrix[:, :max(0, size + by)]
    return out
