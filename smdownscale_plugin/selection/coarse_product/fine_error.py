"""What is expected of finished maps at the fine scale, from all that can be measured without the fine truth.

Two readings are combined. One scale up, finished maps of held-out cells take away a share of what interpolation misses
there; it is an upper guess, because means of cells hide what varies inside them. The balance of variances works at the
pixels themselves: of the variance expected inside cells (see `inside_cells`) a map explains what its own detail holds,
as far as such detail agreed with the truth one scale up. The expected skill is the mean of both readings; the error is
the larger one, because a figure that is too small misleads more than one that is too large.
"""
from dataclasses import asdict, dataclass, replace
from typing import Any, Dict, Mapping, Optional, Sequence

import numpy as np

from ...regression.fit import Fit
from ...samples.coarse_cells import CoarseCells
from ...samples.samples import Samples
from ...scaling.corrections import FILTERED, MEAN_PRESERVING, NONE
from ..fold import Fold
from .detail_weight import mean_weight
from .inside_cells import expected_inside, modelled_inside, pixels_along, shown_by_cells
from .scale_up import FACTORS, Finished, skill_of, skill_with_interval

_BETWEEN = {NONE: "between", MEAN_PRESERVING: "product_noise_variance", FILTERED: "between_corrected"}
_BILINEAR = 4.0 / 9.0        # of the product's noise variance is left in its bilinear interpolation, on average
_TESTED = float(max(FACTORS))
_UNSURE = 0.2                # of the variance expected inside cells: how well it is known (see `inside_cells`)
_MOST = 0.25                 # (m3/m3)^2


@dataclass(frozen=True)
class FineScale:
    """Maps with one residual correction at the fine scale. missed, left: mean squared error of interpolation and of the
    map, (m3/m3)^2; skill: expected, within about low to high; reach: share of the detail's weight that is trusted at
    this ratio of scales, 0 where interpolation is expected to be the better map."""

    missed: float
    left: float
    skill: float
    low: float
    high: float
    reach: float

    def card(self) -> Dict[str, float]:
        """As plain values."""
        return asdict(self)


def fine_scale(samples: Samples, cells: CoarseCells, fit: Fit, finished: Mapping[str, Finished], noise: float,
               folds: Sequence[Fold], budget: Mapping[str, Any], trust: float = 1.0) -> Dict[str, FineScale]:
    """By residual correction; empty where nothing was assessed one scale up.

    noise: of the product, m3/m3, known or assumed; budget: see `error_budget`; trust: factor on all weights.
    """
    detail, distance = modelled_inside(samples, cells, fit), far(pixels_along(cells))
    shown = shown_by_cells(samples, cells, fit, budget["predictor_noise"]) ** distance if distance > 0 else 1.0
    maps, out = cells.maps(samples.y), {}
    for kind, made in finished.items():
        inside = expected_inside(maps, cells, noise, _missed(made, samples.y, noise), made.factors)
        if np.isfinite(inside):
            weight = 1.0 if kind == NONE else trust * made.weight
            between = budget[_BETWEEN[kind]]
            balance = _balance(made, samples.y, noise, inside, detail, weight, shown, distance)
            out[kind] = _expected(made, samples.y, noise, folds, balance, between)
    return out


def far(pixels: float) -> float:
    """How far a ratio of scales (pixels along a cell) lies beyond what was tested: 0 up to the square of the largest
    factor tested (as many octaves again), 1 from its cube on."""
    return float(np.clip(np.log(max(pixels, 1.0)) / np.log(_TESTED) - 2.0, 0.0, 1.0))


@dataclass(frozen=True)
class _Balance:
    """missed, left: inside cells, (m3/m3)^2; weight: of the detail; reach, distance: see `FineScale`, `far`."""

    missed: float
    left: float
    weight: float
    reach: float
    distance: float


def _missed(made, y, noise):
    """Mean squared errors of interpolation by factor, the noise of the known values taken off."""
    used = np.isfinite(made.estimates) & np.isfinite(made.bilinear)
    squares = np.where(used, (made.bilinear - y) ** 2, np.nan)
    return [float(np.nanmean(row)) - noise ** 2 if np.isfinite(row).any() else np.nan for row in squares]


def _balance(made, y, noise, inside, detail: Optional[float], weight, shown, distance) -> _Balance:
    """What the map explains of the variance inside cells, and what it leaves; shown: share of the detail that varies at
    scales near those tested."""
    slope = float(np.clip(max(mean_weight(made.weights, made.errors), made.weight), 0.0, 1.2))
    share = float(np.clip(skill_of(replace(made, weight=slope), y, noise), 0.0, 0.99))
    if detail is None:
        detail = share * inside / max(slope, 0.1) ** 2
    explained, reach = slope ** 2 * detail, shown
    if explained > share * inside > 0:
        # More detail than the product leads one to expect: within the range that was tested that speaks of land that
        # varies inside cells; far beyond, of predictors whose fine pattern isn't that of soil moisture.
        reach = min(reach, (share * inside / explained) ** distance)
        inside = max(inside, reach * explained / share)
    weight = weight * reach
    left = inside - 2.0 * weight * reach * slope * detail + weight ** 2 * detail
    left = float(np.hypot(max(left, (1.0 - share) * inside), _UNSURE * inside))
    return _Balance(inside, left, weight, reach, distance)


def _expected(made, y, noise, folds, balance, between) -> FineScale:
    missed = balance.missed + _BILINEAR * noise ** 2
    measured = float(np.nanmean(made.squares(y))) - noise ** 2        # no map is better at pixels than at cells
    left, bare = (float(np.clip(max(inside, measured) + between, 1e-8, _MOST))
                  for inside in (balance.left, np.hypot(1.0, _UNSURE) * balance.missed))
    if balance.weight <= 0.0:
        return FineScale(missed, left, 0.0, 0.0, 0.0, balance.reach)
    skill, low, high = skill_with_interval(made, y, noise, folds)
    balanced = 1.0 - left / missed
    believed = 0.5 * (1.0 - balance.distance)                          # of the reading one scale up
    expected = believed * skill + (1.0 - believed) * balanced
    if expected <= 0.0:                                                # then interpolation is the better map
        return FineScale(missed, bare, 0.0, 0.0, 0.0, 0.0)
    return FineScale(missed, left, expected, min(low, balanced), max(high, balanced), balance.reach)
