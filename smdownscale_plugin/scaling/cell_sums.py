"""Sums of fine pixels per coarse cell, measured window by window in any thread and added up in one."""
from dataclasses import dataclass
from typing import Callable, List, Optional, Tuple

import numpy as np

from ..monitor import SILENT
from ..rasters.windows import Window
from .axes import axes_of
from .geometry import CellGeometry
from .window_tiles import tiles


@dataclass(frozen=True)
class Part:
    """What one tile adds: sums (layers, rows, columns) and weights (rows, columns) of a block of coarse cells."""

    block: Tuple[slice, slice]
    sums: np.ndarray
    weights: np.ndarray


class UpscalingSums:
    """Sums and weights per coarse cell, (layers, rows, columns) and (rows, columns), added window by window.

    A pixel counts only where all its values are finite.
    """

    def __init__(self, layers: int, shape: Tuple[int, int]):
        self._sums = np.zeros((layers,) + shape)
        self._weights = np.zeros(shape)

    def measure(self, window: Window, values: np.ndarray, check: Callable = SILENT.check) -> List[Part]:
        """What a window's values (layers, h, w) or (h, w) add up to. From any thread; `check` is called often."""
        values, parts = (values[None] if values.ndim == 2 else values), []
        for tile, inner in tiles(window, check):
            layers = values[(slice(None),) + inner]
            valid = np.isfinite(layers).all(0)
            part = self._of_tile(tile, layers, valid) if valid.any() else None
            if part is not None:
                parts.append(part)
        return parts

    def _of_tile(self, tile: Window, values: np.ndarray, valid: np.ndarray) -> Optional[Part]:
        raise NotImplementedError

    def take(self, parts: List[Part]) -> None:
        """Add what was measured."""
        for part in parts:
            self._sums[(slice(None),) + part.block] += part.sums
            self._weights[part.block] += part.weights

    def add(self, window: Window, values: np.ndarray) -> None:
        """Measure a window's values, (layers, h, w) or (h, w), and add them."""
        self.take(self.measure(window, values))

    def means(self) -> Tuple[np.ndarray, np.ndarray]:
        """(means (layers, rows, columns), coverage (rows, columns)): NaN means where nothing was added."""
        means = np.full(self._sums.shape, np.nan)
        return np.divide(self._sums, self._weights, out=means, where=self._weights > 0), self._weights


class CellSums(UpscalingSums):
    """Sums over the pixels of a cell, in units of its area. layers: how many values a pixel has."""

    def __init__(self, geometry: CellGeometry, layers: int):
        super().__init__(layers, geometry.coarse.shape)
        self.geometry = geometry

    def _of_tile(self, tile: Window, values: np.ndarray, valid: np.ndarray) -> Optional[Part]:
        axes = axes_of(self.geometry, tile)
        if axes is None:
            return summed_by_pixels(self.geometry, tile, values, valid)
        sums = np.stack([axes.summed(np.where(valid, layer, 0.0)) for layer in values])
        return Part(axes.block, sums, axes.summed(valid.astype(float)))


@dataclass(frozen=True)
class Pieces:
    """Pieces of pixels in cells. pixels: (h, w) True where a pixel has one; row, column, weight: (pieces,) the cell
    it lies in and the share of the cell that it covers."""

    pixels: np.ndarray
    row: np.ndarray
    column: np.ndarray
    weight: np.ndarray

    def within(self, block: Tuple[slice, slice]) -> np.ndarray:
        """Flat indices of the cells within a block."""
        rows, columns = block
        return (self.row - rows.start) * (columns.stop - columns.start) + self.column - columns.start


def pieces_of(geometry: CellGeometry, window: Window, valid: np.ndarray) -> List[Pieces]:
    """The valid pixels' pieces: each pixel has at most four, one in each of the list."""
    out = []
    for cell, weight in geometry.overlaps(window):
        pixels = valid & (weight > 0)
        if pixels.any():
            row, column = np.divmod(cell[pixels], geometry.coarse.width)
            out.append(Pieces(pixels, row, column, weight[pixels]))
    return out


def block_of(pieces: List[Pieces]) -> Tuple[slice, slice]:
    """The cells that pieces lie in: slices of rows and columns."""
    rows, columns = (slice(min(int(cells.min()) for cells in axis), max(int(cells.max()) for cells in axis) + 1)
                     for axis in ([p.row for p in pieces], [p.column for p in pieces]))
    return rows, columns


def summed_by_pixels(geometry: CellGeometry, window: Window, values: np.ndarray, valid: np.ndarray) -> Optional[Part]:
    """Sums of valid pixels' values (layers, h, w), pixel by pixel; None where none lies in a cell."""
    pieces = pieces_of(geometry, window, valid)
    if not pieces:
        return None
    block = block_of(pieces)
    shape = tuple(s.stop - s.start for s in block)
    sums, weights = np.zeros((len(values), shape[0] * shape[1])), np.zeros(shape[0] * shape[1])
    for piece in pieces:
        cell = piece.within(block)
        weights += np.bincount(cell, piece.weight, len(weights))
        for layer, value in zip(sums, values):
            layer += np.bincount(cell, piece.weight * value[piece.pixels], len(weights))
    return Part(block, sums.reshape((-1,) + shape), weights.reshape(shape))
