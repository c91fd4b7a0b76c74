"""True sizes of a grid's cells on the sphere."""
from typing import Tuple

import numpy as np

from ..rasters.grid import Grid, spatial_reference
from .geometry import transformation_between
from .sphere import great_circle_km


def cell_kilometres(grid: Grid) -> Tuple[np.ndarray, np.ndarray]:
    """True width and height in kilometres of a grid's cells, per row, at its middle column: two (rows,) arrays.

    Great-circle distances. Without a CRS: the unit is taken as metres.
    """
    dx, dy = grid.cell_size
    if not grid.crs:
        return np.full(grid.height, dx / 1000), np.full(grid.height, dy / 1000)
    x0, step_x, _, y0, _, step_y = grid.transform
    x = x0 + step_x * grid.width / 2
    y = y0 + step_y * (np.arange(grid.height) + 0.5)
    points = [(x + sx * step_x / 2, v + sy * step_y / 2) for v in y for sx, sy in ((-1, 0), (1, 0), (0, -1), (0, 1))]
    if not grid.is_geographic:
        lonlat = spatial_reference("EPSG:4326")
        transformation = transformation_between(grid.crs, lonlat.ExportToWkt())
        points = transformation.TransformPoints(points)
    lon, lat = np.clip(np.array(points)[:, :2], -360, 360).T.reshape(2, -1, 4)
    widths = great_circle_km(lon[:, 0], lat[:, 0], lon[:, 1], lat[:, 1])
    heights = great_circle_km(lon[:, 2], lat[:, 2], lon[:, 3], lat[:, 3])
    width, height = (np.where(np.isfinite(found) & (found > 0), found, fallback / 1000)
                     for found, fallback in ((widths, dx), (heights, dy)))
    return width, height
