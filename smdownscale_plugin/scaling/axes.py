"""Windows on the coarse grid axis by axis: where both grids share a CRS, sums over pixels are products of matrices."""
from dataclasses import dataclass
from typing import Callable, Optional, Tuple

import numpy as np

from ..rasters.windows import Window
from .geometry import CellGeometry, split_over_cells

_MARGIN = 2   # cells around those that are covered, for interpolation


@dataclass(frozen=True)
class Axis:
    """Pixels along one axis. cells: slice of the coarse cells around them; overlap (pixels, cells): share of a cell's
    length that a pixel covers; centres (pixels,): positions of their centres in cells."""

    cells: slice
    overlap: np.ndarray
    centres: np.ndarray

    def weights(self, of: Callable) -> np.ndarray:
        """(pixels, cells): weights of cells in an interpolation; of: see `interpolation.bilinear_weights`."""
        out = np.zeros(self.overlap.shape)
        for cell, weight in of(self.centres):
            _add(out, self.cells, cell, weight)
        return out


@dataclass(frozen=True)
class Axes:
    """Rows and columns of a window."""

    rows: Axis
    columns: Axis

    @property
    def block(self) -> Tuple[slice, slice]:
        """The cells around the window: slices of rows and columns."""
        return self.rows.cells, self.columns.cells

    def summed(self, values: np.ndarray) -> np.ndarray:
        """Sums (cells of the block) of pixels' values (h, w), in units of a cell's area."""
        return self.rows.overlap.T @ (values @ self.columns.overlap)

    def spread(self, cells: np.ndarray) -> np.ndarray:
        """Sums over a pixel's cells (h, w) of their values (all rows, all columns) x the share of them it covers."""
        return self.rows.overlap @ (cells[self.block] @ self.columns.overlap.T)


def axes_of(geometry: CellGeometry, window: Window) -> Optional[Axes]:
    """The axes of a window; None where rows and columns don't separate (different CRSs)."""
    if not geometry.same_crs:
        return None
    rows, columns = geometry.centres_by_axis(window)
    spans = geometry.spans_by_axis(window)
    return Axes(*(_axis(centres, low, high, size)
                  for centres, (low, high), size in zip((rows, columns), spans, geometry.coarse.shape)))


def _axis(centres: np.ndarray, low: np.ndarray, high: np.ndarray, size: int) -> Axis:
    first = int(np.clip(np.floor(low.min()) - _MARGIN, 0, size))
    last = int(np.clip(np.floor(high.max()) + _MARGIN + 1, first, size))
    cells, overlap = slice(first, last), np.zeros((len(centres), last - first))
    for cell, length in split_over_cells(low, high, size):
        _add(overlap, cells, cell, length)
    return Axis(cells, overlap, centres)


def _add(matrix: np.ndarray, cells: slice, cell: np.ndarray, weight: np.ndarray) -> None:
    """Add weights to a matrix (pixels, cells) at the pixels' cells; those outside are left out."""
    inside = (cell >= cells.start) & (cell < cells.stop)
    np.add.at(matrix, (np.flatnonzero(inside), cell[inside].astype(np.int64) - cells.start), weight[inside])
