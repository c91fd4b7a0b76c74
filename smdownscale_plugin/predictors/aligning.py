"""Any raster read as if it were on the target grid, window by window."""
import math
from dataclasses import replace
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal

from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..rasters.gdal_calls import last_message, quiet
from ..rasters.grid import Grid
from ..rasters.in_memory import in_memory
from ..rasters.reading import Raster, RasterInfo
from ..rasters.windows import Window
from .grid_mapping import GridMapping

RESAMPLING = ("auto", "nearest", "bilinear", "cubic", "average")
CATEGORICAL_RESAMPLING = ("nearest", "mode")
COPIED = "copied"

# A target cell counts as coarser from here on: less is the wobble of reprojecting to about the same resolution.
_COARSER_FROM = 1.01
# Source pixels around a window that a method looks at, in widths of its kernel at the source's resolution.
_REACH = {"nearest": 0, "average": 0, "mode": 0, "bilinear": 1, "cubic": 2}
# Most source values held at a time: 16 million are 64 MB.
_MOST_VALUES = 16_000_000


class AlignedRaster:
    """Bands of a raster on the target grid; a context manager, used in one thread.

    resampling: how continuous bands are brought there when they aren't on the grid's cells already (then they
    are copied, bit by bit); `auto` averages where the target is coarser and interpolates bilinearly where not.
    categorical: `nearest` or `mode` (the most frequent class). min_coverage: least share (0..1) of a coarser cell
    that must hold valid pixels for an average. Float32 throughout: averages of whole numbers aren't rounded.
    Raises InputError when the raster has no CRS or lies beside the grid.
    """

    def __init__(self, info: RasterInfo, grid: Grid, resampling: str = "auto", categorical: str = "nearest",
                 min_coverage: float = 0.0):
        self.info, self.grid, self._min_coverage = info, grid, min_coverage
        if not info.grid.crs:
            raise InputError(f"The raster {info.path} has no CRS; assign the right one first (Assign Projection).")
        self._mapping = GridMapping(info.grid, grid)
        if not self._mapping.overlaps():
            raise InputError(_beside(info, grid))
        self._offset = self._mapping.offset()
        self._scale = self._mapping.scale()
        continuous = self._method(resampling)
        self.methods: Dict[int, str] = {
            band.index: COPIED if self._offset is not None else categorical if band.categorical else continuous
            for band in info.bands}
        self._raster: Optional[Raster] = None

    def _method(self, resampling: str) -> str:
        if resampling != "auto":
            return resampling
        return "average" if self._mapping.coarsening() > _COARSER_FROM else "bilinear"

    def __enter__(self) -> "AlignedRaster":
        self._raster = Raster(self.info.path)
        return self

    def __exit__(self, *_: object) -> None:
        certain(self._raster).close()

    def read(self, window: Window, monitor: Monitor = SILENT) -> np.ndarray:
        """(bands, rows, columns) float32 of a window of the target grid, NaN where there is no value."""
        out = np.full((len(self.info.bands),) + window.shape, np.nan, np.float32)
        if self._offset is not None:
            self._copy(window, out)
            return out
        methods = sorted(set(self.methods.values()))
        for k, method in enumerate(methods):
            places = [i for i, band in enumerate(self.info.bands) if self.methods[band.index] == method]
            part = np.full((len(places),) + window.shape, np.nan, np.float32)
            self._resample(window, [self.info.bands[i].index for i in places], method, part,
                           monitor.part(k / len(methods), (k + 1) / len(methods)))
            out[places] = part
        return out

    def _copy(self, window: Window, out: np.ndarray) -> None:
        column, row = certain(self._offset)
        wanted = Window(column + window.column, row + window.row, window.width, window.height)
        box = _clipped(wanted, self.info.grid)
        if box is not None:
            out[(slice(None),) + _place(box, wanted)] = self._load(box, [band.index for band in self.info.bands])

    def _resample(self, window: Window, bands: Sequence[int], method: str, out: np.ndarray, monitor: Monitor) -> None:
        """Fill `out`; a window that needs too many source pixels is done in halves (rows first)."""
        monitor.at(0.0)
        wanted = self._mapping.source_window(window, self._margin(method))
        box = wanted and self._existing(wanted)
        if wanted is None or box is None:
            return
        if box.width * box.height * len(bands) > _MOST_VALUES and window.width * window.height > 1:
            for k, half in enumerate(_halves(window)):
                self._resample(half, bands, method, out[(slice(None),) + _place(half, window)],
                               monitor.part(k / 2, (k + 1) / 2))
            return
        values = self._load(box, bands)
        if not np.isfinite(values).any():
            return
        target = self.grid.window(window)
        out[...] = _warp(values, self._near(box, target), target, method, self._scale)
        if method == "average" and self._min_coverage > 0:
            # Around the raster's edge lies nothing: it counts as invalid, so the share is that of the whole cell.
            valid = np.zeros((len(bands),) + wanted.shape, np.float32)
            valid[(slice(None),) + _place(box, wanted)] = np.isfinite(values)
            share = _warp(valid, self._near(wanted, target), target, method, self._scale)
            out[~(share >= self._min_coverage - 1e-6)] = np.nan

    def _existing(self, wanted: Window) -> Optional[Window]:
        """The part of a source window that holds pixels."""
        rows = _clipped(replace(wanted, column=0, width=1), self.info.grid)
        if self._mapping.all_round and rows:
            return replace(wanted, row=rows.row, height=rows.height)
        return _clipped(wanted, self.info.grid)

    def _load(self, box: Window, bands: Sequence[int]) -> np.ndarray:
        """Values of a source window; where the raster goes round the earth, columns beyond an edge are the other's."""
        width, parts, column = self.info.grid.width, [], box.column
        while column < box.column + box.width:
            first = column % width
            count = min(width - first, box.column + box.width - column)
            parts.append(certain(self._raster).read(Window(first, box.row, count, box.height), bands))
            column += count
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=2)

    def _near(self, box: Window, target: Grid) -> Grid:
        """The grid of a source window, its longitudes counted as the target's are."""
        grid = self.info.grid.window(box)
        if self._mapping.turn is None:
            return grid
        west, _, east, _ = grid.bounds
        middle = (target.bounds[0] + target.bounds[2]) / 2 if target.is_geographic else 0.0
        shift = 360.0 * round((middle - (west + east) / 2) / 360.0)
        return replace(grid, transform=(grid.transform[0] + shift, *grid.transform[1:]))

    def _margin(self, method: str) -> int:
        return 2 + math.ceil(_REACH[method] * max(1.0, *self._scale))


def _warp(values: np.ndarray, source: Grid, target: Grid, method: str, scale: Tuple[float, float]) -> np.ndarray:
    """Resample (bands, rows, columns) float32 with NaN as nodata from one grid to another."""
    count = len(values)
    origin = in_memory(source, values, np.nan)
    result = in_memory(target, np.full((count,) + target.shape, np.nan, np.float32), np.nan)
    options = ["UNIFIED_SRC_NODATA=NO"]
    if method in ("bilinear", "cubic"):
        # GDAL guesses the kernel's width anew for every window, which would show as seams.
        options += [f"XSCALE={1 / max(1.0, scale[0])!r}", f"YSCALE={1 / max(1.0, scale[1])!r}"]
    with quiet():
        try:
            done = gdal.Warp(result, origin, resampleAlg="near" if method == "nearest" else method, srcNodata="nan",
                             dstNodata="nan", errorThreshold=0, workingType=gdal.GDT_Float32, warpOptions=options)
        except RuntimeError:
            done = None
        reason = last_message()
    if not done:
        raise InputError(f"Can't warp from {source.crs_name} to {target.crs_name} ({reason}); check the CRS.")
    return result.ReadAsArray().reshape(values.shape[:1] + target.shape)



def _clipped(window: Window, grid: Grid) -> Optional[Window]:
    """The part of a window that lies on a grid; None when none does."""
    left, top = max(window.column, 0), max(window.row, 0)
    right, bottom = min(window.column + window.width, grid.width), min(window.row + window.height, grid.height)
    return Window(left, top, right - left, bottom - top) if right > left and bottom > top else None


def _place(part: Window, whole: Window) -> Tuple[slice, slice]:
    """Row and column slices of a window within a larger one."""
    return Window(part.column - whole.column, part.row - whole.row, part.width, part.height).slices


def _halves(window: Window) -> List[Window]:
    if window.height > 1:
        top = window.height // 2
        return [Window(window.column, window.row, window.width, top),
                Window(window.column, window.row + top, window.width, window.height - top)]
    left = window.width // 2
    return [Window(window.column, window.row, left, 1),
            Window(window.column + left, window.row, window.width - left, 1)]


def _beside(info: RasterInfo, grid: Grid) -> str:
    xmin, ymin, xmax, ymax = info.grid.bounds
    sentence = f"The raster {info.path} ({_ground(info.grid)}) doesn't overlap the target grid ({_ground(grid)}); "
    if not info.grid.is_geographic and -360 <= xmin < xmax <= 360 and -90 <= ymin < ymax <= 90:
        return sentence + "its coordinates look like degrees, so its CRS may be wrong: assign the right one."
    return sentence + "leave it out or choose another REFERENCE or EXTENT."


def _ground(grid: Grid) -> str:
    xmin, ymin, xmax, ymax = grid.bounds
    return f"{grid.crs_name}, x {xmin:.6g} to {xmax:.6g}, y {ymin:.6g} to {ymax:.6g}"
