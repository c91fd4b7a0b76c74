"""Model + predictor stack + coarse soil moisture to a fine map."""
from dataclasses import dataclass
from typing import Dict, Optional

import numpy as np

from ..errors import EmptyInputError, InputError
from ..monitor import SILENT, Monitor
from ..rasters.coarse import BAND, UNIT, Coarse
from ..rasters.reading import Raster
from ..rasters.stack import Stack
from ..rasters.windows import windows
from ..rasters.writing import RasterWriter, remove_if_there
from ..regression.model import Model
from ..scaling.mean_preserving import BOUNDS, Agreement, MeanPreserving
from ..scaling.upscaling import Upscaling
from .pipeline import for_each_window
from .prediction import WindowPredictor

AUTO, NONE, MEAN_PRESERVING = "auto", "none", "mean_preserving"
CORRECTIONS = (AUTO, NONE, MEAN_PRESERVING)
_MOST_PASSES = 40


@dataclass(frozen=True)
class Downscaled:
    """What one map tells of itself. residual_rmse: of coarse minus upscaled first guess, m3/m3 (NaN without coarse)."""

    path: str
    valid_pixels: int
    outside_percent: float
    residual_rmse: float
    correction: str
    agreement: Optional[Agreement]


def downscale(model: Model, stack: Stack, output: str, coarse: Optional[Coarse], correction: str,
              monitor: Monitor = SILENT) -> Downscaled:
    """Write the fine map of one date.

    correction: `none` or `mean_preserving` (see `choose_correction`). Raises InputError when the stack lacks a
    predictor, nothing can be predicted, or the correction can't be had; OutputError when the map can't be written.
    """
    stack = stack.select(model.features.names)
    counts = {"valid": 0, "outside": 0}
    with WindowPredictor(model, stack) as predictor:
        if correction == MEAN_PRESERVING:
            agreement, residual = _mean_preserving(predictor, stack, output, coarse, counts, monitor)
        else:
            agreement, residual = _uncorrected(predictor, stack, output, coarse, counts, monitor)
    outside = 100.0 * counts["outside"] / counts["valid"]
    if agreement and agreement.bounded:
        monitor.warn(f"{agreement.bounded} of {agreement.cells} cells can't keep their mean within {BOUNDS[0]:g} to "
                     f"{BOUNDS[1]:g} m3/m3; they come as close as these bounds allow.")
    return Downscaled(output, counts["valid"], outside, residual, correction, agreement)


def choose_correction(wanted: str, model: Model, coarse: Optional[Coarse], monitor: Monitor = SILENT) -> str:
    """The residual correction to use; logs why when it was `auto`.

    Raises InputError when `mean_preserving` was asked for but can't be had.
    """
    if wanted == MEAN_PRESERVING and coarse is None:
        raise InputError("RESIDUAL_CORRECTION mean_preserving needs the coarse raster; give COARSE or choose none.")
    if wanted == MEAN_PRESERVING and model.footprint_km > 0:
        raise InputError("RESIDUAL_CORRECTION mean_preserving can't be had with a footprint: undoing a footprint of "
                         f"{model.footprint_km:g} km is ill-posed (condition number about 5e8), so noise would drown the "
                         "map; choose auto or none.")
    if wanted != AUTO:
        return wanted
    if coarse is None:
        return NONE
    if model.footprint_km > 0:
        monitor.info(f"Residual correction: none, because the product sees {model.footprint_km:g} km, more than a cell.")
        return NONE
    skill = model.about.get("assessment", {}).get("skill", {})
    exact, plain = skill.get(MEAN_PRESERVING), skill.get(NONE)
    if exact is None or plain is None:
        monitor.info("Residual correction: mean_preserving (the area was too small to assess it).")
        return MEAN_PRESERVING
    chosen = MEAN_PRESERVING if exact >= plain else NONE
    monitor.info(f"Residual correction: {chosen}; at reduced resolution the skill was {exact:.2f} with mean_preserving "
                 f"and {plain:.2f} without.")
    return chosen


def about_map(model: Model, stack: Stack, coarse: Optional[Coarse], correction: str) -> Dict[str, str]:
    """Dataset metadata of a map: its time, product, and how it was made."""
    period = stack.period or (coarse.period if coarse else None)
    if coarse and coarse.period:
        period = coarse.period
    about = {"PRODUCT": (coarse and coarse.product) or model.product, "METHOD": str(model.about.get("method", "")),
             "RESIDUAL_CORRECTION": correction, "SOURCE": "Soil Moisture Downscale"}
    return {**{k: v for k, v in about.items() if v}, **(period.metadata() if period else {})}


def _writer(predictor, output, coarse, correction):
    about = about_map(predictor.model, predictor.stack, coarse, correction)
    return RasterWriter(output, predictor.stack.grid, [BAND], units={BAND: UNIT}, metadata=about)


def _count(counts, guess):
    counts["valid"] += guess.valid
    counts["outside"] += guess.outside


def _refuse_empty(counts, stack):
    if not counts["valid"]:
        raise EmptyInputError(f"No pixel of the stack of {stack.label} has all predictors ({', '.join(stack.names)}); check "
                         "their nodata and extents.")


def _uncorrected(predictor, stack, output, coarse, counts, monitor):
    upscaling = Upscaling(stack.grid, coarse.grid, predictor.model.footprint_km) if coarse else None
    sums = upscaling.sums(1) if coarse else None
    with _writer(predictor, output, coarse, NONE) as writer:
        def finish(window, guess):
            _count(counts, guess)
            if sums:
                sums.add(window, guess.values)
            writer.write(np.clip(guess.values, *BOUNDS), window)
        for_each_window(windows(stack.grid.shape), predictor, finish, monitor, f"Predicting {stack.label}")
        _refuse_empty(counts, stack)
    if not coarse:
        return None, float("nan")
    means, coverage = upscaling.result(sums)
    covered = coverage >= float(predictor.model.about.get("min_coverage", 0.5))
    return None, _rms(np.where(covered, coarse.values - means[0], np.nan))


def _mean_preserving(predictor, stack, output, coarse, counts, monitor):
    """Passes: predict to a scratch file; find the field; check and settle cells; write the map."""
    correction = MeanPreserving(Upscaling(stack.grid, coarse.grid).geometry, coarse.values)
    scratch = output + ".first_guess.part"
    parts = windows(stack.grid.shape)
    try:
        with RasterWriter(scratch, stack.grid, [BAND], compress=False) as writer:
            def finish(window, guess):
                _count(counts, guess)
                correction.add(window, guess.values)
                writer.write(guess.values, window)
            for_each_window(parts, predictor, finish, monitor.part(0.0, 0.8), f"Predicting {stack.label}")
        _refuse_empty(counts, stack)
        residual = correction.solve()
        if not correction.covered.any():
            raise EmptyInputError(f"No coarse cell with soil moisture holds a predicted pixel of {stack.label}; check "
                                  "that both overlap, or choose RESIDUAL_CORRECTION none.")
        with Raster(scratch) as first_guess:
            _settle(correction, first_guess, parts, monitor.part(0.8, 0.9))
            with _writer(predictor, output, coarse, MEAN_PRESERVING) as writer:
                for window in monitor.part(0.9, 1.0).each(parts, f"Writing {stack.label}"):
                    writer.write(correction.corrected(window, first_guess.read(window)[0]), window)
    finally:
        remove_if_there(scratch)
    return correction.agreement, _rms(residual)


def _settle(correction, first_guess, parts, monitor):
    for attempt in range(_MOST_PASSES):
        for window in parts:
            monitor.at(attempt / _MOST_PASSES, "Keeping the means of coarse cells")
            correction.check(window, first_guess.read(window)[0])
        if not correction.improve():
            return


def _rms(values):
    valid = values[np.isfinite(values)]
    return float(np.sqrt(np.mean(valid ** 2))) if valid.size else float("nan")
