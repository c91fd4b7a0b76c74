"""Which sensors and readings are wanted: depth, quality flag, time and area, decided on the way in."""
from dataclasses import dataclass, replace
from typing import FrozenSet, Iterable, Optional, Tuple

import numpy as np

from ..errors import InputError
from .area import Area
from .sensors import FILLS_BELOW, HIGHEST, Sensor, not_yet
from .tally import Tally

GOOD = "G"
ALL_FLAGS = ("all", "*")


@dataclass(frozen=True)
class Selection:
    """What to keep; the default keeps everything.

    depth_from, depth_to: metres, sensors wholly between them (those of unknown depth stay); flags: exact texts of the
    quality flag that are good, None for any; start, end: seconds since 1970 UTC, end excluded; area: stations inside.
    """

    depth_from: float = 0.0
    depth_to: float = np.inf
    flags: Optional[FrozenSet[str]] = None
    start: float = -np.inf
    end: float = np.inf
    area: Optional[Area] = None

    def __post_init__(self) -> None:
        if self.depth_from > self.depth_to:
            raise InputError(f"DEPTH_FROM ({self.depth_from:g} m) is below DEPTH_TO ({self.depth_to:g} m): swap them.")

    def wants(self, longitude: float, latitude: float, depths: Tuple[float, float], tally: Tally) -> bool:
        """Whether a sensor is wanted; one that isn't is counted."""
        if self.area is not None and not self.area.holds(longitude, latitude):
            tally.add("sensors lie outside the extent", warning=False)
            return False
        top, bottom = depths
        if np.isnan(top) and np.isfinite(self.depth_to):
            tally.note(f"Sensors without a depth are assumed to lie between {self.depth_from:g} and {self.depth_to:g} "
                       "m.")
        if np.isfinite(top) and not (self.depth_from - 1e-6 <= top and bottom <= self.depth_to + 1e-6):
            tally.add(f"sensors lie outside {self.depth_from:g} to {self.depth_to:g} m", warning=False,
                      example=f"{top:g} to {bottom:g} m (metres are wanted)")
            return False
        return True

    def readings(self, sensor: Sensor, tally: Tally) -> Sensor:
        """The sensor with the readings that are wanted and can be soil moisture; the rest is counted."""
        values = sensor.values
        inside = (sensor.times >= self.start) & (sensor.times < self.end)
        known = inside & np.isfinite(values) & (values > FILLS_BELOW)
        tally.add("readings have no value", int(inside.sum() - known.sum()), warning=False)
        possible = known & (values >= 0.0) & (values <= HIGHEST)
        tally.add(f"readings are below 0 or above {HIGHEST:g} m3/m3", int(known.sum() - possible.sum()), sensor.label)
        future = possible & (sensor.times > not_yet())
        tally.add("readings are dated in the future", int(future.sum()), sensor.label)
        possible &= ~future
        keep = possible & self._good(sensor, possible, tally)
        flags = None if sensor.flags is None else sensor.flags[keep]
        return replace(sensor, times=sensor.times[keep], values=values[keep], flags=flags,
                       offered=int(inside.sum()))

    def _good(self, sensor: Sensor, among: np.ndarray, tally: Tally) -> np.ndarray:
        """Readings with a wanted flag; those without one (formats that have none) stay."""
        if self.flags is None or sensor.flags is None:
            return np.ones(sensor.times.size, dtype=bool)
        known = {flag: flag == "" or flag in self.flags for flag in set(sensor.flags.tolist())}
        good = np.fromiter((known[flag] for flag in sensor.flags.tolist()), dtype=bool, count=sensor.flags.size)
        for flag in sorted(flag for flag, wanted in known.items() if not wanted):
            tally.add(f"readings have the flag {flag[:40]}", int(((sensor.flags == flag) & among).sum()),
                      warning=False)
        return good


EVERYTHING = Selection()


def parse_flags(text: Optional[str]) -> Optional[FrozenSet[str]]:
    """Flags of "G" or "G; U; C01,D05": separated by semicolons, or by commas where there is none; None for `all`."""
    parts = _parts(text or GOOD)
    if any(part.lower() in ALL_FLAGS for part in parts):
        return None
    if not parts:
        raise InputError("FLAGS names no flag; give G (good), several as G;U, or all.")
    return frozenset(parts)


def _parts(text: str) -> Iterable[str]:
    return [part.strip() for part in text.split(";" if ";" in text else ",") if part.strip()]
