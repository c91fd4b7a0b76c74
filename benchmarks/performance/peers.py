"""The other programs, as their users run them, with the native model and all cores.

Each function prepares (libraries imported, model in memory) and returns the job that is timed.
"""
import os
import threading
from typing import Callable

import numpy as np
from osgeo import gdal

from . import orfeo as orfeo_toolbox
from .floor import read_mask_write
from .maps import create_map, map_path, rows_in_memory
from .models import load_native
from .plan import Case
from .rasters import NODATA, stack_path

Job = Callable[[], dict]
CORES = os.cpu_count() or 1


def in_memory(case: Case) -> Job:
    """(a) The native library alone: all rows in one call, all its threads, nothing read and nothing written."""
    rows = rows_in_memory(_stack(case))
    predict = load_native(case.model, CORES)

    def job():
        predict(rows)
        return {}
    return job


def floor(case: Case) -> Job:
    """What reading, masking and writing take without any model."""
    return lambda: read_mask_write(_stack(case), map_path(case))


def notebook(case: Case) -> Job:
    """(b) Everything at once, as in many a notebook."""
    predict = load_native(case.model, CORES)

    def job():
        dataset = gdal.Open(_stack(case))
        values = dataset.ReadAsArray()
        shape = values.shape[1:]
        table = np.moveaxis(values, 0, -1).reshape(-1, len(values))
        valid = (table != NODATA).all(1)
        result = np.full(len(table), NODATA, np.float32)
        result[valid] = predict(table[valid])
        out = create_map(map_path(case), dataset)
        out.GetRasterBand(1).WriteArray(result.reshape(shape))
        out.FlushCache()
        return {}
    return job


def dask(case: Case) -> Job:
    """(c) xarray and dask: chunks of whole blocks, each predicted with one thread, as many at once as cores."""
    import dask.array
    import rioxarray
    import xarray
    predict = load_native(case.model, 1)

    def of_chunk(values):
        valid = np.isfinite(values).all(0)
        result = np.full(values.shape[1:], NODATA, np.float32)
        if valid.any():
            result[valid] = predict(np.ascontiguousarray(values[:, valid].T))
        return result

    def job():
        with dask.config.set(scheduler="threads", num_workers=CORES):
            stack = rioxarray.open_rasterio(_stack(case), chunks=_chunks(_stack(case)), masked=True, lock=False)
            result = dask.array.map_blocks(of_chunk, stack.data, dtype=np.float32, drop_axis=0)
            made = xarray.DataArray(result, coords={"y": stack.y, "x": stack.x}, dims=("y", "x"))
            made = made.rio.write_crs(stack.rio.crs).rio.write_nodata(NODATA)
            made.rio.to_raster(map_path(case), lock=threading.Lock(), tiled=True, compress="deflate", zlevel=1)
        return {"chunks": str(stack.data.chunksize)}
    return job


def _chunks(path):
    """About a million pixels of whole blocks."""
    dataset = gdal.Open(path)
    columns, rows = dataset.GetRasterBand(1).GetBlockSize()
    if columns == dataset.RasterXSize:
        return {"band": -1, "x": -1, "y": max(1, 1024 * 1024 // columns)}
    return {"band": -1, "x": columns * (1024 // columns), "y": rows * (1024 // rows)}


def orfeo(case: Case) -> Job:
    """(d) The Orfeo Toolbox: its own forest of the same size, the same pixels by a mask that is made beforehand."""
    about = orfeo_toolbox.make_model()
    mask = orfeo_toolbox.make_mask(case)
    start = orfeo_toolbox.seconds_of_start(case)

    def job():
        orfeo_toolbox.predict(_stack(case), mask, map_path(case))
        return {"nodes": about["nodes"], "seconds_of_start": start}
    return job


def _stack(case):
    return str(stack_path(case.megapixels, case.layout))
