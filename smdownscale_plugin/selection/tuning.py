"""Search of hyper-parameters on the folds of validation: seeded random draws around the defaults."""
from dataclasses import replace
from typing import Optional, Sequence

import numpy as np

from ..monitor import SILENT, Monitor
from ..regression.method import Setting
from ..regression.recipe import Recipe
from ..samples.samples import Samples
from .cross_validation import cross_validate
from .fold import Fold

_REACH = 4.0    # draws lie between a quarter of a value and four times it


def tuned(samples: Samples, recipe: Recipe, folds: Sequence[Fold], trials: int, seed: int, threads: int,
          noise: Optional[np.ndarray], monitor: Monitor = SILENT) -> Recipe:
    """The recipe with the settings that had the smallest error on held-out cells as noisy as pixels; logs the figures.

    The settings that came in are tried too, so tuning never does worse on these folds.
    """
    random = np.random.default_rng(seed)
    tries = [recipe] + [replace(recipe, settings=_drawn(recipe, random)) for _ in range(trials)]
    errors = []
    for k, candidate in enumerate(tries):
        part = monitor.part(k / len(tries), (k + 1) / len(tries))
        result = cross_validate(samples, candidate, folds, "tuning", seed, threads, part, noise)
        errors.append(float(np.nanmean((result.noisy - samples.y) ** 2)))
    best = int(np.argmin(errors))
    changed = {n: v for n, v in tries[best].settings.items() if v != recipe.settings[n]}
    settings = ", ".join(f"{n} {v:.4g}" if isinstance(v, float) else f"{n} {v}" for n, v in changed.items())
    monitor.info(f"Tuned {recipe.method.label} in {trials} trials: RMSE {errors[0] ** 0.5:.4f} to "
                 f"{errors[best] ** 0.5:.4f} m3/m3 ({settings or 'the settings stay'}). These held-out cells chose "
                 "the settings, so that the error is a little too small.")
    return tries[best]


def _drawn(recipe, random):
    """Every setting drawn around its value, on a logarithmic scale, within its range."""
    return {name: _draw(recipe.method.settings[name], value, random) for name, value in recipe.settings.items()}


def _draw(setting: Setting, value, random):
    factor = _REACH ** random.uniform(-1, 1)
    if setting.choices or value == 0:
        return value
    drawn = float(np.clip(value * factor, setting.low, setting.high))
    return int(round(drawn)) if isinstance(setting.default, int) else drawn
