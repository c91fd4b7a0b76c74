"""The report of Validate Against Stations, and the rows of its two tables."""
import numpy as np

from ...metrics.table import METRICS
from ...reports import colours, plots
from ...reports.html import Report
from ...reports.tables import NUMBER, TEXT, TIME, WHOLE
from .comparison import BILINEAR, DOWNSCALED, NEAREST
from .raster_report import KINDS, TITLES
from .station_comparison import StationComparison

SERIES_SHOWN, SERIES_IN_FIGURE = 12, 6   # a figure fits on a printed page
_FINE = ("n", "r", "r_low", "r_high", "spearman", "rmse", "ubrmse", "bias", "mae", "mre", "slope",
         "r2_variance_explained", "r2_correlation", "skill", "gdown")
_BASELINE = ("r", "r_low", "r_high", "rmse", "ubrmse", "bias")
STATION_COLUMNS = (("network", TEXT), ("station", TEXT), ("depth_from", NUMBER), ("depth_to", NUMBER),
                   ("sensors", WHOLE),
                   *((name, WHOLE if name == "n" else NUMBER) for name in _FINE),
                   *((f"{estimate}_{name}", NUMBER) for estimate in (NEAREST, BILINEAR) for name in _BASELINE))
PAIR_COLUMNS = (("network", TEXT), ("station", TEXT), ("longitude", NUMBER), ("latitude", NUMBER), ("raster", TEXT),
                ("time_start", TIME), ("time_end", TIME), ("readings", WHOLE), ("station_sm", NUMBER),
                (DOWNSCALED, NUMBER), (NEAREST, NUMBER), (BILINEAR, NUMBER))
_IN_TABLE = ("n", "r", "spearman", "rmse", "ubrmse", "bias", "mae", "mre", "slope", "r2_variance_explained",
             "r2_correlation", "skill", "gdown")


def station_rows(comparison: StationComparison):
    """(rows, positions) of the layer of stations that have pairs."""
    rows, positions = [], []
    for entry in comparison.per_station:
        station = comparison.stations[entry["station"]]
        fine = entry[DOWNSCALED]
        rows.append([station.network or None, station.name, *station.depths, station.sensors,
                     *(fine.get(name) for name in _FINE),
                     *(entry.get(e, {}).get(name) for e in (NEAREST, BILINEAR) for name in _BASELINE)])
        positions.append((station.longitude, station.latitude))
    return rows, positions


def pair_rows(comparison: StationComparison, check):
    """Rows of the table of pairs, those without a coarse value included; check: called now and then, to cancel."""
    pairs = comparison.pairs
    for i in range(pairs.station.size):
        if i % 1000 == 0:
            check()
        station, raster = comparison.stations[pairs.station[i]], comparison.rasters[pairs.raster[i]]
        values = [pairs.values[n][i] if n in pairs.values else None for n in ("station", DOWNSCALED, NEAREST, BILINEAR)]
        yield [station.network or None, station.name, station.longitude, station.latitude, raster.name,
               raster.period.start, raster.period.end, int(pairs.readings[i]), *values]


def measured_against(comparison: StationComparison, source: str) -> str:
    """What the numbers were measured against, and what they therefore hold."""
    count, rows = len(comparison.per_station), comparison.pairs.rows()
    depths = [d for s in comparison.per_station for d in comparison.stations[s["station"]].depths if np.isfinite(d)]
    depth = f", {min(depths):g} to {max(depths):g} m deep" if depths else ""
    return (f"{_counted(count, 'station')} of {source}{depth}: {_counted(rows.size, 'pair')}. A station sees a few "
            "centimetres of soil, a pixel the mean of its area: part of every difference is that, not an error of the "
            "map.")


def build_report(comparison: StationComparison, source: str, inputs) -> Report:
    """The report as an object; source: the station file; inputs: (name, value) pairs that say what was run."""
    labels = [comparison.rasters[k].label for k in np.unique(comparison.pairs.raster)]
    report = Report("Validation against stations", labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}")
    report.summary(*_sentences(comparison), measured_against=measured_against(comparison, source))
    report.note(plots.missing()).note(_caution(comparison))
    _metric_table(report, comparison)
    _stations(report, comparison)
    _scatter(report, comparison)
    _series(report, comparison)
    return report.section("What was compared").facts(inputs)


def _sentences(comparison):
    fine, over = comparison.overall[DOWNSCALED], comparison.over_stations[DOWNSCALED]
    f = {k: METRICS[k].format(v) for k, v in fine.items()}
    count = len(comparison.per_station)
    if np.isfinite(over["median_r"]):
        yield (f"At half of the {_counted(count, 'station')} the map follows the readings with a correlation of at "
               f"least {METRICS['r'].format(over['median_r'])}{_interval(over, 'median_r')}.")
    yield (f"All pairs together: correlation {f['r']}, RMSE {f['rmse']} m³/m³, ubRMSE {f['ubrmse']} m³/m³, mean "
           f"difference {f['bias']} m³/m³.")
    if not comparison.has_coarse:
        return
    gains = np.array([entry[DOWNSCALED]["skill"] for entry in comparison.per_station])
    closer, further = int((gains > 0).sum()), int((gains < 0).sum())
    low, high = comparison.skill_interval
    within = _interval({"skill_low": low, "skill_high": high}, "skill")
    yield (f"The map is closer to the readings than interpolating the coarse product is at {closer} of "
           f"{_counted(count, 'station')}, further from them at {further}; skill over all pairs {f['skill']}{within}.")


def _interval(values, name):
    low, high = values[f"{name}_low"], values[f"{name}_high"]
    if not np.isfinite(low):
        return ""
    return f" (90\u00a0% interval {METRICS['r'].format(low)} to {METRICS['r'].format(high)})"


def _caution(comparison):
    counts = [entry[DOWNSCALED]["n"] for entry in comparison.per_station]
    if np.median(counts) < 20 or len(counts) < 5:
        return (f"These are few numbers: {_counted(len(counts), 'station')} with a median of {int(np.median(counts))} "
                "pairs. Read the intervals, not the last digits.")
    return ""


def _counted(count, noun):
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _metric_table(report, comparison):
    report.section("Metrics", "All columns come from the same pairs."
                   + (" The baselines are the coarse product at the station's pixel." if comparison.has_coarse else ""))
    names = [n for n in _IN_TABLE if any(np.isfinite(m.get(n, np.nan)) for m in comparison.overall.values())]
    rows = [[METRICS[n].heading, *((m.get(n, np.nan), METRICS[n].format(m.get(n, np.nan)))
                                   for m in comparison.overall.values()), METRICS[n].text] for n in names]
    heads = ["", *(TITLES[e] for e in comparison.estimates)]
    report.table([*heads, "Meaning"], rows, caption="All pairs together.")
    over = [comparison.over_stations[e] for e in comparison.estimates]
    rows = [[f"{METRICS[n].heading}, {kind}", *(_over(values, n, kind) for values in over)]
            for n in ("r", "rmse", "ubrmse", "bias") for kind in ("median", "mean")]
    report.table(heads, rows, caption="Over the stations, each counted once; in brackets the 90\u00a0% interval of the "
                 "median from drawing stations anew.")


def _over(values, name, kind):
    value = values[f"{kind}_{name}"]
    low, high = (values.get(f"{kind}_{name}_{end}", np.nan) for end in ("low", "high"))
    show = METRICS[name].format
    return value, f"{show(value)} [{show(low)}, {show(high)}]" if np.isfinite(low) else show(value)


def _stations(report, comparison):
    entries = comparison.per_station
    places = [comparison.stations[entry["station"]] for entry in entries]
    report.section("Stations")
    if comparison.has_coarse:
        image = plots.station_map([p.longitude for p in places], [p.latitude for p in places],
                                  [entry[DOWNSCALED]["skill"] for entry in entries],
                                  "Skill over the interpolated coarse product", colours.SKILL_CLASSES)
        report.figure(image, "Where downscaling helped and where it harmed: skill at each station.")
    groups = [(TITLES[e], [entry[e]["r"] for entry in entries]) for e in comparison.estimates]
    if any(np.isfinite(v).any() for _, v in groups):
        report.figure(plots.boxes(groups, "R of a station"), "Correlation at each station: box from the lower to the "
                      "upper quartile with the median, whiskers from the 5th to the 95th percentile, a point a "
                      "station.")
    names = [n for n in ("n", "r", "rmse", "ubrmse", "bias", "skill") if n != "skill" or comparison.has_coarse]
    rows = [[place.label, *((entry[DOWNSCALED][n], _station_cell(entry[DOWNSCALED], n)) for n in names),
             *(entry[e][n] for n in ("r", "rmse") for e in comparison.estimates[1:])]
            for place, entry in zip(places, entries)]
    heads = ["Station", *(METRICS[n].heading for n in names)]
    heads += [f"{metric} {TITLES[e].lower()}" for metric in ("R", "RMSE") for e in comparison.estimates[1:]]
    report.table(heads, rows, caption="The downscaled map at each station; in brackets the 90\u00a0% interval of R, "
                 "with neighbouring dates counted as the partly repeated evidence that they are.")


def _station_cell(metrics, name):
    text = METRICS[name].format(metrics[name])
    if name != "r" or not np.isfinite(metrics["r"]):
        return text
    if not np.isfinite(metrics["r_low"]):
        return f"{text} [too few]"
    return f"{text} [{metrics['r_low']:.2f}, {metrics['r_high']:.2f}]".replace("-", "−")


def _scatter(report, comparison):
    rows, values = comparison.pairs.rows(), comparison.pairs.values
    panels = [(TITLES[e], values["station"][rows], values[e][rows],
               f"R {METRICS['r'].format(m['r'])}\nRMSE {METRICS['rmse'].format(m['rmse'])}")
              for e, m in comparison.overall.items()]
    report.section("Scatter").figure(plots.scatter(panels, "Station", "Estimate"),
                                     "A point is one station at one date; the dashed line is equality.",
                                     wide=len(panels) > 1)


def _series(report, comparison):
    by_pairs = sorted(comparison.per_station, key=lambda entry: -entry[DOWNSCALED]["n"])[:SERIES_SHOWN]
    if by_pairs[0][DOWNSCALED]["n"] < 2:
        return
    shown = sorted(by_pairs, key=lambda entry: entry["station"])
    panels = []
    for entry in shown:
        rows = comparison.pairs.rows(entry["station"])
        rows = rows[np.argsort([t.timestamp() for t in comparison.times(rows)], kind="stable")]
        times = comparison.times(rows)
        lines = [("Station", times, comparison.pairs.values["station"][rows], "truth")]
        lines += [(TITLES[e], times, comparison.pairs.values[e][rows], KINDS[e]) for e in comparison.estimates]
        panels.append((comparison.stations[entry["station"]].label, lines))
    count = len(comparison.per_station)
    choice = f" Shown are the {len(shown)} stations of {count} with the most pairs." if len(shown) < count else ""
    report.section("Time series", f"Station values are means over the time of the map.{choice}")
    for first in range(0, len(panels), SERIES_IN_FIGURE):
        part = panels[first:first + SERIES_IN_FIGURE]
        names = [name for name, _ in part]
        report.figure(plots.time_series(part, height=1.55), ", ".join(names), wide=True)
