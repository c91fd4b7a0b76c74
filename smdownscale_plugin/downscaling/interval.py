"""Prediction interval: the error that a pixel's value should have, from what training could learn of it.

Its mean square over a map is that expected of finished maps at the fine scale (`selection.coarse_product.fine_error`):
never below what was measured one scale up. Pixel by pixel it follows the predictors' noise passed through the model,
and how much networks from different starts disagree. Where the area was too small for that, parts add up: the error
from cell to cell, that inside cells, and the predictors' noise. No fine truth was used: outputs are labelled as not
calibrated at the fine scale, unless stations recalibrate them.
"""
from typing import Callable, Iterator, Optional, Sequence, Union

import numpy as np

from ..regression.block import Block
from ..regression.model import Model
from ..scaling.mean_preserving import BOUNDS

_SEED = 20200601
HALF_WIDTH = 1.645     # standard deviations: 90 % of a Gaussian
LEVEL = 0.9
FEWEST_TO_RECALIBRATE = 9      # below which no finite interval would hold as much
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


def whole_error(measured: Union[float, np.ndarray], usual: float, variance: np.ndarray,
                contrast: float = 1.0) -> np.ndarray:
    """(h, w) variance of a map's error, from what is expected as its mean over a map.

    usual: the part that the predictors' noise has in it on average; variance: (h, w) that part, pixel by pixel, found
    from few draws; contrast: how far differences of it count that are more than chance. At least half of the whole is
    the same for all pixels.
    """
    varying = contrast * np.minimum(usual, np.asarray(measured) / 2)
    return (measured - varying) + variance * (varying / usual if usual > 0 else 0.0)


def half_widths(variance: np.ndarray) -> np.ndarray:
    """Half widths of the 90 % interval, m3/m3, from the whole error's variance."""
    return HALF_WIDTH * np.sqrt(variance)


def limits(values: np.ndarray, half: np.ndarray) -> np.ndarray:
    """(3, h, w) lower and upper limit of the 90 % interval and its width, m3/m3, from its half width."""
    lower, upper = np.clip(np.stack([values - half, values + half]), *BOUNDS)
    return np.stack([lower, upper, upper - lower])


def widening(ratio: np.ndarray, group: np.ndarray) -> Optional[float]:
    """What half widths are multiplied by so that 90 % of readings at new places fall inside: the conformal quantile
    (Vovk et al. 2005) of errors over half widths. None below nine places, which can't show it.

    ratio: (n,) error over half width at stations that were left out; group: (n,) number of their place, which count
    alike however many stations they have.
    """
    _, place, sizes = np.unique(group, return_inverse=True, return_counts=True)
    if len(sizes) < FEWEST_TO_RECALIBRATE:
        return None
    order = np.argsort(ratio, kind="stable")
    places = np.cumsum(1.0 / sizes[place.ravel()[order]])
    wanted = LEVEL * (len(sizes) + 1)
    return float(ratio[order][min(int(np.searchsorted(places, wanted - 1e-9)), len(ratio) - 1)])
