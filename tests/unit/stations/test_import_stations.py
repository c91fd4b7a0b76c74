"""Station archives, tables and files brought to one GeoPackage, witnessed by sqlite3 and GDAL; hostile ones refused."""
import os
import sqlite3
import struct
import zipfile
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from listening import cancelled_after
from osgeo import ogr, osr

from smdownscale_plugin.errors import Cancelled, InputError
from smdownscale_plugin.jobs.import_stations import StationImportOptions, import_stations
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.stations.area import Area
from smdownscale_plugin.stations.registry import read_sensors
from smdownscale_plugin.stations.selection import Selection, parse_flags

HEADER = "NET        NET             ST_#1 [a], b/c   45.50000   -3.25000  120.00    0.05    0.05 Probe-(2.5-V)\n"
ROWS = [("2020/06/01 00:00", 0.2010, "G"), ("2020/06/01 01:00", 0.2030, "C01,D05"), ("2020/06/01 02:00", 0.2050, "G"),
        ("2020/06/02 03:00", -9999.0, "M"), ("2020/06/02 04:00", 0.2090, "U")]
NAME = "NET_NET_ST_sm_0.050000_0.050000_Probe-(2.5-V)_20200601_20200602.stm"


def header_values(header=HEADER, rows=ROWS):
    return header + "".join(f"{t} {v:8.4f} {f} M\n" for t, v, f in rows)


def ceop(rows=ROWS, station="ST-1"):
    return "".join(f"{t} 1999/01/01 00:00 NET        NET             {station}   45.50000   -3.25000  120.00    0.05"
                   f"    0.05 {v:8.4f} {f} M\n" for t, v, f in rows)


def write(folder, text, name=NAME, encoding="utf-8"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return str(path)


def archive(folder, members, name="stations.zip"):
    path = str(folder / name)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for member, content in members.items():
            file.writestr(member, content)
    return path


def run(inputs, tmp_path, said=None, **options):
    said = [] if said is None else said
    output = str(tmp_path / "out" / "stations.gpkg")
    done = import_stations([str(i) for i in ([inputs] if isinstance(inputs, (str, os.PathLike)) else inputs)], output,
                           StationImportOptions(**options), Monitor(info=said.append, warn=said.append))
    return done, rows_of(output)


def rows_of(path):
    """[(network, station, time, value, flag)] of a station file, by sqlite3 alone."""
    with sqlite3.connect(path) as database:
        return database.execute("SELECT network, station, time, soil_moisture, flag FROM observations JOIN stations "
                                "ON stations.fid = station_id ORDER BY observations.fid").fetchall()


# --- the International Soil Moisture Network ---

@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("layout", [header_values, ceop])
def test_both_layouts_are_read_whatever_their_lines_end_in(tmp_path, layout, ends):
    write(tmp_path, layout().replace("\n", ends), "NET/ST/" + NAME)
    done, rows = run(tmp_path / "NET", tmp_path, flags="all")
    assert [row[2:] for row in rows] == [("2020-06-01T00:00:00.000Z", 0.201, "G"),
                                         ("2020-06-01T01:00:00.000Z", 0.203, "C01,D05"),
                                         ("2020-06-01T02:00:00.000Z", 0.205, "G"),
                                         ("2020-06-02T04:00:00.000Z", 0.209, "U")]
    assert rows[0][1] == ("ST_#1 [a], b/c" if layout is header_values else "ST-1")
    with sqlite3.connect(done.output) as database:
        stands = database.execute("SELECT longitude, latitude, elevation, depth_from, depth_to, sensor, n_values, "
                                  "share_kept, datetime(first_time), datetime(last_time) FROM stations").fetchone()
    assert stands == (-3.25, 45.5, 120.0, 0.05, 0.05, "Probe-(2.5-V)", 4, 0.8, "2020-06-01 00:00:00",
                      "2020-06-02 04:00:00")


def test_only_exactly_good_readings_are_kept_unless_other_flags_are_named(tmp_path):
    path = write(tmp_path, header_values())
    said = []
    assert [row[4] for row in run(path, tmp_path, said)[1]] == ["G", "G"]
    assert any("1 readings have the flag C01,D05" in line for line in said)
    assert [row[4] for row in run(path, tmp_path, flags="G;C01,D05")[1]] == ["G", "C01,D05", "G"]
    assert [row[4] for row in run(path, tmp_path, flags="G, U")[1]] == ["G", "G", "U"]
    assert parse_flags("all") is None and parse_flags(None) == {"G"}
    with pytest.raises(InputError, match="1 readings have the flag C01,D05 .* change|Change"):
        run(path, tmp_path, flags="X")


def test_folders_and_zips_trees_and_flat_ones_hold_the_same(tmp_path):
    tree, flat = {f"NET/ST/{NAME}": header_values()}, {NAME: header_values()}
    write(tmp_path / "folder", header_values())
    found = [run(path, tmp_path, flags="all")[1] for path in (
        archive(tmp_path, tree, "tree.zip"), archive(tmp_path, flat, "flat.zip"), tmp_path / "folder")]
    assert found[0] == found[1] == found[2] and len(found[0]) == 4


def test_an_archive_beside_its_own_folder_counts_once(tmp_path):
    write(tmp_path / "in", header_values(), "NET/" + NAME)
    archive(tmp_path / "in", {NAME: header_values()})
    said = []
    done, rows = run(tmp_path / "in", tmp_path, said, flags="all")
    assert len(rows) == 4 and done.n_sensors == 1 and done.left_out["readings were given twice"] == 4


def test_a_year_that_follows_another_belongs_to_the_same_sensor(tmp_path):
    later = [(t.replace("2020", "2021"), v, f) for t, v, f in ROWS]
    write(tmp_path / "in", header_values(), "a.stm")
    write(tmp_path / "in", header_values(rows=later), "b.stm")
    done, rows = run(tmp_path / "in", tmp_path, flags="all")
    assert done.n_sensors == 1 and len(rows) == 8


def test_other_variables_in_the_tree_are_passed_over(tmp_path):
    write(tmp_path / "in", header_values(), NAME)
    write(tmp_path / "in", header_values(), NAME.replace("_sm_", "_ts_"))
    done, rows = run(tmp_path / "in", tmp_path, flags="all")
    assert len(rows) == 4 and done.left_out["files measure something else than soil moisture"] == 1


def test_depth_time_and_extent_are_decided_on_the_way_in(tmp_path):
    write(tmp_path / "in", header_values(), "surface.stm")
    deep = HEADER.replace("0.05    0.05", "0.20    0.20").replace("ST_", "DEEP")
    east = HEADER.replace("-3.25000", "179.900000").replace("ST_", "EAST")
    write(tmp_path / "in", header_values(deep), "d.stm")
    write(tmp_path / "in", header_values(east), "e.stm")
    everything = run(tmp_path / "in", tmp_path, flags="all")[0]
    assert everything.n_sensors == 3
    done, rows = run(tmp_path / "in", tmp_path, flags="all", depth_to=0.1, start="2020-06-01T01:00Z",
                     end="2020-06-02T04:00", area=Area(-10, 40, 10, 50, "EPSG:4326"))
    assert [row[2][:13] for row in rows] == ["2020-06-01T01", "2020-06-01T02"]
    assert done.left_out["sensors lie outside 0 to 0.1 m"] == 1 and done.left_out["sensors lie outside the extent"] == 1
    assert Area(170, 40, 190, 50, "EPSG:4326").holds(-175, 45) and not Area(170, 40, 190, 50, "EPSG:4326").holds(0, 45)
    assert Area(-5e5, 5e6, 0, 6e6, "EPSG:3857").holds(-3.25, 45.5)


# --- other formats ---

def uscrn_daily(day, values):
    return " ".join(["53926", day, "2.622", "-97.09", "36.12", *["1.0"] * 6, "C", *["1.0"] * 6,
                     *[f"{v:.3f}" for v in values], *["4.0"] * 5])


def uscrn_hourly(day, hour, values):
    return " ".join(["53926", day, hour, day, hour, "2.622", "-97.09", "36.12", *["1.0"] * 20,
                     *[f"{v:.3f}" for v in values], *["4.0"] * 5])


def test_daily_files_of_the_uscrn_stand_at_noon_of_standard_time_summer_and_winter(tmp_path):
    text = "\n".join(uscrn_daily(day, [0.3, 0.31, -99.0, 0.33, 0.34]) for day in ("20210101", "20210701"))
    path = write(tmp_path, text + "\n", "CRND0103-2021-OK_Stillwater_2_W.txt")
    done, rows = run(path, tmp_path)
    assert [row[2] for row in rows[:2]] == ["2021-01-01T18:00:00.000Z", "2021-07-01T18:00:00.000Z"]
    assert rows[0][:2] == ("USCRN", "OK_Stillwater_2_W") and done.n_sensors == 4 and len(rows) == 8


def test_hourly_files_of_the_uscrn_have_utc_times(tmp_path):
    text = uscrn_hourly("20210101", "0", [0.3] * 5) + "\n" + uscrn_hourly("20210101", "2300", [-99] * 5)
    path = write(tmp_path, text, "CRNH0203-2021-OK_Stillwater_2_W.txt")
    _, rows = run(path, tmp_path, depth_to=0.05)
    assert [row[2:] for row in rows] == [("2021-01-01T00:00:00.000Z", 0.3, None)]


def test_columns_of_another_name_are_mapped(tmp_path):
    path = write(tmp_path, "site,lat,lon,when,vwc,qc\na,45,3,2020-06-01 06:00,0.2,G\na,45,3,2020-06-01 07:00,0.3,B\n",
                 "t.csv")
    mapping = "station=site, latitude=lat, longitude=LON, time=when, soil_moisture=vwc, flag=qc"
    assert run(path, tmp_path, columns=mapping)[1] == [(None, "a", "2020-06-01T06:00:00.000Z", 0.2, "G")]
    with pytest.raises(InputError, match="COLUMNS can't be understood at 'moist=vwc'"):
        run(path, tmp_path, columns="moist=vwc")


WIDE = "time;a;b;rain\n2020-06-01T06:00;0,2;0,3;5\n2020-06-01T07:00;;0,31;0\n"


def test_a_table_with_a_column_a_station_takes_its_places_from_another_table(tmp_path):
    write(tmp_path / "in", WIDE, "readings.csv")
    write(tmp_path / "in", "station,latitude,longitude,network,depth_from\na,45,3,N,0.05\nb,46,4,N,0.05\n", "where.csv")
    done, rows = run(tmp_path / "in", tmp_path)
    assert [row[1:4] for row in rows] == [("a", "2020-06-01T06:00:00.000Z", 0.2),
                                          ("b", "2020-06-01T06:00:00.000Z", 0.3),
                                          ("b", "2020-06-01T07:00:00.000Z", 0.31)]
    assert done.n_stations == 2


def test_a_layer_of_points_gives_places_in_any_coordinate_system(tmp_path):
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(tmp_path / "points.gpkg"))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(3857)
    layer = source.CreateLayer("sites", reference, ogr.wkbPoint)
    layer.CreateField(ogr.FieldDefn("name", ogr.OFTString))
    feature = ogr.Feature(layer.GetLayerDefn())
    feature["name"] = "a"
    feature.SetGeometry(ogr.CreateGeometryFromWkt("POINT (333958.4723798207 5621521.486192066)"))   # 3 E, 45 N
    layer.CreateFeature(feature)
    source = layer = None
    path = write(tmp_path, "station,time,soil_moisture\na,2020-06-01T06:00Z,0.2\n", "t.csv")
    sensor, = read_sensors([path], places=_places(tmp_path))
    assert (sensor.longitude, sensor.latitude) == pytest.approx((3, 45), abs=1e-9)
    assert run(path, tmp_path, points=(str(tmp_path / "points.gpkg"), "sites"))[0].n_values == 1
    write(tmp_path, "station,time,soil_moisture\nz,2020-06-01T06:00Z,0.2\n", "t.csv")
    with pytest.raises(InputError, match="names the station 'z', which has no place"):
        run(path, tmp_path, points=(str(tmp_path / "points.gpkg"), "sites"))


def _places(tmp_path):
    from smdownscale_plugin.stations.places import places_of_layer
    return places_of_layer(str(tmp_path / "points.gpkg"), "sites", {})


def test_a_station_file_is_read_as_it_was_written(tmp_path):
    write(tmp_path / "in", header_values(), "a.stm")
    write(tmp_path / "in", ceop(), NAME)
    done, _ = run(tmp_path / "in", tmp_path, flags="all")
    direct = list(read_sensors([str(tmp_path / "in")]))
    back = list(read_sensors([done.output]))
    assert len(direct) == len(back) == 2 and direct[0].values.size == 4
    for one, other in zip(direct, back):
        assert (one.station, one.network, one.longitude, one.latitude, one.depth_from, one.elevation, one.instrument) \
            == (other.station, other.network, other.longitude, other.latitude, other.depth_from, other.elevation,
                other.instrument)
        assert np.array_equal(one.times, other.times) and np.array_equal(one.values, other.values)
        assert one.flags.tolist() == other.flags.tolist()
    first = datetime(2020, 6, 1, 1, tzinfo=timezone.utc)
    some = Selection(flags=parse_flags("all"), start=first.timestamp(), end=(first + timedelta(hours=1)).timestamp())
    assert [s.values.tolist() for s in read_sensors([done.output], selection=some)] == [[0.203], [0.203]]


def test_gdal_opens_the_points_and_the_table(tmp_path):
    done, _ = run(write(tmp_path, header_values()), tmp_path, flags="all")
    source = ogr.Open(done.output)
    assert [source.GetLayer(i).GetName() for i in range(2)] == ["stations", "observations"]
    feature = source.GetLayerByName("observations").GetNextFeature()
    assert feature.GetFieldAsString("time") == "2020/06/01 00:00:00+00" and feature["soil_moisture"] == 0.201
    assert source.GetLayerByName("stations").GetNextFeature().geometry().ExportToWkt() == "POINT (-3.25 45.5)"


# --- what is broken or hostile ---

def test_a_broken_file_among_good_ones_is_named_and_skipped_alone_it_is_an_error(tmp_path):
    write(tmp_path / "in", header_values())
    bad = write(tmp_path / "in", "no good data here", "mal_formed_file.txt")
    said = []
    done, rows = run(tmp_path / "in", tmp_path, said, flags="all")
    assert len(rows) == 4 and done.left_out["files can't be read"] == 1
    assert any("mal_formed_file.txt" in line for line in said)
    with pytest.raises(InputError, match="mal_formed_file.txt"):
        run(bad, tmp_path)


def test_names_that_lead_out_of_an_archive_are_counted_and_nothing_is_written(tmp_path):
    outside = {"../../evil.stm": header_values(), "/etc/evil.stm": header_values(), "C:\\evil.stm": header_values(),
               "a/..\\..\\evil.stm": header_values(), "NET/" + NAME: header_values()}
    path = archive(tmp_path / "in" if (tmp_path / "in").mkdir() is None else tmp_path, outside)
    before = {p for p in tmp_path.parent.rglob("*evil*")}
    done, rows = run(path, tmp_path, flags="all")
    assert done.left_out["members of archives have names that lead out of it"] == 4 and len(rows) == 4
    assert {p for p in tmp_path.parent.rglob("*evil*")} == before == set()
    assert sorted(os.listdir(tmp_path)) == ["in", "out"] and os.listdir(tmp_path / "out") == ["stations.gpkg"]


def test_a_zip_bomb_is_refused_at_once(tmp_path):
    alone = archive(tmp_path, {"bomb.stm": b"\0" * (64 << 20)}, "bomb.zip")
    with pytest.raises(InputError, match="zip bomb"):
        run(alone, tmp_path)
    beside = archive(tmp_path, {"bomb.stm": b"\0" * (64 << 20), NAME: header_values()}, "two.zip")
    with pytest.raises(InputError, match="claims to hold 2 files"):
        run(beside, tmp_path)


def test_a_member_that_lies_about_its_size_is_skipped(tmp_path):
    path = archive(tmp_path, {"a.stm": header_values() * 50, NAME: header_values()})
    data = bytearray(open(path, "rb").read())
    place = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, place + 24, 10)   # uncompressed size in the directory
    open(path, "wb").write(data)
    done, rows = run(path, tmp_path, flags="all")
    assert len(rows) == 4 and done.left_out["files can't be read"] == 1


def test_a_zip_that_breaks_off_is_refused(tmp_path):
    path = archive(tmp_path, {NAME: header_values()})
    data = open(path, "rb").read()
    open(path, "wb").write(data[:len(data) // 2])
    with pytest.raises(InputError, match="can't be read"):
        run(path, tmp_path)


def test_an_endless_line_is_refused_without_being_read_to_its_end(tmp_path):
    for text in ("x" * 5_000_000, header_values() + "2020/06/01 00:00 0.2 G M " * 100_000):
        with pytest.raises(InputError, match="line of over 10,000 characters|doesn't start with a line"):
            run(write(tmp_path, text), tmp_path)


def test_dates_that_do_not_exist_and_rows_of_another_kind_are_counted(tmp_path):
    rows = [*ROWS, ("2020/02/30 00:00", 0.2, "G"), ("2020/06/03 24:00", 0.2, "G"), ("0000/00/00 00:00", 0.2, "G")]
    text = header_values(rows=rows) + "2020/06/04 00:00 wet G M\n<html>\n"
    done, kept = run(write(tmp_path, text), tmp_path, flags="all")
    assert len(kept) == 4 and done.left_out["rows can't be read (dates that don't exist, other columns)"] == 5


def test_names_in_any_encoding_and_with_markup_stay_text(tmp_path):
    header = HEADER.replace("ST_#1 [a], b/c", "<b>Añó'\"&</b>;DROP")
    for k, encoding in enumerate(("utf-8", "latin-1")):
        _, rows = run(write(tmp_path, header_values(header), f"{k}.stm", encoding), tmp_path, flags="all")
        assert rows[0][1] == "<b>Añó'\"&</b>;DROP"


def test_a_station_file_of_another_kind_is_refused(tmp_path):
    write(tmp_path, "no database", "a.gpkg")
    with pytest.raises(InputError, match="isn't a GeoPackage of Import Stations"):
        run(tmp_path / "a.gpkg", tmp_path)


def test_pipes_and_links_that_lead_nowhere_are_passed_over(tmp_path):
    write(tmp_path / "in", header_values())
    try:
        os.mkfifo(tmp_path / "in" / "pipe.stm")
        os.symlink(tmp_path / "nowhere", tmp_path / "in" / "link.stm")
    except (AttributeError, OSError, NotImplementedError):
        pytest.skip("this system has no pipes or links")
    assert len(run(tmp_path / "in", tmp_path, flags="all")[1]) == 4


def test_a_station_file_with_a_strange_name_is_read(tmp_path):
    done, _ = run(write(tmp_path, header_values()), tmp_path)
    strange = tmp_path / "a b#c%20?.gpkg"
    os.rename(done.output, strange)
    assert [s.values.size for s in read_sensors([str(strange)])] == [2]


def test_nothing_left_is_an_error_that_says_what_was_left_out_and_leaves_no_file(tmp_path):
    path = write(tmp_path, header_values())
    with pytest.raises(InputError, match="1 sensors lie outside 0.1 to 0.2 m"):
        run(path, tmp_path, depth_from=0.1, depth_to=0.2)
    with pytest.raises(InputError, match="END .* isn't after START"):
        run(path, tmp_path, start="2020-02-01", end="2020-01-01")
    with pytest.raises(InputError, match="ends in .gpkg"):
        import_stations([path], str(tmp_path / "x.csv"))
    assert not (tmp_path / "out").exists() or not os.listdir(tmp_path / "out")


def test_cancelling_leaves_nothing(tmp_path):
    path = archive(tmp_path, {f"{k}.stm": header_values() for k in range(50)})
    with pytest.raises(Cancelled):
        import_stations([path], str(tmp_path / "out" / "s.gpkg"), monitor=cancelled_after(20))
    assert not os.listdir(tmp_path / "out")


def test_real_archives_hold_as_many_values_as_the_public_ismn_package_reads(tmp_path, real_data):
    """Counts of ismn 1.5.4 in an environment of its own, where every value, time, flag and place was compared."""
    counts = {"Data_seperate_files_20170810_20180809.zip": 65_969, "format_ceop_sep": 741,
              "zip_archives/header": 13_924, "zip_archives/multinetwork": 211_403}
    for name, count in counts.items():
        assert run(real_data / "ismn_formats" / name, tmp_path, flags="all")[0].n_values == count


def test_tables_in_an_archive_are_read_in_place_too(tmp_path):
    table = "station,latitude,longitude,time,soil_moisture\n" + "a,45,3,2020-06-01T06:00Z,0.2\n"
    inside = {"x/readings.csv": table, "x/Readme.txt": "not a table", "x/N_static_variables.csv": "a;b\n1;2\n"}
    done, rows = run(archive(tmp_path, inside), tmp_path)
    assert len(rows) == 1 and done.left_out == {}
