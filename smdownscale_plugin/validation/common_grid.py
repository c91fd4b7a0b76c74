"""One grid for two rasters that are to be compared: that of the coarser one.

Averaging the finer raster is fair to both; interpolating the coarser one would invent detail.
"""
import os
from typing import Optional, Tuple

import numpy as np
from osgeo import gdal

from ..errors import InputError, OutputError
from ..monitor import Monitor
from ..rasters.gdal_calls import call
from ..rasters.grid import Grid, window_over
from ..rasters.reading import Raster
from ..rasters.windows import Window, windows
from ..rasters.writing import NODATA, RasterWriter
from ..scaling.cell_kilometres import cell_kilometres
from .layers import MapLayer

SAME_SIZE = 1.5      # cells whose sides differ by less than this factor count as equally large
MIN_COVERAGE = 0.5   # of a cell must be valid for a mean
_PAD = 3             # pixels around a copy: a cell that leaves the raster gets its true coverage


def comparison_grid(estimate: MapLayer, reference: MapLayer) -> Tuple[Grid, str]:
    """The grid on which two layers are compared, and a sentence that says so ('' when they share it already)."""
    if estimate.grid.matches(reference.grid):
        return estimate.grid, ""
    ratio = _cell_kilometre(reference.grid) / _cell_kilometre(estimate.grid)
    names = f"reference ({reference.grid.describe()})", f"raster ({estimate.grid.describe()})"
    if ratio > SAME_SIZE:
        part = window_over(reference.grid, estimate.grid, margin=1)
        if part is None:
            raise InputError(f"{estimate.path} and the reference {reference.path} don't overlap; check their CRS.")
        return reference.grid.window(part), f"The {names[1]} is averaged onto the coarser grid of the {names[0]}."
    how = "averaged onto" if ratio < 1 / SAME_SIZE else "resampled by nearest neighbour to"
    return estimate.grid, f"The {names[0]} is {how} the grid of the {names[1]}."


def bring_onto(layer: MapLayer, grid: Grid, folder: str, monitor: Monitor) -> MapLayer:
    """The layer on another grid, as a file in a folder: averaged where it is finer, else its nearest pixel.

    A mean needs MIN_COVERAGE of its cell. The layer itself when it has the grid already.
    Raises OutputError when the folder is full, InputError when the file can't be read.
    """
    if layer.grid.matches(grid):
        return layer
    averaged = _cell_kilometre(grid) / _cell_kilometre(layer.grid) > SAME_SIZE
    base = os.path.join(folder, f"{len(os.listdir(folder))}_")
    copy, out = base + "copy.tif", base + "moved.tif"
    copied = _copy_with_mask(layer, copy, monitor.part(0.0, 0.4), averaged)
    _warp(copied, copy, base + "warped.tif", grid, averaged, monitor.part(0.4, 0.9))
    _keep_covered(base + "warped.tif", out, monitor.part(0.9, 1.0), averaged)
    for path in (copy, base + "warped.tif"):
        os.remove(path)
    return MapLayer(out, 1, grid, layer.period, layer.product, origin=layer.given)


def _cell_kilometre(grid: Grid) -> float:
    widths, heights = cell_kilometres(grid)
    return float(np.sqrt(np.median(widths) * np.median(heights)))


def _copy_with_mask(layer: MapLayer, path: str, monitor: Monitor, averaged: bool) -> Grid:
    """Write the layer's values and, for averages, their valid mask, with a margin; returns the margin's grid."""
    pad = _PAD if averaged else 0
    grid = layer.grid.window(Window(-pad, -pad, layer.grid.width + 2 * pad, layer.grid.height + 2 * pad))
    names = ["value", "valid"] if averaged else ["value"]
    with Raster(layer.path) as raster, RasterWriter(path, grid, names) as writer:
        for window in monitor.each(windows(grid.shape), "Bringing rasters onto one grid"):
            block = np.full(window.shape, np.nan, np.float32)
            inner = _inside(window, pad, layer.grid)
            if inner is not None:
                source, (rows, columns) = inner
                block[rows, columns] = raster.read(source, [layer.band])[0]
            writer.write(np.stack([block, np.isfinite(block).astype(np.float32)]) if averaged else block, window)
    return grid


def _inside(window: Window, pad: int, grid: Grid) -> Optional[Tuple[Window, Tuple[slice, slice]]]:
    """The part of a padded window that lies in the raster: (window of the raster, slices of the padded one)."""
    first_row, first_column = max(window.row - pad, 0), max(window.column - pad, 0)
    last_row = min(window.row - pad + window.height, grid.height)
    last_column = min(window.column - pad + window.width, grid.width)
    if last_row <= first_row or last_column <= first_column:
        return None
    source = Window(first_column, first_row, last_column - first_column, last_row - first_row)
    row, column = first_row + pad - window.row, first_column + pad - window.column
    return source, (slice(row, row + source.height), slice(column, column + source.width))


def _warp(source_grid: Grid, source: str, target: str, grid: Grid, averaged: bool, monitor: Monitor) -> None:
    def progress(fraction: float, _message: str, _data: object) -> int:
        monitor.progress(fraction, "Bringing rasters onto one grid")
        return 0 if monitor.cancelled() else 1
    what = f"Can't write {target}"
    dataset = call(gdal.GetDriverByName("GTiff").Create, target, grid.width, grid.height, 2 if averaged else 1,
                   gdal.GDT_Float32, ["TILED=YES", "BIGTIFF=IF_SAFER", "SPARSE_OK=TRUE"], what=what)
    dataset.SetGeoTransform(grid.transform)
    dataset.SetProjection(grid.crs)
    for index in range(1, dataset.RasterCount + 1):
        dataset.GetRasterBand(index).SetNoDataValue(NODATA)
    try:
        call(gdal.Warp, dataset, source, what=what, srcSRS=source_grid.crs or None, dstSRS=grid.crs or None,
             srcNodata=NODATA, dstNodata=NODATA, resampleAlg="average" if averaged else "near", errorThreshold=0.02,
             warpOptions=["UNIFIED_SRC_NODATA=NO", "INIT_DEST=NO_DATA"], callback=progress)
    except OutputError:
        monitor.check()   # a cancelled warp reports a failure
        raise
    monitor.check()
    call(dataset.FlushCache, what=what)


def _keep_covered(source: str, target: str, monitor: Monitor, averaged: bool) -> None:
    """Drop means of cells that are hardly covered."""
    with Raster(source) as raster, RasterWriter(target, raster.grid, ["soil_moisture"]) as writer:
        for window in monitor.each(windows(raster.grid.shape), "Bringing rasters onto one grid"):
            values = raster.read(window)
            if averaged:
                values[0][~(values[1] >= MIN_COVERAGE)] = np.nan
            writer.write(values[0], window)
