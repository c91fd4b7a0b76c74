"""Build Predictor Stack against gdalwarp, closed forms, and the files' own pixels."""
import os
import shutil
import subprocess

import numpy as np
import pytest
from osgeo import gdal
from rasters_to_align import DEGREES, EASE, UTM, make, textured
from small_world import pixels

from smdownscale_plugin.jobs.build_predictor_stack import StackOptions, build_predictor_stack
from smdownscale_plugin.predictors import aligning
from smdownscale_plugin.predictors.target_grid import target_grid
from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.reading import Raster, describe
from smdownscale_plugin.rasters.windows import whole

needs_gdalwarp = pytest.mark.skipif(shutil.which("gdalwarp") is None, reason="gdalwarp is not installed")


def gdalwarp(source, like, method, tmp_path):
    """What the gdalwarp program makes of a raster on the grid of another."""
    grid, out = describe(like).grid, str(tmp_path / "by_gdalwarp.tif")
    (tmp_path / "crs.wkt").write_text(grid.crs, encoding="utf-8")
    subprocess.run(["gdalwarp", "-q", "-overwrite", "-et", "0", "-r", method, "-ot", "Float32", "-dstnodata", "-9999",
                    "-t_srs", str(tmp_path / "crs.wkt"), "-te", *map(repr, grid.bounds),
                    "-ts", str(grid.width), str(grid.height), source, out], check=True)
    return pixels(out)


@pytest.fixture
def fine(tmp_path):
    """A 5 km square of 100 m pixels in UTM, with a hole."""
    values = textured((60, 70))
    values[10:25, 20:40] = -9999
    return make(tmp_path / "fine.tif", values, origin=(500_000, 5_006_000), cell=100, crs=UTM, nodata=-9999)


@pytest.fixture
def target(tmp_path):
    """About the same ground in EASE cells of 600 m."""
    box = target_grid(Grid(crs_wkt(UTM), (500_000, 100, 0, 5_006_000, 0, -100), 70, 60), 600, EASE)
    return make(tmp_path / "target.tif", np.zeros(box.shape), origin=(box.bounds[0], box.bounds[3]), cell=600)


# --- values --------------------------------------------------------------------------------------------------------

def test_a_raster_on_the_grid_passes_bit_by_bit(tmp_path):
    values = textured((300, 410))
    values[0, :3] = 1e-40, -0.0, 1.0000001
    path = make(tmp_path / "ndvi.tif", values)
    [stack] = build_predictor_stack([path], str(tmp_path / "out"))
    assert gdal.Open(stack.path).ReadAsArray().tobytes() == values.tobytes()


def test_a_raster_on_the_same_cells_is_cut_and_padded_but_never_resampled(tmp_path):
    values = textured((40, 50))
    path = make(tmp_path / "ndvi.tif", values, origin=(3000, -2000))
    reference = make(tmp_path / "reference.tif", np.zeros((30, 20)), origin=(0, 0))
    [stack] = build_predictor_stack([path], str(tmp_path / "out"), StackOptions(reference=reference))
    expected = np.full((30, 20), np.nan)
    expected[2:, 3:] = values[:28, :17]
    np.testing.assert_array_equal(pixels(stack.path)[0], expected)


@needs_gdalwarp
def test_coarser_continuous_rasters_are_averaged_as_gdalwarp_does(fine, target, tmp_path):
    [stack] = build_predictor_stack([fine], str(tmp_path / "out"), StackOptions(reference=target))
    expected = gdalwarp(fine, target, "average", tmp_path)
    np.testing.assert_allclose(pixels(stack.path), expected, atol=1e-4)
    assert np.isfinite(expected).sum() > 80 and np.isnan(expected).any()


@needs_gdalwarp
@pytest.mark.parametrize("resampling, method", [("auto", "bilinear"), ("nearest", "near"), ("cubic", "cubic")])
def test_finer_continuous_rasters_are_interpolated_as_gdalwarp_does(target, tmp_path, resampling, method):
    values = textured((40, 60))
    values[5:9, 5:9] = -1
    path = make(tmp_path / "lst.tif", values, origin=(8.9, 45.3), cell=0.01, crs=DEGREES, nodata=-1)
    [stack] = build_predictor_stack([path], str(tmp_path / "out"),
                                    StackOptions(reference=target, resampling=resampling))
    expected = gdalwarp(path, target, method, tmp_path)
    np.testing.assert_allclose(pixels(stack.path), expected, atol=1e-4)
    assert np.isfinite(expected).any()


@needs_gdalwarp
@pytest.mark.parametrize("resampling, method", [("nearest", "near"), ("mode", "mode")])
def test_classes_stay_classes_as_gdalwarp_keeps_them(target, tmp_path, resampling, method):
    classes = np.random.default_rng(1).integers(1, 17, (60, 70))
    path = make(tmp_path / "landcover.tif", classes, origin=(500_000, 5_006_000), cell=100, crs=UTM,
                kind=gdal.GDT_Byte, nodata=0, bands={"KIND": "categorical"})
    [stack] = build_predictor_stack([path], str(tmp_path / "out"), StackOptions(reference=target, resampling="bilinear",
                                                                                categorical_resampling=resampling))
    values = pixels(stack.path)
    assert set(np.unique(values[np.isfinite(values)])) <= set(range(1, 17))
    same = (values == gdalwarp(path, target, method, tmp_path)) | np.isnan(values)
    # The mode of a cell with several equally frequent classes is GDAL's to choose.
    assert same.mean() > (0.99 if resampling == "nearest" else 0.9)
    assert describe(stack.path).bands[0].categorical


def test_averages_of_whole_numbers_are_not_rounded(tmp_path):
    path = make(tmp_path / "count.tif", [[1, 2], [2, 2]], kind=gdal.GDT_Int16)
    [stack] = build_predictor_stack([path], str(tmp_path / "out"), StackOptions(resolution=2000))
    assert pixels(stack.path).ravel().tolist() == [1.75]


def test_a_plane_stays_the_same_plane_on_coarser_and_on_finer_cells(tmp_path):
    rows, columns = np.mgrid[:60, :90]
    path = make(tmp_path / "plane.tif", 3 + 0.2 * (columns + 0.5) - 0.1 * (rows + 0.5))
    for size in (3000, 400):
        [stack] = build_predictor_stack([path], str(tmp_path / f"out{size}"), StackOptions(resolution=size))
        values = pixels(stack.path)[0]
        y, x = (np.indices(values.shape) + 0.5) * size / 1000
        inside = (slice(2, -2),) * 2  # at the rim there is nothing to interpolate with
        np.testing.assert_allclose(values[inside], (3 + 0.2 * x - 0.1 * y)[inside], rtol=1e-5)


def test_a_resolution_that_does_not_divide_the_extent_keeps_the_last_row_and_column(tmp_path):
    path = make(tmp_path / "ndvi.tif", textured((10, 10)))
    [stack] = build_predictor_stack([path], str(tmp_path / "out"), StackOptions(resolution=3000))
    grid = describe(stack.path).grid
    assert grid.shape == (4, 4) and grid.cell_size == (3000, 3000)
    assert np.isfinite(pixels(stack.path)).all()


def test_nan_infinity_nodata_scale_and_mask_bands_are_understood(tmp_path):
    values = np.arange(16.0).reshape(4, 4)
    values[0, 0], values[0, 2], values[2, 0] = np.nan, np.inf, -1
    plain = make(tmp_path / "plain.tif", values, nodata=-1)
    scaled = make(tmp_path / "scaled.tif", [[100, 200], [300, 255]], cell=2000, kind=gdal.GDT_Int16, nodata=255,
                  bands={"scale": 0.02, "offset": 200.0})
    masked = make(tmp_path / "masked.tif", [[1, 2], [3, 4]], cell=2000)
    dataset = gdal.Open(masked, gdal.GA_Update)
    dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
    dataset.GetRasterBand(1).GetMaskBand().WriteArray(np.array([[255, 0], [255, 255]], np.uint8))
    dataset = None
    [stack] = build_predictor_stack([plain, scaled, masked], str(tmp_path / "out"), StackOptions(reference=scaled))
    averages, kelvin, kept = pixels(stack.path)
    np.testing.assert_allclose(averages, [[(1 + 4 + 5) / 3, (3 + 6 + 7) / 3], [(9 + 12 + 13) / 3, 12.5]])
    np.testing.assert_allclose(kelvin, [[202, 204], [206, np.nan]])
    np.testing.assert_array_equal(kept, [[1, np.nan], [3, 4]])


def test_a_minimum_coverage_empties_cells_that_are_mostly_nodata_or_beside_the_raster(tmp_path):
    values = np.full((4, 4), 5.0)
    values[0, :2] = values[1, 0] = -9999  # one valid pixel of four in the upper left cell
    path = make(tmp_path / "ndvi.tif", values, nodata=-9999)
    reference = make(tmp_path / "reference.tif", np.zeros((2, 3)), cell=2000, origin=(-500, 0))
    for share, expected in ((0.0, [[5, 5, 5], [5, 5, 5]]), (0.5, [[np.nan, 5, np.nan], [5, 5, np.nan]])):
        [stack] = build_predictor_stack([path], str(tmp_path / "out"),
                                        StackOptions(reference=reference, min_coverage=share))
        np.testing.assert_array_equal(pixels(stack.path)[0], expected)


def test_cells_that_the_mask_drops_are_empty_in_every_band(tmp_path):
    one, two = (make(tmp_path / f"{name}.tif", textured((4, 4), seed)) for seed, name in enumerate(("a", "b")))
    mask = make(tmp_path / "mask.tif", np.kron([[1, 0], [9, 7]], np.ones((4, 4))), cell=500, nodata=7)
    [stack] = build_predictor_stack([one, two], str(tmp_path / "out"), StackOptions(mask=mask))
    kept = np.kron([[True, False], [True, False]], np.ones((2, 2), bool))
    for band in pixels(stack.path):
        np.testing.assert_array_equal(np.isfinite(band), kept)


@pytest.mark.parametrize("west, cell", [(-110, 1.0), (-110, 0.5), (-10, 0.5), (350, 0.5), (-185, 0.5), (170, 0.5)])
@pytest.mark.parametrize("first", [0, -180])
@pytest.mark.parametrize("crs", [DEGREES, EASE])
def test_longitudes_find_their_place_whether_they_count_from_0_or_from_minus_180(tmp_path, west, cell, first, crs):
    # A pixel's value is the cosine of its longitude, so the earth closes; 20 degrees of it are asked for.
    values = np.tile(np.cos(np.radians(first + np.arange(360.0) + 0.5)), (180, 1))
    path = make(tmp_path / "global.tif", values, origin=(first, 90), cell=1, crs=DEGREES)
    unit = 111_319.4908 * np.cos(np.radians(30)) / np.sqrt(1 - 0.00669438 * 0.25) if crs == EASE else 1.0
    reference = make(tmp_path / "reference.tif", np.zeros((10, int(20 / cell))), cell=cell * unit, crs=crs,
                     origin=(west * unit, 30 * unit))
    [stack] = build_predictor_stack([path], str(tmp_path / "out"), StackOptions(reference=reference))
    longitudes = west + (np.arange(int(20 / cell)) + 0.5) * cell
    beyond = np.abs(longitudes) > 180  # EASE-Grid ends there
    found = pixels(stack.path)[0][5]
    expected = np.cos(np.radians(longitudes))
    if crs == EASE:
        found, expected = found[~beyond], expected[~beyond]
    np.testing.assert_allclose(found, expected, atol=2e-4)


@pytest.mark.parametrize("first", [0, -180])
def test_a_map_around_a_pole_is_filled_from_all_longitudes(tmp_path, first):
    latitudes = np.tile(90 - np.arange(180.0) - 0.5, (360, 1)).T
    path = make(tmp_path / "latitude.tif", latitudes, origin=(first, 90), cell=1, crs=DEGREES)
    reference = make(tmp_path / "reference.tif", np.zeros((100, 120)), origin=(-3e6, 2e6), cell=50_000,
                     crs="EPSG:6931")  # EASE-Grid 2.0 north
    [stack] = build_predictor_stack([path], str(tmp_path / "out"), StackOptions(reference=reference))
    y, x = 2e6 - 50_000 * (np.indices((100, 120))[0] + 0.5), -3e6 + 50_000 * (np.indices((100, 120))[1] + 0.5)
    radius = 6_371_007.181  # sphere of the same area: within a quarter of a degree
    expected = 90 - np.degrees(2 * np.arcsin(np.hypot(x, y) / (2 * radius)))
    np.testing.assert_allclose(pixels(stack.path)[0], expected, atol=0.5)


def test_a_region_counted_from_0_to_360_degrees_is_found_west_of_greenwich(tmp_path):
    values = textured((20, 30))
    path = make(tmp_path / "iberia.tif", values, origin=(345, 45), cell=0.5, crs=DEGREES)
    reference = make(tmp_path / "reference.tif", np.zeros((20, 30)), origin=(-15, 45), cell=0.5, crs=DEGREES)
    [stack] = build_predictor_stack([path], str(tmp_path / "out"), StackOptions(reference=reference))
    np.testing.assert_array_equal(pixels(stack.path)[0], values)


def test_a_raster_stored_from_south_to_north_lands_the_right_way_up(tmp_path):
    values = textured((12, 9))
    upright, flipped = make(tmp_path / "a.tif", values), make(tmp_path / "b.tif", values, south_up=True)
    [stack] = build_predictor_stack([upright, flipped], str(tmp_path / "out"))
    a, b = pixels(stack.path)
    np.testing.assert_allclose(b, a, atol=1e-6)
    [stack] = build_predictor_stack([flipped, upright], str(tmp_path / "out"))
    assert gdal.Open(stack.path).GetGeoTransform()[5] < 0
    np.testing.assert_allclose(pixels(stack.path)[0], values, atol=1e-6)


def test_results_do_not_depend_on_the_pieces_in_which_they_are_made(fine, target, tmp_path, monkeypatch):
    lst = make(tmp_path / "lst.tif", textured((40, 60)), origin=(8.9, 45.3), cell=0.01, crs=DEGREES)
    [stack] = build_predictor_stack([fine, lst], str(tmp_path / "whole"),
                                    StackOptions(reference=target, min_coverage=0.3))
    monkeypatch.setattr(aligning, "_MOST_VALUES", 300)
    sizes, read = [], Raster.read
    monkeypatch.setattr(Raster, "read", lambda self, box, bands: sizes.append(box.width * box.height) or read(
        self, box, bands))
    [pieces] = build_predictor_stack([fine, lst], str(tmp_path / "pieces"),
                                     StackOptions(reference=target, min_coverage=0.3))
    assert max(sizes) <= 300 < 60 * 70
    np.testing.assert_allclose(pixels(pieces.path), pixels(stack.path), atol=1e-5)


def test_six_predictors_of_a_real_scene_pass_unchanged(real_data, tmp_path):
    folder = real_data / "smap_sentinel1_20150410" / "predictors_1km"
    names = ["s1_vv_db", "s1_vh_db", "s1_inc_deg", "vwc_kgm2", "water_fraction", "surface_temp_K"]
    files = [str(folder / f"{name}.tif") for name in names]
    [stack] = build_predictor_stack(files, str(tmp_path), StackOptions(time_start="2015-04-10"))
    assert os.path.basename(stack.path) == "stack_20150410.tif" and describe(stack.path).names == names
    for band, file in zip(pixels(stack.path), files):
        np.testing.assert_array_equal(band, pixels(file)[0])


@needs_gdalwarp
def test_real_netcdf_and_elevation_meet_on_one_grid_as_gdalwarp_puts_them(real_data, tmp_path):
    dem = str(real_data / "smap_l4_conus" / "delaware_elevation_1km.tif")
    tmmx = str(real_data / "modis" / "gridmet_tmmx_20190121.nc")
    dated, static = build_predictor_stack([dem, tmmx], str(tmp_path / "out"),
                                          StackOptions(crs=EASE, resolution=4000, names="elevation, tmmx"))
    np.testing.assert_allclose(pixels(static.path), gdalwarp(dem, static.path, "average", tmp_path), atol=0.05)
    stored = gdalwarp(tmmx, static.path, "bilinear", tmp_path)
    if np.nanmean(stored) > 330:  # newer versions of gdalwarp apply scale and offset themselves
        stored = stored * 0.1 + 220
    np.testing.assert_allclose(pixels(dated.path), stored, atol=0.01)
    with Raster(dated.path) as raster:
        assert 262 < np.nanmean(raster.read(whole(raster.grid.shape))) < 275
