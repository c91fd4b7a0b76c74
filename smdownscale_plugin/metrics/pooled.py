"""Intervals of pooled metrics over stations drawn anew."""
from typing import Dict, Optional, Tuple

import numpy as np

from ..errors import certain
from .intervals import DRAWS, LEVEL, percentiles
from .moments import MetricSums, Moments
from .table import BILINEAR, METRICS


def pooled_bootstrap(groups: np.ndarray, estimate: np.ndarray, truth: np.ndarray, baseline: Optional[np.ndarray] = None,
                     level: float = LEVEL, draws: int = DRAWS, seed: int = 0) -> Dict[str, Tuple[float, float]]:
    """Intervals of the pooled metrics that are `drawn` in the table, by drawing whole groups (stations).

    From sums per group, so that a million pairs cost no more than ten.
    groups: (n,) labels; estimate, truth, baseline: (n,). (NaN, NaN) for fewer than two groups.
    """
    given = [estimate, truth] + ([] if baseline is None else [baseline])
    arrays = [np.asarray(a, dtype=np.float64).ravel() for a in given]
    keep = np.isfinite(arrays).all(axis=0)
    has = set() if baseline is None else {BILINEAR}
    wanted = {name: metric for name, metric in METRICS.items() if metric.drawn and metric.of_sums
              and metric.needs <= has}
    labels, index = np.unique(np.asarray(groups).ravel()[keep], return_inverse=True)
    if labels.size < 2:
        return {name: (np.nan, np.nan) for name in wanted}
    times = np.random.default_rng(seed).multinomial(labels.size, np.full(labels.size, 1.0 / labels.size), draws)
    e, t, *rest = (a[keep] for a in arrays)
    sums = MetricSums(_drawn(e, t, index, times), _drawn(rest[0], t, index, times) if rest else None)
    return {name: percentiles(np.asarray(certain(metric.of_sums)(sums)), level) for name, metric in wanted.items()}


def _drawn(estimate: np.ndarray, truth: np.ndarray, index: np.ndarray, times: np.ndarray) -> Moments:
    """Moments of each draw, (draws,) per field. index: the group of each pair; times: (draws, groups) how often."""
    e0, t0 = estimate.mean(), truth.mean()   # moments about a common origin lose no digits
    e, t, error = estimate - e0, truth - t0, np.abs(estimate - truth)
    nonzero = truth != 0
    relative = np.divide(error, np.abs(truth), out=np.zeros_like(error), where=nonzero)
    columns = [np.ones(e.size), e, t, e * e, e * t, t * t, error ** 2, error, relative, nonzero]
    total = times @ np.stack([np.bincount(index, weights=c) for c in columns], 1)
    n, se, st, see, set_, stt, squares, absolute, relative, nonzero = total.T
    ee, et, tt = see - se * se / n, set_ - se * st / n, stt - st * st / n
    tiny_e, tiny_t = (n * (1e-10 * np.abs(a).max()) ** 2 for a in (estimate, truth))
    return Moments(n, se / n + e0, st / n + t0, ee, et, tt, squares, absolute, relative, nonzero, ee <= tiny_e,
                   tt <= tiny_t)
