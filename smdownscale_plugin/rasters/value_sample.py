"""A few values of a band, to judge its unit by."""
from typing import Iterator, Tuple

import numpy as np

from .reading import Raster
from .windows import Window

_SIDE = 64        # pixels of a part
_ACROSS = 16      # parts along each side that are tried


def value_sample(path: str, band: int) -> np.ndarray:
    """(n,) valid values from the middle of a raster, else from the first of 256 parts spread over it that has any."""
    with Raster(path) as raster:
        for window in _parts(raster.grid.shape):
            values = raster.read(window, [band])
            values = values[np.isfinite(values)]
            if values.size:
                break
    return values


def _parts(shape: Tuple[int, int]) -> Iterator[Window]:
    rows, columns = (np.linspace(0, max(0, size - _SIDE), min(_ACROSS, -(-size // _SIDE))).astype(int)
                     for size in shape)
    height, width = (min(size, _SIDE) for size in shape)
    yield Window(max(0, (shape[1] - _SIDE) // 2), max(0, (shape[0] - _SIDE) // 2), width, height)
    for row in rows:
        yield from (Window(int(column), int(row), width, height) for column in columns)
