"""A weighted sum of fits: a line and the trees that follow it, an average of two models, stacking."""
from typing import Callable, Sequence

import numpy as np

from ..errors import ModelFileError
from .fit import Fit, go_on, take


class SumFit(Fit):
    """sum of weight x part; its kind is the list of its parts' kinds."""

    def __init__(self, parts: Sequence[Fit], weights: Sequence[float]):
        self.parts, self.weights = list(parts), np.asarray(weights, float)
        self.columns = self.parts[0].columns
        self.rows = min(part.rows for part in self.parts)

    @property
    def kind(self):
        """Kinds of the parts."""
        return [part.kind for part in self.parts]

    def prepare(self, rows: int, check: Callable = go_on) -> str:
        """Make all parts ready; what they say, each thing once."""
        return " ".join(filter(None, dict.fromkeys(part.prepare(rows, check) for part in self.parts)))

    def predict(self, table: np.ndarray, check: Callable = go_on) -> np.ndarray:
        """(rows, columns) to (rows,) float64."""
        out = np.zeros(len(table))
        for weight, part in zip(self.weights, self.parts):
            out += weight * part.predict(table, check)
        return out

    def arrays(self):
        """The fitted numbers of all parts."""
        inner = {f"{k}/{name}": array for k, part in enumerate(self.parts) for name, array in part.arrays().items()}
        return {"weights": self.weights, **inner}

    @classmethod
    def from_arrays(cls, kinds, arrays, columns, read_part):
        """The fit of a model file's arrays; read_part: (kind, arrays, columns) -> Fit."""
        weights = take(arrays, "weights", 1)
        if len(weights) != len(kinds):
            raise ModelFileError("The parts of the model in the model file don't add up; train the model again.")
        parts = []
        for k, kind in enumerate(kinds):
            prefix = f"{k}/"
            own = {name[len(prefix):]: array for name, array in arrays.items() if name.startswith(prefix)}
            parts.append(read_part(kind, own, columns))
        return cls(parts, weights)
