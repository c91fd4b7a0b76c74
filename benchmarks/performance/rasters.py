"""The rasters of the benchmark: 12 predictors, spatially coherent, 30 % nodata, in several sizes and file layouts.

They are made window by window from seeded fields, so that any size needs the same memory, and kept in build/bench.
Values come in steps, as those of real products do (NDVI in 0.0001, temperature in 0.02 K): thresholds of trees fall
between steps, or on them.
"""
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from osgeo import gdal, osr

from .fields import Field

CACHE = Path(__file__).resolve().parents[2] / "build" / "bench"
NODATA = -9999.0
CELL = 9                                      # pixels along the side of a coarse cell, as 1 km in SMAP's 9 km
PIXEL = 90.08055210146                        # metres
PERIOD = {"TIME_START": "2020-06-01T00:00:00Z", "TIME_END": "2020-06-02T00:00:00Z"}
_ROWS = 512                                   # rows that are made at a time
_LARGE = (1601.0, 397.3, 121.7, 41.1)         # scales of seas and cloud fields, pixels

# name: mean, spread, step, unit
PREDICTORS = {
    "ndvi": (0.45, 0.17, 0.0001, ""), "lst": (301.0, 6.0, 0.02, "K"), "albedo": (0.18, 0.04, 0.001, ""),
    "lai": (2.0, 0.8, 0.1, "m2 m-2"), "rain": (12.0, 8.0, 0.1, "mm"), "elevation": (420.0, 190.0, 1.0, "m"),
    "slope": (6.0, 3.0, 0.01, "degree"), "twi": (8.0, 2.0, 0.01, ""), "sand": (42.0, 12.0, 1.0, "%"),
    "clay": (24.0, 8.0, 1.0, "%"), "vv": (-11.0, 2.5, 0.01, "dB"), "vh": (-18.0, 2.5, 0.01, "dB"),
}
_SEEN_FROM_ABOVE = ("ndvi", "lst", "albedo", "lai")   # clouds hide these


@dataclass(frozen=True)
class Layout:
    """How a file is laid out. options: of GDAL's GeoTIFF driver; sea: share of pixels without any value."""

    label: str
    options: tuple
    sea: float = 0.2


_PACKED = "COMPRESS=" + ("ZSTD" if "ZSTD" in (gdal.GetDriverByName("GTiff").GetMetadataItem("DMD_CREATIONOPTIONLIST")
                                              or "") else "DEFLATE")
LAYOUTS = {
    "tiled": Layout("tiles of 512 x 512, DEFLATE, band by band",
                    ("TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512", "COMPRESS=DEFLATE", "INTERLEAVE=BAND")),
    "striped": Layout("strips, DEFLATE, pixel by pixel (as gdal_translate writes)", ("COMPRESS=DEFLATE",)),
    "uncompressed": Layout("strips, uncompressed, pixel by pixel (GDAL's default)", ()),
    "holes": Layout("tiles of 256 x 256, " + _PACKED[9:] + ", two thirds nodata, empty tiles left out",
                    ("TILED=YES", _PACKED, "INTERLEAVE=BAND", "SPARSE_OK=TRUE"), sea=0.6),
}
_CLOUDS = 0.125     # share of the land: with a sea of 0.2, 30 % of all pixels lack something


def side_of(megapixels: float) -> int:
    """Pixels along the side of a square raster."""
    return round(1000 * megapixels ** 0.5)


def stack_path(megapixels: float, layout: str) -> Path:
    """Where the predictor stack of a size and layout is kept."""
    return CACHE / "rasters" / f"stack_{megapixels:g}_{layout}.tif"


def coarse_path(megapixels: float) -> Path:
    """Where the coarse soil moisture over a size is kept."""
    return CACHE / "rasters" / f"coarse_{megapixels:g}.tif"


@cache
def _fields():
    return [Field((7, k)) for k in range(len(PREDICTORS))]


def predictors_at(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """(12, rows, columns) float32: all predictors, nothing missing, where these pixel rows and columns cross."""
    out = np.empty((len(PREDICTORS), len(rows), len(columns)), np.float32)
    for layer, field, (mean, spread, step, _) in zip(out, _fields(), PREDICTORS.values()):
        steps = np.rint((mean + spread * field.at(rows, columns)) / step)
        layer[...] = step * (np.maximum(steps, 0) if mean > 0 else steps)
    return out


def soil_moisture(values: np.ndarray) -> np.ndarray:
    """What soil moisture follows: smooth, not linear. (12, ...) predictors to m3/m3 between 0.05 and 0.45."""
    z = {name: (np.asarray(layer, float) - mean) / spread
         for layer, (name, (mean, spread, *_)) in zip(values, PREDICTORS.items())}
    wet = (0.6 * z["ndvi"] - 0.5 * z["lst"] + 0.5 * np.tanh(z["rain"]) + 0.3 * z["clay"] - 0.2 * z["sand"]
           + 0.3 * z["vv"] * (z["lai"] < 1) + 0.2 * np.sin(2 * z["elevation"]) + 0.2 * z["twi"] - 0.1 * z["slope"] ** 2)
    return 0.25 + 0.2 * np.tanh(0.6 * wet)


def make_stack(megapixels: float, layout: str) -> Path:
    """The predictor stack of a size and layout; made unless it's there."""
    path = stack_path(megapixels, layout)
    if not path.exists():
        side = side_of(megapixels)
        with _Written(path, side, list(PREDICTORS), LAYOUTS[layout].options, PIXEL, side * PIXEL / 2) as dataset:
            for index, about in enumerate(PREDICTORS.values(), 1):
                dataset.GetRasterBand(index).SetUnitType(about[3])
            for row, values in _rows_of(side, LAYOUTS[layout].sea):
                dataset.WriteArray(values, 0, row)
    return path


def _rows_of(side, sea_share):
    """(first row, (12, rows, side)) with nodata, from the top down."""
    sea, clouds = Field((11, 1), _LARGE), Field((11, 2), _LARGE[1:])
    shore, overcast = sea.limit(side, sea_share), clouds.limit(side, _CLOUDS)
    hidden = [name in _SEEN_FROM_ABOVE for name in PREDICTORS]
    columns = np.arange(side)
    for first in range(0, side, _ROWS):
        rows = np.arange(first, min(first + _ROWS, side))
        values = predictors_at(rows, columns)
        values[:, sea.at(rows, columns) < shore] = NODATA
        cloudy = clouds.at(rows, columns) < overcast
        values[hidden] = np.where(cloudy, np.float32(NODATA), values[hidden])
        yield first, values


def make_coarse(megapixels: float) -> Path:
    """Coarse soil moisture over a size: means of 3 x 3 points of every cell and noise of 0.02 m3/m3."""
    path = coarse_path(megapixels)
    if not path.exists():
        side = side_of(megapixels)
        cells = side // CELL
        points = np.arange(1, cells * CELL, CELL // 3)
        fine = np.concatenate([soil_moisture(predictors_at(rows, points)).reshape(-1, 3, cells, 3)
                               for rows in np.array_split(points, range(300, len(points), 300))])
        noise = 0.02 * np.random.default_rng(5).standard_normal((cells, cells))
        with _Written(path, cells, ["soil_moisture"], (), PIXEL * CELL, side * PIXEL / 2) as dataset:
            dataset.GetRasterBand(1).SetUnitType("m3 m-3")
            dataset.SetMetadata({"PRODUCT": "SPL3SMP_E", **PERIOD})
            dataset.GetRasterBand(1).WriteArray(np.clip(fine.mean((1, 3)) + noise, 0.02, 0.6).astype(np.float32))
    return path


class _Written:
    """A square GeoTIFF around the equator that gets its name when it is complete."""

    def __init__(self, path, side, names, options, pixel, top):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._part = path, path.with_suffix(".part")
        driver = gdal.GetDriverByName("GTiff")
        self._dataset = driver.Create(str(self._part), side, side, len(names), gdal.GDT_Float32,
                                      [*options, "BIGTIFF=IF_SAFER", "NUM_THREADS=ALL_CPUS"])
        crs = osr.SpatialReference()
        crs.ImportFromEPSG(6933)
        self._dataset.SetProjection(crs.ExportToWkt())
        self._dataset.SetGeoTransform((0.0, pixel, 0.0, top, 0.0, -pixel))
        self._dataset.SetMetadata(PERIOD)
        for index, name in enumerate(names, 1):
            self._dataset.GetRasterBand(index).SetDescription(name)
            self._dataset.GetRasterBand(index).SetNoDataValue(NODATA)

    def __enter__(self):
        return self._dataset

    def __exit__(self, kind, *_):
        self._dataset.FlushCache()
        self._dataset = None
        if kind is None:
            os.replace(self._part, self._path)
        else:
            self._part.unlink()
