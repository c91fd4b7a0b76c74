"""Tables of observations with their predictors already sampled, one row a station and date, as Earth Engine exports.

CSV (commas, semicolons or tabs) or a vector file that GDAL reads. Columns are found by their usual names; COLUMNS says
which is which under others. Every other column of numbers is a predictor; a column name_-10 ... name_0 holds the daily
value of a variable so many days before the row's last day. A second table may hold daily rows by station instead.
"""
import re
from dataclasses import dataclass
from typing import Container, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from . import usual_columns
from .selection import EVERYTHING, Selection
from .sensors import no_text
from .table_checks import check_numbers, spoilt_numbers
from .table_cleaning import names_in_networks, without, without_duplicates, without_future, without_impossible
from .table_columns import Columns, read_columns
from .table_observations import ObservationTable
from .table_selection import unwanted_rows
from .table_times import days_of_texts

STATION, LATITUDE, LONGITUDE, DATE, TARGET = "station", "latitude", "longitude", "date", "soil_moisture"
REGION = "region"
USUAL: Dict[str, Tuple[str, ...]] = {
    STATION: usual_columns.STATION, LATITUDE: usual_columns.LATITUDE, LONGITUDE: usual_columns.LONGITUDE,
    DATE: ("date", "time", "start", "datetime", "time_start", "system:time_start"),
    TARGET: usual_columns.SOIL_MOISTURE, "end": ("end", "time_end"), "network": ("network",),
    "depth_from": ("depth_from",), "depth_to": ("depth_to",), "flag": ("flag",), REGION: ("region",),
}
MEMORY_DAYS = 60          # days that antecedent features look back on, where there are as many
_NEVER_PREDICTORS = {"fid", "ogc_fid", "system:index", ".geo", "wban", "state", "sensor", "elevation_unit"}
_LAGGED = re.compile(r"(?P<variable>.+)_(?P<lag>0|-[1-9][0-9]{0,2})")


@dataclass(frozen=True)
class LaggedDays:
    """Daily values that the rows themselves hold: values (n, days, variables) float32, oldest first, NaN where a
    column is missing."""

    variables: List[str]
    values: np.ndarray
    before_whole_periods = False     # they hold the days before a row's last one only

    @property
    def days(self) -> int:
        """How many days, the row's last one among them."""
        return self.values.shape[1]

    def of_rows(self, station: np.ndarray, last: np.ndarray, rows: np.ndarray, span: int = 1) -> np.ndarray:
        """(k, days, variables) of some rows (indices), whatever their span."""
        return self.values[rows]

    def last_days(self, station: np.ndarray, last: np.ndarray, days: int) -> np.ndarray:
        """(n, days, variables) of all rows; InputError when the columns reach back less far."""
        if days > self.days:
            raise InputError(f"DAYS_BEFORE is {days}, but the table's columns of daily values ({self.variables[0]}_0, "
                             f"...) hold {self.days} days; give more columns, or a smaller DAYS_BEFORE.")
        return self.values[:, self.days - days:]


def lagged_days(table: ObservationTable) -> Optional[LaggedDays]:
    """The columns name_-10 ... name_0 of a table, None where it has none."""
    if not table.lagged:
        return None
    variables = list(table.lagged)
    days = 1 - min(lag for lags in table.lagged.values() for lag in lags)
    values = np.full((len(table), days, len(variables)), np.nan, np.float32)
    for k, name in enumerate(variables):
        for lag, column in table.lagged[name].items():
            values[:, days - 1 + lag, k] = column
    return LaggedDays(variables, values)


@dataclass(frozen=True)
class DailyTable:
    """Daily values by station: {station: (days, variables) float32}, all beginning with `first` (days since 1970), NaN
    where a day is missing."""

    variables: List[str]
    first: int
    values: Dict[str, np.ndarray]
    days: int = MEMORY_DAYS
    before_whole_periods = True

    def of_rows(self, station: np.ndarray, last: np.ndarray, rows: np.ndarray, span: int = 1) -> np.ndarray:
        """(k, days + span - 1, variables) of some rows (indices) that are each of `span` days, by their stations (n,)
        and last days (n,)."""
        return self.windows(station[rows], last[rows], self.days + span - 1)

    def last_days(self, station: np.ndarray, last: np.ndarray, days: int) -> np.ndarray:
        """(n, days, variables) of all rows."""
        return self.windows(station, last, days)

    def windows(self, station: np.ndarray, last: np.ndarray, days: int) -> np.ndarray:
        """(n, days, variables) of the days up to and with `last` (n,) at the stations (n,)."""
        out = np.full((len(station), days, len(self.variables)), np.nan, np.float32)
        for name in np.unique(station):
            values, rows = self.values.get(name), np.flatnonzero(station == name)
            if values is None:
                continue
            places = (last[rows] - self.first)[:, None] + np.arange(1 - days, 1)
            there = (places >= 0) & (places < len(values))
            out[rows] = np.where(there[..., None], values[np.clip(places, 0, len(values) - 1)], np.nan)
        return out


def column_names(text: Optional[str]) -> Dict[str, str]:
    """Our names of columns to the table's, of "soil_moisture=vwc, date=day"; InputError for a name that isn't ours."""
    out = {}
    for part in filter(None, (part.strip() for part in (text or "").replace(";", ",").split(","))):
        ours, equals, theirs = (piece.strip() for piece in part.partition("="))
        ours = DATE if ours.lower() == "time" else ours.lower()
        if not equals or not theirs or ours not in USUAL:
            raise InputError(f"COLUMNS can't be understood at {part[:60]!r}; write soil_moisture=vwc, date=day with "
                             f"names of [{', '.join(USUAL)}].")
        out[ours] = theirs
    return out


def read_observations(path: str, names: Optional[Mapping[str, str]] = None, period_days: int = 1,
                      monitor: Monitor = SILENT, selection: Selection = EVERYTHING) -> ObservationTable:
    """The observations of a table; rows without soil moisture or date are left out and counted.

    names: our name of a column to the table's; period_days: days that a row stands for where no column says its end;
    selection: depths and flags that are wanted, where columns say them.
    Raises InputError: a column that is needed is missing or holds no numbers, values that can't be m3/m3, no row left.
    """
    table = read_columns(path, monitor)
    found = _found(table, dict(names or {}), (STATION, LATITUDE, LONGITUDE, DATE, TARGET))
    first = days_of_texts(table.texts[found[DATE]], f"the table {path}", found[DATE])
    last = first + period_days - 1
    if "end" in found:
        last = days_of_texts(table.texts[found["end"]], f"the table {path}", found["end"]) - 1
    y, station = _numbers(table, found[TARGET]), table.texts[found[STATION]].astype(str)
    if "network" in found:
        station = names_in_networks(station, table.texts[found["network"]])
    predictors, lagged = _predictors(table, set(found.values()), monitor)
    region = table.texts[found[REGION]].astype(str) if REGION in found else None
    out = ObservationTable(station, _numbers(table, found[LONGITUDE]), _numbers(table, found[LATITUDE]), first, last, y,
                           predictors, lagged, region=region)
    top, bottom = (_numbers(table, found[name]) if name in found else None for name in ("depth_from", "depth_to"))
    kept = np.ones(len(y), bool)
    for what, wrong in unwanted_rows(top, bottom, table.texts[found["flag"]] if "flag" in found else None, selection):
        out, kept = without(out, wrong[kept], what), kept & ~wrong
    return without_duplicates(without_impossible(out, path))


def read_daily(path: str, names: Optional[Mapping[str, str]] = None, monitor: Monitor = SILENT) -> DailyTable:
    """Daily rows by station: columns station and date; every other column of numbers is a variable.

    Raises InputError as `read_observations`, and when a day of a station has two rows that differ.
    """
    table = read_columns(path, monitor)
    found = _found(table, dict(names or {}), (STATION, DATE))
    ours = {column for key, column in found.items() if key in (STATION, DATE, LATITUDE, LONGITUDE, TARGET, "network")}
    day = days_of_texts(table.texts[found[DATE]], f"the table {path}", found[DATE])
    station = table.texts[found[STATION]].astype(str)
    if "network" in found:
        station = names_in_networks(station, table.texts[found["network"]])
    variables = [name for name in table.numbers if name not in ours and name.lower() not in _NEVER_PREDICTORS]
    for name in variables:
        check_numbers(name, table.numbers[name], path)
    if not variables:
        raise InputError(f"The table {path} has no column of daily numbers besides station and date; check it.")
    stacked = np.stack([table.numbers[name] for name in variables], 1).astype(np.float32)
    past = without_future(day, path, monitor)
    day, station, stacked = day[past], station[past], stacked[past]
    values, first = {}, int(day.min())
    for name in np.unique(station):
        rows = np.flatnonzero(station == name)
        _refuse_two_values(name, day[rows], stacked[rows], path)
        out = np.full((int(day.max()) - first + 1, len(variables)), np.nan, np.float32)
        out[day[rows] - first] = stacked[rows]
        values[name] = out
    return DailyTable(variables, first, values)


def _refuse_two_values(name: str, day: np.ndarray, values: np.ndarray, path: str) -> None:
    order = np.argsort(day, kind="stable")
    again = np.flatnonzero(np.diff(day[order]) == 0)
    differ = ~np.isclose(values[order[again]], values[order[again + 1]], equal_nan=True).all(1)
    if differ.any():
        when = day[order[again[differ.argmax()]]].astype("datetime64[D]")
        raise InputError(f"The table {path} has two rows of the station {str(name)[:60]!r} on {when} with different "
                         "values; leave one out, or give each station a name of its own.")


def _found(table: Columns, names: Mapping[str, str], needed: Sequence[str]) -> Dict[str, str]:
    """{our name: the table's} of the columns that are there; InputError when a needed one isn't."""
    by_lower = {name.lower(): name for name in table.texts}
    found = {}
    for ours, usual in USUAL.items():
        wanted = (names[ours],) if ours in names else usual
        column = next((by_lower[name.lower()] for name in wanted if name.lower() in by_lower), None)
        if column is not None:
            found[ours] = column
    missing = [name for name in needed if name not in found]
    if missing:
        raise InputError(f"The table {table.path} lacks the columns {', '.join(missing)}; it has "
                         f"{', '.join(list(table.texts))[:300]}: rename them, or say which is which in COLUMNS "
                         f"({missing[0]}=its name).")
    return found


def _numbers(table: Columns, column: str) -> np.ndarray:
    if column not in table.numbers:
        texts = table.texts[column]
        example = next(t for t in texts if not no_text(t) and not _is_number(t))
        raise InputError(f"The column {column} of the table {table.path} holds {str(example)[:40]!r}, which isn't a "
                         "number; correct it.")
    return table.numbers[column]


def _is_number(text: str) -> bool:
    try:
        float(text)
        return "_" not in text
    except ValueError:
        return False


def _predictors(table: Columns, taken: Container[str],
                monitor: Monitor) -> Tuple[Dict[str, np.ndarray], Dict[str, Dict[int, np.ndarray]]]:
    """Columns of numbers that are predictors, and those that are daily values."""
    predictors: Dict[str, np.ndarray] = {}
    lagged: Dict[str, Dict[int, np.ndarray]] = {}
    passed = []
    for name in table.texts:
        if name in taken or name.lower() in _NEVER_PREDICTORS:
            continue
        if name not in table.numbers:
            passed.append(name)
            continue
        check_numbers(name, table.numbers[name], table.path)
        match = _LAGGED.fullmatch(name)
        if match:
            lagged.setdefault(match["variable"], {})[int(match["lag"])] = table.numbers[name]
        else:
            predictors[name] = table.numbers[name]
    for name in passed:
        if spoilt_numbers(table.texts[name].tolist()):
            _numbers(table, name)        # says what is wrong
    if passed:
        monitor.info(f"Columns of text can't be predictors and are ignored: {', '.join(passed)}.")
    return predictors, lagged
