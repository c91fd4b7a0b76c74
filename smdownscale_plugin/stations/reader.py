"""What a format of station files is: how its files are recognised, and how they are read."""
from dataclasses import dataclass
from typing import Callable, Iterator

from .members import Member
from .reader_inputs import ReaderInputs
from .sensors import Sensor


@dataclass(frozen=True)
class Reader:
    """A format. recognises: member -> whether it is one of its files; read: (member, reading) -> its sensors."""

    name: str
    title: str
    recognises: Callable[[Member], bool]
    read: Callable[[Member, ReaderInputs], Iterator[Sensor]]
