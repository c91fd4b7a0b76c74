"""A limit on what GDAL keeps of files in memory, for reading that comes back to the same blocks."""
from contextlib import contextmanager
from typing import Iterator

from osgeo import gdal

from ..threads import ProcessLimit


@contextmanager
def _block_cache(megabytes: int) -> Iterator[None]:
    """GDAL keeps so much at most (by default a twentieth of the computer's memory); never more than it did before."""
    before = gdal.GetCacheMax()
    gdal.SetCacheMax(min(before, megabytes * 2 ** 20))
    try:
        yield
    finally:
        gdal.SetCacheMax(before)


limited_block_cache = ProcessLimit(_block_cache)
