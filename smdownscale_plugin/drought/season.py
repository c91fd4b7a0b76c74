"""The calendar of a climatology: days of a 365-day year, and which year's season a date belongs to.

29 February counts as 28 February, so that every year has the same days; distances wrap around New Year.
"""
from datetime import datetime
from typing import Optional, Tuple

from ..rasters.period import Period

DAYS = 365


def season_day(moment: datetime) -> int:
    """1..365 of a moment; 29 February is day 59 (28 February), and 31 December is day 365 in every year."""
    day = moment.timetuple().tm_yday
    leap = datetime(moment.year, 12, 31).timetuple().tm_yday == 366
    return day - 1 if leap and day >= 60 else day


def offset(day: int, centre: int) -> int:
    """Days from `centre` to `day` on the circle of the year: -182..182."""
    return (day - centre + DAYS // 2) % DAYS - DAYS // 2


def season_year(moment: datetime, centre: int, window_days: int) -> Optional[int]:
    """The year whose season around day `centre` a moment belongs to; None when it is over `window_days` away.

    28 December 2019 lies in the season of 5 January 2020, so its season year is 2020.
    """
    day = season_day(moment)
    away = offset(day, centre)
    if abs(away) > window_days:
        return None
    return moment.year + (day - centre - away) // DAYS


def place(period: Period) -> Tuple[int, int]:
    """(day of year, year) of the middle of a period: what its season is counted from."""
    return season_day(period.middle), period.middle.year
