"""How unusual a value is against a reference sample of the same season: percentile, anomaly, probability of classes.

All functions take one map of values and a reference of maps, NaN where there is none, and go through the reference
layer by layer, so that they need no memory beyond a few maps.
"""
from typing import Sequence, Tuple

import numpy as np

from .beta import beta_cdf
from .classes import THRESHOLDS
from .normal import normal_cdf

EMPIRICAL, BETA = "empirical", "beta"
METHODS = (EMPIRICAL, BETA)
Z90 = 1.6448536269514722       # of a two-sided 90 % interval
_LEAST_SPREAD = 1e-6           # m3/m3: below it a pixel doesn't vary (water, a fill), and an anomaly means nothing


def weibull_percentile(value: np.ndarray, reference: Sequence[np.ndarray]) -> np.ndarray:
    """Percentile (0..100, float64) of the value's Weibull plotting position among itself and the reference.

    100 r / (n + 2), r the value's rank (mean rank of ties) among the n reference values and itself: with n values it
    lies between 100 / (n + 2) and 100 (n + 1) / (n + 2). Weibull 1939; Makkonen 2006, doi 10.1175/JAM2349.1.
    """
    below, ties, count = (np.zeros(value.shape, np.float64) for _ in range(3))
    for layer in reference:
        below += layer < value
        ties += layer == value
        count += np.isfinite(layer)
    percentile = 100.0 * (1.0 + below + 0.5 * ties) / (count + 2.0)
    return np.where(np.isfinite(value) & (count > 0), percentile, np.nan)


def beta_percentile(value: np.ndarray, reference: Sequence[np.ndarray]) -> np.ndarray:
    """Percentile (0..100) from a beta distribution on 0..1 m3/m3, fitted to the reference by its two moments.

    It reaches beyond the driest value of a short record, at the price of assuming a shape. Sheffield et al. 2004,
    doi 10.1029/2004JD005182. NaN where the reference doesn't vary.
    """
    mean, spread, _ = moments(reference)
    with np.errstate(divide="ignore", invalid="ignore"):
        common = mean * (1.0 - mean) / np.square(spread) - 1.0
        usable = np.isfinite(value) & (spread > _LEAST_SPREAD) & (common > 0)
        return 100.0 * beta_cdf(np.where(usable, value, np.nan), mean * common, (1.0 - mean) * common)


def percentile_of(method: str, value: np.ndarray, reference: Sequence[np.ndarray]) -> np.ndarray:
    """Percentile by `empirical` (Weibull) or `beta`."""
    return (weibull_percentile if method == EMPIRICAL else beta_percentile)(value, reference)


def moments(reference: Sequence[np.ndarray]) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, standard deviation (n - 1) and number of the valid values per pixel; NaN where there are too few."""
    shape = np.shape(reference[0])
    total, count, squares = (np.zeros(shape, np.float64) for _ in range(3))
    for layer in reference:
        total += np.where(np.isfinite(layer), layer, 0.0)
        count += np.isfinite(layer)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / count
        for layer in reference:
            squares += np.where(np.isfinite(layer), np.square(layer - mean), 0.0)
        spread = np.sqrt(np.where(count > 1, squares / (count - 1), np.nan))
    return mean, spread, count


def standardised_anomaly(value: np.ndarray, reference: Sequence[np.ndarray]) -> np.ndarray:
    """(value - mean) / standard deviation of the reference; NaN where the reference doesn't vary."""
    mean, spread, _ = moments(reference)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > _LEAST_SPREAD, (value - mean) / spread, np.nan)


def years_with_values(reference: Sequence[np.ndarray], years: Sequence[int]) -> np.ndarray:
    """Number of years of which a pixel has at least one value (int32 map)."""
    counts = np.zeros(np.shape(reference[0]), np.int32)
    for year in sorted(set(years)):
        counts += np.any([np.isfinite(layer) for layer, of in zip(reference, years) if of == year], axis=0)
    return counts


def class_probabilities(value: np.ndarray, lower: np.ndarray, upper: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Probability of none, D0 ... D4 (6, rows, columns) for a value known to within a 90 % interval.

    The truth is taken as normal around the value with the interval's width, the reference as it is; classes by the
    Weibull percentile. value, lower, upper: (rows, columns); reference: (n, rows, columns). NaN where one is missing.
    """
    ordered = np.sort(np.asarray(reference, np.float64), axis=0)    # NaN last
    count = np.isfinite(ordered).sum(0)
    spread = (upper - lower) / (2.0 * Z90)
    at_least = [np.ones(value.shape)]
    for limit in THRESHOLDS:
        # rank k + 1 of a value above k others stays in the class while 100 (k + 1) / (n + 2) <= limit
        most_below = np.floor(limit * (count + 2) / 100.0 + 1e-9).astype(int) - 1
        place = np.clip(most_below, 0, len(ordered) - 1)
        edge = np.take_along_axis(ordered, place[None], axis=0)[0]
        with np.errstate(divide="ignore", invalid="ignore"):
            chance = np.where(spread > 0, normal_cdf((edge - value) / spread), (value < edge).astype(float))
        at_least.append(np.where(most_below >= 0, chance, 0.0))
    at_least.append(np.zeros(value.shape))
    out = -np.diff(np.stack(at_least), axis=0)
    out[:, ~np.isfinite(value + spread) | (count == 0)] = np.nan
    return out
