"""The finished map, one scale up: predictions of held-out cells, corrected by a product as much coarser than the cells
as the cells are than pixels (Wald et al. 1997), set against the cells' known values.

Everything that a map goes through is done here too: the coarser product is blurred as the sensor would blur it, carries
as much noise as the product itself, corrects the predictions, and the detail that is added to its interpolation gets
the weight that would have served best. More than one factor is looked at, so that the weight's course with scale is
seen.
"""
from dataclasses import dataclass
from typing import Dict, List, Sequence

import numpy as np

from ...monitor import SILENT, Monitor
from ...rasters.windows import whole
from ...samples.coarse_cells import CoarseCells
from ...samples.samples import Samples
from ...scaling.corrections import FILTERED, MEAN_PRESERVING, NONE
from ...scaling.interpolation import bilinear, spline
from ...scaling.mean_preserving import MeanPreserving
from ...scaling.residual_filter import kriged, pooled_covariance
from ...scaling.upscaling import Upscaling
from ..fold import Fold

FACTORS = (2, 3, 4)
_FEWEST_CELLS = 8      # large cells with a value, over all dates
_PASSES = 6
_ANYTHING = (-10.0, 10.0)
# A correction alone, without a predictor that helps, smooths noise away and gains that much; inside cells it does harm.
_LEAST_GAIN = 0.05
_BLOCK = 4             # cells along the blocks that are drawn for errors


@dataclass(frozen=True)
class Larger:
    """One factor: the coarser product of every date (dates, rows, columns) and its interpolation to the cells."""

    factor: int
    upscaling: Upscaling
    product: np.ndarray
    interpolated: np.ndarray


@dataclass(frozen=True)
class Finished:
    """Finished maps with one correction. weights: of the detail, by factor, with their standard errors; estimates and
    bilinear: (factors, n) values of the rows with the detail whole, and of the interpolation, NaN where not assessed;
    weight: the one for maps."""

    kind: str
    factors: Sequence[int]
    weights: np.ndarray
    errors: np.ndarray
    estimates: np.ndarray
    bilinear: np.ndarray
    weight: float

    def squares(self, y: np.ndarray) -> np.ndarray:
        """(n,) squared errors with the weight, the mean over the factors; NaN where none assessed the row."""
        return _mean((self.bilinear + self.weight * (self.estimates - self.bilinear) - y) ** 2)

    def squares_of_bilinear(self, y: np.ndarray) -> np.ndarray:
        """(n,) those of interpolation alone, on the same rows."""
        return _mean(np.where(np.isfinite(self.estimates), (self.bilinear - y) ** 2, np.nan))


class ScaleUp:
    """Finishes predictions for the rows of samples, always with the same noise in the coarser product.

    held: (n,) which rows are held out at all; noise: standard deviation of the product's noise, known or assumed.
    """

    def __init__(self, samples: Samples, cells: CoarseCells, held: np.ndarray, noise: float):
        self.samples, self.cells, self.noise = samples, cells, noise
        self.truth = cells.maps(np.where(held, samples.y, np.nan))
        made = [_larger(cells, self.truth, factor, noise) for factor in FACTORS]
        self.larger = [m for m in made if np.isfinite(m.product).sum() >= _FEWEST_CELLS]

    def __bool__(self) -> bool:
        return bool(self.larger)

    def finish(self, predictions: np.ndarray, monitor: Monitor = SILENT) -> Dict[str, Finished]:
        """By correction that can be had; predictions: (n,), NaN where none."""
        maps = self.cells.maps(predictions)
        kinds = (NONE, FILTERED) if self.cells.footprint_km else (NONE, MEAN_PRESERVING, FILTERED)
        found: Dict[str, List[np.ndarray]] = {kind: [] for kind in kinds}
        for larger in monitor.each(self.larger):
            for kind, corrected in zip(kinds, self._corrected(larger, maps, kinds)):
                found[kind].append(self._rows(corrected))
        below = np.stack([self._rows(larger.interpolated) for larger in self.larger])
        return {kind: self._finished(kind, np.stack(estimates), below) for kind, estimates in found.items()}

    def _corrected(self, larger, maps, kinds):
        yield maps
        if MEAN_PRESERVING in kinds:
            yield np.stack([_mean_preserving(larger.upscaling.geometry, product, predicted)
                            for product, predicted in zip(larger.product, maps)])
        yield _filtered(larger, maps, self.noise)

    def _rows(self, maps):
        return maps[self.cells.date, self.cells.row, self.cells.column]

    def _finished(self, kind, estimates, below):
        used = np.isfinite(estimates) & np.isfinite(below)
        estimates, below = (np.where(used, values, np.nan) for values in (estimates, below))
        detail, missing = estimates - below, self.samples.y - below
        weights, errors = np.array([self._weight(d, m) for d, m in zip(detail, missing)]).T
        factors = [larger.factor for larger in self.larger]
        weight = careful_weight(weights, errors)
        if _gain(weight * detail, missing) < _LEAST_GAIN:
            weight = 0.0
        return Finished(kind, factors, weights, errors, estimates, below, weight)

    def _weight(self, detail, missing):
        """(best weight of a detail (n,), its standard error over blocks of cells)."""
        used = np.isfinite(detail) & np.isfinite(missing)
        rows, columns = self.cells.row[used] // _BLOCK, self.cells.column[used] // _BLOCK
        _, block = np.unique(rows * 100_000 + columns, return_inverse=True)
        along = np.bincount(block, detail[used] * missing[used])
        square = np.bincount(block, detail[used] ** 2)
        if not square.sum() > 0:
            return 0.0, 1.0
        weight = along.sum() / square.sum()
        blocks = max(2, len(along))
        spread = np.sqrt(blocks / (blocks - 1) * ((along - weight * square) ** 2).sum())
        return float(weight), float(spread / square.sum())


def _gain(detail, missing) -> float:
    """Share of the interpolation's squared error that a detail takes away, over all factors."""
    used = np.isfinite(detail) & np.isfinite(missing)
    whole = float((missing[used] ** 2).sum())
    return 1.0 - float(((missing - detail)[used] ** 2).sum()) / whole if whole > 0 else 0.0


def careful_weight(weights: np.ndarray, errors: np.ndarray) -> float:
    """The weight of detail, 0 to 1, from those of some factors with their standard errors: their mean, less the
    standard error; what is unknown is left out of the map."""
    # the factors share their cells: no more is known than from the best of them
    return float(np.clip(mean_weight(weights, errors) - errors.min(), 0.0, 1.0))


def mean_weight(weights: np.ndarray, errors: np.ndarray) -> float:
    """Mean of the weights of some factors, those with small standard errors counting most."""
    trust = 1.0 / np.maximum(errors, 1e-3) ** 2
    return float((trust * weights).sum() / trust.sum())


def best_finish(finished: Dict[str, Finished], y: np.ndarray, noisy: bool) -> Finished:
    """That of the smallest error; of two that are as good, mean-preserving for a clean product and filtered for a noisy
    one."""
    made = [f for kind, f in finished.items() if kind != NONE]
    used = np.isfinite([f.squares(y) for f in made]).all(0)
    errors = [float(f.squares(y)[used].mean()) for f in made]
    least = min(errors)
    close = [f for f, error in zip(made, errors) if error <= 1.01 * least]
    preferred = FILTERED if noisy else MEAN_PRESERVING
    return next((f for f in close if f.kind == preferred), made[int(np.argmin(errors))])


def _larger(cells, truth, factor, noise):
    """The product at a factor. A sensor whose footprint is as much wider sees what it saw once more blurred; where
    cells are means, noise that averaging took away is put back."""
    grid = cells.grid
    upscaling = Upscaling(grid, grid.coarsened(factor), cells.footprint_km * np.sqrt(factor ** 2 - 1.0))
    product = []
    for date, values in enumerate(truth):
        sums = upscaling.sums(1)
        sums.add(whole(values.shape), values)
        means, coverage = upscaling.result(sums)
        large = np.where(coverage >= 0.5, means[0], np.nan)
        if not cells.footprint_km:
            lost = noise * np.sqrt(1.0 - 1.0 / factor ** 2)
            large = large + lost * np.random.default_rng((factor, date)).standard_normal(large.shape)
        product.append(large)
    between = np.stack([bilinear(large, upscaling.geometry, whole(grid.shape)) for large in product])
    return Larger(factor, upscaling, np.stack(product), between)


def _mean_preserving(geometry, large, predicted):
    if not (np.isfinite(large).any() and np.isfinite(predicted).any()):
        return np.full(predicted.shape, np.nan)
    window = whole(predicted.shape)
    correction = MeanPreserving(geometry, large, _ANYTHING)
    correction.add(window, predicted)
    correction.solve()
    for _ in range(_PASSES):
        correction.check(window, predicted)
        if not correction.improve():
            break
    return correction.corrected(window, predicted)


def _filtered(larger, maps, noise):
    """Maps plus the signal in their residuals, by the covariance of all dates."""
    residuals = []
    for product, predicted in zip(larger.product, maps):
        sums = larger.upscaling.sums(1)
        sums.add(whole(predicted.shape), predicted)
        means, coverage = larger.upscaling.result(sums)
        residuals.append(np.where(coverage >= 0.5, product - means[0], np.nan))
    covariance, out = pooled_covariance(residuals, noise), []
    for residual, predicted in zip(residuals, maps):
        field = kriged(residual, covariance)
        out.append(predicted + np.nan_to_num(spline(field, larger.upscaling.geometry, whole(predicted.shape))))
    return np.stack(out)


def _mean(values):
    count = np.isfinite(values).sum(0)
    return np.divide(np.nansum(values, 0), count, out=np.full(values.shape[1], np.nan), where=count > 0)


def skill_with_interval(made: Finished, y: np.ndarray, noise: float, folds: Sequence[Fold]):
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
    return skill, skill - 1.645 * error, skill + 1.645 * error


def skill_of(made: Finished, y: np.ndarray, noise: float) -> float:
    """Skill of a finished map against interpolation; see `skill_with_interval`."""
    ours, theirs = made.squares(y), made.squares_of_bilinear(y)
    used = np.isfinite(ours) & np.isfinite(theirs)
    return _skill((ours[used].sum(), theirs[used].sum(), used.sum()), noise)


def _skill(sums, noise):
    ours, theirs, count = sums
    own_noise = min(noise ** 2, 0.9 * min(ours, theirs) / count)
    return float(1.0 - (ours / count - own_noise) / (theirs / count - own_noise))
