"""Compare Models at a province's size: CPU seconds and peak of memory of five methods on two sets of 15 predictors.

    python -m benchmarks.performance.comparison                   # 90 000 rows: 36 dates of 50 x 50 cells
    python -m benchmarks.performance.comparison --dates 4 --methods linear lightgbm
    python -m benchmarks.performance.comparison --pieces DIR --threads 1 --most 2    # repeat until all are there

The world is made of smooth fields with noise, three pixels along a cell; what counts is its size. The work is done in
one process and its peak is that process's. With --pieces, each method and set has a process of its own, whose figures
are kept in DIR: a comparison that was stopped continues, at the price of reading the world again for every piece.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np

from smdownscale_plugin.jobs.compare_models import ComparisonOptions, compare_models
from smdownscale_plugin.jobs.train_model import TrainingOptions
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.ease_grid import m09_grid
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.writing import write_raster

from .measure import peak_memory

STATIC, DATED, PIXELS = 5, 10, 3
# the Henan study's five, with LightGBM in place of XGBoost
METHODS = ("svr", "lightgbm", "random_forest", "neural_network", "stacking")


def smooth(random: np.random.Generator, shape, size: float) -> np.ndarray:
    """A field of mean 0 and standard deviation 1, smooth over about `size` pixels."""
    fy, fx = np.fft.fftfreq(shape[0])[:, None], np.fft.fftfreq(shape[1])[None]
    field = np.fft.ifft2(np.fft.fft2(random.normal(size=shape)) * np.exp(-(np.pi * size) ** 2 * (fx ** 2 + fy ** 2)))
    return (field.real - field.real.mean()) / field.real.std()


def write_world(folder: Path, cells: int, dates: int, seed: int = 0):
    """(predictor files, coarse files) of a world of cells x cells coarse cells."""
    random, coarse_grid = np.random.default_rng(seed), m09_grid(700, 1900, cells, cells)
    x0, dx, _, y0, _, dy = coarse_grid.transform
    fine = Grid(coarse_grid.crs, (x0, dx / PIXELS, 0.0, y0, 0.0, dy / PIXELS), cells * PIXELS, cells * PIXELS)
    static = [smooth(random, fine.shape, 4 + 2 * k) for k in range(STATIC)]
    paths = [write_raster(str(folder / "static.tif"), fine, {f"static_{k}": v for k, v in enumerate(static)})], []
    for date in range(dates):
        start = datetime(2020, 1, 1, tzinfo=timezone.utc) + timedelta(days=10 * date)
        about = Period(start, start + timedelta(days=10)).metadata()
        layers = [smooth(random, fine.shape, 3 + k) for k in range(DATED)]
        truth = (0.25 + 0.03 * np.tanh(layers[0]) - 0.03 * layers[1] * (static[0] > 0) + 0.01 * layers[2] * static[1]
                 + 0.02 * np.sin(2 * static[2]) + 0.03 * np.sin(2 * np.pi * date / 36))
        noisy = {f"dated_{k}": layer + 0.3 * random.normal(size=fine.shape) for k, layer in enumerate(layers)}
        paths[0].append(write_raster(str(folder / f"stack_{start:%Y%m%d}.tif"), fine, noisy, metadata=about))
        means = truth.reshape(cells, PIXELS, cells, PIXELS).mean((1, 3)) + 0.01 * random.normal(size=(cells, cells))
        paths[1].append(write_raster(str(folder / f"coarse_{start:%Y%m%d}.tif"), coarse_grid, {"soil_moisture": means},
                                     metadata=about))
    return paths


def measure(options) -> dict:
    """Compare on a world in a temporary folder; seconds, peak of memory (bytes), the estimate and the table."""
    latest, said = [time.monotonic()], []

    def progress(fraction, message):
        if time.monotonic() - latest[0] > 20:
            latest[0] = time.monotonic()
            print(f"  {fraction:.0%} {message} ({time.process_time():.0f} CPU s)", flush=True)

    def say(text):
        said.append(text)
        print(re.sub(r"/\S+/", "", text), flush=True)

    with tempfile.TemporaryDirectory() as folder:
        predictors, coarse = write_world(Path(folder), options.cells, options.dates)
        made, began = time.process_time(), time.monotonic()
        compare_models(predictors, coarse, os.path.join(folder, "table.csv"), ComparisonOptions(
            options.methods, options.sets, TrainingOptions(threads=options.threads)),
            os.path.join(folder, "report.html"), os.path.join(folder, "best.smdm") if options.model else None,
            Monitor(progress=progress, info=say, warn=say))
        table = Path(folder, "table.csv").read_text(encoding="utf-8")
    return {"methods": list(options.methods), "sets": options.sets, "rows": options.dates * options.cells ** 2,
            "threads": options.threads, "cpu": time.process_time() - made, "seconds": time.monotonic() - began,
            "peak": peak_memory(),
            "estimate": next((text for text in said if text.startswith("Expected time")), ""), "table": table}


def in_pieces(options) -> None:
    """Measure every method and set that has no figures in the folder yet, at most so many; then print all of them."""
    pieces = [(method, one.strip()) for one in options.sets.split(";") for method in options.methods]
    options.pieces.mkdir(parents=True, exist_ok=True)
    kept = {piece: options.pieces / re.sub(r"[^\w.-]", "_", f"{piece[0]} {piece[1]}.json") for piece in pieces}
    missing = [piece for piece in pieces if not kept[piece].exists()]
    for method, one in missing[:options.most or None]:
        subprocess.run([sys.executable, "-m", "benchmarks.performance.comparison", "--cells", str(options.cells),
                        "--dates", str(options.dates), "--threads", str(options.threads), "--methods", method,
                        f"--sets={one}", "--keep", str(kept[method, one])], check=True)
    found = {piece: json.loads(path.read_text(encoding="utf-8")) for piece, path in kept.items() if path.exists()}
    for (method, one), figures in found.items():
        print(f"{method}, predictors {one}: {summary(figures)}. {figures['estimate']}")
    seconds, peak = sum(f["cpu"] for f in found.values()), max((f["peak"] for f in found.values()), default=0)
    print(f"{len(found)} of {len(pieces)} pieces: {seconds:.0f} CPU seconds, peak of memory {peak / 1e9:.2f} GB")


def summary(figures: dict) -> str:
    """Seconds and memory in a line."""
    return (f"{figures['cpu']:.0f} CPU seconds, {figures['seconds']:.0f} s by the clock, peak of memory "
            f"{figures['peak'] / 1e9:.2f} GB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=50)
    parser.add_argument("--dates", type=int, default=36)
    parser.add_argument("--methods", nargs="+", default=METHODS)
    parser.add_argument("--sets", default="all; -dated_9")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--model", action="store_true", help="fit the model of the best to all rows, too")
    parser.add_argument("--pieces", type=Path, help="measure each method and set by itself; where figures are kept")
    parser.add_argument("--most", type=int, default=0, help="pieces in this run, 0 for all that are missing")
    parser.add_argument("--keep", type=Path, help="a JSON file for the figures")
    options = parser.parse_args()
    if options.pieces:
        in_pieces(options)
        return
    figures = measure(options)
    print(f"{figures['table']}\n{summary(figures)}")
    if options.keep:
        options.keep.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
