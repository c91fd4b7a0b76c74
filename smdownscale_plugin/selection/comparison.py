"""Variants of a model (predictor set x augmentation x method) measured on the same cells, and the best of them."""
import time
from dataclasses import dataclass, replace
from typing import Dict, List, Mapping, Optional, Sequence

import numpy as np

from ..metrics.within_cell import within_cell_r
from ..monitor import Monitor
from ..regression.recipe import Recipe
from ..regression.training_table import TrainingTable, subset
from ..scaling.corrections import MADE
from .assessment import FACTOR, Assessment, reduced_resolution
from .choosing import Candidate, best, squared_errors, ties
from .cross_validation import CrossValidation, cross_validate, summarised
from .folds import Fold
from .predictor_sets import PredictorSet


@dataclass(frozen=True)
class Setup:
    """What all variants share. splits: folds by kind of validation; deciding: the kind that chooses;
    noise: (columns,) of the whole table, None where unknown."""

    table: TrainingTable
    splits: Mapping[str, Sequence[Fold]]
    deciding: str
    noise: Optional[np.ndarray]
    seed: int
    threads: int


@dataclass(frozen=True, eq=False)
class Variant:
    """One variant and its figures. table: with its predictors only; noise: (columns,) given to training rows, or None;
    candidate: how it did in the deciding validation; seconds: to fit all rows."""

    predictors: PredictorSet
    table: TrainingTable
    noise: Optional[np.ndarray]
    candidate: Candidate
    validations: Dict[str, CrossValidation]
    assessment: Optional[Assessment]
    seconds: float

    @property
    def method(self) -> str:
        """Label of the method, or of the two that are averaged."""
        labels = [recipe.method.label for recipe in self.candidate.recipes]
        return labels[0] if len(labels) == 1 else f"mean of {' and '.join(labels)}"

    @property
    def label(self) -> str:
        """For logs and reports."""
        augmented = "" if self.noise is None else ", noise-augmented"
        return f"{self.method}{augmented}, predictors: {self.predictors.label}"

    @property
    def errors(self) -> np.ndarray:
        """(rows,) squared errors that decide."""
        return squared_errors(self.table, self.candidate)

    @property
    def decided_by(self) -> float:
        """RMSE on held-out cells as noisy as pixels, m3/m3."""
        return float(np.sqrt(np.nanmean(self.errors)))

    @property
    def correction(self) -> str:
        """The residual correction that did best one scale up, '' where that wasn't assessed."""
        return max(MADE, key=lambda kind: self.assessment.skill[kind]) if self.assessment else ""

    @property
    def skill(self) -> float:
        """Skill one scale up with that correction."""
        return self.assessment.skill[self.correction] if self.assessment else float("nan")

    @property
    def within_cell_r(self) -> float:
        """Correlation of the pattern inside the larger cells one scale up, with that correction."""
        if not self.assessment:
            return float("nan")
        rows, columns = self.table.coarse[0].grid.shape
        large = (self.table.date * rows + self.table.row // FACTOR) * columns + self.table.column // FACTOR
        return float(within_cell_r(self.assessment.estimates[self.correction], self.table.y, large))


def columns_of(table: TrainingTable, predictors: PredictorSet) -> np.ndarray:
    """(columns,) which columns of the table belong to a set."""
    return np.array([f.name in predictors.names for f in table.features.features for _ in f.columns])


def measure(setup: Setup, predictors: PredictorSet, recipe: Recipe, monitor: Monitor) -> Variant:
    """Fit and validate one variant; recipe.noise_std is of the set's columns."""
    table = subset(setup.table, predictors.names)
    noise = None if setup.noise is None else setup.noise[columns_of(setup.table, predictors)]
    start = time.perf_counter()
    recipe.fit(table.x, table.y, setup.seed, setup.threads, monitor.part(0.0, 0.1))
    seconds = time.perf_counter() - start
    steps, validations = monitor.part(0.1, 0.98), {}
    for k, (kind, folds) in enumerate(setup.splits.items()):
        part = steps.part(k / len(setup.splits), (k + 1) / len(setup.splits))
        validations[kind] = cross_validate(table, recipe, folds, kind, setup.seed, setup.threads, part,
                                           noise if kind == setup.deciding else None)
    held = validations[setup.deciding]
    return Variant(predictors, table, recipe.noise_std, Candidate([recipe], held), validations,
                   reduced_resolution(table, held.predictions, monitor.part(0.98, 1.0)), seconds)


def best_of_group(setup: Setup, group: Sequence[Variant]) -> Variant:
    """The best of variants that differ in method only, by the rule of Train Model; maybe an average of two, which is
    then a variant of its own."""
    chosen = best(setup.table, setup.splits[setup.deciding], [v.candidate for v in group])
    parts = [v for v in group if any(v.candidate.recipes[0] is r for r in chosen.recipes)]
    if len(chosen.recipes) == 1:
        return parts[0]
    table = parts[0].table
    means = {kind: summarised(table, kind, *(np.mean([getattr(v.validations[kind], what) for v in parts], 0)
                                             for what in ("predictions", "noisy"))) for kind in setup.splits}
    return replace(parts[0], candidate=chosen, validations=means, seconds=sum(v.seconds for v in parts),
                   assessment=reduced_resolution(table, chosen.validation.predictions))


@dataclass(frozen=True)
class Comparison:
    """All variants, the smallest deciding error first; winners: the best of each set and augmentation; the chosen."""

    setup: Setup
    variants: List[Variant]
    winners: List[Variant]
    chosen: Variant

    @property
    def leader(self) -> Variant:
        """The variant with the smallest deciding error."""
        return self.variants[0]

    @property
    def why(self) -> str:
        """Why the chosen one was chosen, for logs and reports."""
        if self.chosen is self.leader:
            return "which has the smallest error"
        return (f"the simplest of those that don't differ from {self.leader.label} by more than chance (one standard "
                "error over held-out parts)")

    def tied(self, variant: Variant, leader: Variant) -> bool:
        """Whether a variant is worse than another by no more than chance: one standard error over the folds."""
        return tied(self.setup, variant, leader)


def compared(setup: Setup, groups: Sequence[Sequence[Variant]]) -> Comparison:
    """The comparison of groups of variants that differ in method only."""
    winners = [best_of_group(setup, group) for group in groups]
    variants = [v for group, winner in zip(groups, winners) for v in [*group, *([] if winner in group else [winner])]]
    return Comparison(setup, sorted(variants, key=lambda v: v.decided_by), winners, best_of_all(setup, winners))


def best_of_all(setup: Setup, winners: Sequence[Variant]) -> Variant:
    """Of the groups' winners: fewest predictors, and no augmentation, among those that tie with the smallest error."""
    ordered = sorted(winners, key=lambda v: (len(v.predictors.names), v.noise is not None))
    leader = min(ordered, key=lambda v: v.decided_by)
    return next(v for v in ordered if v is leader or tied(setup, v, leader))


def tied(setup: Setup, variant: Variant, leader: Variant) -> bool:
    """See `Comparison.tied`."""
    return ties(setup.splits[setup.deciding], variant.errors, leader.errors)
