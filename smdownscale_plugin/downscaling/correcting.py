"""Which residual correction a map gets: the registry of corrections, one line each, and what `auto` means."""
from typing import Any, Dict, List, Mapping, Optional, Tuple, Type

import numpy as np

from ..errors import EmptyInputError, InputError
from ..monitor import SILENT, Monitor
from ..rasters.coarse import Coarse
from ..rasters.number_text import in_percent
from ..rasters.stack import Stack
from ..regression.model import Model
from ..scaling.corrections import AUTO, FILTERED, MEAN_PRESERVING, NONE
from ..scaling.upscaling import Upscaling
from .correction import Correction, Observation
from .detail import Detail
from .filtered_correction import FilteredCorrection
from .mean_preserving_correction import MeanPreservingCorrection
from .no_correction import NoCorrection

# Where noise is unknown, means are kept exactly if one scale up that leaves less than this share of the squared error.
# Exactness repeats all of the product's noise: with a residual of mere noise it costs more than it can give.
_MOSTLY_SIGNAL = 0.5

# What speaks for a correction where errors don't decide.
_WHEN_EQUAL = {FILTERED: "it leaves out the product's noise", MEAN_PRESERVING: "it keeps the product's cell means"}

KINDS: Dict[str, Type[Correction]] = {kind.name: kind for kind in (
    NoCorrection,
    MeanPreservingCorrection,
    FilteredCorrection,
)}


def make_correction(name: str, model: Model, stack: Stack, coarse: Optional[Coarse]) -> Correction:
    """The correction of one map."""
    if coarse is None:
        return NoCorrection()
    upscaling = Upscaling(stack.grid, coarse.grid, model.footprint_km)
    correction = KINDS[name](Observation(coarse.values, upscaling, model.min_coverage, model.filter_noise))
    if KINDS[name].needs_coarse:
        correction.detail = Detail(model.detail_weight(name), coarse.values, upscaling.geometry)
    return correction


def possible_corrections(footprint_km: float) -> List[str]:
    """Names of the corrections that can be had with a footprint of this width (0: means of cells)."""
    out = []
    for name, kind in KINDS.items():
        try:
            kind.refuse_footprint(footprint_km)
        except InputError:
            continue
        out.append(name)
    return out


def refuse_uncovered(residual: np.ndarray, stack: Stack) -> None:
    """EmptyInputError when no coarse cell has a residual."""
    if not np.isfinite(residual).any():
        raise EmptyInputError(f"No coarse cell with soil moisture holds a predicted pixel of {stack.label}; check that "
                              "the coarse raster and the predictors overlap, or choose RESIDUAL_CORRECTION none.")


def choose_correction(wanted: str, model: Model, with_coarse: bool, monitor: Monitor = SILENT) -> str:
    """The residual correction to use, with or without a coarse raster; logs why when it was `auto`.

    Raises InputError when what was asked for can't be had.
    """
    if wanted != AUTO:
        if KINDS[wanted].needs_coarse and not with_coarse:
            raise InputError(f"RESIDUAL_CORRECTION {wanted} needs the coarse raster; give COARSE or choose none.")
        KINDS[wanted].refuse_footprint(model.footprint_km)
        return wanted
    if not with_coarse:
        return NoCorrection.name
    if model.of_stations:
        monitor.info("Residual correction: none, because the model was trained on stations, not on the coarse product.")
        return NoCorrection.name
    chosen, why = chosen_correction(model.about)
    monitor.info(f"Residual correction: {chosen}, because {why}.")
    return chosen


def chosen_correction(about: Mapping[str, Any]) -> Tuple[str, str]:
    """(residual correction, reason) that `auto` means for a model; about: its description."""
    made, footprint_km = about.get("scale_up"), float(about.get("footprint_km", 0.0))
    if made:
        return made["correction"], _reason(made, footprint_km)
    return automatic_correction(footprint_km, about.get("product_noise"), about.get("assessment", {}).get("rmse", {}))


def _reason(made: Dict[str, Any], footprint_km: float) -> str:
    """Why training found a correction to do best."""
    figures = ", ".join(f"{rmse:.4f} {kind.replace('_', '-')}" for kind, rmse in made["rmse"].items()
                        if kind != NoCorrection.name)
    if made.get("expected", {}).get("reach") == 0.0:
        return ("no detailed map is expected to beat interpolation, which this correction leaves unchanged (RMSE of "
                f"finished maps at reduced resolution, on held-out cells, in m3/m3: {figures})")
    if footprint_km > 0:
        return (f"the product's footprint of {footprint_km:g} km is wider than a cell, which makes keeping cell means "
                f"ill-posed (RMSE of finished maps at reduced resolution, on held-out cells, in m3/m3: {figures})")
    if made["rmse"][made["correction"]] > min(rmse for kind, rmse in made["rmse"].items() if kind != NoCorrection.name):
        return (f"finished maps at reduced resolution did about as well with either on held-out cells (RMSE in m3/m3: "
                f"{figures}), and {_WHEN_EQUAL[made['correction']]}")
    return f"with it, finished maps at reduced resolution did best on held-out cells (RMSE in m3/m3: {figures})"


def automatic_correction(footprint_km: float, product_noise: Optional[float],
                         rmse: Dict[str, float]) -> Tuple[str, str]:
    """(residual correction, reason) that `auto` means.

    rmse: by correction, of the assessment at reduced resolution; empty where there was none.
    """
    if footprint_km > 0:
        return FILTERED, (f"the product's footprint of {footprint_km:g} km is wider than a cell, which makes keeping "
                          "cell means ill-posed")
    if product_noise:
        return FILTERED, (f"the coarse product was found to carry noise of about {product_noise:.3f} m3/m3, which a "
                          "map shouldn't repeat")
    if not rmse:
        return MEAN_PRESERVING, "the product's noise is unknown and the area was too small to assess corrections"
    left = (rmse[MEAN_PRESERVING] / max(rmse[NONE], 1e-12)) ** 2
    why = ("the product's noise is unknown (estimating it takes three dates), and at reduced resolution keeping cell "
           f"means removed {in_percent(max(0.0, 1 - left))} of the squared error: the residual is ")
    if left < _MOSTLY_SIGNAL:
        return MEAN_PRESERVING, why + "mostly signal"
    return FILTERED, why + "probably noisy"
