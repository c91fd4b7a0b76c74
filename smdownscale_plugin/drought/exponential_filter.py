"""Root-zone soil moisture from a surface series: the exponential filter in its recursive form.

Wagner, Lemoine & Rott 1999, doi 10.1016/S0034-4257(99)00036-X; recursive: Albergel et al. 2008,
doi 10.5194/hess-12-1323-2008.
"""
from dataclasses import dataclass
from typing import Tuple

import numpy as np


@dataclass
class FilterState:
    """What the filter remembers of each pixel: maps of one shape.

    value: filtered soil moisture (m3/m3; NaN before the first observation); gain: K of the last update;
    day: when that was (days, float64, of any epoch).
    """

    value: np.ndarray
    gain: np.ndarray
    day: np.ndarray

    @classmethod
    def empty(cls, shape: Tuple[int, ...]) -> "FilterState":
        """Nothing seen yet."""
        return cls(*(np.full(shape, np.nan) for _ in range(3)))


def update(state: FilterState, surface: np.ndarray, day: float, t_days: float) -> FilterState:
    """The state after the observation `surface` (m3/m3, NaN: a gap, which changes nothing) at `day`.

    K_n = K_(n-1) / (K_(n-1) + exp(-(t_n - t_(n-1)) / T)), value_n = value_(n-1) + K_n (surface_n - value_(n-1));
    it starts with K = 1 and the first observation. After a gap much longer than T, K is 1 again: a fresh start.
    """
    seen, known = np.isfinite(surface), np.isfinite(state.value)
    decay = np.exp(-(day - np.where(known, state.day, day)) / t_days)
    gain = np.where(known, state.gain / (state.gain + decay), 1.0)
    value = np.where(known, state.value + gain * (surface - state.value), surface)
    return FilterState(np.where(seen, value, state.value), np.where(seen, gain, state.gain),
                       np.where(seen, day, state.day))


def root_zone_estimate(state: FilterState, day: float, t_days: float) -> np.ndarray:
    """Root-zone soil moisture at `day`: the filter's value, NaN where its last observation is over T days old."""
    with np.errstate(invalid="ignore"):
        return np.where(day - state.day <= t_days, state.value, np.nan)
