"""The upscaling operator against block means, counted points, gdalwarp's average and SciPy's Gaussian."""
import shutil
import subprocess
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from osgeo import osr
from scipy import ndimage
from small_world import DEGREES, EASE, FACTOR, PIXEL, UTM, block_means, make, pixels, smooth, wkt

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.rasters.ease_grid import ease_grid, m01_grid, m09_grid
from smdownscale_plugin.rasters.grid import Grid, crs_wkt, window_over
from smdownscale_plugin.rasters.windows import Window, whole, windows
from smdownscale_plugin.scaling.cell_kilometres import cell_kilometres
from smdownscale_plugin.scaling.footprints import footprint_km
from smdownscale_plugin.scaling.gaussian_footprint import FWHM_TO_SIGMA
from smdownscale_plugin.scaling.geometry import CellGeometry
from smdownscale_plugin.scaling.upscaling import Upscaling

needs_gdalwarp = pytest.mark.skipif(shutil.which("gdalwarp") is None, reason="gdalwarp is not installed")
PLACE = 700, 1900                                       # row and column of M09: southern Italy
FINE, COARSE = m01_grid(*PLACE, 6, 7), m09_grid(*PLACE, 6, 7)


def upscaled(fine, coarse, values, footprint=0.0, size=(2048, 256)):
    """(means, coverage) of one layer, window by window."""
    operator = Upscaling(fine, coarse, footprint)
    sums = operator.sums(1)
    for window in windows(fine.shape, size):
        sums.add(window, values[window.slices])
    means, coverage = operator.result(sums)
    return means[0], coverage


# --- area means ----------------------------------------------------------------------------------------------------

@given(hnp.arrays(np.float64, FINE.shape, elements=st.floats(-10, 10) | st.just(np.nan), fill=st.floats(0, 1)))
@settings(max_examples=30, deadline=None)
def test_nesting_grids_give_block_means_of_the_valid_pixels(values):
    means, coverage = upscaled(FINE, COARSE, values)
    assert np.allclose(means, block_means(values), equal_nan=True, atol=1e-12)
    valid = np.isfinite(values).reshape(6, FACTOR, 7, FACTOR).mean((1, 3))
    assert np.allclose(coverage, valid, atol=1e-9)


@pytest.mark.parametrize("size", [(63, 54), (10, 7), (1, 54), (63, 1)])
def test_windows_of_any_size_give_the_same(size):
    values = smooth(FINE.shape, 0, 3)
    assert np.allclose(upscaled(FINE, COARSE, values, size=size)[0], block_means(values), atol=1e-12)


def test_a_pixel_counts_only_where_all_layers_have_a_value():
    layers = np.stack([smooth(FINE.shape, 0, 3), smooth(FINE.shape, 1, 3)])
    layers[0, :, :10], layers[1, :20] = np.nan, np.inf
    operator = Upscaling(FINE, COARSE)
    sums = operator.sums(2)
    sums.add(whole(FINE.shape), layers)
    means, _ = operator.result(sums)
    both = np.where(np.isfinite(layers).all(0), layers, np.nan)
    assert np.allclose(means, [block_means(layer) for layer in both], equal_nan=True)


def test_pixels_that_lie_across_cells_are_shared_by_area():
    fine = Grid(crs_wkt(EASE), (0.0, 1.0, 0, 3.0, 0, -1.0), 3, 3)
    coarse = Grid(crs_wkt(EASE), (0.0, 1.5, 0, 3.0, 0, -1.5), 2, 2)
    means, coverage = upscaled(fine, coarse, np.arange(9.0).reshape(3, 3))
    # the first cell holds pixel 0 whole, halves of 1 and 3 and a quarter of 4: (0 + .5 + 1.5 + 1) / 2.25
    assert means[0, 0] == pytest.approx(3.0 / 2.25) and np.allclose(coverage, 1.0)


def test_south_up_rasters_give_the_same_means():
    upside_down = Grid(FINE.crs, (FINE.transform[0], PIXEL, 0, FINE.bounds[1], 0, PIXEL), FINE.width, FINE.height)
    values = smooth(FINE.shape, 0, 3)
    assert np.allclose(upscaled(upside_down, COARSE, values[::-1])[0], block_means(values), atol=1e-9)


def test_cells_beyond_the_predictors_have_no_value_and_no_coverage():
    larger = m09_grid(PLACE[0] - 1, PLACE[1] - 2, 9, 11)
    means, coverage = upscaled(FINE, larger, np.ones(FINE.shape))
    inside = np.zeros(larger.shape, bool)
    inside[1:7, 2:9] = True
    assert np.array_equal(np.isfinite(means), inside) and np.allclose(coverage, inside)


def cells_over(fine):
    """The cells of 9 km over a grid and one around them."""
    return ease_grid("M09").window(window_over(ease_grid("M09"), fine, 1))


ELSEWHERE = pytest.mark.parametrize("crs, origin, cell, size", [
    (DEGREES, (10.0, 46.0), 0.01, (130, 120)), (UTM, (520_000, 5_100_000), 900.0, (140, 130)),
    ("EPSG:3035", (4_300_000, 2_700_000), 1000.0, (120, 110)),
])


def fine_world(crs, origin, cell, size, gaps):
    values = 0.25 + 0.05 * smooth(size[::-1], 3, 6)
    if gaps:
        values[smooth(size[::-1], 4, 4) > 0.8] = np.nan
    return Grid(wkt(crs), (origin[0], cell, 0, origin[1], 0, -cell), *size), values


def counted(fine, coarse, values, parts=6):
    """(means, shares) of cells by counting parts x parts points in every pixel, each put into its cell by PROJ."""
    x0, dx, _, y0, _, dy = fine.transform
    steps = (np.arange(parts) + 0.5) / parts
    x = (x0 + dx * (np.arange(fine.width)[:, None] + steps)).ravel()
    y = (y0 + dy * (np.arange(fine.height)[:, None] + steps)).ravel()
    systems = [osr.SpatialReference(), osr.SpatialReference()]
    for system, crs in zip(systems, (fine.crs, coarse.crs)):
        system.SetFromUserInput(crs)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    points = np.array(osr.CoordinateTransformation(*systems).TransformPoints(
        np.stack([axis.ravel() for axis in np.meshgrid(x, y)], 1)))
    column = np.floor((points[:, 0] - coarse.transform[0]) / coarse.transform[1]).astype(int)
    row = np.floor((points[:, 1] - coarse.transform[3]) / coarse.transform[5]).astype(int)
    values = np.kron(values, np.ones((parts, parts))).ravel()
    used = np.isfinite(values) & (row >= 0) & (column >= 0) & (row < coarse.height) & (column < coarse.width)
    cell = (row * coarse.width + column)[used]
    count = np.bincount(cell, minlength=coarse.width * coarse.height).reshape(coarse.shape)
    sums = np.bincount(cell, values[used], coarse.width * coarse.height).reshape(coarse.shape)
    area = parts ** 2 * coarse.cell_size[0] * coarse.cell_size[1] / (fine.cell_size[0] * fine.cell_size[1])
    with np.errstate(invalid="ignore"):
        return sums / count, count / area


@ELSEWHERE
def test_means_across_coordinate_systems_are_those_of_counted_points(crs, origin, cell, size):
    fine, values = fine_world(crs, origin, cell, size, gaps=True)
    coarse = cells_over(fine)
    means, coverage = upscaled(fine, coarse, values)
    expected, share = counted(fine, coarse, values)
    compared = coverage > 0.2
    assert compared.sum() > 100 and np.abs(means - expected)[compared].max() < 1e-3       # m3/m3; the counting's error
    if crs == UTM:                                         # the others' pixels differ in size
        assert np.abs(coverage - share).max() < 0.02


@needs_gdalwarp
@ELSEWHERE
@pytest.mark.parametrize("gaps", [False, True])
def test_means_across_coordinate_systems_are_those_of_gdalwarp(tmp_path, crs, origin, cell, size, gaps):
    """Whole cells only: at the edges gdalwarp takes the rectangle around a turned cell."""
    fine, values = fine_world(crs, origin, cell, size, gaps)
    source = make(tmp_path / "fine.tif", {"a": values}, crs=crs, origin=origin, cell=cell)
    coarse = cells_over(fine)
    means, _ = upscaled(fine, coarse, values)
    _, coverage = upscaled(fine, coarse, np.ones(fine.shape))
    out = tmp_path / "coarse.tif"
    (tmp_path / "crs.wkt").write_text(coarse.crs, encoding="utf-8")
    subprocess.run(["gdalwarp", "-q", "-et", "0", "-r", "average", "-ot", "Float32", "-dstnodata", "-9999",
                    "-t_srs", str(tmp_path / "crs.wkt"), "-te", *map(repr, coarse.bounds),
                    "-ts", str(coarse.width), str(coarse.height), source, str(out)], check=True)
    compared = coverage > 0.998
    difference = (means - pixels(out)[0])[compared]
    assert compared.sum() > 100 and np.sqrt(np.mean(difference ** 2)) < 0.015 * np.nanstd(values)


def test_cells_across_coordinate_systems_are_covered_once():
    fine = Grid(wkt(UTM), (520_000, 900.0, 0, 5_100_000, 0, -900.0), 140, 130)
    _, coverage = upscaled(fine, cells_over(fine), np.ones(fine.shape))
    assert coverage.max() < 1 + 1e-4 and (np.abs(coverage - 1) < 1e-3).sum() > 140


def test_large_grids_are_related_to_within_a_part_of_a_cell():
    """Coordinates are computed on a lattice: compared with those of every pixel."""
    fine = Grid(wkt(DEGREES), (-10.0, 0.01, 0, 70.0, 0, -0.01), 600, 500)
    coarse = Grid(wkt("EPSG:3035"), (2_000_000, 9000.0, 0, 6_000_000, 0, -9000.0), 400, 400)
    geometry = CellGeometry(fine, coarse)
    rows, columns = geometry.centres(whole(fine.shape))
    for row, column in ((0, 0), (37, 411), (250, 300), (499, 599), (123, 5)):
        row_alone, column_alone = geometry.centres(Window(column, row, 1, 1))
        assert abs(rows[row, column] - row_alone) < 5e-3 and abs(columns[row, column] - column_alone) < 5e-3


@pytest.mark.parametrize("fine, coarse, word", [
    (COARSE, FINE, "isn't finer"), (Grid("", FINE.transform, 63, 54), COARSE, "no CRS"),
])
def test_grids_that_cannot_be_related_are_refused(fine, coarse, word):
    with pytest.raises(InputError, match=word):
        CellGeometry(fine, coarse)


def test_grids_without_any_coordinate_system_are_taken_to_share_one():
    bare_fine, bare_coarse = Grid("", FINE.transform, 63, 54), Grid("", COARSE.transform, 7, 6)
    values = smooth(FINE.shape, 0, 3)
    assert np.allclose(upscaled(bare_fine, bare_coarse, values)[0], block_means(values))


# --- footprints ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("footprint", [9.0, 18.0, 33.0, 60.0])
def test_a_footprint_is_a_gaussian_of_that_width(footprint):
    """At 30 degrees EASE-Grid's kilometres are true: SciPy's filter, sampled at the cells' centres."""
    fine, coarse = m01_grid(406, 1900, 24, 26), m09_grid(406, 1900, 24, 26)
    values = 0.25 + 0.05 * smooth(fine.shape, 0, 4)
    means, coverage = upscaled(fine, coarse, values, footprint)
    widths, heights = (k.mean() / FACTOR for k in cell_kilometres(coarse))
    sigma = footprint * FWHM_TO_SIGMA
    filtered = ndimage.gaussian_filter(values, (sigma / heights, sigma / widths), mode="constant", truncate=3.5)
    weight = ndimage.gaussian_filter(np.ones(fine.shape), (sigma / heights, sigma / widths), mode="constant",
                                     truncate=3.5)
    expected = (filtered / weight)[4::9, 4::9]
    assert np.sqrt(np.mean((means - expected) ** 2)) < 0.01 * expected.std()
    assert np.abs(means - expected)[4:-4, 4:-4].max() < 0.02 * expected.std()      # away from the edge
    assert np.abs(coverage - weight[4::9, 4::9]).max() < 0.004


def test_half_of_the_footprints_weight_at_half_the_width():
    """A single bright pixel is seen at half of the maximum where it is half the width away."""
    footprint, cells = 40.0, 41
    fine = Grid("", (0.0, 1000.0, 0, 0.0, 0, -1000.0), cells * 5, cells * 5)
    coarse = Grid("", (0.0, 5000.0, 0, 0.0, 0, -5000.0), cells, cells)
    values = np.zeros(fine.shape)
    values[102, 102] = 1.0
    means, _ = upscaled(fine, coarse, values, footprint)
    line = means[20] / means[20, 20]
    assert line[24] == pytest.approx(0.5, abs=0.02)                     # four cells of 5 km: 20 km, half of 40 km


def test_a_footprint_keeps_a_constant_and_ignores_gaps_by_weight():
    values = np.full(FINE.shape, 0.3)
    values[smooth(FINE.shape, 5, 4) > 0.5] = np.nan
    means, coverage = upscaled(FINE, COARSE, values, 33.0)
    assert np.allclose(means, 0.3, atol=1e-12)
    assert (coverage > 0).all() and (coverage < 0.95).all()


@pytest.mark.parametrize("size", [(63, 54), (10, 7), (1, 54), (63, 1)])
@pytest.mark.parametrize("footprint", [9.0, 33.0])
def test_footprints_in_windows_of_any_size_are_the_same(size, footprint):
    values = 0.25 + 0.05 * smooth(FINE.shape, 0, 3)
    values[smooth(FINE.shape, 5, 4) > 0.8] = np.nan
    means, coverage = upscaled(FINE, COARSE, values, footprint)
    other_means, other_coverage = upscaled(FINE, COARSE, values, footprint, size)
    assert np.allclose(means, other_means, atol=1e-12) and np.allclose(coverage, other_coverage, atol=1e-12)


@pytest.mark.parametrize("footprint", [0.0, 9.0, 33.0])
def test_memory_is_that_of_the_coarse_cells_whatever_the_footprint(footprint):
    fine, coarse = m01_grid(400, 1500, 150, 160), m09_grid(400, 1500, 150, 160)
    values = np.full((256, fine.width), 0.2)
    tracemalloc.start()
    try:
        operator = Upscaling(fine, coarse, footprint)
        sums = operator.sums(1)
        for window in windows(fine.shape):
            sums.add(window, values[:window.height, window.column:window.column + window.width])
        means, _ = operator.result(sums)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert np.allclose(means, 0.2)
    assert peak < 8e6                                     # of which coarse grids of 0.2 MB: pixels would be 15.6 MB


def test_a_tiny_footprint_sees_only_its_own_cell():
    values = 0.25 + 0.05 * smooth(FINE.shape, 0, 20)
    means, _ = upscaled(FINE, COARSE, values, 3.0)
    assert np.abs(means - values[4::9, 4::9]).max() < 0.06 * values.std()


def test_kilometres_are_true_ones_far_from_the_standard_parallel():
    """EASE-Grid's cells keep their area; at 60 degrees they are narrow and high: cos(lat) / cos(30)."""
    widths, heights = cell_kilometres(m09_grid(110, 1900, 3, 3))
    latitude = np.radians(60.0)
    ratio = np.cos(latitude) / np.cos(np.radians(30.0))
    assert np.allclose(widths * heights, 9.008055210146 ** 2, rtol=0.01)
    assert widths.mean() / 9.008 == pytest.approx(ratio, abs=0.03)
    widths, heights = cell_kilometres(Grid(wkt(DEGREES), (10, 0.1, 0, 60.05, 0, -0.1), 1, 1))
    assert (widths[0], heights[0]) == pytest.approx((5.56, 11.12), abs=0.03)


@pytest.mark.parametrize("given_km, product, declared, expected", [
    (12.0, "SPL3SMP_E", 30.0, 12.0), (None, "SPL3SMP_E", 30.0, 30.0), (None, "SPL3SMP_E_AM", None, 33.0),
    (None, "SPL4SMGP", None, 0.0), (None, "", None, 0.0), (0.0, "SPL3SMP_E", None, 0.0),
    (None, "LPRM_AMSR2_soil_moisture_c1", None, 46.6), (None, "LPRM_AMSR2 soil_moisture_x", None, 31.7),
    (None, "AMSR-2", None, 46.6), (None, "GW1AM2_SMC", None, 31.7), (None, "AMSR-E 10.7", None, 38.5),
])
def test_the_footprint_is_the_users_or_the_files_or_the_products(given_km, product, declared, expected):
    width, reason = footprint_km(given_km, product, declared)
    assert width == expected and reason
