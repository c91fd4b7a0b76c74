"""Reads files of the U.S. Climate Reference Network: daily (CRND0103-...) and hourly (CRNH0203-...) ones.

White-space columns without a header; which column is what follows from the product (its HEADERS.txt), which tells
itself by the number of columns. Soil moisture at 5, 10, 20, 50 and 100 cm; no value is -99.

Hourly values have UTC time. Daily ones are means over a day of local standard time: they are placed at its noon, in
UTC by whole hours of longitude (standard time all year: summer time never enters).
"""
import re
from dataclasses import dataclass
from typing import Iterator, List, Optional, Sequence

import numpy as np

from ..errors import InputError, certain
from ..rasters.number_text import number_of
from .members import Member, text_lines
from .reader_inputs import ReaderInputs
from .sensors import Sensor

NETWORK = "USCRN"
DEPTHS = (0.05, 0.10, 0.20, 0.50, 1.00)   # metres
_NAME = re.compile(r"^CRN(?:D|H)\d{4}-(?:\d{4}|\d{6})-(.+)\.txt$", re.IGNORECASE)


@dataclass(frozen=True)
class _ProductColumns:
    """Columns of a product, counted from 0; hour: of UTC time, None in daily files."""

    columns: int
    day: int
    hour: Optional[int]
    longitude: int
    soil_moisture: int


_PRODUCTS = {product.columns: product for product in (
    _ProductColumns(28, 1, None, 3, 18),    # daily
    _ProductColumns(38, 1, 2, 6, 28),       # hourly
)}


def recognises(member: Member) -> bool:
    """Whether a file's name is one of this network's."""
    return bool(_NAME.match(member.base))


def read(member: Member, reading: ReaderInputs) -> Iterator[Sensor]:
    """A sensor per depth that has values and is wanted. Raises InputError for a file of another layout."""
    rows, bad, layout, done = [], 0, None, 0
    for block in text_lines(member, "latin-1", longest=2000):
        for tokens in map(str.split, block):
            if not tokens:
                continue
            layout = layout or _PRODUCTS.get(len(tokens))
            row = _row(tokens, layout)
            if row is None:
                bad += 1
            else:
                rows.append(row)
        done += sum(map(len, block))
        reading.monitor.at(min(done / max(member.size, 1), 1.0), "Reading stations")
    if bad > len(rows) or not rows:
        raise InputError(f"The station file {member.name} has {bad:,} rows that aren't those of a daily (28 columns) "
                         "or hourly (38) file of the USCRN; download it again.")
    reading.tally.add("rows can't be read (dates that don't exist, other columns)", bad, member.name)
    name = certain(_NAME.match(member.base)).group(1)
    yield from _sensors(name, np.array(rows, np.float64), certain(layout), reading)


def _row(tokens: Sequence[str], layout: Optional[_ProductColumns]) -> Optional[List[float]]:
    """(seconds, longitude, latitude, five values), or None."""
    if layout is None or len(tokens) != layout.columns:
        return None
    day, hour = tokens[layout.day], tokens[layout.hour] if layout.hour is not None else "1200"
    try:
        seconds = int(np.datetime64(f"{day[:4]}-{day[4:6]}-{day[6:]}", "D").astype(np.int64)) * 86400
        seconds += int(hour[:-2] or 0) * 3600 + int(hour[-2:]) * 60
        numbers = [number_of(t) for t in tokens[layout.longitude:layout.longitude + 2]]
        values = [number_of(t) for t in tokens[layout.soil_moisture:layout.soil_moisture + len(DEPTHS)]]
    except ValueError:
        return None
    if layout.hour is None:
        seconds -= round(numbers[0] / 15.0) * 3600
    return [seconds, *numbers, *values]


def _sensors(name: str, rows: np.ndarray, layout: _ProductColumns, reading: ReaderInputs) -> Iterator[Sensor]:
    longitude, latitude = (float(np.median(rows[:, i])) for i in (1, 2))
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise InputError(f"The USCRN station {name} is at latitude {latitude:g}, longitude {longitude:g}, which isn't "
                         "on Earth; download the file again.")
    if layout.hour is None:
        reading.tally.note("Daily means of the USCRN are placed at noon of local standard time.")
    times = rows[:, 0].astype(np.int64)
    for k, depth in enumerate(DEPTHS):
        if not reading.selection.wants(longitude, latitude, (depth, depth), reading.tally):
            continue
        if (rows[:, 3 + k] > -9).any():
            yield reading.selection.readings(
                Sensor(name, NETWORK, longitude, latitude, depth, depth, times, rows[:, 3 + k]), reading.tally)
