"""One granule: which product it is, when it was seen, which cells it covers, and its values on them."""
import os
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Dict, Optional, Tuple

import numpy as np

from ...errors import InputError
from ...rasters.ease_grid import ease_grid
from ...rasters.grid import Grid, crs_wkt
from ...rasters.period import Period, parse_time
from ...rasters.windows import Window, whole
from .hdf5 import Hdf5File
from .layouts import DEGREES, GLOBAL, LAYOUTS, LISTS, PATCH, QUALITIES, Field, ProductLayout

# The mission's epoch (noon of 1 January 2000, terrestrial time) in UTC; leap seconds since then (5) are let go.
EPOCH = datetime(2000, 1, 1, 11, 58, 55, 816000, tzinfo=timezone.utc)
_STAMP = re.compile(r"_(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2}))?(?=[_.])")
# Units that the files state wrongly (water content is per area, not per volume) or in another spelling.
_UNITS = {"vegetation_water_content": "kg m-2", "soil_moisture_std_dev": "m3 m-3", "disagg_soil_moisture": "m3 m-3",
          "soil_moisture_error": "m3 m-3", "surface_temperature": "K"}
_NOT_LAYERS = ("EASE_row_index", "EASE_column_index", "latitude", "longitude", "tb_time_utc")


@dataclass(frozen=True)
class Granule:
    """A file of a known product and the field of it that was asked for.

    grid: the whole grid that its cells belong to; window: the part of it that the granule covers.
    """

    path: str
    layout: ProductLayout
    field: Field
    group: str
    period: Period
    grid: Grid
    window: Window

    @property
    def name(self) -> str:
        """The file's name."""
        return os.path.basename(self.path)

    def array(self, name: str) -> str:
        """Full name of an array of the field's group, given less its suffix."""
        return f"{self.group.rstrip('/')}/{name}{self.field.suffix}"

    def layers(self, file: Hdf5File) -> Dict[str, str]:
        """Further two-dimensional layers of the group: name less suffix to full name (AM/PM twins left aside)."""
        suffix, found = self.field.suffix, {}
        for name in file.names(self.group):
            bare = name[:len(name) - len(suffix)] if suffix and name.endswith(suffix) else name
            if bare in _NOT_LAYERS or bare.endswith("_apm") or bare == self.field.array:
                continue
            full = f"{self.group.rstrip('/')}/{name}"
            if len(file.shape(full)) == (1 if self.layout.placing == LISTS else 2):
                found[bare] = full
        return found

    def unit(self, file: Hdf5File, name: str) -> str:
        """The unit of one of `layers`: the file's word, put right where it is known to be wrong."""
        return _UNITS.get(name) or file.unit(self.layers(file)[name])

    def read(self, file: Hdf5File, part: Window, quality: str) -> Tuple[np.ndarray, Optional[np.ndarray]]:
        """Soil moisture (m3/m3) and time (seconds after EPOCH, or None) of a part of the grid, float64, NaN without.

        Values outside 0..1 and those that `quality` (`recommended`, `successful`) excludes are NaN.
        """
        values = self._place(file, self.array(self.field.array), part) * self.field.scale
        with np.errstate(invalid="ignore"):
            values[(values < 0) | (values > 1)] = np.nan
        flag = self.array(self.field.quality)
        if self.field.quality and file.has(flag):
            flags = self._place(file, flag, part)
            known = np.isfinite(flags)
            bad = np.where(known, flags, 0).astype(np.int64) & QUALITIES[quality] != 0
            values[bad | ~known] = np.nan
        seconds = self.array(self.field.seconds)
        time = self._place(file, seconds, part) if self.field.seconds and file.has(seconds) else None
        return values, time

    def read_layer(self, file: Hdf5File, full_name: str, part: Window) -> np.ndarray:
        """Values of one of `layers` on a part of the grid, float64, NaN where there are none."""
        return self._place(file, full_name, part)

    def _place(self, file, name, part):
        """An array's values on a part of the grid."""
        if self.layout.placing == LISTS:
            return self._scatter(file, name, part)
        row, column = part.row - self.window.row, part.column - self.window.column
        if self.layout.placing == DEGREES:
            return _from_degrees(file, name, part)
        return file.values(name, (row, column), part.shape)

    def _scatter(self, file, name, part):
        rows, columns = (file.values(self.array(f"EASE_{axis}_index")) for axis in ("row", "column"))
        values = file.values(name)
        inside = (rows >= part.row) & (rows < part.row + part.height)
        inside &= (columns >= part.column) & (columns < part.column + part.width)
        out = np.full(part.shape, np.nan)
        out[rows[inside].astype(int) - part.row, columns[inside].astype(int) - part.column] = values[inside]
        return out


def open_granule(path: str, variable: str) -> Granule:
    """The granule in a file.

    Raises InputError: no HDF5, cut short, of another mission or product, without the variable, without a date.
    """
    with Hdf5File(path) as file:
        layout = _layout(file, os.path.basename(path))
        if layout is None:
            raise InputError(f"{path} isn't a granule of a known product "
                             f"({', '.join(known.product for known in LAYOUTS)}).")
        field = layout.field(variable)
        if field is None:
            raise InputError(f"{path} is {layout.product}, which has no {variable}; choose one of "
                             f"{', '.join(f.variable for f in layout.fields)}.")
        group = field.group
        if field.old_group and not file.has(f"{group}/{field.array}") and file.has(f"{field.old_group}/{field.array}"):
            group = field.old_group
        file.shape(f"{group.rstrip('/')}/{field.array}{field.suffix}")
        grid, window = _placed(file, layout, field, group)
        return Granule(path, layout, field, group, _period(file, layout, os.path.basename(path)), grid, window)


def _layout(file, name) -> Optional[ProductLayout]:
    """The product by its own word, else by the file's name, else (AMSR-2) by what it holds."""
    for group in ("DatasetIdentification", "SeriesIdentification"):
        short = file.attribute(f"/Metadata/{group}", "shortName")
        for layout in LAYOUTS:
            if short == layout.product:
                return layout
    for layout in LAYOUTS:
        if layout.named(name):
            return layout
    if file.has("/Latitude") and file.has("/Longitude") and file.has("/soil_moisture_c1"):
        return LAYOUTS[-1]
    return None


def _period(file, layout, name) -> Period:
    if layout.span_hours is None:
        begin, end = (file.attribute("/Metadata/Extent", f"range{which}DateTime") for which in ("Beginning", "Ending"))
        if begin and end:
            first, last = parse_time(begin, f"time of {name}"), parse_time(end, f"time of {name}")
            return Period(first, max(last, first + timedelta(seconds=1)))
    found = _STAMP.search(name)
    moment = None
    if found:
        year, month, day, hour, minute, second = (int(n or 0) for n in found.groups())
        moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    if moment is None:
        stated = file.attribute("/Metadata/Extent", "rangeBeginningDateTime")
        if not stated:
            raise InputError(f"{name} has no date in its name; rename it as it was in the archive.")
        moment = parse_time(stated, f"time of {name}")
    span = timedelta(hours=layout.span_hours or 1.0)
    if layout.span_hours == 24:
        moment = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    begin = moment - span / 2 if layout.time_is_middle else moment
    return Period(begin, begin + span)


def _placed(file, layout, field, group) -> Tuple[Grid, Window]:
    """The grid that a granule's cells belong to, and which of them it covers."""
    if layout.placing == DEGREES:
        grid = _degree_grid(file)
        return grid, whole(grid.shape)
    grid = ease_grid(field.grid)
    if layout.placing == GLOBAL:
        shape = file.shape(f"{group}/{field.array}{field.suffix}")
        if shape != grid.shape:
            raise InputError(f"{file.path} holds {' x '.join(map(str, shape))} cells in place of {grid.height} x "
                             f"{grid.width}: it is a subset; get the whole granule (or open a subset as GeoTIFF).")
        return grid, whole(grid.shape)
    rows, columns = (file.values(f"{group}/EASE_{axis}_index{field.suffix}") for axis in ("row", "column"))
    if not np.isfinite(rows).any():
        raise InputError(f"{file.path} covers no cell; leave it out, or download it again.")
    top, left = int(np.nanmin(rows)), int(np.nanmin(columns))
    window = Window(left, top, int(np.nanmax(columns)) - left + 1, int(np.nanmax(rows)) - top + 1)
    if window.row + window.height > grid.height or window.column + window.width > grid.width:
        raise InputError(f"{file.path} has cells beyond the grid {field.grid}; it may be damaged: download it again.")
    if layout.placing == PATCH:
        regular = rows.shape == window.shape and _is(rows, top + np.arange(window.height)[:, None]) and \
            _is(columns, left + np.arange(window.width))
        if not regular:
            raise InputError(f"{file.path}: the cells of the patch aren't contiguous; it may be damaged: download it "
                             "again.")
    return grid, window


def _is(stored, expected):
    """Whether indices are the expected ones wherever they aren't fills."""
    return bool((np.isnan(stored) | (stored == expected)).all())


def _degree_grid(file) -> Grid:
    """The geographic grid of 1-D `/Longitude` and `/Latitude` (cell centres), north up."""
    x, y = file.read("/Longitude").astype(float), file.read("/Latitude").astype(float)
    # The file's float32 coordinates are off by up to 1e-5 degrees.
    dx, dy = (round(float(a.max() - a.min()) / (a.size - 1), 4) for a in (x, y))
    west, north = round(float(x.min()) - dx / 2, 4), round(float(y.max()) + dy / 2, 4)
    return Grid(crs_wkt("EPSG:4326"), (west, dx, 0.0, north, 0.0, -dy), x.size, y.size)


def _from_degrees(file, name, part):
    """Values on a part of `_degree_grid`, whichever way round the file holds its rows and columns."""
    x, y = file.read("/Longitude"), file.read("/Latitude")
    turned = file.shape(name) == (x.size, y.size) and x.size != y.size
    row = part.row if y[0] > y[-1] else y.size - part.row - part.height
    column = part.column if x[0] < x[-1] else x.size - part.column - part.width
    start, count = (row, column), part.shape
    values = file.values(name, start[::-1], count[::-1]).T if turned else file.values(name, start, count)
    values = values[::-1] if y[0] < y[-1] else values
    return np.ascontiguousarray(values[:, ::-1] if x[0] > x[-1] else values)
