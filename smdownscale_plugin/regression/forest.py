"""Ensembles of regression trees as plain arrays: whatever grew them, they are kept and applied in one form."""
from dataclasses import dataclass
from typing import List, Sequence

import numpy as np

from ..dependencies import available, require
from ..errors import ModelFileError
from .fit import take

LEAF = -1
_BLOCK = 65536   # rows that walk through one tree together: it stays in the processor's cache meanwhile


@dataclass
class Tree:
    """One tree: node 0 is the root; a row goes left when table[feature] <= threshold; leaves have left = LEAF."""

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray


class ForestFit:
    """base + sum over trees of the value of the leaf that a row falls into.

    Rates and averaging stand in the leaves' values. Tables are float32, thresholds float64, so `<=` is exact.
    """

    kind = "forest"

    def __init__(self, trees: Sequence[Tree], base: float, columns: int):
        self.trees, self.base, self.columns = list(trees), float(base), int(columns)
        self._engine = None

    def predict(self, table: np.ndarray) -> np.ndarray:
        """(rows, columns) float32 to (rows,) float64."""
        if self._engine is None:
            self._engine = engine(self)
        table = np.ascontiguousarray(table, np.float32)
        out = np.full(len(table), self.base)
        for start in range(0, len(table), _BLOCK):
            out[start:start + _BLOCK] += self._engine(table[start:start + _BLOCK])
        return out

    def arrays(self):
        """The fitted numbers: the trees end to end."""
        sizes = [len(t.feature) for t in self.trees]
        joined = {f"tree_{part}": np.concatenate([getattr(t, part) for t in self.trees])
                  for part in ("feature", "threshold", "left", "right", "value")}
        return {**joined, "tree_sizes": np.array(sizes, np.int64), "base": np.array([self.base])}

    @classmethod
    def from_arrays(cls, arrays, columns: int):
        """The fit of a model file's arrays.

        Raises ModelFileError unless every child comes after its parent in the same tree and every feature exists:
        then each walk ends in a leaf, whatever wrote the file.
        """
        sizes = take(arrays, "tree_sizes", 1, "i")
        parts = {p: take(arrays, f"tree_{p}", 1, "f" if p in ("threshold", "value") else "i")
                 for p in ("feature", "threshold", "left", "right", "value")}
        total = int(sizes.sum(dtype=np.int64)) if sizes.size and sizes.min() > 0 and sizes.max() < 2 ** 31 else -1
        if any(len(a) != total for a in parts.values()):
            raise ModelFileError("The trees in the model file don't add up; it was altered: train the model again.")
        ends = np.cumsum(sizes)
        place = np.arange(total) - np.repeat(ends - sizes, sizes)
        leaf = parts["left"] == LEAF
        children = np.stack([parts["left"], parts["right"]])[:, ~leaf]
        limits = np.repeat(sizes, sizes)[~leaf]
        wrong = (children <= place[~leaf]).any() or (children >= limits).any()
        features = parts["feature"][~leaf]
        if wrong or (features.size and (features.min() < 0 or features.max() >= columns)):
            raise ModelFileError("A tree in the model file points outside itself; it was altered: train the model "
                                 "again.")
        cuts = ends[:-1]
        split = {p: np.split(a, cuts) for p, a in parts.items()}
        trees = [Tree(**{p: split[p][k] for p in parts}) for k in range(len(sizes))]
        base = take(arrays, "base", 1)
        if len(base) != 1:
            raise ModelFileError("The trees in the model file have no base; it was altered: train the model again.")
        return cls(trees, base[0], columns)


def tree(feature, threshold, left, right, value) -> Tree:
    """A tree from any integer and float arrays, in the types that are kept."""
    return Tree(np.asarray(feature, np.int32), np.asarray(threshold, np.float64), np.asarray(left, np.int32),
                np.asarray(right, np.int32), np.asarray(value, np.float64))


def engine(forest: ForestFit):
    """The fastest way at hand to sum the trees' values: a function (rows, columns) -> (rows,).

    scikit-learn's compiled trees when it is installed and agrees with NumPy on a sample; else NumPy.
    """
    def plain(table):
        return sum_of_trees(forest.trees, table)
    if not available("sklearn"):
        return plain
    try:
        compiled = _compiled(forest.trees, forest.columns)
        sample = _sample(forest)
        if not np.allclose(compiled(sample), plain(sample), rtol=0, atol=1e-9):
            return plain
    except (ValueError, TypeError, KeyError, AttributeError):   # another layout of scikit-learn's trees
        return plain
    return compiled


def sum_of_trees(trees: List[Tree], table: np.ndarray) -> np.ndarray:
    """Sum of the trees' values with NumPy alone: all rows go down one level at a time."""
    out = np.zeros(len(table))
    for t in trees:
        node = np.zeros(len(table), np.int64)
        rows = np.flatnonzero(t.left[node] != LEAF)
        while rows.size:
            at = node[rows]
            left = table[rows, t.feature[at]] <= t.threshold[at]
            node[rows] = np.where(left, t.left[at], t.right[at])
            rows = rows[t.left[node[rows]] != LEAF]
        out += t.value[node]
    return out


def _compiled(trees, columns):
    module = require("sklearn.tree._tree")
    built = [_as_sklearn(module, t, columns) for t in trees]

    def predict(table):
        out = np.zeros(len(table))
        for one in built:
            out += one.predict(table)[:, 0]
        return out
    return predict


def _as_sklearn(module, t, columns):
    nodes = np.zeros(len(t.feature), module.NODE_DTYPE)
    leaf = t.left == LEAF
    nodes["left_child"], nodes["right_child"] = t.left, np.where(leaf, LEAF, t.right)
    nodes["feature"], nodes["threshold"] = np.where(leaf, -2, t.feature), np.where(leaf, -2.0, t.threshold)
    nodes["n_node_samples"] = nodes["weighted_n_node_samples"] = 1
    out = module.Tree(columns, np.array([1], np.intp), 1)
    out.__setstate__({"max_depth": len(nodes), "node_count": len(nodes), "nodes": nodes,
                      "values": np.ascontiguousarray(t.value.reshape(-1, 1, 1))})
    return out


def _sample(forest, rows=256):
    """Rows around the forest's own thresholds, where a wrong comparison would show."""
    table = np.zeros((rows, forest.columns), np.float32)
    random = np.random.default_rng(0)
    inner = [t.left != LEAF for t in forest.trees]
    feature = np.concatenate([t.feature[i] for t, i in zip(forest.trees, inner)])
    threshold = np.concatenate([t.threshold[i] for t, i in zip(forest.trees, inner)])
    for column in range(forest.columns):
        values = threshold[feature == column]
        if values.size:
            table[:, column] = random.choice(values, rows)
    return table
