"""One regression tree as plain arrays."""
from dataclasses import dataclass

import numpy as np

LEAF = -1


@dataclass
class Tree:
    """Node 0 is the root; a row goes left when table[feature] <= threshold; leaves have left = LEAF."""

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray


def tree(feature, threshold, left, right, value) -> Tree:
    """A tree from any integer and float arrays, in the types that are kept."""
    return Tree(np.asarray(feature, np.int32), np.asarray(threshold, np.float64), np.asarray(left, np.int32),
                np.asarray(right, np.int32), np.asarray(value, np.float64))
