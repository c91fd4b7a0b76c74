"""A target on a grid coarser than the stacks': its cells are learnt from upscaled predictors."""
from contextlib import contextmanager
from typing import Any, Callable, Iterator, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import Monitor
from ..rasters.grid import Grid, window_over
from ..rasters.reading import Raster
from ..rasters.stack import Stack
from ..rasters.windows import Window, windows
from ..samples.from_coarse_cells import sample_cells
from ..samples.samples import Samples
from ..scaling.residual_filter import filtered
from ..scaling.upscaling import Upscaling
from ..selection.choosing import Candidate
from ..selection.fold import Fold
from ..selection.space_folds import spatial_blocks
from .reconstruction_targets import (
    INTERPOLATION,
    MODEL,
    WITH_RESIDUAL,
    TargetBand,
    Validation,
    agreement,
    with_levels,
)

_MIN_COVERAGE = 0.5


class CoarseTarget:
    """A coarse target (SIF at 0.05 degrees, say) with or without gaps; pairs: the stacks and the layer of each."""

    def __init__(self, name: str, pairs: Sequence[Tuple[Stack, Optional[TargetBand]]], fine: Grid):
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

    def samples(self, monitor: Monitor) -> Samples:
        """A row for each cell and date with a value and at least half of its area with all predictors."""
        pairs = [(stack, self._values(layer)) for stack, layer in self._pairs]
        return sample_cells(pairs, self._upscaling, _MIN_COVERAGE, [stack.period for stack in self.dates], monitor)[0]

    def validate(self, samples: Samples, chosen: Candidate, seed: int, threads: int, monitor: Monitor) -> Validation:
        """Blocks of cells held out with a buffer, at all dates; the residual and the rival interpolate from outside."""
        found = {kind: np.full(len(samples), np.nan) for kind in (MODEL, WITH_RESIDUAL, INTERPOLATION)}
        splits = spatial_blocks(samples)
        for k, fold in enumerate(splits):
            seen = with_levels(samples, fold.train)
            fit = chosen.fit(seen.some(fold.train), seed, threads,
                             monitor.part(k / len(splits), (k + 1) / len(splits)))
            guess = fit.predict_samples(seen)
            rest = self._spread(samples, fold, samples.y - guess)
            found[MODEL][fold.test] = guess[fold.test]
            found[WITH_RESIDUAL][fold.test] = guess[fold.test] + rest
            found[INTERPOLATION][fold.test] = self._spread(samples, fold, samples.y)
        return Validation("blocks of the target's cells, with a buffer around them, at all dates",
                          {kind: agreement(estimate, samples.y) for kind, estimate in found.items()})

    def _spread(self, samples: Samples, fold: Fold, values: np.ndarray) -> np.ndarray:
        """Values (n,) of the training rows kriged to the held-out rows, date by date."""
        out = np.full(len(samples), np.nan)
        row, column = np.divmod(samples.group, self.lattice.width)
        for date in range(len(samples.dates)):
            train, test = (part & (samples.date == date) for part in (fold.train, fold.test))
            if train.any() and test.any():
                known = np.full(self.lattice.shape, np.nan)
                known[row[train], column[train]] = values[train]
                out[test] = filtered(known)[1][row[test], column[test]]
        return out[fold.test]

    def residual(self, stack: Stack, predict: Callable, monitor: Monitor) -> np.ndarray:
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
    def observed(self, stack: Stack) -> Iterator[Any]:
        """No fine pixel was ever observed: cells only steer what the regression leaves over."""
        yield _NoPixel()

    def _values(self, layer: TargetBand) -> np.ndarray:
        with Raster(layer.info.path) as raster:
            return raster.read(self._window, [layer.band], np.float64)[0]


class _NoPixel:
    def read(self, window: Window) -> Tuple[np.ndarray, np.ndarray]:
        """(nothing to keep, nowhere observed)."""
        return np.full(window.shape, np.nan), np.zeros(window.shape, bool)

