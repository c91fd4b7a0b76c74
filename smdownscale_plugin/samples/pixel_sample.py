"""A sample of fine pixels, taken while predictors are upscaled: what the model will be asked about."""
from typing import List, Tuple

import numpy as np

from ..rasters.windows import Window
from .features import Features

MOST_PIXELS = 20_000


class PixelSample:
    """Pixels on a lattice that moves from date to date; only those with all predictors.

    shape: rows and columns of the fine grid; dates: how many will come, in any order and in any windows.
    """

    def __init__(self, shape: Tuple[int, int], dates: int) -> None:
        self._shape = shape
        self._step = max(1, int(np.ceil(np.sqrt(shape[0] * shape[1] * dates / MOST_PIXELS))))
        self._places: List[np.ndarray] = []
        self._values: List[np.ndarray] = []

    def add(self, date: int, window: Window, values: np.ndarray) -> None:
        """values: (predictors, h, w) of one window, NaN where there is none."""
        rows = np.arange((date * 7 - window.row) % self._step, window.height, self._step)
        columns = np.arange((date * 13 - window.column) % self._step, window.width, self._step)
        chosen = values[:, rows[:, None], columns].reshape(len(values), -1)
        valid = np.isfinite(chosen).all(0)
        if valid.any():
            place = ((date * self._shape[0] + window.row + rows[:, None]) * self._shape[1] + window.column + columns)
            self._places.append(place.ravel()[valid])
            self._values.append(chosen[:, valid])

    def places(self) -> np.ndarray:
        """(m,) where the pixels of `rows` lie: (date x rows + row) x columns + column, in order."""
        return np.sort(np.concatenate(self._places)) if self._places else np.empty(0, np.int64)

    def rows(self, features: Features) -> np.ndarray:
        """(m, columns) float32, date by date and row by row, whatever the windows were."""
        if not self._places:
            return np.empty((0, len(features.columns)), np.float32)
        order = np.argsort(np.concatenate(self._places))
        return np.ascontiguousarray(features.encode(np.concatenate(self._values, axis=1)[:, order]).T)
