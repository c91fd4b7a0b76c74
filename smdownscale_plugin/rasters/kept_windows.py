"""Windows of rasters that are read again and again (static predictors in a series), kept while memory allows."""
import threading
from typing import Callable, Dict, Hashable, Iterable

import numpy as np

_MEGABYTES = 160


class KeptWindows:
    """Arrays by key, up to so many megabytes; for several threads. files: those whose windows are worth keeping."""

    def __init__(self, files: Iterable[str], megabytes: int = _MEGABYTES):
        self.files = frozenset(files)
        self._room = megabytes * 2 ** 20
        self._arrays: Dict[Hashable, np.ndarray] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, read: Callable[[], np.ndarray]) -> np.ndarray:
        """The array of `key`, read when it isn't kept; it must not be changed."""
        kept = self._arrays.get(key)
        if kept is not None:
            return kept
        array = read()
        with self._lock:
            if key not in self._arrays and array.nbytes <= self._room:
                self._room -= array.nbytes
                self._arrays[key] = array
        return array
