"""What makes a table of stations ambiguous or no table at all: columns twice, stations that move, views, no numbers."""
from typing import Any, Iterable, List, Sequence, Tuple

from ..errors import InputError

_FARTHEST = 0.01          # degrees that the places of one station may lie apart


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
