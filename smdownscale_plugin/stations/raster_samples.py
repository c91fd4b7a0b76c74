"""Samples at stations from rasters: daily means of the readings beside the predictors of their pixel."""
from dataclasses import replace
from datetime import datetime
from typing import List, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..rasters.coarse import Coarse, find_stack
from ..rasters.fills import FillSearch, undeclared_fill
from ..rasters.period import Period
from ..rasters.stack import Stack
from ..rasters.windows import Window
from ..samples.at_points import Points, sample_points
from ..samples.date_columns import COARSE
from ..scaling.geometry import CellGeometry, pixel_positions
from ..scaling.interpolation import bilinear
from .neighbourhoods import neighbourhoods, on_a_plane
from .observation_table import DailyTable
from .sensors import Station
from .station_samples import StationSamples, with_columns

_DAY = 86_400


def daily_means(stations: Sequence[Station]) -> Points:
    """One measurement a station and day (UTC): the mean of its readings."""
    x, y, day, value, group = [], [], [], [], []
    for number, station in enumerate(stations):
        days, index = np.unique(station.times // _DAY, return_inverse=True)
        means = np.bincount(index.ravel(), station.values) / np.bincount(index.ravel())
        day.append(days)
        value.append(means)
        group.append(np.full(len(days), number))
        x.append(np.full(len(days), station.longitude))
        y.append(np.full(len(days), station.latitude))
    if not x:
        raise InputError("There is no station with readings; check depths, flags and dates.")
    joined = [np.concatenate(parts) for parts in (x, y, day, value, group)]
    return Points(joined[0], joined[1], "EPSG:4326", joined[2].astype("datetime64[D]"), joined[3], joined[4])


def samples_of_rasters(stations: Sequence[Station], stacks: Sequence[Stack], coarse: Sequence[Coarse],
                       together_km: float, monitor: Monitor = SILENT) -> StationSamples:
    """Rows of the stations' daily means and the predictors of their pixels; with coarse rasters, these interpolated to
    the station as `coarse_soil_moisture`.

    Raises InputError when no measurement has predictors.
    """
    points = daily_means(stations)
    samples, used = sample_points(stacks, points, monitor)
    longitude, latitude = (np.array([getattr(s, name) for s in stations]) for name in ("longitude", "latitude"))
    station, last = points.group[used], points.day[used].astype(int)
    groups = neighbourhoods(longitude, latitude, together_km)
    samples = replace(samples, group=groups[station], place_km=on_a_plane(longitude, latitude)[station])
    rows = StationSamples(samples, station, [s.label for s in stations], longitude, latitude, last, [])
    return _with_coarse(rows, coarse, stacks[0], points, used, monitor) if coarse else rows


def _with_coarse(rows: StationSamples, coarse: Sequence[Coarse], stack: Stack, points: Points, used: np.ndarray,
                 monitor: Monitor) -> StationSamples:
    values = np.full(len(rows), np.nan)
    across, down = pixel_positions(stack.grid, points.x, points.y, points.crs)
    across, down = across[used].astype(int), down[used].astype(int)
    for raster, days in _days_of(coarse, rows.last, monitor):
        geometry = CellGeometry(stack.grid, raster.grid)
        for k in np.flatnonzero(np.isin(rows.last, days)):
            values[k] = bilinear(raster.values, geometry, Window(across[k], down[k], 1, 1))[0, 0]
    known = np.isfinite(values)
    if not known.any():
        raise InputError("COARSE has no value at any station on the days of their readings; check its dates and "
                         "extent.")
    note = [f"{int((~known).sum())} observations are left out: the coarse product has no value there."] \
        if not known.all() else []
    rows = StationSamples(with_columns(rows.samples, {COARSE: values}, {COARSE: "m3 m-3"}), rows.station, rows.names,
                          rows.longitude, rows.latitude, rows.last, [*rows.notes, *note], [COARSE])
    return rows.some(known)


def _days_of(coarse: Sequence[Coarse], last: np.ndarray, monitor: Monitor) -> List[Tuple[Coarse, np.ndarray]]:
    """The days that each coarse raster serves."""
    served = {}
    for day in np.unique(last):
        raster = find_stack(_period_of(day), coarse, str(np.datetime64(int(day), "D")), monitor)
        if raster is not None:
            served.setdefault(id(raster), (raster, []))[1].append(day)
    return [(raster, np.array(days)) for raster, days in served.values()]


def _period_of(day: int) -> Optional[Period]:
    return Period.from_name(str(np.datetime64(int(day), "D")))


def daily_at_stations(stacks: Sequence[Stack], stations: Sequence[Station], monitor: Monitor = SILENT) -> DailyTable:
    """Daily stacks at the stations' pixels as a table of daily values; a stack of several days stands for each.

    Raises InputError when no stack has a date, or no station lies on their grid.
    """
    dated = sorted((s for s in stacks if s.period), key=lambda s: certain(s.period).start)
    if not dated:
        raise InputError("SERIES has no dates; put them into the names (rain_20200601.tif) or TIME_START and TIME_END.")
    across, down = pixel_positions(dated[0].grid, np.array([s.longitude for s in stations]),
                                   np.array([s.latitude for s in stations]), "EPSG:4326")
    grid = dated[0].grid
    inside = np.flatnonzero((across >= 0) & (across < grid.width) & (down >= 0) & (down < grid.height))
    if not len(inside):
        raise InputError("No station lies on the grid of SERIES; check its extent.")
    names = dated[0].names
    first = _number_of(certain(dated[0].period).start)
    last = _number_of(max(certain(s.period).end for s in dated))
    values = np.full((len(stations), last - first + 1, len(names)), np.nan, np.float32)
    for stack in monitor.each(dated, "Reading SERIES at the stations"):
        begin, end = (_number_of(edge) - first for edge in (certain(stack.period).start, certain(stack.period).end))
        with stack.select(names).open() as reader:
            for k in inside:
                pixel = reader.read(Window(int(across[k]), int(down[k]), 1, 1))[:, 0, 0]
                values[k, begin:max(end, begin + 1)] = pixel
    _refuse_fills(dated, values[inside], names)
    return DailyTable(names, first, {station.label: values[k] for k, station in enumerate(stations)})


def _refuse_fills(stacks: Sequence[Stack], values: np.ndarray, names: Sequence[str]) -> None:
    """InputError where values (stations, days, variables) hold a fill value that isn't declared."""
    for k, predictor in enumerate(stacks[0].select(names).predictors):
        search = FillSearch()
        search.add(values[:, :, k].ravel())
        problem = search.found(predictor.band, predictor.path)
        if problem:
            files = (stack.select([predictor.name]).predictors[0] for stack in stacks)
            found = (undeclared_fill(other.path, bands=[other.band.index]) for other in files)
            raise InputError("SERIES: " + next((text for text in found if text), problem))


def _number_of(moment: datetime) -> int:
    return int(moment.timestamp() // _DAY)
