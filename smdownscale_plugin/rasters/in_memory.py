"""Rasters that GDAL's tools work on without a file."""
from typing import Optional

import numpy as np
from osgeo import gdal, gdal_array

from .grid import Grid


def in_memory(grid: Grid, layers: np.ndarray, nodata: Optional[float] = None) -> gdal.Dataset:
    """A dataset of layers (bands, rows, columns) on a grid, of their own type."""
    kind = gdal_array.NumericTypeCodeToGDALTypeCode(layers.dtype.type)
    dataset = gdal.GetDriverByName("MEM").Create("", grid.width, grid.height, len(layers), kind)
    dataset.SetGeoTransform(grid.transform)
    dataset.SetProjection(grid.crs)
    for number, layer in enumerate(layers, 1):
        band = dataset.GetRasterBand(number)
        if nodata is not None:
            band.SetNoDataValue(nodata)
        band.WriteArray(layer)
    return dataset
