"""A few values of a band, to judge its unit by."""
import numpy as np

from .reading import Raster
from .windows import Window, windows

_SIDE = 64      # pixels


def value_sample(path: str, band: int) -> np.ndarray:
    """(n,) valid values from the middle of a raster, or from the first part that has any."""
    with Raster(path) as raster:
        height, width = raster.grid.shape
        middle = Window(max(0, (width - _SIDE) // 2), max(0, (height - _SIDE) // 2), min(width, _SIDE),
                        min(height, _SIDE))
        for window in (middle, *windows(raster.grid.shape)):
            values = raster.read(window, [band])
            values = values[np.isfinite(values)]
            if values.size:
                break
    return values
