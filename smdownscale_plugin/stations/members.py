"""Files of stations wherever they lie: alone, in a folder's tree, or in a zip archive; read as streams.

Nothing is unpacked: a member of an archive is read in passing, and its name is never used as a path.
"""
import io
import os
import re
import zipfile
import zlib
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Callable, Iterator, Optional, Sequence, cast

from ..errors import InputError
from .tally import Tally

LARGEST = 2 << 30          # bytes of one text file, unpacked: thirty years of a value a minute
TIGHTEST = 250             # station files shrink to a 15th, at most to a 70th; a bomb to a 1000th
SUSPECT_FROM = 32 << 20    # bytes below which nobody cares how tightly a member is packed
MOST_MEMBERS = 500_000
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True)
class Member:
    """A file to be read. name: what messages call it; size: bytes when unpacked; path: on disk, None in an archive."""

    name: str
    size: int
    path: Optional[str]
    _open: Callable[[], BinaryIO]

    @property
    def base(self) -> str:
        """The file's own name."""
        return re.split(r"[/\\]", self.name)[-1]

    def open(self) -> BinaryIO:
        """A stream of its bytes; InputError when it can't be read."""
        try:
            return self._open()
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as problem:
            raise self.unreadable(problem) from None

    def unreadable(self, problem: BaseException) -> InputError:
        """The error for a file that breaks off or can't be opened."""
        reason = getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
        return InputError(f"The station file {self.name} can't be read ({reason[:200]}); download it again.")

    def start(self, size: int = 4096) -> bytes:
        """Its first bytes."""
        with self.open() as stream:
            try:
                return stream.read(size)
            except READ_PROBLEMS as problem:
                raise self.unreadable(problem) from None


READ_PROBLEMS = (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError)


def members(paths: Sequence[str], tally: Tally) -> Iterator[Member]:
    """All files of paths, in order of name: files, trees of folders, and what archives among them hold.

    Members of archives with names that lead out of it, and bombs, are left out and counted.
    Raises InputError: a path doesn't exist, an archive is broken or holds what can't be station files.
    """
    for path in paths:
        if not os.path.exists(path):
            raise InputError(f"The station file {path} doesn't exist; check the path.")
        if os.path.isdir(path):
            for file in _tree(path):
                yield from _of_file(file, tally, among_others=True)
        else:
            yield from _of_file(path, tally)


def _tree(folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders.sort()
        paths = (os.path.join(place, name) for name in sorted(files))
        yield from (path for path in paths if os.path.isfile(path))   # no pipes, no links that lead nowhere


def _of_file(path: str, tally: Tally, among_others: bool = False) -> Iterator[Member]:
    if not path.lower().endswith(".zip"):
        yield Member(path, os.path.getsize(path), path, lambda: open(path, "rb"))
        return
    try:
        yield from _of_archive(path, tally)
    except InputError as problem:
        if not among_others:
            raise
        tally.add("files can't be read", example=str(problem))


def _of_archive(path: str, tally: Tally) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as problem:
        raise InputError(f"The archive {path} can't be read ({str(problem)[:200]}); download it again.") from None
    entries = [entry for entry in archive.infolist() if entry.filename and not entry.is_dir()]
    _refuse_bomb(path, entries)
    for entry in sorted(entries, key=lambda e: e.filename):
        shown = f"{path}/{entry.filename}"
        if _leads_out(entry.filename):
            tally.add("members of archives have names that lead out of it", example=shown)
        elif _is_bomb(entry):
            tally.add("members of archives unpack to far more than stations write (a zip bomb?)", example=shown)
        else:   # the archive stays open as long as one of its members is known
            yield Member(shown, entry.file_size, None, partial(_opened, archive, entry))


def _opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> BinaryIO:
    return cast(BinaryIO, archive.open(entry))


def _refuse_bomb(path: str, entries: Sequence[zipfile.ZipInfo]) -> None:
    total, size = sum(entry.file_size for entry in entries), os.path.getsize(path)
    if len(entries) > MOST_MEMBERS or total > max(TIGHTEST * size, SUSPECT_FROM) and len(entries) > 1:
        raise InputError(f"The archive {path} ({size:,} bytes) claims to hold {len(entries):,} files of {total:,} "
                         "bytes: that is a zip bomb, not stations; download the archive from its provider again.")


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    tight = entry.file_size > TIGHTEST * max(entry.compress_size, 1) and entry.file_size > SUSPECT_FROM
    return tight or entry.file_size > LARGEST


def _leads_out(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return name.startswith(("/", "\\")) or bool(_DRIVE.match(name)) or ".." in parts


def text_lines(member: Member, encoding: str, longest: int = 10_000, block: int = 1 << 20) -> Iterator[list]:
    """Lines of a text file in blocks (lists of texts without their ends), whichever way lines end.

    Raises InputError for a line over `longest` characters and for a file that breaks off.
    """
    rest = ""
    try:
        with io.TextIOWrapper(member.open(), encoding=encoding, errors="replace") as text:
            while True:
                part = text.read(block)
                lines = (rest + part).split("\n")
                rest = lines.pop() if part else ""
                if len(rest) > longest or (lines and max(map(len, lines)) > longest):
                    raise InputError(f"The station file {member.name} has a line of over {longest:,} characters; it "
                                     "isn't a table of readings.")
                yield lines
                if not part:
                    return
    except READ_PROBLEMS as problem:
        raise member.unreadable(problem) from None


def guess_encoding(start: bytes) -> str:
    """UTF-8 when the first bytes are, else Latin-1."""
    try:
        start[:max(len(start) - 4, 0)].decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"
