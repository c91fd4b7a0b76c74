"""Windows: the rectangles in which rasters are read, worked on and written, so that memory stays bounded."""
from dataclasses import dataclass
from typing import Iterable, List, Tuple

# Wide and low, as most files' blocks are; 2048 x 256 was measured to be fast on tiled and striped files alike.
WINDOW_SIZE = (2048, 256)
_PIXELS = 2 ** 18          # of all predictors together: some tens of megabytes a thread
_MOST_PIXELS = 4 * _PIXELS


@dataclass(frozen=True)
class Window:
    """A rectangle of cells: first column and row, width and height."""

    column: int
    row: int
    width: int
    height: int

    @property
    def slices(self) -> Tuple[slice, slice]:
        """Row and column slices into the whole array."""
        return slice(self.row, self.row + self.height), slice(self.column, self.column + self.width)

    @property
    def shape(self) -> Tuple[int, int]:
        """Rows and columns."""
        return self.height, self.width

    def grown(self, halo: int, shape: Tuple[int, int]) -> "Window":
        """The window and so many cells on each side, as far as they lie in an array of `shape` (rows, columns)."""
        column, row = max(0, self.column - halo), max(0, self.row - halo)
        return Window(column, row, min(shape[1], self.column + self.width + halo) - column,
                      min(shape[0], self.row + self.height + halo) - row)

    def inside(self, other: "Window", halo: int = 0) -> Tuple[slice, slice]:
        """Row and column slices of this window in an array that covers another one with a halo."""
        row, column = self.row - other.row + halo, self.column - other.column + halo
        return slice(row, row + self.height), slice(column, column + self.width)


def whole(shape: Tuple[int, ...]) -> Window:
    """The window that covers an array of `shape` (rows, columns)."""
    return Window(0, 0, shape[1], shape[0])


def windows(shape: Tuple[int, int], size: Tuple[int, int] = WINDOW_SIZE) -> List[Window]:
    """Windows of at most `size` (columns, rows) that cover `shape` (rows, columns), row by row."""
    height, width = shape
    return [Window(c, r, min(size[0], width - c), min(size[1], height - r))
            for r in range(0, height, size[1]) for c in range(0, width, size[0])]


@dataclass(frozen=True)
class WindowLayout:
    """Windows over a raster. whole_blocks: no block of its files lies in two windows, so that each is decoded once
    even if nothing is kept of it."""

    windows: List[Window]
    whole_blocks: bool


def low_windows(shape: Tuple[int, int], layers: int, budget: int) -> List[Window]:
    """Windows over `shape` (rows, columns), as wide as usual and so low that `layers` values a pixel stay below a
    budget of values."""
    return windows(shape, (WINDOW_SIZE[0], min(WINDOW_SIZE[1], max(16, budget // (WINDOW_SIZE[0] * layers)))))


def layout(shape: Tuple[int, int], blocks: Iterable[Tuple[int, int]]) -> WindowLayout:
    """Windows over `shape` (rows, columns) that hold files' blocks (columns, rows) wholly, where memory allows.

    Tiles are joined to about 1024 x 256 pixels. Strips are joined to windows of the raster's width, a power of two of
    them, so that the rows of windows fit into the tiles that are written.
    """
    height, width = shape
    blocks = [(min(columns, width), min(rows, height)) for columns, rows in blocks]
    columns, rows = (max(sizes) for sizes in zip((1, 1), *blocks))
    if columns == width:
        while rows * 2 * width <= _PIXELS and rows < 256:
            rows *= 2
    else:
        rows *= max(1, WINDOW_SIZE[1] // rows)
        columns *= max(1, _PIXELS // rows // columns)
    fits = all((columns % c == 0 or columns >= width) and (rows % r == 0 or rows >= height) for c, r in blocks)
    if not fits or columns * rows > _MOST_PIXELS:
        return WindowLayout(windows(shape), False)
    return WindowLayout(windows(shape, (columns, rows)), True)
