"""Reading against GDAL itself: all kinds of nodata, scale and offset, masks, files that are damaged or none."""
import os
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from osgeo import gdal
from small_world import NODATA, make

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.rasters.fills import undeclared_fill
from smdownscale_plugin.rasters.reading import Raster, describe
from smdownscale_plugin.rasters.windows import Window


def read(path, **arguments):
    with Raster(str(path)) as raster:
        return raster.read(**arguments)


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
