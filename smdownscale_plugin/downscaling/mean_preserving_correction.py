"""The residual correction that keeps the means of coarse cells exactly."""
from typing import Any, Callable, Mapping, Union

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.windows import Window
from ..scaling.corrections import MEAN_PRESERVING
from ..scaling.mean_preserving import MeanPreserving
from .correction import Observation, OfEngine


class MeanPreservingCorrection(OfEngine):
    """`scaling.mean_preserving` for one map, looked at again until the means agree."""

    name = MEAN_PRESERVING

    def __init__(self, observation: Observation):
        self.engine = MeanPreserving(observation.upscaling.geometry, observation.values)

    @classmethod
    def refuse_footprint(cls, footprint_km: float) -> None:
        """InputError: undoing a footprint is ill-posed."""
        if footprint_km > 0:
            raise InputError("RESIDUAL_CORRECTION mean_preserving is not possible with a footprint: undoing a "
                             f"footprint of {footprint_km:g} km is ill-posed (condition number about 5e8), so noise "
                             "would drown the map; choose filtered or auto.")

    def solve(self, monitor: Monitor = SILENT) -> np.ndarray:
        """Find the smooth field; the residual."""
        residual = super().solve(monitor)
        self.wants_look = True
        return residual

    def look(self, window: Window, prediction: np.ndarray, check: Callable = SILENT.check) -> Any:
        """The means of the corrected window."""
        return self.engine.look(window, prediction, check)

    def take_look(self, looked: Any) -> None:
        """Add them."""
        self.engine.take_look(looked)

    def improve(self) -> None:
        """Settle the cells that are off."""
        self.wants_look = self.engine.improve()
        self.agreement = self.engine.agreement

    def error_variance(self, window: Window, budget: Mapping[str, float]) -> Union[float, np.ndarray]:
        """Between cells the product's noise, all of which is repeated."""
        return budget["product_noise_variance"] + budget["within"]
