"""What a coarse product adds to samples: where their rows lie on its grid, and the operator that made them.

Needed where the product itself is assessed (reduced resolution, its noise, the error budget); samples that come from
elsewhere have none.
"""
from dataclasses import dataclass, field
from typing import Dict, List, Optional

import numpy as np

from ..rasters.grid import Grid
from ..rasters.period import Period
from ..scaling.geometry import transformed_points
from ..scaling.upscaling import Upscaling
from .lattice_means import Surroundings
from .textures import Textures


@dataclass(frozen=True)
class CoarseCells:
    """The coarse cells of samples. date, row, column: (n,) of each row; coverage: (n,) share of the cell that has valid
    predictors; periods: of the dates; product: its name, '' where unnamed; dropped: what was left out, with counts;
    surroundings: for the regional parts of predictors, None where they weren't asked for; textures: of continuous
    predictors, None where unknown."""

    upscaling: Upscaling
    date: np.ndarray
    row: np.ndarray
    column: np.ndarray
    coverage: np.ndarray
    periods: List[Optional[Period]]
    product: str = ""
    dropped: Dict[str, int] = field(default_factory=dict)
    surroundings: Optional[Surroundings] = None
    textures: Optional[Textures] = None

    @property
    def grid(self) -> Grid:
        """The coarse grid."""
        return self.upscaling.coarse

    @property
    def footprint_km(self) -> float:
        """Full width at half maximum of the product's footprint; 0: the cell's mean."""
        return self.upscaling.footprint_km

    def positions(self) -> np.ndarray:
        """(n, 2) longitude and latitude of the cells' centres; the grid's own coordinates where it has no CRS."""
        x0, dx, _, y0, _, dy = self.grid.transform
        x, y = x0 + dx * (self.column + 0.5), y0 + dy * (self.row + 0.5)
        return np.stack([x, y], 1) if not self.grid.crs else transformed_points(x, y, self.grid.crs, "EPSG:4326")

    def maps(self, values: np.ndarray) -> np.ndarray:
        """Values of the rows (n,) as maps (dates, rows, columns), NaN elsewhere."""
        out = np.full((len(self.periods),) + self.grid.shape, np.nan)
        out[self.date, self.row, self.column] = values
        return out
