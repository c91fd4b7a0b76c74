"""How long rasters stand for whose names don't say it: composites named by their first day, yearly maps."""
import os
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Dict, List, Sequence, Tuple

from ..errors import InputError
from ..rasters.period import Period
from ..rasters.reading import RasterInfo
from .naming import fits, pairs_of, refuse_strangers

_YEAR = re.compile(r"(?P<name>.*[^0-9A-Za-z])(?P<year>(19|20)\d{2})")
_WORDS = ("dekad", "month", "year")


def yearly(infos: Sequence[RasterInfo]) -> List[RasterInfo]:
    """The same rasters, those that differ only in a year at the end of their names (lc_2019, lc_2020) dated by it.

    One such raster alone stays static: its number may mean anything.
    """
    found: Dict[str, List[RasterInfo]] = {}
    for info in infos:
        match = _YEAR.fullmatch(_stem(info)) if info.period is None else None
        if match:
            found.setdefault(match.group("name"), []).append(info)
    dated = {id(info): name.strip("_-. ") for name, group in found.items() if len(group) > 1 for info in group}
    return [_of_year(info, dated[id(info)]) if id(info) in dated else info for info in infos]


def lasting(infos: Sequence[RasterInfo], durations: str) -> List[RasterInfo]:
    """The same rasters, with the length of time that a user gives them.

    durations: pairs `key=days`, or dekad (to the 10th, the 20th or the month's end), month or year; keys as of
    `predictors.naming`. Rasters without a date stay static. Raises InputError for keys and lengths that make no sense.
    """
    pairs = pairs_of("DURATIONS", durations)
    refuse_strangers("DURATIONS", [key for key, _ in pairs], infos)
    return [_lasting(info, pairs) for info in infos]


def _lasting(info: RasterInfo, pairs: Sequence[Tuple[str, str]]) -> RasterInfo:
    for key, length in pairs:
        if info.period is not None and any(fits(key, info, band) for band in info.bands):
            start = info.period.start
            return replace(info, period=Period(start, _end(start, key, length)))
    return info


def _end(start: datetime, key: str, length: str) -> datetime:
    month_end = (start.replace(day=1, hour=0, minute=0, second=0) + timedelta(days=32)).replace(day=1)
    if length.lower() == "dekad":
        return month_end if start.day > 20 else start + timedelta(days=10)
    if length.lower() == "month":
        return month_end
    if length.lower() == "year":
        return start.replace(year=start.year + 1)
    try:
        days = float(length)
    except ValueError:
        days = 0.0
    if not 0 < days <= 3660:
        raise InputError(f"DURATIONS: {length!r} of {key} isn't a duration; give days (8) or one of "
                         f"{', '.join(_WORDS)}.")
    return start + timedelta(days=days)


def _of_year(info: RasterInfo, name: str) -> RasterInfo:
    year = int(_stem(info)[-4:])
    period = Period(datetime(year, 1, 1, tzinfo=timezone.utc), datetime(year + 1, 1, 1, tzinfo=timezone.utc))
    bands = tuple(band if band.description else replace(band, name=band.name.replace(_stem(info), name))
                  for band in info.bands)
    return replace(info, period=period, bands=bands)


def _stem(info: RasterInfo) -> str:
    return os.path.splitext(os.path.basename(info.path))[0]
