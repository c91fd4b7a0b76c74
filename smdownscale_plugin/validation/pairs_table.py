"""The table of pairs of Validate Against Stations: how far maps that were made before were from readings."""
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..stations.table_columns import read_columns
from .estimates import DOWNSCALED

_NEEDED = ("longitude", "latitude", "station_sm", DOWNSCALED)
_LARGEST = 1.0       # m3/m3


@dataclass(frozen=True)
class EarlierPairs:
    """Pairs (n,): longitude, latitude: degrees; error: map less reading, m3/m3."""

    longitude: np.ndarray
    latitude: np.ndarray
    error: np.ndarray


def read_pairs(path: str, monitor: Monitor = SILENT) -> EarlierPairs:
    """The pairs of a table that have both values.

    Raises InputError: a column is missing or holds text, no pair is left, errors that can't be m3/m3.
    """
    table = read_columns(path, monitor)
    missing = [name for name in _NEEDED if name not in table.numbers]
    if missing:
        raise InputError(f"PAIRS {path} has no column of numbers {', '.join(missing)}; give the table PAIRS that "
                         "Validate Against Stations wrote.")
    longitude, latitude, reading, estimate = (table.numbers[name] for name in _NEEDED)
    error = estimate - reading
    known = np.isfinite(longitude + latitude + error)
    if not known.any():
        raise InputError(f"PAIRS {path} has no row with a place, a reading and a value of the map; check the table.")
    if np.median(np.abs(error[known])) > _LARGEST:
        raise InputError(f"PAIRS {path} has a median difference of {np.median(np.abs(error[known])):.3g}, which can't "
                         "be m3/m3: one of its columns is in another unit, such as percent; validate maps and readings "
                         "in m3/m3.")
    if not known.all():
        monitor.info(f"Pairs without a place, a reading or a value of the map are left out: {int((~known).sum())}.")
    return EarlierPairs(longitude[known], latitude[known], error[known])
