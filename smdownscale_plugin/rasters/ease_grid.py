"""EASE-Grid 2.0 global, on which SMAP's products are posted (EPSG:6933; constants of NSIDC)."""
import os
from typing import Optional

from .grid import Grid, crs_wkt, same_crs
from .windows import Window

ORIGIN = (-17367530.445161, 7314540.830638)
CELL_SIZES = {"M36": 36032.220840584, "M09": 9008.055210146, "M03": 3002.685070049, "M01": 1000.895023350}
_ALIKE, _OFF = 1e-3, 0.05      # of a cell: sizes that are one, and a place that isn't rounding
SHAPES = {"M36": (406, 964), "M09": (1624, 3856), "M03": (4872, 11568), "M01": (14616, 34704)}


def ease_grid(name: str) -> Grid:
    """The whole grid `M36`, `M09`, `M03` or `M01`."""
    size, (height, width) = CELL_SIZES[name], SHAPES[name]
    return Grid(crs_wkt("EPSG:6933"), (ORIGIN[0], size, 0.0, ORIGIN[1], 0.0, -size), width, height)


def m09_grid(row: int, column: int, height: int, width: int) -> Grid:
    """`height` x `width` cells of 9 km from the given row and column of M09."""
    return ease_grid("M09").window(Window(column, row, width, height))


def m01_grid(row: int, column: int, height: int, width: int) -> Grid:
    """The 1 km cells, nine by nine, of the M09 cells of `m09_grid` with the same arguments."""
    return ease_grid("M01").window(Window(9 * column, 9 * row, 9 * width, 9 * height))


def beside_ease_grid(grid: Grid, path: str, product: str) -> Optional[str]:
    """One sentence on a raster of SMAP (by its name or product) that lies beside the cells of the grid on which SMAP
    is posted, though it has their size; None for all others. Half a cell is what coordinates of cells' centres give
    where they are taken for corners."""
    words = f"{os.path.basename(path)} {product}".upper()
    if not any(word in words for word in ("SMAP", "SPL")) or not same_crs(grid.crs, crs_wkt("EPSG:6933")):
        return None
    width, height = grid.cell_size
    for name, size in CELL_SIZES.items():
        if abs(width - size) < _ALIKE * size and abs(height - size) < _ALIKE * size:
            east, south = (grid.bounds[0] - ORIGIN[0]) / size, (ORIGIN[1] - grid.bounds[3]) / size
            off = max(abs(east - round(east)), abs(south - round(south)))
            if off > _OFF:
                return (f"{path} has the cells of EASE-Grid 2.0 {name} but lies {off:.2f} of a cell beside them: were "
                        "the centres of its cells taken for their corners? Correct its georeference (gdal_edit.py "
                        "-a_ullr), else all it says is out of place.")
    return None
