"""What a station file holds, whatever its format: readings of sensors, and stations made of them."""
from dataclasses import dataclass
from typing import Iterable, List, Optional, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor

FILLS_BELOW = -9.0   # -9999, -99.9 and -99: "no value" in every known format
HIGHEST = 1.0        # m3/m3: more water than volume


@dataclass(frozen=True)
class Sensor:
    """Readings of one sensor.

    longitude, latitude: degrees (WGS 84); depth_from, depth_to: metres, NaN when unknown; times: (n,) whole seconds
    since 1970 UTC; values: (n,) soil moisture in m3/m3, NaN where there is none.
    """

    station: str
    network: str
    longitude: float
    latitude: float
    depth_from: float
    depth_to: float
    times: np.ndarray
    values: np.ndarray


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


def within_depth(sensors: Iterable[Sensor], depth_from: float, depth_to: float, what: str,
                 monitor: Monitor = SILENT) -> List[Sensor]:
    """Sensors that lie wholly between two depths in metres; those of unknown depth stay, and are counted in the log.

    Raises InputError when none is left.
    """
    kept, depths, unknown = [], [], 0
    for sensor in sensors:
        if np.isnan(sensor.depth_from):
            unknown += 1
            kept.append(sensor)
            continue
        depths += [sensor.depth_from, sensor.depth_to]
        if depth_from - 1e-6 <= sensor.depth_from and sensor.depth_to <= depth_to + 1e-6:
            kept.append(sensor)
    if not kept:
        raise InputError(f"No sensor of {what} lies between {depth_from:g} and {depth_to:g} m: its depths are "
                         f"{min(depths):g} to {max(depths):g} (metres are wanted); change DEPTH_FROM and DEPTH_TO.")
    dropped = unknown + len(depths) // 2 - len(kept)
    if dropped:
        monitor.info(f"{dropped} sensors outside {depth_from:g} to {depth_to:g} m are left out.")
    if unknown and depths:
        monitor.warn(f"{unknown} sensors have no depth; they are taken as between {depth_from:g} and {depth_to:g} m.")
    return kept


def stations_of(sensors: Iterable[Sensor]) -> List[Station]:
    """Stations in order of network and name: sensors of one name and place put together, missing readings left out."""
    places = {}
    for sensor in sensors:
        key = (sensor.network, sensor.station, round(sensor.longitude, 5), round(sensor.latitude, 5))
        places.setdefault(key, []).append(sensor)
    return [_station(group) for _, group in sorted(places.items())]


def _station(group):
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


def clean(values: np.ndarray, what: str, monitor: Monitor = SILENT) -> np.ndarray:
    """Soil moisture in m3/m3 with NaN for fill values and for what can't be (below 0, above 1); those are counted.

    Raises InputError when the values as a whole can't be m3/m3 (percent), or none is left.
    """
    values = np.where(values <= FILLS_BELOW, np.nan, values)
    known = values[np.isfinite(values)]
    if not known.size:
        raise InputError(f"{what} holds no soil moisture value: all are empty or fill values; check the file.")
    median = float(np.median(known))
    if median > HIGHEST:
        raise InputError(f"{what} has a median soil moisture of {median:.3g}, which can't be m3/m3: it looks like "
                         "percent; divide the column by 100.")
    outside = (values < 0) | (values > HIGHEST)
    if outside.any():
        monitor.warn(f"{int(outside.sum())} of {known.size} readings of {what} are below 0 or above {HIGHEST:g} m3/m3 "
                     "and are left out.")
    return np.where(outside, np.nan, values)


def no_text(value: Optional[str]) -> bool:
    """Whether a cell of a table says that there is no value."""
    return value is None or value.strip().lower() in ("", "na", "nan", "null", "none", "-")
