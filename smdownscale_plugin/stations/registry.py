"""Formats of station files: a format is one module with `recognises` and `read`, and one line here."""
from dataclasses import replace
from typing import Iterator, List, Mapping, Optional, Sequence, Tuple

from ..errors import InputError
from ..monitor import SILENT, Monitor
from . import csv_file, ismn, station_file, uscrn
from .members import Member, members
from .reader import Reader
from .reader_inputs import ReaderInputs
from .selection import EVERYTHING, Selection
from .sensors import Sensor
from .tally import Tally

READERS = {reader.name: reader for reader in (
    Reader("ismn", "files of the ISMN (.stm), in a folder or zip", ismn.recognises, ismn.read),
    Reader("uscrn", "daily or hourly files of the USCRN", uscrn.recognises, uscrn.read),
    Reader("stations", "a GeoPackage of Import Stations", station_file.recognises, station_file.read),
    Reader("csv", "CSV with the columns station, latitude, longitude, time, soil_moisture", csv_file.recognises,
           csv_file.read),
)}
AUTO = "auto"
UNREADABLE = "files can't be read"
_NAMED = 20   # files that can't be read are named one by one, up to so many


def read_sensors(paths: Sequence[str], monitor: Monitor = SILENT, *, selection: Selection = EVERYTHING,
                 tally: Optional[Tally] = None, format: str = AUTO, columns: Optional[Mapping[str, str]] = None,
                 places: Optional[Mapping] = None) -> Iterator[Sensor]:
    """Sensors of files, folders and archives one by one, each file read by the first format that recognises it.

    selection: what to keep; tally: counts what isn't (said to the log at the end when none is given); format: a name
    of READERS, or `auto`; columns, places: see `ReaderInputs`. A file that can't be read is left out and counted, but
    the only one is an error.
    Raises InputError: a path doesn't exist, no format recognises any file, or nothing could be read.
    """
    own = tally is None
    tally = tally if tally is not None else Tally()
    reading = ReaderInputs(selection, tally, dict(columns or {}), dict(places or {}), monitor)
    found = _recognised(paths, format, tally)
    found = _without_places(found, reading)
    yield from _read_all(found, reading)
    if own:
        tally.log(monitor)


def _read_all(found: Sequence[Tuple[Member, Reader]], reading: ReaderInputs) -> Iterator[Sensor]:
    total = sum(member.size for member, _ in found) or 1
    done, first_problem, any_read = 0, None, False
    for member, reader in found:
        part = reading.monitor.part(done / total, min((done + member.size) / total, 1.0))
        try:
            yield from reader.read(member, replace(reading, monitor=part))
            any_read = True
        except InputError as problem:
            first_problem = first_problem or problem
            reading.tally.add(UNREADABLE)
            if len(found) > 1 and reading.tally.counts[UNREADABLE] <= _NAMED:
                reading.monitor.warn(f"Left out: {problem}")
        done += member.size
    if first_problem and not any_read:
        raise first_problem


def _recognised(paths: Sequence[str], format: str, tally: Tally) -> List[tuple]:
    """(member, reader) of every file that a format recognises; others are passed over in folders and archives."""
    readers = list(READERS.values()) if format == AUTO else [READERS[format]]
    if not paths:
        raise InputError("No station file was given; choose one.")
    found = []
    for path in paths:
        inside = [(member, reader) for member in members([path], tally)
                  for reader in [next((r for r in readers if r.recognises(member)), None)] if reader]
        if not inside:
            raise _nothing_in(path, readers, tally)
        found += inside
    return found


def _nothing_in(path: str, readers: Sequence[Reader], tally: Tally) -> InputError:
    titles = "; ".join(reader.title for reader in readers)
    left_out = " ".join(tally.lines())
    if left_out:
        return InputError(f"{path} holds no station file that can be read. {left_out} Give one of: {titles}.")
    return InputError(f"{path} isn't a station file, or holds no station file; give one of: {titles}.")


def _without_places(found: Sequence[Tuple[Member, Reader]], reading: ReaderInputs) -> List[Tuple[Member, Reader]]:
    """The files that hold readings; tables of places among the others are taken in."""
    rest = []
    for member, reader in found:
        places = csv_file.read_places(member, reading) if reader.read is csv_file.read and len(found) > 1 else {}
        reading.places.update(places)
        if not places:
            rest.append((member, reader))
    return rest
