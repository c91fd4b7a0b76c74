"""One predictor stack written window by window, with what was found in it."""
import os
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..monitor import Monitor
from ..rasters.grid import Grid
from ..rasters.period import Period
from ..rasters.windows import windows
from ..rasters.writing import RasterWriter
from .aligning import AlignedRaster
from .masking import Mask

_IDENTITY = ("PRODUCT", "FOOTPRINT_KM")


@dataclass(frozen=True)
class BuiltStack:
    """A stack that was written: its file, period (None: static), and by predictor the share of cells without value and
    the lowest and highest value (infinite without any)."""

    path: str
    period: Optional[Period]
    gaps: Dict[str, float]
    ranges: Dict[str, Tuple[float, float]]


def write_stack(path: str, period: Optional[Period], rasters: Sequence[AlignedRaster], grid: Grid,
                mask: Optional[Mask], monitor: Monitor) -> BuiltStack:
    """Write the bands of `rasters` (or whatever reads as they do) as one GeoTIFF; `log_gaps` says what it is like."""
    bands = [band for raster in rasters for band in raster.info.bands]
    summary = _Summary([band.name for band in bands])
    about: Dict[str, Any] = {
        "units": {b.name: b.unit for b in bands}, "noise_std": {b.name: b.noise_std for b in bands},
        "categorical": [b.name for b in bands if b.categorical],
        "metadata": {**_shared(rasters), **(period.metadata() if period else {})}}
    # Whole blocks of the file, fewer of them the more bands there are, so that memory stays bounded.
    tiles = windows(grid.shape, (256 * max(1, min(8, 128 // len(bands))), 256))
    with ExitStack() as files:
        readers = [files.enter_context(raster) for raster in rasters]
        kept: Any = files.enter_context(mask) if mask else None
        writer = files.enter_context(RasterWriter(path, grid, summary.names, **about))
        for k, window in enumerate(tiles):
            monitor.at(k / len(tiles), f"Writing {os.path.basename(path)}")
            part = monitor.part(k / len(tiles), (k + 1) / len(tiles))
            values = np.concatenate([reader.read(window, part.part(i / len(readers), (i + 1) / len(readers)))
                                     for i, reader in enumerate(readers)])
            if kept:
                values[:, ~kept.keep(window, monitor)] = np.nan
            writer.write(values, window)
            summary.add(values)
    return BuiltStack(path, period, summary.gaps(), summary.ranges())


def _shared(rasters: Sequence[AlignedRaster]) -> Dict[str, str]:
    """Which product it is and how far its sensor sees, where all rasters agree: a coarse product that is resampled
    stays that product."""
    first = rasters[0].info.metadata
    return {key: first[key] for key in _IDENTITY
            if key in first and all(raster.info.metadata.get(key) == first[key] for raster in rasters)}


def log_gaps(built: Sequence[BuiltStack], monitor: Monitor) -> None:
    """One line of gaps over all stacks; a warning for predictors that have no value or never vary, with the stacks."""
    worst: Dict[str, BuiltStack] = {}
    empty: Dict[str, List[BuiltStack]] = {}
    for stack in built:
        for name, share in stack.gaps.items():
            if name not in worst or share > worst[name].gaps[name]:
                worst[name] = stack
            if share == 1.0:
                empty.setdefault(name, []).append(stack)
    monitor.info("Cells without value: " + ", ".join(
        f"{name} {100 * stack.gaps[name]:.1f} %{f' ({_file(stack)})' if len(built) > 1 and stack.gaps[name] else ''}"
        for name, stack in worst.items()) + (", each in its worst stack." if len(built) > 1 else "."))
    for name, stacks in empty.items():
        monitor.warn(f"{name} has no value at all in {_files(stacks)}.")
    for name in worst:
        values = {value for stack in built if stack.gaps.get(name, 1.0) < 1.0 for value in stack.ranges[name]}
        if len(values) == 1:
            monitor.warn(f"{name} is {values.pop():g} "
                         f"everywhere{' on all dates' if len(built) > 1 and worst[name].period else ''}; training "
                         "leaves it out, unless it differs on other training dates.")


def _file(stack: BuiltStack) -> str:
    return os.path.basename(stack.path)


def _files(stacks: Sequence[BuiltStack]) -> str:
    return _file(stacks[0]) if len(stacks) == 1 else f"{len(stacks)} stacks, the first {_file(stacks[0])}"


class _Summary:
    """Counts and range of each band while windows go by."""

    def __init__(self, names: Sequence[str]):
        self.names, self._cells = names, 0
        self._valid = np.zeros(len(names), int)
        self._low, self._high = np.full(len(names), np.inf), np.full(len(names), -np.inf)

    def add(self, values: np.ndarray) -> None:
        """Take in a window (bands, rows, columns)."""
        valid = np.isfinite(values)
        self._cells += values[0].size
        self._valid += valid.sum((1, 2))
        self._low = np.minimum(self._low, np.where(valid, values, np.inf).min((1, 2)))
        self._high = np.maximum(self._high, np.where(valid, values, -np.inf).max((1, 2)))

    def gaps(self) -> Dict[str, float]:
        """Share of cells without value by name."""
        return {name: 1.0 - float(valid) / self._cells for name, valid in zip(self.names, self._valid)}

    def ranges(self) -> Dict[str, Tuple[float, float]]:
        """Lowest and highest value by name."""
        return {name: (float(low), float(high)) for name, low, high in zip(self.names, self._low, self._high)}
