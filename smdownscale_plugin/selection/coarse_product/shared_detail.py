"""How much of the predictors' detail inside cells is about soil moisture, by what they share of it.

Predictors that respond to soil moisture vary together because of it. Each also has texture of its own (plants, rough
ground, noise), and that is not shared. From cells to pixels the variance of a model's detail grows; if soil moisture
grows with it, so does what the predictors share. Where soil moisture is smooth inside cells the shared part stays
behind: the same slopes then turn texture into detail that isn't there. What they share may also stay behind because
other things rule inside cells than between them, so this reading is averaged with the plain one.
"""
from typing import Optional

import numpy as np

from ...errors import certain
from ...samples.coarse_cells import CoarseCells
from ...samples.lattice_means import with_regional
from ...samples.regional import smoothed
from ...samples.samples import Samples

_WIDTH = 3.0          # cells: the surroundings from which local parts depart
_LEAST_SHARED = 0.2   # of the variance that single predictors explain between cells: less shows nothing
_FEWEST = 50          # cells and pixels
_RIDGE = 1e-3         # of standardised predictors' variance


def trust_in_detail(samples: Samples, cells: CoarseCells, noise: Optional[np.ndarray]) -> float:
    """Factor on the weight of detail, 0.5 to 1: the mean of 1 and of the growth of what predictors share over the
    growth of a line's detail. 1 where nothing can be known, and under a footprint, which blurs what cells show.

    noise: (columns,) of pixels, None for none.
    """
    if cells.footprint_km or cells.surroundings is None or min(len(samples), len(samples.pixels)) < _FEWEST:
        return 1.0
    parts = with_regional(samples, cells, _WIDTH)
    at_cells, at_pixels = (_centred(own, around) for own, around in ((parts.x, parts.regional),
                                                                      (parts.pixels, parts.pixels_regional)))
    own_noise = np.zeros(at_cells.shape[1]) if noise is None else np.asarray(noise, float)
    return 0.5 * (1.0 + _relative_growth(at_cells, at_pixels, _local_moisture(samples, cells), own_noise))


def local_line(samples: Samples, cells: CoarseCells, noise: np.ndarray) -> np.ndarray:
    """(columns,) slopes of a line through local parts of cells that have noise (columns,) beside; 0 where a column
    doesn't vary."""
    parts = with_regional(samples, cells, _WIDTH)
    local = np.subtract(parts.x, certain(parts.regional), dtype=float)
    moisture = _local_moisture(samples, cells)
    local = local - local.mean(0)
    spread = local.std(0)
    varies = spread > 1e-9 * (np.abs(local).max(0) + 1e-30)
    z = local[:, varies] / spread[varies]
    out = np.zeros(len(spread))
    ridge = len(z) * np.diag((noise[varies] / spread[varies]) ** 2) + np.eye(z.shape[1])
    out[varies] = np.linalg.solve(z.T @ z + ridge, z.T @ moisture) / spread[varies]
    return out


def _relative_growth(at_cells, at_pixels, moisture, noise) -> float:
    """0 to 1; at_cells, at_pixels: (rows, columns) local parts."""
    varies = at_cells.std(0) > 1e-9 * (np.abs(at_cells).max(0) + 1e-30)
    if varies.sum() < 2:
        return 1.0
    spread = at_cells[:, varies].std(0)
    cells, pixels = (part[:, varies] / spread for part in (at_cells, at_pixels))
    between, inside = (part.T @ part / len(part) for part in (cells, pixels))
    along = cells.T @ moisture / len(cells)
    own = (noise[varies] / spread) ** 2
    line = np.linalg.solve(between + np.diag(own) + _RIDGE * np.eye(len(along)), along)
    whole = (line @ inside @ line - (line ** 2 * own).sum(), line @ between @ line)
    singly = np.outer(along, along)              # slopes of single predictors, with which pairs are weighed
    shared = [float((singly * part).sum() - (along ** 2 * np.diag(part)).sum()) for part in (inside, between)]
    if shared[1] < _LEAST_SHARED * (singly * between).sum() or min(*whole) <= 0:
        return 1.0
    return float(np.clip(shared[0] / shared[1] * whole[1] / whole[0], 0.0, 1.0))


def _centred(own, around):
    local = np.subtract(own, around, dtype=float)
    local = local[np.isfinite(local).all(1)]
    return local - local.mean(0)


def _local_moisture(samples, cells):
    maps = cells.maps(samples.y)
    around = np.stack([smoothed(layer, _WIDTH) for layer in maps])
    local = (maps - around)[cells.date, cells.row, cells.column]
    return local - local.mean()
