"""Train on Stations with methods that see the days before as they are: from the series to the model file to maps."""
import numpy as np
import pytest
from station_world import day, write_station_world
from toy_methods import SEQUENCE, SequenceFit

from smdownscale_plugin.dependencies import available
from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.downscale_series import downscale_series
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.jobs.train_on_stations import StationTraining, train_on_rasters, train_on_table
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.reading import Raster
from smdownscale_plugin.regression import methods
from smdownscale_plugin.regression.context import Context
from smdownscale_plugin.regression.kinds import kind
from smdownscale_plugin.regression.linear import METHOD as LINEAR
from smdownscale_plugin.regression.method import Method
from smdownscale_plugin.regression.model_file import read_model
from smdownscale_plugin.regression.rows import Rows

DAYS = 11


@kind("toy_rain")
class RainFit(SequenceFit):
    """A line through the predictors and the mean of one variable over the days before."""

    needs, variables = Context(days_before=DAYS), 1


def _fit(samples, settings, seed, threads, monitor):
    line = LINEAR.fit(Rows(np.column_stack([samples.x, samples.series.mean(1)]), samples.y), settings, seed, threads,
                      monitor)
    return RainFit(line.coefficients, line.intercept, samples.x.shape[1])


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return write_station_world(tmp_path_factory.mktemp("stations"))


@pytest.fixture(autouse=True)
def toy(monkeypatch):
    monkeypatch.setitem(methods.OF_SERIES, "toy_rain",
                        Method("toy_rain", "Toy", "", _fit, SEQUENCE.settings, needs=RainFit.needs))


def options(method, **more):
    return StationTraining(method=method, together_km=0.5, antecedent="none", days_before=DAYS, **more)


@pytest.mark.skipif(not available("torch"), reason="PyTorch isn't installed")
def test_a_network_of_sequences_is_trained_and_makes_a_map(world, tmp_path):
    model = str(tmp_path / "m.smdm")
    quick = options("mmnet", hyperparameters='{"epochs": 3, "networks": 1, "units": 16, "batch_size": 32}')
    done = train_on_rasters([world.stations], world.predictors, model, quick, world.series)
    assert done.figures["rmse"] < 0.1 and set(done.protocols) >= {"leave_stations_out", "leave_years_out"}
    made = downscale_raster(model, world.predictors, OutputPaths(str(tmp_path / "a.tif")),
                            options=MapOptions(series=world.series),
                            date="2021-02-13")
    assert made.valid_pixels == 24 * 24


def test_days_as_they_are_are_worth_something_and_maps_look_back_on_them(world, tmp_path):
    model, folder = str(tmp_path / "m.smdm"), tmp_path / "maps"
    folder.mkdir()
    done = train_on_rasters([world.stations], world.predictors, model, options("toy_rain"), world.series)
    snapshot = train_on_rasters([world.stations], world.predictors, str(tmp_path / "n.smdm"),
                                StationTraining(method="linear", together_km=0.5))
    assert done.figures["rmse"] < 0.8 * snapshot.figures["rmse"]
    read = read_model(model)
    assert read.series == ["rain"] and read.fit.needs.days_before == DAYS and "rain_api_90" not in read.features.names
    made = downscale_series(model, world.predictors, str(folder), options=MapOptions(series=world.series))
    with Raster(made.paths[-1]) as raster, Raster(world.truth[-1]) as truth:
        values, wanted = raster.read(bands=[1])[0], truth.read(bands=[1])[0]
    assert np.sqrt(np.mean((values - wanted) ** 2)) < 1.5 * done.figures["rmse"]
    again = downscale_series(model, world.predictors, str(folder),
                             options=MapOptions(series=world.series), skip_finished=True)
    assert len(again.paths) == 10 and not again.made


def test_a_day_that_is_missing_is_named_and_a_map_without_any_is_refused(world, tmp_path):
    model, warnings = str(tmp_path / "m.smdm"), []
    train_on_rasters([world.stations], world.predictors, model, options("toy_rain"), world.series)
    last = [path for path in world.series if day(124).stamp() in path]
    assert len(last) == 1      # the day of the last map
    some = [path for path in world.series if path not in last]
    downscale_raster(model, world.predictors, OutputPaths(str(tmp_path / "a.tif")),
                     options=MapOptions(series=some), date="2021-02-13",
                     monitor=Monitor(warn=warnings.append))
    assert any("lacks 1 of the 11 days" in text and "2021-02-13" in text for text in warnings)
    with pytest.raises(InputError, match="none of the days from"):
        downscale_raster(model, world.predictors, OutputPaths(str(tmp_path / "b.tif")),
                         options=MapOptions(series=world.series[:50]),
                         date="2021-02-13")
    with pytest.raises(InputError, match="needs rain of the 11 days before.*SERIES"):
        downscale_raster(model, world.predictors, OutputPaths(str(tmp_path / "b.tif")), date="2021-02-13")
    assert not (tmp_path / "b.tif").exists()


def test_days_and_what_they_left_behind_may_both_be_looked_at(world, tmp_path):
    model = str(tmp_path / "m.smdm")
    both = StationTraining(method="toy_rain", together_km=0.5, antecedent="rain_api_90")
    train_on_rasters([world.stations], world.predictors, model, both, world.series)
    read = read_model(model)
    assert "rain_api_90" in read.features.names and read.memory_days == 60 and read.fit.needs.days_before == DAYS
    made = downscale_raster(model, world.predictors, OutputPaths(str(tmp_path / "a.tif")),
                            options=MapOptions(series=world.series),
                            date="2021-02-13")
    assert made.valid_pixels == 24 * 24


def test_a_method_of_sequences_without_enough_days_is_refused_in_a_sentence(world, tmp_path):
    model = str(tmp_path / "m.smdm")
    with pytest.raises(InputError, match="learns from the days before.*SERIES_TABLE"):
        train_on_rasters([world.stations], world.predictors, model, options("toy_rain"))
    rows = "".join(f"s{k},{k},10,2020-01-{1 + d:02d},0.{k + 1}{d},{d},1,2\n" for k in range(5) for d in range(12))
    table = tmp_path / "t.csv"
    table.write_text("station,latitude,longitude,date,soil_moisture,ndvi,rain_-1,rain_0\n" + rows)
    with pytest.raises(InputError, match="DAYS_BEFORE is 11.*hold 2 days"):
        train_on_table(str(table), model, options("toy_rain"))
