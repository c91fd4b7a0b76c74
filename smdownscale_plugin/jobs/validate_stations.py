"""Validate Against Stations: dated maps against measurements in the soil, with the coarse product's baselines."""
import os
from dataclasses import dataclass
from typing import Optional, Sequence

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..reports.tables import write_points, write_table
from ..stations.registry import read_sensors
from ..stations.selection import Selection, parse_flags
from ..stations.series import stations_of
from ..stations.tally import Tally
from .import_stations import nothing_left
from .validation.comparison import DOWNSCALED
from .validation.layers import join_coarse, open_layers, shortened
from .validation.station_comparison import StationComparison, match, summarise
from .validation.station_report import (
    PAIR_COLUMNS,
    STATION_COLUMNS,
    build_report,
    measured_against,
    pair_rows,
    station_rows,
)


@dataclass(frozen=True)
class StationValidation:
    """The numbers of the downscaled map over all pairs; NaN where undefined. comparison: everything else."""

    n_pairs: int
    n_stations: int
    r: float
    rmse: float
    ubrmse: float
    bias: float
    median_r: float
    skill: float
    comparison: StationComparison


def validate_stations(rasters: Sequence[str], stations: Sequence[str], *, coarse: Sequence[str] = (),
                      depth_from: float = 0.0, depth_to: float = 0.1, tolerance_hours: float = 3.0,
                      flags: Optional[str] = None, station_metrics: Optional[str] = None, pairs: Optional[str] = None,
                      report: Optional[str] = None, monitor: Monitor = SILENT) -> StationValidation:
    """Compare dated soil-moisture maps (m3/m3) with station readings.

    rasters, coarse: files or folders of GeoTIFFs; stations: files that `stations.registry` reads. depth_from,
    depth_to: metres, sensors wholly between them count. Readings inside a raster's time are averaged; a raster of less
    than a day gets tolerance_hours before and after. station_metrics: points (.gpkg), pairs: table (.csv or .gpkg),
    report: HTML; each is written when given.
    Raises InputError when a file can't be read or nothing fits in space, time or unit, OutputError, Cancelled.
    """
    source = shortened([os.path.basename(os.path.normpath(path)) for path in stations], 3)
    layers = _dated(open_layers(rasters, "RASTERS", monitor.part(0.0, 0.05)), monitor)
    coarse_layers = open_layers(coarse, "COARSE", monitor.part(0.05, 0.08)) if coarse else []
    places = _read_stations(stations, Selection(depth_from, depth_to, parse_flags(flags)), source,
                            monitor.part(0.08, 0.3))
    matched = match(places, layers, join_coarse(layers, coarse_layers, monitor), tolerance_hours, source,
                    monitor.part(0.3, 0.8))
    comparison = summarise(places, layers, matched, monitor.part(0.8, 0.9))
    result = _result(comparison)
    _say(result, source, monitor)
    if station_metrics:
        write_points(station_metrics, STATION_COLUMNS, *station_rows(comparison), layer="stations")
    if pairs:
        monitor.at(0.91, "Writing the pairs")
        write_table(pairs, PAIR_COLUMNS, pair_rows(comparison, monitor.check), layer="pairs")
    if report:
        monitor.at(0.93, "Writing the report")
        facts = _inputs(rasters, stations, coarse, depth_from, depth_to, tolerance_hours)
        build_report(comparison, source, facts).write(report)
    monitor.at(1.0)
    return result


def _read_stations(paths, selection, source, monitor):
    tally = Tally()
    sensors = read_sensors(paths, monitor, selection=selection, tally=tally)
    places = stations_of(sensor for sensor in sensors if sensor.times.size)
    if not places:
        raise nothing_left(source, tally)
    tally.say(monitor)
    return places


def _dated(layers, monitor):
    static = [layer.name for layer in layers if layer.period is None]
    dated = [layer for layer in layers if layer.period is not None]
    if not dated:
        raise InputError(f"None of the rasters has a date ({shortened(static)}); set TIME_START and TIME_END in the "
                         "metadata, or put the date in the file's name, such as sm_20200601.tif.")
    if static:
        monitor.warn(f"{len(static)} rasters have no date and are left out: {shortened(static)}.")
    return dated


def _result(comparison):
    m = comparison.overall[DOWNSCALED]
    return StationValidation(m["n"], len(comparison.per_station), m["r"], m["rmse"], m["ubrmse"], m["bias"],
                             comparison.over_stations[DOWNSCALED]["median_r"], m.get("skill", np.nan), comparison)


def _say(result, source, monitor):
    comparison = result.comparison
    without = len(comparison.stations) - result.n_stations
    if without:
        monitor.info(f"{without} of {len(comparison.stations)} stations lie outside the rasters, or have no reading or "
                     "no pixel value at their times.")
    for name, m in comparison.overall.items():
        more = f", skill {m['skill']:.3f}" if "skill" in m else ""
        monitor.info(f"{name}: N {m['n']:,}, R {m['r']:.3f}, RMSE {m['rmse']:.4f}, ubRMSE {m['ubrmse']:.4f}, bias "
                     f"{m['bias']:+.4f} m3/m3{more}; median R of the stations "
                     f"{comparison.over_stations[name]['median_r']:.3f}")
    monitor.info(f"Measured against {measured_against(comparison, source)}")


def _inputs(rasters, stations, coarse, depth_from, depth_to, tolerance_hours):
    yield "Maps", shortened(list(rasters), 4)
    yield "Stations", shortened(list(stations), 4)
    if coarse:
        yield "Coarse product", shortened(list(coarse), 4)
    yield "Depths", f"sensors from {depth_from:g} to {depth_to:g} m"
    yield "Time", ("readings inside a map's time are averaged; for maps of less than a day "
                   f"±{tolerance_hours:g} hours around it")
