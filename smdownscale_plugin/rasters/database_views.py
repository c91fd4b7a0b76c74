"""GeoPackages whose layers are made by queries that may never end."""
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from ..errors import InputError

_SQLITE = b"SQLite format 3\0"
_ENDLESS = re.compile(r"\bWITH\b|\bRECURSIVE\b", re.IGNORECASE)


def refuse_recursive_views(path: str) -> None:
    """Raise InputError when a GeoPackage (or another SQLite file) has a view that queries itself; other files pass."""
    try:
        with open(path, "rb") as file:
            if file.read(len(_SQLITE)) != _SQLITE:
                return
        with closing(sqlite3.connect(Path(path).resolve().as_uri() + "?mode=ro", uri=True)) as database:
            database.text_factory = lambda raw: raw.decode("utf-8", "replace")
            views = database.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')").fetchall()
    except (OSError, sqlite3.Error):
        return                          # said where it is read
    endless = [name for name, sql in views if _ENDLESS.search(sql or "")]
    if endless:
        raise InputError(f"{path} holds the view {endless[0]!r}, a query that may never end; save the layer as a table "
                         "(Export > Save Features As).")
