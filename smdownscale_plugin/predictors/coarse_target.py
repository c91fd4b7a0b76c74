"""A target on a grid coarser than the stacks': its cells are learnt from upscaled predictors."""
from contextlib import contextmanager
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import Monitor
from ..rasters.grid import Grid, window_over
from ..rasters.reading import Raster
from ..rasters.stack import Stack
from ..rasters.windows import windows
from ..regression.features import Features
from ..regression.noise import NoiseSampler, estimate
from ..regression.recipe import Recipe
from ..scaling.interpolation import nearest
from ..scaling.residual_filter import filtered
from ..scaling.upscaling import Upscaling
from ..selection.folds import spatial_blocks
from .targets import (
    INTERPOLATION,
    MODEL,
    WITH_RESIDUAL,
    Layer,
    OnGrid,
    Samples,
    Validation,
    figures,
    levels,
    with_level,
)

_MIN_COVERAGE = 0.5


class CoarseTarget:
    """A coarse target (SIF at 0.05 degrees, say) with or without gaps; pairs: the stacks and the layer of each."""

    def __init__(self, name: str, pairs: Sequence[Tuple[Stack, Optional[Layer]]], fine: Grid):
        self.name = name
        self._pairs = [(stack, layer) for stack, layer in pairs if layer]
        self.unit = self._pairs[0][1].unit
        self.dates = [stack for stack, _ in self._pairs]
        whole_grid = self._pairs[0][1].info.grid
        self._window = window_over(whole_grid, fine)
        if self._window is None:
            raise InputError(f"{self._pairs[0][1].info.path} ({whole_grid.box()} in {whole_grid.crs_name}) doesn't "
                             f"overlap the stacks ({fine.box()} in {fine.crs_name}); check its CRS.")
        self.lattice = whole_grid.window(self._window)
        self._upscaling = Upscaling(fine, self.lattice)
        self.geometry = self._upscaling.geometry
        self._layers = {id(stack): layer for stack, layer in self._pairs}

    def table(self, features: Features, monitor: Monitor) -> Samples:
        """A row for each cell and date with a value and at least half of its area with all predictors."""
        parts: List[Dict[str, np.ndarray]] = []
        sampler = NoiseSampler(features.names, self._pairs[0][0].grid.shape, len(self._pairs))
        for k, (stack, layer) in enumerate(self._pairs):
            part = monitor.part(k / len(self._pairs), (k + 1) / len(self._pairs))
            means, coverage = self._upscaled(k, stack.select(features.names), features, sampler, part)
            values = self._values(layer)
            usable = np.isfinite(values) & (coverage >= _MIN_COVERAGE) & np.isfinite(means).all(0)
            row, column = np.nonzero(usable)
            parts.append({"x": means[:, row, column].T.astype(np.float32), "y": values[row, column], "row": row,
                          "column": column, "date": np.full(len(row), k)})
        joined = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
        return Samples(features, coarse=[OnGrid(self.lattice)] * len(parts), upscaling=self._upscaling,
                       noise_std=_noise_of([stack for stack, _ in self._pairs], features, sampler), **joined)

    def _upscaled(self, date, stack: Stack, features: Features, sampler: NoiseSampler, monitor: Monitor):
        """Means (columns, h, w) of the predictors in the target's cells, and their coverage (h, w)."""
        sums = self._upscaling.sums(len(features.columns))
        with stack.open() as reader:
            for window in monitor.each(windows(stack.grid.shape), f"Upscaling predictors, {stack.label}"):
                values = reader.read(window)
                sampler.add(date, window, values)
                sums.add(window, features.encode(values))
        return self._upscaling.result(sums)

    def validate(self, table: Samples, recipe: Recipe, seed: int, threads: int, monitor: Monitor) -> Validation:
        """Blocks of cells held out with a buffer, at all dates; the residual and the rival interpolate from outside."""
        found = {kind: np.full(len(table), np.nan) for kind in (MODEL, WITH_RESIDUAL, INTERPOLATION)}
        splits = spatial_blocks(table)
        for k, fold in enumerate(splits):
            x = with_level(table.x, levels(table, fold.train)[table.date])
            fit = recipe.fit(x[fold.train], table.y[fold.train], seed, threads,
                             monitor.part(k / len(splits), (k + 1) / len(splits)))
            guess = fit.predict(x)
            rest = _spread(table, fold, table.y - guess)
            found[MODEL][fold.test] = guess[fold.test]
            found[WITH_RESIDUAL][fold.test] = guess[fold.test] + rest
            found[INTERPOLATION][fold.test] = _spread(table, fold, table.y)
        return Validation("blocks of the target's cells, with a buffer around them, at all dates",
                          {kind: figures(estimate, table.y) for kind, estimate in found.items()})

    def residual(self, stack: Stack, predict, monitor: Monitor) -> np.ndarray:
        """Target less upscaled prediction, (rows, columns) of the lattice."""
        layer = self._layers.get(id(stack))
        if layer is None:
            return np.full(self.lattice.shape, np.nan)
        sums = self._upscaling.sums(1)
        for window in monitor.each(windows(stack.grid.shape), f"Upscaling {self.name}, {stack.label}"):
            sums.add(window, predict(window))
        means, coverage = self._upscaling.result(sums)
        return np.where(coverage >= _MIN_COVERAGE, self._values(layer) - means[0], np.nan)

    @contextmanager
    def observed(self, stack: Stack):
        """No fine value is kept; a pixel counts as observed where its cell has a value."""
        layer = self._layers.get(id(stack))
        has_value = np.isfinite(self._values(layer)) if layer else np.zeros(self.lattice.shape, bool)
        yield _Cells(has_value.astype(float), self.geometry)

    def _values(self, layer: Layer) -> np.ndarray:
        with Raster(layer.info.path) as raster:
            return raster.read(self._window, [layer.band], np.float64)[0]


class _Cells:
    def __init__(self, has_value, geometry):
        self._has_value, self._geometry = has_value, geometry

    def read(self, window):
        """(nothing to keep, where the cell has a value)."""
        return np.full(window.shape, np.nan), nearest(self._has_value, self._geometry, window) == 1


def _noise_of(stacks, features: Features, sampler: NoiseSampler) -> Optional[np.ndarray]:
    """Noise of the pixels (columns,): documented (NOISE_STD) or estimated over dates; None where none is known."""
    out = []
    for feature, predictor in zip(features.features, stacks[0].select(features.names).predictors):
        known = predictor.band.noise_std
        if known is None and feature.classes is None:
            known = estimate(sampler.textures(feature.name)).std
        out += [known or 0.0] if feature.classes is None else [0.0] * len(feature.classes)
    return np.array(out) if any(out) else None


def _spread(table, fold, values):
    """Values (n,) of the training rows kriged to the held-out rows, date by date."""
    out = np.full(len(table), np.nan)
    shape = table.coarse[0].grid.shape
    for date in range(len(table.coarse)):
        train, test = (part & (table.date == date) for part in (fold.train, fold.test))
        if train.any() and test.any():
            known = np.full(shape, np.nan)
            known[table.row[train], table.column[train]] = values[train]
            out[test] = filtered(known)[1][table.row[test], table.column[test]]
    return out[fold.test]
