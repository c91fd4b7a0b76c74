"""Reduced-resolution assessment (Wald et al. 1997): everything is made coarser by one factor, so that the known
coarse product plays the fine truth. It shows which residual correction helps, and by how much the method beats
interpolation, one scale up from where the map is made.
"""
from dataclasses import dataclass
from typing import Dict, Optional

import numpy as np

from ...metrics import pairs as metric
from ...monitor import SILENT, Monitor
from ...rasters.windows import whole
from ...samples.coarse_cells import CoarseCells
from ...samples.samples import Samples
from ...scaling.corrections import FILTERED, MADE, MEAN_PRESERVING, NONE
from ...scaling.geometry import CellGeometry
from ...scaling.interpolation import bilinear, nearest
from ...scaling.mean_preserving import mean_preserved
from ...scaling.residual_filter import ResidualFilter
from ...scaling.upscaling import Upscaling

FACTOR = 3
_FEWEST_CELLS = 8      # large cells with a value, over all dates


@dataclass(frozen=True)
class Assessment:
    """Figures by kind of estimate: `nearest`, `bilinear`, and the model by residual correction.

    skill: 1 - MSE / MSE of bilinear; rmse: m3/m3; estimates: (n,) for the rows of the samples, NaN where a row wasn't
    assessed; cells: how many were.
    """

    skill: Dict[str, float]
    rmse: Dict[str, float]
    estimates: Dict[str, np.ndarray]
    cells: int


def reduced_resolution(samples: Samples, cells: CoarseCells, predictions: np.ndarray,
                       monitor: Monitor = SILENT) -> Optional[Assessment]:
    """Assess held-out predictions (n,) of the coarse cells after coarsening by three; None with too few cells."""
    grid = cells.grid
    geometry = CellGeometry(grid, grid.coarsened(FACTOR))
    upscaling = Upscaling(grid, geometry.coarse)
    maps = {kind: np.full((len(cells.periods),) + grid.shape, np.nan) for kind in ("bilinear", "nearest", *MADE)}
    large_cells = 0
    for k, (truth, predicted) in enumerate(monitor.each(list(zip(cells.maps(samples.y), cells.maps(predictions))))):
        large = upscaling.means(np.where(np.isfinite(predicted), truth, np.nan))
        large_cells += int(np.isfinite(large).sum())
        whole_grid = whole(grid.shape)
        maps["bilinear"][k], maps["nearest"][k] = (f(large, geometry, whole_grid) for f in (bilinear, nearest))
        maps[NONE][k] = predicted
        maps[MEAN_PRESERVING][k] = mean_preserved(geometry, large, predicted)
        maps[FILTERED][k] = _filtered(upscaling, large, predicted, whole_grid)
    if large_cells < _FEWEST_CELLS:
        return None
    return _figures(samples, {kind: m[cells.date, cells.row, cells.column] for kind, m in maps.items()})


def _figures(samples, estimates):
    used = np.isfinite(np.stack(list(estimates.values()))).all(0)
    estimates = {kind: np.where(used, values, np.nan) for kind, values in estimates.items()}
    skill = {kind: metric.skill(values, samples.y, estimates["bilinear"]) for kind, values in estimates.items()}
    rmse = {kind: metric.rmse(values, samples.y) for kind, values in estimates.items()}
    return Assessment(skill, rmse, estimates, int(used.sum()))


def _filtered(upscaling, large, predicted, window):
    correction = ResidualFilter(upscaling, large, upscaling.geometry, 0.5)
    correction.add(window, predicted)
    correction.solve()
    return correction.corrected(window, predicted)
