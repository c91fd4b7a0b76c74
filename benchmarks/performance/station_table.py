"""Train on Stations with a large TABLE: time and memory of all of it, from reading to the model file.

The table has ten predictors and eleven days of rain a row; soil moisture follows from two of them and the rain.
    python -m benchmarks.performance.station_table [--rows 1000000] [--stations 1000] [--method linear] [--table FILE]
"""
import argparse
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from smdownscale_plugin.jobs.train_on_stations import StationTraining, train_on_table
from smdownscale_plugin.monitor import Monitor

_PREDICTORS, _DAYS, _BLOCK = 10, 11, 50_000


def write_table(path: Path, rows: int, stations: int) -> None:
    """Write a CSV of so many rows, dealt evenly to the stations."""
    random = np.random.default_rng(0)
    place = np.stack([random.uniform(25, 49, stations), random.uniform(-124, -70, stations)], 1)
    names = [f"p{k}" for k in range(_PREDICTORS)] + [f"rain_{lag}" for lag in range(1 - _DAYS, 1)]
    with open(path, "w", encoding="utf-8") as file:
        file.write("station,latitude,longitude,date,soil_moisture," + ",".join(names) + "\n")
        for start in range(0, rows, _BLOCK):
            number = np.arange(start, min(start + _BLOCK, rows))
            station, day = number % stations, number // stations
            x = random.standard_normal((len(number), _PREDICTORS))
            wet = random.random((len(number), _DAYS)) < 0.3
            rain = np.round(random.exponential(3.0, wet.shape) * wet, 1)
            y = 0.2 + 0.03 * np.tanh(x[:, 0]) - 0.02 * x[:, 1] + 0.004 * rain @ 0.9 ** np.arange(_DAYS)[::-1] / 3
            y = np.clip(y + 0.02 * random.standard_normal(len(y)), 0.01, 0.6)
            dates = (np.datetime64("2015-01-01") + day).astype(str)
            for k in range(len(number)):
                values = ",".join(f"{value:.4g}" for value in (*x[k], *rain[k]))
                file.write(f"s{station[k]},{place[station[k], 0]:.4f},{place[station[k], 1]:.4f},{dates[k]},{y[k]:.4f},"
                           f"{values}\n")


def main(arguments=None) -> None:
    """Write a table, train on it; print CPU seconds and the largest memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--stations", type=int, default=1000)
    parser.add_argument("--method", default="linear")
    parser.add_argument("--table", type=Path, help="kept there, and not written again where it is")
    options = parser.parse_args(arguments)
    monitor = Monitor(info=lambda text: print(text[:300], flush=True))
    with tempfile.TemporaryDirectory() as folder:
        table = options.table or Path(folder) / "table.csv"
        if not table.exists():
            write_table(table, options.rows, options.stations)
        begin = time.process_time()
        done = train_on_table(str(table), str(Path(folder) / "model.smdm"),
                              StationTraining(method=options.method, threads=1), monitor=monitor)
        print(f"{table.stat().st_size / 1e6:.0f} MB; {options.method}: read, tested in three ways and trained in "
              f"{time.process_time() - begin:.0f} CPU s, {_peak():.2f} GB; {done.n_samples} rows of "
              f"{done.n_stations} stations; RMSE off-site {done.figures['rmse']:.4f}")


def _peak() -> float:
    """Largest memory of this process so far, GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    main()
