"""Windows by tiles: work on pixels holds many arrays of their number, and should end soon when it is cancelled."""
from typing import Callable, Iterator, Tuple

from ..monitor import SILENT
from ..rasters.windows import Window

_PIXELS = 2 ** 16
_SIDE = 256             # pixels; low windows get wider tiles, but matrices (pixels, cells) grow with the square
_WIDEST = 4 * _SIDE


def tiles(window: Window, check: Callable = SILENT.check) -> Iterator[Tuple[Window, Tuple[slice, slice]]]:
    """(tile, its rows and columns within the window) of at most 2^16 pixels; `check` is called before each."""
    height = min(_SIDE, window.height)
    width = min(_PIXELS // height, _WIDEST) if height else 1
    for row in range(0, window.height, _SIDE):
        for column in range(0, window.width, width):
            check()
            inner = Window(column, row, min(width, window.width - column), min(height, window.height - row))
            yield Window(window.column + column, window.row + row, inner.width, inner.height), inner.slices
