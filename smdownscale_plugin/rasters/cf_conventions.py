"""What GDAL passes on of a netCDF variable by the CF conventions: its bands' times ("days since ...") and its axes."""
import re
from datetime import datetime, timedelta
from typing import List, Sequence

from osgeo import gdal

from .period import Period, parse_time

_SECONDS = {"second": 1, "sec": 1, "s": 1, "minute": 60, "min": 60, "hour": 3600, "hr": 3600, "h": 3600, "day": 86400,
            "d": 86400}
_NORTH, _EAST = ({f"{unit}{link}{side}" for unit in ("degree", "degrees") for link in ("_", "") for side in sides}
                 for sides in (("north", "n"), ("east", "e")))


def times_of_bands(variable: gdal.Dataset) -> List[datetime]:
    """The time of each band; [] where the variable has no time axis that can be read."""
    metadata = variable.GetMetadata() or {}
    axes = [key[:-len("#units")] for key in metadata if key.endswith("#units") and " since " in metadata[key]]
    for axis in axes:
        unit, _, start = metadata[f"{axis}#units"].partition(" since ")
        unit = unit.strip().lower()
        seconds = _SECONDS.get(unit) or _SECONDS.get(unit.rstrip("s"))
        values = [variable.GetRasterBand(k).GetMetadataItem(f"NETCDF_DIM_{axis}")
                  for k in range(1, variable.RasterCount + 1)]
        if seconds and all(values):
            origin = parse_time(_iso(start), f"{axis} of the file")
            return [origin + timedelta(seconds=float(v) * seconds) for v in values]
    return []


def in_degrees(variable: gdal.Dataset) -> bool:
    """Whether the axes are latitude and longitude by their units; such files often leave out the CRS."""
    units = {value.strip().lower() for key, value in (variable.GetMetadata() or {}).items() if key.endswith("#units")}
    return bool(units & _NORTH) and bool(units & _EAST)


def periods(times: Sequence[datetime]) -> List[Period]:
    """What each of several times stands for: until the next one, in whole days where they are a day or more apart."""
    ends = [*times[1:], times[-1] + (times[-1] - times[-2])]
    return [Period(start_of_day(a), max(start_of_day(b), start_of_day(a) + timedelta(days=1)))
            if b - a >= timedelta(days=1) else Period(a, b) for a, b in zip(times, ends)]


def days(times: Sequence[datetime]) -> List[Period]:
    """The moment itself where the same day has others, else its day."""
    alone = len({start_of_day(t) for t in times}) == len(times)
    if alone:
        return [Period(start_of_day(t), start_of_day(t) + timedelta(days=1)) for t in times]
    return [Period(t, t + timedelta(seconds=1)) for t in times]


def start_of_day(moment: datetime) -> datetime:
    """The beginning of its day."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _iso(text: str) -> str:
    """Text of the epoch as ISO 8601: "2000-1-1 0:0:0.0 UTC" has no padding and a zone by name."""
    found = re.match(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d*)?)?)?\s*"
                     r"(?:UTC|Z|GMT|\+?00?:?0?0?)?\s*$", text)
    if not found:
        return text
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}"
