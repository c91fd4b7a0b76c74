"""Second moments of pairs, and the metrics that follow from them: of one set of pairs or of many side by side.

Every field may be a number (all pairs), a map (each pixel over its dates) or a row (each draw of a bootstrap): one
formula serves them all.
"""
from dataclasses import dataclass
from typing import Any, Optional, Union

import numpy as np

from ..errors import certain

Value = Union[float, np.ndarray]


@dataclass(frozen=True)
class Moments:
    """Of n complete pairs: means; sums of products of differences from the means (ee: estimate squared, et: product,
    tt: truth squared); squares, absolute: sums of the errors squared and unsigned; relative: sum of |error| / |truth|
    over the `nonzero` pairs whose truth isn't 0; flat_e, flat_t: where the values vary by rounding only."""

    n: Value
    mean_e: Value
    mean_t: Value
    ee: Value
    et: Value
    tt: Value
    squares: Value
    absolute: Value
    relative: Value
    nonzero: Value
    flat_e: Value
    flat_t: Value

    @property
    def mse(self) -> Value:
        """Mean squared error; NaN without pairs."""
        return _over(self.squares, self.n)


@dataclass(frozen=True)
class PatternMoments:
    """Sums of squares and products of anomalies from the coarse-cell mean; flat_e, flat_t: no pattern but rounding."""

    ee: float
    et: float
    tt: float
    flat_e: bool
    flat_t: bool

    @property
    def squared_error(self) -> float:
        """Sum of the squared differences of the anomalies."""
        return self.ee - 2 * self.et + self.tt


@dataclass(frozen=True)
class MetricSums:
    """What a metric can be computed from where the pairs themselves don't fit into memory; bilinear, coarse: the
    baselines over the same pairs; pattern, bilinear_pattern: inside coarse cells. None where not given."""

    estimate: Moments
    bilinear: Optional[Moments] = None
    coarse: Optional[Moments] = None
    pattern: Optional[PatternMoments] = None
    bilinear_pattern: Optional[PatternMoments] = None


def _over(above: Any, below: Any) -> np.ndarray:
    """above / below, NaN where below is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return _plain(np.where(np.equal(below, 0), np.nan, np.divide(above, below)))


def _plain(values: Any) -> Any:
    """A float for a single value, else the array."""
    return float(values) if np.ndim(values) == 0 else values


def bias(m: Moments) -> Value:
    """Mean of estimate minus truth."""
    return _plain(np.where(np.equal(m.n, 0), np.nan, m.mean_e - m.mean_t))


def mae(m: Moments) -> Value:
    """Mean absolute error."""
    return _over(m.absolute, m.n)


def mre(m: Moments) -> Value:
    """Mean relative error."""
    return _over(m.relative, m.nonzero)


def rmse(m: Moments) -> Value:
    """Root mean square error."""
    return _plain(np.sqrt(m.mse))


def ubrmse(m: Moments) -> Value:
    """Spread of the errors about their mean."""
    return _plain(np.sqrt(np.maximum(_over(m.ee - 2 * m.et + m.tt, m.n), 0.0)))


def r(m: Moments) -> Value:
    """Pearson's correlation; NaN where either side is constant."""
    varies = ~(np.asarray(m.flat_e, bool) | np.asarray(m.flat_t, bool))
    with np.errstate(divide="ignore", invalid="ignore"):
        return _plain(np.where(varies, np.clip(m.et / np.sqrt(m.ee * m.tt), -1.0, 1.0), np.nan))


def r2_correlation(m: Moments) -> Value:
    """Correlation squared."""
    return r(m) ** 2


def slope(m: Moments) -> Value:
    """Slope of estimate on truth."""
    return _plain(np.where(m.flat_t, np.nan, _over(m.et, m.tt)))


def r2_variance_explained(m: Moments) -> Value:
    """1 - SSE/SST."""
    return _plain(np.where(m.flat_t, np.nan, 1.0 - _over(m.squares, m.tt)))


def skill(sums: MetricSums) -> Value:
    """1 - MSE/MSE of bilinear interpolation."""
    return _plain(np.where(certain(sums.bilinear).mse > 0, 1.0 - _over(sums.estimate.mse, certain(sums.bilinear).mse),
                           np.nan))


def gdown(sums: MetricSums) -> Value:
    """Gain of downscaling over the coarse value (`pairs.gdown`)."""
    gains = []
    for metric, ideal in ((slope, 1.0), (r, 1.0), (bias, 0.0)):
        fine, coarse = (np.abs(metric(m) - ideal) for m in (sums.estimate, certain(sums.coarse)))
        gains.append(np.where(coarse + fine == 0, 0.0, _over(coarse - fine, coarse + fine)))
    return _plain(np.mean(gains, axis=0))


def within_cell_r(sums: MetricSums) -> float:
    """Correlation of the anomalies from the coarse-cell mean."""
    p = certain(sums.pattern)
    return np.nan if p.flat_e or p.flat_t else float(np.clip(p.et / np.sqrt(p.ee * p.tt), -1.0, 1.0))


def within_cell_skill(sums: MetricSums) -> float:
    """Skill of the anomalies from the coarse-cell mean."""
    reference = certain(sums.bilinear_pattern).squared_error
    return float(1.0 - certain(sums.pattern).squared_error / reference) if reference > 0 else np.nan


def sd_ratio(sums: MetricSums) -> float:
    """Spread of the estimate's anomalies over that of the truth's."""
    p = certain(sums.pattern)
    return np.nan if p.flat_t else float(np.sqrt(max(p.ee, 0.0) / p.tt))
