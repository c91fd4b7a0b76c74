"""Averaging noisy predictors over neighbouring pixels: white noise averages out, the land's pattern, which neighbours
share, largely stays.

How far it pays to average follows from what is measured of a predictor: the part of its noise that is white, and the
mean squared difference D(h) of its pattern over a distance h, from second differences at several strides less that
noise. Weights k leave noise x sum k^2 of the noise, and take sum k_i D(i) - 1/2 sum k_i k_j D(i - j) of the pattern
away (the variance of estimating a point from its neighbours' mean, Matheron 1963). Of Gaussians the one with the
smallest sum is taken.
"""
from functools import lru_cache
from typing import Optional, Sequence, Union

import numpy as np

from .noise import STRIDES

WIDTHS = (0.5, 0.6, 0.7, 0.85, 1.0, 1.2, 1.4, 1.7, 2.0, 2.4, 2.8, 3.4, 4.0)     # standard deviations, pixels
MOST_WIDTH = WIDTHS[-1]
_REACH = 3.0            # standard deviations to which weights go
_WORTH = 0.9            # of the noise variance: what is left of it, with what is lost of the pattern, at most
_STEEPEST = 1.8         # power of D, which is 2 for a plane


def reach_of(width: float) -> int:
    """Pixels on each side that averaging with a Gaussian of this standard deviation sees."""
    return int(np.ceil(_REACH * width)) if width else 0


@lru_cache(maxsize=64)
def _weights(width: float) -> np.ndarray:
    """(2 reach + 1,) weights along one axis, their sum 1."""
    lags = np.arange(-reach_of(width), reach_of(width) + 1)
    weights = np.exp(-0.5 * (lags / width) ** 2)
    return weights / weights.sum()


def left_of_noise(width: float) -> float:
    """Share of the variance of white noise that is left."""
    return float((_weights(width) ** 2).sum() ** 2) if width else 1.0


def best_width(white: float, texture: Union[np.ndarray, Sequence[float]], most: float) -> float:
    """Standard deviation of the Gaussian in pixels, 0 where averaging doesn't pay.

    white: standard deviation of the noise that is white; texture: (strides,) variances of second differences, that
    noise included; most: pixels, the widest Gaussian that may be taken.
    """
    pattern = _differences(white ** 2, np.asarray(texture, float)) if white > 0 and len(texture) else None
    if pattern is None:
        return 0.0
    options = [width for width in WIDTHS if width <= most]
    errors = [white ** 2 * left_of_noise(width) + _lost(width, pattern) for width in options]
    if not options or min(errors) > _WORTH * white ** 2:
        return 0.0
    return options[int(np.argmin(errors))]


def _differences(noise: float, texture: np.ndarray) -> Optional[np.ndarray]:
    """(strides,) D(h) of the pattern; None where nothing but noise is seen over the longest strides.

    Second differences over h vary by D(h) - D(2h) / 4, two thirds of which texture holds; beyond the longest stride D
    goes on as between the last two.
    """
    seen = 1.5 * (texture - noise)
    if seen[-1] <= 0:
        return None
    power = float(np.clip(np.log2(seen[-1] / max(seen[-2], 1e-30)), 0.0, _STEEPEST))
    out = np.empty(len(seen))
    out[-1] = seen[-1] / (1.0 - 2.0 ** (power - 2.0))
    for k in range(len(seen) - 2, -1, -1):
        out[k] = max(seen[k], 0.0) + out[k + 1] / 4.0
    return out


def _lost(width: float, differences: np.ndarray) -> float:
    """Of the pattern's variance."""
    one = _weights(width)
    return _mean_difference(one, differences) - 0.5 * _mean_difference(np.convolve(one, one), differences)


def _mean_difference(weights: np.ndarray, differences: np.ndarray) -> float:
    """Mean of D over a Gaussian around a pixel; between strides D is a power law."""
    lags = np.arange(len(weights)) - len(weights) // 2
    apart = np.hypot(lags[:, None], lags[None, :])
    strides = np.log(np.array(STRIDES[:len(differences)], float))
    law = np.exp(np.interp(np.log(np.maximum(apart, 1.0)), strides, np.log(differences)))
    return float((np.outer(weights, weights) * np.where(apart > 0, law, 0.0)).sum())


def denoised(values: np.ndarray, width: float, halo: int) -> np.ndarray:
    """(h, w) of values (h + 2 halo, w + 2 halo), NaN where a pixel has none: the mean of what its neighbours have.

    halo: at least `reach_of(width)` pixels.
    """
    weights = _weights(width).astype(np.float32)
    spare = halo - reach_of(width)
    inner = values[spare:len(values) - spare, spare:values.shape[1] - spare]
    known = np.isfinite(inner)
    if known.all():
        return _convolved(inner, weights) / _all_weights(width)     # the same bits as with a gap elsewhere
    sums = _convolved(np.where(known, inner, np.float32(0)), weights)
    counts = _convolved(known.astype(np.float32), weights)
    own = values[halo:len(values) - halo, halo:values.shape[1] - halo]
    return np.divide(sums, counts, out=np.full(sums.shape, np.nan, np.float32), where=np.isfinite(own))


def denoised_at(values: np.ndarray, width: float, halo: int, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """(n,) the same at some of the (h, w) pixels; NaN where no neighbour has a value."""
    weights = _weights(width).astype(np.float32)
    spare, size = halo - reach_of(width), len(weights)
    out = np.empty(len(rows), np.float32)
    for row in np.unique(rows):
        strip = values[row + spare:row + spare + size]
        known = np.isfinite(strip)
        sums, counts = weights @ np.where(known, strip, np.float32(0)), weights @ known.astype(np.float32)
        here = rows == row
        around = columns[here, None] + spare + np.arange(size)
        with np.errstate(invalid="ignore"):
            out[here] = (sums[around] @ weights) / (counts[around] @ weights)
    return out


@lru_cache(maxsize=64)
def _all_weights(width: float) -> np.float32:
    """Sum of the weights as `_convolved` adds them, which rounding keeps from 1."""
    weights = _weights(width).astype(np.float32)
    return _convolved(np.ones((len(weights), len(weights)), np.float32), weights)[0, 0]


def _convolved(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Both axes shortened by the weights' reach on each side."""
    rows, columns = (size - len(weights) + 1 for size in values.shape)
    along = np.zeros((len(values), columns), np.float32)
    for k, weight in enumerate(weights):
        along += weight * values[:, k:k + columns]
    out = np.zeros((rows, columns), np.float32)
    for k, weight in enumerate(weights):
        out += weight * along[k:k + rows]
    return out
