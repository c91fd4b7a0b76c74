"""EASE-Grid 2.0 global, on which SMAP's products are posted (EPSG:6933; constants of NSIDC)."""
from .grid import Grid, crs_wkt
from .windows import Window

ORIGIN = (-17367530.445161, 7314540.830638)
CELL_SIZES = {"M36": 36032.220840584, "M09": 9008.055210146, "M03": 3002.685070049, "M01": 1000.895023350}
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
