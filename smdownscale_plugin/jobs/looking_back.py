"""Train Model with the days before each date: for methods of sequences, and an LSTM in a deep ensemble."""
from dataclasses import replace
from typing import Any, List, Tuple, cast

import numpy as np

from ..dependencies import require
from ..downscaling.pipeline import thread_count
from ..errors import InputError
from ..monitor import Monitor
from ..rasters.number_text import in_percent
from ..rasters.stack import open_stacks
from ..regression.cnn import ENSEMBLE
from ..regression.methods import OF_SERIES
from ..regression.model import Model
from ..regression.recipe import Recipe
from ..regression.sum_of_fits import SumFit
from ..samples.coarse_cells import CoarseCells
from ..samples.days_of_cells import with_days_before
from ..samples.samples import Samples
from ..selection.choosing import squared_errors, validate_all

_LSTM = "lstm"


def refuse_without_series(options: Any) -> None:
    """InputError where METHOD looks back on days and SERIES is lacking, or can't be had at several SCALES."""
    if options.method in OF_SERIES and not options.series:
        raise InputError(f"METHOD {options.method} learns from the days before each date; give daily stacks (rain, "
                         "temperature ...) as SERIES.")
    if _looks_back(options) and options.scales:
        raise InputError(f"METHOD {options.method} looks back on the days of coarse cells (SERIES), which SCALES would "
                         "replace; leave out one of the two.")


def looking_back(samples: Samples, cells: CoarseCells, options: Any, monitor: Monitor) -> Tuple[Samples, List[str]]:
    """The samples with the days before each date, and the names of their variables; as they are, and [], where METHOD
    looks at one date. Raises InputError as `with_days_before`."""
    if not _looks_back(options):
        if options.series:
            monitor.info(f"SERIES isn't used: METHOD {options.method} looks at one date only. Derive Indices makes "
                         "predictors of the days before.")
        return samples, []
    stacks = open_stacks(options.series)
    samples = with_days_before(samples, cells, stacks, options.days_before, monitor)
    monitor.info(f"Looking back on {options.days_before} days of {', '.join(stacks[0].names)}.")
    return samples, list(stacks[0].names)


def with_sequence_member(model: Model, samples: Samples, selected: Any, options: Any, monitor: Monitor) -> Model:
    """A deep ensemble with an LSTM of the days before as one more member, weighted by its error on held-out cells
    beside that of the dense network; as it is where samples have no days."""
    if samples.series is None:
        return model
    method, threads = OF_SERIES[_LSTM], options.threads or thread_count()
    require(method.package)
    dense = selected.chosen
    recipe = Recipe(method, method.checked({}), dense.recipes[0].noise_std)
    [tried] = validate_all(samples, [recipe], selected.folds, options.validation, options.seed, threads, selected.noise,
                           monitor.part(0.0, 0.8))
    fit, others = recipe.fit(samples, options.seed, threads, monitor.part(0.8, 1.0)), cast(SumFit, model.fit)
    ratio = np.nanmean(squared_errors(samples, dense)) / np.nanmean(squared_errors(samples, tried))
    shares = np.append(others.weights, others.weights[0] * ratio)
    shares /= shares.sum()
    monitor.info(f"Ensemble with the LSTM: {in_percent(shares[0])} dense, {in_percent(shares[1])} convolutional, "
                 f"{in_percent(shares[2])} LSTM "
                 f"(RMSE on held-out cells {tried.validation.rmse:.4f} m3/m3, of the dense network "
                 f"{dense.validation.rmse:.4f}).")
    about = {**model.about, "ensemble_weights": [float(share) for share in shares],
             "hyperparameters": {**model.about["hyperparameters"], _LSTM: recipe.settings}}
    return replace(model, fit=SumFit([*others.parts, fit], shares), about=about)


def _looks_back(options) -> bool:
    return options.method in OF_SERIES or options.method == ENSEMBLE and bool(options.series)
