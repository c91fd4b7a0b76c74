"""What a method learns from, and what a fit is asked about outside a map."""
from dataclasses import dataclass, field, replace
from typing import Any, Optional

import numpy as np


@dataclass(frozen=True)
class Rows:
    """x: (n, columns) float32 without NaN; y: (n,) the target, empty where it is asked for; series: (n, days,
    variables) float32, the days before of each row, oldest first, the last one its own day, NaN where unknown; scene:
    what rasters the rows come from; regional: (n, columns) float32, the regional part of x."""

    x: np.ndarray
    y: np.ndarray = field(default_factory=lambda: np.empty(0))
    series: Optional[np.ndarray] = None
    scene: Any = None
    regional: Optional[np.ndarray] = None

    def __len__(self) -> int:
        return len(self.x)

    def some(self, chosen: np.ndarray) -> "Rows":
        """Some of the rows (indices, or True where chosen)."""
        return replace(self, x=self.x[chosen], y=self.y[chosen] if len(self.y) else self.y,
                       series=None if self.series is None else self.series[chosen],
                       regional=None if self.regional is None else self.regional[chosen])


def pixel_rows(samples: Any) -> Rows:
    """The samples' pixels as rows without a target: what a fit will be applied to."""
    return Rows(samples.pixels, series=samples.pixels_series, regional=samples.pixels_regional)
