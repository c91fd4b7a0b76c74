"""What all programs share: how a map is written, which pixels it is made of, and whether it holds the right values."""
from typing import Iterator, List, Tuple

import numpy as np
from osgeo import gdal

from smdownscale_plugin.scaling.mean_preserving import BOUNDS

from . import models
from .plan import Case
from .rasters import CACHE, NODATA, stack_path

COMPRESSION = ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1", "BIGTIFF=IF_SAFER"]     # as our writer does
SAME_IN_FILE = 1e-6         # m3/m3: how far maps may be from native prediction
_STRIP = 256                # rows read at a time


def map_path(case: Case) -> str:
    """Where a program writes its map."""
    folder = CACHE / "maps"
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder / f"{case.key}.tif")


def create_map(path: str, like) -> gdal.Dataset:
    """An empty map on the grid of a dataset."""
    out = gdal.GetDriverByName("GTiff").Create(path, like.RasterXSize, like.RasterYSize, 1, gdal.GDT_Float32,
                                               COMPRESSION)
    out.SetGeoTransform(like.GetGeoTransform())
    out.SetProjection(like.GetProjection())
    out.GetRasterBand(1).SetNoDataValue(NODATA)
    return out


def rows_in_memory(path: str) -> np.ndarray:
    """(rows, 12) float32: the pixels of a stack that lack nothing, in the order of the raster."""
    parts = [np.ascontiguousarray(values[:, (values != NODATA).all(0)].T) for values in _strips(path)]
    return np.concatenate(parts)


def valid_pixels(path: str) -> int:
    """How many pixels of a stack lack nothing."""
    return sum(int((values != NODATA).all(0).sum()) for values in _strips(path))


def _strips(path) -> Iterator[np.ndarray]:
    dataset = gdal.Open(path)
    for row in range(0, dataset.RasterYSize, _STRIP):
        yield dataset.ReadAsArray(0, row, dataset.RasterXSize, min(_STRIP, dataset.RasterYSize - row))


def difference(case: Case, path: str) -> float:
    """How far a map is from native prediction at most, in four places; infinite where other pixels are missing."""
    predict = models.load_native(case.model, 1)
    stack, made = gdal.Open(str(stack_path(case.megapixels, case.layout))), gdal.Open(path)
    largest = 0.0
    for box in places(stack.RasterXSize):
        values = stack.ReadAsArray(*box)
        valid = (values != NODATA).all(0)
        found = made.ReadAsArray(*box)
        if ((found != NODATA) != valid).any():
            return float("inf")
        if valid.any():
            expected = np.clip(predict(np.ascontiguousarray(values[:, valid].T)), *BOUNDS)
            largest = max(largest, float(np.abs(np.clip(found[valid], *BOUNDS) - expected).max()))
    return largest


def places(side: int, size: int = 200) -> List[Tuple[int, int, int, int]]:
    """Windows (column, row, width, height): a corner, two near the middle, the opposite corner."""
    size = min(size, side)
    return [(at, at, size, size) for at in (0, side // 3, (side - size) // 2, side - size) if at + size <= side]
