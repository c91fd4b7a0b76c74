"""Metrics of paired values: an estimate beside what it is measured against.

Every function takes arrays of one shape and leaves out the pairs in which any value is missing (NaN or infinite).
A metric that the pairs do not define is NaN: a mean of nothing, the correlation of a constant.
Definitions follow Entekhabi et al. (2010, J. Hydrometeorology 11, 832) and Gruber et al. (2020, Remote Sensing
of Environment 244, 111806) where nothing else is said.
"""
from typing import Tuple

import numpy as np

# A spread this small against the values themselves is rounding, not variation.
ROUNDING = 1e-10


def complete(*arrays: np.ndarray) -> Tuple[np.ndarray, ...]:
    """The arrays as flat float64, without the positions at which any of them is not finite."""
    flat = [np.asarray(a, dtype=np.float64).ravel() for a in arrays]
    keep = np.logical_and.reduce([np.isfinite(a) for a in flat])
    return tuple(a[keep] for a in flat)


def count(estimate: np.ndarray, truth: np.ndarray) -> int:
    """Number of complete pairs."""
    return int(complete(estimate, truth)[0].size)


def bias(estimate: np.ndarray, truth: np.ndarray) -> float:
    """Mean of estimate minus truth, in their unit."""
    e, t = complete(estimate, truth)
    return float(np.mean(e - t)) if e.size else np.nan


def mae(estimate: np.ndarray, truth: np.ndarray) -> float:
    """Mean absolute error, in the unit of the values."""
    e, t = complete(estimate, truth)
    return float(np.mean(np.abs(e - t))) if e.size else np.nan


def mre(estimate: np.ndarray, truth: np.ndarray) -> float:
    """Mean relative error |estimate - truth| / |truth|, as a fraction; pairs with a truth of 0 are left out."""
    e, t = complete(estimate, truth)
    e, t = e[t != 0], t[t != 0]
    return float(np.mean(np.abs(e - t) / np.abs(t))) if e.size else np.nan


def mse(estimate: np.ndarray, truth: np.ndarray) -> float:
    """Mean squared error, in the unit squared."""
    e, t = complete(estimate, truth)
    return float(np.mean((e - t) ** 2)) if e.size else np.nan


def rmse(estimate: np.ndarray, truth: np.ndarray) -> float:
    """Root of the mean squared error, in the unit of the values."""
    return float(np.sqrt(mse(estimate, truth)))


def ubrmse(estimate: np.ndarray, truth: np.ndarray) -> float:
    """Unbiased RMSE: the spread of the errors about their mean, ubRMSE^2 = RMSE^2 - bias^2 (Entekhabi 2010)."""
    e, t = complete(estimate, truth)
    return float(np.std(e - t)) if e.size else np.nan


def pearson(estimate: np.ndarray, truth: np.ndarray) -> float:
    """Pearson's correlation R."""
    e, t = complete(estimate, truth)
    if e.size < 2 or is_constant(e) or is_constant(t):
        return np.nan
    e, t = e - e.mean(), t - t.mean()
    return float(np.clip(e @ t / np.sqrt((e @ e) * (t @ t)), -1.0, 1.0))


def spearman(estimate: np.ndarray, truth: np.ndarray) -> float:
    """Spearman's rank correlation; equal values share their mean rank."""
    e, t = complete(estimate, truth)
    return pearson(mean_ranks(e), mean_ranks(t))


def slope(estimate: np.ndarray, truth: np.ndarray) -> float:
    """Slope of the least-squares line of the estimate (y) on the truth (x)."""
    e, t = complete(estimate, truth)
    if e.size < 2 or is_constant(t):
        return np.nan
    t = t - t.mean()
    return float(e @ t / (t @ t))


def r2_variance_explained(estimate: np.ndarray, truth: np.ndarray) -> float:
    """R2 as 1 - SSE/SST: share of the truth's variance that is explained; negative if its mean would do better."""
    e, t = complete(estimate, truth)
    if e.size < 2 or is_constant(t):
        return np.nan
    return float(1.0 - np.sum((e - t) ** 2) / np.sum((t - t.mean()) ** 2))


def r2_correlation(estimate: np.ndarray, truth: np.ndarray) -> float:
    """R2 as Pearson's correlation squared: blind to bias and gain, therefore never below 1 - SSE/SST."""
    return pearson(estimate, truth) ** 2


def skill(estimate: np.ndarray, truth: np.ndarray, baseline: np.ndarray) -> float:
    """MSE skill score 1 - MSE(estimate)/MSE(baseline) on the pairs that all three share; below 0: harm was done.

    The baseline is bilinear interpolation of the coarse product wherever this package reports "skill"
    (Murphy 1988, Monthly Weather Review 116, 2417). A perfect baseline leaves nothing to gain: NaN.
    """
    e, t, b = complete(estimate, truth, baseline)
    reference = mse(b, t)
    return 1.0 - mse(e, t) / reference if reference > 0 else np.nan


def gdown(estimate: np.ndarray, truth: np.ndarray, coarse: np.ndarray) -> float:
    """Gain of downscaling over the coarse value, -1 to 1 (Merlin et al. 2015, Remote Sensing 7, 3783).

    Mean of three gains (|c| - |f|) / (|c| + |f|), with c and f the distance of the coarse and the fine estimate from
    the ideal: slope from 1, correlation from 1, bias from 0. Positive when disaggregation helped.
    """
    e, t, c = complete(estimate, truth, coarse)
    gains = [_gain(1.0 - slope(c, t), 1.0 - slope(e, t)),
             _gain(1.0 - pearson(c, t), 1.0 - pearson(e, t)),
             _gain(bias(c, t), bias(e, t))]
    return float(np.mean(gains))


def _gain(coarse: float, fine: float) -> float:
    total = abs(coarse) + abs(fine)
    if total == 0:
        return 0.0  # both are perfect: nothing gained, nothing lost
    return (abs(coarse) - abs(fine)) / total


def mean_ranks(values: np.ndarray) -> np.ndarray:
    """Ranks 1..n of a 1-D array; equal values get the mean of the ranks that they fill."""
    values = np.asarray(values, dtype=np.float64)
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2.0)[inverse]


def is_constant(values: np.ndarray) -> bool:
    """Whether values vary by no more than rounding does."""
    if values.size == 0:
        return True
    return float(np.ptp(values)) <= ROUNDING * float(np.max(np.abs(values)))
