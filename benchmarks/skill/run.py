"""`make skill`: the table of docs/skill.md, over demo worlds and the real scene where it is at hand.

The figures of each case are kept as two JSON files, in build/skill/rivals and build/skill/ours, so that a run that was
stopped goes on where it was, and ours can be run again alone: rivals' figures depend on the demo world and rivals.py.
    python -m benchmarks.skill.run [--seeds 5] [--threads 2] [--only cell_02] [--ours] [--table]
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


def run_rivals(name: str, seed: int, threads: int) -> dict:
    """Figures of all but ours on one world."""
    with tempfile.TemporaryDirectory() as temporary:
        data = create_demo_data(temporary, WorldSettings(seed=seed, **CASES[name]))
        case = read_case(data.predictors, data.coarse, data.truth)
    estimates = {**rivals.all_of(case, threads), "ceiling": rivals.ceiling(case, threads)}
    baseline = estimates["bilinear"]
    return {"case": name, "seed": seed, "figures": {k: case.figures(e, baseline) for k, e in estimates.items()}}


def run_ours(name: str, seed: int, threads: int) -> dict:
    """Figures of ours on one world, of its interval and of its applicability."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data = create_demo_data(str(folder / "world"), WorldSettings(seed=seed, **CASES[name]))
        case = read_case(data.predictors, data.coarse, data.truth)
        maps, intervals, masks, trained, seconds = ours.run(folder, data.predictors, data.coarse, threads, extras=True)
    return {"case": name, "seed": seed, "figures": {"ours": case.figures(maps, case.interpolated())},
            "extras": extras(case, maps, intervals, masks), "method": trained.model.about["method_label"],
            "training_seconds": seconds}


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
    parser.add_argument("--only", nargs="*", default=[*CASES, "real"])
    parser.add_argument("--ours", action="store_true", help="run ours again, with rivals' figures as they are")
    parser.add_argument("--table", action="store_true", help="only write the page from what was run")
    options = parser.parse_args(arguments)
    worlds = [(name, seed) for seed in range(1, options.seeds + 1) for name in options.only if name != "real"]
    todo = {"ours": [(f"{name}_{seed}", run_ours, (name, seed)) for name, seed in worlds],
            "rivals": [(f"{name}_{seed}", run_rivals, (name, seed)) for name, seed in worlds]}
    if "real" in options.only and real_scene.at_hand():
        todo["ours"].append(("real", real_scene.run_ours, ()))
        todo["rivals"].append(("real", real_scene.run_rivals, ()))
    if options.ours:
        del todo["rivals"]
        for label, _, _ in todo["ours"]:
            (FOLDER / "ours" / f"{label}.json").unlink(missing_ok=True)
    for kind, cases in ({} if options.table else todo).items():
        for label, run, arguments in cases:
            kept(FOLDER / kind / f"{label}.json", run, *arguments, options.threads)
    write_page(FOLDER, CASES)


def kept(path: Path, run, *arguments) -> None:
    """Run what isn't kept in `path` yet, and keep it there."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    result = run(*arguments)
    path.write_text(json.dumps(result, indent=1))
    skills = ", ".join(f"{kind} {figures['skill']:.3f}" for kind, figures in result["figures"].items())
    sys.stderr.write(f"{path.parent.name} {path.stem}: {skills}\n")


if __name__ == "__main__":
    main()
