"""Windows: the rectangles in which rasters are read, worked on and written, so that memory stays bounded."""
from dataclasses import dataclass
from typing import List, Tuple

# Wide and low, as most files' blocks are; 2048 x 256 was measured to be fast on tiled and striped files alike.
WINDOW_SIZE = (2048, 256)


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


def whole(shape: Tuple[int, int]) -> Window:
    """The window that covers an array of `shape` (rows, columns)."""
    return Window(0, 0, shape[1], shape[0])


def windows(shape: Tuple[int, int], size: Tuple[int, int] = WINDOW_SIZE) -> List[Window]:
    """Windows of at most `size` (columns, rows) that cover `shape` (rows, columns), row by row."""
    height, width = shape
    return [Window(c, r, min(size[0], width - c), min(size[1], height - r))
            for r in range(0, height, size[1]) for c in range(0, width, size[0])]
