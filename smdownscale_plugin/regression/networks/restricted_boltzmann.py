"""Restricted Boltzmann machines, learnt by contrastive divergence (Hinton 2002), stacked (Hinton et al. 2006)."""
from typing import List, Tuple

import numpy as np

from ...monitor import Monitor

_START = 4.0             # times the spread of Glorot and Bengio (2010), theirs for sigmoids: few steps of contrastive
                         # divergence don't grow smaller weights to where fine-tuning finds a slope
_MOMENTUM, _DECAY = 0.5, 2e-4
_GAUSSIAN = 0.1          # of the rate, for Gaussian visible units (Hinton 2010)


def sigmoid(values: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-x)), without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * values))


def stacked_machines(rows: np.ndarray, hidden: List[int], epochs: int, rate: float, batch: int,
                     random: np.random.Generator, monitor: Monitor) -> List[Tuple[np.ndarray, np.ndarray]]:
    """Weights (inputs, outputs) and biases (outputs,) of one machine after another, each learnt on what the one before
    makes of rows (n, inputs), which are standardised: the first machine's visible units are Gaussian."""
    layers = []
    for k, neurons in enumerate(hidden):
        part = monitor.part(k / len(hidden), (k + 1) / len(hidden))
        weights, bias = machine(rows, neurons, epochs, rate, batch, random, part, gaussian=k == 0)
        layers.append((weights, bias))
        rows = sigmoid(rows @ weights + bias)
    return layers


def first_weights(inputs: int, outputs: int, random: np.random.Generator) -> np.ndarray:
    """(inputs, outputs) float32 to start from."""
    return random.normal(0.0, _START * np.sqrt(2.0 / (inputs + outputs)), (inputs, outputs)).astype(np.float32)


def machine(rows: np.ndarray, neurons: int, epochs: int, rate: float, batch: int, random: np.random.Generator,
            monitor: Monitor, gaussian: bool = False) -> Tuple[np.ndarray, np.ndarray]:
    """One machine by CD-1: visible units are probabilities (gaussian: numbers of unit variance, and a tenth of the
    rate), hidden ones are drawn once; momentum and weight decay."""
    weights = first_weights(rows.shape[1], neurons, random)
    average = rows.mean(0) if gaussian else rows.mean(0).clip(0.01, 0.99)
    visible = (average if gaussian else np.log(average / (1 - average))).astype(np.float32)
    hidden, rate = np.zeros(neurons, np.float32), rate * (_GAUSSIAN if gaussian else 1.0)
    moves = [np.zeros_like(part) for part in (weights, visible, hidden)]
    for epoch in range(epochs):
        order = random.permutation(len(rows))
        for start in range(0, len(rows), batch):
            monitor.at((epoch + start / len(rows)) / epochs, "Learning the belief network's layers")
            seen = rows[order[start:start + batch]]
            found = sigmoid(seen @ weights + hidden)
            drawn = (random.random(found.shape, dtype=np.float32) < found).astype(np.float32)
            again = drawn @ weights.T + visible
            again = again if gaussian else sigmoid(again)
            refound = sigmoid(again @ weights + hidden)
            steps = ((seen.T @ found - again.T @ refound) / len(seen) - _DECAY * weights,
                     (seen - again).mean(0), (found - refound).mean(0))
            for part, move, step in zip((weights, visible, hidden), moves, steps):
                move *= _MOMENTUM
                move += rate * step
                part += move
    return weights, hidden
