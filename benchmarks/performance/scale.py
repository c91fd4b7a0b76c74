"""A series in one process and in two: the measured part of docs/scale.md.

    python -m benchmarks.performance.scale [--dates 12] [--size 4] [--repeats 3]
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, List

import numpy as np
from osgeo import gdal

from . import machine, models, rasters
from .run import say

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "scale.md"
SERIES = rasters.CACHE / "series"
MODEL = "random_forest"
_BEGIN, _END = "<!-- measured -->", "<!-- end of measured -->"
_LIMIT = 3600


def make_series(dates: int, megapixels: float) -> Path:
    """A folder with `dates` stacks and coarse rasters, of one day each; made anew unless it is there."""
    folder = SERIES / f"{dates}_{megapixels:g}"
    if not folder.exists():
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        for kind, source in (("stacks", rasters.make_stack(megapixels, "tiled")),
                             ("smap", rasters.make_coarse(megapixels))):
            (part / kind).mkdir(parents=True)
            for day in range(1, dates + 1):
                _copy(source, part / kind / f"{kind}_202006{day:02d}.tif", day)
        part.rename(folder)
    return folder


def _copy(source, target, day):
    shutil.copyfile(source, target)
    dataset = gdal.Open(str(target), gdal.GA_Update)
    dataset.SetMetadata({**dataset.GetMetadata(), "TIME_START": f"2020-06-{day:02d}T00:00:00Z",
                         "TIME_END": f"2020-06-{day + 1:02d}T00:00:00Z"})
    dataset.FlushCache()


class Runner:
    """Runs `qgis_process run smdownscale:downscaleseries` over dates of a folder."""

    def __init__(self, folder: Path):
        sys.path.insert(0, str(ROOT / "scripts"))
        import headless
        self._folder, self._headless = folder, headless
        self._environment = headless.Headless(rasters.CACHE / "qgis_profile").environment

    def seconds(self, shares: List[List[Path]], bound: bool) -> float:
        """Time until all shares of coarse rasters are done, one process each, bound to a core each or not."""
        output = SERIES / "maps"
        shutil.rmtree(output, ignore_errors=True)
        start = time.monotonic()
        processes = [self._start(share, output, ["taskset", "-c", str(core)] if bound else [])
                     for core, share in enumerate(shares)]
        try:
            codes = [process.wait(_LIMIT) for process in processes]
        finally:
            for process in processes:
                process.kill()
        seconds = time.monotonic() - start
        made = len(list(output.glob("*.tif")))
        shutil.rmtree(output, ignore_errors=True)
        if any(codes) or made != sum(map(len, shares)):
            raise RuntimeError(f"{made} maps were made; exit codes {codes}.")
        return seconds

    def _start(self, share, output, prefix):
        words = self._headless.arguments_of({
            "MODEL": models.our_path(MODEL), "PREDICTORS": self._folder / "stacks", "COARSE": share,
            "RESIDUAL_CORRECTION": "filtered", "SKIP_FINISHED": True, "OUTPUT_FOLDER": output})
        return subprocess.Popen([*prefix, self._headless.executable(), "--json", "run", "smdownscale:downscaleseries",
                                 "--", *words], env=self._environment, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)


def measure(folder: Path, repeats: int) -> Dict[str, List[float]]:
    """Seconds of every repeat by way of running; the ways alternate."""
    coarse = sorted((folder / "smap").glob("*.tif"))
    cores = os.cpu_count() or 1
    shares = [coarse[k::cores] for k in range(cores)]
    ways = {"one": ([coarse], False), "bound": (shares, True), "free": (shares, False)}
    runner, found = Runner(folder), {way: [] for way in ways}
    for repeat in range(repeats):
        for way, (parts, bound) in ways.items():
            found[way].append(runner.seconds(parts, bound))
            say(f"series, {way}, repeat {repeat + 1}: {found[way][-1]:.1f} s")
    return found


def text(found: Dict[str, List[float]], dates: int, megapixels: float, others: float) -> str:
    """The measured part of the page."""
    seconds = {way: float(np.median(values)) for way, values in found.items()}
    ratio = {way: float(np.median(np.divide(found["one"], found[way]))) for way in found}
    cores = os.cpu_count()
    rows = [("one process, one thread per core", "one"),
            (f"{cores} processes with disjoint dates, one core each", "bound"),
            (f"{cores} processes with disjoint dates, each with one thread per core", "free")]
    lines = ["| run as | seconds | speed relative to one process |", "|---|---|---|"]
    lines += [f"| {label} | {seconds[way]:.0f} | {ratio[way]:.2f} |" for label, way in rows]
    return "\n".join([
        f"{dates} dates of {megapixels:g} Mpx (12 predictors, random forest of 100 deep trees, filtered correction), "
        f"QGIS start-up included, medians of {len(found['one'])} repeats; other processes kept {others:.2f} cores "
        "busy.",
        "", *lines, "", machine.describe()])


def write(measured: str, page: Path = PAGE) -> None:
    """Put the measured part between its marks in the page."""
    content = page.read_text(encoding="utf-8")
    inside = re.compile(f"{re.escape(_BEGIN)}.*{re.escape(_END)}", re.DOTALL)
    page.write_text(inside.sub(lambda _: f"{_BEGIN}\n{measured}\n{_END}", content), encoding="utf-8")


def main(arguments=None) -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dates", type=int, default=12, help="at most 29")
    parser.add_argument("--size", type=float, default=4, help="million pixels of a date")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args(arguments)
    models.make_models([MODEL], os.cpu_count() or 1)
    folder = make_series(options.dates, options.size)
    others = machine.Others()
    found = measure(folder, options.repeats)
    write(text(found, options.dates, options.size, others.share()))


if __name__ == "__main__":
    main()
