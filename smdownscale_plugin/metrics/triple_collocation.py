"""Triple collocation: error variances of three products of one quantity from their covariances alone.

Holds where the three errors are independent of each other and of the truth (Stoffelen 1998; McColl et al. 2014, GRL 41,
6229; Gruber et al. 2016, JAG 45, 200). A map downscaled from a product shares its errors: such a trio says nothing.
"""
from dataclasses import dataclass
from typing import Any, Sequence, Tuple

import numpy as np

LEVEL = 0.90
DRAWS = 1000
LEAST = 30   # triples


class TripleSums:
    """Sums of triples from which their covariances follow; added to window by window, and merged."""

    def __init__(self) -> None:
        self.n = 0
        self.means = np.zeros(3)
        self.products = np.zeros((3, 3))   # sums of products of differences from the means

    def add(self, *values: np.ndarray) -> "TripleSums":
        """Take in triples: three arrays of one shape; incomplete triples are left out."""
        rows = np.stack([np.asarray(a, dtype=np.float64).ravel() for a in values])
        rows = rows[:, np.isfinite(rows).all(axis=0)]
        if rows.shape[1]:
            part = TripleSums()
            part.n, part.means = rows.shape[1], rows.mean(axis=1)
            apart = rows - part.means[:, None]
            part.products = apart @ apart.T
            self.merge(part)
        return self

    def merge(self, other: "TripleSums") -> None:
        """Take in the sums of other triples (Chan, Golub & LeVeque 1983)."""
        n = self.n + other.n
        if not other.n:
            return
        shift = other.means - self.means
        self.products = self.products + other.products + np.outer(shift, shift) * (self.n * other.n / n)
        self.means = self.means + shift * (other.n / n)
        self.n = n

    @property
    def covariance(self) -> np.ndarray:
        """(3, 3), with n - 1; NaN for fewer than two triples."""
        return self.products / (self.n - 1) if self.n > 1 else np.full((3, 3), np.nan)


@dataclass(frozen=True)
class TripleCollocation:
    """What the covariances of three products say of each, (3,) arrays in the order of the products.

    error_variance: in the product's own unit squared, negative where sampling or dependent errors make it so;
    r_truth: correlation with the unknown truth, NaN where its square isn't between 0 and 1; scaling: factor that
    brings the product to the scale of the first one. n: triples; the intervals are (3, 2).
    """

    n: int
    error_variance: np.ndarray
    r_truth: np.ndarray
    scaling: np.ndarray
    error_variance_interval: np.ndarray
    r_truth_interval: np.ndarray

    @property
    def error_std(self) -> np.ndarray:
        """Standard deviation of the error in the product's own unit; NaN where the variance came out negative."""
        return np.sqrt(np.where(self.error_variance >= 0, self.error_variance, np.nan))


def from_covariance(covariance: np.ndarray) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(error variances, squared correlations with the truth, scalings to the first product), (..., 3) each.

    covariance: (..., 3, 3). Error variance of x: var(x) - cov(x, y) cov(x, z) / cov(y, z).
    """
    c = np.asarray(covariance, dtype=np.float64)
    variance = np.stack([c[..., i, i] for i in range(3)], -1)
    with np.errstate(divide="ignore", invalid="ignore"):
        signal = np.stack([c[..., i, j] * c[..., i, k] / c[..., j, k] for i, j, k in ((0, 1, 2), (1, 0, 2), (2, 0, 1))],
                          -1)
        squared = signal / variance
        scaling = np.stack([np.ones(c.shape[:-2]), c[..., 0, 2] / c[..., 1, 2], c[..., 0, 1] / c[..., 2, 1]], -1)
    return variance - signal, squared, scaling


def triple_collocation(blocks: Sequence[TripleSums], level: float = LEVEL, draws: int = DRAWS,
                       seed: int = 0) -> TripleCollocation:
    """Triple collocation of triples in blocks (stations, dates, tiles), with intervals from drawing whole blocks.

    Values near each other are alike: drawing them one by one would make intervals too narrow. NaN for fewer than 30
    triples; intervals NaN for fewer than three blocks.
    """
    blocks = [block for block in blocks if block.n]
    total = TripleSums()
    for block in blocks:
        total.merge(block)
    if total.n < LEAST:
        none = np.full(3, np.nan)
        return TripleCollocation(total.n, none, none, none, np.full((3, 2), np.nan), np.full((3, 2), np.nan))
    variance, squared, scaling = from_covariance(total.covariance)
    intervals: np.ndarray
    if len(blocks) < 3:
        intervals = np.full((2, 3, 2), np.nan)
    else:
        drawn = from_covariance(_drawn(blocks, draws, seed))
        intervals = np.stack([_percentiles(drawn[0], level), _percentiles(_root(drawn[1]), level)])
    return TripleCollocation(total.n, variance, _root(squared), scaling, intervals[0], intervals[1])


def _root(squared: np.ndarray) -> np.ndarray:
    return np.sqrt(np.where((squared >= 0) & (squared <= 1), squared, np.nan))


def _drawn(blocks: Any, draws: int, seed: int) -> np.ndarray:
    """Covariances of drawn sets of blocks, (draws, 3, 3), from raw moments about one common origin."""
    n = np.array([b.n for b in blocks], dtype=np.float64)
    origin = sum(b.means * b.n for b in blocks) / n.sum()
    sums = np.stack([(b.means - origin) * b.n for b in blocks])
    products = np.stack([b.products + np.outer(b.means - origin, b.means - origin) * b.n for b in blocks])
    times = np.random.default_rng(seed).multinomial(len(blocks), np.full(len(blocks), 1.0 / len(blocks)), draws)
    total = times @ n
    mean = (times @ sums) / total[:, None]
    moment = np.einsum("db,bij->dij", times, products) / total[:, None, None]
    return moment - mean[:, :, None] * mean[:, None, :]


def _percentiles(values: np.ndarray, level: float) -> np.ndarray:
    out = np.full((3, 2), np.nan)
    for k in range(3):
        known = values[np.isfinite(values[:, k]), k]
        if known.size > len(values) // 2:
            out[k] = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return out
