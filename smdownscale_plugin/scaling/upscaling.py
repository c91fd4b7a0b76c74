"""The upscaling operator: fine pixels to the value of a coarse cell, as an area mean or through a footprint.

One operator serves training, residual correction and assessment. It works window by window; memory follows the coarse
grid, not the fine one.
"""
from typing import Tuple

import numpy as np

from ..rasters.grid import Grid
from ..rasters.windows import whole
from .cell_sums import CellSums, UpscalingSums
from .gaussian_footprint import Footprint, FootprintSums
from .geometry import CellGeometry


class Upscaling:
    """The operator from a fine grid to a coarse grid.

    footprint_km: full width at half maximum of a Gaussian footprint in true kilometres; 0 is the exact
    valid-weighted area mean of the cell (partial overlaps counted). geometry: of the fine pixels on the coarse cells.
    """

    def __init__(self, fine: Grid, coarse: Grid, footprint_km: float = 0.0):
        self.fine, self.coarse, self.footprint_km = fine, coarse, float(footprint_km)
        self.geometry = CellGeometry(fine, coarse)
        self._footprint = Footprint(fine, coarse, self.footprint_km) if self.footprint_km > 0 else None

    def sums(self, layers: int) -> UpscalingSums:
        """An empty accumulator for pixels with `layers` values."""
        return FootprintSums(self._footprint, layers) if self._footprint else CellSums(self.geometry, layers)

    def result(self, sums: UpscalingSums) -> Tuple[np.ndarray, np.ndarray]:
        """(values (layers, rows, columns), coverage (rows, columns) in 0..1) on the coarse grid.

        coverage: valid share of the cell's area, or of the footprint's weight.
        """
        return sums.means()

    def means(self, values: np.ndarray, least: float = 0.5) -> np.ndarray:
        """(rows, columns) on the coarse grid of a fine map (h, w) in memory; NaN where coverage is below `least`."""
        sums = self.sums(1)
        sums.add(whole(values.shape), values)
        means, coverage = self.result(sums)
        return np.where(coverage >= least, means[0], np.nan)
