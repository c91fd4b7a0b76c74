"""The first guess: a model applied to the fine predictors of a window."""
import threading
from dataclasses import dataclass
from functools import partial
from typing import Any, Callable, Optional

import numpy as np

from ..errors import Cancelled, InputError
from ..rasters.kept_windows import KeptWindows
from ..rasters.reading import fill_like, undeclared_sentence
from ..rasters.stack import Stack
from ..rasters.windows import Window, layout
from ..regression.model import Model
from .interval import DRAWS, squared_changes
from .pipeline import PerThread

_APPLICABILITY = ("applicable", "dissimilarity")


@dataclass(frozen=True)
class FirstGuess:
    """What is known of a window after the model was applied.

    values: (h, w) m3/m3, NaN where a predictor is missing; valid, outside: numbers of predicted pixels, and of those
    out of training ranges; measured: what the residual correction needs to know; variance: (h, w) of the prediction
    under the predictors' noise, where wanted; applicability: (2, h, w) applicable 1 or 0, and dissimilarity, where
    wanted.
    """

    values: np.ndarray
    valid: int
    outside: int
    measured: Any
    variance: Optional[np.ndarray] = None
    applicability: Optional[np.ndarray] = None

    def layers(self) -> np.ndarray:
        """(1 or 2, h, w): values, and variance where wanted."""
        return np.stack([self.values] if self.variance is None else [self.values, self.variance])


class WindowPredictor:
    """Applies a model to windows of a stack, from any thread (each has its own file handles). A context manager.

    measure: (window, values, check) to what the residual correction needs to know; kept: windows of predictors that
    several dates share, None to read all. `windows` are those to use.
    """

    def __init__(self, model: Model, stack: Stack, measure: Callable, variance: bool = False,
                 applicability: bool = False, kept: Optional[KeptWindows] = None):
        self.model, self.stack = model, stack.select(model.features.names)
        parts = layout(stack.grid.shape, self.stack.blocks)
        self.windows = parts.windows
        self._variance, self._applicability = variance, applicability
        self._measure, self._done, self._lock = measure, 0.0, threading.Lock()
        self._passes = 1 + DRAWS * variance + applicability
        self._wanted = ["values"] + ["variance"] * variance + list(_APPLICABILITY) * applicability
        self._stopped = threading.Event()
        self._reader = PerThread(partial(self.stack.open, kept, forget=parts.whole_blocks))

    def __enter__(self) -> "WindowPredictor":
        return self

    def __exit__(self, *_):
        self._reader.__exit__()

    def prepare(self, maps: int, check: Callable) -> str:
        """Make the model ready for that many maps of the stack's size; see `Fit.prepare`."""
        height, width = self.stack.grid.shape
        return self.model.fit.prepare(maps * height * width * (1 + DRAWS * self._variance), check)

    def stop(self) -> None:
        """Let the threads that are predicting end soon, with `Cancelled`."""
        self._stopped.set()

    def fraction(self) -> float:
        """How much is done of all windows, 0 to 1."""
        return min(1.0, self._done / (self.stack.grid.width * self.stack.grid.height))

    def __call__(self, window: Window) -> FirstGuess:
        """Predict one window."""
        predictors = self._reader().read(window)
        predictors = predictors.reshape(len(predictors), -1)
        pixels = np.flatnonzero(np.isfinite(predictors).all(0))
        layers = {name: np.full(predictors.shape[1], np.nan) for name in self._wanted}
        outside = []
        together = self.model.fit.rows
        for start in range(0, len(pixels), together):
            part = pixels[start:start + together]
            table = self.model.features.encode(np.take(predictors, part, axis=1)).T
            outside.append(part[self._predict(table, (window.row, window.column, start), part, layers)])
        outside = np.concatenate(outside) if outside else pixels
        self._refuse_fills(predictors, outside)
        layers = {name: layer.reshape(window.shape) for name, layer in layers.items()}
        applicability = np.stack([layers[name] for name in _APPLICABILITY]) if self._applicability else None
        measured = self._measure(window, layers["values"], self._check)
        self._count(predictors.shape[1] - len(pixels))
        return FirstGuess(layers["values"], len(pixels), len(outside), measured, layers.get("variance"), applicability)

    def _predict(self, table, seed, part, layers):
        """Fill the pixels `part` of the layers from their rows; returns which rows are out of range."""
        layers["values"][part] = prediction = self.model.predict(table, self._check)
        self._count(len(part) / self._passes)
        if self._variance:
            layers["variance"][part] = 0.0
            for squared in squared_changes(self.model, table, prediction, seed, self._check):
                layers["variance"][part] += squared / DRAWS
                self._count(len(part) / self._passes)
        if self._applicability:
            dissimilarity = self.model.applicability.dissimilarity(table)
            layers["dissimilarity"][part] = dissimilarity
            layers["applicable"][part] = dissimilarity <= self.model.applicability.threshold
            self._count(len(part) / self._passes)
        return self.model.outside(table)

    def _refuse_fills(self, predictors, outside):
        """InputError when a value far out of the training range is a fill value that isn't declared as nodata."""
        if not outside.size:
            return
        suspects = np.take(predictors, outside, axis=1)
        for predictor, (low, high), values in zip(self.stack.predictors, self.model.predictor_ranges(), suspects):
            for value in (float(values.min()), float(values.max())):
                fill = fill_like(value, predictor.band)
                if fill is not None and not low - (high - low) <= value <= high + (high - low):
                    raise InputError(undeclared_sentence(predictor.path, predictor.band.index, fill))

    def _count(self, pixels):
        self._check()
        with self._lock:
            self._done += pixels

    def _check(self):
        if self._stopped.is_set():
            raise Cancelled()
