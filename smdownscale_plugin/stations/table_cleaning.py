"""Rows of a table of observations that can't be used: left out and counted, or the table is refused."""
import numpy as np

from ..errors import InputError
from ..monitor import Monitor
from .sensors import not_yet
from .table_checks import refuse_rows_in_percent
from .table_observations import ObservationTable

_LEFT_OUT = " and are left out"
_DAY = 86_400
_SAME_PLACE = 2        # decimals of degrees that copies of a row agree in


def without_impossible(table: ObservationTable, path: str) -> ObservationTable:
    """The rows with soil moisture (m3/m3), a place and a date that isn't in the future; InputError when a station is in
    percent, or none is left."""
    table = without(table, ~np.isfinite(table.y) | (table.y <= -9.0), "rows have no soil moisture")
    _refuse_percent(table, path)
    refuse_rows_in_percent(table.y, path)
    table = without(table, (table.y < 0) | (table.y > 1), "rows have soil moisture below 0 or above 1 m3/m3")
    table = without(table, _in_future(table.first), "rows are dated in the future")
    nowhere = (abs(table.latitude) > 90) | (abs(table.longitude) > 360)
    if nowhere.all():
        ends = [end for values in (table.latitude, table.longitude) for end in (values.min(), values.max())]
        raise InputError("The table {} has latitudes from {:g} to {:g} and longitudes from {:g} to {:g} degrees, so no "
                         "row has a place on Earth; check which column is which.".format(path, *ends))
    return without(table, ~np.isfinite(table.longitude + table.latitude) | nowhere, "rows have no place on Earth")


def without_future(day: np.ndarray, path: str, monitor: Monitor) -> np.ndarray:
    """Which days since 1970 (n,) are past; the others are counted in the log. InputError when none is."""
    future = _in_future(day)
    if future.all():
        raise InputError(f"All rows of the table {path} are dated in the future; check the column of dates.")
    if future.any():
        first = day[future][0].astype("datetime64[D]")
        monitor.warn(f"{int(future.sum())} rows of the table {path} are dated in the future ({first}) and are left "
                     "out.")
    return ~future


def _in_future(day: np.ndarray) -> np.ndarray:
    return day * _DAY > not_yet()


def _refuse_percent(table: ObservationTable, path: str) -> None:
    """Raise InputError when most rows of a station can't be m3/m3."""
    names, station = np.unique(table.station, return_inverse=True)
    high = np.bincount(station.ravel(), table.y > 1) / np.bincount(station.ravel())
    if (high >= 0.5).any():
        worst = high.argmax()
        middle = np.median(table.y[station.ravel() == worst])
        raise InputError(f"The table {path} has a median soil moisture of {middle:.3g} at the station "
                         f"{str(names[worst])[:60]!r}, which can't be m3/m3: it looks like percent; divide the values "
                         "by 100.")


def without(table: ObservationTable, wrong: np.ndarray, what: str) -> ObservationTable:
    """The table less the rows that are `wrong` (n,), counted; InputError when none is left."""
    count = int(wrong.sum())
    if count == len(table):
        raise InputError(f"No row of the table is left: all {count} {what}.")
    return _counted(table.some(~wrong) if count else table, what + _LEFT_OUT, count)


def without_duplicates(table: ObservationTable) -> ObservationTable:
    """Several rows of a station and day at one place (sensors, copies) become their mean, counted."""
    _, station = np.unique(table.station, return_inverse=True)
    keys = np.stack([station.ravel(), table.first, table.last, np.round(table.longitude, _SAME_PLACE),
                     np.round(table.latitude, _SAME_PLACE)], 1)
    _, kept, group, counts = np.unique(keys, axis=0, return_index=True, return_inverse=True, return_counts=True)
    group = group.ravel()
    if len(kept) == len(table):
        return table
    y = np.bincount(group, table.y) / counts
    out = table.some(kept)
    out.y[:] = y
    return _counted(out, "rows have the same station and date as another: their mean is used", len(table) - len(kept))


def names_in_networks(station: np.ndarray, network: np.ndarray) -> np.ndarray:
    """(n,) names of stations; where a name occurs in several networks, it is preceded by the network."""
    pairs = np.unique(np.stack([station.astype(str), network.astype(str)], 1), axis=0)
    names, counts = np.unique(pairs[:, 0], return_counts=True)
    twice = np.isin(station, names[counts > 1])
    return np.where(twice, np.char.add(np.char.add(network.astype(str), " "), station.astype(str)), station)


def _counted(table: ObservationTable, what: str, count: int) -> ObservationTable:
    if count:
        table.dropped[what] = count
    return table
