"""Train on Stations: what can be wrong with stations, dates and series is said in one sentence, and nothing is lost
silently."""
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from station_world import write_station_world

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.train_on_stations import StationTraining, train_on_rasters, train_on_table
from smdownscale_plugin.monitor import Monitor

LINEAR = StationTraining(method="linear", together_km=0.5)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return write_station_world(tmp_path_factory.mktemp("stations"))


def readings(world, tmp_path, keep=lambda line: True, change=lambda line: line):
    header, *rows = Path(world.stations).read_text().splitlines()
    path = tmp_path / "some.csv"
    path.write_text("\n".join([header, *(change(row) for row in rows if keep(row))]) + "\n")
    return [str(path)]


def refused(tmp_path, train):
    """The sentence that a training is refused with; it leaves no file."""
    model = tmp_path / "m.smdm"
    with pytest.raises(InputError) as problem:
        train(str(model))
    sentence = str(problem.value)
    assert sentence.endswith(".") and "\n" not in sentence and not model.exists()
    return sentence


def test_one_station_only(world, tmp_path):
    one = readings(world, tmp_path, lambda row: row.startswith("s03"))
    sentence = refused(tmp_path, lambda model: train_on_rasters(one, world.predictors, model, LINEAR))
    assert "stations at 1 place" in sentence and "give more stations" in sentence


def test_all_stations_in_one_coarse_cell(world, tmp_path):
    sentence = refused(tmp_path, lambda model: train_on_rasters(
        [world.stations], world.predictors, model, replace(LINEAR, together_km=50.0)))
    assert "140 usable observations of stations at 1 place" in sentence and "50 km" in sentence


def test_no_common_dates(world, tmp_path):
    later = readings(world, tmp_path, change=lambda row: row.replace(",2020-", ",2010-").replace(",2021-", ",2011-"))
    sentence = refused(tmp_path, lambda model: train_on_rasters(later, world.predictors, model, LINEAR))
    assert "2020-12-21" in sentence and "2021-02-13" in sentence


def test_a_series_that_ends_before_the_observations(world, tmp_path):
    sentence = refused(tmp_path, lambda model: train_on_rasters([world.stations], world.predictors, model, LINEAR,
                                                                world.series[:5]))
    assert "days before" in sentence and "SERIES" in sentence


def test_missing_days_of_a_series_cost_rows_that_are_counted(world, tmp_path):
    said = []
    done = train_on_rasters([world.stations], world.predictors, str(tmp_path / "m.smdm"), LINEAR, world.series[55:],
                            monitor=Monitor(info=said.append))
    assert 0 < done.n_samples < 140
    assert any(f"{140 - done.n_samples} rows are left out: the days before them aren't known" in text for text in said)


def test_a_table_in_percent(tmp_path):
    rows = [f"s{k},{40 + k},10,2020-06-{d:02d},{10 + k + d},{d}" for k in range(6) for d in range(1, 13)]
    table = tmp_path / "t.csv"
    table.write_text("station,latitude,longitude,date,soil_moisture,ndvi\n" + "\n".join(rows) + "\n")
    sentence = refused(tmp_path, lambda model: train_on_table(str(table), model, LINEAR))
    assert "percent" in sentence and str(table) in sentence


def test_copies_and_other_depths_in_a_table_are_counted_in_log_and_model_card(tmp_path):
    rows = [f"s{k},{40 + k},10,2020-06-{d:02d},0.{10 + k + d},{d},{depth},{depth}"
            for k in range(6) for d in range(1, 13) for depth in (0.05, 0.05, 0.5)]
    table, said = tmp_path / "t.csv", []
    header = "station,latitude,longitude,date,soil_moisture,ndvi,depth_from,depth_to"
    table.write_text("\n".join([header, *rows]) + "\n")
    done = train_on_table(str(table), str(tmp_path / "m.smdm"), LINEAR, monitor=Monitor(info=said.append))
    assert done.n_samples == 72 and done.n_stations == 6
    for sentence in ("72 rows are of sensors outside 0 to 0.1 m and are left out.",
                     "72 rows have the same station and date as another: their mean is used."):
        assert sentence in said and sentence in done.model.about["notes"]


STATIONS, DAYS = 6, 40


def table_and_series(tmp_path, series_stations, moved_days=0):
    """Observations of six stations every second day, and daily rain at some of them."""
    random = np.random.default_rng(0)
    observations, days = tmp_path / "observations.csv", tmp_path / "days.csv"
    first = np.datetime64("2020-06-01")
    lines = [f"s{k},{40 + k},10,{first + 2 * d},{random.uniform(0.1, 0.4):.3f},{random.random():.3f}"
             for k in range(STATIONS) for d in range(DAYS // 2)]
    observations.write_text("\n".join(["station,latitude,longitude,date,soil_moisture,ndvi", *lines]) + "\n")
    lines = [f"{name},{first + d - moved_days},{random.exponential(3):.1f}" for name in series_stations
             for d in range(-70, DAYS)]
    days.write_text("\n".join(["station,date,rain", *lines]) + "\n")
    return str(observations), str(days)


@pytest.mark.parametrize("names, moved", [([f"s{k}" for k in range(STATIONS)], 5000), (["A1", "A2"], 0)])
def test_daily_values_of_other_days_or_stations_are_not_passed_over(names, moved, tmp_path):
    table, series = table_and_series(tmp_path, names, moved)
    sentence = refused(tmp_path, lambda model: train_on_table(table, model, LINEAR, series))
    assert "No observation has daily values of the days before it" in sentence and "one name" in sentence


def test_stations_without_daily_values_are_left_out_and_named(tmp_path):
    table, series = table_and_series(tmp_path, ["s0", "s1", "s2", "s3"])
    done = train_on_table(table, str(tmp_path / "m.smdm"), LINEAR, series)
    assert done.n_stations == 4 and done.n_samples == 80
    assert any("40 rows are left out: they have no daily values of the days before, all of those of s4, s5 among them."
               in note for note in done.model.about["notes"])


def test_a_column_that_repeats_the_soil_moisture_is_no_predictor(tmp_path):
    table, _ = table_and_series(tmp_path, ["s0"])
    rows = Path(table).read_text().splitlines()
    Path(table).write_text("\n".join([rows[0] + ",sm_percent", *(
        f"{row},{100 * float(row.split(',')[4]):.1f}" for row in rows[1:])]) + "\n")
    done = train_on_table(table, str(tmp_path / "m.smdm"), LINEAR)
    assert "sm_percent is left out: it repeats the soil moisture of the stations." in done.model.about["notes"]
    assert "sm_percent" not in done.model.features.names
