"""Zones with their figures as a polygon layer (GeoPackage or GeoJSON)."""
import os
from typing import Any, Sequence, Tuple

from osgeo import gdal, ogr

from ..errors import OutputError
from ..rasters.gdal_calls import call, quiet
from ..rasters.grid import spatial_reference
from ..rasters.writing import atomic_path
from .zones import Zone, Zones

TEXT, NUMBER = ogr.OFTString, ogr.OFTReal
_DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON"}


def write_zones(path: str, zones: Zones, columns: Sequence[Tuple[str, int]], rows: Sequence[Sequence]) -> str:
    """Write a row of values to every zone's polygon, in the CRS that the zones came in.

    columns: (name, TEXT or NUMBER); rows: in the order of the zones, None or NaN for nothing.
    Raises OutputError: unknown extension, a folder that can't be written, disk full.
    """
    extension = os.path.splitext(path)[1].lower()
    if extension not in _DRIVERS:
        raise OutputError(f"Can't write {path}: zones are written as .gpkg or .geojson; choose one of these.")
    what = f"Can't write {path}"
    with atomic_path(path) as temporary:
        os.remove(temporary)       # OGR refuses to create over an existing file
        source = call(ogr.GetDriverByName(_DRIVERS[extension]).CreateDataSource, temporary, what=what)
        layer = call(source.CreateLayer, "zones", spatial_reference(zones.crs), ogr.wkbMultiPolygon, what=what)
        for name, kind in columns:
            call(layer.CreateField, ogr.FieldDefn(name, kind), what=what)
        call(layer.StartTransaction, what=what)
        for zone, row in zip(zones.zones, rows):
            call(layer.CreateFeature, _feature(layer, zone, row), what=what)
        call(layer.CommitTransaction, what=what)
        layer = None
        call(source.FlushCache, what=what)
        with quiet():
            source = None
            if gdal.GetLastErrorType() >= gdal.CE_Failure:
                raise OutputError(f"{what}: the disk may be full ({gdal.GetLastErrorMsg()}).")
    return path


def _feature(layer: ogr.Layer, zone: Zone, row: Sequence[Any]) -> ogr.Feature:
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkb(zone.wkb))
    for index, value in enumerate(row):
        if value is None or value != value:
            feature.SetFieldNull(index)
        else:
            feature.SetField(index, value if isinstance(value, str) else float(value))
    return feature
