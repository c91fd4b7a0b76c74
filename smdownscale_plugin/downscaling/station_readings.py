"""Stations beside a map: where they lie on it, what they read in its time, and what is done about the difference."""
import hashlib
from dataclasses import dataclass
from functools import partial
from typing import Callable, List, Optional

import numpy as np

from ..errors import certain
from ..rasters.stack import Stack
from ..rasters.windows import Window
from ..regression.model import Model
from ..scaling.cell_kilometres import cell_kilometres
from ..scaling.mean_preserving import BOUNDS
from .interval import widening
from .pipeline import PerThread
from .station_residuals import Errors, Judgement, judge


@dataclass(frozen=True)
class MapReadings:
    """Mean readings in the time of a map (n): row, column: pixels of the map's grid; value: m3/m3; group: number of the
    footprint that a station lies in."""

    row: np.ndarray
    column: np.ndarray
    value: np.ndarray
    group: np.ndarray

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits of the readings and their places."""
        return _fingerprint(self.row, self.column, self.value)


@dataclass(frozen=True)
class MapErrors:
    """Errors of earlier maps at places of a map (n): row, column: pixels of the map's grid; error: m3/m3; group: number
    of the footprint that the place lies in."""

    row: np.ndarray
    column: np.ndarray
    error: np.ndarray
    group: np.ndarray

    @property
    def places(self) -> int:
        """How many footprints they lie in."""
        return len(np.unique(self.group))

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits of the errors and their places."""
        return _fingerprint(self.row, self.column, self.error)

    def widening(self, half_width_of: Callable[[Window], np.ndarray]) -> Optional[float]:
        """What half widths of the interval, (rows, columns) of windows, must be multiplied by; see
        `interval.widening`. Places without a value of the map don't count."""
        pixels, pixel = np.unique(np.stack([self.row, self.column], 1), axis=0, return_inverse=True)
        halves = np.array([half_width_of(Window(int(c), int(r), 1, 1))[0, 0] for r, c in pixels])[pixel.ravel()]
        known = np.isfinite(halves) & (halves > 0)
        return widening(np.abs(self.error[known]) / halves[known], self.group[known])


def _fingerprint(*parts: np.ndarray) -> str:
    held = b"".join(np.ascontiguousarray(part, np.float64).tobytes() for part in parts)
    return hashlib.sha256(held).hexdigest()[:16]


class StationAdjustment:
    """What is added to a map so that it agrees with stations; nothing where that doesn't help at stations left out.

    Use it as a context manager: it reads the land cover of windows. judgement: what was found.
    """

    def __init__(self, model: Model, stack: Stack, readings: MapReadings):
        self._readings, self._grid = readings, stack.grid
        covers = [feature.name for feature in model.features.features if feature.classes is not None]
        self._cover = PerThread(partial(stack.select(covers[:1]).open, None)) if covers else None
        self._width, self._height = (float(np.median(sizes)) for sizes in cell_kilometres(stack.grid))
        self.judgement: Optional[Judgement] = None
        self._known = np.zeros(len(readings.row), bool)

    def __enter__(self) -> "StationAdjustment":
        return self

    def __exit__(self, *_: object) -> None:
        if self._cover:
            self._cover.__exit__()

    def find(self, value_of: Callable[[Window], np.ndarray]) -> Judgement:
        """Judge by the map's values (rows, columns) of windows."""
        r, windows = self._readings, self._windows()
        error = r.value - np.array([value_of(window)[0, 0] for window in windows])
        cover = np.array([self._covers(window)[0] for window in windows]) if self._cover else None
        self._known = np.isfinite(error) & (np.isfinite(cover) if cover is not None else True)
        errors = Errors(error, self._places(r.row, r.column), r.group, cover).some(self._known)
        self.judgement = judge(errors)
        return self.judgement

    def widening(self, half_width_of: Callable[[Window], np.ndarray]) -> Optional[float]:
        """What half widths of the interval, (rows, columns) of windows, must be multiplied by for stations that were
        left out; see `interval.widening`."""
        if self.judgement is None:
            return None
        halves = np.array([half_width_of(window)[0, 0] for window in self._windows()])[self._known]
        return widening(np.abs(self.judgement.left) / halves, self._readings.group[self._known])

    def _windows(self) -> List[Window]:
        return [Window(int(column), int(row), 1, 1) for row, column in zip(self._readings.row, self._readings.column)]

    def adjusted(self, window: Window, values: np.ndarray) -> np.ndarray:
        """(h, w) of the map with what stations add, within what soil can hold."""
        field = self.judgement.field if self.judgement else None
        if field is None:
            return values
        rows, columns = np.indices(values.shape)
        places = self._places(rows.ravel() + window.row, columns.ravel() + window.column)
        more = field.at(places, self._covers(window) if field.by_cover else None).reshape(values.shape)
        return np.clip(values + more, *BOUNDS)

    def _places(self, row: np.ndarray, column: np.ndarray) -> np.ndarray:
        return np.stack([column * self._width, row * self._height], 1)

    def _covers(self, window: Window) -> np.ndarray:
        return certain(self._cover)().read(window)[0].ravel()
