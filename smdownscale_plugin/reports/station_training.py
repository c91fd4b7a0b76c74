"""The report of Train on Stations: what a user may expect at a place without a station, beside what there is anyway."""
from dataclasses import dataclass
from typing import Any, Dict, List, Tuple

import numpy as np

from ..metrics.metric import STATIONS, TIMES
from ..metrics.metric import WHOLE as WHOLE_SERIES
from ..metrics.table import METRICS, interval_ends, shown
from ..rasters.number_text import in_percent
from ..selection.station_folds import LEAVE_REGIONS_OUT, LEAVE_STATIONS_OUT, LEAVE_YEARS_OUT
from ..stations.station_samples import StationSamples
from ..validation.held_out_stations import COARSE_FITTED, LABELS, MODEL, HeldOut, others_of
from . import plots, station_plots
from .html import Report
from .tables import NUMBER, TEXT, WHOLE, Columns, write_points

_UNIT = "m³/m³"
_TITLES = {LEAVE_STATIONS_OUT: "Off-site: stations left out", LEAVE_REGIONS_OUT: "Cross-region: a region "
           "left out", LEAVE_YEARS_OUT: "On-site: years left out at known stations"}
_EXPECTED = {LEAVE_STATIONS_OUT: "At a place without a station", LEAVE_REGIONS_OUT: "In a region without a station",
             LEAVE_YEARS_OUT: "At known stations in other years (not at places between them)"}
_PREDICTED = {LEAVE_STATIONS_OUT: "predicted without its own station and its neighbours",
              LEAVE_REGIONS_OUT: "predicted without the stations of its region",
              LEAVE_YEARS_OUT: "predicted without its own year"}
CLASSES = ((0.04, "#2a788e", "o", "below 0.04"), (0.08, "#7ad151", "s", "0.04 to 0.08"),
            (0.12, "#f1a340", "^", "0.08 to 0.12"), (np.inf, "#b2182b", "v", "0.12 or more"))
_LONGEST_STEP = 30      # days between observations that a line joins
_WITH_INTERVAL = ("r", "rmse", "ubrmse", "bias")


@dataclass(frozen=True)
class StationStory:
    """about: the model card; rows: what was trained on; protocols: figures by validation; headline: the one that
    decided; predictions: (n,) of the rows when their station was left out."""

    about: Dict[str, Any]
    rows: StationSamples
    protocols: Dict[str, HeldOut]
    headline: str
    predictions: np.ndarray


def write_station_training_report(path: str, story: StationStory) -> str:
    """Write the report as one HTML file; OutputError when it can't be written."""
    report = Report("Training on stations", subtitle=f"{story.about['method_label']}, "
                    f"{story.about['stations']} stations, {story.about['samples']:,} observations")
    _summary(report, story)
    _map(report, story)
    _protocols(report, story)
    _series(report, story)
    _leaning(report, story)
    _stations(report, story)
    _card(report, story)
    report.write(path)
    return path


def _summary(report, story):
    held = story.protocols[story.headline]
    model = held.overall[MODEL]
    trust = (f"{_EXPECTED[story.headline]}, expect an error (RMSE) of about {model['rmse']:.3f} {_UNIT} and, at half "
             f"of the stations, a correlation in time above {model['median_r']:.2f}. ")
    if held.gain:
        coarse = held.overall[COARSE_FITTED]["rmse"]
        trust += (f"The coarse product, fitted linearly to stations, has an error of {coarse:.3f} {_UNIT}: "
                  f"{_verdict(held.gain)} (difference {held.gain['low']:+.3f} to {held.gain['high']:+.3f}, "
                  "90 % interval over stations). ")
    on_site = story.protocols.get(LEAVE_YEARS_OUT)
    if on_site and story.headline != LEAVE_YEARS_OUT:
        trust += (f"At known stations in other years the error is {on_site.overall[MODEL]['rmse']:.3f} {_UNIT}; that "
                  "says nothing about the places between them.")
    report.opening(f"A model of soil moisture was trained on {story.about['samples']:,} observations of "
                   f"{story.about['stations']} stations; method: {story.about['method_label']}.", trust,
                   "Make maps with Downscale Raster or Downscale Series, and check them against stations that were not "
                   "used here.", measured_against=f"{held.rows:,} observations of {held.places} stations, each "
                   f"{_PREDICTED[story.headline]}.")


def _verdict(gain):
    if gain["low"] > 0:
        return "the model is better, and not by chance"
    return "the model is worse; use the coarse product" if gain["high"] < 0 else "the difference may be chance"


def _map(report, story):
    rows = story.rows
    of_station = story.protocols[story.headline].stations[MODEL]
    report.section("Where it works")
    report.note(plots.missing())
    groups, low = [], 0.0
    for high, colour, marker, text in CLASSES:
        members = [(rows.longitude[s], rows.latitude[s], rows.names[s]) for s, values in sorted(of_station.items())
                   if low <= values["rmse"] < high]
        groups.append((text, colour, marker, members))
        low = high
    report.figure(station_plots.station_map(groups, f"RMSE ({_UNIT})"),
                  f"RMSE at each station; every observation was {_PREDICTED[story.headline]}.")


def _protocols(report, story):
    on_site = ("on-site flatters, because the station's own level is known." if LEAVE_YEARS_OUT in story.protocols else
               "on-site (years left out) needs observations of two years or more.")
    report.section("Tests", f"The same method in each test. Off-site is the one that counts for maps; {on_site}")
    for name, held in story.protocols.items():
        rows = [(LABELS[kind], values["n"], *(_with_interval(values, metric) for metric in _WITH_INTERVAL),
                 values["median_r"]) for kind, values in held.overall.items()]
        report.table(("Estimate", "N", *(METRICS[m].heading for m in _WITH_INTERVAL), "Median R of stations"), rows,
                     strong=[0],
                     caption=f"{_TITLES[name]}: {held.rows:,} observations, {held.places} stations. In brackets the 90 "
                             "% interval from resampling stations." + _last_year(name, story))
    held = story.rows.samples.y[np.isfinite(story.predictions)]
    label = f"RMSE {story.protocols[story.headline].overall[MODEL]['rmse']:.3f}"
    report.figure(plots.scatter([("Left out", held, story.predictions[np.isfinite(story.predictions)],
                                  label)], "Measured", "Predicted", unit=_UNIT),
                  f"Measured and predicted soil moisture, each {_PREDICTED[story.headline]}.")


def _last_year(name, story):
    last = story.about.get("last_year") if name == LEAVE_YEARS_OUT else None
    return "" if not last else (f" {last['year']} alone, predicted from the years before it, as a model in use: RMSE "
                                f"{last['rmse']:.3f}{others_of(last)} ({last['rows']:,} observations).")


def _with_interval(values, metric):
    low, high = values.get(f"{metric}_low", np.nan), values.get(f"{metric}_high", np.nan)
    text = METRICS[metric].format
    return values[metric], f"{text(values[metric])} ({text(low)} to {text(high)})" if np.isfinite(low) else \
        text(values[metric])


def _series(report, story):
    """Series of the best, the median and the worst station, with the interval."""
    of_station = story.protocols[story.headline].stations[MODEL]
    usable = sorted((s for s in of_station if of_station[s]["n"] >= 10), key=lambda s: of_station[s]["rmse"])
    if len(usable) < 3:
        return
    width = story.about["interval"]["half_width"]
    panels = []
    for word, station in (("Best", usable[0]), ("Median", usable[len(usable) // 2]), ("Worst", usable[-1])):
        rows = np.flatnonzero((story.rows.station == station) & np.isfinite(story.predictions))
        rows = rows[np.argsort(story.rows.last[rows], kind="stable")]
        times = story.rows.last[rows]
        panels.append((f"{word}: {story.rows.names[station]}", [
            ("Measured", *_with_breaks(times, story.rows.samples.y[rows]), "truth"),
            ("Predicted", *_with_breaks(times, story.predictions[rows]), "fine")]))
    report.section("In time")
    report.figure(plots.time_series(panels, y_label=f"Soil moisture ({_UNIT})", band=width),
                  f"Three stations; every observation was {_PREDICTED[story.headline]}. The interval for places "
                  f"without a station is plus or minus {width:.3f} {_UNIT} and contained "
                  f"{in_percent(story.about['interval']['coverage'])} of observations.", wide=True)


def _with_breaks(days, values):
    """(dates, values) with a break in the line where a month or more has no observation."""
    breaks = np.flatnonzero(np.diff(days) > _LONGEST_STEP) + 1
    joined = np.insert(days, breaks, days[breaks] - 1)
    return joined.astype("datetime64[D]").tolist(), np.insert(values, breaks, np.nan).tolist()


def _leaning(report, story):
    """The predictors that move the predictions most."""
    weights = story.about["leans_on"]
    report.section("What the model relies on", "How much predictions change (root mean square) when a predictor's "
                                               "values are shuffled among the observations, as a share of the sum over "
                                               "all predictors. Predictors that carry the same information share their "
                                               "weight.")
    report.figure(plots.bars(list(weights), {"": list(weights.values())}, "share of the change (%)"),
                  "The most important predictors.")


def _stations(report, story):
    columns, rows = station_table(story)
    report.section("Stations")
    wanted = ["station", *shown(STATIONS)]
    chosen = [k for k, (name, _) in enumerate(columns) if name in wanted]
    report.table([METRICS[columns[k][0]].heading if columns[k][0] in METRICS else "Station" for k in chosen],
                 [[row[k] for k in chosen] for row in rows],
                 caption=f"Each station; every observation was {_PREDICTED[story.headline]}.")


def _card(report, story):
    about = story.about
    report.section("Model card", "Enough to repeat the training.")
    report.facts([
        ("Method", about["method_label"]), ("Tried", [f"{t['label']}: RMSE {t['rmse']:.4f}" for t in about["tried"]]),
        ("Settings", [f"{method}: {name} = {value}" for method, settings in about["hyperparameters"].items()
                      for name, value in settings.items()]),
        ("Predictors", story.rows.samples.features.names), ("Notes", about["notes"] or "none"),
        ("Seed", about["seed"]), ("Plugin", about["plugin_version"])])


def station_table(story: StationStory) -> Tuple[Columns, List[list]]:
    """([(column, type)], rows): every station's metrics, with intervals, when it was left out."""
    metrics = [name for name in METRICS if METRICS[name].needs <= frozenset({WHOLE_SERIES, TIMES})]
    ends = interval_ends()
    columns = [("station", TEXT)] + [(name, WHOLE if METRICS[name].whole_number else NUMBER) for name in metrics]
    columns += [(end, NUMBER) for end in ends]
    rows: List[list] = [[story.rows.names[station], *(values.get(name) for name in metrics),
                         *(values.get(end) for end in ends)]
                        for station, values in sorted(story.protocols[story.headline].stations[MODEL].items())]
    return columns, rows


def write_station_metrics(path: str, story: StationStory) -> str:
    """Write the figures by station as points."""
    columns, rows = station_table(story)
    numbers = sorted(story.protocols[story.headline].stations[MODEL])
    places = [(float(story.rows.longitude[s]), float(story.rows.latitude[s])) for s in numbers]
    return write_points(path, columns, rows, places, "stations")
