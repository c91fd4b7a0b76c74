"""Compare Models: methods, with and without noise augmentation, on sets of predictors; a table, a report, the best."""
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Sequence

import numpy as np

from ..dependencies import require
from ..downscaling.pipeline import thread_count
from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..rasters.stack import open_stacks
from ..rasters.writing import atomic_path
from ..regression.methods import AUTO, METHODS, method
from ..regression.model import Model
from ..regression.model_file import write_model
from ..regression.presets import read_hyperparameters
from ..regression.recipe import Recipe
from ..reports.model_comparison import comparison_rows, write_comparison_report
from ..reports.tables import write_table
from ..samples.coarse_cells import CoarseCells
from ..samples.samples import Samples
from ..selection.coarse_product.error_budget import product_noise
from ..selection.coarse_product.footprint_check import Doubt
from ..selection.coarse_product.inside_cells import pixels_along
from ..selection.coarse_product.judging import FinishedMap
from ..selection.coarse_product.shared_detail import trust_in_detail
from ..selection.duration import FEWEST_ROWS, duration_in_words, expected_seconds
from ..selection.fold import Fold, share_learnt
from ..selection.folds import LEAVE_PERIOD_OUT, LEAVE_REGIONS_OUT, RANDOM, SPATIAL_BLOCKS, folds
from ..selection.noise_choice import AUGMENTATIONS, lost_by_cells, pixel_noise, possible_noise
from ..selection.noise_choice import AUTO as AUTO_NOISE
from ..selection.predictor_sets import PredictorSet, kept, read_sets
from ..selection.thinning import largest, lighter, thinned_folds, what_is_left_out
from ..selection.tuning import tuned
from ..selection.variants import ModelComparison, Setup, Variant, columns_of, compared, measure
from .train_model import Selected, TrainingOptions, fit_selected, read_samples

BOTH = "both"
OPTIONS = (*AUGMENTATIONS, BOTH)       # of NOISE_AUGMENTATION
DEFAULT_METHODS = ("linear", "linear_boosting", "random_forest", "lightgbm")


@dataclass(frozen=True)
class ComparisonOptions:
    """What the user may set. training: as for Train Model, less its method; noise_augmentation may be `both`."""

    methods: Sequence[str] = DEFAULT_METHODS
    predictor_sets: str = ""
    training: TrainingOptions = field(default_factory=TrainingOptions)


@dataclass(frozen=True)
class Compared:
    """All that was compared; model: of the best, None when it wasn't asked for."""

    comparison: ModelComparison
    model: Optional[Model]

    @property
    def best(self) -> Variant:
        """The variant that was chosen."""
        return self.comparison.chosen


def compare_models(predictors: Sequence[str], coarse: Sequence[str], table_path: str,
                   options: ComparisonOptions = ComparisonOptions(), report: Optional[str] = None,
                   model_path: Optional[str] = None, monitor: Monitor = SILENT) -> Compared:
    """Measure all variants on the same cells, write the table, and the report and the model of the best if asked.

    The rasters are read once; cells without all predictors are left out of every variant. Raises InputError for inputs
    that don't fit, MissingPackageError when no method can run, OutputError when a file can't be written.
    """
    methods = _methods(options.methods, monitor)
    settings = read_hyperparameters(options.training.hyperparameters, AUTO)
    _refuse_unused(settings, methods)
    names = dict.fromkeys(name for stack in open_stacks(predictors) for name in stack.names)
    sets = read_sets(options.predictor_sets, list(names))
    samples, cells = read_samples(predictors, coarse, options.training, monitor.part(0.0, 0.2))
    setup = _setup(samples, cells, options.training, monitor)
    groups = _measure_all(setup, kept(sets, samples.features.names), methods, settings, options.training,
                          monitor.part(0.2, 0.9 if model_path else 0.97))
    comparison = compared(setup, groups)
    model = _model(comparison, options.training, monitor.part(0.9, 0.97)) if model_path else None
    _log_comparison(comparison, monitor)
    _write(comparison, model, table_path, report, model_path, monitor)
    monitor.at(1.0, "Comparison written")
    return Compared(comparison, model)


def _methods(names, monitor):
    """The methods whose packages are here, the simpler first; the others are named in a warning."""
    wanted = {method(name).name for name in names or DEFAULT_METHODS}
    chosen = [m for m in METHODS.values() if m.name in wanted]
    present = [m for m in chosen if m.present]
    missing = [m for m in chosen if not m.present]
    if not present:
        require(missing[0].package, f"the method {missing[0].name}")
    if missing:
        monitor.warn("Not compared, because a package is missing (see Check Installation): "
                     f"{', '.join(m.label for m in missing)}.")
    return present


def _refuse_unused(settings, methods):
    """InputError for HYPERPARAMETERS that belong to none of the methods."""
    names = [m.name for m in methods]
    unknown = [n for n in settings if n not in names or not isinstance(settings[n], dict)]
    if unknown:
        raise InputError(f"HYPERPARAMETERS must name the method of each group of settings, as in {{\"{names[0]}\": "
                         f"{{...}}}}; {', '.join(map(repr, unknown))} isn't one of the compared methods "
                         f"({', '.join(names)}) with settings.")


def _setup(samples: Samples, cells: CoarseCells, options: TrainingOptions, monitor: Monitor) -> Setup:
    wanted = options.noise_augmentation
    pixels = pixels_along(cells)
    noise = pixel_noise(samples, AUTO_NOISE if wanted == BOTH else wanted, monitor)
    noise = lost_by_cells(samples, possible_noise(samples, noise, pixels, monitor), pixels)
    splits = _splits(samples, options, monitor)
    used = thinned_folds(splits, options.validation, options.seed)
    left_out = what_is_left_out(splits, used)
    if left_out:
        monitor.info(left_out.sentence())
    return Setup(samples, cells, used, options.validation, noise, options.seed, options.threads or thread_count(),
                 left_out)


def _splits(samples, options, monitor) -> Dict[str, List[Fold]]:
    """Folds of each kind of validation that these inputs allow; InputError where the deciding one isn't among them."""
    found = {}
    drawn = [LEAVE_REGIONS_OUT] if samples.region is not None else []
    for kind in dict.fromkeys((SPATIAL_BLOCKS, LEAVE_PERIOD_OUT, *drawn, RANDOM, options.validation)):
        try:
            splits = folds(samples, kind, options.seed)
        except InputError as problem:
            if kind == options.validation:
                raise
            monitor.info(f"The validation {kind} is skipped: {problem}")
            continue
        if len(splits) > 1:
            found[kind] = splits
    if options.validation not in found:
        raise InputError(f"There are too few cells for VALIDATION {options.validation}; give a larger area or more "
                         "dates.")
    return found


def _measure_all(setup: Setup, sets: Sequence[PredictorSet], methods, settings: Dict[str, Any],
                 options: TrainingOptions, monitor: Monitor) -> List[List[Variant]]:
    """Groups of variants that share predictors and noise, and differ in method."""
    groups = [(s, noise) for s in sets for noise in _noises(setup, s, options.noise_augmentation)]
    count, done = len(groups) * len(methods), 0
    monitor.info(f"Comparing {count} variants: {len(methods)} methods, {len(sets)} sets of predictors"
                 + (", with and without noise augmentation." if len(groups) > len(sets) else "."))
    _log_duration(setup, groups, methods, settings, options, monitor)
    out = []
    for predictors, noise in groups:
        group = []
        for one in methods:
            part = monitor.part(done / count, (done + 1) / count)
            recipe = Recipe(one, one.checked(settings.get(one.name, {})), noise)
            part.at(0.0, f"{recipe.label}, predictors: {predictors.label}")
            if options.tune:
                found = _tuned(setup, predictors, recipe, options, part.part(0.0, 0.8))
                group.append(measure(setup, predictors, found.recipes[0], part.part(0.8, 1.0), found.validation))
            else:
                group.append(measure(setup, predictors, recipe, part))
            done += 1
        out.append(group)
    return out


def _log_duration(setup, groups, methods, settings, options, monitor) -> None:
    """An estimate of the time, where it is worth one; the dearest group (all predictors, noise) stands for all."""
    rows, folds_ = largest(setup.splits), sum(len(splits) for splits in setup.splits.values())
    if rows < FEWEST_ROWS:
        return
    recipes = [Recipe(m, m.checked(settings.get(m.name, {})), groups[-1][1]) for m in methods]
    recipes = [lighter(recipe) for recipe in recipes] if setup.thinning else recipes
    fits = len(groups) * (folds_ + options.tune * len(setup.splits[setup.deciding]))
    tested = {kind: sum(int(fold.test.sum()) for fold in splits) for kind, splits in setup.splits.items()}
    held = (sum(tested.values()) + (tested[setup.deciding] if setup.noise is not None else 0)) / folds_
    seconds = expected_seconds(setup.samples.select(groups[-1][0].names), recipes, rows, held, fits, setup.threads,
                               setup.seed, monitor.part(0.0, 0.0))
    monitor.info(f"Expected time: {duration_in_words(seconds)} for {fits * len(recipes)} fits to {rows:,} rows, on "
                 f"{setup.threads} otherwise idle cores.")


def _noises(setup, predictors, wanted):
    """What training rows of a set get: nothing, the noise of its pixels, or one after the other."""
    noise = None if setup.noise is None else setup.noise[columns_of(setup.samples, predictors)]
    if noise is None or not noise.any():
        return [None]
    return [None, noise] if wanted == BOTH else [noise]


def _tuned(setup, predictors, recipe, options, monitor):
    noise = None if setup.noise is None else setup.noise[columns_of(setup.samples, predictors)]
    return tuned(setup.samples.select(predictors.names), recipe, setup.splits[setup.deciding], options.tune, setup.seed,
                 setup.threads, noise, setup.deciding, monitor)


def _model(comparison: ModelComparison, options: TrainingOptions, monitor: Monitor) -> Model:
    """The chosen variant, fitted to all rows as Train Model does."""
    chosen = comparison.chosen
    tried = [v.candidate for v in comparison.variants if v.predictors == chosen.predictors
             and (v.noise is None) == (chosen.noise is None)]
    naive, cells = chosen.validations[RANDOM], certain(comparison.setup.cells)
    splits = comparison.setup.splits[options.validation]
    judge = FinishedMap(chosen.samples, cells, product_noise(chosen.samples, cells), chosen.candidate,
                        share_learnt(splits))
    selected = Selected(tried, chosen.candidate, naive, chosen.assessment, splits, chosen.noise, judge,
                        doubt=Doubt(trust_in_detail(chosen.samples, cells, chosen.noise)))
    return fit_selected(chosen.samples, cells, selected, options, monitor)


def _log_comparison(comparison: ModelComparison, monitor: Monitor) -> None:
    """What the log says: the best of each set, what was chosen and why, and what that was measured against."""
    for winner in comparison.winners:
        held = winner.candidate.validation
        monitor.info(f"{winner.label}: R {held.r:.3f}, RMSE {held.rmse:.4f} m3/m3 on held-out cells, "
                     f"{winner.held_out_rmse:.4f} where these get the noise of pixels"
                     + (f", {winner.pattern_rmse:.4f} at reduced resolution." if winner.scaled_up else "."))
    monitor.info(f"Best: {comparison.chosen.label}, {comparison.why}.")
    monitor.info(f"Measured against the coarse product on cells held out from training ({comparison.setup.deciding}); "
                 "this is not accuracy in the field.")
    if np.isnan(comparison.chosen.skill):
        monitor.warn("The area is too small for an assessment at reduced resolution; CV_SKILL is not given.")


def _write(comparison, model, table_path, report, model_path, monitor):
    """All files or none."""
    monitor.at(0.97, "Writing table and report")
    columns, rows = comparison_rows(comparison)
    with ExitStack() as files:
        if report:
            write_comparison_report(files.enter_context(atomic_path(report)), comparison)
        if model_path:
            write_model(files.enter_context(atomic_path(model_path)), model)
        monitor.check()
        write_table(table_path, columns, rows, layer="comparison")
