"""Held-out predictions of a recipe over folds, for cells as they are and as noisy as pixels."""
from dataclasses import dataclass, replace
from functools import partial
from typing import Callable, Optional, Sequence

import numpy as np

from ..metrics import pairs as metric
from ..monitor import SILENT, Monitor
from ..regression.recipe import REPEATS, Recipe, with_noise
from ..samples.samples import Samples
from ..threads import beside_each_other
from .fold import Fold


@dataclass(frozen=True)
class CrossValidation:
    """Held-out predictions (n,), NaN for rows that no fold held out, and the figures of them.

    noisy: predictions of the same rows when their predictors carry the noise that a pixel's predictors have; equal to
    `predictions` where no noise is known. They show how the recipe will do on pixels, which means of cells can't.
    """

    validation: str
    predictions: np.ndarray
    noisy: np.ndarray
    r: float
    rmse: float
    bias: float
    rows: int


_TOGETHER = 2_000_000     # rows, their noisy copies counted, that folds beside each other hold at most
Prepare = Callable[[Samples, np.ndarray], Samples]


def unchanged(samples: Samples, train: np.ndarray) -> Samples:
    """Predictors that don't depend on which rows are trained on."""
    return samples


def cross_validate(samples: Samples, recipe: Recipe, folds: Sequence[Fold], validation: str, seed: int,
                   threads: int, monitor: Monitor = SILENT, pixel_noise: Optional[np.ndarray] = None,
                   prepare: Prepare = unchanged) -> CrossValidation:
    """Fit on each fold's training rows, predict its held-out rows; folds beside each other where there are threads.

    pixel_noise: (columns,) standard deviations. prepare: gives the samples of a fold from its training rows (boolean)
    where a predictor is made from the target, so that it holds nothing of what is held out.
    """
    predictions = np.full(len(samples), np.nan)
    noisy = np.full(len(samples), np.nan)
    many = min(_at_once(samples, recipe, threads), len(folds))

    def hold_out(fold: Fold, part: Monitor) -> None:
        seen = prepare(samples, fold.train)
        fit = recipe.fit(seen.some(fold.train), seed, threads if many == 1 else 1, part)
        held = seen.some(fold.test)
        predictions[fold.test] = noisy[fold.test] = fit.predict_samples(held)
        if pixel_noise is not None:
            disturbed = with_noise(seen.x, pixel_noise, seed + 1)[fold.test]
            noisy[fold.test] = fit.predict_samples(replace(held, x=disturbed))

    if many > 1:
        beside_each_other([partial(hold_out, fold) for fold in folds], many, monitor)
    else:
        for k, fold in enumerate(folds):
            hold_out(fold, monitor.part(k / len(folds), (k + 1) / len(folds)))
    return summarised(samples, validation, predictions, noisy)


def _at_once(samples, recipe, threads):
    """Folds that are fitted beside each other: more is gained by that than by threads inside a method."""
    if recipe.method.package == "torch":       # its seed is one for all threads
        return 1
    rows = len(samples.learnt_x) * (1 if recipe.noise_std is None else REPEATS)
    return min(threads, max(1, _TOGETHER // max(1, rows)))


def summarised(samples: Samples, validation: str, predictions: np.ndarray, noisy: np.ndarray) -> CrossValidation:
    """Figures of held-out predictions."""
    held = np.isfinite(predictions)
    estimate, truth = predictions[held], samples.y[held]
    return CrossValidation(validation, predictions, noisy, metric.pearson(estimate, truth),
                           metric.rmse(estimate, truth), metric.bias(estimate, truth), int(held.sum()))
