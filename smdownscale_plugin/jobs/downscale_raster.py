"""Downscale Raster: a model, predictors and coarse soil moisture of one date to a fine map."""
from typing import Optional, Sequence

from ..downscaling.downscale import AUTO, Downscaled, choose_correction, downscale
from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.coarse import Coarse, dates_of, find_stack, read_coarse
from ..rasters.period import Period, parse_time
from ..rasters.stack import Stack, open_stacks
from ..regression.model import Model
from ..regression.model_file import read_model
from ..regression.training_table import refuse_fills


def downscale_raster(model_path: str, predictors: Sequence[str], output: str, coarse_path: Optional[str] = None,
                     date: str = "", residual_correction: str = AUTO, monitor: Monitor = SILENT) -> Downscaled:
    """Write the map of the date of the coarse raster, of `date`, or of the only stack there is.

    Raises InputError for inputs that don't fit; OutputError when the map can't be written.
    """
    model = read_model(model_path)
    stacks = [stack.select(model.features.names) for stack in open_stacks(predictors)]
    coarse = read_for(model, coarse_path, stacks[0]) if coarse_path else None
    stack = _stack_of(stacks, coarse, date)
    refuse_fills([stack])
    correction = choose_correction(residual_correction, model, coarse, monitor)
    result = downscale(model, stack, output, coarse, correction, monitor)
    tell(result, monitor)
    return result


def read_for(model: Model, path: str, stack: Stack) -> Coarse:
    """The coarse raster over a stack's area, in the unit that the model was trained in."""
    return read_coarse(path, float(model.about.get("coarse_scale", 1.0)), stack.grid)


def tell(result: Downscaled, monitor: Monitor) -> None:
    """What the log says of a finished map."""
    monitor.info(f"{result.valid_pixels} pixels predicted, {result.outside_percent:.1f} % of them outside the range that "
                 f"training saw in at least one predictor; residual correction {result.correction}.")
    if result.agreement:
        monitor.info(f"Cell means agree with the coarse product within {result.agreement.largest:.1e} m3/m3 on "
                     f"{result.agreement.cells - result.agreement.bounded} covered cells.")


def _stack_of(stacks, coarse, date):
    if date:
        moment = parse_time(date, "DATE")
        period = Period.from_name(date) or Period(moment, moment)
        inside = [s for s in stacks if s.period is None or s.period.start <= moment < s.period.end
                  or s.period.overlap(period)]
        if not inside:
            raise InputError(f"No predictors are of {date}; there are stacks of {dates_of(stacks)}.")
        return inside[0]
    if coarse:
        stack = find_stack(coarse.period, stacks, coarse.path)
        if stack is None:
            raise InputError(f"No date in common: the coarse raster is of {coarse.label}, the predictors of "
                             f"{dates_of(stacks)}; give predictors of its date.")
        return stack
    if len(stacks) > 1:
        raise InputError(f"The predictors are of {dates_of(stacks)}; say which date is wanted with DATE or COARSE.")
    return stacks[0]
