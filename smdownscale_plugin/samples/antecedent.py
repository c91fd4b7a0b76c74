"""Antecedent features: what the days up to a date have left behind, from daily series. Nothing looks into the future.

Every function takes values (days, ...), oldest first, one entry a day, NaN where a day is missing, and returns the same
shape in float64. A feature is NaN where less than half of what it should weigh is known: at the start of a series, and
after long gaps. A shorter gap is taken to be like the known days around it.

Features are named after their variable: rain_api_90 (rate .90), rain_sum_7, lst_mean_10 (days), rain_days_since,
rain_bucket_50 (millimetres); rain_bucket_50_temperature is a bucket that warm days empty faster.
"""
import re
from dataclasses import dataclass
from typing import Callable, Dict, List, Mapping, Sequence, Tuple, Union

import numpy as np

from ..errors import InputError

RATES = (0.70, 0.80, 0.90, 0.95, 0.985)      # of the antecedent precipitation index
SPANS = (1, 3, 7, 14, 30)                    # days of sums and means
WET_DAY = 1.0                                # mm: the usual threshold of a day with rain
LONGEST_DRY = 60                             # days counted since rain
CAPACITIES = (50, 150)                       # mm of the buckets
CAPACITIES_IN_WARMTH = (25, 50, 100)         # of those that warm days empty faster
EVAPORATION = 4.0                            # mm/day from a full bucket where no potential evaporation is given
_LEAST = 0.5                                 # share of the weight that must be known
_SETTLED = LONGEST_DRY // 2                  # known days after which a bucket counts that cold days don't empty
_MOST_DAYS = 10                              # of a period whose features are averaged
_SUNLIGHT = 12.0                             # mm/day: a quarter of the solar constant, by water's latent heat
_KELVIN = 150.0                              # temperatures above are kelvins


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


def bucket(rain: np.ndarray, capacity: float, evaporation: Union[float, np.ndarray] = EVAPORATION,
           days: float = np.inf) -> np.ndarray:
    """Filling (0 to 1) of a daily bucket: rain fills it up to its capacity (mm), evaporation takes from it in
    proportion to its filling, S(t) = min(capacity, S(t-1) + P(t)) x exp(-E(t) / capacity).

    evaporation: potential, mm/day, one number or (days, ...). It starts half full; NaN until that has died away to a
    quarter, counted on days that are known, or so many `days` are known.
    """
    rain = np.asarray(rain, np.float64)
    losses = np.broadcast_to(np.asarray(evaporation, np.float64), rain.shape) / capacity
    out = np.empty(rain.shape)
    store, memory = np.full(rain.shape[1:], 0.5 * capacity), np.ones(rain.shape[1:])
    recorded = np.zeros(rain.shape[1:])
    for day, (value, loss) in enumerate(zip(rain, losses)):
        there = np.isfinite(value) & np.isfinite(loss)
        filled = np.minimum(store + np.where(there, value, 0.0), capacity)
        left = np.exp(-np.where(there, loss, 0.0))
        memory = np.where(there & (filled >= capacity), 0.0, memory * left)
        store = np.where(there, filled * left, store)
        recorded += there
        out[day] = np.where((memory <= 0.25) | (recorded >= days), store / capacity, np.nan)
    return out


def potential_evaporation(temperature: np.ndarray) -> np.ndarray:
    """mm/day that air of this daily mean (degrees Celsius or kelvins) takes up, R (T + 5) / 100, not below 0 (Oudin et
    al. 2005), with the mean over globe and year for R, the water that sunlight above the atmosphere could evaporate."""
    temperature = np.asarray(temperature, np.float64)
    celsius = np.where(temperature > _KELVIN, temperature - 273.15, temperature)
    return np.maximum(_SUNLIGHT * (celsius + 5.0) / 100.0, 0.0)


@dataclass(frozen=True)
class Antecedent:
    """One feature: its name, the daily variables that it comes from, its unit, and their values, (days, ...) each, ->
    (days, ...). reach: how many days count towards a value, 0 where all do that are there."""

    name: str
    variables: Tuple[str, ...]
    unit: str
    of: Callable[..., np.ndarray]
    reach: int = 0


_KINDS = {
    "api": ("mm", lambda number: lambda values: precipitation_index(values, _rate(number))),
    "sum": ("mm", lambda number: lambda values: running_sum(values, int(number))),
    "mean": ("", lambda number: lambda values: running_mean(values, int(number))),
    "bucket": ("1", lambda number: lambda values: bucket(values, float(number))),
}
_OF_SPANS = ("sum", "mean")
_NUMBERED = re.compile(r"(?P<variable>.+)_(?P<kind>api|sum|mean|bucket)_(?P<number>[1-9][0-9]{0,2})")
_SINCE = re.compile(r"(?P<variable>.+)_days_since")
_IN_WARMTH = re.compile(r"(?P<variable>.+?)_bucket_(?P<number>[1-9][0-9]{0,2})_(?P<warmth>.+)")


def feature(name: str) -> Antecedent:
    """The feature of a name such as rain_api_90 or rain_days_since; InputError when it has no such form."""
    since = _SINCE.fullmatch(name)
    if since:
        return Antecedent(name, (since["variable"],), "days", days_since_rain)
    drying = _IN_WARMTH.fullmatch(name)
    if drying:
        capacity = float(drying["number"])
        return Antecedent(name, (drying["variable"], drying["warmth"]), "1",
                          lambda rain, warmth: bucket(rain, capacity, potential_evaporation(warmth), _SETTLED))
    found = _NUMBERED.fullmatch(name)
    if not found:
        raise InputError(f"There is no antecedent feature {name!r}; names take the forms rain_api_90 (rate .90), "
                         "rain_sum_7, lst_mean_10 (days), rain_days_since, rain_bucket_50 (mm) and "
                         "rain_bucket_50_temperature (mm, emptied by warm days).")
    unit, of = _KINDS[found["kind"]]
    return Antecedent(name, (found["variable"],), unit, of(found["number"]),
                      int(found["number"]) if found["kind"] in _OF_SPANS else 0)


def usual_features(rain: str = "", others: Sequence[str] = (), warmth: str = "") -> List[str]:
    """Names of the features that are worth offering for a rain variable (mm/day) and for others (their means).

    warmth: the one of the others that is air temperature, '' without one.
    """
    names = []
    if rain:
        names += [f"{rain}_api_{_digits(rate)}" for rate in RATES]
        names += [f"{rain}_sum_{days}" for days in SPANS]
        names += [f"{rain}_days_since"] + [f"{rain}_bucket_{capacity}" for capacity in CAPACITIES]
    if rain and warmth:
        names += [f"{rain}_bucket_{capacity}_{warmth}" for capacity in CAPACITIES_IN_WARMTH]
    return names + [f"{name}_mean_{days}" for name in others for days in SPANS if days > 1]


def antecedent_features(series: Mapping[str, np.ndarray], names: Sequence[str]) -> Dict[str, np.ndarray]:
    """Features by name from daily series by variable, each (days, ...); InputError when a variable isn't there."""
    return {name: _of(feature(name), series) for name in names}


def means_of_last_days(series: Mapping[str, np.ndarray], names: Sequence[str],
                       memory_days: int) -> Dict[str, np.ndarray]:
    """Features by name (...), each from so many days: the mean of those of the last days where there are more than
    that, as a measurement of several days is the mean of theirs; NaN where none of these is known.

    series: (days, ...) by variable. Of more than ten days, ten that lie evenly among them stand for all.
    """
    if not names:
        return {}
    count = len(next(iter(series.values())))
    earlier = max(0, count - memory_days)
    starts = np.unique(np.linspace(earlier, 0, min(earlier + 1, _MOST_DAYS)).round().astype(int))
    ends = starts - earlier + count - 1
    out = {}
    for wanted in map(feature, names):
        if 0 < wanted.reach <= memory_days:       # what lies further back doesn't change these
            values = _of(wanted, series)[ends]
        else:
            values = np.stack([_of(wanted, {v: series[v][start:start + memory_days] for v in wanted.variables
                                            if v in series})[-1] for start in starts])
        out[wanted.name] = _mean_of_known(values)
    return out


def _of(wanted: Antecedent, series: Mapping[str, np.ndarray]) -> np.ndarray:
    missing = [name for name in wanted.variables if name not in series]
    if missing:
        raise InputError(f"The feature {wanted.name} needs daily values of {missing[0]}; there are "
                         f"{', '.join(series) or 'none'}.")
    return wanted.of(*(series[name] for name in wanted.variables))


def _mean_of_known(values: np.ndarray) -> np.ndarray:
    known = np.isfinite(values)
    return np.where(known.any(0), np.where(known, values, 0.0).sum(0) / np.maximum(known.sum(0), 1), np.nan)


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
