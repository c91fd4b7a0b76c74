"""HDF4-EOS, netCDF and tiles in Build Predictor Stack; scales and nodata overridden by a user; EASE-Grids."""
import os

import numpy as np
import pytest
from listening import listener
from osgeo import gdal
from small_world import layers_of

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.build_predictor_stack import StackOptions, build_predictor_stack
from smdownscale_plugin.rasters.coarse import read_coarse
from smdownscale_plugin.rasters.ease_grid import ease_grid
from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.writing import Storage, write_raster

SURFACE = "MOD09A1.A2017193.h18v04.006.2017202035302.hdf"
LST = "MOD11B2.A2017001.h14v04.006.2017013155631.hdf"
SWI = "c_gls_SWI1km_20170{}1200_CEURO_SCATSAR_V1.0.1.nc"
SINUSOIDAL = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m"


def by_gdal(path, group, name):
    """Stored values and metadata of an HDF4-EOS variable, read by GDAL alone."""
    dataset = gdal.Open(f'HDF4_EOS:EOS_GRID:"{path}":{group}:{name}')
    return dataset.ReadAsArray().astype(float), dataset.GetMetadata(), dataset.GetGeoTransform()


def test_a_modis_file_becomes_a_stack_whose_values_are_gdals_times_the_documented_scale(real_data, tmp_path):
    path = str(real_data / "modis" / SURFACE)
    said, monitor = listener()
    (built,) = build_predictor_stack([path], str(tmp_path), monitor=monitor)
    layers, info = layers_of(built.path)
    assert list(layers) == [f"sur_refl_b0{n}" for n in range(1, 8)]
    for name, values in layers.items():
        stored, metadata, transform = by_gdal(path, "MOD_Grid_500m_Surface_Reflectance_463", name)
        assert metadata["scale_factor"] == "0.0001"
        wrong = (stored == -28672) | (stored < -100) | (stored > 16000)
        np.testing.assert_allclose(values, np.where(wrong, np.nan, stored * 0.0001), rtol=1e-6)
        np.testing.assert_allclose(info.grid.transform, transform, rtol=1e-12)
    # MOD09A1 is a composite of eight days, counted from the date in its name: day 193 of 2017
    assert info.period.metadata() == {"TIME_START": "2017-07-12T00:00:00Z", "TIME_END": "2017-07-20T00:00:00Z"}
    assert any("sur_refl_qc_500m" in line and "SUBDATASETS" in line for line in said)


def test_temperature_by_name_with_the_period_that_the_file_states(real_data, tmp_path):
    path = str(real_data / "modis" / LST)
    (built,) = build_predictor_stack([path], str(tmp_path), StackOptions(
        subdatasets="LST_*_6km", names="MOD11B2*LST_Day_6km=lst_day, LST_Night_6km=lst_night"))
    layers, info = layers_of(built.path)
    stored, _, _ = by_gdal(path, "MODIS_Grid_8Day_6km_LST", "LST_Day_6km")
    np.testing.assert_allclose(layers["lst_day"], np.where(stored < 7500, np.nan, stored * 0.02), rtol=1e-6)
    assert info.bands[0].unit == "K"
    assert info.period.metadata() == {"TIME_START": "2017-01-01T00:00:00Z", "TIME_END": "2017-01-09T00:00:00Z"}


def test_netcdf_of_several_dates_give_a_stack_a_date_without_what_is_beyond_the_valid_range(real_data, tmp_path):
    folder = real_data / "cgls_swi1km"
    paths = [str(folder / SWI.format(f"60{day}")) for day in (1, 2, 3)]
    built = build_predictor_stack(paths, str(tmp_path), StackOptions(subdatasets="SWI_005"))
    assert [os.path.basename(b.path) for b in built] == [f"stack_2017060{day}.tif" for day in (1, 2, 3)]
    stored = gdal.Open(f'NETCDF:"{paths[0]}":SWI_005').ReadAsArray().astype(float)
    assert (stored > 200).any()
    np.testing.assert_allclose(layers_of(built[0].path)[0]["SWI_005"], np.where(stored > 200, np.nan, stored / 2))


def test_packed_netcdf_gets_its_scale_and_offset(real_data, tmp_path):
    path = str(real_data / "modis" / "gridmet_tmmx_20190121.nc")
    (built,) = build_predictor_stack([path], str(tmp_path))
    stored = gdal.Open(path).ReadAsArray().astype(float)
    expected = np.where(stored == 32767, np.nan, stored * 0.1 + 220)
    np.testing.assert_allclose(layers_of(built.path)[0]["air_temperature"], expected, rtol=1e-6)


def tile(folder, column, values, cell):
    """A GeoTIFF called like a tile of MODIS, `column` tiles east of h18."""
    width = values.shape[1] * cell
    grid = Grid(crs_wkt(SINUSOIDAL), (column * width, cell, 0.0, 5000000.0, 0.0, -cell), *values.shape[::-1])
    name = f"MOD13A2.A2020145.h{18 + column}v04.061.202016210370{column}.tif"
    return write_raster(os.path.join(folder, name), grid, {"ndvi": values})


def test_two_tiles_are_put_together_without_a_seam(tmp_path):
    cell = 926.625433055833
    x, y = np.meshgrid(np.arange(80), np.arange(40))
    field = 0.5 + 0.3 * np.sin(x / 9) * np.cos(y / 7)
    whole = Grid(crs_wkt(SINUSOIDAL), (0.0, cell, 0.0, 5000000.0, 0.0, -cell), 80, 40)
    once = write_raster(str(tmp_path / "whole_20200524.tif"), whole, {"ndvi": field})
    tiles = [tile(str(tmp_path), 0, field[:, :40], cell), tile(str(tmp_path), 1, field[:, 40:], cell)]
    target = StackOptions(resolution=700.0, crs="EPSG:6933", resampling="cubic")
    both = build_predictor_stack(tiles, str(tmp_path / "tiles"), target)
    one = build_predictor_stack([once], str(tmp_path / "one"), target)
    assert len(both) == 1
    np.testing.assert_array_equal(layers_of(both[0].path)[0]["ndvi"], layers_of(one[0].path)[0]["ndvi"])


def test_halves_of_a_real_modis_file_meet_without_a_seam(real_data, tmp_path):
    path = str(real_data / "modis" / SURFACE)
    source = f'HDF4_EOS:EOS_GRID:"{path}":MOD_Grid_500m_Surface_Reflectance_463:sur_refl_b02'
    halves = []
    for k, (left, width) in enumerate(((0, 30), (30, 36))):
        half = str(tmp_path / f"MOD09A1.A2017193.h{18 + k}v04.006.tif")
        gdal.Translate(half, source, srcWin=[left, 0, width, 73])
        halves.append(half)
    (built,) = build_predictor_stack(halves, str(tmp_path / "out"))
    stored, _, _ = by_gdal(path, "MOD_Grid_500m_Surface_Reflectance_463", "sur_refl_b02")
    values = next(iter(layers_of(built.path)[0].values()))
    np.testing.assert_allclose(values, np.where(stored == -28672, np.nan, stored * 0.0001), rtol=1e-6)


GRID = Grid(crs_wkt("EPSG:6933"), (0.0, 1000.0, 0.0, 4000000.0, 0.0, -1000.0), 6, 5)


def test_scale_and_nodata_are_overridden_for_the_predictors_that_are_named(tmp_path):
    stored = np.arange(30.0).reshape(5, 6)
    path = write_raster(str(tmp_path / "two_20200601.tif"), GRID, {"lst": stored, "qc": stored})
    (built,) = build_predictor_stack([path], str(tmp_path / "out"),
                                     StackOptions(scales="lst=0.02:273.15", nodata="lst=7"))
    layers, _ = layers_of(built.path)
    np.testing.assert_allclose(layers["lst"], np.where(stored == 7, np.nan, stored * 0.02 + 273.15), rtol=1e-6)
    np.testing.assert_array_equal(layers["qc"], stored)


def test_an_input_whose_scale_is_overridden_is_not_replaced_either(tmp_path):
    path = write_raster(str(tmp_path / "stack_20200601.tif"), GRID, {"lst": np.arange(30.0).reshape(5, 6)})
    with pytest.raises(InputError, match="replace one of the inputs"):
        build_predictor_stack([path], str(tmp_path), StackOptions(scales="lst=0.02"))
    assert layers_of(path)[0]["lst"][4, 5] == 29


def test_an_undeclared_fill_is_said_with_the_remedy_and_the_remedy_works(tmp_path):
    values = np.full(GRID.shape, 0.3)
    values[0, 0] = -9999
    path = write_raster(str(tmp_path / "sm_20200601.tif"), GRID, {"sm": values}, storage=Storage(nodata=None))
    with pytest.raises(InputError, match=r"-9999, which isn't declared .*give it in NODATA \(sm=value\)"):
        build_predictor_stack([path], str(tmp_path / "out"))
    (built,) = build_predictor_stack([path], str(tmp_path / "out"), StackOptions(nodata="sm=-9999"))
    assert np.isnan(layers_of(built.path)[0]["sm"][0, 0]) and built.gaps["sm"] == pytest.approx(1 / 30)


@pytest.mark.parametrize("name", ["M01", "M09"])
def test_an_ease_grid_is_cut_along_its_own_cells(name, tmp_path):
    degrees = Grid(crs_wkt("EPSG:4326"), (10.0, 0.01, 0.0, 37.0, 0.0, -0.01), 60, 50)
    path = write_raster(str(tmp_path / "ndvi.tif"), degrees, {"ndvi": np.full(degrees.shape, 0.5)})
    (built,) = build_predictor_stack([path], str(tmp_path / "out"), StackOptions(ease_grid=name))
    _, info = layers_of(built.path)
    whole = ease_grid(name)
    size = whole.cell_size[0]
    for k in (0, 3):
        cells = (info.grid.transform[k] - whole.transform[k]) / size
        assert abs(cells - round(cells)) < 1e-6
    assert info.grid.cell_size == pytest.approx((size, size)) and info.grid.crs_name == "EPSG:6933"


def test_the_gap_report_names_the_share_of_each_predictor(tmp_path):
    values = np.full(GRID.shape, 0.3)
    values[0] = np.nan
    path = write_raster(str(tmp_path / "ndvi_20200601.tif"), GRID, {"ndvi": values})
    build_predictor_stack([path], str(tmp_path / "out"), report=str(tmp_path / "gaps.html"))
    html = (tmp_path / "gaps.html").read_text(encoding="utf-8")
    assert "ndvi" in html and "20.0" in html


@pytest.mark.parametrize("options, words", [
    ({"scales": "lst"}, "SCALES: 'lst' has nothing on one side"), ({"scales": "lst=fast"}, "isn't a number"),
    ({"nodata": "sif=0"}, "NODATA: 'sif' is neither"), ({"ease_grid": "M02"}, "EASE_GRID 'M02'"),
    ({"ease_grid": "M01", "resolution": 500.0}, "sets RESOLUTION")])
def test_overrides_that_make_no_sense_are_refused(options, words, tmp_path):
    path = write_raster(str(tmp_path / "lst.tif"), GRID, {"lst": np.arange(30.0).reshape(5, 6)})
    with pytest.raises(InputError, match=words):
        build_predictor_stack([path], str(tmp_path / "out"), StackOptions(**options))
    assert not (tmp_path / "out").exists()


def test_a_variable_that_is_not_there_and_a_smap_granule_are_refused(real_data, tmp_path):
    with pytest.raises(InputError, match="has no variable NDVI; it has sur_refl_b01"):
        build_predictor_stack([str(real_data / "modis" / SURFACE)], str(tmp_path / "out"),
                              StackOptions(subdatasets="NDVI"))
    granule = next((real_data / "smap_hdf5").glob("*_SP_*.h5"))
    with pytest.raises(InputError, match="run Import SMAP Granules"):
        build_predictor_stack([str(granule)], str(tmp_path / "out"))


def test_of_the_variables_of_a_granule_the_advice_names_soil_moisture(real_data):
    granule = next((real_data / "smap_hdf5").glob("*_SP_*.h5"))
    with pytest.raises(InputError, match="choose one variable: HDF5:.*/soil_moisture[a-z0-9_]*[.]$"):
        read_coarse(str(granule))


def test_the_real_raster_with_a_wrong_crs_is_noticed(real_data, tmp_path):
    path = str(real_data / "bad" / "wrong_crs_undeclared_nodata.tif")
    with pytest.raises(InputError, match="look like degrees; assign the right CRS"):
        build_predictor_stack([path], str(tmp_path / "out"))


def test_vegetation_indices_of_modis_are_divided_by_what_they_call_their_scale():
    from smdownscale_plugin.predictors.containers import _scale, _VariableBands

    class Band:
        def __init__(self, scale):
            self.scale = scale

        def GetScale(self):  # noqa: N802
            return self.scale

        def GetOffset(self):  # noqa: N802
            return 0.0
    hdf, netcdf = (_VariableBands(source, "MOD13A2.A2020145", "NDVI", (1,), None)
                   for source in ('HDF4_EOS:EOS_GRID:"a.hdf":g:NDVI', "NETCDF:a:b"))
    assert _scale(hdf, Band(10000.0)) == (1e-4, 0.0)          # MOD13: scale_factor=10000, "divide by it"
    assert _scale(hdf, Band(0.02)) == (0.02, 0.0)             # MOD11: "multiply by it"
    assert _scale(netcdf, Band(1000.0)) == (1000.0, 0.0)      # CF: always multiplied


def test_a_netcdf_of_many_days_becomes_a_stack_a_day(tmp_path):
    path = str(tmp_path / "rain.nc")
    dataset = gdal.GetDriverByName("netCDF").CreateMultiDimensional(path, [], ["FORMAT=NC4"])
    root = dataset.GetRootGroup()
    double, real = (gdal.ExtendedDataType.Create(kind) for kind in (gdal.GDT_Float64, gdal.GDT_Float32))
    axes = []
    for name, kind, values, unit in (("time", "TEMPORAL", [20, 21, 22], "days since 2020-06-01 00:00:00"),
                                     ("lat", "HORIZONTAL_Y", [40.5, 39.5], "degrees_north"),
                                     ("lon", "HORIZONTAL_X", [10.5, 11.5, 12.5], "degrees_east")):
        axis = root.CreateDimension(name, kind, None, len(values))
        array = root.CreateMDArray(name, [axis], double)
        array.CreateAttribute("units", [], gdal.ExtendedDataType.CreateString()).Write(unit)
        array.CreateAttribute("standard_name", [], gdal.ExtendedDataType.CreateString()).Write(
            {"lat": "latitude", "lon": "longitude"}.get(name, name))
        array.Write(np.array(values, float))
        axes.append(axis)
    rain = root.CreateMDArray("rain", axes, real)
    values = np.arange(18, dtype=np.float32).reshape(3, 2, 3)
    rain.Write(values)
    from osgeo import osr
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(4326)
    reference.SetDataAxisToSRSAxisMapping([2, 1])
    rain.SetSpatialRef(reference)
    del rain, array, axis, axes, root, dataset
    built = build_predictor_stack([path], str(tmp_path / "out"))
    assert [os.path.basename(b.path) for b in built] == [f"stack_202006{day}.tif" for day in (21, 22, 23)]
    for stack, expected in zip(built, values):
        np.testing.assert_array_equal(layers_of(stack.path)[0]["rain"], expected)
