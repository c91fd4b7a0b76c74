"""One pass over the predictors: each file is read once, and all that training asks of its values is taken there."""
from collections import Counter
from dataclasses import dataclass, replace
from typing import Callable, Dict, List, Optional, Sequence, Set, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.fills import FillSearch
from ..rasters.kept_windows import KeptWindows
from ..rasters.stack import Stack
from ..rasters.unit_changes import UnitChanges
from ..rasters.windows import Window, layout
from ..scaling.upscaling import Upscaling
from .features import Feature, Features, classes_of
from .regional import known_means


@dataclass(frozen=True)
class Upscaled:
    """means: (columns, rows, columns) of the columns known when they were made; coverage: (rows, columns); around: the
    means of the lattice's cells, NaN where unknown, None where there is no lattice."""

    features: Features
    means: np.ndarray
    coverage: np.ndarray
    around: Optional[np.ndarray] = None


class PredictorPass:
    """Upscales stacks of the same predictors on one grid, one after the other.

    What several stacks share (static predictors) is kept from stack to stack where memory allows. Classes of
    categorical predictors and undeclared fill values are looked for meanwhile, once a file; `features` are those of all
    that was read so far.
    """

    def __init__(self, stacks: Sequence[Stack], upscaling: Upscaling, around: Optional[Upscaling] = None):
        """around: to means of a lattice's cells, which are wanted too."""
        self._upscaling, self._around, self._predictors = upscaling, around, stacks[0].predictors
        uses = Counter(path for stack in stacks for path in stack.files)
        self._kept = KeptWindows(path for path, count in uses.items() if count > 1)
        # the same windows for all, as windows are kept for others that ask for the same ones
        self._layout = layout(stacks[0].grid.shape, {block for stack in stacks for block in stack.blocks})
        self._classes: Dict[str, Set[int]] = {p.name: set() for stack in stacks for p in stack.predictors
                                              if p.band.categorical}
        self._searched: Set[str] = set()
        self._pointed_out: Set[str] = set()
        self._units = UnitChanges()
        self.features = self._known_features()

    def upscale(self, stack: Stack, monitor: Monitor = SILENT,
                look: Callable = lambda window, values: None) -> Upscaled:
        """Means and coverage of one stack, read once.

        look: called with every window and its values (predictors, h, w), which it mustn't change.
        Raises InputError: an undeclared fill value; another unit than at earlier dates; a categorical
        predictor with too many classes.
        """
        new = [k for k, p in enumerate(stack.predictors) if p.path not in self._searched]
        searches = {k: FillSearch() for k in new}
        categorical = [k for k in new if stack.predictors[k].band.categorical]
        sums, around = _GrowingSums(self._upscaling), _GrowingSums(self._around) if self._around else None
        with stack.open(self._kept, forget=self._layout.whole_blocks) as reader:
            for window in monitor.each(self._layout.windows, f"Upscaling predictors, {stack.label}"):
                values = reader.read(window)
                for k, search in searches.items():
                    search.add(values[k])
                self._learn_classes(stack, categorical, values)
                look(window, values)
                sums.add(window, values, self.features)
                if around:
                    around.add(window, values, self.features)
        refuse_fills(stack, searches, monitor)
        self._point_out(stack, searches, monitor)
        for k, search in searches.items():
            self._units.add(stack.predictors[k].path, stack.predictors[k].band, search.sample)
        self._searched.update(stack.files)
        upscaled = sums.result()
        if around:
            upscaled = replace(upscaled, around=known_means(*around.means()))
        return upscaled

    def _point_out(self, stack: Stack, searches: Dict[int, FillSearch], monitor: Monitor) -> None:
        """Warn of values that may be fills, once a predictor."""
        for k, search in searches.items():
            predictor = stack.predictors[k]
            said = None if predictor.name in self._pointed_out else search.repeated(predictor.band, predictor.path)
            if said:
                self._pointed_out.add(predictor.name)
                monitor.warn(said)

    def _learn_classes(self, stack: Stack, categorical: List[int], values: np.ndarray) -> None:
        grown = False
        for k in categorical:
            name = stack.predictors[k].name
            known = self._classes[name]
            more = set(classes_of(name, values[k])) - known
            if more:
                known |= more
                classes_of(name, np.array(sorted(known), float))       # not too many in all
                grown = True
        if grown:
            self.features = self._known_features()

    def _known_features(self) -> Features:
        return Features(tuple(
            Feature(p.name, p.band.unit, tuple(sorted(self._classes[p.name])) if p.name in self._classes else None)
            for p in self._predictors))


class _GrowingSums:
    """Sums of windows while more and more classes come up: what was added before is 0 in their columns."""

    def __init__(self, upscaling: Upscaling):
        self._upscaling = upscaling
        self._before: Optional[Upscaled] = None
        self._features = Features(())
        self._sums = upscaling.sums(0)

    def add(self, window: Window, values: np.ndarray, features: Features) -> None:
        """values: (predictors, h, w); features: all that are known by now."""
        if features is not self._features:
            self._before = self.result() if self._features.names else None
            self._features, self._sums = features, self._upscaling.sums(len(features.columns))
        self._sums.add(window, features.encode(values))

    def means(self) -> Tuple[np.ndarray, np.ndarray]:
        """(means, coverage) of all windows so far."""
        result = self.result()
        return result.means, result.coverage

    def result(self) -> Upscaled:
        """Means and coverage of all windows so far."""
        latest = Upscaled(self._features, *self._upscaling.result(self._sums))
        return latest if self._before is None else _joined(self._before, latest)


def _joined(before: Upscaled, latest: Upscaled) -> Upscaled:
    """Means of the windows of both, weighted with what each covers."""
    coverage = before.coverage + latest.coverage
    sums = np.nan_to_num(latest.means) * latest.coverage
    sums[places(before.features, latest.features)] += np.nan_to_num(before.means) * before.coverage
    means = np.divide(sums, coverage, out=np.full(sums.shape, np.nan), where=coverage > 0)
    return Upscaled(latest.features, means, coverage)


def places(before: Features, after: Features) -> List[int]:
    """Where the columns of `before` are among those of `after`."""
    column = {name: k for k, name in enumerate(after.columns)}
    return [column[name] for name in before.columns]


def refuse_fills(stack: Stack, searches: Dict[int, FillSearch], monitor: Monitor = SILENT) -> None:
    """InputError where what was read of a predictor (by its number in the stack) holds an undeclared fill value."""
    for k, search in searches.items():
        fill = search.found(stack.predictors[k].band, stack.predictors[k].path)
        if fill:
            raise InputError(fill)
        doubt = search.doubt(stack.predictors[k].band, stack.predictors[k].path)
        if doubt:
            monitor.warn(doubt)
