"""From the pixels of one grid to the pixels of another, across coordinate systems."""
import math
from typing import Any, List, Optional, Sequence, Tuple

import numpy as np

from ..rasters.gdal_calls import quiet
from ..rasters.grid import Grid, same_crs
from ..rasters.windows import Window, whole
from ..scaling.geometry import transformation_between

# Points per side at which a window is followed into the other grid; edges included.
_SAMPLES = 21
# Flat positions of these points, the middle of the window first.
_FROM_MIDDLE = np.argsort(np.hypot(*(np.indices((_SAMPLES, _SAMPLES)) - _SAMPLES // 2)).ravel(), kind="stable")


def transformed(x: np.ndarray, y: np.ndarray, source: str, target: str) -> Tuple[np.ndarray, np.ndarray]:
    """Coordinates (arrays of one shape) of the CRS `source` in the CRS `target` (WKT); NaN where there are none.

    Raises InputError when the two can't be related.
    """
    shape = np.shape(x)
    change = transformation_between(source, target)
    with quiet():
        try:
            points = np.array(change.TransformPoints(np.column_stack([np.ravel(x), np.ravel(y)])), float)
        except RuntimeError:
            return np.full(shape, np.nan), np.full(shape, np.nan)
    points[~np.isfinite(points).all(axis=1)] = np.nan
    return points[:, 0].reshape(shape), points[:, 1].reshape(shape)


class GridMapping:
    """Pixel coordinates (column, row; 0, 0 is the upper left corner) of `target` as those of `source`."""

    def __init__(self, source: Grid, target: Grid):
        self.source, self.target = source, target
        # Source pixels once round the earth: longitudes may count from -180 or from 0.
        self.turn = 360.0 / source.cell_size[0] if source.is_geographic else None
        self._same_crs = same_crs(source.crs, target.crs)

    def __call__(self, columns: np.ndarray, rows: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        """Source columns and rows (float64, NaN where the systems don't meet) of target ones, same shape."""
        x0, dx, _, y0, _, dy = self.target.transform
        x, y = x0 + dx * np.asarray(columns, float), y0 + dy * np.asarray(rows, float)
        if not self._same_crs:
            x, y = transformed(x, y, self.target.crs, self.source.crs)
        x0, dx, _, y0, _, dy = self.source.transform
        return self._around((x - x0) / dx, self.source.width / 2), (y - y0) / dy

    def _around(self, columns: np.ndarray, middle: Any) -> np.ndarray:
        """Columns moved by whole turns round the earth to within half a turn of a middle."""
        return columns if self.turn is None else columns - np.rint((columns - middle) / self.turn) * self.turn

    @property
    def all_round(self) -> bool:
        """Whether the source goes round the whole earth, so that its last column is a neighbour of its first."""
        return self.turn is not None and abs(self.turn - self.source.width) < 0.01

    def source_window(self, window: Window, margin: int = 0) -> Optional[Window]:
        """The source pixels under a target window and `margin` pixels around them; None where there are none.

        It may reach over the source's edges; over the left and right ones of a source that goes `all_round`, columns
        go on from the other side.
        """
        columns, rows = self(*_lattice(window))
        if not np.isfinite(columns).any():
            return None
        middle = columns.ravel()[_FROM_MIDDLE[np.isfinite(columns.ravel()[_FROM_MIDDLE])][0]]
        columns = self._around(columns, middle)
        left, right = _span(columns, margin)
        top, bottom = _span(rows, margin)
        width, height = self.source.width, self.source.height
        if self.all_round and right - left > width / 2:
            # Perhaps a pole lies in it, and with it all longitudes between the samples.
            left = round(middle) - width // 2
            right = left + width
        if right <= 0 or bottom <= 0 or left >= width or top >= height:
            return None
        return Window(left, top, right - left, bottom - top)

    def offset(self, tolerance: float = 0.01) -> Optional[Tuple[int, int]]:
        """(column, row) of the source at which the target begins, when both share their cells; else None.

        tolerance: how far, in cells, two corners may lie apart and still count as the same.
        """
        if not self._same_crs:
            return None
        columns, rows = self(np.array([0, self.target.width]), np.array([0, self.target.height]))
        drift = abs(columns[1] - columns[0] - self.target.width), abs(rows[1] - rows[0] - self.target.height)
        column, row = round(columns[0]), round(rows[0])
        if max(drift + (abs(columns[0] - column), abs(rows[0] - row))) > tolerance:
            return None
        return column, row

    def scale(self) -> Tuple[float, float]:
        """Source pixels per target cell, along the source's columns and rows, where the two overlap."""
        across, down = self._jacobian()
        return float(np.hypot(*across)), float(np.hypot(*down))

    def coarsening(self) -> float:
        """How many times larger a target cell's side is than a source pixel's (over 1: coarser)."""
        (a, b), (c, d) = self._jacobian()
        return math.sqrt(abs(a * d - b * c))

    def _jacobian(self) -> List[Tuple[float, float]]:
        """Medians of the derivatives of source (column, row) by target (column, row)."""
        columns, rows = _lattice(self._shared())
        here, right, below = self(columns, rows), self(columns + 1, rows), self(columns, rows + 1)
        return [(_median(right[i] - here[i]), _median(below[i] - here[i])) for i in (0, 1)]

    def _shared(self) -> Window:
        """The part of the target that the source covers (the whole target where that can't be known)."""
        back = GridMapping(self.target, self.source).source_window(whole(self.source.shape))
        if back is None:
            return whole(self.target.shape)
        left, top = max(back.column, 0), max(back.row, 0)
        right = min(back.column + back.width, self.target.width)
        bottom = min(back.row + back.height, self.target.height)
        return Window(left, top, right - left, bottom - top)

    def overlaps(self) -> bool:
        """Whether the two grids share any ground."""
        columns, rows = self(*_lattice(whole(self.target.shape)))
        with np.errstate(invalid="ignore"):
            inside = (columns > 0) & (columns < self.source.width) & (rows > 0) & (rows < self.source.height)
        if inside.any():
            return True
        return GridMapping(self.target, self.source).source_window(whole(self.source.shape)) is not None


def _lattice(window: Window) -> Sequence[np.ndarray]:
    """Columns and rows of points all over a window, edges included."""
    return np.meshgrid(np.linspace(window.column, window.column + window.width, _SAMPLES),
                       np.linspace(window.row, window.row + window.height, _SAMPLES))


def _span(positions: np.ndarray, margin: float) -> Tuple[int, int]:
    """First pixel of positions and the one after the last, widened by a margin and for curvature between samples."""
    low, high = np.nanmin(positions), np.nanmax(positions)
    margin = margin + 0.01 * (high - low)
    # A whole number that came out as 12.0000001 doesn't ask for one more pixel.
    return math.floor(low - margin + 1e-6), math.ceil(high + margin - 1e-6)


def _median(values: np.ndarray) -> float:
    return float(np.nanmedian(values)) if np.isfinite(values).any() else 1.0
