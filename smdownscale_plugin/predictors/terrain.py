"""Terrain predictors from a DEM: slope, northness, eastness and the topographic wetness index, in true metres."""
from typing import Dict, Sequence, Tuple

import numpy as np
from osgeo import osr

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.gdal_calls import call
from ..rasters.grid import Grid, spatial_reference
from .flow import flow

UNITS = {"slope": "degree", "northness": "1", "eastness": "1", "twi": "1"}
TERRAIN = tuple(UNITS)
# A larger DEM would need more memory than a desktop has free: the flow of water can't be worked out in pieces.
LARGEST_DEM = 25_000_000
FLATTEST = 0.001      # tangent below which TWI takes a slope for this (it grows without bound on flat ground)
HIGHEST, LOWEST = 9000.0, -500.0
METRES_PER_FOOT = 0.3048
_ROWS = 64            # whose slopes are worked out together
_SEMI_MAJOR, _ECCENTRICITY2 = 6378137.0, 0.00669437999014     # WGS 84


def cell_metres(grid: Grid) -> Tuple[np.ndarray, np.ndarray]:
    """True width and height of the cells of each row in metres: two arrays (rows,), taken at the middle column.

    Degrees, Web Mercator and EASE-Grid all come out in metres on the ellipsoid. Raises InputError without a CRS.
    """
    if not grid.crs:
        raise InputError("The DEM has no CRS, so its slopes can't be computed; assign one first.")
    x0, dx, _, y0, _, dy = grid.transform
    x, y = x0 + dx * grid.width / 2, y0 + dy * (np.arange(grid.height) + 0.5)
    ends = [(np.full(grid.height, x - dx / 2), y), (np.full(grid.height, x + dx / 2), y),
            (np.full(grid.height, x), y - dy / 2), (np.full(grid.height, x), y + dy / 2)]
    degrees = [_degrees(grid, np.stack(end, 1)) for end in ends]
    return _distance(degrees[0], degrees[1]), _distance(degrees[2], degrees[3])


def _degrees(grid: Grid, points: np.ndarray) -> np.ndarray:
    """Longitude and latitude (n, 2) of points in the grid's CRS."""
    if grid.is_geographic:
        return points
    target = spatial_reference("EPSG:4326")
    transformation = call(osr.CoordinateTransformation, spatial_reference(grid.crs), target,
                          what="Can't transform the DEM's CRS to longitude and latitude", error=InputError)
    return np.array(call(transformation.TransformPoints, points, what="Can't transform the DEM's CRS to longitude and "
                                                                      "latitude",
                         error=InputError))[:, :2]


def _distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Metres between near points (n, 2) in degrees on the ellipsoid, by its radii of curvature."""
    phi = np.radians((a[:, 1] + b[:, 1]) / 2)
    denominator = 1.0 - _ECCENTRICITY2 * np.sin(phi) ** 2
    north = _SEMI_MAJOR * (1.0 - _ECCENTRICITY2) / denominator ** 1.5
    east = _SEMI_MAJOR / np.sqrt(denominator) * np.cos(phi)
    across = (b[:, 0] - a[:, 0] + 180.0) % 360.0 - 180.0
    return np.hypot(np.radians(across) * east, np.radians(b[:, 1] - a[:, 1]) * north)


def gradient(elevation: np.ndarray, dx: np.ndarray, dy: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Rise per metre towards east and north (rows, columns) by Horn (1981), the formula of gdaldem.

    elevation: metres, row 0 in the north; dx, dy: metres, one a row. At edges and voids the neighbour that lacks is
    extrapolated from the opposite one, so that a plane keeps its slope up to the edge.
    """
    z = np.pad(np.asarray(elevation, np.float64), 1, mode="reflect", reflect_type="odd")
    middle = z[1:-1, 1:-1]
    rows, columns = z.shape

    def at(row: int, column: int) -> np.ndarray:
        here = z[1 + row:rows - 1 + row, 1 + column:columns - 1 + column]
        opposite = z[1 - row:rows - 1 - row, 1 - column:columns - 1 - column]
        mirrored = np.where(np.isfinite(opposite), 2 * middle - opposite, middle)
        return np.where(np.isfinite(here), here, mirrored)
    east = (at(-1, 1) + 2 * at(0, 1) + at(1, 1)) - (at(-1, -1) + 2 * at(0, -1) + at(1, -1))
    north = (at(-1, -1) + 2 * at(-1, 0) + at(-1, 1)) - (at(1, -1) + 2 * at(1, 0) + at(1, 1))
    return east / (8 * np.reshape(dx, (-1, 1))), north / (8 * np.reshape(dy, (-1, 1)))


def slope_and_aspect(elevation: np.ndarray, dx: np.ndarray, dy: np.ndarray) -> Dict[str, np.ndarray]:
    """slope (degrees), northness cos(aspect) sin(slope) and eastness sin(aspect) sin(slope), each (rows, columns).

    Aspect is the way down, clockwise from north: a slope that falls to the north has positive northness.
    """
    east, north = gradient(elevation, dx, dy)
    steepness = np.hypot(east, north)
    # sin(slope) = t / sqrt(1 + t2) and the way down is minus the gradient: t cancels, no division by a flat's zero
    length = np.sqrt(1.0 + steepness ** 2)
    return {"slope": np.degrees(np.arctan(steepness)), "northness": -north / length, "eastness": -east / length}


def wetness_index(elevation: np.ndarray, dx: np.ndarray, dy: np.ndarray, monitor: Monitor = SILENT) -> np.ndarray:
    """Topographic wetness index ln(a / tan slope) (Beven & Kirkby 1979), a the upslope area per contour in metres.

    Pits are filled; a by D-infinity. Raises InputError for a DEM of more than LARGEST_DEM cells.
    """
    if np.size(elevation) > LARGEST_DEM:
        raise InputError(f"The DEM has {np.size(elevation) / 1e6:.0f} million cells, and the wetness index needs it "
                         f"whole in memory, at most {LARGEST_DEM / 1e6:.0f} million; cut it to the area or leave out "
                         "twi.")
    water = flow(elevation, dx, dy, monitor)
    index = water.area
    index /= water.width
    index /= np.maximum(water.slope, FLATTEST)
    return np.log(index, out=index)


def in_feet(unit: str) -> bool:
    """Whether a band's unit text, or `foot`, means feet."""
    return unit.strip().lower() in ("ft", "foot", "feet", "us-ft", "foot_us", "us survey foot", "ftus")


def in_metres(elevation: np.ndarray, unit: str, path: str) -> np.ndarray:
    """Elevation in metres, all of it or a part without any value; unit: the band's unit text or `foot`, '' for metres.

    Raises InputError when the values can't be heights in metres.
    """
    feet = in_feet(unit)
    metres = elevation * METRES_PER_FOOT if feet else elevation
    valid = np.isfinite(metres)
    lowest, highest = np.min(metres, initial=np.inf, where=valid), np.max(metres, initial=-np.inf, where=valid)
    if highest > HIGHEST or lowest < LOWEST:
        remedy = "is it in feet? Set DEM_UNIT to foot" if highest > HIGHEST and not feet else \
            "is a fill value not declared as nodata?"
        raise InputError(f"The DEM {path} can't be heights in metres: its values range from {lowest:.6g} to "
                         f"{highest:.6g}; {remedy}.")
    return metres


def terrain_layers(elevation: np.ndarray, grid: Grid, names: Sequence[str] = TERRAIN,
                   monitor: Monitor = SILENT) -> Dict[str, np.ndarray]:
    """The named terrain predictors of a DEM in metres on `grid`, each (rows, columns) float32, NaN at voids."""
    dx, dy = cell_metres(grid)
    void, layers = ~np.isfinite(elevation), {}
    if "twi" in names:      # first, as it needs most memory
        layers["twi"] = wetness_index(elevation, dx, dy, monitor).astype(np.float32)
    if set(names) - {"twi"}:
        layers.update(_slopes_by_rows(elevation, dx, dy))
    for name in names:
        layers[name][void] = np.nan
    return {name: layers[name] for name in names}


def _slopes_by_rows(elevation: np.ndarray, dx: np.ndarray, dy: np.ndarray) -> Dict[str, np.ndarray]:
    """As `slope_and_aspect`, float32, some rows at a time: its arrays in double precision would fill the memory."""
    out = {name: np.empty(elevation.shape, np.float32) for name in ("slope", "northness", "eastness")}
    for start in range(0, len(elevation), _ROWS):
        stop = min(start + _ROWS, len(elevation))
        first, last = max(0, start - 1), min(len(elevation), stop + 1)
        part = slope_and_aspect(elevation[first:last], dx[first:last], dy[first:last])
        for name, values in part.items():
            out[name][start:stop] = values[start - first:stop - first]
    return out
