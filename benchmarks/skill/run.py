"""`make skill`: the table of docs/skill.md, over demo worlds and the real scene where it is at hand.

Each case is kept as one JSON file in build/skill, so that a run that was stopped goes on where it was.
    python -m benchmarks.skill.run [--seeds 5] [--threads 2] [--only cell_02] [--table]
"""
import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from smdownscale_plugin.jobs.create_demo_data import create_demo_data
from smdownscale_plugin.sources.demo_world import WorldSettings

from . import ours, real_scene, rivals
from .case import read_case
from .table import write_page

FOLDER = Path(__file__).resolve().parents[2] / "build" / "skill"
CASES = {
    "cell_005": {"noise": 0.005}, "cell_02": {"noise": 0.02}, "cell_04": {"noise": 0.04},
    "smap_005": {"footprint": "smap", "noise": 0.005}, "smap_02": {"footprint": "smap", "noise": 0.02},
    "smap_04": {"footprint": "smap", "noise": 0.04},
    "hard_cell_02": {"scenario": "hard", "noise": 0.02},
    "hard_smap_02": {"scenario": "hard", "footprint": "smap", "noise": 0.02},
}


def run_world(name: str, seed: int, threads: int) -> dict:
    """Figures of all methods on one world."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data = create_demo_data(str(folder / "world"), WorldSettings(seed=seed, **CASES[name]))
        case = read_case(data.predictors, data.coarse, data.truth)
        maps, intervals, masks, trained, seconds = ours.run(folder, data.predictors, data.coarse, threads, extras=True)
    base = rivals.baselines(case)
    trees = rivals.from_cell_means(case, rivals.forest(threads))
    estimates = {**base, "ridge": rivals.from_cell_means(case, rivals.ridge()), "forest": trees,
                 "forest_one_pass": rivals.with_one_residual_pass(case, trees),
                 "lightgbm": rivals.from_cell_means(case, rivals.boosting(threads)), "ours": maps,
                 "ceiling": rivals.ceiling(case, threads)}
    figures = {kind: case.figures(e, base["bilinear"]) for kind, e in estimates.items()}
    return {"case": name, "seed": seed, "figures": figures, "extras": extras(case, maps, intervals, masks),
            "method": trained.model.about["method_label"], "training_seconds": seconds}


def extras(case, maps, intervals, masks) -> dict:
    """Coverage of the 90 % interval; the mask's share; RMSE of each third of dissimilarity."""
    used = np.isfinite(maps) & np.isfinite(case.truth)
    inside = (case.truth >= intervals[:, 0]) & (case.truth <= intervals[:, 1])
    squared, dissimilarity = (maps - case.truth)[used] ** 2, masks[:, 1][used]
    third = np.digitize(dissimilarity, np.quantile(dissimilarity, [1 / 3, 2 / 3]))
    return {"coverage": float(inside[used].mean()), "masked": float(1 - masks[:, 0][used].mean()),
            "thirds": [float(np.sqrt(squared[third == k].mean())) for k in range(3)]}


def main(arguments=None) -> None:
    """Run what is missing, then write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=list(CASES))
    parser.add_argument("--table", action="store_true", help="only write the page from what was run")
    options = parser.parse_args(arguments)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for seed in range(1, options.seeds + 1):
        for name in options.only:
            target = FOLDER / f"{name}_{seed}.json"
            if not options.table and not target.exists():
                result = run_world(name, seed, options.threads)
                target.write_text(json.dumps(result, indent=1))
                sys.stderr.write(f"{name} seed {seed}: skill {result['figures']['ours']['skill']:.3f}\n")
    if not options.table and real_scene.at_hand():
        (FOLDER / "real.json").write_text(json.dumps(real_scene.run(options.threads), indent=1))
    write_page(FOLDER, CASES)


if __name__ == "__main__":
    main()
