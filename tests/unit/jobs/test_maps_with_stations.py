"""STATIONS of the downscaling tools: a map is adjusted where that helps at stations left out, else left as it is."""
import numpy as np
import pytest
from station_world import train_linear, write_station_world

from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.downscale_series import Folders, downscale_series
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.jobs.map_stations import StationFiles
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.reading import Raster, describe

DATE = "2021-02-13"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return write_station_world(tmp_path_factory.mktemp("stations"), stations=40)


@pytest.fixture(scope="module")
def model(world, tmp_path_factory):
    return train_linear(world, tmp_path_factory.mktemp("model") / "m.smdm")


def shifted(world, tmp_path, by):
    lines = open(world.stations).read().splitlines()
    out = [lines[0]] + [",".join([*line.split(",")[:4], f"{float(line.split(',')[4]) + by:.4f}"]) for line in lines[1:]]
    path = tmp_path / "shifted.csv"
    path.write_text("\n".join(out))
    return StationFiles((str(path),))


def read(path, band=1):
    with Raster(path) as raster:
        return raster.read(bands=[band])[0]


@pytest.fixture(autouse=True)
def small_footprints(monkeypatch):
    monkeypatch.setattr("smdownscale_plugin.jobs.map_stations.TOGETHER_KM", 0.5)


def test_a_map_that_is_too_dry_is_moved_with_its_interval_and_says_so(world, model, tmp_path):
    said, plain, moved = [], OutputPaths(str(tmp_path / "a.tif"), str(tmp_path / "ai.tif")), \
        OutputPaths(str(tmp_path / "b.tif"), str(tmp_path / "bi.tif"))
    downscale_raster(model, world.predictors, plain, date=DATE, options=MapOptions(series=world.series))
    made = downscale_raster(model, world.predictors, moved, date=DATE,
                            options=MapOptions(series=world.series, stations=shifted(world, tmp_path, 0.06)),
                            monitor=Monitor(info=said.append))
    assert made.stations.field is not None and made.stations.after < 0.4 * made.stations.before
    assert np.nanmedian(read(moved.output) - read(plain.output)) == pytest.approx(0.06, abs=0.006)
    middles = [(read(path, 1) + read(path, 2)) / 2 for path in (plain.interval, moved.interval)]
    assert np.nanmedian(middles[1] - middles[0]) == pytest.approx(0.06, abs=0.006)
    assert describe(moved.output).metadata["STATION_CORRECTION"] == made.stations.label
    assert any("RMSE at left-out stations" in text and "added to the map" in text for text in said)


def test_a_map_that_agrees_with_the_stations_stays_as_it_is(world, model, tmp_path):
    plain, other = OutputPaths(str(tmp_path / "a.tif")), OutputPaths(str(tmp_path / "b.tif"))
    downscale_raster(model, world.predictors, plain, date=DATE, options=MapOptions(series=world.series))
    made = downscale_raster(model, world.predictors, other, date=DATE,
                            options=MapOptions(series=world.series, stations=StationFiles((world.stations,))))
    assert made.stations.field is None and np.array_equal(read(plain.output), read(other.output), equal_nan=True)
    assert describe(other.output).metadata["STATION_CORRECTION"] == "none"


def test_a_series_is_made_again_when_the_stations_change(world, model, tmp_path):
    folder = tmp_path / "maps"
    folder.mkdir()

    def made(stations):
        return len(downscale_series(model, world.predictors[:3], Folders(str(folder)),
                                    options=MapOptions(series=world.series, stations=stations),
                                    skip_finished=True).made)
    shift, report = shifted(world, tmp_path, 0.06), str(tmp_path / "r.html")
    downscale_series(model, world.predictors[:3], Folders(str(folder)),
                     options=MapOptions(series=world.series, stations=shift),
                     report=report)
    text = open(report, encoding="utf-8").read()
    assert "At stations" in text and "a model of 40 stations (Linear (ridge))" in text
    assert "too small to test" not in text
    assert made(shift) == 0
    assert made(StationFiles()) == 2 and made(StationFiles()) == 0


def test_an_interval_is_recalibrated_so_that_nine_in_ten_readings_left_out_fall_inside(world, model, tmp_path):
    said, made = [], OutputPaths(str(tmp_path / "m.tif"), str(tmp_path / "i.tif"))
    plain = OutputPaths(str(tmp_path / "p.tif"), str(tmp_path / "pi.tif"))
    downscale_raster(model, world.predictors, plain, date=DATE, options=MapOptions(series=world.series))
    result = downscale_raster(model, world.predictors, made, date=DATE,
                              options=MapOptions(series=world.series, stations=StationFiles((world.stations,))),
                              monitor=Monitor(info=said.append))
    about = describe(made.interval).metadata
    assert about["CALIBRATION"] == f"recalibrated at stations ({result.stations.places} places)"
    assert describe(plain.interval).metadata["CALIBRATION"] == "not calibrated at the fine scale"
    factor = float(next(text for text in said if "width is multiplied by" in text).split("by ")[1].split(",")[0])
    widths = [read(path, 3) for path in (plain.interval, made.interval)]
    assert np.nanmedian(widths[1] / widths[0]) == pytest.approx(factor, abs=0.01)
    inside = np.abs(np.array(result.stations.left)) <= np.nanmedian(widths[1]) / 2
    assert 0.85 <= inside.mean() <= 1.0
