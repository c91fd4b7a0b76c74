"""Support vector regression with a Gaussian kernel (Drucker et al. 1997), kept as its support vectors."""
from typing import Any, Callable, Dict, Mapping

import numpy as np

from ..dependencies import require
from ..errors import ModelFileError
from ..monitor import Monitor
from ..threads import beside
from .fit import Fit, RowFit, go_on, take
from .kinds import kind
from .method import Method, Setting, on_rows

_PRODUCTS = 2 ** 20   # of rows with support vectors at a time: 8 MB
_MOST_VECTORS = 200_000     # more make a map take days


@kind("kernel")
class KernelFit(RowFit):
    """intercept + sum over vectors of dual x exp(-gamma |z - vector|^2), z the standardised row."""

    def __init__(self, vectors: np.ndarray, dual: np.ndarray, intercept: float, gamma: float, mean: np.ndarray,
                 spread: np.ndarray) -> None:
        self.vectors, self.dual, self.mean, self.spread = vectors, dual, mean, spread
        self.intercept, self.gamma = float(intercept), float(gamma)
        self.columns = len(mean)

    def predict(self, table: np.ndarray, check: Callable = go_on) -> np.ndarray:
        """(rows, columns) to (rows,) float64, as blocked matrix products."""
        out = np.empty(len(table))
        squares, rows = (self.vectors ** 2).sum(1), max(16, _PRODUCTS // max(1, len(self.vectors)))
        for start in range(0, len(table), rows):
            check()
            z = (table[start:start + rows].astype(np.float64) - self.mean) / self.spread
            values = z @ (-2.0 * self.vectors.T)
            values += squares
            values += (z ** 2).sum(1)[:, None]           # squared distances
            np.maximum(values, 0.0, out=values)
            values *= -self.gamma
            out[start:start + rows] = np.exp(values, out=values) @ self.dual
        return out + self.intercept

    def arrays(self) -> Dict[str, np.ndarray]:
        """The fitted numbers."""
        return {"vectors": self.vectors, "dual": self.dual, "mean": self.mean, "spread": self.spread,
                "scalars": np.array([self.intercept, self.gamma])}

    @classmethod
    def from_arrays(cls, arrays: Dict[str, np.ndarray], columns: int) -> "KernelFit":
        """The fit of a model file's arrays, checked."""
        vectors, dual = take(arrays, "vectors", 2), take(arrays, "dual", 1)
        mean, spread, scalars = (take(arrays, name, 1) for name in ("mean", "spread", "scalars"))
        columns = len(mean)
        if vectors.shape != (len(dual), columns) or len(spread) != columns or len(scalars) != 2 \
                or not (spread > 0).all() or scalars[1] <= 0 or len(dual) > _MOST_VECTORS:
            raise ModelFileError("The support vectors in the model file don't fit together; train the model again.")
        return cls(vectors, dual, scalars[0], scalars[1], mean, spread)


def fit(table: np.ndarray, target: np.ndarray, settings: Mapping[str, Any], seed: int, threads: int,
        monitor: Monitor) -> Fit:
    """Fit on standardised rows, a random choice of them where there are more than `max_rows` (time grows with their
    square)."""
    svm = require("sklearn.svm", "the method svr")
    if len(table) > settings["max_rows"]:
        chosen = np.random.default_rng(seed).permutation(len(table))[:settings["max_rows"]]
        table, target = table[np.sort(chosen)], target[np.sort(chosen)]
    monitor.check()
    table = table.astype(np.float64)
    mean, spread = table.mean(0), table.std(0)
    spread[spread == 0] = 1.0
    scale = target.std() or 1.0
    gamma = settings["gamma"] / table.shape[1]
    model = svm.SVR(C=settings["C"], epsilon=settings["epsilon"], gamma=gamma, cache_size=500)
    # libsvm can't be stopped; a cancelled fit ends unseen: in 2 s by default, 24 s with the largest max_rows (measured)
    beside(lambda: model.fit((table - mean) / spread, (target - target.mean()) / scale), monitor.check)
    return KernelFit(model.support_vectors_, model.dual_coef_[0] * scale, model.intercept_[0] * scale + target.mean(),
                     gamma, mean, spread)


METHOD = Method("svr", "Support vector regression", "sklearn", on_rows(fit), {
    "C": Setting(3.0, 1e-4, 1e6, "weight of errors against smoothness, for a standardised target"),
    "epsilon": Setting(0.2, 0.0, 10.0, "errors that don't count, in standard deviations of the target"),
    "gamma": Setting(0.5, 1e-6, 1e3, "inverse width of the kernel, divided by the number of columns"),
    "max_rows": Setting(6000, 100, 20000, "maximum number of rows, chosen at random"),
})
