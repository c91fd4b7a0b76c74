"""Reading and writing against GDAL itself: all kinds of nodata, scale and offset, files that appear only complete."""
import os
import re
import subprocess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from limited_disks import files, read_only, small_disk
from osgeo import gdal
from small_world import FACTOR, NODATA, PIXEL, UTM, make, pixels

from smdownscale_plugin.errors import InputError, OutputError
from smdownscale_plugin.rasters.coarse import read_all, read_coarse
from smdownscale_plugin.rasters.ease_grid import m01_grid
from smdownscale_plugin.rasters.fills import undeclared_fill
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.reading import Raster, describe
from smdownscale_plugin.rasters.windows import Window
from smdownscale_plugin.rasters.writing import RasterWriter, Storage, atomic_path, write_raster

GRID = m01_grid(700, 1900, 2, 3)


@pytest.fixture(params=["exceptions off", "exceptions on"])
def gdal_switch(request):
    """GDAL's exceptions as another plugin may have left them."""
    before = gdal.GetUseExceptions()
    (gdal.UseExceptions if request.param.endswith("on") else gdal.DontUseExceptions)()
    yield
    (gdal.UseExceptions if before else gdal.DontUseExceptions)()


def read(path, **arguments):
    with Raster(str(path)) as raster:
        return raster.read(**arguments)


# --- reading -------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("kind, nodata", [
    ("float32", -9999.0), ("float32", float("nan")), ("float32", -3.4028234663852886e38), ("float32", 0.1),
    ("float64", 1e20), ("int16", -32768), ("uint8", 255), ("uint16", 65535), ("int32", -2147483648),
])
def test_every_declared_nodata_becomes_nan(tmp_path, kind, nodata):
    values = np.array([[1, nodata], [3, 4]], kind)
    found = read(make(tmp_path / "a.tif", {"a": values}, kind=kind, nodata=nodata))[0]
    assert found.dtype == np.float32
    assert np.array_equal(found, [[1, np.nan], [3, 4]], equal_nan=True)


@given(hnp.arrays(np.float32, (5, 7), elements=st.floats(width=32, allow_nan=True, allow_infinity=True)
                  | st.just(NODATA)))
@settings(max_examples=60, deadline=None)
def test_nodata_nan_and_infinities_are_nan_and_everything_else_is_kept(tmp_path_factory, values):
    path = tmp_path_factory.getbasetemp() / "any.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 7, 5, 1, gdal.GDT_Float32)
    dataset.SetGeoTransform((0, 1, 0, 0, 0, -1))
    dataset.GetRasterBand(1).SetNoDataValue(NODATA)
    dataset.GetRasterBand(1).WriteArray(values)
    dataset = None
    expected = np.where(np.isfinite(values) & (values != np.float32(NODATA)), values, np.nan)
    assert np.array_equal(read(path)[0], expected, equal_nan=True)


def test_scale_and_offset_are_applied_but_not_to_nodata(tmp_path):
    path = make(tmp_path / "lst.tif", {"lst": np.array([[14000, 0], [15000, 16000]])}, kind="uint16", nodata=0,
                bands={"lst": {"scale": 0.02, "offset": -273.15}})
    assert np.allclose(read(path)[0], [[6.85, np.nan], [26.85, 46.85]], equal_nan=True, atol=1e-4)


def test_pixels_behind_a_mask_file_are_nan(tmp_path):
    path = make(tmp_path / "a.tif", {"a": np.ones((3, 4))}, nodata=None)
    dataset = gdal.Open(path)
    dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
    mask = np.full((3, 4), 255, np.uint8)
    mask[1, 2] = 0
    dataset.GetRasterBand(1).GetMaskBand().WriteArray(mask)
    dataset = None
    found = read(path)[0]
    assert np.isnan(found[1, 2]) and np.isfinite(found).sum() == 11


def test_a_window_of_chosen_bands_is_that_part_of_the_file(tmp_path):
    values = np.random.default_rng(0).normal(size=(3, 20, 30))
    path = make(tmp_path / "a.tif", dict(zip("abc", values)), kind="float64")
    found = read(path, window=Window(5, 7, 11, 4), bands=(3, 1), dtype=np.float64)
    assert np.array_equal(found, values[[2, 0], 7:11, 5:16])


@pytest.mark.parametrize("content, word", [
    (None, "doesn't exist"), (b"", "can't be read as a raster"), (b"no raster at all", "can't be read as a raster"),
])
def test_what_is_no_raster_is_refused_in_one_sentence(tmp_path, gdal_switch, content, word):
    path = tmp_path / "a.tif"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=word) as caught:
        describe(str(path))
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_a_folder_is_not_a_raster(tmp_path, gdal_switch):
    with pytest.raises(InputError, match="folder"):
        describe(str(tmp_path))


def test_a_file_that_breaks_off_is_an_error_and_not_zeros(tmp_path, gdal_switch):
    path = make(tmp_path / "a.tif", {"a": np.random.default_rng(0).normal(size=(300, 300))})
    with open(path, "r+b") as file:
        file.truncate(os.path.getsize(path) // 2)
    with pytest.raises(InputError, match=r"a\.tif"):
        read(path)


def test_complex_numbers_are_refused(tmp_path):
    path = str(tmp_path / "slc.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, 3, 3, 1, gdal.GDT_CFloat32)
    dataset.SetGeoTransform((0, 1, 0, 0, 0, -1))
    dataset = None
    with pytest.raises(InputError, match="complex"):
        read(path)
    with pytest.raises(InputError, match="complex"):
        undeclared_fill(path)


# --- fill values that nobody declared ----------------------------------------------------------------------------

@pytest.mark.parametrize("name, values, fill", [
    ("soil moisture", np.linspace(0.05, 0.4, 100), -9999.0),
    ("elevation up to 4 km", np.linspace(-20, 4000, 100), -9999.0),
    ("elevation", np.linspace(0, 2500, 100), -32768),
    ("brightness temperature", np.linspace(220, 310, 100), -9999.0),
    ("reflectance times 10000", np.linspace(0, 9000, 100), 65535),
    ("constant", np.full(100, 3.0), -9999.0),
    ("float maximum", np.linspace(-1, 1, 100), 3.4028234663852886e38),
    ("nothing else", np.full(100, -9999.0), -9999.0),
])
def test_an_undeclared_fill_value_is_found(tmp_path, name, values, fill):
    layer = values.reshape(10, 10).copy()
    layer[2, 3] = fill
    path = make(tmp_path / "a.tif", {"a": layer}, nodata=None)
    stated = float(re.search("-a_nodata ([^,)]+)", undeclared_fill(path)).group(1))
    assert np.float32(stated) == np.float32(fill) and "nodata" in undeclared_fill(path), name
    assert undeclared_fill(make(tmp_path / "b.tif", {"a": layer}, nodata=fill)) is None


def test_a_second_fill_beside_the_declared_one_is_found_in_a_corner(tmp_path):
    layer = np.random.default_rng(0).uniform(0.1, 0.4, (500, 700))
    layer[-30:, -40:], layer[:20] = -32768, np.nan
    assert "-32768" in undeclared_fill(make(tmp_path / "a.tif", {"a": layer}))


@pytest.mark.parametrize("name, values, kind", [
    ("saturated counts", np.linspace(0, 65535, 100), "uint16"),
    ("depths of the sea", np.linspace(-9999, 0, 100), "float32"),
    ("full scale of 16 bits", np.linspace(-32768, 32767, 100), "int16"),
    ("soil moisture", np.linspace(0, 0.6, 100), "float32"),
    ("NaN and infinities", np.where(np.arange(100) % 7 == 0, np.nan, np.where(np.arange(100) % 5 == 0, np.inf, 0.2)),
     "float32"),
])
def test_values_that_belong_to_the_data_are_no_fill(tmp_path, name, values, kind):
    assert undeclared_fill(make(tmp_path / "a.tif", {"a": values.reshape(10, 10)}, kind=kind, nodata=None)) is None


# --- coarse soil moisture ------------------------------------------------------------------------------------------

CELLS = np.linspace(0.1, 0.4, 20).reshape(4, 5)


def coarse(tmp_path, values=CELLS, name="sm_20200601.tif", **arguments):
    return make(tmp_path / name, {"soil_moisture": values}, cell=FACTOR * PIXEL, **arguments)


def test_coarse_soil_moisture_is_read_as_it_is(tmp_path):
    found = read_coarse(coarse(tmp_path, metadata={"PRODUCT": "SPL3SMP_E", "FOOTPRINT_KM": "30"}))
    assert np.allclose(found.values, CELLS, atol=1e-7) and found.out_of_range == 0
    assert (found.label, found.product, found.footprint_km) == ("2020-06-01", "SPL3SMP_E", 30.0)


def test_the_band_called_soil_moisture_is_taken_wherever_it_stands(tmp_path):
    path = make(tmp_path / "a.tif", {"flag": np.ones((4, 5)), "soil_moisture": CELLS})
    assert np.allclose(read_coarse(path).values, CELLS, atol=1e-7)


def test_single_values_that_cannot_be_are_dropped_and_counted(tmp_path):
    values = CELLS.copy()
    values[0, :3] = -0.2, 1.5, np.nan
    found = read_coarse(coarse(tmp_path, values))
    assert found.out_of_range == 2 and np.isnan(found.values[0, :3]).all() and np.isfinite(found.values).sum() == 17


@pytest.mark.parametrize("factor, word", [(100, "percent: set COARSE_SCALE to 0.01"), (1000, "millimetres"),
                                          (-1, "below|can't be soil moisture")])
def test_values_in_another_unit_are_refused_with_the_likely_cause(tmp_path, factor, word):
    path = coarse(tmp_path, CELLS * factor)
    with pytest.raises(InputError, match=word):
        read_coarse(path)
    if factor > 0:
        assert np.allclose(read_coarse(path, scale=1 / factor).values, CELLS, atol=1e-7)


@pytest.mark.parametrize("values, nodata, word", [
    (np.full((4, 5), np.nan), NODATA, "no valid value"),
    (np.where(np.eye(4, 5) > 0, -9999.0, CELLS), None, "-9999, which isn't declared"),
])
def test_a_coarse_raster_without_values_or_with_undeclared_fills_is_refused(tmp_path, values, nodata, word):
    path = coarse(tmp_path, values, nodata=nodata)
    with pytest.raises(InputError, match=word) as caught:
        read_coarse(path)
    assert path in str(caught.value)


def test_coarse_rasters_come_in_order_of_time_from_a_folder(tmp_path):
    for day in ("20200603", "20200601", "20200602"):
        coarse(tmp_path, name=f"sm_{day}.tif")
    assert [c.label for c in read_all([str(tmp_path)])] == ["2020-06-01", "2020-06-02", "2020-06-03"]


def test_two_coarse_rasters_of_one_date_are_refused_with_both_named(tmp_path):
    paths = [coarse(tmp_path, name=name) for name in ("am_20200601.tif", "pm_20200601.tif")]
    with pytest.raises(InputError, match="2020-06-01") as caught:
        read_all(paths)
    assert all(path in str(caught.value) for path in paths)


def test_coarse_rasters_on_different_grids_are_refused(tmp_path):
    paths = [coarse(tmp_path, name="a_20200601.tif"), coarse(tmp_path, CELLS[:, :4], name="b_20200602.tif")]
    with pytest.raises(InputError, match="aren't on one grid"):
        read_all(paths)


def test_only_the_cells_around_the_predictors_are_read_of_a_large_raster(tmp_path):
    values = np.random.default_rng(0).uniform(0.1, 0.4, (120, 150))
    path = coarse(tmp_path, values)
    whole = describe(path).grid
    part = whole.window(Window(60, 50, 4, 3))
    x0, dx, _, y0, _, dy = part.transform
    fine = Grid(part.crs, (x0, dx / 9, 0.0, y0, 0.0, dy / 9), 36, 27)
    found = read_coarse(path, around=fine)
    assert found.values.size < 24 * 25
    column = round((found.grid.bounds[0] - whole.bounds[0]) / whole.cell_size[0])
    row = round((whole.bounds[3] - found.grid.bounds[3]) / whole.cell_size[1])
    height, width = found.grid.shape
    assert np.allclose(found.values, values[row:row + height, column:column + width], atol=1e-7)
    assert column <= 60 and row <= 50 and column + width >= 64 and row + height >= 53


# --- writing -------------------------------------------------------------------------------------------------------

def test_a_written_raster_says_all_about_itself_to_gdal(tmp_path):
    path = str(tmp_path / "stack.tif")
    values = np.random.default_rng(0).normal(size=GRID.shape)
    values[3, 4], values[5, 6] = np.nan, np.inf
    write_raster(path, GRID, {"lst": values, "landcover": np.ones(GRID.shape)}, units={"lst": "K"},
                 metadata={"TIME_START": "2020-06-01T00:00:00Z", "PRODUCT": "demo"}, categorical=["landcover"],
                 noise_std={"lst": 1.5})
    dataset = gdal.Open(path)
    band, classes = dataset.GetRasterBand(1), dataset.GetRasterBand(2)
    assert (band.GetDescription(), band.GetUnitType(), band.GetNoDataValue()) == ("lst", "K", -9999.0)
    assert band.GetMetadataItem("NOISE_STD") == "1.5" and classes.GetMetadataItem("KIND") == "categorical"
    assert dataset.GetMetadataItem("PRODUCT") == "demo" and band.DataType == gdal.GDT_Float32
    structure = dataset.GetMetadata("IMAGE_STRUCTURE")
    assert structure["COMPRESSION"] == "DEFLATE" and band.GetBlockSize() == [256, 256]
    assert np.array_equal(np.isnan(pixels(path)[0]), ~np.isfinite(values))
    assert np.allclose(pixels(path)[0], np.where(np.isfinite(values), values, np.nan), equal_nan=True, atol=1e-6)
    info = describe(path)
    assert info.grid.matches(GRID) and info.names == ["lst", "landcover"]
    assert info.bands[0].noise_std == 1.5 and info.bands[1].categorical and info.product == "demo"


@given(hnp.arrays(np.float64, (4, 6), elements=st.floats(allow_nan=True, allow_infinity=True)))
@settings(max_examples=60, deadline=None)
def test_what_float32_cannot_hold_is_nodata_and_never_infinite(tmp_path_factory, values):
    path = str(tmp_path_factory.getbasetemp() / "written.tif")
    write_raster(path, GRID.window(Window(0, 0, 6, 4)), {"a": values})
    raw = gdal.Open(path).ReadAsArray()
    assert np.isfinite(raw).all()
    with np.errstate(over="ignore"):
        single = values.astype(np.float32)
    kept = np.isfinite(single)
    assert np.array_equal(raw[kept], single[kept]) and (raw[~kept] == NODATA).all()


def test_windows_written_one_by_one_make_the_whole(tmp_path):
    values = np.random.default_rng(0).normal(size=(2,) + GRID.shape)
    path = str(tmp_path / "a.tif")
    with RasterWriter(path, GRID, ["a", "b"]) as writer:
        for row in range(0, GRID.height, 5):
            part = Window(0, row, GRID.width, min(5, GRID.height - row))
            writer.write(values[(slice(None),) + part.slices], part)
    assert np.allclose(pixels(path), values, atol=1e-6)


def test_large_rasters_get_overviews(tmp_path):
    grid = m01_grid(700, 1000, 2, 260)
    write_raster(str(tmp_path / "a.tif"), grid, {"a": np.ones(grid.shape)})
    assert gdal.Open(str(tmp_path / "a.tif")).GetRasterBand(1).GetOverviewCount() >= 2
    assert files(tmp_path) == ["a.tif"]


def test_the_file_has_its_name_only_when_it_is_complete(tmp_path):
    path = tmp_path / "a.tif"
    with RasterWriter(str(path), GRID, ["a"]) as writer:
        writer.write(np.ones(GRID.shape))
        assert not path.exists()
        assert not [name for name in files(tmp_path) if name.endswith(".tif")]
    assert files(tmp_path) == ["a.tif"]


def test_an_exception_removes_what_was_written_and_keeps_what_was_there(tmp_path, gdal_switch):
    path = str(tmp_path / "a.tif")
    write_raster(path, GRID, {"a": np.ones(GRID.shape)})
    before = open(path, "rb").read()
    with pytest.raises(ZeroDivisionError):
        with RasterWriter(path, GRID, ["a"]) as writer:
            writer.write(np.zeros(GRID.shape))
            raise ZeroDivisionError
    assert files(tmp_path) == ["a.tif"] and open(path, "rb").read() == before


def test_statistics_of_the_file_before_do_not_survive(tmp_path):
    path = str(tmp_path / "a.tif")
    write_raster(path, GRID, {"a": np.ones(GRID.shape)})
    subprocess.run(["gdalinfo", "-stats", path], check=True, capture_output=True)
    assert "a.tif.aux.xml" in files(tmp_path)
    write_raster(path, GRID, {"a": np.full(GRID.shape, 7.0)})
    assert files(tmp_path) == ["a.tif"]


def test_the_same_content_gives_the_same_bytes(tmp_path):
    values = np.random.default_rng(0).normal(size=GRID.shape)
    for name in ("a.tif", "b.tif"):
        write_raster(str(tmp_path / name), GRID, {"a": values}, metadata={"PRODUCT": "demo"})
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()


def test_a_read_only_disk_is_said_in_one_sentence(tmp_path, gdal_switch):
    with read_only(tmp_path / "disk") as disk:
        for target in (disk / "a.tif", disk / "new" / "a.tif"):
            with pytest.raises(OutputError, match="[Rr]ead-only") as caught:
                write_raster(str(target), GRID, {"a": np.ones(GRID.shape)})
            assert str(target.parent) in str(caught.value) and "\n" not in str(caught.value)
        with pytest.raises(OutputError, match="[Rr]ead-only"):
            with atomic_path(str(disk / "a.csv")):
                pass


@pytest.mark.parametrize("compress", [True, False])
def test_a_full_disk_is_said_in_one_sentence_and_leaves_nothing(tmp_path, gdal_switch, compress):
    grid = m01_grid(700, 1900, 30, 40)
    values = np.random.default_rng(0).normal(size=grid.shape)
    with small_disk(tmp_path / "disk", 64) as disk:
        with pytest.raises(OutputError, match="disk") as caught:
            write_raster(str(disk / "a.tif"), grid, {"a": values}, storage=Storage(compress=compress))
        assert str(disk / "a.tif") in str(caught.value) and "free some space" in str(caught.value)
        assert files(disk) == []


def test_a_disk_that_is_full_to_the_last_byte_is_said_too(tmp_path, gdal_switch):
    with small_disk(tmp_path / "disk", 16) as disk:
        with pytest.raises(OSError):
            (disk / "other").write_bytes(bytes(100_000))
        with pytest.raises(OutputError, match="disk"):
            write_raster(str(disk / "a.tif"), GRID, {"a": np.ones(GRID.shape)})
        assert files(disk) == ["other"]


def test_any_file_is_atomic_too(tmp_path):
    path = tmp_path / "table.csv"
    with atomic_path(str(path)) as temporary:
        with open(temporary, "w", encoding="utf-8") as file:
            file.write("a,b\n")
        assert not path.exists()
    assert path.read_text(encoding="utf-8") == "a,b\n"
    with pytest.raises(ZeroDivisionError):
        with atomic_path(str(path)) as temporary:
            raise ZeroDivisionError
    assert files(tmp_path) == ["table.csv"]


def test_a_file_that_does_not_fit_on_the_disk_leaves_nothing(tmp_path):
    with small_disk(tmp_path / "disk", 64) as disk:
        with pytest.raises(OutputError, match="disk is full"):
            with atomic_path(str(disk / "model.smdm")) as temporary, open(temporary, "wb") as file:
                file.write(bytes(200_000))
        assert files(disk) == []


@pytest.mark.parametrize("kind, resampling", [("float32", "AVERAGE"), ("uint8", "NEAREST")])
def test_overviews_are_those_that_gdal_builds(tmp_path, kind, resampling):
    """gdaladdo on the same pixels; a side of 4096 halves evenly, so that both mean the same four pixels."""
    random = np.random.default_rng(0)
    values = random.integers(1, 200, (512, 4096)).astype(kind)
    values[random.random(values.shape) < 0.3] = 0
    values[:, 1000:1600] = 0
    ours, theirs = str(tmp_path / "ours.tif"), str(tmp_path / "theirs.tif")
    grid = Grid(UTM, (0, 1000, 0, 0, 0, -1000), 4096, 512)
    write_raster(ours, grid, {"a": values}, storage=Storage(kind, 0))
    gdal.Translate(theirs, ours, creationOptions=["COPY_SRC_OVERVIEWS=NO"])
    made, dataset = gdal.Open(ours), gdal.Open(theirs, gdal.GA_Update)
    dataset.BuildOverviews(resampling, [2, 4, 8])
    assert made.GetRasterBand(1).GetOverviewCount() == 3
    for level in range(3):
        found, expected = (d.GetRasterBand(1).GetOverview(level).ReadAsArray().astype(float) for d in (made, dataset))
        assert found.shape == expected.shape and np.array_equal(found == 0, expected == 0)
        assert np.abs(found - expected).max() < 1e-3


def test_overviews_of_odd_sides_have_a_pixel_for_the_last_row_and_column(tmp_path):
    values = np.full((2051, 7), 0.25, np.float32)
    values[-1], values[:, -1] = 0.5, 0.5
    path = write_raster(str(tmp_path / "a.tif"), Grid(UTM, (0, 1000, 0, 0, 0, -1000), 7, 2051), {"a": values})
    dataset = gdal.Open(path)
    overview = dataset.GetRasterBand(1).GetOverview(0).ReadAsArray()
    assert overview.shape == (1026, 4) and overview[0, 0] == 0.25 and overview[-1, -1] == 0.5


def test_four_bands_of_bytes_are_written_as_four_variables_and_none_as_transparency(tmp_path):
    """GDAL would make the fourth band say how transparent the others are."""
    grid, values = Grid("", (0.0, 1.0, 0.0, 4.0, 0.0, -1.0), 4, 4), np.arange(64.0).reshape(4, 4, 4) % 2
    path = str(tmp_path / "masks.tif")
    with RasterWriter(path, grid, ["a", "b", "c", "d"], storage=Storage("uint8", 255)) as writer:
        writer.write(values, Window(0, 0, 4, 4))
    with Raster(path) as raster:
        assert raster.info.names == ["a", "b", "c", "d"] and np.array_equal(raster.read(), values)
