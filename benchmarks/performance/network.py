"""A map by the default convolutional network, 12 predictors, from file to file, by numpy alone: speed and memory.

The numbers in the network are random: they change nothing about the time. Best of some runs, by the clock and by the
processor's; the second counts on a busy machine.
    python -m benchmarks.performance.network [--megapixels 16] [--threads 2] [--repeats 2] [--guides]
"""
import argparse
import os
import sys
import time

import numpy as np

from smdownscale_plugin.downscaling import pipeline
from smdownscale_plugin.jobs.downscale_raster import OutputPaths, downscale_raster
from smdownscale_plugin.regression.cnn import METHOD
from smdownscale_plugin.regression.model import Model
from smdownscale_plugin.regression.model_file import write_model
from smdownscale_plugin.regression.networks.convolution_fit import ConvolutionFit
from smdownscale_plugin.samples.features import Feature, Features

from .measure import peak_memory
from .rasters import CACHE, CELL, PIXEL, PREDICTORS, make_stack, side_of


def random_network(guides: bool = False, seed: int = 0) -> Model:
    """A model of the benchmark's predictors whose fit has the shape of the method's defaults."""
    random, wanted = np.random.default_rng(seed), METHOD.checked({})
    nets, neurons, columns = wanted["networks"], wanted["neurons"], len(PREDICTORS)

    def numbers(*shape):
        return random.normal(0.0, 0.2, (nets, *shape)).astype(np.float32)
    mean, spread = (np.array([about[k] for about in PREDICTORS.values()], float) for k in (0, 1))
    told = columns if guides else 0
    wide = [numbers(3, 3, neurons if k else columns + 1, neurons) for k in range(wanted["layers"])]
    fit = ConvolutionFit([*wide, numbers(neurons + told, neurons), numbers(neurons, 1)],
                         [*(numbers(neurons) for _ in range(wanted["layers"] + 1)), numbers(1)],
                         numbers(columns + told), mean, spread, np.stack([mean - 6 * spread, mean + 6 * spread], 1),
                         np.array([0.25, 0.05]), mean[:told], spread[:told])
    features = Features(tuple(Feature(name, about[3]) for name, about in PREDICTORS.items()))
    side, cell = side_of(1.0) // CELL, CELL * PIXEL
    about = {"method": METHOD.name, "method_label": METHOD.label, "regional": {"width_cells": 3.0}, "coarse_grid": {
        "crs": "EPSG:6933", "transform": [0.0, cell, 0.0, side * cell / 2, 0.0, -cell], "shape": [side, side]}}
    return Model(fit, features, fit.ranges, about)


def measure(megapixels: float, threads: int, repeats: int, guides: bool) -> str:
    """One line of figures."""
    stack, folder = str(make_stack(megapixels, "tiled")), CACHE / "network"
    folder.mkdir(parents=True, exist_ok=True)
    model, target = str(folder / "network.smdm"), str(folder / "map.tif")
    write_model(model, random_network(guides))
    pipeline.thread_count = lambda: threads
    seconds = []
    for _ in range(repeats):
        clock, processor = time.monotonic(), time.process_time()
        downscale_raster(model, [stack], OutputPaths(target))
        seconds.append((time.monotonic() - clock, time.process_time() - processor))
        os.remove(target)
    clock, processor = np.min(seconds, 0)
    return (f"{megapixels:g} Mpx, {threads} threads: {clock:.1f} s by the clock ({megapixels / clock:.2f} Mpx/s), "
            f"{processor:.1f} CPU-seconds ({megapixels / processor:.2f} Mpx per CPU-second), peak of memory "
            f"{peak_memory() / 1e9:.2f} GB\n")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megapixels", type=float, default=16.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--guides", action="store_true", help="with the predictors' regional parts")
    options = parser.parse_args()
    sys.stdout.write(measure(options.megapixels, options.threads, options.repeats, options.guides))


if __name__ == "__main__":
    main()
