"""Zones: polygons of a vector layer, in the cell coordinates of a grid, made valid and named."""
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import List, Optional, Tuple

import numpy as np
from osgeo import gdal, ogr, osr

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.database_views import refuse_recursive_views
from ..rasters.gdal_calls import call, quiet
from ..rasters.grid import Grid, spatial_reference

_FARTHEST = 1e12         # in units of any CRS: beyond the earth


@dataclass(frozen=True)
class Zone:
    """One zone: its name, its number in the layer, and closed rings (n, 2) in column and row of a grid.

    wkb: the polygon in the layer's own CRS, for the layer that is written.
    """

    name: str
    fid: int
    rings: Tuple[np.ndarray, ...]
    wkb: bytes

    @cached_property
    def box(self) -> Tuple[float, float, float, float]:
        """Lowest column and row, highest column and row."""
        points = np.concatenate(self.rings)
        return (*points.min(0), *points.max(0))


@dataclass(frozen=True)
class Zones:
    """Zones on a grid; crs: WKT of the layer; skipped: sentences on what was left out or put right."""

    zones: Tuple[Zone, ...]
    crs: str
    remarks: Tuple[str, ...]


def read_zones(path: str, layer_name: Optional[str], name_field: Optional[str], grid: Grid,
               monitor: Monitor = SILENT, parameter: str = "ZONE_NAME", apart: bool = True) -> Zones:
    """The polygons of a layer in the cells of `grid`.

    name_field: the zones' names; None: the first text field, else the number; parameter: what asks for it; apart:
    whether zones of one name get a number each. Raises InputError: not a vector file,
    without CRS, no such field, no polygon.
    """
    refuse_recursive_views(path)
    source, layer = _open(path, layer_name)
    reference = layer.GetSpatialRef()
    if reference is None or (reference.GetName() or "").startswith("Undefined"):   # GeoPackage's way of saying none
        raise InputError(f"The zones {path} have no CRS; assign one first (Assign Projection).")
    if not grid.crs:
        raise InputError("The rasters have no CRS, so the zones can't be laid over them; assign one first (Assign "
                         "Projection).")
    reference = reference.Clone()
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    what = f"Can't reproject the zones {path} to {grid.crs_name}"
    transformation = call(osr.CoordinateTransformation, reference, spatial_reference(grid.crs), what=what,
                          error=InputError)
    field = _name_field(layer, name_field, path, parameter)
    zones, remarks = [], Counter()
    for feature in layer:
        monitor.check()
        polygon = _polygon(feature.GetGeometryRef(), remarks)
        if polygon is None:
            continue
        wkb = bytes(polygon.ExportToWkb())
        call(polygon.Transform, transformation, what=what, error=InputError)
        if not max(map(abs, polygon.GetEnvelope())) < _FARTHEST:
            remarks["without a place on earth"] += 1
            continue
        rings = _rings(polygon, grid)
        if rings:
            text = feature.GetFieldAsString(field) if field is not None else ""
            zones.append(Zone(text.strip() or f"zone {feature.GetFID()}", int(feature.GetFID()), rings, wkb))
        else:
            remarks["without area"] += 1
    del source
    if not zones:
        raise InputError(f"The zones {path} hold no polygons; give a polygon layer.")
    zones = _distinct(zones, remarks) if apart else zones
    return Zones(tuple(zones), reference.ExportToWkt(), tuple(_sentences(remarks)))


def _open(path: str, layer_name: Optional[str]) -> Tuple[gdal.Dataset, ogr.Layer]:
    with quiet():
        try:
            source = gdal.OpenEx(path, gdal.OF_VECTOR)
        except RuntimeError:
            source = None
        layer = None
        if source is not None:
            layer = source.GetLayerByName(layer_name) if layer_name else source.GetLayer(0)
    if layer is None:
        raise InputError(f"The zones {path} can't be read as a vector layer{f' {layer_name}' if layer_name else ''}; "
                         "choose a polygon layer.")
    return source, layer


def _name_field(layer: ogr.Layer, wanted: Optional[str], path: str, parameter: str) -> Optional[int]:
    definition = layer.GetLayerDefn()
    fields = [definition.GetFieldDefn(k) for k in range(definition.GetFieldCount())]
    names = [field.GetName() for field in fields]
    if wanted:
        if wanted not in names:
            raise InputError(f"The zones {path} have no field {wanted!r} ({parameter}); they have "
                             f"{', '.join(names) or 'none'}.")
        return names.index(wanted)
    return next((k for k, field in enumerate(fields) if field.GetType() == ogr.OFTString), None)


def _polygon(geometry: Optional[ogr.Geometry], remarks: Counter) -> Optional[ogr.Geometry]:
    """A valid (multi)polygon of a feature's geometry, None where there is none."""
    if geometry is None or geometry.IsEmpty():
        remarks["empty"] += 1
        return None
    with quiet():
        geometry = geometry.GetLinearGeometry() if geometry.HasCurveGeometry(1) else geometry.Clone()
        geometry.FlattenTo2D()
        if not geometry.IsValid():
            remarks["invalid"] += 1
            geometry = geometry.MakeValid()
    parts = [] if geometry is None else _polygons(geometry)
    if not parts:
        remarks["no polygon"] += 1
        return None
    out = ogr.Geometry(ogr.wkbMultiPolygon)
    for part in parts:
        out.AddGeometry(part)
    return out


def _polygons(geometry: ogr.Geometry) -> List[ogr.Geometry]:
    if ogr.GT_Flatten(geometry.GetGeometryType()) == ogr.wkbPolygon:
        return [geometry]
    return [part for k in range(geometry.GetGeometryCount()) for part in _polygons(geometry.GetGeometryRef(k))]


def _rings(geometry: ogr.Geometry, grid: Grid) -> Tuple[np.ndarray, ...]:
    """Rings in columns and rows: shells turned one way, holes the other; without those that have no area."""
    x0, dx, _, y0, _, dy = grid.transform
    rings = []
    for polygon in _polygons(geometry):
        for number in range(polygon.GetGeometryCount()):
            points = np.array(polygon.GetGeometryRef(number).GetPoints() or np.empty((0, 2)), float)[:, :2]
            if not len(points) or not np.isfinite(points).all():
                continue
            ring = oriented(np.stack([(points[:, 0] - x0) / dx, (points[:, 1] - y0) / dy], 1), number > 0)
            if ring is not None:
                rings.append(ring)
    return tuple(rings)


def oriented(ring: np.ndarray, hole: bool) -> Optional[np.ndarray]:
    """The closed ring (n, 2), turned as a shell or a hole; None when it has no area."""
    if not np.array_equal(ring[0], ring[-1]):
        ring = np.concatenate([ring, ring[:1]])
    shifted = ring - ring[0]
    area = float(np.sum(shifted[:-1, 0] * shifted[1:, 1] - shifted[1:, 0] * shifted[:-1, 1]))
    if area == 0.0:
        return None
    return ring if (area > 0) != hole else ring[::-1]


def _distinct(zones: List[Zone], remarks: Counter) -> List[Zone]:
    """Zones whose names are told apart: a name's second zone is called "name (2)"."""
    seen, out = Counter(), []
    for zone in zones:
        seen[zone.name] += 1
        if seen[zone.name] > 1:
            remarks["same name"] += 1
            zone = Zone(f"{zone.name} ({seen[zone.name]})", zone.fid, zone.rings, zone.wkb)
        out.append(zone)
    return out


def _sentences(remarks: Counter) -> List[str]:
    said = {"empty": "Zones without a geometry, left out", "no polygon": "Zones that are not polygons, left out",
            "without area": "Zones without an area, left out", "invalid": "Zones with an invalid geometry, repaired",
            "same name": "Zones that share their name with another one, numbered"}
    return [f"{said[key]}: {count}." for key, count in sorted(remarks.items())]
