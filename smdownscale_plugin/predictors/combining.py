"""Several rasters of one predictor read as one: the mean or the sum over a date, weighted by the time that they share.
"""
from contextlib import ExitStack
from typing import Any, Dict, List, Sequence

import numpy as np

from ..monitor import SILENT, Monitor
from ..rasters.reading import RasterInfo
from ..rasters.windows import Window
from .aligning import AlignedRaster
from .dates import SUM, Share


class CombinedRaster:
    """Rasters of a `Share` on the target grid, combined; read as an `AlignedRaster` is."""

    def __init__(self, share: Share, parts: Sequence[AlignedRaster]):
        self._share, self._parts = share, list(parts)
        self._files = ExitStack()

    @property
    def info(self) -> RasterInfo:
        """Of the first raster: all have the same bands."""
        return self._parts[0].info

    @property
    def methods(self) -> Dict[int, str]:
        """How each band gets to the grid."""
        return self._parts[0].methods

    def __enter__(self) -> "CombinedRaster":
        with ExitStack() as files:
            for part in self._parts:
                files.enter_context(part)
            self._files = files.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def read(self, window: Window, monitor: Monitor = SILENT) -> np.ndarray:
        """(bands, rows, columns) float32: mean of what is known, or the sum, scaled up to the whole date.

        A sum needs at least half of its parts (by weight); NaN elsewhere.
        """
        total: Any = 0.0
        weight: Any = 0.0
        for k, (part, share) in enumerate(zip(self._parts, self._share.weights)):
            values = part.read(window, monitor.part(k / len(self._parts), (k + 1) / len(self._parts)))
            known = np.isfinite(values)
            total = total + np.where(known, values, 0.0) * np.float64(share)
            weight = weight + known * np.float64(share)
        whole = sum(self._share.weights)
        with np.errstate(invalid="ignore", divide="ignore"):
            if self._share.how == SUM:
                out = np.where(weight >= whole / 2, total * whole / weight / self._share.covered, np.nan)
            else:
                out = np.where(weight > 0, total / weight, np.nan)
        return out.astype(np.float32)


def readers(shares: Sequence[Share], aligned: Dict[str, AlignedRaster]) -> List:
    """What `stack_file.write_stack` reads of each share; aligned: rasters on the grid by path."""
    return [CombinedRaster(share, [aligned[info.path] for info in share.rasters]) if len(share.rasters) > 1
            else aligned[share.rasters[0].path] for share in shares]
