"""What a metric is: its formulas with what they need, its interval, which values are better, where it is shown."""
from dataclasses import dataclass
from typing import Any, Callable, FrozenSet, Optional, Tuple

import numpy as np

from ..errors import certain
from .moments import MetricSums

UNIT = "m³/m³"

# What a metric needs besides estimate and truth.
BILINEAR, COARSE, CELL = "bilinear", "coarse", "cell"   # baselines; the number of the coarse cell
WHOLE = "whole"      # a whole series, or all dates: a single date is no sample of the distribution
TIMES = "times"

# Where a metric is shown besides the tables that are written, which hold all of them.
REPORT = "report"         # the table of metrics of a report
DATES = "dates"           # the report's table of dates
STATIONS = "stations"     # the report's table of stations
BOXES = "boxes"           # a figure of its spread over the stations
OVER = "over"             # as median and mean over stations, for the baselines too
MATCHED = "matched"       # as OVER, in a table of its own: not to be compared with the others
IN_TIME = "in_time"       # over the dates of each pixel: the report's quantiles and a band of the raster
PLACES = (REPORT, DATES, STATIONS, BOXES, OVER, MATCHED, IN_TIME)

Interval = Callable[[np.ndarray, np.ndarray, Optional[np.ndarray]], Tuple[float, float]]


@dataclass(frozen=True)
class Given:
    """Complete pairs, (n,) each, and what was given beside them; times in days."""

    estimate: np.ndarray
    truth: np.ndarray
    bilinear: Optional[np.ndarray] = None
    coarse: Optional[np.ndarray] = None
    cell: Optional[np.ndarray] = None
    times: Optional[np.ndarray] = None
    whole: bool = False

    @property
    def has(self) -> FrozenSet[str]:
        """Which needs of a metric are met."""
        known = {name for name in (BILINEAR, COARSE, CELL, TIMES) if getattr(self, name) is not None}
        return frozenset(known | ({WHOLE} if self.whole else set()))


@dataclass(frozen=True)
class Metric:
    """One metric.

    best: the value of a perfect estimate (None: no such thing); higher: whether higher is better, None where nearer
    to `best` is; of: the formula on pairs; needs: what it takes besides estimate and truth; of_sums: the same from
    sums (any shape), None where only the values themselves will do; interval: of a series; drawn: whether its interval
    over stations drawn anew is given for pooled pairs; shown: see the places above.
    """

    name: str
    label: str
    unit: str
    best: Optional[float]
    higher: Optional[bool]
    text: str
    of: Callable[[Given], Any]
    of_sums: Optional[Callable[[MetricSums], Any]] = None
    needs: FrozenSet[str] = frozenset()
    interval: Optional[Interval] = None
    drawn: bool = False
    shown: FrozenSet[str] = frozenset({REPORT})
    whole_number: bool = False

    @property
    def heading(self) -> str:
        """Label with unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    def format(self, value: float) -> str:
        """The value as text: whole numbers with separators, others with three decimals, an undefined one as a dash."""
        if value is None or not np.isfinite(value):
            return "–"
        if self.whole_number:
            return f"{int(value):,}"
        return f"{round(value, 3) + 0.0:.3f}".replace("-", "−")

    def gain(self, values: np.ndarray, others: np.ndarray) -> np.ndarray:
        """By how much values are better than others, in the metric's unit; below 0 they are worse."""
        if self.higher is None:
            best = certain(self.best)
            return np.abs(np.subtract(others, best)) - np.abs(np.subtract(values, best))
        return np.subtract(values, others) if self.higher else np.subtract(others, values)
