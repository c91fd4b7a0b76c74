"""A limit on what GDAL keeps of files in memory, for reading that comes back to the same blocks."""
import threading
from contextlib import contextmanager
from typing import Iterator

from osgeo import gdal

_lock = threading.Lock()
_users, _before = 0, 0


@contextmanager
def limited_block_cache(megabytes: int) -> Iterator[None]:
    """GDAL keeps so much at most (by default a twentieth of the computer's memory); never more than it did before.

    The limit is one for the whole process: the first of several users sets it, the last one lifts it.
    """
    global _users, _before
    with _lock:
        if _users == 0:
            _before = gdal.GetCacheMax()
            gdal.SetCacheMax(min(_before, megabytes * 2 ** 20))
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                gdal.SetCacheMax(_before)
