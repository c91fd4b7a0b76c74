"""A target on the stacks' own grid (or a finer one) with gaps, as clouds leave: observed values stay as they are."""
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Callable, Iterator, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..metrics.accumulate import PairSums
from ..monitor import Monitor
from ..rasters.grid import Grid
from ..rasters.stack import Stack
from ..rasters.windows import Window, windows
from ..samples.of_pixels import sample_pixels
from ..samples.samples import Samples
from ..scaling.cell_sums import CellSums
from ..scaling.geometry import CellGeometry
from ..scaling.interpolation import bilinear
from ..scaling.residual_filter import filtered
from ..selection.choosing import Candidate
from .aligning import AlignedRaster
from .reconstruction_targets import (
    INTERPOLATION,
    MODEL,
    WITH_RESIDUAL,
    Predict,
    TargetBand,
    Validation,
    levels,
    with_levels,
)

_STEP = 4                 # pixels along a side of the lattice on which the residual is kriged, more for large rasters
_MOST_CELLS = 1_000_000   # of that lattice: kriging takes some 500 bytes a cell
_MOST_ROWS = 30_000
_FEWEST_HELD = 0.01       # share of pixels that another date's gaps must hide to be used for validation


class HoledTarget:
    """A target with gaps; pairs: the stacks and the layer of each (None: nothing at that date)."""

    def __init__(self, name: str, pairs: Sequence[Tuple[Stack, Optional[TargetBand]]], fine: Grid, seed: int = 0):
        self.name, self._fine, self._seed = name, fine, seed
        self._pairs = [(stack, layer) for stack, layer in pairs if layer]
        self.unit = self._pairs[0][1].unit
        self.dates = [stack for stack, _ in self._pairs]
        self._layers = {id(stack): layer for stack, layer in self._pairs}
        x0, dx, _, y0, _, dy = fine.transform
        step = max(_STEP, int(np.ceil(np.sqrt(fine.width * fine.height / _MOST_CELLS))))
        self.lattice = Grid(fine.crs, (x0, step * dx, 0.0, y0, 0.0, step * dy), -(-fine.width // step),
                            -(-fine.height // step))
        self.geometry = CellGeometry(fine, self.lattice)

    def samples(self, monitor: Monitor) -> Samples:
        """Pixels drawn at random from those with target and predictors, about equally many at each date."""
        return sample_pixels([(stack, partial(self._reader, layer)) for stack, layer in self._pairs], _MOST_ROWS,
                             self._seed, monitor)

    def validate(self, samples: Samples, chosen: Candidate, seed: int, threads: int, monitor: Monitor) -> Validation:
        """The gaps of the next date are laid over each date; what they hide is reconstructed from the rest."""
        row, column = np.divmod(samples.group, self._fine.width)
        train = np.ones(len(samples), bool)
        for k in range(len(self._pairs)):
            of_date = samples.date == k
            train[of_date] = ~self._hidden(k)[row[of_date], column[of_date]]
        level = levels(samples, train)
        fit = chosen.fit(with_levels(samples, train).some(train), seed, threads, monitor.part(0.0, 0.4))
        sums = {kind: PairSums() for kind in (MODEL, WITH_RESIDUAL, INTERPOLATION)}
        for k, (stack, layer) in enumerate(self._pairs):
            part = monitor.part(0.4 + 0.6 * k / len(self._pairs), 0.4 + 0.6 * (k + 1) / len(self._pairs))
            with Predict(fit, samples.features, stack, float(level[k])) as predict:
                self._compare(predict, layer, self._hidden(k), sums, part)
        found = {kind: s.metrics() for kind, s in sums.items()}
        return Validation("pixels hidden under the gaps of another date",
                          {kind: {"r2": m["r"] ** 2, **{name: m[name] for name in ("r", "rmse", "mae", "bias", "n")}}
                           for kind, m in found.items()})

    def residual(self, stack: Stack, predict: Callable, monitor: Monitor) -> np.ndarray:
        """Mean of target less prediction in each lattice cell."""
        layer = self._layers.get(id(stack))
        if layer is None:
            return np.full(self.lattice.shape, np.nan)
        sums = CellSums(self.geometry, 1)
        with self._reader(layer) as reader:
            for window in monitor.each(windows(self._fine.shape), f"Comparing {self.name}, {stack.label}"):
                sums.add(window, reader.read(window)[0] - predict(window))
        return sums.means()[0][0]

    @contextmanager
    def observed(self, stack: Stack) -> Iterator[Any]:
        """Observed values are kept."""
        layer = self._layers.get(id(stack))
        with ExitStack() as files:
            yield _GappyPixels(files.enter_context(self._reader(layer)) if layer else None)

    def _reader(self, layer: TargetBand) -> AlignedRaster:
        bands = tuple(band for band in layer.info.bands if band.index == layer.band)
        return AlignedRaster(replace(layer.info, bands=bands), self._fine)

    def _hidden(self, k: int) -> np.ndarray:
        """What validation hides at date k: one byte a pixel of the whole grid."""
        other = self._pairs[(k + 1) % len(self._pairs)][1]
        gaps = self._gaps(other) if len(self._pairs) > 1 else None
        if gaps is None or not _FEWEST_HELD <= gaps.mean() <= 0.9:
            return _checkerboard(self._fine.shape)
        return gaps

    def _gaps(self, layer: TargetBand) -> np.ndarray:
        """Where a layer has no value."""
        gaps = np.zeros(self._fine.shape, bool)
        with self._reader(layer) as reader:
            for window in windows(self._fine.shape):
                gaps[window.slices] = ~np.isfinite(reader.read(window)[0])
        return gaps

    def _compare(self, predict: Callable, layer: TargetBand, hidden: np.ndarray, sums: Mapping[str, PairSums],
                 monitor: Monitor) -> None:
        """Take one date's hidden pixels into the sums."""
        rest, plain = CellSums(self.geometry, 1), CellSums(self.geometry, 1)
        with self._reader(layer) as reader:
            tiles = windows(self._fine.shape)
            for window in monitor.part(0.0, 0.5).each(tiles):
                known = np.where(hidden[window.slices], np.nan, reader.read(window)[0])
                rest.add(window, known - predict(window))
                plain.add(window, known)
            left, around = (filtered(s.means()[0][0])[1] for s in (rest, plain))
            for window in monitor.part(0.5, 1.0).each(tiles):
                truth = np.where(hidden[window.slices], reader.read(window)[0], np.nan)
                guess = predict(window)
                truth[~np.isfinite(guess)] = np.nan
                sums[MODEL].add(guess, truth)
                sums[WITH_RESIDUAL].add(guess + bilinear(left, self.geometry, window), truth)
                sums[INTERPOLATION].add(bilinear(around, self.geometry, window), truth)


class _GappyPixels:
    def __init__(self, reader: Optional[AlignedRaster]):
        self._reader = reader

    def read(self, window: Window) -> Tuple[np.ndarray, np.ndarray]:
        """(observed values, where there are some)."""
        values = self._reader.read(window)[0] if self._reader else np.full(window.shape, np.nan)
        return values, np.isfinite(values)


def _checkerboard(shape: Tuple[int, int]) -> np.ndarray:
    """Squares of a ninth of the shorter side, every other one hidden of every other row."""
    size = max(1, min(shape) // 9)
    row, column = (np.arange(n) // size % 2 for n in shape)
    return (row[:, None] == 1) & (column[None, :] == 1)
