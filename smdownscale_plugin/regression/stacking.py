"""Stacking (Wolpert 1992): several methods, weighted by how they did on rows that they didn't see."""
from typing import Any, Dict, List, Mapping

import numpy as np

from ..dependencies import available, require
from ..monitor import Monitor
from . import hist_gradient_boosting, lightgbm_trees, linear, random_forest, svr
from .fit import Fit
from .method import Method, Setting
from .sum_of_fits import SumFit

_MOST_FOR_WEIGHTS = 12_000     # rows: four numbers don't need more
_COPIES = "copies"   # how often each row occurs in the table: for the members, no setting of a user's
TREES = "trees"      # most trees of its forest where it is only assessed: no setting of a user's either


def fit(samples: Any, settings: Mapping[str, Any], seed: int, threads: int, monitor: Monitor) -> Fit:
    """Weights from held-out runs of neighbouring rows (rows come by date, then by place, so that runs are periods or
    strips of land), not negative, adding to 1; then every member on all rows."""
    members = [(m, m.for_copies(_own(m, settings), settings.get(_COPIES, 1))) for m in _members()]
    seen = _some(samples, seed)
    folds = np.arange(len(seen)) * settings["folds"] // len(seen)
    held = np.empty((len(seen), len(members)))
    steps, done = len(members) * (settings["folds"] + 1), 0
    for k, (member, own) in enumerate(members):
        for fold in range(settings["folds"]):
            inside = folds == fold
            part = monitor.part(done / steps, (done + 1) / steps)
            fitted = member.fit(seen.some(~inside), own, seed, threads, part)
            held[inside, k] = fitted.predict_samples(seen.some(inside))
            done += 1
    weights = convex_weights(held, seen.y)
    fits, used = [], []
    for (member, own), weight in zip(members, weights):
        if weight > 0:
            part = monitor.part(done / steps, min(1.0, (done + 1) / steps))
            fits.append(member.fit(samples, own, seed, threads, part))
            used.append(weight)
        done += 1
    return SumFit(fits, used)


def _some(samples: Any, seed: int) -> Any:
    """The rows that weights are found on: all, or a random choice in their order."""
    if len(samples) <= _MOST_FOR_WEIGHTS:
        return samples
    return samples.some(np.sort(np.random.default_rng(seed).permutation(len(samples))[:_MOST_FOR_WEIGHTS]))


def convex_weights(held: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Weights (members,), not negative and adding to 1, that minimise the squared error of held @ weights."""
    nnls = require("scipy.optimize", "the method stacking").nnls
    firm = 1e3 * np.sqrt(len(target)) * max(float(target.std()), 1e-6)      # holds the sum at 1
    weights, _ = nnls(np.vstack([held, np.full(held.shape[1], firm)]), np.append(target, firm))
    weights[weights < 0.01 * weights.max()] = 0.0
    return weights / weights.sum()


def _own(member: Method, settings: Mapping[str, Any]) -> Dict[str, Any]:
    own = member.checked({})
    if member is random_forest.METHOD and TREES in settings:
        own["n_estimators"] = min(own["n_estimators"], settings[TREES])
    return own


def _members() -> List[Method]:
    booster = lightgbm_trees if available("lightgbm") else hist_gradient_boosting
    return [module.METHOD for module in (linear, random_forest, svr, booster)]


METHOD = Method("stacking", "Stacking", "sklearn", fit, {
    "folds": Setting(4, 2, 20, "runs of rows that are held out"),
}, lambda settings, copies: {**settings, _COPIES: copies})
