"""Metrics of rasters that don't fit into memory: sums that are added to window by window, and merged.

Moments about the running mean (Chan, Golub & LeVeque 1983, The American Statistician 37, 242) in float64 give the
same numbers as the functions of `pairs` do on all values at once. Only rank correlation needs the values themselves:
it is computed on a bounded random sample.
"""
from typing import Dict, Mapping, Optional, Sequence, Tuple

import numpy as np

from .moments import MetricSums, Moments, PatternMoments
from .pairs import complete
from .table import metrics_of_sums

SAMPLE_LIMIT = 100_000


class PairSums:
    """Sums from which every metric of pairs but the rank correlation follows."""

    def __init__(self) -> None:
        self.n = 0
        self._mean = np.zeros(2)            # of estimate and truth
        self._moments = np.zeros((2, 2))    # sums of products of differences from the mean
        self._squares = self._absolute = self._relative = 0.0
        self._nonzero = 0
        self._largest = np.zeros(2)

    def add(self, estimate: np.ndarray, truth: np.ndarray) -> None:
        """Take in pairs: arrays of one shape, incomplete pairs are left out."""
        e, t = complete(estimate, truth)
        if not e.size:
            return
        part = PairSums()
        part.n = e.size
        part._mean = np.array([e.mean(), t.mean()])
        de, dt = e - part._mean[0], t - part._mean[1]
        part._moments = np.array([[de @ de, de @ dt], [de @ dt, dt @ dt]])
        error = np.abs(e - t)
        part._squares, part._absolute = float(error @ error), float(error.sum())
        usable = t != 0
        part._relative = float(np.sum(error[usable] / np.abs(t[usable])))
        part._nonzero = int(usable.sum())
        part._largest = np.array([np.abs(e).max(), np.abs(t).max()])
        self.merge(part)

    def merge(self, other: "PairSums") -> None:
        """Take in the sums of other pairs."""
        n = self.n + other.n
        if other.n == 0:
            return
        shift = other._mean - self._mean
        self._moments = self._moments + other._moments + np.outer(shift, shift) * (self.n * other.n / n)
        self._mean = self._mean + shift * (other.n / n)
        self._squares += other._squares
        self._absolute += other._absolute
        self._relative += other._relative
        self._nonzero += other._nonzero
        self._largest = np.maximum(self._largest, other._largest)
        self.n = n

    @property
    def mse(self) -> float:
        """Mean squared error; NaN without pairs."""
        return float(self.moments.mse)

    @property
    def moments(self) -> Moments:
        """What metrics follow from."""
        (ee, et), (_, tt) = self._moments
        return Moments(self.n, self._mean[0], self._mean[1], ee, et, tt, self._squares, self._absolute,
                       self._relative, self._nonzero, self._is_constant(0), self._is_constant(1))

    def metrics(self) -> Dict[str, float]:
        """Metrics by name (see `table.METRICS`), those that need neither ranks nor a baseline."""
        return metrics_of_sums(MetricSums(self.moments))

    def _is_constant(self, k: int) -> bool:
        return bool(self._moments[k, k] <= self.n * (1e-10 * self._largest[k]) ** 2)


class PatternSums:
    """Sums of squares and products of anomalies from the coarse-cell mean, over any number of cells and dates."""

    def __init__(self, moments: Sequence[float] = (0.0, 0.0, 0.0), n: int = 0, largest: float = 0.0) -> None:
        self.moments = np.asarray(moments, dtype=np.float64)   # estimate squared, product, truth squared
        self.n, self.largest = n, largest

    def merge(self, other: "PatternSums") -> None:
        """Take in the sums of other cells."""
        self.moments = self.moments + other.moments
        self.n += other.n
        self.largest = max(self.largest, other.largest)

    @property
    def pattern(self) -> PatternMoments:
        """What the within-cell metrics follow from."""
        ee, et, tt = (float(m) for m in self.moments)
        return PatternMoments(ee, et, tt, self._is_flat(ee), self._is_flat(tt))

    def _is_flat(self, squares: float) -> bool:
        return bool(squares <= self.n * (1e-7 * self.largest) ** 2)


class PatternsByCell:
    """Sums per coarse cell of one date, for several estimates at once, reduced to `PatternSums` at the date's end."""

    def __init__(self, cells: int, estimates: Sequence[str]) -> None:
        """cells: number of coarse cells; estimates: their names."""
        self._count = np.zeros(cells)
        self._truth = np.zeros((2, cells))
        self._sums = {name: np.zeros((3, cells)) for name in estimates}
        self._largest = 0.0

    def add(self, cell: np.ndarray, truth: np.ndarray, estimates: Mapping[str, np.ndarray]) -> None:
        """Take in pixels that are complete in the truth and all estimates.

        cell: (n,) whole numbers from 0; truth: (n,); estimates: mapping of name to (n,).
        """
        def total(weights: Optional[np.ndarray]) -> np.ndarray:
            return np.bincount(cell, weights=weights, minlength=self._count.size)
        if not len(cell):
            return
        t = np.asarray(truth, dtype=np.float64)
        self._count += np.bincount(cell, minlength=self._count.size)
        self._truth += np.array([total(t), total(t * t)])
        self._largest = max(self._largest, float(np.abs(t).max()))
        for name, values in estimates.items():
            e = np.asarray(values, dtype=np.float64)
            self._sums[name] += np.array([total(e), total(e * e), total(e * t)])

    def pattern(self, name: str) -> PatternSums:
        """Sums of the anomalies of one estimate over all cells with two pixels or more."""
        shared = self._count > 1
        n = self._count[shared]
        t, tt = self._truth[:, shared]
        e, ee, et = self._sums[name][:, shared]
        moments = [np.sum(ee - e * e / n), np.sum(et - e * t / n), np.sum(tt - t * t / n)]
        return PatternSums(moments, int(n.sum()), self._largest)


class RowSample:
    """A uniform random sample of bounded size from rows that pass by; the same seed and order, the same sample."""

    def __init__(self, columns: int, limit: int = SAMPLE_LIMIT, seed: int = 0) -> None:
        self.limit, self.seen = limit, 0
        self._rng = np.random.default_rng(seed)
        self._rows = np.empty((0, columns + 1))

    def add(self, *columns: np.ndarray) -> None:
        """Take in rows: one (n,) array per column. Those with the smallest random keys stay."""
        keys = self._rng.random(len(columns[0]))
        self.seen += keys.size
        if len(self._rows) == self.limit:
            keep = keys < self._rows[:, 0].max()
            keys, columns = keys[keep], tuple(np.asarray(c)[keep] for c in columns)
        rows = np.concatenate([self._rows, np.column_stack([keys, *columns])])
        if len(rows) > self.limit:
            rows = rows[np.argpartition(rows[:, 0], self.limit - 1)[:self.limit]]
        self._rows = rows

    @property
    def is_complete(self) -> bool:
        """Whether every row that passed is in the sample."""
        return self.seen <= self.limit

    def columns(self) -> Tuple[np.ndarray, ...]:
        """The sampled columns, (n,) each, in the order of their keys."""
        rows = self._rows[np.argsort(self._rows[:, 0])]
        return tuple(rows[:, 1:].T)
