"""The one family of errors that the library raises.

Each message says what is wrong, in which input, and what to do, in one sentence that a user can act on.
"""
from typing import Optional, TypeVar

T = TypeVar("T")


class SmDownscaleError(Exception):
    """Anything that stops a tool and that its user can understand."""


class InputError(SmDownscaleError):
    """An input is missing, unreadable, or does not fit the others."""


class EmptyInputError(InputError):
    """An input is in order but holds no value here (clouds, no overpass): a series goes on without this date."""


class ModelFileError(InputError):
    """A model file was altered, cut short, or written by a newer format."""


class OutputError(SmDownscaleError):
    """An output can't be written (folder, rights, disk space)."""


class MissingPackageError(SmDownscaleError):
    """An optional package is not installed; the message holds the command that installs it."""


class Cancelled(SmDownscaleError):
    """The user cancelled; whatever was half written has been removed."""

    def __init__(self, message: str = "Cancelled by the user; unfinished outputs were removed.") -> None:
        super().__init__(message)


def certain(value: Optional[T]) -> T:
    """A value that may be None by its type, where the code around makes sure that it isn't.

    Raises ValueError otherwise: a fault of this code, no user's mistake.
    """
    if value is None:
        raise ValueError("A value that should be there is missing; please report this.")
    return value
