"""A coarse or gappy predictor made complete on the fine grid: regression on the other predictors, plus its residual.

The regression is trained where the target has values, on the target's own grid; what it leaves over there is kriged
(nearby values pull, far from any the regression stands alone) and added. Whether adding helps is tested, not assumed.
"""
from dataclasses import dataclass
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.stack import Stack
from ..rasters.windows import windows
from ..regression import methods
from ..regression.features import Feature, Features, classes_of
from ..regression.fit import Fit
from ..regression.method import Method
from ..regression.presets import read_hyperparameters
from ..regression.recipe import Recipe, with_noise
from ..scaling.interpolation import bilinear
from ..scaling.residual_filter import filtered
from ..selection.folds import spatial_blocks
from .roles import sample_windows
from .targets import INTERPOLATION, MODEL, Nothing, Predict, Samples, Target, Validation, figures, levels, with_level

# What auto tries, the simpler first.
_TRIED = ("linear", "linear_boosting", "lightgbm")
_INSTEAD = "random_forest"       # where LightGBM isn't installed
_FEWEST_ROWS = 20
_ROWS_TO_CHOOSE = 6000
_SIMPLER_IF_WITHIN = 1.01     # of the smallest error: then the simpler method is taken
_ROOM = 0.25                  # of the target's range, by which a fine value may leave it


@dataclass(frozen=True)
class Reconstruction:
    """A fitted reconstruction of one target."""

    target: Target
    fit: Fit
    features: Features
    levels: np.ndarray
    limits: Tuple[float, float]
    recipe: Recipe
    tried: Dict[str, float]
    validation: Validation
    samples: int

    def write(self, stack: Stack, writer, mask_writer, monitor: Monitor = SILENT) -> Tuple[int, int]:
        """Write values and mask (1 reconstructed, 0 observed) of one stack; (pixels made, pixels left empty)."""
        made = missing = 0
        used = self.validation.used
        with self._predict(stack, used) as predict, self.target.observed(stack) as observed:
            residual = None
            if used != MODEL:
                left = self.target.residual(stack, predict, monitor.part(0.0, 0.5))
                residual = filtered(left)[1] if np.isfinite(left).any() else None
            tiles = windows(stack.grid.shape)
            steps = monitor.part(0.5, 1.0)
            for k, window in enumerate(tiles):
                steps.at(k / len(tiles), f"Reconstructing {self.target.name}, {stack.label}")
                values = predict(window)
                if residual is not None:
                    values = values + bilinear(residual, self.target.geometry, window)
                values = np.clip(values, *self.limits)
                kept, seen = observed.read(window)
                values = np.where(np.isfinite(kept), kept, values)
                there = np.isfinite(values)
                made, missing = made + int((there & ~seen).sum()), missing + int((~there).sum())
                writer.write(values, window)
                mask_writer.write(np.where(there, ~seen, 255).astype(np.uint8), window)
        return made, missing

    def _predict(self, stack, used):
        return Nothing() if used == INTERPOLATION else Predict(self.fit, self.features, stack, self.level(stack))

    def level(self, stack: Stack) -> float:
        """Mean of the target at a stack's date, interpolated in time where it has none."""
        if stack.period is None:
            return float(self.levels[0])
        times = [s.period.middle.timestamp() for s in self.target.dates]
        return float(np.interp(stack.period.middle.timestamp(), times, self.levels))


def fit_reconstruction(target: Target, stacks: Sequence[Stack], choices: Sequence[Tuple[Method, Dict[str, Any]]],
                       seed: int, threads: int, monitor: Monitor = SILENT) -> Reconstruction:
    """Choose a method on spatial blocks, validate it, and fit it to all that there is.

    Raises InputError when too few values of the target have all predictors.
    """
    features = features_of(stacks)
    table = target.table(features, monitor.part(0.0, 0.3))
    if len(table) < _FEWEST_ROWS:
        raise InputError(f"Only {len(table)} values of {target.name} have all predictors beside them ({_FEWEST_ROWS} "
                         "are the least); give a larger area, more dates, or predictors with fewer gaps.")
    noise = None if table.noise_std is None else np.append(table.noise_std, 0.0)
    recipes = [Recipe(method, settings, noise) for method, settings in choices]
    recipe, tried = _choose(table, recipes, seed, threads, monitor.part(0.3, 0.6))
    validation = target.validate(table, recipe, seed, threads, monitor.part(0.6, 0.85))
    level = levels(table, np.ones(len(table), bool))
    fit = recipe.fit(with_level(table.x, level[table.date]), table.y, seed, threads, monitor.part(0.85, 1.0))
    room = _ROOM * float(np.ptp(table.y))
    limits = float(table.y.min()) - room, float(table.y.max()) + room
    return Reconstruction(target, fit, features, level, limits, recipe, tried, validation, len(table))


def features_of(stacks: Sequence[Stack]) -> Features:
    """The stacks' predictors as features; classes of categorical ones as found in a sample of windows of all dates."""
    names = stacks[0].names
    codes: Dict[str, set] = {p.name: set() for p in stacks[0].predictors if p.band.categorical}
    for stack in stacks if codes else ():
        with stack.select(list(codes)).open() as reader:
            for window in sample_windows(stack.grid):
                for name, values in zip(codes, reader.read(window)):
                    codes[name].update(classes_of(name, values))
    units = {p.name: p.band.unit for p in stacks[0].predictors}
    return Features(tuple(Feature(n, units[n], tuple(sorted(codes[n])) if n in codes else None) for n in names))


def _choose(table: Samples, recipes: Sequence[Recipe], seed, threads, monitor) -> Tuple[Recipe, Dict[str, float]]:
    """(recipe, {label: RMSE on held-out blocks}); the simpler recipe where errors are all but equal.

    Held-out rows are made as noisy as the pixels to which the fit will be applied.
    """
    if len(table) > _ROWS_TO_CHOOSE:
        table = table.some(np.random.default_rng(seed).permutation(len(table))[:_ROWS_TO_CHOOSE])
    splits = spatial_blocks(table)
    noisy = table.x if table.noise_std is None else with_noise(table.x, table.noise_std, seed)
    errors: List[float] = []
    for k, recipe in enumerate(recipes):
        part = monitor.part(k / len(recipes), (k + 1) / len(recipes))
        part.at(0.0, f"Trying {recipe.label}")
        estimate = np.full(len(table), np.nan)
        for i, fold in enumerate(splits):
            level = levels(table, fold.train)[table.date]
            fit = recipe.fit(with_level(table.x, level)[fold.train], table.y[fold.train], seed, threads,
                             part.part(i / len(splits), (i + 1) / len(splits)))
            estimate[fold.test] = fit.predict(with_level(noisy, level)[fold.test])
        errors.append(figures(estimate, table.y)["rmse"])
    best = next(k for k, error in enumerate(errors) if error <= _SIMPLER_IF_WITHIN * min(errors))
    return recipes[best], {recipe.label: error for recipe, error in zip(recipes, errors)}


def choices_of(name: str, hyperparameters: str = "") -> List[Tuple[Method, Dict[str, Any]]]:
    """[(method, settings)] that METHOD and HYPERPARAMETERS mean; with `auto` these go by method, as in Train Model.

    Raises InputError for an unknown method or setting.
    """
    given = read_hyperparameters(hyperparameters, name)
    if name != methods.AUTO:
        return [(methods.method(name), methods.method(name).checked(given))]
    unknown = [key for key in given if key not in methods.METHODS or not isinstance(given[key], dict)]
    if unknown:
        raise InputError(f"HYPERPARAMETERS with METHOD auto goes by method, such as {{\"lightgbm\": {{...}}}}; "
                         f"{', '.join(map(repr, unknown))} isn't a method with settings.")
    tried = [m for m in map(methods.method, _TRIED) if m.present]
    if _TRIED[-1] not in [m.name for m in tried] and methods.method(_INSTEAD).present:
        tried.append(methods.method(_INSTEAD))
    return [(m, m.checked(given.get(m.name, {}))) for m in tried]
