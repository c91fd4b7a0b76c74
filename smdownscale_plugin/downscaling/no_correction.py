"""No residual correction: the first guess as it is; its residual is measured where there is a coarse raster."""
from typing import Any, Callable, Mapping, Optional, Union

import numpy as np

from ..monitor import SILENT, Monitor
from ..rasters.windows import Window
from ..scaling.corrections import NONE
from .correction import Correction, Observation, within_bounds


class NoCorrection(Correction):
    """The first guess within the bounds. observation: None without a coarse raster."""

    name = NONE
    local = True
    needs_coarse = False

    def __init__(self, observation: Optional[Observation] = None):
        self._observation = observation
        self._sums = observation.upscaling.sums(1) if observation else None

    def measure(self, window: Window, prediction: np.ndarray, check: Callable = SILENT.check) -> Any:
        """The upscaled window, None without a coarse raster."""
        return self._sums.measure(window, prediction, check) if self._sums else None

    def take(self, measured: Any) -> None:
        """Add what `measure` gave."""
        if self._sums:
            self._sums.take(measured)

    def solve(self, monitor: Monitor = SILENT) -> np.ndarray:
        """The residual; a single NaN without a coarse raster."""
        if self._observation is None or self._sums is None:
            return np.array([[np.nan]])
        means, coverage = self._observation.upscaling.result(self._sums)
        covered = coverage >= self._observation.min_coverage - 1e-9
        return np.where(covered, self._observation.values - means[0], np.nan)

    def corrected(self, window: Window, prediction: np.ndarray) -> np.ndarray:
        """The prediction within the bounds."""
        return within_bounds(prediction)

    def error_variance(self, window: Window, budget: Mapping[str, float]) -> Union[float, np.ndarray]:
        """All of the model's error, between cells and inside them."""
        return budget["between"] + budget["within"]
