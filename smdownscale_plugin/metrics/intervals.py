"""How far a metric of a sample may be from that of the whole: sampling intervals.

Values that follow each other in time are alike, so a hundred days say less than a hundred independent pairs would:
intervals on R count effective, not actual, pairs. Stations differ from each other: intervals over stations draw whole
stations. All draws are seeded.
"""
from statistics import NormalDist
from typing import Callable, Optional, Tuple

import numpy as np

from .pairs import complete, is_constant, pearson

LEVEL = 0.90
DRAWS = 1000


def lag_one_autocorrelation(values: np.ndarray, times: Optional[np.ndarray] = None) -> float:
    """Correlation of a series with itself one step later, corrected for the small-sample bias; NaN if undefined.

    values: (n,) in order of time; times: (n,) numbers or datetime64 in the same order. With times, only neighbours
    no further apart than 1.5 median steps count, so that gaps don't look like independence.
    The estimate of a lag-one autoregression is low by about (1 + 3 rho) / n
    (Kendall 1954, Biometrika 41, 403, with unknown mean): that much is added.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.size < 4 or is_constant(values):
        return np.nan
    d = values - values.mean()
    near = _neighbours(times, values.size)
    if near.sum() < 3:
        return 0.0
    rho = np.mean(d[1:][near] * d[:-1][near]) / np.mean(d ** 2)
    return float(np.clip(rho + (1.0 + 3.0 * rho) / values.size, -0.99, 0.99))


def _neighbours(times: Optional[np.ndarray], size: int) -> np.ndarray:
    if times is None:
        return np.ones(size - 1, dtype=bool)
    steps = np.diff(np.asarray(times)).astype("float64")
    return steps <= 1.5 * np.median(steps)


def effective_size(estimate: np.ndarray, truth: np.ndarray, times: Optional[np.ndarray] = None) -> float:
    """Number of independent pairs that say as much about R as these autocorrelated ones.

    n (1 - r1 r2) / (1 + r1 r2) with the lag-one autocorrelations of both series (Bartlett 1935; Bretherton et al.
    1999, J. Climate 12, 1990, eq. 31), between 2 and n: a negative product is not counted as more information.
    """
    keep = np.isfinite(estimate) & np.isfinite(truth)
    e, t = complete(estimate, truth)
    when = None if times is None else np.asarray(times)[keep]
    product = lag_one_autocorrelation(e, when) * lag_one_autocorrelation(t, when)
    if not np.isfinite(product):
        return float(e.size)
    product = max(product, 0.0)
    return float(max(2.0, e.size * (1.0 - product) / (1.0 + product)))


def pearson_interval(estimate: np.ndarray, truth: np.ndarray, times: Optional[np.ndarray] = None,
                     level: float = LEVEL) -> Tuple[float, float]:
    """Interval of R from Fisher's transformation with the effective sample size.

    estimate, truth: (n,) in order of time; times: see `lag_one_autocorrelation`. (NaN, NaN) where R is undefined or
    the pairs amount to three independent ones or fewer.
    """
    r, n = pearson(estimate, truth), complete(estimate, truth)[0].size
    size = effective_size(estimate, truth, times)
    # Fisher's n - 3 holds for independent pairs; of autocorrelated ones the same share is lost, not three of the few
    return fisher_interval(r, 3.0 + size * (n - 3.0) / n if size > 3.0 else size, level)


def fisher_interval(r: float, size: float, level: float = LEVEL) -> Tuple[float, float]:
    """Interval of a correlation r of `size` independent pairs: tanh(atanh r -+ z / sqrt(size - 3)) (Fisher 1921)."""
    if not np.isfinite(r) or size <= 3:
        return np.nan, np.nan
    if abs(r) >= 1.0:
        return float(r), float(r)
    half = NormalDist().inv_cdf(0.5 + level / 2.0) / np.sqrt(size - 3.0)
    centre = np.arctanh(r)
    return float(np.tanh(centre - half)), float(np.tanh(centre + half))


def station_bootstrap(values: np.ndarray, statistic: Callable = np.median, level: float = LEVEL, draws: int = DRAWS,
                      seed: int = 0) -> Tuple[float, float]:
    """Interval of a statistic over stations, by drawing stations with replacement (Efron 1979; percentiles).

    values: (stations,) one number per station, NaN left out; statistic: array -> number, with `axis`.
    (NaN, NaN) for fewer than two stations.
    """
    values, = complete(values)
    if values.size < 2:
        return np.nan, np.nan
    drawn = np.random.default_rng(seed).integers(0, values.size, (draws, values.size))
    return percentiles(statistic(values[drawn], axis=1), level)


def percentiles(results: np.ndarray, level: float) -> Tuple[float, float]:
    """The interval that holds the middle `level` of a bootstrap's results; (NaN, NaN) where none is defined."""
    results = results[np.isfinite(results)]
    if not results.size:
        return np.nan, np.nan
    low, high = np.quantile(results, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return float(low), float(high)
