"""How wide the product's footprint is, by the product itself.

A product that sees more than its cell is as smooth as what it sees: neighbouring cells differ less than blurred white
noise does, which is the roughest that can be seen under a footprint. And predictors that are blurred as the sensor
blurs explain it best: lines are fitted to predictors under several footprints and compared on held-out cells.
"""
from dataclasses import dataclass, replace
from typing import Dict, Optional, Sequence

import numpy as np

from ...monitor import SILENT, Monitor
from ...regression.methods import METHODS
from ...regression.recipe import Recipe
from ...samples.coarse_cells import CoarseCells
from ...samples.lattice_means import cell_km, on_lattice
from ...samples.regional import smoothed
from ...samples.samples import Samples
from ...scaling.gaussian_footprint import FWHM_TO_SIGMA
from ..choosing import Candidate, squared_errors, ties
from ..cross_validation import cross_validate
from ..folds import SPATIAL_BLOCKS, folds
from .inside_cells import half_squared_difference, variance_per_octave

WIDTHS = (0.0, 2.0, 2.75, 3.67, 5.0, 7.0)      # in cells; 0: the cell's mean
_REGION = 8.0                                  # cells: the surroundings that go with each predictor
_SLIGHTLY, _CLEARLY, _STRONGLY = 0.95, 0.9, 0.84      # of the RMSE
_SENSORS = WIDTHS[3]                           # cells: what is seen on grids as fine as SMAP's
_HALF = 0.5                                    # of the variance that lines leave unexplained
_NEAR, _FAR = 1, 3                             # cells apart: where a product's smoothness shows
_APART, _SMOOTHER = (2, 5), 1.4                # cells apart; ratio of the variances per octave that they show
_NOISE_KNOWN = 0.15                            # of the noise's variance: how well it is known
_FEW_FOOTPRINTS = 4.0                          # along an area: with fewer, lines learn little from blocks apart


@dataclass(frozen=True)
class Doubt:
    """trust: share of a map's detail that is used; means_of_cells: whether a product with a footprint seems to see no
    more than its cells; perhaps_km: a footprint that means of cells may really have, which intervals allow for."""

    trust: float = 1.0
    means_of_cells: bool = False
    perhaps_km: float = 0.0


NO_DOUBT = Doubt()


@dataclass(frozen=True)
class FootprintCheck:
    """rmse: on held-out cells by footprint (km, 0: the cell's mean), m3/m3; stated, likely: km; clear: whether the data
    contradict what is stated; perhaps: footprint that intervals should allow for although it isn't clear, km, or 0."""

    rmse: Dict[float, float]
    stated: float
    likely: float
    clear: bool
    perhaps: float = 0.0

    @property
    def trust(self) -> float:
        """1 unless the data contradict the stated footprint."""
        return (self.rmse[self.likely] / self.rmse[self.stated]) ** 2 if self.clear else 1.0

    @property
    def doubt(self) -> Doubt:
        """What follows for maps; of a footprint that isn't clear, for their intervals alone."""
        return Doubt(self.trust, self.likely == 0.0) if self.clear else Doubt(perhaps_km=self.perhaps)

    def sentence(self) -> str:
        """What was found, for the log."""
        likely = f"about {self.likely:.0f} km" if self.likely else "no more than its cell"
        stated = f"a footprint of {self.stated:g} km" if self.stated else "the mean of the cell"
        return (f"the product looks as if it saw {likely}: held-out RMSE is {self.rmse[self.likely]:.4f} m3/m3 with "
                f"that, {self.rmse[self.stated]:.4f} with {stated}")


def check_footprint(samples: Samples, cells: CoarseCells, noise: Optional[float], seed: int,
                    monitor: Monitor = SILENT) -> Optional[FootprintCheck]:
    """None where the area is too small for several widths.

    noise: standard deviation of the product's noise, m3/m3, None where unknown: then it can't be told from roughness.

    Raises InputError as spatial blocks do.
    """
    size = cell_km(cells.grid)
    widths = {float(w * size): w for w in WIDTHS if 3 * w <= min(cells.grid.shape)}
    stated = float(cells.footprint_km)
    near = min(widths, key=lambda km: abs(km - stated))
    if len(widths) < 2 or abs(near - stated) > 0.5 * max(stated, size):
        return None
    # blocks that are apart under the widest footprint, so that all are judged on the same cells
    apart = replace(samples, support_km=np.full(len(samples), max(widths)))
    splits = folds(apart, SPATIAL_BLOCKS, seed)
    errors, rmse = {}, {}
    region = _seen(samples, cells, _REGION)
    for km, width in monitor.each(widths.items()):
        seen = replace(samples, x=_seen(samples, cells, width) - region, regional=region)
        recipe = Recipe(METHODS["linear"], METHODS["linear"].checked({}), None, True)
        candidate = Candidate([recipe], cross_validate(seen, recipe, splits, SPATIAL_BLOCKS, seed, 1))
        errors[km] = squared_errors(seen, candidate)
        rmse[km] = float(np.sqrt(np.nanmean(errors[km])))
    signal = {km: max(error ** 2 - (noise or 0.0) ** 2, 1e-12) for km, error in rmse.items()}
    smooth = _smoothness(cells.maps(samples.y), noise)
    # of a footprint that is stated only the cell's mean is told apart: blurred predictors lose detail that tells of
    # soil moisture, so that the best width is on the low side of the true one
    possible = [km for km, width in widths.items() if km in (0.0, near) or (km > near and smooth.allows(width))]
    best = min(possible, key=lambda km: rmse[km])
    alike = sorted(km for km in possible if km > near and ties(splits, errors[km], errors[best]))
    likely = alike[(len(alike) - 1) // 2] if best > near else best
    clear = signal[best] < _CLEARLY ** 2 * signal[near] and not ties(splits, errors[near], errors[best])
    if best > near:         # soil moisture may be smooth itself, and a footprint that isn't there does much harm
        clear = clear and widths[best] >= WIDTHS[2] and signal[best] < _STRONGLY ** 2 * signal[near] or \
            signal[best] < _SLIGHTLY ** 2 * signal[near] and smooth.demands(WIDTHS[1])
        clear = clear and smooth.allows(_SENSORS) and _is_blurred(cells, samples.y, noise, likely)
    elif best < near and not smooth.denies(widths[near]):    # lines may err by chance, then
        wide = min(cells.grid.shape) >= _FEW_FOOTPRINTS * widths[near]
        clear = clear and wide and signal[best] < _HALF * signal[near]
    rmse[stated] = rmse[near]
    # a product whose noise is unknown can't be judged by its smoothness: there, lines err by chance too often
    hint = not clear and noise is not None and likely > stated == 0.0 and smooth.allows(_SENSORS)
    return FootprintCheck(rmse, stated, likely, bool(clear), max(likely, _SENSORS * size) if hint else 0.0)


@dataclass(frozen=True)
class _Smoothness:
    """Variances of half the differences of cells near each other and further apart, without the noise's share; doubt,
    of_noise: twice the standard error of the first by chance, and by how well the noise is known."""

    near: float
    far: float
    doubt: float
    of_noise: float = 0.0

    def allows(self, width: float) -> bool:
        """Whether it can have been seen under a footprint of this many cells."""
        return self.near <= _roughest(width) * self.far + self.doubt

    def denies(self, width: float) -> bool:
        """Whether it is rougher, by more than a standard error, than what is seen under one."""
        return self.near - 0.5 * float(np.hypot(self.doubt, self.of_noise)) > _roughest(width) * self.far

    def demands(self, width: float) -> bool:
        """Whether it is, beyond doubt, as smooth as what is seen under one."""
        return self.near + self.doubt < _roughest(width) * self.far


def _smoothness(maps, noise):
    """Of maps (dates, rows, columns); nothing is ruled out or in where the noise is unknown."""
    if noise is None:
        return _Smoothness(0.0, 0.0, 0.0)
    near, far = (half_squared_difference(maps, lag) for lag in (_NEAR, _FAR))
    cells = max(int(np.isfinite(maps).sum()), 1)
    doubt = 2.0 * (near + noise ** 2) * np.sqrt(2.0 / cells)
    return _Smoothness(max(near - noise ** 2, 0.0), max(far - noise ** 2, 0.0), float(doubt),
                       2.0 * _NOISE_KNOWN * noise ** 2)


def _is_blurred(cells, y, noise, footprint_km):
    """Whether differences of cells grow with distance as under a footprint. A surface that is itself smooth has less
    variance at larger scales than the same footprint would leave it, down to what blurred white noise has (1.6)."""
    if noise is None:
        return True
    per_octave = variance_per_octave(cells.maps(y), cells, noise, footprint_km, _APART)
    return per_octave[0] <= _SMOOTHER * per_octave[1]


def _roughest(width):
    """Share of the variance between far cells that is between near ones, of white noise under a footprint (whose
    covariance is a Gaussian of twice the footprint's variance)."""
    near, far = (1.0 - np.exp(-(lag / (2.0 * width * FWHM_TO_SIGMA)) ** 2) for lag in (_NEAR, _FAR))
    return float(near / far)


def _seen(samples, cells, width) -> np.ndarray:
    """(n, columns) the predictors under a footprint of this many cells, from the means of cells."""
    around = cells.surroundings
    chosen: Sequence[int] = [around.columns.index(name) for name in samples.features.columns]
    row, column = on_lattice(cells.row, cells.column, cells.grid, around.geometry.coarse)
    out = np.empty(samples.x.shape, np.float32)
    for k, means in enumerate(around.maps):
        rows = cells.date == k
        seen = smoothed(means[chosen], width) if width else means[chosen]
        out[rows] = seen[:, row[rows], column[rows]].T
    return np.where(np.isfinite(out), out, samples.x)
