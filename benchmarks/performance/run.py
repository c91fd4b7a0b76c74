"""`make bench`: whole jobs of ours and of other programs, alternating within one run; writes docs/performance.md.

Each measurement is kept as one JSON file in build/bench/results, so that a run that was stopped goes on where it was.
    python -m benchmarks.performance.run [--sizes 4 16] [--repeats 3] [--only '16_tiled_*'] [--fresh] [--table]
"""
import argparse
import importlib.util
import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import List

from . import machine, models, orfeo, page, rasters
from .measure import remove_maps
from .ours import WARM_UP
from .plan import RESULTS, Case, cases

ROOT = Path(__file__).resolve().parents[2]
_LIMIT = 3600 * 2       # seconds for one measurement
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "GDAL_NUM_THREADS")


def missing(program: str) -> str:
    """Why a program can't be run here, '' when it can."""
    if program == "orfeo" and not orfeo.installed():
        return "the Orfeo Toolbox is not installed (Debian: otb-bin)"
    if program == "dask" and not all(map(importlib.util.find_spec, ("dask", "xarray", "rioxarray"))):
        return "dask, xarray or rioxarray is not installed"
    if program in ("ours_kernel", "ours_prepared") and not importlib.util.find_spec("numba"):
        return "numba is not installed"
    return ""


def possible(wanted: List[Case]) -> List[Case]:
    """The cases whose programs are installed; says once what is left out."""
    reasons = {program: missing(program) for program in dict.fromkeys(case.program for case in wanted)}
    for program, reason in reasons.items():
        if reason:
            say(f"{program} is left out: {reason}.")
    return [case for case in wanted if not reasons[case.program]]


def finished(case: Case) -> bool:
    """Whether the figures of a case are there."""
    return case.path.exists() and "failed" not in json.loads(case.path.read_text())


def prepare(wanted: List[Case]) -> None:
    """Make the rasters and models that the cases need."""
    needed = {(case.megapixels, case.layout) for case in wanted}
    if any(case.program == "ours_prepared" for case in wanted):
        needed.add((WARM_UP, "tiled"))
    for megapixels, layout in sorted(needed):
        say(f"Raster of {megapixels:g} Mpx, {layout}")
        rasters.make_stack(megapixels, layout)
        rasters.make_coarse(megapixels)
    apart = models.make_models(dict.fromkeys(case.model for case in wanted), os.cpu_count() or 1)
    say("Ours less native, m3/m3 at most: " + ", ".join(f"{name} {value:.0e}" for name, value in apart.items()))


def run_one(case: Case) -> dict:
    """Measure one case in a process of its own; a failure is kept as {"failed": why} and doesn't stop the others."""
    _read_through(rasters.stack_path(case.megapixels, case.layout))
    environment = {name: value for name, value in os.environ.items() if name not in _THREADS}
    others = machine.Others()
    words = [sys.executable, "-m", "benchmarks.performance.measure", json.dumps(asdict(case)), str(case.path)]
    problem = _run_to_the_end(words, environment)
    if problem:
        remove_maps(case)
    result = {**asdict(case), "failed": problem} if problem else json.loads(case.path.read_text())
    result["others"] = others.share()
    case.path.write_text(json.dumps(result, indent=1))
    return result


def _run_to_the_end(words, environment) -> str:
    """Run a program and all that it starts; '' or why it failed. Nothing of it outlives this call."""
    process = subprocess.Popen(words, cwd=ROOT, env=environment, text=True, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, start_new_session=True)
    try:
        _, messages = process.communicate(timeout=_LIMIT)
    except subprocess.TimeoutExpired:
        return f"no end after {_LIMIT} s"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.returncode == 0:
        return ""
    return (messages.strip().splitlines() or [f"exit code {process.returncode}"])[-1]


def _read_through(path):
    """Read a file once, so that every program finds it in the system's cache."""
    with open(path, "rb") as file:
        while file.read(2 ** 24):
            pass


def say(line: str) -> None:
    """One line of progress."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def main(arguments=None) -> None:
    """Run what is missing, then write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=float, nargs="*", default=[4, 16],
                        help="million pixels of the rasters; the page shows these")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[], help="patterns of cases: SIZE_LAYOUT_MODEL_PROGRAM_REPEAT")
    parser.add_argument("--fresh", action="store_true", help="measure again what these cases have figures of")
    parser.add_argument("--table", action="store_true", help="only write the page from what was run")
    options = parser.parse_args(arguments)
    if not options.table:
        measure_all(cases(options.sizes, options.repeats, options.only), options.fresh)
        (RESULTS.parent / "machine.txt").write_text(machine.describe(), encoding="utf-8")
    page.write_page(RESULTS, options.sizes)


def measure_all(wanted: List[Case], fresh: bool) -> None:
    """Measure the cases that have no figures yet."""
    wanted = possible(wanted)
    RESULTS.mkdir(parents=True, exist_ok=True)
    for case in wanted if fresh else ():
        case.path.unlink(missing_ok=True)
    left = [case for case in wanted if not finished(case)]
    if left:
        prepare(left)
    for number, case in enumerate(left, 1):
        result = run_one(case)
        what = f"failed: {result['failed']}" if "failed" in result else (
            f"{result['seconds']:.1f} s, {result['peak'] / 1e9:.2f} GB at most; others: {result['others']:.2f} cores")
        say(f"[{number}/{len(left)}] {case.key}: {what}")


if __name__ == "__main__":
    main()
