"""Time: steps of a request, weights of composites and of earlier days, and what can be had when."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Dict, List, Sequence, Tuple

from ..errors import InputError
from ..rasters.period import Period
from .catalogue import STEPS, CataloguePredictor, DataSet, Lookback

DAY = timedelta(days=1)
ENOUGH_DAYS = 0.9             # share of the days, by weight, that must be there


def midnight(day: date) -> datetime:
    """The first instant of a day, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.utc)


def steps(start: date, end: date, step: str) -> List[Period]:
    """The steps of start..end (end exclusive): days, MODIS' 8 days (from 1 January on), months, or the whole.

    8-day steps and months are those of the calendar, cut at start and end. Raises InputError when end comes first.
    """
    if step not in STEPS:
        raise InputError(f"STEP {step!r} is unknown; choose one of {', '.join(STEPS)}.")
    if end <= start:
        raise InputError(f"END ({end}) must be after START ({start}): END is the first day that is left out.")
    found, day = [], start
    while day < end:
        after = min(_after(day, end, step), end)
        found.append(Period(midnight(day), midnight(after)))
        day = after
    return found


def _after(day: date, end: date, step: str) -> date:
    if step == "daily":
        return day + DAY
    if step == "monthly":
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    if step == "8day":
        first = date(day.year, 1, 1)
        return min(first + ((day - first).days // 8 + 1) * 8 * DAY, date(day.year + 1, 1, 1))
    return end


def image_period(data_set: DataSet, start: datetime) -> Period:
    """What an image that starts then stands for: its day, or its composite's days, cut at the year's end."""
    if data_set.sampling != "interval":
        return Period(start, start + DAY)
    end = start + data_set.interval_days * DAY
    if data_set.restarts_yearly:
        end = min(end, datetime(start.year + 1, 1, 1, tzinfo=timezone.utc))
    return Period(start, end)


def overlap_weights(data_set: DataSet, starts: Sequence[datetime], step: Period) -> Dict[datetime, float]:
    """Days of the step that each composite (by its start) covers; those that cover none are left out."""
    weights = {start: image_period(data_set, start).overlap(step) / DAY.total_seconds() for start in starts}
    return {start: weight for start, weight in weights.items() if weight > 0}


def day_weights(before: Lookback, step: Period) -> Dict[datetime, float]:
    """Weights of earlier days, averaged over the days of the step.

    A day of the step sees only days that ended before it began, and so before any overpass on it: nothing of the
    future leaks in. For one day they are `before.weights()`.
    """
    length = max(1, round((step.end - step.start) / DAY))
    weights: Dict[datetime, float] = {}
    for offset in range(length):
        for back, weight in enumerate(before.weights(), 1):
            day = step.start + (offset - back) * DAY
            if weight:
                weights[day] = weights.get(day, 0.0) + weight / length
    return dict(sorted(weights.items()))


def needed_period(predictor: CataloguePredictor, step: Period) -> Period:
    """From when to when images are looked for, for one step."""
    data_set = predictor.data_set
    if predictor.days_before:
        days = list(day_weights(predictor.days_before, step))
        return Period(days[0], days[-1] + DAY)
    if data_set.sampling == "scenes":
        return Period(min(step.start, step.end - data_set.window_days * DAY), step.end)
    if data_set.sampling == "interval":
        return Period(step.start - data_set.interval_days * DAY, step.end)
    if data_set.sampling == "yearly":
        return Period(min(step.start, midnight(data_set.begin)), step.end)
    return step


def averages(predictor: CataloguePredictor, step: Period) -> bool:
    """Whether a step's mean has several independent values of a documented uncertainty."""
    data_set = predictor.data_set
    if predictor.noise_std is None or predictor.days_before or data_set.timeless or not data_set.days_apart:
        return False
    return (step.end - step.start) / DAY > data_set.days_apart


@dataclass(frozen=True)
class Availability:
    """What the chosen data sets can give: `latest` is the last day that all of them should have."""

    latest: date
    limited_by: str


def check_dates(predictors: Sequence[CataloguePredictor], periods: Sequence[Period], today: date) -> Availability:
    """What can be had of the asked periods, by the catalogue; logs the latest date that all data sets share.

    Raises InputError for a data set that has nothing in the whole request: with its period, and what follows it.
    """
    dated = list({p.data_set.name: p.data_set for p in predictors if not p.data_set.timeless}.values())
    first, last = periods[0].start.date(), (periods[-1].end - DAY).date()
    for data_set in dated:
        latest = data_set.latest(today)
        if last < data_set.begin or first > latest:
            follows = f" {data_set.followed_by} follows it." if data_set.followed_by and first > latest else ""
            names = ", ".join(p.name for p in predictors if p.data_set is data_set)
            raise InputError(f"{names} ({data_set.name}: {data_set.title}) is available from "
                             f"{data_set.period_text(today)}, but {first} to {last} was asked for; change START and "
                             f"END, or leave it out.{follows}")
    if not dated:
        return Availability(today, "")
    limiting = min(dated, key=lambda d: d.latest(today))
    return Availability(limiting.latest(today), limiting.name)


def partly_missing(predictors: Sequence[CataloguePredictor], periods: Sequence[Period],
                   today: date) -> List[Tuple[str, str]]:
    """(data set, its period) of those that cover the request only in part."""
    first, last = periods[0].start.date(), (periods[-1].end - DAY).date()
    dated = {p.data_set.name: p.data_set for p in predictors if not p.data_set.timeless}.values()
    return [(d.name, d.period_text(today)) for d in dated if first < d.begin or last > d.latest(today)]
