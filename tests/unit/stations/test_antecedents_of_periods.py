"""Antecedent predictors of rows that are means over several days: means over the same days."""
import numpy as np
import pytest

from smdownscale_plugin.stations.observation_table import lagged_days, read_daily, read_observations
from smdownscale_plugin.stations.station_samples import (
    antecedent_names,
    antecedents,
    samples_of_table,
    temperature_among,
    with_season_and_rain,
)

FIRST, DAYS = np.datetime64("2020-01-01"), 150
WANTED = ["rain_api_90", "rain_sum_7", "rain_bucket_50_t_avg"]


@pytest.fixture
def daily(tmp_path):
    """Rain and temperature of 150 days at two stations."""
    random = np.random.default_rng(5)
    lines = ["station,date,rain,t_avg"] + [
        f"{name},{FIRST + k},{random.gamma(0.4, 8.0):.3f},{random.normal(12.0, 8.0):.2f}"
        for name in "ab" for k in range(DAYS)]
    (tmp_path / "daily.csv").write_text("\n".join(lines))
    return read_daily(str(tmp_path / "daily.csv"))


def _rows(tmp_path, starts, period_days, more=("", "")):
    lines = ["station,lat,lon,date,soil_moisture,ndvi" + more[0]]
    lines += [f"{name},{40 + k},-100,{FIRST + start},{0.2 + 0.001 * start + 0.02 * k},{0.3 + 0.001 * start}" + more[1]
              for k, name in enumerate("ab") for start in starts]
    (tmp_path / "rows.csv").write_text("\n".join(lines))
    return read_observations(str(tmp_path / "rows.csv"), period_days=period_days)


def test_they_are_means_of_those_of_each_day(daily, tmp_path):
    tens = samples_of_table(_rows(tmp_path, [80, 120], 10), (), 9.0)
    days = samples_of_table(_rows(tmp_path, [*range(80, 90), *range(120, 130)], 1), (), 9.0)
    found, each = antecedents(tens, daily, WANTED), antecedents(days, daily, WANTED)
    for name in WANTED:
        np.testing.assert_allclose(found[name], each[name].reshape(4, 10).mean(1), rtol=1e-6)
    assert with_season_and_rain(tens, daily, WANTED).of_days     # a map of several days is made in the same way


def test_no_observation_is_lost_in_frost(daily, tmp_path):
    place = daily.variables.index("t_avg")
    for values in daily.values.values():
        values[:, place] = -20.0
    rows = samples_of_table(_rows(tmp_path, [80, 120], 10), (), 9.0)
    names = antecedent_names("usual", daily.variables)
    assert "rain_bucket_100_t_avg" in names and len(with_season_and_rain(rows, daily, names)) == len(rows)


def test_columns_of_the_days_before_give_those_of_the_last_day(tmp_path):
    more = "".join(f",rain_{-lag}" for lag in range(30, -1, -1)), "".join(f",{lag % 7}" for lag in range(30, -1, -1))
    table = _rows(tmp_path, [80, 120], 10, more)
    rows = with_season_and_rain(samples_of_table(table, (), 9.0), lagged_days(table), ["rain_sum_7"])
    place = rows.samples.features.names.index("rain_sum_7")
    assert not rows.of_days and rows.samples.x[:, place].tolist() == [sum(range(7))] * 4
    assert "SERIES_TABLE" in rows.notes[-1]       # and the log says how to have means


@pytest.mark.parametrize("names, expected", [
    (["rain", "t_max", "t_min", "t_avg"], "t_avg"), (["tmmn", "tmmx", "pr"], "tmmx"), (["rain", "t"], "t"),
    (["temperature_era5", "rh"], "temperature_era5"), (["lst", "soil_temperature", "st5"], "")])
def test_air_temperature_is_known_by_its_name(names, expected):
    assert temperature_among(names) == expected
    buckets = [name for name in antecedent_names("usual", ["rain", *names]) if name.endswith(f"_{expected}")]
    assert bool(expected) == any(name.startswith("rain_bucket_50_") for name in buckets)
