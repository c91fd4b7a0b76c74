"""Choosing a recipe by its error on held-out cells that are as noisy as pixels, the simpler where they tie.

Cells held out from training are the only truth at hand. Their predictors are means and so less noisy than a pixel's;
given a pixel's noise they show how a recipe will do on the map: one that leans on noisy texture loses.
"""
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Sequence

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..regression.fit import Fit
from ..regression.methods import AUTO, METHODS, method
from ..regression.presets import read_hyperparameters
from ..regression.recipe import REPEATS, Recipe
from ..regression.sum_of_fits import SumFit
from ..samples.samples import Samples
from .cross_validation import CrossValidation, Prepare, cross_validate, summarised, unchanged
from .fold import Fold

# What auto tries, the simpler first; the others where the samples are few enough.
_ALWAYS = ("linear", "linear_boosting", "lightgbm")
_STEEP = "linear_boosting"      # goes on beyond what training saw, noise included
_WHEN_SMALL = ("random_forest", "hist_gradient_boosting")
_SMALL = 12_000          # rows, noisy copies counted
FEWEST_FOOTPRINTS = 60   # independent looks of the sensor, below which nothing but a line can be fitted reliably


@dataclass(frozen=True, eq=False)
class Candidate:
    """One recipe, or several that are averaged, and how it did on held-out cells."""

    recipes: Sequence[Recipe]
    validation: CrossValidation

    @property
    def label(self) -> str:
        """For logs and reports."""
        labels = " and of ".join(r.label for r in self.recipes)
        return labels if len(self.recipes) == 1 else f"the mean of {labels}"

    @property
    def name(self) -> str:
        """Names of the methods, for the model file."""
        return "+".join(r.method.name for r in self.recipes)

    def fit(self, samples: Samples, seed: int, threads: int, monitor: Monitor) -> Fit:
        """Fit to all rows."""
        share = 1.0 / len(self.recipes)
        fits = [r.fit(samples, seed, threads, monitor.part(k * share, (k + 1) * share))
                for k, r in enumerate(self.recipes)]
        return fits[0] if len(fits) == 1 else SumFit(fits, [share] * len(fits))


def recipes(samples: Samples, name: str, hyperparameters: Dict[str, Any], noise: Optional[np.ndarray],
            monitor: Monitor = SILENT, thorough: bool = True) -> List[Recipe]:
    """The recipes that METHOD and HYPERPARAMETERS mean.

    With `auto` the methods at hand (thorough: the slow ones too where samples are few), and HYPERPARAMETERS is by
    method: {"lightgbm": {"num_leaves": 15}}.
    """
    if name != AUTO:
        chosen = method(name)
        return [Recipe(chosen, chosen.checked(hyperparameters), noise)]
    _refuse_unknown(hyperparameters)
    names = _tried(samples, noise, monitor, thorough)
    unused = [n for n in hyperparameters if n not in names]
    if unused:
        raise InputError(f"HYPERPARAMETERS has settings for {', '.join(unused)}, which METHOD auto doesn't try on "
                         f"these samples (it tries {', '.join(names)}); choose that METHOD, or leave these settings "
                         "out.")
    known = noise if samples.independent_rows >= FEWEST_FOOTPRINTS else None
    return [Recipe(METHODS[n], METHODS[n].checked(hyperparameters.get(n, {})), known) for n in names]


def settings_of(name: str, hyperparameters: str) -> Dict[str, Any]:
    """What HYPERPARAMETERS means with this METHOD, checked before anything is read; InputError for an unknown method or
    setting."""
    given = read_hyperparameters(hyperparameters, name)
    if name == AUTO:
        _refuse_unknown(given)
    for one, settings in given.items() if name == AUTO else [(name, given)]:
        method(one).checked(settings)
    return given


def _refuse_unknown(hyperparameters):
    unknown = [n for n in hyperparameters if n not in METHODS or not isinstance(hyperparameters[n], dict)]
    if unknown:
        raise InputError("HYPERPARAMETERS with METHOD auto must name the method of each group of settings, as in "
                         f"{{\"lightgbm\": {{\"num_leaves\": 15}}}}; {', '.join(map(repr, unknown))} isn't a method "
                         "with settings.")


def validate_all(samples: Samples, tried: Sequence[Recipe], folds: Sequence[Fold], validation: str, seed: int,
                 threads: int, noise: Optional[np.ndarray], monitor: Monitor = SILENT,
                 prepare: Prepare = unchanged) -> List[Candidate]:
    """Held-out error of each recipe on the same folds; arguments as of `cross_validate`."""
    out = []
    for k, recipe in enumerate(tried):
        part = monitor.part(k / len(tried), (k + 1) / len(tried))
        part.at(0.0, f"Validating {recipe.label}")
        result = cross_validate(samples, recipe, folds, validation, seed, threads, part, noise, prepare)
        out.append(Candidate([recipe], result))
    return out


def best(samples: Samples, folds: Sequence[Fold], tried: Sequence[Candidate],
         judge: Optional[Callable[[Samples, Candidate], np.ndarray]] = None) -> Candidate:
    """The simplest candidate whose held-out error isn't larger than the smallest by more than chance; averaged with
    that of the smallest error where the average does better than either.

    judge: gives the squared errors (n,) that decide, NaN where a row doesn't count; those on held-out cells without it.
    One-standard-error rule (Breiman et al. 1984) on paired differences: cells of a block are not independent, so the
    standard error is that over blocks.

    With more than one date, but too few to estimate the noise of pixels, lines also learn how weather moves all
    cells at once, and make too much of that slope and of the noise inside a date; held-out cells can't show it. There
    an average, which passes on less of it, is taken as soon as it ties with the smallest error.
    """
    judge = judge or squared_errors
    errors = [judge(samples, c) for c in tried]
    order = sorted(range(len(tried)), key=lambda k: np.nanmean(errors[k]))
    leader = order[0]
    simple = next(k for k in range(len(tried)) if k == leader or ties(folds, errors[k], errors[leader]))
    if len(tried) > 1 and len(samples.dates) > 1 and _noise_is_unknown(samples, tried[leader].recipes[0].noise_std):
        both = averaged(samples, *(tried[k] for k in sorted((leader, order[1] if simple == leader else simple))))
        if ties(folds, judge(samples, both), errors[leader]):
            return both
    if simple == leader:
        return tried[leader]
    both = averaged(samples, tried[simple], tried[leader])
    return both if np.nanmean(judge(samples, both)) < np.nanmean(errors[leader]) else tried[simple]


def averaged(samples: Samples, *candidates: Candidate) -> Candidate:
    """The mean of candidates of one recipe each, and its figures."""
    found = [candidate.validation for candidate in candidates]
    mean = summarised(samples, found[0].validation, np.mean([f.predictions for f in found], axis=0),
                      np.mean([f.noisy for f in found], axis=0))
    return Candidate([recipe for candidate in candidates for recipe in candidate.recipes], mean)


def squared_errors(samples: Samples, candidate: Candidate) -> np.ndarray:
    """(n,) squared errors that decide, NaN where a row wasn't held out."""
    return (candidate.validation.noisy - samples.y) ** 2


def ties(folds: Sequence[Fold], errors: np.ndarray, leader: np.ndarray) -> bool:
    """Whether the mean of `errors` (n,) exceeds the leader's by at most one standard error over the folds."""
    excess = errors - leader
    counts = np.isfinite(excess)
    sums = np.array([np.nansum(excess[fold.test]) for fold in folds])
    rows = np.array([counts[fold.test].sum() for fold in folds])
    mean = sums.sum() / rows.sum()
    deviation = sums - mean * rows
    used = max(int((rows > 0).sum()), 2)
    error = np.sqrt(used / (used - 1) * (deviation ** 2).sum()) / rows.sum()
    return bool(mean <= error)


def explain(samples: Samples, tried: Sequence[Candidate], chosen: Candidate) -> str:
    """One sentence: what was compared and why one was taken."""
    if len(tried) == 1:
        return f"Method: {chosen.label}."
    rmse = {c.label: float(np.sqrt(np.nanmean(squared_errors(samples, c)))) for c in [*tried, chosen]}
    if len(chosen.recipes) > 1:
        better = rmse[chosen.label] <= min(rmse.values())
        why = ("because they tie and their mean does better than either" if better else
               "because their mean is within chance of the best, and passes on less of the pixels' noise, which is "
               "unknown")
    elif rmse[chosen.label] <= min(rmse.values()):
        why = "which has the smallest error"
    else:
        why = ("the simplest of those that don't differ from the best by more than chance (one standard error over "
               "blocks)")
    return (f"Chosen: {chosen.label}, {why}. RMSE on held-out cells as noisy as pixels, in m3/m3: "
            f"{', '.join(f'{label} {value:.4f}' for label, value in rmse.items())}.")


def _noise_is_unknown(samples, noise):
    """Whether predictors may be noisy but no noise is known."""
    return noise is None and any(e.std is None for e in samples.noise.values())


def _tried(samples, noise, monitor, thorough):
    """Names of the methods that `auto` tries on these samples, the simpler first."""
    footprints = samples.independent_rows
    if footprints < FEWEST_FOOTPRINTS:
        monitor.info(f"Method: linear, because {footprints:.0f} independent footprints are too few for anything more "
                     f"({FEWEST_FOOTPRINTS} are needed).")
        return ["linear"]
    rows = len(samples) * (REPEATS if noise is not None else 1)
    wanted = [*_ALWAYS, *(_WHEN_SMALL if thorough and rows <= _SMALL else ())]
    if _noise_is_unknown(samples, noise):
        # held-out cells can't show what it makes of noise that nobody knows
        wanted = [name for name in wanted if name != _STEEP]
    if not METHODS["lightgbm"].present and not set(_WHEN_SMALL) & set(wanted):
        wanted.append("hist_gradient_boosting")
    missing = [METHODS[n].label for n in wanted if not METHODS[n].present]
    if missing:
        monitor.warn(f"Not tried, because a package is missing (see Check Installation): {', '.join(missing)}.")
    return [n for n in wanted if METHODS[n].present]
