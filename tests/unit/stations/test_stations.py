"""Station files read as they are found in the wild, and matched in time and space; GDAL's own tools as witness."""
import csv
import subprocess
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from osgeo import gdal

from smdownscale_plugin.errors import Cancelled, InputError
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.ease_grid import m09_grid
from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.reading import Raster
from smdownscale_plugin.rasters.writing import write_raster
from smdownscale_plugin.stations import matching, schedule
from smdownscale_plugin.stations.registry import read_sensors
from smdownscale_plugin.stations.selection import Selection
from smdownscale_plugin.stations.sensors import Sensor, Station, stations_of, warn_of_stuck
from smdownscale_plugin.stations.tally import Tally

HEADER = "station,latitude,longitude,time,soil_moisture\n"


def seconds(*date):
    return int(datetime(*date, tzinfo=timezone.utc).timestamp())


def table(tmp_path, text, encoding="utf-8", name="stations.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return str(path)


def read(path, **listeners):
    return list(read_sensors([path], Monitor(**listeners)))


def station(times, values, longitude=0.0, latitude=0.0):
    readings = np.array(times, np.int64), np.array(values, float)
    return Station("a", "", longitude, latitude, (np.nan, np.nan), 1, *readings)


# --- reading ---

def test_a_plain_file_is_read_as_python_reads_it(tmp_path):
    rng = np.random.default_rng(0)
    rows = [(f"S{i % 3}", 40.5 + i % 3, -3.25, datetime(2020, 6, 1) + timedelta(hours=i), round(rng.uniform(0, 0.5), 4))
            for i in range(60)]
    path = tmp_path / "stations.csv"
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER.strip().split(","))
        writer.writerows((s, lat, lon, t.isoformat(), v) for s, lat, lon, t, v in rows)
    sensors = {s.station: s for s in read(str(path))}
    for name in ("S0", "S1", "S2"):
        own = [r for r in rows if r[0] == name]
        assert sensors[name].latitude == own[0][1] and sensors[name].longitude == -3.25
        moments = [t.replace(tzinfo=timezone.utc).timestamp() for _, _, _, t, _ in own]
        assert sensors[name].times.tolist() == moments
        assert sensors[name].values.tolist() == [v for *_, v in own]


def test_readings_dated_in_the_future_are_left_out_and_counted(tmp_path):
    said = []
    sensor, = read(table(tmp_path, HEADER + "a,40,-3,2020-06-01,0.2\na,40,-3,2091-06-02,0.3\n"), warn=said.append)
    assert sensor.values.tolist() == [0.2]
    assert said == ["1 readings are dated in the future and are left out; the first: a."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_names_survive_every_encoding(tmp_path, encoding):
    path = table(tmp_path, HEADER + "Añover #2 [é]/ü,40,-3,2020-06-01 06:00,0.2\n", encoding)
    assert [s.station for s in read(path)] == ["Añover #2 [é]/ü"]


@pytest.mark.parametrize("separator, comma", [(",", "."), (";", ","), (";", "."), ("\t", ".")])
def test_separators_and_decimal_commas_of_spreadsheets_are_understood(tmp_path, separator, comma):
    row = ["a", "40.25", "-3.5", "2020-06-01T06:00", "0.215"]
    text = HEADER.replace(",", separator) + separator.join(c.replace(".", comma) for c in row) + "\r\n"
    sensor, = read(table(tmp_path, text))
    assert (sensor.latitude, sensor.longitude, sensor.values[0]) == (40.25, -3.5, 0.215)


def test_columns_stand_in_any_order_and_case_among_others(tmp_path):
    text = "Remark,SOIL_MOISTURE, Time ,network,Longitude,Latitude,Station\nx,0.2,2020-06-01,NET,350,40,a\n"
    sensor, = read(table(tmp_path, text))
    assert (sensor.station, sensor.network, sensor.longitude) == ("a", "NET", -10.0)
    assert sensor.times[0] == seconds(2020, 6, 1)


def test_columns_under_their_usual_names_need_no_list_and_ours_come_first(tmp_path):
    sensor, = read(table(tmp_path, "site,lat,lon,date,timestamp,vwc\na,40,-3,x,2020-06-01,0.2\n"))
    assert (sensor.station, sensor.latitude, sensor.longitude, sensor.values[0]) == ("a", 40, -3, 0.2)
    assert sensor.times[0] == seconds(2020, 6, 1)
    sensor, = read(table(tmp_path, HEADER.strip() + ",lat,sm\na,40,-3,2020-06-01,0.2,99,0.4\n"))
    assert (sensor.latitude, sensor.values[0]) == (40, 0.2)


def test_times_with_a_zone_are_turned_into_utc_and_those_without_are_utc(tmp_path):
    times = ("2020-07-01T06:00:00+02:00", "2020-07-01T06:00:00Z", "2020/07/01 06:00",
             "2020-03-29T02:30")  # an hour that summer time skips
    rows = "".join(f"a,40,-3,{t},0.2\n" for t in times)
    said = []
    sensor, = read(table(tmp_path, HEADER + rows), info=said.append)
    assert sensor.times.tolist() == [seconds(2020, 7, 1, 4), seconds(2020, 7, 1, 6), seconds(2020, 7, 1, 6),
                                     seconds(2020, 3, 29, 2, 30)]
    assert any("2 times" in line and "UTC" in line for line in said)


def test_missing_and_impossible_readings_are_left_out_and_the_latter_counted(tmp_path):
    values = ["0.2", "", "NA", "nan", "-9999", "-99.9", "-0.05", "1.2", "0.3"]
    rows = "".join(f"a,40,-3,2020-06-{i + 1:02d},{v}\n" for i, v in enumerate(values))
    said = []
    sensor, = read(table(tmp_path, HEADER + rows), warn=said.append)
    assert sensor.values.tolist() == [0.2, 0.3] and sensor.times[1] == seconds(2020, 6, 9)
    assert said == ["2 readings are below 0 or above 1 m3/m3 and are left out; the first: a."]


BAD_TABLES = {
    "empty file": ("", "is empty"),
    "only blanks": ("\n\n", "is empty"),
    "header only": (HEADER, "no rows"),
    "wrong columns": ("name,north,east,when,theta\n", "lacks the columns station, latitude, longitude, time, "
                      "soil_moisture; it has [name, north, east, when, theta]"),
    "unreadable date": (HEADER + "a,40,-3,2020-06-01,0.2\na,40,-3,01.06.2020,0.2\n", "Line 3"),
    "date that doesn't exist": (HEADER + "a,40,-3,2020-02-30,0.2\n", "'2020-02-30', which isn't a date"),
    "unreadable number": (HEADER + "a,40,-3,2020-06-01,wet\n", "'wet' in the column soil_moisture"),
    "short row": (HEADER + "a,40,-3\n", "Line 2"),
    "not on Earth": (HEADER + "a,4000,-3,2020-06-01,0.2\n", "isn't on Earth"),
    "percent": (HEADER + "a,40,-3,2020-06-01,21.5\na,40,-3,2020-06-02,30\n", "percent"),
    "nothing but fills": (HEADER + "a,40,-3,2020-06-01,-9999\n", "no soil moisture value"),
    "endless line": (HEADER + "a" * 200_000, "Line 2"),
    "quote that never ends": (HEADER + 'a,40,-3,"2020' + "x\n" * 100_000, "can't be read as a table"),
    "no text": ("PK\x03\x04\x00\x00", "isn't a text file"),
}


@pytest.mark.parametrize("case", BAD_TABLES)
def test_a_bad_table_is_refused_in_one_sentence_that_names_it(tmp_path, case):
    text, expected = BAD_TABLES[case]
    path = table(tmp_path, text)
    with pytest.raises(InputError) as problem:
        read(path)
    message = str(problem.value)
    assert expected in message and path in message and message.endswith(".") and "\n" not in message


def test_a_file_that_is_missing_or_of_no_known_kind_is_refused(tmp_path):
    other = tmp_path / "x.pdf"
    other.write_bytes(b"x")
    for path, expected in ((tmp_path / "no.csv", "doesn't exist"), (other, "isn't a station file"),
                           (tmp_path / "empty", "holds no station file")):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with pytest.raises(InputError, match=expected):
            read(str(path))


def test_the_files_of_a_folder_are_read_together(tmp_path):
    table(tmp_path, HEADER + "b,40,-3,2020-06-01,0.2\n", name="2.csv")
    table(tmp_path, HEADER + "a,40,-3,2020-06-01,0.2\n", name="1.csv")
    (tmp_path / "readme.pdf").write_bytes(b"x")
    assert [s.station for s in read(str(tmp_path))] == ["a", "b"]


def test_reading_can_be_cancelled(tmp_path):
    path = table(tmp_path, HEADER + "a,40,-3,2020-06-01,0.2\n" * 20_000)
    with pytest.raises(Cancelled):
        read(path, cancelled=lambda: True)


# --- depths and sensors ---

def sensor(name="a", depth=(np.nan, np.nan), times=(0,), values=(0.2,), longitude=0.0):
    return Sensor(name, "N", longitude, 1.0, *depth, np.array(times, np.int64), np.array(values, float))


def test_depths_are_read_in_metres_and_one_column_serves_for_both(tmp_path):
    text = HEADER.strip() + ",depth_to\na,40,-3,2020-06-01,0.2,0.05\nb,40,-3,2020-06-01,0.2,\n"
    first, second = read(table(tmp_path, text))
    assert (first.depth_from, first.depth_to) == (0.05, 0.05) and np.isnan(second.depth_from)


def test_readings_of_two_depths_in_a_column_depth_are_two_sensors(tmp_path):
    text = HEADER.strip() + ",depth\na,40,-3,2020-06-01,0.2,0.05\na,40,-3,2020-06-01,0.4,0.5\n"
    sensors = read(table(tmp_path, text))
    assert [(s.depth_from, s.depth_to, s.values.tolist()) for s in sensors] == [(0.05, 0.05, [0.2]), (0.5, 0.5, [0.4])]


def test_sensors_outside_the_depths_are_left_out_and_those_without_depth_are_kept_with_a_word():
    tally, surface = Tally(), Selection(0.0, 0.1)
    depths = {"a": (0.0, 0.05), "b": (0.2, 0.2), "c": (np.nan, np.nan), "d": (0.05, 0.1), "e": (0.05, 0.19)}
    assert [name for name, depth in depths.items() if surface.wants(0, 0, depth, tally)] == ["a", "c", "d"]
    said = []
    tally.log(Monitor(info=said.append))
    assert said == ["Sensors without a depth are assumed to lie between 0 and 0.1 m.",
                    "2 sensors lie outside 0 to 0.1 m and are left out; the first: 0.2 to 0.2 m (metres are wanted)."]


def test_sensors_of_one_place_become_one_station_in_order_of_time_without_gaps():
    parts = [sensor(times=(10, 30), values=(0.1, np.nan), depth=(0.0, 0.05)),
             sensor(times=(20, 5), values=(0.3, 0.4), depth=(0.05, 0.1)),
             sensor(longitude=1.0)]
    near, far = stations_of(parts)
    assert near.times.tolist() == [5, 10, 20] and near.values.tolist() == [0.4, 0.1, 0.3]
    assert near.sensors == 2 and near.depths == (0.0, 0.1) and near.label == "N / a" and far.longitude == 1.0


# --- time ---

def test_a_composite_takes_its_own_time_and_an_overpass_its_tolerance():
    every_half_hour = np.arange(seconds(2020, 5, 31), seconds(2020, 6, 3), 1800.0)
    one = station(every_half_hour, np.linspace(0.1, 0.3, every_half_hour.size))

    def counted(name, tolerance_hours):
        means, counts = schedule.Schedule([Period.from_name(name)], [None], tolerance_hours).means(one)
        inside = one.values[(one.times >= low) & (one.times < high)]
        assert counts.tolist() == [inside.size] and means == pytest.approx([inside.mean()])
    low, high = seconds(2020, 6, 1), seconds(2020, 6, 2)
    counted("sm_20200601.tif", 3.0)
    low, high = seconds(2020, 6, 1, 3), seconds(2020, 6, 1, 9, 0, 1)
    counted("sm_20200601T0600.tif", 3.0)
    low, high = seconds(2020, 6, 1, 6), seconds(2020, 6, 1, 6, 0, 1)
    counted("sm_20200601T0600.tif", 0.0)


def test_window_means_equal_means_of_the_readings_inside_end_excluded():
    rng = np.random.default_rng(1)
    times, values = np.sort(rng.integers(0, 10_000, 500)), rng.uniform(0, 0.5, 500)
    windows = [(float(a), float(a + rng.integers(0, 400))) for a in rng.integers(-500, 11_000, 80)]
    means, counts = schedule.window_means(station(times, values), windows)
    for (start, end), mean, count in zip(windows, means, counts):
        inside = values[(times >= start) & (times < end)]
        assert count == inside.size
        assert mean == pytest.approx(inside.mean(), rel=1e-12) if inside.size else np.isnan(mean)
    assert schedule.window_means(station([5], [0.1]), [(0, 5), (5, 6)])[1].tolist() == [0, 1]


# --- space ---

def located(path, lon, lat):
    """Value at a place as gdallocationinfo finds it, NaN outside."""
    command = ["gdallocationinfo", "-valonly", "-wgs84", path, str(lon), str(lat)]
    done = subprocess.run(command, capture_output=True, text=True)
    return float(done.stdout) if done.stdout.strip() else np.nan


GRIDS = {
    "EASE-Grid 2.0": m09_grid(280, 1860, 80, 90),
    "UTM, upside down": Grid(crs_wkt("EPSG:32630"), (3e5, 5000, 0, 4e6, 0, 5000), 80, 80),
    "degrees": Grid.over("EPSG:4326", (-6, 35, 2, 42), 0.0517),
}


@pytest.mark.parametrize("name", GRIDS)
def test_stations_get_the_pixel_that_gdallocationinfo_finds(tmp_path, name):
    grid = GRIDS[name]
    rng = np.random.default_rng(2)
    values = rng.uniform(0, 0.5, grid.shape).astype(np.float32)
    values[rng.random(grid.shape) < 0.2] = np.nan
    path = write_raster(str(tmp_path / "r.tif"), grid, {"soil_moisture": values})
    places = [station([0], [0.2], lon, lat) for lon, lat in zip(rng.uniform(-7, 3, 60), rng.uniform(34, 43, 60))]
    with Raster(path) as raster:
        found = matching.sample(raster, 1, matching.locate(places, grid))
    witness = np.array([located(path, p.longitude, p.latitude) for p in places])
    witness[witness == -9999] = np.nan
    assert np.isfinite(found).sum() > 10
    np.testing.assert_allclose(found, witness, rtol=1e-9)


def test_stations_are_found_on_a_grid_from_0_to_360_degrees_and_across_the_antimeridian():
    wide = Grid.over("EPSG:4326", (0, -90, 360, 90), 1.0)
    beyond = Grid.over("EPSG:4326", (170, -10, 190, 10), 1.0)
    places = [station([0], [0.2], -75.5, 40.5), station([0], [0.2], 75.5, 40.5), station([0], [0.2], -179.5, 0.5)]
    assert matching.locate(places, wide).columns.tolist() == [284, 75, 180]
    assert matching.locate(places, beyond).columns.tolist() == [-1, -1, 10]


def test_a_place_that_the_projection_does_not_know_is_outside_and_spoils_no_other():
    grid = Grid.over("EPSG:3035", (4e6, 2e6, 5e6, 3e6), 10_000)
    pixels = matching.locate([station([0], [0.2], -170, -90), station([0], [0.2], 10, 45)], grid)
    assert pixels.inside.tolist() == [False, True]


def test_a_grid_without_crs_is_refused():
    with pytest.raises(InputError, match="no coordinate system"):
        matching.locate([station([0], [0.2])], Grid("", (0, 1, 0, 1, 0, -1), 1, 1))


def test_sampling_reads_the_blocks_of_the_stations_only(tmp_path, monkeypatch):
    grid = Grid.over("EPSG:4326", (0, 0, 20, 20), 0.01)
    dataset = gdal.GetDriverByName("GTiff").Create(str(tmp_path / "big.tif"), 2000, 2000, 1, gdal.GDT_Float32,
                                                 ["TILED=YES"])
    dataset.SetGeoTransform(grid.transform)
    dataset.SetProjection(grid.crs)
    del dataset
    pixels_read = []
    original = Raster.read

    def counting(self, window=None, *args, **kwargs):
        pixels_read.append(window.width * window.height)
        return original(self, window, *args, **kwargs)
    monkeypatch.setattr(Raster, "read", counting)
    places = [station([0], [0.2], *p) for p in ((0.5, 0.5), (0.6, 0.6), (19.5, 19.5))]
    with Raster(str(tmp_path / "big.tif")) as raster:
        matching.sample(raster, 1, matching.locate(places, grid))
    assert len(pixels_read) == 2 and sum(pixels_read) < 1000


@pytest.mark.parametrize("values, words", [
    ([0.2, 0.0, 0.25, 0.0, 0.22, 0.0], "3 readings are exactly 0 m3/m3"),
    ([0.2, 1.0, 0.25, 1.0, 0.22, 1.0], "3 readings are exactly 1 m3/m3"),
    ([0.2, 0.0, 0.01, 0.0, 0.22, 0.0], None),        # a desert dries out
    ([0.9, 1.0, 0.99, 1.0, 1.0, 0.95], None),        # peat that is flooded
    ([0.2, 0.21, 0.25, 0.3, 0.22, 0.0], None),       # one reading among many says nothing
])
def test_zeros_and_ones_apart_from_all_other_readings_are_pointed_out(values, words):
    said = []
    warn_of_stuck([station(np.arange(len(values)) * 3600, np.array(values))], Monitor(warn=said.append))
    assert (words in said[0] and len(said) == 1) if words else not said
