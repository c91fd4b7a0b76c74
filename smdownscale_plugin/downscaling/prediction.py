"""The first guess: a model applied to the fine predictors of a window."""
import threading
from dataclasses import dataclass
from typing import Optional

import numpy as np

from ..errors import Cancelled
from ..rasters.kept_windows import KeptWindows
from ..rasters.stack import Stack
from ..rasters.windows import Window, layout
from ..regression.model import Model
from .interval import DRAWS, noise_variance
from .pipeline import PerThread

_ROWS = 131_072   # pixels that go through the model together: trees stay in the processor's cache meanwhile
_APPLICABILITY = ("applicable", "dissimilarity")


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
    """Applies a model to windows of a stack, from any thread (each has its own file handles). A context manager.

    kept: windows of predictors that several dates share, None to read all. `windows` are those to use.
    """

    def __init__(self, model: Model, stack: Stack, variance: bool = False, applicability: bool = False,
                 kept: Optional[KeptWindows] = None):
        self.model, self.stack = model, stack.select(model.features.names)
        self._layout = layout(stack.grid.shape, self.stack.blocks)
        self.windows = self._layout.windows
        self._variance, self._applicability = variance, applicability
        self._wanted = ["values"] + ["variance"] * variance + list(_APPLICABILITY) * applicability
        self._stopped = threading.Event()
        self._reader = PerThread(lambda: self.stack.open(kept, forget=self._layout.whole_blocks))

    def __enter__(self) -> "WindowPredictor":
        return self

    def __exit__(self, *_):
        self._reader.__exit__()

    def prepare(self, maps: int = 1) -> str:
        """Make the model ready for that many maps of the stack's size; says what was decided, or ''."""
        height, width = self.stack.grid.shape
        return self.model.fit.prepare(maps * height * width * (1 + DRAWS * self._variance))

    def stop(self) -> None:
        """Let the threads that are predicting end soon, with `Cancelled`."""
        self._stopped.set()

    def __call__(self, window: Window) -> FirstGuess:
        """Predict one window."""
        predictors = self._reader().read(window)
        predictors = predictors.reshape(len(predictors), -1)
        pixels = np.flatnonzero(np.isfinite(predictors).all(0))
        layers = {name: np.full(predictors.shape[1], np.nan) for name in self._wanted}
        outside = 0
        for start in range(0, len(pixels), _ROWS):
            part = pixels[start:start + _ROWS]
            table = self.model.features.encode(predictors[:, part]).T
            outside += self._predict(table, (window.row, window.column, start), part, layers)
        layers = {name: layer.reshape(window.shape) for name, layer in layers.items()}
        applicability = np.stack([layers[name] for name in _APPLICABILITY]) if self._applicability else None
        return FirstGuess(layers["values"], len(pixels), outside, layers.get("variance"), applicability)

    def _predict(self, table, seed, part, layers):
        """Fill the pixels `part` of the layers from their rows; returns how many rows are out of range."""
        layers["values"][part] = prediction = self.model.predict(table, self._check)
        if self._variance:
            layers["variance"][part] = noise_variance(self.model, table, prediction, seed, self._check)
        if self._applicability:
            self._check()
            dissimilarity = self.model.applicability.dissimilarity(table)
            layers["dissimilarity"][part] = dissimilarity
            layers["applicable"][part] = dissimilarity <= self.model.applicability.threshold
        return int(self.model.outside(table).sum())

    def _check(self):
        if self._stopped.is_set():
            raise Cancelled()
