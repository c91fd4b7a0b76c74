"""What files hold, in a few letters, and whether a raster can be read to its end."""
import hashlib
import os
from functools import lru_cache

from ..errors import InputError
from .reading import Raster
from .same_file import file_of, files_behind
from .windows import windows

_BLOCK, _BLOCKS = 2 ** 16, 64     # of a larger file: bytes of a block, and blocks spread evenly over it


def content_of(source: str) -> str:
    """Letters that change with the content of the file (or files, of a virtual raster) that a source means.

    Files of up to 4 MB are read wholly; of larger ones their size, both ends and 64 blocks between are: rasters are
    compressed, so that a change anywhere moves what follows. A change in place that keeps the file's size, its time
    and all of these blocks passes unseen.
    """
    digest = hashlib.blake2b(digest_size=16)
    for path in files_behind(source):
        status = os.stat(path)
        digest.update(_sampled(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns,
                               status.st_ino))
    band = os.path.basename(source)[len(os.path.basename(file_of(source) or source)):]     # `|band=2`
    digest.update(band.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


@lru_cache(maxsize=4096)
def _sampled(path: str, size: int, *_known: int) -> bytes:
    """Digest of a file; kept while its size, times and number are the same (static predictors of a series)."""
    digest = hashlib.blake2b(str(size).encode(), digest_size=16)
    with open(path, "rb") as file:
        if size <= _BLOCK * _BLOCKS:
            digest.update(file.read())
        else:
            for k in range(_BLOCKS):
                file.seek((size - _BLOCK) * k // (_BLOCKS - 1))
                digest.update(file.read(_BLOCK))
    return digest.digest()


def reads_to_end(path: str) -> bool:
    """Whether every block of a raster can be read."""
    try:
        with Raster(path) as raster:
            for window in windows(raster.grid.shape):
                raster.read_once(window)
    except InputError:
        return False
    return True
