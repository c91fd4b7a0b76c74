"""Target grids: fine grids that nest in EASE-Grid 2.0 (or any other), SMAP's own grid over them, polygons on it."""
from dataclasses import dataclass
from typing import Any, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal, ogr, osr

from ..errors import InputError
from ..rasters.ease_grid import CELL_SIZES, ease_grid
from ..rasters.gdal_calls import call, quiet
from ..rasters.grid import Grid, crs_wkt, spatial_reference, window_over
from ..rasters.in_memory import in_memory
from ..rasters.windows import Window

METRES_PER_DEGREE = 111_320.0
LARGEST_SIDE = 200_000    # cells: beyond it a RESOLUTION was surely meant in another unit


@dataclass(frozen=True)
class FetchGrids:
    """Where data go: the fine grid, the coarse grid (M09 cells) over it, and which coarse cells are wanted.

    nested: fine cells per side of a coarse cell, 0 when they don't nest; wanted: (rows, columns) of coarse, None: all.
    """

    fine: Grid
    coarse: Grid
    nested: int
    wanted: Optional[np.ndarray] = None

    def wanted_in(self, window: Window) -> Optional[np.ndarray]:
        """Which fine cells of a window are wanted, (rows, columns) of bool; None when all are."""
        if self.wanted is None:
            return None
        source = in_memory(self.coarse, self.wanted.astype(np.uint8)[None])
        target = in_memory(self.fine.window(window), np.zeros((1, *window.shape), np.uint8))
        call(gdal.ReprojectImage, source, target, None, None, gdal.GRA_NearestNeighbour,
             what="Can't transform the region to the grid's CRS", error=InputError)
        return target.ReadAsArray() > 0


def target_of(extent: Optional[Tuple], region: Optional[Tuple[str, Optional[str]]], resolution: float,
              crs: str) -> FetchGrids:
    """The target of a request.

    extent: (xmin, ymin, xmax, ymax, crs) or None; region: polygons as (path, layer) or None; resolution: metres, or
    units of `crs` when that is given; crs '': EASE-Grid 2.0, the M09 cell divided by a whole number (nine for 1 km).
    Raises InputError without both, when they don't meet, and for a resolution that can't be meant.
    """
    if not extent and not region:
        raise InputError("Give an EXTENT or polygons (REGION): the area to fetch.")
    if not resolution > 0:
        raise InputError(f"RESOLUTION is {resolution:g} but must be above 0.")
    area = _area(extent) if extent else None
    wanted_window, wanted = _cells(area, region)
    coarse = ease_grid("M09").window(wanted_window)
    if not crs:
        nested = max(1, round(CELL_SIZES["M09"] / resolution))
        return FetchGrids(_checked(_divided(coarse, nested), resolution), coarse, nested, wanted)
    fine = _fine(area or coarse, resolution, crs)
    return FetchGrids(_checked(fine, resolution), coarse, 0, wanted)


def degrees_of(grid: Grid) -> Tuple[float, float, float, float]:
    """West, south, east, north of a grid in degrees."""
    xmin, ymin, xmax, ymax = grid.bounds
    transformation = osr.CoordinateTransformation(spatial_reference(grid.crs), spatial_reference("EPSG:4326"))
    box = call(transformation.TransformBounds, xmin, ymin, xmax, ymax, 21, what="Can't transform the grid to longitude "
                                                                                "and latitude",
               error=InputError)
    return tuple(box)


def metres_per_cell(grid: Grid) -> float:
    """Side of a cell in metres, about (at the equator for degrees)."""
    size = sum(grid.cell_size) / 2
    return size * METRES_PER_DEGREE if grid.is_geographic else size * spatial_reference(grid.crs).GetLinearUnits()


def _area(extent: Sequence) -> Grid:
    xmin, ymin, xmax, ymax, crs = extent
    if not (xmax > xmin and ymax > ymin):
        raise InputError(f"The EXTENT {xmin:g}, {xmax:g}, {ymin:g}, {ymax:g} isn't a rectangle: the west and south "
                         "edges must be less than the east and north ones.")
    return Grid(crs_wkt(crs), (xmin, xmax - xmin, 0.0, ymax, 0.0, ymin - ymax), 1, 1)


def _cells(area: Optional[Grid], region: Any) -> Tuple[Window, Optional[np.ndarray]]:
    """(window of M09 over area and polygons, which of its cells the polygons touch or None)."""
    world = ease_grid("M09")
    window = window_over(world, area, margin=0) if area else Window(0, 0, world.width, world.height)
    if window is None or not window.width or not window.height:
        raise InputError("The EXTENT lies outside SMAP's grid (84 S to 84 N); choose another one.")
    if not region:
        return window, None
    touched = _touched(world.window(window), *region)
    rows, columns = np.flatnonzero(touched.any(1)), np.flatnonzero(touched.any(0))
    if not rows.size:
        raise InputError("The polygons of REGION lie outside the EXTENT; leave out the EXTENT or choose another one.")
    inside = Window(window.column + int(columns[0]), window.row + int(rows[0]), int(columns[-1] - columns[0]) + 1,
                    int(rows[-1] - rows[0]) + 1)
    return inside, touched[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]


def _touched(grid: Grid, path: str, layer_name: Optional[str]) -> np.ndarray:
    """Which cells of a grid the polygons of a layer touch, (rows, columns) of bool."""
    with quiet():
        try:
            dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
        except RuntimeError:
            dataset = None
    layer = dataset and (dataset.GetLayerByName(layer_name) if layer_name else dataset.GetLayer(0))
    if layer is None or layer.GetFeatureCount() == 0:
        raise InputError(f"REGION ({path}) holds no polygons; choose a layer with polygons.")
    if ogr.GT_Flatten(layer.GetGeomType()) not in (ogr.wkbPolygon, ogr.wkbMultiPolygon, ogr.wkbUnknown):
        raise InputError(f"REGION ({path}) doesn't hold polygons but {ogr.GeometryTypeToName(layer.GetGeomType())}.")
    if layer.GetSpatialRef() is None:
        raise InputError(f"REGION ({path}) has no coordinate system; assign one first.")
    raster = in_memory(grid, np.zeros((1, *grid.shape), np.uint8))
    call(gdal.RasterizeLayer, raster, [1], layer, burn_values=[1], options=["ALL_TOUCHED=TRUE"],
         what=f"Can't transform the polygons of {path} to SMAP's grid", error=InputError)
    return raster.ReadAsArray() > 0


def _divided(coarse: Grid, parts: int) -> Grid:
    x0, dx, _, y0, _, dy = coarse.transform
    return Grid(coarse.crs, (x0, dx / parts, 0.0, y0, 0.0, dy / parts), coarse.width * parts, coarse.height * parts)


def _fine(area: Grid, resolution: float, crs: str) -> Grid:
    """The grid of a CRS over the area, its corners at multiples of the resolution."""
    reference = spatial_reference(crs)
    if reference.IsGeographic() and resolution > 5:
        raise InputError(f"RESOLUTION is {resolution:g} degrees in the CRS {crs}; give it in degrees (1 km is about "
                         "0.009).")
    size = resolution
    step = Grid(crs_wkt(crs), (0.0, size, 0.0, 0.0, 0.0, -size), 1 << 30, 1 << 30)
    shifted = Grid(step.crs, (-size * (1 << 29), size, 0.0, size * (1 << 29), 0.0, -size), 1 << 30, 1 << 30)
    window = window_over(shifted, area, margin=0)
    if window is None or not window.width or not window.height:
        raise InputError(f"The EXTENT can't be transformed to the CRS {crs}; choose another CRS.")
    return shifted.window(window)


def _checked(grid: Grid, resolution: float) -> Grid:
    if max(grid.shape) > LARGEST_SIDE:
        gigabytes = 4 * grid.width * grid.height / 2 ** 30
        fitting = resolution * max(grid.shape) / LARGEST_SIDE
        raise InputError(f"At a RESOLUTION of {resolution:g} the area would have {grid.width} x {grid.height} cells, "
                         f"about {gigabytes:,.0f} GB on disk for each predictor and date (memory use stays small); is "
                         f"the RESOLUTION in metres (degrees for a geographic CRS)? Choose {fitting:.3g} or more, or a "
                         "smaller area.")
    return grid
