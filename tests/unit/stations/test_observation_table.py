"""Tables of observations: usual names of columns, daily values beside them, and what is wrong with a table."""
import numpy as np
import pytest
from osgeo import ogr, osr

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.stations.observation_table import column_names, read_daily, read_observations
from smdownscale_plugin.stations.selection import Selection, parse_flags
from smdownscale_plugin.stations.sensors import warn_of_gaps_as_readings

HEADER = "station,lat,lon,date,soil_moisture,ndvi,note\n"


def _table(tmp_path, rows, header=HEADER, name="table.csv"):
    path = tmp_path / name
    path.write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def test_a_row_is_a_station_and_a_date(tmp_path):
    table = read_observations(_table(tmp_path, ["a,40,-100,2020-06-01,0.2,0.5,x", "b,41,-99,2020-06-02,0.3,,y"]))
    assert table.station.tolist() == ["a", "b"] and table.y.tolist() == [0.2, 0.3]
    assert table.last.tolist() == [18414, 18415]       # days from 1970-01-01, from a calendar
    assert list(table.predictors) == ["ndvi"] and np.isnan(table.predictors["ndvi"][1])


@pytest.mark.parametrize("written", ["2020-06-01", "20200601", "2020/06/01", "2020-06-01T05:00:00Z",
                                     "2020-06-02T01:00+02:00", "1590969600000"])
def test_dates_may_be_written_in_the_usual_ways(written, tmp_path):
    assert read_observations(_table(tmp_path, [f"a,40,-100,{written},0.2,0.5,x"])).first.tolist() == [18414]


@pytest.mark.parametrize("written", ["", "1 June", "20201301", "1500-01-01", "12"])
def test_a_date_that_is_none_is_named(written, tmp_path):
    with pytest.raises(InputError, match="isn't a date"):
        read_observations(_table(tmp_path, [f"a,40,-100,{written},0.2,0.5,x"]))


def test_columns_may_have_other_names(tmp_path):
    path = _table(tmp_path, ["a,40,-100,2020-06-01,0.2,0.5,x"], "site,lat,lon,day,theta,ndvi,note\n")
    table = read_observations(path, column_names("time=day; soil_moisture=theta"))
    assert table.y.tolist() == [0.2]


def test_columns_of_days_before_are_a_series(tmp_path):
    path = _table(tmp_path, ["a,40,-100,2020-06-01,0.2,1,2,3"],
                  "station,lat,lon,date,soil_moisture,rain_-2,rain_-1,rain_0\n")
    table = read_observations(path)
    assert {lag: values[0] for lag, values in table.lagged["rain"].items()} == {-2: 1.0, -1: 2.0, 0: 3.0}


def test_several_readings_of_a_station_and_day_are_averaged_and_counted(tmp_path):
    table = read_observations(_table(tmp_path, ["a,40,-100,2020-06-01,0.2,0.5,x", "a,40,-100,2020-06-01,0.4,0.5,x"]))
    assert table.y.tolist() == [pytest.approx(0.3)] and sum(table.dropped.values()) == 1


def test_rows_without_soil_moisture_are_left_out_and_counted(tmp_path):
    table = read_observations(_table(tmp_path, ["a,40,-100,2020-06-01,,0.5,x", "a,40,-100,2020-06-02,-99,0.5,x",
                                                "a,40,-100,2020-06-03,0.4,0.5,x"]))
    assert table.y.tolist() == [0.4] and sum(table.dropped.values()) == 2


def test_rows_dated_in_the_future_are_left_out_and_counted(tmp_path):
    rows = ["a,40,-100,2020-06-01,0.2,0.5,x", "a,40,-100,2091-06-02,0.4,0.5,x"]
    table = read_observations(_table(tmp_path, rows))
    assert table.y.tolist() == [0.2]
    assert table.dropped == {"rows are dated in the future and are left out": 1}
    with pytest.raises(InputError, match="all 1 rows are dated in the future"):
        read_observations(_table(tmp_path, rows[1:]))


def test_daily_values_dated_in_the_future_are_left_out_and_counted(tmp_path):
    rows, said = ["a,2020-06-01,3", "a,2091-06-02,4"], []
    path = _table(tmp_path, rows, "station,date,rain\n")
    assert read_daily(path, monitor=Monitor(warn=said.append)).values["a"].tolist() == [[3.0]]
    assert any("1 rows" in text and "in the future (2091-06-02)" in text for text in said)
    with pytest.raises(InputError, match="All rows .* in the future"):
        read_daily(_table(tmp_path, rows[1:], "station,date,rain\n"))


@pytest.mark.parametrize("rows, sentence", [
    (["a,40,-100,2020-06-01,20,0.5,x", "a,40,-100,2020-06-02,30,0.5,x"], "looks like percent"),
    (["a,40,-100,2020-06-01,wet,0.5,x"], "'wet', which isn't a number"),
    (["a,40,-100,2020-06-01,1_0e-2,0.5,x"], "which isn't a number"),
    (["a,40,-100,2020-06-01,0.2,0.5"], "Line 2 .* has 6 columns, the header 7"),
    ([], "has a header but no rows"),
    (["a,40,-1000,2020-06-01,0.2,0.5,x"], "no row has a place on Earth"),
    (["a,-100,40,2020-06-01,0.2,0.5,x"], "latitudes from -100 to -100 .* check which column is which"),
    (["a,40,-100,2020-06-01,0.2,0.5,x", "b,41,-99,2020-06-01,0.3,0.5,x", "c,42,-99,2020-06-01,30,0.5,x"],
     "30 at the station 'c', which can't be m3/m3"),
])
def test_what_is_wrong_is_said_in_a_sentence(rows, sentence, tmp_path):
    with pytest.raises(InputError, match=sentence):
        read_observations(_table(tmp_path, rows))


MONTHS = np.cos(np.arange(120) / 12 * 2 * np.pi)         # ten years


@pytest.mark.parametrize("column, values, other", [
    ("lst", 288 + 14 * MONTHS, lambda kelvins: kelvins - 273.15),
    ("t2m_-1", 288 + 14 * MONTHS, lambda kelvins: kelvins * 1.8 - 459.67),
    ("ndvi", 0.35 - 0.3 * MONTHS, lambda index: index * 10000),
    ("sand", 0.3 + 0.2 * MONTHS, lambda fraction: fraction * 100)])
@pytest.mark.parametrize("rows", [slice(100, None), slice(0, None, 7)], ids=["from a date on", "here and there"])
def test_a_column_whose_unit_changes_between_rows_is_refused_with_both_ranges(column, values, other, rows, tmp_path):
    def read(column_values):
        return read_observations(_table(tmp_path, [
            f"s{k % 4},40.{k % 4},-100,{2010 + k // 12}-{k % 12 + 1:02}-01,{0.2 + 0.001 * k:.3f},{value:.5g}"
            for k, value in enumerate(column_values)], f"station,lat,lon,date,soil_moisture,{column}\n"))
    assert len(read(values)) == 120
    mixed = values.copy()
    mixed[rows] = other(values[rows])
    with pytest.raises(InputError, match=f"column {column} .* seems to change its unit between rows: .* lie from"):
        read(mixed)


@pytest.mark.parametrize("column, values", [
    ("rain", np.where(MONTHS > 0, 0.0, 900 * MONTHS ** 2)), ("lai", np.where(MONTHS > 0, 0.3, 5.0)),
    ("elevation", np.where(np.arange(120) % 2, 12.0, 1900.0)), ("ndvi", np.where(np.arange(120) % 2, 0.004, 0.7)),
    ("lst", 273 + 35 * MONTHS), ("pump", np.where(np.arange(120) % 2, 0.2, 20.0))])
def test_columns_whose_values_really_differ_that_much_are_read(column, values, tmp_path):
    rows = [f"s{k},40.{k},-100,2020-06-01,{0.2 + 0.001 * k:.3f},{value:.5g}" for k, value in enumerate(values)]
    assert len(read_observations(_table(tmp_path, rows, f"station,lat,lon,date,soil_moisture,{column}\n"))) == 120


def test_soil_moisture_of_which_some_rows_are_in_percent_is_refused(tmp_path):
    rows = [f"a,40,-100,{2000 + k}-06-01,{value:.4g},0.5,x"
            for k, value in enumerate([0.1, 0.2, 0.25, 0.3, 0.15, 0.22, 0.28, 11, 21, 24, 29, 14])]
    with pytest.raises(InputError, match="5 rows .* seems to be in percent, that of the other 7 in m3/m3"):
        read_observations(_table(tmp_path, rows))


def test_other_depths_and_flags_are_left_out_and_counted_not_averaged_with_the_surface(tmp_path):
    path = _table(tmp_path, ["a,40,-100,2020-06-01,0.2,0.5,0.05,0.05,G", "a,40,-100,2020-06-01,0.4,0.5,0.2,0.2,G",
                             "b,41,-100,2020-06-01,0.3,0.5,0,0.1,D01", "c,41,-99,2020-06-01,0.1,0.5,,,"],
                  "station,lat,lon,date,soil_moisture,ndvi,depth_from,depth_to,flag\n")
    surface = Selection(depth_to=0.1, flags=parse_flags("G"))
    table = read_observations(path, selection=surface)
    assert table.station.tolist() == ["a", "c"] and table.y.tolist() == [0.2, 0.1]
    assert table.dropped == {"rows are of sensors outside 0 to 0.1 m and are left out": 1,
                             "rows have another flag than G and are left out": 1}
    deep = _table(tmp_path, ["a,40,-100,2020-06-01,0.4,0.5,0.2,0.2"], "station,lat,lon,date,soil_moisture,ndvi,"
                  "depth_from,depth_to\n", "deep.csv")
    with pytest.raises(InputError, match="No row of the table is left: all 1 rows are of sensors outside 0 to 0.1 m"):
        read_observations(deep, selection=surface)


def test_a_column_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(InputError, match="'ndvi' more than once"):
        read_observations(_table(tmp_path, ["a,40,-100,2020-06-01,0.2,0.5,1"],
                                 "station,lat,lon,date,soil_moisture,ndvi,ndvi\n"))


def test_a_missing_column_is_named_with_what_is_there(tmp_path):
    with pytest.raises(InputError, match="lacks the columns latitude, longitude"):
        read_observations(_table(tmp_path, ["a,2020-06-01,0.2"], "station,date,soil_moisture\n"))


def test_points_of_a_geopackage_give_longitude_and_latitude(tmp_path):
    path = str(tmp_path / "t.gpkg")
    source = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(4326)
    layer = source.CreateLayer("t", reference, ogr.wkbPoint)
    for name, kind in (("station", ogr.OFTString), ("date", ogr.OFTDate), ("soil_moisture", ogr.OFTReal),
                       ("ndvi", ogr.OFTReal)):
        layer.CreateField(ogr.FieldDefn(name, kind))
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetField("station", "a")
    feature.SetField("date", 2020, 6, 1, 0, 0, 0, 0)
    feature.SetField("soil_moisture", 0.25)
    feature.SetField("ndvi", 0.5)
    feature.SetGeometry(ogr.CreateGeometryFromWkt("POINT (-100.5 40.25)"))
    layer.CreateFeature(feature)
    layer = source = None
    table = read_observations(path)
    assert (table.longitude[0], table.latitude[0], table.first[0]) == (-100.5, 40.25, 18414)


def test_daily_rows_become_windows_of_days_that_end_with_the_row(tmp_path):
    path = _table(tmp_path, [f"a,2020-06-{d:02d},{d}" for d in (1, 2, 4)], "station,date,rain\n")
    daily = read_daily(path)
    found = daily.windows(np.array(["a", "b"]), np.array([18417, 18417]), 5)[:, :, 0]
    assert np.array_equal(found[0], [np.nan, 1, 2, np.nan, 4], equal_nan=True)
    assert np.isnan(found[1]).all()


def test_stations_of_two_networks_with_one_name_stay_apart(tmp_path):
    rows = ["N,a,40,-100,2020-06-01,0.2,1", "M,a,45,-90,2020-06-01,0.4,2", "N,b,41,-99,2020-06-01,0.3,3"]
    header = "network,station,lat,lon,date,soil_moisture,ndvi\n"
    table = read_observations(_table(tmp_path, rows, header))
    assert dict(zip(table.station, table.y)) == {"N a": 0.2, "M a": 0.4, "b": 0.3}


def test_one_name_at_two_places_without_networks_is_not_averaged(tmp_path):
    rows = ["a,40,-100,2020-06-01,0.2,1,x", "a,45,-90,2020-06-01,0.4,2,x"]
    assert read_observations(_table(tmp_path, rows)).y.tolist() == [0.2, 0.4]      # training refuses: the station moves


def test_a_day_with_two_different_values_is_refused_and_a_copy_is_not(tmp_path):
    header, rows = "station,date,rain\n", ["a,2020-06-01,3", "b,2020-06-01,1", "a,2020-06-01,3"]
    assert read_daily(_table(tmp_path, rows, header)).values["a"].tolist() == [[3.0]]
    with pytest.raises(InputError, match="two rows of the station 'a' on 2020-06-01 with different values"):
        read_daily(_table(tmp_path, [*rows, "a,2020-06-01,4"], header))


def test_the_readings_of_a_table_are_judged_station_by_station(tmp_path):
    rows = [f"{name},{40 + k},-100,2020-06-{day:02d},{value},0.5,x"
            for k, (name, wet) in enumerate((("b", 0.3), ("a", 0.2)))
            for day, value in enumerate([wet, 0.0 if name == "a" else wet, wet + 0.01] * 3, 1)]
    readings = dict(read_observations(_table(tmp_path, rows)).readings())
    assert list(readings) == ["a", "b"] and readings["b"].min() == pytest.approx(0.3)
    said = []
    warn_of_gaps_as_readings(list(readings.items()), Monitor(warn=said.append))
    assert len(said) == 1 and "3 readings are exactly 0 m3/m3, far from all others of their stations: a." in said[0]
