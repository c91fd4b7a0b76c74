"""What makes a table of stations ambiguous or no table at all: columns twice, stations that move, views, no numbers."""
from typing import Any, Iterable, List, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..rasters.fills import FillSearch
from ..rasters.reading import BandInfo
from ..rasters.unit_changes import two_units
from .sensors import no_text

_ANY_BAND = BandInfo(1, "", "", "", False, None, None)      # of which nothing is known but its values
_SEEN = 1000              # cells that a column is judged by
_FARTHEST = 0.01          # degrees that the places of one station may lie apart
_FEWEST_ROWS, _SMALLEST_PART = 5, 0.02      # rows in another unit than the others, and their share


def refuse_repeated_columns(names: Sequence[str], path: str) -> None:
    """Raise InputError when one of the columns that are used occurs twice."""
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError(f"The station file {path} has the column {twice[0]} twice; leave out or rename one of them, "
                         "or say in COLUMNS which is which.")


def refuse_moving(places: Iterable[Tuple[str, str, float, float]], path: str) -> None:
    """Raise InputError when rows (station, network, longitude, latitude) put one station at places far apart."""
    seen = {}
    for name, network, longitude, latitude in places:
        first = seen.setdefault((name, network), (longitude, latitude))
        away = max(abs((longitude - first[0] + 180) % 360 - 180), abs(latitude - first[1]))
        if away > _FARTHEST:
            raise InputError(f"The station file {path} puts the station {name!r} at two places (longitude "
                             f"{first[0]:g}, latitude {first[1]:g}, and {longitude:g}, {latitude:g}); give each place "
                             "a name of its own.")


def refuse_views(database: Any, name: str) -> None:
    """Raise InputError when the layers of a station file are views: a view may be a query that never ends."""
    kinds = dict(database.execute("SELECT name, type FROM sqlite_master WHERE name IN ('stations', 'observations')"))
    if any(kind != "table" for kind in kinds.values()):
        raise InputError(f"The station file {name} isn't one of Import Stations: its layers are views; make it again "
                         "with Import Stations.")


def only_numbers(values: Iterable) -> List[float]:
    """The values as they are; ValueError for what SQLite keeps in columns of numbers besides numbers."""
    values = list(values)
    if not all(type(number) in (int, float) for number in values):
        raise ValueError
    return values


def check_numbers(name: str, values: np.ndarray, path: str) -> None:
    """Raise InputError when a column (n,) holds fill values as if they were numbers, or is in two units."""
    _refuse_fill(name, values, path)
    _refuse_two_units(name, values, path)


def refuse_rows_in_percent(y: np.ndarray, path: str) -> None:
    """Raise InputError when some rows' soil moisture (n,) seems to be in percent, that of the others in m3/m3."""
    percent, others = y[y > 1], y[(y >= 0) & (y <= 1)]
    if len(percent) < max(_FEWEST_ROWS, _SMALLEST_PART * len(y)) or len(others) < len(percent):
        return
    low, high = np.quantile(others, [0.05, 0.95])
    if low <= np.median(percent) / 100 <= high:
        raise InputError(f"The soil moisture of {len(percent)} rows of the table {path} seems to be in percent, that "
                         f"of the other {len(others)} in m3/m3; divide it by 100 in those rows.")


def spoilt_numbers(texts: Sequence[Any]) -> bool:
    """Whether a column of text is one of numbers that a cell spoils: most of it can be read as numbers."""
    known = [str(text) for text in texts[:_SEEN] if not no_text(text)]
    return sum(map(_reads, known)) > len(known) / 2


def _reads(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _refuse_fill(name: str, values: np.ndarray, path: str) -> None:
    """Raise InputError when a column (n,) holds a fill value, such as -9999, as if it were a number."""
    search = FillSearch()
    search.add(np.asarray(values, np.float32))
    if search.found(_ANY_BAND, path):
        low, high = search.ends
        raise InputError(f"The column {name} of the table {path} holds {low if low < 0 else high:.7g}, far from its "
                         "other values: leave the cell empty where there is no value, or correct it.")


def _refuse_two_units(name: str, values: np.ndarray, path: str) -> None:
    """Raise InputError when some rows of a column (n,) seem to be in another unit than the others."""
    parts = two_units(name, values)
    if parts:
        (few, most) = sorted(parts, key=len)
        raise InputError(f"The column {name} of the table {path} seems to change its unit between rows: {len(most)} "
                         f"values lie from {most[0]:.4g} to {most[-1]:.4g}, {len(few)} from {few[0]:.4g} to "
                         f"{few[-1]:.4g}; convert all rows to one unit (or rename the column if they are right).")
