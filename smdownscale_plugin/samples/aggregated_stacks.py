"""Stacks of block means: what the predictors look like some pixels further up in scale, for methods taught there."""
from typing import Callable, Optional, Tuple

import numpy as np

from ..monitor import SILENT, Monitor
from ..rasters.stack import Stack, open_stacks
from ..rasters.windows import Window, windows
from ..rasters.writing import SCRATCH, RasterWriter
from .features import Features

_LEAST = 0.5                 # share of a block's pixels that must be known
_SIDE = 1024                 # pixels of a window at most, a multiple of the factor


def aggregated(stack: Stack, features: Features, factor: int, path: str,
               noise: Optional[Callable] = None, monitor: Monitor = SILENT) -> Stack:
    """Write the means of factor x factor pixels as a raster with one band a column, and open it as a stack.

    Classes become fractions. The last row and column of blocks may reach beyond the raster. noise: shape (rows,
    columns) to (columns, rows, columns), drawn for each window and added to the means.
    """
    stack = stack.select(features.names)
    grid = stack.grid.coarsened(factor)
    side = max(1, _SIDE // factor)
    about = stack.period.metadata() if stack.period else {}
    with stack.open(forget=True) as reader, \
            RasterWriter(path, grid, features.columns, metadata=about, storage=SCRATCH) as writer:
        for window in monitor.each(windows(grid.shape, (side, side)), f"Averaging predictors, {stack.label}"):
            means = block_means(features.encode(reader.read(pixels_of(window, factor, stack.grid.shape))), factor)
            writer.write(means if noise is None else means + noise(window.shape), window)
    return open_stacks([path])[0]


def pixels_of(window: Window, factor: int, shape: Tuple[int, int]) -> Window:
    """The pixels of a window of blocks, as far as they lie in an array of `shape` (rows, columns)."""
    row, column = window.row * factor, window.column * factor
    return Window(column, row, min(window.width * factor, shape[1] - column),
                  min(window.height * factor, shape[0] - row))


def block_means(values: np.ndarray, factor: int) -> np.ndarray:
    """(layers, rows, columns) to the means of factor x factor pixels; NaN where half of a block or more is unknown in
    any layer."""
    layers, height, width = values.shape
    rows, columns = -(-height // factor), -(-width // factor)
    padded = np.full((layers, rows * factor, columns * factor), np.nan, np.float32)
    padded[:, :height, :width] = values
    known = np.isfinite(padded).all(0)
    blocks = np.where(known, padded, 0.0).reshape(layers, rows, factor, columns, factor)
    counts = known.reshape(rows, factor, columns, factor).sum((1, 3))
    enough = counts >= _LEAST * factor ** 2
    sums = blocks.sum((2, 4), dtype=np.float64)
    return np.where(enough, sums / np.where(enough, counts, 1), np.nan).astype(np.float32)
