"""What the checks cost: seconds of them beside a 16 Mpx map, and beside training on the demo world.

    python -m benchmarks.reliability.cost --side 4096

Times every call of the checks within one run (functions wrapped with a clock), so that a busy machine slows both alike.
"""
import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from unittest import mock

import numpy as np

from smdownscale_plugin.downscaling import conditions, sources
from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.jobs.create_demo_data import create_demo_data
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.rasters import coarse_units, fills, undated, unit_changes
from smdownscale_plugin.rasters.reading import Raster
from smdownscale_plugin.rasters.writing import RasterWriter

CHECKS = ((conditions.Conditions, "add"), (conditions.Conditions, "judge"), (fills.FillSearch, "add"),
          (fills.FillSearch, "found"), (unit_changes.UnitChanges, "add"), (sources, "content_of"),
          (undated, "date_in_name"), (coarse_units, "_refuse_unit"))


class Clock:
    """Seconds within wrapped functions, in all threads together; calls within calls count once."""

    def __init__(self):
        self.seconds, self.by_name, self._depth = 0.0, {}, 0

    def wrap(self, function):
        """The same function, timed."""
        def timed(*arguments, **named):
            began = time.thread_time() if not self._depth else None
            self._depth += 1
            try:
                return function(*arguments, **named)
            finally:
                self._depth -= 1
                if began is not None:
                    taken = time.thread_time() - began
                    self.seconds += taken
                    self.by_name[function.__name__] = self.by_name.get(function.__name__, 0.0) + taken
        return timed


def timed(job) -> tuple:
    """(seconds of processor time of a job, those of the checks within it)."""
    clock = Clock()
    with ExitStack() as patches:
        for owner, name in CHECKS:
            patches.enter_context(mock.patch.object(owner, name, clock.wrap(getattr(owner, name))))
        began = time.process_time()
        job()
        total = time.process_time() - began
    print({name: round(seconds, 3) for name, seconds in clock.by_name.items()})
    return total, clock.seconds


def enlarged(path: str, target: str, side: int) -> str:
    """A raster tiled to side x side pixels, on cells of the same size."""
    with Raster(path) as raster:
        values, info = raster.read(), raster.info
    repeats = [-(-side // size) for size in values.shape[1:]]
    large = np.tile(values, (1, *repeats))[:, :side, :side]
    grid = type(info.grid)(info.grid.crs, info.grid.transform, side, side)
    units = {band.name: band.unit for band in info.bands}
    categorical = [band.name for band in info.bands if band.categorical]
    period = info.period.metadata() if info.period else {}
    with RasterWriter(target, grid, info.names, units=units, categorical=categorical, metadata=period) as writer:
        writer.write(large)
    return target


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=4096)
    side = parser.parse_args().side
    with tempfile.TemporaryDirectory() as folder:
        create_demo_data(os.path.join(folder, "demo"))
        demo = [os.path.join(folder, "demo", name) for name in ("predictors", "coarse")]
        model = os.path.join(folder, "m.smdm")
        total, checks = timed(lambda: train_model([demo[0]], [demo[1]], model, TrainingOptions(method="linear")))
        print(f"training on the demo world (linear): {total:.1f} s of processor time, checks {checks:.2f} s")
        stacks = sorted(name for name in os.listdir(demo[0]) if name.endswith(".tif"))
        chosen = [next(name for name in stacks if any(c.isdigit() for c in name)),
                  *(name for name in stacks if not any(c.isdigit() for c in name))]
        large = [enlarged(os.path.join(demo[0], name), os.path.join(folder, name), side) for name in chosen]
        total, checks = timed(lambda: downscale_raster(model, large, OutputPaths(os.path.join(folder, "map.tif")),
                                                       options=MapOptions(residual_correction="none")))
        print(f"map of {side * side / 1e6:.1f} Mpx (linear, the fastest): {total:.1f} s, checks {checks:.2f} s, "
              f"{checks / total:.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
