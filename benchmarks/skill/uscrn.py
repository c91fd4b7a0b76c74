"""Train on Stations on tables of the U.S. Climate Reference Network: a row of the table of docs/stations.md.

The folder holds daily_weather.csv.gz (station and day) and decadal_satellite.csv.gz (station and ten days: soil
moisture with satellite predictors). Rows are ten-day means, or with --daily the days themselves, each with the
satellite predictors of its ten days.
    python -m benchmarks.skill.uscrn FOLDER [--method auto] [--antecedent none] [--hyperparameters '{"epochs": 20}']
        [--borders -115 -100] [--daily]
"""
import argparse
import csv
import gzip
import shutil
import tempfile
import time
from pathlib import Path
from typing import Dict, Iterator, List

import numpy as np

from smdownscale_plugin.jobs.train_on_stations import StationTraining, TrainedOnStations, train_on_table
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.validation.held_out_stations import LABELS

WEATHER, SATELLITE = "daily_weather.csv", "decadal_satellite.csv"
_OF_PERIODS = ("sm", "rain", "t", "srad", "sur", "sur_max", "sur_min", "rh")    # ten-day means of what days have too


def unpack(folder: Path, into: Path) -> None:
    """The two tables as CSV files."""
    for name in (WEATHER, SATELLITE):
        with gzip.open(folder / f"{name}.gz") as packed, open(into / name, "wb") as plain:
            shutil.copyfileobj(packed, plain)


def write_days(folder: Path, path: Path) -> None:
    """A row a station and day with soil moisture, and the satellite predictors of its ten days."""
    satellite: Dict[str, Dict[np.datetime64, Dict[str, str]]] = {}
    for row in _rows(folder / SATELLITE):
        satellite.setdefault(row["station"], {})[np.datetime64(row["start"])] = row
    starts = np.unique([start for of_station in satellite.values() for start in of_station])
    names = [name for name in row if name not in ("network", "station", "start", *_OF_PERIODS)]
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["station", "date", "soil_moisture", *names])
        for day in _rows(folder / WEATHER):
            place = np.searchsorted(starts, np.datetime64(day["date"]), "right") - 1
            found = satellite.get(day["station"], {}).get(starts[place]) if place >= 0 else None
            if found and day["sm5"]:
                table.writerow([day["station"], day["date"], day["sm5"], *(found[name] for name in names)])


def _rows(path: Path) -> Iterator[Dict[str, str]]:
    with open(path, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def lines(done: TrainedOnStations) -> List[str]:
    """RMSE, rows and stations of each protocol, of the model and of what there is without it."""
    out = []
    for name, held in done.protocols.items():
        parts = ", ".join(f"{LABELS[kind]} {values['rmse']:.4f}" for kind, values in held.overall.items())
        out.append(f"{name} ({held.rows} rows, {held.places} stations): {parts}")
        if held.gain:
            out.append(f"  gain over the fitted coarse product {held.gain}")
    return out


def main(arguments=None) -> None:
    """Train, print the figures and the log."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--method", default="auto")
    parser.add_argument("--antecedent", default="usual")
    parser.add_argument("--hyperparameters", default="")
    parser.add_argument("--borders", type=float, nargs="*", default=())
    parser.add_argument("--daily", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args(arguments)
    monitor = Monitor(lambda share, message="": None, lambda: False, lambda text: print(text[:600]),
                      lambda text: print(text[:600]))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        unpack(options.folder, folder)
        table = folder / ("days.csv" if options.daily else SATELLITE)
        if options.daily:
            write_days(folder, table)
        begin = time.process_time()
        done = train_on_table(str(table), str(folder / "model.smdm"), StationTraining(
            method=options.method, antecedent=options.antecedent, hyperparameters=options.hyperparameters,
            region_borders=tuple(options.borders), period_days=1 if options.daily else 10, seed=options.seed,
            threads=options.threads), str(folder / WEATHER), monitor=monitor)
    print("\n".join(lines(done)))
    print(f"{time.process_time() - begin:.0f} CPU s")


if __name__ == "__main__":
    main()
