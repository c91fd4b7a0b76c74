"""A trained model: its fit, its predictors, and all that must be known to use and repeat it."""
from dataclasses import dataclass, field
from typing import Any, Dict

import numpy as np

from .features import Features
from .fit import Fit


@dataclass
class Model:
    """What Train Model writes and Downscale Raster applies.

    ranges: (columns, 2) smallest and largest value of each column in training; about: everything else that the
    model file tells (method, settings, product, footprint, dates, seed, validation ...), plain JSON values.
    """

    fit: Fit
    features: Features
    ranges: np.ndarray
    about: Dict[str, Any] = field(default_factory=dict)

    @property
    def footprint_km(self) -> float:
        """Full width at half maximum of the coarse product's footprint; 0: the cell's mean."""
        return float(self.about.get("footprint_km", 0.0))

    @property
    def product(self) -> str:
        """The coarse product that it was trained on."""
        return str(self.about.get("product", ""))

    def predict(self, table: np.ndarray) -> np.ndarray:
        """(rows, columns) float32 without NaN to (rows,) m3/m3, float64."""
        return self.fit.predict(table)

    def outside(self, table: np.ndarray) -> np.ndarray:
        """(rows,) whether any column lies outside its training range."""
        low, high = self.ranges.T
        slack = 1e-6 * (high - low)
        return ((table < low - slack) | (table > high + slack)).any(1)
