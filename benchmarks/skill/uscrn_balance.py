"""What balances of rain and potential evaporation add to the usual antecedent predictors: a line of docs/stations.md.

Potential evaporation is sunlight above the atmosphere (FAO Irrigation and Drainage Paper 56, equations 21 to 25) times
(T + 5) / 100 (Oudin et al. 2005). Its balances over 60 days are three buckets (20, 50, 150 mm), filled by rain, and
rain less evaporation over 30 and 60 days. LightGBM of 125 trees, means over seeds.
    python -m benchmarks.skill.uscrn_balance FOLDER [--seeds 3]
"""
import argparse
from pathlib import Path
from typing import Dict, List

import numpy as np

from smdownscale_plugin.predictors.indices import solar_declination
from smdownscale_plugin.regression.methods import METHODS
from smdownscale_plugin.regression.recipe import Recipe
from smdownscale_plugin.samples.date_columns import day_of_year
from smdownscale_plugin.selection.cross_validation import cross_validate
from smdownscale_plugin.selection.fold import Fold
from smdownscale_plugin.selection.folds import folds
from smdownscale_plugin.selection.station_folds import STATION_VALIDATIONS, leave_labels_out
from smdownscale_plugin.stations.observation_table import DailyTable
from smdownscale_plugin.stations.station_samples import StationSamples, with_columns

from .uscrn_settings import GRID, read_rows, rmse_of

_DAYS, _CAPACITIES, _SPANS = 60, (20, 50, 150), (30, 60)
_BORDERS = ((-115.0, -100.0), (-105.0, -90.0))


def evaporable_by_sunlight(latitude: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Water (mm/day) that radiation above the atmosphere could evaporate; latitude: degrees, days: since 1970."""
    number, phi = day_of_year(days), np.radians(latitude)
    delta = solar_declination(number)
    sunset = np.arccos(np.clip(-np.tan(phi) * np.tan(delta), -1.0, 1.0))
    distance = 1.0 + 0.033 * np.cos(2.0 * np.pi * number / 365.0)
    height = sunset * np.sin(phi) * np.sin(delta) + np.cos(phi) * np.cos(delta) * np.sin(sunset)
    return 118.1 / np.pi * distance * height / 2.45


def balances(rows: StationSamples, daily: DailyTable) -> Dict[str, np.ndarray]:
    """The balances of the rows by name (n,), mm; a missing day has no rain and the mean evaporation of the others."""
    stations = np.array(rows.names, dtype=object)[rows.station]
    days = daily.windows(stations, rows.last, _DAYS)
    rain, warmth = (days[:, :, daily.variables.index(name)].T.astype(float) for name in ("rain", "t_avg"))
    dates = rows.last[None] + np.arange(1 - _DAYS, 1)[:, None]
    evaporation = evaporable_by_sunlight(rows.latitude[rows.station], dates) * np.clip((warmth + 5.0) / 100.0, 0, None)
    rain, evaporation = np.nan_to_num(rain), np.where(np.isfinite(warmth), evaporation, np.nanmean(evaporation, 0))
    out: Dict[str, np.ndarray] = {f"balance_{span}": (rain - evaporation)[-span:].sum(0) for span in _SPANS}
    for capacity in _CAPACITIES:
        store = np.full(len(rows), 0.5 * capacity)
        for water, loss in zip(rain, evaporation):
            store = np.minimum(store + water, capacity) * np.exp(-loss / capacity)
        out[f"store_{capacity}"] = store
    return out


def protocols(rows: StationSamples) -> Dict[str, List[Fold]]:
    """Folds by name: the three of the tool, and regions by borders."""
    out = {name: folds(rows.samples, name, 0) for name in STATION_VALIDATIONS}
    for borders in _BORDERS:
        region = np.digitize(rows.longitude[rows.station], borders)
        out[f"regions with borders at {borders}"] = leave_labels_out(rows.samples, region)
    return out


def main(arguments=None) -> None:
    """Print the RMSE of each protocol without and with the balances, by seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args(arguments)
    rows, daily = read_rows(options.folder)
    recipe = Recipe(METHODS["lightgbm"], METHODS["lightgbm"].checked(GRID[0]), None)
    sets = {"usual": rows.samples, "with balances": with_columns(rows.samples, balances(rows, daily), {})}
    for protocol, splits in protocols(rows).items():
        for name, samples in sets.items():
            found = [rmse_of(cross_validate(samples, recipe, splits, "", seed, 1).predictions, samples.y)
                     for seed in range(options.seeds)]
            print(f"{protocol}, {name}: mean {np.mean(found):.4f} of {found}", flush=True)


if __name__ == "__main__":
    main()
