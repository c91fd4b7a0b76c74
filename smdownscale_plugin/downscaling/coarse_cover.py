"""How much of a map lies in coarse cells that have a value."""
import math
from typing import Optional

import numpy as np

from ..rasters.coarse import Coarse
from ..rasters.grid import Grid
from ..rasters.windows import Window
from ..scaling.geometry import CellGeometry

_EVERY, _LARGE = 4, 512      # of a side of so many pixels every fourth is looked at, where that is finer than the cells


class CoarseCover:
    """Counts predicted pixels, window by window, and those of them in coarse cells with a value."""

    def __init__(self, fine: Grid, coarse: Optional[Coarse]):
        """coarse: None where the map isn't corrected towards one: nothing is counted then."""
        self._pixels = self._covered = 0
        self._geometry: Optional[CellGeometry] = None
        if coarse is None:
            return
        size = np.nanmax(CellGeometry(fine, coarse.grid).pixel_size())
        self._step = _EVERY if size * _EVERY <= 1.0 and min(fine.shape) > _LARGE else 1
        x0, dx, _, y0, _, dy = fine.transform
        thin = Grid(fine.crs, (x0, dx * self._step, 0.0, y0, 0.0, dy * self._step), fine.width // self._step,
                    fine.height // self._step)
        self._geometry, self._known = CellGeometry(thin, coarse.grid), np.isfinite(coarse.values)

    def add(self, window: Window, values: np.ndarray) -> None:
        """values: (h, w) of a window, NaN where nothing was predicted."""
        if self._geometry is None:
            return
        step, half = self._step, self._step // 2
        row, column = -(-max(0, window.row - half) // step), -(-max(0, window.column - half) // step)
        chosen = np.isfinite(values[row * step + half - window.row::step, column * step + half - window.column::step])
        height, width = self._geometry.fine.shape
        chosen = chosen[:height - row, :width - column]
        if chosen.any():
            rows, columns = self._geometry.cells(Window(column, row, chosen.shape[1], chosen.shape[0]))
            self._pixels += int(chosen.sum())
            self._covered += int((chosen & (rows >= 0) & (columns >= 0) & self._known[rows, columns]).sum())

    @property
    def percent(self) -> float:
        """Of the predicted pixels, those under a coarse value; NaN without any."""
        return 100.0 * self._covered / self._pixels if self._pixels else math.nan
