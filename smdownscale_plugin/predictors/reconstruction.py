"""A coarse or gappy predictor made complete on the fine grid: regression on the other predictors, plus its residual.

The regression is trained where the target has values, on the target's own grid; what it leaves over there is kriged
(nearby values pull, far from any there is the regression alone) and added. Whether adding helps is tested, not assumed.
"""
from dataclasses import dataclass
from typing import Any, Dict, Tuple, Union

import numpy as np

from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..rasters.stack import Stack
from ..rasters.windows import windows
from ..rasters.writing import RasterWriter
from ..regression.fit import Fit
from ..samples.features import Features
from ..samples.samples import Samples
from ..scaling.interpolation import bilinear
from ..scaling.residual_filter import filtered
from ..selection.choosing import Candidate, best, recipes, squared_errors, validate_all
from ..selection.folds import SPATIAL_BLOCKS
from ..selection.noise_choice import AUTO as AUTO_NOISE
from ..selection.noise_choice import pixel_noise
from ..selection.space_folds import spatial_blocks
from .reconstruction_targets import (
    INTERPOLATION,
    MODEL,
    Nothing,
    Predict,
    ReconstructionTarget,
    Validation,
    levels,
    with_levels,
)

_FEWEST_ROWS = 20
_ROWS_TO_CHOOSE = 6000
_ROOM = 0.25                  # of the target's range, by which a fine value may leave it


@dataclass(frozen=True)
class Reconstruction:
    """A fitted reconstruction of one target."""

    target: ReconstructionTarget
    fit: Fit
    features: Features
    levels: np.ndarray
    limits: Tuple[float, float]
    chosen: Candidate
    tried: Dict[str, float]
    validation: Validation
    samples: int

    def write(self, stack: Stack, writer: RasterWriter, mask_writer: RasterWriter,
              monitor: Monitor = SILENT) -> Tuple[int, int]:
        """Write values and mask (1 reconstructed, 0 observed) of one stack; (pixels made, pixels left empty)."""
        made = missing = 0
        used = self.validation.used
        with self._predict(stack, used) as predict, self.target.observed(stack) as observed:
            residual = None
            if used != MODEL:
                left = self.target.residual(stack, predict, monitor.part(0.0, 0.5))
                residual = filtered(left)[1] if np.isfinite(left).any() else None
            tiles = windows(stack.grid.shape)
            steps = monitor.part(0.5, 1.0)
            for k, window in enumerate(tiles):
                steps.at(k / len(tiles), f"Reconstructing {self.target.name}, {stack.label}")
                values = predict(window)
                if residual is not None:
                    values = values + bilinear(residual, self.target.geometry, window)
                values = np.clip(values, *self.limits)
                kept, seen = observed.read(window)
                values = np.where(np.isfinite(kept), kept, values)
                there = np.isfinite(values)
                made, missing = made + int((there & ~seen).sum()), missing + int((~there).sum())
                writer.write(values, window)
                mask_writer.write(np.where(there, ~seen, 255).astype(np.uint8), window)
        return made, missing

    def _predict(self, stack: Stack, used: str) -> Union[Nothing, Predict]:
        return Nothing() if used == INTERPOLATION else Predict(self.fit, self.features, stack, self.level(stack))

    def level(self, stack: Stack) -> float:
        """Mean of the target at a stack's date, interpolated in time where it has none."""
        if stack.period is None:
            return float(self.levels[0])
        times = [certain(s.period).middle.timestamp() for s in self.target.dates]
        return float(np.interp(stack.period.middle.timestamp(), times, self.levels))


def fit_reconstruction(target: ReconstructionTarget, method: str, settings: Dict[str, Any], seed: int, threads: int,
                       monitor: Monitor = SILENT) -> Reconstruction:
    """Choose a recipe on spatial blocks as Train Model does, validate it, and fit it to all that there is.

    settings: as of `selection.choosing.settings_of`. Raises InputError when too few values of the target have all
    predictors.
    """
    samples = target.samples(monitor.part(0.0, 0.3))
    if len(samples) < _FEWEST_ROWS:
        raise InputError(f"Only {len(samples)} values of {target.name} have all predictors ({_FEWEST_ROWS} are "
                         "needed); give a larger area, more dates, or predictors with fewer gaps.")
    everything = np.ones(len(samples), bool)
    levelled = with_levels(samples, everything)
    tried, chosen = _choose(levelled, method, settings, seed, threads, monitor.part(0.3, 0.6))
    validation = target.validate(samples, chosen, seed, threads, monitor.part(0.6, 0.85))
    fit = chosen.fit(levelled, seed, threads, monitor.part(0.85, 1.0))
    room = _ROOM * float(np.ptp(samples.y))
    limits = float(samples.y.min()) - room, float(samples.y.max()) + room
    return Reconstruction(target, fit, samples.features, levels(samples, everything), limits, chosen, tried, validation,
                          len(samples))


def _choose(samples: Samples, method: str, settings: Dict[str, Any], seed: int, threads: int,
            monitor: Monitor) -> Tuple[Dict[str, float], Candidate]:
    """({label: RMSE on held-out blocks}, the candidate that is taken), on a part of many samples.

    Held-out rows are made as noisy as the pixels to which the fit will be applied.
    """
    noise = pixel_noise(samples, AUTO_NOISE, monitor) if samples.noise else None
    tried = recipes(samples, method, settings, noise, monitor, thorough=False)
    if len(samples) > _ROWS_TO_CHOOSE:
        samples = samples.some(np.random.default_rng(seed).permutation(len(samples))[:_ROWS_TO_CHOOSE])
    splits = spatial_blocks(samples)
    candidates = validate_all(samples, tried, splits, SPATIAL_BLOCKS, seed, threads, noise, monitor, with_levels)
    chosen = best(samples, splits, candidates)
    return {c.label: float(np.sqrt(np.nanmean(squared_errors(samples, c)))) for c in [*candidates, chosen]}, chosen
