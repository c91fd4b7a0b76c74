"""STATIONS of the downscaling tools: the readings of stations in the time of each map."""
from dataclasses import dataclass
from typing import Optional, Sequence, Tuple

import numpy as np

from ..downscaling.station_readings import MapReadings
from ..monitor import SILENT, Monitor
from ..rasters.grid import Grid
from ..rasters.period import Period
from ..regression.model import Model
from ..samples.at_points import Points, positions
from ..stations.registry import read_sensors
from ..stations.selection import Selection, parse_flags
from ..stations.sensors import Station, stations_of
from ..stations.station_samples import neighbourhoods

TOGETHER_KM = 9.0     # stations of one footprint know each other's error


@dataclass(frozen=True)
class StationFiles:
    """Station files, and which of their sensors count (depths in metres, flags as Import Stations has them)."""

    paths: Tuple[str, ...] = ()
    depth_from: float = 0.0
    depth_to: float = 0.1
    flags: str = "G"


@dataclass(frozen=True)
class MapStations:
    """Stations, and the number of the footprint that each lies in, (stations,)."""

    stations: Sequence[Station]
    group: np.ndarray

    def readings(self, period: Optional[Period], grid: Grid) -> Optional[MapReadings]:
        """Mean readings in a map's time at the stations on its grid, None where there are none."""
        if not self.stations or period is None:
            return None
        begin, end = period.start.timestamp(), period.end.timestamp()
        value = np.array([_mean(s.values[(s.times >= begin) & (s.times < end)]) for s in self.stations])
        nowhere = np.empty(0)
        across, down = positions(grid, Points(np.array([s.longitude for s in self.stations]),
                                              np.array([s.latitude for s in self.stations]), "EPSG:4326", nowhere,
                                              nowhere, self.group))
        inside = (across >= 0) & (across < grid.width) & (down >= 0) & (down < grid.height) & np.isfinite(value)
        if not inside.any():
            return None
        return MapReadings(down[inside].astype(int), across[inside].astype(int), value[inside], self.group[inside])


def open_stations(files: StationFiles, model: Model, monitor: Monitor = SILENT) -> MapStations:
    """The stations of files, none without; InputError as `read_sensors`."""
    if not files.paths:
        return MapStations([], np.empty(0))
    selection = Selection(depth_from=files.depth_from, depth_to=files.depth_to, flags=parse_flags(files.flags))
    stations = stations_of(read_sensors(files.paths, monitor.part(0.0, 0.01), selection=selection))
    if model.of_stations:
        monitor.warn("The model was trained on stations. At those stations its error is too small to judge it by, so "
                     "give other STATIONS.")
    longitude, latitude = (np.array([getattr(s, name) for s in stations]) for name in ("longitude", "latitude"))
    return MapStations(stations, neighbourhoods(longitude, latitude, TOGETHER_KM))


def _mean(values):
    return float(values.mean()) if len(values) else float("nan")
