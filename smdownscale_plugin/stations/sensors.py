"""What a station file holds, whatever its format: readings of sensors, and stations made of them."""
import time
from dataclasses import dataclass
from typing import Iterable, List, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import Monitor

FILLS_BELOW = -9.0   # -9999, -99.9 and -99: "no value" in every known format
HIGHEST = 1.0        # m3/m3: more water than volume
_STUCK_DAYS = 20     # with one reading all the time are no coincidence
_REPEATED, _APART = 3, 0.02      # readings of one value, and m3/m3 to all others, that are no soil moisture
_DAY = 86_400


@dataclass(frozen=True)
class Sensor:
    """Readings of one sensor.

    longitude, latitude: degrees (WGS 84); depth_from, depth_to: metres, NaN when unknown; times: (n,) whole seconds
    since 1970 UTC; values: (n,) soil moisture in m3/m3, NaN where there is none; elevation: metres; instrument: its
    name; flags: (n,) texts, None in formats that have none; offered: how many readings the file has in the wanted time,
    before flags and missing values were left out. InputError without a name or a place on Earth.
    """

    station: str
    network: str
    longitude: float
    latitude: float
    depth_from: float
    depth_to: float
    times: np.ndarray
    values: np.ndarray
    elevation: float = np.nan
    instrument: str = ""
    flags: Optional[np.ndarray] = None
    offered: int = 0

    def __post_init__(self) -> None:
        if not (self.station.strip() and -180.0 <= self.longitude <= 360.0 and -90.0 <= self.latitude <= 90.0):
            raise InputError(f"A station needs a name and a place on Earth; {self.label!r} has longitude "
                             f"{self.longitude:g} and latitude {self.latitude:g}.")

    @property
    def label(self) -> str:
        """Name with its network, for messages."""
        return f"{self.network} / {self.station}" if self.network else self.station


@dataclass(frozen=True)
class Station:
    """A place with the readings of its sensors, in order of time; sensors at one depth count alike.

    depths: the range of the sensors' depths in metres, NaN when unknown.
    """

    name: str
    network: str
    longitude: float
    latitude: float
    depths: Tuple[float, float]
    sensors: int
    times: np.ndarray
    values: np.ndarray

    @property
    def label(self) -> str:
        """Name with its network, for tables and titles."""
        return f"{self.network} / {self.name}" if self.network else self.name


def stations_of(sensors: Iterable[Sensor]) -> List[Station]:
    """Stations in order of network and name: sensors of one name and place put together, missing readings left out."""
    places = {}
    for sensor in sensors:
        key = (sensor.network, sensor.station, round(sensor.longitude, 5), round(sensor.latitude, 5))
        places.setdefault(key, []).append(sensor)
    return [_station(group) for _, group in sorted(places.items())]


def warn_of_stuck(stations: Sequence[Station], monitor: Monitor) -> None:
    """Warn of stations that report one value all the time (a broken sensor, or zeros in place of nothing), and of gaps
    written as readings."""
    stuck = [f"{s.label} ({s.values[0]:.3g})" for s in stations if _is_stuck(s)]
    if stuck:
        monitor.warn("Stations whose readings never change: "
                     f"{', '.join(stuck[:5])}{f' and {len(stuck) - 5} more' if len(stuck) > 5 else ''}; a sensor may "
                     "be broken, or a fill value counts as a reading.")
    warn_of_gaps_as_readings([(s.label, s.values) for s in stations], monitor)


def warn_of_gaps_as_readings(stations: Sequence[Tuple[str, np.ndarray]], monitor: Monitor) -> None:
    """Warn of stations (label, readings in m3/m3) whose exact zeros or ones lie apart from all their other readings."""
    for value in (0.0, 1.0):
        odd = [(label, values) for label, values in stations if _stands_alone(values, value)]
        if odd:
            count, more = sum(int((values == value).sum()) for _, values in odd), len(odd) - 5
            monitor.warn(f"{count} readings are exactly {value:g} m3/m3, far from all others of their stations: "
                         f"{', '.join(label for label, _ in odd[:5])}{f' and {more} more' if more > 0 else ''}. "
                         "They count as soil moisture; if they are gaps, leave them empty in the file.")


def _stands_alone(values: np.ndarray, value: float) -> bool:
    """Whether a value is repeated, and no other reading comes near it: dry or wet soil passes through all between."""
    same = values == value
    others = values[~same]
    return bool(same.sum() >= _REPEATED and len(others) and np.abs(others - value).min() > _APART)


def _is_stuck(station: Station) -> bool:
    values, times = station.values, station.times
    if len(values) < 2 or np.ptp(values) > 0:
        return False
    return bool(values[0] == 0 or times[-1] - times[0] > _STUCK_DAYS * _DAY)


def _station(group: Sequence[Sensor]) -> Station:
    times = np.concatenate([s.times for s in group])
    values = np.concatenate([s.values for s in group])
    order = np.argsort(times, kind="stable")
    order = order[np.isfinite(values[order])]
    depths = np.array([(s.depth_from, s.depth_to) for s in group])
    known = depths[np.isfinite(depths).all(1)]
    span = (float(known[:, 0].min()), float(known[:, 1].max())) if len(known) else (np.nan, np.nan)
    first = group[0]
    return Station(first.station, first.network, first.longitude, first.latitude, span, len(group), times[order],
                   values[order])


def refuse_readings_in_other_units(values: np.ndarray, what: str) -> None:
    """InputError when values as a whole can't be m3/m3 (percent), or when all of them are fill values."""
    known = values[np.isfinite(values) & (values > FILLS_BELOW)]
    if not known.size:
        raise InputError(f"{what} holds no soil moisture value: all are empty or fill values; check the file.")
    median = float(np.median(known))
    if median > HIGHEST:
        raise InputError(f"{what} has a median soil moisture of {median:.3g}, which can't be m3/m3: it looks like "
                         "percent; divide the column by 100.")


def not_yet() -> int:
    """Seconds since 1970 UTC from which on nothing can have been measured: a day from now, as local times may lead."""
    return int(time.time()) + _DAY


def no_text(value: Optional[str]) -> bool:
    """Whether a cell of a table says that there is no value."""
    return value is None or value.strip().lower() in ("", "na", "nan", "null", "none", "-")
