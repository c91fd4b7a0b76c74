"""Folders of outputs: all files of a run, or none."""
import os
from contextlib import contextmanager
from typing import Iterator, List, Sequence

from ..errors import InputError
from ..rasters.writing import make_folder, remove_if_there


@contextmanager
def all_or_nothing(folder: str) -> Iterator[List[str]]:
    """Make a folder and yield a list for the paths of files written to it.

    On any exception these files are removed, and the folder too when it was made here. Raises OutputError.
    """
    existed = os.path.isdir(folder)
    make_folder(folder)
    written: List[str] = []
    try:
        yield written
    except BaseException:
        for path in written:
            remove_if_there(path)
        if not existed and not os.listdir(folder):
            os.rmdir(folder)
        raise


def refuse_overwriting(outputs: Sequence[str], inputs: Sequence[str]) -> None:
    """Raise InputError when an output would take the place of an input."""
    used = {os.path.realpath(path) for path in inputs if path}
    for path in outputs:
        if path and os.path.realpath(path) in used:
            raise InputError(f"The output {path} would replace one of the inputs; choose another folder or name.")
