"""What every reader of stations is given along with a file."""
from dataclasses import dataclass, field
from typing import Dict, Mapping

import numpy as np

from ..monitor import SILENT, Monitor
from .selection import EVERYTHING, Selection
from .tally import Tally


@dataclass(frozen=True)
class Place:
    """Where a station is, for tables that hold names and readings alone. depth_from, depth_to: metres."""

    longitude: float
    latitude: float
    network: str = ""
    elevation: float = np.nan
    depth_from: float = np.nan
    depth_to: float = np.nan


@dataclass(frozen=True)
class ReaderInputs:
    """What to keep, where to count what isn't kept, and what tables don't say of themselves.

    columns: name of a column as we call it to that of the table; places: of stations, by name.
    """

    selection: Selection = EVERYTHING
    tally: Tally = field(default_factory=Tally)
    columns: Mapping[str, str] = field(default_factory=dict)
    places: Dict[str, Place] = field(default_factory=dict)
    monitor: Monitor = SILENT
