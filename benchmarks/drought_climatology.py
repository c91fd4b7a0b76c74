"""How long and how much memory a climatology of 20 years x 36 dates of 500 x 500 pixels takes, and one more date.

    python3 benchmarks/drought_climatology.py [FOLDER] [SIDE]

Each step runs in a process of its own, so that its largest memory is its own.
"""
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

import numpy as np  # noqa: E402

from smdownscale_plugin.jobs.drought_index import DroughtOptions, drought_index  # noqa: E402
from smdownscale_plugin.rasters.grid import Grid, crs_wkt  # noqa: E402
from smdownscale_plugin.rasters.period import Period  # noqa: E402
from smdownscale_plugin.rasters.writing import write_raster  # noqa: E402

YEARS = range(2003, 2023)


def dekads(year):
    """The 36 periods of a year: three a month."""
    starts = [datetime(year, month, day, tzinfo=timezone.utc) for month in range(1, 13) for day in (1, 11, 21)]
    return [Period(a, b) for a, b in zip(starts, [*starts[1:], datetime(year + 1, 1, 1, tzinfo=timezone.utc)])]


def make(folder, side):
    """Write the series: 721 maps, the last of them apart."""
    rng = np.random.default_rng(0)
    on = Grid(crs_wkt("EPSG:6933"), (0.0, 1000.0, 0.0, 1000.0 * side, 0.0, -1000.0), side, side)
    base = 0.2 + 0.05 * rng.standard_normal((side, side))
    periods = [period for year in YEARS for period in dekads(year)] + dekads(YEARS[-1] + 1)[:1]
    for period in periods:
        month = period.start.month
        values = base + 0.08 * np.cos(month / 6 * np.pi) + 0.03 * rng.standard_normal((side, side))
        name = "new" if period is periods[-1] else "past"
        (folder / name).mkdir(exist_ok=True)
        write_raster(str(folder / name / f"soil_moisture_{period.stamp()}.tif"), on,
                     {"soil_moisture": np.clip(values, 0.02, 0.5).astype(np.float32)},
                     metadata={"PRODUCT": "TEST", **period.metadata()})


STEPS = {
    "climatology and one date": lambda f: drought_index(
        [str(f / "past")], {"percentile": str(f / "last.tif")}, climatology_output=str(f / "climatology.tif")),
    "one more date from the climatology": lambda f: drought_index(
        [str(f / "new")], {"percentile": str(f / "p.tif"), "class": str(f / "c.tif"), "anomaly": str(f / "a.tif")},
        DroughtOptions(climatology=str(f / "climatology.tif"))),
    "all 720 dates": lambda f: drought_index([str(f / "past")], {}, date="all", folder=str(f / "all")),
}


def main():
    """Make the series and run the steps."""
    if len(sys.argv) > 3:
        start = time.monotonic()
        STEPS[sys.argv[3]](Path(sys.argv[1]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(f"{sys.argv[3]:<36}{time.monotonic() - start:7.1f} s {peak:7.0f} MB at most\n")
        return
    side = sys.argv[2] if len(sys.argv) > 2 else "500"
    with ExitStack() as files:
        folder = sys.argv[1] if len(sys.argv) > 1 else files.enter_context(tempfile.TemporaryDirectory())
        measure(Path(folder), side)


def measure(folder, side):
    """Make the series in a folder, and run every step in a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    make(folder, int(side))
    for step in STEPS:
        subprocess.run([sys.executable, __file__, str(folder), side, step], check=True)
    sys.stdout.write(f"climatology.tif: {(folder / 'climatology.tif').stat().st_size / 1e6:.0f} MB\n")


if __name__ == "__main__":
    main()
