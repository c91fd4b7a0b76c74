"""Sections of the report on stations: networks, scatter and Taylor diagram, dates, rain, time series."""
import numpy as np

from ..errors import certain
from ..metrics.metric import DATES, OVER
from ..metrics.table import METRICS, shown
from ..validation.estimates import DOWNSCALED
from ..validation.rain import daily_rain
from ..validation.station_comparison import StationComparison
from ..validation.vegetation_lag import LAGS, LEAST
from . import plots, station_plots
from .html import Report
from .raster_validation import KINDS, TITLES

SERIES_SHOWN, SERIES_IN_FIGURE = 12, 4   # a figure fits on a printed page


def networks(report: Report, comparison: StationComparison) -> None:
    """Medians over the stations of each network, where there are several."""
    if len(comparison.networks) < 2:
        return
    names = [n for n in shown(OVER) if np.isfinite(
        comparison.over_stations[DOWNSCALED][f"median_{n}"])]
    rows = [[name or "no network", values["stations"],
             *((values[e][f"median_{n}"], METRICS[n].format(values[e][f"median_{n}"]))
               for n in names for e in comparison.estimates)]
            for name, values in comparison.networks.items()]
    heads = [f"{METRICS[n].heading} {TITLES[e].lower()}" for n in names for e in comparison.estimates]
    report.section("Networks").table(["Network", "Stations", *heads], rows, caption="Medians over the stations of each "
                                     "network.")


def all_pairs(report: Report, comparison: StationComparison) -> None:
    """All pairs against the readings, and the Taylor diagram of the stations."""
    rows, values = comparison.pairs.rows(), comparison.pairs.values
    panels = [(TITLES[e], values["station"][rows], values[e][rows],
               f"R {METRICS['r'].format(m['r'])}\nRMSE {METRICS['rmse'].format(m['rmse'])}")
              for e, m in comparison.overall.items()]
    report.section("Scatter and Taylor diagram").figure(
        plots.scatter(panels, "Station", "Estimate"), "A point is one station at one date; the dashed line is "
        "equality.", wide=len(panels) > 1)
    groups = [(TITLES[e], [entry[e]["r"] for entry in comparison.per_station], _spreads(comparison, e))
              for e in comparison.estimates]
    if any(np.isfinite(r).any() for _, r, _ in groups):
        report.figure(station_plots.taylor(groups), "Taylor diagram: the nearer to the star, the smaller the error "
                      "without bias (dotted circles, in standard deviations of the readings); left of the dashed arc "
                      "too flat, right of it too strong. Pale points are stations, strong ones their median.")


def _spreads(comparison, estimate):
    """Standard deviation of an estimate over that of the readings, per station."""
    out = []
    for entry in comparison.per_station:
        rows = comparison.pairs.rows(entry["station"])
        truth = np.std(comparison.pairs.values["station"][rows])
        out.append(np.std(comparison.pairs.values[estimate][rows]) / truth if truth > 0 else np.nan)
    return out


def dates(report: Report, comparison: StationComparison) -> None:
    """Agreement across the stations of each date: is the moisture in the right place?"""
    if not comparison.dates:
        return
    report.section("Across stations at each date", "Correlation and error over the stations of one date: whether the "
                   "map is wetter where the stations are.")
    layers, names = comparison.rasters, comparison.estimates
    if len(comparison.dates) > 1:
        times = [certain(layers[k].period).middle for k in comparison.dates]
        panels = [(title, [(TITLES[e], times, [values[e][metric] for values in comparison.dates.values()], KINDS[e])
                           for e in names])
                  for title, metric in (("R across stations", "r"), ("RMSE across stations (m³/m³)", "rmse"))]
        report.figure(plots.time_series(panels, y_label=""), "Each date's figures over its stations.", wide=True)
    fine = [values[DOWNSCALED] for values in comparison.dates.values()]
    known = [n for n in shown(DATES) if any(np.isfinite(metrics.get(n, np.nan)) for metrics in fine)]
    rows = [[layers[k].label, *((v[DOWNSCALED][n], METRICS[n].format(v[DOWNSCALED][n])) for n in known),
             *(v[e]["r"] for e in names[1:])] for k, v in comparison.dates.items()]
    medians = [np.array([v[e]["r"] for v in comparison.dates.values()]) for e in names]
    words = ", ".join(f"{TITLES[e].lower()} {METRICS['r'].format(np.nanmedian(m))}" for e, m in zip(names, medians)
                      if np.isfinite(m).any())
    report.table(["Date", *(METRICS[n].heading for n in known), *(f"R {TITLES[e].lower()}" for e in names[1:])], rows,
                 caption=f"The downscaled map across the stations of each date. Median R over the dates: {words}.")


def rain(report: Report, comparison: StationComparison) -> None:
    """Correlation with antecedent rain, of the readings themselves and of each estimate."""
    if comparison.rain is None:
        return
    names = [*comparison.estimates, "station"]
    titles = {"station": "Stations", **TITLES}
    groups = [(titles[n], np.array([v[n] for v in comparison.rain.per_station.values()])) for n in names]
    known = [(title, v[np.isfinite(v)]) for title, v in groups]
    report.section("Response to rain", "Correlation of soil moisture with the antecedent precipitation index, API = "
                   "0.9 API of the day before + rain of the day (mm), averaged over each map's time. A map that "
                   "responds as the soil does comes near the stations' own correlation.")
    if not any(v.size for _, v in known):
        report.note("Rain is not known long enough before the maps: the index needs about two weeks of it.")
        return
    report.table(["", "Stations", "Median R with API", "Lower quartile", "Upper quartile"],
                 [[title, int(v.size), *(np.quantile(v, q) if v.size else np.nan for q in (0.5, 0.25, 0.75))]
                  for title, v in known], caption="Over the stations with rain.")
    report.figure(plots.boxes(known, "R with antecedent rain"), "Correlation with antecedent rain at each station; one "
                                                                "point per station.")


def vegetation(report: Report, comparison: StationComparison) -> None:
    """Correlation of monthly soil moisture with vegetation some months later."""
    lag = comparison.vegetation
    if lag is None:
        return
    report.section("Vegetation after moisture", "Correlation of a month's mean soil moisture with the vegetation index "
                   "of the same month and of later ones, at each station; medians over the stations. Where water "
                   "limits growth, vegetation follows moisture by weeks to months.")
    names = {"station": "Stations", **TITLES}
    if lag.best("station") < 0:
        report.note(f"No station has {LEAST} months of both; give vegetation of more months.")
        return
    report.text("Vegetation follows best " + "; ".join(
        f"{names[n].lower()}: {lag.best(n)} month{'' if lag.best(n) == 1 else 's'} later" for n in lag.r) + ".")
    report.table(["", *(f"{k} months later" for k in LAGS), "Stations"],
                 [[names[n], *r, int(lag.stations[n].max())] for n, r in lag.r.items()], caption="Median R by lag.")


def stations_in_time(report: Report, comparison: StationComparison) -> None:
    """Time series of the stations with the most pairs, with rain where it is known."""
    by_pairs = sorted(comparison.per_station, key=lambda entry: -entry[DOWNSCALED]["n"])[:SERIES_SHOWN]
    if by_pairs[0][DOWNSCALED]["n"] < 2:
        return
    chosen = sorted(by_pairs, key=lambda entry: entry["station"])
    panels = [_panel(comparison, entry["station"]) for entry in chosen]
    count = len(comparison.per_station)
    choice = f" Shown are the {len(chosen)} stations of {count} with the most pairs." if len(chosen) < count else ""
    report.section("Time series", f"Station values are means over the readings that belong to each map.{choice}")
    for first in range(0, len(panels), SERIES_IN_FIGURE):
        part = panels[first:first + SERIES_IN_FIGURE]
        report.figure(station_plots.station_series(part), ", ".join(name for name, _, _ in part), wide=True)


def _panel(comparison, station):
    rows = comparison.pairs.rows(station)
    rows = rows[np.argsort([t.timestamp() for t in comparison.times(rows)], kind="stable")]
    times = comparison.times(rows)
    lines = [("Station", times, comparison.pairs.values["station"][rows], "truth")]
    lines += [(TITLES[e], times, comparison.pairs.values[e][rows], KINDS[e]) for e in comparison.estimates]
    fallen = daily_rain(comparison.rain.series, station) if comparison.rain else None
    return comparison.stations[station].label, lines, fallen
