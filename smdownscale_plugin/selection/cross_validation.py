"""Held-out predictions of a method over folds."""
from dataclasses import dataclass
from typing import Any, Dict, Sequence

import numpy as np

from ..metrics import pairs as metric
from ..monitor import SILENT, Monitor
from ..regression.method import Method
from ..regression.training_table import TrainingTable
from .folds import Fold


@dataclass(frozen=True)
class CrossValidation:
    """Held-out predictions (n,), NaN for rows that no fold held out, and the figures of them."""

    method: str
    validation: str
    predictions: np.ndarray
    r: float
    rmse: float
    bias: float
    rows: int


def cross_validate(table: TrainingTable, method: Method, settings: Dict[str, Any], folds: Sequence[Fold], validation: str,
                   seed: int, threads: int, monitor: Monitor = SILENT) -> CrossValidation:
    """Fit on each fold's training rows, predict its held-out rows."""
    predictions = np.full(len(table), np.nan)
    for k, fold in enumerate(folds):
        part = monitor.part(k / len(folds), (k + 1) / len(folds))
        fit = method.fit(table.x[fold.train], table.y[fold.train], settings, seed, threads, part)
        predictions[fold.test] = fit.predict(table.x[fold.test])
    held = np.isfinite(predictions)
    estimate, truth = predictions[held], table.y[held]
    return CrossValidation(method.name, validation, predictions, metric.pearson(estimate, truth),
                           metric.rmse(estimate, truth), metric.bias(estimate, truth), int(held.sum()))
