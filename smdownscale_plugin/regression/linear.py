"""Ridge regression on standardised predictors (Hoerl and Kennard 1970), in closed form."""
import numpy as np

from .fit import take
from .method import Method, Setting


class LinearFit:
    """y = intercept + table @ coefficients, in the predictors' own units."""

    kind = "linear"

    def __init__(self, coefficients: np.ndarray, intercept: float):
        self.coefficients, self.intercept = coefficients, float(intercept)
        self.columns = len(coefficients)

    def predict(self, table: np.ndarray) -> np.ndarray:
        """(rows, columns) to (rows,) float64."""
        return table.astype(np.float64, copy=False) @ self.coefficients + self.intercept

    def arrays(self):
        """The fitted numbers."""
        return {"coefficients": self.coefficients, "intercept": np.array([self.intercept])}

    @classmethod
    def from_arrays(cls, arrays):
        """The fit of a model file's arrays, checked."""
        return cls(take(arrays, "coefficients", 1), take(arrays, "intercept", 1)[0])


def fit(table, target, settings, seed, threads, monitor):
    """Ridge: minimises sum (y - a - z b)^2 + alpha |b|^2 over standardised predictors z."""
    monitor.check()
    table = table.astype(np.float64)
    mean, spread = table.mean(0), table.std(0)
    spread[spread == 0] = 1.0
    z = (table - mean) / spread
    gram = z.T @ z + settings["alpha"] * np.eye(z.shape[1])
    scaled = np.linalg.solve(gram, z.T @ (target - target.mean()))
    coefficients = scaled / spread
    return LinearFit(coefficients, target.mean() - mean @ coefficients)


METHOD = Method("linear", "Linear (ridge)", "", fit, {
    "alpha": Setting(1.0, 1e-6, 1e9, "strength of the penalty on standardised coefficients"),
})
