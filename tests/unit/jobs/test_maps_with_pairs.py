"""PAIRS of the downscaling tools: what Validate Against Stations wrote of earlier maps sets the interval's width."""
import numpy as np
import pytest
from station_world import train_linear, write_station_world

from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.downscale_series import Folders, downscale_series
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.jobs.map_stations import StationFiles
from smdownscale_plugin.jobs.validate_stations import StationValidationOutputs, validate_stations
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.reading import Raster, describe

DATE, OTHERS = "2021-02-13", slice(0, 3)


@pytest.fixture(autouse=True)
def small_footprints(monkeypatch):
    monkeypatch.setattr("smdownscale_plugin.jobs.map_stations.TOGETHER_KM", 0.5)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return write_station_world(tmp_path_factory.mktemp("stations"), stations=24)


@pytest.fixture(scope="module")
def model(world, tmp_path_factory):
    return train_linear(world, tmp_path_factory.mktemp("model") / "m.smdm")


@pytest.fixture(scope="module")
def pairs(world, model, tmp_path_factory):
    """The table that validating earlier maps wrote."""
    folder = tmp_path_factory.mktemp("earlier")
    maps = downscale_series(model, world.predictors[OTHERS], Folders(str(folder)),
                            options=MapOptions(series=world.series)).paths
    path = folder / "pairs.csv"
    validate_stations(maps, [world.stations], outputs=StationValidationOutputs(pairs=str(path)))
    return path


def mapped(world, model, folder, name, said=None, **stations):
    targets = OutputPaths(str(folder / f"{name}.tif"), str(folder / f"{name}_interval.tif"))
    downscale_raster(model, world.predictors, targets, date=DATE,
                     options=MapOptions(series=world.series, stations=StationFiles(**stations)),
                     monitor=Monitor(info=([] if said is None else said).append))
    return targets


def read(path, band=1):
    with Raster(path) as raster:
        return raster.read(bands=[band])[0]


def with_errors(pairs, path, errors):
    """The table with the map's values so far from the readings; errors: one a row."""
    header, *rows = pairs.read_text(encoding="utf-8-sig").splitlines()
    names = header.split(",")
    reading, estimate = names.index("station_sm"), names.index("downscaled")
    out = [row.split(",") for row in rows]
    for cells, error in zip(out, errors):
        cells[estimate] = f"{float(cells[reading]) + error:.6f}"
    path.write_text("\n".join([header, *map(",".join, out)]) + "\n")
    return str(path)


def test_nine_in_ten_of_the_pairs_fall_inside_the_interval_and_the_map_stays(world, model, pairs, tmp_path):
    count = len(pairs.read_text(encoding="utf-8-sig").splitlines()) - 1
    errors = np.random.default_rng(1).normal(0.0, 0.04, count)
    said = []
    plain = mapped(world, model, tmp_path, "plain")
    made = mapped(world, model, tmp_path, "made", said, pairs=with_errors(pairs, tmp_path / "wide.csv", errors))
    assert np.array_equal(read(plain.output), read(made.output), equal_nan=True)
    half = np.nanmedian(read(made.interval, 3)) / 2
    assert half == pytest.approx(1.645 * 0.04, rel=0.25)
    assert "recalibrated by pairs of earlier maps (24 places)" == describe(made.interval).metadata["CALIBRATION"]
    assert any("readings in PAIRS" in text for text in said)


def test_the_table_of_validate_against_stations_is_read_as_it_was_written(world, model, pairs, tmp_path):
    made = mapped(world, model, tmp_path, "made", pairs=str(pairs))
    assert describe(made.interval).metadata["CALIBRATION"].startswith("recalibrated by pairs")


def test_few_places_leave_the_interval_as_it_is(world, model, pairs, tmp_path):
    lines = pairs.read_text(encoding="utf-8-sig").splitlines()
    station = lines[0].split(",").index("station")
    few = sorted({line.split(",")[station] for line in lines[1:]})[:8]
    some = tmp_path / "few.csv"
    some.write_text("\n".join([lines[0], *(line for line in lines[1:] if line.split(",")[station] in few)]))
    said = []
    made = mapped(world, model, tmp_path, "made", said, pairs=str(some))
    assert describe(made.interval).metadata["CALIBRATION"] == "not calibrated at the fine scale"
    assert any("PAIRS lie at 8 places" in text for text in said)


@pytest.mark.parametrize("text, said", [
    ("station,sm\na,0.2\n", "has no column of numbers longitude, latitude, station_sm, downscaled"),
    ("longitude,latitude,station_sm,downscaled\n10,50,,0.2\n", "has no row with a place, a reading and a value"),
    ("longitude,latitude,station_sm,downscaled\n10,50,20,0.2\n", "another unit, such as percent"),
    ("longitude,latitude,station_sm,downscaled\n10,50,dry,0.2\n", "has no column of numbers station_sm")])
def test_a_table_that_holds_no_pairs_is_refused_in_a_sentence(text, said, world, model, tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        mapped(world, model, tmp_path, "made", pairs=str(path))


def test_a_series_is_made_again_when_the_pairs_change(world, model, pairs, tmp_path):
    for folder in ("maps", "intervals"):
        (tmp_path / folder).mkdir()

    def made(path):
        folders = Folders(str(tmp_path / "maps"), str(tmp_path / "intervals"))
        return len(downscale_series(model, world.predictors[:2], folders,
                                    options=MapOptions(series=world.series, stations=StationFiles(pairs=path)),
                                    skip_finished=True).made)
    first = made(str(pairs))
    assert first > 0 and made(str(pairs)) == 0
    assert made("") == first and made("") == 0
