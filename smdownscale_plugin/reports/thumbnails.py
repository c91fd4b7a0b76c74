"""Bands of rasters thinned to the few hundred pixels that a report shows."""
from typing import Optional

import numpy as np
from osgeo import gdal

from ..errors import InputError
from ..rasters.gdal_calls import call, open_raster
from ..rasters.writing import NODATA

_SIDE = 300            # pixels of a map's longer side in the report


def band_thumbnail(path: str, band: int, like: Optional[str] = None, resampling: str = "average") -> np.ndarray:
    """Values (rows, columns) of a band, stored scale applied, NaN where there is none.

    like: another raster, on whose extent the band is shown; resampling: of GDAL. Raises InputError.
    """
    what = f"Can't read {path}"
    # gdal.Warp knows nothing of bands and of stored scales
    source = call(gdal.Translate, "", open_raster(path), format="VRT", bandList=[band], unscale=True,
                  outputType=gdal.GDT_Float64, what=what, error=InputError)
    target = open_raster(like or path)
    shrink = max(1.0, max(target.RasterXSize, target.RasterYSize) / _SIDE)
    x0, dx, _, y0, _, dy = target.GetGeoTransform()
    bounds = (x0, y0 + dy * target.RasterYSize, x0 + dx * target.RasterXSize, y0)
    small = call(gdal.Warp, "", source, format="MEM", outputBounds=bounds, dstSRS=target.GetProjection() or None,
                 width=max(1, round(target.RasterXSize / shrink)), height=max(1, round(target.RasterYSize / shrink)),
                 resampleAlg=resampling, dstNodata=NODATA, outputType=gdal.GDT_Float64, what=what, error=InputError)
    values = small.GetRasterBand(1).ReadAsArray()
    return np.where(values == NODATA, np.nan, values)
