"""Finished tiles on disk, so that a second run fetches only what is missing."""
import hashlib
import os
import shutil
import uuid
from typing import List, Optional

import numpy as np

from ..rasters.windows import Window
from ..rasters.writing import make_folder, os_error
from .tiles import quarters

HIDDEN = ".fetched_tiles"


def request_key(*parts: str) -> str:
    """A name for what is asked: the same request has the same key in every run."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8") + b"\0")
    return digest.hexdigest()[:24]


class TileStore:
    """Tiles of one request, a file each in OUTPUT_FOLDER/.fetched_tiles/KEY/; a file is whole or not there."""

    def __init__(self, output_folder: str, key: str):
        self.folder = os.path.join(output_folder, HIDDEN, key)

    def has(self, window: Window) -> bool:
        """Whether a tile, or all of its quarters, are there."""
        return os.path.exists(self._path(window)) or self._was_split(window) and all(map(self.has, quarters(window)))

    def missing(self, window: Window) -> List[Window]:
        """What is still to be asked for a tile: itself, or the missing quarters where it was split before."""
        if self.has(window):
            return []
        if not self._was_split(window):
            return [window]
        return [part for quarter in quarters(window) for part in self.missing(quarter)]

    def put(self, window: Window, values: np.ndarray) -> None:
        """Keep a tile (bands, rows, columns). Raises OutputError when it can't be written."""
        make_folder(self.folder)
        path = self._path(window)
        temporary = f"{path}.{uuid.uuid4().hex}.part"
        try:
            with open(temporary, "wb") as file:
                np.save(file, values, allow_pickle=False)
            os.replace(temporary, path)
        except OSError as problem:
            raise os_error(problem, path) from None

    def get(self, window: Window) -> np.ndarray:
        """A tile (bands, rows, columns), put together from its quarters where it was split."""
        path = self._path(window)
        if os.path.exists(path):
            return np.load(path, allow_pickle=False)
        values: Optional[np.ndarray] = None
        for quarter in quarters(window):
            part = self.get(quarter)
            if values is None:
                values = np.empty(part.shape[:1] + window.shape, part.dtype)
            row, column = quarter.row - window.row, quarter.column - window.column
            values[:, row:row + quarter.height, column:column + quarter.width] = part
        if values is None:
            raise KeyError(f"no tile {window}")
        return values

    def split(self, window: Window) -> List[Window]:
        """Remember that a tile is too heavy as a whole; its quarters."""
        make_folder(self.folder)
        open(self._path(window) + ".split", "w").close()
        return quarters(window)

    def clear(self) -> None:
        """Forget all tiles of this request."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _was_split(self, window: Window) -> bool:
        return os.path.exists(self._path(window) + ".split")

    def _path(self, window: Window) -> str:
        return os.path.join(self.folder, f"{window.row}_{window.column}_{window.height}x{window.width}.npy")
