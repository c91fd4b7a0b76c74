"""Train on Stations: measurements in the soil and predictors to a model file, tested at stations left out."""
from dataclasses import dataclass, field, replace
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..about import VERSION
from ..downscaling.pipeline import thread_count
from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..rasters.coarse import read_all
from ..rasters.number_text import in_percent
from ..rasters.stack import open_stacks
from ..rasters.together import appear_together
from ..regression.applicability import find_applicability
from ..regression.methods import AUTO, OF_SERIES
from ..regression.model import Model
from ..regression.model_file import write_model
from ..regression.presets import read_hyperparameters
from ..regression.rows import Rows
from ..reports.station_training import StationStory, write_station_metrics, write_station_training_report
from ..selection.station_choosing import (
    choose_for_stations,
    half_width,
    interval_coverage,
    station_recipes,
)
from ..selection.station_folds import (
    LEAVE_STATIONS_OUT,
    LEAVE_YEARS_OUT,
    LEFT_OUT,
    STATION_VALIDATIONS,
)
from ..stations.observation_table import lagged_days, read_daily, read_observations
from ..stations.raster_samples import daily_at_stations, samples_of_rasters
from ..stations.registry import read_sensors
from ..stations.selection import Selection, parse_flags
from ..stations.sensors import stations_of, warn_of_gaps_as_readings, warn_of_stuck
from ..stations.station_samples import (
    USUAL,
    AnyDays,
    StationSamples,
    antecedent_names,
    samples_of_table,
    with_season_and_rain,
    with_series,
)
from ..stations.table_selection import spread_over_stations
from ..validation.held_out_stations import LABELS, MODEL, HeldOut, others_of
from .station_protocols import last_year, station_splits, tested_protocols

FEWEST_ROWS = 50
MOST_ROWS = 200_000     # of a table that are used
_Z = 1.645      # half width of 90 % in standard deviations


@dataclass(frozen=True)
class StationTraining:
    """What the user may set; the defaults are those of the tool."""

    method: str = AUTO
    validation: str = LEAVE_STATIONS_OUT
    hyperparameters: str = ""
    predictors_used: Tuple[str, ...] = ()
    categorical: Tuple[str, ...] = ()
    rain: str = ""
    antecedent: str = USUAL
    days_before: int = 11
    columns: Dict[str, str] = field(default_factory=dict)
    period_days: int = 1
    together_km: float = 9.0
    region_borders: Tuple[float, ...] = ()
    depth_from: float = 0.0
    depth_to: float = 0.1
    flags: str = "G"
    coarse_scale: float = 1.0
    coarse_band: str = ""
    seed: int = 0
    threads: int = 0

    @property
    def selection(self) -> Selection:
        """Which sensors and readings count."""
        return Selection(depth_from=self.depth_from, depth_to=self.depth_to, flags=parse_flags(self.flags))


@dataclass(frozen=True)
class TrainedOnStations:
    """Rows, stations, and the figures of the protocol that VALIDATION names."""

    model: Model
    n_samples: int
    n_stations: int
    protocols: Dict[str, HeldOut]
    headline: str

    @property
    def skill(self) -> float:
        """1 - MSE / MSE of the coarse product fitted linearly, on the same rows; NaN without a coarse product."""
        gain = self.protocols[self.headline].gain
        return gain["skill"] if gain else float("nan")

    @property
    def figures(self) -> Dict[str, float]:
        """Figures of the model in the headline's protocol."""
        return self.protocols[self.headline].overall[MODEL]


def train_on_table(table: str, model_path: str, options: StationTraining = StationTraining(),
                   series_table: Optional[str] = None, report: Optional[str] = None,
                   station_metrics: Optional[str] = None, monitor: Monitor = SILENT) -> TrainedOnStations:
    """Train on a table of observations with their predictors, and daily rows by station where they are given.

    Raises InputError for tables that can't be used; OutputError when a file can't be written.
    """
    observations = read_observations(table, options.columns, options.period_days, monitor.part(0.0, 0.05),
                                     options.selection)
    warn_of_gaps_as_readings(observations.readings(), monitor)
    dropped = _counts(observations.dropped)
    kept = spread_over_stations(observations.station, observations.first, MOST_ROWS)
    if not kept.all():
        dropped.append(f"Of {len(kept):,} observations {int(kept.sum()):,} are used, evenly spaced in time at each "
                       "station: further days of the same stations would add time and memory, but little information.")
        observations = observations.some(kept)
    daily = read_daily(series_table, options.columns, monitor.part(0.05, 0.1)) if series_table \
        else lagged_days(observations)
    rows = samples_of_table(observations, options.categorical, options.together_km)
    rows = replace(rows, notes=[*dropped, *rows.notes])
    rows = with_memory(_selected(rows, options.predictors_used), daily, options, True, monitor.part(0.1, 0.2))
    return train(rows, model_path, options, report, station_metrics, monitor.part(0.2, 1.0))


def train_on_rasters(stations: Sequence[str], predictors: Sequence[str], model_path: str,
                     options: StationTraining = StationTraining(), series: Sequence[str] = (),
                     coarse: Sequence[str] = (), report: Optional[str] = None, station_metrics: Optional[str] = None,
                     monitor: Monitor = SILENT) -> TrainedOnStations:
    """Train on station files and rasters: snapshot stacks, daily stacks, the coarse product.

    Raises InputError for inputs that don't fit together; OutputError when a file can't be written.
    """
    if not stations or not predictors:
        raise InputError("Give STATIONS and PREDICTORS, or a TABLE of observations with their predictors.")
    found = stations_of(read_sensors(stations, monitor.part(0.0, 0.03), selection=options.selection))
    warn_of_stuck(found, monitor)
    stacks = open_stacks(predictors)
    rasters = read_all(coarse, options.coarse_scale, stacks[0].grid, monitor, options.coarse_band) if coarse else []
    rows = samples_of_rasters(found, stacks, rasters, options.together_km, monitor.part(0.03, 0.1))
    daily = daily_at_stations(open_stacks(series), found, monitor.part(0.1, 0.15)) if series else None
    rows = with_memory(_selected(rows, options.predictors_used), daily, options, False, monitor.part(0.15, 0.2))
    return train(rows, model_path, options, report, station_metrics, monitor.part(0.2, 1.0))


def with_memory(rows: StationSamples, daily: Optional[AnyDays], options: StationTraining, fill: bool,
                monitor: Monitor = SILENT) -> StationSamples:
    """The rows with what is derived from their dates and days and, for methods of sequences, the days themselves."""
    wanted = antecedent_names(options.antecedent, daily.variables, options.rain) if daily else []
    if options.method in OF_SERIES:
        if daily is None:
            raise InputError(f"METHOD {options.method} learns from the days before each date; give daily values as "
                             "SERIES (rasters), as SERIES_TABLE, or as columns rain_-10 ... rain_0 of TABLE.")
        rows = with_series(rows, daily, options.days_before)
    return with_season_and_rain(rows, daily, wanted, fill, monitor)


def _counts(dropped) -> List[str]:
    return [f"{count} {what}." for what, count in dropped.items()]


def _selected(rows: StationSamples, names: Sequence[str]) -> StationSamples:
    return replace(rows, samples=rows.samples.select(list(names))) if names else rows


def train(rows: StationSamples, model_path: str, options: StationTraining, report: Optional[str],
          station_metrics: Optional[str], monitor: Monitor) -> TrainedOnStations:
    """Choose a method at stations left out, test it in all three ways, fit it to all rows, write what was asked for."""
    _check(rows, options)
    for note in rows.notes:
        monitor.info(note)
    samples, threads = rows.samples, options.threads or thread_count()
    monitor.info(f"Training on {len(rows)} observations of {len(np.unique(rows.station))} stations and "
                 f"{len(samples.features.names)} predictors: {', '.join(samples.features.names)}.")
    recipes = station_recipes(options.method, read_hyperparameters(options.hyperparameters, options.method), len(rows),
                              monitor)
    splits = station_splits(rows, options, monitor)
    deciding = options.validation
    tried = choose_for_stations(samples, recipes, splits[deciding], deciding, options.seed, threads,
                                monitor.part(0.0, 0.45))
    chosen = tried[0]
    protocols = tested_protocols(rows, chosen, splits, deciding, options.seed, threads, monitor.part(0.45, 0.8))
    model = _fitted(rows, options, chosen, tried, protocols, splits[deciding], threads, monitor.part(0.8, 0.95))
    _log_training(protocols, chosen, tried, samples.y, model, monitor)
    story = StationStory(model.about, rows, protocols, deciding, chosen.validation.predictions)
    _write(model, model_path, story, report, station_metrics)
    monitor.at(1.0, "Model written")
    return TrainedOnStations(model, len(rows), len(np.unique(rows.station)), protocols, deciding)


def _check(rows, options):
    if options.validation not in STATION_VALIDATIONS:
        raise InputError(f"There is no validation {options.validation!r}; choose one of "
                         f"{', '.join(STATION_VALIDATIONS)}.")
    places = len(np.unique(rows.samples.group))
    if len(rows) < FEWEST_ROWS or places < 2:
        raise InputError(f"There are {len(rows)} usable observations of stations at {places} "
                         f"{'place' if places == 1 else 'places'} ({FEWEST_ROWS} at 2 places further apart than "
                         f"{options.together_km:g} km are needed): a model of one place can't be tested elsewhere; "
                         "give more stations, or more dates with predictors.")
    if np.ptp(rows.samples.y) == 0:
        raise InputError("All observations have the same soil moisture; there is nothing to learn.")


def _fitted(rows, options, chosen, tried, protocols, deciding, threads, monitor) -> Model:
    """The chosen method fitted to all rows, with interval and applicability from the stations left out."""
    samples, held = rows.samples, chosen.validation.predictions
    if options.validation == LEAVE_YEARS_OUT:      # maps are made of places that training didn't see
        held = protocols[LEAVE_STATIONS_OUT].estimates[MODEL]
    fit = chosen.fit(samples, options.seed, threads, monitor.part(0.0, 0.6))
    width = half_width(held, samples.y, rows.station)
    variance = (width / _Z) ** 2
    applicability = find_applicability(samples.features, fit, Rows(samples.x, series=samples.series), deciding,
                                       Rows(samples.x[:0]), options.seed, monitor.part(0.6, 1.0))
    about: Dict[str, Any] = {
        "trained_on": "stations", "plugin_version": VERSION, "method": chosen.name, "method_label": chosen.label,
        "hyperparameters": {r.method.name: r.settings for r in chosen.recipes}, "seed": options.seed,
        "samples": len(rows), "stations": len(np.unique(rows.station)), "notes": rows.notes,
        "memory_days": rows.memory_days, "derived": rows.derived, "series": list(rows.variables),
        "of_days": rows.of_days,
        "footprint_km": 0.0, "auto_correction": "none",
        "assessment": {},
        "error_budget": {"between": variance, "between_corrected": variance, "product_noise_variance": variance,
                         "within": 0.0},
        "interval": {"calibrated": "at stations that were left out", "half_width": width,
                     "coverage": interval_coverage(held, samples.y, rows.station)},
        "last_year": last_year(rows, protocols),
        "validation": {"kind": options.validation}, "target": {"unit": "m3 m-3"},
        "tried": [{"method": c.name, "label": c.label, "rmse": float(c.validation.rmse)} for c in tried],
        "leans_on": _leans_on(samples, applicability),
        "protocols": {name: {kind: _plain(values) for kind, values in held_out.overall.items()}
                      for name, held_out in protocols.items()},
    }
    ranges = np.stack([samples.x.min(0), samples.x.max(0)], 1).astype(float)
    return Model(fit, samples.features, ranges, about, applicability)


def _leans_on(samples, applicability, most: int = 12) -> Dict[str, float]:
    """Shares (%) of the most important predictors in the change of predictions when columns are shuffled."""
    weights = dict(zip(samples.features.columns, applicability.scale * samples.x.std(0)))     # as importance gave them
    by_name = {f.name: float(sum(weights[c] for c in f.columns)) for f in samples.features.features}
    total = sum(by_name.values()) or 1.0
    first = sorted(by_name.items(), key=lambda entry: -entry[1])[:most]
    return {name: 100.0 * weight / total for name, weight in first}


def _plain(values):
    return {name: None if not np.isfinite(value) else float(value) for name, value in values.items()}


def _log_training(protocols, chosen, tried, y, model, monitor) -> None:
    """What the log says of a training at stations."""
    rmse = ", ".join(f"{c.label} {c.validation.rmse:.4f}" for c in tried)
    monitor.info(f"Chosen: {chosen.label}. RMSE on left-out data (m3/m3): {rmse}.")
    for name, held in protocols.items():
        parts = "; ".join(f"{LABELS[kind]} {values['rmse']:.3f}" for kind, values in held.overall.items())
        monitor.info(f"{LEFT_OUT[name]} left out ({name}): {held.rows} observations of {held.places} stations. RMSE in "
                     f"m3/m3: {parts}.")
    last = model.about["last_year"]
    if last:
        monitor.info(f"The year {last['year']} alone, predicted from the years before it: {last['rows']} observations. "
                     f"RMSE in m3/m3: {LABELS[MODEL]} {last['rmse']:.3f}{others_of(last)}.")
    inside = model.about["interval"]
    monitor.info(f"Interval: plus or minus {inside['half_width']:.3f} m3/m3; at stations not used to determine it, it "
                 f"contains {in_percent(inside['coverage'])} of observations (target: 90 %).")


def _write(model, model_path, story, report, station_metrics) -> None:
    """All files or none."""
    with appear_together(model_path, station_metrics, report) as (model_file, points_file, report_file):
        if points_file:
            write_station_metrics(points_file, story)
        if report_file:
            write_station_training_report(report_file, story)
        write_model(certain(model_file), model)
