"""Ridge regression on standardised predictors (Hoerl and Kennard 1970), in closed form."""
from typing import Any, Callable, Dict, Mapping

import numpy as np

from ..errors import ModelFileError
from ..monitor import Monitor
from .fit import RowFit, go_on, take
from .kinds import kind
from .method import Method, Setting, on_rows

_BLOCK = 32_768


@kind("linear")
class LinearFit(RowFit):
    """y = intercept + clipped table @ coefficients, in the predictors' own units.

    Predictors are held within `ranges` (columns, 2), what training saw: a line that was fitted to means of cells must
    not run on to pixels of open water or bare rock that no mean ever came near.
    """

    def __init__(self, coefficients: np.ndarray, intercept: float, ranges: np.ndarray):
        self.coefficients, self.intercept, self.ranges = coefficients, float(intercept), ranges
        self.columns = len(coefficients)

    def predict(self, table: np.ndarray, check: Callable = go_on) -> np.ndarray:
        """(rows, columns) to (rows,) float64, in blocks that stay in the processor's cache."""
        out = np.empty(len(table))
        single = self.ranges.astype(np.float32)
        ranges = single if (single == self.ranges).all() else self.ranges     # as exact, and faster
        for start in range(0, len(table), _BLOCK):
            check()
            held = np.maximum(table[start:start + _BLOCK].T, ranges[:, :1])
            np.minimum(held, ranges[:, 1:], out=held)
            np.dot(self.coefficients, held.astype(np.float64, copy=False), out=out[start:start + _BLOCK])
        out += self.intercept
        return out

    def arrays(self) -> Dict[str, np.ndarray]:
        """The fitted numbers."""
        return {"coefficients": self.coefficients, "intercept": np.array([self.intercept]), "ranges": self.ranges}

    @classmethod
    def from_arrays(cls, arrays: Dict[str, np.ndarray], columns: int) -> "LinearFit":
        """The fit of a model file's arrays, checked."""
        coefficients, ranges = take(arrays, "coefficients", 1), take(arrays, "ranges", 2)
        intercept = take(arrays, "intercept", 1)
        if ranges.shape != (len(coefficients), 2) or len(intercept) != 1:
            raise ModelFileError("The coefficients in the model file don't fit together; train the model again.")
        return cls(coefficients, intercept[0], ranges)


def fit(table: np.ndarray, target: np.ndarray, settings: Mapping[str, Any], seed: int, threads: int,
        monitor: Monitor) -> LinearFit:
    """Ridge: minimises sum (y - a - z b)^2 + alpha |b|^2 over standardised predictors z."""
    monitor.check()
    table = table.astype(np.float64)
    mean, spread = table.mean(0), table.std(0)
    spread[spread == 0] = 1.0
    z = (table - mean) / spread
    gram = z.T @ z + settings["alpha"] * np.eye(z.shape[1])
    scaled = np.linalg.solve(gram, z.T @ (target - target.mean()))
    coefficients = scaled / spread
    return LinearFit(coefficients, target.mean() - mean @ coefficients, np.stack([table.min(0), table.max(0)], 1))


METHOD = Method("linear", "Linear (ridge)", "", on_rows(fit), {
    "alpha": Setting(1.0, 1e-6, 1e9, "strength of the penalty on standardised coefficients"),
})
