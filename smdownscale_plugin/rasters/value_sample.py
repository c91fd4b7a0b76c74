"""A few values of a band, to judge its unit by."""
from collections import Counter
from typing import Iterator, Optional, Tuple

import numpy as np

from .reading import Raster
from .windows import Window

_SIDE = 64        # pixels of a part
_ACROSS = 16      # parts along each side that are tried
_PLACES = 3       # along each side, that are looked at for zeros
_NEARLY_DRY = 0.02      # m3/m3
_LEAST, _MOST = -0.1, 1.0      # m3/m3: regressions reach below zero, nothing holds more water than volume
_REPEATED = 3     # an impossible value that comes up so often is a fill; noise gives another one each time
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


def no_soil_moisture(path: str, band: int, consequence: str) -> Optional[str]:
    """One sentence when a band in m3/m3 holds values that are no soil moisture, at nine places spread over it; else
    None. consequence: what zeros would count as.

    An impossible value that comes up again and again is a fill. Many exact zeros and next to nothing between them and
    0.02 m3/m3 are gaps: dry soil, and maps that end at zero, have all values between.
    """
    zeros = near = others = 0
    outside: Counter = Counter()
    with Raster(path) as raster:
        for window in _spread(raster.grid.shape, _PLACES):
            values = raster.read(window, [band])
            values = values[np.isfinite(values)]
            zeros += int((values == 0).sum())
            near += int(((values > 0) & (values < _NEARLY_DRY)).sum())
            others += int((values >= _NEARLY_DRY).sum())
            for end in (values.min(), values.max()) if values.size else ():
                if not _LEAST <= end <= _MOST:
                    outside[float(end)] += int((values == end).sum())
    wrong = [value for value, count in outside.items() if count >= _REPEATED]
    if wrong:
        return (f"{path} holds the value {wrong[0]:.4g} again and again, which can't be soil moisture in "
                "m3/m3; declare it as nodata (gdal_edit.py -a_nodata, or Build Virtual Raster with a nodata value), or "
                "correct it.")
    if zeros >= _FEWEST_ZEROS and zeros > _ZEROS_TO_NEAR * near and others > 0:
        return (f"{path} holds exact zeros where it seems to have no value, which would count as {consequence}; "
                "declare 0 as nodata (gdal_edit.py -a_nodata 0, or Build Virtual Raster with a nodata value).")
    return None


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
