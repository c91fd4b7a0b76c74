"""How much soil moisture varies inside a coarse cell: what the product itself leads one to expect, and what a model
makes of the predictors there. Neither needs the fine truth; each can be wrong, so both are looked at.

The product shows how its variance grows from cells to blocks of two, three and four cells. Carried on to pixels at the
same variance per octave of scale (the limit of a power law whose power goes to 0) this met the true variance inside
cells within a fifth to a quarter on most worlds of two generators and on real fields, with and without a footprint;
powers fitted to three factors are too uncertain to be carried further, and come out too small where the land itself
varies within cells.
"""
from typing import Optional, Sequence

import numpy as np

from ...rasters.windows import Window, whole
from ...regression.fit import Fit
from ...regression.rows import pixel_rows
from ...samples.coarse_cells import CoarseCells
from ...samples.lattice_means import cell_km
from ...samples.samples import Samples
from ...scaling.geometry import CellGeometry
from .scale_up import FACTORS

_LEAST = 0.1        # of a variance inside blocks: what is left of it, at least, when the product's noise is taken off
_FWHM_TO_SIGMA = 1.0 / 2.3548
_EULER = 0.5772


def pixels_along(cells: CoarseCells) -> float:
    """Fine pixels along a coarse cell."""
    return max(float(np.prod(cells.upscaling.geometry.pixel_size()) ** -0.5), 1.0)


def expected_inside(maps: np.ndarray, cells: CoarseCells, noise: float, missed: Sequence[float] = (),
                    factors: Sequence[int] = ()) -> float:
    """Variance of pixels about what the product sees of them, (m3/m3)^2, at equal variance per octave of scale.

    maps: (dates, rows, columns) of the product; noise: its standard deviation, m3/m3; missed: with a footprint, mean
    squared errors (noise taken off) of interpolating a product as many times wider as `factors` say. NaN where nothing
    can be known.
    """
    if not cells.footprint_km:
        factors = FACTORS
        found = np.array([variance_inside_blocks(maps, cells, factor) for factor in factors])
        shares = np.log(np.array(factors, float))
        seen = np.maximum(found - noise ** 2 * (1.0 - 1.0 / np.array(factors, float) ** 2), _LEAST * found)
        inside = np.log(pixels_along(cells))
    else:
        seen, wide = np.maximum(np.array(missed, float), 1e-8), np.array(factors, float)
        # A spectrum of equal variance per octave, through a Gaussian footprint: the integrals over it of
        # g^2 (1 - g_f)^2 and of (1 - g)^2 up to the pixels' Nyquist frequency
        shares = np.log((wide ** 2 + 1.0) / (2.0 * wide))
        reach = np.pi * pixels_along(cells) * cells.footprint_km / cell_km(cells.grid) * _FWHM_TO_SIGMA
        inside = max(np.log(reach / 2.0) + _EULER / 2.0, np.log(1.1))
    known = np.isfinite(seen)
    return float(inside * np.mean(seen[known] / shares[known])) if known.any() else float("nan")


def variance_inside_blocks(maps: np.ndarray, cells: CoarseCells, factor: int) -> float:
    """Variance of cells inside blocks of factor x factor, from blocks that are nearly full; NaN without any."""
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
    return square / count if count else float("nan")


def modelled_inside(samples: Samples, cells: CoarseCells, fit: Fit) -> Optional[float]:
    """Mean square of the first guess at sampled pixels less that of their cell, (m3/m3)^2, the predictors' noise
    included; None without such pixels."""
    around = cells.surroundings
    if around is None or not len(samples.pixels) or len(around.pixel_places) != len(samples.pixels):
        return None
    height, width = around.geometry.fine.shape
    date, place = np.divmod(around.pixel_places, height * width)
    row, column = _cells_of(cells.upscaling.geometry, *np.divmod(place, width))
    inside = (row >= 0) & (column >= 0)
    of_cells = cells.maps(fit.predict_samples(samples))[date[inside], row[inside], column[inside]]
    apart = fit.predict_samples(pixel_rows(samples))[inside] - of_cells
    return float(np.nanmean(apart ** 2)) if np.isfinite(apart).any() else None


def _cells_of(geometry, row, column):
    """Rows and columns of the coarse cells that hold single pixels of the fine grid; -1 outside."""
    out = np.empty((2, len(row)), np.int64)
    for line in np.unique(row):
        chosen = row == line
        rows, columns = geometry.cells(Window(0, int(line), geometry.fine.width, 1))
        out[:, chosen] = rows[0, column[chosen]], columns[0, column[chosen]]
    return out
