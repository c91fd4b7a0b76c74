"""Rows at scales between pixel and coarse cell, which fits can learn from instead of the cells themselves."""
from dataclasses import dataclass, replace
from typing import Sequence

import numpy as np


@dataclass(frozen=True)
class FinerRows:
    """x: (m, columns) float32; y: (m,); row: (m,) which of the samples' rows (coarse cell and date) each lies in;
    metres: (m,) the scale of each."""

    x: np.ndarray
    y: np.ndarray
    row: np.ndarray
    metres: np.ndarray

    def __len__(self) -> int:
        return len(self.y)

    def of_rows(self, rows: np.ndarray, count: int) -> "FinerRows":
        """Those that lie in some of the samples' `count` rows, renumbered; rows: (k,) indices, each once."""
        place = np.full(count, -1)
        place[rows] = np.arange(len(rows))
        kept = place[self.row] >= 0
        return FinerRows(self.x[kept], self.y[kept], place[self.row[kept]], self.metres[kept])

    def columns(self, chosen: Sequence[int]) -> "FinerRows":
        """The same with some of the columns."""
        return replace(self, x=np.ascontiguousarray(self.x[:, chosen]))
