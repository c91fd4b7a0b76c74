"""One split into rows that are trained on and rows that are held out."""
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Fold:
    """One split: boolean (n,) of rows trained on and rows held out; the buffer's rows are in neither."""

    train: np.ndarray
    test: np.ndarray
