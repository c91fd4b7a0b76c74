"""Sample Predictors: the predictors of stations' or points' pixels as a table, one row a place and date."""
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..rasters.coarse import read_all
from ..rasters.stack import Stack, open_stacks
from ..reports.tables import NUMBER, TEXT, write_table
from ..stations.places import named_points
from ..stations.raster_samples import daily_at_stations, samples_of_rasters
from ..stations.registry import read_sensors
from ..stations.sampled_table import antecedent_columns, day_columns, sampled_columns
from ..stations.sensors import Station, stations_of, warn_of_stuck
from ..stations.station_samples import antecedent_names
from .map_stations import StationFiles
from .outputs import refuse_overwriting

_DAY = 86_400
Periods = Dict[int, Tuple[str, str]]


@dataclass(frozen=True)
class Sampled:
    """What was written."""

    table: str
    n_rows: int
    n_places: int
    columns: List[str]


@dataclass(frozen=True)
class LookingBack:
    """Daily stacks, how many days of each variable become columns, and names of antecedent features (or `usual`)."""

    series: Sequence[str] = ()
    days_before: int = 11
    antecedent: str = ""


@dataclass(frozen=True)
class PointLayer:
    """A layer of points; name: the field with their names, None to number them."""

    path: str
    layer: Optional[str] = None
    name: Optional[str] = None


@dataclass(frozen=True)
class CoarseFiles:
    """Rasters of the coarse product; scale: from their unit to m3/m3; band: of rasters with several."""

    paths: Sequence[str] = ()
    scale: float = 1.0
    band: str = ""


def sample_predictors(predictors: Sequence[str], table: str, stations: StationFiles = StationFiles(),
                      points: Optional[PointLayer] = None, back: LookingBack = LookingBack(),
                      coarse: CoarseFiles = CoarseFiles(), monitor: Monitor = SILENT) -> Sampled:
    """Write a row for each station and day with a reading (daily mean, m3/m3), or for each point and date of the
    predictors.

    Raises InputError for inputs that don't fit together; OutputError when the table can't be written.
    """
    if bool(stations.paths) == bool(points):
        raise InputError("Give either STATIONS (with readings) or POINTS (places without readings), one of the two.")
    if back.antecedent and not back.series:
        raise InputError("ANTECEDENT needs daily stacks; give them as SERIES.")
    stacks, series = open_stacks(predictors), open_stacks(back.series) if back.series else []
    refuse_overwriting([table], [p.path for stack in [*stacks, *series] for p in stack.predictors])
    if stations.paths:
        read = read_sensors(stations.paths, monitor.part(0.0, 0.1), selection=stations.selection)
        places, periods = stations_of(read), None
        warn_of_stuck(places, monitor)
    else:
        periods = _periods(stacks, bool(series or coarse.paths))
        places = _stations_at(certain(points), periods)
    places = _distinct(places)
    rasters = read_all(coarse.paths, coarse.scale, stacks[0].grid, monitor, coarse.band) if coarse.paths else []
    rows = samples_of_rasters(places, stacks, rasters, 0.0, monitor.part(0.1, 0.5))
    for note in rows.notes:
        monitor.info(note)
    columns = sampled_columns(rows, periods is None, periods, monitor)
    if series:
        daily = daily_at_stations(series, places, monitor.part(0.5, 0.9))
        columns.update(_of_days(rows, daily, back, columns, monitor))
    _warn_of_empty(columns, monitor)
    kinds = [(name, TEXT if values.dtype == object else NUMBER) for name, values in columns.items()]
    write_table(table, kinds, zip(*columns.values()), "observations")
    n_places = len(np.unique(rows.station))
    monitor.info(f"{len(rows)} rows of {n_places} places, {len(columns)} columns: {', '.join(list(columns)[:20])}"
                 f"{' ...' if len(columns) > 20 else ''}.")
    monitor.at(1.0, "Table written")
    return Sampled(table, len(rows), n_places, list(columns))


def _periods(stacks: Sequence[Stack], dates_needed: bool) -> Periods:
    """First day and the day after the last one as texts, by the last day of each stack."""
    if stacks[0].period is None:
        if dates_needed:
            raise InputError("The predictors have no date, so it isn't known which days of SERIES or COARSE belong to "
                             "POINTS; give predictors with dates, or STATIONS.")
        return {0: ("", "")}
    out = {}
    for stack in stacks:
        period = certain(stack.period)
        last = period.end - timedelta(microseconds=1)
        after = (last + timedelta(days=1)).date().isoformat()
        out[int(last.timestamp() // _DAY)] = (period.start.date().isoformat(), after)
    return out


def _stations_at(points: PointLayer, periods: Periods) -> List[Station]:
    """Points as stations with one reading (that nobody sees) at each date."""
    times = np.array(sorted(periods), np.int64) * _DAY
    return [Station(name, "", longitude, latitude, (np.nan, np.nan), 0, times, np.zeros(len(times)))
            for name, longitude, latitude in named_points(points.path, points.layer, points.name)]


def _distinct(places: Sequence[Station]) -> List[Station]:
    """Places of one name get numbers: a table knows them by their names."""
    seen: Dict[str, int] = {}
    out = []
    for place in places:
        seen[place.label] = seen.get(place.label, 0) + 1
        number = seen[place.label]
        out.append(place if number == 1 else replace(place, name=f"{place.name} ({number})"))
    return out


def _of_days(rows, daily, back: LookingBack, taken, monitor):
    found = day_columns(rows, daily, back.days_before) if back.days_before else {}
    if back.antecedent:
        if found:
            monitor.warn("The table has both days and antecedent predictors of SERIES; for Train on Stations set "
                         "DAYS_BEFORE to 0, or leave ANTECEDENT out: it derives them from the days itself.")
        found.update(antecedent_columns(rows, daily, antecedent_names(back.antecedent, list(daily.variables))))
    twice = [name for name in found if name in taken]
    if twice:
        raise InputError(f"{twice[0]} is a predictor and would be derived from SERIES too; leave one of them out.")
    return found


def _warn_of_empty(columns, monitor):
    empty = [name for name, values in columns.items() if values.dtype != object and not np.isfinite(values).any()]
    if empty:
        monitor.warn(f"Empty in all rows: {', '.join(empty[:10])}{' ...' if len(empty) > 10 else ''}; SERIES doesn't "
                     "reach back far enough before the dates.")
