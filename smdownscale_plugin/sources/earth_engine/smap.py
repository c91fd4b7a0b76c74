"""SMAP on Earth Engine: which cells of SMAP's own grid hold their own value, and which a copy of a neighbour's."""
from typing import Sequence

import numpy as np
from osgeo import osr

from ...errors import InputError
from ...rasters.ease_grid import ease_grid
from ...rasters.gdal_calls import call
from ...rasters.grid import Grid, spatial_reference


def copied_cells(cells: Grid, crs: str, transform: Sequence[float]) -> np.ndarray:
    """Which M09 cells get a neighbour's value from a nearest-neighbour copy of the product, (rows, columns) of bool.

    cells: a window of M09; crs, transform: the copy's grid as Earth Engine gives it (six numbers in its order). A cell
    is read at its centre from the copy's pixel there; that pixel was filled from the M09 cell under its own centre.
    Where that is another cell, the value is the other cell's, and the own one is lost.
    """
    sx, _, x0, _, sy, y0 = transform
    left, dx, _, top, _, dy = cells.transform
    x, y = np.meshgrid(left + dx * (np.arange(cells.width) + 0.5), top + dy * (np.arange(cells.height) + 0.5))
    native = spatial_reference(crs)
    px, py = _moved(spatial_reference(cells.crs), native, x, y)
    cx, cy = (np.floor((px - x0) / sx) + 0.5) * sx + x0, (np.floor((py - y0) / sy) + 0.5) * sy + y0
    bx, by = _moved(native, spatial_reference(cells.crs), cx, cy)
    world = ease_grid("M09")
    ox, oy = world.transform[0], world.transform[3]
    own = np.floor((x - ox) / dx), np.floor((y - oy) / dy)
    source = np.floor((bx - ox) / dx), np.floor((by - oy) / dy)
    return (own[0] != source[0]) | (own[1] != source[1])


def _moved(source, target, x, y):
    what = "Can't transform between SMAP's grids"
    transformation = call(osr.CoordinateTransformation, source, target, what=what, error=InputError)
    points = np.array(call(transformation.TransformPoints, np.stack([x.ravel(), y.ravel()], 1), what=what,
                           error=InputError))
    return points[:, 0].reshape(x.shape), points[:, 1].reshape(x.shape)
