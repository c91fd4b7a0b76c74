"""The first guess: a model applied to the fine predictors of a window."""
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Optional

import numpy as np

from ..errors import Cancelled
from ..rasters.stack import Stack
from ..rasters.windows import Window
from ..regression.model import Model
from .interval import noise_variance

_ROWS = 16_384   # pixels between two looks at cancel


@dataclass(frozen=True)
class FirstGuess:
    """What is known of a window after the model was applied.

    values: (h, w) m3/m3, NaN where a predictor is missing; valid, outside: numbers of predicted pixels, and of those
    out of training ranges; variance: (h, w) of the prediction under the predictors' noise, where wanted;
    applicability: (2, h, w) applicable 1 or 0, and dissimilarity, where wanted.
    """

    values: np.ndarray
    valid: int
    outside: int
    variance: Optional[np.ndarray] = None
    applicability: Optional[np.ndarray] = None

    def layers(self) -> np.ndarray:
        """(1 or 2, h, w): values, and variance where wanted."""
        return np.stack([self.values] if self.variance is None else [self.values, self.variance])


class WindowPredictor:
    """Applies a model to windows of a stack, from any thread (each has its own file handles). A context manager."""

    def __init__(self, model: Model, stack: Stack, variance: bool = False, applicability: bool = False):
        self.model, self.stack = model, stack.select(model.features.names)
        self._variance, self._applicability = variance, applicability
        self._stopped = threading.Event()
        self._local = threading.local()
        self._lock, self._files = threading.Lock(), ExitStack()

    def __enter__(self) -> "WindowPredictor":
        return self

    def __exit__(self, *_):
        self._files.close()

    def stop(self) -> None:
        """Let the threads that are predicting end soon, with `Cancelled`."""
        self._stopped.set()

    def __call__(self, window: Window) -> FirstGuess:
        """Predict one window."""
        values = self._reader().read(window)
        valid = np.isfinite(values).all(0)
        layers = np.full((4,) + window.shape, np.nan)
        outside = 0
        if valid.any():
            table = np.ascontiguousarray(self.model.features.encode(values[:, valid]).T)
            columns = np.empty((4, len(table)))
            for start in range(0, len(table), _ROWS):
                part = table[start:start + _ROWS]
                outside += self._predict(part, columns[:, start:start + _ROWS])
            layers[:, valid] = columns
        return FirstGuess(layers[0], int(valid.sum()), outside, layers[1] if self._variance else None,
                          layers[2:] if self._applicability else None)

    def _predict(self, table, out):
        """Fill (4, rows): value, variance, applicable, dissimilarity; returns how many rows are out of range."""
        if self._stopped.is_set():
            raise Cancelled()
        out[0] = self.model.predict(table)
        if self._variance:
            out[1] = noise_variance(self.model, table, out[0])
        if self._applicability:
            out[3] = self.model.applicability.dissimilarity(table)
            out[2] = out[3] <= self.model.applicability.threshold
        return int(self.model.outside(table).sum())

    def _reader(self):
        if not hasattr(self._local, "reader"):
            with self._lock:
                self._local.reader = self._files.enter_context(self.stack.open())
        return self._local.reader
