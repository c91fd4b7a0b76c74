"""The residual correction that gives back only the part of the residual that is signal."""
from typing import Mapping, Union

import numpy as np

from ..rasters.windows import Window
from ..scaling.corrections import FILTERED
from ..scaling.residual_filter import ResidualFilter
from .correction import Observation, OfEngine, within_bounds


class FilteredCorrection(OfEngine):
    """`scaling.residual_filter` for one map.

    It mends the errors of a first guess; where nothing of one is used, the map is the interpolated product, and what
    that has smoothed away may be mere noise.
    """

    name = FILTERED

    def __init__(self, observation: Observation):
        self.engine = ResidualFilter(observation.upscaling, observation.values, observation.upscaling.geometry,
                                     observation.min_coverage, observation.product_noise)

    def corrected(self, window: Window, prediction: np.ndarray) -> np.ndarray:
        """The window plus the signal in the residual."""
        return super().corrected(window, prediction) if self.detail_weight else within_bounds(prediction)

    def error_variance(self, window: Window, budget: Mapping[str, float]) -> Union[float, np.ndarray]:
        """Between cells what the filter leaves."""
        return budget["between_corrected"] + budget["within"]
