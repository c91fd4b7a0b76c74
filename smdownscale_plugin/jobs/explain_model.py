"""Explain Model: what each predictor contributes, how it is used, and whether it correlates with soil moisture."""
from contextlib import ExitStack
from dataclasses import dataclass
from typing import List, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..downscaling.pipeline import thread_count
from ..errors import InputError, ModelFileError
from ..monitor import SILENT, Monitor
from ..rasters.coarse import read_all
from ..rasters.stack import Stack, only, open_stacks
from ..rasters.variables import unit_change, units_differ
from ..rasters.windows import windows
from ..rasters.writing import atomic_path
from ..regression.methods import METHODS, method
from ..regression.model import Model
from ..regression.model_file import read_model
from ..regression.recipe import Recipe
from ..regression.rows import Rows
from ..reports.explanation import Explanation, explanation_rows, write_explanation_report
from ..reports.tables import write_table
from ..samples.coarse_cells import CoarseCells
from ..samples.from_coarse_cells import sample_product
from ..samples.lattice_means import with_regional
from ..samples.samples import Samples
from ..selection.coarse_product.association import associations
from ..selection.dependence import partial_dependence
from ..selection.folds import LEAVE_REGIONS_OUT, SPATIAL_BLOCKS, VALIDATIONS, folds
from ..selection.importance import permutation_importance

_FAR = 0.9        # share of cells outside the range of training that needs an explanation


@dataclass(frozen=True)
class ExplainingOptions:
    """repeats: shuffles of each predictor in each fold; p_value: significance at which a predictor is selected."""

    repeats: int = 5
    p_value: float = 0.01
    seed: int = 0
    threads: int = 0
    coarse_band: str = ""


def explain_model(model_path: str, predictors: Sequence[str], coarse: Sequence[str], table_path: str,
                  options: ExplainingOptions = ExplainingOptions(), report: Optional[str] = None,
                  monitor: Monitor = SILENT) -> Explanation:
    """Explain a model by predictors and coarse rasters, best those it was trained on; write the table, and the report.

    Importance is that of the model's recipe, fitted anew without the held-out cells; partial dependence that of the
    model file's own fit. Raises InputError for inputs that don't fit the model, OutputError for outputs.
    """
    model = read_model(model_path)
    if model.series:
        raise InputError(f"The model looks back on the days before a date ({', '.join(model.series)}), which Explain "
                         "Model can't shuffle; explain a model of one date, with antecedent predictors of Derive "
                         "Indices.")
    validation = _validation(model)
    samples, cells, constants = _read(model, predictors, coarse, options.coarse_band, monitor.part(0.0, 0.3))
    recipes = recipes_of(model, samples)
    _log_recipe(recipes, validation, monitor)
    importance = permutation_importance(samples, recipes, folds(samples, validation, options.seed), options.repeats,
                                        options.seed, options.threads or thread_count(), monitor.part(0.3, 0.84))
    monitor.at(0.85, "Partial dependence")
    dependence = partial_dependence(model, rows_for(model, samples, constants), options.seed, monitor.part(0.86, 0.93))
    found = associations(samples, cells, monitor.part(0.94, 0.98))
    explanation = Explanation(model, samples, cells, importance, dependence, found, validation, options.p_value)
    _log_explanation(explanation, monitor)
    _write(explanation, table_path, report)
    monitor.at(1.0, "Explanation written")
    return explanation


def recipes_of(model: Model, samples: Samples) -> List[Recipe]:
    """The recipes that the model file names, with the noise of the samples' columns; ModelFileError when it doesn't."""
    names = model.about.get("taught_by") or model.about.get("method", "")      # a network's teacher can be fitted anew
    settings = model.about.get("hyperparameters")
    if not isinstance(settings, dict) or not names or any(name not in METHODS for name in names.split("+")):
        raise ModelFileError("The model file doesn't say how the model was trained, so it can't be refitted; train the "
                             "model again.")
    noise = dict(zip(model.features.columns, model.noise_std)) if model.about.get("pixel_noise") else None
    used = None if noise is None else np.array([noise.get(column, 0.0) for column in samples.features.columns])
    split = model.about.get("split", [])
    names = names.split("+")
    split = split if isinstance(split, list) and len(split) == len(names) else [False] * len(names)
    return [_recipe(name, settings.get(name), used, bool(halves)) for name, halves in zip(names, split)]


def _recipe(name, settings, noise, split):
    if not isinstance(settings, dict):
        raise ModelFileError(f"The model file doesn't hold the settings of {name}; train the model again.")
    return Recipe(method(name), method(name).checked(settings), noise, split)


def rows_for(model: Model, samples: Samples, constants: Mapping[str, float]) -> Rows:
    """The samples' rows with the model's columns; a predictor that is constant here has its value (constants), a class
    that doesn't occur here 0."""
    regional = None if samples.regional is None else _columns_for(model, samples, samples.regional, constants)
    return Rows(_columns_for(model, samples, samples.x, constants), regional=regional)


def _columns_for(model, samples, values, constants):
    known = {column: values[:, k] for k, column in enumerate(samples.features.columns)}
    out = np.zeros((len(samples), len(model.features.columns)), np.float32)
    for k, column in enumerate(model.features.columns):
        out[:, k] = known.get(column, constants.get(column, 0.0))
    return out


def _validation(model) -> str:
    about = model.about.get("validation")
    kind = about.get("kind") if isinstance(about, dict) else SPATIAL_BLOCKS
    return kind if kind in VALIDATIONS and kind != LEAVE_REGIONS_OUT else SPATIAL_BLOCKS


def _read(model: Model, predictors, coarse, band, monitor) -> Tuple[Samples, CoarseCells, dict]:
    """Samples of the model's predictors, upscaled as in its training, and the values of those that are constant."""
    stacks = only(open_stacks(predictors), model.features.names)
    rasters = read_all(coarse, float(model.about.get("coarse_scale", 1.0)), stacks[0].grid, monitor,
                       band)
    _same_product(model, rasters, monitor)
    samples, cells = sample_product(stacks, rasters, model.footprint_km, model.min_coverage, monitor)
    if model.regional_cells:
        samples = with_regional(samples, cells, model.regional_cells)
        monitor.info("The model separates the regional part of each predictor (its mean over about "
                     f"{model.regional_cells:.0f} coarse cells) from the local part. Importance and partial dependence "
                     "refer to the local part: what makes a pixel differ from its surroundings.")
    monitor.info(f"Explaining with {len(samples)} coarse cells of {len(samples.dates)} dates.")
    missing = [f for f in model.features.features if f.name not in samples.features.names]
    constants = {}
    for feature in missing:
        value = _any_value(stacks[0].select([feature.name]))
        constants.update({feature.name: value} if feature.classes is None else
                         {column: float(value == code) for column, code in zip(feature.columns, feature.classes)})
    _same_kinds(model, samples)
    _same_units(model, samples, monitor)
    return samples, cells, constants


def _same_product(model, rasters, monitor):
    if model.product and rasters[0].product and model.product != rasters[0].product:
        monitor.warn(f"The model was trained on {model.product}, but the coarse rasters are {rasters[0].product}.")


def _same_kinds(model, samples):
    """InputError when a predictor is categorical in the model and continuous here, or the other way round."""
    kinds = {f.name: f.classes is None for f in model.features.features}
    for feature in samples.features.features:
        if kinds[feature.name] != (feature.classes is None):
            here, there = ("continuous", "categorical") if feature.classes is None else ("categorical", "continuous")
            raise InputError(f"The predictor {feature.name} is {here} in the stack but {there} in the model; mark its "
                             "band as it was in training (KIND).")


def _same_units(model, samples, monitor):
    """InputError where a predictor is in another unit than in training; a warning where it is only far from that."""
    units = {f.name: f.unit for f in model.features.features}
    for feature in samples.features.features:
        known = units.get(feature.name, "")
        if units_differ(feature.unit, known):
            raise InputError(f"The predictor {feature.name} is in {feature.unit}, but the model was trained with "
                             f"{known}; convert it.")
    ranges = dict(zip(model.features.columns, model.ranges))
    for column, values in zip(samples.features.columns, samples.x.T):
        low, high = ranges.get(column, (-np.inf, np.inf))
        if ((values < low) | (values > high)).mean() > _FAR:
            first, last = np.quantile(values, [0.05, 0.95])
            text = (f"Most of the cells lie outside the training range of {column} ({low:.4g} to {high:.4g}; here "
                    f"mostly {first:.4g} to {last:.4g})")
            why = unit_change(column, first, last, low, high)
            if why:
                raise InputError(f"{text}: {why}.")
            monitor.warn(f"{text}: the explanation applies to conditions other than those of training.")


def _any_value(stack: Stack) -> float:
    """One valid value of a predictor."""
    with stack.open() as reader:
        for window in windows(stack.grid.shape):
            values = reader.read(window)
            if np.isfinite(values).any():
                return float(values[np.isfinite(values)][0])
    return 0.0


def _log_recipe(recipes, validation, monitor):
    monitor.info(f"Importance: {' and '.join(r.label for r in recipes)}, refitted without each held-out part "
                 f"({validation}) with the settings of the model file; partial dependence: the model file's own fit.")


def _log_explanation(explanation: Explanation, monitor: Monitor) -> None:
    """What the log says: predictors by importance with their effect, and which go with soil moisture."""
    for name in explanation.ranked:
        rise = explanation.importance[name].overall
        monitor.info(f"{name}: {_change(rise.mean())} when it is shuffled (spread over {len(rise)} parts "
                     f"{rise.std():.4f}); {explanation.dependence[name].direction(name)}.")
    monitor.info(f"Selected by correlation at p < {explanation.level:g}, counting independent pairs: "
                 f"{', '.join(explanation.selected) or 'none'}.")


def _change(rise: float) -> str:
    if abs(rise) < 0.00005:
        return "RMSE on held-out cells doesn't change"
    return f"RMSE on held-out cells {'rises' if rise > 0 else 'falls'} by {abs(rise):.4f} m3/m3"


def _write(explanation, table_path, report):
    """Both files or none."""
    columns, rows = explanation_rows(explanation)
    with ExitStack() as files:
        if report:
            write_explanation_report(files.enter_context(atomic_path(report)), explanation)
        write_table(table_path, columns, rows, layer="explanation")
