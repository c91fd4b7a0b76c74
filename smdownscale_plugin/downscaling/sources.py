"""What the file of a map says of itself: its time, how it was made, and of which rasters, in a few letters."""
import hashlib
import os
from typing import Dict, List, Optional

from ..rasters.coarse import Coarse
from ..rasters.content import content_of
from ..rasters.days import DailyStacks
from ..rasters.stack import Stack
from ..regression.model import Model

_LETTERS = 16


def source_files(stack: Stack, coarse_path: Optional[str], days: Optional[DailyStacks] = None) -> List[str]:
    """The files that a map is made of: those of its predictors, of the coarse raster and of the days before."""
    return [*stack.files, *([stack.mask.path] if stack.mask else []), *([coarse_path] if coarse_path else []),
            *(days.files if days else [])]


def about_map(model: Model, stack: Stack, coarse: Optional[Coarse], days: Optional[DailyStacks],
              correction: str) -> Dict[str, str]:
    """Dataset metadata of a map: its time, product, and how it was made."""
    period = coarse.period if coarse and coarse.period else stack.period
    about = {"PRODUCT": (coarse and coarse.product) or model.product, "METHOD": str(model.about.get("method", "")),
             "MODEL": model.fingerprint, "RESIDUAL_CORRECTION": correction, "SOURCE": "Soil Moisture Downscale",
             "SOURCES": fingerprint_of_sources(stack, coarse.path if coarse else None, days)}
    return {**{k: v for k, v in about.items() if v}, **(period.metadata() if period else {})}


def fingerprint_of_sources(stack: Stack, coarse_path: Optional[str], days: Optional[DailyStacks] = None) -> str:
    """16 hexadecimal digits (of a SHA-256) over the names and the content of the files that a map is made of.

    Folders and times don't count: the same inputs give the same bytes, wherever and whenever they were copied to.
    """
    sources = sorted((os.path.basename(path), content_of(path))
                     for path in source_files(stack, coarse_path, days))
    return hashlib.sha256(repr(sources).encode()).hexdigest()[:_LETTERS]
