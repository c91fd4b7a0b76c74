"""What is expected of finished maps at the fine scale, from all that can be measured without the fine truth.

One scale up, finished maps of held-out cells take away a share of what interpolation misses there; of pixels that is an
upper guess, because means of cells hide what varies inside them. The balance of variances works at the pixels
themselves: of the variance expected inside cells (see `inside_cells`) a map explains what its own detail holds, as far
as such detail agreed with the truth one scale up. The error that is expected is the larger one of both readings, so is
the skill that goes with it; only whether detail is used at all is decided by the mean of both.
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
from .footprint_check import NO_DOUBT, Doubt
from .inside_cells import (
    both_readings,
    expected_inside,
    hidden_inside,
    modelled_inside,
    pixels_along,
    shown_by_cells,
)
from .scale_up import FACTORS, Finished, skill_of, skill_with_interval

_BETWEEN = {NONE: "between", MEAN_PRESERVING: "product_noise_variance", FILTERED: "between_corrected"}
_BILINEAR = 4.0 / 9.0        # of the product's noise variance is left in its bilinear interpolation, on average
_TESTED = float(max(FACTORS))
_UNSURE = 0.2                # of the variance expected inside cells: how well it is known (see `inside_cells`)
_LEAST = 0.1                 # of a mean squared error: what is left of it, at least, without the product's noise
_STEEPEST = 0.95             # of errors against those of interpolation: beyond it the noise does not show
_HOPE = 0.1                  # of the mean of both readings: said where only their mean speaks for the map
_SURE = 1.645                # standard errors of a 90 % interval
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
               folds: Sequence[Fold], budget: Mapping[str, Any], known: bool = True,
               doubt: Doubt = NO_DOUBT) -> Dict[str, FineScale]:
    """By residual correction; empty where nothing was assessed one scale up.

    noise: of the product, m3/m3; known: False where it was assumed; budget: see `error_budget`; doubt: of the product's
    footprint.
    """
    detail, maps, out = _guess_inside(samples, cells, fit, budget), cells.maps(samples.y), {}
    sure_noise = noise if known else 0.0
    if not (known or cells.footprint_km) and FILTERED in finished:
        noise = noise_one_scale_up(finished[FILTERED], samples.y, noise)
    for kind, made in finished.items():
        missed = _without(noise, _by_factor(made.bilinear, made, samples.y))
        inside = expected_inside(maps, cells, noise, doubt.means_of_cells)
        if np.isfinite(inside):
            weight = 1.0 if kind == NONE else doubt.trust * made.weight
            growth = None if doubt.means_of_cells else _growth(made, missed)
            balance = _balance(made, samples.y, noise, inside, detail, growth, weight, sure_noise)
            found = _expected(made, samples.y, noise, folds, balance, budget[_BETWEEN[kind]])
            if doubt.perhaps_km:                # blurred, the product hides what varies inside cells from both readings
                hidden = hidden_inside(maps, cells, noise, doubt.perhaps_km)
                found = replace(found, left=max(found.left, min(_unexplained(hidden) + budget[_BETWEEN[kind]], _MOST)))
            out[kind] = found
    return out


def errors_of_maps(expected: Mapping[str, FineScale], taken: Optional[Finished]) -> Dict[str, float]:
    """Mean squared errors expected of maps by residual correction, (m3/m3)^2; taken: what `auto` takes. Where that is
    not expected to help, maps are the interpolated product, which `filtered` leaves as it is."""
    errors = {kind: found.left for kind, found in expected.items()}
    if taken and taken.kind in expected and expected[taken.kind].reach == 0.0:
        errors[FILTERED] = expected[taken.kind].left
    return errors


def far(pixels: float) -> float:
    """How far a ratio of scales (pixels along a cell) lies beyond what was tested: 0 up to the square of the largest
    factor tested (as many octaves again), 1 from its cube on."""
    return float(np.clip(np.log(max(pixels, 1.0)) / np.log(_TESTED) - 2.0, 0.0, 1.0))


def noise_one_scale_up(made: Finished, y: np.ndarray, assumed: float) -> float:
    """Standard deviation of the product's noise as finished maps show it, m3/m3, where dates don't.

    The larger the factor, the more interpolation misses, while the noise of the known values stays the same. If a map
    takes the same share of the rest away at all factors, its errors are a line over those of interpolation, and the two
    are equal where only noise is left. made: by a correction that doesn't repeat noise; assumed: what is taken where it
    can't be seen.
    """
    missed = _by_factor(made.bilinear, made, y)
    left = _by_factor(made.bare + made.weight * (made.estimates - made.bare), made, y)
    seen = np.isfinite(missed) & np.isfinite(left)
    if seen.sum() < 2 or not np.ptp(missed[seen]) > 0:
        return assumed
    slope, start = np.polyfit(missed[seen], left[seen], 1)
    if slope > _STEEPEST:
        return assumed
    return float(np.sqrt(np.clip(start / (1.0 - slope), 0.0, (1.0 - _LEAST) * left[seen].min())))


@dataclass(frozen=True)
class _GuessInside:
    """The first guess inside cells. variance: (m3/m3)^2, None where no pixels were sampled; noise: the part of it that
    is the predictors'; shown: share of it that varies at scales near those tested; distance: see `far`."""

    variance: Optional[float]
    noise: float
    shown: float
    distance: float


def _guess_inside(samples, cells, fit, budget) -> _GuessInside:
    distance, noise = far(pixels_along(cells)), budget.get("predictor_noise", 0.0)
    shown = shown_by_cells(samples, cells, fit, noise) ** distance if distance > 0 else 1.0
    return _GuessInside(modelled_inside(samples, cells, fit), noise, shown, distance)


@dataclass(frozen=True)
class _Balance:
    """missed, left: inside cells, (m3/m3)^2; bare: left by interpolation; floor: what the errors measured one scale up
    amount to there; weight: of the detail; reach, distance: see `FineScale`, `far`."""

    missed: float
    left: float
    bare: float
    floor: float
    weight: float
    reach: float
    distance: float


def _unexplained(inside):
    """What is left inside cells where nothing of it is explained, with the uncertainty of the law."""
    return float(np.hypot(1.0, _UNSURE) * inside)


def _by_factor(estimates, made, y):
    """(factors,) mean squared errors of estimates (factors, n); NaN where nothing was assessed."""
    used = np.isfinite(made.estimates) & np.isfinite(made.bilinear)
    squares = np.where(used, (estimates - y) ** 2, np.nan)
    return np.array([float(np.nanmean(row)) if np.isfinite(row).any() else np.nan for row in squares])


def _without(noise, squares):
    return np.maximum(squares - noise ** 2, _LEAST * squares)


def _growth(made, missed) -> Optional[float]:
    """Truth to first guess: what interpolation misses one scale up over what detail there adds to it."""
    used = np.isfinite(made.estimates) & np.isfinite(made.bilinear)
    added = [float(np.mean(row[u] ** 2)) if u.any() else 0.0 for row, u in zip(made.estimates - made.bilinear, used)]
    found = [m / a for m, a in zip(missed, added) if np.isfinite(m) and a > 0]
    return float(np.mean(found)) if found else None


def _balance(made, y, noise, inside, detail: _GuessInside, growth: Optional[float], weight, sure_noise) -> _Balance:
    """What the map explains of the variance inside cells, and what it leaves.

    inside: variance that the product leads one to expect; growth: see `_growth`; sure_noise: `noise` where dates show
    it, 0 where it was read off finished maps, which would vouch for themselves.
    """
    slope = float(np.clip(max(mean_weight(made.weights, made.errors), made.weight), 0.0, 1.2))
    share, surely = (float(np.clip(skill_of(replace(made, weight=slope), y, n), 0.0, 0.99))
                     for n in (noise, sure_noise))
    bare = _unexplained(inside)
    variance, distance, reach = detail.variance, detail.distance, detail.shown
    if variance is None:
        variance, growth = share * inside / max(slope, 0.1) ** 2, None
    explained = slope ** 2 * variance
    if explained > share * inside > 0:
        # More detail than the product leads one to expect: within the range that was tested that speaks of land that
        # varies inside cells; far beyond, of predictors whose fine pattern isn't that of soil moisture.
        reach = min(reach, (share * inside / explained) ** distance)
    weight = weight * reach
    if growth and share > 0 and weight > 0:
        # Predictors show how soil moisture varies as far as they explain it and the map follows them.
        inside = both_readings(inside, growth * variance, surely * weight, reach, detail.noise / variance)
    kept = inside - 2.0 * weight * reach * slope * variance + weight ** 2 * variance
    left = float(np.hypot(max(min(kept, inside), (1.0 - share) * inside), _UNSURE * inside))
    missed = float(np.nanmean(_without(noise, _by_factor(made.bilinear, made, y))))
    measured = max(float(np.nanmean(made.squares(y))) - noise ** 2, 0.0)
    # What is missed one scale up and in a cell differ by the product's own trend: so do errors measured there.
    return _Balance(inside, left, bare, measured * min(1.0, inside / missed), weight, reach, distance)


def _expected(made, y, noise, folds, balance, between) -> FineScale:
    missed = balance.missed + _BILINEAR * noise ** 2
    left, bare = (float(np.clip(max(inside, balance.floor) + between, 1e-8, _MOST))
                  for inside in (balance.left, balance.bare))
    if balance.weight <= 0.0:
        return FineScale(missed, left, 0.0, 0.0, 0.0, balance.reach)
    skill, low, high = skill_with_interval(made, y, noise, folds)
    balanced = 1.0 - left / missed
    believed = 0.5 * (1.0 - balance.distance)                          # of the reading one scale up
    hoped = believed * skill + (1.0 - believed) * balanced
    if hoped <= 0.0:                                                   # then interpolation is the better map
        return FineScale(missed, bare, 0.0, 0.0, 0.0, 0.0)
    expected = max(balanced, _HOPE * hoped)
    unlucky = _SURE * _UNSURE * balance.missed                         # more inside cells, none of it explained
    return FineScale(missed, left, expected, min(low, expected * missed / (missed + unlucky)), max(high, expected),
                     balance.reach)
