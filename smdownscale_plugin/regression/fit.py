"""What training leaves behind: fitted numbers as plain arrays, and predictions from them."""
from typing import Dict, Protocol

import numpy as np

from ..errors import ModelFileError


class Fit(Protocol):
    """A fitted regression. `kind` names its class in the model file."""

    kind: str
    columns: int

    def predict(self, table: np.ndarray) -> np.ndarray:
        """(rows, columns) float32 without NaN to (rows,) float64."""

    def arrays(self) -> Dict[str, np.ndarray]:
        """The fitted numbers, for the model file."""


def take(arrays: Dict[str, np.ndarray], name: str, dimensions: int, kinds: str = "f") -> np.ndarray:
    """One array of a model file, checked: there, of the right kind and number of dimensions, and finite."""
    if name not in arrays:
        raise ModelFileError(f"The model file lacks the numbers {name!r}; it was altered: train the model again.")
    array = arrays[name]
    if array.ndim != dimensions or array.dtype.kind not in kinds or not np.isfinite(array).all():
        raise ModelFileError(f"The numbers {name!r} in the model file have a wrong shape or type; it was altered: "
                             "train the model again.")
    return array
