"""Engines: ways to sum the values of regression trees over rows, all with the same result.

An engine is a function (table (rows, columns) float32, C order; out (rows,) float64, added to; check) -> None.
"""
from types import ModuleType
from typing import Any, Callable, Optional, Sequence, Tuple

import numpy as np

from ..dependencies import available, require
from ..errors import MissingPackageError, SmDownscaleError
from ..threads import beside
from .fit import go_on
from .forest_kernel import Kernel, compiled_walk
from .tree import LEAF, Tree

# Rows x trees x levels from which the kernel repays its start-up of one to two seconds (measured on two cores).
REPAYS = 2e9


def native_engine(trees: Sequence[Tree], columns: int, check: Callable = go_on) -> Callable:
    """scikit-learn's compiled trees when it is installed and agrees with NumPy on a sample; else NumPy."""
    def plain(table: np.ndarray, out: np.ndarray, check: Callable) -> None:
        add_trees(trees, table, out, check)
    if not available("sklearn"):
        return plain
    try:
        compiled = _sklearn_engine(trees, columns, check)
        if _differs(compiled, trees, columns):
            return plain
    except (ValueError, TypeError, KeyError, AttributeError):   # another layout of scikit-learn's trees
        return plain
    return compiled


def compiled_kernel(trees: Sequence[Tree], columns: int, rows: int,
                    check: Callable = go_on) -> Tuple[Optional[Callable], str]:
    """(numba's kernel, or None where it doesn't pay, isn't installed, can't hold the trees or differs; why, or '')."""
    levels = np.log2(max(2.0, float(np.mean([len(t.feature) for t in trees]))))
    if rows * len(trees) * levels < REPAYS:
        return None, ""
    try:
        beside(compiled_walk, check)
        kernel = Kernel(trees, columns, check)
        differs = _differs(kernel, trees, columns)
    except MissingPackageError as problem:
        return None, f"Prediction with trees runs without numba's kernel, which is two to four times faster. {problem}"
    except SmDownscaleError:                   # cancelled
        raise
    except Exception as problem:               # whatever a broken or too new numba may raise
        return None, f"Prediction with trees runs without numba's kernel, which can't be used: {_first_line(problem)}"
    if differs:
        return None, "Prediction with trees runs without numba's kernel, which gives other values on a sample."
    return kernel, "The trees are compiled with numba, which gives the same values faster."


def _first_line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]


def add_trees(trees: Sequence[Tree], table: np.ndarray, out: np.ndarray, check: Callable = go_on) -> None:
    """Add the trees' values with NumPy alone: all rows go down one level at a time."""
    for t in trees:
        check()
        node = np.zeros(len(table), np.int64)
        rows = np.flatnonzero(t.left[node] != LEAF)
        while rows.size:
            at = node[rows]
            left = table[rows, t.feature[at]] <= t.threshold[at]
            node[rows] = np.where(left, t.left[at], t.right[at])
            rows = rows[t.left[node[rows]] != LEAF]
        out += t.value[node]


def _sklearn_engine(trees: Sequence[Tree], columns: int, check: Callable) -> Callable:
    module, built = require("sklearn.tree._tree"), []
    for t in trees:
        check()
        built.append(_as_sklearn(module, t, columns))

    def add(table: np.ndarray, out: np.ndarray, check: Callable) -> None:
        for one in built:
            check()
            out += one.predict(table)[:, 0]
    return add


def _as_sklearn(module: ModuleType, t: Tree, columns: int) -> Any:
    nodes = np.zeros(len(t.feature), module.NODE_DTYPE)
    leaf = t.left == LEAF
    nodes["left_child"], nodes["right_child"] = t.left, np.where(leaf, LEAF, t.right)
    nodes["feature"], nodes["threshold"] = np.where(leaf, -2, t.feature), np.where(leaf, -2.0, t.threshold)
    nodes["n_node_samples"] = nodes["weighted_n_node_samples"] = 1
    out = module.Tree(columns, np.array([1], np.intp), 1)
    out.__setstate__({"max_depth": len(nodes), "node_count": len(nodes), "nodes": nodes,
                      "values": np.ascontiguousarray(t.value.reshape(-1, 1, 1))})
    return out


def _differs(engine: Callable, trees: Sequence[Tree], columns: int, rows: int = 256) -> bool:
    """Whether an engine differs from NumPy on rows around the trees' own thresholds, where a wrong comparison shows."""
    table = np.zeros((rows, columns), np.float32)
    random = np.random.default_rng(0)
    inner = [t.left != LEAF for t in trees]
    feature = np.concatenate([t.feature[i] for t, i in zip(trees, inner)])
    threshold = np.concatenate([t.threshold[i] for t, i in zip(trees, inner)])
    limit = np.finfo(np.float32).max
    for column in range(columns):
        values = threshold[feature == column]
        if values.size:
            table[:, column] = np.clip(random.choice(values, rows), -limit, limit)
    expected, found = np.zeros(rows), np.zeros(rows)
    add_trees(trees, table, expected)
    engine(table, found, go_on)
    return not np.allclose(found, expected, rtol=0, atol=1e-12 * max(1.0, np.abs(expected).max()))
