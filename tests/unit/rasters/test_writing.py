"""Writing against GDAL itself: what a file says of itself, files that appear only complete, full disks, overviews."""
import subprocess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from limited_disks import files, read_only, small_disk
from osgeo import gdal
from small_world import NODATA, UTM, pixels

from smdownscale_plugin.errors import OutputError
from smdownscale_plugin.rasters.ease_grid import m01_grid
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.reading import Raster, describe
from smdownscale_plugin.rasters.windows import Window
from smdownscale_plugin.rasters.writing import RasterWriter, Storage, atomic_path, write_raster

GRID = m01_grid(700, 1900, 2, 3)


def read(path, **arguments):
    with Raster(str(path)) as raster:
        return raster.read(**arguments)


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
