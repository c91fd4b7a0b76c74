"""The first guess: a model applied to the fine predictors of a window."""
import threading
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np

from ..rasters.stack import Stack
from ..rasters.windows import Window
from ..regression.model import Model


@dataclass(frozen=True)
class FirstGuess:
    """Prediction (h, w) m3/m3, NaN where a predictor is missing; outside: predicted pixels out of training ranges."""

    values: np.ndarray
    valid: int
    outside: int


class WindowPredictor:
    """Applies a model to windows of a stack, from any thread (each has its own file handles). A context manager."""

    def __init__(self, model: Model, stack: Stack):
        self.model, self.stack = model, stack.select(model.features.names)
        self._local = threading.local()
        self._lock, self._files = threading.Lock(), ExitStack()

    def __enter__(self) -> "WindowPredictor":
        return self

    def __exit__(self, *_):
        self._files.close()

    def __call__(self, window: Window) -> FirstGuess:
        """Predict one window."""
        values = self._reader().read(window)
        valid = np.isfinite(values).all(0)
        out = np.full(window.shape, np.nan)
        if not valid.any():
            return FirstGuess(out, 0, 0)
        table = np.ascontiguousarray(self.model.features.encode(values[:, valid]).T)
        out[valid] = self.model.predict(table)
        return FirstGuess(out, len(table), int(self.model.outside(table).sum()))

    def _reader(self):
        if not hasattr(self._local, "reader"):
            with self._lock:
                self._local.reader = self._files.enter_context(self.stack.open())
        return self._local.reader
