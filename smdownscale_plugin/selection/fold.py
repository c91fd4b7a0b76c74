"""One split into rows that are trained on and rows that are held out, and what all kinds share."""
from dataclasses import dataclass
from typing import Sequence

import numpy as np

from ..samples.samples import Samples

FEWEST_IN_TRAINING = 10     # rows, below which a fold is left out


@dataclass(frozen=True)
class Fold:
    """One split: boolean (n,) of rows trained on and rows held out; the buffer's rows are in neither."""

    train: np.ndarray
    test: np.ndarray


def buffer_km(samples: Samples) -> float:
    """Distance to keep between training and held-out rows: the largest support (cell or footprint) of a row."""
    return float(samples.support_km.max())


def share_learnt(folds: Sequence[Fold]) -> float:
    """Share of all rows that a held-out row's prediction was learnt from, the mean over held-out rows."""
    held = np.array([fold.test.sum() for fold in folds], float)
    return float(held @ [fold.train.mean() for fold in folds] / held.sum())


def learnt_folds(samples: Samples, folds: Sequence[Fold]) -> Sequence[Fold]:
    """The folds of the rows that fits learn from, which may be others than those that are held out."""
    if samples.finer is None:
        return folds
    return [Fold(fold.train[samples.finer.row], fold.test[samples.finer.row]) for fold in folds]


def fold_numbers(folds: Sequence[Fold], rows: int) -> np.ndarray:
    """(rows,) number of the fold, from 1, that holds each row out; 0 where none does."""
    out = np.zeros(rows, int)
    for number, fold in enumerate(folds, 1):
        out[fold.test] = number
    return out
