"""Regression trees walked by code that numba compiles: exact, and without Python's lock, so that threads run at once.

A node is eight bytes: the threshold as float32, and the number of its left child with the predictor's number in the
lowest eight bits. The right child follows the left one; a leaf is its own child. Values are float32: with a
threshold rounded down to float32 they fall on the same side as with the float64 one. Sixteen rows walk side by side,
so that the processor fetches their nodes at once.
"""
from functools import cache
from typing import Callable, Sequence, Tuple

import numpy as np

from ..dependencies import require
from .fit import go_on
from .tree import LEAF, Tree

_LANES = 16              # rows side by side
_LEVELS = 3              # levels between two looks whether all have arrived
_MOST_COLUMNS = 2 ** 8
_MOST_NODES = 2 ** 24    # of one tree
_BATCH = 2 ** 22         # rows x trees between two checks: about a tenth of a second


class Kernel:
    """An engine (see forest_engines) for trees; ValueError when they are too large for its nodes."""

    def __init__(self, trees: Sequence[Tree], columns: int, check: Callable = go_on):
        if columns > _MOST_COLUMNS or max(len(t.feature) for t in trees) > _MOST_NODES:
            raise ValueError(f"it holds at most {_MOST_COLUMNS} predictors and {_MOST_NODES} nodes a tree")
        self._walk = compiled_walk()
        packed = []
        for t in trees:
            check()
            packed.append(_packed(t))
        nodes = np.concatenate([nodes for nodes, _, _ in packed])
        self._codes, self._thresholds = nodes.ravel(), nodes.ravel().view(np.float32)
        self._values = np.concatenate([values for _, values, _ in packed])
        sizes = [len(values) for _, values, _ in packed]
        self._roots = np.cumsum([0] + sizes[:-1]).astype(np.int64)
        self._depths = np.array([depth for _, _, depth in packed], np.int64)

    def __call__(self, table: np.ndarray, out: np.ndarray, check: Callable) -> None:
        """Add the trees' values to `out`."""
        few = len(table) < _LANES
        rows, sums = (np.resize(table, (_LANES, table.shape[1])), np.zeros(_LANES)) if few else (table, out)
        step = max(1, _BATCH // len(rows))
        for first in range(0, len(self._roots), step):
            check()
            chosen = slice(first, first + step)
            self._walk(self._thresholds, self._codes, self._values, self._roots[chosen], self._depths[chosen], rows,
                       sums)
        if few:
            out += sums[:len(out)]


def _packed(t: Tree) -> Tuple[np.ndarray, np.ndarray, int]:
    """(nodes (n, 2) uint32, values (n,), depth): breadth first, so that the upper levels share the cache."""
    place = np.zeros(len(t.feature), np.int64)
    levels, level, count = [], np.array([0]), 0
    while level.size:
        place[level] = np.arange(count, count + level.size)
        count += level.size
        levels.append(level)
        inner = level[t.left[level] != LEAF]
        level = np.stack([t.left[inner], t.right[inner]], 1).ravel()
    order = np.concatenate(levels)
    leaf = t.left[order] == LEAF
    child = np.where(leaf, np.arange(count), place[np.where(leaf, 0, t.left[order])])
    nodes = np.empty((count, 2), np.uint32)
    nodes[:, 0] = np.where(leaf, np.float32(np.inf), rounded_down(t.threshold[order])).view(np.uint32)
    nodes[:, 1] = (child.astype(np.uint32) << 8) | np.where(leaf, 0, t.feature[order]).astype(np.uint32)
    return nodes, np.where(leaf, t.value[order], 0.0), len(levels) - 1


def rounded_down(threshold: np.ndarray) -> np.ndarray:
    """The largest float32 that is not above each float64."""
    with np.errstate(over="ignore"):
        near = threshold.astype(np.float32)
    return np.where(near > threshold, np.nextafter(near, np.float32(-np.inf)), near).astype(np.float32)


@cache
def compiled_walk() -> Callable:
    """The kernel as machine code: a second of work, once in a session. MissingPackageError without numba."""
    numba = require("numba", "fast prediction with trees")
    signature = numba.void(*(numba.types.Array(kind, 1, "C", readonly=False) for kind in (
        numba.float32, numba.uint32, numba.float64, numba.int64, numba.int64)),
        numba.float32[:, ::1], numba.float64[::1])
    return numba.njit([signature], nogil=True)(_walk)


def _walk(thresholds: np.ndarray, codes: np.ndarray, values: np.ndarray, roots: np.ndarray, depths: np.ndarray,
          table: np.ndarray, out: np.ndarray) -> None:
    """Add the value of each tree's leaf to each of at least sixteen rows; plain loops over numbers, for numba."""
    rows, columns, flat = table.shape[0], np.uint64(table.shape[1]), table.ravel()
    at = np.empty(_LANES, np.uint64)
    one, two, eight, low = np.uint64(1), np.uint64(2), np.uint64(8), np.uint64(255)
    for tree in range(len(roots)):
        root, depth = np.uint64(roots[tree]), depths[tree]
        for row in range(0, rows, _LANES):
            first = min(row, rows - _LANES)      # the last group overlaps the one before
            start = np.uint64(first) * columns
            for lane in range(_LANES):
                at[lane] = np.uint64(0)
            level = 0
            while level < depth:
                moved = np.uint64(0)
                for step in range(_LEVELS):
                    for lane in range(_LANES):
                        node = root + at[lane]
                        code = np.uint64(codes[two * node + one])
                        value = flat[start + np.uint64(lane) * columns + (code & low)]
                        child = (code >> eight) + np.uint64(not value <= thresholds[two * node])
                        if step == _LEVELS - 1:
                            moved |= child ^ at[lane]
                        at[lane] = child
                level += _LEVELS
                if moved == 0:
                    break
            for lane in range(row - first, _LANES):
                out[first + lane] += values[root + at[lane]]
