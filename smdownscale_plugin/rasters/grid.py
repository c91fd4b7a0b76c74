"""The grid of a raster: coordinate system, affine transform and size."""
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Optional, Tuple

import numpy as np
from osgeo import osr

from ..errors import InputError
from .cf_conventions import in_degrees
from .gdal_calls import call, quiet
from .windows import Window


@lru_cache(maxsize=64)
def spatial_reference(crs: str) -> osr.SpatialReference:
    """The coordinate system of a WKT, `EPSG:n` or PROJ text, with axes in x, y order.

    Raises InputError when GDAL doesn't know it.
    """
    reference = osr.SpatialReference()
    with quiet():
        try:
            failed = reference.SetFromUserInput(crs)
        except RuntimeError:
            failed = True
    if failed:
        raise InputError(f"The coordinate system {crs[:60]!r} is unknown; give one such as EPSG:6933.")
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def crs_wkt(crs: str) -> str:
    """WKT of any text that names a coordinate system."""
    return spatial_reference(crs).ExportToWkt()


@lru_cache(maxsize=256)
def same_crs(first: str, second: str) -> bool:
    """Whether two coordinate systems (WKT) mean the same; two unknown ones ('') do."""
    if first == second:
        return True
    if not first or not second:
        return False
    # the order of axes is a matter of the definition: coordinates are x, y here
    options = ["IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES"]
    return bool(spatial_reference(first).IsSame(spatial_reference(second), options))


_SMALLEST_CELL = 1e-12      # units of the CRS


@dataclass(frozen=True)
class Grid:
    """A north-up (or at least axis-aligned) grid.

    crs: WKT, '' when unknown; transform: GDAL's six numbers; width, height: columns, rows.
    """

    crs: str
    transform: Tuple[float, float, float, float, float, float]
    width: int
    height: int

    @classmethod
    def of(cls, dataset: Any, name: str = "raster") -> "Grid":
        """The grid of an open GDAL dataset; InputError when it has no, an impossible or a rotated
        geotransform."""
        transform = dataset.GetGeoTransform(can_return_null=True)
        if transform is None:
            raise InputError(f"The raster {name} has ground control points but no grid; warp it first (Warp, gdalwarp)."
                             if dataset.GetGCPCount() else
                             f"The raster {name} isn't georeferenced; assign its extent and CRS first.")
        if np.isfinite(transform).all() and min(abs(transform[2]), abs(transform[4])) >= _SMALLEST_CELL:
            raise InputError(f"The raster {name} is rotated; warp it to a north-up grid first.")
        if not np.isfinite(transform).all() or min(abs(transform[1]), abs(transform[5])) < _SMALLEST_CELL:
            raise InputError(f"The raster {name} has cells without a size or place ({transform[1]:g} x "
                             f"{transform[5]:g} at {transform[0]:g}, {transform[3]:g}); assign its extent first.")
        if transform[2] or transform[4]:
            raise InputError(f"The raster {name} is rotated; warp it to a north-up grid first.")
        crs = dataset.GetProjection() or (crs_wkt("EPSG:4326") if in_degrees(dataset) else "")
        return cls(crs, tuple(transform), dataset.RasterXSize, dataset.RasterYSize)

    @classmethod
    def over(cls, crs: str, bounds: Tuple[float, float, float, float], cell_size: float) -> "Grid":
        """The grid of square cells of `cell_size` that covers bounds (xmin, ymin, xmax, ymax) from its upper left."""
        xmin, ymin, xmax, ymax = bounds
        width = max(1, int(-(-(xmax - xmin - 1e-6 * cell_size) // cell_size)))
        height = max(1, int(-(-(ymax - ymin - 1e-6 * cell_size) // cell_size)))
        return cls(crs_wkt(crs), (xmin, cell_size, 0.0, ymax, 0.0, -cell_size), width, height)

    @property
    def shape(self) -> Tuple[int, int]:
        """Rows and columns."""
        return self.height, self.width

    @property
    def cell_size(self) -> Tuple[float, float]:
        """Width and height of a cell in units of the CRS, both positive."""
        return abs(self.transform[1]), abs(self.transform[5])

    @property
    def bounds(self) -> Tuple[float, float, float, float]:
        """xmin, ymin, xmax, ymax."""
        x0, dx, _, y0, _, dy = self.transform
        xs, ys = sorted((x0, x0 + dx * self.width)), sorted((y0, y0 + dy * self.height))
        return xs[0], ys[0], xs[1], ys[1]

    @property
    def crs_name(self) -> str:
        """A name for messages: EPSG code where there is one."""
        return name_of_crs(self.crs)

    @property
    def is_geographic(self) -> bool:
        """Whether coordinates are degrees."""
        return bool(self.crs) and bool(spatial_reference(self.crs).IsGeographic())

    def matches(self, other: "Grid", tolerance: float = 1e-3) -> bool:
        """Same CRS, size and orientation, and corners equal to within `tolerance` of a cell."""
        if self.shape != other.shape or not same_crs(self.crs, other.crs):
            return False
        if self.transform[1] * other.transform[1] < 0 or self.transform[5] * other.transform[5] < 0:
            return False
        size = min(self.cell_size)
        return all(abs(a - b) <= tolerance * size for a, b in zip(self.bounds, other.bounds))

    def window(self, window: Window) -> "Grid":
        """The grid of a part of this one."""
        x0, dx, rx, y0, ry, dy = self.transform
        transform = (x0 + dx * window.column, dx, rx, y0 + dy * window.row, ry, dy)
        return Grid(self.crs, transform, window.width, window.height)

    def coarsened(self, factor: int) -> "Grid":
        """The grid of factor x factor cells; its last row and column may reach beyond."""
        x0, dx, rx, y0, ry, dy = self.transform
        transform = (x0, dx * factor, rx * factor, y0, ry * factor, dy * factor)
        return Grid(self.crs, transform, -(-self.width // factor), -(-self.height // factor))

    def box(self) -> str:
        """The extent for messages."""
        xmin, ymin, xmax, ymax = self.bounds
        return f"x {xmin:.6g} to {xmax:.6g}, y {ymin:.6g} to {ymax:.6g}"

    def describe(self) -> str:
        """One line for messages: size, cell size, CRS."""
        dx, dy = self.cell_size
        return f"{self.width} x {self.height} cells of {dx:.6g} x {dy:.6g}, {self.crs_name}"

    def beside(self, other: "Grid") -> str:
        """As `describe`, with the corner where the other grid has the same words: it lies elsewhere."""
        corner = f", upper left corner at {self.bounds[0]:.10g}, {self.bounds[3]:.10g}"
        return self.describe() + (corner if self.describe() == other.describe() else "")


def name_of_crs(crs: str) -> str:
    """A name of a CRS (WKT or EPSG:n, '' for none) for messages: EPSG code where there is one."""
    if not crs:
        return "no CRS"
    reference = spatial_reference(crs)
    code = reference.GetAuthorityCode(None)
    return f"EPSG:{code}" if code else reference.GetName() or "an unnamed CRS"


MARGIN = 8    # cells read around an area: what a footprint or an interpolation reaches for


def positions_in(grid: Grid, area: Grid) -> Tuple[np.ndarray, np.ndarray]:
    """Fractional (columns, rows) of `grid`, each (n,), of points all over `area`; empty where none can be placed.

    Raises InputError when their coordinate systems can't be related.
    """
    xmin, ymin, xmax, ymax = area.bounds
    x, y = (a.ravel() for a in np.meshgrid(np.linspace(xmin, xmax, 21), np.linspace(ymin, ymax, 21)))
    if not same_crs(grid.crs, area.crs):
        if not (grid.crs and area.crs):
            raise InputError(f"One of the rasters has no CRS ({grid.crs_name}, {area.crs_name}); assign one first "
                             "(Assign Projection).")
        what = f"Can't transform from {area.crs_name} to {grid.crs_name}"
        transformation = call(osr.CoordinateTransformation, spatial_reference(area.crs), spatial_reference(grid.crs),
                              what=what, error=InputError)
        points = np.array(call(transformation.TransformPoints, np.stack([x, y], 1), what=what, error=InputError))
        x, y = points[np.isfinite(points[:, :2]).all(1), :2].T
    return (x - grid.transform[0]) / grid.transform[1], (y - grid.transform[3]) / grid.transform[5]


def window_over(grid: Grid, area: Grid, margin: int = MARGIN) -> Optional[Window]:
    """The part of `grid` that lies over `area`, `margin` cells wider; None where they don't meet.

    Raises InputError when their coordinate systems can't be related.
    """
    columns, rows = positions_in(grid, area)
    if not columns.size or columns.max() <= 0 or rows.max() <= 0 or columns.min() >= grid.width \
            or rows.min() >= grid.height:
        return None
    left, right = _span(columns, margin, grid.width)
    top, bottom = _span(rows, margin, grid.height)
    return Window(left, top, right - left, bottom - top)


def _span(positions: np.ndarray, margin: int, size: int) -> Tuple[int, int]:
    """First and last + 1 of the cells that positions reach, `margin` cells wider, within 0..size."""
    low, high = np.floor(positions.min()) - margin, np.ceil(positions.max()) + margin
    return int(np.clip(low, 0, size)), int(np.clip(high, 0, size))
