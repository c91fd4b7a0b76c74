"""A line first, then boosted trees on what it leaves: trees bend the line where the data ask for it, and the line
goes on where trees, which know no slope, would stay flat."""
from dataclasses import asdict
from typing import Any, Mapping

import numpy as np

from ..monitor import Monitor
from . import lightgbm_trees, linear
from .fit import Fit
from .hist_gradient_boosting import BOOSTING_SETTINGS, copies_in_leaves
from .method import Method, Setting, on_rows
from .sum_of_fits import SumFit


def fit(table: np.ndarray, target: np.ndarray, settings: Mapping[str, Any], seed: int, threads: int,
        monitor: Monitor) -> Fit:
    """Ridge, then LightGBM on its residuals."""
    line = linear.fit(table, target, settings, seed, threads, monitor)
    trees = lightgbm_trees.fit(table, target - line.predict(table), settings, seed, threads, monitor)
    return SumFit([line, trees], [1.0, 1.0])


def _small(name: str, default: float) -> Setting:
    return Setting(**{**asdict(BOOSTING_SETTINGS[name]), "default": default})


METHOD = Method("linear_boosting", "Linear + LightGBM", "lightgbm", on_rows(fit), {
    **linear.METHOD.settings, **lightgbm_trees.SETTINGS,
    "n_estimators": _small("n_estimators", 200), "learning_rate": _small("learning_rate", 0.05),
    "num_leaves": _small("num_leaves", 8),
}, copies_in_leaves)
