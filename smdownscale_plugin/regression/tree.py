"""One regression tree as plain arrays."""
from dataclasses import dataclass
from functools import partial
from typing import Sequence, Union

import numpy as np

LEAF = -1
Numbers = Union[np.ndarray, Sequence[float]]


@dataclass
class Tree:
    """Node 0 is the root; a row goes left when table[feature] <= threshold; leaves have left = LEAF."""

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray


def tree(feature: Numbers, threshold: Numbers, left: Numbers, right: Numbers, value: Numbers) -> Tree:
    """A tree from any integer and float arrays, in the types that are kept; of its own: a view would keep all of the
    library's tree in memory."""
    whole, real = (partial(np.array, dtype=kind) for kind in (np.int32, np.float64))
    return Tree(whole(feature), real(threshold), whole(left), whole(right), real(value))
