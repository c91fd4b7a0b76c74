"""Terrain predictors on the stacks' grid, worked out at the resolution of a DEM: for Derive Indices.

A DEM that fits into memory is taken whole. Of a larger one slopes are worked out window by window, and the wetness
index, which needs to see all of it at once, on larger cells.
"""
import os
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence

import numpy as np

from ..errors import InputError, OutputError
from ..monitor import Monitor
from ..predictors.aligning import AlignedRaster
from ..predictors.roles import AUTO
from ..predictors.stack_file import log_gaps, write_stack
from ..predictors.terrain import (
    LARGEST_DEM,
    UNITS,
    cell_metres,
    in_feet,
    in_metres,
    slope_and_aspect,
    terrain_layers,
)
from ..rasters.block_cache import limited_block_cache
from ..rasters.grid import Grid, window_over
from ..rasters.reading import Raster, RasterInfo, describe
from ..rasters.stack import Predictor, Stack
from ..rasters.windows import Window, whole, windows
from ..rasters.writing import SCRATCH, RasterWriter, write_raster
from ..samples.aggregated_stacks import block_means
from .outputs import refuse_overwriting

_ELEVATION = ("elevation", "dem", "altitude", "height")
_AROUND_DEM = 200      # cells of a DEM kept around the stacks when it is too large to be taken whole
_CACHE = 256           # MB of a large DEM's blocks that GDAL keeps: windows of a row share them
_WETNESS = "twi"


@dataclass(frozen=True)
class Dem:
    """A DEM's file (None: the band `elevation` of the stacks) and its unit: auto, metre or foot."""

    path: Optional[str] = None
    unit: str = AUTO


def write_terrain(stack: Stack, names: Sequence[str], dem: Dem, folder: str, monitor: Monitor) -> str:
    """Write terrain.tif with the named terrain predictors on a stack's grid; its path.

    Raises InputError: no DEM, one that can't be heights or lies elsewhere; OutputError: no room for a large one.
    """
    path = os.path.join(folder, "terrain.tif")
    refuse_overwriting([path], [p.path for p in stack.predictors])
    info, band = _source(stack, dem)
    window = _dem_window(info, stack.grid, monitor)
    with tempfile.TemporaryDirectory(prefix="smdownscale_") as place, \
            _Heights(info, band, window, info.bands[band - 1].unit if dem.unit == AUTO else dem.unit) as heights:
        native = _taken_whole if heights.grid.width * heights.grid.height <= LARGEST_DEM else _by_windows
        files = native(heights, names, place, monitor.part(0.0, 0.8))
        heights.log(monitor)
        aligned = [AlignedRaster(describe(file), stack.grid) for file in files]
        monitor.info(f"Terrain at the DEM's resolution ({info.grid.describe()}); to the grid: "
                     f"{aligned[0].methods[1]}.")
        built = write_stack(path, None, aligned, stack.grid, None, monitor.part(0.8, 1.0))
        log_gaps([built], monitor)
        return built.path


def _source(stack: Stack, dem: Dem):
    """(RasterInfo, band number) of the DEM, or of the stacks' elevation."""
    if dem.path:
        return describe(dem.path), 1
    found: List[Predictor] = [p for p in stack.predictors if p.name.lower() in _ELEVATION]
    if not found:
        raise InputError(f"Terrain needs a DEM: give one, or a band called elevation (the bands are "
                         f"{', '.join(stack.names)}).")
    return describe(found[0].path), found[0].band.index


def _dem_window(info: RasterInfo, area: Grid, monitor: Monitor) -> Window:
    """All of a DEM, or the part around the stacks of one that is too large."""
    if info.grid.width * info.grid.height <= LARGEST_DEM:
        return whole(info.grid.shape)
    window = window_over(info.grid, area, _AROUND_DEM)
    if window is None:
        raise InputError(f"The DEM {info.path} ({info.grid.box()} in {info.grid.crs_name}) doesn't overlap the stacks; "
                         "check its CRS, or give a DEM of their area.")
    if window != whole(info.grid.shape):
        monitor.warn(f"The DEM is large: only the part under the stacks and {_AROUND_DEM} cells around it is used, so "
                     "the wetness index lacks water from farther upslope.")
    return window


class _Heights:
    """A window of a DEM in metres, read in parts; knows at the end what share of it was void. A context manager."""

    def __init__(self, info: RasterInfo, band: int, window: Window, unit: str) -> None:
        self.info, self.unit, self.grid = info, unit, info.grid.window(window)
        self._band, self._window = band, window
        self._cells = self._voids = 0
        self._files = ExitStack()

    def __enter__(self) -> "_Heights":
        self._raster = self._files.enter_context(Raster(self.info.path))
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def read(self, part: Window) -> np.ndarray:
        """(rows, columns) of a part of the window."""
        box = Window(self._window.column + part.column, self._window.row + part.row, part.width, part.height)
        heights = in_metres(self._raster.read(box, [self._band], np.float64)[0], self.unit, self.info.path)
        self._cells += heights.size
        self._voids += int(np.count_nonzero(~np.isfinite(heights)))
        return heights

    def refuse_empty(self) -> None:
        """InputError when nothing but voids was read."""
        if self._voids == self._cells:
            raise InputError(f"The DEM {self.info.path} holds no valid value; choose one that covers the area.")

    def log(self, monitor: Monitor) -> None:
        """Report units and voids."""
        if in_feet(self.unit):
            monitor.info(f"The DEM is in {self.unit}: converted to metres.")
        if self._voids:
            monitor.warn(f"{100 * self._voids / self._cells:.2g} % of the DEM {self.info.path} is void: terrain is "
                         "missing there, and water drains into the gaps; unless they are sea, fill them first (Fill "
                         "nodata).")


def _taken_whole(heights: _Heights, names: Sequence[str], place: str, monitor: Monitor) -> List[str]:
    """A file of the named layers on the DEM's cells."""
    elevation = heights.read(whole(heights.grid.shape))
    heights.refuse_empty()
    layers = terrain_layers(elevation, heights.grid, names, monitor)
    return [write_raster(os.path.join(place, "terrain.tif"), heights.grid, layers, units=_units(names),
                         storage=SCRATCH)]


def _by_windows(heights: _Heights, names: Sequence[str], place: str, monitor: Monitor) -> List[str]:
    """Files of the slopes on the cells of a large DEM, and of the wetness index on larger ones."""
    slopes, files = [name for name in names if name != _WETNESS], []
    _refuse_without_room(heights.grid, len(slopes), place)
    monitor.info(f"The DEM has {heights.grid.width * heights.grid.height / 1e6:.0f} million cells: it is worked on "
                 "window by window.")
    with limited_block_cache(_CACHE):
        if slopes:
            files.append(_write_slopes(heights, slopes, os.path.join(place, "slopes.tif"), monitor.part(0.0, 0.7)))
        if _WETNESS in names:
            files.append(_write_wetness(heights, os.path.join(place, "wetness.tif"), monitor.part(0.7, 1.0)))
    return files


def _refuse_without_room(grid: Grid, layers: int, place: str) -> None:
    needed, free = 4 * layers * grid.width * grid.height, shutil.disk_usage(place).free
    if needed > free:
        raise OutputError(f"Terrain of a DEM of {grid.width} x {grid.height} cells takes up to {needed / 1e9:.0f} GB "
                          f"in {os.path.dirname(place)} while it is computed, where {free / 1e9:.0f} GB are free: "
                          "free some space, or make the DEM coarser first (QGIS's Warp, to the resolution of the "
                          "stacks, by averaging).")


def _write_slopes(heights: _Heights, names: Sequence[str], path: str, monitor: Monitor) -> str:
    """Slope, northness and eastness, each window with a rim of one cell."""
    grid = heights.grid
    dx, dy = cell_metres(grid)
    with RasterWriter(path, grid, names, units=_units(names), monitor=monitor.part(0.95, 1.0)) as writer:
        for window in monitor.part(0.0, 0.95).each(windows(grid.shape), "Slopes of the DEM"):
            around = window.grown(1, grid.shape)
            rows = slice(around.row, around.row + around.height)
            elevation = heights.read(around)
            layers = slope_and_aspect(elevation, dx[rows], dy[rows])
            inner = window.inside(around)
            void = ~np.isfinite(elevation[inner])
            writer.write(np.stack([np.where(void, np.nan, layers[name][inner]) for name in names]), window)
    heights.refuse_empty()
    return path


def _write_wetness(heights: _Heights, path: str, monitor: Monitor) -> str:
    """The wetness index of the DEM averaged to cells so large that it fits into memory."""
    factor = 2
    while np.prod(heights.grid.coarsened(factor).shape) > LARGEST_DEM:
        factor += 1
    grid = heights.grid.coarsened(factor)
    monitor.warn(f"The wetness index needs the DEM whole in memory: it is computed on cells {factor} times "
                 f"as wide and high ({grid.describe()}).")
    elevation = np.empty(grid.shape, np.float32)
    for window in monitor.part(0.0, 0.3).each(windows(grid.shape, (max(1, 1024 // factor), max(1, 1024 // factor))),
                                              "Making the DEM coarser"):
        own = Window(window.column * factor, window.row * factor, window.width * factor, window.height * factor)
        part = own.grown(0, heights.grid.shape)
        elevation[window.slices] = block_means(heights.read(part)[None], factor)[0]
    heights.refuse_empty()
    layers: Dict[str, np.ndarray] = terrain_layers(elevation, grid, [_WETNESS], monitor.part(0.3, 1.0))
    return write_raster(path, grid, layers, units=_units([_WETNESS]))


def _units(names: Sequence[str]) -> Dict[str, str]:
    return {name: UNITS[name] for name in names}
