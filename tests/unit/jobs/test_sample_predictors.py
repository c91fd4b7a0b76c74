"""Sample Predictors: a table of stations or points with the predictors of their pixels, read by Train on Stations."""
import csv

import numpy as np
import pytest
from listening import Listener
from osgeo import ogr, osr
from small_world import EASE, ORIGIN, PIXEL, make, write_world

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.map_stations import StationFiles
from smdownscale_plugin.jobs.sample_predictors import CoarseFiles, LookingBack, PointLayer, sample_predictors
from smdownscale_plugin.stations.observation_table import read_observations

ROWS, COLUMNS = np.array([3, 11, 20]), np.array([5, 22, 14])


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Two dates of 27 x 27 pixels with classes of land cover, and five days of rain before and with the second."""
    world = write_world(tmp_path_factory.mktemp("world"), dates=2, cells=3, categorical=True)
    world.rain = [make(world.folder / f"rain_2020{day}.tif", {"rain": np.full((27, 27), float(k))})
                  for k, day in enumerate(("0529", "0530", "0531", "0601", "0602"))]
    return world


def degrees():
    """(longitude, latitude) of the places' pixels."""
    systems = [osr.SpatialReference(), osr.SpatialReference()]
    for system, name in zip(systems, (EASE, "EPSG:4326")):
        system.SetFromUserInput(name)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    x, y = ORIGIN[0] + PIXEL * (COLUMNS + 0.5), ORIGIN[1] - PIXEL * (ROWS + 0.5)
    return np.array(osr.CoordinateTransformation(*systems).TransformPoints(np.stack([x, y], 1)))[:, :2]


@pytest.fixture(scope="module")
def stations(world):
    """A CSV of three stations with two readings on each of both days."""
    path = world.folder / "stations.csv"
    lines = ["station,latitude,longitude,time,soil_moisture"]
    for k, (longitude, latitude) in enumerate(degrees()):
        lines += [f"S{k},{latitude:.6f},{longitude:.6f},{date}T{hour}:00Z,{0.1 * (k + 1) + 0.02 * (hour == '12')}"
                  for date in world.dates for hour in ("00", "12")]
    path.write_text("\n".join(lines))
    return str(path)


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_row_holds_the_daily_mean_and_the_predictors_of_the_date(world, stations, tmp_path):
    done = sample_predictors(world.all_predictors, str(tmp_path / "t.csv"), StationFiles((stations,)))
    rows = rows_of(done.table)
    assert (done.n_rows, done.n_places) == (6, 3) and list(rows[0])[:5] == ["station", "latitude", "longitude", "date",
                                                                             "soil_moisture"]
    for row in rows:
        k, date = int(row["station"][-1]), world.dates.index(row["date"])
        assert float(row["soil_moisture"]) == pytest.approx(0.1 * (k + 1) + 0.01)
        for name in ("ndvi", "lst", "elevation", "landcover"):
            assert float(row[name]) == pytest.approx(world.predictors[date][name][ROWS[k], COLUMNS[k]], rel=1e-6), name


def test_the_days_before_end_with_the_row_s_own_day(world, stations, tmp_path):
    back, listener = LookingBack(world.rain, 4, "rain_sum_3"), Listener()
    done = sample_predictors(world.all_predictors, str(tmp_path / "t.csv"), StationFiles((stations,)), back=back,
                             monitor=listener.monitor)
    assert "for Train on Stations set DAYS_BEFORE to 0" in listener.text
    for row in rows_of(done.table):
        last = 3.0 + world.dates.index(row["date"])
        assert [row[f"rain_{lag}"] for lag in range(-3, 1)] == [f"{last + lag:g}" for lag in range(-3, 1)]
        assert float(row["rain_sum_3"]) == last + last - 1 + last - 2


def test_train_on_stations_reads_the_table_as_it_is(world, stations, tmp_path):
    for name in ("t.csv", "t.gpkg"):
        done = sample_predictors(world.all_predictors, str(tmp_path / name), StationFiles((stations,)),
                                 back=LookingBack(world.rain, 2), coarse=CoarseFiles(world.coarse))
        table = read_observations(done.table)
        assert len(table) == 6 and set(table.lagged) == {"rain"} and set(table.lagged["rain"]) == {-1, 0}
        assert set(table.predictors) == {"ndvi", "lst", "elevation", "landcover", "coarse_soil_moisture"}
        assert np.isfinite(table.predictors["coarse_soil_moisture"]).all()


def points_layer(path, field=None):
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    system = osr.SpatialReference()
    system.SetFromUserInput(EASE)
    layer = source.CreateLayer("places", system, ogr.wkbPoint)
    layer.CreateField(ogr.FieldDefn("label", ogr.OFTString))
    for k in range(3):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("label", "same")
        point = ogr.Geometry(ogr.wkbPoint)
        point.AddPoint_2D(float(ORIGIN[0] + PIXEL * (COLUMNS[k] + 0.5)), float(ORIGIN[1] - PIXEL * (ROWS[k] + 0.5)))
        feature.SetGeometry(point)
        layer.CreateFeature(feature)
    return PointLayer(str(path), "places", field)


def test_points_get_a_row_for_every_date_without_soil_moisture(world, tmp_path):
    done = sample_predictors(world.all_predictors, str(tmp_path / "t.csv"), points=points_layer(tmp_path / "p.gpkg"))
    rows = rows_of(done.table)
    assert sorted((row["station"], row["date"], row["end"]) for row in rows) == \
        sorted((str(k), date, end) for k in (1, 2, 3) for date, end in zip(world.dates, ("2020-06-02", "2020-06-03")))
    assert "soil_moisture" not in rows[0]
    row = next(r for r in rows if r["station"] == "2" and r["date"] == world.dates[1])
    assert float(row["ndvi"]) == pytest.approx(world.predictors[1]["ndvi"][ROWS[1], COLUMNS[1]], rel=1e-6)


def test_points_of_one_name_are_told_apart(world, tmp_path):
    done = sample_predictors([world.static], str(tmp_path / "t.csv"), points=points_layer(tmp_path / "p.gpkg", "label"))
    assert sorted(row["station"] for row in rows_of(done.table)) == ["same", "same (2)", "same (3)"]
    assert all(row["date"] == "" for row in rows_of(done.table))


def test_what_does_not_fit_together_is_refused_with_what_to_do(world, stations, tmp_path):
    table, points = str(tmp_path / "t.csv"), points_layer(tmp_path / "p.gpkg", "depth")
    files = StationFiles((stations,))
    for options, words in (({}, "either STATIONS"), ({"stations": files, "points": points}, "either STATIONS"),
                           ({"points": points}, "no field 'depth'"),
                           ({"stations": files, "back": LookingBack(antecedent="rain_sum_3")}, "SERIES"),
                           ({"stations": files, "back": LookingBack(world.rain, 2, "snow_sum_3")}, "snow"),
                           ({"stations": files, "back": LookingBack(world.rain, 2, "rain_often")}, "rain_often")):
        with pytest.raises(InputError, match=words):
            sample_predictors(world.all_predictors, table, **options)
    with pytest.raises(InputError, match="no date"):
        sample_predictors([world.static], table, points=points, back=LookingBack(world.rain))
    assert not (tmp_path / "t.csv").exists()


def test_a_series_that_is_too_short_is_said(world, stations, tmp_path):
    listener = Listener()
    sample_predictors(world.all_predictors, str(tmp_path / "t.csv"), StationFiles((stations,)),
                      back=LookingBack(world.rain, 0, "rain_api_985"), monitor=listener.monitor)
    assert "Empty in all rows: rain_api_985" in listener.text
