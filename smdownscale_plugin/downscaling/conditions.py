"""Whether a map's predictors are what the model was trained on: their units, their ranges, fills among them.

Looked at while windows are predicted, judged when all are: nothing has its name by then.
"""
import math
import threading
from typing import Dict, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.fills import FillSearch
from ..rasters.kept_samples import KeptSamples
from ..rasters.number_text import in_percent
from ..rasters.stack import Predictor, Stack
from ..rasters.variables import unit_change, units_differ, variable_of
from ..regression.model import Model, OutOfRange

# Shares of pixels outside the training range: refused, and refused where a mix-up explains it.
_ALL, _MOST = 0.9, 0.5
_MORE = 0.25     # and this much more than of the pixels of training
_SAMPLE, _MOST_SAMPLES = 256, 64       # pixels of a window, and windows, that are kept to guess what happened
_FEWEST_TO_VARY = 400                  # pixels of a map of which a predictor can be expected to vary
_HOW = "; if conditions really are that different, set ALLOW_OUTSIDE."


class Conditions:
    """Counts and samples of one map, from any thread. Columns are the model's: continuous predictors and classes."""

    def __init__(self, model: Model, stack: Stack):
        self._model, self._stack = model, stack
        self._columns: Dict[int, Predictor] = {}
        column = 0
        for feature, predictor in zip(model.features.features, stack.predictors):
            if feature.classes is None:
                self._columns[column] = predictor
            column += len(feature.columns)
        self._pixels, self._new_pixels = 0, 0
        self._outside, self._new = np.zeros(column), np.zeros(column)
        self._samples = KeptSamples(_MOST_SAMPLES, 2 * _SAMPLE, (column,), np.float32)
        self._searches = {column: FillSearch() for column in self._columns}
        self._ends = np.full((column, 2), np.nan)
        self._lock = threading.Lock()

    def add(self, table: np.ndarray, found: OutOfRange) -> None:
        """table: (n, columns) of predicted pixels; found: which of them are out of range."""
        if not len(table):
            return
        ends = found.ends
        step = max(1, len(table) // _SAMPLE)
        sample = table[::step]
        with self._lock:
            self._pixels += len(table)
            self._outside += found.counts
            self._new += found.new_counts
            self._new_pixels += int(found.new.sum())
            self._samples.add(sample)
            beyond = ~(ends[:, 0] >= self._ends[:, 0]) | ~(ends[:, 1] <= self._ends[:, 1])
            self._ends = np.stack([np.fmin(ends[:, 0], self._ends[:, 0]), np.fmax(ends[:, 1], self._ends[:, 1])], 1)
            for column in np.flatnonzero(beyond & (found.counts > 0)):
                if column in self._searches:
                    self._searches[column].add(np.ascontiguousarray(table[:, column]))

    def new_to_training(self) -> Tuple[float, str]:
        """Percent of the pixels with a predictor out of the range even of the pixels in training, NaN where the model
        file doesn't hold it; and which predictor that is most often, '' for none."""
        if self._model.pixel_ranges is None:
            return math.nan, ""
        most = int(self._new.argmax())
        return 100.0 * self._new_pixels / max(1, self._pixels), self._columns[most].name if self._new[most] else ""

    def constant(self) -> Tuple[str, ...]:
        """Predictors that vary in training and have one value in the map, with it: "lst is 300". Not those that are 0
        as rain on a dry day is, and none in a map of a few pixels."""
        if self._pixels < _FEWEST_TO_VARY:
            return ()
        out = []
        for column, predictor in self._columns.items():
            (low, high), variable = self._ends[column], variable_of(predictor.name)
            dry_day = low == 0 and not (variable and variable.never_zero)
            if low == high and np.ptp(self._model.ranges[column]) > 0 and not dry_day:
                out.append(f"{predictor.name} is {low:g}")
        return tuple(out)

    def judge(self, allow_outside: bool = False, monitor: Monitor = SILENT) -> None:
        """Raise InputError when a predictor holds fills, or most of it lies out of the training range.

        allow_outside: warn only of the latter.
        """
        if self._samples:
            samples = self._samples.values()
            for column, search in self._searches.items():
                search.add(np.ascontiguousarray(samples[:, column]))
        ranges, explained = self._ranges()
        if not explained:
            self._refuse_fills(monitor)
        problem = self._units() or ranges
        if problem and not allow_outside:
            raise InputError(problem + _HOW)
        if problem:
            monitor.warn(problem + "; ALLOW_OUTSIDE is on.")

    def _refuse_fills(self, monitor: Monitor) -> None:
        for column, search in self._searches.items():
            predictor = self._columns[column]
            found = search.found(predictor.band, predictor.path, self._within_reach(column))
            if found:
                raise InputError(found)
            doubt = search.doubt(predictor.band, predictor.path)
            if doubt:
                monitor.warn(doubt)

    def _within_reach(self, column: int) -> bool:
        """Whether all values lie in the training range or not further beside it than it is wide."""
        low, high = self._model.ranges[column]
        first, last = self._searches[column].ends
        return low - (high - low) <= first and last <= high + (high - low)

    def _units(self) -> Optional[str]:
        for feature, predictor in zip(self._model.features.features, self._stack.predictors):
            if units_differ(feature.unit, predictor.band.unit):
                return (f"The predictor {feature.name} of {predictor.path} is in {predictor.band.unit}, but the model "
                        f"was trained with {feature.unit}: convert it")
        return None

    def _ranges(self) -> Tuple[Optional[str], str]:
        """(what is wrong with a predictor's range, the likely cause), None and '' where nothing is."""
        shares = self._outside / max(1, self._pixels)
        usual = self._model.usually_outside       # pixels differ more than the means of cells that were learned from
        far = [column for column in self._columns if shares[column] > _MOST and shares[column] - usual[column] > _MORE
               and not self._holds(column, self._span(column))]     # a dry day lies just below the least mean of rain
        explained = [(column, self._explanation(column, far)) for column in far]
        for column, why in sorted(explained, key=lambda entry: -shares[entry[0]]):
            if why or shares[column] > _ALL:
                low, high = self._model.ranges[column]
                first, last = self._span(column)
                return (f"{in_percent(shares[column])} of the pixels lie outside the training range of "
                        f"{self._columns[column].name} ({low:.4g} to {high:.4g}; here mostly {first:.4g} to "
                        f"{last:.4g}){': ' + why if why else ''}"), why
        return None, ""

    def _explanation(self, column: int, far: Sequence[int]) -> str:
        """The likely unit or mix-up, '' when none comes to mind."""
        span, name = self._span(column), self._columns[column].name
        for other in far:
            if other != column and self._holds(other, span) and self._holds(column, self._span(other)):
                return f"{name} and {self._columns[other].name} seem to be swapped"
        change = unit_change(name, *span, *self._model.ranges[column])
        if change:
            return change
        fitting = [self._columns[other].name for other in self._columns if other != column and self._holds(other, span)
                   and other in far]
        return f"the values look like those of {fitting[0]}" if fitting else ""

    def _span(self, column: int) -> Tuple[float, float]:
        low, high = np.quantile(self._samples.values()[:, column], [0.05, 0.95])
        return float(low), float(high)

    def _holds(self, column: int, span: Tuple[float, float]) -> bool:
        low, high = self._model.ranges[column]
        slack = 0.25 * (high - low)
        return low - slack <= span[0] and span[1] <= high + slack
