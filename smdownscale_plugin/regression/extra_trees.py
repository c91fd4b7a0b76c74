"""Extremely randomised trees (Geurts et al. 2006), grown by scikit-learn and kept as plain trees."""
from typing import Any, Mapping

import numpy as np

from ..dependencies import require
from ..monitor import Monitor
from .fit import Fit
from .method import Method, on_rows
from .random_forest import FOREST_SETTINGS, fewer_rows_a_tree, forest_arguments, grow


def fit(table: np.ndarray, target: np.ndarray, settings: Mapping[str, Any], seed: int, threads: int,
        monitor: Monitor) -> Fit:
    """Grow the trees in batches; each sees all rows, or a share of them."""
    arguments = forest_arguments(table, settings, seed, threads)
    if arguments["max_samples"] >= 1.0:
        arguments["max_samples"] = None
    trees = require("sklearn.ensemble", "the method extra_trees").ExtraTreesRegressor(
        bootstrap=arguments["max_samples"] is not None, **arguments)
    return grow(trees, table, target, settings["n_estimators"], monitor)


METHOD = Method("extra_trees", "Extra trees", "sklearn", on_rows(fit), FOREST_SETTINGS, fewer_rows_a_tree)
