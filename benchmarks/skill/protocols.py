"""Deep methods of published systems beside what they were compared with there, on small made-up worlds: a section of
docs/networks.md. Whoever wins is printed.

One date, as the study of a deep belief network has it: that network and a random forest. Several dates and a daily
series, as the deep ensemble: its dense and its convolutional network and its LSTM alone, and their mean. The days
before: an LSTM that sees them, beside `auto` without them and with what they have left behind as predictors. Figures
are kept in build/skill/protocols.
    python -m benchmarks.skill.protocols [--seeds 1 2 3] [--threads 2] [--only one_date deep_ensemble days_before]
                                         [--table]
"""
import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Dict

import numpy as np

from smdownscale_plugin.jobs.create_demo_data import create_demo_data
from smdownscale_plugin.jobs.derive_indices import IndexOptions, derive_indices
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.regression.model_file import write_model
from smdownscale_plugin.sources.demo_world import WorldSettings

from .case import read_case
from .networks import maps_of
from .run import FOLDER, kept

_WORLDS = {"one_date": {"dates": 1, "cells": 20}, "deep_ensemble": {"dates": 4, "cells": 16},
           "days_before": {"dates": 6, "cells": 12}}
_ONE_DATE = ("random_forest", "deep_belief_network")
_MEMBERS = ("dense", "convolutional", "lstm")


def run(protocol: str, seed: int, threads: int) -> Dict:
    """Figures by model on one world."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data = create_demo_data(str(folder / "world"), WorldSettings(seed=seed, **_WORLDS[protocol]),
                                daily=protocol != "one_date")
        case = read_case(data.predictors, data.coarse, data.truth)
        baseline = case.interpolated()
        figures = {label: case.figures(maps_of(folder / label, predictors, data.coarse, data.series), baseline)
                   for label, predictors in _TRAININGS[protocol](folder, data, threads).items()}
    return {"case": protocol, "seed": seed, "figures": figures}


def _trained(folder, label, data, **options):
    predictors = options.pop("predictors", data.predictors)
    return train_model(predictors, data.coarse, str(folder / f"{label}.smdm"), TrainingOptions(**options)).model


def _one_date(folder, data, threads):
    """Predictors by label of the model."""
    for name in _ONE_DATE:
        _trained(folder, name, data, method=name, threads=threads)
    return dict.fromkeys(_ONE_DATE, data.predictors)


def _deep_ensemble(folder, data, threads):
    whole = _trained(folder, "deep_ensemble", data, method="deep_ensemble", threads=threads, series=data.series)
    for label, part in zip(_MEMBERS, whole.fit.parts):
        about = {key: value for key, value in whole.about.items() if key != "series" or part.variables}
        write_model(str(folder / f"{label}.smdm"), replace(whole, fit=part, about=about))
    return dict.fromkeys((*_MEMBERS, "deep_ensemble"), data.predictors)


def _days_before(folder, data, threads):
    antecedent = derive_indices(data.predictors, str(folder / "antecedent"), IndexOptions(series=data.series))
    both = [*data.predictors, *(path for path in antecedent if "antecedent_" in Path(path).name)]
    _trained(folder, "auto", data, threads=threads)
    _trained(folder, "auto with antecedent predictors", data, threads=threads, predictors=both)
    _trained(folder, "lstm", data, method="lstm", threads=threads, series=data.series)
    return {"auto": data.predictors, "auto with antecedent predictors": both, "lstm": data.predictors}


_TRAININGS = {"one_date": _one_date, "deep_ensemble": _deep_ensemble, "days_before": _days_before}


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
