"""The report of Validate Against Stations."""
from typing import Any, Iterable, Mapping, Tuple

import numpy as np

from ..metrics.error_intervals import BETTER, UNDECIDED, WORSE
from ..metrics.metric import BOXES, MATCHED, OVER, REPORT, STATIONS
from ..metrics.table import METRICS, shown
from ..validation.estimates import BILINEAR, DOWNSCALED
from ..validation.station_comparison import StationComparison
from . import colours, plots, station_plots
from .backdrop import backdrop
from .html import Report
from .product_tables import products_section
from .raster_validation import TITLES
from .station_sections import all_pairs, dates, networks, rain, stations_in_time, vegetation

_ON_THE_WHOLE = {1: "it is closer", 0: "that is undecided", -1: "it is further from them"}


def stations_measured_against(comparison: StationComparison, source: str) -> str:
    """What the numbers were measured against, and what they therefore hold."""
    count, rows = len(comparison.per_station), comparison.pairs.rows()
    depths = [d for s in comparison.per_station for d in comparison.stations[s["station"]].depths if np.isfinite(d)]
    span = " to ".join(dict.fromkeys(f"{edge(depths):g}" for edge in (min, max))) if depths else ""
    depth = f", {span} m deep" if depths else ""
    return (f"{counted(count, 'station')} of {source}{depth}: {counted(rows.size, 'pair')}. A station sees a few "
            "centimetres of soil, a pixel the mean of its area: part of every difference is that, and the sensor's own "
            "error, not an error of the map. The map's error is therefore smaller than the RMSE and ubRMSE here, its "
            "correlation with the true mean of the pixel higher.")


def station_report(comparison: StationComparison, source: str, inputs: Iterable[Tuple[str, Any]]) -> Report:
    """The report as an object; source: the station file; inputs: (name, value) pairs that say what was run."""
    labels = [comparison.rasters[k].label for k in np.unique(comparison.pairs.raster)]
    report = Report("Validation against stations", labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}")
    report.opening(_made(comparison, labels), " ".join(_trust(comparison)), _next_step(comparison),
                   measured_against=stations_measured_against(comparison, source))
    report.note(plots.missing()).note(_caution(comparison))
    _map(report, comparison)
    _metric_table(report, comparison)
    _stations(report, comparison)
    networks(report, comparison)
    all_pairs(report, comparison)
    if comparison.products:
        products_section(report, comparison.products)
    dates(report, comparison)
    rain(report, comparison)
    vegetation(report, comparison)
    stations_in_time(report, comparison)
    return report.section("What was compared").facts(inputs)


def _made(comparison, labels):
    when = f"of {labels[0]}" if len(labels) == 1 else f"of {len(labels)} dates, {labels[0]} to {labels[-1]},"
    return (f"Maps of soil moisture {when} were compared with readings of "
            f"{counted(len(comparison.per_station), 'station')} in the soil: "
            f"{counted(comparison.pairs.rows().size, 'pair')} of a reading and the map's pixel.")


def _next_step(comparison):
    text = "Look at the stations one by one: where the map fails, the land or the sensor is often special. "
    if not comparison.has_coarse:
        return text + "Give COARSE as well, to see whether the maps are better than the product they came from."
    v, overall = comparison.verdicts, _overall(comparison)
    if overall < 0 or v[WORSE] > v[BETTER] and overall <= 0:
        return text + "Use the coarse product instead of these maps until this is resolved."
    if v[WORSE] > v[BETTER]:
        return text + "Find out why the map is worse at some stations before you use it there."
    if overall > 0 and not v[BETTER]:
        return text + "On the whole the maps are better; more dates are needed to know where."
    if not v[BETTER]:
        return text + "More dates are needed to know whether the maps are better than the coarse product."
    return text + "Where the maps are better, use them; with more dates fewer stations stay undecided."


def _map(report, comparison):
    """Where the stations are and what was found there, on a map of one date."""
    counts = np.bincount(comparison.pairs.raster[comparison.pairs.rows()], minlength=len(comparison.rasters))
    layer = comparison.rasters[int(counts.argmax())]
    label = "The map is" if comparison.has_coarse else "The map follows the readings with"
    image = station_plots.station_map(_groups(comparison), label, backdrop(layer.path, layer.band))
    report.section("Map of the stations").figure(
        image, f"The stations on the map of {layer.label}." + (" Closer, further or undecided: squared errors of map "
        "and interpolated coarse product compared over the dates of each station, 90\u00a0% confidence." if
        comparison.has_coarse else ""), wide=True)


def _groups(comparison):
    """[(text, colour, marker, places)] of the stations with pairs: by verdict, or by R where there is none."""
    entries = [(entry, comparison.stations[entry["station"]]) for entry in comparison.per_station]

    def places(chosen):
        return [(s.longitude, s.latitude, s.name) for entry, s in entries if chosen(entry)]
    if comparison.has_coarse:
        return [(text, colour, marker, places(lambda entry, key=key: _verdict(entry) == key))
                for key, colour, marker, text in colours.VERDICTS]
    groups, above = [], np.inf
    for low, colour, marker, text in colours.R_CLASSES:
        groups.append((text, colour, marker, places(
            lambda entry, low=low, above=above: low <= entry[DOWNSCALED]["r"] < above)))
        above = low
    return groups + [("unknown R", "#ffffff", "o", places(lambda entry: not np.isfinite(entry[DOWNSCALED]["r"])))]


def _trust(comparison):
    """Two sentences: what the stations say of the map, and how far off a pixel is."""
    fine, over = comparison.overall[DOWNSCALED], comparison.over_stations[DOWNSCALED]
    count = counted(len(comparison.per_station), "station")
    if comparison.has_coarse:
        v = comparison.verdicts
        yield (f"The map is closer to the readings than the interpolated coarse product at {v[BETTER]} of {count}, "
               f"further from them at {v[WORSE]}, undecided at {v[UNDECIDED]} (90\u00a0% confidence at each station).")
        if np.isfinite(fine.get("skill_low", np.nan)):
            yield (f"Over all stations together, {_ON_THE_WHOLE[_overall(comparison)]} (skill "
                   f"{METRICS['skill'].format(fine['skill'])}{_interval(fine, 'skill', '; ')}).")
    follows = (f"at half of the stations it follows the readings with a correlation of at least "
               f"{METRICS['r'].format(over['median_r'])}" if np.isfinite(over["median_r"]) else "")
    off = f"a pixel typically differs from a reading by {METRICS['rmse'].format(fine['rmse'])} m³/m³"
    yield f"{'; '.join(filter(None, [follows, off]))}.".capitalize()


def _pooled(comparison):
    """The figures over all pairs with their intervals, in a sentence."""
    fine = comparison.overall[DOWNSCALED]
    f = {k: METRICS[k].format(v) for k, v in fine.items() if k in METRICS}
    skill = (f", skill {f['skill']}{_interval(fine, 'skill')} (above 0 downscaling helped)" if comparison.has_coarse
             else "")
    return (f"Over all pairs the map has a correlation of {f['r']}{_interval(fine, 'r')}, an RMSE of {f['rmse']} m³/m³"
            f"{_interval(fine, 'rmse')}, a ubRMSE of {f['ubrmse']} m³/m³{_interval(fine, 'ubrmse')} and a mean "
            f"difference of {f['bias']} m³/m³{_interval(fine, 'bias')}{skill}.")


def _overall(comparison):
    """1 where the interval of the skill over all stations lies above 0, -1 where it lies below, else 0."""
    fine = comparison.overall[DOWNSCALED]
    return int(fine.get("skill_low", np.nan) > 0) - int(fine.get("skill_high", np.nan) < 0)


def _interval(values, name, joint=None):
    """The interval of a figure, in brackets of its own, or after a joint; '' where it is unknown."""
    low, high = values.get(f"{name}_low", np.nan), values.get(f"{name}_high", np.nan)
    if not np.isfinite(low):
        return ""
    text = f"90\u00a0% interval {METRICS['r'].format(low)} to {METRICS['r'].format(high)}"
    return f" ({text})" if joint is None else joint + text


def _caution(comparison):
    counts = [entry[DOWNSCALED]["n"] for entry in comparison.per_station]
    if np.median(counts) < 20 or len(counts) < 5:
        return (f"These are few numbers: {counted(len(counts), 'station')} with a median of {int(np.median(counts))} "
                "pairs. Read the intervals, not the last digits.")
    return ""


def counted(count: int, noun: str) -> str:
    """A number with its noun, in the plural where it is one."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _metric_table(report, comparison):
    report.section("Metrics", _pooled(comparison)).text("All columns come from the same pairs."
                   + (" The baselines are the coarse product at the station's pixel." if comparison.has_coarse else ""))
    names = [n for n in shown(REPORT) if any(np.isfinite(m.get(n, np.nan)) for m in comparison.overall.values())]
    rows = [[METRICS[n].heading, *(with_interval(m, n) for m in comparison.overall.values()), METRICS[n].text]
            for n in names]
    heads = ["", *(TITLES[e] for e in comparison.estimates)]
    report.table([*heads, "Meaning"], rows, caption="All pairs together; in brackets the 90\u00a0% interval from "
                 "resampling stations.")
    over = [comparison.over_stations[e] for e in comparison.estimates]
    report.table(heads, _over_rows(over, OVER), caption="Over the stations, each counted once; in brackets the "
                 "90\u00a0% interval of the "
                 "median from resampling stations.", hints={METRICS["anomaly_r"].label: METRICS["anomaly_r"].text})
    matched = _over_rows(over, MATCHED)
    if matched:
        report.table(heads, matched, caption="After each estimate was matched to the distribution of each station's "
                                             "readings (CDF matching): what remains is neither bias nor gain. Don't "
                                             "compare it with the RMSE above.")


def with_interval(metrics: Mapping[str, float], name: str) -> Any:
    """A metric and, where it is known, its 90 % interval as a cell."""
    value = metrics.get(name, np.nan)
    low, high = metrics.get(f"{name}_low", np.nan), metrics.get(f"{name}_high", np.nan)
    show = METRICS[name].format
    return value, f"{show(value)} [{show(low)},\u00a0{show(high)}]" if np.isfinite(low) else show(value)


def _over_rows(over, place):
    """Median and mean of every metric that is shown there and known of any estimate."""
    names = [n for n in shown(place) if any(np.isfinite(values[f"median_{n}"]) for values in over)]
    return [[f"{METRICS[n].heading}, {kind}", *(_over(values, n, kind) for values in over)]
            for n in names for kind in ("median", "mean")]


def _over(values, name, kind):
    value = values[f"{kind}_{name}"]
    low, high = (values.get(f"{kind}_{name}_{end}", np.nan) for end in ("low", "high"))
    show = METRICS[name].format
    return value, f"{show(value)} [{show(low)},\u00a0{show(high)}]" if np.isfinite(low) else show(value)


def _stations(report, comparison):
    entries = comparison.per_station
    places = [comparison.stations[entry["station"]] for entry in entries]
    report.section("Stations")
    for name in shown(BOXES):
        groups = [(TITLES[e], [entry[e][name] for entry in entries]) for e in comparison.estimates]
        if any(np.isfinite(v).any() for _, v in groups):
            metric = METRICS[name]
            unit = f" ({metric.unit})" if metric.unit else ""
            report.figure(plots.boxes(groups, f"{metric.label} of a station{unit}"),
                          f"{metric.label} at each station, one point per station: the box holds the middle half of "
                          "the stations, with their median; the whiskers hold the middle nine tenths.")
    _station_table(report, comparison, places)


def _station_table(report, comparison, places):
    coarse = comparison.has_coarse
    names = [n for n in shown(STATIONS) if n in comparison.per_station[0][DOWNSCALED]]
    rows = [[place.label, *([_verdict(entry)] if coarse else []),
             *((entry[DOWNSCALED][n], _station_cell(entry[DOWNSCALED], n)) for n in names),
             *([entry[BILINEAR]["r"], entry[BILINEAR]["rmse"]] if coarse else [])]
            for place, entry in zip(places, comparison.per_station)]
    heads = ["Station", *(["The map is"] if coarse else []), *(METRICS[n].heading for n in names)]
    heads += [f"{metric} {TITLES[BILINEAR].lower()}" for metric in ("R", "RMSE") if coarse]
    report.table(heads, rows, caption="The downscaled map at each station; in brackets the 90\u00a0% interval of R, "
                 "with neighbouring dates counted as the partly repeated evidence that they are. Better, worse or "
                 "undecided: squared errors of map and interpolated coarse product compared (Diebold and Mariano 1995)."
                 if coarse else "The map at each station; in brackets the 90\u00a0% interval of R.")


def _verdict(entry):
    return entry["verdict"].answer


def _station_cell(metrics, name):
    text = METRICS[name].format(metrics[name])
    if name != "r" or not np.isfinite(metrics["r"]):
        return text
    if not np.isfinite(metrics["r_low"]):
        return f"{text} [too\u00a0few]"
    return f"{text} [{metrics['r_low']:.2f},\u00a0{metrics['r_high']:.2f}]".replace("-", "−")
