"""Multi-layer perceptron of scikit-learn, several seeds averaged, kept as its weights."""
from typing import Any, Callable, Dict, List, Mapping, Sequence, Tuple

import numpy as np

from ..dependencies import require
from ..errors import ModelFileError, certain
from ..monitor import Monitor
from .fit import Fit, RowFit, go_on, take
from .kinds import kind
from .method import Method, Setting, on_rows
from .sum_of_fits import SumFit

_FIRST_EPOCHS = 5
_BLOCK = 4096


@kind("network")
class NetworkFit(RowFit):
    """Layers of weights with ReLU between them, on standardised rows held within what training saw."""

    def __init__(self, weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], mean: np.ndarray,
                 spread: np.ndarray, ranges: np.ndarray, target: np.ndarray) -> None:
        self.weights, self.biases, self.mean, self.spread, self.ranges = weights, biases, mean, spread, ranges
        self.target = target                       # mean and spread of the target
        self.columns = len(mean)

    @staticmethod
    def activate(values: np.ndarray) -> np.ndarray:
        """What a hidden layer makes of its sums; it may write into them."""
        return np.maximum(values, 0.0, out=values)

    def predict(self, table: np.ndarray, check: Callable = go_on) -> np.ndarray:
        """(rows, columns) to (rows,) float64, in blocks that stay in the processor's cache."""
        out = np.empty(len(table))
        weights, biases = self._folded()
        for start in range(0, len(table), _BLOCK):
            check()
            values = np.clip(table[start:start + _BLOCK].astype(np.float64), self.ranges[:, 0], self.ranges[:, 1])
            for weight, bias in zip(weights[:-1], biases[:-1]):
                values = values @ weight
                values += bias
                values = self.activate(values)
            out[start:start + _BLOCK] = (values @ weights[-1] + biases[-1])[:, 0]
        return out

    def _folded(self) -> Tuple[List[np.ndarray], List[np.ndarray]]:
        """Weights and biases with the scaling of predictors and target in them."""
        weights, biases = list(self.weights), list(self.biases)
        weights[0] = weights[0] / self.spread[:, None]
        biases[0] = biases[0] - self.mean @ weights[0]
        weights[-1] = weights[-1] * self.target[1]
        biases[-1] = biases[-1] * self.target[1] + self.target[0]
        return weights, biases

    def arrays(self) -> Dict[str, np.ndarray]:
        """The fitted numbers."""
        layers = {f"weights_{k}": w for k, w in enumerate(self.weights)}
        layers.update({f"biases_{k}": b for k, b in enumerate(self.biases)})
        return {**layers, "mean": self.mean, "spread": self.spread, "ranges": self.ranges, "target": self.target}

    @classmethod
    def from_arrays(cls, arrays: Dict[str, np.ndarray], columns: int) -> "NetworkFit":
        """The fit of a model file's arrays, checked layer by layer."""
        count = sum(name.startswith("weights_") for name in arrays)
        weights = [take(arrays, f"weights_{k}", 2) for k in range(count)]
        biases = [take(arrays, f"biases_{k}", 1) for k in range(count)]
        mean, spread, target = (take(arrays, name, 1) for name in ("mean", "spread", "target"))
        ranges = take(arrays, "ranges", 2)
        sizes = [len(mean)] + [w.shape[1] for w in weights]
        fits = count > 0 and sizes[-1] == 1 and len(spread) == sizes[0] and ranges.shape == (sizes[0], 2) and \
            len(target) == 2 and all(w.shape == (sizes[k], sizes[k + 1]) and len(b) == sizes[k + 1]
                                     for k, (w, b) in enumerate(zip(weights, biases)))
        if not fits or not (spread > 0).all():
            raise ModelFileError("The layers in the model file don't fit together; train the model again.")
        return cls(weights, biases, mean, spread, ranges, target)


def fit(table: np.ndarray, target: np.ndarray, settings: Mapping[str, Any], seed: int, threads: int,
        monitor: Monitor) -> Fit:
    """Train `networks` networks from different starts and average them; stops early on a tenth of the rows."""
    networks = require("sklearn.neural_network", "the method neural_network")
    held = table.astype(np.float64)
    mean, spread = held.mean(0), held.std(0)
    spread[spread == 0] = 1.0
    ranges = np.stack([held.min(0), held.max(0)], 1)
    scale = np.array([target.mean(), target.std()])
    z, y = (held - mean) / spread, (target - scale[0]) / (scale[1] or 1.0)
    fits = []
    for k in range(settings["networks"]):
        model = networks.MLPRegressor(
            hidden_layer_sizes=(settings["neurons"],) * settings["layers"], alpha=settings["alpha"],
            learning_rate_init=settings["learning_rate"],
            batch_size=min(settings["batch_size"], len(z) - _held_out(z)), random_state=seed + k)
        _train(model, z, y, settings, seed + k, monitor.part(k / settings["networks"], (k + 1) / settings["networks"]))
        fits.append(NetworkFit([w.copy() for w in model.coefs_], [b.copy() for b in model.intercepts_], mean, spread,
                               ranges, scale))
    return SumFit(fits, np.full(len(fits), 1.0 / len(fits)))


def _train(model: Any, z: np.ndarray, y: np.ndarray, settings: Mapping[str, Any], seed: int, monitor: Monitor) -> None:
    """Epoch by epoch (so that cancel acts), until a held-out tenth no longer improves; the best weights are kept."""
    order = np.random.default_rng(seed).permutation(len(z))
    held, used = np.split(order, [_held_out(z)])
    best, best_weights, waited = np.inf, None, 0
    for epoch in range(settings["epochs"]):
        monitor.at(epoch / settings["epochs"])
        model.partial_fit(z[used], y[used])
        error = np.mean((model.predict(z[held]) - y[held]) ** 2)
        if error < best * (1 - 1e-4) or epoch < _FIRST_EPOCHS:
            best, waited = min(error, best), 0
            best_weights = [w.copy() for w in model.coefs_], [b.copy() for b in model.intercepts_]
        elif waited == settings["patience"]:
            break
        else:
            waited += 1
    model.coefs_, model.intercepts_ = certain(best_weights)


def _held_out(z: np.ndarray) -> int:
    return max(1, len(z) // 10)


def _as_many_steps(settings: Mapping[str, Any], copies: int) -> Dict[str, Any]:
    return {**settings, "epochs": max(1, settings["epochs"] // copies)}


METHOD = Method("neural_network", "Neural network", "sklearn", on_rows(fit), {
    "layers": Setting(2, 1, 10, "hidden layers"),
    "neurons": Setting(64, 1, 4096, "neurons per hidden layer"),
    "networks": Setting(3, 1, 50, "networks with different initial weights, which are averaged"),
    "epochs": Setting(100, 1, 10000, "maximum passes over the rows"),
    "patience": Setting(10, 0, 1000, "passes without progress before it stops"),
    "learning_rate": Setting(0.002, 1e-6, 1.0, "step size of the Adam optimiser"),
    "batch_size": Setting(256, 1, 100000, "rows per step"),
    "alpha": Setting(1e-3, 0.0, 1e3, "L2 penalty on weights"),
}, _as_many_steps)
