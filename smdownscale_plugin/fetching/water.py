"""The water mask of a fetch: fine cells with much water are left empty, coarse cells with some are left out."""
from typing import Optional

import numpy as np

from ..errors import InputError
from ..monitor import Monitor
from ..predictors.aligning import AlignedRaster
from ..predictors.masking import MOST_DROPPED, MaskRule
from ..rasters.reading import Raster, describe
from ..rasters.windows import Window, whole, windows
from .fetch_grids import FetchGrids

WATER = "water"              # its name in a catalogue: share of water, 0 to 1
COARSE_WATER = 0.1           # radiometers see water as very wet soil: coarse cells with more of it don't train
_SIDE = 512


class WaterMask:
    """Which cells are dry enough, from a file with the share of water on the fine grid.

    most: largest share of water (0 to 1) of a fine cell that is kept; rule: which fine cells go.
    Raises InputError when nearly nothing would stay.
    """

    def __init__(self, path: str, target: FetchGrids, most: float, monitor: Monitor):
        self._path, self.rule = path, MaskRule(WATER, ">", (most,))
        with AlignedRaster(describe(path), target.coarse, "average") as coarse:
            share = coarse.read(whole(target.coarse.shape))[0]
        self._coarse = ~coarse_rule().drops(share)
        dropped = self._share_dropped(target, monitor)
        if dropped > MOST_DROPPED:
            raise InputError(f"The water mask leaves {100 * (1 - dropped):.1f} % of the cells: all others hold more "
                             f"than {100 * most:g} % water; choose another area or a larger WATER_MASK.")
        monitor.info(f"Water: {100 * dropped:.1f} % of the fine cells hold more than {100 * most:g} % and are left "
                     f"empty; {int((~self._coarse).sum())} of {self._coarse.size} coarse cells hold more than "
                     f"{100 * COARSE_WATER:g} % and are left out.")

    def dry_fine(self, window: Window) -> np.ndarray:
        """(rows, columns) of bool of a window of the fine grid."""
        with Raster(self._path) as water:
            return ~self.rule.drops(water.read(window)[0])

    def dry_coarse(self, window: Window) -> np.ndarray:
        """(rows, columns) of bool of a window of the coarse grid."""
        return self._coarse[window.slices]

    def _share_dropped(self, target: FetchGrids, monitor: Monitor) -> float:
        dropped = total = 0
        for window in windows(target.fine.shape, (_SIDE, _SIDE)):
            monitor.check()
            wet, wanted = ~self.dry_fine(window), target.wanted_in(window)
            dropped += int(wet.sum() if wanted is None else (wet & wanted).sum())
            total += wet.size if wanted is None else int(wanted.sum())
        return dropped / max(1, total)


def coarse_rule() -> MaskRule:
    """Which coarse cells are dropped."""
    return MaskRule(WATER, ">", (COARSE_WATER,))


def both(one: Optional[np.ndarray], other: Optional[np.ndarray]) -> Optional[np.ndarray]:
    """Where both hold; None holds everywhere."""
    return other if one is None else one if other is None else one & other
