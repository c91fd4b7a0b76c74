"""Train on Stations from files to files: rain that is forgotten at a known rate is found, and maps look back on it."""
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from station_world import FIRST_MAP, STEP, day, write_station_world

from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.downscale_series import downscale_series
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.jobs.train_on_stations import StationTraining, train_on_rasters, train_on_table
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.reading import Raster
from smdownscale_plugin.rasters.writing import write_raster
from smdownscale_plugin.regression.model_file import read_model

LINEAR = StationTraining(method="linear", together_km=0.5)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return write_station_world(tmp_path_factory.mktemp("stations"))


@pytest.fixture(scope="module")
def trained(world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    paths = {name: str(folder / name) for name in ("model.smdm", "report.html", "stations.gpkg")}
    done = train_on_rasters([world.stations], world.predictors, paths["model.smdm"], LINEAR, world.series, world.coarse,
                            paths["report.html"], paths["stations.gpkg"])
    return done, paths


def _read(path, band=1):
    with Raster(path) as raster:
        return raster.read(bands=[band])[0]


def test_memory_of_rain_is_worth_something_at_stations_left_out(world, trained, tmp_path):
    done, _ = trained
    snapshot = train_on_rasters([world.stations], world.predictors, str(tmp_path / "m.smdm"), LINEAR)
    assert done.figures["rmse"] < 0.6 * snapshot.figures["rmse"]
    assert done.figures["rmse"] < 0.01 and done.n_stations == 14 and done.n_samples == 140


def test_all_three_tests_stand_beside_their_baselines(trained):
    done, _ = trained
    assert set(done.protocols) == {"leave_stations_out", "leave_regions_out", "leave_years_out"}
    assert {"model", "coarse", "coarse_fitted", "nearest_station"} == set(done.protocols["leave_stations_out"].overall)
    assert "climatology" in done.protocols["leave_years_out"].overall
    assert done.skill > 0.5


def test_the_last_year_is_predicted_from_those_before_it_beside_the_same_baselines(trained):
    done, paths = trained
    last, on_site = done.model.about["last_year"], done.protocols["leave_years_out"]
    assert (last["year"], set(last["others"])) == (2021, set(on_site.overall) - {"model"})
    assert last["rmse"] < last["others"]["climatology"]
    report = open(paths["report.html"], encoding="utf-8").read()
    assert f"2021 alone, predicted from the years before it, as a model in use: RMSE {last['rmse']:.3f}" in report
    assert f"the station's own climatology {last['others']['climatology']:.3f}" in report.replace("&#x27;", "'")


def test_the_report_opens_with_what_to_expect_without_a_station(trained):
    text = open(trained[1]["report.html"], encoding="utf-8").read()
    assert "At a place without a station" in text and "Off-site" in text


def test_longitude_and_latitude_are_never_predictors(trained):
    names = read_model(trained[1]["model.smdm"]).features.names
    assert not {"longitude", "latitude", "lon", "lat"} & {name.lower() for name in names}
    assert {"clay", "ndvi", "coarse_soil_moisture", "rain_api_90", "day_of_year_sin"} <= set(names)


def test_a_map_looks_back_and_agrees_with_the_truth(world, trained, tmp_path):
    targets = OutputPaths(*(str(tmp_path / f"{name}.tif") for name in ("map", "interval", "where")))
    made = downscale_raster(trained[1]["model.smdm"], world.predictors, targets, world.coarse[-1],
                            options=MapOptions(series=world.series))
    truth = _read(world.truth[-1])
    error = _read(targets.output) - truth
    assert np.sqrt(np.mean(error ** 2)) < 0.012 and made.correction == "none"
    inside = (truth >= _read(targets.interval, 1)) & (truth <= _read(targets.interval, 2))
    assert 0.75 < inside.mean() <= 1.0


def test_a_series_is_the_same_as_its_maps_and_finished_ones_are_passed_over(world, trained, tmp_path):
    folder = tmp_path / "maps"
    folder.mkdir()
    done = downscale_series(trained[1]["model.smdm"], world.predictors, str(folder), world.coarse,
                            options=MapOptions(series=world.series))
    alone = str(tmp_path / "alone.tif")
    downscale_raster(trained[1]["model.smdm"], world.predictors, OutputPaths(alone), world.coarse[3],
                     options=MapOptions(series=world.series))
    assert np.array_equal(_read(done.paths[3]), _read(alone), equal_nan=True)
    again = downscale_series(trained[1]["model.smdm"], world.predictors, str(folder), world.coarse,
                             options=MapOptions(series=world.series),
                             skip_finished=True)
    assert len(again.paths) == 10 and not again.made


def test_a_map_without_what_the_model_looks_back_on_is_refused_by_name(world, trained, tmp_path):
    target = OutputPaths(str(tmp_path / "m.tif"))
    with pytest.raises(InputError, match="needs rain of the 60 days before.*SERIES"):
        downscale_raster(trained[1]["model.smdm"], world.predictors, target, world.coarse[0])
    with pytest.raises(InputError, match="coarse_soil_moisture.*COARSE"):
        downscale_raster(trained[1]["model.smdm"], world.predictors, target, date="2020-12-21",
                         options=MapOptions(series=world.series))
    with pytest.raises(InputError, match="lacks ndvi"):
        downscale_raster(trained[1]["model.smdm"], world.predictors[:1], target, world.coarse[0],
                         options=MapOptions(series=world.series))
    assert not list(tmp_path.iterdir())


def test_stations_of_one_place_only_are_refused(world, tmp_path):
    with pytest.raises(InputError, match="1 place .*further apart than 100 km"):
        train_on_rasters([world.stations], world.predictors, str(tmp_path / "m.smdm"),
                         StationTraining(method="linear", together_km=100.0))


def test_a_table_with_daily_rows_gives_what_rasters_give(world, trained, tmp_path):
    rows, daily = _as_tables(world, tmp_path)
    done = train_on_table(rows, str(tmp_path / "m.smdm"), LINEAR, daily)
    assert done.figures["rmse"] == pytest.approx(trained[0].figures["rmse"], rel=0.25)
    assert set(read_model(str(tmp_path / "m.smdm")).features.names) >= {"clay", "ndvi", "rain_api_90"}


def test_columns_of_days_before_are_worth_as_much_as_a_table_of_days(world, tmp_path):
    rows, daily = _as_tables(world, tmp_path)
    days = {}
    for line in open(daily).read().splitlines()[1:]:
        station, date, value = line.split(",")
        days[station, np.datetime64(date)] = value
    lines = open(rows).read().splitlines()
    out = [lines[0] + "," + ",".join(f"rain_{lag}" for lag in range(-39, 1))]
    for line in lines[1:]:
        station, _, _, date = line.split(",")[:4]
        out.append(line + "," + ",".join(days[station, np.datetime64(date) + lag] for lag in range(-39, 1)))
    (tmp_path / "lagged.csv").write_text("\n".join(out))
    with_days = train_on_table(str(tmp_path / "lagged.csv"), str(tmp_path / "m.smdm"), LINEAR)
    without = train_on_table(rows, str(tmp_path / "n.smdm"), LINEAR)
    assert with_days.figures["rmse"] < 0.7 * without.figures["rmse"]
    assert read_model(str(tmp_path / "m.smdm")).memory_days == 40


def _as_tables(world, folder):
    """The same observations as two tables of CSV."""
    from smdownscale_plugin.rasters.stack import open_stacks
    from smdownscale_plugin.stations.raster_samples import daily_at_stations, samples_of_rasters
    from smdownscale_plugin.stations.registry import read_sensors
    from smdownscale_plugin.stations.sensors import stations_of
    stations = stations_of(read_sensors([world.stations]))
    found = samples_of_rasters(stations, open_stacks(world.predictors), [], 0.5)
    lines = ["station,lat,lon,date,soil_moisture," + ",".join(found.samples.features.names)]
    for x, y, s, last in zip(found.samples.x, found.samples.y, found.station, found.last):
        lines.append(f"{found.names[s]},{found.latitude[s]},{found.longitude[s]},{np.datetime64(int(last), 'D')},{y},"
                     + ",".join(str(v) for v in x))
    daily = daily_at_stations(open_stacks(world.series), stations)
    days = ["station,date,rain"] + [f"{name},{np.datetime64(daily.first + k, 'D')},{value}"
                                    for name, values in daily.values.items() for k, value in enumerate(values[:, 0])]
    (folder / "rows.csv").write_text("\n".join(lines))
    (folder / "daily.csv").write_text("\n".join(days))
    return str(folder / "rows.csv"), str(folder / "daily.csv")


def test_regions_are_those_of_the_table_or_of_the_borders(world, tmp_path):
    rows, _ = _as_tables(world, tmp_path)
    lines = open(rows).read().splitlines()
    named = [lines[0] + ",region"] + [f"{line},{'dry' if line.startswith('s0') else 'wet'}" for line in lines[1:]]
    (tmp_path / "named.csv").write_text("\n".join(named))
    done = train_on_table(str(tmp_path / "named.csv"), str(tmp_path / "m.smdm"), LINEAR)
    thirds = train_on_table(rows, str(tmp_path / "n.smdm"), LINEAR)
    assert "region" not in read_model(str(tmp_path / "m.smdm")).features.names
    assert _cross_region(done) != _cross_region(thirds) and done.figures == thirds.figures
    middle = np.median([float(line.split(",")[2]) for line in lines[1:]])
    halves = train_on_table(rows, str(tmp_path / "o.smdm"), replace(LINEAR, region_borders=(float(middle),)))
    assert _cross_region(halves) not in (_cross_region(done), _cross_region(thirds))
    with pytest.raises(InputError, match="two regions or more"):
        train_on_table(rows, str(tmp_path / "p.smdm"), replace(LINEAR, validation="leave_regions_out",
                                                               region_borders=(-170.0,)))


def _cross_region(done):
    return done.protocols["leave_regions_out"].overall["model"]["rmse"]


def test_the_report_says_what_the_model_leans_on(trained):
    weights = trained[0].model.about["leans_on"]
    first = next(iter(weights))
    assert first == "clay" or first.startswith("rain") and sum(weights.values()) <= 100.001
    text = open(trained[1]["report.html"], encoding="utf-8").read()
    assert "What the model relies on" in text and "shuffled among the observations" in text


def test_a_map_of_several_days_is_of_the_mean_of_their_rain_not_of_the_last_day(world, trained, tmp_path):
    last = day(FIRST_MAP + 9 * STEP)
    period = Period(last.start - timedelta(days=7), last.end)
    with Raster(world.predictors[-1]) as raster:
        ndvi = raster.read(bands=[1])[0]
    stack = write_raster(str(tmp_path / f"s_{period.stamp()}.tif"), world.grid, {"ndvi": ndvi},
                         metadata=period.metadata())
    with Raster(world.coarse[-1]) as raster:
        grid, means = raster.info.grid, raster.read(bands=[1])[0]
    coarse = write_raster(str(tmp_path / "smap.tif"), grid, {"soil_moisture": means}, metadata=period.metadata())
    target = OutputPaths(str(tmp_path / "map.tif"))
    downscale_raster(trained[1]["model.smdm"], [world.predictors[0], stack], target, coarse,
                     options=MapOptions(series=world.series))
    one_by_one = []
    for back in range(8):
        date = day(FIRST_MAP + 9 * STEP - back)
        daily = [write_raster(str(tmp_path / f"{name}_{back}_{date.stamp()}.tif"), where, layers,
                              metadata=date.metadata())
                 for name, where, layers in (("s", world.grid, {"ndvi": ndvi}),
                                             ("c", grid, {"soil_moisture": means}))]
        made = OutputPaths(str(tmp_path / f"day_{back}.tif"))
        downscale_raster(trained[1]["model.smdm"], [world.predictors[0], daily[0]], made, daily[1],
                         options=MapOptions(series=world.series))
        one_by_one.append(_read(made.output))
    mean = np.mean(one_by_one, 0)
    assert np.abs(_read(target.output) - mean).max() < 0.002 < 0.2 * np.abs(one_by_one[0] - mean).max()


def test_years_left_out_choose_the_method_but_the_interval_is_of_other_places(world, tmp_path):
    said, reports = {}, {}
    for validation in ("leave_stations_out", "leave_years_out"):
        lines, report = [], str(tmp_path / f"{validation}.html")
        done = train_on_rasters([world.stations], world.predictors, str(tmp_path / "m.smdm"),
                                replace(LINEAR, validation=validation), world.series, report=report,
                                monitor=Monitor(info=lines.append))
        said[validation] = done.model.about["interval"]["half_width"], lines
        reports[validation] = " ".join(open(report, encoding="utf-8").read().split())
    assert said["leave_years_out"][0] == said["leave_stations_out"][0]
    assert "At known stations in other years (not at places between them), expect" in reports["leave_years_out"]
    assert "At a place without a station, expect" not in reports["leave_years_out"]
    alone = next(line for line in said["leave_years_out"][1] if line.startswith("The year 2021 alone"))
    assert "112 observations" in alone and "2021 alone, predicted from the years before it" in reports[
        "leave_stations_out"]
