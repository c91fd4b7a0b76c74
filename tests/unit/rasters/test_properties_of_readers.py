"""Whatever a file holds, a reader gives a result or an InputError, and never anything else."""
import random
import sqlite3
from datetime import datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.reliability.fuzz import run
from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.import_stations import import_stations
from smdownscale_plugin.rasters.coarse import read_coarse
from smdownscale_plugin.rasters.period import Period, name_without_date, parse_time
from smdownscale_plugin.rasters.reading import Raster
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.rasters.undated import date_in_name
from smdownscale_plugin.stations.registry import read_sensors

FEW = settings(max_examples=60, deadline=None,
               suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
NUMBERS = st.one_of(st.floats(), st.integers(-2 ** 65, 2 ** 65), st.sampled_from([0, 1, -1, 1e-320, 1e308, 30.0]))
TEXTS = st.one_of(st.text(max_size=30), st.sampled_from([
    "2020-06-01", "9999-12-31T23:00-05:00", "0001-01-01T00:00+14:00", "1_0e-2", "nan", "-9999", "²", "=1+1", "K",
    "m3 m-3"]))


def result_or_sentence(read, *arguments):
    """What a reader gives; None when it refuses in one sentence."""
    try:
        return read(*arguments)
    except InputError as problem:
        text = str(problem)
        assert text.strip() and "Traceback" not in text
        return None


def escaped(text):
    """Text as it may stand in XML."""
    kept = "".join(c for c in str(text) if c.isprintable() and not 0xD800 <= ord(c) < 0xE000)
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;")


@FEW
@given(size=st.tuples(st.integers(1, 9), st.integers(1, 9)), transform=st.lists(NUMBERS, min_size=6, max_size=6),
       kind=st.sampled_from(["Byte", "Int16", "Float32", "Float64", "UInt32", "CFloat32"]), nodata=NUMBERS,
       scale=NUMBERS, offset=NUMBERS, name=TEXTS, unit=TEXTS, start=TEXTS, end=TEXTS, crs=TEXTS,
       colour=st.sampled_from(["Gray", "Alpha", "Palette", "Undefined"]), noise=TEXTS, stem=TEXTS)
def test_any_header_of_a_raster(tmp_path, size, transform, kind, nodata, scale, offset, name, unit, start, end, crs,
                                colour, noise, stem):
    safe = "".join(c for c in stem if c.isalnum() and ord(c) < 0x2FF or c in "-_. ").strip(". ")[:40]
    path = tmp_path / f"{safe or 'a'}.vrt"
    path.write_text(
        f"<VRTDataset rasterXSize='{size[0]}' rasterYSize='{size[1]}'><SRS>{escaped(crs)}</SRS>"
        f"<GeoTransform>{', '.join(map(repr, transform))}</GeoTransform><Metadata>"
        f"<MDI key='TIME_START'>{escaped(start)}</MDI><MDI key='TIME_END'>{escaped(end)}</MDI></Metadata>"
        f"<VRTRasterBand dataType='{kind}' band='1'><Description>{escaped(name)}</Description>"
        f"<NoDataValue>{nodata!r}</NoDataValue><UnitType>{escaped(unit)}</UnitType><Scale>{scale!r}</Scale>"
        f"<Offset>{offset!r}</Offset><ColorInterp>{colour}</ColorInterp><Metadata>"
        f"<MDI key='NOISE_STD'>{escaped(noise)}</MDI></Metadata></VRTRasterBand></VRTDataset>", encoding="utf-8")
    result_or_sentence(read_all_of, str(path))
    result_or_sentence(open_stacks, [str(path)])
    result_or_sentence(read_coarse, str(path))


def read_all_of(path):
    with Raster(path) as raster:
        assert not np.isinf(raster.read()).any()


@FEW
@given(text=st.one_of(TEXTS, st.datetimes().map(datetime.isoformat), st.from_regex(r"\A\d{4}[-_.]?\d\d[-_.]?\d\d\Z")))
def test_any_text_of_a_date(text):
    moment = result_or_sentence(parse_time, text)
    assert moment is None or 1799 <= moment.year <= 2201
    period = Period.from_name(f"a_{text}.tif".replace("/", "_"))
    assert period is None or period.start < period.end
    assert name_without_date(f"a_{text}.tif") and (date_in_name(text) is None or date_in_name(text) in text)


@FEW
@given(header=st.lists(st.sampled_from(["station", "latitude", "longitude", "time", "soil_moisture", "flag",
                                        "depth_from", "network", "x", ""]), max_size=9),
       rows=st.lists(st.lists(st.one_of(TEXTS, NUMBERS.map(str)), max_size=9), max_size=6),
       delimiter=st.sampled_from([",", ";", "\t"]), encoding=st.sampled_from(["utf-8", "utf-16", "latin-1"]),
       good=st.booleans())
def test_any_table_of_stations(tmp_path, header, rows, delimiter, encoding, good):
    header = ["station", "latitude", "longitude", "time", "soil_moisture"] if good else header
    lines = [delimiter.join(row) for row in [header, *rows]]
    path = tmp_path / "s.csv"
    path.write_bytes("\n".join(lines).encode(encoding, "replace"))
    for sensor in result_or_sentence(lambda: list(read_sensors([str(path)]))) or ():
        assert len(sensor.times) == len(sensor.values) and -180 <= sensor.longitude <= 180


@pytest.fixture(scope="module")
def station_file(tmp_path_factory):
    """A station file without triggers, to be spoilt."""
    folder = tmp_path_factory.mktemp("stations")
    (folder / "s.csv").write_text("station,latitude,longitude,time,soil_moisture\nA,45,8,2020-06-01,0.2\n"
                                  "A,45,8,2020-06-02,0.3\n")
    import_stations([str(folder / "s.csv")], str(folder / "s.gpkg"))
    with sqlite3.connect(folder / "s.gpkg") as database:
        for name, in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
    return folder / "s.gpkg"


@FEW
@given(table=st.sampled_from(["stations", "observations"]), seed=st.integers(0, 99),
       value=st.one_of(st.none(), st.binary(max_size=20), st.text(max_size=20), st.floats(),
                       st.integers(-2 ** 63, 2 ** 63 - 1)))
def test_any_row_of_a_station_file(station_file, tmp_path, table, seed, value):
    path = tmp_path / "s.gpkg"
    path.write_bytes(station_file.read_bytes())
    with sqlite3.connect(path) as database:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if not row[5]]
        column = random.Random(seed).choice(columns)
        try:
            database.execute(f'UPDATE {table} SET "{column}" = ?', (value,))
        except sqlite3.IntegrityError:
            return
    result_or_sentence(lambda: list(read_sensors([str(path)])))


def test_model_files_and_archives_changed_at_random(tmp_path):
    """The short version of `make fuzz`."""
    counts, findings = run(4.0, 3, str(tmp_path))
    assert findings == [] and counts["read"] > 0 and counts["refused"] > 0
