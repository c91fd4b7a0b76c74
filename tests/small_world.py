"""A small synthetic world on disk, written with GDAL alone: predictors on 1 km, coarse soil moisture on 9 km.

EASE-Grid 2.0 somewhere in Italy; cells are 9 x 9 pixels; soil moisture follows from the predictors, not all linearly.
"""
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List

import numpy as np
from osgeo import gdal, osr

from smdownscale_plugin.rasters.reading import Raster

EASE, DEGREES, UTM = "EPSG:6933", "EPSG:4326", "EPSG:32632"
FACTOR = 9
PIXEL = 1000.895023350
ORIGIN = (1_000_000.0, 5_000_000.0)
NODATA = -9999.0
_TYPES = {"float32": gdal.GDT_Float32, "float64": gdal.GDT_Float64, "int16": gdal.GDT_Int16, "uint8": gdal.GDT_Byte,
          "uint16": gdal.GDT_UInt16, "int32": gdal.GDT_Int32}


def wkt(crs):
    """WKT of an EPSG code."""
    reference = osr.SpatialReference()
    reference.SetFromUserInput(crs)
    return reference.ExportToWkt()


def make(path, layers, *, origin=ORIGIN, cell=PIXEL, crs=EASE, kind="float32", nodata=NODATA, metadata=None,
         categorical=(), bands=None):
    """A GeoTIFF of {name: (rows, columns)} made with GDAL alone; NaN is written as nodata where there is one.

    bands: {name: {"scale": ..., "offset": ..., "unit": ..., "NOISE_STD": ...}}.
    """
    layers = layers if isinstance(layers, dict) else {"": layers}
    height, width = next(iter(layers.values())).shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, len(layers), _TYPES[kind])
    dataset.SetGeoTransform((origin[0], cell, 0, origin[1], 0, -cell))
    if crs:
        dataset.SetProjection(wkt(crs))
    if metadata:
        dataset.SetMetadata(metadata)
    for index, (name, values) in enumerate(layers.items(), 1):
        band = dataset.GetRasterBand(index)
        values = np.asarray(values)
        if nodata is not None:
            band.SetNoDataValue(nodata)
            if values.dtype.kind == "f":
                values = np.where(np.isnan(values), nodata, values)
        band.WriteArray(values.astype(kind))
        if name:
            band.SetDescription(name)
        if name in categorical:
            band.SetMetadataItem("KIND", "categorical")
        for key, value in (bands or {}).get(name, {}).items():
            setter = {"scale": band.SetScale, "offset": band.SetOffset, "unit": band.SetUnitType}.get(key)
            setter(value) if setter else band.SetMetadataItem(key, str(value))
    dataset.FlushCache()
    return str(path)


def pixels(path):
    """(bands, rows, columns) float64 of a file, read with GDAL alone; nodata as NaN."""
    dataset = gdal.Open(str(path))
    values = dataset.ReadAsArray().astype(float)
    values = values[None] if values.ndim == 2 else values
    nodata = dataset.GetRasterBand(1).GetNoDataValue()
    return np.where(values == nodata, np.nan, values)


def layers_of(path):
    """({band name: (rows, columns) float64}, RasterInfo) of a file, as the library reads it."""
    with Raster(path) as raster:
        return dict(zip(raster.info.names, raster.read(dtype=np.float64))), raster.info


def smooth(shape, seed, size):
    """A random field, smooth over about `size` pixels, with mean 0 and standard deviation 1."""
    random = np.random.default_rng(seed).normal(size=shape)
    fy, fx = np.fft.fftfreq(shape[0])[:, None], np.fft.fftfreq(shape[1])[None, :]
    field_ = np.fft.ifft2(np.fft.fft2(random) * np.exp(-2 * (np.pi * size) ** 2 * (fx ** 2 + fy ** 2) / 4)).real
    return (field_ - field_.mean()) / field_.std()


def block_means(fine, factor=FACTOR):
    """Means of factor x factor blocks; NaN pixels don't count."""
    height, width = fine.shape
    blocks = fine.reshape(height // factor, factor, width // factor, factor)
    with np.errstate(invalid="ignore"):
        return np.nansum(blocks, (1, 3)) / np.isfinite(blocks).sum((1, 3))


def in_blocks(coarse, factor=FACTOR):
    """Every coarse value in all of its pixels."""
    return np.kron(coarse, np.ones((factor, factor)))


@dataclass
class World:
    """Paths and arrays. predictors[k], truth[k] and cells[k] belong to dates[k]; static joins all dates."""

    folder: Path
    dates: List[str]
    stacks: List[str] = field(default_factory=list)
    static: str = ""
    coarse: List[str] = field(default_factory=list)
    predictors: List[Dict[str, np.ndarray]] = field(default_factory=list)
    truth: List[np.ndarray] = field(default_factory=list)
    cells: List[np.ndarray] = field(default_factory=list)

    @property
    def all_predictors(self) -> List[str]:
        """Dated stacks and the static one."""
        return [*self.stacks, self.static]


def soil_moisture(ndvi, lst, elevation):
    """What the world's soil moisture follows: partly linear, partly not. m3/m3."""
    return 0.22 + 0.15 * (ndvi - 0.4) - 0.004 * (lst - 300) + 0.02 * np.sin(elevation / 60) - 2e-5 * elevation


def write_world(folder, dates=2, cells=8, seed=0, noise=0.003, categorical=False) -> World:
    """Write a world of `cells` x `cells` coarse cells: dated stacks (ndvi, lst), static elevation, coarse rasters."""
    folder = Path(folder)
    for name in ("predictors", "coarse"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    shape = (cells * FACTOR, cells * FACTOR)
    world = World(folder, [f"2020-06-{day:02d}" for day in range(1, dates + 1)])
    elevation = 300 + 120 * smooth(shape, seed, 8)
    static = {"elevation": elevation}
    if categorical:
        static["landcover"] = 1.0 + (smooth(shape, seed + 99, 6) > 0) + (smooth(shape, seed + 98, 6) > 1)
    world.static = make(folder / "predictors" / "elevation.tif", static, bands={"elevation": {"unit": "m"}},
                        categorical=("landcover",))
    for k, date in enumerate(world.dates):
        layers = {"ndvi": 0.4 + 0.15 * smooth(shape, seed + 10 * k + 1, 5),
                  "lst": 300 + 5 * smooth(shape, seed + 10 * k + 2, 7)}
        stamp = date.replace("-", "")
        world.stacks.append(make(folder / "predictors" / f"stack_{stamp}.tif", layers,
                                 bands={"lst": {"unit": "K"}}))
        truth = soil_moisture(layers["ndvi"], layers["lst"], elevation)
        if categorical:
            truth = truth + 0.02 * (static["landcover"] == 2)
        random = np.random.default_rng(seed + 1000 + k)
        coarse = block_means(truth) + noise * random.normal(size=(cells, cells))
        world.coarse.append(make(folder / "coarse" / f"sm_{stamp}.tif", {"soil_moisture": coarse}, cell=FACTOR * PIXEL,
                                 bands={"soil_moisture": {"unit": "m3 m-3"}}))
        world.predictors.append({**layers, **static})
        world.truth.append(truth)
        world.cells.append(pixels(world.coarse[-1])[0])
    return world
