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


def fit_seconds(samples: Samples, recipe: Recipe, rows: int, seed: int, monitor: Monitor = SILENT) -> float:
    """Seconds that a fit to `rows` rows is expected to take: two small fits, and the power law through them."""
    order, taken = np.random.default_rng(seed).permutation(len(samples)), []
    for share in _SHARES:
        few = samples.some(np.sort(order[:max(50, int(share * rows))]))
        start = time.process_time()
        recipe.fit(few, seed, 1, monitor)
        taken.append(max(time.process_time() - start, 1e-4))
    power = float(np.clip(np.log2(taken[1] / taken[0]), 0.0, 1.5))
    return taken[1] * (1.0 / _SHARES[1]) ** power


def duration_in_words(seconds: float) -> str:
    """A duration for people, rounded as an estimate is."""
    if seconds < 90:
        return "about a minute"
    return f"about {seconds / 60:.0f} minutes" if seconds < 5400 else f"about {seconds / 3600:.1f} hours"


def expected_seconds(samples: Samples, recipes: Sequence[Recipe], rows: int, fits: int, at_once: int, seed: int,
                     monitor: Monitor = SILENT) -> float:
    """Seconds for `fits` fits of each recipe to `rows` rows, `at_once` of them beside each other."""
    total = sum(fit_seconds(samples, recipe, rows, seed, monitor) for recipe in recipes)
    return total * fits / max(1, at_once)
