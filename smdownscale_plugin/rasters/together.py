"""Files that appear together: all of a tool's outputs, or none."""
import hashlib
import os
import re
import shutil
import socket
import tempfile
from contextlib import contextmanager, suppress
from typing import Dict, Iterable, Iterator, List, Optional, Tuple

from ..errors import OutputError
from .same_file import final_place, refuse_input
from .side_files import SIDE_CARS
from .writing import make_folder, os_error

_HOST = hashlib.sha256(socket.gethostname().encode("utf-8", "replace")).hexdigest()[:8]
_MADE_BY = re.compile(r"\.unfinished_(?P<host>[0-9a-f]{8})_(?P<process>\d+)_")


class Unfinished:
    """Places where outputs are made, each in a folder beside its target whose name `final_place` takes out of a path.

    `publish` moves all files to their targets; what it can't finish it undoes.
    """

    def __init__(self) -> None:
        self._folders: Dict[str, str] = {}          # by the folder that the files will lie in

    def file(self, path: str) -> str:
        """Where a file is made; it keeps its name. Raises OutputError when its folder can't be written, InputError
        when it is an input of the running tool."""
        refuse_input(path)
        return os.path.join(self.folder(os.path.dirname(os.path.abspath(path))), os.path.basename(path))

    def folder(self, path: str) -> str:
        """Where the content of a folder is made."""
        key = os.path.realpath(path)
        if key not in self._folders:
            make_folder(path)
            _remove_abandoned(path)
            try:
                self._folders[key] = tempfile.mkdtemp(prefix=f".unfinished_{_HOST}_{os.getpid()}_", dir=path)
            except OSError as problem:
                raise OutputError(f"Can't write into {path} ({problem.strerror}): choose another folder.") from None
        return self._folders[key]

    def publish(self) -> None:
        """Move all files to their places; OutputError when one can't be, and then none is."""
        files = [os.path.join(parent, name) for folder in self._folders.values()
                 for parent, _, names in os.walk(folder) for name in names if not name.endswith(".part")]
        for path in files:
            refuse_input(final_place(path))
        done: List[Tuple[str, Optional[str]]] = []
        try:
            for path in files:
                _replace(path, final_place(path), done)
            _remove_stale(files)
        except OSError as problem:
            _undo(done)
            raise os_error(problem, problem.filename2 or problem.filename or "") from None

    def discard(self) -> None:
        """Remove the folders and what is left in them."""
        for folder in self._folders.values():
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def unfinished() -> Iterator[Unfinished]:
    """Outputs that are made in the block and published when it ends without an exception."""
    outputs = Unfinished()
    try:
        yield outputs
        outputs.publish()
    finally:
        outputs.discard()


@contextmanager
def appear_together(*paths: Optional[str]) -> Iterator[List[Optional[str]]]:
    """Yield temporary paths (None stays None) with the same file names, in folders beside the targets.

    All are moved to their places when the block ends, none when it raises; a file that wasn't written is passed over.

    Raises OutputError when a folder can't be written.
    """
    with unfinished() as outputs:
        yield [path and outputs.file(path) for path in paths]


def _replace(path: str, target: str, done: List[Tuple[str, Optional[str]]]) -> None:
    """Move a file to its target; what was there is kept beside `path`, and both are noted in `done`."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    old = path + ".before.part" if os.path.exists(target) else None
    if old:
        os.replace(target, old)
    done.append((target, old))
    os.replace(path, target)


def _remove_stale(files: Iterable[str]) -> None:
    """Remove side-cars of files that were replaced."""
    new = set(map(final_place, files))
    for stale in {target + end for target in new for end in SIDE_CARS} - new:
        if os.path.exists(stale):
            os.remove(stale)


def _undo(done: List[Tuple[str, Optional[str]]]) -> None:
    for target, old in reversed(done):
        with suppress(OSError):
            if os.path.isfile(target):
                os.remove(target)
            if old:
                os.replace(old, target)


def _remove_abandoned(folder: str) -> None:
    """Remove what a killed run of this computer left in a folder."""
    for name in os.listdir(folder):
        found = _MADE_BY.match(name)
        if found and found["host"] == _HOST and not _runs(int(found["process"])):
            shutil.rmtree(os.path.join(folder, name), ignore_errors=True)


def _runs(process: int) -> bool:
    """Whether there is a process of this number; where that can't be asked for without harm (Windows), yes."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
