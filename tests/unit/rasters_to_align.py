"""Rasters of any grid, type and metadata, made with GDAL alone, for tests of alignment."""
import numpy as np
from osgeo import gdal, osr

UTM, EASE, DEGREES = "EPSG:32632", "EPSG:6933", "EPSG:4326"


def make(path, values, *, origin=(0.0, 0.0), cell=1000.0, crs=EASE, kind=gdal.GDT_Float32, nodata=None, names=(),
         metadata=None, bands=None, south_up=False):
    """A GeoTIFF made with GDAL alone; cells are square, origin is the upper left corner."""
    values = np.asarray(values)
    values = values[None] if values.ndim == 2 else values
    height, width = values.shape[1:]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, len(values), kind)
    x, y = origin
    dataset.SetGeoTransform((x, cell, 0, y - height * cell, 0, cell) if south_up else (x, cell, 0, y, 0, -cell))
    if crs:
        reference = osr.SpatialReference()
        reference.SetFromUserInput(crs)
        dataset.SetProjection(reference.ExportToWkt())
    if metadata:
        dataset.SetMetadata(metadata)
    for index, layer in enumerate(values, 1):
        band = dataset.GetRasterBand(index)
        band.WriteArray(layer[::-1] if south_up else layer)
        if nodata is not None:
            band.SetNoDataValue(nodata)
        if names:
            band.SetDescription(names[index - 1])
        for key, value in (bands or {}).items():
            setter = {"scale": band.SetScale, "offset": band.SetOffset, "unit": band.SetUnitType}.get(key)
            setter(value) if setter else band.SetMetadataItem(key, value)
    dataset.FlushCache()
    return str(path)


def textured(shape, seed=0):
    """A rough surface, the same for the same seed."""
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32).cumsum(0).cumsum(1) / 20
