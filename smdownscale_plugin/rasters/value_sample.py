"""A few values of a band, to judge its unit by."""
from typing import Iterator, Tuple

import numpy as np

from .reading import Raster
from .windows import Window

_SIDE = 64        # pixels of a part
_ACROSS = 16      # parts along each side that are tried
_PLACES = 3       # along each side, that are looked at for zeros
_NEARLY_DRY = 0.02      # m3/m3
_FEWEST_ZEROS, _ZEROS_TO_NEAR = 8, 20


def value_sample(path: str, band: int) -> np.ndarray:
    """(n,) valid values from the middle of a raster, else from the first of 256 parts spread over it that has any."""
    with Raster(path) as raster:
        for window in _parts(raster.grid.shape):
            values = raster.read(window, [band])
            values = values[np.isfinite(values)]
            if values.size:
                break
    return values


def zeros_are_gaps(path: str, band: int) -> bool:
    """Whether a soil moisture band holds many exact zeros and next to nothing between them and 0.02 m3/m3, at nine
    places spread over it: gaps, as dry soil and maps that end at zero have all values between."""
    zeros = near = others = 0
    with Raster(path) as raster:
        for window in _spread(raster.grid.shape, _PLACES):
            values = raster.read(window, [band])
            zeros += int((values == 0).sum())
            near += int(((values > 0) & (values < _NEARLY_DRY)).sum())
            others += int((values >= _NEARLY_DRY).sum())
    return zeros >= _FEWEST_ZEROS and zeros > _ZEROS_TO_NEAR * near and others > 0


def _parts(shape: Tuple[int, int]) -> Iterator[Window]:
    height, width = (min(size, _SIDE) for size in shape)
    yield Window(max(0, (shape[1] - _SIDE) // 2), max(0, (shape[0] - _SIDE) // 2), width, height)
    yield from _spread(shape, _ACROSS)


def _spread(shape: Tuple[int, int], across: int) -> Iterator[Window]:
    """Parts spread evenly over a raster, at most `across` along each side."""
    rows, columns = (np.linspace(0, max(0, size - _SIDE), min(across, -(-size // _SIDE))).astype(int)
                     for size in shape)
    height, width = (min(size, _SIDE) for size in shape)
    for row in rows:
        yield from (Window(int(column), int(row), width, height) for column in columns)
