"""The eight-day periods of a demo year, as MODIS composites have them."""
from datetime import datetime, timedelta, timezone
from typing import List

import numpy as np

from ...rasters.period import Period
from .settings import LAST_YEAR, MAXIMUM_DATES, WorldSettings
from .weather import DAYS_IN_YEAR

PERIOD_DAYS = 8


def period_numbers(settings: WorldSettings) -> List[int]:
    """Which of the year's 46 periods the world has, spread over the year.

    In the scenario `hard` they come in pairs that share one sixteen-day composite.
    """
    if not settings.hard:
        return [int(n) for n in np.floor((np.arange(settings.dates) + 0.5) * MAXIMUM_DATES / settings.dates)]
    pairs = (settings.dates + 1) // 2
    firsts = 2 * np.floor((np.arange(pairs) + 0.5) * (MAXIMUM_DATES // 2) / pairs).astype(int)
    return [int(first + second) for first in firsts for second in (0, 1)][:settings.dates]


def composite_number(settings: WorldSettings, period: int) -> int:
    """The vegetation composite that a period shows: its own, or in `hard` the sixteen days that it lies in."""
    return period // 2 if settings.hard else period


def composite_days(settings: WorldSettings, composite: int) -> range:
    """The days of a vegetation composite."""
    if not settings.hard:
        return period_days(composite)
    return range(period_days(2 * composite).start, period_days(2 * composite + 1).stop)


def period_days(period: int) -> range:
    """Days of the year (0 is 1 January) of a period; the last one of the year is shorter."""
    return range(PERIOD_DAYS * period, min(PERIOD_DAYS * (period + 1), DAYS_IN_YEAR))


def period_of(number: int, year: int = LAST_YEAR) -> Period:
    """A period's time in UTC."""
    days = period_days(number)
    return Period(day_start(days.start, year), day_start(days.stop, year))


def day_start(day: int, year: int = LAST_YEAR) -> datetime:
    """Midnight UTC at which a day of a year begins; every year has 365, as a leap year's last isn't simulated."""
    return datetime(year, 1, 1, tzinfo=timezone.utc) + timedelta(days=day)
