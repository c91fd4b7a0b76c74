"""Permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019) on cells held out from training."""
from dataclasses import dataclass, replace
from typing import Dict, List, Sequence

import numpy as np

from ..monitor import SILENT, Monitor
from ..regression.recipe import Recipe
from ..samples.samples import Samples
from .fold import Fold


@dataclass(frozen=True)
class Importance:
    """By how much the RMSE on held-out cells rises, m3/m3, one value a fold, when a predictor is shuffled.

    overall: shuffled among all held-out cells; in_space: among those of the same date, so that its course over time
    stays right and only its pattern in space is wrong, which is what a fine map is made of.
    """

    overall: np.ndarray
    in_space: np.ndarray


def permutation_importance(samples: Samples, recipes: Sequence[Recipe], folds: Sequence[Fold], repeats: int,
                           seed: int, threads: int, monitor: Monitor = SILENT) -> Dict[str, Importance]:
    """Importance by predictor: the recipes (averaged) are fitted anew without each fold's held-out cells.

    All columns of a categorical predictor are shuffled together. repeats: shuffles that are averaged.
    """
    columns = {f.name: np.flatnonzero([f.name == g.name for g in samples.features.features for _ in g.columns])
               for f in samples.features.features}
    rises: Dict[str, List] = {name: [] for name in columns}
    for k, fold in enumerate(folds):
        part = monitor.part(k / len(folds), (k + 1) / len(folds))
        part.at(0.0, "Fitting without held-out cells")
        predict = _predictor(samples, recipes, fold, seed, threads, part.part(0.0, 0.7))
        held = samples.some(fold.test)
        base = _rmse(predict(held), held.y)
        random = np.random.default_rng((seed, k))
        for name in part.part(0.7, 1.0).each(columns):
            errors = [[_rmse(predict(_shuffled(held, columns[name], order)), held.y)
                       for order in (random.permutation(len(held)), within(held.date, random))] for _ in range(repeats)]
            rises[name].append(np.mean(errors, 0) - base)
    return {name: Importance(*np.array(found).T) for name, found in rises.items()}


def within(group: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A random order (n,) that leaves every row within its group (n,)."""
    places = np.argsort(group, kind="stable")
    shuffled = np.lexsort((random.random(len(group)), group))
    order = np.empty(len(group), int)
    order[places] = shuffled
    return order


def _predictor(samples, recipes, fold, seed, threads, monitor):
    share = 1.0 / len(recipes)
    train = samples.some(fold.train)
    fits = [recipe.fit(train, seed, threads, monitor.part(k * share, (k + 1) * share))
            for k, recipe in enumerate(recipes)]
    return lambda held: sum(fit.predict_samples(held) for fit in fits) / len(fits)


def _shuffled(samples, columns, order):
    x = samples.x.copy()
    x[:, columns] = samples.x[np.ix_(order, columns)]
    return replace(samples, x=x)


def _rmse(estimate, truth):
    return float(np.sqrt(np.mean((estimate - truth) ** 2)))
