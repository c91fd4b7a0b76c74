"""A fit that knows the regional part of each predictor apart from what is local to the pixel (see
`samples.regional`): relations between regions and relations inside a coarse cell may differ."""
from typing import Any, Callable, Dict

import numpy as np

from .block import Block
from .context import Context
from .fit import Fit, go_on
from .rows import Rows


def split_columns(own: np.ndarray, regional: np.ndarray, departures: bool = False) -> np.ndarray:
    """(n, 2 x columns) float32: the values (n, columns), or their local departures, then their regional parts.

    A line finds the same slopes in both. But it is held within the range of the cells it learned from, and the pixels'
    departures go far beyond that of the cells', their values do not; and trees find thresholds in values.
    """
    return np.concatenate([own - regional if departures else own, regional], 1, dtype=np.float32)


class SplitFit(Fit):
    """A fit of rows on values and regional parts. In a model file its kind is {"parts": kind of the inner fit}, or
    {"split": ...} where it was fitted to departures, as earlier versions did; its arrays are the inner fit's."""

    needs = Context(surroundings=True)

    def __init__(self, inner: Fit, departures: bool = False):
        self.inner, self.departures = inner, departures
        self.columns = inner.columns // 2
        self.rows = inner.rows

    @property
    def kind(self) -> Dict[str, object]:
        """See above."""
        return {"split" if self.departures else "parts": self.inner.kind}

    def prepare(self, rows: int, check: Callable = go_on) -> str:
        """See `Fit.prepare`."""
        return self.inner.prepare(rows, check)

    def predict_window(self, block: Block, check: Callable = go_on) -> np.ndarray:
        """(n,) float64 of the block's pixels."""
        return self.inner.predict_samples(Rows(split_columns(block.table, block.surroundings, self.departures)), check)

    def predict_samples(self, samples: Any, check: Callable = go_on) -> np.ndarray:
        """(n,) float64 of rows that have regional parts."""
        return self.inner.predict_samples(Rows(split_columns(samples.x, samples.regional, self.departures)), check)

    def arrays(self) -> Dict[str, np.ndarray]:
        """The inner fit's numbers."""
        return self.inner.arrays()
