"""Tables as columns of texts and numbers: CSV with commas, semicolons or tabs, or a layer of any vector file."""
import csv
import os
from dataclasses import dataclass
from typing import Dict, Iterable, Iterator, List, Optional, Sequence, Tuple

import numpy as np
from osgeo import ogr

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.gdal_calls import call
from .sensors import no_text

_LONGITUDES = ("longitude", "lon", "long")
_BLOCK = 20_000
_MOST_COLUMNS = 2000
_LONGEST_FIELD = 1_000_000


@dataclass(frozen=True)
class Columns:
    """A table as columns: texts (n,) object by name, numbers (n,) float64 by name, NaN where a cell is empty."""

    path: str
    texts: Dict[str, np.ndarray]
    numbers: Dict[str, np.ndarray]
    rows: int


def read_columns(path: str, monitor: Monitor = SILENT) -> Columns:
    """All columns of a table.

    Raises InputError: no such file, nothing in it, a column twice, a row that is too short.
    """
    if not os.path.exists(path):
        raise InputError(f"The table {path} doesn't exist; check the path.")
    if os.path.isdir(path):
        raise InputError(f"{path} is a folder, not a table; give a CSV or a GeoPackage.")
    rows = _csv_rows(path) if path.lower().endswith((".csv", ".tsv", ".txt")) else _vector_rows(path)
    header = next(rows)
    names = [name.strip().strip("\ufeff") for name in header]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise InputError(f"The table {path} has the column {repeated[0]!r} more than once; rename one of them.")
    if len(names) > _MOST_COLUMNS:
        raise InputError(f"The table {path} has {len(names)} columns, more than the maximum of {_MOST_COLUMNS}.")
    blocks: List[List[Tuple]] = []
    for block in _blocks(rows, path, len(names)):
        monitor.at(1 - 0.8 ** len(blocks), f"Reading {os.path.basename(path)}")
        blocks.append([_block_column(cells) for cells in zip(*block)])
    if not blocks:
        raise InputError(f"The table {path} has a header but no rows; give one with observations.")
    texts, numbers = {}, {}
    for k, name in enumerate(names):
        parts = [block[k] for block in blocks]
        if all(part[0] is not None for part in parts):
            numbers[name] = np.concatenate([part[0] for part in parts])
        texts[name] = np.concatenate([part[1] for part in parts])
    return Columns(path, texts, numbers, len(next(iter(texts.values()))))


def _blocks(rows: Iterable[List[str]], path: str, width: int) -> Iterator[List[Sequence[str]]]:
    block: List[Sequence[str]] = []
    for number, row in enumerate(rows, 2):
        if not any(row):
            continue
        if len(row) != width:
            raise InputError(f"Line {number} of the table {path} has {len(row)} columns, the header {width}; correct "
                             "it.")
        block.append(row)
        if len(block) == _BLOCK:
            yield block
            block = []
    if block:
        yield block


def _block_column(cells: Sequence[str]) -> Tuple[Optional[np.ndarray], np.ndarray]:
    """(numbers (n,) or None, texts (n,)) of a column's cells."""
    texts = np.array(cells, dtype=object)
    if "_" in "".join(cells):       # Python reads 1_0 as 10
        return None, texts
    try:
        return np.array(cells, dtype=np.float64), texts
    except ValueError:
        pass
    try:
        return np.array(["nan" if no_text(cell) else cell for cell in cells], dtype=np.float64), texts
    except ValueError:
        return None, texts


def _csv_rows(path: str) -> Iterator[List[str]]:
    usual = csv.field_size_limit(_LONGEST_FIELD)      # of the whole process
    try:
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
            start = file.readline(_LONGEST_FIELD)
            if "\0" in start:
                raise InputError(f"The table {path} isn't a text file; save it as CSV (UTF-8).")
            if not start.strip():
                raise InputError(f"The table {path} is empty; give one with a header and rows.")
            file.seek(0)
            delimiter = max(",;\t", key=start.count)
            for row in csv.reader(file, delimiter=delimiter):
                yield [cell.replace(",", ".") if delimiter != "," else cell for cell in row] if row else row
    except csv.Error as problem:
        raise InputError(f"The table {path} can't be read ({problem}); save it again as CSV.") from None
    finally:
        csv.field_size_limit(usual)


def _vector_rows(path: str) -> Iterator[List[str]]:
    """The first layer of a vector file; a point's coordinates serve as longitude and latitude where there are none."""
    source = call(ogr.Open, path, what=f"{path} can't be opened as a table", error=InputError)
    layer = source.GetLayer(0) if source else None
    if layer is None:
        raise InputError(f"The table {path} has no layer; give a CSV, or a layer of points.")
    fields = [layer.GetLayerDefn().GetFieldDefn(k).GetName() for k in range(layer.GetLayerDefn().GetFieldCount())]
    lower = {name.lower() for name in fields}
    placed = layer.GetGeomType() != ogr.wkbNone and not lower & set(_LONGITUDES)
    yield fields + (["longitude", "latitude"] if placed else [])
    for feature in layer:
        cells = [feature.GetFieldAsString(k) or "" for k in range(len(fields))]
        if placed:
            point = feature.GetGeometryRef()
            cells += ["", ""] if point is None else [repr(point.Centroid().GetX()), repr(point.Centroid().GetY())]
        yield cells
