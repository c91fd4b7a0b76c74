"""Ensembles of regression trees as plain arrays: whatever grew them, they are kept and applied in one form."""
from typing import Callable, Dict, Optional, Sequence

import numpy as np

from ..errors import ModelFileError
from .fit import RowFit, go_on, take
from .forest_engines import compiled_kernel, native_engine
from .kinds import kind
from .tree import LEAF, Tree

_BLOCK = 2 ** 18   # rows that walk through one tree together: it stays in the processor's cache meanwhile


_DEEPEST = 2000       # nodes from a root to a leaf; a forest grown on a million rows has fewer than a hundred


def _refuse_depth(left: np.ndarray, right: np.ndarray, roots: np.ndarray, starts: np.ndarray) -> None:
    """Raise ModelFileError for trees so deep that a pixel takes a second.

    roots: the first node of each tree; starts: of each node, where its tree begins.
    """
    here = roots
    for _ in range(_DEEPEST):
        here = here[left[here] != LEAF]
        if not len(here):
            return
        here = np.concatenate([left[here] + starts[here], right[here] + starts[here]])
    raise ModelFileError(f"A tree in the model file is deeper than {_DEEPEST} nodes, which no training produces; train "
                         "the model again.")


@kind("forest")
class ForestFit(RowFit):
    """base + sum over trees of the value of the leaf that a row falls into.

    Rates and averaging are part of the leaves' values. Tables are float32, thresholds float64, so `<=` is exact.
    """

    rows = _BLOCK

    def __init__(self, trees: Sequence[Tree], base: float, columns: int):
        self.trees, self.base, self.columns = list(trees), float(base), int(columns)
        self._engine: Optional[Callable] = None
        self._kernel: Optional[Callable] = None
        self._said = ""

    def prepare(self, rows: int, check: Callable = go_on) -> str:
        """Choose the engine for that many rows; says why where a user may wonder, else ''."""
        if self._said:                # decided before
            return ""
        self._kernel, self._said = compiled_kernel(self.trees, self.columns, rows, check)
        if self._kernel is None:
            self._native(check)
        return self._said

    def predict(self, table: np.ndarray, check: Callable = go_on) -> np.ndarray:
        """(rows, columns) float32 to (rows,) float64."""
        engine = self._kernel or self._native()
        table = np.asarray(table, np.float32)
        out = np.full(len(table), self.base)
        for start in range(0, len(table), _BLOCK):
            engine(np.ascontiguousarray(table[start:start + _BLOCK]), out[start:start + _BLOCK], check)
        return out

    def _native(self, check: Callable = go_on) -> Callable:
        if self._engine is None:
            self._engine = native_engine(self.trees, self.columns, check)
        return self._engine

    def arrays(self) -> Dict[str, np.ndarray]:
        """The fitted numbers: the trees end to end."""
        sizes = [len(t.feature) for t in self.trees]
        joined = {f"tree_{part}": np.concatenate([getattr(t, part) for t in self.trees])
                  for part in ("feature", "threshold", "left", "right", "value")}
        return {**joined, "tree_sizes": np.array(sizes, np.int64), "base": np.array([self.base])}

    @classmethod
    def from_arrays(cls, arrays: Dict[str, np.ndarray], columns: int) -> "ForestFit":
        """The fit of a model file's arrays.

        Raises ModelFileError unless every child comes after its parent, its only one, in the same tree and every
        feature exists: then each walk ends in a leaf, and there are no more walks than nodes, whatever wrote the file.
        """
        sizes = take(arrays, "tree_sizes", 1, "i")
        parts = {p: take(arrays, f"tree_{p}", 1, "f" if p in ("threshold", "value") else "i")
                 for p in ("feature", "threshold", "left", "right", "value")}
        total = int(sizes.sum(dtype=np.int64)) if sizes.size and sizes.min() > 0 and sizes.max() < 2 ** 31 else -1
        if any(len(a) != total for a in parts.values()):
            raise ModelFileError("The trees in the model file are inconsistent; it was altered: train the model again.")
        ends = np.cumsum(sizes)
        place = np.arange(total) - np.repeat(ends - sizes, sizes)
        leaf = parts["left"] == LEAF
        children = np.stack([parts["left"], parts["right"]])[:, ~leaf]
        limits = np.repeat(sizes, sizes)[~leaf]
        wrong = (children <= place[~leaf]).any() or (children >= limits).any()
        wrong = wrong or np.bincount((children + (np.arange(total) - place)[~leaf]).ravel(), minlength=1).max() > 1
        features = parts["feature"][~leaf]
        if wrong or (features.size and (features.min() < 0 or features.max() >= columns)):
            raise ModelFileError("A tree in the model file points outside itself; it was altered: train the model "
                                 "again.")
        _refuse_depth(parts["left"], parts["right"], ends - sizes, np.arange(total) - place)
        cuts = ends[:-1]
        split = {p: np.split(a, cuts) for p, a in parts.items()}
        trees = [Tree(**{p: split[p][k] for p in parts}) for k in range(len(sizes))]
        base = take(arrays, "base", 1)
        if len(base) != 1:
            raise ModelFileError("The trees in the model file have no base; it was altered: train the model again.")
        return cls(trees, base[0], columns)
