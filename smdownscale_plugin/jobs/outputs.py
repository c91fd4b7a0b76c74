"""Folders of outputs: all files of a run, or none."""
import os
from contextlib import contextmanager
from typing import Iterator, List, Optional, Sequence

from ..rasters.same_file import Inputs, final_place, refuse_shared
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


def refuse_overwriting(outputs: Sequence[Optional[str]], inputs: Sequence[Optional[str]]) -> None:
    """Raise InputError when an output would take the place of an input or of another output."""
    wanted = [final_place(path) for path in outputs if path]
    read = Inputs(("", path) for path in inputs if path)
    for path in wanted:
        read.refuse(path)
    refuse_shared(("One output", path) for path in wanted)
