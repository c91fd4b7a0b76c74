"""LightGBM (Ke et al. 2017), kept as plain trees."""
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np

from ..dependencies import require
from ..monitor import Monitor
from .fit import Fit
from .forest import ForestFit
from .hist_gradient_boosting import BOOSTING_SETTINGS, copies_in_leaves
from .method import Method, Setting, on_rows, useful_threads
from .tree import LEAF, Tree, tree


def fit(table: np.ndarray, target: np.ndarray, settings: Mapping[str, Any], seed: int, threads: int,
        monitor: Monitor) -> Fit:
    """Boost with LightGBM; one look at cancel per tree."""
    lightgbm = require("lightgbm", "the method lightgbm")
    count = settings["n_estimators"]
    parameters = {
        "objective": "regression", "learning_rate": settings["learning_rate"], "num_leaves": settings["num_leaves"],
        "min_data_in_leaf": settings["min_data_in_leaf"], "lambda_l2": settings["l2"], "seed": seed, "verbosity": -1,
        "deterministic": True, "force_row_wise": True, "num_threads": useful_threads(len(table), threads),
    }

    if settings["feature_fraction"] < 1.0:
        parameters["feature_fraction"] = settings["feature_fraction"]
    if settings["bagging_fraction"] < 1.0:
        parameters.update(bagging_fraction=settings["bagging_fraction"], bagging_freq=1)

    def watch(state: Any) -> None:
        monitor.at((state.iteration + 1) / count)
    return taken_over(lightgbm.train(parameters, lightgbm.Dataset(table, target), count, callbacks=[watch]))


def taken_over(booster: Any) -> ForestFit:
    """A booster of LightGBM (numerical splits, for tables without missing values) as plain trees.

    Raises ValueError for splits by categories.
    """
    trees = [_tree(t["tree_structure"]) for t in booster.dump_model()["tree_info"]]
    return ForestFit(trees, 0.0, booster.num_feature())


def _tree(structure: Dict[str, Any]) -> Tree:
    """A dumped tree (nested dictionaries) as arrays, parents before children."""
    feature, threshold, left, right, value = [], [], [], [], []
    waiting: List[Tuple[Dict[str, Any], Optional[int], List[int]]] = [(structure, None, [])]
    while waiting:
        node, parent, side = waiting.pop()
        place = len(feature)
        if parent is not None:
            side[parent] = place
        inner = "split_feature" in node
        if inner and node["decision_type"] != "<=":
            raise ValueError("trees that split by categories can't be taken over")
        feature.append(node["split_feature"] if inner else 0)
        threshold.append(node["threshold"] if inner else 0.0)
        left.append(LEAF)
        right.append(LEAF)
        value.append(0.0 if inner else node["leaf_value"])
        if inner:
            waiting.append((node["right_child"], place, right))
            waiting.append((node["left_child"], place, left))
    return tree(feature, threshold, left, right, value)


SETTINGS = {
    **BOOSTING_SETTINGS,
    "feature_fraction": Setting(1.0, 0.01, 1.0, "share of the columns used by each tree"),
    "bagging_fraction": Setting(1.0, 0.1, 1.0, "share of the rows used by each tree"),
}
METHOD = Method("lightgbm", "LightGBM", "lightgbm", on_rows(fit), SETTINGS, copies_in_leaves)
