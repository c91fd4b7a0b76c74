"""Time of a raster: read from its metadata or its file name (design: data contract)."""
import os
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Dict, Optional, Sequence, Tuple

from ..errors import InputError

# In English, whatever the system's language.
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")
_FIRST_YEAR, _LAST_YEAR = 1800, 2200
_MOST_DATES = 2      # in one name: the first day and the last
_EDGE, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
# In order of preference at the same place in the name; each with the length of time that it stands for.
_PATTERNS = (
    (re.compile(_EDGE + r"(\d{4})(\d{2})(\d{2})T?(\d{2})(\d{2})(\d{2})?Z?" + _END), "instant"),
    (re.compile(_EDGE + r"(\d{4})(\d{2})(\d{2})" + _END), "day"),
    (re.compile(_EDGE + r"(\d{4})([-. ])(\d{2})\2(\d{2})" + _END), "day"),
    (re.compile(_EDGE + r"(\d{4})-(\d{2})" + r"(?!-?\d)" + _END), "month"),
    (re.compile(_EDGE + r"(?:A|doy)?(\d{4})(\d{3})" + _END), "day_of_year"),
    (re.compile(_EDGE + r"(\d{4})(\d{2})" + _END), "month"),
)


@dataclass(frozen=True)
class Period:
    """A stretch of time in UTC; `end` is exclusive."""

    start: datetime
    end: datetime

    def overlap(self, other: "Period") -> float:
        """Seconds that both share (0 when they don't meet)."""
        return max(0.0, (min(self.end, other.end) - max(self.start, other.start)).total_seconds())

    @property
    def middle(self) -> datetime:
        """The instant half-way."""
        return self.start + (self.end - self.start) / 2

    def metadata(self) -> Dict[str, str]:
        """The dataset metadata items that carry this period."""
        return {"TIME_START": iso(self.start), "TIME_END": iso(self.end)}

    def label(self) -> str:
        """Short text for names and tables: the first day, with the time where it isn't midnight."""
        midnight = self.start.hour == self.start.minute == self.start.second == 0
        return self.start.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M")

    def words(self) -> str:
        """Text for titles: "January 2020" for a calendar month, else as `label`."""
        days = (self.end - self.start).total_seconds() / 86400.0
        whole = self.start.day == self.end.day == 1 and self.label() == self.start.strftime("%Y-%m-%d")
        return f"{MONTHS[self.start.month - 1]} {self.start.year}" if whole and 27 < days < 32 else self.label()

    def stamp(self) -> str:
        """The first instant for file names: YYYYMMDD, or YYYYMMDDTHHMM."""
        midnight = self.start.hour == self.start.minute == self.start.second == 0
        return self.start.strftime("%Y%m%d" if midnight else "%Y%m%dT%H%M")

    @classmethod
    def from_metadata(cls, metadata: Dict[str, str], name: str = "raster") -> Optional["Period"]:
        """The period of TIME_START and TIME_END; None without them.

        Raises InputError when they can't be read or end before they start.
        """
        start, end = metadata.get("TIME_START"), metadata.get("TIME_END")
        if not start:
            return None
        first = parse_time(start, f"TIME_START of {name}")
        last = parse_time(end, f"TIME_END of {name}") if end else first + timedelta(seconds=1)
        if last <= first:
            raise InputError(f"TIME_END ({end}) of {name} isn't after TIME_START ({start}); correct the metadata.")
        return cls(first, last)

    @classmethod
    def from_name(cls, path: str) -> Optional["Period"]:
        """The period of the first delimited date in a file's name; None when there is none."""
        found = _find_date(os.path.splitext(os.path.basename(path))[0])
        return found[0] if found else None


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with a Z."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_time(text: str, what: str = "time") -> datetime:
    """A moment from ISO 8601 text (UTC where it has no zone); InputError when it can't be read."""
    try:
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:     # those at the calendar's ends have no UTC
            raise ValueError
    except ValueError:
        raise InputError(f"The {what} ({text!r}) isn't a date; write it as 2020-06-01 or "
                         "2020-06-01T06:00:00Z.") from None
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)


def name_without_date(path: str) -> str:
    """The file's name less its extension and its dates: a predictor's name where a band has no description."""
    whole = stem = os.path.splitext(os.path.basename(path))[0]
    for _ in range(_MOST_DATES):
        found = _find_date(stem)
        if not found:
            break
        begin, end = found[1]
        stem = stem[:begin].rstrip("_-. ") + stem[end:]
    return stem.strip("_-. ") or whole


def _find_date(stem: str) -> Optional[Tuple["Period", Tuple[int, int]]]:
    """(period, (begin, end)) of the leftmost date in a name, or None."""
    found = []
    for order, (pattern, kind) in enumerate(_PATTERNS):
        for match in pattern.finditer(stem.replace("_", " ")):
            period = _period(kind, [group for group in match.groups() if group and group.isdecimal()])
            if period:
                found.append((match.start(), order, period, match.span()))
                break
    if not found:
        return None
    _, _, period, span = min(found, key=lambda entry: entry[:2])
    return period, span


def _utc(year: int, month: int = 1, day: int = 1, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)


def _period(kind: str, groups: Sequence[str]) -> Optional["Period"]:
    numbers = [int(group) for group in groups]
    if not 1900 <= numbers[0] <= 2150:
        return None
    try:
        if kind == "instant":
            start = _utc(*numbers)
            return Period(start, start + timedelta(seconds=1))
        if kind == "day":
            start = _utc(*numbers)
            return Period(start, start + timedelta(days=1))
        if kind == "day_of_year":
            if not 1 <= numbers[1] <= 366:
                return None
            start = _utc(numbers[0]) + timedelta(days=numbers[1] - 1)
            return Period(start, start + timedelta(days=1))
        year, month = numbers
        start = _utc(year, month)
        return Period(start, _utc(year + month // 12, month % 12 + 1))
    except ValueError:
        return None


def label_of(period: Optional[Period]) -> str:
    """`Period.label`, or `static` without a period."""
    return period.label() if period else "static"


def words_of(period: Optional[Period]) -> str:
    """`Period.words`, or `static` without a period."""
    return period.words() if period else "static"
