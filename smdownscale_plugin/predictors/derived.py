"""Predictors that models of stations derive: the time of the year, the coarse product at the pixel, and what the days
before have left behind. A stack with them reads like any other; they are made window by window."""
from dataclasses import dataclass, replace
from datetime import timedelta, timezone
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..rasters.coarse import Coarse
from ..rasters.days import DailyStacks, days_before
from ..rasters.grid import Grid
from ..rasters.kept_windows import KeptWindows
from ..rasters.period import Period
from ..rasters.reading import BandInfo
from ..rasters.stack import Predictor, Stack, StackReader
from ..rasters.windows import Window, low_windows
from ..samples.antecedent import feature, means_of_last_days
from ..samples.date_columns import COARSE, COSINE, SINE, year_angle
from ..scaling.geometry import CellGeometry
from ..scaling.interpolation import bilinear

_MOST_VALUES = 2 ** 24     # of the days that are held at once
_NO_FILE = "derived"
_OF_THE_DATE = (SINE, COSINE, COARSE)


def looked_back(names: Sequence[str]) -> List[str]:
    """The daily variables that derived predictors are made from."""
    return list(dict.fromkeys(variable for name in names if name not in _OF_THE_DATE
                              for variable in feature(name).variables))


@dataclass(frozen=True)
class DerivedStack(Stack):
    """A stack with derived predictors among its own. coarse, days: what they are derived from; memory_days: how many
    days each value looks back on. With more days, it is the mean of the values of the last ones."""

    coarse: Optional[Coarse] = None
    days: Optional[DailyStacks] = None
    memory_days: int = 0

    @property
    def files(self) -> List[str]:
        """The files that hold predictors and days, each once."""
        return [*(path for path in super().files if path != _NO_FILE), *(self.days.files if self.days else [])]

    def select(self, names: Sequence[str]) -> "DerivedStack":
        """The same stack with the named predictors in the given order; InputError as of `Stack`."""
        return replace(self, predictors=super().select(names).predictors)

    @property
    def blocks(self) -> List[Tuple[int, int]]:
        """Columns and rows of the pieces that the files are stored in."""
        return [p.band.block for p in self.predictors if p.path != _NO_FILE]

    def open(self, kept: Optional[KeptWindows] = None, forget: bool = False) -> "DerivedReader":
        """A reader of its own (one per thread)."""
        return DerivedReader(self, kept, forget)


class DerivedReader(StackReader):
    """Reads windows of the files' predictors and derives the others; use it as a context manager, in one thread."""

    def __init__(self, stack: DerivedStack, kept: Optional[KeptWindows] = None, forget: bool = False):
        self._derived = [k for k, p in enumerate(stack.predictors) if p.path == _NO_FILE]
        self._others = [k for k, p in enumerate(stack.predictors) if p.path != _NO_FILE]
        others = tuple(stack.predictors[k] for k in self._others)
        super().__init__(Stack(others, stack.grid, stack.period, stack.mask), kept, forget)
        self._whole = stack
        self._days = stack.days.open() if stack.days else None

    def __enter__(self) -> "DerivedReader":
        super().__enter__()
        if self._days:
            self._files.enter_context(self._days)
        return self

    def read(self, window: Window, halo: int = 0) -> np.ndarray:
        """(predictors, rows + 2 halo, columns + 2 halo) float32, NaN where a predictor has no value."""
        files = super().read(window, halo)
        out = np.full((len(self._whole.predictors),) + files.shape[1:], np.nan, np.float32)
        out[self._others] = files
        there = window.grown(halo, self._whole.grid.shape)
        rows, columns = there.inside(window, halo)
        for part in self._parts(there):
            inner = part.inside(there)
            values = out[(slice(None), rows, columns)]
            for k, layer in zip(self._derived, self._layers(part)):
                values[(k, *inner)] = layer
        return out

    def _parts(self, window: Window) -> List[Window]:
        layers = len(self._whole.days.variables) * len(self._whole.days.stacks) if self._whole.days else 1
        return [Window(window.column + p.column, window.row + p.row, p.width, p.height)
                for p in low_windows(window.shape, layers, _MOST_VALUES)]

    def _layers(self, window: Window) -> List[np.ndarray]:
        names = [self._whole.predictors[k].name for k in self._derived]
        found: Dict[str, np.ndarray] = {}
        if self._days:
            values = self._days.read(window)
            series = {name: values[:, k] for k, name in enumerate(certain(self._whole.days).variables)}
            lagged = [name for name in names if name not in _OF_THE_DATE]
            found.update(means_of_last_days(series, lagged, self._whole.memory_days))
        if COARSE in names:
            coarse = certain(self._whole.coarse)
            found[COARSE] = bilinear(coarse.values, CellGeometry(self._whole.grid, coarse.grid), window)
        of_the_year = _of_the_year(certain(self._whole.period))
        found.update((name, np.full(window.shape, value)) for name, value in of_the_year.items())
        return [found[name] for name in names]


def with_derived(stack: Stack, names: Sequence[str], memory_days: int, coarse: Optional[Coarse],
                 series: Sequence[Stack] = (), monitor: Monitor = SILENT, of_days: bool = False) -> Stack:
    """The stack with the named predictors that it lacks; the stack itself where it lacks none.

    names: those that a model derives, memory_days: from how many days; series: daily stacks; of_days: whether the model
    learnt days or means over them, so that a map of several days takes the mean over its own. Raises InputError when
    the map's date, COARSE or SERIES is needed and not given, and when SERIES lacks a variable or all of the days.
    """
    wanted = [name for name in names if name not in stack.names]
    if not wanted:
        return stack
    period = stack.period or (coarse.period if coarse else None)
    _refuse_missing(wanted, memory_days, period, coarse, series)
    days = days_derived_from(wanted, memory_days, series, period, stack.grid, monitor, of_days)
    made = tuple(Predictor(_NO_FILE, BandInfo(1, name, name, "", False, None, None)) for name in wanted)
    return DerivedStack(stack.predictors + made, stack.grid, period, stack.mask, coarse if COARSE in wanted else None,
                        days, memory_days)


def days_derived_from(names: Sequence[str], memory_days: int, series: Sequence[Stack], period: Optional[Period],
                      grid: Grid, monitor: Monitor = SILENT, of_days: bool = False) -> Optional[DailyStacks]:
    """The days that derived predictors look back on, None where none does; of_days: see `with_derived`. InputError as
    `days_before`."""
    variables = looked_back(names)
    count = memory_days + (_whole_days(period) - 1 if of_days and period else 0)
    return days_before(series, period, count, variables, grid, monitor) if variables else None


def _whole_days(period: Period) -> int:
    return max(1, round((period.end - period.start) / timedelta(days=1)))


def _refuse_missing(wanted: Sequence[str], memory_days: int, period: Optional[Period], coarse: Optional[Coarse],
                    series: Sequence[Stack]) -> None:
    if COARSE in wanted and coarse is None:
        raise InputError(f"The model has {COARSE} among its predictors; give the coarse raster of the date as COARSE.")
    if period is None:
        raise InputError(f"The model needs {', '.join(wanted[:4])}, which are computed from the map's date, but the "
                         "predictors have no date; put it into their names (ndvi_20200601.tif) or into TIME_START and "
                         "TIME_END.")
    variables = looked_back(wanted)
    if variables and not series:
        raise InputError(f"The model needs {', '.join(variables)} of the {memory_days} days before the map; give their "
                         "daily stacks as SERIES.")


def _of_the_year(period: Period) -> Dict[str, float]:
    """Sine and cosine of the day of the year of a period's last day."""
    last = (period.end - timedelta(microseconds=1)).astimezone(timezone.utc).date().isoformat()
    angle = float(year_angle(np.array([np.datetime64(last, "D").astype(int)]))[0])
    return {SINE: float(np.sin(angle)), COSINE: float(np.cos(angle))}
