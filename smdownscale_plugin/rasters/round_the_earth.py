"""Grids that go round the earth: longitudes from -180 or from 0, and the last column is the first one's neighbour."""
from dataclasses import replace
from functools import lru_cache
from typing import Any, List, Optional, Tuple

import numpy as np
from osgeo import osr

from .gdal_calls import quiet
from .grid import MARGIN, Grid, positions_in, same_crs, spatial_reference
from .windows import Window, whole

_SIDE_BY_SIDE = ("Cylindrical_Equal_Area", "Mercator_1SP", "Mercator_2SP", "Equirectangular", "Plate_Carree",
                 "Popular_Visualisation_Pseudo_Mercator", "Miller_Cylindrical", "Gall_Stereographic",
                 "Lambert_Cylindrical_Equal_Area_Spherical")


@lru_cache(maxsize=64)
def turn_of(crs: str) -> Optional[float]:
    """Once round the earth, along x, in units of a CRS whose meridians are upright lines; None for others."""
    if not crs:
        return None
    reference = spatial_reference(crs)
    if reference.IsGeographic():
        return 360.0 / np.rad2deg(reference.GetAngularUnits()) if reference.GetAngularUnits() else 360.0
    if reference.GetAttrValue("PROJECTION") not in _SIDE_BY_SIDE:
        return None
    middle = reference.GetProjParm("central_meridian", 0.0)
    with quiet():
        try:
            change = osr.CoordinateTransformation(_degrees(reference), reference)
            ends = [change.TransformPoint(middle + side * 45.0, 0.0)[0] for side in (-1, 1)]
        except RuntimeError:
            return None
    length = 4.0 * (ends[1] - ends[0])
    return length if np.isfinite(length) and length > 0 else None


def _degrees(reference: osr.SpatialReference) -> Any:
    geographic = reference.CloneGeogCS()
    geographic.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return geographic


def nearest_turn(x: np.ndarray, middle: float, crs: str) -> np.ndarray:
    """x moved by whole turns round the earth to within half a turn of a middle."""
    turn = turn_of(crs)
    return x if turn is None else x - np.rint((x - middle) / turn) * turn


def goes_round(grid: Grid) -> bool:
    """Whether a grid's last column is a neighbour of its first."""
    turn = turn_of(grid.crs)
    return turn is not None and abs(turn / grid.cell_size[0] - grid.width) < 0.5


def middle_of(grid: Grid) -> float:
    """x half-way between a grid's edges."""
    return grid.transform[0] + grid.transform[1] * grid.width / 2


def part_over(grid: Grid, area: Grid, margin: int = MARGIN) -> Optional[Tuple[Grid, List[Window]]]:
    """The cells of `grid` over `area` and `margin` cells around as one grid, and the windows that hold them, from left
    to right; None where they don't meet.

    Where the area lies across the edge at which a grid that goes round the earth begins, the cells are those on both
    sides; the part's x counts on from one side, near the area's own x. InputError as `grid.window_over`.
    """
    columns, rows = positions_in(grid, area)
    if not columns.size:
        return None
    turn = turn_of(grid.crs)
    cells = None if turn is None else turn / grid.cell_size[0]
    if cells is not None:
        columns = columns - np.rint((columns - columns[len(columns) // 2]) / cells) * cells
        if not goes_round(grid):
            columns = columns + cells * max((-1, 0, 1), key=lambda turns: _shared(columns + turns * cells, grid.width))
    if rows.max() <= 0 or rows.min() >= grid.height:
        return None
    left, right = int(np.floor(columns.min())) - margin, int(np.ceil(columns.max())) + margin
    top, bottom = max(0, int(np.floor(rows.min())) - margin), min(grid.height, int(np.ceil(rows.max())) + margin)
    if cells is None or not goes_round(grid):
        if columns.max() <= 0 or columns.min() >= grid.width:
            return None
        left, right = max(0, left), min(grid.width, right)
        windows = [Window(left, top, right - left, bottom - top)]
    elif right - left >= grid.width:
        left, windows = 0, [replace(whole(grid.shape), row=top, height=bottom - top)]
    else:
        windows = _round(left, right, top, bottom - top, grid.width)
    width = sum(window.width for window in windows)
    x0, dx, rx, y0, ry, dy = grid.transform
    part = Grid(grid.crs, (x0 + dx * left, dx, rx, y0 + dy * top, ry, dy), width, bottom - top)
    if turn is not None and same_crs(grid.crs, area.crs):
        shift = float(np.rint((middle_of(area) - middle_of(part)) / turn)) * turn
        part = replace(part, transform=(part.transform[0] + shift, *part.transform[1:]))
    return part, windows


def _shared(columns: np.ndarray, width: int) -> float:
    """How many columns of a grid a span of columns covers."""
    return min(float(columns.max()), width) - max(float(columns.min()), 0.0)


def _round(left: int, right: int, top: int, height: int, width: int) -> List[Window]:
    """Windows of the columns left..right of a grid that goes round."""
    windows = []
    while left < right:
        first = left % width
        count = min(width - first, right - left)
        windows.append(Window(first, top, count, height))
        left += count
    return windows
