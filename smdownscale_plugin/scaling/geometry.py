"""Where fine pixels lie on the coarse grid: overlaps, centres and cell numbers, window by window."""
from typing import List, Sequence, Tuple

import numpy as np
from osgeo import osr

from ..errors import InputError, certain
from ..rasters.gdal_calls import call
from ..rasters.grid import Grid, name_of_crs, same_crs, spatial_reference
from ..rasters.round_the_earth import middle_of, nearest_turn
from ..rasters.windows import Window

# Coordinates between CRSs are computed on a lattice and interpolated; halved until the error is below this
# share of a coarse cell.
_LATTICE, _LATTICE_ERROR = 64, 2e-3
_EPSILON = 1e-6   # of a cell: corners closer than this to a cell's edge lie on it


class CellGeometry:
    """Positions of a fine grid's pixels in rows and columns of a coarse grid.

    Pixel areas are taken as rectangles in the coarse grid's coordinates: exact where both grids share a CRS,
    accurate to second order in pixel / cell size elsewhere. Cell (i, j) spans i..i+1 and j..j+1.
    Raises InputError when the fine pixels are larger than the coarse cells or a CRS is missing.
    """

    def __init__(self, fine: Grid, coarse: Grid):
        self.fine, self.coarse = fine, coarse
        self.same_crs = same_crs(fine.crs, coarse.crs)
        if not self.same_crs and not (fine.crs and coarse.crs):
            raise InputError(f"One of the grids has no CRS ({fine.crs_name}, {coarse.crs_name}); assign one first "
                             "(Assign Projection).")
        self._transform = None if self.same_crs else transformation_between(fine.crs, coarse.crs)
        # longitudes may count from -180 in one grid and from 0 in the other
        self._middle = middle_of(coarse)
        self._shift = float(nearest_turn(np.array(middle_of(fine)), self._middle, coarse.crs) - middle_of(fine)) \
            if self.same_crs else 0.0
        self._check_sizes()

    def _check_sizes(self) -> None:
        height, width = self.pixel_size()
        if not (np.isfinite(height) and np.isfinite(width)):
            return
        if max(height, width) > 1.0 + 1e-3:
            raise InputError(f"The fine grid ({self.fine.describe()}) isn't finer than the coarse grid "
                             f"({self.coarse.describe()}); swap them or choose finer predictors.")

    def pixel_size(self) -> Tuple[float, float]:
        """(height, width) in cells of the pixel in the middle of the fine grid; NaN where it can't be known."""
        rows, columns = self._edges(Window(self.fine.width // 2, self.fine.height // 2, 1, 1))
        return np.abs(np.diff(rows[:, 0])).max(), np.abs(np.diff(columns[0])).max()

    def centres(self, window: Window) -> Sequence[np.ndarray]:
        """Fractional coarse (rows, columns) of pixel centres, each (h, w)."""
        rows, columns = self._positions(window, 0.5)
        return np.broadcast_arrays(rows, columns)

    def centres_by_axis(self, window: Window) -> Tuple[np.ndarray, ...]:
        """Fractional coarse rows (h,) and columns (w,) of pixel centres; only where both grids share a CRS."""
        return tuple(np.ravel(a) for a in self._positions(window, 0.5))

    def spans_by_axis(self, window: Window) -> Tuple[Tuple[np.ndarray, ...], ...]:
        """(lower, upper) edges of rows of pixels (h,) and of columns (w,), in cells; as `centres_by_axis`."""
        return tuple(tuple(np.ravel(edge) for edge in span) for span in self._spans(window))

    def cells(self, window: Window) -> Tuple[np.ndarray, np.ndarray]:
        """Rows and columns (h, w) of the coarse cell that holds each pixel's centre; -1 outside."""
        rows, columns = (np.floor(to_edge(a)) for a in self.centres(window))
        height, width = self.coarse.shape
        with np.errstate(invalid="ignore"):
            inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
        return np.where(inside, rows, -1).astype(np.int64), np.where(inside, columns, -1).astype(np.int64)

    def overlaps(self, window: Window) -> List[Tuple[np.ndarray, np.ndarray]]:
        """List of (cell, weight), each (h, w): which coarse cells a pixel covers, and by how much of a cell's area.

        cell: flat index row * width + column; 0 with weight 0 outside. One to four entries; the weights of all
        pixels that fill a cell sum to 1.
        """
        row_span, column_span = self._spans(window)
        row_parts = split_over_cells(row_span[0], row_span[1], self.coarse.height)
        column_parts = split_over_cells(column_span[0], column_span[1], self.coarse.width)
        out = []
        for row, row_share in row_parts:
            for column, column_share in column_parts:
                weight = row_share * column_share
                if weight.any():
                    out.append((np.broadcast_to(row * self.coarse.width + column, weight.shape), weight))
        return out

    def _spans(self, window: Window) -> Tuple[Tuple[np.ndarray, np.ndarray], ...]:
        """(lower, upper) edges of every pixel along rows, and along columns, broadcastable to (h, w)."""
        rows, columns = self._edges(window)
        pairs = ((rows[:-1], rows[1:]), (columns[:, :-1], columns[:, 1:])) if self.same_crs \
            else _rectangles(rows, columns)
        return tuple((to_edge(np.minimum(low, high)), to_edge(np.maximum(low, high))) for low, high in pairs)

    def _edges(self, window: Window) -> Tuple[np.ndarray, np.ndarray]:
        """Coarse rows and columns of pixel corners (h + 1, w + 1), or (h + 1, 1) and (1, w + 1) in one CRS."""
        larger = Window(window.column, window.row, window.width + 1, window.height + 1)
        return self._positions(larger, 0.0)

    def _positions(self, window: Window, shift: float) -> Tuple[np.ndarray, np.ndarray]:
        x0, dx, _, y0, _, dy = self.fine.transform
        x = x0 + dx * (window.column + shift + np.arange(window.width))
        y = y0 + dy * (window.row + shift + np.arange(window.height))
        if self._transform is not None:
            x, y = self._transformed(x, y)
        else:
            x, y = x[None, :] + self._shift, y[:, None]
        cx0, cdx, _, cy0, _, cdy = self.coarse.transform
        return (y - cy0) / cdy, (x - cx0) / cdx

    def _transformed(self, x: np.ndarray, y: np.ndarray) -> Tuple[np.ndarray, ...]:
        """x (w,), y (h,) of the fine CRS as two (h, w) of the coarse CRS."""
        step = _LATTICE
        while True:
            exact_x, exact_y = self._lattice(x, y, step)
            if step == 1:
                return exact_x, exact_y
            if self._lattice_error(x, y, step, exact_x, exact_y) <= _LATTICE_ERROR:
                return exact_x, exact_y
            step //= 4 if step > 4 else step

    def _lattice(self, x: np.ndarray, y: np.ndarray, step: int) -> Tuple[np.ndarray, ...]:
        columns, rows = _nodes(len(x), step), _nodes(len(y), step)
        nodes_x, nodes_y = self._exact(x[columns], y[rows])
        return tuple(_stretch(n, rows, columns, len(y), len(x)) for n in (nodes_x, nodes_y))

    def _lattice_error(self, x: np.ndarray, y: np.ndarray, step: int, found_x: np.ndarray,
                       found_y: np.ndarray) -> float:
        """Largest error, in coarse cells, at the middles between the lattice's nodes."""
        columns = np.clip(_nodes(len(x), step) + step // 2, 0, len(x) - 1)
        rows = np.clip(_nodes(len(y), step) + step // 2, 0, len(y) - 1)
        true_x, true_y = self._exact(x[columns], y[rows])
        width, height = self.coarse.cell_size
        error = np.maximum(np.abs(true_x - found_x[np.ix_(rows, columns)]) / width,
                           np.abs(true_y - found_y[np.ix_(rows, columns)]) / height)
        unknown = ~np.isfinite(found_x)
        if unknown.any() and not unknown.all():       # near where the systems don't meet, every pixel counts
            return np.inf
        return np.nanmax(error) if np.isfinite(error).any() else 0.0

    def _exact(self, x: np.ndarray, y: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        points = np.stack(np.broadcast_arrays(x[None, :], y[:, None]), -1).reshape(-1, 2)
        out = call(certain(self._transform).TransformPoints, points, error=InputError,
                   what=f"Can't transform from {self.fine.crs_name} to {self.coarse.crs_name}")
        out = np.array(out)[:, :2]
        out[~np.isfinite(out).all(1)] = np.nan
        out[:, 0] = nearest_turn(out[:, 0], self._middle, self.coarse.crs)
        return out[:, 0].reshape(len(y), len(x)), out[:, 1].reshape(len(y), len(x))


def _rectangles(rows: np.ndarray, columns: np.ndarray) -> Tuple[Tuple[np.ndarray, np.ndarray], ...]:
    """Rectangles along the axes for pixels whose corners (h + 1, w + 1) lie anyhow: of the same area and, along each
    axis, the same spread, so that pixels of a grid that is turned against the cells' fill them as others do."""
    sides = []
    for corners in (rows, columns):
        downward = (corners[1:] - corners[:-1])[:, :-1] + (corners[1:] - corners[:-1])[:, 1:]
        rightward = (corners[:, 1:] - corners[:, :-1])[:-1] + (corners[:, 1:] - corners[:, :-1])[1:]
        middle = (corners[:-1, :-1] + corners[1:, :-1] + corners[:-1, 1:] + corners[1:, 1:]) / 4
        sides.append((middle, downward / 2, rightward / 2))
    area = np.abs(sides[0][1] * sides[1][2] - sides[0][2] * sides[1][1])
    lengths = [np.hypot(downward, rightward) for _, downward, rightward in sides]
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = np.sqrt(area / (lengths[0] * lengths[1])) / 2
    return tuple((middle - factor * length, middle + factor * length)
                 for (middle, _, _), length in zip(sides, lengths))


def transformation_between(source: str, target: str) -> osr.CoordinateTransformation:
    """From one CRS (WKT) to another; InputError when they can't be related."""
    return call(osr.CoordinateTransformation, spatial_reference(source), spatial_reference(target),
                what=f"Can't transform from {name_of_crs(source)} to {name_of_crs(target)}", error=InputError)


def transformed_points(x: np.ndarray, y: np.ndarray, source: str, target: str) -> np.ndarray:
    """(n, 2) points (n,) of one CRS in another, x before y; NaN or infinite where a point can't be projected."""
    if same_crs(source, target):
        return np.stack([x, y], 1).astype(float)
    points = call(transformation_between(source, target).TransformPoints, np.stack([x, y], 1), error=InputError,
                  what="Can't transform points to another coordinate system")
    return np.array(points, float).reshape(-1, 3)[:, :2]


def pixel_positions(grid: Grid, x: np.ndarray, y: np.ndarray, crs: str) -> Tuple[np.ndarray, np.ndarray]:
    """Fractional (columns, rows) on a grid of points (n,) of a CRS; NaN or infinite where one can't be projected."""
    x, y = transformed_points(np.asarray(x, float), np.asarray(y, float), crs, grid.crs).T
    x0, dx, _, y0, _, dy = grid.transform
    return (x - x0) / dx, (y - y0) / dy


def _nodes(size: int, step: int) -> np.ndarray:
    nodes = np.arange(0, size, step)
    return nodes if nodes[-1] == size - 1 else np.append(nodes, size - 1)


def _stretch(nodes: np.ndarray, rows: np.ndarray, columns: np.ndarray, height: int, width: int) -> np.ndarray:
    """Linear interpolation of lattice nodes (len(rows), len(columns)) to (height, width)."""
    along = np.stack([np.interp(np.arange(width), columns, line) for line in nodes])
    if len(rows) == 1:
        return along
    position = np.interp(np.arange(height), rows, np.arange(len(rows)))
    low = np.minimum(position.astype(int), len(rows) - 2)
    share = (position - low)[:, None]
    return along[low] * (1 - share) + along[low + 1] * share


def to_edge(values: np.ndarray) -> np.ndarray:
    """Values within a millionth of a whole number moved onto it, so that nesting grids nest exactly."""
    whole = np.rint(values)
    return np.where(np.abs(values - whole) < _EPSILON, whole, values)


def split_over_cells(low: np.ndarray, high: np.ndarray, size: int) -> List[Tuple[np.ndarray, np.ndarray]]:
    """The one or two cells that low..high covers along one axis: [(cell, covered length)], zero outside."""
    with np.errstate(invalid="ignore"):
        first = np.floor(low)
        border = np.minimum(first + 1, high)
        parts = [(first, border - low), (first + 1, high - border)]
        out = []
        for cell, length in parts:
            inside = (cell >= 0) & (cell < size) & (length > 0)
            if inside.any():
                out.append((np.where(inside, cell, 0).astype(np.int64), np.where(inside, length, 0.0)))
    return out
