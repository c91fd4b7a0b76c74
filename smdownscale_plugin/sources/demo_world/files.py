"""The demo world as files, as the data contract wants them."""
import csv
import os
import uuid
from datetime import datetime
from typing import Dict, List

import numpy as np
from osgeo import gdal, ogr, osr

from ...rasters.gdal_calls import call
from ...rasters.grid import Grid, spatial_reference
from ...rasters.period import Period, iso
from ...rasters.writing import atomic_path, write_raster
from . import daily_series
from .districts import District
from .simulated_product import FOOTPRINT_KM
from .stations import Stations
from .world import World

SOIL_MOISTURE = "soil_moisture"
STATIC_NAME = "static.tif"
_UNIT = {SOIL_MOISTURE: "m3 m-3"}


def stack_name(period: Period) -> str:
    """File name of a dated stack of predictors."""
    return f"predictors_{period.stamp()}.tif"


def soil_moisture_name(period: Period) -> str:
    """File name of a date of the coarse product, and of the truth."""
    return f"{SOIL_MOISTURE}_{period.stamp()}.tif"


def write_static(world: World, folder: str) -> str:
    """Write the static predictors as one stack."""
    layers = {name: values for name, values in world.predictors.items() if values.ndim == 2}
    return write_raster(os.path.join(folder, STATIC_NAME), world.fine_grid, layers, units=_units(world, layers),
                        categorical=world.categorical)


def write_demo_stack(world: World, date: int, folder: str) -> str:
    """Write the dated predictors of one date as one stack."""
    layers = {name: values[date] for name, values in world.predictors.items() if values.ndim == 3}
    period = world.periods[date]
    return write_raster(os.path.join(folder, stack_name(period)), world.fine_grid, layers,
                        units=_units(world, layers), metadata=period.metadata())


def daily_name(day: Period) -> str:
    """File name of a day of the series."""
    return f"daily_{day.stamp()}.tif"


def write_day(day: Period, layers: Dict[str, np.ndarray], grid: Grid, folder: str) -> str:
    """Write a day of the series as one stack."""
    return write_raster(os.path.join(folder, daily_name(day)), grid, layers, units=daily_series.UNITS,
                        metadata=day.metadata())


def write_coarse(world: World, date: int, folder: str) -> str:
    """Write one date of the coarse product."""
    period = world.periods[date]
    metadata = {"PRODUCT": "DEMO", **period.metadata()}
    if world.settings.footprint == "smap":
        metadata["FOOTPRINT_KM"] = f"{FOOTPRINT_KM:g}"
    return write_raster(os.path.join(folder, soil_moisture_name(period)), world.coarse_grid,
                        {SOIL_MOISTURE: world.coarse[date]}, units=_UNIT, metadata=metadata)


def write_truth(world: World, date: int, folder: str) -> str:
    """Write one date of the true fine soil moisture."""
    period = world.periods[date]
    metadata = {"PRODUCT": "DEMO_TRUTH", **period.metadata()}
    return write_raster(os.path.join(folder, soil_moisture_name(period)), world.fine_grid,
                        {SOIL_MOISTURE: world.truth[date]}, units=_UNIT, metadata=metadata)


def write_stations(stations: Stations, path: str) -> str:
    """Write all readings as CSV: station, latitude, longitude, time (ISO 8601, UTC), soil_moisture (m3/m3)."""
    with atomic_path(path) as temporary, open(temporary, "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["station", "latitude", "longitude", "time", "soil_moisture"])
        table.writerows(_reading(stations, *observation) for observation in stations.observations)
    return path


def write_districts(districts: List[District], grid: Grid, path: str) -> str:
    """Write the districts as a GeoPackage in degrees (EPSG:4326), layer `districts`, field `name`."""
    what = f"Can't write {path}"
    in_memory = f"/vsimem/{uuid.uuid4().hex}.gpkg"
    # The format stores when it was written; a fixed day keeps the bytes the same from run to run.
    gdal.SetThreadLocalConfigOption("OGR_CURRENT_DATE", "2019-01-01T00:00:00.000Z")
    try:
        source = call(ogr.GetDriverByName("GPKG").CreateDataSource, in_memory, what=what)
        layer = call(source.CreateLayer, "districts", spatial_reference("EPSG:4326"), ogr.wkbPolygon, what=what)
        call(layer.CreateField, ogr.FieldDefn("name", ogr.OFTString), what=what)
        to_degrees = osr.CoordinateTransformation(spatial_reference(grid.crs), spatial_reference("EPSG:4326"))
        for district in districts:
            call(layer.CreateFeature, _feature(layer, district, to_degrees), what=what)
        layer = None
        source = None  # closes and completes the file
        with atomic_path(path) as temporary, open(temporary, "wb") as file:
            file.write(_bytes(in_memory))
    finally:
        gdal.SetThreadLocalConfigOption("OGR_CURRENT_DATE", None)
        gdal.Unlink(in_memory)
    return path


def _units(world: World, layers: Dict[str, np.ndarray]) -> Dict[str, str]:
    return {name: world.units[name] for name in layers}


def _reading(stations: Stations, station: int, time: datetime, value: float):
    return [stations.names[station], f"{stations.latitudes[station]:.6f}", f"{stations.longitudes[station]:.6f}",
            iso(time), f"{value:.4f}"]


def _feature(layer, district, to_degrees):
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for x, y in [*district.ring, district.ring[0]]:
        ring.AddPoint_2D(*to_degrees.TransformPoint(x, y)[:2])
    polygon = ogr.Geometry(ogr.wkbPolygon)
    polygon.AddGeometry(ring)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetField("name", district.name)
    feature.SetGeometry(polygon)
    return feature


def _bytes(in_memory: str) -> bytes:
    file = gdal.VSIFOpenL(in_memory, "rb")
    try:
        return bytes(gdal.VSIFReadL(1, gdal.VSIStatL(in_memory).size, file))
    finally:
        gdal.VSIFCloseL(file)
