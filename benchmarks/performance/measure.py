"""One measurement in a process of its own, so that its peak of memory is its own.

    python -m benchmarks.performance.measure CASE_AS_JSON RESULT_FILE
"""
import json
import os
import resource
import sys
import time
from dataclasses import asdict
from pathlib import Path

from . import ours, peers
from .maps import difference, map_path
from .plan import Case
from .rasters import stack_path

FUNCTIONS = {name: getattr(peers, name, None) or getattr(ours, name) for name in (
    "in_memory", "floor", "notebook", "dask", "orfeo", "ours_native", "ours_kernel", "ours_prepared", "ours_full",
    "qgis_process", "cancel")}
_ELSEWHERE = ("orfeo", "qgis_process")                  # programs that run in a process below this one
_COMPARED = ("notebook", "dask", "ours_native", "ours_kernel", "ours_prepared", "qgis_process")


def measure(case: Case) -> dict:
    """Figures of a case: seconds, peak of memory (bytes), the map's difference from native prediction, and more."""
    job = FUNCTIONS[case.program](case)
    start = time.monotonic()
    about = job()
    seconds = time.monotonic() - start
    peak = peak_memory(resource.RUSAGE_CHILDREN if case.program in _ELSEWHERE else resource.RUSAGE_SELF)
    if case.program in _COMPARED:
        about["difference"] = difference(case, map_path(case))
    return {**asdict(case), "seconds": seconds, "peak": peak, **about}


def peak_memory(who: int = resource.RUSAGE_SELF) -> int:
    """The largest memory, in bytes, of this process, or of those that it started and waited for."""
    if who == resource.RUSAGE_SELF and os.path.exists("/proc/self/status"):
        # not ru_maxrss: what started this process counts in that
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return 1024 * int(line.split()[1])
    return resource.getrusage(who).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def remove_maps(case: Case) -> None:
    """Remove what a case wrote, and the statistics that QGIS leaves beside a raster: other programs would read them."""
    for path in Path(map_path(case)).parent.glob(f"{case.key}*"):
        path.unlink()
    Path(f"{stack_path(case.megapixels, case.layout)}.aux.xml").unlink(missing_ok=True)


def main() -> None:
    """Measure what the command line names; the result appears when it is complete."""
    case, target = Case(**json.loads(sys.argv[1])), Path(sys.argv[2])
    try:
        result = measure(case)
    finally:
        remove_maps(case)
    part = target.with_suffix(".part")
    part.write_text(json.dumps(result, indent=1), encoding="utf-8")
    os.replace(part, target)


if __name__ == "__main__":
    main()
