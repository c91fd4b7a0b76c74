"""Choosing a method: by the held-out error of what the user gets, the simpler where they tie.

The error is taken at reduced resolution, after the residual correction, where the area allows that: a method that
predicts cells well but pixels' differences badly loses there. Otherwise it is the error on held-out cells.
"""
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..regression.method import Method
from ..regression.methods import AUTO, METHODS, method, present
from ..regression.training_table import TrainingTable
from .assessment import CORRECTIONS, Assessment, reduced_resolution
from .cross_validation import CrossValidation, cross_validate
from .folds import Fold


@dataclass(frozen=True)
class Candidate:
    """A method with its settings and how it did on held-out cells, and one scale up (None: the area is too small)."""

    method: Method
    settings: Dict[str, Any]
    validation: CrossValidation
    assessment: Optional[Assessment]

    def estimates(self, footprint_km: float) -> np.ndarray:
        """(n,) held-out estimates that decide, NaN where there are none."""
        if self.assessment is None or footprint_km > 0:
            return self.validation.predictions
        return self.assessment.estimates[self.correction]

    @property
    def correction(self) -> str:
        """The residual correction that did better one scale up."""
        return max(CORRECTIONS, key=lambda kind: self.assessment.skill[kind])


def candidates(name: str, hyperparameters: Dict[str, Any], monitor: Monitor = SILENT):
    """[(method, checked settings)] that METHOD and HYPERPARAMETERS mean.

    With `auto` the methods at hand, and HYPERPARAMETERS is by method: {"lightgbm": {"num_leaves": 15}}.
    """
    if name != AUTO:
        chosen = method(name)
        return [(chosen, chosen.checked(hyperparameters))]
    unknown = [n for n in hyperparameters if n not in METHODS or not isinstance(hyperparameters[n], dict)]
    if unknown:
        raise InputError(f"HYPERPARAMETERS with METHOD auto goes by method, such as {{\"lightgbm\": {{\"num_leaves\": 15}}}}; "
                         f"{', '.join(map(repr, unknown))} isn't a method with settings.")
    at_hand = present()
    missing = [m.label for m in METHODS.values() if m not in at_hand]
    if missing:
        monitor.warn(f"Not tried, because a package is missing (see Check Installation): {', '.join(missing)}.")
    return [(m, m.checked(hyperparameters.get(m.name, {}))) for m in at_hand]


def validate_all(table: TrainingTable, choices, folds: Sequence[Fold], validation: str, seed: int, threads: int,
                 monitor: Monitor = SILENT) -> List[Candidate]:
    """Held-out error of each candidate on the same folds."""
    out = []
    for k, (chosen, settings) in enumerate(choices):
        part = monitor.part(k / len(choices), (k + 1) / len(choices))
        part.at(0.0, f"Validating {chosen.label}")
        result = cross_validate(table, chosen, settings, folds, validation, seed, threads, part.part(0.0, 0.95))
        assessment = reduced_resolution(table, result.predictions, part.part(0.95, 1.0))
        out.append(Candidate(chosen, settings, result, assessment))
    return out


def best(table: TrainingTable, folds: Sequence[Fold], tried: Sequence[Candidate]) -> Candidate:
    """The first (simplest) candidate whose held-out error isn't larger than the smallest by more than chance.

    One-standard-error rule (Breiman et al. 1984) on paired differences: cells of a block are not independent, so the
    standard error is that over blocks.
    """
    errors = [squared_errors(table, c) for c in tried]
    leader = min(errors, key=np.nanmean)
    return next(c for c, error in zip(tried, errors) if error is leader or ties(folds, error, leader))


def squared_errors(table: TrainingTable, candidate: Candidate) -> np.ndarray:
    """(n,) squared errors that decide, NaN where a row doesn't count."""
    return (candidate.estimates(table.upscaling.footprint_km) - table.y) ** 2


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


def explain(table: TrainingTable, tried: Sequence[Candidate], chosen: Candidate) -> str:
    """One sentence: what was compared and why one was taken."""
    if len(tried) == 1:
        return f"Method: {chosen.method.label}, as asked."
    rmse = {c.method.label: float(np.sqrt(np.nanmean(squared_errors(table, c)))) for c in tried}
    why = "which has the smallest error" if rmse[chosen.method.label] <= min(rmse.values()) else \
        "the simplest of those that don't differ from the best by more than chance (one standard error over blocks)"
    decided = chosen.estimates(table.upscaling.footprint_km) is not chosen.validation.predictions
    where = "at reduced resolution, after residual correction" if decided else "on held-out cells"
    return (f"Chosen: {chosen.method.label}, {why}. RMSE {where}, in m3/m3: "
            f"{', '.join(f'{label} {value:.4f}' for label, value in rmse.items())}.")
