"""Search of hyper-parameters on the folds of validation: seeded random draws around the defaults.

The settings that are taken are those of the smallest error over all folds. The figures that are given are not of these:
each fold's rows are predicted with the settings that did best on the other folds, so that no held-out row has helped to
choose what predicts it. (The fits of other folds have learnt from it, as in any cross-validation; a search within each
fold, which avoids that, would cost as many times more as there are folds.)
"""
from dataclasses import replace
from typing import Optional, Sequence

import numpy as np

from ..monitor import SILENT, Monitor
from ..regression.method import Setting
from ..regression.recipe import Recipe
from ..samples.samples import Samples
from .choosing import Candidate
from .cross_validation import CrossValidation, cross_validate, summarised
from .fold import Fold

_REACH = 4.0    # draws lie between a quarter of a value and four times it


def tuned(samples: Samples, recipe: Recipe, folds: Sequence[Fold], trials: int, seed: int, threads: int,
          noise: Optional[np.ndarray], validation: str = "tuning", monitor: Monitor = SILENT) -> Candidate:
    """The recipe with the settings that had the smallest error on held-out cells as noisy as pixels, and predictions of
    each fold by settings that the other folds chose; logs the figures.

    The settings that came in are tried too.
    """
    random = np.random.default_rng(seed)
    tries = [recipe] + [replace(recipe, settings=_drawn(recipe, random)) for _ in range(trials)]
    results = [cross_validate(samples, one, folds, validation, seed, threads,
                              monitor.part(k / len(tries), (k + 1) / len(tries)), noise)
               for k, one in enumerate(tries)]
    squares = np.array([(result.noisy - samples.y) ** 2 for result in results])
    errors = np.nanmean(squares, axis=1)
    best, held = int(np.argmin(errors)), chosen_elsewhere(samples, results, squares, folds)
    changed = {n: v for n, v in tries[best].settings.items() if v != recipe.settings[n]}
    settings = ", ".join(f"{n} {v:.4g}" if isinstance(v, float) else f"{n} {v}" for n, v in changed.items())
    monitor.info(f"Tuned {recipe.method.label} in {trials} trials: RMSE {errors[0] ** 0.5:.4f} to "
                 f"{errors[best] ** 0.5:.4f} m3/m3 ({settings or 'unchanged settings'}), on the held-out cells that "
                 "chose the settings. With settings chosen on the other held-out parts: RMSE "
                 f"{float(np.sqrt(np.nanmean((held.noisy - samples.y) ** 2))):.4f} m3/m3, to which all further figures "
                 "refer.")
    return Candidate([tries[best]], held)


def chosen_elsewhere(samples: Samples, results: Sequence[CrossValidation], squares: np.ndarray,
                     folds: Sequence[Fold]) -> CrossValidation:
    """Predictions of each fold's rows by the trial with the smallest error on the rows of all other folds.

    results: of each trial; squares: (trials, n) their squared errors, NaN for rows that no fold holds out.
    """
    predictions, noisy = results[0].predictions.copy(), results[0].noisy.copy()
    for fold in folds:
        others = np.where(fold.test, np.nan, squares)
        taken = results[int(np.argmin(np.nanmean(others, axis=1)))]
        predictions[fold.test], noisy[fold.test] = taken.predictions[fold.test], taken.noisy[fold.test]
    return summarised(samples, results[0].validation, predictions, noisy)


def _drawn(recipe, random):
    """Every setting drawn around its value, on a logarithmic scale, within its range."""
    return {name: _draw(recipe.method.settings[name], value, random) for name, value in recipe.settings.items()}


def _draw(setting: Setting, value, random):
    factor = _REACH ** random.uniform(-1, 1)
    if setting.choices or value == 0:
        return value
    drawn = float(np.clip(value * factor, setting.low, setting.high))
    return int(round(drawn)) if isinstance(setting.default, int) else drawn
