"""STATIONS and PAIRS of the downscaling tools: readings in the time of each map, and errors of maps made before."""
from dataclasses import dataclass, field
from typing import Optional, Sequence, Tuple

import numpy as np

from ..downscaling.station_readings import MapErrors, MapReadings
from ..monitor import SILENT, Monitor
from ..rasters.grid import Grid
from ..rasters.period import Period
from ..regression.model import Model
from ..scaling.geometry import pixel_positions
from ..stations.neighbourhoods import neighbourhoods
from ..stations.selection import Selection, parse_flags
from ..stations.sensors import Station, stations_of
from ..validation.pairs_table import EarlierPairs, read_pairs

TOGETHER_KM = 9.0     # stations of one footprint know each other's error


@dataclass(frozen=True)
class StationFiles:
    """Station files, and which of their sensors count (depths in metres, flags as Import Stations has them); pairs: a
    table of Validate Against Stations, '' without."""

    paths: Tuple[str, ...] = ()
    depth_from: float = 0.0
    depth_to: float = 0.1
    flags: str = "G"
    pairs: str = ""

    @property
    def selection(self) -> Selection:
        """Which sensors and readings count."""
        return Selection(depth_from=self.depth_from, depth_to=self.depth_to, flags=parse_flags(self.flags))


@dataclass(frozen=True)
class MapStations:
    """Stations, and the number of the footprint that each lies in, (stations,); pairs of earlier maps, and the number
    of the footprint of each."""

    stations: Sequence[Station]
    group: np.ndarray
    pairs: Optional[EarlierPairs] = None
    pair_group: np.ndarray = field(default_factory=lambda: np.empty(0, int))

    def readings(self, period: Optional[Period], grid: Grid) -> Optional[MapReadings]:
        """Mean readings in a map's time at the stations on its grid, None where there are none."""
        if not self.stations or period is None:
            return None
        begin, end = period.start.timestamp(), period.end.timestamp()
        value = np.array([_mean(s.values[(s.times >= begin) & (s.times < end)]) for s in self.stations])
        row, column, inside = _pixels(grid, *_places(self.stations))
        inside &= np.isfinite(value)
        if not inside.any():
            return None
        return MapReadings(row[inside], column[inside], value[inside], self.group[inside])

    def errors(self, grid: Grid) -> Optional[MapErrors]:
        """Errors of earlier maps at places on the grid, None where there are none."""
        if self.pairs is None:
            return None
        row, column, inside = _pixels(grid, self.pairs.longitude, self.pairs.latitude)
        if not inside.any():
            return None
        return MapErrors(row[inside], column[inside], self.pairs.error[inside], self.pair_group[inside])


def _places(stations):
    return [np.array([getattr(s, name) for s in stations]) for name in ("longitude", "latitude")]


def _pixels(grid, longitude, latitude):
    """(rows, columns, whether they are on the grid) of places."""
    across, down = pixel_positions(grid, longitude, latitude, "EPSG:4326")
    inside = (across >= 0) & (across < grid.width) & (down >= 0) & (down < grid.height)
    return np.where(inside, down, 0).astype(int), np.where(inside, across, 0).astype(int), inside


def open_stations(files: StationFiles, model: Model, monitor: Monitor = SILENT) -> MapStations:
    """The stations and pairs of files, none without; InputError as `read_sensors` and `read_pairs`."""
    if model.of_stations and (files.paths or files.pairs):
        monitor.warn("The model was trained on stations. At those stations its error is too small to judge it by, so "
                     "give others.")
    pairs = read_pairs(files.pairs, monitor.part(0.0, 0.01)) if files.pairs else None
    number = _numbered(pairs) if pairs else np.empty(0, int)
    if not files.paths:
        return MapStations([], np.empty(0), pairs, number)
    from ..stations.registry import read_sensors  # the formats' readers: most maps are made without
    stations = stations_of(read_sensors(files.paths, monitor.part(0.0, 0.01), selection=files.selection))
    longitude, latitude = _places(stations)
    return MapStations(stations, neighbourhoods(longitude, latitude, TOGETHER_KM), pairs, number)


def _numbered(pairs):
    """(n,) number of the footprint of each pair."""
    places, place = np.unique(np.stack([pairs.longitude, pairs.latitude], 1), axis=0, return_inverse=True)
    return neighbourhoods(places[:, 0], places[:, 1], TOGETHER_KM)[place.ravel()]


def _mean(values):
    return float(values.mean()) if len(values) else float("nan")
