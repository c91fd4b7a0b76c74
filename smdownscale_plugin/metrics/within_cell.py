"""Metrics of the pattern inside coarse cells: anomalies from the mean of the cell that a pixel lies in.

They ask whether downscaling has put the moisture in the right place within a cell, whatever the cell's own value.
`cell` holds for every pixel the number of its coarse cell; negative numbers (outside) and incomplete pairs are
left out, and so are cells with a single pixel, which have no pattern.
"""
from typing import Any, Tuple

import numpy as np

from .pairs import complete, mse, pearson


def cell_anomalies(cell: np.ndarray, *arrays: np.ndarray) -> Tuple[np.ndarray, ...]:
    """Differences of each array from its mean in every cell, over the pixels where all are finite.

    cell: whole numbers, any shape; arrays: of that shape. Returns flat float64 arrays, one per input array.
    """
    cell = np.where(np.asarray(cell) < 0, np.nan, cell)
    cell, *values = complete(cell, *arrays)
    _, index, counts = np.unique(cell, return_inverse=True, return_counts=True)
    shared = counts[index] > 1
    means = [np.bincount(index, weights=v, minlength=counts.size) / counts for v in values] if counts.size else values
    return tuple((v - m[index])[shared] if counts.size else v for v, m in zip(values, means))


def within_cell_r(estimate: np.ndarray, truth: np.ndarray, cell: np.ndarray) -> float:
    """Correlation of the anomalies; NaN where the estimate is one value per cell."""
    e, t = cell_anomalies(cell, estimate, truth)
    if _is_flat(e, estimate) or _is_flat(t, truth):
        return np.nan
    return pearson(e, t)


def within_cell_skill(estimate: np.ndarray, truth: np.ndarray, baseline: np.ndarray, cell: np.ndarray) -> float:
    """MSE skill of the anomalies against those of a baseline (bilinear interpolation of the coarse product)."""
    e, t, b = cell_anomalies(cell, estimate, truth, baseline)
    reference = mse(b, t)
    return 1.0 - mse(e, t) / reference if reference > 0 else np.nan


def sd_ratio(estimate: np.ndarray, truth: np.ndarray, cell: np.ndarray) -> float:
    """Spread of the estimate's anomalies over that of the truth's: below 1 too smooth, above 1 too rough."""
    e, t = cell_anomalies(cell, estimate, truth)
    if _is_flat(t, truth):
        return np.nan
    return float(np.sqrt(np.mean(e ** 2) / np.mean(t ** 2)))


def _is_flat(anomaly: np.ndarray, values: np.ndarray) -> Any:
    """Whether anomalies are only the rounding of Float32 values."""
    if anomaly.size == 0:
        return True
    largest = np.nanmax(np.abs(np.asarray(values, dtype=np.float64)))
    return float(np.max(np.abs(anomaly))) <= 1e-7 * largest
