"""How much soil moisture varies inside a coarse cell: what the product itself leads one to expect, and what a model
makes of the predictors there. Neither needs the fine truth; each can be wrong, so both are looked at.

The product shows how its variance grows from cells to blocks of two, three and four cells. Carried on to pixels at the
same variance per octave of scale (the limit of a power law whose power goes to 0) this met the true variance inside
cells within a fifth to a quarter on most worlds of two generators, and was about twice as large on those of a third and
on some real fields. Powers fitted to the three factors don't tell these apart. The predictors do, where they explain
the product: what they add inside cells shows how soil moisture goes on.
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
_MOST_NOISE = 0.9    # of a first guess's variance inside cells
_FWHM_TO_SIGMA = 1.0 / 2.3548
_EULER = 0.5772157
_LARGE = 20.0


def pixels_along(cells: CoarseCells) -> float:
    """Fine pixels along a coarse cell."""
    return max(float(np.prod(cells.upscaling.geometry.pixel_size()) ** -0.5), 1.0)


def expected_inside(maps: np.ndarray, cells: CoarseCells, noise: float, means_of_cells: bool = False) -> float:
    """Variance of pixels about what the product sees of them, (m3/m3)^2, at equal variance per octave of scale.

    maps: (dates, rows, columns) of the product; noise: its standard deviation, m3/m3; means_of_cells: whether the
    product is that, whatever footprint is stated. NaN where nothing can be known.
    """
    if cells.footprint_km and not means_of_cells:
        return hidden_inside(maps, cells, noise, cells.footprint_km)
    factors = np.array(FACTORS, float)
    found = np.array([variance_inside_blocks(maps, cells, factor) for factor in FACTORS])
    seen = np.maximum(found - noise ** 2 * (1.0 - 1.0 / factors ** 2), _LEAST * found)
    known = np.isfinite(seen)
    octaves = np.log(pixels_along(cells))
    return float(octaves * np.mean(seen[known] / np.log(factors[known]))) if known.any() else float("nan")


def hidden_inside(maps: np.ndarray, cells: CoarseCells, noise: float, footprint_km: float) -> float:
    """Variance of pixels about what a product with this footprint sees of them, (m3/m3)^2.

    At equal variance per octave, seen through a Gaussian footprint of standard deviation s, half the mean squared
    difference of cells d apart is the variance of an octave (base e) times Ein(d^2 / 4 s^2) / 2, Ein being the entire
    exponential integral.
    """
    octave = variance_per_octave(maps, cells, noise, footprint_km, FACTORS)
    octave = octave[np.isfinite(octave)]
    # the integral of (1 - g)^2 of the footprint up to the pixels' Nyquist frequency
    hidden = np.log(np.pi * pixels_along(cells) * _sigma(footprint_km, cells) / 2.0) + _EULER / 2.0
    return float(max(hidden, np.log(1.1)) * np.mean(octave)) if octave.size else float("nan")


def variance_per_octave(maps: np.ndarray, cells: CoarseCells, noise: float, footprint_km: float,
                        apart: Sequence[int]) -> np.ndarray:
    """(len(apart),) variance of an octave (base e), (m3/m3)^2, that cells so far apart show if a product has this
    footprint, see `hidden_inside`; NaN where none are."""
    found = np.array([half_squared_difference(maps, d) for d in apart])
    shares = np.array([0.5 * _ein((d / _sigma(footprint_km, cells)) ** 2 / 4.0) for d in apart])
    return np.maximum(found - noise ** 2, _LEAST * found) / shares


def _sigma(footprint_km, cells):
    """Standard deviation of a footprint, in cells."""
    return footprint_km / cell_km(cells.grid) * _FWHM_TO_SIGMA


def half_squared_difference(maps: np.ndarray, apart: int) -> float:
    """Half the mean squared difference of cells that far apart along rows and columns of (dates, rows, columns); NaN
    where none are."""
    along = (maps[:, apart:] - maps[:, :-apart], maps[:, :, apart:] - maps[:, :, :-apart])
    differences = np.concatenate([d[np.isfinite(d)] for d in along])
    return 0.5 * float(np.mean(differences ** 2)) if differences.size else float("nan")


def _ein(z):
    """Entire exponential integral, by its series, which rounding spoils where it has its asymptote."""
    if z > _LARGE:
        return float(np.log(z)) + _EULER
    term, total = 1.0, 0.0
    for k in range(1, 60):
        term *= -z / k
        total -= term / k
    return total


def both_readings(octaves: float, follows: float, belief: float, reach: float = 1.0, noise_share: float = 0.0) -> float:
    """Variance inside cells, (m3/m3)^2, from two readings that fail in different places.

    octaves: at equal variance per octave, too much where the land is smooth inside cells; follows: if soil moisture
    gains as much variance from blocks of cells to pixels as the first guess does, too little where predictors lack what
    is finest. Detail beyond the first reading counts whole, so that errors are not taken for too small; less of it
    draws the expectation down (on a logarithmic scale) by `belief`, 0 to 1, of the way. reach: share of the detail that
    is trusted; noise_share: of the predictors' noise in the first guess's variance inside cells. A model for noisy
    predictors leans on the smooth ones, so its detail gains less than soil moisture does; it is taken to be larger by
    that share.
    """
    if reach * follows >= octaves:
        return reach * follows
    drawn = min(follows / (1.0 - min(noise_share, _MOST_NOISE)), octaves)
    return float(octaves * (drawn / octaves) ** belief)


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


def shown_by_cells(samples: Samples, cells: CoarseCells, fit: Fit, noise_variance: float) -> float:
    """Share of the first guess's variance inside cells that means of cells could lead one to expect; 1 where it can't
    be told.

    Held-out cells test relations at the scale of cells and above. The octaves just below a cell (its half to its
    eighth) are next to them; at as much variance per octave down to the pixel, the rest is still expected. What varies
    more than that, such as parcels far smaller than a cell, was never tested: no mean of cells shows it.
    noise_variance: of the first guess of pixels under the predictors' noise.
    """
    if not len(samples.pixels) or cells.surroundings is None:
        return 1.0
    lattice, step = _on_lattice(fit.predict_samples(pixel_rows(samples)), cells.surroundings)
    along = pixels_along(cells)
    near, wide = max(1, round(along / 8.0 / step)), round(along / 2.0 / step)
    if lattice is None or wide < 2 * near:
        return 1.0
    fine, all_inside = (max(_semivariance(lattice, lag) - noise_variance, 0.0) for lag in (near, wide))
    if not all_inside > 0:
        return 1.0
    octaves = np.log(wide / near)
    expected = max(all_inside - fine, 0.0) * (1.0 + np.log(near * step)) / octaves
    return float(min(1.0, (max(all_inside - fine, 0.0) + expected) / all_inside))


def _on_lattice(values, around):
    """((dates, rows, columns) values of the sampled pixels on their lattice, pixels along its step)."""
    height, width = around.geometry.fine.shape
    date, place = np.divmod(around.pixel_places, height * width)
    row, column = np.divmod(place, width)
    steps = [np.diff(np.unique(column[date == k])).min() for k in np.unique(date) if np.ptp(column[date == k])]
    if not steps:
        return None, 1
    step = int(min(steps))
    out = np.full((date.max() + 1, height // step + 1, width // step + 1), np.nan)
    out[date, row // step, column // step] = values
    return out, step


def _semivariance(lattice, lag):
    """Half the mean squared difference of values that far apart along rows and columns."""
    squares = [(lattice[:, lag:] - lattice[:, :-lag]) ** 2, (lattice[:, :, lag:] - lattice[:, :, :-lag]) ** 2]
    squares = [s[np.isfinite(s)] for s in squares]
    count = sum(len(s) for s in squares)
    return 0.5 * float(sum(s.sum() for s in squares)) / count if count else 0.0


def _cells_of(geometry, row, column):
    """Rows and columns of the coarse cells that hold single pixels of the fine grid; -1 outside."""
    out = np.empty((2, len(row)), np.int64)
    for line in np.unique(row):
        chosen = row == line
        rows, columns = geometry.cells(Window(0, int(line), geometry.fine.width, 1))
        out[:, chosen] = rows[0, column[chosen]], columns[0, column[chosen]]
    return out
