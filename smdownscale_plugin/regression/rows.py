"""What a method learns from."""
from dataclasses import dataclass, replace
from typing import Any, Optional

import numpy as np


@dataclass(frozen=True)
class Rows:
    """x: (n, columns) float32 without NaN; y: (n,) the target; series: (n, days, variables) float32, the days before of
    each row, oldest first, the last one its own day, NaN where unknown; scene: what rasters the rows come from."""

    x: np.ndarray
    y: np.ndarray
    series: Optional[np.ndarray] = None
    scene: Any = None

    def __len__(self) -> int:
        return len(self.y)

    def some(self, chosen: np.ndarray) -> "Rows":
        """Some of the rows (indices, or True where chosen)."""
        return replace(self, x=self.x[chosen], y=self.y[chosen],
                       series=None if self.series is None else self.series[chosen])
