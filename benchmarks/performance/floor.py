"""The floor of a job that is bound by files: read, mask and write, as fast as GDAL and two threads can.

Written on its own, with nothing of our pipeline: whole blocks are read, so that none is decoded twice, all bands in
one call, into memory that is used again.
"""
import os
import queue
import threading
import time

import numpy as np
from osgeo import gdal

from .maps import create_map
from .rasters import NODATA

_PIXELS = 2048 * 256


def read_mask_write(source: str, target: str) -> dict:
    """Copy the first band to `target`, nodata wherever any band has it; then build overviews, as our maps have.

    Returns seconds without the overviews.
    """
    start = time.monotonic()
    dataset = gdal.Open(source)
    boxes, out = queue.SimpleQueue(), create_map(target, dataset)
    left = 0
    for box in _boxes(dataset):
        boxes.put(box)
        left += 1
    done = queue.Queue(maxsize=4)
    readers = [threading.Thread(target=_read, args=(source, boxes, done)) for _ in range(os.cpu_count() or 1)]
    for reader in readers:
        reader.start()
    waiting = len(readers)
    while waiting:
        part = done.get()
        if part is None:
            waiting -= 1
        else:
            out.GetRasterBand(1).WriteArray(part[1], part[0][0], part[0][1])
            left -= 1
    if left:
        raise RuntimeError(f"{left} windows of {source} could not be read.")
    out.FlushCache()
    seconds = time.monotonic() - start
    size = max(out.RasterXSize, out.RasterYSize)
    if size > 2048:
        out.BuildOverviews("AVERAGE", [2 ** k for k in range(1, 12) if size >> k > 256])
    del out
    return {"seconds_without_overviews": seconds}


def _boxes(dataset):
    """Windows (column, row, width, height) of whole blocks and about 2048 x 256 pixels."""
    side, height = dataset.RasterXSize, dataset.RasterYSize
    columns, rows = dataset.GetRasterBand(1).GetBlockSize()
    columns, rows = min(columns, side), min(rows, height)
    wide = columns * max(1, min(2048, side) // columns)
    high = rows * max(1, _PIXELS // wide // rows)
    return [(c, r, min(wide, side - c), min(high, height - r))
            for r in range(0, height, high) for c in range(0, side, wide)]


def _read(source, boxes, done):
    """One reader with a handle of its own, until no box is left."""
    dataset, buffers = gdal.Open(source), {}
    try:
        while True:
            box = boxes.get_nowait()
            shape = (dataset.RasterCount, box[3], box[2])
            values = dataset.ReadAsArray(*box, buf_obj=buffers.setdefault(shape, np.empty(shape, np.float32)))
            done.put((box, np.where((values != NODATA).all(0), values[0], np.float32(NODATA))))
    except queue.Empty:
        pass
    finally:
        done.put(None)
