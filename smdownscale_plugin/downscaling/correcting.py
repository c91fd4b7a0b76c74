"""Which residual correction a map gets, and the object that makes it."""
from typing import Dict, Optional, Tuple

import numpy as np

from ..errors import EmptyInputError, InputError
from ..monitor import SILENT, Monitor
from ..rasters.coarse import Coarse
from ..rasters.stack import Stack
from ..regression.model import Model
from ..scaling.corrections import AUTO, FILTERED, MEAN_PRESERVING, NONE
from ..scaling.geometry import CellGeometry
from ..scaling.mean_preserving import BOUNDS, MeanPreserving
from ..scaling.residual_filter import ResidualFilter
from ..scaling.upscaling import Upscaling

# Where noise is unknown, means are kept exactly if one scale up that leaves less than this share of the squared error.
# Exactness repeats all of the product's noise: with a residual of mere noise it costs more than it can give.
_MOSTLY_SIGNAL = 0.5


class NoCorrection:
    """Leaves the first guess as it is, and measures its residual where there is a coarse raster."""

    agreement = None

    def __init__(self, model: Model, stack: Stack, coarse: Optional[Coarse]):
        self._coarse, self._least = coarse, model.min_coverage
        self._upscaling = Upscaling(stack.grid, coarse.grid, model.footprint_km) if coarse else None
        self._sums = self._upscaling.sums(1) if coarse else None

    def measure(self, window, prediction, check=SILENT.check):
        """First pass, from any thread."""
        return self._sums.measure(window, prediction, check) if self._sums else None

    def take(self, measured):
        """Add what `measure` gave."""
        if self._sums:
            self._sums.take(measured)

    def solve(self, monitor=SILENT):
        """The residual (rows, columns), NaN where it doesn't count."""
        if not self._sums:
            return np.array([[np.nan]])
        means, coverage = self._upscaling.result(self._sums)
        return np.where(coverage >= self._least - 1e-9, self._coarse.values - means[0], np.nan)

    def corrected(self, window, prediction):
        """The prediction within the bounds."""
        return np.clip(prediction, *BOUNDS)


def make_correction(name: str, model: Model, stack: Stack, coarse: Optional[Coarse]):
    """The correction of one map; use it as `MeanPreserving` or `ResidualFilter` say."""
    if name == NONE:
        return NoCorrection(model, stack, coarse)
    if name == MEAN_PRESERVING:
        return MeanPreserving(CellGeometry(stack.grid, coarse.grid), coarse.values)
    return ResidualFilter(Upscaling(stack.grid, coarse.grid, model.footprint_km), coarse.values,
                          CellGeometry(stack.grid, coarse.grid), model.min_coverage, model.product_noise)


def refuse_uncovered(residual: np.ndarray, stack: Stack) -> None:
    """EmptyInputError when no coarse cell has a residual."""
    if not np.isfinite(residual).any():
        raise EmptyInputError(f"No coarse cell with soil moisture holds a predicted pixel of {stack.label}; check "
                              "that both overlap, or choose RESIDUAL_CORRECTION none.")


def choose_correction(wanted: str, model: Model, coarse: Optional[Coarse], monitor: Monitor = SILENT) -> str:
    """The residual correction to use; logs why when it was `auto`.

    Raises InputError when what was asked for can't be had.
    """
    if wanted in (MEAN_PRESERVING, FILTERED) and coarse is None:
        raise InputError(f"RESIDUAL_CORRECTION {wanted} needs the coarse raster; give COARSE or choose none.")
    if wanted == MEAN_PRESERVING and model.footprint_km > 0:
        raise InputError("RESIDUAL_CORRECTION mean_preserving can't be had with a footprint: undoing a footprint of "
                         f"{model.footprint_km:g} km is ill-posed (condition number about 5e8), so noise would "
                         f"drown the map; choose filtered or auto.")
    if wanted != AUTO:
        return wanted
    if coarse is None:
        return NONE
    chosen, why = automatic_correction(model.footprint_km, model.product_noise,
                                       model.about.get("assessment", {}).get("rmse", {}))
    monitor.info(f"Residual correction: {chosen}, because {why}.")
    return chosen


def automatic_correction(footprint_km: float, product_noise: Optional[float],
                         rmse: Dict[str, float]) -> Tuple[str, str]:
    """(residual correction, reason) that `auto` means.

    rmse: by correction, of the assessment at reduced resolution; empty where there was none.
    """
    if footprint_km > 0:
        return FILTERED, (f"the product sees {footprint_km:g} km, more than a cell, so that keeping cell means is "
                          "ill-posed")
    if product_noise:
        return FILTERED, (f"the coarse product was found to carry noise of about {product_noise:.3f} m3/m3, which a "
                          "map shouldn't repeat")
    if not rmse:
        return MEAN_PRESERVING, "the product's noise is unknown and the area was too small to assess corrections"
    left = (rmse[MEAN_PRESERVING] / max(rmse[NONE], 1e-12)) ** 2
    chosen = MEAN_PRESERVING if left < _MOSTLY_SIGNAL else FILTERED
    return chosen, ("the product's noise is unknown (it takes three dates to find it) and one scale up, keeping means "
                    f"took away {max(0.0, 1 - left):.0%} of the squared error: the residual is "
                    + ("mostly signal" if chosen == MEAN_PRESERVING else "likely to hold much noise"))
