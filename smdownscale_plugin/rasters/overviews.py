"""Overviews of a raster just written, in windows: GDAL's own way fills a twentieth of the computer's memory."""
from typing import Any, Iterator, Optional, Sequence, Tuple

import numpy as np

from ..monitor import SILENT, Monitor
from .gdal_calls import call
from .windows import Window, windows

_WINDOW = (1024, 256)     # of an overview


def build_overviews(dataset: Any, levels: Sequence[int], nearest: bool, nodata: Optional[float], what: str,
                    monitor: Monitor = SILENT) -> None:
    """Overviews of 2, 4, 8 ... times coarser pixels, each from the one before: means of valid pixels, or every second.

    what: the beginning of the sentence when it fails. Raises OutputError.
    """
    call(dataset.BuildOverviews, "NONE", list(levels), what=what)
    for band, level, window in monitor.each(_pieces(dataset, levels), "Building overviews"):
        full = dataset.GetRasterBand(band)
        finer = full.GetOverview(level - 1) if level else full
        _fill(finer, full.GetOverview(level), window, nearest, nodata, what)


def _pieces(dataset: Any, levels: Sequence[int]) -> Iterator[Tuple[int, int, Window]]:
    """(band, level, window of the level) of all overviews, finer ones first."""
    for band in range(1, dataset.RasterCount + 1):
        for level in range(len(levels)):
            overview = dataset.GetRasterBand(band).GetOverview(level)
            for window in windows((overview.YSize, overview.XSize), _WINDOW):
                yield band, level, window


def _fill(finer: Any, coarser: Any, window: Window, nearest: bool, nodata: Optional[float], what: str) -> None:
    column, row = 2 * window.column, 2 * window.row
    width, height = min(2 * window.width, finer.XSize - column), min(2 * window.height, finer.YSize - row)
    values = call(finer.ReadAsArray, column, row, width, height, what=what)
    halved = values[::2, ::2] if nearest else halved_means(values, nodata)
    call(coarser.WriteArray, halved, window.column, window.row, what=what)
    for band in (finer, coarser):
        call(band.FlushCache, what=what)


def halved_means(values: np.ndarray, nodata: Optional[float]) -> np.ndarray:
    """Means of the valid ones of two by two pixels, nodata where there is none: (h, w) to (ceil(h/2), ceil(w/2))."""
    valid = np.isfinite(values) if nodata is None else values != values.dtype.type(nodata)
    total, count = _halved_sums(np.where(valid, values, 0)), _halved_sums(valid.astype(np.uint8))
    empty = np.nan if nodata is None else nodata
    return np.where(count > 0, total / np.maximum(count, 1), empty).astype(values.dtype)


def _halved_sums(values: np.ndarray) -> np.ndarray:
    values = np.pad(values, [(0, size % 2) for size in values.shape]) if any(n % 2 for n in values.shape) else values
    rows = values[::2] + values[1::2]
    return rows[:, ::2] + rows[:, 1::2]
