"""Anomalies from a moving average: do an estimate's short-term ups and downs follow the truth's?

The seasonal cycle alone gives high correlations; anomalies from a 35-day window take it off (Entekhabi et al. 2010,
Gruber et al. 2020).
"""
import numpy as np

from .pairs import pearson

WINDOW_DAYS = 35.0
LEAST = 3   # values in a window, below which its mean is no background


def anomalies(values: np.ndarray, times: np.ndarray, window: float = WINDOW_DAYS, least: int = LEAST) -> np.ndarray:
    """Values less their mean within half a window on either side, themselves included.

    values: (n,), NaN left out; times: (n,) in days, rising. NaN where a window holds fewer than `least` values.
    """
    values, times = np.asarray(values, dtype=np.float64), np.asarray(times, dtype=np.float64)
    known = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    half = window / 2.0 + 1e-9
    first = np.searchsorted(times, times - half, side="left")
    last = np.searchsorted(times, times + half, side="right")
    n = counts[last] - counts[first]
    means = np.where(n >= max(least, 1), (sums[last] - sums[first]) / np.maximum(n, 1), np.nan)
    return values - means


def anomaly_r(estimate: np.ndarray, truth: np.ndarray, times: np.ndarray, window: float = WINDOW_DAYS,
              least: int = LEAST) -> float:
    """Pearson's correlation of the anomalies of complete pairs; NaN where they are no such.

    estimate, truth: (n,) of one series; times: (n,) in days, in any order.
    """
    e, t, when = (np.asarray(a, dtype=np.float64) for a in (estimate, truth, times))
    keep = np.isfinite(e) & np.isfinite(t)
    order = np.argsort(when[keep], kind="stable")
    e, t, when = (a[keep][order] for a in (e, t, when))
    if e.size < 3:
        return np.nan
    return pearson(anomalies(e, when, window, least), anomalies(t, when, window, least))
