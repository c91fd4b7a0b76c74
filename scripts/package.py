"""Builds the zip that QGIS's plugin manager installs: build/smdownscale_plugin.<version>.zip (`make package`).

One top folder, real copies of metadata.txt and LICENSE in it, nothing that the plugin repository refuses. The same
sources give the same bytes.
"""
import configparser
import os
import sys
import zipfile
from pathlib import Path
from typing import Iterator, Tuple

REPOSITORY = Path(__file__).resolve().parent.parent
PLUGIN = "smdownscale_plugin"
KINDS = {".py", ".txt", ".svg", ".png", ".qm", ".qml", ".model3", ".json", ".csv", ".css", ".js", ".html", ".md"}
TOP = ("metadata.txt", "LICENSE", "CHANGELOG.md", "README.md", "CONTRIBUTING.md")
DOCUMENTS = {".md", ".png", ".svg"}      # of docs/: the README shows and names them, and so do helps of tools
STAMP = (2020, 1, 1, 0, 0, 0)


def contents(repository: Path) -> Iterator[Tuple[str, Path]]:
    """(name in the zip, file) of everything that belongs to the plugin."""
    for name in TOP:
        if (repository / name).is_file():
            yield f"{PLUGIN}/{name}", repository / name
    for path in sorted((repository / "docs").rglob("*")):
        if path.suffix in DOCUMENTS:
            yield f"{PLUGIN}/{path.relative_to(repository).as_posix()}", path
    for path in sorted((repository / PLUGIN).rglob("*")):
        inside = path.relative_to(repository)
        hidden = any(part.startswith(".") or part == "__pycache__" for part in inside.parts)
        if path.is_symlink() or not path.is_file() or hidden:
            continue
        if path.suffix in KINDS:
            yield inside.as_posix(), path
        elif path.suffix != ".pyc":
            raise SystemExit(f"{inside}: files of this kind are not meant for the plugin")


def build(repository: Path, target: Path) -> Path:
    """Write the zip into the folder `target`; its path."""
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(repository / "metadata.txt", encoding="utf-8")
    target.mkdir(parents=True, exist_ok=True)
    final = target / f"{PLUGIN}.{metadata.get('general', 'version')}.zip"
    temporary = final.with_suffix(".part")
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in contents(repository):
            entry = zipfile.ZipInfo(name, STAMP)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    os.replace(temporary, final)
    return final


if __name__ == "__main__":
    sys.stderr.write(f"{build(REPOSITORY, REPOSITORY / 'build')}\n")
