"""Reads stations from a table of text: one reading a row, or (wide) one column a station.

One reading a row: station, latitude, longitude, time, soil_moisture; network, depth_from, depth_to (or depth; metres),
elevation (metres), sensor and flag are used where they exist. COLUMNS says which is which under unusual names.
Where latitude and longitude are missing they are looked up by the station's name in a table or layer of places.
Commas, semicolons (then with decimal commas, as Excel writes them in much of Europe) or tabs. UTF-8, UTF-16 with its
mark, else Latin-1.
"""
import codecs
import csv
import io
import sys
from array import array
from datetime import datetime, timezone
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..rasters.number_text import number_of
from .area import within_180
from .members import READ_PROBLEMS, Member
from .reader_inputs import Place, ReaderInputs
from .sensors import Sensor, no_text, refuse_readings_in_other_units
from .table_checks import refuse_moving, refuse_repeated_columns
from .usual_columns import under_our_names

_LONGEST_CELL = 131_072      # characters; a quote that never ends is found here
REQUIRED = ("station", "latitude", "longitude", "time", "soil_moisture")
OPTIONAL = ("network", "depth_from", "depth_to", "elevation", "sensor", "flag")
_PLACES = ("latitude", "longitude")
_LONGEST_LINE = 100_000   # characters; a longer one is no table
_MOST_TIMES = 200_000     # texts of times that are remembered
_EPOCH = datetime(1970, 1, 1)
SensorPlace = Tuple[str, str, float, float, float, float, float, str]      # see `_where`
_FIRST_YEAR, _LAST_YEAR = 1800, 2200     # those at the calendar's ends have no UTC
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DESCRIPTIONS = ("_static_variables.csv", "readme.txt", "flags_description.txt", "headers.txt")


def recognises(member: Member) -> bool:
    """Whether a file's name says that it is a table of this kind."""
    name = member.base.lower()
    return name.endswith((".csv", ".txt", ".tsv")) and not name.endswith(_DESCRIPTIONS)


def read(member: Member, reading: ReaderInputs) -> Iterator[Sensor]:
    """Sensors of a table, in the order in which they first appear.

    Raises InputError that names the file and, where it can, the line: wrong columns, unreadable date or number,
    coordinates that can't be, percent, nothing in it, no text file.
    """
    with _Text(member) as text:
        sensors = _Table(member, text, reading).sensors()
    refuse_readings_in_other_units(np.concatenate([s.values for s in sensors]), f"The station file {member.name}")
    for sensor in sensors:
        depths = sensor.depth_from, sensor.depth_to
        if reading.selection.wants(sensor.longitude, sensor.latitude, depths, reading.tally):
            yield reading.selection.readings(sensor, reading.tally)


def read_places(member: Member, reading: ReaderInputs) -> Dict[str, Place]:
    """Places of a table that holds station, latitude and longitude but no time; {} for any other one."""
    with _Text(member) as text:
        table = _Table(member, text, reading)
        names = table.header()
        if "time" in names or not {"station", *_PLACES} <= set(names):
            return {}
        table.place_columns(names, ("station", *_PLACES))
        return {place[0]: Place(place[2], place[3], place[1], place[6], place[4], place[5]) for place in table.places()}


class _Text:
    """The text of a member as a context; what breaks while it is read becomes an InputError."""

    def __init__(self, member: Member):
        self._member = member

    def __enter__(self) -> io.TextIOWrapper:
        self._text = io.TextIOWrapper(self._member.open(), encoding=_encoding(self._member), errors="replace",
                                      newline="")
        return self._text

    def __exit__(self, _kind: object, problem: Optional[BaseException], _trace: object) -> None:
        self._text.close()
        if isinstance(problem, csv.Error):
            raise InputError(f"The station file {self._member.name} can't be read as a table ({problem}); save it "
                             "again as CSV.") from None
        if isinstance(problem, READ_PROBLEMS):
            raise self._member.unreadable(problem) from None


def _encoding(member: Member) -> str:
    with member.open() as file:
        try:
            start = file.read(4096)
            for mark, name in _MARKS:
                if start.startswith(mark):
                    return name
            if b"\0" in start:
                raise InputError(f"The station file {member.name} isn't a text file; save the table as CSV (UTF-8).")
            decoder = codecs.getincrementaldecoder("utf-8")()
            while start:
                decoder.decode(start)
                start = file.read(1 << 20)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "latin-1"
        except READ_PROBLEMS as problem:
            raise member.unreadable(problem) from None
    return "utf-8"


class _Table:
    """One pass over the lines of a file; readings are gathered per sensor in compact arrays."""

    def __init__(self, member: Member, file: io.TextIOWrapper, reading: ReaderInputs):
        self.path, self.file, self.reading, self.monitor = member.name, file, reading, reading.monitor
        self._bytes: Any = file.buffer
        self.size = max(member.size, 1)
        self.delimiter = ","
        self.without_zone = 0
        self.groups: Dict[Any, tuple] = {}
        self._moments: Dict[str, Tuple[int, bool]] = {}
        self._lines = self._read_lines()
        self._ours = {theirs.strip().lower(): ours for ours, theirs in reading.columns.items()}

    def header(self) -> List[str]:
        """Names of the columns, lower case, those of COLUMNS and usual ones under our names."""
        header = next(self._lines, "")
        if not header.strip():
            raise InputError(f"The station file {self.path} is empty; give a CSV with the columns "
                             f"{', '.join(REQUIRED)}.")
        self.delimiter = max(",;\t", key=header.count)
        self.titles = [name.strip().strip("\ufeff") for name in next(csv.reader([header], delimiter=self.delimiter))]
        return under_our_names(self.titles, self._ours)

    def sensors(self) -> List[Sensor]:
        """All sensors with their readings."""
        names = self.header()
        if self._is_wide(names):
            self._read_wide(names)
        else:
            known = self.reading.places and not set(_PLACES) <= set(names)
            self.place_columns(names, tuple(n for n in REQUIRED if not (known and n in _PLACES)))
            for row, line in self._rows():
                self._add(row, line)
        if not self.groups:
            raise InputError(f"The station file {self.path} has a header but no rows; give one with readings.")
        refuse_moving((place[:4] for place, *_ in self.groups.values()), self.path)
        if self.without_zone:
            self.monitor.info(f"{self.without_zone:,} times in {self.path} have no time zone: treated as UTC.")
        return [self._sensor(*group) for group in self.groups.values()]

    def places(self) -> List[SensorPlace]:
        """What `_where` gives, for each row of a table of places."""
        return [self._where(row, line) for row, line in self._rows()]

    def place_columns(self, names: Sequence[str], required: Sequence[str]) -> None:
        """Find the columns; InputError when one that is required is missing."""
        missing = [name for name in required if name not in names]
        if missing:
            raise InputError(f"The station file {self.path} lacks the columns {', '.join(missing)}; it has "
                             f"[{', '.join(names)[:300]}]: rename them to {', '.join(REQUIRED)}, or say which is which "
                             "in COLUMNS (time=date, soil_moisture=vwc).")
        refuse_repeated_columns([name for name in names if name in REQUIRED + OPTIONAL], self.path)
        self.columns = {name: names.index(name) for name in REQUIRED + OPTIONAL if name in names}
        self.width = max(self.columns.values()) + 1
        keys = ("station", "latitude", "longitude", "network", "depth_from", "depth_to", "sensor")
        self._key = [self.columns[name] for name in keys if name in self.columns]

    def _is_wide(self, names: Sequence[str]) -> bool:
        return ("time" in names and "soil_moisture" not in names and "station" not in names
                and any(title in self.reading.places for title in self.titles))

    def _read_wide(self, names: List[str]) -> None:
        """A column per station that has a place; other columns are left alone."""
        self.columns = {"time": names.index("time")}
        refuse_repeated_columns([title for title in self.titles if title in self.reading.places], self.path)
        chosen = [(i, title) for i, title in enumerate(self.titles) if title in self.reading.places]
        self.width = chosen[-1][0] + 1
        for i, title in chosen:
            self.columns[title] = i
            self.groups[title] = (self._place_of(title), array("q"), array("d"), [])
        for row, line in self._rows():
            moment = self._seconds(row[self.columns["time"]], line)
            for _, title in chosen:
                self.groups[title][1].append(moment)
                self.groups[title][2].append(self._number(row, title, line))

    def _rows(self) -> Iterator[Tuple[List[str], int]]:
        csv.field_size_limit(_LONGEST_CELL)          # of the whole process: others set it too
        rows = csv.reader(self._lines, delimiter=self.delimiter)
        for row in rows:
            line = rows.line_num + 1
            if any(cell.strip() for cell in row):
                if len(row) < self.width:
                    raise self._problem(line, f"has {len(row)} columns, fewer than the header")
                yield row, line
            if rows.line_num % 5000 == 0:
                self.monitor.at(min(self._bytes.tell() / self.size, 1.0), "Reading stations")

    def _read_lines(self) -> Iterator[str]:
        number = 0
        while True:
            line = self.file.readline(_LONGEST_LINE)
            number += 1
            if len(line) >= _LONGEST_LINE:
                raise InputError(f"Line {number} of the station file {self.path} is longer than {_LONGEST_LINE:,} "
                                 "characters; give a CSV with one reading a line.")
            if not line:
                return
            yield line

    def _add(self, row: List[str], line: int) -> None:
        key = tuple(row[i] for i in self._key)
        group = self.groups.get(key)
        if group is None:
            group = self.groups[key] = (self._where(row, line), array("q"), array("d"), [])
        group[1].append(self._seconds(row[self.columns["time"]], line))
        group[2].append(self._number(row, "soil_moisture", line))
        if "flag" in self.columns:
            group[3].append(sys.intern(row[self.columns["flag"]].strip()))

    def _sensor(self, place: SensorPlace, times: Sequence[int], values: Sequence[float],
                flags: Sequence[str]) -> Sensor:
        name, network, longitude, latitude, top, bottom, elevation, instrument = place
        column = None
        if flags:
            column = np.empty(len(flags), dtype=object)
            column[:] = flags
        return Sensor(name, network, longitude, latitude, top, bottom, np.array(times, np.int64),
                      np.array(values, np.float64), elevation, instrument, column)

    def _where(self, row: List[str], line: int) -> SensorPlace:
        """(station, network, longitude, latitude, depth from, depth to, elevation, instrument) of a row."""
        name = self._text(row, "station")
        if "latitude" not in self.columns:
            if name not in self.reading.places:
                raise self._problem(line, f"names the station {name!r}, which has no place",
                                    "add it to the table or layer of stations")
            known = self._place_of(name)
        else:
            known = (name, "", *self._position(row, name, line), np.nan, np.nan, np.nan, "")
        depths = [self._number(row, column, line) if column in self.columns else depth
                  for column, depth in (("depth_from", known[4]), ("depth_to", known[5]))]
        top, bottom = (d if np.isfinite(d) else other for d, other in zip(depths, depths[::-1]))
        elevation = self._number(row, "elevation", line) if "elevation" in self.columns else known[6]
        return (name, self._text(row, "network") or known[1], known[2], known[3], min(top, bottom), max(top, bottom),
                elevation, self._text(row, "sensor"))

    def _position(self, row: List[str], name: str, line: int) -> Tuple[float, float]:
        longitude, latitude = (self._number(row, c, line) for c in ("longitude", "latitude"))
        if not (-180 <= longitude <= 360 and -90 <= latitude <= 90):
            raise self._problem(line, f"puts the station {name!r} at latitude {latitude:g}, longitude {longitude:g}, "
                                      "which isn't on Earth", "give degrees")
        return within_180(longitude), latitude

    def _place_of(self, name: str) -> SensorPlace:
        p = self.reading.places[name]
        return name, p.network, p.longitude, p.latitude, p.depth_from, p.depth_to, p.elevation, ""

    def _text(self, row: List[str], column: str) -> str:
        return row[self.columns[column]].strip() if column in self.columns else ""

    def _number(self, row: List[str], column: str, line: int) -> float:
        text = row[self.columns[column]]
        if no_text(text):
            return np.nan
        try:
            return number_of(text.replace(",", ".") if self.delimiter != "," else text)
        except ValueError:
            raise self._problem(line, f"has {text[:40]!r} in the column {column}, which isn't a number") from None

    def _seconds(self, text: str, line: int) -> int:
        known = self._moments.get(text)
        if known is None:
            known = self._parse_time(text, line)
            if len(self._moments) < _MOST_TIMES:
                self._moments[text] = known
        moment, zoned = known
        self.without_zone += not zoned
        return moment

    def _parse_time(self, text: str, line: int) -> Tuple[int, bool]:
        try:
            moment = datetime.fromisoformat(text.strip().replace("/", "-").replace("Z", "+00:00"))
            if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
                raise ValueError
        except ValueError:
            raise self._problem(line, f"has the time {text[:40]!r}, which isn't a date",
                                "write it as 2020-06-01T06:00Z") from None
        zoned = moment.tzinfo is not None
        if zoned:
            moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
        return round((moment - _EPOCH).total_seconds()), zoned

    def _problem(self, line: int, what: str, advice: str = "correct it") -> InputError:
        return InputError(f"Line {line} of the station file {self.path} {what}; {advice}.")
