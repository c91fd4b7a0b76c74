"""The error of a finished map at the fine scale, from errors that were measured one scale up.

Interpolation misses what lies inside a cell. How much that is, the product itself shows one scale up: the variance of
cells inside blocks of two, three and four cells grows with the block as a power of its size, and the same law, carried
on, gives the variance of pixels inside a cell. Of what interpolation misses, a map leaves the share that finished maps
left one scale up, taken at the less favourable end of its interval.
"""
from typing import Dict, Sequence

import numpy as np

from ...rasters.windows import whole
from ...samples.coarse_cells import CoarseCells
from ...samples.samples import Samples
from ...scaling.geometry import CellGeometry
from ..fold import Fold
from .scale_up import FACTORS, Finished, skill_with_interval

_POWERS = np.linspace(0.05, 2.0, 40)
_LEAST = 0.1        # of a variance inside blocks: what is left of it, at least, when the product's noise is taken off


def fine_errors(samples: Samples, cells: CoarseCells, finished: Dict[str, Finished], noise: float,
                folds: Sequence[Fold]) -> Dict[str, float]:
    """Variance of the error of maps by residual correction, (m3/m3)^2; {} where a footprint hides what lies inside.

    Never below the error that was measured one scale up.
    """
    if cells.footprint_km:
        return {}
    growth = growth_inside(cells.maps(samples.y), cells, noise)
    out = {}
    for kind, made in finished.items():
        skill, low, _ = skill_with_interval(made, samples.y, noise, folds)
        missed, left = (max(float(np.nanmean(squares)) - noise ** 2, 1e-8)
                        for squares in (made.squares_of_bilinear(samples.y), made.squares(samples.y)))
        out[kind] = float(min(max((1.0 - min(low, skill)) * growth * missed, left), 0.25))
    return out


def growth_inside(maps: np.ndarray, cells: CoarseCells, noise: float) -> float:
    """How many times the variance of pixels inside a cell is that of cells inside larger ones (the mean of the
    factors); maps: (dates, rows, columns) of the product."""
    found = np.array([_inside(maps, cells, factor) for factor in FACTORS])
    lost = noise ** 2 * (1.0 - 1.0 / np.array(FACTORS, float) ** 2)
    seen = np.maximum(found - lost, _LEAST * found)
    seen_at = [f for f, value in zip(FACTORS, seen) if np.isfinite(value) and value > 0]
    seen = seen[[FACTORS.index(f) for f in seen_at]]
    if not len(seen):
        return 1.0
    pixels = float(np.prod(cells.upscaling.geometry.pixel_size()) ** -0.5)          # along a cell
    best, growth = np.inf, 1.0
    for power in _POWERS:
        law = np.array(seen_at, float) ** power - 1.0
        scale = (law @ seen) / (law @ law)
        misfit = float((((scale * law - seen) / seen) ** 2).sum())
        if misfit < best:
            best, growth = misfit, float(scale * (1.0 - max(pixels, 1.0) ** -power) / seen.mean())
    return max(growth, 1e-3)


def _inside(maps, cells, factor):
    """Variance of cells inside blocks of factor x factor, from blocks that are nearly full."""
    geometry = CellGeometry(cells.grid, cells.grid.coarsened(factor))
    rows, columns = geometry.cells(whole(cells.grid.shape))
    block = rows * geometry.coarse.width + columns
    square, count = 0.0, 0
    for values in maps:
        known = np.isfinite(values)
        sizes = np.bincount(block[known], minlength=geometry.coarse.width * geometry.coarse.height)
        means = np.bincount(block[known], values[known], len(sizes)) / np.maximum(sizes, 1)
        used = known & (sizes[block] >= 0.7 * factor ** 2)
        square += float(((values - means[block])[used] ** 2).sum())
        count += int(used.sum())
    return square / count if count else np.nan
