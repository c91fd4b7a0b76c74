"""The finished map, one scale up: predictions of held-out cells, corrected by a product as much coarser than the cells
as the cells are than pixels (Wald et al. 1997), set against the cells' known values.

Everything that a map goes through is done here too: the coarser product is blurred as the sensor would blur it, carries
as much noise as the product itself, and corrects both the predictions and its own interpolation; between these two the
map lies where the weight of detail puts it. More than one factor is looked at; under a footprint that is wide for the
area, the mean of the whole area takes the place of the largest.
"""
from dataclasses import dataclass, replace
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from ...monitor import SILENT, Monitor
from ...rasters.windows import whole
from ...samples.coarse_cells import CoarseCells
from ...samples.samples import Samples
from ...scaling.corrections import FILTERED, MEAN_PRESERVING, NONE
from ...scaling.interpolation import bilinear, spline
from ...scaling.mean_preserving import mean_preserved
from ...scaling.residual_filter import kriged, pooled_covariance
from ...scaling.upscaling import Upscaling
from ..fold import Fold
from .detail_weight import (
    best_weight,
    careful_weight,
    clearly_smaller,
    surely_positive,
    weights_by_factor,
    with_all_rows,
)

FACTORS = (2, 3, 4)
_FEWEST_CELLS = 8      # large cells with a value, over all dates
_ANYTHING = (-10.0, 10.0)
_BLOCK = 4             # cells along the blocks that are drawn for errors, fewer where the area is no larger


@dataclass(frozen=True)
class Larger:
    """One factor: the coarser product of every date (dates, rows, columns) and its interpolation to the cells whose
    values are known. The mean of the whole area has an infinite factor and no upscaling."""

    factor: float
    upscaling: Optional[Upscaling]
    product: np.ndarray
    interpolated: np.ndarray


@dataclass(frozen=True)
class Finished:
    """Finished maps with one correction. weights: of the detail, by factor, with their standard errors; estimates,
    bare, bilinear: (factors, n) values of the rows with the detail whole, without detail (the interpolation,
    corrected), and of the interpolation as it is, NaN where not assessed; weight: the one for maps; learnt: share of
    the rows that the detail was predicted from."""

    kind: str
    factors: Sequence[float]
    weights: np.ndarray
    errors: np.ndarray
    estimates: np.ndarray
    bare: np.ndarray
    bilinear: np.ndarray
    weight: float
    learnt: float = 1.0

    def squares(self, y: np.ndarray) -> np.ndarray:
        """(n,) squared errors with the weight, of a model of all rows, the mean over the factors; NaN where none
        assessed the row."""
        detail, missing = self.estimates - self.bare, y - self.bare
        square, along = detail ** 2, detail * missing
        errs = (np.nansum(square, 1) > np.nansum(along, 1))[:, None]
        square = np.where(errs, with_all_rows(square, along, self.learnt), square)
        return _mean(missing ** 2 - 2.0 * self.weight * along + self.weight ** 2 * square)

    def squares_of_bilinear(self, y: np.ndarray) -> np.ndarray:
        """(n,) those of interpolation alone, on the same rows."""
        return _mean((self.bilinear - y) ** 2)


class ScaleUp:
    """Finishes predictions for the rows of samples, always with the same noise in the coarser product.

    held: (n,) which rows are held out at all; noise: standard deviation of the product's noise, known or assumed.
    learnt: share of the rows that predictions are learnt from; it counts under a footprint, whose buffers leave little.
    """

    def __init__(self, samples: Samples, cells: CoarseCells, held: np.ndarray, noise: float, learnt: float = 1.0):
        self.samples, self.cells, self.noise = samples, cells, noise
        self.learnt = learnt if cells.footprint_km else 1.0
        self.kinds = (NONE, FILTERED) if cells.footprint_km else (NONE, MEAN_PRESERVING, FILTERED)
        self.truth = cells.maps(np.where(held, samples.y, np.nan))
        made = [_larger(cells, self.truth, factor, noise) for factor in FACTORS]
        self.larger = [m for m in made if np.isfinite(m.product).sum() >= _FEWEST_CELLS]
        if cells.footprint_km and self.larger and self.larger[-1].factor < FACTORS[-1]:
            self.larger.append(_whole_area(self.truth))
        self.block = _blocks(cells)
        if not self.block.any():       # one block: nothing to draw errors from
            self.larger = []
        self._bare: Dict[str, np.ndarray] = {}
        self._nothing: Dict[str, Finished] = {}

    def __bool__(self) -> bool:
        return bool(self.larger)

    def finish(self, predictions: np.ndarray, monitor: Monitor = SILENT) -> Dict[str, Finished]:
        """By correction that can be had; predictions: (n,), NaN where none."""
        if not self._bare:
            self._bare = self._corrected([larger.interpolated for larger in self.larger])
            nothing = self._corrected([means_of_dates(self.truth)] * len(self.larger))
            self._nothing = {kind: self._weighed(kind, nothing[kind]) for kind in self.kinds}
        found = self._corrected([self.cells.maps(predictions)] * len(self.larger), monitor)
        made = {kind: self._weighed(kind, found[kind]) for kind in self.kinds}
        return {kind: self._trusted(finished) for kind, finished in made.items()}

    def _corrected(self, maps, monitor=SILENT):
        """(factors, n) by correction; maps: of each factor (dates, rows, columns)."""
        out: Dict[str, List[np.ndarray]] = {kind: [] for kind in self.kinds}
        for larger, layers in monitor.each(list(zip(self.larger, maps))):
            out[NONE].append(self._rows(layers))
            out[FILTERED].append(self._rows(_filtered(larger, layers, self.noise)))
            if MEAN_PRESERVING in out:
                out[MEAN_PRESERVING].append(self._rows(np.stack([
                    mean_preserved(larger.upscaling.geometry, product, layer, _ANYTHING)
                    for product, layer in zip(larger.product, layers)])))
        return {kind: np.stack(values) for kind, values in out.items()}

    def _rows(self, maps):
        return maps[self.cells.date, self.cells.row, self.cells.column]

    def _weighed(self, kind, estimates):
        below, bare = np.stack([self._rows(larger.interpolated) for larger in self.larger]), self._bare[kind]
        used = np.isfinite(estimates) & np.isfinite(below) & np.isfinite(bare)
        estimates, bare, below = (np.where(used, values, np.nan) for values in (estimates, bare, below))
        detail, missing = estimates - bare, self.samples.y - bare
        weights, errors = weights_by_factor(detail, missing, self.block, self.learnt)
        blurred = bool(self.cells.footprint_km)
        weight = careful_weight(*best_weight(detail, missing, self.block, blurred, self.learnt), blurred)
        return Finished(kind, [m.factor for m in self.larger], weights, errors, estimates, bare, below, weight,
                        self.learnt)

    def _trusted(self, made):
        """Without detail where the same map of predictions that know nothing does as well: a correction alone smooths
        noise away, which is no sign that a predictor explains anything inside a cell."""
        if made.weight and self._adds(made):
            return made
        # the filter has nothing to mend then, see `downscaling.filtered_correction`
        return replace(made, weight=0.0, bare=made.bilinear if made.kind == FILTERED else made.bare)

    def _adds(self, made):
        """Whether predictors add anything to a map of those that know nothing.

        Under a footprint noise and blur drown what they gain one scale up; what they add then counts where it agrees
        with what that map misses, whatever its size.
        """
        nothing, y = self._nothing[made.kind], self.samples.y
        if clearly_smaller(made.squares(y), nothing.squares(y), self.block):
            return True
        if not self.cells.footprint_km:
            return False
        return surely_positive(*best_weight(made.estimates - nothing.estimates, y - nothing.estimates, self.block))


def best_finish(finished: Dict[str, Finished], y: np.ndarray, noisy: bool, block: np.ndarray,
                known: bool = True) -> Finished:
    """That of the smallest error; of two that don't differ by more than chance, mean-preserving for a clean product and
    filtered for a noisy one.

    block: (n,) of cells (see `ScaleUp`); known: whether the product's noise is, and `noisy` is no guess. What a
    product's noise does to a map can't be seen in errors against the product itself, so that without knowing it they
    don't speak against filtering; they speak against keeping means where filtering is better by more than chance.
    """
    made = [f for kind, f in finished.items() if kind != NONE]
    used = np.isfinite([f.squares(y) for f in made]).all(0)
    leader = min(made, key=lambda f: float(f.squares(y)[used].mean()))
    wanted = FILTERED if noisy or not leader.weight else MEAN_PRESERVING
    preferred = next((f for f in made if f.kind == wanted), leader)
    if not known and wanted == FILTERED:
        return preferred
    return leader if clearly_smaller(leader.squares(y), preferred.squares(y), block) else preferred


def _blocks(cells):
    """(n,) number of the block of cells that each row lies in; more than one wherever there is more than one cell."""
    size, block = _BLOCK, np.zeros(0, int)
    while size and not block.any():
        _, block = np.unique(cells.row // size * 100_000 + cells.column // size, return_inverse=True)
        size //= 2
    return block


def _larger(cells, truth, factor, noise):
    """The product at a factor. A sensor whose footprint is as much wider sees what it saw once more blurred; where
    cells are means, noise that averaging took away is put back."""
    grid = cells.grid
    upscaling = Upscaling(grid, grid.coarsened(factor), cells.footprint_km * np.sqrt(factor ** 2 - 1.0))
    product = []
    for date, values in enumerate(truth):
        large = upscaling.means(values)
        if not cells.footprint_km:
            lost = noise * np.sqrt(1.0 - 1.0 / factor ** 2)
            large = large + lost * np.random.default_rng((factor, date)).standard_normal(large.shape)
        product.append(large)
    between = np.stack([bilinear(large, upscaling.geometry, whole(grid.shape)) for large in product])
    between[~np.isfinite(truth)] = np.nan
    return Larger(factor, upscaling, np.stack(product), between)


def _whole_area(truth):
    """The mean of the area by date."""
    means = means_of_dates(truth)
    return Larger(np.inf, None, means, means)


def means_of_dates(maps: np.ndarray) -> np.ndarray:
    """Maps (dates, rows, columns) that know the mean of each date and nothing else; NaN where the given ones are."""
    known = np.isfinite(maps)
    counts = known.sum((1, 2), keepdims=True)
    sums = np.where(known, maps, 0.0).sum((1, 2), keepdims=True)
    return np.where(known, sums / np.maximum(counts, 1), np.nan)


def _filtered(larger, maps, noise):
    """Maps plus the signal in their residuals, by the covariance of all dates."""
    if larger.upscaling is None:
        return maps + means_of_dates(larger.product - maps)
    residuals = [product - larger.upscaling.means(predicted) for product, predicted in zip(larger.product, maps)]
    covariance, out = pooled_covariance(residuals, noise), []
    for residual, predicted in zip(residuals, maps):
        field = kriged(residual, covariance)
        out.append(predicted + np.nan_to_num(spline(field, larger.upscaling.geometry, whole(predicted.shape))))
    return np.stack(out)


def _mean(values):
    count = np.isfinite(values).sum(0)
    return np.divide(np.nansum(values, 0), count, out=np.full(values.shape[1], np.nan), where=count > 0)


def skill_with_interval(made: Finished, y: np.ndarray, noise: float,
                        folds: Sequence[Fold]) -> Tuple[float, float, float]:
    """(skill, lower, upper limit of its 90 % interval over the folds) of a finished map against interpolation.

    The noise of the known values is nobody's error: it is taken off both mean squares.
    """
    ours, theirs = made.squares(y), made.squares_of_bilinear(y)
    used = np.isfinite(ours) & np.isfinite(theirs)
    held = [fold.test & used for fold in folds]
    sums = [[ours[rows].sum(), theirs[rows].sum(), rows.sum()] for rows in held]
    parts = np.array([s for s in sums if s[2]], float)
    skill = skill_of(made, y, noise)
    left = [_skill(parts.sum(0) - part, noise) for part in parts] if len(parts) > 1 else [skill]
    error = float(np.sqrt((len(left) - 1) / len(left) * np.sum((np.array(left) - np.mean(left)) ** 2)))    # jackknife
    return skill, skill - 1.645 * error, min(skill + 1.645 * error, 1.0)


def skill_of(made: Finished, y: np.ndarray, noise: float) -> float:
    """Skill of a finished map against interpolation; see `skill_with_interval`."""
    ours, theirs = made.squares(y), made.squares_of_bilinear(y)
    used = np.isfinite(ours) & np.isfinite(theirs)
    return _skill((ours[used].sum(), theirs[used].sum(), used.sum()), noise)


def _skill(sums, noise):
    ours, theirs, count = sums
    own_noise = min(noise ** 2, 0.9 * min(ours, theirs) / count)
    return float(1.0 - (ours / count - own_noise) / (theirs / count - own_noise))
