"""Sums of fine pixels per coarse cell, measured window by window in any thread and added up in one."""
from dataclasses import dataclass
from typing import Optional, Tuple

import numpy as np

from ..rasters.windows import Window
from .axes import axes_of
from .geometry import CellGeometry


@dataclass(frozen=True)
class Part:
    """What one window adds: sums (layers, rows, columns) and weights (rows, columns) of a block of coarse cells."""

    block: Tuple[slice, slice]
    sums: np.ndarray
    weights: np.ndarray


class CellSums:
    """Sums of fine pixels per coarse cell, added window by window.

    layers: how many values a pixel has. A pixel counts only where all its values are finite.
    """

    def __init__(self, geometry: CellGeometry, layers: int):
        self.geometry = geometry
        self._sums = np.zeros((layers,) + geometry.coarse.shape)
        self._weights = np.zeros(geometry.coarse.shape)

    def measure(self, window: Window, values: np.ndarray) -> Optional[Part]:
        """What a window's values (layers, h, w) or (h, w) add up to; None without a valid pixel. From any thread."""
        values = values[None] if values.ndim == 2 else values
        valid = np.isfinite(values).all(0)
        if not valid.any():
            return None
        axes = axes_of(self.geometry, window)
        if axes is None:
            return self._measured(window, values, valid)
        weights = axes.summed(valid.astype(float))
        return Part(axes.block, np.stack([axes.summed(np.where(valid, v, 0.0)) for v in values]), weights)

    def _measured(self, window, values, valid):
        chosen = values[:, valid].astype(float)
        width = self.geometry.coarse.width
        cells = [(cell[valid], weight[valid]) for cell, weight in self.geometry.overlaps(window)]
        if not cells:
            return None
        first = min(int(cell.min()) for cell, _ in cells) // width           # windows touch few rows of cells
        last = max(int(cell.max()) for cell, _ in cells) // width + 1
        shape, size = (last - first, width), (last - first) * width
        sums, weights = np.zeros((len(chosen), size)), np.zeros(size)
        for cell, weight in cells:
            local = cell - first * width
            weights += np.bincount(local, weight, size)
            for layer, value in zip(sums, chosen):
                layer += np.bincount(local, weight * value, size)
        return Part((slice(first, last), slice(0, width)), sums.reshape((-1,) + shape), weights.reshape(shape))

    def take(self, part: Optional[Part]) -> None:
        """Add what was measured."""
        if part is not None:
            self._sums[(slice(None),) + part.block] += part.sums
            self._weights[part.block] += part.weights

    def add(self, window: Window, values: np.ndarray) -> None:
        """Measure a window's values, (layers, h, w) or (h, w), and add them."""
        self.take(self.measure(window, values))

    def means(self):
        """(means (layers, rows, columns), coverage (rows, columns)): NaN means where nothing was added."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self._weights > 0, self._sums / self._weights, np.nan), self._weights

    def raw(self):
        """(sums (layers, rows, columns), weights (rows, columns)) in units of a cell's area."""
        return self._sums, self._weights
