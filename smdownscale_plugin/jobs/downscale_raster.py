"""Downscale Raster: a model, predictors and coarse soil moisture of one date to a fine map."""
import math
from datetime import timedelta
from typing import Optional, Sequence

from ..downscaling.correcting import choose_correction
from ..downscaling.detail import weight_in_words
from ..downscaling.downscale import Downscaled, MapInputs, OutputPaths, downscale
from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..predictors.masking import masked
from ..rasters.coarse import Coarse, find_stack, read_coarse
from ..rasters.coarse_bands import coarse_sources
from ..rasters.coarse_units import compare_with_training
from ..rasters.period import Period, parse_time
from ..rasters.reading import describe
from ..rasters.stack import Stack, dates_of, open_stacks
from ..regression.model import Model
from ..regression.model_file import read_model
from .map_options import MapOptions
from .map_stations import open_stations
from .map_warnings import cover_in_words, warn_of_maps
from .outputs import refuse_overwriting
from .series_days import open_daily_stacks


def downscale_raster(model_path: str, predictors: Sequence[str], targets: OutputPaths,
                     coarse_path: Optional[str] = None, options: MapOptions = MapOptions(), *, date: str = "",
                     monitor: Monitor = SILENT) -> Downscaled:
    """Write the map of `date`, of the date of the coarse raster, or of the only stack there is.

    Raises InputError for inputs that don't fit; OutputError when the map can't be written.
    """
    monitor.at(0.0, "Reading the model")
    model = read_model(model_path)
    monitor.at(0.01, "Reading the predictors")
    refuse_unknown(model, targets)
    stacks, daily = open_stacks(predictors), open_daily_stacks(model, options.series, monitor)
    refuse_overwriting([targets.output, targets.interval, targets.applicability],
                       [model_path, coarse_path, options.mask.path, *(path for stack in stacks for path in stack.files),
                        *daily.files, *options.stations.paths, options.stations.pairs or None])
    coarse_path = coarse_path and _source_of(coarse_path, options.coarse_band, date, stacks)
    stack = stack_of(stacks, coarse_path, date, monitor)
    stack.select(model.needed_names)
    [stack] = masked([stack], *options.mask, monitor)
    coarse = read_for(model, coarse_path, stack, monitor, options.allow_outside) if coarse_path else None
    correction = choose_correction(options.residual_correction, model, coarse is not None, monitor)
    stack = daily.derive(stack, coarse, monitor)
    period = coarse.period if coarse and coarse.period else stack.period
    days, stations = daily.before(period, stack.grid, monitor), open_stations(options.stations, model, monitor)
    inputs = MapInputs(stack, coarse, days, stations.readings(period, stack.grid), stations.errors(stack.grid))
    result = downscale(model, inputs, targets, correction, monitor.part(0.02, 1.0),
                       allow_outside=options.allow_outside)
    log_map(result, monitor)
    warn_of_maps([result], model.product, monitor)
    return result


def refuse_unknown(model: Model, targets: OutputPaths) -> None:
    """InputError when an output is wanted that the model file can't give."""
    if targets.applicability and model.applicability is None:
        raise InputError("The model file holds no training rows to compare with, so APPLICABILITY can't be made; train "
                         "the model again.")
    if targets.interval and "error_budget" not in model.about:
        raise InputError("The model file doesn't hold the model's error, so no INTERVAL can be made; train it again.")


def read_for(model: Model, path: str, stack: Stack, monitor: Monitor = SILENT, allow_outside: bool = False) -> Coarse:
    """The coarse raster over a stack's area, in the unit that the model was trained in; InputError when it isn't.

    allow_outside: only warn of values far from those of training.
    """
    coarse = read_coarse(path, float(model.about.get("coarse_scale", 1.0)), stack.grid)
    problem, other_unit = compare_with_training(coarse.values, path, model.about.get("target"))
    if problem and other_unit and not allow_outside:
        raise InputError(f"{problem}: check its unit and band; if conditions really are that different, set "
                         "ALLOW_OUTSIDE.")
    if problem:
        monitor.warn(f"{problem}{'; ALLOW_OUTSIDE is on' if other_unit else ': check its unit and band'}.")
    if coarse.out_of_range:
        monitor.info(f"Left out: {coarse.out_of_range} coarse cells with values outside 0 to 1 m3/m3, or exactly 0.")
    return coarse


def _source_of(path: str, band: str, date: str, stacks: Sequence[Stack]) -> str:
    """The file, or the band of it, that holds the coarse soil moisture of the date."""
    sources = coarse_sources([path], band)
    if len(sources) == 1:
        return sources[0]
    wanted = _period_of(date) if date else stacks[0].period if len(stacks) == 1 else None
    found = [source for source in sources if wanted and certain(describe(source).period).overlap(wanted)]
    if len(found) != 1:
        labels = [certain(describe(source).period).label() for source in sources]
        raise InputError(f"The coarse raster {path} holds {len(sources)} dates, {labels[0]} to {labels[-1]}; choose "
                         "one with DATE, or give its band in COARSE_BAND.")
    return found[0]


def pixels_outside(result: Downscaled) -> str:
    """How many pixels have conditions that no pixel had in training, or, where the model file doesn't hold those, that
    no training row had."""
    if not math.isfinite(result.new_percent):
        return f"{result.outside_percent:.1f} % of them outside the training range of at least one predictor"
    if result.new_percent < 0.05:
        return "hardly any with conditions that no pixel had in training"
    mostly = f" (mostly {result.newest})" if result.newest else ""
    return f"{result.new_percent:.1f} % of them with conditions that no pixel had in training{mostly}"


def log_map(result: Downscaled, monitor: Monitor) -> None:
    """What the log says of a finished map."""
    monitor.info(f"{result.valid_pixels} pixels predicted, {pixels_outside(result)}{cover_in_words(result)}; "
                 f"residual correction {result.correction}.")
    if math.isfinite(result.new_percent) and result.outside_percent >= 1.0:
        monitor.info(f"{result.outside_percent:.0f} % of the pixels lie outside the range of the cell means that the "
                     "model learned from; that is normal, because pixels vary more than means of cells.")
    if result.detail_weight < 1.0:
        monitor.info(weight_in_words(result.detail_weight))
    if result.stations:
        monitor.info(f"Stations: {result.stations.sentence}")
    if result.agreement:
        monitor.info(f"Cell means agree with the coarse product within {result.agreement.largest:.1e} m3/m3 on "
                     f"{result.agreement.cells - result.agreement.bounded} covered cells.")


def stack_of(stacks: Sequence[Stack], coarse_path: Optional[str], date: str, monitor: Monitor) -> Stack:
    """The stack of DATE, else the one that the coarse raster joins, else the only one."""
    coarse_period = describe(coarse_path).period if coarse_path else None
    if date:
        stack = find_stack(_period_of(date), stacks, f"DATE {date}", monitor)
        if stack is None:
            raise InputError(f"No predictors have the DATE {date}; the dates available are {dates_of(stacks)}.")
        if coarse_period and stack.period and not coarse_period.overlap(stack.period):
            raise InputError(f"DATE is {date} but the coarse raster {coarse_path} is dated {coarse_period.label()}; "
                             "leave out DATE or give the coarse raster of that date.")
        return stack
    if coarse_path:
        stack = find_stack(coarse_period, stacks, coarse_path, monitor)
        if stack is None:
            raise InputError(f"No date in common: the coarse raster is dated {certain(coarse_period).label()}, the "
                             f"predictors {dates_of(stacks)}; give predictors of its date.")
        return stack
    if len(stacks) > 1:
        raise InputError(f"The predictors are dated {dates_of(stacks)}; choose one date with DATE or COARSE.")
    return stacks[0]


def _period_of(date: str) -> Period:
    """The day or month that a text names (2020-06-01, 20200601, 2020-06), or its instant; InputError when it's none."""
    named = None if ":" in date else Period.from_name(date)
    if named:
        return named
    moment = parse_time(date, "DATE")
    return Period(moment, moment + timedelta(seconds=1))
