"""The plugin as its user runs it: files in, Train Model and Downscale Series with their defaults, files out."""
import time
from typing import Optional

import numpy as np

from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.rasters.reading import Raster


def run(folder, predictors, coarse, threads: int, extras: bool = False, options: Optional[TrainingOptions] = None):
    """(maps (dates, h, w), intervals and applicability (dates, 2, h, w) or None, what was trained, seconds)."""
    begin = time.monotonic()
    model_path = str(folder / "model.smdm")
    trained = train_model(predictors, coarse, model_path, options or TrainingOptions(threads=threads))
    seconds = time.monotonic() - begin
    maps, intervals, masks = [], [], []
    for k, path in enumerate(coarse):
        names = [str(folder / f"{kind}_{k}.tif") for kind in ("map", "interval", "mask")]
        targets = OutputPaths(*names) if extras else OutputPaths(names[0])
        downscale_raster(model_path, predictors, targets, path)
        maps.append(read_map(names[0])[0])
        if extras:
            intervals.append(read_map(names[1]))
            masks.append(read_map(names[2]))
    if not extras:
        return np.stack(maps), None, None, trained, seconds
    return np.stack(maps), np.stack(intervals), np.stack(masks), trained, seconds


def read_map(path):
    """All bands of a map, float64."""
    with Raster(path) as raster:
        return raster.read(dtype=np.float64)
