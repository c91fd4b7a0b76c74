"""Prediction interval: the error that a pixel's value should have, from what training could learn of it.

Three parts add up: the model's error from cell to cell (held-out error less the product's noise; less what residual
correction takes away), its error inside cells, which no coarse truth shows (taken to be the same share of the variance
there as between cells), and the predictors' noise passed through the model, pixel by pixel. No fine truth was used:
outputs are labelled as not calibrated at the fine scale.
"""
from typing import Callable, Sequence

import numpy as np

from ..regression.fit import go_on
from ..regression.model import Model
from ..scaling.corrections import FILTERED, MEAN_PRESERVING, NONE
from ..scaling.mean_preserving import BOUNDS

_SEED = 20200601
HALF_WIDTH = 1.645     # standard deviations: 90 % of a Gaussian
DRAWS = 3              # predictions under noise for each pixel


def noise_variance(model: Model, table: np.ndarray, prediction: np.ndarray, place: Sequence[int] = (0,),
                   check: Callable = go_on) -> np.ndarray:
    """(rows,) variance of the prediction under the predictors' noise, from seeded draws; 0 without known noise.

    place: whole numbers that tell the rows' place on the map, so that draws don't repeat; check: see `Fit.predict`.
    """
    noise = model.noise_std
    if not noise.any():
        return np.zeros(len(table))
    random = np.random.default_rng([_SEED, *place])
    noisy = np.flatnonzero(noise)
    out = np.zeros(len(table))
    for _ in range(DRAWS):
        disturbed = table.copy()
        for column in noisy:
            disturbed[:, column] += random.standard_normal(len(table), dtype=np.float32) * np.float32(noise[column])
        out += (model.predict(disturbed, check) - prediction) ** 2
    return out / DRAWS


# Which part of the error budget is left between cells after a residual correction: an exact one repeats all noise.
_BETWEEN = {NONE: "between", FILTERED: "between_corrected", MEAN_PRESERVING: "product_noise_variance"}


def limits(model: Model, values: np.ndarray, variance: np.ndarray, correction: str) -> np.ndarray:
    """(2, h, w) lower and upper limit of the 90 % interval, m3/m3."""
    budget = model.about["error_budget"]
    between = budget[_BETWEEN[correction]]
    half = HALF_WIDTH * np.sqrt(between + budget["within"] + variance)
    return np.clip(np.stack([values - half, values + half]), *BOUNDS)
