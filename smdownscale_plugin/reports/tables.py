"""Tables and point layers as files: CSV, GeoPackage or GeoJSON by the file's extension, written whole or not at all."""
import csv
import os
from datetime import datetime
from typing import Any, Iterable, Sequence, Tuple

import numpy as np
from osgeo import gdal, ogr

from ..errors import OutputError
from ..rasters.gdal_calls import call
from ..rasters.grid import spatial_reference
from ..rasters.period import iso
from ..rasters.writing import atomic_path

TEXT, WHOLE, NUMBER, TIME = "text", "whole", "number", "time"
_TYPES = {TEXT: ogr.OFTString, WHOLE: ogr.OFTInteger64, NUMBER: ogr.OFTReal, TIME: ogr.OFTDateTime}
_FORMULA = tuple("=+-@\t\r")   # what a formula begins with in spreadsheets
_DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON"}

Columns = Sequence[Tuple[str, str]]


def write_table(path: str, columns: Columns, rows: Iterable[Sequence[Any]], layer: str = "table") -> str:
    """Write rows as a table without geometry; returns the path.

    columns: (name, kind) with kind `text`, `whole`, `number` or `time`; rows: sequences of values in that order: text,
    numbers, UTC datetimes, None or NaN for nothing. layer: the table's name in a GeoPackage.
    Raises OutputError: unknown extension, folder that can't be written, disk full.
    """
    return _write(path, columns, ((row, None) for row in rows), layer)


def write_points(path: str, columns: Columns, rows: Iterable[Sequence[Any]], positions: Iterable[Tuple[float, float]],
                 layer: str = "points") -> str:
    """Write rows as points in longitude and latitude (EPSG:4326); see `write_table`.

    positions: (longitude, latitude) per row. A CSV gets them as two more columns.
    """
    return _write(path, columns, zip(rows, positions), layer, points=True)


def _write(path, columns, entries, layer, points=False):
    extension = os.path.splitext(path)[1].lower()
    if extension != ".csv" and extension not in _DRIVERS:
        raise OutputError(f"Can't write {path}: tables are written as .csv or .gpkg; choose one of these extensions.")
    with atomic_path(path) as temporary:
        if extension == ".csv":
            _write_csv(temporary, columns, entries, points)
        else:
            os.remove(temporary)   # OGR refuses to create over an existing file
            _write_ogr(temporary, _DRIVERS[extension], columns, entries, layer, points)
    return path


def _write_csv(path, columns, entries, points):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([name for name, _ in columns] + (["longitude", "latitude"] if points else []))
        for row, position in entries:
            writer.writerow([_csv_text(value) for value in [*row, *(position or ())]])


def _csv_text(value):
    if _is_nothing(value):
        return ""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, (float, np.floating)):
        return f"{value:.9g}"
    return harmless(value) if isinstance(value, str) else str(value)


def harmless(text: str) -> str:
    """Text that a spreadsheet shows and doesn't run: one that begins like a formula gets an apostrophe in front
    (OWASP, CSV Injection)."""
    return "'" + text if text[:1] in _FORMULA and not _is_number(text) else text


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def _write_ogr(path, driver, columns, entries, layer, points):
    what = f"Can't write {path}"
    source = call(ogr.GetDriverByName(driver).CreateDataSource, path, what=what)
    kind = ogr.wkbPoint if points else ogr.wkbNone
    target = call(source.CreateLayer, layer, spatial_reference("EPSG:4326") if points else None, kind, what=what)
    for name, column_kind in columns:
        call(target.CreateField, ogr.FieldDefn(name, _TYPES[column_kind]), what=what)
    call(target.StartTransaction, what=what)
    for row, position in entries:
        call(target.CreateFeature, _feature(target, columns, row, position), what=what)
    call(target.CommitTransaction, what=what)
    target = None
    call(source.FlushCache, what=what)
    call(_close, [source], what=what)


def _close(holder):
    holder.clear()
    return gdal.GetLastErrorType()


def _feature(target, columns, row, position):
    feature = ogr.Feature(target.GetLayerDefn())
    for index, ((_, kind), value) in enumerate(zip(columns, row)):
        if _is_nothing(value):
            feature.SetFieldNull(index)
        elif kind == TIME:
            feature.SetField(index, value.year, value.month, value.day, value.hour, value.minute,
                             float(value.second), 100)   # 100: UTC
        else:
            feature.SetField(index, int(value) if kind == WHOLE else float(value) if kind == NUMBER else str(value))
    if position is not None:
        point = ogr.Geometry(ogr.wkbPoint)
        point.AddPoint_2D(*map(float, position))
        feature.SetGeometry(point)
    return feature


def _is_nothing(value):
    return value is None or isinstance(value, (float, np.floating)) and not np.isfinite(value)
