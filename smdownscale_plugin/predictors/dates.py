"""Which rasters make the predictors of which date, when their times differ: monthly, 8-daily, daily, yearly, static.

docs/dates.md has the rules for users.
"""
import re
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from ..errors import certain
from ..rasters.period import Period
from ..rasters.reading import RasterInfo
from .naming import refuse_repeated_names, split_list

MEAN, SUM, CLASS = "mean", "sum", "class"
# A date is covered when rasters reach over this share of it.
_ENOUGH = 0.5
# Months differ in length by less than this; 8 and 10 days by more.
_ALIKE = 1.2
_AMOUNT = re.compile(r"(^|[^a-z])(rain(fall)?|precip\w*|tp|chirps|imerg)([^a-z]|$)", re.IGNORECASE)
_RATE = re.compile(r"/|\^?-1|\bper\b")
Series = List[RasterInfo]


@dataclass(frozen=True)
class Share:
    """Rasters with the same bands that together give these predictors at one date.

    weights: of the rasters, the seconds that they share with the date, or, of sums, the part of each that falls on it.
    how: MEAN or SUM of them, or CLASS: the one that shares most. covered: share of the date that they reach over.
    """

    rasters: Tuple[RasterInfo, ...]
    weights: Tuple[float, ...]
    how: str = MEAN
    covered: float = 1.0


@dataclass(frozen=True)
class DatePlan:
    """What each stack is made of, and what there is to say of it.

    stacks: shares by period in order of time, static ones (None) last; lacking: dates without a predictor, by name;
    joined: names of predictors of longer times; merged: how several rasters within a date became one, by name.
    """

    stacks: Dict[Optional[Period], List[Share]]
    lacking: Dict[str, List[Period]]
    joined: List[str]
    merged: Dict[str, str]


def plan_dates(infos: Sequence[RasterInfo], dates: Optional[Sequence[Period]] = None, look_back_days: float = 0.0,
               sums: str = "") -> DatePlan:
    """Shares of every date.

    dates: of the stacks; default: those of the rasters that stand for the shortest time. A date takes the raster of
    exactly its time, else all rasters that share time with it, weighted by that. look_back_days: where none does, the
    last one before the date when it ended at most so many days earlier; never a later one. sums: names of predictors
    to be summed besides those that sound like rain. Raises InputError when two rasters give one predictor at one time.
    """
    static = [info for info in infos if info.period is None]
    series, place = _series(infos), {id(info): k for k, info in enumerate(infos)}
    for group in series:
        _refuse_twice(group, static)
    dates = in_order(dates if dates is not None else _shortest(series))
    stacks: Dict[Optional[Period], List[Share]] = {}
    lacking: Dict[str, List[Period]] = {}
    for date in dates:
        found = [(group, _share(group, date, look_back_days, split_list(sums))) for group in series]
        stacks[date] = sorted((share for _, share in found if share),
                              key=lambda share: min(place[id(info)] for info in share.rasters))
        refuse_repeated_names([share.rasters[0] for share in stacks[date]] + static, f"the stack of {date.label()}")
        for group, share in found:
            for name in () if share else group[0].names:
                lacking.setdefault(name, []).append(date)
    stacks = {date: shares for date, shares in stacks.items() if shares}
    if static:
        refuse_repeated_names(static, "the static stack")
        stacks[None] = [Share((info,), (1.0,)) for info in static]
    return DatePlan(stacks, lacking, _joined(series, stacks), _merged(stacks))


def in_order(periods: Sequence[Period]) -> List[Period]:
    """Periods in order of time, each once."""
    return sorted(set(periods), key=lambda period: (period.start, period.end))


def _series(infos: Sequence[RasterInfo]) -> List[Series]:
    """Dated rasters with the same bands, in the order in which they were given."""
    found: Dict[Tuple[str, ...], Series] = {}
    for info in infos:
        if info.period is not None:
            found.setdefault(tuple(info.names), []).append(info)
    return list(found.values())


def _refuse_twice(group: Series, static: List[RasterInfo]) -> None:
    for period in {certain(info.period) for info in group}:
        refuse_repeated_names([info for info in group if info.period == period] + static,
                              f"the stack of {period.label()}")


def _shortest(series: List[Series]) -> List[Period]:
    """Periods of the rasters that stand for the shortest time."""
    lengths = [median(_seconds(certain(info.period)) for info in group) for group in series]
    return [certain(info.period) for group, length in zip(series, lengths) if length <= _ALIKE * min(lengths)
            for info in group]


def _share(group: Series, date: Period, look_back_days: float, sums: Sequence[str]) -> Optional[Share]:
    exact = [info for info in group if info.period == date]
    if exact:
        return Share((exact[0],), (1.0,))
    found = sorted((info for info in group if certain(info.period).overlap(date) > 0),
                   key=lambda info: certain(info.period).start)
    overlaps = [certain(info.period).overlap(date) for info in found]
    covered = sum(overlaps) / _seconds(date)
    if covered < _ENOUGH:
        return _last_before(group, date, look_back_days)
    if any(band.categorical for band in group[0].bands):
        return Share((found[overlaps.index(max(overlaps))],), (1.0,), CLASS)
    if len(found) > 1 and _is_amount(group[0], sums):
        parts = tuple(overlap / _seconds(certain(info.period)) for overlap, info in zip(overlaps, found))
        return Share(tuple(found), parts, SUM, min(1.0, covered))
    return Share(tuple(found), tuple(overlaps), MEAN, min(1.0, covered))


def _last_before(group: Series, date: Period, days: float) -> Optional[Share]:
    earlier = [info for info in group if certain(info.period).start < date.start
               and date.start - certain(info.period).end <= timedelta(days=days)]
    if not days or not earlier:
        return None
    return Share((max(earlier, key=lambda info: certain(info.period).end),), (1.0,))


def _is_amount(info: RasterInfo, sums: Sequence[str]) -> bool:
    named = {name.lower() for name in sums}
    return all(band.name.lower() in named or _AMOUNT.search(band.name) and not _RATE.search(band.unit)
               for band in info.bands)


def _joined(series: Sequence[Series], stacks: Mapping[Optional[Period], List[Share]]) -> List[str]:
    """Names of predictors whose raster serves a date shorter than itself."""
    longer = {share.rasters[0].names[0] for date, shares in stacks.items() if date for share in shares
              if _seconds(certain(share.rasters[0].period)) > _ALIKE * _seconds(date)}
    return [name for group in series if group[0].names[0] in longer for name in group[0].names]


def _merged(stacks: Mapping[Optional[Period], List[Share]]) -> Dict[str, str]:
    words = {MEAN: "averaged", SUM: "summed"}
    return {name: words[share.how] for shares in stacks.values() for share in shares if len(share.rasters) > 1
            for name in share.rasters[0].names}


def _seconds(period: Period) -> float:
    return (period.end - period.start).total_seconds()
