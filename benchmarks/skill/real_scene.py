"""The real SMAP/Sentinel-1 scene of 10 April 2015 beside the repository (skipped where it isn't): how well a 1 km
product is reproduced from its 9 km means."""
import tempfile
from pathlib import Path

import numpy as np

from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.rasters.windows import whole

from . import ours, rivals
from .case import read_case

SCENE = Path(__file__).resolve().parents[3] / "shared" / "data" / "smap_sentinel1_20150410"
PREDICTORS = ("s1_vv_db", "s1_vh_db", "s1_inc_deg", "vwc_kgm2", "water_fraction", "surface_temp_K")
_BLOCK_CELLS, _DRAWS = 4, 1000


def at_hand() -> bool:
    """Whether the scene is there."""
    return SCENE.is_dir()


def run_rivals(threads: int) -> dict:
    """Figures of all but ours."""
    case, _, _ = _read()
    estimates = rivals.all_of(case, threads)
    baseline = estimates["bilinear"]
    return {"case": "real", "seed": 0, "figures": {k: case.figures(e, baseline) for k, e in estimates.items()}}


def run_ours(threads: int) -> dict:
    """Figures of ours and of our ridge with mean-preserving correction, and the paired block bootstrap of both."""
    case, predictors, coarse = _read()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        maps, _, _, trained, seconds = ours.run(folder, predictors, coarse, threads)
        ridge = _ridge(folder, predictors, coarse, threads)
    baseline = case.interpolated()
    return {"case": "real", "seed": 0, "method": trained.model.about["method_label"], "training_seconds": seconds,
            "figures": {"ridge_exact": case.figures(ridge, baseline), "ours": case.figures(maps, baseline)},
            "against_ridge": bootstrap(case, maps, ridge, baseline)}


def _read():
    predictors = [str(SCENE / "predictors_1km" / f"{name}.tif") for name in PREDICTORS]
    coarse = [str(next((SCENE / "coarse_9km").glob("*.tif")))]
    return read_case(predictors, coarse, [str(SCENE / "truth_1km" / "sm_1km_smap_s1.tif")]), predictors, coarse


def _ridge(folder, predictors, coarse, threads):
    path = str(folder / "ridge.smdm")
    train_model(predictors, coarse, path, TrainingOptions(method="linear", threads=threads))
    target = str(folder / "ridge.tif")
    downscale_raster(path, predictors, OutputPaths(target), coarse[0],
                     options=MapOptions(residual_correction="mean_preserving"))
    return ours.read_map(target)


def bootstrap(case, one, other, baseline) -> dict:
    """Difference of skill, with the 90 % interval over blocks of four by four cells drawn with replacement."""
    used = np.isfinite(one) & np.isfinite(other) & np.isfinite(case.truth) & np.isfinite(baseline)
    rows, columns = case.geometry.cells(whole(case.fine_grid.shape))
    block = ((rows // _BLOCK_CELLS) * 1000 + columns // _BLOCK_CELLS)[None][used]
    _, block = np.unique(block, return_inverse=True)
    sums = [np.bincount(block, (e[used] - case.truth[used]) ** 2) for e in (one, other, baseline)]
    random = np.random.default_rng(0)
    draws = random.integers(0, len(sums[0]), (_DRAWS, len(sums[0])))
    gains = [(sums[1][d].sum() - sums[0][d].sum()) / sums[2][d].sum() for d in draws]
    low, high = np.quantile(gains, [0.05, 0.95])
    difference = float((sums[1].sum() - sums[0].sum()) / sums[2].sum())
    return {"skill_difference": difference, "low": float(low), "high": float(high)}
