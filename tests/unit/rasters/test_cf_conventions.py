"""NetCDF files with a time axis: their bands are dates, and axes in degrees are latitude and longitude."""
from datetime import datetime, timezone

import numpy as np
import pytest
from osgeo import gdal

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.rasters.coarse_bands import coarse_sources
from smdownscale_plugin.rasters.reading import Raster, describe

FIRST = np.arange(12.0).reshape(3, 4) / 100.0


def write_netcdf(path, times, since, names=("soil_moisture",)):
    """A CF file of 3 x 4 cells of half a degree without a CRS; the values of each time are 0.1 more than before."""
    text, number = gdal.ExtendedDataType.CreateString(), gdal.ExtendedDataType.Create(gdal.GDT_Float64)
    dataset = gdal.GetDriverByName("netCDF").CreateMultiDimensional(str(path))
    root = dataset.GetRootGroup()
    axes = (("time", since, times), ("lat", "degrees_north", 45.25 - 0.5 * np.arange(3)),
            ("lon", "degrees_east", 10.25 + 0.5 * np.arange(4)))
    sizes = []
    for name, unit, values in axes:
        sizes.append(root.CreateDimension(name, None, None, len(values)))
        axis = root.CreateMDArray(name, [sizes[-1]], number)
        axis.CreateAttribute("units", [], text).Write(unit)
        axis.Write(np.asarray(values, float))
    for name in names:
        root.CreateMDArray(name, sizes, number).Write(np.stack([FIRST + 0.1 * k for k in range(len(times))]))
    return str(path)


@pytest.mark.parametrize("since, times, stamps", [
    ("days since 2020-1-1 0:0:0.0", [152, 160], ["20200601", "20200609"]),
    ("hours since 1900-01-01 00:00:00 UTC", [1055526.0, 1055550.0], ["20200531", "20200601"]),
    ("seconds since 1970-01-01T00:00:00Z", [1590991200, 1591034400], ["20200601T0600", "20200601T1800"])])
def test_each_time_of_a_netcdf_file_is_a_dated_coarse_raster(tmp_path, since, times, stamps):
    path = write_netcdf(tmp_path / "sm.nc", times, since, ("soil_moisture", "quality"))
    sources = coarse_sources([path])
    assert [describe(source).period.stamp() for source in sources] == stamps
    with Raster(sources[1]) as raster:
        assert np.allclose(raster.read()[0], FIRST + 0.1)
        assert "4326" in raster.info.grid.describe()
        assert raster.info.grid.transform[:4] == pytest.approx((10.0, 0.5, 0.0, 45.5))


def test_a_file_of_one_time_is_of_that_day(tmp_path):
    path = write_netcdf(tmp_path / "sm.nc", [152.5], "days since 2020-01-01")
    assert describe(path).period.start == datetime(2020, 6, 1, tzinfo=timezone.utc)


def test_a_container_of_other_variables_is_refused_with_their_names(tmp_path):
    path = write_netcdf(tmp_path / "swi.nc", [152], "days since 2020-01-01", ("ssf", "qflag"))
    with pytest.raises(InputError, match=r"2 variables \(ssf, qflag\).*choose one variable"):
        describe(coarse_sources([path])[0])
