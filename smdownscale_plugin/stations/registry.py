"""Formats of station files: a format is one module with `recognises` and `read`, and one line here."""
import os
from dataclasses import dataclass
from typing import Callable, Iterator, List, Sequence

from ..errors import InputError
from ..monitor import SILENT, Monitor
from . import csv_file
from .series import Sensor


@dataclass(frozen=True)
class Reader:
    """A format. recognises: path -> whether it is one of its files; read: (path, monitor) -> its sensors one by one."""

    name: str
    title: str
    recognises: Callable[[str], bool]
    read: Callable[[str, Monitor], Iterator[Sensor]]


READERS = {reader.name: reader for reader in (
    Reader("csv", "CSV with the columns station, latitude, longitude, time, soil_moisture", csv_file.recognises,
           csv_file.read),
)}


def read_sensors(paths: Sequence[str], monitor: Monitor = SILENT) -> Iterator[Sensor]:
    """Sensors of files or folders, each read by the first format that recognises it.

    Raises InputError: a path doesn't exist, no format recognises it, or its reader refuses it.
    """
    paths = _files(paths)
    for k, path in enumerate(paths):
        reader = _reader_of(path)
        yield from reader.read(path, monitor.part(k / len(paths), (k + 1) / len(paths)))


def _reader_of(path) -> Reader:
    for reader in READERS.values():
        if reader.recognises(path):
            return reader
    if not os.path.exists(path):
        raise InputError(f"The station file {path} doesn't exist; check the path.")
    titles = "; ".join(reader.title for reader in READERS.values())
    raise InputError(f"{path} isn't a station file that can be read; give one of: {titles}.")


def _files(paths) -> List[str]:
    """The paths, a folder that no format reads as a whole replaced by the files in it that one does."""
    files = []
    for path in paths:
        if os.path.isdir(path) and not any(reader.recognises(path) for reader in READERS.values()):
            inside = [os.path.join(path, name) for name in sorted(os.listdir(path))]
            inside = [file for file in inside if any(reader.recognises(file) for reader in READERS.values())]
            if not inside:
                raise InputError(f"The folder {path} holds no station file; choose another one.")
            files += inside
        else:
            files.append(path)
    if not files:
        raise InputError("No station file was given; choose one.")
    return files
