"""Samples at several scales between pixel and coarse cell: predictors averaged to each scale, the coarse product
interpolated to it (cubic convolution).

So trained, a model has seen predictors at nearly the scale that it is applied at, which means of coarse cells never
show. What it pays for that: inside a cell, the interpolated product knows nothing of what the predictors show there.
"""
from dataclasses import replace
from typing import Iterator, List, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.coarse import Coarse
from ..rasters.grid import Grid
from ..rasters.number_text import in_percent
from ..rasters.stack import Stack, StackReader
from ..rasters.windows import Window, whole, windows
from ..scaling.cell_kilometres import cell_kilometres
from ..scaling.geometry import CellGeometry
from ..scaling.interpolation import cubic
from ..scaling.upscaling import Upscaling
from .coarse_cells import CoarseCells
from .features import Features
from .finer import FinerRows
from .lattice_means import cell_km
from .samples import Samples

MOST_ROWS = 24_000       # over all scales and dates: more than a model's error depends on
_A_BLOCK = 64            # rows taken of one block of cells where there are many, so that they come from many places
_SIDE = 16               # cells along a block
_MOST_PIXELS = 512       # along a block
_REACH = 2               # coarse cells that cubic convolution reaches beyond the one that holds a point
_NEAR = 0.01             # of a scale, by which it may differ from whole pixels and be taken as such
_PHYSICAL = (0.0, 1.0)


def at_scales(samples: Samples, cells: CoarseCells, pairs: Sequence[Tuple[Stack, Coarse]], scales: Sequence[float],
              min_coverage: float, seed: int, monitor: Monitor = SILENT) -> Samples:
    """The samples with rows at each scale (metres), equally many a scale and date as far as there are so many.

    pairs: (stack, coarse raster) of each of the samples' dates. The interpolated product also holds what neighbouring
    cells say, so the support of rows grows by what that reaches. Raises InputError for a scale that isn't between the
    pixels and the coarse cells.
    """
    lattices = [lattice_of(cells.upscaling.fine, cells.grid, metres) for metres in scales]
    geometries = [CellGeometry(lattice, cells.grid) for lattice in lattices]
    share = max(_A_BLOCK, MOST_ROWS // (len(scales) * len(pairs)))
    row_of = np.nan_to_num(cells.maps(np.arange(len(samples))), nan=-1).astype(int)
    parts: List[FinerRows] = []
    for date, (stack, raster) in enumerate(monitor.each(list(pairs), "Averaging predictors to scales")):
        with stack.select(samples.features.names).open() as reader:
            for k, (metres, geometry) in enumerate(zip(scales, geometries)):
                random = np.random.default_rng((seed, date, k))
                parts += _some_rows(reader, samples.features, geometry, raster.values, row_of[date], metres, share,
                                    min_coverage, random)
    joined = FinerRows(*(np.concatenate([getattr(part, name) for part in parts])
                         for name in ("x", "y", "row", "metres"))) if parts else None
    for metres in scales:
        if joined is None or not (joined.metres == metres).any():
            raise InputError(f"SCALES: no cell of {metres:g} m has soil moisture and {in_percent(min_coverage)} valid "
                             "predictors; choose other scales or lower MIN_COVERAGE.")
    wide = max(float(np.median(sizes)) for sizes in cell_kilometres(cells.grid))
    return replace(samples, finer=joined, support_km=samples.support_km + _REACH * wide)


def lattice_of(fine: Grid, coarse: Grid, metres: float) -> Grid:
    """Cells of `metres` from the fine grid's upper left corner, as many as lie wholly on it; InputError for a scale
    that isn't between pixels and coarse cells."""
    pixel, cell = (1000 * cell_km(grid) for grid in (fine, coarse))
    if not 0.99 * pixel <= metres <= cell:
        raise InputError(f"SCALES: {metres:g} m isn't between the predictors' pixels ({pixel:.0f} m) and the coarse "
                         f"cells ({cell:.0f} m); choose scales between these.")
    x0, dx, _, y0, _, dy = fine.transform
    factor = max(1.0, metres / pixel)
    if abs(factor - round(factor)) < _NEAR * factor:
        factor = float(round(factor))
    width, height = (int(size / factor + 1e-6) for size in (fine.width, fine.height))
    return Grid(fine.crs, (x0, dx * factor, 0.0, y0, 0.0, dy * factor), width, height)


def _some_rows(reader: StackReader, features: Features, geometry: CellGeometry, coarse: np.ndarray,
               row_of: np.ndarray, metres: float, share: int, min_coverage: float,
               random: np.random.Generator) -> Iterator[FinerRows]:
    """About `share` rows of one date and scale, from blocks at random places."""
    taken, blocks = 0, _blocks(geometry, reader.stack.grid, random)
    most = max(_A_BLOCK, -(-share // len(blocks)))
    for block in blocks:
        if taken >= share:
            return
        at = geometry.cells(block)
        row = np.where(at[0] >= 0, row_of[at], -1)
        if not (row >= 0).any():
            continue
        means, coverage = _means(reader, features, geometry.fine, block)
        y = np.clip(cubic(coarse, geometry, block), *_PHYSICAL)
        usable = np.flatnonzero((row >= 0) & (coverage >= min_coverage - 1e-9) & np.isfinite(means).all(0)
                                & np.isfinite(y))
        chosen = np.sort(random.permutation(usable)[:min(most, share - taken)])
        taken += len(chosen)
        yield FinerRows(means.reshape(len(means), -1)[:, chosen].T.astype(np.float32), y.ravel()[chosen],
                        row.ravel()[chosen], np.full(len(chosen), metres))


def _blocks(geometry: CellGeometry, pixels: Grid, random: np.random.Generator) -> List[Window]:
    """Windows of the scale's cells in random order, of bounded size in pixels."""
    side = int(np.clip(_MOST_PIXELS / _factor(geometry.fine, pixels), 1, _SIDE))
    found = windows(geometry.fine.shape, (side, side))
    return [found[k] for k in random.permutation(len(found))]


def _means(reader: StackReader, features: Features, lattice: Grid, block: Window) -> Tuple[np.ndarray, np.ndarray]:
    """(means (columns, rows, columns), coverage) of a block of the lattice's cells."""
    pixels = reader.stack.grid
    factor = _factor(lattice, pixels)
    top, left = int(block.row * factor + 1e-6), int(block.column * factor + 1e-6)
    bottom = min(pixels.height, int(np.ceil((block.row + block.height) * factor - 1e-6)))
    right = min(pixels.width, int(np.ceil((block.column + block.width) * factor - 1e-6)))
    below = Window(left, top, right - left, bottom - top)
    upscaling = Upscaling(pixels.window(below), lattice.window(block))
    sums = upscaling.sums(len(features.columns))
    sums.add(whole(below.shape), features.encode(reader.read(below)))
    return upscaling.result(sums)


def _factor(lattice: Grid, pixels: Grid) -> float:
    """Pixels along a cell of the lattice."""
    return lattice.cell_size[0] / pixels.cell_size[0]
