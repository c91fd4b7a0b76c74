"""Maps of models trained on coarse cells, on 30 stations, and of both, against the fine truth of demo worlds: a section
of docs/skill.md.

Stations err as sensors do (bias .025, gain .12, noise .012 m3/m3) and see their own pixel; the model trained on them
has the same predictors, the coarse product, and daily rain and temperature. Both: the coarse-trained maps, corrected by
the stations where that helps at stations left out.
    python -m benchmarks.skill.stations [--seeds 1 2 3] [--cells 16] [--threads 2] [--table]
"""
import argparse
import tempfile
import time
from pathlib import Path
from typing import Dict, List

import numpy as np

from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.jobs.create_demo_data import create_demo_data
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.jobs.map_stations import StationFiles
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.jobs.train_on_stations import StationTraining, train_on_rasters
from smdownscale_plugin.sources.demo_world import WorldSettings

from .case import read_case
from .ours import read_map
from .run import FOLDER, kept
from .stations_page import DATES, STATIONS, section


def run(seed: int, cells: int, footprint: str, threads: int) -> Dict:
    """Figures of the three kinds of maps of one world, and on how many dates the stations' correction was used."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        settings = WorldSettings(seed=seed, dates=DATES, cells=cells, footprint=footprint, stations=STATIONS)
        demo = create_demo_data(str(folder / "world"), settings, daily=True)
        case, begin = read_case(demo.predictors, demo.coarse, demo.truth), time.process_time()
        models = {name: str(folder / f"{name}.smdm") for name in ("cells", "stations")}
        train_model(demo.predictors, demo.coarse, models["cells"], TrainingOptions(threads=threads))
        middle = time.process_time()
        trained = train_on_rasters([demo.stations], demo.predictors, models["stations"],
                                   StationTraining(threads=threads), demo.series, demo.coarse)
        end, maps, judged = time.process_time(), {}, []
        for label, model, stations in (("cells", "cells", ()), ("stations", "stations", ()),
                                       ("both", "cells", (demo.stations,))):
            maps[label] = _maps(folder, models[model], demo, StationFiles(stations), judged)
    baseline = case.interpolated()
    figures = {label: case.figures(found, baseline) for label, found in {"bilinear": baseline, **maps}.items()}
    return {"seed": seed, "cells": cells, "footprint": footprint, "figures": figures,
            "chosen": trained.model.about["method_label"], "off_site_rmse": trained.figures["rmse"],
            "corrected_dates": sum(found.field is not None for found in judged if found),
            "cpu_seconds": {"cells": middle - begin, "stations": end - middle}}


def _maps(folder: Path, model: str, demo, stations: StationFiles, judged: List) -> np.ndarray:
    maps = []
    for product in demo.coarse:
        made = downscale_raster(model, demo.predictors, OutputPaths(str(folder / "map.tif")), product,
                                MapOptions(series=demo.series if model.endswith("stations.smdm") else (),
                                           stations=stations))
        judged.append(made.stations)
        maps.append(read_map(str(folder / "map.tif"))[0])
    return np.stack(maps)


def main(arguments=None) -> None:
    """Run what is missing, then print the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--cells", type=int, default=16)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--footprints", nargs="*", default=["cell", "smap"])
    parser.add_argument("--table", action="store_true", help="only the section of what was run")
    options = parser.parse_args(arguments)
    for footprint in [] if options.table else options.footprints:
        for seed in options.seeds:
            kept(FOLDER / "stations" / f"{footprint}_{seed}.json", run, seed, options.cells, footprint,
                 options.threads)
    print("\n".join(section(FOLDER / "stations")))


if __name__ == "__main__":
    main()
