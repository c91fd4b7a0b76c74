"""Reads stations from a CSV file: station, latitude, longitude, time, soil_moisture.

More columns may stand in it; `network`, `depth_from` and `depth_to` (metres) are used. Commas, semicolons (then with
decimal commas, as Excel writes them in much of Europe) or tabs. UTF-8, UTF-16 with its mark, else Latin-1.
"""
import codecs
import csv
import os
from array import array
from datetime import datetime, timezone
from typing import Dict, Iterator, List

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from .series import Sensor, clean, no_text

REQUIRED = ("station", "latitude", "longitude", "time", "soil_moisture")
OPTIONAL = ("network", "depth_from", "depth_to")
_LONGEST_LINE = 100_000   # characters; a longer one is no table
_EPOCH = datetime(1970, 1, 1)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def recognises(path: str) -> bool:
    """Whether a file's name says that it is a table of this kind."""
    return os.path.isfile(path) and path.lower().endswith((".csv", ".txt", ".tsv"))


def read(path: str, monitor: Monitor = SILENT) -> Iterator[Sensor]:
    """Sensors of a CSV file, in the order in which they first appear.

    Raises InputError that names the file and, where it can, the line: wrong columns, unreadable date or number,
    coordinates that can't be, percent, nothing in it, no text file.
    """
    encoding = _encoding(path)
    try:
        with open(path, encoding=encoding, newline="") as file:
            sensors = _Table(path, file, monitor).sensors()
    except csv.Error as problem:
        raise InputError(f"The station file {path} can't be read as a table ({problem}); save it anew as "
                         "CSV.") from None
    except OSError as problem:
        raise InputError(f"The station file {path} can't be read ({problem.strerror}); check the path.") from None
    values = clean(np.concatenate([s.values for s in sensors]), f"The station file {path}", monitor)
    ends = np.cumsum([s.values.size for s in sensors])
    for sensor, part in zip(sensors, np.split(values, ends[:-1])):
        yield Sensor(**{**vars(sensor), "values": part})


def _encoding(path):
    try:
        with open(path, "rb") as file:
            start = file.read(4096)
            for mark, name in _MARKS:
                if start.startswith(mark):
                    return name
            if b"\0" in start:
                raise InputError(f"The station file {path} isn't a text file; save the table as CSV (UTF-8).")
            decoder = codecs.getincrementaldecoder("utf-8")()
            while start:
                decoder.decode(start)
                start = file.read(1 << 20)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"
    except OSError as problem:
        raise InputError(f"The station file {path} can't be read ({problem.strerror}); check the path.") from None
    return "utf-8"


class _Table:
    """One pass over the lines of a file; readings are gathered per sensor in compact arrays."""

    def __init__(self, path, file, monitor):
        self.path, self.file, self.monitor = path, file, monitor
        self.size = max(os.path.getsize(path), 1)
        self.delimiter = ","
        self.without_zone = 0
        self.groups: Dict[tuple, tuple] = {}

    def sensors(self) -> List[Sensor]:
        """All sensors with their readings."""
        lines = self._lines()
        header = next(lines, "")
        if not header.strip():
            raise InputError(f"The station file {self.path} is empty; give a CSV with the columns "
                             f"{', '.join(REQUIRED)}.")
        self.delimiter = max(",;\t", key=header.count)
        self._place_columns(next(csv.reader([header], delimiter=self.delimiter)))
        rows = csv.reader(lines, delimiter=self.delimiter)
        for row in rows:
            if any(cell.strip() for cell in row):
                self._add(row, rows.line_num + 1)
            if rows.line_num % 5000 == 0:
                self.monitor.at(self.file.buffer.tell() / self.size, "Reading stations")
        if not self.groups:
            raise InputError(f"The station file {self.path} has a header but no rows; give one with readings.")
        if self.without_zone:
            self.monitor.info(f"{self.without_zone:,} times in {os.path.basename(self.path)} have no zone: taken as "
                              "UTC.")
        return [Sensor(*place, np.array(times, np.int64), np.array(values, np.float64))
                for place, times, values in self.groups.values()]

    def _lines(self):
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

    def _place_columns(self, names):
        names = [name.strip().strip("\ufeff").lower() for name in names]
        missing = [name for name in REQUIRED if name not in names]
        if missing:
            raise InputError(f"The station file {self.path} lacks the columns {', '.join(missing)}; it has "
                             f"[{', '.join(names)[:300]}]: rename them to {', '.join(REQUIRED)}.")
        self.columns = {name: names.index(name) for name in REQUIRED + OPTIONAL if name in names}
        self.width = max(self.columns.values()) + 1
        self._place = [self.columns.get(name) for name in ("station", "latitude", "longitude", *OPTIONAL)]

    def _add(self, row, line):
        if len(row) < self.width:
            raise self._problem(line, f"has {len(row)} columns, fewer than the header")
        key = tuple(row[i] if i is not None else "" for i in self._place)
        group = self.groups.get(key)
        if group is None:
            group = self.groups[key] = (self._where(row, line), array("q"), array("d"))
        group[1].append(self._seconds(row[self.columns["time"]], line))
        group[2].append(self._number(row, "soil_moisture", line))

    def _where(self, row, line):
        """(station, network, longitude, latitude, depth from, depth to) of a row."""
        name = row[self.columns["station"]].strip()
        network = row[self.columns["network"]].strip() if "network" in self.columns else ""
        longitude, latitude = (self._number(row, c, line) for c in ("longitude", "latitude"))
        if not (-180 <= longitude <= 360 and -90 <= latitude <= 90):
            raise self._problem(line, f"puts the station {name!r} at latitude {latitude:g}, longitude {longitude:g}, "
                                      "which isn't on Earth", "give degrees")
        depths = [self._number(row, c, line) if c in self.columns else np.nan for c in ("depth_from", "depth_to")]
        top, bottom = (d if np.isfinite(d) else other for d, other in zip(depths, depths[::-1]))
        return name, network, (longitude + 180) % 360 - 180, latitude, min(top, bottom), max(top, bottom)

    def _number(self, row, column, line):
        text = row[self.columns[column]]
        if no_text(text):
            return np.nan
        try:
            return float(text.replace(",", ".") if self.delimiter != "," else text)
        except ValueError:
            raise self._problem(line, f"has {text[:40]!r} in the column {column}, which isn't a number") from None

    def _seconds(self, text, line):
        try:
            moment = datetime.fromisoformat(text.strip().replace("/", "-").replace("Z", "+00:00"))
        except ValueError:
            raise self._problem(line, f"has the time {text[:40]!r}, which isn't a date",
                                "write it as 2020-06-01T06:00Z") from None
        if moment.tzinfo is None:
            self.without_zone += 1
        else:
            moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
        return round((moment - _EPOCH).total_seconds())

    def _problem(self, line, what, advice="correct it"):
        return InputError(f"Line {line} of the station file {self.path} {what}; {advice}.")
