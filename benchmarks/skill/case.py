"""A case: fine truth, coarse product and predictors as arrays, and the figures of an estimate against the truth."""
from dataclasses import dataclass
from typing import Dict, List

import numpy as np

from smdownscale_plugin.metrics import pairs, within_cell
from smdownscale_plugin.rasters.coarse import read_all
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.reading import Raster
from smdownscale_plugin.rasters.stack import Stack, open_stacks
from smdownscale_plugin.rasters.windows import whole
from smdownscale_plugin.samples.features import Feature, Features, classes_of
from smdownscale_plugin.scaling.geometry import CellGeometry
from smdownscale_plugin.scaling.interpolation import bilinear
from smdownscale_plugin.scaling.upscaling import Upscaling

COLUMNS = ("rmse", "r", "within_cell_r", "within_cell_skill", "sd_ratio", "skill")


@dataclass(frozen=True)
class Case:
    """truth (dates, h, w); fine (dates, columns, h, w) encoded predictors; coarse (dates, rows, columns)."""

    truth: np.ndarray
    fine: np.ndarray
    coarse: np.ndarray
    fine_grid: Grid
    coarse_grid: Grid

    @property
    def geometry(self) -> CellGeometry:
        """Where the pixels lie on the coarse grid."""
        return CellGeometry(self.fine_grid, self.coarse_grid)

    def interpolated(self, how=bilinear) -> np.ndarray:
        """The coarse product on the fine grid (dates, h, w), by `bilinear` or `nearest`."""
        return np.stack([how(c, self.geometry, whole(self.fine_grid.shape)) for c in self.coarse])

    def upscaled(self, maps: np.ndarray, least: float = 0.5) -> np.ndarray:
        """Cell means (layers, rows, columns) of maps (layers, h, w) of one date, NaN below the least coverage."""
        upscaling = Upscaling(self.fine_grid, self.coarse_grid)
        sums = upscaling.sums(len(maps))
        sums.add(whole(self.fine_grid.shape), maps)
        means, coverage = upscaling.result(sums)
        return np.where(coverage >= least, means, np.nan)

    def figures(self, estimate: np.ndarray, baseline: np.ndarray) -> Dict[str, float]:
        """The columns of the table for an estimate (dates, h, w)."""
        rows, columns = self.geometry.cells(whole(self.fine_grid.shape))
        cell = np.where(rows >= 0, rows * self.coarse_grid.width + columns, -1)
        dates = np.arange(len(self.truth))[:, None, None] * self.coarse_grid.width * self.coarse_grid.height
        cells = np.where(cell >= 0, cell + dates, -1)
        used = np.isfinite(estimate) & np.isfinite(self.truth) & np.isfinite(baseline)
        e, t, b, c = estimate[used], self.truth[used], baseline[used], cells[used]
        return {"rmse": pairs.rmse(e, t), "r": pairs.pearson(e, t), "within_cell_r": within_cell.within_cell_r(e, t, c),
                "within_cell_skill": anomaly_skill(e, t, c), "sd_ratio": within_cell.sd_ratio(e, t, c),
                "skill": pairs.skill(e, t, b)}


def anomaly_skill(estimate, truth, cell) -> float:
    """1 - MSE of anomalies from the cell mean / their variance."""
    e, t = within_cell.cell_anomalies(cell, estimate, truth)
    return float(1.0 - np.mean((e - t) ** 2) / np.mean(t ** 2))


def read_case(predictors: List[str], coarse: List[str], truth: List[str]) -> Case:
    """A case from files whose dates agree."""
    stacks = open_stacks(predictors)
    rasters = read_all(coarse, 1.0, stacks[0].grid)
    features = _features(stacks)
    fine = np.stack([features.encode(_read(stack)) for stack in stacks])
    maps = []
    for path in truth:
        with Raster(path) as raster:
            maps.append(raster.read(bands=[1], dtype=np.float64)[0])
    return Case(np.stack(maps), fine, np.stack([c.values for c in rasters]), stacks[0].grid, rasters[0].grid)


def _read(stack: Stack) -> np.ndarray:
    with stack.open() as reader:
        return reader.read(whole(stack.grid.shape))


def _features(stacks) -> Features:
    values = [_read(stack) for stack in stacks]
    return Features(tuple(
        Feature(p.name, p.band.unit,
                classes_of(p.name, np.stack([v[k] for v in values])) if p.band.categorical else None)
        for k, p in enumerate(stacks[0].predictors)))
