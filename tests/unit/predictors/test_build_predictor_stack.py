"""Build Predictor Stack against gdalwarp, closed forms, and the files' own pixels."""
import os
import shutil
import subprocess

import numpy as np
import pytest
from listening import Listener
from osgeo import gdal, osr
from small_world import pixels

from smdownscale_plugin.errors import Cancelled, InputError, OutputError
from smdownscale_plugin.jobs.build_predictor_stack import StackOptions, build_predictor_stack
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.predictors import aligning
from smdownscale_plugin.predictors.target_grid import target_grid
from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.reading import Raster, describe
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.rasters.windows import whole

UTM, EASE, DEGREES = "EPSG:32632", "EPSG:6933", "EPSG:4326"
needs_gdalwarp = pytest.mark.skipif(shutil.which("gdalwarp") is None, reason="gdalwarp is not installed")


def make(path, values, *, origin=(0.0, 0.0), cell=1000.0, crs=EASE, kind=gdal.GDT_Float32, nodata=None, names=(),
         metadata=None, bands=None, south_up=False):
    """A GeoTIFF made with GDAL alone; cells are square, origin is the upper left corner."""
    values = np.asarray(values)
    values = values[None] if values.ndim == 2 else values
    height, width = values.shape[1:]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, len(values), kind)
    x, y = origin
    dataset.SetGeoTransform((x, cell, 0, y - height * cell, 0, cell) if south_up else (x, cell, 0, y, 0, -cell))
    if crs:
        reference = osr.SpatialReference()
        reference.SetFromUserInput(crs)
        dataset.SetProjection(reference.ExportToWkt())
    if metadata:
        dataset.SetMetadata(metadata)
    for index, layer in enumerate(values, 1):
        band = dataset.GetRasterBand(index)
        band.WriteArray(layer[::-1] if south_up else layer)
        if nodata is not None:
            band.SetNoDataValue(nodata)
        if names:
            band.SetDescription(names[index - 1])
        for key, value in (bands or {}).items():
            setter = {"scale": band.SetScale, "offset": band.SetOffset, "unit": band.SetUnitType}.get(key)
            setter(value) if setter else band.SetMetadataItem(key, value)
    dataset.FlushCache()
    return str(path)


def gdalwarp(source, like, method, tmp_path):
    """What the gdalwarp program makes of a raster on the grid of another."""
    grid, out = describe(like).grid, str(tmp_path / "by_gdalwarp.tif")
    (tmp_path / "crs.wkt").write_text(grid.crs, encoding="utf-8")
    subprocess.run(["gdalwarp", "-q", "-overwrite", "-et", "0", "-r", method, "-ot", "Float32", "-dstnodata", "-9999",
                    "-t_srs", str(tmp_path / "crs.wkt"), "-te", *map(repr, grid.bounds),
                    "-ts", str(grid.width), str(grid.height), source, out], check=True)
    return pixels(out)


def textured(shape, seed=0):
    """A rough surface, the same for the same seed."""
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32).cumsum(0).cumsum(1) / 20


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


# --- grids ---------------------------------------------------------------------------------------------------------

BASE = Grid(crs_wkt(EASE), (900_000.0, 1000.0, 0.0, 4_500_000.0, 0.0, -1000.0), 50, 40)


def test_without_anything_said_the_grid_is_the_bases():
    assert target_grid(BASE) == BASE


def test_a_resolution_keeps_corner_crs_and_extent_of_the_base():
    grid = target_grid(BASE, 100.0)
    assert grid.shape == (400, 500) and grid.bounds == BASE.bounds


def test_an_extent_is_widened_to_whole_cells_of_the_base():
    grid = target_grid(BASE, extent=(903_300, 4_470_900, 905_100, 4_499_999))
    assert grid.bounds == (903_000, 4_470_000, 906_000, 4_500_000) and grid.cell_size == BASE.cell_size


def test_an_extent_with_a_resolution_begins_exactly_at_its_upper_left_corner():
    grid = target_grid(BASE, 250.0, extent=(903_333, 4_470_900, 904_333, 4_471_900))
    assert grid.shape == (4, 4) and grid.bounds == (903_333, 4_470_900, 904_333, 4_471_900)


def test_an_extent_in_another_crs_keeps_to_the_cells_of_the_base():
    grid = target_grid(BASE, 500.0, extent=(9.4, 37.5, 9.6, 37.7), extent_crs=DEGREES)
    assert ((np.array(grid.bounds) - np.array([900_000, 4_500_000] * 2)) % 500 == 0).all()
    e, sine = 0.0818191908426, np.sin(np.radians(37.5))  # cylindrical equal area, Snyder 1987, equations 10-14 and 3-12
    q = (1 - e**2) * (sine / (1 - (e * sine)**2) - np.log((1 - e * sine) / (1 + e * sine)) / (2 * e))
    scale = np.cos(np.radians(30)) / np.sqrt(1 - e**2 / 4)
    x, y = 6_378_137 * scale * np.radians(9.4), 6_378_137 * q / (2 * scale)
    assert x - 500 < grid.bounds[0] <= x and y - 500 < grid.bounds[1] <= y


def test_another_crs_gives_cells_of_about_the_same_size_that_cover_the_base():
    grid = target_grid(BASE, crs=UTM)
    assert 800 < grid.cell_size[0] < 1250  # EASE cells are true in area: 1 km2
    back = target_grid(grid, crs=EASE, extent=BASE.bounds, extent_crs=EASE)
    assert back.width * back.cell_size[0] == pytest.approx(50_000, rel=0.06)


@pytest.mark.parametrize("arguments, words", [
    ({"resolution": 0.0}, "RESOLUTION 0"),
    ({"resolution": 100_000.0}, "RESOLUTION 100000"),
    ({"resolution": 1000.0, "crs": DEGREES}, "in degrees"),
    ({"resolution": 0.001}, "larger RESOLUTION"),
    ({"crs": "EPSG:nothing"}, "EPSG:nothing"),
])
def test_a_grid_that_can_not_be_meant_is_refused(arguments, words):
    with pytest.raises(InputError, match=words):
        target_grid(BASE, **arguments)


# --- names, dates, metadata ----------------------------------------------------------------------------------------

def test_rasters_of_a_date_share_a_stack_and_static_ones_have_their_own(tmp_path):
    files = [make(tmp_path / name, textured((4, 4), k)) for k, name in enumerate(
        ("dem.tif", "lst_20200602.tif", "ndvi_20200601.tif", "ndvi_20200602.tif", "lst_20200601.tif"))]
    listener = Listener()
    built = build_predictor_stack(files, str(tmp_path / "out"), monitor=listener.monitor)
    assert [os.path.basename(b.path) for b in built] == ["stack_20200601.tif", "stack_20200602.tif", "static.tif"]
    assert sorted(os.listdir(tmp_path / "out")) == ["stack_20200601.tif", "stack_20200602.tif", "static.tif"]
    first, second = open_stacks([b.path for b in built])
    assert first.names == ["ndvi", "lst", "dem"] and second.names == ["lst", "ndvi", "dem"]
    assert first.period.metadata() == {"TIME_START": "2020-06-01T00:00:00Z", "TIME_END": "2020-06-02T00:00:00Z"}
    np.testing.assert_array_equal(pixels(built[1].path)[0], pixels(files[1])[0])
    assert any("Static" in line and "dem" in line for line in listener.said)
    assert listener.fractions == sorted(listener.fractions) and listener.fractions[-1] == pytest.approx(1)


def test_periods_that_begin_together_have_files_of_their_own(tmp_path):
    day, other = (make(tmp_path / f"ndvi_{n}.tif", textured((4, 4)), metadata={
        "TIME_START": "2020-06-01", "TIME_END": f"2020-06-{n}"}) for n in ("08", "09"))
    built = build_predictor_stack([day, other], str(tmp_path / "out"))
    assert len({b.path for b in built}) == 2
    assert {s.period.end.day for s in open_stacks([b.path for b in built])} == {8, 9}


def test_a_given_time_puts_everything_into_one_stack(tmp_path):
    files = [make(tmp_path / f"{n}.tif", textured((4, 4))) for n in ("rain_202006", "ndvi_20200601", "dem")]
    [stack] = build_predictor_stack(files, str(tmp_path / "out"),
                                    StackOptions(time_start="2020-06-01", time_end="2020-07-01"))
    assert describe(stack.path).period.metadata() == {"TIME_START": "2020-06-01T00:00:00Z",
                                                      "TIME_END": "2020-07-01T00:00:00Z"}
    assert describe(stack.path).names == ["rain", "ndvi", "dem"]


def test_unit_kind_and_noise_of_bands_are_kept(tmp_path):
    path = make(tmp_path / "lst.tif", textured((4, 4)), names=["lst_day"],
                bands={"unit": "K", "NOISE_STD": "1.25"})
    soil = make(tmp_path / "soil.tif", [[1, 2], [3, 4]], cell=2000, bands={"KIND": "categorical"})
    [stack] = build_predictor_stack([path, soil], str(tmp_path / "out"))
    lst, classes = describe(stack.path).bands
    assert (lst.name, lst.unit, lst.noise_std, lst.categorical) == ("lst_day", "K", 1.25, False)
    assert (classes.name, classes.categorical) == ("soil", True)


def test_a_raster_with_a_table_of_colours_holds_classes(tmp_path):
    path = make(tmp_path / "map.tif", [[1, 2], [3, 4]], kind=gdal.GDT_Byte)
    dataset = gdal.Open(path, gdal.GA_Update)
    table = gdal.ColorTable()
    table.SetColorEntry(1, (0, 255, 0))
    dataset.GetRasterBand(1).SetColorTable(table)
    dataset = None
    [stack] = build_predictor_stack([path], str(tmp_path / "out"), StackOptions(resolution=500))
    assert describe(stack.path).bands[0].categorical
    np.testing.assert_array_equal(pixels(stack.path)[0], np.kron([[1, 2], [3, 4]], np.ones((2, 2))))


@pytest.mark.parametrize("names, expected", [
    ("", ["radar_1", "radar_2", "OUT2"]),
    ("vv, vh; lst", ["vv", "vh", "lst"]),
    ("OUT2=lst\nradar:1=vv", ["vv", "radar_2", "lst"]),
    ("OUT2_20200601.tif=lst, RADAR_20200601:2 = vh", ["radar_1", "vh", "lst"]),
    ("out*=lst, radar_2=vh", ["radar_1", "vh", "lst"]),
])
def test_names_are_given_in_order_or_by_file_or_by_band(tmp_path, names, expected):
    radar = make(tmp_path / "radar_20200601.tif", textured((2, 4, 4)))
    other = make(tmp_path / "OUT2_20200601.tif", textured((4, 4)))
    [stack] = build_predictor_stack([radar, other], str(tmp_path / "out"), StackOptions(names=names))
    assert describe(stack.path).names == expected


def test_names_in_order_may_repeat_for_every_date(tmp_path):
    files = [make(tmp_path / f"s1_2020060{d}.tif", textured((2, 4, 4))) for d in (1, 2, 3)]
    built = build_predictor_stack(files, str(tmp_path / "out"), StackOptions(names="vv,vh"))
    assert [describe(b.path).names for b in built] == [["vv", "vh"]] * 3


def test_listed_bands_are_marked_as_classes_by_new_or_old_name_or_file(tmp_path):
    files = [make(tmp_path / f"{n}.tif", np.ones((4, 4))) for n in ("a", "b", "c")]
    [stack] = build_predictor_stack(files, str(tmp_path / "out"),
                                    StackOptions(names="a=landcover", categorical="landcover; c.tif"))
    assert [b.categorical for b in describe(stack.path).bands] == [True, False, True]


# --- what is said and what is refused ------------------------------------------------------------------------------

def test_gaps_constants_and_empty_bands_are_told(tmp_path):
    values = textured((4, 4))
    values[0] = np.nan
    files = [make(tmp_path / "ndvi.tif", values), make(tmp_path / "flat.tif", np.full((4, 4), 2.5)),
             make(tmp_path / "void.tif", np.full((4, 4), -1), nodata=-1), make(tmp_path / "land_cover.tif", values)]
    listener = Listener()
    [stack] = build_predictor_stack(files, str(tmp_path / "out"), monitor=listener.monitor)
    assert stack.gaps == {"ndvi": 0.25, "flat": 0.0, "void": 1.0, "land_cover": 0.25}
    assert any("ndvi 25.0 %" in line and "void 100.0 %" in line for line in listener.said)
    said = "\n".join(listener.warned)
    assert "flat is 2.5 everywhere" in said and "void has no value at all in static.tif" in said
    assert "land_cover is treated as continuous" in said and "ndvi" not in said


def bad_inputs(folder):
    """(what is wrong, rasters, keywords, words of the message)."""
    good = make(folder / "good.tif", textured((4, 4)))
    same = make(folder / "same.tif", textured((4, 4)), names=["good"])
    (folder / "text.tif").write_text("no raster")
    (folder / "empty").mkdir()
    fill = textured((4, 4))
    fill[0, 0] = -9999
    output = make(folder / "OUTPUT.tif", textured((4, 4)))
    pair = make(folder / "pair.tif", textured((2, 4, 4)))
    dated, later = (make(folder / f"ndvi_2020060{day}.tif", textured((4, 4))) for day in (1, 3))
    return {
        "missing": ([str(folder / "none.tif")], {}, "none.tif doesn't exist"),
        "not a raster": ([str(folder / "text.tif")], {}, "can't be read as a raster"),
        "nothing": ([], {}, "at least one"),
        "empty folder": ([str(folder / "empty")], {}, "holds no"),
        "no CRS": ([good, make(folder / "nocrs.tif", np.ones((4, 4)), crs=None)], {}, "nocrs.tif has no CRS"),
        "reference without CRS": ([good], {"reference": make(folder / "r.tif", np.ones((4, 4)), crs=None)}, "no CRS"),
        "beside": ([good, make(folder / "far.tif", np.ones((4, 4)), origin=(1e6, 1e6))], {}, "doesn't overlap"),
        "degrees as metres": ([make(folder / "deg.tif", np.ones((4, 4)), origin=(9, 45), cell=0.1)],
                              {"reference": make(folder / "r2.tif", np.ones((4, 4)), origin=(9e5, 4.5e6))},
                              "look like degrees"),
        "name twice": ([good, same], {}, "'good' occurs twice"),
        "dated and static": ([good, make(folder / "good_20200601.tif", np.ones((4, 4)))], {}, "occurs twice"),
        "temporary name": ([output], {}, "NAMES"),
        "undeclared fill": ([make(folder / "fill.tif", fill)], {}, "-9999, which isn't declared"),
        "all nodata": ([make(folder / "void.tif", np.full((4, 4), -1), nodata=-1)], {}, "No raster has a value"),
        "too many names": ([good], {"names": "a, b"}, "2 names for 1 bands"),
        "mixed names": ([good, same], {"names": "good=a, b"}, "mixes"),
        "unknown name": ([good], {"names": "god=a"}, "'god' is neither"),
        "name without side": ([good], {"names": "good="}, "lacks a side"),
        "which band": ([pair], {"names": "pair=a"}, "pair:1=a"),
        "unknown class": ([good], {"categorical": "soil"}, "CATEGORICAL: 'soil'"),
        "bad time": ([good], {"time_start": "June"}, "TIME_START"),
        "end alone": ([good], {"time_end": "2020-06-01"}, "TIME_END needs"),
        "end first": ([good], {"time_start": "2020-06-02", "time_end": "2020-06-01"}, "isn't after"),
        "mask of two bands": ([good], {"mask": pair}, "2 bands"),
        "mask drops all": ([good], {"mask": make(folder / "zero.tif", np.zeros((4, 4)))}, "drops 100.0 %"),
        "mask confirmed": ([good], {"mask": str(folder / "zero.tif"), "mask_confirmed": True}, "where MASK"),
        "mask rule": ([good], {"mask": str(folder / "zero.tif"), "mask_rule": "water is 3"}, "can't be read"),
        "mask rule of nan": ([good], {"mask": str(folder / "zero.tif"), "mask_rule": "water > nan"}, "can't be read"),
        "rule without mask": ([good], {"mask_rule": "water > 20"}, "there is no MASK"),
        "durations": ([dated], {"durations": "ndvi=long"}, "isn't a duration"),
        "date of no raster": ([dated], {"dates_of": [good]}, "has no date"),
        "other dates": ([dated], {"dates_of": [later]}, "overlaps in time"),
    }


CASES = ("missing", "not a raster", "nothing", "empty folder", "no CRS", "reference without CRS", "beside",
         "degrees as metres", "name twice", "dated and static", "temporary name", "undeclared fill", "all nodata",
         "too many names", "mixed names", "unknown name", "name without side", "which band", "unknown class",
         "bad time", "end alone", "end first", "mask of two bands", "mask drops all", "mask confirmed",
         "mask rule", "mask rule of nan", "rule without mask", "durations", "date of no raster", "other dates")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("exceptions", [False, True], ids=["", "GDAL raises"])
def test_bad_input_is_one_sentence_and_leaves_nothing(tmp_path, case, exceptions):
    rasters, keywords, words = bad_inputs(tmp_path)[case]
    before = gdal.GetUseExceptions()
    (gdal.UseExceptions if exceptions else gdal.DontUseExceptions)()
    try:
        with pytest.raises(InputError) as caught:
            build_predictor_stack(rasters, str(tmp_path / "out"), StackOptions(**keywords))
    finally:
        (gdal.UseExceptions if before else gdal.DontUseExceptions)()
    message = str(caught.value)
    assert words in message and "\n" not in message and message.endswith(".")
    assert not (tmp_path / "out").exists() or not os.listdir(tmp_path / "out")


def test_an_input_is_never_overwritten(tmp_path):
    path = make(tmp_path / "static.tif", textured((4, 4)))
    before = open(path, "rb").read()
    with pytest.raises(InputError, match="replace one of the inputs"):
        build_predictor_stack([path], str(tmp_path))
    assert open(path, "rb").read() == before


def test_a_folder_that_can_not_be_made_is_said(tmp_path):
    path = make(tmp_path / "ndvi.tif", textured((4, 4)))
    with pytest.raises(OutputError, match="can't be created"):
        build_predictor_stack([path], path + "/out")


def test_a_cancelled_run_leaves_neither_stacks_nor_folder(tmp_path):
    files = [make(tmp_path / f"ndvi_2020060{d}.tif", textured((600, 600))) for d in (1, 2, 3)]
    listener = Listener(cancel_at=0.6)
    with pytest.raises(Cancelled):
        build_predictor_stack(files, str(tmp_path / "out"), monitor=listener.monitor)
    assert max(listener.fractions) < 0.7 and not (tmp_path / "out").exists()


def test_cancel_acts_inside_a_window_that_needs_many_source_pixels(tmp_path, monkeypatch):
    path = make(tmp_path / "fine.tif", textured((400, 400)), cell=10)
    monkeypatch.setattr(aligning, "_MOST_VALUES", 2000)
    listener = Listener(cancel_at=0.5)
    with pytest.raises(Cancelled):
        build_predictor_stack([path], str(tmp_path / "out"), StackOptions(resolution=200), monitor=listener.monitor)
    assert 0.5 <= max(listener.fractions) < 0.55 and not (tmp_path / "out").exists()


def test_a_file_that_breaks_off_in_a_later_date_removes_the_dates_before(tmp_path):
    files = [make(tmp_path / f"ndvi_2020060{d}.tif", textured((600, 600))) for d in (1, 2)]
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")

    def truncate(fraction, _message):
        if fraction > 0.5:
            os.truncate(files[1], 2000)
    with pytest.raises(InputError, match="ndvi_20200602.tif"):
        build_predictor_stack(files, str(out), monitor=Monitor(progress=truncate))
    assert os.listdir(out) == ["notes.txt"]


# --- real data -----------------------------------------------------------------------------------------------------

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


def test_a_resampled_product_stays_that_product_and_a_mixture_is_none(tmp_path):
    about = {"PRODUCT": "SPL3SMP_E", "FOOTPRINT_KM": "33"}
    coarse = make(tmp_path / "sm_20200601.tif", np.full((4, 4), 0.2), names=("soil_moisture",), metadata=about)
    other = make(tmp_path / "ndvi_20200601.tif", np.arange(16.0).reshape(4, 4), names=("ndvi",))
    built = build_predictor_stack([coarse], str(tmp_path / "a"), StackOptions(resolution=500.0))[0]
    assert {key: gdal.Open(built.path).GetMetadata()[key] for key in about} == about
    assert not set(about) & set(gdal.Open(build_predictor_stack([coarse, other], str(tmp_path / "b"))[0].path)
                                .GetMetadata())


def test_a_predictor_without_variation_is_said_to_be_left_out_only_if_no_date_differs(tmp_path):
    listener = Listener()
    build_predictor_stack([make(tmp_path / "rain_20200601.tif", np.zeros((4, 4)))], str(tmp_path / "out"),
                          monitor=listener.monitor)
    assert "rain is 0 everywhere" in listener.text and "unless it differs on other training dates" in listener.text
