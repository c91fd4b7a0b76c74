"""`make robust`: is ours as good as simple rivals where there is little to learn from? A section of docs/skill.md.

Three worlds a variant, each with a seed of its own from 11 on: none of them was used while the method was made.
    python -m benchmarks.skill.robust [--threads 2] [--table]
"""
import argparse
import os
import tempfile
from pathlib import Path

from osgeo import gdal

from smdownscale_plugin.jobs.create_demo_data import create_demo_data
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.sources.demo_world import WorldSettings

from . import ours, rivals
from .case import read_case
from .run import CASES, FOLDER, kept
from .table import write_page

# What differs from the default world; `without` is a predictor that is left out of the stacks.
VARIANTS = {
    "half the dates (6)": {"dates": 6},
    "half the cells (13 x 13)": {"cells": 13},
    "noise 0.01": {"noise": 0.01},
    "noise 0.03": {"noise": 0.03},
    "no radar": {"without": "vv"},
    "one date": {"dates": 1},
    "one date, 13 x 13 cells": {"dates": 1, "cells": 13},
    "33 km footprint, 6 dates": {"footprint": "smap", "dates": 6},
    "three dates": {"dates": 3},
    "two dates": {"dates": 2},
}
_FIRST_SEED, _WORLDS = 11, 3


def worlds():
    """(variant, seed) of all worlds."""
    return [(name, _FIRST_SEED + _WORLDS * k + n) for k, name in enumerate(VARIANTS) for n in range(_WORLDS)]


def run_world(variant: str, seed: int, threads: int) -> dict:
    """Skill of ours, plain LightGBM and ridge on one world."""
    settings = dict(VARIANTS[variant])
    without = settings.pop("without", None)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data = create_demo_data(str(folder / "world"), WorldSettings(seed=seed, **settings))
        if without:
            for path in data.predictors:
                leave_out(path, without)
        case = read_case(data.predictors, data.coarse, data.truth)
        maps, _, _, trained, _ = ours.run(folder, data.predictors, data.coarse, threads)
    baseline = case.interpolated()
    estimates = {"ours": maps, "lightgbm": rivals.from_cell_means(case, rivals.boosting(threads)),
                 "ridge": rivals.from_cell_means(case, rivals.ridge())}
    return {"variant": variant, "seed": seed, "method": trained.model.about["method_label"],
            "footprints": trained.model.about["independent_footprints"],
            "figures": {kind: case.figures(e, baseline) for kind, e in estimates.items()}}


def leave_out(path: str, name: str) -> None:
    """Take one band out of a stack, where it is in it."""
    bands = [band.index for band in describe(path).bands if band.name != name]
    less = f"{path}.less.tif"
    gdal.Translate(less, path, bandList=bands)
    os.replace(less, path)


def main(arguments=None) -> None:
    """Run what is missing, then write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--table", action="store_true", help="only write the page from what was run")
    options = parser.parse_args(arguments)
    for variant, seed in [] if options.table else worlds():
        kept(FOLDER / "robust" / f"{seed}.json", run_world, variant, seed, options.threads)
    write_page(FOLDER, CASES)


if __name__ == "__main__":
    main()
