"""Intervals of error measures of one series, and whether one estimate is closer to the truth than another.

Errors that follow each other in time are alike; effective, not actual, numbers of pairs count (see `intervals`).
"""
from dataclasses import dataclass
from typing import Optional, Tuple

import numpy as np

from .intervals import LEVEL, lag_one_autocorrelation
from .pairs import complete
from .quantiles import chi_square, student

LEAST = 8   # pairs of a series, below which nothing is decided
BETTER, WORSE, UNDECIDED = "better", "worse", "undecided"


def mean_interval(values: np.ndarray, times: Optional[np.ndarray] = None, level: float = LEVEL) -> Tuple[float, float]:
    """Interval of the mean of a series: Student's t with n (1 - r) / (1 + r) effective values (Zwiers & von Storch
    1995, J. Climate 8, 336). (NaN, NaN) for fewer than four."""
    values = np.asarray(values, dtype=np.float64)
    if values.size < 4:
        return np.nan, np.nan
    size = _effective(values, times)
    spread = np.var(values, ddof=1) * _deflation(size)
    half = student(0.5 + level / 2.0, max(size - 1.0, 2.0)) * np.sqrt(spread / size)
    return float(values.mean() - half), float(values.mean() + half)


def rmse_interval(estimate: np.ndarray, truth: np.ndarray, times: Optional[np.ndarray] = None,
                  level: float = LEVEL) -> Tuple[float, float]:
    """Interval of the RMSE of a series: chi-square for the mean squared error, with the degrees of freedom that its
    sampling variance asks for (Satterthwaite 1946, Biometrics Bulletin 2, 110).

    The mean squared error is bias^2 + variance: the first is as certain as n (1 - r) / (1 + r) independent errors
    make it, the second as n (1 - r^2) / (1 + r^2) do. (NaN, NaN) for fewer than four pairs.
    """
    errors, when = _errors(estimate, truth, times)
    return _root_interval(errors, when, level, with_bias=True)


def ubrmse_interval(estimate: np.ndarray, truth: np.ndarray, times: Optional[np.ndarray] = None,
                    level: float = LEVEL) -> Tuple[float, float]:
    """Interval of the ubRMSE of a series; see `rmse_interval`."""
    errors, when = _errors(estimate, truth, times)
    return _root_interval(errors, when, level, with_bias=False)


def bias_interval(estimate: np.ndarray, truth: np.ndarray, times: Optional[np.ndarray] = None,
                  level: float = LEVEL) -> Tuple[float, float]:
    """Interval of the mean difference of a series."""
    errors, kept_times = _errors(estimate, truth, times)
    return mean_interval(errors, kept_times, level)


@dataclass(frozen=True)
class Verdict:
    """Whether the first estimate is closer to the truth. gain: mean of (second error squared - first error squared),
    in the unit squared, with its interval."""

    answer: str
    gain: float
    low: float
    high: float


def closer(first: np.ndarray, second: np.ndarray, truth: np.ndarray, times: Optional[np.ndarray] = None,
           level: float = LEVEL) -> Verdict:
    """Test the difference of two estimates' squared errors (Diebold & Mariano 1995, J. Business & Economic Statistics
    13, 253), on the pairs that all three share: undecided while 0 lies in the interval."""
    a, b, t = (np.asarray(v, dtype=np.float64) for v in (first, second, truth))
    keep = np.isfinite(a) & np.isfinite(b) & np.isfinite(t)
    gains = (b[keep] - t[keep]) ** 2 - (a[keep] - t[keep]) ** 2
    low, high = mean_interval(gains, None if times is None else np.asarray(times)[keep], level)
    gain = float(gains.mean()) if gains.size else np.nan
    if gains.size < LEAST or not np.isfinite(low):
        return Verdict(UNDECIDED, gain, np.nan, np.nan)
    return Verdict(BETTER if low > 0 else WORSE if high < 0 else UNDECIDED, gain, low, high)


def _errors(estimate: np.ndarray, truth: np.ndarray,
            times: Optional[np.ndarray]) -> Tuple[np.ndarray, Optional[np.ndarray]]:
    keep = np.isfinite(np.asarray(estimate, float)) & np.isfinite(np.asarray(truth, float))
    e, t = complete(estimate, truth)
    return e - t, None if times is None else np.asarray(times)[keep]


def _correlation(values: np.ndarray, times: Optional[np.ndarray]) -> float:
    r = lag_one_autocorrelation(values, times)
    return max(r, 0.0) if np.isfinite(r) else 0.0


def _effective(values: np.ndarray, times: Optional[np.ndarray]) -> float:
    """n (1 - r) / (1 + r) with r of lag one, between 2 and n."""
    r = _correlation(values, times)
    return float(np.clip(values.size * (1.0 - r) / (1.0 + r), 2.0, values.size))


def _deflation(size: float) -> float:
    """Factor by which the variance of so few independent values is too small around their own mean."""
    return size / max(size - 1.0, 1.0)


def _root_interval(errors: np.ndarray, times: Optional[np.ndarray], level: float,
                   with_bias: bool) -> Tuple[float, float]:
    n = errors.size
    if n < 4:
        return np.nan, np.nan
    spread, bias = float(np.var(errors)), float(errors.mean())
    if spread == 0.0:
        return (abs(bias),) * 2 if with_bias else (0.0, 0.0)
    r = _correlation(errors, times)
    of_mean = _effective(errors, times)
    of_spread = max(n * (1.0 - r ** 2) / (1.0 + r ** 2) - 1.0, 1.0)
    spread *= _deflation(of_mean)
    tails = float(np.mean((errors - bias) ** 4)) / float(np.var(errors)) ** 2 - 3.0   # 0 for a normal distribution
    heavier = max(tails, 0.0) * of_spread / (of_spread + 100.0)   # a short series doesn't show its tails
    uncertain = (2.0 + heavier) * spread ** 2 / of_spread
    mean = spread
    if with_bias:
        mean = max(bias ** 2 - spread / of_mean, 0.0) + spread
        uncertain += 4.0 * bias ** 2 * spread / of_mean
    freedom = max(2.0 * mean ** 2 / uncertain, 1.0)
    low, high = (np.sqrt(mean * freedom / max(chi_square(p, freedom), 1e-12))
                 for p in (0.5 + level / 2.0, 0.5 - level / 2.0))
    return float(low), float(high)
