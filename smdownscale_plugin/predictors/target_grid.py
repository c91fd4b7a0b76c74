"""The grid of a predictor stack: that of a raster, with another cell size, CRS or extent where the user says so."""
import math
from typing import Callable, Optional, Tuple

import numpy as np

from ..errors import InputError
from ..rasters.grid import Grid, crs_wkt, same_crs, spatial_reference
from ..rasters.windows import Window
from .grid_mapping import transformed

_MOST_CELLS = 10_000_000_000
_COMFORTABLE = 400_000_000     # cells of the grid that is proposed instead: 1.5 GB a band
_POINTS = 101

Bounds = Tuple[float, float, float, float]


def target_grid(base: Grid, resolution: Optional[float] = None, crs: Optional[str] = None,
                extent: Optional[Bounds] = None, extent_crs: Optional[str] = None) -> Grid:
    """The grid `base`, with what is given replaced.

    resolution: side of a cell in units of the CRS; without it the cells are the base's, or of about their size in
    another CRS. extent: xmin, ymin, xmax, ymax in `extent_crs` (default: the target's). With a resolution, cells start
    at the upper left corner of an extent in the target's CRS and cover it. Otherwise the extent is widened to whole
    cells, counted from the base's upper left corner, or from 0, 0 where the CRS is not the base's. Always north-up.
    Raises InputError: no CRS, an extent beside the CRS's domain, a cell size that doesn't fit the extent.
    """
    if not base.crs:
        raise InputError("The raster that sets the grid has no CRS; assign the right one first (Assign Projection).")
    wkt = crs_wkt(crs) if crs else base.crs
    wkt = base.crs if same_crs(wkt, base.crs) else wkt
    extent_crs = crs_wkt(extent_crs) if extent_crs else wkt
    box = transformed_bounds(extent, extent_crs, wkt) if extent else None
    if resolution is None and wkt == base.crs:
        return _north_up(base) if box is None else _checked(_cells_of(base, box))
    size = _similar_size(base, wkt) if resolution is None else resolution
    origin = (base.bounds[0], base.bounds[3]) if wkt == base.crs else (0.0, 0.0)
    if box is None:
        box = transformed_bounds(base.bounds, base.crs, wkt)
        exact = wkt == base.crs
    else:
        exact = resolution is not None and same_crs(extent_crs, wkt)
    width, height = box[2] - box[0], box[3] - box[1]
    if not 0 < size <= 1.001 * max(width, height):
        raise InputError(f"RESOLUTION {size:g} doesn't fit an extent of {width:.6g} x {height:.6g}; give the side of a "
                         f"cell in {_units(wkt)}.")
    return _checked(Grid.over(wkt, box if exact else _snapped(box, size, origin), size))


def transformed_bounds(bounds: Bounds, source: str, target: str) -> Bounds:
    """Bounds (xmin, ymin, xmax, ymax) of the same ground in another CRS, followed along edges and inside."""
    if same_crs(source, target):
        return bounds
    xmin, ymin, xmax, ymax = bounds
    across, up = np.meshgrid(np.linspace(xmin, xmax, _POINTS), np.linspace(ymin, ymax, _POINTS))
    x, y = transformed(across, up, source, target)
    if not np.isfinite(x).any():
        raise InputError(f"The extent x {xmin:.6g} to {xmax:.6g}, y {ymin:.6g} to {ymax:.6g} can't be transformed to "
                         "the stack's CRS; check both CRSs.")
    return float(np.nanmin(x)), float(np.nanmin(y)), float(np.nanmax(x)), float(np.nanmax(y))


def _north_up(grid: Grid) -> Grid:
    xmin, _, _, ymax = grid.bounds
    dx, dy = grid.cell_size
    return Grid(grid.crs, (xmin, dx, 0.0, ymax, 0.0, -dy), grid.width, grid.height)


def _cells_of(base: Grid, box: Bounds) -> Grid:
    """The base's cells that cover a box; they may go on beyond the base."""
    grid = _north_up(base)
    (dx, dy), (xmin, _, _, ymax) = grid.cell_size, grid.bounds
    left, right = math.floor((box[0] - xmin) / dx + 1e-6), math.ceil((box[2] - xmin) / dx - 1e-6)
    top, bottom = math.floor((ymax - box[3]) / dy + 1e-6), math.ceil((ymax - box[1]) / dy - 1e-6)
    return grid.window(Window(left, top, max(1, right - left), max(1, bottom - top)))


def _similar_size(base: Grid, wkt: str) -> float:
    """Side of a square of the area, in another CRS, of the base's middle cell."""
    (dx, dy), (xmin, ymin, xmax, ymax) = base.cell_size, base.bounds
    middle_x, middle_y = (xmin + xmax) / 2, (ymin + ymax) / 2
    x, y = transformed(middle_x + np.array([0.0, dx, 0.0]), middle_y + np.array([0.0, 0.0, dy]), base.crs, wkt)
    size = math.sqrt(abs((x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])))
    if not math.isfinite(size):
        raise InputError("The size of a cell can't be determined in the chosen CRS; give RESOLUTION.")
    return size


def _snapped(bounds: Bounds, size: float, origin: Tuple[float, float]) -> Bounds:
    """Bounds widened to whole cells that are counted from an origin (x, y)."""
    def whole(value: float, start: float, rounding: Callable[[float], int], slack: float) -> float:
        return start + rounding((value - start) / size + slack) * size
    return (whole(bounds[0], origin[0], math.floor, 1e-6), whole(bounds[1], origin[1], math.floor, 1e-6),
            whole(bounds[2], origin[0], math.ceil, -1e-6), whole(bounds[3], origin[1], math.ceil, -1e-6))


def _checked(grid: Grid) -> Grid:
    if grid.width * grid.height > _MOST_CELLS:
        size = math.sqrt(grid.width * grid.height / _COMFORTABLE) * grid.cell_size[0]
        gigabytes = 4 * grid.width * grid.height / 2 ** 30
        raise InputError(f"The grid would have {grid.width} x {grid.height} cells, about {gigabytes:,.0f} GB on disk "
                         "for each predictor and date (memory use stays small); give a larger RESOLUTION, such as "
                         f"{size:.3g} {_units(grid.crs)}, or a smaller EXTENT.")
    return grid


def _units(wkt: str) -> str:
    """The units of a CRS, for messages: degrees, metre ..."""
    reference = spatial_reference(wkt)
    return "degrees" if reference.IsGeographic() else f"units of the CRS ({reference.GetLinearUnitsName()})"
