"""Validate Against Stations: dated maps against measurements in the soil, with the coarse product's baselines."""
from dataclasses import dataclass
from typing import List, Optional, Sequence

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.number_text import in_percent
from ..rasters.together import appear_together
from ..reports.product_tables import product_table
from ..reports.station_tables import (
    PAIR_COLUMNS,
    pair_rows,
    station_columns,
    station_metric_columns,
    station_metric_rows,
    station_rows,
)
from ..reports.station_validation import station_report, stations_measured_against
from ..reports.tables import write_points, write_table
from ..stations.registry import read_sensors
from ..stations.selection import Selection, parse_flags
from ..stations.sensors import stations_of, warn_of_stuck
from ..stations.tally import Tally
from ..validation.estimates import DOWNSCALED
from ..validation.layers import MapLayer, coarse_named, file_names, first_names, join_coarse, open_layers
from ..validation.products import compare_products, read_products
from ..validation.rain import read_rain, respond
from ..validation.station_comparison import StationComparison, summarise
from ..validation.station_matching import ALL, AUTO, Matching, match
from ..validation.vegetation_lag import read_vegetation, vegetation_lag
from .import_stations import nothing_left

DAYS_AROUND = 2   # of the maps' time, in which readings are kept at all: overpasses and tolerance lie in it


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


@dataclass(frozen=True)
class StationValidationOptions:
    """What the user may set; the defaults are those of the tool.

    coarse: files or folders of GeoTIFFs; coarse_scale: turns their values into m3/m3; rain: dated rasters in mm/day;
    vegetation: dated rasters of an index, for its lag; products: other soil-moisture maps in m3/m3, compared on the
    same pairs. depth_from, depth_to: metres, sensors wholly between them count; flags: good quality flags, see
    `stations.selection.parse_flags`. Which readings belong to a map: see `Matching`.
    """

    coarse: Sequence[str] = ()
    coarse_scale: float = 1.0
    rain: Sequence[str] = ()
    vegetation: Sequence[str] = ()
    products: Sequence[str] = ()
    depth_from: float = 0.0
    depth_to: float = 0.1
    flags: Optional[str] = None
    tolerance_hours: float = 3.0
    overpass: str = AUTO
    minimum_share: float = 0.5
    sampling: str = "nearest"
    average_in_cells: bool = False

    @property
    def matching(self) -> Matching:
        """Which readings belong to a map."""
        return Matching(self.overpass, self.tolerance_hours, self.minimum_share, self.sampling, self.average_in_cells)


@dataclass(frozen=True)
class StationValidationOutputs:
    """Files that are written when given: points (.gpkg), tables (.csv or .gpkg), the report (HTML)."""

    station_metrics: Optional[str] = None
    pairs: Optional[str] = None
    metrics: Optional[str] = None
    product_metrics: Optional[str] = None
    report: Optional[str] = None


def validate_stations(rasters: Sequence[str], stations: Sequence[str],
                      options: StationValidationOptions = StationValidationOptions(),
                      outputs: StationValidationOutputs = StationValidationOutputs(),
                      monitor: Monitor = SILENT) -> StationValidation:
    """Compare dated soil-moisture maps (m3/m3; files or folders of GeoTIFFs) with station readings.

    stations: files that `stations.registry` reads. Raises InputError when a file can't be read or nothing fits in
    space, time or unit, OutputError, Cancelled.
    """
    source = file_names(stations, 3)
    layers = _dated(open_layers(rasters, "RASTERS", monitor.part(0.0, 0.05)), monitor)
    coarse = _open_coarse(options, monitor.part(0.05, 0.08))
    wanted = Selection(options.depth_from, options.depth_to, parse_flags(options.flags),
                       *_around(layers, options.tolerance_hours))
    places = _read_stations(stations, wanted, source, layers, monitor.part(0.08, 0.3))
    comparison = _compared(places, layers, coarse, options, source, monitor)
    result = _result(comparison)
    _log_metrics(result, source, monitor)
    monitor.at(0.91, "Writing the tables")
    facts = _inputs(rasters, stations, options, wanted)
    _write(outputs, comparison, source, facts, monitor)
    monitor.at(1.0)
    return result


def _open_coarse(options: StationValidationOptions, monitor: Monitor) -> List[MapLayer]:
    return open_layers(options.coarse, "COARSE", monitor, options.coarse_scale) if options.coarse else []


def _compared(places, layers, coarse, options, source, monitor) -> StationComparison:
    places, matched = match(places, layers, join_coarse(layers, coarse, monitor), options.matching, source,
                            monitor.part(0.3, 0.75))
    comparison = summarise(places, layers, matched, monitor.part(0.75, 0.87))
    if options.rain:
        comparison.rain = respond(read_rain(options.rain, places, monitor.part(0.87, 0.9)), matched, layers)
    if options.vegetation:
        monthly = read_vegetation(options.vegetation, places, monitor.part(0.9, 0.905))
        comparison.vegetation = vegetation_lag(monthly, matched, layers)
    if options.products:
        others = read_products(options.products, places, layers, matched, options.sampling, monitor.part(0.905, 0.91))
        comparison.products = compare_products(matched, others)
    return comparison


def _write(outputs, comparison, source, facts, monitor) -> None:
    with appear_together(outputs.station_metrics, outputs.pairs, outputs.metrics, outputs.product_metrics,
                         outputs.report) as (points, pairs, metrics, product_metrics, report):
        if points:
            rows, positions = station_rows(comparison)
            write_points(points, station_columns(), rows, positions, layer="stations")
        if pairs:
            write_table(pairs, PAIR_COLUMNS, pair_rows(comparison, monitor.check), layer="pairs")
        if metrics:
            write_table(metrics, station_metric_columns(), station_metric_rows(comparison), layer="metrics")
        if product_metrics and comparison.products:
            columns, lines = product_table(comparison.products)
            write_table(product_metrics, columns, lines, layer="products")
        if report:
            monitor.at(0.93, "Writing the report")
            station_report(comparison, source, facts).write(report)


def _around(layers, tolerance_hours):
    """Seconds since 1970 UTC between which readings can belong to any map."""
    margin = DAYS_AROUND * 86400.0 + tolerance_hours * 3600.0
    return (min(layer.period.start.timestamp() for layer in layers) - margin,
            max(layer.period.end.timestamp() for layer in layers) + margin)


def _read_stations(paths, selection, source, layers, monitor):
    tally = Tally()
    sensors = read_sensors(paths, monitor, selection=selection, tally=tally)
    places = stations_of(sensor for sensor in sensors if sensor.times.size)
    warn_of_stuck(places, monitor)
    if not places and not any("readings" in reason or "sensors" in reason for reason in tally.counts):
        raise InputError(f"The readings of {source} don't overlap the rasters in time ({layers[0].label} to "
                         f"{layers[-1].label}); check the dates, or widen TOLERANCE_HOURS.")
    if not places:
        raise nothing_left(source, tally)
    tally.log(monitor)
    return places


def _dated(layers, monitor):
    static = [layer.name for layer in layers if layer.period is None]
    dated = [layer for layer in layers if layer.period is not None]
    if not dated:
        raise InputError(f"None of the rasters has a date ({first_names(static)}); set TIME_START and TIME_END in the "
                         "metadata, or put the date in the file's name, such as sm_20200601.tif.")
    if static:
        monitor.warn(f"{len(static)} rasters have no date and are left out: {first_names(static)}.")
    return dated


def _result(comparison):
    m = comparison.overall[DOWNSCALED]
    return StationValidation(m["n"], len(comparison.per_station), m["r"], m["rmse"], m["ubrmse"], m["bias"],
                             comparison.over_stations[DOWNSCALED]["median_r"], m.get("skill", np.nan), comparison)


def _log_metrics(result, source, monitor):
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
    if comparison.has_coarse:
        v = comparison.verdicts
        monitor.info(f"The map is better than the interpolated coarse product at {v['better']} stations, worse at "
                     f"{v['worse']}, undecided at {v['undecided']}.")
    monitor.info(f"Measured against {stations_measured_against(comparison, source)}")


def _inputs(rasters, stations, options, wanted):
    yield "Maps", file_names(rasters)
    yield "Stations", file_names(stations)
    if options.coarse:
        yield "Coarse product", coarse_named(options.coarse, options.coarse_scale)
    if options.rain:
        yield "Rain", file_names(options.rain)
    yield "Depths", f"sensors from {wanted.depth_from:g} to {wanted.depth_to:g} m"
    yield "Quality flags", "all" if wanted.flags is None else sorted(wanted.flags)
    yield "Time", _timing(options.matching)
    averaged = ", stations of one coarse cell averaged" if options.average_in_cells else ""
    yield "Sampling", f"{options.sampling}{averaged}"


def _timing(how):
    instants = f"for maps of less than a day ±{how.tolerance_hours:g} hours around it"
    if how.overpass == ALL:
        return f"readings inside a map's time are averaged; {instants}"
    hour = {"am": "6 h of local solar time", "pm": "18 h of local solar time"}.get(
        how.overpass, "the overpass (observation time of the granule, or 6 or 18 h of local solar time by the "
                      "product's name), where the map or its coarse product gives it")
    return (f"readings within ±{how.tolerance_hours:g} hours of {hour} are averaged, at "
            f"{in_percent(how.minimum_share)} or more of a map's overpasses; else all readings inside a map's time; "
            f"{instants}")
