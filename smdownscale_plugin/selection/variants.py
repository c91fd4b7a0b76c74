"""Variants of a model (predictor set x augmentation x method) measured on the same cells, and the best of them."""
import time
from dataclasses import dataclass, replace
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..monitor import Monitor
from ..regression.recipe import Recipe
from ..samples.coarse_cells import CoarseCells
from ..samples.samples import Samples
from .choosing import Candidate, best, squared_errors, ties
from .coarse_product.assessment import Assessment
from .coarse_product.one_scale_up import OneScaleUp, one_scale_up
from .cross_validation import CrossValidation, cross_validate, summarised
from .fold import Fold
from .predictor_sets import PredictorSet
from .thinning import Thinning, lighter


@dataclass(frozen=True)
class Setup:
    """What all variants share. splits: folds by kind of validation; thinning: what was left out of them, None for
    nothing; deciding: the kind that chooses;
    noise: (columns,) of all predictors, None where unknown; cells: of the samples, None where they come from no coarse
    product."""

    samples: Samples
    cells: Optional[CoarseCells]
    splits: Mapping[str, Sequence[Fold]]
    deciding: str
    noise: Optional[np.ndarray]
    seed: int
    threads: int
    thinning: Optional[Thinning] = None


@dataclass(frozen=True, eq=False)
class Variant:
    """One variant and its figures. samples: with its predictors only; noise: (columns,) given to training rows;
    candidate: how it did in the deciding validation; scaled_up: what the assessment one scale up says of that, None in
    a small area and without a coarse product; seconds: of a fold, mean."""

    predictors: PredictorSet
    samples: Samples
    noise: Optional[np.ndarray]
    candidate: Candidate
    validations: Dict[str, CrossValidation]
    scaled_up: Optional[OneScaleUp]
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
    def held_out(self) -> np.ndarray:
        """(rows,) squared errors on held-out cells as noisy as pixels: they decide between methods."""
        return squared_errors(self.samples, self.candidate)

    @property
    def held_out_rmse(self) -> float:
        """Root of their mean, m3/m3."""
        return _root_mean(self.held_out)

    @property
    def pattern(self) -> np.ndarray:
        """(rows,) squared errors that decide between sets of predictors: those one scale up, or held-out ones where
        there is no such assessment."""
        return self.held_out if self.scaled_up is None else self.scaled_up.pattern

    @property
    def pattern_rmse(self) -> float:
        """Root of their mean, m3/m3."""
        return _root_mean(self.pattern)

    @property
    def assessment(self) -> Optional[Assessment]:
        """The assessment of held-out predictions one scale up."""
        return None if self.scaled_up is None else self.scaled_up.plain

    @property
    def correction(self) -> str:
        """The residual correction that `auto` means, '' where nothing was assessed."""
        return "" if self.scaled_up is None else self.scaled_up.correction

    @property
    def skill(self) -> float:
        """Skill one scale up with that correction."""
        return float("nan") if self.scaled_up is None else self.scaled_up.skill

    @property
    def within_cell_r(self) -> float:
        """Correlation of the pattern inside the larger cells one scale up, with that correction."""
        return float("nan") if self.scaled_up is None else self.scaled_up.within_cell_r


def columns_of(samples: Samples, predictors: PredictorSet) -> np.ndarray:
    """(columns,) which columns of the samples belong to a set."""
    return np.array([f.name in predictors.names for f in samples.features.features for _ in f.columns])


def measure(setup: Setup, predictors: PredictorSet, recipe: Recipe, monitor: Monitor,
            decided: Optional[CrossValidation] = None) -> Variant:
    """Fit and validate one variant; recipe.noise_std is of the set's columns.

    decided: the figures of the deciding validation where tuning has found them.
    """
    samples = setup.samples.select(predictors.names)
    noise = None if setup.noise is None else setup.noise[columns_of(setup.samples, predictors)]
    assessed = lighter(recipe) if setup.thinning else recipe
    validations = {} if decided is None else {setup.deciding: decided}
    left = {kind: folds for kind, folds in setup.splits.items() if kind not in validations}
    steps, start = monitor.part(0.0, 0.98), time.perf_counter()
    for kind, share in _shares(left).items():
        validations[kind] = cross_validate(samples, assessed, left[kind], kind, setup.seed, setup.threads,
                                           steps.part(*share), noise if kind == setup.deciding else None)
    seconds = (time.perf_counter() - start) / sum(len(folds) for folds in left.values())
    held = validations[setup.deciding]
    return Variant(predictors, samples, recipe.noise_std, Candidate([recipe], held), validations,
                   one_scale_up(samples, setup.cells, held, monitor.part(0.98, 1.0)), seconds)


def _shares(splits) -> Dict[str, Tuple[float, float]]:
    """Where each kind's folds begin and end among all of them, 0 to 1."""
    ends = np.cumsum([0, *(len(folds) for folds in splits.values())]) / sum(len(folds) for folds in splits.values())
    return dict(zip(splits, zip(ends[:-1].tolist(), ends[1:].tolist())))


def best_of_group(setup: Setup, group: Sequence[Variant]) -> Variant:
    """The best of variants that differ in method only, by the rule of Train Model; maybe an average of two, which is
    then a variant of its own."""
    chosen = best(setup.samples, setup.splits[setup.deciding], [v.candidate for v in group])
    parts = [v for v in group if any(v.candidate.recipes[0] is r for r in chosen.recipes)]
    if len(chosen.recipes) == 1:
        return parts[0]
    samples = parts[0].samples
    means = {kind: summarised(samples, kind, *(np.mean([getattr(v.validations[kind], what) for v in parts], 0)
                                             for what in ("predictions", "noisy"))) for kind in setup.splits}
    return replace(parts[0], candidate=chosen, validations=means, seconds=sum(v.seconds for v in parts),
                   scaled_up=one_scale_up(samples, setup.cells, chosen.validation))


@dataclass(frozen=True)
class ModelComparison:
    """Groups of variants that share predictors and noise: the group with the smallest pattern error first, in each the
    smallest held-out error first; winners: the best of each group; chosen: the best of these."""

    setup: Setup
    groups: List[List[Variant]]
    winners: List[Variant]
    chosen: Variant

    @property
    def variants(self) -> List[Variant]:
        """All of them, in that order."""
        return [v for group in self.groups for v in group]

    @property
    def why(self) -> str:
        """Why the chosen one was chosen, for logs and reports."""
        group = next(g for g in self.groups if self.chosen in g)
        method = "the method with the smallest error on held-out cells" if self.chosen is group[0] else \
            "the simplest method whose error on held-out cells is within chance of the smallest"
        if len(self.winners) == 1:
            return method
        where = "at reduced resolution" if self.chosen.scaled_up else "on held-out cells"
        leader = min(self.winners, key=lambda v: v.pattern_rmse)
        if self.chosen is leader:
            return f"{method}, with the predictors that have the smallest error {where}"
        return f"{method}, with the fewest predictors whose error {where} is within chance of the smallest"

    def ties_in_group(self, variant: Variant) -> bool:
        """Whether a variant is worse than the smallest held-out error of its group by no more than chance."""
        leader = next(g for g in self.groups if variant in g)[0]
        return ties(self.setup.splits[self.setup.deciding], variant.held_out, leader.held_out)

    def same_pattern(self, variant: Variant, other: Variant) -> bool:
        """Whether a variant is worse than another one scale up by no more than chance."""
        return same_pattern(self.setup, variant, other)


def compared(setup: Setup, groups: Sequence[Sequence[Variant]]) -> ModelComparison:
    """The comparison of groups of variants that differ in method only."""
    found = []
    for group in groups:
        winner = best_of_group(setup, group)
        variants = [*group, *([] if winner in group else [winner])]
        found.append((winner, sorted(variants, key=lambda v: v.held_out_rmse)))
    found.sort(key=lambda pair: pair[0].pattern_rmse)
    winners = [winner for winner, _ in found]
    return ModelComparison(setup, [group for _, group in found], winners, best_of_all(setup, winners))


def best_of_all(setup: Setup, winners: Sequence[Variant]) -> Variant:
    """Of the groups' winners: fewest predictors, and no augmentation, among those that tie with the smallest error.

    Held-out error says how well the mean of an area is foretold, but the residual correction gives that back; what
    stays is the pattern, which the assessment one scale up measures. On a scene of SMAP and Sentinel-1 the former
    preferred to leave out radar, the latter to keep it, and so did the fine product.
    """
    ordered = sorted(winners, key=lambda v: (len(v.predictors.names), v.noise is not None))
    leader = min(ordered, key=lambda v: v.pattern_rmse)
    return next(v for v in ordered if v is leader or same_pattern(setup, v, leader))


def same_pattern(setup: Setup, variant: Variant, other: Variant) -> bool:
    """See `ModelComparison.same_pattern`: one standard error over the folds."""
    return ties(setup.splits[setup.deciding], variant.pattern, other.pattern)


def _root_mean(errors):
    return float(np.sqrt(np.nanmean(errors)))
