"""How long validating will take, from fits to an eighth and a quarter of the rows."""
import time
from typing import Sequence

import numpy as np

from ..monitor import SILENT, Monitor
from ..regression.recipe import Recipe
from ..samples.samples import Samples

FEWEST_ROWS = 4_000      # of a fold, below which nobody needs an estimate
# smaller ones mislead: a method that takes at most so many rows for a part of its work hasn't reached them yet
_SHARES = (1 / 8, 1 / 4)
_FEW = 50                # rows of a first fit, which loads and compiles; its time doesn't count
_ASKED = 1_000           # rows that are predicted


def fold_seconds(samples: Samples, recipe: Recipe, rows: int, held: float, seed: int,
                 monitor: Monitor = SILENT) -> float:
    """Seconds that a fit to `rows` rows and predictions of `held` rows are expected to take: two small fits and the
    power law through them, and the time that the larger one's predictions take."""
    order, taken = np.random.default_rng(seed).permutation(len(samples)), []
    first = samples.some(np.sort(order[:_FEW]))
    recipe.fit(first, seed, 1, monitor).predict_samples(first)
    for share in _SHARES:
        few = samples.some(np.sort(order[:max(_FEW, int(share * rows))]))
        start = time.process_time()
        fit = recipe.fit(few, seed, 1, monitor)
        taken.append(max(time.process_time() - start, 1e-4))
    power = float(np.clip(np.log2(taken[1] / taken[0]), 0.0, 1.5))
    asked, start = samples.some(np.sort(order[:_ASKED])), time.process_time()
    fit.predict_samples(asked)
    predicting = (time.process_time() - start) * held / len(asked)
    return taken[1] * (1.0 / _SHARES[1]) ** power + predicting


def duration_in_words(seconds: float) -> str:
    """A duration for people, rounded as an estimate is."""
    if seconds < 90:
        return "about a minute"
    return f"about {seconds / 60:.0f} minutes" if seconds < 5400 else f"about {seconds / 3600:.1f} hours"


def expected_seconds(samples: Samples, recipes: Sequence[Recipe], rows: int, held: float, fits: int, at_once: int,
                     seed: int, monitor: Monitor = SILENT) -> float:
    """Seconds for `fits` fits of each recipe to `rows` rows, each with predictions of `held` rows (a mean), `at_once`
    of them beside each other."""
    total = sum(fold_seconds(samples, recipe, rows, held, seed, monitor) for recipe in recipes)
    return total * fits / max(1, at_once)
