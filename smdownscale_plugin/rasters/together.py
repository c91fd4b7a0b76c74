"""Files that appear together: all of a tool's outputs, or none."""
import os
import shutil
import tempfile
from contextlib import contextmanager
from typing import Dict, Iterator, List, Optional

from ..errors import OutputError
from .same_file import refuse_input
from .writing import make_folder, os_error


@contextmanager
def appear_together(*paths: Optional[str]) -> Iterator[List[Optional[str]]]:
    """Yield temporary paths (None stays None) with the same file names, in folders beside the targets.

    All are moved to their places when the block ends, none when it raises; a file that wasn't written is passed over.

    Raises OutputError when a folder can't be written.
    """
    folders: Dict[str, str] = {}
    for path in filter(None, paths):
        refuse_input(path)
    try:
        yield [path and os.path.join(_beside(path, folders), os.path.basename(path)) for path in paths]
        for path in filter(None, paths):
            written = os.path.join(_beside(path, folders), os.path.basename(path))
            if os.path.exists(written):
                os.replace(written, path)
    except OSError as problem:
        raise os_error(problem, next((p for p in paths if p), "")) from None
    finally:
        for folder in folders.values():
            shutil.rmtree(folder, ignore_errors=True)


def _beside(path, folders) -> str:
    parent = os.path.dirname(os.path.abspath(path))
    if parent not in folders:
        make_folder(parent)
        try:
            folders[parent] = tempfile.mkdtemp(prefix=".unfinished_", dir=parent)
        except OSError as problem:
            raise OutputError(f"Can't write into {parent} ({problem.strerror}): choose another folder.") from None
    return folders[parent]
