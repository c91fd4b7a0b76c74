"""Networks of sequences, defined once for training and for maps: rows of predictors and the days before them.

Each is a function of (operations, parameters by name, rows (n, columns), sequences (n, days, variables)) to (n,), and
the shapes of its parameters.
"""
from dataclasses import dataclass
from typing import Any, Callable, Dict, Mapping, Tuple

import numpy as np

Shapes = Dict[str, Tuple[int, ...]]
Tensor = Any                      # an array of numpy, or a tensor of PyTorch
Parameters = Mapping[str, Tensor]
_HEADS, _MOST_HEADS = 4, 16
_DILATIONS = (1, 2, 4)            # of temporal convolutions: they see 15 days
_TAPS = 3
_PERIOD = 1000.0                  # of positions, as MMNet has it


@dataclass(frozen=True)
class Architecture:
    """shapes: (columns, variables, units) to shapes by name; forward: as above; divisor: of the units."""

    shapes: Callable[[int, int, int], Shapes]
    forward: Callable
    divisor: int = 1


def _dense(name: str, inputs: int, outputs: int) -> Shapes:
    return {f"{name}_weights": (inputs, outputs), f"{name}_bias": (outputs,)}


def _apply(p: Parameters, name: str, x: Tensor) -> Tensor:
    return x @ p[f"{name}_weights"] + p[f"{name}_bias"]


def _head_shapes(inputs: int, units: int) -> Shapes:
    return {**_dense("head_1", inputs, 2 * units), **_dense("head_2", 2 * units, units), **_dense("out", units, 1)}


def _head(ops: Any, p: Parameters, joined: Tensor) -> Tensor:
    hidden = ops.dropout(ops.relu(_apply(p, "head_1", joined)))
    return _apply(p, "out", ops.relu(_apply(p, "head_2", hidden)))[:, 0]


def _lstm_shapes(columns: int, variables: int, units: int) -> Shapes:
    return {**_dense("input", variables, 4 * units), "recurrent_weights": (units, 4 * units),
            **_head_shapes(columns + units, units)}


def _lstm(ops: Any, p: Parameters, rows: Tensor, sequences: Tensor) -> Tensor:
    """Long short-term memory (Hochreiter and Schmidhuber 1997), its last state beside the row."""
    units = p["recurrent_weights"].shape[0]
    state, memory = ops.zeros(len(rows), units), ops.zeros(len(rows), units)
    for day in range(sequences.shape[1]):
        gates = _apply(p, "input", sequences[:, day]) + state @ p["recurrent_weights"]
        taken, kept, shown = (ops.sigmoid(gates[:, k * units:(k + 1) * units]) for k in range(3))
        memory = kept * memory + taken * ops.tanh(gates[:, 3 * units:])
        state = shown * ops.tanh(memory)
    return _head(ops, p, ops.joined([rows, state], 1))


def _temporal_shapes(columns: int, variables: int, units: int) -> Shapes:
    shapes: Shapes = {}
    for k in range(len(_DILATIONS)):
        shapes.update(_dense(f"layer_{k}", _TAPS * (units if k else variables), units))
    return {**shapes, **_head_shapes(columns + units, units)}


def _temporal(ops: Any, p: Parameters, rows: Tensor, sequences: Tensor) -> Tensor:
    """Dilated causal convolutions (Bai et al. 2018); what the last day has seen beside the row."""
    values = sequences
    for k, dilation in enumerate(_DILATIONS):
        days, width = values.shape[1:]
        padded = ops.joined([ops.zeros(len(rows), (_TAPS - 1) * dilation, width), values], 1)
        taps = ops.joined([padded[:, tap * dilation:tap * dilation + days] for tap in range(_TAPS)], 2)
        seen = ops.relu(_apply(p, f"layer_{k}", taps))
        values = ops.dropout(seen) + values if k else seen
    return _head(ops, p, ops.joined([rows, values[:, -1]], 1))


def _encoder_shapes(units: int) -> Shapes:
    return {**_dense("queries", units, units), **_dense("keys", units, units), **_dense("values", units, units),
            **_dense("mixed", units, units), **_dense("forward_1", units, 2 * units),
            **_dense("forward_2", 2 * units, units), "norm_0_scale": (units,), "norm_1_scale": (units,),
            "norm_2_scale": (units,)}


def _encoded(ops: Any, p: Parameters, steps: Tensor, heads: int) -> Tensor:
    """One layer of a transformer's encoder (Vaswani et al. 2017) over (n, days, units), and its mean over the days."""
    count, days, units = steps.shape
    steps = ops.normalised(steps) * p["norm_0_scale"] + ops.array(positional_encoding(days, units))
    split = [ops.swapped(_apply(p, name, steps).reshape(count, days, heads, units // heads), 1, 2)
             for name in ("queries", "keys", "values")]
    weights = ops.softmax(split[0] @ ops.swapped(split[1], 2, 3) * (heads / units) ** 0.5)
    mixed = ops.swapped(weights @ split[2], 1, 2).reshape(count, days, units)
    steps = ops.normalised(steps + ops.dropout(_apply(p, "mixed", mixed))) * p["norm_1_scale"]
    further = _apply(p, "forward_2", ops.relu(_apply(p, "forward_1", steps)))
    return (ops.normalised(steps + ops.dropout(further)) * p["norm_2_scale"]).mean(1)


def positional_encoding(days: int, units: int) -> np.ndarray:
    """(days, units) sines and cosines of each day's place."""
    turns = np.arange(days)[:, None] / _PERIOD ** (2 * (np.arange(units) // 2)[None] / units)
    return np.where(np.arange(units) % 2, np.cos(turns), np.sin(turns))


def _transformer_shapes(columns: int, variables: int, units: int) -> Shapes:
    return {**_dense("step", variables, units), **_encoder_shapes(units), **_head_shapes(columns + units, units)}


def _transformer(ops: Any, p: Parameters, rows: Tensor, sequences: Tensor) -> Tensor:
    """One encoder layer over the days, beside the row."""
    return _head(ops, p, ops.joined([rows, _encoded(ops, p, _apply(p, "step", sequences), _HEADS)], 1))


def _mmnet_shapes(columns: int, variables: int, units: int) -> Shapes:
    small, middle = units // 4, units // 2
    shapes: Shapes = {}
    for name, inputs in (("static", columns), ("step", variables)):
        shapes.update({**_dense(f"{name}_1", inputs, small), **_dense(f"{name}_2", small, middle),
                       **_dense(f"{name}_3", middle, units)})
    return {**shapes, **_encoder_shapes(units), **_dense("fusion", 2 * units, units),
            **_dense("decoder_1", units, middle), **_dense("decoder_2", middle, small), **_dense("out", small, 1)}


def _mmnet(ops: Any, p: Parameters, rows: Tensor, sequences: Tensor) -> Tensor:
    """MMNet: a perceptron of the snapshot and a transformer of the series, fused (without its batch norm)."""
    def perceptron(name: str, x: Tensor) -> Tensor:
        for k in (1, 2, 3):
            x = ops.dropout(ops.relu(_apply(p, f"{name}_{k}", x)))
        return x
    fused = ops.joined([perceptron("static", rows), _encoded(ops, p, perceptron("step", sequences), _MOST_HEADS)], 1)
    x = ops.relu(_apply(p, "fusion", fused))
    for k in (1, 2):
        x = ops.relu(_apply(p, f"decoder_{k}", x))
    return _apply(p, "out", x)[:, 0]


ARCHITECTURES: Dict[str, Architecture] = {
    "lstm": Architecture(_lstm_shapes, _lstm),
    "temporal_cnn": Architecture(_temporal_shapes, _temporal),
    "transformer": Architecture(_transformer_shapes, _transformer, _HEADS),
    "mmnet": Architecture(_mmnet_shapes, _mmnet, _MOST_HEADS),
}
