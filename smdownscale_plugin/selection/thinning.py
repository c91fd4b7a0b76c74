"""What a comparison leaves out so that large tables don't take hours: rows, folds and trees of what only assesses.

A province's coarse cells of three years are far fewer independent observations than rows: neighbours and consecutive
dates repeat each other. What is left out is the same for all variants, and is said.
"""
from dataclasses import dataclass, replace
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..regression import stacking
from ..regression.recipe import Recipe
from .fold import Fold
from .folds import kind_of

MOST_ROWS = 10_000       # that a fold trains on
MOST_TREES = 80          # of a forest that is only assessed
MOST_FOLDS = 3           # of kinds of validation that don't decide
_FORESTS = ("random_forest", "extra_trees")


@dataclass(frozen=True)
class Thinning:
    """What was left out. rows: that a fold trains on, of so many; parts: kinds of validation of which only some folds
    are tested, with how many of how many."""

    rows: int
    of: int
    parts: Mapping[str, Tuple[int, int]]

    def sentence(self) -> str:
        """For the log and the report."""
        parts = "".join(f", {few} of {many} folds of the {kind_of(kind).name}"
                        for kind, (few, many) in self.parts.items())
        return (f"The table is large: each fold trains on {self.rows:,} of up to {self.of:,} rows, taken at random and "
                f"the same for every variant{parts}; forests have at most {MOST_TREES} trees. The model of the best "
                "is fitted to all rows, as its settings say.")


def thinned_folds(splits: Mapping[str, Sequence[Fold]], deciding: str, seed: int) -> Dict[str, List[Fold]]:
    """Folds by kind of validation with at most MOST_ROWS rows to train on; as they are where none has more.

    Kinds that don't decide then have at most MOST_FOLDS folds, evenly chosen.
    """
    if largest(splits) <= MOST_ROWS:
        return {kind: list(folds) for kind, folds in splits.items()}
    out = {}
    for kind, folds in splits.items():
        chosen = list(folds) if kind == deciding else [folds[k] for k in sorted(set(
            np.linspace(0, len(folds) - 1, MOST_FOLDS).round().astype(int)))]
        out[kind] = [_thinner(fold, np.random.default_rng((seed, k))) for k, fold in enumerate(chosen)]
    return out


def what_is_left_out(before: Mapping[str, Sequence[Fold]], after: Mapping[str, Sequence[Fold]]) -> Optional[Thinning]:
    """What `thinned_folds` has left out; None for nothing."""
    if largest(before) <= MOST_ROWS:
        return None
    parts = {kind: (len(after[kind]), len(before[kind])) for kind in before if len(after[kind]) < len(before[kind])}
    return Thinning(largest(after), largest(before), parts)


def largest(splits: Mapping[str, Sequence[Fold]]) -> int:
    """Rows of the largest training."""
    return max(int(fold.train.sum()) for folds in splits.values() for fold in folds)


def _thinner(fold, random) -> Fold:
    rows = np.flatnonzero(fold.train)
    if len(rows) <= MOST_ROWS:
        return fold
    train = np.zeros(len(fold.train), bool)
    train[random.permutation(rows)[:MOST_ROWS]] = True
    return Fold(train, fold.test)


def lighter(recipe: Recipe) -> Recipe:
    """The recipe with no more trees than assessing takes."""
    if recipe.method is stacking.METHOD:
        return replace(recipe, settings={**recipe.settings, stacking.TREES: MOST_TREES})
    if recipe.method.name not in _FORESTS or recipe.settings["n_estimators"] <= MOST_TREES:
        return recipe
    return replace(recipe, settings={**recipe.settings, "n_estimators": MOST_TREES})
