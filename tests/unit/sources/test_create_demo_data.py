"""Create Demo Data: what it writes, read back with GDAL and the csv module, and what it leaves when it fails."""
import csv
import dataclasses
import filecmp
import time
from datetime import datetime

import numpy as np
import pytest
from demo_worlds import SMALL, world
from limited_disks import files, read_only, small_disk
from osgeo import gdal, ogr

from smdownscale_plugin.errors import Cancelled, OutputError
from smdownscale_plugin.jobs.create_demo_data import create_demo_data
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.coarse import read_coarse
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.sources.demo_world import WorldSettings


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "new"


@pytest.fixture(scope="module")
def data(folder):
    return create_demo_data(str(folder), SMALL)


def bands(path):
    """{description: (values, band)} by GDAL alone."""
    dataset = gdal.Open(path)
    return dataset, {dataset.GetRasterBand(i).GetDescription(): dataset.GetRasterBand(i)
                     for i in range(1, dataset.RasterCount + 1)}


def test_the_folder_holds_what_the_design_says_and_nothing_else(folder, data):
    stamps = [period.stamp() for period in world(SMALL).periods]
    expected = [f"coarse/soil_moisture_{s}.tif" for s in stamps] + [f"truth/soil_moisture_{s}.tif" for s in stamps]
    expected += [f"predictors/predictors_{s}.tif" for s in stamps] + ["predictors/static.tif"]
    assert files(folder) == sorted([*expected, "stations.csv", "districts.gpkg"])
    listed = [*data.predictors, *data.coarse, *data.truth, data.stations, data.districts]
    assert sorted(listed) == [str(folder / name) for name in files(folder)]


def test_coarse_and_truth_carry_product_time_unit_and_the_values(data):
    for paths, values, product in ((data.coarse, world(SMALL).coarse, "DEMO"),
                                   (data.truth, world(SMALL).truth, "DEMO_TRUTH")):
        for path, expected, period in zip(paths, values, world(SMALL).periods):
            dataset, layers = bands(path)
            band = layers["soil_moisture"]
            assert dataset.GetMetadataItem("PRODUCT") == product and dataset.GetMetadataItem("FOOTPRINT_KM") is None
            assert dataset.GetMetadataItem("TIME_START") == period.start.strftime("%Y-%m-%dT00:00:00Z")
            assert dataset.GetMetadataItem("TIME_END") == period.end.strftime("%Y-%m-%dT00:00:00Z")
            assert (band.GetUnitType(), band.GetNoDataValue(), band.DataType) == ("m3 m-3", -9999.0, gdal.GDT_Float32)
            np.testing.assert_array_equal(band.ReadAsArray(), expected)


def test_stacks_hold_dated_and_static_predictors_by_name_with_units_and_the_class_marked(data):
    made = world(SMALL)
    for date, path in enumerate(data.predictors[:-1]):
        dataset, layers = bands(path)
        assert set(layers) == {name for name, values in made.predictors.items() if values.ndim == 3}
        for name, band in layers.items():
            assert band.GetUnitType() == made.units[name] and band.GetMetadataItem("KIND") is None
            np.testing.assert_array_equal(band.ReadAsArray(), made.predictors[name][date])
    dataset, layers = bands(data.predictors[-1])
    assert set(layers) == {"elevation", "slope", "clay", "sand", "landcover"}
    assert dataset.GetMetadataItem("TIME_START") is None
    assert [name for name, band in layers.items() if band.GetMetadataItem("KIND") == "categorical"] == ["landcover"]


def test_the_tools_take_them_as_one_stack_a_date_and_a_coarse_product_that_can_be_m3_m3(folder, data):
    stacks = open_stacks([str(folder / "predictors")])
    assert [stack.period for stack in stacks] == world(SMALL).periods
    assert set(stacks[0].names) == set(world(SMALL).predictors)
    coarse = read_coarse(data.coarse[0])
    np.testing.assert_allclose(coarse.values, world(SMALL).coarse[0])


def test_gaps_are_nodata_and_the_footprint_is_declared_in_the_hard_smap_world(tmp_path):
    settings = dataclasses.replace(SMALL, seed=5, dates=8, scenario="hard", footprint="smap")
    data = create_demo_data(str(tmp_path), settings)
    gaps = np.isnan(world(settings).predictors["lst"])
    assert gaps.any()
    for path, expected in zip(data.predictors, gaps):
        _dataset, layers = bands(path)
        np.testing.assert_array_equal(layers["lst"].ReadAsArray() == -9999, expected)
    dataset, _ = bands(data.coarse[0])
    assert dataset.GetMetadataItem("FOOTPRINT_KM") == "33"


def test_stations_are_a_table_that_the_csv_module_reads(data):
    stations = world(SMALL).stations
    with open(data.stations, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["station", "latitude", "longitude", "time", "soil_moisture"]
    assert len(rows) == len(stations.observations)
    for row, (station, moment, value) in zip(rows, stations.observations):
        assert row["station"] == stations.names[station]
        assert float(row["latitude"]) == pytest.approx(stations.latitudes[station], abs=1e-6)
        assert float(row["longitude"]) == pytest.approx(stations.longitudes[station], abs=1e-6)
        assert datetime.fromisoformat(row["time"].replace("Z", "+00:00")) == moment
        assert float(row["soil_moisture"]) == pytest.approx(value, abs=6e-5)


def test_every_station_lies_in_exactly_one_named_district(data):
    source = ogr.Open(data.districts)
    layer = source.GetLayer(0)
    assert layer.GetSpatialRef().GetAuthorityCode(None) == "4326"
    shapes = {feature["name"]: feature.GetGeometryRef().Clone() for feature in layer}
    assert len(shapes) == 7 and all(shape.IsValid() for shape in shapes.values())
    stations = world(SMALL).stations
    for latitude, longitude in zip(stations.latitudes, stations.longitudes):
        point = ogr.CreateGeometryFromWkt(f"POINT ({longitude} {latitude})")
        assert sum(shape.Contains(point) for shape in shapes.values()) == 1


def test_a_second_run_gives_the_same_bytes_and_may_replace_the_first(folder, data, tmp_path):
    create_demo_data(str(tmp_path), SMALL)
    create_demo_data(str(tmp_path), SMALL)
    assert filecmp.cmpfiles(folder, tmp_path, files(folder), shallow=False) == (files(folder), [], [])


def test_the_default_world_takes_less_than_thirty_seconds(tmp_path):
    start, said = time.process_time(), []
    create_demo_data(str(tmp_path), WorldSettings(), Monitor(info=said.append))
    assert time.process_time() - start < 30
    assert said == ["A world of 26 x 26 coarse cells and 234 x 234 pixels on 12 dates, 2019-01-09 to 2019-12-19; "
                    "37 stations, 7 districts."]


@pytest.mark.parametrize("fraction", [0.3, 0.93])
def test_cancelling_leaves_nothing_behind(tmp_path, fraction):
    reached = []
    monitor = Monitor(progress=lambda done, _message: reached.append(done),
                      cancelled=lambda: bool(reached) and reached[-1] >= fraction)
    with pytest.raises(Cancelled):
        create_demo_data(str(tmp_path / "new"), SMALL, monitor)
    assert list(tmp_path.iterdir()) == []


def test_progress_grows_from_nothing_to_all(tmp_path):
    reached = []
    create_demo_data(str(tmp_path), SMALL, Monitor(progress=lambda done, _message: reached.append(done)))
    assert reached == sorted(reached) and reached[0] == 0.0 and reached[-1] == 1.0


def test_dates_of_another_world_are_not_mixed_in(tmp_path):
    create_demo_data(str(tmp_path), SMALL)
    before = files(tmp_path)
    with pytest.raises(OutputError, match="choose an empty OUTPUT_FOLDER"):
        create_demo_data(str(tmp_path), dataclasses.replace(SMALL, dates=5))
    assert files(tmp_path) == before


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "taken").write_text("here")
    with pytest.raises(OutputError, match="choose another"):
        create_demo_data(str(tmp_path / "taken"), SMALL)


def test_a_read_only_folder_is_refused_before_anything_is_computed(tmp_path):
    steps = []
    with read_only(tmp_path / "disk") as disk, pytest.raises(OutputError, match="choose another"):
        create_demo_data(str(disk), SMALL, Monitor(progress=lambda *_: steps.append(1)))
    assert not steps


def test_a_full_disk_is_said_and_nothing_stays(tmp_path):
    with small_disk(tmp_path / "disk", 600) as disk:
        with pytest.raises(OutputError, match="disk"):
            create_demo_data(str(disk / "new"), SMALL)
        assert files(disk) == []
