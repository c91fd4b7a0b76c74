"""Terrain: slope against gdaldem and closed forms, pits against a plain flood, wetness against closed forms."""
import heapq
import tracemalloc

import numpy as np
import pytest
from osgeo import gdal, osr

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.predictors import terrain
from smdownscale_plugin.predictors.drained_surface import drain_flats, fill_pits
from smdownscale_plugin.rasters.ease_grid import ease_grid
from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.windows import Window

CELL = 30.0
SIZE = 121


def metric(size=SIZE):
    return np.full(size, CELL)


def plane(degrees, fall=0.1, size=SIZE):
    """A plane that falls towards `degrees` clockwise from east, and the way from its upper edges in metres."""
    angle = np.radians(degrees)
    column, row = np.meshgrid(np.arange(size), np.arange(size))
    height = 1000 - fall * CELL * (column * np.cos(angle) + row * np.sin(angle))
    with np.errstate(divide="ignore"):
        way = np.minimum((column + 1) * CELL / np.cos(angle), (row + 1) * CELL / max(np.sin(angle), 1e-9))
    return height, way


def cone(size=SIZE):
    """Distance from the middle cell in metres."""
    column, row = np.meshgrid(np.arange(size), np.arange(size))
    return np.hypot(column - size // 2, row - size // 2) * CELL


def filled(height):
    return fill_pits(np.pad(height, 1, constant_values=np.nan))


def plain_flood(z):
    """Priority flood cell by cell, as in Barnes et al. (2014), algorithm 1."""
    filled, done = z.copy(), np.zeros(z.shape, bool)
    queue = [(z[r, c], r, c) for r in range(z.shape[0]) for c in range(z.shape[1])
             if r in (0, z.shape[0] - 1) or c in (0, z.shape[1] - 1)]
    heapq.heapify(queue)
    for _, r, c in queue:
        done[r, c] = True
    while queue:
        level, r, c = heapq.heappop(queue)
        for i in range(max(0, r - 1), min(z.shape[0], r + 2)):
            for j in range(max(0, c - 1), min(z.shape[1], c + 2)):
                if not done[i, j]:
                    done[i, j], filled[i, j] = True, max(level, z[i, j])
                    heapq.heappush(queue, (filled[i, j], i, j))
    return filled


@pytest.mark.parametrize("degrees", [0, 10, 30, 45, 60, 80])
def test_on_a_tilted_plane_the_wetness_is_that_of_the_closed_form(degrees):
    height, way = plane(degrees)
    twi = terrain.wetness_index(height, metric(), metric())
    inner = (slice(20, -1), slice(20, -1))
    error = np.abs(twi - np.log(way / 0.1))[inner]
    assert np.median(error) < 1e-6 and error.max() < 0.1      # the worst cells are on the ridge between two edges


def test_on_an_outward_cone_the_area_per_contour_is_half_the_radius():
    r = cone()
    twi = terrain.wetness_index(3000 - 0.2 * r, metric(), metric())
    ring = (r > 600) & (r < 1700)
    error = twi[ring] - np.log(r[ring] / 2 / 0.2)
    assert abs(error.mean()) < 0.03 and np.abs(error).mean() < 0.05


def test_on_a_funnel_the_area_per_contour_is_that_of_the_ring_outside():
    r, edge = cone(), 1700.0
    height = np.where(r > edge, np.nan, 1000 + 0.2 * r)
    height[SIZE // 2, SIZE // 2] = np.nan                      # the hole that it drains into
    twi = terrain.wetness_index(height, metric(), metric())
    ring = (r > 300) & (r < 1300)
    error = twi[ring] - np.log((edge ** 2 - r[ring] ** 2) / (2 * r[ring]) / 0.2)
    assert abs(error.mean()) < 0.03 and np.abs(error).max() < 0.1


def test_pits_are_filled_as_by_a_flood_cell_by_cell():
    random = np.random.default_rng(3)
    for height in (random.normal(size=(40, 55)), np.round(random.normal(size=(40, 55)) * 2),
                   random.normal(size=(40, 55)).cumsum(0).cumsum(1)):
        np.testing.assert_array_equal(filled(height)[1:-1, 1:-1], plain_flood(height))


def test_all_water_of_a_rough_dem_leaves_it():
    random = np.random.default_rng(4)
    height = np.round(random.normal(size=(60, 60)).cumsum(0).cumsum(1), 1)
    height[20:40, 20:40] = np.round(height.mean())             # a flat, partly a pit
    surface = drain_flats(filled(height))
    lowest = np.min([surface[1 + r:61 + r, 1 + c:61 + c] for r in (-1, 0, 1) for c in (-1, 0, 1) if r or c], axis=0)
    assert (lowest < surface[1:-1, 1:-1])[1:-1, 1:-1].all()    # every inner cell has a way down
    assert np.abs(surface - filled(height))[1:-1, 1:-1].max() < 0.1


def test_a_void_is_an_outlet_and_has_no_value():
    height, _ = plane(0)
    height[50:55, 50:55] = np.nan
    twi = terrain.wetness_index(height, metric(), metric())
    assert np.isnan(twi[50:55, 50:55]).all() and np.isfinite(np.delete(twi, range(50, 55), 0)).all()
    assert twi[52, 56] < twi[45, 56]                           # below the void the upslope area begins anew


def test_a_flat_dem_has_a_wetness_everywhere():
    assert np.isfinite(terrain.wetness_index(np.full((30, 30), 5.0), metric(30), metric(30))).all()


def test_slope_and_aspect_are_those_of_gdaldem():
    random = np.random.default_rng(5)
    height = random.normal(size=(50, 60)).cumsum(0).cumsum(1).astype(np.float32)
    source = gdal.GetDriverByName("MEM").Create("", 60, 50, 1, gdal.GDT_Float32)
    source.SetGeoTransform((500000, CELL, 0, 5000000, 0, -CELL))
    source.SetProjection(crs_wkt("EPSG:32633"))
    source.GetRasterBand(1).WriteArray(height)
    slope, aspect = (gdal.DEMProcessing("", source, kind, format="MEM").ReadAsArray() for kind in ("slope", "aspect"))
    mine = terrain.slope_and_aspect(height, metric(50), metric(50))
    inner = (slice(1, -1), slice(1, -1))
    np.testing.assert_allclose(mine["slope"][inner], slope[inner], atol=2e-4)
    for name, function in (("northness", np.cos), ("eastness", np.sin)):
        expected = function(np.radians(aspect)) * np.sin(np.radians(slope))
        np.testing.assert_allclose(mine[name][inner], expected[inner], atol=2e-5)


def test_a_plane_keeps_its_slope_up_to_the_edge_and_around_a_void():
    height, _ = plane(30)
    height[40, 40] = np.nan
    slope = terrain.slope_and_aspect(height, metric(), metric())["slope"]
    valid = np.isfinite(height)
    np.testing.assert_allclose(slope[valid], np.degrees(np.arctan(0.1)), rtol=1e-9)


@pytest.mark.parametrize("latitude", [0.0, 36.0, -60.0])
def test_slope_on_a_geographic_grid_is_that_of_the_metric_one(latitude):
    zone = 32633 if latitude >= 0 else 32733
    to_metres = osr.CoordinateTransformation(_reference(4326), _reference(zone))
    cell = 1 / 3600.0
    degrees = Grid(crs_wkt("EPSG:4326"), (15.0, cell, 0, latitude + 50 * cell, 0, -cell), 100, 100)
    x = 15.0 + (np.arange(100) + 0.5) * cell
    y = latitude + 50 * cell - (np.arange(100) + 0.5) * cell
    points = np.array(to_metres.TransformPoints(np.stack(np.meshgrid(x, y), -1).reshape(-1, 2)))[:, :2]
    east0, north0 = points[0]

    def hill(east, north):
        return 500 + 80 * np.sin((east - east0) / 400) + 60 * np.cos((north - north0) / 300)
    height = hill(points[:, 0], points[:, 1]).reshape(100, 100)
    mine = terrain.slope_and_aspect(height, *terrain.cell_metres(degrees))["slope"]
    rise_east = 80 / 400 * np.cos((points[:, 0] - east0) / 400)
    rise_north = -60 / 300 * np.sin((points[:, 1] - north0) / 300)
    true = np.degrees(np.arctan(np.hypot(rise_east, rise_north))).reshape(100, 100)
    steep = true[1:-1, 1:-1] > 3
    assert np.abs(mine[1:-1, 1:-1][steep] / true[1:-1, 1:-1][steep] - 1).max() < 0.01


def _reference(code):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(code)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def test_cells_have_their_true_size_in_degrees_mercator_and_ease_grid():
    degrees = Grid(crs_wkt("EPSG:4326"), (10, 0.01, 0, 60.005, 0, -0.01), 3, 1)
    dx, dy = terrain.cell_metres(degrees)
    assert dx[0] == pytest.approx(558.0, abs=0.2) and dy[0] == pytest.approx(1114.12, abs=0.1)   # tables of WGS 84
    mercator = Grid(crs_wkt("EPSG:3857"), (0, 1000, 0, 8399737.89 + 500, 0, -1000), 3, 1)        # 60 degrees north
    dx, dy = terrain.cell_metres(mercator)
    assert dx[0] == pytest.approx(501, abs=1) and dy[0] == pytest.approx(500, abs=2)
    equal_area = ease_grid("M01").window(Window(17000, 3000, 5, 5))
    dx, dy = terrain.cell_metres(equal_area)
    np.testing.assert_allclose(dx * dy, 1000.895 ** 2, rtol=1e-4)


def test_feet_become_metres_and_heights_that_cannot_be_are_refused():
    np.testing.assert_allclose(terrain.in_metres(np.array([1000.0]), "ft", "dem.tif"), 304.8)
    with pytest.raises(InputError, match="is it in feet"):
        terrain.in_metres(np.array([12000.0]), "", "dem.tif")
    with pytest.raises(InputError, match="fill value"):
        terrain.in_metres(np.array([-9999.0, 10.0]), "m", "dem.tif")
    assert np.isnan(terrain.in_metres(np.array([np.nan]), "m", "dem.tif")).all()      # a part may be all void


def test_a_dem_too_large_for_memory_and_one_without_a_crs_are_refused_in_a_sentence():
    huge = np.broadcast_to(np.float32(1), (6000, 6000))
    with pytest.raises(InputError, match="36 million cells"):
        terrain.wetness_index(huge, metric(6000), metric(6000))
    with pytest.raises(InputError, match="no CRS"):
        terrain.cell_metres(Grid("", (0, 1, 0, 0, 0, -1), 3, 3))


def test_the_wetness_of_a_rough_dem_takes_less_than_sixty_bytes_a_cell():
    random = np.random.default_rng(7)
    column, row = np.meshgrid(np.arange(500), np.arange(500))
    height = 300 + 0.3 * column + 20 * np.sin(column / 7) * np.cos(row / 9) + random.normal(scale=0.5, size=(500, 500))
    tracemalloc.start()
    try:
        terrain.wetness_index(height, metric(500), metric(500))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 60 * height.size
