"""Antecedent features: what the days up to a date have left behind, from daily series. Nothing looks into the future.

Every function takes values (days, ...), oldest first, one entry a day, NaN where a day is missing, and returns the same
shape in float64. A feature is NaN where less than half of what it should weigh is known: at the start of a series, and
after long gaps. A shorter gap is taken to be like the known days around it.

Features are named after their variable: rain_api_90 (rate .90), rain_sum_7, lst_mean_10 (days), rain_days_since,
rain_bucket_50 (millimetres).
"""
import re
from dataclasses import dataclass
from typing import Callable, Dict, List, Mapping, Sequence

import numpy as np

from ..errors import InputError

RATES = (0.70, 0.80, 0.90, 0.95, 0.985)      # of the antecedent precipitation index
SPANS = (1, 3, 7, 14, 30)                    # days of sums and means
WET_DAY = 1.0                                # mm: the usual threshold of a day with rain
LONGEST_DRY = 60                             # days counted since rain
CAPACITIES = (50, 150)                       # mm of the buckets
EVAPORATION = 4.0                            # mm/day from a full bucket where no potential evaporation is given
_LEAST = 0.5                                 # share of the weight that must be known


def precipitation_index(rain: np.ndarray, rate: float) -> np.ndarray:
    """API(t) = rate x API(t-1) + P(t), from 0 before the first day (Kohler and Linsley 1951)."""
    rain = np.asarray(rain, np.float64)
    known = np.isfinite(rain)
    out = np.empty(rain.shape)
    index, weight, elapsed = np.zeros(rain.shape[1:]), np.zeros(rain.shape[1:]), 0.0
    for day, (value, there) in enumerate(zip(rain, known)):
        index = rate * index + np.where(there, value, 0.0)
        weight = rate * weight + there
        elapsed = rate * elapsed + 1.0
        enough = weight >= _LEAST / (1.0 - rate)
        out[day] = np.where(enough, index * elapsed / np.where(enough, weight, 1.0), np.nan)
    return out


def running_mean(values: np.ndarray, days: int) -> np.ndarray:
    """Mean of the last so many days, the date's own among them."""
    values = np.asarray(values, np.float64)
    known = np.isfinite(values)
    sums, counts = (_trailing(part, days) for part in (np.where(known, values, 0.0), known.astype(np.float64)))
    enough = counts >= _LEAST * days
    return np.where(enough, sums / np.where(enough, counts, 1.0), np.nan)


def running_sum(values: np.ndarray, days: int) -> np.ndarray:
    """Sum over the last so many days, the date's own among them; a missing day counts as their mean."""
    return days * running_mean(values, days)


def days_since_rain(rain: np.ndarray, wet: float = WET_DAY, most: int = LONGEST_DRY) -> np.ndarray:
    """Days since the last one with at least `wet` mm, 0 on such a day, at most `most`; NaN until that is known.

    A missing day counts as dry.
    """
    rain = np.asarray(rain, np.float64)
    out = np.empty(rain.shape)
    since = np.full(rain.shape[1:], np.inf)      # no rain seen yet
    recorded = np.zeros(rain.shape[1:])          # known days so far
    for day, value in enumerate(rain):
        there = np.isfinite(value)
        since = np.where(there & (np.where(there, value, 0.0) >= wet), 0.0, since + 1.0)
        recorded += there
        out[day] = np.where(np.isinf(since) & (recorded < most), np.nan, np.minimum(since, most))
    return out


def bucket(rain: np.ndarray, capacity: float, evaporation: float = EVAPORATION) -> np.ndarray:
    """Filling (0 to 1) of a daily bucket: rain fills it up to its capacity (mm), evaporation takes from it in
    proportion to its filling, S(t) = min(capacity, S(t-1) + P(t)) x exp(-E(t) / capacity).

    evaporation: potential, mm/day, one number or (days, ...). It starts half full; NaN until that has died away to a
    quarter, counted on days that are known.
    """
    rain = np.asarray(rain, np.float64)
    losses = np.broadcast_to(np.asarray(evaporation, np.float64), rain.shape) / capacity
    out = np.empty(rain.shape)
    store, memory = np.full(rain.shape[1:], 0.5 * capacity), np.ones(rain.shape[1:])
    for day, (value, loss) in enumerate(zip(rain, losses)):
        there = np.isfinite(value) & np.isfinite(loss)
        filled = np.minimum(store + np.where(there, value, 0.0), capacity)
        left = np.exp(-np.where(there, loss, 0.0))
        memory = np.where(there & (filled >= capacity), 0.0, memory * left)
        store = np.where(there, filled * left, store)
        out[day] = np.where(memory <= 0.25, store / capacity, np.nan)
    return out


@dataclass(frozen=True)
class Antecedent:
    """One feature: its name, the daily variable that it comes from, its unit, and (days, ...) -> (days, ...)."""

    name: str
    variable: str
    unit: str
    of: Callable[[np.ndarray], np.ndarray]


_KINDS = {
    "api": ("mm", lambda number: lambda values: precipitation_index(values, _rate(number))),
    "sum": ("mm", lambda number: lambda values: running_sum(values, int(number))),
    "mean": ("", lambda number: lambda values: running_mean(values, int(number))),
    "bucket": ("1", lambda number: lambda values: bucket(values, float(number))),
}
_NUMBERED = re.compile(r"(?P<variable>.+)_(?P<kind>api|sum|mean|bucket)_(?P<number>[1-9][0-9]{0,2})")
_SINCE = re.compile(r"(?P<variable>.+)_days_since")


def feature(name: str) -> Antecedent:
    """The feature of a name such as rain_api_90 or rain_days_since; InputError when it has no such form."""
    since = _SINCE.fullmatch(name)
    if since:
        return Antecedent(name, since["variable"], "days", days_since_rain)
    found = _NUMBERED.fullmatch(name)
    if not found:
        raise InputError(f"There is no antecedent feature {name!r}; names take the forms rain_api_90 (rate .90), "
                         "rain_sum_7, lst_mean_10 (days), rain_days_since and rain_bucket_50 (mm).")
    unit, of = _KINDS[found["kind"]]
    return Antecedent(name, found["variable"], unit, of(found["number"]))


def usual_features(rain: str = "", others: Sequence[str] = ()) -> List[str]:
    """Names of the features that are worth offering for a rain variable (mm/day) and for others (their means)."""
    names = []
    if rain:
        names += [f"{rain}_api_{_digits(rate)}" for rate in RATES]
        names += [f"{rain}_sum_{days}" for days in SPANS]
        names += [f"{rain}_days_since"] + [f"{rain}_bucket_{capacity}" for capacity in CAPACITIES]
    return names + [f"{name}_mean_{days}" for name in others for days in SPANS if days > 1]


def antecedent_features(series: Mapping[str, np.ndarray], names: Sequence[str]) -> Dict[str, np.ndarray]:
    """Features by name from daily series by variable, each (days, ...); InputError when a variable isn't there."""
    out = {}
    for name in names:
        wanted = feature(name)
        if wanted.variable not in series:
            raise InputError(f"The feature {name} needs daily values of {wanted.variable}; there are "
                             f"{', '.join(series) or 'none'}.")
        out[name] = wanted.of(series[wanted.variable])
    return out


def _trailing(values: np.ndarray, days: int) -> np.ndarray:
    """Sums over the last `days` entries along the first axis."""
    total = np.cumsum(values, axis=0)
    out = total.copy()
    out[days:] -= total[:-days]
    return out


def _rate(digits: str) -> float:
    """.9 of "90" or "9", .985 of "985"."""
    return float(f"0.{digits}")


def _digits(rate: float) -> str:
    return f"{rate:.3f}"[2:].rstrip("0").ljust(2, "0")
