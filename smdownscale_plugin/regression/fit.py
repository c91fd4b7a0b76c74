"""What training leaves behind: fitted numbers as plain arrays, and predictions from them."""
from typing import Any, Callable, Dict, Optional

import numpy as np

from ..errors import ModelFileError
from .block import Block
from .context import OWN_PIXEL, Context


def go_on() -> None:
    """The check of those who can't be stopped."""


class Fit:
    """A fitted regression.

    kind: names its class in the model file (see `kinds.kind`); columns: of its tables; needs: what it must see around a
    pixel; variables: of the days before; rows: how many pixels are best predicted together, None for whole windows.
    """

    kind: Any
    columns: int
    needs: Context = OWN_PIXEL
    variables = 0
    rows: Optional[int] = 2 ** 16

    def prepare(self, rows: int, check: Callable = go_on) -> str:
        """Make ready to predict that many rows in all; says what was decided where a user may wonder, else ''.

        check: called several times a second; it raises when the work is to stop.
        """
        return ""

    def predict_window(self, block: Block, check: Callable = go_on) -> np.ndarray:
        """(n,) float64 of the block's pixels, NaN where there can be none; called from several threads at once.

        The block has the halo and the days of `needs`. A pixel's value depends on what lies within the halo only,
        wherever the window's edges are. check: as of `prepare`.
        """
        raise NotImplementedError

    def spread_window(self, block: Block, check: Callable = go_on) -> Optional[np.ndarray]:
        """(n,) variance among the members of a fit that averages networks from different starts; None for others."""
        return None

    def predict_samples(self, samples: Any, check: Callable = go_on) -> np.ndarray:
        """(n,) float64 of rows as methods learn from; for a fit with a halo, as if all neighbours were alike."""
        raise NotImplementedError

    def arrays(self) -> Dict[str, np.ndarray]:
        """The fitted numbers, for the model file."""
        raise NotImplementedError

    @classmethod
    def from_arrays(cls, arrays: Dict[str, np.ndarray], columns: int) -> "Fit":
        """The fit of a model file's arrays; ModelFileError unless all sizes, shapes and indices fit together."""
        raise NotImplementedError


class RowFit(Fit):
    """A fit that sees nothing but the pixel's own predictors."""

    def predict(self, table: np.ndarray, check: Callable = go_on) -> np.ndarray:
        """(rows, columns) float32 without NaN, in any memory order, to (rows,) float64; check: as of `prepare`."""
        raise NotImplementedError

    def predict_window(self, block: Block, check: Callable = go_on) -> np.ndarray:
        """(n,) float64 of the block's pixels."""
        return self.predict(block.table, check)

    def predict_samples(self, samples: Any, check: Callable = go_on) -> np.ndarray:
        """(n,) float64 of rows."""
        return self.predict(samples.x, check)


class SequenceFit(Fit):
    """A fit that sees the pixel's own predictors and its days before; its class says how many in `needs`."""

    def predict(self, table: np.ndarray, sequences: np.ndarray, check: Callable = go_on) -> np.ndarray:
        """Rows (n, columns) without NaN and sequences (n, days, variables), oldest day first, NaN where unknown, to
        (n,) float64; check: as of `prepare`."""
        raise NotImplementedError

    def predict_window(self, block: Block, check: Callable = go_on) -> np.ndarray:
        """(n,) float64 of the block's pixels."""
        return self.predict(block.table, block.sequences, check)

    def predict_samples(self, samples: Any, check: Callable = go_on) -> np.ndarray:
        """(n,) float64 of rows with their series."""
        return self.predict(samples.x, samples.series[:, -self.needs.days_before:], check)


def take(arrays: Dict[str, np.ndarray], name: str, dimensions: int, kinds: str = "f") -> np.ndarray:
    """One array of a model file, checked: there, of the right kind and number of dimensions, and finite."""
    if name not in arrays:
        raise ModelFileError(f"The model file lacks the array {name!r}; it was altered: train the model again.")
    array = arrays[name]
    if array.ndim != dimensions or array.dtype.kind not in kinds or not np.isfinite(array).all():
        raise ModelFileError(f"The array {name!r} in the model file has the wrong shape or type; it was altered: train "
                             "the model again.")
    return array


def below(prefix: str, arrays: Dict[str, np.ndarray]) -> Dict[str, np.ndarray]:
    """The arrays of a model file whose names begin with a prefix, by the rest of their names."""
    return {name[len(prefix):]: array for name, array in arrays.items() if name.startswith(prefix)}
