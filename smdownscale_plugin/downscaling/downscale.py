"""Model + predictor stack + coarse soil moisture to a fine map, its interval, and where not to trust it."""
import math
from contextlib import ExitStack, contextmanager
from dataclasses import astuple, dataclass, replace
from functools import partial
from itertools import count
from typing import Any, Callable, Iterator, Optional, Tuple, Union

import numpy as np

from ..errors import EmptyInputError, certain
from ..monitor import SILENT, Monitor
from ..rasters.coarse import UNIT, Coarse
from ..rasters.coarse_bands import BAND
from ..rasters.days import DailyStacks
from ..rasters.kept_windows import KeptWindows
from ..rasters.reading import Raster
from ..rasters.stack import Stack
from ..rasters.windows import Window, windows
from ..rasters.writing import SCRATCH, RasterWriter, atomic_path, remove_if_there
from ..regression.model import Model
from ..scaling.mean_preserving import BOUNDS, Agreement
from .coarse_cover import CoarseCover
from .correcting import make_correction, refuse_uncovered
from .correction import MOST_LOOKS, Correction
from .interval import FEWEST_TO_RECALIBRATE, half_widths, limits, whole_error
from .pipeline import PerThread, for_each_window
from .prediction import FirstGuess, WindowPredictor
from .sources import about_map
from .station_readings import MapErrors, MapReadings, StationAdjustment
from .station_residuals import Judgement
from .surroundings import find_regional

PROMISED = 1e-4     # m3/m3: how well cell means are kept
_DISSIMILARITY, _APPLICABLE = "dissimilarity", "applicable"
_INTERVAL = ("lower", "upper", "width")


@dataclass(frozen=True)
class MapInputs:
    """What the map of a date is made of besides the model.

    stack: the predictors; coarse: the product, None for no residual correction; days: the daily stacks before the date,
    for models that look back; readings: of stations, towards which the map is adjusted where that helps at stations
    left out; errors: of earlier maps at stations, by which the interval is recalibrated where the readings are too few
    for it.
    """

    stack: Stack
    coarse: Optional[Coarse] = None
    days: Optional[DailyStacks] = None
    readings: Optional[MapReadings] = None
    errors: Optional[MapErrors] = None


@dataclass(frozen=True)
class OutputPaths:
    """Where to write: the map, and (None: not wanted) its interval and its applicability."""

    output: str
    interval: Optional[str] = None
    applicability: Optional[str] = None


@dataclass(frozen=True)
class Downscaled:
    """What is known of a finished map; NaN, None or '' where there is none or it is unknown. residual_rmse:
    of coarse minus upscaled first guess, m3/m3; outside_percent: of the pixels have a predictor out of the range of the
    training rows (means of cells); new_percent: even of the pixels in training (newest: most often
    which); covered_percent: lie in coarse cells with a value; constant: predictors of one value that vary in training;
    detail_weight: how much of the model's detail was used; stations: what they say of it; product: the coarse one."""

    path: str
    valid_pixels: int
    outside_percent: float
    residual_rmse: float
    correction: str
    agreement: Optional[Agreement]
    detail_weight: float = 1.0
    stations: Optional[Judgement] = None
    new_percent: float = math.nan
    newest: str = ""
    covered_percent: float = math.nan
    constant: Tuple[str, ...] = ()
    product: str = ""


def downscale(model: Model, inputs: MapInputs, targets: OutputPaths, correction: str, monitor: Monitor = SILENT, *,
              dates: int = 1, kept: Optional[KeptWindows] = None, allow_outside: bool = False) -> Downscaled:
    """Write the fine map of one date.

    correction: one of `scaling.corrections.MADE` (see `choose_correction`); dates: how many maps of this size will be
    made with the model; kept: windows of predictors that they share; allow_outside: make the map even if most of it
    lies out of the training range. Raises InputError when the stack lacks a predictor or holds a fill value that isn't
    declared, days are needed and not given, nothing can be predicted, or the correction can't be had; OutputError when
    a map can't be written.
    """
    inputs = replace(inputs, stack=inputs.stack.select(model.features.names))
    readings = inputs.readings
    with ExitStack() as files:      # all outputs appear when all are complete
        temporary = OutputPaths(*(path and files.enter_context(atomic_path(path)) for path in astuple(targets)))
        adjustment = files.enter_context(StationAdjustment(model, inputs.stack, readings)) if readings else None
        job = _Job(model, inputs, temporary, correction, monitor, dates, kept, allow_outside, adjustment)
        if inputs.errors:
            job.about["PAIRS"] = inputs.errors.fingerprint
        if readings:
            job.about["STATIONS"] = readings.fingerprint
        at_once = job.correction.local and not targets.interval and not readings
        residual = job.in_one_pass() if at_once else job.in_two_passes()
    judgement = adjustment.judgement if adjustment else None
    agreement = None if judgement and judgement.field else job.correction.agreement
    if agreement and agreement.largest >= PROMISED:
        monitor.warn(f"Cell means agree with the coarse product only to within {agreement.largest:.1e} m3/m3; the aim "
                     f"is {PROMISED:g}.")
    if agreement and agreement.bounded:
        monitor.warn(f"{agreement.bounded} of {agreement.cells} cells can't match the coarse value within "
                     f"{BOUNDS[0]:g} to {BOUNDS[1]:g} m3/m3 (the physical bounds); they come as close as these allow.")
    return Downscaled(targets.output, job.valid, 100.0 * job.outside / job.valid, _rms(residual), correction, agreement,
                      job.correction.detail_weight, judgement, *job.new_to_training,
                      job.cover.percent, job.constant,
                      inputs.coarse.product if inputs.coarse else "")


class _Job:
    """One map in the making."""

    def __init__(self, model: Model, inputs: MapInputs, targets: OutputPaths, correction: str, monitor: Monitor,
                 dates: int, kept: Optional[KeptWindows], allow_outside: bool, adjustment: Optional[StationAdjustment]):
        self.model, self.stack, self.days, self.targets = model, inputs.stack, inputs.days, targets
        self.monitor, self.adjustment, self.errors = monitor, adjustment, inputs.errors
        self.dates, self.kept, self.allow_outside = dates, kept, allow_outside
        self.about = about_map(model, inputs.stack, inputs.coarse, inputs.days, correction)
        self.correction: Correction = make_correction(correction, model, inputs.stack, inputs.coarse)
        self.valid = self.outside = 0
        self.new_to_training: Tuple[float, str] = (math.nan, "")
        self.constant: Tuple[str, ...] = ()
        self.cover = CoarseCover(inputs.stack.grid, inputs.coarse if self.correction.needs_coarse else None)
        self.widening, self.calibration = 1.0, "not calibrated at the fine scale"
        self.parts = windows(self.stack.grid.shape)

    def in_one_pass(self) -> np.ndarray:
        """Predict and write at once."""
        with self._map_writer(self.monitor.part(0.95, 1.0)) as writer:
            def keep(window: Window, guess: FirstGuess) -> None:
                writer.write(self.correction.corrected(window, guess.values), window)
            self._first_pass(keep, self.monitor.part(0.0, 0.95))
        return self.correction.solve()

    def in_two_passes(self) -> np.ndarray:
        """Predict to a scratch file, find the correction, then write."""
        scratch = self.targets.output + ".first_guess.part"
        names = [BAND] + (["variance"] if self.targets.interval else [])
        try:
            with RasterWriter(scratch, self.stack.grid, names, storage=SCRATCH) as writer:
                def keep(window: Window, guess: FirstGuess) -> None:
                    writer.write(guess.layers(), window)
                self._first_pass(keep, self.monitor.part(0.0, 0.8))
            residual = self.correction.solve(self.monitor.part(0.8, 0.84))
            if not self.correction.local:
                refuse_uncovered(residual, self.stack)
            self._settle(scratch, self.monitor.part(0.84, 0.9))
            if self.adjustment:
                self._ask_stations(scratch)
            if self.errors and self.targets.interval and self.widening == 1.0:
                self._recalibrate_by_pairs(scratch)
            self._write(scratch, self.monitor.part(0.9, 1.0))
        finally:
            remove_if_there(scratch)
        return residual

    def _first_pass(self, keep: Callable[[Window, FirstGuess], None], monitor: Monitor) -> None:
        regional = find_regional(self.model, self.stack, self.kept, monitor.part(0.0, 0.1))
        monitor = monitor.part(0.1 if regional else 0.0, 1.0)
        with WindowPredictor(self.model, self.stack, self.correction.measure, bool(self.targets.interval),
                             bool(self.targets.applicability), self.kept, self.days, regional,
                             self.correction.reduced) as predictor, \
                self._applicability_writer(monitor.part(0.95, 1.0)) as applicability:
            self._prepare(predictor, monitor.part(0.0, 0.03))

            def finish(window: Window, guess: FirstGuess) -> None:
                self.valid += guess.valid
                self.outside += guess.outside
                self.cover.add(window, guess.values)
                self.correction.take(guess.measured)
                keep(window, guess)
                if applicability:
                    applicability.write(certain(guess.applicability), window)
            for_each_window(predictor.windows, predictor, finish, monitor.part(0.03, 0.95 if applicability else 1.0),
                            f"Predicting {self.stack.label}")
            if not self.valid:
                raise EmptyInputError(f"No pixel of the stack of {self.stack.label} has all predictors "
                                      f"({', '.join(self.stack.names)}); check their nodata and extents.")
            predictor.conditions.judge(self.allow_outside, self.monitor)
            self.new_to_training = predictor.conditions.new_to_training()
            self.constant = predictor.conditions.constant()

    def _prepare(self, predictor: WindowPredictor, monitor: Monitor) -> None:
        steps = count(1)
        decision = predictor.prepare(self.dates, lambda: monitor.at(1 - 0.9 ** next(steps), "Preparing the model"))
        if decision:
            monitor.info(decision)

    def _settle(self, scratch: str, monitor: Monitor) -> None:
        for attempt in range(MOST_LOOKS):
            if not self.correction.wants_look:
                return
            steps = monitor.part(1 - 0.5 ** attempt, 1 - 0.5 ** (attempt + 1))     # most maps need one or two
            with PerThread(partial(Raster, scratch)) as first_guess:
                def look(window: Window, first_guess: PerThread = first_guess) -> Any:
                    return self.correction.look(window, first_guess().read_once(window)[0])
                for_each_window(self.parts, look, lambda _, looked: self.correction.take_look(looked), steps,
                                "Keeping the means of coarse cells")
            self.correction.improve()

    def _ask_stations(self, scratch: str) -> None:
        with Raster(scratch) as first_guess:
            found = certain(self.adjustment).find(
                lambda window: self.correction.corrected(window, first_guess.read_once(window)[0]))
            if self.targets.interval:
                self._recalibrate(first_guess, found.places)
        self.about["STATION_CORRECTION"] = found.label if found.field else "none"

    def _recalibrate(self, first_guess: Raster, places: int) -> None:
        self._widen(first_guess, certain(self.adjustment), f"recalibrated at stations ({places} places)",
                    f"the stations lie at {places} places",
                    f"90 % of station readings fall inside it ({places} places left out)")

    def _recalibrate_by_pairs(self, scratch: str) -> None:
        errors = certain(self.errors)
        with Raster(scratch) as first_guess:
            self._widen(first_guess, errors, f"recalibrated by pairs of earlier maps ({errors.places} places)",
                        f"PAIRS lie at {errors.places} places of the map",
                        f"90 % of the readings in PAIRS would fall inside it ({errors.places} places, "
                        f"{len(errors.error):,} pairs of earlier maps)")

    def _widen(self, first_guess: Raster, readings: Union[StationAdjustment, MapErrors], label: str, too_few: str,
               aim: str) -> None:
        """Multiply the interval's width by what `readings` ask for; label, too_few, aim: parts of what is said."""
        factor = readings.widening(lambda window: self._half_widths(window, first_guess.read_once(window)[1]))
        if factor is None:
            self.monitor.info(f"The interval is left as it is: {too_few}, and recalibrating it takes "
                              f"{FEWEST_TO_RECALIBRATE}.")
            return
        self.widening, self.calibration = factor, label
        self.monitor.info(f"The interval's width is multiplied by {factor:.2f}, so that {aim}; that includes the "
                          "readings' own error and the difference between a point and a pixel.")

    def _write(self, scratch: str, monitor: Monitor) -> None:
        with ExitStack() as files:
            first_guess = files.enter_context(PerThread(partial(Raster, scratch)))
            writer = files.enter_context(self._map_writer(monitor.part(0.9, 1.0)))
            interval = self.targets.interval and files.enter_context(self._interval_writer(monitor.part(0.7, 0.9)))

            def correct(window: Window) -> Tuple[np.ndarray, Optional[np.ndarray]]:
                layers = first_guess().read_once(window)
                values = self.correction.corrected(window, layers[0])
                if self.adjustment:
                    values = self.adjustment.adjusted(window, values)
                return values, limits(values, self._half_widths(window, layers[1])) if interval else None

            def finish(window: Window, results: Tuple[np.ndarray, Optional[np.ndarray]]) -> None:
                writer.write(results[0], window)
                if interval:
                    interval.write(certain(results[1]), window)
            for_each_window(self.parts, correct, finish, monitor.part(0.0, 0.7), f"Writing {self.stack.label}")

    def _half_widths(self, window: Window, variance: np.ndarray) -> np.ndarray:
        """(h, w) of the interval, m3/m3, from the variance of the first guess under the predictors' noise."""
        return self.widening * half_widths(self._error_variance(window, variance))

    def _error_variance(self, window: Window, variance: np.ndarray) -> Any:
        budget, trusted = self.model.about["error_budget"], self.correction.detail_weight ** 2
        measured = budget.get("finished", {}).get(self.correction.name)
        if measured is None:
            return self.correction.error_variance(window, budget) + trusted * variance
        return whole_error(measured, trusted * budget["predictor_noise"], trusted * variance,
                           budget.get("noise_contrast", 1.0))

    def _map_writer(self, monitor: Monitor) -> RasterWriter:
        return RasterWriter(self.targets.output, self.stack.grid, [BAND], units={BAND: UNIT}, metadata=self.about,
                            monitor=monitor)

    def _interval_writer(self, monitor: Monitor) -> RasterWriter:
        about = {**self.about, "INTERVAL": "90 percent", "CALIBRATION": self.calibration}
        return RasterWriter(certain(self.targets.interval), self.stack.grid, _INTERVAL,
                            units=dict.fromkeys(_INTERVAL, UNIT), metadata=about, monitor=monitor)

    @contextmanager
    def _applicability_writer(self, monitor: Monitor) -> Iterator[Optional[RasterWriter]]:
        if not self.targets.applicability:
            yield None
            return
        with RasterWriter(self.targets.applicability, self.stack.grid, [_APPLICABLE, _DISSIMILARITY],
                          metadata=self.about, monitor=monitor) as writer:
            yield writer


def _rms(values: np.ndarray) -> float:
    valid = values[np.isfinite(values)]
    return float(np.sqrt(np.mean(valid ** 2))) if valid.size else float("nan")
