"""The Orfeo Toolbox, when it is installed (Debian: otb-bin): a forest of its own, as large as ours, and its prediction.

Its random forests are OpenCV's. `rf.min` was chosen so that the trees have about as many nodes as ours.
"""
import json
import re
import shutil
import subprocess
import time
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr

from . import models
from .plan import Case
from .rasters import CACHE, NODATA, PREDICTORS, stack_path

_TOOLS = ("otbcli_TrainVectorRegression", "otbcli_ImageRegression")
_SETTINGS = ["-classifier", "rf", "-classifier.rf.nbtrees", "100", "-classifier.rf.max", "25",
             "-classifier.rf.min", "11", "-classifier.rf.var", "4", "-classifier.rf.acc", "1e-12"]


def installed() -> bool:
    """Whether its two programs are there."""
    return all(shutil.which(tool) for tool in _TOOLS)


def version() -> str:
    """Its version, '' when it isn't installed."""
    if not installed():
        return ""
    text = subprocess.run([_TOOLS[1], "-help"], text=True, capture_output=True, check=False)
    found = re.search(r"version (\S+)", text.stdout + text.stderr)
    return found.group(1) if found else "unknown"


def model_path() -> Path:
    """Its model file, in its own format."""
    return CACHE / "models" / "orfeo_forest.txt"


def make_model() -> dict:
    """Train on the rows that the native forest has, unless that was done; {"nodes": of all trees}."""
    about = model_path().with_suffix(".json")
    if not about.exists():
        points = CACHE / "models" / "training_points.gpkg"
        _write_points(points)
        _run([_TOOLS[0], "-io.vd", str(points), "-io.out", str(model_path()), "-cfield", "soil_moisture",
              "-feat", *PREDICTORS, *_SETTINGS, "-rand", "1", "-v", "false"])
        points.unlink()
        nodes = model_path().read_text(encoding="utf-8", errors="replace").count("depth:")
        about.write_text(json.dumps({"nodes": nodes}))
    return json.loads(about.read_text())


def make_mask(case: Case) -> str:
    """A byte raster, 1 where no predictor is missing: the Orfeo Toolbox doesn't look at nodata itself."""
    path = stack_path(case.megapixels, case.layout).with_name(f"mask_{case.megapixels:g}_{case.layout}.tif")
    if not path.exists():
        stack = gdal.Open(str(stack_path(case.megapixels, case.layout)))
        mask = gdal.GetDriverByName("GTiff").Create(str(path), stack.RasterXSize, stack.RasterYSize, 1, gdal.GDT_Byte,
                                                    ["COMPRESS=DEFLATE", "TILED=YES"])
        mask.SetGeoTransform(stack.GetGeoTransform())
        mask.SetProjection(stack.GetProjection())
        for row in range(0, stack.RasterYSize, 256):
            values = stack.ReadAsArray(0, row, stack.RasterXSize, min(256, stack.RasterYSize - row))
            mask.GetRasterBand(1).WriteArray((values != NODATA).all(0).astype(np.uint8), 0, row)
        mask.FlushCache()
    return str(path)


def seconds_of_start(case: Case) -> float:
    """How long it takes on a raster of 16 x 16 pixels: its start, most of it reading the model's text."""
    tiny, mask, target = (str(CACHE / "maps" / f"orfeo_start_{part}.tif") for part in ("stack", "mask", "map"))
    stack = stack_path(case.megapixels, case.layout)
    gdal.Translate(tiny, str(stack), srcWin=[0, 0, 16, 16])
    gdal.Translate(mask, make_mask(case), srcWin=[0, 0, 16, 16])
    start = time.monotonic()
    predict(tiny, mask, target)
    return time.monotonic() - start


def predict(stack: str, mask: str, target: str) -> None:
    """Its map of a stack, compressed as ours; RuntimeError with its messages when it fails."""
    options = "&gdal:co:TILED=YES&gdal:co:COMPRESS=DEFLATE&gdal:co:ZLEVEL=1"
    _run([_TOOLS[1], "-in", stack, "-mask", mask, "-model", str(model_path()), "-out", f"{target}?{options}", "float"])


def _write_points(path):
    """The training rows as points with attributes, which is what its training reads."""
    table, target = models.training_rows()
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("points", geom_type=ogr.wkbPoint)
    for name in (*PREDICTORS, "soil_moisture"):
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal))
    layer.StartTransaction()
    for row, moisture in zip(table, target):
        feature = ogr.Feature(layer.GetLayerDefn())
        for k, value in enumerate((*row, moisture)):
            feature.SetField(k, float(value))
        feature.SetGeometry(ogr.CreateGeometryFromWkt("POINT (0 0)"))
        layer.CreateFeature(feature)
    layer.CommitTransaction()


def _run(words):
    done = subprocess.run(words, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{words[0]} failed: {(done.stderr or done.stdout)[-500:]}")
