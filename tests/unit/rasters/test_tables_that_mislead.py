"""Tables, settings and layers in which something stands twice, moves, never ends or is no number."""
import sqlite3

import numpy as np
import pytest
from osgeo import gdal, ogr, osr
from small_world import EASE, ORIGIN, make

from smdownscale_plugin.drought.zones import read_zones
from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.import_stations import import_stations
from smdownscale_plugin.rasters.database_views import refuse_recursive_views
from smdownscale_plugin.rasters.gdal_calls import open_raster
from smdownscale_plugin.rasters.number_text import number_of
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.regression.presets import read_hyperparameters

HEADER = "station,latitude,longitude,time,soil_moisture"


def imported(tmp_path, *rows, header=HEADER):
    (tmp_path / "s.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return import_stations([str(tmp_path / "s.csv")], str(tmp_path / "out.gpkg"))


@pytest.mark.parametrize("text, number", [("1", 1.0), ("-.5", -0.5), ("+2.e-3", 0.002), (" 7 ", 7.0)])
def test_numbers_are_read_as_people_read_them(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["1_0e-2", "1_000", "0x10", "1e", "e5", "", "1,5", "inf", "١٢", "1 2"])
def test_what_only_a_program_takes_for_a_number_is_refused(text):
    with pytest.raises(ValueError, match="isn't a number"):
        number_of(text)


TABLES = {
    "an underscore": (["A,45,8,2020-06-01,1_0e-2"], HEADER, "isn't a number"),
    "a column twice": (["A,45,8,2020-06-01,0.2,0.3"], HEADER + ",soil_moisture", "soil_moisture twice"),
    "a column twice in other letters": (["A,45,8,2020-06-01,0.2,9"], HEADER + ",Latitude", "latitude twice"),
    "a station that moves": (["A,45,8,2020-06-01,0.2", "A,46,8,2020-06-02,0.2"], HEADER, "two places"),
    "a station that moves at the date line": (["A,45,179,2020-06-01,.2", "A,45,-17,2020-06-02,.2"], HEADER, "places"),
    "year 1": (["A,45,8,0001-01-01T00:00+05:00,0.2"], HEADER, "isn't a date"),
    "year 9999": (["A,45,8,9999-12-31T23:00-05:00,0.2"], HEADER, "isn't a date"),
    "infinite": (["A,45,8,2020-06-01,inf"], HEADER, "isn't a number"),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_that_mislead_are_refused_and_leave_nothing(tmp_path, name):
    rows, header, words = TABLES[name]
    with pytest.raises(InputError, match=words):
        imported(tmp_path, *rows, header=header)
    assert not (tmp_path / "out.gpkg").exists()


def test_a_station_whose_place_was_rounded_stays_one(tmp_path):
    imported(tmp_path, "A,45.1,179.999,2020-06-01,0.2", "A,45.1001,-179.999,2020-06-02,0.2")


@pytest.mark.parametrize("change", [
    "UPDATE observations SET soil_moisture = 'wet'", "UPDATE observations SET soil_moisture = x'00ff'",
    "UPDATE observations SET soil_moisture = '1_0e-2'", "UPDATE stations SET latitude = NULL",
    "UPDATE stations SET longitude = 'east'", "UPDATE stations SET depth_from = x'00'"])
def test_a_station_file_with_other_things_than_numbers_is_refused(tmp_path, change):
    imported(tmp_path, "A,45,8,2020-06-01,0.2", "A,45,8,2020-06-02,0.2")
    with sqlite3.connect(tmp_path / "out.gpkg") as database:
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        for name in names:
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute(change)
    with pytest.raises(InputError, match="numbers are expected"):
        import_stations([str(tmp_path / "out.gpkg")], str(tmp_path / "again.gpkg"))


def test_views_that_never_end_are_refused(tmp_path):
    path = str(tmp_path / "endless.gpkg")
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE stations (id)")
        database.execute("CREATE VIEW observations AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                         "SELECT i AS fid FROM n")
    with pytest.raises(InputError, match="never end"):
        refuse_recursive_views(path)
    with pytest.raises(InputError, match="views"):
        import_stations([path], str(tmp_path / "out.gpkg"))
    with pytest.raises(InputError, match="never end"):
        read_zones(path, None, None, describe(make(tmp_path / "a.tif", {"a": np.eye(4)})).grid)


def test_a_polygon_with_an_empty_hole_is_a_polygon(tmp_path):
    x, y = ORIGIN
    reference = osr.SpatialReference()
    reference.SetFromUserInput(EASE)
    path = str(tmp_path / "zones.gpkg")
    source = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    layer = source.CreateLayer("z", reference, ogr.wkbPolygon)
    feature = ogr.Feature(layer.GetLayerDefn())
    polygon = ogr.CreateGeometryFromWkt(f"POLYGON (({x} {y}, {x + 3000} {y}, {x + 3000} {y - 3000}, {x} {y}))")
    polygon.AddGeometry(ogr.Geometry(ogr.wkbLinearRing))
    feature.SetGeometry(polygon)
    layer.CreateFeature(feature)
    del feature, layer, source
    grid = describe(make(tmp_path / "a.tif", {"a": np.eye(4)})).grid
    assert len(read_zones(path, None, None, grid).zones[0].rings) == 1


@pytest.mark.parametrize("text", ['{"alpha": 1, "alpha": 2}', '{"linear": {"alpha": 1, "alpha": 2}}',
                                  '{"a": {}, "b": {}, "a": {}}'])
def test_settings_with_a_key_twice_are_refused(text):
    with pytest.raises(InputError, match="twice"):
        read_hyperparameters(text, "linear")


def test_a_pipe_is_no_raster(tmp_path):
    import os
    os.mkfifo(tmp_path / "a.tif")
    with pytest.raises(InputError, match="pipe or device"):
        open_raster(str(tmp_path / "a.tif"))


@pytest.mark.parametrize("transform", [(0, np.nan, 0, 0, 0, -1), (0, 0, 0, 0, 0, -1), (0, 1, 0, 0, 0, 0),
                                       (np.inf, 1, 0, 0, 0, -1), (0, 1e-320, 0, 0, 0, -1)])
def test_a_georeference_that_cannot_be_is_refused(tmp_path, transform):
    path = str(tmp_path / "a.vrt")
    text = ", ".join(map(repr, map(float, transform)))
    (tmp_path / "a.vrt").write_text(f"<VRTDataset rasterXSize='4' rasterYSize='4'><GeoTransform>{text}</GeoTransform>"
                                    "<VRTRasterBand dataType='Float32' band='1'/></VRTDataset>")
    assert gdal.Open(path)
    with pytest.raises(InputError, match="georeference|cells"):
        describe(path)
