"""One predictor stack written window by window, with what was found in it."""
import os
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Dict, Optional, Sequence

import numpy as np

from ..monitor import Monitor
from ..rasters.grid import Grid
from ..rasters.period import Period
from ..rasters.windows import windows
from ..rasters.writing import RasterWriter
from .aligning import AlignedRaster, KeepMask


@dataclass(frozen=True)
class BuiltStack:
    """A stack that was written: its file, period (None: static), and the share of cells without value by predictor."""

    path: str
    period: Optional[Period]
    gaps: Dict[str, float]


def write_stack(path: str, period: Optional[Period], rasters: Sequence[AlignedRaster], grid: Grid,
                keep: Optional[KeepMask], monitor: Monitor) -> BuiltStack:
    """Write the bands of `rasters` as one GeoTIFF; gaps go to the log, bands that can't predict are warned about."""
    bands = [band for raster in rasters for band in raster.info.bands]
    summary = _Summary([band.name for band in bands])
    about = {"units": {b.name: b.unit for b in bands}, "noise_std": {b.name: b.noise_std for b in bands},
             "categorical": [b.name for b in bands if b.categorical], "metadata": period.metadata() if period else {}}
    # Whole blocks of the file, fewer of them the more bands there are, so that memory stays bounded.
    tiles = windows(grid.shape, (256 * max(1, min(8, 128 // len(bands))), 256))
    with ExitStack() as files:
        readers = [files.enter_context(raster) for raster in rasters]
        mask = files.enter_context(keep) if keep else None
        writer = files.enter_context(RasterWriter(path, grid, summary.names, **about))
        for k, window in enumerate(tiles):
            monitor.at(k / len(tiles), f"Writing {os.path.basename(path)}")
            part = monitor.part(k / len(tiles), (k + 1) / len(tiles))
            values = np.concatenate([reader.read(window, part.part(i / len(readers), (i + 1) / len(readers)))
                                     for i, reader in enumerate(readers)])
            if mask:
                values[:, ~mask.keep(window)] = np.nan
            writer.write(values, window)
            summary.add(values)
    monitor.at(1.0)
    summary.log(os.path.basename(path), monitor)
    return BuiltStack(path, period, summary.gaps())


class _Summary:
    """Counts and range of each band while windows go by."""

    def __init__(self, names):
        self.names, self._cells = names, 0
        self._valid = np.zeros(len(names), int)
        self._low, self._high = np.full(len(names), np.inf), np.full(len(names), -np.inf)

    def add(self, values):
        """Take in a window (bands, rows, columns)."""
        valid = np.isfinite(values)
        self._cells += values[0].size
        self._valid += valid.sum((1, 2))
        self._low = np.minimum(self._low, np.where(valid, values, np.inf).min((1, 2)))
        self._high = np.maximum(self._high, np.where(valid, values, -np.inf).max((1, 2)))

    def gaps(self) -> Dict[str, float]:
        """Share of cells without value by name."""
        return {name: 1.0 - float(valid) / self._cells for name, valid in zip(self.names, self._valid)}

    def log(self, file, monitor):
        """One line of gaps; a warning for each band that can't predict anything."""
        gaps = ", ".join(f"{name} {100 * share:.1f} %" for name, share in self.gaps().items())
        monitor.info(f"{file}, cells without value: {gaps}.")
        for name, valid, low, high in zip(self.names, self._valid, self._low, self._high):
            if valid == 0:
                monitor.warn(f"{name} in {file} has no value at all.")
            elif low == high:
                monitor.warn(f"{name} in {file} is {low:g} everywhere; training drops a constant predictor.")
