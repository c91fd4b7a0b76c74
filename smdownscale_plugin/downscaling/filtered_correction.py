"""The residual correction that gives back only the part of the residual that is signal."""
from typing import Mapping, Union

import numpy as np

from ..rasters.windows import Window
from ..scaling.corrections import FILTERED
from ..scaling.residual_filter import ResidualFilter
from .correction import Observation, OfEngine


class FilteredCorrection(OfEngine):
    """`scaling.residual_filter` for one map."""

    name = FILTERED

    def __init__(self, observation: Observation):
        self.engine = ResidualFilter(observation.upscaling, observation.values, observation.upscaling.geometry,
                                     observation.min_coverage, observation.product_noise)

    def error_variance(self, window: Window, budget: Mapping[str, float]) -> Union[float, np.ndarray]:
        """Between cells what the filter leaves."""
        return budget["between_corrected"] + budget["within"]
