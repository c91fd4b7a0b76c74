"""Whether a coarse raster is coarse: its cells beside those of the fine grid."""
import math

from ..errors import InputError
from .grid import Grid, window_over
from .windows import Window

# A coarse cell of fewer fine cells than this is no coarse cell: half as wide again as a fine one at least.
_FEWEST_FINE_CELLS = 2.0
_SAMPLE = 8          # cells along a side that are looked at, from the middle of the grid
_FAR = 10 ** 7       # more cells than any grid has to one side


def fine_cells_in(coarse: Grid, fine: Grid) -> float:
    """How many fine cells one coarse cell covers, about, in the middle of the coarse grid."""
    width, height = min(coarse.width, _SAMPLE), min(coarse.height, _SAMPLE)
    part = coarse.window(Window((coarse.width - width) // 2, (coarse.height - height) // 2, width, height))
    x0, dx, rx, y0, ry, dy = fine.transform
    # the fine grid without its edges: only the sizes of cells matter here
    endless = Grid(fine.crs, (x0 - _FAR * dx, dx, rx, y0 - _FAR * dy, ry, dy), 2 * _FAR, 2 * _FAR)
    window = window_over(endless, part, margin=0)
    return math.inf if window is None else window.width * window.height / (width * height)


def refuse_fine(path: str, coarse: Grid, fine: Grid) -> None:
    """Raise InputError when a raster given as coarse has cells about as small as the predictors'."""
    if not 1 / _FEWEST_FINE_CELLS < fine_cells_in(coarse, fine) < _FEWEST_FINE_CELLS:
        return  # what is finer still is refused where cells are laid over each other
    raise InputError(f"The coarse raster {path} ({coarse.describe()}) is as fine as the predictors "
                     f"({fine.describe()}): it looks like a downscaled map, the truth of the demo data or a predictor; "
                     "give the coarse product, such as SMAP, on its own grid.")
