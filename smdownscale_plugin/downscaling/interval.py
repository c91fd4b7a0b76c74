"""Prediction interval: the error that a pixel's value should have, from what training could learn of it.

Its mean square over a map is that expected of finished maps at the fine scale (`selection.coarse_product.fine_error`):
never below what was measured one scale up. Pixel by pixel it follows the predictors' noise passed through the model,
and how much networks from different starts disagree. Where the area was too small for that, parts add up: the error
from cell to cell, that inside cells, and the predictors' noise. No fine truth was used: outputs are labelled as not
calibrated at the fine scale.
"""
from typing import Callable, Iterator, Sequence, Union

import numpy as np

from ..regression.block import Block
from ..regression.model import Model
from ..scaling.mean_preserving import BOUNDS

_SEED = 20200601
HALF_WIDTH = 1.645     # standard deviations: 90 % of a Gaussian
DRAWS = 3              # predictions under noise for each pixel


def squared_changes(model: Model, block: Block, prediction: np.ndarray, place: Sequence[int],
                    check: Callable) -> Iterator[np.ndarray]:
    """Yields DRAWS times (n,): the squared change of the prediction of a block's pixels under the predictors' noise, 0
    without known noise. Their mean is its variance.

    place: whole numbers that name the block's place on the map, so that draws don't repeat; check: see `Fit.prepare`.
    """
    noise = model.noise_std
    random = np.random.default_rng([_SEED, *place])
    for _ in range(DRAWS):
        if not noise.any():
            yield np.zeros(len(prediction))
            continue
        yield (model.fit.predict_window(block.disturbed(noise, random), check) - prediction) ** 2


def whole_error(measured: Union[float, np.ndarray], usual: float, variance: np.ndarray) -> np.ndarray:
    """(h, w) variance of a map's error, from what is expected as its mean over a map.

    usual: the part that the predictors' noise has in it on average; variance: (h, w) that part, pixel by pixel. At
    least half of the whole is the same for all pixels.
    """
    varying = np.minimum(usual, np.asarray(measured) / 2)
    return (measured - varying) + variance * (varying / usual if usual > 0 else 0.0)


def limits(values: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """(3, h, w) lower and upper limit of the 90 % interval and its width, m3/m3, from the whole error's variance."""
    half = HALF_WIDTH * np.sqrt(variance)
    lower, upper = np.clip(np.stack([values - half, values + half]), *BOUNDS)
    return np.stack([lower, upper, upper - lower])
