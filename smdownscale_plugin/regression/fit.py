"""What training leaves behind: fitted numbers as plain arrays, and predictions from them."""
from typing import Callable, Dict

import numpy as np

from ..errors import ModelFileError


def go_on() -> None:
    """The check of those who can't be stopped."""


class Fit:
    """A fitted regression. `kind` names its class in the model file; `columns` counts those of its tables; `rows` are
    best predicted together."""

    kind: str
    columns: int
    rows = 2 ** 16

    def prepare(self, rows: int, check: Callable = go_on) -> str:
        """Make ready to predict that many rows in all; says what was decided where a user may wonder, else ''.

        check: called several times a second; it raises when the work is to stop.
        """
        return ""

    def predict(self, table: np.ndarray, check: Callable = go_on) -> np.ndarray:
        """(rows, columns) float32 without NaN, in any memory order, to (rows,) float64; check: as of `prepare`."""
        raise NotImplementedError

    def arrays(self) -> Dict[str, np.ndarray]:
        """The fitted numbers, for the model file."""
        raise NotImplementedError


def take(arrays: Dict[str, np.ndarray], name: str, dimensions: int, kinds: str = "f") -> np.ndarray:
    """One array of a model file, checked: there, of the right kind and number of dimensions, and finite."""
    if name not in arrays:
        raise ModelFileError(f"The model file lacks the numbers {name!r}; it was altered: train the model again.")
    array = arrays[name]
    if array.ndim != dimensions or array.dtype.kind not in kinds or not np.isfinite(array).all():
        raise ModelFileError(f"The numbers {name!r} in the model file have a wrong shape or type; it was altered: "
                             "train the model again.")
    return array
