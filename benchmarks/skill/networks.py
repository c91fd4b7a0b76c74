"""`auto` beside METHOD cnn, which it teaches, on worlds with known truth and on real cases: a section of
docs/networks.md.

Both come from one training, so that nothing but the network differs. Figures are kept in
build/skill/networks, a file a case and seed, so that a run can be continued.
    python -m benchmarks.skill.networks [--seeds 1 2 3 4 5] [--threads 2] [--only NAME ...] [--folders FOLDER ...]
                                        [--table]
"""
import argparse
import json
import re
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Callable
from unittest.mock import patch

import numpy as np

from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.jobs import train_model as training
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.jobs.train_model import TrainingOptions
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.regression.model_file import write_model
from smdownscale_plugin.selection.scale_transfer.trial import Trial

from . import cases, ours
from .case import read_case
from .run import FOLDER, kept

_CASES = ("demo, cell mean", "second: base", "demo, 33 km footprint")


def run(name: str, seed: int, folders, threads: int) -> dict:
    """Figures of `auto` and of a network, and whether `auto` would take it."""
    found = beside_auto(name, seed, folders, TrainingOptions(method="cnn", threads=threads))
    taken = Trial(found["trial"]["rmse_network"], found["trial"]["rmse_rows"]).learnt and not any(
        "may be worse" in line for line in found.pop("said"))
    return {**found, "taken": taken}


def beside_auto(name: str, seed: int, folders, options: TrainingOptions) -> dict:
    """Figures of what is trained with these options (`cnn`), and of what the same training would have given without a
    network (`auto`)."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (predictors, coarse, truth), more = cases.make(name, seed, folder / "world", folders)
        case, begin = read_case(predictors, coarse, truth), time.process_time()
        models, said, without_averages = [], [], training.without_averages

        def keeping(model, *rest):
            models.append((model, time.process_time()))
            return without_averages(model, *rest)
        with patch.object(training, "without_averages", keeping):          # `auto` is trained once for both
            trained = training.train_model(predictors, coarse, str(folder / "cnn.smdm"), replace(options, **more),
                                           monitor=Monitor(info=said.append, warn=said.append)).model
        end, (model, middle) = time.process_time(), models[0]
        write_model(str(folder / "auto.smdm"), model)
        maps = {label: maps_of(folder / label, predictors, coarse) for label in ("auto", "cnn")}
    return {"case": name, "seed": seed, "auto": model.about["method_label"],
            "figures": {label: case.figures(found, case.interpolated()) for label, found in maps.items()},
            "trial": trained.about.get("scale_transfer"),
            "cpu_seconds": {"auto": middle - begin, "cnn": end - middle},
            "said": [line for line in said if line.startswith("Network") or "network" in line]}


def maps_of(path: Path, predictors, coarse, series=()) -> np.ndarray:
    """(dates, h, w) maps by the model file `path`.smdm, with the defaults; series: for models that look back."""
    found = []
    for product in coarse:
        target = f"{path}.tif"
        downscale_raster(f"{path}.smdm", predictors, OutputPaths(target), product, MapOptions(series=series))
        found.append(ours.read_map(target)[0])
    return np.stack(found)


def table(folder: Path) -> str:
    """Medians over the seeds of each case, and what `auto` gains by having a network among its candidates."""
    results = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    lines = ["| case | seeds | skill of `auto` | of `cnn` | within-cell R of `auto` | of `cnn` | gain "
             "on `auto`, smallest to largest | `auto` would take it | least gain of `auto` by having it | CPU s of "
             "training, `auto` + `cnn` |", "|---|---|---|---|---|---|---|---|---|---|"]
    for name in dict.fromkeys(result["case"] for result in results):
        lines.append(_line(name, [result for result in results if result["case"] == name]))
    return "\n".join(lines)


def _line(name, results):
    def of(label, figure):
        return np.array([result["figures"][label][figure] for result in results])
    gains = of("cnn", "skill") - of("auto", "skill")
    taken = np.array([result["taken"] for result in results])
    times = [np.median([result["cpu_seconds"][label] for result in results]) for label in ("auto", "cnn")]
    figures = [f"{np.median(of(label, figure)):.3f}" for figure in ("skill", "within_cell_r")
               for label in ("auto", "cnn")]
    seeds = ", ".join(str(result["seed"]) for result in results)
    return (f"| {name} | {seeds} | {' | '.join(figures)} | {gains.min():+.3f} to {gains.max():+.3f} | "
            f"{taken.sum()} of {len(taken)} | {(gains * taken).min():+.3f} | {times[0]:.0f} + {times[1]:.0f} |")


def run_cases(run_one: Callable[..., dict], folder: Path, chosen: Callable[[list], list], seeds: list,
              page: Callable[[Path], str], description: str, arguments=None) -> None:
    """Run what is missing of a benchmark whose figures are kept in a folder, a file a case and seed, then print its
    table.

    run_one: gets case, seed, folders of real cases and threads; chosen: cases by default, given the real ones at hand;
    seeds: by default, of which real cases have the first only; arguments: of the command line.
    """
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="*", default=seeds)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--folders", nargs="*", default=[])
    parser.add_argument("--table", action="store_true", help="only the table of what was run")
    options = parser.parse_args(arguments)
    real = [name for name in cases.names(options.folders) if name.startswith(("real", "folder"))]
    for name in [] if options.table else options.only or chosen(real):
        for seed in options.seeds[:1] if name in real else options.seeds:
            slug = re.sub(r"\W+", "_", name)
            kept(folder / f"{slug}_{seed}.json", run_one, name, seed, options.folders, options.threads)
    print(page(folder))


def main(arguments=None) -> None:
    """Run what is missing, then print the table."""
    run_cases(run, FOLDER / "networks", lambda real: [*_CASES, *real], [1, 2, 3, 4, 5], table, __doc__, arguments)


if __name__ == "__main__":
    main()
