"""What a finer percentile map adds to a coarse one, inside zones: variance within coarse cells; what stays alike."""
import math
from dataclasses import dataclass
from typing import Dict, List, Sequence, Tuple

import numpy as np
from osgeo import gdal

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.gdal_calls import call
from ..rasters.grid import Grid
from ..rasters.in_memory import in_memory
from ..rasters.reading import Raster
from ..rasters.windows import windows
from .classes import DROUGHT, THRESHOLDS
from .moisture_series import Entry
from .zonal import weights_in
from .zones import Zone

_WINDOW = (512, 512)
_LIMIT = THRESHOLDS[DROUGHT - 1]


@dataclass(frozen=True)
class ZoneComparison:
    """One zone in both maps, where both have values.

    fine_mean, coarse_mean: percentiles; fine_drought, coarse_drought: share of area in D1 or worse;
    spread: standard deviation of the fine percentiles in the zone; added: share (0..1) of that variance that lies
    within coarse cells, which the coarse map can't show; disagreement: share of area in D1 or worse in one map only.
    """

    name: str
    fine_mean: float
    coarse_mean: float
    fine_drought: float
    coarse_drought: float
    spread: float
    added: float
    disagreement: float


class _ZoneVariances:
    """Weighted sums of one zone; cells: by coarse cell [weight, sum of fine values]."""

    def __init__(self) -> None:
        self.totals = np.zeros(7)
        self.cells: Dict[int, np.ndarray] = {}

    def add(self, fine: np.ndarray, coarse: np.ndarray, cell: np.ndarray, weight: np.ndarray) -> None:
        keep = np.isfinite(fine) & np.isfinite(coarse)
        fine, coarse, cell, weight = (a[keep].astype(np.float64) for a in (fine, coarse, cell, weight))
        dry, coarse_dry = fine <= _LIMIT, coarse <= _LIMIT
        self.totals += [weight @ a for a in (np.ones_like(fine), fine, fine * fine, coarse, dry, coarse_dry,
                                             dry != coarse_dry)]
        numbers, place = np.unique(cell.astype(np.int64), return_inverse=True)
        sums = np.stack([np.bincount(place, weight), np.bincount(place, weight * fine)], 1)
        for number, pair in zip(numbers, sums):
            self.cells[number] = self.cells.get(number, 0.0) + pair

    def result(self, name: str) -> ZoneComparison:
        weight, fine, squares, coarse, dry, coarse_dry, differ = self.totals
        if weight <= 0:
            return ZoneComparison(name, *(math.nan,) * 7)
        mean = fine / weight
        variance = max(0.0, squares / weight - mean * mean)
        cells = np.array(list(self.cells.values()))
        between = float(cells[:, 0] @ np.square(cells[:, 1] / cells[:, 0] - mean)) / weight
        added = max(0.0, 1.0 - between / variance) if variance > 1e-9 else math.nan
        return ZoneComparison(name, mean, coarse / weight, dry / weight, coarse_dry / weight, math.sqrt(variance),
                              added, differ / weight)


def compare_zones(fine: Entry, coarse: Entry, grid: Grid, zones: Sequence[Zone],
                  monitor: Monitor = SILENT) -> List[ZoneComparison]:
    """Both maps in every zone, in the zones' order; the coarse one is taken as it is, cell by cell (nearest)."""
    sums = [_ZoneVariances() for _ in zones]
    with Raster(fine.path) as raster:
        for window in monitor.each(windows(grid.shape, _WINDOW), "Comparing with the coarse map"):
            covered = weights_in(window, grid, zones)
            if not covered:
                continue
            values = raster.read(window, [fine.band])[0].ravel()
            coarse_values, numbers = (a.ravel() for a in on_grid(coarse, grid.window(window)))
            for zone, (cells, _, weights) in covered.items():
                sums[zone].add(values[cells], coarse_values[cells], numbers[cells], weights)
    return [part.result(zone.name) for part, zone in zip(sums, zones)]


def on_grid(entry: Entry, grid: Grid) -> Tuple[np.ndarray, np.ndarray]:
    """(values, number of the coarse cell) of a coarse raster at the pixels of a finer grid, by nearest neighbour."""
    with Raster(entry.path) as raster:
        coarse, values = raster.grid, raster.read(None, [entry.band])[0]
    cells = np.arange(values.size, dtype=np.float64).reshape(values.shape)
    source = in_memory(coarse, np.stack([np.where(np.isfinite(values), values, -9999.0), cells]))
    target = in_memory(grid, np.full((2,) + grid.shape, -9999.0))
    call(gdal.Warp, target, source, resampleAlg="near", srcNodata=-9999.0, dstNodata=-9999.0,
         what=f"Can't lay {entry.path} over the fine map", error=InputError)
    out = target.ReadAsArray()
    values, cells = np.where(out == -9999.0, np.nan, out)
    return values, cells
