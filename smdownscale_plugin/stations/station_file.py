"""The station file: a GeoPackage with the points `stations` (a row a sensor) and the table `observations`.

Any GIS opens it. Readings are in order of sensor, then of arrival; times are UTC.
"""
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, Mapping, Optional, Sequence, Tuple

import numpy as np
from osgeo import ogr

from ..errors import InputError, OutputError, certain
from ..rasters.gdal_calls import call
from ..rasters.grid import spatial_reference
from .members import Member
from .reader_inputs import ReaderInputs
from .sensors import Sensor
from .table_checks import only_numbers, refuse_views

STATIONS = "stations"
_TEXT, _REAL, _WHOLE, _TIME = ogr.OFTString, ogr.OFTReal, ogr.OFTInteger64, ogr.OFTDateTime
_FIELDS = (("network", _TEXT), ("station", _TEXT), ("longitude", _REAL), ("latitude", _REAL), ("elevation", _REAL),
           ("depth_from", _REAL), ("depth_to", _REAL), ("sensor", _TEXT), ("first_time", _TIME), ("last_time", _TIME),
           ("n_values", _WHOLE), ("share_kept", _REAL))
_CREATE = """
CREATE TABLE observations (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, station_id INTEGER NOT NULL, time DATETIME NOT NULL,
  soil_moisture DOUBLE NOT NULL, flag TEXT);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
  VALUES ('observations', 'attributes', 'observations', 'Soil moisture in m3/m3, time in UTC');
"""
_INSERT = "INSERT INTO observations (station_id, time, soil_moisture, flag) VALUES (?, ?, ?, ?)"
_SENSORS = ("SELECT fid, network, station, longitude, latitude, elevation, depth_from, depth_to, sensor FROM stations "
            "ORDER BY fid")
_READINGS = ("SELECT station_id, CAST(strftime('%s', time) AS INTEGER), soil_moisture, flag FROM observations "
             "WHERE time >= ? AND time < ? ORDER BY fid")
_FIRST, _LAST = "0000-01-01", "9999-12-31"   # SQLite takes a text such as 9999 for a number, before all texts
_BATCH = 50_000


class StationFileWriter:
    """Writes a station file sensor by sensor; use it as a context manager on a temporary name.

    A sensor that comes again (yearly files, an archive beside its own folder) is put together with what it has;
    readings of a time that is there already are left out and counted in `repeated`.
    """

    def __init__(self, path: str):
        self._path = path
        self._rows: Dict[tuple, _Row] = {}
        self.values = self.repeated = 0

    def __enter__(self) -> "StationFileWriter":
        _create(self._path)
        self._database = sqlite3.connect(self._path, isolation_level=None)
        self._run("PRAGMA synchronous = OFF")
        self._run("PRAGMA journal_mode = OFF")   # the file has no name of its own until it is complete
        self._run("BEGIN")
        for statement in _CREATE.strip().split(";\n"):
            self._run(statement.rstrip(";"))
        return self

    def __exit__(self, kind: Optional[type], _problem: object, _trace: object) -> None:
        try:
            if kind is None:
                self._run("CREATE INDEX observations_station ON observations (station_id)")
                self._run("COMMIT")
        finally:
            self._database.close()
        if kind is None:
            _write_stations(self._path, list(self._rows.values()))

    @property
    def sensors(self) -> int:
        """How many sensors have readings."""
        return len(self._rows)

    @property
    def stations(self) -> int:
        """How many stations they are from."""
        return len({(row.sensor.network, row.sensor.station) for row in self._rows.values()})

    def add(self, sensor: Sensor) -> None:
        """Write the readings of a sensor; one without any is left out. OutputError when the disk is full."""
        if not sensor.times.size:
            return
        key = (sensor.network, sensor.station, round(sensor.longitude, 5), round(sensor.latitude, 5),
               str(sensor.depth_from), str(sensor.depth_to), sensor.instrument)
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = _Row(len(self._rows) + 1, sensor)
        fresh = self._fresh(row, sensor)
        self._write(row, sensor.times[fresh], sensor.values[fresh],
                    None if sensor.flags is None else sensor.flags[fresh])
        row.take(sensor.times[fresh], sensor.offered - int((~fresh).sum()))

    def _fresh(self, row: "_Row", sensor: Sensor) -> np.ndarray:
        """Which readings are of times that the sensor hasn't got yet."""
        _, first = np.unique(sensor.times, return_index=True)
        fresh = np.zeros(sensor.times.size, dtype=bool)
        fresh[first] = True
        if row.n and sensor.times.min() <= row.last and sensor.times.max() >= row.first:
            known = self._run("SELECT CAST(strftime('%s', time) AS INTEGER) FROM observations WHERE fid BETWEEN ? AND ?"
                              " AND station_id = ?", (row.rows[0], row.rows[1], row.id)).fetchall()
            fresh &= ~np.isin(sensor.times, np.array(known, np.int64).ravel())
        self.repeated += int((~fresh).sum())
        return fresh

    def _write(self, row: "_Row", times: np.ndarray, values: np.ndarray, flags: Optional[np.ndarray]) -> None:
        stamps = np.datetime_as_string(times.astype("datetime64[s]"), unit="ms").tolist()
        texts = [None] * len(stamps) if flags is None else [flag or None for flag in flags.tolist()]
        begin = self.values + 1
        self._run_many((row.id, stamp + "Z", value, flag)
                       for stamp, value, flag in zip(stamps, values.tolist(), texts))
        self.values += len(stamps)
        row.rows = (min(row.rows[0], begin), self.values)

    def _run(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        try:
            return self._database.execute(statement, values)
        except sqlite3.Error as problem:
            raise _cant_write(self._path, problem) from None

    def _run_many(self, rows: Iterable[tuple]) -> None:
        try:
            self._database.executemany(_INSERT, rows)
        except sqlite3.Error as problem:
            raise _cant_write(self._path, problem) from None


class _Row:
    """What the layer of stations says of a sensor. rows: first and last row number of its readings."""

    def __init__(self, number: int, sensor: Sensor):
        self.id, self.sensor = number, sensor
        self.n = self.offered = 0
        self.first, self.last = np.inf, -np.inf
        self.rows = (np.inf, 0)

    def take(self, times: np.ndarray, offered: int) -> None:
        self.n += times.size
        self.offered += max(offered, times.size)
        if times.size:
            self.first, self.last = min(self.first, int(times.min())), max(self.last, int(times.max()))


def _cant_write(path: str, problem: Exception) -> OutputError:
    if "full" in str(problem) or "I/O" in str(problem):
        return OutputError(f"Can't write {path}: the disk is full; free some space or choose another folder.")
    return OutputError(f"Can't write {path} ({problem}); choose another folder.")


def _create(path: str) -> None:
    what = f"Can't write {path}"
    source = call(ogr.GetDriverByName("GPKG").CreateDataSource, path, what=what)
    layer = call(source.CreateLayer, STATIONS, spatial_reference("EPSG:4326"), ogr.wkbPoint, what=what)
    for name, kind in _FIELDS:
        call(layer.CreateField, ogr.FieldDefn(name, kind), what=what)
    call(source.FlushCache, what=what)


def _write_stations(path: str, rows: Sequence[_Row]) -> None:
    what = f"Can't write {path}"
    source = call(ogr.Open, path, 1, what=what)
    layer = source.GetLayerByName(STATIONS)
    call(layer.StartTransaction, what=what)
    for row in rows:
        s, feature = row.sensor, ogr.Feature(layer.GetLayerDefn())
        values = (s.network or None, s.station, s.longitude, s.latitude, s.elevation, s.depth_from, s.depth_to,
                  s.instrument or None, _stamp(row.first), _stamp(row.last), row.n, row.n / max(row.offered, 1))
        for i, value in enumerate(values):
            if value is None or value != value:
                feature.SetFieldNull(i)
            else:
                feature.SetField(i, value)
        point = ogr.Geometry(ogr.wkbPoint)
        point.AddPoint_2D(s.longitude, s.latitude)
        feature.SetGeometry(point)
        feature.SetFID(row.id)
        call(layer.CreateFeature, feature, what=what)
    call(layer.CommitTransaction, what=what)
    call(source.FlushCache, what=what)


def _stamp(seconds: float) -> str:
    return str(np.datetime64(int(seconds), "s")).replace("-", "/").replace("T", " ") + "+00"


def recognises(member: Member) -> bool:
    """Whether a file on disk is a GeoPackage."""
    return member.path is not None and member.base.lower().endswith(".gpkg")


def read(member: Member, reading: ReaderInputs) -> Iterator[Sensor]:
    """Sensors of a station file, those and their readings that are wanted.

    Raises InputError: no GeoPackage, or not one that Import Stations wrote.
    """
    uri = Path(certain(member.path)).resolve().as_uri() + "?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as database:
            database.text_factory = lambda raw: raw.decode("utf-8", "replace")
            database.set_progress_handler(reading.monitor.cancelled, 100_000)
            refuse_views(database, member.name)
            yield from _sensors(database, _wanted(database, reading), member, reading)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"The station file {member.name} has text, binary data or nothing where numbers are expected; "
                         "import it again with Import Stations.") from None
    except sqlite3.Error as problem:
        reading.monitor.check()
        raise InputError(f"The station file {member.name} isn't a GeoPackage of Import Stations ({problem}); give one "
                         "with the layers stations and observations.") from None


def _wanted(database: sqlite3.Connection, reading: ReaderInputs) -> Dict[int, tuple]:
    rows = {}
    for number, *fields in database.execute(_SENSORS):
        only_numbers([*fields[2:4], *(d for d in fields[4:7] if d is not None)])
        top, bottom = (np.nan if d is None else float(d) for d in fields[5:7])
        if reading.selection.wants(float(fields[2]), float(fields[3]), (top, bottom), reading.tally):
            rows[number] = fields, (top, bottom)
    return rows


def _sensors(database: sqlite3.Connection, wanted: Mapping[int, tuple], member: Member,
             reading: ReaderInputs) -> Iterator[Sensor]:
    """Runs of readings of one sensor, in the order of the table."""
    low, high = (_bound(reading.selection.start, _FIRST), _bound(reading.selection.end, _LAST))
    total = max(database.execute("SELECT MAX(fid) FROM observations").fetchone()[0] or 1, 1)
    cursor, run, passed = database.execute(_READINGS, (low, high)), _SensorRun(), 0
    while True:
        batch = cursor.fetchmany(_BATCH)
        for part in _by_station(batch):
            if part[0][0] != run.number:
                yield from run.sensor(wanted, reading)
                run = _SensorRun(part[0][0])
            if run.number in wanted:
                run.parts.append(_columns(part))
        passed += len(batch)
        reading.monitor.at(min(passed / total, 1.0), "Reading stations")
        if not batch:
            yield from run.sensor(wanted, reading)
            return


def _bound(seconds: float, otherwise: str) -> str:
    return iso_of(seconds) if np.isfinite(seconds) else otherwise


def iso_of(seconds: float) -> str:
    """ISO 8601 text of seconds since 1970 UTC, to be compared with the times of the table."""
    return str(np.datetime64(int(np.ceil(seconds)), "s"))


def _by_station(batch: Sequence[Tuple]) -> Iterator[Sequence[Tuple]]:
    begin = 0
    for i in range(1, len(batch) + 1):
        if i == len(batch) or batch[i][0] != batch[begin][0]:
            yield batch[begin:i]
            begin = i


def _columns(part: Sequence[Tuple]) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    _, times, values, flags = zip(*part)
    numbers = [np.nan if value is None else value for value in values]
    column = np.empty(len(flags), dtype=object)
    column[:] = [flag or "" for flag in flags]
    return np.array(only_numbers(times), np.int64), np.array(only_numbers(numbers), np.float64), column


class _SensorRun:
    """Consecutive readings of one sensor."""

    def __init__(self, number: Optional[int] = None):
        self.number, self.parts = number, []

    def sensor(self, wanted: Mapping[int, tuple], reading: ReaderInputs) -> Iterator[Sensor]:
        if not self.parts:
            return
        (network, station, longitude, latitude, elevation, _, _, instrument), depths = wanted[certain(self.number)]
        times, values, flags = (np.concatenate(column) for column in zip(*self.parts))
        yield reading.selection.readings(
            Sensor(station or "", network or "", float(longitude), float(latitude), depths[0], depths[1], times, values,
                   np.nan if elevation is None else float(elevation), instrument or "", flags), reading.tally)
