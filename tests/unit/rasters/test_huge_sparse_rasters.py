"""Rasters of billions of empty pixels: they cost nothing on disk, and cancelling isn't kept waiting by them."""
import time

import numpy as np
import pytest
from osgeo import gdal
from small_world import EASE, ORIGIN, PIXEL, make, wkt

from smdownscale_plugin.drought.moisture_series import open_series
from smdownscale_plugin.errors import Cancelled
from smdownscale_plugin.jobs.build_predictor_stack import StackOptions, build_predictor_stack
from smdownscale_plugin.jobs.validate_raster import validate_raster
from smdownscale_plugin.monitor import Monitor

SIDE, LATER = 60_000, 0.5        # pixels; seconds after which the user cancels


@pytest.fixture
def sparse(tmp_path):
    def written(name, nodata=None):
        path = str(tmp_path / name)
        dataset = gdal.GetDriverByName("GTiff").Create(path, SIDE, SIDE, 1, gdal.GDT_Float32,
                                                       ["SPARSE_OK=TRUE", "TILED=YES", "BIGTIFF=YES"])
        dataset.SetGeoTransform((ORIGIN[0], 72 * PIXEL / SIDE, 0, ORIGIN[1], 0, -72 * PIXEL / SIDE))
        dataset.SetProjection(wkt(EASE))
        if nodata is not None:
            dataset.GetRasterBand(1).SetNoDataValue(nodata)
        dataset.FlushCache()
        return path
    return written


JOBS = {
    "a reference": lambda path, fine, out, monitor: validate_raster([fine], [path("r_20200601.tif")], monitor=monitor),
    "a reference of nodata": lambda path, fine, out, monitor: validate_raster([fine], [path("r_20200601.tif", 0)],
                                                                              monitor=monitor),
    "the grid of a stack": lambda path, fine, out, monitor: build_predictor_stack(
        [fine], out, StackOptions(reference=path("r.tif")), monitor=monitor),
    "a mask": lambda path, fine, out, monitor: build_predictor_stack([fine], out, StackOptions(mask=path("m.tif")),
                                                                     monitor=monitor),
    "a series": lambda path, fine, out, monitor: [open_series(
        [path(f"s_{year}0601.tif", 0) for year in range(2000, 2020)], monitor=monitor) for _ in range(50)],
}


@pytest.mark.parametrize("name", JOBS)
def test_cancelling_is_heard_at_once(sparse, tmp_path, name):
    fine = make(tmp_path / "map_20200601.tif", {"soil_moisture": np.random.default_rng(0).random((72, 72)) / 3})
    began = time.process_time()
    monitor = Monitor(cancelled=lambda: time.process_time() - began > LATER)
    with pytest.raises(Cancelled):
        JOBS[name](sparse, fine, str(tmp_path / "out"), monitor)
    assert time.process_time() - began < LATER + 2.0
