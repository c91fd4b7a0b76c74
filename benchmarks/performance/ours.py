"""Our job as it is called from Python, and through qgis_process; what its progress does, and how soon it cancels.

Each function prepares and returns the job that is timed, as those of `peers`. The native engine is what runs where
numba isn't installed: this process then behaves as if it weren't.
"""
import importlib
import sys
import threading
import time
from pathlib import Path

from smdownscale_plugin.errors import Cancelled
from smdownscale_plugin.jobs.downscale_raster import OutputPaths, downscale_raster
from smdownscale_plugin.monitor import Monitor

from .maps import map_path
from .models import our_path
from .plan import Case
from .rasters import CACHE, coarse_path, stack_path

WARM_UP = 4.0           # Mpx: large enough to be worth the kernel's start-up
_FILES = ("", "_interval", "_applicability")
# At this progress and so many seconds: while the model is prepared, in windows, at the end with its overviews.
_CANCEL_AT = ((0.001, 0.3), (0.05, 0.1), (0.15, 0.7), (0.97, 0.2))


class Watch:
    """Listens to a job: when progress moved, what was said; cancels where it is told to.

    cancel: (fraction, seconds): cancelled so long after that much was done.
    """

    def __init__(self, cancel=None):
        self.lines, self.fraction, self.longest = [], -1.0, 0.0
        self._moved, self._cancel, self.cancelled_at = time.monotonic(), cancel, None
        self.monitor = Monitor(self._progress, lambda: self.cancelled_at is not None, self.lines.append,
                               self.lines.append)

    def _progress(self, fraction, _message=""):
        if fraction > self.fraction:
            self._note()
            self.fraction = fraction
        if self._cancel and fraction >= self._cancel[0]:
            threading.Timer(self._cancel[1], self._switch).start()
            self._cancel = None

    def _switch(self):
        self.cancelled_at = time.monotonic()

    def _note(self):
        now = time.monotonic()
        self.longest, self._moved = max(self.longest, now - self._moved), now

    def result(self) -> dict:
        """Longest time without progress, seconds, from the job's start to its end; the log."""
        self._note()
        return {"longest_standstill": self.longest, "log": self.lines}


def ours_native(case: Case):
    """As on a computer without numba."""
    sys.modules["numba"] = None
    return _map_alone(case)


def ours_kernel(case: Case):
    """The kernel, with all of its start-up: numba is imported, the trees are converted and compiled in the job."""
    return _map_alone(case)


def ours_prepared(case: Case):
    """The kernel where a map was made before in this session."""
    earlier = Case(case.program, case.model, "tiled", WARM_UP, 0)
    _map_alone(earlier)()
    Path(map_path(earlier)).unlink()
    return _map_alone(case)


def _map_alone(case):
    """Like the peers: prediction to one map. What they have imported when the clock starts, we have too."""
    if case.model != "linear":
        importlib.import_module("sklearn.tree")

    def job():
        watch = Watch()
        done = downscale_raster(our_path(case.model), [_stack(case)], OutputPaths(map_path(case)),
                                monitor=watch.monitor)
        return {**watch.result(), "pixels": done.valid_pixels}
    return job


def ours_full(case: Case):
    """Everything that the tool can do: residual correction, interval and applicability; the engine is left to it."""
    def job():
        watch = Watch()
        done = downscale_raster(our_path(case.model), [_stack(case)], _all_targets(case),
                                str(coarse_path(case.megapixels)), monitor=watch.monitor)
        return {**watch.result(), "pixels": done.valid_pixels, "correction": done.correction}
    return job


def cancel(case: Case):
    """Cancel the full job at several places; how many seconds pass until it has ended."""
    def job():
        latencies = []
        for place in _CANCEL_AT:
            watch = Watch(place)
            try:
                downscale_raster(our_path(case.model), [_stack(case)], _all_targets(case),
                                 str(coarse_path(case.megapixels)), monitor=watch.monitor)
            except Cancelled:
                latencies.append(time.monotonic() - watch.cancelled_at)
        return {"cancel_latency": latencies}
    return job


def qgis_process(case: Case):
    """The map alone, from the command line."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
    from headless import Headless
    run = Headless(CACHE / "qgis_profile")

    def job():
        results = run.tool("downscaleraster", {"MODEL": our_path(case.model), "PREDICTORS": _stack(case),
                                               "OUTPUT": map_path(case)}, timeout=3600)
        return {"pixels": results["VALID_PIXELS"]}
    return job


def _all_targets(case):
    stem = map_path(case)[:-4]
    return OutputPaths(*(f"{stem}{part}.tif" for part in _FILES))


def _stack(case):
    return str(stack_path(case.megapixels, case.layout))
