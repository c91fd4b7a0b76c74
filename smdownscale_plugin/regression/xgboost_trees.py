"""XGBoost (Chen and Guestrin 2016), where it is installed; kept as plain trees."""
import json
from typing import Any, Dict, Mapping

import numpy as np

from ..dependencies import require
from ..monitor import Monitor
from .fit import Fit
from .forest import ForestFit
from .hist_gradient_boosting import BOOSTING_SETTINGS
from .method import Method, Setting, on_rows, useful_threads
from .tree import LEAF, Tree, tree

_BATCH = 25   # trees between two looks at cancel


def fit(table: np.ndarray, target: np.ndarray, settings: Mapping[str, Any], seed: int, threads: int,
        monitor: Monitor) -> Fit:
    """Boost in batches, then read the trees from XGBoost's own JSON."""
    xgboost = require("xgboost", "the method xgboost")
    centre = float(target.mean())
    data = xgboost.DMatrix(table, target - centre)
    parameters = {
        "objective": "reg:squarederror", "base_score": 0.0, "eta": settings["learning_rate"], "tree_method": "hist",
        "grow_policy": "lossguide", "max_leaves": settings["num_leaves"], "max_depth": 0, "seed": seed, "verbosity": 0,
        "min_child_weight": settings["min_data_in_leaf"], "lambda": settings["l2"],
        "nthread": useful_threads(len(table), threads),
    }
    booster: Any = None
    count = settings["n_estimators"]
    for done in range(0, count, _BATCH):
        booster = xgboost.train(parameters, data, min(_BATCH, count - done), xgb_model=booster)
        monitor.at(min(done + _BATCH, count) / count)
    model = json.loads(bytes(booster.save_raw("json")))["learner"]["gradient_booster"]["model"]
    return ForestFit([_tree(t) for t in model["trees"]], centre, table.shape[1])


def _tree(saved: Dict[str, Any]) -> Tree:
    """XGBoost goes left when x < threshold in float32: the same as x <= the float32 just below it."""
    left = np.array(saved["left_children"], np.int64)
    right = np.array(saved["right_children"], np.int64)
    condition = np.array(saved["split_conditions"], np.float32)
    leaf = left == -1
    threshold = np.where(leaf, 0.0, np.nextafter(condition, np.float32(-np.inf)).astype(np.float64))
    return tree(np.where(leaf, 0, saved["split_indices"]), threshold, np.where(leaf, LEAF, left),
                np.where(leaf, LEAF, right), np.where(leaf, condition.astype(np.float64), 0.0))


def _copies(settings: Mapping[str, Any], copies: int) -> Dict[str, Any]:
    return {**settings, "min_data_in_leaf": settings["min_data_in_leaf"] * copies}


METHOD = Method("xgboost", "XGBoost", "xgboost", on_rows(fit),
                {**BOOSTING_SETTINGS, "l2": Setting(1.0, 0.0, 1e6, "L2 penalty on leaves")}, _copies)
