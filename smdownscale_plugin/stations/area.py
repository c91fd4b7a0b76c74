"""Places on the Earth and areas on a plane: longitude and latitude brought to any coordinate system."""
from dataclasses import dataclass
from functools import lru_cache
from typing import Tuple

import numpy as np
from osgeo import osr

from ..errors import InputError
from ..rasters.gdal_calls import call
from ..rasters.grid import Grid, spatial_reference


@dataclass(frozen=True)
class Area:
    """A rectangle in a coordinate system; geographic ones may reach over the antimeridian (170 to 190 degrees)."""

    xmin: float
    ymin: float
    xmax: float
    ymax: float
    crs: str

    @classmethod
    def of(cls, grid: Grid) -> "Area":
        """The extent of a grid."""
        return cls(*grid.bounds, grid.crs)

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a place in degrees (WGS 84) lies in it, its edge included."""
        for turn in turns(self.crs):
            (x, y), = projected(np.array([[longitude + turn, latitude]]), self.crs).T
            if self.xmin <= x <= self.xmax and self.ymin <= y <= self.ymax:
                return True
        return False


def within_180(longitude: float) -> float:
    """A longitude from 0 to 360 degrees as one from -180 to 180; others to the last bit as they were."""
    return longitude - 360.0 if longitude > 180.0 else longitude


@lru_cache(maxsize=64)
def _is_geographic(crs: str) -> bool:
    return bool(spatial_reference(crs).IsGeographic())


def turns(crs: str) -> Tuple[float, ...]:
    """Degrees to add to a longitude so that grids from 0 to 360 degrees, or beyond 180, are met too."""
    return (0.0, 360.0, -360.0) if _is_geographic(crs) else (0.0,)


@lru_cache(maxsize=16)
def _transformation(crs: str) -> osr.CoordinateTransformation:
    return call(osr.CoordinateTransformation, spatial_reference("EPSG:4326"), spatial_reference(crs),
                what="Can't place stations on the rasters", error=InputError)


def projected(lonlat: np.ndarray, crs: str) -> np.ndarray:
    """x and y, (2, n), of places (n, 2) in degrees; NaN where the projection doesn't know a place."""
    lonlat = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    if _is_geographic(crs):
        return lonlat.T
    transformation = _transformation(crs)
    return np.array([_point(transformation, lon, lat) for lon, lat in lonlat], dtype=np.float64).reshape(-1, 2).T


def _point(transformation: osr.CoordinateTransformation, longitude: float, latitude: float) -> Tuple[float, float]:
    """One by one: a point that the projection doesn't know must not spoil the others."""
    try:
        x, y, _ = call(transformation.TransformPoint, float(longitude), float(latitude), what="", error=InputError)
    except InputError:
        return np.nan, np.nan
    return (x, y) if np.isfinite(x) and np.isfinite(y) else (np.nan, np.nan)
