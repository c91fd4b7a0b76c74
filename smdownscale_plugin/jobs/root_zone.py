"""Root Zone: root-zone soil moisture from a surface series by the exponential filter, map by map."""
import os
from dataclasses import dataclass
from typing import List, Optional, Sequence

import numpy as np

from ..drought.exponential_filter import FilterState, root_zone_estimate, update
from ..drought.moisture_series import Entry, MoistureSeries, open_series
from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.coarse import UNIT
from ..rasters.coarse_bands import BAND
from ..rasters.period import iso
from ..rasters.reading import Raster
from ..rasters.windows import windows
from ..rasters.writing import SCRATCH, RasterWriter, make_folder, remove_if_there

_WARM_UP = 3.0        # in T: before it, the filter still remembers mostly its first value


@dataclass(frozen=True)
class RootZoneMaps:
    """Maps in order of time."""

    paths: List[str]


def root_zone(series_paths: Sequence[str], folder: str, t_days: float = 15.0,
              monitor: Monitor = SILENT) -> RootZoneMaps:
    """Write one root-zone map a date: root_zone_YYYYMMDD.tif in m3/m3.

    Dates are the middles of the periods; t_days: the characteristic time. Raises InputError as `open_series`, for a
    single date, and for a series that is root zone already.
    """
    series = open_series(series_paths, monitor=monitor)
    _check(series)
    make_folder(folder)
    _log_warm_up(series, t_days, monitor)
    entries, paths, state = series.entries, [], None
    scratch = os.path.join(folder, "root_zone_state_{}.part")
    try:
        for number, entry in enumerate(entries):
            monitor.at(number / len(entries), "Filtering")
            after = scratch.format(number % 2)
            paths.append(os.path.join(folder, f"root_zone_{entry.period.stamp()}.tif"))
            _step(series, entry, t_days, (state, after, paths[-1]), monitor)
            state = after
    finally:
        for number in (0, 1):
            remove_if_there(scratch.format(number))
    monitor.at(1.0, "Root zone finished")
    return RootZoneMaps(paths)


def _check(series: MoistureSeries):
    if len(series.entries) < 2:
        raise InputError(f"SERIES holds one date only ({series.entries[0].label}); the filter needs a series of dates.")
    if series.identity["FILTER_T_DAYS"] or "ROOTZONE" in series.identity["PRODUCT"].upper():
        raise InputError(f"{series.entries[0].path} is root-zone soil moisture already; give a surface series.")


def _log_warm_up(series: MoistureSeries, t_days: float, monitor: Monitor):
    first = series.entries[0].period.middle
    days = np.array([(entry.period.middle - first).total_seconds() / 86400.0 for entry in series.entries])
    early = int((days < _WARM_UP * t_days).sum())
    monitor.info(f"{len(days)} dates, {series.span()}; the first {early} are within {_WARM_UP:g} T = "
                 f"{_WARM_UP * t_days:g} days of the start, where the filter still depends on its first value.")
    longest = float(np.diff(days).max())
    if longest > t_days:
        monitor.warn(f"The longest gap between dates is {longest:.0f} days, longer than T = {t_days:g}: the root zone "
                     "then mostly repeats the surface.")


def _step(series: MoistureSeries, entry: Entry, t_days: float, files, monitor: Monitor):
    """One date: read the state before, write the state after and the map. files: before (or None), after, map."""
    before, after, output = files
    day = (entry.period.middle - series.entries[0].period.middle).total_seconds() / 86400.0
    grid, names, about = series.grid, ("value", "gain", "day"), _about(series, entry, t_days)
    previous: Optional[Raster] = Raster(before) if before else None
    try:
        with Raster(entry.path) as surface, RasterWriter(after, grid, names, storage=SCRATCH) as keep, \
                RasterWriter(output, grid, [BAND], units={BAND: UNIT}, metadata=about) as writer:
            for window in windows(grid.shape):
                monitor.check()
                state = FilterState(*previous.read(window, dtype=np.float64)) if previous else \
                    FilterState.empty(window.shape)
                state = update(state, surface.read(window, [entry.band], np.float64)[0], day, t_days)
                keep.write(np.stack([state.value, state.gain, state.day]), window)
                writer.write(root_zone_estimate(state, day, t_days), window)
    finally:
        if previous:
            previous.close()


def _about(series, entry, t_days):
    known = {key: value for key, value in series.identity.items() if value}
    return {**known, **entry.period.metadata(), "FILTER_T_DAYS": f"{t_days:g}", "SOURCE": "Soil Moisture Downscale",
            "FILTER_START": iso(series.entries[0].period.start)}
