"""A fit that knows the regional part of each predictor apart from what is local to the pixel (see
`samples.regional`): relations between regions and relations inside a coarse cell may differ."""
from typing import Any, Callable, Dict

import numpy as np

from .block import Block
from .context import Context
from .fit import Fit, go_on
from .rows import Rows


def split_columns(own: np.ndarray, regional: np.ndarray) -> np.ndarray:
    """(n, 2 x columns) float32: the local departures of values (n, columns), then their regional parts."""
    return np.concatenate([own - regional, regional], 1, dtype=np.float32)


class SplitFit(Fit):
    """A fit of rows on local departures and regional parts. In a model file its kind is {"split": kind of the inner
    fit}, its arrays are the inner fit's."""

    needs = Context(surroundings=True)

    def __init__(self, inner: Fit):
        self.inner = inner
        self.columns = inner.columns // 2
        self.rows = inner.rows

    @property
    def kind(self) -> Dict[str, object]:
        """See above."""
        return {"split": self.inner.kind}

    def prepare(self, rows: int, check: Callable = go_on) -> str:
        """See `Fit.prepare`."""
        return self.inner.prepare(rows, check)

    def predict_window(self, block: Block, check: Callable = go_on) -> np.ndarray:
        """(n,) float64 of the block's pixels."""
        return self.inner.predict_samples(Rows(split_columns(block.table, block.surroundings)), check)

    def predict_samples(self, samples: Any, check: Callable = go_on) -> np.ndarray:
        """(n,) float64 of rows that have regional parts."""
        return self.inner.predict_samples(Rows(split_columns(samples.x, samples.regional)), check)

    def arrays(self) -> Dict[str, np.ndarray]:
        """The inner fit's numbers."""
        return self.inner.arrays()
