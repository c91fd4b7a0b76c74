"""Prediction interval: the error that a pixel's value should have, from what training could learn of it.

Three parts add up: the model's error from cell to cell (held-out error less the product's noise; less what residual
correction takes away), its error inside cells, which no coarse truth shows (taken to be the same share of the variance
there as between cells), and the predictors' noise passed through the model, pixel by pixel. No fine truth was used:
outputs are labelled as not calibrated at the fine scale.
"""
import numpy as np

from ..regression.model import Model
from ..scaling.corrections import FILTERED, MEAN_PRESERVING, NONE
from ..scaling.mean_preserving import BOUNDS

HALF_WIDTH = 1.645     # standard deviations: 90 % of a Gaussian
_DRAWS = 3


def noise_variance(model: Model, table: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    """(rows,) variance of the prediction under the predictors' noise, from seeded draws; 0 without known noise."""
    noise = model.noise_std
    if not noise.any():
        return np.zeros(len(table))
    random = np.random.default_rng(20200601)
    out = np.zeros(len(table))
    for _ in range(_DRAWS):
        draw = random.standard_normal(table.shape, dtype=np.float32) * noise.astype(np.float32)
        out += (model.predict(table + draw) - prediction) ** 2
    return out / _DRAWS


# Which part of the error budget is left between cells after a residual correction: an exact one repeats all noise.
_BETWEEN = {NONE: "between", FILTERED: "between_corrected", MEAN_PRESERVING: "product_noise_variance"}


def limits(model: Model, values: np.ndarray, variance: np.ndarray, correction: str) -> np.ndarray:
    """(2, h, w) lower and upper limit of the 90 % interval, m3/m3."""
    budget = model.about["error_budget"]
    between = budget[_BETWEEN[correction]]
    half = HALF_WIDTH * np.sqrt(between + budget["within"] + variance)
    return np.clip(np.stack([values - half, values + half]), *BOUNDS)
