"""Reads files of the International Soil Moisture Network (.stm) in both layouts.

*Header and values*: a first line with network, station, place, depth and sensor, then a line per reading.
*CEOP*: every line holds all of it, with the nominal and the actual time; the nominal one is taken.
Both have: time in UTC, value, the network's quality flags (several joined by commas), the provider's flag.
"""
import re
import sys
from typing import Any, Dict, Iterator, List, Mapping, Match, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..rasters.number_text import number_of
from .area import within_180
from .members import Member, guess_encoding, text_lines
from .reader_inputs import ReaderInputs
from .sensors import Sensor

_NUMBER = r"(-?\d+(?:\.\d*)?)"
_PLACE = (r"(\S+)\s+(\S+)\s+(\S.*?)\s+" + r"\s+".join([_NUMBER] * 5))
_HEADER = re.compile(r"^" + _PLACE + r"(?:\s+(\S.*?))?\s*$")
_TIME = r"\d{4}/\d{2}/\d{2}\s+\d{2}:\d{2}\s+"
_CEOP = re.compile(r"^" + _TIME + _TIME + _PLACE + r"\s+\S+(?:\s+\S+){0,2}\s*$")
_VARIABLE = re.compile(r"_([a-z]+)_(-?\d+\.\d+)_(-?\d+\.\d+)_(.*)_\d{8}_\d{8}\.stm$", re.IGNORECASE)
_LONGEST_HEADER = 1000
_HOUR = re.compile(r"[0-9]{1,2}")     # isdigit() takes superscripts too


def recognises(member: Member) -> bool:
    """Whether a file's name says that it is one of these."""
    return member.base.lower().endswith(".stm")


def read(member: Member, reading: ReaderInputs) -> Iterator[Sensor]:
    """The sensor of a file, if it measures soil moisture and is wanted. Raises InputError for what is no such file."""
    named = _VARIABLE.search(member.base)
    if named and named.group(1).lower() != "sm":
        reading.tally.add("files measure something else than soil moisture", warning=False, example=member.base)
        return
    blocks = text_lines(member, guess_encoding(member.start()))
    first = next((block for block in blocks if any(line.strip() for line in block)), [])
    first = first[next((i for i, line in enumerate(first) if line.strip()), 0):]
    place, value_at = _place(first[0] if first else "", member, named)
    if not reading.selection.wants(place["longitude"], place["latitude"], (place["depth_from"], place["depth_to"]),
                                   reading.tally):
        return
    rows = _ReadingBlocks(value_at, first[0].split()[4:value_at] if value_at > 2 else None)
    rows.add(first if value_at > 2 else first[1:])
    done = 0
    for block in blocks:
        rows.add(block)
        done += sum(map(len, block))
        reading.monitor.at(min(done / max(member.size, 1), 1.0), "Reading stations")
    yield rows.sensor(place, member, reading)


def _place(line: str, member: Member, named: Optional[Match[str]]) -> Tuple[Dict[str, Any], int]:
    """(fields of the Sensor, index of the value in a row)."""
    found = len(line) <= _LONGEST_HEADER and (_CEOP.match(line) or _HEADER.match(line))
    if not found:
        raise InputError(f"The station file {member.name} doesn't start with a line of the ISMN's format "
                         f"({line[:60]!r}); download the file again.")
    groups = found.groups()
    network, station = groups[1:3]   # the first one names the experiment
    latitude, longitude, elevation, top, bottom = map(float, groups[3:8])
    if not (-180 <= longitude <= 360 and -90 <= latitude <= 90):
        raise InputError(f"The station file {member.name} puts its station at latitude {latitude:g}, longitude "
                         f"{longitude:g}, which isn't on Earth; download the file again.")
    is_ceop = found.re is _CEOP
    instrument = (named.group(4) if named else "") if is_ceop else groups[8] or ""
    place = {"station": station, "network": network, "longitude": within_180(longitude),
             "latitude": latitude, "depth_from": min(top, bottom), "depth_to": max(top, bottom),
             "elevation": elevation if elevation > -9000 else np.nan, "instrument": instrument}
    return place, 4 + 2 + len(station.split()) + 5 if is_ceop else 2


class _Days(dict):
    """Seconds since 1970 of a date text; None for one that doesn't exist. Each is worked out once."""

    def __missing__(self, text: str) -> Optional[int]:
        try:
            day = np.datetime64(text.replace("/", "-"), "D") if len(text) == 10 and text.count("/") == 2 else None
        except ValueError:
            day = None
        self[text] = None if day is None or np.isnat(day) else int(day.astype(np.int64)) * 86400
        return self[text]


class _Minutes(dict):
    """Seconds since midnight of a time text; None for one that doesn't exist."""

    def __missing__(self, text: str) -> Optional[int]:
        hours, colon, minutes = text.partition(":")
        good = colon and _HOUR.fullmatch(hours) and _HOUR.fullmatch(minutes) and int(hours) < 24 and int(minutes) < 60
        self[text] = int(hours) * 3600 + int(minutes) * 60 if good else None
        return self[text]


class _ReadingBlocks:
    """Readings gathered block by block in compact arrays; blocks of even rows are taken at once."""

    def __init__(self, value_at: int, constant: Optional[List[str]]):
        self._at, self._constant = value_at, constant
        self._days, self._minutes = _Days(), _Minutes()
        self._flags = {}
        self._parts = []
        self.bad = 0

    def add(self, lines: Sequence[str]) -> None:
        """Take in lines; those that can't be read are counted."""
        lines = [line for line in lines if line and not line.isspace()]
        if not lines:
            return
        width = len(lines[0].split())
        tokens = " ".join(lines).split()
        if width <= self._at or len(tokens) != width * len(lines) or not self._even(tokens, width):
            self._one_by_one(lines)

    def _even(self, tokens: List[str], width: int) -> bool:
        """Take a block in which every row has the same columns; False, and nothing taken, where it doesn't."""
        days = [self._days[text] for text in tokens[0::width]]
        minutes = [self._minutes[text] for text in tokens[1::width]]
        if None in days or None in minutes or not self._same_sensor(tokens, width):
            return False
        try:
            values = np.array(tokens[self._at::width], dtype=object).astype(np.float64)
        except ValueError:
            return False
        flags = tokens[self._at + 1::width] if width > self._at + 1 else [""] * len(days)
        self._take(np.array(days, np.int64) + np.array(minutes, np.int64), values, flags)
        return True

    def _same_sensor(self, tokens: List[str], width: int) -> bool:
        return self._constant is None or all(set(tokens[4 + i::width]) == {text}
                                             for i, text in enumerate(self._constant))

    def _one_by_one(self, lines: Sequence[str]) -> None:
        times, values, flags = [], [], []
        for line in lines:
            row = line.split()
            try:
                if self._constant is not None and row[4:self._at] != self._constant:
                    raise ValueError
                value, moment = number_of(row[self._at]), self._days[row[0]] + self._minutes[row[1]]
            except (ValueError, IndexError, TypeError):
                self.bad += 1
                continue
            times.append(moment)
            values.append(value)
            flags.append(row[self._at + 1] if len(row) > self._at + 1 else "")
        self._take(np.array(times, np.int64), np.array(values, np.float64), flags)

    def _take(self, times: np.ndarray, values: np.ndarray, flags: Sequence[str]) -> None:
        shared = [self._flags.setdefault(flag, sys.intern(flag[:80])) for flag in flags]
        column = np.empty(len(shared), dtype=object)
        column[:] = shared
        self._parts.append((times, values, column))

    def sensor(self, place: Mapping[str, Any], member: Member, reading: ReaderInputs) -> Sensor:
        """All readings that are wanted; InputError when hardly a row could be read."""
        good = sum(times.size for times, _, _ in self._parts)
        if self.bad > good:
            raise InputError(f"The station file {member.name} has {self.bad:,} rows that aren't readings in the ISMN's "
                             f"format, and {good:,} that are; download the file again.")
        reading.tally.add("rows can't be read (dates that don't exist, other columns)", self.bad, member.name)
        none = (np.empty(0, np.int64), np.empty(0), np.empty(0, object))
        times, values, flags = (np.concatenate(parts) for parts in zip(*(self._parts or [none])))
        return reading.selection.readings(Sensor(**place, times=times, values=values, flags=flags), reading.tally)
