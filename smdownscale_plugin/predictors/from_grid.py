"""What indices take from the grid and the date instead of a band: latitude and day of the year."""
from typing import Dict, Optional

import numpy as np

from ..rasters.grid import Grid
from ..rasters.period import Period
from ..rasters.windows import Window
from .grid_mapping import transformed

_WGS84 = "EPSG:4326"
_NODES = 17


def latitudes(grid: Grid, window: Window) -> np.ndarray:
    """Latitude in degrees (rows, columns) of a window's cells, interpolated between a net of exact ones."""
    part = grid.window(window)
    rows, columns = (np.linspace(0.5, n - 0.5, _NODES) if n > 1 else np.full(_NODES, 0.5) for n in part.shape)
    x0, dx, _, y0, _, dy = part.transform
    x, y = np.meshgrid(x0 + dx * columns, y0 + dy * rows)
    nodes = y if grid.is_geographic else transformed(x, y, grid.crs, _WGS84)[1]
    down = np.stack([np.interp(np.arange(part.height) + 0.5, rows, nodes[:, k]) for k in range(_NODES)], 1)
    return np.stack([np.interp(np.arange(part.width) + 0.5, columns, line) for line in down])


def from_grid(grid: Grid, window: Window, period: Optional[Period]) -> Dict[str, np.ndarray]:
    """latitude, and day_of_year of the middle of a period where there is one, each (rows, columns) of a window."""
    layers = {"latitude": latitudes(grid, window)}
    if period is not None:
        layers["day_of_year"] = np.full(window.shape, float(period.middle.timetuple().tm_yday))
    return layers
