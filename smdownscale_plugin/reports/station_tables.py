"""Rows of the tables of Validate Against Stations: stations, pairs, metrics."""
from typing import Any, Callable, Dict, Iterable, Iterator, List, Sequence, Tuple

import numpy as np

from ..metrics.error_intervals import Verdict
from ..metrics.table import METRICS, at_points, interval_ends
from ..validation.estimates import BILINEAR, DOWNSCALED, NEAREST
from ..validation.station_comparison import StationComparison, over_stations
from .tables import NUMBER, TEXT, TIME, WHOLE, Columns

PAIR_COLUMNS = (("network", TEXT), ("station", TEXT), ("longitude", NUMBER), ("latitude", NUMBER), ("raster", TEXT),
                ("time_start", TIME), ("time_end", TIME), ("readings", WHOLE), ("station_sm", NUMBER),
                (DOWNSCALED, NUMBER), (NEAREST, NUMBER), (BILINEAR, NUMBER), ("antecedent_rain", NUMBER))
_ABOUT_STATION = (("network", TEXT), ("station", TEXT), ("depth_from", NUMBER), ("depth_to", NUMBER),
                  ("sensors", WHOLE), ("verdict", TEXT), ("mse_gain", NUMBER), ("mse_gain_low", NUMBER),
                  ("mse_gain_high", NUMBER), ("rain_r", NUMBER))
_ABOUT_ROW = (("scope", TEXT), ("name", TEXT), ("estimate", TEXT), ("stations", WHOLE))
_NOTHING = Verdict("", np.nan, np.nan, np.nan)


def typed(names: Iterable[str]) -> Columns:
    """(name, kind) of columns that hold metrics or the ends of their intervals."""
    return tuple((name, WHOLE if name in METRICS and METRICS[name].whole_number else NUMBER) for name in names)


def _fine():
    return [*at_points(), *interval_ends()]


def _baseline():
    return [*over_stations(), *interval_ends()]


def station_columns() -> Columns:
    """Columns of the layer of stations: the map's metrics, then those of the baselines."""
    return (*_ABOUT_STATION, *typed(_fine()),
            *((f"{estimate}_{name}", NUMBER) for estimate in (NEAREST, BILINEAR) for name in _baseline()))


def station_metric_columns() -> Columns:
    """Columns of the table of metrics."""
    return (*_ABOUT_ROW, *typed(_fine()))


def station_rows(comparison: StationComparison) -> Tuple[List[list], List[Tuple[float, float]]]:
    """(rows, positions) of the layer of stations that have pairs."""
    rows, positions = [], []
    for entry in comparison.per_station:
        station = comparison.stations[entry["station"]]
        fine, verdict = entry[DOWNSCALED], entry.get("verdict", _NOTHING)
        wet = comparison.rain.per_station.get(entry["station"], {}).get(DOWNSCALED) if comparison.rain else None
        rows.append([station.network or None, station.name, *station.depths, station.sensors, verdict.answer or None,
                     verdict.gain, verdict.low, verdict.high, wet, *(fine.get(name) for name in _fine()),
                     *(entry.get(e, {}).get(name) for e in (NEAREST, BILINEAR) for name in _baseline())])
        positions.append((station.longitude, station.latitude))
    return rows, positions


def pair_rows(comparison: StationComparison, check: Callable) -> Iterator[Sequence[Any]]:
    """Rows of the table of pairs, those without a coarse value included; check: called now and then, to cancel."""
    pairs, rain = comparison.pairs, comparison.rain
    for i in range(pairs.station.size):
        if i % 1000 == 0:
            check()
        station, raster = comparison.stations[pairs.station[i]], comparison.rasters[pairs.raster[i]]
        values = [pairs.values[n][i] if n in pairs.values else None for n in ("station", DOWNSCALED, NEAREST, BILINEAR)]
        yield [station.network or None, station.name, station.longitude, station.latitude, raster.name,
               raster.period.start, raster.period.end, int(pairs.readings[i]), *values,
               rain.antecedent[i] if rain else None]


def station_metric_rows(comparison: StationComparison) -> Iterator[Sequence[Any]]:
    """Rows of the table of metrics: all pairs; medians and means over stations, of all and by network; each date."""
    count = len(comparison.per_station)
    for estimate, metrics in comparison.overall.items():
        yield _row("all pairs", "", estimate, count, metrics)
    groups: Dict[str, Dict[str, Any]] = {"": {"stations": count, **comparison.over_stations}}
    groups.update({name or "(no network)": values for name, values in comparison.networks.items()})
    for name, values in groups.items():
        for kind in ("median", "mean"):
            scope = f"{kind} of stations" if not name else f"{kind} of a network's stations"
            for estimate in comparison.estimates:
                over = values[estimate]
                known = {m: over[f"{kind}_{m}"] for m in over_stations()}
                known.update({end: over.get(f"{kind}_{end}") for end in interval_ends()})
                yield _row(scope, name, estimate, values["stations"], known)
    for raster, by_estimate in comparison.dates.items():
        for estimate, metrics in by_estimate.items():
            yield _row("across stations at a date", comparison.rasters[raster].label, estimate, metrics["n"], metrics)


def _row(scope, name, estimate, stations, metrics):
    return [scope, name or None, estimate, stations, *(metrics.get(column) for column in _fine())]
