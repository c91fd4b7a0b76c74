"""Gaps in the predictors of a table at stations: filled from what was known before, left out, and said."""
from typing import Dict, List, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..rasters.number_text import in_percent
from .table_observations import ObservationTable

_CARRIED = 45             # days that a value of a station's table is carried forward over a gap
_COPY, _FEW = 0.9999, 20  # correlation with the target of what is a copy of it, and rows that show it
_MOST_MISSING = 0.6       # share of rows without a value, above which a predictor is dropped


def filled(table: ObservationTable, station: np.ndarray,
           categorical: Sequence[str]) -> Tuple[Dict[str, np.ndarray], List[str]]:
    """({name: (n,)}, notes): gaps of continuous predictors are filled with the station's last value of the 45 days
    before, nothing later, else with the median of all rows; those with few values are dropped."""
    out: Dict[str, np.ndarray] = {}
    notes, gaps = [], {}
    for name, values in table.predictors.items():
        missing = ~np.isfinite(values)
        if missing.mean() > _MOST_MISSING or np.ptp(values[~missing]) == 0:
            notes.append(f"{name} is left out: {in_percent(missing.mean())} of rows lack it." if missing.any() else
                         f"{name} is left out: it is the same in all rows.")
            continue
        if _repeats(values[~missing], table.y[~missing]):
            notes.append(f"{name} is left out: it repeats the soil moisture of the stations.")
            continue
        if missing.any() and name not in categorical:
            values = _or_median(_carried(values, station, table.last))
            gaps[name] = missing.mean()
        out[name] = values
    if gaps:
        notes.append(f"{len(gaps)} predictors have gaps, filled with the station's last value of the {_CARRIED} days "
                     "before or the median: " + ", ".join(f"{n} ({in_percent(missing)} of rows)"
                                                      for n, missing in gaps.items()) + ".")
    return out, notes


def _repeats(values: np.ndarray, y: np.ndarray) -> bool:
    """Whether a column says the target in the same or another unit, so that a model would only copy it."""
    return bool(np.ptp(y) > 0 and len(y) >= _FEW and abs(np.corrcoef(values, y)[0, 1]) > _COPY)


def without_repeats(columns: Dict[str, np.ndarray]) -> Dict[str, np.ndarray]:
    """The columns less those that repeat another: a variable that stays the same has the same mean over any days."""
    seen: Dict[bytes, str] = {}
    for name, values in columns.items():
        seen.setdefault(np.round(values, 4).astype(np.float32).tobytes(), name)
    return {name: columns[name] for name in seen.values()}


def _or_median(values: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values), values, np.median(values[np.isfinite(values)]))


def _carried(values: np.ndarray, station: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Gaps filled with the last value of the same station, at most 45 days old."""
    order = np.lexsort((day, station))
    v, s, d = values[order], station[order], day[order]
    last = np.maximum.accumulate(np.where(np.isfinite(v), np.arange(len(v)), -1))
    usable = (last >= 0) & (s[last] == s) & (d - d[last] <= _CARRIED)
    out = np.empty(len(values))
    out[order] = np.where(usable, v[last], np.nan)
    return out


def filled_antecedents(found: Dict[str, np.ndarray], station: np.ndarray,
                       names: Sequence[str]) -> Tuple[Dict[str, np.ndarray], np.ndarray, List[str]]:
    """({name: (n,)}, which rows know any (n,), notes): antecedent predictors that most of these rows know, with their
    median where one doesn't.

    station: (n,) index into names. InputError when no row knows any.
    """
    known = {name: np.isfinite(values) for name, values in found.items()}
    some = np.any(list(known.values()), 0)
    if not some.any():
        raise no_days()
    notes = []
    if not some.all():
        without = [names[s] for s in np.unique(station) if not some[station == s].any()]
        of = f", all of those of {_first_of(without)} among them" if without else ""
        notes.append(f"{int((~some).sum())} rows are left out: they have no daily values of the days before{of}.")
    share = {name: 1 - known[name][some].mean() for name in found}
    lacking = [name for name in found if share[name] > _MOST_MISSING]
    if lacking:
        notes.append(f"{len(lacking)} antecedent predictors are left out, because more than "
                     f"{in_percent(_MOST_MISSING)} of rows lack them: {_first_of(lacking)}.")
    kept = {name: np.where(known[name], values, np.median(values[some & known[name]]))
            for name, values in found.items() if name not in lacking}
    unknown = np.mean([share[name] for name in kept]) if kept else 0.0
    if unknown > 0:
        notes.append(f"{unknown:.1%} of the antecedent predictors' values are unknown (gaps in the daily values) and "
                     "are given the median.")
    return kept, some, notes


def _first_of(names: Sequence[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def no_days(days: int = 0) -> InputError:
    """What is said where no observation has daily values before it."""
    before = f"the {days} days before" if days else "the days before"
    return InputError("No observation has daily values of the days before it; check that SERIES or SERIES_TABLE covers "
                      f"the observations' dates and {before}, and that stations have one name.")
