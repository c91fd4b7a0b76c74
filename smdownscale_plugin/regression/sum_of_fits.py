"""A weighted sum of fits: a line and the trees that follow it, an average of two models, stacking."""
from functools import reduce
from typing import Any, Callable, Dict, Iterable, List, Sequence, Union

import numpy as np

from ..errors import ModelFileError
from .block import Block
from .context import Context
from .fit import Fit, go_on, take
from .rows import Rows


class SumFit(Fit):
    """sum of weight x part; its kind is the list of its parts' kinds."""

    def __init__(self, parts: Sequence[Fit], weights: Union[Sequence[float], np.ndarray]):
        self.parts, self.weights = list(parts), np.asarray(weights, float)
        self.columns = self.parts[0].columns
        self.needs = reduce(Context.__or__, (part.needs for part in self.parts))
        self.variables = max(part.variables for part in self.parts)
        together = [part.rows for part in self.parts if part.rows is not None]
        self.rows = min(together) if len(together) == len(self.parts) else None

    @property
    def kind(self) -> List[Any]:
        """Kinds of the parts."""
        return [part.kind for part in self.parts]

    def prepare(self, rows: int, check: Callable = go_on) -> str:
        """Make all parts ready; what they say, each thing once."""
        return " ".join(filter(None, dict.fromkeys(part.prepare(rows, check) for part in self.parts)))

    def predict(self, table: np.ndarray, check: Callable = go_on) -> np.ndarray:
        """(rows, columns) to (rows,) float64, where all parts are fits of rows."""
        return self.predict_samples(Rows(table), check)

    def predict_window(self, block: Block, check: Callable = go_on) -> np.ndarray:
        """(n,) float64 of the block's pixels."""
        return self._sum(part.predict_window(block.within(part.needs), check) for part in self.parts)

    def predict_samples(self, samples: Any, check: Callable = go_on) -> np.ndarray:
        """(n,) float64 of rows."""
        return self._sum(part.predict_samples(samples, check) for part in self.parts)

    def _sum(self, values: Iterable[np.ndarray]) -> np.ndarray:
        total = np.empty(0)
        for k, (weight, predicted) in enumerate(zip(self.weights, values)):
            total = 0.0 + weight * predicted if k == 0 else np.add(total, weight * predicted, out=total)
        return total

    def arrays(self) -> Dict[str, np.ndarray]:
        """The fitted numbers of all parts."""
        inner = {f"{k}/{name}": array for k, part in enumerate(self.parts) for name, array in part.arrays().items()}
        return {"weights": self.weights, **inner}

    @classmethod
    def from_parts(cls, arrays: Dict[str, np.ndarray], parts: Sequence[Fit]) -> "SumFit":
        """The sum of the parts of a model file, checked."""
        weights = take(arrays, "weights", 1)
        if len(weights) != len(parts) or len({part.variables for part in parts} - {0}) > 1:
            raise ModelFileError("The parts of the model in the model file are inconsistent; train the model again.")
        return cls(parts, weights)
