"""Histogram gradient boosting of scikit-learn, kept as plain trees."""
from typing import Any, Dict, Mapping

import numpy as np

from ..dependencies import require
from ..monitor import Monitor
from ..threads import limited_threads
from .fit import Fit
from .forest import ForestFit
from .method import Method, Setting, on_rows, useful_threads
from .tree import LEAF, Tree, tree

_BATCH = 25   # trees between two looks at cancel


def fit(table: np.ndarray, target: np.ndarray, settings: Mapping[str, Any], seed: int, threads: int,
        monitor: Monitor) -> Fit:
    """Boost in batches (same trees as in one go)."""
    ensemble = require("sklearn.ensemble", "the method hist_gradient_boosting")
    count = settings["n_estimators"]
    booster = ensemble.HistGradientBoostingRegressor(
        learning_rate=settings["learning_rate"], max_leaf_nodes=settings["num_leaves"],
        min_samples_leaf=settings["min_data_in_leaf"], l2_regularization=settings["l2"],
        early_stopping=False, random_state=seed, warm_start=True)
    with limited_threads(useful_threads(len(table), threads)):
        for done in range(_BATCH, count + _BATCH, _BATCH):
            booster.set_params(max_iter=min(done, count))
            booster.fit(table, target)
            monitor.at(min(done, count) / count)
    return taken_over(booster)


def taken_over(booster: Any) -> ForestFit:
    """A fitted histogram booster of scikit-learn (numerical splits, for tables without missing values) as plain trees.

    Raises ValueError for splits by categories.
    """
    nodes = [stage[0].nodes for stage in booster._predictors]
    if any(n["is_categorical"].any() for n in nodes):
        raise ValueError("trees that split by categories can't be taken over")
    trees = [_tree(n) for n in nodes]
    return ForestFit(trees, float(np.ravel(booster._baseline_prediction)[0]), booster.n_features_in_)


def _tree(nodes: np.ndarray) -> Tree:
    leaf = nodes["is_leaf"].astype(bool)
    return tree(np.where(leaf, 0, nodes["feature_idx"]), np.where(leaf, 0.0, nodes["num_threshold"]),
                np.where(leaf, LEAF, nodes["left"].astype(np.int64)),
                np.where(leaf, LEAF, nodes["right"].astype(np.int64)), nodes["value"])


BOOSTING_SETTINGS = {
    "n_estimators": Setting(400, 1, 10000, "number of trees"),
    "learning_rate": Setting(0.04, 1e-4, 1.0, "weight of each added tree"),
    "num_leaves": Setting(31, 2, 4096, "maximum leaves per tree"),
    "min_data_in_leaf": Setting(20, 1, 1000000, "minimum rows per leaf"),
    "l2": Setting(0.0, 0.0, 1e6, "L2 penalty on leaves"),
}


def copies_in_leaves(settings: Mapping[str, Any], copies: int) -> Dict[str, Any]:
    """As many different rows in a leaf as before, when every row occurs several times."""
    return {**settings, "min_data_in_leaf": settings["min_data_in_leaf"] * copies}


METHOD = Method("hist_gradient_boosting", "Histogram gradient boosting", "sklearn", on_rows(fit), BOOSTING_SETTINGS,
                copies_in_leaves)
