"""Deep methods of published systems beside what they were compared with there, on small made-up worlds: a section of
docs/networks.md. Whoever wins is printed.

One date, as the study of a deep belief network has it: that network and a random forest. Several dates, as the deep
ensemble: its dense and its convolutional network alone, and their mean (Train Model reads no days before, so the LSTM
is missing). Figures are kept in build/skill/protocols.
    python -m benchmarks.skill.protocols [--seeds 1 2 3] [--threads 2] [--only one_date deep_ensemble] [--table]
"""
import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Dict

import numpy as np

from smdownscale_plugin.jobs.create_demo_data import create_demo_data
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.regression.model_file import write_model
from smdownscale_plugin.sources.demo_world import WorldSettings

from .case import read_case
from .networks import maps_of
from .run import FOLDER, kept

_WORLDS = {"one_date": {"dates": 1, "cells": 20}, "deep_ensemble": {"dates": 4, "cells": 16}}
_ONE_DATE = ("random_forest", "deep_belief_network")


def run(protocol: str, seed: int, threads: int) -> Dict:
    """Figures by model on one world."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data = create_demo_data(str(folder / "world"), WorldSettings(seed=seed, **_WORLDS[protocol]))
        case = read_case(data.predictors, data.coarse, data.truth)
        train = _one_date if protocol == "one_date" else _deep_ensemble
        labels = train(folder, data.predictors, data.coarse, threads)
        baseline = case.interpolated()
        figures = {label: case.figures(maps_of(folder / label, data.predictors, data.coarse), baseline)
                   for label in labels}
    return {"case": protocol, "seed": seed, "figures": figures}


def _one_date(folder, predictors, coarse, threads):
    for name in _ONE_DATE:
        train_model(predictors, coarse, str(folder / f"{name}.smdm"), TrainingOptions(method=name, threads=threads))
    return _ONE_DATE


def _deep_ensemble(folder, predictors, coarse, threads):
    options = TrainingOptions(method="deep_ensemble", threads=threads)
    whole = train_model(predictors, coarse, str(folder / "deep_ensemble.smdm"), options).model
    for label, part in zip(("dense", "convolutional"), whole.fit.parts):
        write_model(str(folder / f"{label}.smdm"), replace(whole, fit=part))
    return "dense", "convolutional", "deep_ensemble"


def table(folder: Path) -> str:
    """Medians over the seeds."""
    results = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    lines = ["| world | seeds | model | skill | within-cell R | RMSE |", "|---|---|---|---|---|---|"]
    for protocol in _WORLDS:
        found = [result["figures"] for result in results if result["case"] == protocol]
        for label in found[0] if found else ():
            skill, within, rmse = (np.median([figures[label][name] for figures in found])
                                   for name in ("skill", "within_cell_r", "rmse"))
            lines.append(f"| {protocol} | {len(found)} | {label} | {skill:.3f} | {within:.3f} | {rmse:.4f} |")
    return "\n".join(lines) + "\n"


def main(arguments=None) -> None:
    """Run what is missing, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=list(_WORLDS))
    parser.add_argument("--table", action="store_true", help="only the table of what was run")
    options = parser.parse_args(arguments)
    for seed in [] if options.table else options.seeds:
        for protocol in options.only:
            kept(FOLDER / "protocols" / f"{protocol}_{seed}.json", run, protocol, seed, options.threads)
    print(table(FOLDER / "protocols"))


if __name__ == "__main__":
    main()
