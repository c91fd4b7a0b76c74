"""Residual correction that keeps the means of coarse cells exactly, without edges between them.

A smooth field (quadratic B-spline on the coarse cells) is found whose cell means are coarse minus upscaled
prediction; what the field can't reach, because of gaps or physical bounds, is settled cell by cell. Works in passes
over windows: nothing larger than the coarse grid stays in memory.
"""
from dataclasses import dataclass
from typing import Any, Callable, Optional, Tuple

import numpy as np

from ..monitor import SILENT, Monitor
from ..rasters.windows import Window, whole
from .axes import axes_of
from .cell_sums import CellSums
from .conjugate_gradients import conjugate_gradients
from .geometry import CellGeometry
from .influence import Influence
from .interpolation import spline
from .window_tiles import tiles

BOUNDS = (0.0, 0.75)       # m3/m3: dry to the porosity of organic soils
TOLERANCE = 2e-5           # m3/m3: a fifth of what is promised
_ITERATIONS = 80
_MOST_PASSES = 6          # over a prediction in memory


@dataclass
class Agreement:
    """How well cell means agree: largest deviation (m3/m3) where bounds allow, and how many cells they forbid."""

    cells: int
    largest: float
    bounded: int


class MeanPreserving:
    """Use: `add` every window of the prediction, `solve`, then repeat `check` of every window + `improve` until it
    returns False; `corrected` gives the result of a window. In threads: `measure` anywhere and `take` in one place
    instead of `add`, `look` and `take_look` instead of `check`.

    coarse: (rows, columns) m3/m3, NaN where there is none; it counts as covered where it holds the centre of a
    predicted pixel.
    """

    def __init__(self, geometry: CellGeometry, coarse: np.ndarray, bounds: Tuple[float, float] = BOUNDS) -> None:
        self.geometry, self.coarse, self.bounds = geometry, coarse, bounds
        self._known = np.isfinite(coarse)
        self._sums: Any = CellSums(geometry, 1)
        self._influence: Any = Influence(geometry, self._known)
        self._field: Any = None
        self._offset: Any = None
        self._checked: Any = None
        self.agreement: Optional[Agreement] = None

    def measure(self, window: Window, prediction: np.ndarray, check: Callable = SILENT.check) -> Any:
        """First pass: what a window (h, w) of the prediction, NaN where there is none, adds. From any thread.

        check: called often; it raises `Cancelled` to stop.
        """
        return (self._sums.measure(window, prediction, check),
                self._influence.measure(window, np.isfinite(prediction), check))

    def take(self, measured: Any) -> None:
        """Add what `measure` gave."""
        for total, parts in zip((self._sums, self._influence), measured):
            total.take(parts)

    def add(self, window: Window, prediction: np.ndarray) -> None:
        """`measure` and `take` at once."""
        self.take(self.measure(window, prediction))

    def solve(self, monitor: Monitor = SILENT) -> np.ndarray:
        """Find the smooth field; returns the residual (rows, columns), coarse minus upscaled prediction."""
        means, weights = self._sums.means()
        self._sums = None                                            # coarse grids may be large: nothing is kept longer
        self.covered = self._known & self._influence.centres & (weights > 0)
        residual = np.where(self.covered, self.coarse - means[0], np.nan)
        share = np.divide(1.0, weights, out=np.zeros(weights.shape), where=self.covered)
        del means, weights
        field = _least_squares(self._influence, share, np.nan_to_num(residual), monitor)
        self._influence = None
        field[~self._known] = np.nan
        self._field, self._offset = field, np.zeros(field.shape)
        self._start_check()
        return residual

    def corrected(self, window: Window, prediction: np.ndarray) -> np.ndarray:
        """The prediction (h, w) of a window plus the correction, within the bounds."""
        field = np.nan_to_num(spline(self._field, self.geometry, window))
        if self._offset.any():
            for tile, inner in tiles(window):
                field[inner] += self._settled(tile)
        return np.clip(prediction + field, *self.bounds)

    def _settled(self, window: Window) -> np.ndarray:
        """The cells' own offsets on pixels: weighted by overlap where a pixel lies in several cells."""
        axes = axes_of(self.geometry, window)
        if axes is not None:
            total, weights = axes.spread(self._offset), axes.spread(self.covered)
        else:
            total, weights = np.zeros(window.shape), np.zeros(window.shape)
            for cell, weight in self.geometry.overlaps(window):
                weight = weight * self.covered.ravel()[cell]
                total += weight * self._offset.ravel()[cell]
                weights += weight
        return np.divide(total, weights, out=np.zeros(window.shape), where=weights > 0)

    def look(self, window: Window, prediction: np.ndarray, check: Callable = SILENT.check) -> Any:
        """A later pass: cell means of the corrected window, and what could still move up or down. As `measure`."""
        check()
        values = self.corrected(window, prediction)
        low, high = self.bounds
        known = np.isfinite(values)
        return self._checked.measure(window, np.stack([values, np.where(known, values < high, np.nan),
                                                       np.where(known, values > low, np.nan)]), check)

    def take_look(self, looked: Any) -> None:
        """Add what `look` gave."""
        self._checked.take(looked)

    def check(self, window: Window, prediction: np.ndarray) -> None:
        """`look` and `take_look` at once."""
        self.take_look(self.look(window, prediction))

    def improve(self) -> bool:
        """After all windows were checked: adjust the cells that are off; True when another pass is needed."""
        means, _ = self._checked.means()
        self._start_check()
        with np.errstate(invalid="ignore"):
            deviation = np.where(self.covered, self.coarse - means[0], 0.0)
        room = np.where(deviation > 0, means[1], means[2])
        movable = self.covered & (room > 1e-6)
        off = np.abs(deviation) > TOLERANCE
        self.agreement = Agreement(int(self.covered.sum()), float(np.abs(deviation[movable]).max(initial=0.0)),
                                   int((off & ~movable & self.covered).sum()))
        if not (off & movable).any():
            return False
        step = np.where(movable, deviation / np.maximum(room, 1e-6), 0.0)     # 0 in cells that aren't covered
        self._offset = np.clip(self._offset + step, -1.0, 1.0)                # no soil is off by more than 1 m3/m3
        return True

    def _start_check(self) -> None:
        self._checked = CellSums(self.geometry, 3)


def mean_preserved(geometry: CellGeometry, coarse: np.ndarray, prediction: np.ndarray,
                   bounds: Tuple[float, float] = BOUNDS) -> np.ndarray:
    """A prediction (h, w) in memory with the means of its coarse cells; NaN where coarse cells or pixels have none."""
    if not (np.isfinite(coarse).any() and np.isfinite(prediction).any()):
        return np.full(prediction.shape, np.nan)
    window, correction = whole(prediction.shape), MeanPreserving(geometry, coarse, bounds)
    correction.add(window, prediction)
    correction.solve()
    for _ in range(_MOST_PASSES):
        correction.check(window, prediction)
        if not correction.improve():
            break
    return correction.corrected(window, prediction)


def _least_squares(influence: Influence, share: np.ndarray, target: np.ndarray, monitor: Monitor) -> np.ndarray:
    """x (rows, columns) that minimises sum (A x - target)^2 / share over covered cells, by the normal equations.

    A: means of cells from the field's coefficients. share: 1 / weight of a covered cell, 0 elsewhere; target: 0 there.
    Started at the target, which becomes x, and stopped early, which keeps ill-conditioned corners (cells with few
    pixels) tame.
    """
    def normal(x: np.ndarray) -> np.ndarray:
        return influence.backward(share * influence.forward(x))
    rest = influence.backward(target - share * influence.forward(target))
    return conjugate_gradients(normal, target, rest, 1e-24, _ITERATIONS, monitor)
