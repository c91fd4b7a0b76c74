"""What the QGIS plugin repository asks of a zip, as a check that returns what is wrong."""
import configparser
import io
import re
import stat
import zipfile
from pathlib import PurePosixPath
from typing import List

REQUIRED = ("name", "description", "version", "qgisMinimumVersion", "author", "email", "about", "tracker", "repository")
FORBIDDEN_PARTS = {"__pycache__", "__MACOSX", ".git", ".github", ".venv"}
FORBIDDEN_KINDS = {".pyc", ".pyo", ".so", ".dll", ".dylib", ".pyd", ".exe", ".sh", ".bat", ".o", ".a"}
MAX_BYTES = 25_000_000


def refusals(path) -> List[str]:
    """Reasons for which the repository would refuse this zip; empty when it is fine."""
    found = ["larger than 25 MB"] if path.stat().st_size > MAX_BYTES else []
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        tops = {PurePosixPath(name).parts[0] for name in names}
        if len(tops) != 1 or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", next(iter(tops))):
            return [*found, f"not one top folder with a valid Python name: {sorted(tops)}"]
        top = tops.pop()
        found += [fault for entry in archive.infolist() for fault in _entry_faults(entry)]
        found += [f"{name} is missing" for name in ("metadata.txt", "LICENSE", "__init__.py")
                  if f"{top}/{name}" not in names]
        if f"{top}/metadata.txt" in names:
            found += _metadata_faults(archive.read(f"{top}/metadata.txt").decode("utf-8"), top, names)
    return found


def _entry_faults(entry):
    place = PurePosixPath(entry.filename)
    if stat.S_ISLNK(entry.external_attr >> 16):
        yield f"{place} is a link"
    if FORBIDDEN_PARTS & set(place.parts) or any(part.startswith(".") for part in place.parts):
        yield f"{place} is hidden or generated"
    if place.suffix.lower() in FORBIDDEN_KINDS:
        yield f"{place} is a binary or a script"
    if place.is_absolute() or ".." in place.parts:
        yield f"{place} leaves the folder"


def _metadata_faults(text, top, names):
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read_file(io.StringIO(text))
    general = metadata["general"]
    yield from (f"metadata has no {key}" for key in REQUIRED if not general.get(key, "").strip())
    if not re.fullmatch(r"\d+(\.\d+)+", general.get("version", "")):
        yield "the version is not a number like 1.2.3"
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", general.get("email", "")):
        yield "the e-mail address is not valid"
    for key in ("tracker", "repository", "homepage"):
        if not re.match(r"https?://", general.get(key, "http://")):
            yield f"{key} is not an address"
    if re.search(r"<[a-z]", general.get("about", "") + general.get("description", "")):
        yield "the description holds HTML"
    if "icon" in general and f"{top}/{general['icon']}" not in names:
        yield f"the icon {general['icon']} is missing"
