"""A raster behind points: warped to longitude and latitude, thinned to a few hundred pixels."""
from typing import Optional, Tuple

import numpy as np
from osgeo import gdal

from ..errors import OutputError
from ..rasters.gdal_calls import call, open_raster
from ..rasters.writing import NODATA

_SIDE = 400

Backdrop = Tuple[np.ndarray, Tuple[float, float, float, float]]


def backdrop(path: str, band: int) -> Optional[Backdrop]:
    """(values (rows, columns) with NaN, (west, east, south, north) in degrees) of a band; None where it can't be
    brought to longitude and latitude (no CRS, or the poles)."""
    what = f"Can't read {path}"
    try:
        source = call(gdal.Translate, "", open_raster(path), format="VRT", bandList=[band], unscale=True,
                      outputType=gdal.GDT_Float64, what=what)
        warped = call(gdal.Warp, "", source, format="MEM", dstSRS="EPSG:4326", width=_SIDE, resampleAlg="average",
                      dstNodata=NODATA, outputType=gdal.GDT_Float64, what=what)
    except OutputError:
        return None
    values = warped.ReadAsArray()
    west, dx, _, north, _, dy = warped.GetGeoTransform()
    extent = (west, west + dx * warped.RasterXSize, north + dy * warped.RasterYSize, north)
    return np.where(values == NODATA, np.nan, values), extent
