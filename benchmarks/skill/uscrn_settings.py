"""How much the choice of LightGBM's settings for stations flatters the figures of docs/stations.md.

Settings are chosen anew in every fold, at stations left out of its training rows alone; beside them each setting fixed.
    python -m benchmarks.skill.uscrn_settings FOLDER [--protocols leave_stations_out ...]
"""
import argparse
import tempfile
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

import numpy as np

from smdownscale_plugin.jobs.train_on_stations import StationTraining, with_memory
from smdownscale_plugin.regression.methods import METHODS
from smdownscale_plugin.regression.recipe import Recipe
from smdownscale_plugin.samples.samples import Samples
from smdownscale_plugin.selection.cross_validation import cross_validate
from smdownscale_plugin.selection.fold import Fold
from smdownscale_plugin.selection.folds import folds
from smdownscale_plugin.selection.station_folds import STATION_VALIDATIONS, leave_stations_out
from smdownscale_plugin.stations.observation_table import DailyTable, read_daily, read_observations
from smdownscale_plugin.stations.station_samples import StationSamples, samples_of_table

from .uscrn import SATELLITE, WEATHER, unpack

_TREES = {"n_estimators": 125, "learning_rate": 0.12, "min_data_in_leaf": 20}
GRID: List[Dict[str, float]] = [
    {**_TREES, "feature_fraction": columns, "bagging_fraction": rows, "num_leaves": leaves}
    for leaves in (31, 8) for columns, rows in ((0.25, 0.7), (1.0, 1.0))]
_INNER = 3


def read_rows(packed: Path) -> Tuple[StationSamples, DailyTable]:
    """The rows that Train on Stations makes of the two tables of a folder, and the daily weather."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        unpack(packed, folder)
        table, daily = read_observations(str(folder / SATELLITE), period_days=10), read_daily(str(folder / WEATHER))
    return with_memory(samples_of_table(table, (), 9.0), daily, StationTraining(), True), daily


def nested(samples: Samples, splits: Sequence[Fold], seed: int = 0) -> Dict[str, object]:
    """RMSE with settings chosen inside each fold, of every setting fixed, and which were chosen."""
    recipes = [Recipe(METHODS["lightgbm"], METHODS["lightgbm"].checked(settings), None) for settings in GRID]
    fixed = np.stack([cross_validate(samples, recipe, splits, "", seed, 1).predictions for recipe in recipes])
    out, chosen = np.full(len(samples), np.nan), []
    for fold in splits:
        inner = samples.some(fold.train)
        parts = leave_stations_out(inner, seed + 1)[:_INNER]
        errors = [cross_validate(inner, recipe, parts, "", seed, 1).rmse for recipe in recipes]
        chosen.append(int(np.argmin(errors)))
        out[fold.test] = fixed[chosen[-1]][fold.test]
    return {"nested": rmse_of(out, samples.y), "fixed": [rmse_of(one, samples.y) for one in fixed], "chosen": chosen}


def rmse_of(estimate: np.ndarray, truth: np.ndarray) -> float:
    """RMSE where there is an estimate, to four digits."""
    return round(float(np.sqrt(np.nanmean((estimate - truth) ** 2))), 4)


def main(arguments=None) -> None:
    """Print the figures of each protocol."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--protocols", nargs="*", default=STATION_VALIDATIONS)
    options = parser.parse_args(arguments)
    rows, _ = read_rows(options.folder)
    print(*(f"setting {k}: {settings}" for k, settings in enumerate(GRID)), sep="\n")
    for protocol in options.protocols:
        print(protocol, nested(rows.samples, folds(rows.samples, protocol, 0)), flush=True)


if __name__ == "__main__":
    main()
