"""Deep belief network: stacked restricted Boltzmann machines, then fine-tuned as one network. numpy alone trains it."""
from typing import Any, Dict, List, Mapping, Sequence, Tuple

import numpy as np

from ..errors import certain
from ..monitor import Monitor
from .fit import Fit
from .kinds import kind
from .method import Method, Setting, on_rows
from .networks.restricted_boltzmann import first_weights, sigmoid, stacked_machines
from .neural_network import NetworkFit

_ADAM, _DESCENT = "adam", "gradient_descent"
_MOMENTUM, _SQUARES, _SMALL = 0.9, 0.999, 1e-8      # of both optimisers; of Adam (Kingma and Ba 2015)
_HELD_OUT = 0.1           # of the rows: they show when fine-tuning no longer helps
_LEAST_GAIN = 1e-4


@kind("belief_network")
class BeliefNetworkFit(NetworkFit):
    """Layers of weights with sigmoids between them, on standardised rows held within what training saw."""

    @staticmethod
    def activate(values: np.ndarray) -> np.ndarray:
        """The sigmoid of a hidden layer's sums."""
        return sigmoid(values)


def fit(table: np.ndarray, target: np.ndarray, settings: Mapping[str, Any], seed: int, threads: int,
        monitor: Monitor) -> Fit:
    """Pretrain layer by layer, then fine-tune all of it; stops early on a tenth of the rows."""
    ranges = np.stack([table.min(0), table.max(0)], 1).astype(np.float64)
    mean, spread = table.mean(0, dtype=np.float64), table.std(0, dtype=np.float64)
    spread[spread == 0] = 1.0
    rows = ((table - mean) / spread).astype(np.float32)
    scale = np.array([target.mean(), target.std() or 1.0])
    y = ((target - scale[0]) / scale[1]).astype(np.float32)
    random = np.random.default_rng(seed)
    hidden = [settings["neurons"]] * settings["layers"]
    epochs = settings["pretraining_epochs"]
    layers = stacked_machines(rows, hidden, epochs, settings["pretraining_rate"], settings["batch_size"], random,
                     monitor.part(0.0, 0.4)) if epochs else _unlearnt(rows.shape[1], hidden, random)
    weights, biases = [list(parts) for parts in zip(*layers)]
    weights.append(np.zeros((hidden[-1], 1), np.float32))
    biases.append(np.zeros(1, np.float32))
    weights, biases = _fine_tuned(rows, y, weights, biases, settings, random, monitor.part(0.4, 1.0))
    return BeliefNetworkFit([weight.astype(np.float64) for weight in weights],
                            [bias.astype(np.float64) for bias in biases], mean, spread, ranges, scale)


def _unlearnt(inputs: int, hidden: Sequence[int], random: np.random.Generator) -> List[Tuple[np.ndarray, np.ndarray]]:
    """Layers that no machine has learnt, for comparison."""
    sizes = [inputs, *hidden]
    return [(first_weights(a, b, random), np.zeros(b, np.float32)) for a, b in zip(sizes, sizes[1:])]


def _fine_tuned(rows: np.ndarray, y: np.ndarray, weights: List[np.ndarray], biases: List[np.ndarray],
                settings: Mapping[str, Any], random: np.random.Generator,
                monitor: Monitor) -> Tuple[List[np.ndarray], List[np.ndarray]]:
    """Steps down the smooth L1 loss, with dropout; the weights that did best on held-out rows are kept."""
    order = random.permutation(len(rows))
    held, used = np.split(order, [max(1, int(_HELD_OUT * len(rows)))])
    step_down = _Optimiser([*weights, *biases], settings["optimiser"])
    best, kept, waited = np.inf, None, 0
    for epoch in range(settings["epochs"]):
        random.shuffle(used)
        rate = settings["learning_rate"] * (1 - epoch / settings["epochs"])
        for start in range(0, len(used), settings["batch_size"]):
            monitor.at((epoch + start / len(used)) / settings["epochs"], "Fine-tuning the belief network")
            part = used[start:start + settings["batch_size"]]
            step_down(_gradients(rows[part], y[part], weights, biases, settings["dropout"], random), rate)
        error = float(np.mean((_output(rows[held], weights, biases) - y[held]) ** 2))
        if error < best * (1 - _LEAST_GAIN) or kept is None:
            best, waited, kept = error, 0, [part.copy() for part in [*weights, *biases]]
        elif waited == settings["patience"]:
            break
        else:
            waited += 1
    kept = certain(kept)
    return kept[:len(weights)], kept[len(weights):]


class _Optimiser:
    """Adam, or gradient descent with momentum; changes the parts (arrays) in place."""

    def __init__(self, parts: Sequence[np.ndarray], name: str):
        self._parts, self._adam, self._steps = parts, name == _ADAM, 0
        self._moves, self._squares = ([np.zeros_like(part) for part in parts] for _ in range(2))

    def __call__(self, gradients: Sequence[np.ndarray], rate: float) -> None:
        self._steps += 1
        for part, move, square, gradient in zip(self._parts, self._moves, self._squares, gradients):
            move += (1 - _MOMENTUM) * (gradient - move)
            if not self._adam:
                part -= rate * move
                continue
            square += (1 - _SQUARES) * (gradient ** 2 - square)
            known = 1 - _MOMENTUM ** self._steps, 1 - _SQUARES ** self._steps
            part -= rate * (move / known[0]) / (np.sqrt(square / known[1]) + _SMALL)


def _output(rows: np.ndarray, weights: List[np.ndarray], biases: List[np.ndarray]) -> np.ndarray:
    values = rows
    for weight, bias in zip(weights[:-1], biases[:-1]):
        values = sigmoid(values @ weight + bias)
    return (values @ weights[-1] + biases[-1])[:, 0]


def _gradients(rows: np.ndarray, y: np.ndarray, weights: List[np.ndarray], biases: List[np.ndarray], dropout: float,
               random: np.random.Generator) -> List[np.ndarray]:
    """Of the mean smooth L1 loss, by weights then biases."""
    layers, masks = [rows], []
    for weight, bias in zip(weights[:-1], biases[:-1]):
        values = sigmoid(layers[-1] @ weight + bias)
        mask = (random.random(values.shape, dtype=np.float32) >= dropout) / np.float32(1 - dropout)
        layers.append(values * mask)
        masks.append(mask)
    error = (layers[-1] @ weights[-1] + biases[-1])[:, 0] - y
    back = (np.clip(error, -1.0, 1.0) / len(y))[:, None].astype(np.float32)
    by_weight, by_bias = [], []
    for k in range(len(weights) - 1, -1, -1):
        by_weight.insert(0, layers[k].T @ back)
        by_bias.insert(0, back.sum(0))
        if k:
            plain = layers[k] / np.where(masks[k - 1] > 0, masks[k - 1], 1.0)
            back = (back @ weights[k].T) * masks[k - 1] * plain * (1 - plain)
    return by_weight + by_bias


def _as_many_steps(settings: Mapping[str, Any], copies: int) -> Dict[str, Any]:
    return {**settings, "epochs": max(1, settings["epochs"] // copies),
            "pretraining_epochs": -(-settings["pretraining_epochs"] // copies)}


METHOD = Method("deep_belief_network", "Deep belief network", "", on_rows(fit), {
    "layers": Setting(2, 1, 10, "stacked restricted Boltzmann machines"),
    "neurons": Setting(200, 1, 4096, "neurons per layer"),
    "pretraining_epochs": Setting(20, 0, 10000, "passes of contrastive divergence for each layer; 0: none"),
    "pretraining_rate": Setting(0.05, 1e-6, 1.0, "step size of contrastive divergence"),
    "epochs": Setting(100, 1, 10000, "maximum passes of fine-tuning"),
    "patience": Setting(20, 0, 10000, "passes without progress before it stops"),
    "learning_rate": Setting(0.01, 1e-6, 10.0, "step size of fine-tuning, falling to 0"),
    "optimiser": Setting(_ADAM, meaning="optimiser of the fine-tuning", choices=(_ADAM, _DESCENT)),
    "batch_size": Setting(64, 1, 100000, "rows per step"),
    "dropout": Setting(0.05, 0.0, 0.9, "share of neurons dropped in each step"),
}, for_copies=_as_many_steps)
