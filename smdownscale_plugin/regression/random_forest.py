"""Random forest (Breiman 2001), grown by scikit-learn and kept as plain trees."""
from typing import Any, Dict, Mapping

import numpy as np

from ..dependencies import require
from ..monitor import Monitor
from .fit import Fit
from .forest import ForestFit
from .method import Method, Setting, on_rows, useful_threads
from .tree import tree

_BATCH = 10   # trees between two looks at cancel


def fit(table: np.ndarray, target: np.ndarray, settings: Mapping[str, Any], seed: int, threads: int,
        monitor: Monitor) -> Fit:
    """Grow the forest in batches (same trees as in one go), then average the trees' leaves."""
    forest = require("sklearn.ensemble", "the method random_forest").RandomForestRegressor(
        bootstrap=True, **forest_arguments(table, settings, seed, threads))
    return grow(forest, table, target, settings["n_estimators"], monitor)


def forest_arguments(table: np.ndarray, settings: Mapping[str, Any], seed: int, threads: int) -> Dict[str, Any]:
    """What random forest and extra trees of scikit-learn share."""
    return {"max_depth": settings["max_depth"] or None, "min_samples_leaf": settings["min_samples_leaf"],
            "max_features": settings["max_features"], "max_samples": settings["max_samples"], "random_state": seed,
            "n_jobs": useful_threads(len(table), threads), "warm_start": True}


def grow(forest: Any, table: np.ndarray, target: np.ndarray, count: int, monitor: Monitor) -> ForestFit:
    """Grow any scikit-learn forest with `warm_start` to `count` trees and take it over."""
    for done in range(_BATCH, count + _BATCH, _BATCH):
        forest.set_params(n_estimators=min(done, count))
        forest.fit(table, target)
        monitor.at(min(done, count) / count)
    return taken_over(forest)


def taken_over(forest: Any) -> ForestFit:
    """A fitted forest of scikit-learn (random or extra trees) as plain trees."""
    count, trees = len(forest.estimators_), []
    while forest.estimators_:                      # one by one: a large forest isn't held twice
        t = forest.estimators_.pop(0).tree_
        trees.append(tree(t.feature, t.threshold, t.children_left, t.children_right, t.value[:, 0, 0] / count))
    return ForestFit(trees, 0.0, forest.n_features_in_)


FOREST_SETTINGS = {
    "n_estimators": Setting(200, 1, 5000, "number of trees"),
    "max_depth": Setting(0, 0, 100, "maximum depth of a tree, 0 for no limit"),
    "min_samples_leaf": Setting(3, 1, 100000, "minimum rows per leaf"),
    "max_features": Setting(1 / 3, 0.01, 1.0, "share of the predictors tried at a split"),
    "max_samples": Setting(1.0, 0.001, 1.0, "share of the rows that a tree is grown on"),
}


def fewer_rows_a_tree(settings: Mapping[str, Any], copies: int) -> Dict[str, Any]:
    """As many different rows in a tree as before, when every row occurs several times."""
    return {**settings, "max_samples": settings["max_samples"] / copies}


METHOD = Method("random_forest", "Random forest", "sklearn", on_rows(fit), FOREST_SETTINGS, fewer_rows_a_tree)
