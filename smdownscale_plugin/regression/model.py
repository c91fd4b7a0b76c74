"""A trained model: its fit, its predictors, and all that must be known to use and repeat it."""
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

import numpy as np

from ..rasters.grid import Grid
from ..samples.features import Features
from .applicability import Applicability
from .fit import Fit, go_on
from .rows import Rows


class OutOfRange(NamedTuple):
    """Which rows of a table lie out of what training saw.

    rows: (rows,) whether a continuous predictor lies out of the range of the training rows, or a class is new; counts:
    (columns,) how many rows do; ends: (columns, 2) lowest and highest value of each continuous column; new: (rows,)
    whether one lies even out of the range of the pixels in training, and new_counts: (columns,) how many do.
    """

    rows: np.ndarray
    counts: np.ndarray
    ends: np.ndarray
    new: np.ndarray
    new_counts: np.ndarray


@dataclass
class Model:
    """What Train Model writes and Downscale Raster applies.

    ranges: (columns, 2) smallest and largest value of each column in training; about: everything else that the
    model file holds (method, settings, product, footprint, dates, seed, validation ...), plain JSON values;
    fingerprint: of the model file that it was read from, so that maps of one series can be seen to share a model.
    """

    fit: Fit
    features: Features
    ranges: np.ndarray
    about: Dict[str, Any] = field(default_factory=dict)
    applicability: Optional[Applicability] = None
    fingerprint: str = ""

    @property
    def footprint_km(self) -> float:
        """Full width at half maximum of the coarse product's footprint; 0: the cell's mean."""
        return float(self.about.get("footprint_km", 0.0))

    @property
    def series(self) -> List[str]:
        """Names of the daily variables that its fit looks back on, in order; [] where it looks at one date only."""
        return list(self.about.get("series", []))

    @property
    def derived(self) -> List[str]:
        """Names of the predictors that are derived from dates, the coarse product or daily series where a stack lacks
        them (models of stations); [] otherwise."""
        return list(self.about.get("derived", []))

    @property
    def memory_days(self) -> int:
        """Days that derived predictors look back on, the map's own among them."""
        return int(self.about.get("memory_days", 0))

    @property
    def of_days(self) -> bool:
        """Whether it learnt antecedent predictors of single days or their means over several: those of a longer map are
        means over its days, else those of its last day."""
        return bool(self.about.get("of_days", False))

    @property
    def needed_names(self) -> List[str]:
        """Names of the predictors that rasters must hold."""
        return [name for name in self.features.names if name not in self.derived]

    @property
    def of_stations(self) -> bool:
        """Whether it was trained on measurements of stations."""
        return self.about.get("trained_on") == "stations"

    @property
    def product(self) -> str:
        """The coarse product that it was trained on."""
        return str(self.about.get("product", ""))

    @property
    def min_coverage(self) -> float:
        """Share of a cell that must have valid predictors."""
        return float(self.about.get("min_coverage", 0.5))

    @property
    def product_noise(self) -> Optional[float]:
        """Standard deviation of the coarse product's noise, m3/m3; None when unknown."""
        return self.about.get("product_noise")

    @property
    def filter_noise(self) -> Optional[float]:
        """That noise where known, else what residual correction assumes; None: no assumption."""
        return self.about.get("assumed_noise", self.product_noise)

    def detail_weight(self, correction: str) -> float:
        """How much of the model's detail its maps use with a residual correction, 0 to 1."""
        return float(self.about.get("detail_weights", {}).get(correction, 1.0))

    @property
    def usually_outside(self) -> np.ndarray:
        """(columns,) share of the pixels of training outside the range of the cells that were learned from."""
        shares = self.about.get("outside", {})
        return np.array([float(shares.get(column, 0.0)) for column in self.features.columns])

    @property
    def regional_cells(self) -> float:
        """Width (full, at half maximum) of the regional parts of predictors, in coarse cells; 0: not told apart."""
        return float(self.about.get("regional", {}).get("width_cells", 0.0))

    @property
    def cells(self) -> Grid:
        """The coarse grid that it was trained on."""
        grid = self.about["coarse_grid"]
        return Grid(grid["crs"], tuple(grid["transform"]), grid["shape"][1], grid["shape"][0])

    @property
    def noise_std(self) -> np.ndarray:
        """(columns,) standard deviation of the predictors' noise in training, 0 where none was given."""
        return np.asarray(self.about.get("pixel_noise") or np.zeros(len(self.features.columns)))

    @property
    def averaged(self) -> Dict[str, float]:
        """By noisy predictor: the standard deviation in pixels of the Gaussian over which maps average it first."""
        return dict(self.about.get("averaged", {}))

    def predict(self, table: np.ndarray, check: Callable = go_on, regional: Optional[np.ndarray] = None) -> np.ndarray:
        """(rows, columns) float32 without NaN to (rows,) m3/m3, float64, for fits of rows; regional: their
        regional parts, for fits that need them; check: see `Fit.prepare`."""
        return self.fit.predict_samples(Rows(table, regional=regional), check)

    def predictor_ranges(self) -> List[Tuple[float, float]]:
        """Smallest and largest value of each predictor in training; of a categorical one its codes."""
        out, column = [], 0
        for feature in self.features.features:
            out.append(tuple(self.ranges[column]) if feature.classes is None else
                       (min(feature.classes), max(feature.classes)))
            column += len(feature.columns)
        return out

    @property
    def pixel_ranges(self) -> Optional[np.ndarray]:
        """(columns, 2) as ranges, but of the pixels in training, with a twentieth more on both sides because they are a
        sample; None where unknown: for models of stations and files of older versions."""
        known = self.about.get("pixel_ranges")
        if not known:
            return None
        found = np.array([known.get(column, (-np.inf, np.inf)) for column in self.features.columns], float)
        return found + (found[:, 1:] - found[:, :1]) * [-0.05, 0.05]

    def outside(self, table: np.ndarray) -> OutOfRange:
        """What of a table (rows, columns) lies out of the range of training."""
        out, counts = self.features.unseen(table), np.zeros(table.shape[1])
        new, new_counts, widest = out.copy(), counts.copy(), self.pixel_ranges
        ends = np.full((table.shape[1], 2), np.nan)
        for column in np.flatnonzero(self.features.continuous) if len(table) else ():
            low, high = self.ranges[column]
            slack = 1e-6 * (high - low)
            low, high = np.float32(low - slack), np.float32(high + slack)
            values = np.ascontiguousarray(table[:, column])
            ends[column] = values.min(), values.max()
            if ends[column, 0] < low or ends[column, 1] > high:
                beyond = (values < low) | (values > high)
                counts[column] = np.count_nonzero(beyond)
                out |= beyond
                if widest is not None and (ends[column, 0] < widest[column, 0] or ends[column, 1] > widest[column, 1]):
                    beyond = (values < widest[column, 0]) | (values > widest[column, 1])
                    new_counts[column] = np.count_nonzero(beyond)
                    new |= beyond
        return OutOfRange(out, counts, ends, new, new_counts)
