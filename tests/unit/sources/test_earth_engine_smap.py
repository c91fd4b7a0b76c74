"""Which of SMAP's cells hold their own value on Earth Engine, by an independent computation of its resampling."""
import numpy as np
import pytest
from osgeo import osr

from smdownscale_plugin.rasters.ease_grid import ease_grid
from smdownscale_plugin.rasters.windows import Window
from smdownscale_plugin.sources.earth_engine.smap import copied_cells

SMAP_L3 = (0.08, 0, -180, 0, -0.08, 85.0445664)
SMAP_L4 = (0.0952, 0, -180, 0, -0.0952, 85.0445664)


def nearest_copy(cells, transform):
    """What a nearest-neighbour copy gives at the cells' centres: the M09 row and column that it was filled from."""
    sx, _, x0, _, sy, y0 = transform
    world = ease_grid("M09")
    radius, e2 = 6378137.0, 0.00669437999014
    e = e2 ** 0.5
    k0 = np.cos(np.radians(30)) / np.sqrt(1 - e2 * np.sin(np.radians(30)) ** 2)

    def q(phi):
        s = np.sin(phi)
        return (1 - e2) * (s / (1 - e2 * s * s) - np.log((1 - e * s) / (1 + e * s)) / (2 * e))
    phis = np.radians(np.linspace(-86, 86, 400001))
    ys = radius * q(phis) / (2 * k0)      # the cylindrical equal-area projection (Snyder 1987), by table

    def forward(lon, lat):
        return radius * k0 * np.radians(lon), np.interp(np.radians(lat), phis, ys)
    x = cells.transform[0] + cells.transform[1] * (np.arange(cells.width) + 0.5)
    y = cells.transform[3] + cells.transform[5] * (np.arange(cells.height) + 0.5)
    lon, lat = np.degrees(x / (radius * k0)), np.degrees(np.interp(y, ys, phis))
    px = (np.floor((lon - x0) / sx) + 0.5) * sx + x0
    py = (np.floor((lat - y0) / sy) + 0.5) * sy + y0
    bx, by = forward(px, py)
    return (np.floor((by - world.transform[3]) / world.transform[5]).astype(int),
            np.floor((bx - world.transform[0]) / world.transform[1]).astype(int))


@pytest.mark.parametrize("transform", [SMAP_L3, SMAP_L4])
@pytest.mark.parametrize("row, column", [(400, 900), (780, 2000), (620, 1500)])
def test_copied_cells_are_those_whose_value_came_from_another_cell(transform, row, column):
    cells = ease_grid("M09").window(Window(column, row, 60, 50))
    rows, columns = nearest_copy(cells, transform)
    expected = (rows != np.arange(row, row + 50))[:, None] | (columns != np.arange(column, column + 60))[None, :]
    found = copied_cells(cells, "EPSG:4326", transform)
    np.testing.assert_array_equal(found, expected)


def test_l3_loses_rows_near_the_equator_and_none_at_middle_latitudes():
    tropics = copied_cells(ease_grid("M09").window(Window(2000, 780, 60, 60)), "EPSG:4326", SMAP_L3)
    oklahoma = copied_cells(ease_grid("M09").window(Window(900, 320, 60, 60)), "EPSG:4326", SMAP_L3)
    assert 0.02 < tropics.mean() < 0.3 and not oklahoma.any()
    assert (tropics.all(1) | ~tropics.any(1)).all()      # whole rows


@pytest.mark.parametrize("row, column", [(330, 880), (620, 1500), (800, 2000)])
def test_no_cell_is_dropped_that_has_a_pixel_of_its_own(row, column):
    """L4 lies on .0949 degrees there, wider than its cells: those in which no pixel is centred are lost, no others."""
    step = 0.0949
    cells = ease_grid("M09").window(Window(column, row, 30, 30))
    source, target = osr.SpatialReference(), osr.SpatialReference()
    source.ImportFromEPSG(4326)
    target.ImportFromEPSG(6933)
    for reference in (source, target):
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    centres = -180 + step * (np.arange(3793) + 0.5), 85.0445664 - step * (np.arange(1792) + 0.5)
    transformation = osr.CoordinateTransformation(source, target)
    x = np.array(transformation.TransformPoints(np.stack([centres[0], np.zeros(3793)], 1)))[:, 0]
    y = np.array(transformation.TransformPoints(np.stack([np.zeros(1792), centres[1]], 1)))[:, 1]
    x0, dx, _, y0, _, dy = cells.transform
    columns, rows = np.floor((x - x0) / dx).astype(int), np.floor((y - y0) / dy).astype(int)
    empty = ~np.isin(np.arange(30), rows)[:, None] | ~np.isin(np.arange(30), columns)[None, :]
    found = copied_cells(cells, "EPSG:4326", (step, 0, -180, 0, -step, 85.0445664))
    np.testing.assert_array_equal(found, empty)
