"""Which file a text means, so that no output takes the place of an input: by identity on disk, not by spelling."""
import os
import re
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Dict, FrozenSet, Iterable, Iterator, List, Optional, Tuple

from osgeo import gdal

from ..errors import InputError
from .gdal_calls import quiet
from .side_files import SIDE_CARS

Key = Tuple

# What GDAL, OGR and QGIS write around a path: /vsizip/a.zip/b.tif, GPKG:"a.gpkg":layer, ogr:dbname='a.gpkg' table=...
_VIRTUAL = re.compile(r"^(/vsi(zip|gzip|tar|7z|rar|sparse|cached|crypt)/)+")
_SUBFILE = re.compile(r"^/vsisubfile/[\d_]+,")
_QUOTED = re.compile(r"""["']([^"']+)["']""")
_DRIVER = re.compile(r"^[A-Za-z][A-Za-z0-9_]+:(?:\d+:)?(.+)$")
_UNFINISHED = re.compile(r"[/\\]\.unfinished_[^/\\\s'\"]+")
_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def final_place(text: str) -> str:
    """A path, or a text with paths, as they will be when outputs that are made elsewhere (`together`) have appeared."""
    return _UNFINISHED.sub("", text)


def file_of(text: str) -> Optional[str]:
    """The file (or folder) on disk that a source means; None when it means none that is there.

    Layers (`a.gpkg|layername=b`), sub-datasets, archives, `file://` addresses and database strings are cut down to
    their file.
    """
    for candidate in _candidates(str(text)):
        while candidate and candidate not in ("/", os.path.dirname(candidate)):
            if os.path.isfile(candidate):
                return candidate
            if os.path.isdir(candidate):
                if candidate == text:
                    return candidate
                break                     # the file isn't there by this spelling
            candidate = os.path.dirname(candidate)
    return None


def _candidates(text: str) -> Iterator[str]:
    yield text
    yield text.partition("|")[0]
    if text.startswith("file:"):
        yield re.sub(r"^file:(//)?", "", text.partition("?")[0])
    yield from _QUOTED.findall(text)
    plain = _SUBFILE.sub("", _VIRTUAL.sub("", text))
    if plain != text:
        yield plain
    driver = _DRIVER.match(text)
    if driver:
        yield driver.group(1)
        yield driver.group(1).rpartition(":")[0]


def key_of(path: str) -> Key:
    """What two spellings of one file have in common: links, relative paths and letter case make no difference.

    Of a file that isn't there yet: that of its folder, and its name (in small letters where the disk doesn't care).
    """
    path = os.path.realpath(path)
    rest: List[str] = []
    while True:
        try:
            status = os.stat(path)
        except (OSError, ValueError):
            parent, name = os.path.split(path)
            if parent == path:
                return ("path", path, *rest)
            rest.insert(0, name)
            path = parent
            continue
        names = [name.casefold() for name in rest] if rest and _ignores_case(path, status) else rest
        return (status.st_dev, status.st_ino, *names)


def _ignores_case(folder: str, status: os.stat_result) -> bool:
    """Whether a folder has the same files under names in other letters."""
    try:
        return os.path.samestat(status, os.stat(folder.swapcase())) and folder.swapcase() != folder
    except OSError:
        return os.name == "nt"


def belongings(path: str) -> List[str]:
    """A file and those that come and go with it."""
    stem, extension = os.path.splitext(path)
    parts = [stem + part for part in _SHAPEFILE] if extension.lower() in _SHAPEFILE else []
    return [path, *parts, *(path + beside for beside in SIDE_CARS)]


def files_behind(text: str) -> List[str]:
    """The file that a source means and, of a virtual raster, those that it refers to; folders as they are."""
    path = file_of(text)
    if path is None:
        return []
    return [path, *_referred(path)] if path.lower().endswith(".vrt") else [path]


def _referred(path: str) -> List[str]:
    with quiet():
        try:
            dataset = gdal.Open(path)
        except RuntimeError:
            dataset = None
        return [name for name in (dataset.GetFileList() or []) if os.path.exists(name)] if dataset else []


class Inputs:
    """Files and folders that a run reads, by name of the input; nothing may be written in their place."""

    def __init__(self, named: Iterable[Tuple[str, str]]):
        self._files: Dict[Key, Tuple[str, str]] = {}
        self._folders: Dict[Key, Tuple[str, str]] = {}
        for name, text in named:
            for path in files_behind(text):
                if os.path.isdir(path):
                    self._folders[key_of(path)] = (name, path)
                    continue
                for part in belongings(path):
                    if part == path or os.path.exists(part):
                        self._files.setdefault(key_of(part), (name, path))

    def refuse(self, path: str, name: str = "") -> None:
        """Raise InputError when `path`, wanted as the output `name`, is an input or lies in a folder of them."""
        output = f"{name} ({path})" if name else f"The output {path}"
        for part in claims_of(path):
            used = self._files.get(part)
            if used:
                raise InputError(f"{output} would replace one of the inputs, {' '.join(filter(None, used))}; choose "
                                 "another folder or name.")
        if os.path.isfile(path):
            for folder in _parents(path):
                used = self._folders.get(key_of(folder)) if self._folders else None
                if used:
                    raise InputError(f"{output} would replace a file of a folder that is one of the inputs, "
                                     f"{' '.join(filter(None, used))}; choose another folder or name.")


def claims_of(path: str) -> FrozenSet[Key]:
    """Keys of the files that writing `path` may replace."""
    return frozenset(key_of(part) for part in belongings(path)[:-2])


def refuse_shared(outputs: Iterable[Tuple[str, str]]) -> None:
    """Raise InputError when two outputs, (name, path) each, are one file."""
    seen: Dict[Key, Tuple[str, str]] = {}
    for name, path in outputs:
        keys = claims_of(path)
        twin = next((seen[key] for key in keys if key in seen), None)
        if twin:
            raise InputError(f"{twin[0]} and {name} would be written to the same file ({path}); give each a file of "
                             "its own.")
        seen.update(dict.fromkeys(keys, (name, path)))


def _parents(path: str) -> Iterator[str]:
    folder = os.path.dirname(os.path.realpath(path))
    while True:
        yield folder
        if os.path.dirname(folder) == folder:
            return
        folder = os.path.dirname(folder)


_guarded: ContextVar[Optional[Inputs]] = ContextVar("inputs of the run", default=None)


@contextmanager
def guarding(inputs: Inputs) -> Iterator[None]:
    """While a tool runs: whatever is written, `refuse_input` looks at first, names too that only its job knows."""
    token = _guarded.set(inputs)
    try:
        yield
    finally:
        _guarded.reset(token)


def refuse_input(path: str) -> None:
    """Raise InputError when `path` is an input of the tool that runs in this thread."""
    inputs = _guarded.get()
    if inputs is not None:
        inputs.refuse(final_place(path))
