"""Held-out predictions of a recipe over folds, for cells as they are and as noisy as pixels."""
from dataclasses import dataclass
from typing import Optional, Sequence

import numpy as np

from ..metrics import pairs as metric
from ..monitor import SILENT, Monitor
from ..regression.recipe import Recipe, with_noise
from ..regression.training_table import TrainingTable
from .folds import Fold


@dataclass(frozen=True)
class CrossValidation:
    """Held-out predictions (n,), NaN for rows that no fold held out, and the figures of them.

    noisy: predictions of the same rows when their predictors carry the noise that a pixel's predictors have; equal to
    `predictions` where no noise is known. They tell how the recipe will do on pixels, which means of cells can't.
    """

    validation: str
    predictions: np.ndarray
    noisy: np.ndarray
    r: float
    rmse: float
    bias: float
    rows: int


def cross_validate(table: TrainingTable, recipe: Recipe, folds: Sequence[Fold], validation: str, seed: int,
                   threads: int, monitor: Monitor = SILENT,
                   pixel_noise: Optional[np.ndarray] = None) -> CrossValidation:
    """Fit on each fold's training rows, predict its held-out rows. pixel_noise: (columns,) standard deviations."""
    predictions = np.full(len(table), np.nan)
    noisy = np.full(len(table), np.nan)
    disturbed = table.x if pixel_noise is None else with_noise(table.x, pixel_noise, seed + 1)
    for k, fold in enumerate(folds):
        part = monitor.part(k / len(folds), (k + 1) / len(folds))
        fit = recipe.fit(table.x[fold.train], table.y[fold.train], seed, threads, part)
        predictions[fold.test] = fit.predict(table.x[fold.test])
        noisy[fold.test] = predictions[fold.test] if pixel_noise is None else fit.predict(disturbed[fold.test])
    return summarised(table, validation, predictions, noisy)


def summarised(table: TrainingTable, validation: str, predictions: np.ndarray, noisy: np.ndarray) -> CrossValidation:
    """Figures of held-out predictions."""
    held = np.isfinite(predictions)
    estimate, truth = predictions[held], table.y[held]
    return CrossValidation(validation, predictions, noisy, metric.pearson(estimate, truth),
                           metric.rmse(estimate, truth), metric.bias(estimate, truth), int(held.sum()))
