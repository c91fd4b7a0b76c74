"""Where stations are, from a layer of points: for tables that hold names and readings alone."""
from typing import Dict, List, Mapping, Optional, Tuple

import numpy as np
from osgeo import ogr, osr

from ..errors import InputError
from ..rasters.gdal_calls import call
from ..rasters.grid import spatial_reference
from .reader_inputs import Place

_NAMES = ("station", "name", "id")
_NUMBERS = ("elevation", "depth_from", "depth_to")


def places_of_layer(path: str, layer: Optional[str], columns: Mapping[str, str]) -> Dict[str, Place]:
    """Station name to place. The name is in the field `station` (or as COLUMNS says), else `name` or `id`.

    Raises InputError: not readable, no such field, no points, no CRS.
    """
    what = f"The layer of stations {path} can't be read"
    source = call(ogr.Open, path, what=what, error=InputError)
    features = call(source.GetLayerByName, layer, what=what, error=InputError) if layer else source.GetLayer(0)
    definition = features.GetLayerDefn()
    fields = {definition.GetFieldDefn(i).GetName().lower(): i for i in range(definition.GetFieldCount())}
    ours = {name: fields.get(columns.get(name, name).lower()) for name in ("network", *_NUMBERS)}
    wanted = [columns["station"].lower()] if "station" in columns else _NAMES
    name_at = next((fields[name] for name in wanted if name in fields), None)
    if name_at is None:
        raise InputError(f"The layer of stations {path} has no field {' or '.join(wanted)}; it has "
                         f"[{', '.join(fields)}]: say which one it is in COLUMNS (station=...).")
    transformation = _to_degrees(features, path)
    return dict(_place(feature, name_at, ours, transformation, path) for feature in features)


def named_points(path: str, layer: Optional[str], name: Optional[str] = None) -> List[Tuple[str, float, float]]:
    """(name, longitude, latitude) of the points of a layer; name: the field with their names, None to number them.

    Raises InputError: not readable, no such field, no points, no CRS.
    """
    what = f"The layer of points {path} can't be read"
    source = call(ogr.Open, path, what=what, error=InputError)
    features = call(source.GetLayerByName, layer, what=what, error=InputError) if layer else source.GetLayer(0)
    name_at = features.GetLayerDefn().GetFieldIndex(name) if name else -1
    if name and name_at < 0:
        raise InputError(f"The layer of points {path} has no field {name!r}; choose one of its fields.")
    transformation, out = _to_degrees(features, path), []
    for number, feature in enumerate(features, 1):
        longitude, latitude = _position(feature, transformation, path)
        out.append((feature.GetFieldAsString(name_at).strip() if name else str(number), longitude, latitude))
    if not out:
        raise InputError(f"The layer of points {path} holds no points; choose another one.")
    return out


def _to_degrees(features: ogr.Layer, path: str) -> osr.CoordinateTransformation:
    if features.GetSpatialRef() is None:
        raise InputError(f"The layer of stations {path} has no coordinate system; assign one first (Assign "
                         "Projection).")
    source = features.GetSpatialRef().Clone()
    source.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return osr.CoordinateTransformation(source, spatial_reference("EPSG:4326"))


def _position(feature: ogr.Feature, transformation: osr.CoordinateTransformation,
              path: str) -> Tuple[float, float]:
    geometry = feature.GetGeometryRef()
    if geometry is None or ogr.GT_Flatten(geometry.GetGeometryType()) not in (ogr.wkbPoint, ogr.wkbMultiPoint):
        raise InputError(f"The layer of stations {path} holds geometries other than points; give a layer of points.")
    point = geometry.Centroid()
    longitude, latitude, _ = call(transformation.TransformPoint, point.GetX(), point.GetY(),
                                  what=f"A station of {path} can't be placed", error=InputError)
    return longitude, latitude


def _place(feature: ogr.Feature, name_at: int, ours: Mapping[str, Optional[int]],
           transformation: osr.CoordinateTransformation, path: str) -> Tuple[str, Place]:
    longitude, latitude = _position(feature, transformation, path)
    numbers = {name: feature.GetFieldAsDouble(i) if i is not None and feature.IsFieldSetAndNotNull(i) else np.nan
               for name, i in ours.items() if name in _NUMBERS}
    network = feature.GetFieldAsString(ours["network"]) if ours["network"] is not None else ""
    return feature.GetFieldAsString(name_at).strip(), Place(longitude, latitude, network, **numbers)
