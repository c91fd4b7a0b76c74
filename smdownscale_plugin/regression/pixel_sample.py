"""A sample of fine pixels, taken while predictors are upscaled: what the model will be asked about."""
import numpy as np

from ..rasters.windows import Window
from .features import Features

MOST_PIXELS = 20_000


class PixelSample:
    """Pixels on a lattice that moves from date to date; only those with all predictors."""

    def __init__(self, features: Features, shape, dates: int):
        self._features = features
        self._step = max(1, int(np.ceil(np.sqrt(shape[0] * shape[1] * dates / MOST_PIXELS))))
        self._rows = []

    def add(self, date: int, window: Window, values: np.ndarray) -> None:
        """values: (predictors, h, w) of one window, NaN where there is none."""
        first_row = (date * 7 - window.row) % self._step
        first_column = (date * 13 - window.column) % self._step
        chosen = values[:, first_row::self._step, first_column::self._step].reshape(len(values), -1)
        valid = np.isfinite(chosen).all(0)
        if valid.any():
            self._rows.append(self._features.encode(chosen[:, valid]).T)

    def rows(self) -> np.ndarray:
        """(m, columns) float32."""
        if not self._rows:
            return np.empty((0, len(self._features.columns)), np.float32)
        return np.ascontiguousarray(np.concatenate(self._rows))
