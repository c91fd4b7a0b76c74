"""`make cases`: docs/skill_cases.md, ours with all defaults beside simple rivals on cases that it was not made on.

Worlds of the second generator, demo worlds, the real cases in shared/ where they are at hand, and any folders in the
data contract (predictors/, coarse/, truth/). Figures are kept in build/skill/cases, so that a run can be continued.
    python -m benchmarks.skill.cases [--seeds 1] [--threads 2] [--only NAME ...] [--folders FOLDER ...] [--table]
"""
import argparse
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Dict, List, Tuple

import numpy as np

from smdownscale_plugin.jobs.create_demo_data import create_demo_data
from smdownscale_plugin.jobs.train_model import TrainingOptions
from smdownscale_plugin.sources.demo_world import WorldSettings

from . import ours, real_scene, rivals
from .case import read_case
from .cases_page import write_page
from .run import FOLDER, kept
from .second_world.files import write_world
from .second_world.situations import SITUATIONS

_REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
_DEMO = {"demo, cell mean": {}, "demo, 33 km footprint": {"footprint": "smap"},
         "demo, one date, 13 x 13 cells": {"dates": 1, "cells": 13}, "demo, hard": {"scenario": "hard"}}
Paths = Tuple[List[str], List[str], List[str]]


def names(folders) -> List[str]:
    """All cases that can be run here."""
    real = ["real: SMAP and Sentinel-1 scene"] if real_scene.at_hand() else []
    real += ["real: LST Madrid"] if (_REAL / "lst_madrid").is_dir() else []
    return [*real, *(f"folder: {Path(f).name}" for f in folders), *_DEMO, *(f"second: {name}" for name in SITUATIONS)]


def make(name: str, seed: int, folder: Path, folders) -> Tuple[Paths, Dict]:
    """((predictors, coarse, truth), options of Train Model) of a case."""
    if name in _DEMO:
        data = create_demo_data(str(folder), WorldSettings(seed=seed, **_DEMO[name]))
        return (data.predictors, data.coarse, data.truth), {}
    if name.startswith("second: "):
        situation = SITUATIONS[name.partition(": ")[2]]
        made = write_world(folder, situation, seed)
        return (made.predictors, made.coarse, made.truth), dict(situation.options)
    if name.startswith("real: SMAP"):
        predictors = [str(real_scene.SCENE / "predictors_1km" / f"{n}.tif") for n in real_scene.PREDICTORS]
        return (predictors, _rasters(real_scene.SCENE / "coarse_9km"),
                [str(real_scene.SCENE / "truth_1km" / "sm_1km_smap_s1.tif")]), {}
    where = _REAL / "lst_madrid" if name.startswith("real: LST") else \
        next(Path(f) for f in folders if Path(f).name == name.partition(": ")[2])
    return tuple(_rasters(where / kind) for kind in ("predictors", "coarse", "truth")), {}


def _rasters(folder: Path) -> List[str]:
    return sorted(str(path) for path in folder.glob("*.tif"))


def run(name: str, seed: int, folders, threads: int) -> Dict:
    """Figures of ours and of the rivals on a case."""
    with tempfile.TemporaryDirectory() as temporary:
        (predictors, coarse, truth), options = make(name, seed, Path(temporary) / "world", folders)
        case = read_case(predictors, coarse, truth)
        maps, intervals, _, trained, seconds = ours.run(Path(temporary), predictors, coarse, threads, True,
                                                        TrainingOptions(threads=threads, **options))
    baseline = case.interpolated()
    used = np.isfinite(maps) & np.isfinite(case.truth)
    inside = ((case.truth >= intervals[:, 0]) & (case.truth <= intervals[:, 1]))[used]
    width = (intervals[:, 1] - intervals[:, 0])[used]
    expected = trained.model.about.get("scale_up", {}).get("expected", {})
    figures = {"ours": case.figures(maps, baseline)}
    for kind, estimate in _rivals(case, threads).items():
        figures[kind] = case.figures(estimate, baseline)
    return {"case": name, "seed": seed, "figures": figures, "method": trained.model.about["method_label"],
            "cv_skill": trained.cv_skill, "low": expected.get("low"), "high": expected.get("high"),
            "coverage": float(inside.mean()), "deciles": by_decile(inside, width), "seconds": seconds,
            "commit": commit()}


def commit() -> str:
    """The commit that is run, '' outside a repository."""
    found = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=Path(__file__).parent, capture_output=True,
                           text=True, check=False)
    return found.stdout.strip()


def by_decile(inside: np.ndarray, width: np.ndarray) -> List[float]:
    """Share of pixels (n,) inside their interval, by tenth of its width, the narrowest first; pixels of the same width
    are ordered at random, not by their place or by rounding."""
    order = np.lexsort((np.random.default_rng(0).random(len(width)), np.round(width, 6)))
    return [float(inside[tenth].mean()) for tenth in np.array_split(order, 10)]


def _rivals(case, threads):
    """A line, LightGBM and a forest, each as it is and with one pass of its residual."""
    out = {}
    for kind, model in (("ridge", rivals.ridge()), ("lightgbm", rivals.boosting(threads)),
                        ("forest", rivals.forest(threads))):
        out[kind] = rivals.from_cell_means(case, model)
        out[f"{kind}, residual"] = rivals.with_one_residual_pass(case, out[kind])
    return out


def main(arguments=None) -> None:
    """Run what is missing, then write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--folders", nargs="*", default=[])
    parser.add_argument("--table", action="store_true", help="only write the page from what was run")
    options = parser.parse_args(arguments)
    for name in [] if options.table else options.only or names(options.folders):
        for seed in range(1, 1 + (options.seeds if name in _DEMO or name.startswith("second") else 1)):
            slug = re.sub(r"\W+", "_", name)
            kept(FOLDER / "cases" / f"{slug}_{seed}.json", run, name, seed, options.folders, options.threads)
    write_page(FOLDER / "cases")


if __name__ == "__main__":
    main()
