"""Matching of distributions: an estimate given the truth's distribution, so that only its pattern in time is judged."""
from typing import Sequence

import numpy as np

from .pairs import complete, rmse

PERCENTILES = (0.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 95.0, 100.0)
LEAST = 20   # pairs, below which a distribution isn't known


def cdf_matched(estimate: np.ndarray, truth: np.ndarray, percentiles: Sequence[float] = PERCENTILES) -> np.ndarray:
    """The estimate's values moved so that its percentiles are the truth's, linear in between (Reichle & Koster 2004,
    Geophysical Research Letters 31, L19501; piecewise linear as Liu et al. 2011, HESS 15, 425).

    estimate, truth: one shape; NaN where either has no value, and everywhere for fewer than 20 pairs or a constant.
    """
    e, t = (np.asarray(a, dtype=np.float64) for a in (estimate, truth))
    keep = np.isfinite(e) & np.isfinite(t)
    out = np.full(e.shape, np.nan)
    if keep.sum() < LEAST:
        return out
    source, first = np.unique(np.percentile(e[keep], percentiles), return_index=True)
    if source.size < 2:
        return out
    target = np.percentile(t[keep], percentiles)[first]
    out[keep] = np.interp(e[keep], source, target)
    return out


def cdf_matched_rmse(estimate: np.ndarray, truth: np.ndarray) -> float:
    """RMSE that is left after the distributions were matched; it holds neither bias nor gain. NaN when undefined."""
    e, t = complete(estimate, truth)
    return rmse(cdf_matched(e, t), t)
