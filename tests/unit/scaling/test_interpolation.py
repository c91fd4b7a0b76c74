"""The two baselines against SciPy and gdalwarp, and the smooth field of the residual against its properties."""
import numpy as np
import pytest
from osgeo import gdal
from scipy.interpolate import BSpline, RegularGridInterpolator
from small_world import FACTOR, UTM, in_blocks, smooth, wkt

from smdownscale_plugin.rasters.ease_grid import ease_grid, m01_grid, m09_grid
from smdownscale_plugin.rasters.grid import Grid, window_over
from smdownscale_plugin.rasters.windows import Window, whole, windows
from smdownscale_plugin.scaling.geometry import CellGeometry
from smdownscale_plugin.scaling.interpolation import bilinear, cubic, nearest, spline, spline_weights

FINE, COARSE = m01_grid(700, 1900, 7, 8), m09_grid(700, 1900, 7, 8)
VALUES = 0.25 + 0.05 * smooth(COARSE.shape, 0, 2)


def everywhere(method, values, fine=FINE, coarse=COARSE):
    return method(values, CellGeometry(fine, coarse), whole(fine.shape))


def test_nearest_is_the_cell_itself():
    assert np.array_equal(everywhere(nearest, VALUES), in_blocks(VALUES))


def test_nearest_keeps_gaps_and_knows_nothing_outside():
    values = VALUES.copy()
    values[2, 3] = np.nan
    larger = m01_grid(699, 1899, 9, 10)
    found = everywhere(nearest, values, fine=larger)
    assert np.array_equal(found[9:-9, 9:-9], in_blocks(values), equal_nan=True)
    assert np.isnan(found[:9]).all() and np.isnan(found[:, -9:]).all()


def test_bilinear_is_that_of_scipy_between_the_centres_of_cells():
    found = everywhere(bilinear, VALUES)
    centres = [np.arange(n) + 0.5 for n in COARSE.shape]
    rows, columns = ((np.arange(n) + 0.5) / FACTOR for n in FINE.shape)
    places = np.stack(np.meshgrid(rows[5:-5], columns[5:-5], indexing="ij"), -1)
    expected = RegularGridInterpolator(centres, VALUES)(places)
    assert np.allclose(found[5:-5, 5:-5], expected, atol=1e-9)


def test_bilinear_is_exact_on_a_plane_and_constant_beyond_the_outer_centres():
    plane = np.add.outer(np.arange(7.0), 2 * np.arange(8.0))
    found = everywhere(bilinear, plane)
    rows, columns = ((np.arange(n) + 0.5) / FACTOR - 0.5 for n in FINE.shape)
    assert np.allclose(found, np.add.outer(np.clip(rows, 0, 6), 2 * np.clip(columns, 0, 7)), atol=1e-7)


@pytest.mark.parametrize("method", [bilinear, spline])
def test_gaps_are_bridged_by_the_neighbours_that_have_a_value(method):
    values = np.full(COARSE.shape, 0.3)
    values[3, 4] = values[0, 5] = np.nan
    found = everywhere(method, values)
    assert np.allclose(found[9:], 0.3) and np.allclose(found[:, :40], 0.3)
    alone = np.full(COARSE.shape, np.nan)
    alone[3, 4] = 0.2
    found = everywhere(method, alone)
    assert np.isfinite(found[3 * 9:4 * 9, 4 * 9:5 * 9]).all() and np.isnan(found[0]).all()
    assert np.allclose(found[np.isfinite(found)], 0.2)
    assert np.isnan(everywhere(method, np.full(COARSE.shape, np.nan))).all()


@pytest.mark.parametrize("method", [nearest, bilinear, spline])
def test_windows_make_no_difference(method):
    geometry = CellGeometry(FINE, COARSE)
    pieces = np.empty(FINE.shape)
    for window in windows(FINE.shape, (10, 7)):
        pieces[window.slices] = method(VALUES, geometry, window)
    assert np.allclose(pieces, method(VALUES, geometry, whole(FINE.shape)), atol=1e-12)


@pytest.mark.parametrize("method", [bilinear, spline])
def test_in_another_coordinate_system_the_same_place_has_the_same_value(method):
    fine = Grid(wkt(UTM), (520_000, 900.0, 0, 5_100_000, 0, -900.0), 120, 100)
    coarse = ease_grid("M09").window(window_over(ease_grid("M09"), fine, 3))
    geometry = CellGeometry(fine, coarse)
    rows, columns = geometry.centres(Window(0, 0, 120, 100))
    plane = np.add.outer(np.arange(coarse.height), 2.0 * np.arange(coarse.width))
    assert np.allclose(everywhere(method, plane, fine, coarse), rows - 0.5 + 2 * (columns - 0.5), atol=1e-6)


def test_spline_weights_are_those_of_a_quadratic_b_spline():
    element = BSpline.basis_element([0, 1, 2, 3], extrapolate=False)
    for offset in (3.0, 3.2, 3.5, 3.99):
        for cell, weight in spline_weights(np.array(offset)):
            assert weight == pytest.approx(np.nan_to_num(element(offset - cell + 1)), abs=1e-12)


def test_the_spline_has_no_steps_and_no_creases():
    """At 1/9 of a cell, neither values nor slopes jump at the edges of cells: second differences stay alike."""
    field = everywhere(spline, np.random.default_rng(0).normal(size=COARSE.shape))[9:-9, 9:-9]
    curvature = np.abs(np.diff(field, 2, axis=1))
    edges = np.zeros(curvature.shape[1], bool)
    edges[[k for k in range(len(edges)) if (k + 1) % 9 in (0, 8)]] = True
    assert curvature[:, edges].max() <= curvature[:, ~edges].max() * 1.01


def test_cubic_is_that_of_gdalwarp_inside_and_bilinear_where_a_neighbour_has_no_value():
    found = everywhere(cubic, VALUES)
    memory = gdal.GetDriverByName("MEM")
    source = memory.Create("", COARSE.width, COARSE.height, 1, gdal.GDT_Float64)
    target = memory.Create("", FINE.width, FINE.height, 1, gdal.GDT_Float64)
    for dataset, grid in ((source, COARSE), (target, FINE)):
        dataset.SetGeoTransform(grid.transform)
        dataset.SetProjection(grid.crs)
    source.GetRasterBand(1).WriteArray(VALUES)
    gdal.Warp(target, source, resampleAlg="cubic", errorThreshold=0)
    inside = (slice(2 * FACTOR, -2 * FACTOR),) * 2
    assert np.allclose(found[inside], target.ReadAsArray()[inside], atol=1e-7)
    values = VALUES.copy()
    values[3, 3] = np.nan
    corner = (slice(4 * FACTOR, 4 * FACTOR + 4),) * 2          # of a cell beside the gap, off its middle lines
    assert np.array_equal(everywhere(cubic, values)[corner], everywhere(bilinear, values)[corner])
    assert not np.allclose(found[corner], everywhere(bilinear, VALUES)[corner])
