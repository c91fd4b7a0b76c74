"""Which rasters a map was made of, in a few letters that its file carries."""
import hashlib
import os
from typing import List, Optional

from ..rasters.content import content_of
from ..rasters.days import DailyStacks
from ..rasters.stack import Stack

_LETTERS = 16


def source_files(stack: Stack, coarse_path: Optional[str], days: Optional[DailyStacks] = None) -> List[str]:
    """The files that a map is made of: those of its predictors, of the coarse raster and of the days before."""
    return [*stack.files, *([stack.mask.path] if stack.mask else []), *([coarse_path] if coarse_path else []),
            *(days.files if days else [])]


def fingerprint_of_sources(stack: Stack, coarse_path: Optional[str], days: Optional[DailyStacks] = None) -> str:
    """16 hexadecimal digits (of a SHA-256) over the names and the content of the files that a map is made of.

    Folders and times don't count: the same inputs give the same bytes, wherever and whenever they were copied to.
    """
    sources = sorted((os.path.basename(path), content_of(path))
                     for path in source_files(stack, coarse_path, days))
    return hashlib.sha256(repr(sources).encode()).hexdigest()[:_LETTERS]
