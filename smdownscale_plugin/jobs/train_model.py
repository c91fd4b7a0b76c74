"""Train Model: predictors and coarse soil moisture to a model file and a report."""
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Callable, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..dependencies import require
from ..downscaling.pipeline import thread_count
from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..predictors.masking import masked
from ..rasters.coarse import read_all
from ..rasters.coarse_units import refuse_constant
from ..rasters.stack import only, open_stacks, static_files
from ..rasters.undated import warn_of_alike
from ..rasters.writing import atomic_path
from ..regression.applicability import find_applicability
from ..regression.cnn import ENSEMBLE
from ..regression.cnn import NAME as CNN
from ..regression.methods import AUTO, TAUGHT
from ..regression.model import Model
from ..regression.model_file import write_model
from ..regression.presets import read_hyperparameters
from ..regression.recipe import learnt_rows, with_noise
from ..regression.rows import pixel_rows
from ..reports.predictions import write_predictions
from ..reports.training import TrainingStory, write_training_report
from ..samples.coarse_cells import CoarseCells
from ..samples.from_coarse_cells import pair, sample_product
from ..samples.samples import Samples
from ..scaling.footprints import footprint_km as find_footprint
from ..selection.choosing import Candidate, averaged, best, recipes, validate_all
from ..selection.coarse_product.assessment import Assessment, reduced_resolution
from ..selection.coarse_product.error_budget import error_budget, product_noise
from ..selection.coarse_product.fine_error import errors_of_maps, fine_scale
from ..selection.coarse_product.footprint_check import NO_DOUBT, Doubt
from ..selection.coarse_product.judging import FinishedMap
from ..selection.coarse_product.parts import choose_parts
from ..selection.coarse_product.scale_up import Finished
from ..selection.coarse_product.screening import listed_names, screened
from ..selection.coarse_product.shared_detail import trust_in_detail
from ..selection.cross_validation import CrossValidation
from ..selection.fold import Fold, learnt_folds, share_learnt
from ..selection.folds import RANDOM, SPATIAL_BLOCKS, folds
from ..selection.noise_choice import AUTO as AUTO_NOISE
from ..selection.tuning import tuned
from .looking_back import looking_back, refuse_without_series, with_sequence_member
from .map_options import Masking
from .model_card import expected_skill, model_card
from .plausible_footprint import with_plausible_footprint
from .predictor_noise import predictor_noise
from .refitting import judge_of, refitted, without_averages
from .regions import Regions, with_regions
from .scales import beside_direct, options_for_scales, scales_card, scales_sentence, with_scales
from .taught_network import Teaching, taught
from .training_log import log_training
from .watery_cells import without_watery_cells

_DENSE = "neural_network"


@dataclass(frozen=True)
class TrainingOptions:
    """What the user may set; the defaults are those of the tool."""

    method: str = AUTO
    footprint_km: Optional[float] = None
    noise_augmentation: str = AUTO_NOISE
    validation: str = SPATIAL_BLOCKS
    min_coverage: float = 0.5
    hyperparameters: str = ""
    tune: int = 0
    coarse_scale: float = 1.0
    seed: int = 0
    threads: int = 0
    coarse_band: str = ""
    training_minutes: float = 0.0
    predictors_used: str = ""
    p_value: float = 0.01
    scales: str = ""
    regions: Optional[Regions] = None
    mask: Masking = Masking()
    series: Sequence[str] = ()
    days_before: int = 11


@dataclass(frozen=True)
class Selected:
    """How the method was chosen: all candidates, the one taken, the naive split, the assessment one scale up."""

    tried: List[Candidate]
    chosen: Candidate
    naive: CrossValidation
    assessment: Optional[Assessment]
    folds: Sequence[Fold]
    noise: Optional[np.ndarray]
    judge: FinishedMap
    width: float = 0.0
    doubt: Doubt = NO_DOUBT
    averaged: Mapping[str, float] = field(default_factory=dict)
    noise_unaveraged: Optional[np.ndarray] = None

    @property
    def finished(self) -> Optional[Finished]:
        """The finished map one scale up with the correction that `auto` takes; None where the area is too small."""
        return self.judge.best(self.chosen)


@dataclass(frozen=True)
class Trained:
    """What Train Model returns: rows, and held-out figures at the coarse scale. cv_skill may be NaN."""

    model: Model
    n_samples: int
    cv_r: float
    cv_rmse: float
    cv_skill: float


def train_model(predictors: Sequence[str], coarse: Sequence[str], model_path: str,
                options: TrainingOptions = TrainingOptions(), report: Optional[str] = None,
                monitor: Monitor = SILENT, predictions: Optional[str] = None) -> Trained:
    """Train on all dates that predictors and coarse rasters share; write the model file, and the report and the table
    of held-out predictions if asked.

    Raises InputError for inputs that don't fit together; OutputError when a file can't be written.
    """
    options = options_for_scales(options)
    refuse_without_series(options)
    teaching, of_rows = teaching_of(options), without_network(options)
    samples, cells = read_samples(predictors, coarse, options, monitor.part(0.0, 0.18))
    samples, cells, doubt = with_plausible_footprint(samples, cells, options, monitor, lambda km: read_samples(
        predictors, coarse, replace(options, footprint_km=km), SILENT))
    samples, screening = screened(samples, cells, options.predictors_used, options.p_value, monitor.part(0.18, 0.2))
    samples = with_scales(samples, cells, options, partial(_pairs, predictors, coarse, options), monitor)
    samples, variables = looking_back(samples, cells, options, monitor)
    samples, selected = select(samples, cells, of_rows, monitor.part(0.2, 0.6), doubt,
                               lambda: [stack for stack, _ in _pairs(predictors, coarse, options)])
    model = fit_selected(samples, cells, selected, of_rows, monitor.part(0.6, 0.7))
    model.about.update({**screening, **({"series": variables} if variables else {})})
    log_training(samples, selected, model, monitor)
    if samples.finer is not None:
        beside = beside_direct(samples, selected, options, monitor.part(0.7, 0.8))
        model.about["scales"] = scales_card(samples, beside)
        (monitor.warn if beside.better else monitor.info)(
            scales_sentence(model.about["scales"], selected.chosen.validation.rmse))
    if teaching:
        chosen = samples, selected, of_rows
        teacher = without_averages(model, *chosen)
        network = taught(teacher, partial(refitted, *chosen), judge_of(*chosen), samples,
                         _pairs(predictors, coarse, options), teaching, monitor.part(0.7, 0.9 if variables else 0.98))
        model = model if network is teacher else network
        model = with_sequence_member(model, samples, selected, of_rows, monitor.part(0.9, 0.98))
    held = selected.chosen.validation
    with ExitStack() as files:                    # all files or none
        if report:
            write_training_report(files.enter_context(atomic_path(report)),
                                  TrainingStory(model.about, samples, cells, held.predictions))
        write_model(files.enter_context(atomic_path(model_path)), model)
        if predictions:
            write_predictions(predictions, samples, cells.positions(), held.predictions, selected.folds)
    monitor.at(1.0, "Model written")
    return Trained(model, len(samples), held.r, held.rmse, expected_skill(model.about))


def teaching_of(options: TrainingOptions) -> Optional[Teaching]:
    """Whether and how a network is taught by what is chosen; None without one."""
    wanted = options.method in TAUGHT
    if not wanted and not (options.method == AUTO and options.training_minutes > 0):
        return None
    if not TAUGHT[CNN].present:
        require(TAUGHT[CNN].package)
    given = read_hyperparameters(options.hyperparameters, CNN) if wanted else {}
    return Teaching(TAUGHT[CNN].checked(given), wanted, options.training_minutes, options.seed,
                    options.method == ENSEMBLE)


def without_network(options: TrainingOptions) -> TrainingOptions:
    """The options of the row-wise method that teaches a network: what `auto` takes, a dense network in an ensemble."""
    teachers = {CNN: AUTO, ENSEMBLE: _DENSE}
    if options.method not in teachers:
        return options
    return replace(options, method=teachers[options.method], hyperparameters="")


def _pairs(predictors, coarse, options):
    stacks = masked(open_stacks(predictors), *options.mask)
    return pair(stacks, read_all(coarse, options.coarse_scale, stacks[0].grid, SILENT, options.coarse_band))


def read_samples(predictors: Sequence[str], coarse: Sequence[str], options: TrainingOptions,
                 monitor: Monitor) -> Tuple[Samples, CoarseCells]:
    """Samples of the inputs and their coarse cells; the log says what was taken and what was left out."""
    if not 0.0 < options.min_coverage <= 1.0:
        raise InputError(f"MIN_COVERAGE is {options.min_coverage:g} but must be above 0 and at most 1.")
    stacks, used = open_stacks(predictors), listed_names(options.predictors_used)
    stacks = masked(only(stacks, used, "PREDICTORS_USED") if used else stacks, *options.mask, monitor)
    static = static_files(stacks)
    if static and stacks[0].period:
        monitor.info(f"Treated as static (no date in the file's name or metadata): {', '.join(static)}.")
    if static and len(static) > 1:
        warn_of_alike(static, monitor)
    rasters = read_all(coarse, options.coarse_scale, stacks[0].grid, monitor, options.coarse_band)
    refuse_constant([raster.values for raster in rasters], rasters[0].path)
    width, reason = find_footprint(options.footprint_km, rasters[0].product, rasters[0].footprint_km)
    monitor.info(f"Footprint: {f'{width:g} km' if width else 'none, the mean of the cell'} ({reason}).")
    samples, cells = sample_product(stacks, rasters, width, options.min_coverage, monitor)
    samples, cells = without_watery_cells(samples, cells, stacks, monitor)
    monitor.info(f"Training on {len(samples)} values of {len(np.unique(samples.group))} coarse cells, on "
                 f"{len(samples.dates)} dates; predictors: {', '.join(samples.features.names)}.")
    for what, count in cells.dropped.items():
        if count:
            monitor.info(f"Left out: {count} {what}.")
    return with_regions(samples, cells, options, monitor), cells


def select(samples: Samples, cells: CoarseCells, options: TrainingOptions,
           monitor: Monitor, doubt: Doubt = NO_DOUBT, stacks: Optional[Callable] = None) -> Tuple[Samples, Selected]:
    """Choose the recipe on held-out cells, and measure it; the samples then have regional parts where they are used.

    stacks: see `predictor_noise`.
    """
    threads = options.threads or thread_count()
    known = predictor_noise(samples, cells, options, stacks, monitor)
    samples, noise, lost = known.samples, known.std, known.lost
    splits = folds(samples, options.validation, options.seed)
    settings = read_hyperparameters(options.hyperparameters, options.method)
    choices = recipes(samples, options.method, settings, lost, monitor)
    known_noise, parts, tested, judge = product_noise(samples, cells), None, lost, None
    if options.method == AUTO and samples.finer is None:
        parts = choose_parts(samples, cells, lost, settings.get("linear", {}), splits, options.validation, options.seed,
                             partial(FinishedMap, samples, cells, known_noise, learnt=share_learnt(splits)),
                             monitor.part(0.0, 0.3))
        samples, tested, judge, monitor = parts.samples, parts.tested, parts.judge, monitor.part(0.3, 1.0)
        choices = [replace(r, noise_std=parts.noise, split=parts.width > 0) for r in choices
                   if options.tune or r.method.name != "linear"]
    if options.tune:
        tried = [tuned(samples, recipe, splits, options.tune, options.seed, threads, tested, options.validation,
                       monitor.part(0.8 * k / len(choices), 0.8 * (k + 1) / len(choices)))
                 for k, recipe in enumerate(choices)]
    else:
        tried = validate_all(samples, choices, splits, options.validation, options.seed, threads, tested,
                             monitor.part(0.0, 0.8))
    if parts:
        # relations inside cells may differ from those between them: that is the safer assumption where both tie
        tried = [parts.line, *parts.others, *tried]
    judge = judge or FinishedMap(samples, cells, known_noise, tried[0], share_learnt(splits))
    chosen = best(samples, splits, tried, judge)
    at_random = validate_all(samples, chosen.recipes, folds(samples, RANDOM, options.seed), RANDOM, options.seed,
                             threads, None, monitor.part(0.8, 0.95))
    naive = at_random[0] if len(at_random) == 1 else averaged(samples, *at_random)
    assessment = reduced_resolution(samples, cells, chosen.validation.predictions, monitor.part(0.95, 1.0))
    return samples, Selected(tried, chosen, naive.validation, assessment, splits, noise, judge,
                             parts.width if parts and any(r.split for r in chosen.recipes) else 0.0,
                             replace(doubt, trust=doubt.trust * trust_in_detail(samples, cells, noise)),
                             known.averaged, known.unaveraged)


def fit_selected(samples: Samples, cells: CoarseCells, selected: Selected, options: TrainingOptions,
                 monitor: Monitor) -> Model:
    """Fit the chosen recipe to all rows, and find what intervals and applicability need."""
    threads = options.threads or thread_count()
    fit = selected.chosen.fit(samples, options.seed, threads, monitor.part(0.0, 0.7))
    monitor.at(0.7, "Finding the model's error and applicability")
    judge, held = selected.judge, selected.chosen.validation
    known_noise = product_noise(samples, cells, held.predictions)
    budget = error_budget(samples, cells, held, fit, known_noise, selected.noise)
    noise = certain(judge.noise) if known_noise is None else known_noise
    expected = fine_scale(samples, cells, fit, judge.all(selected.chosen), noise, selected.folds, budget,
                          known_noise is not None, selected.doubt)
    budget["finished"] = errors_of_maps(expected, selected.finished)
    rows, splits = learnt_rows(samples), learnt_folds(samples, selected.folds)
    if selected.noise is not None:
        rows = replace(rows, x=with_noise(rows.x, selected.noise, options.seed))
    applicability = find_applicability(samples.features, fit, rows, splits, pixel_rows(samples), options.seed, monitor)
    about = model_card(samples, cells, options, selected, known_noise, budget, expected)
    monitor.at(1.0)
    ranges = np.stack([samples.learnt_x.min(0), samples.learnt_x.max(0)], 1).astype(float)
    return Model(fit, samples.features, ranges, about, applicability)
