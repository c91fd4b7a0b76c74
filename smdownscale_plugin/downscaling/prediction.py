"""The first guess: a model applied to the fine predictors of a window."""
import threading
from dataclasses import dataclass
from typing import Any, Callable, Dict, Optional, Tuple

import numpy as np

from ..errors import Cancelled, InputError, certain
from ..rasters.days import DailyStacks
from ..rasters.fills import fill_like, undeclared_sentence
from ..rasters.kept_windows import KeptWindows
from ..rasters.stack import Stack
from ..rasters.windows import Window
from ..regression.block import Block
from ..regression.model import Model, OutOfRange
from ..samples.regional import Regional
from .conditions import Conditions
from .interval import DRAWS, squared_changes
from .window_reader import WindowReader

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
    several dates share, None to read all; days: those before, regional: the predictors' regional parts, for models that
    need them; reduced: (window, values) to the values with as much of their detail as is trusted. `windows` are those
    to use; `conditions` judges the predictors at the end.
    """

    def __init__(self, model: Model, stack: Stack, measure: Callable, variance: bool = False,
                 applicability: bool = False, kept: Optional[KeptWindows] = None, days: Optional[DailyStacks] = None,
                 regional: Optional[Regional] = None,
                 reduced: Callable = lambda window, values: values):
        self.model, self.stack = model, stack.select(model.features.names)
        self.conditions = Conditions(model, self.stack)
        self.reader = WindowReader(model, self.stack, kept, days, regional)
        self.windows = self.reader.windows
        self._variance, self._applicability = variance, applicability
        self._reduced = reduced
        self._measure, self._done, self._lock = measure, 0.0, threading.Lock()
        self._passes = 1 + DRAWS * variance + applicability
        self._wanted = ["values"] + ["variance"] * variance + list(_APPLICABILITY) * applicability
        self._stopped = threading.Event()

    def __enter__(self) -> "WindowPredictor":
        return self

    def __exit__(self, *_: object) -> None:
        self.reader.close()

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
        block = self.reader.read(window)
        size = window.height * window.width
        layers: Dict[str, np.ndarray] = {name: np.full(size, np.nan) for name in self._wanted}
        found, unknown = [], 0
        for start, part in block.parts(self.model.fit.rows):
            beyond, without = self._predict(part, (window.row, window.column, start), layers)
            found.append(part.pixels[beyond.rows])
            unknown += without
        outside = np.concatenate(found) if found else block.pixels
        self._refuse_fills(block.flat, outside)
        layers = {name: layer.reshape(window.shape) for name, layer in layers.items()}
        layers["values"] = self._reduced(window, layers["values"])
        applicability = np.stack([layers[name] for name in _APPLICABILITY]) if self._applicability else None
        measured = self._measure(window, layers["values"], self._check)
        self._count(size - len(block.pixels))
        return FirstGuess(layers["values"], len(block.pixels) - unknown, len(outside), measured,
                          layers.get("variance"), applicability)

    def _predict(self, part: Block, seed: Tuple[int, int, int],
                 layers: Dict[str, np.ndarray]) -> Tuple[OutOfRange, int]:
        """Fill the layers at the pixels of a part; returns which of them are out of range, and how many have no
        value."""
        pixels = part.pixels
        layers["values"][pixels] = prediction = self.model.fit.predict_window(part, self._check)
        self._count(len(pixels) / self._passes)
        if self._variance:
            spread = self.model.fit.spread_window(part, self._check)
            layers["variance"][pixels] = 0.0 if spread is None else spread
            for squared in squared_changes(self.model, part, prediction, seed, self._check):
                layers["variance"][pixels] += squared / DRAWS
                self._count(len(pixels) / self._passes)
        if self._applicability:
            known = certain(self.model.applicability)
            dissimilarity = known.dissimilarity(part.table)
            layers["dissimilarity"][pixels] = dissimilarity
            layers["applicable"][pixels] = dissimilarity <= known.threshold
            self._count(len(pixels) / self._passes)
        outside = self.model.outside(part.table)
        self.conditions.add(part.table, outside)
        return outside, int(np.isnan(prediction).sum())

    def _refuse_fills(self, predictors: np.ndarray, outside: np.ndarray) -> None:
        """InputError when a value far out of the training range is a fill value that isn't declared as nodata."""
        if not outside.size:
            return
        suspects = np.take(predictors, outside, axis=1)
        for predictor, (low, high), values in zip(self.stack.predictors, self.model.predictor_ranges(), suspects):
            for value in (float(values.min()), float(values.max())):
                far = not low - (high - low) <= value <= high + (high - low)
                fill = fill_like(value, predictor.band) if far else None
                if fill is not None:
                    raise InputError(undeclared_sentence(predictor.path, predictor.band.index, fill))

    def _count(self, pixels: float) -> None:
        self._check()
        with self._lock:
            self._done += pixels

    def _check(self) -> None:
        if self._stopped.is_set():
            raise Cancelled()
