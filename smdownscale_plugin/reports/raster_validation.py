"""The report of Validate Raster, and the rows of its table."""
from typing import Any, Iterable, List, Sequence, Tuple

import numpy as np

from ..metrics.metric import DATES, MATCHED, REPORT
from ..metrics.table import METRICS, shown
from ..rasters.grid import Grid
from ..rasters.period import name_without_date
from ..scaling.cell_kilometres import cell_kilometres
from ..validation.estimates import BILINEAR, DOWNSCALED, NEAREST
from ..validation.layers import first_names
from ..validation.raster_comparison import DateMetrics, RasterComparison
from . import plots
from .html import Report
from .product_tables import products_section
from .station_tables import typed
from .tables import TEXT, TIME, Columns
from .verdicts import SOME, skill_verdict

TITLES = {DOWNSCALED: "Downscaled map", NEAREST: "Coarse, nearest", BILINEAR: "Coarse, bilinear"}
KINDS = {DOWNSCALED: "fine", NEAREST: "nearest", BILINEAR: "bilinear"}


def raster_metric_columns() -> Columns:
    """Columns of the metrics table."""
    return (("estimate", TEXT), ("date", TEXT), ("time_start", TIME), ("time_end", TIME), *typed(METRICS))


def raster_metric_rows(comparison: RasterComparison) -> List[Sequence[Any]]:
    """Rows of the metrics table: each estimate overall, then date by date."""
    rows = [_row(name, "overall", None, metrics) for name, metrics in comparison.overall.items()]
    for date in comparison.dates:
        rows += [_row(name, date.trio.label, date.trio.period, metrics) for name, metrics in date.metrics.items()]
    return rows


def _row(estimate, label, period, metrics):
    times = (period.start, period.end) if period else (None, None)
    return [estimate, label, *times, *(metrics.get(name) for name in METRICS)]


def raster_report(comparison: RasterComparison, inputs: Iterable[Tuple[str, Any]]) -> Report:
    """The report as an object; inputs: (name, value) pairs that say what was run."""
    first, last = (_when(comparison.dates[k].trio) for k in (0, -1))
    report = Report("Validation against a reference map", first if len(comparison.dates) == 1 else f"{first} to {last}")
    report.opening(_made(comparison), " ".join(_trust(comparison)), _next_step(comparison),
                   measured_against=maps_measured_against(comparison.dates))
    report.note(plots.missing())
    _maps(report, comparison)
    report.section("Metrics", "All columns come from the same pixels: those with a value in the map and the reference"
                   + (", inside cells with a coarse value." if comparison.has_coarse else "."))
    if comparison.has_coarse:
        report.text(_pattern_sentence(comparison.overall[DOWNSCALED]))
    _metric_table(report, comparison)
    _scatter(report, comparison)
    if comparison.products:
        products_section(report, comparison.products)
    if len(comparison.dates) > 1:
        _dates(report, comparison)
    if comparison.in_time:
        _in_time(report, comparison)
    if comparison.triple:
        _triple(report, comparison.triple)
    return report.section("What was compared").facts(inputs).items(comparison.notes)


def _references(dates: List[DateMetrics]) -> str:
    references = [date.trio.reference for date in dates]
    return first_names(list(dict.fromkeys(r.product or name_without_date(r.path) for r in references)), 3)


def _when(trio) -> str:
    return trio.period.words() if trio.period else trio.label


def maps_measured_against(dates: List[DateMetrics]) -> str:
    """What the numbers were measured against, and what they therefore don't say."""
    names = _references(dates)
    count = f" ({len(dates)} dates)" if len(dates) > 1 else ""
    return (f"the reference product {names}{count}. This says how well that product is reproduced, not how accurate "
            "the map is in the field.")


def _made(comparison):
    m, dates = comparison.overall[DOWNSCALED], comparison.dates
    first = dates[0].trio
    when = f" of {len(dates)} dates" if len(dates) > 1 else f" of {_when(first)}" if first.period else ""
    return (f"Maps of soil moisture{when} were compared with the reference product {_references(dates)}, "
            f"{METRICS['n'].format(m['n'])} pixels in all.")


def _trust(comparison):
    m = {k: METRICS[k].format(v) for k, v in comparison.overall[DOWNSCALED].items()}
    yield (f"The maps follow the reference with a correlation of {m['r']}; a pixel typically differs by {m['rmse']} "
           f"m³/m³ (mean difference {m['bias']} m³/m³).")
    if comparison.has_coarse:
        yield _skill_sentence(comparison.overall)


def _skill_sentence(overall):
    skill = overall[DOWNSCALED]["skill"]
    fine, rough = (METRICS["rmse"].format(overall[name]["rmse"]) for name in (DOWNSCALED, BILINEAR))
    return (f"Against this reference, {skill_verdict(skill)} (RMSE {fine} against {rough} m³/m³, skill "
            f"{METRICS['skill'].format(skill)}).")


def _next_step(comparison):
    if not comparison.has_coarse:
        return "Give COARSE as well, to see whether the maps are better than the product they came from."
    if comparison.overall[DOWNSCALED]["skill"] < SOME:
        return ("Don't use these maps instead of the coarse product yet: look at where and when they differ most, and "
                "check with stations.")
    return "Look at where the maps differ most, and check with stations before you use their values."


def _pattern_sentence(metrics):
    r, ratio = metrics["within_cell_r"], metrics["sd_ratio"]
    if not np.isfinite(r):
        return "Inside coarse cells it has no pattern that could be compared."
    spread = "about as strong" if 0.9 <= ratio <= 1.1 else "weaker" if ratio < 0.9 else "stronger"
    return (f"Inside coarse cells its pattern follows the reference with a correlation of {METRICS['r'].format(r)} and "
            f"is {spread} (ratio of spreads {ratio:.2f}).")


def _known(comparison, name):
    return any(np.isfinite(metrics.get(name, np.nan)) for metrics in comparison.overall.values())


def _metric_table(report, comparison):
    rows = [[METRICS[name].heading, *(_value(metrics, name) for metrics in comparison.overall.values()),
             METRICS[name].text] for name in shown(REPORT) if _known(comparison, name)]
    sampled = "" if comparison.sample_is_complete else " Spearman's correlation comes from a random sample of pixels."
    report.table(["", *(TITLES[key] for key in comparison.overall), "Meaning"], rows,
                 caption=f"All dates together.{sampled}" if len(comparison.dates) > 1 else sampled.strip())
    matched = [name for name in shown(MATCHED) if _known(comparison, name)]
    if matched:
        report.table(["", *(METRICS[name].heading for name in matched)],
                     [[TITLES[e], *(m.get(name, np.nan) for name in matched)] for e, m in comparison.overall.items()],
                     caption="After each estimate was matched to the reference's distribution (CDF matching): what "
                             "remains is neither bias nor gain.")
    if comparison.without_coarse:
        report.text(f"{comparison.without_coarse:,} pixels with a value in both rasters lie where the coarse product "
                    "has none and are left out.")


def _value(metrics, name):
    value = metrics.get(name, np.nan)
    return value, METRICS[name].format(value)


def _scatter(report, comparison):
    panels = [(TITLES[name], comparison.sample["reference"], comparison.sample[name],
               f"R {METRICS['r'].format(metrics['r'])}\nRMSE {METRICS['rmse'].format(metrics['rmse'])}")
              for name, metrics in comparison.overall.items()]
    shown = comparison.sample["reference"].size
    part = "Every pixel" if comparison.sample_is_complete else f"A random sample of {shown:,} pixels"
    report.section("Scatter").figure(plots.scatter(panels, "Reference", "Estimate"),
                                     f"{part} of all dates; the dashed line is equality.", wide=len(panels) > 1)


def _maps(report, comparison):
    shown = [date for date in comparison.dates if date.panel is not None]
    if not shown:
        return
    shape = shown[0].panel["reference"].shape
    shown = [date for date in shown if date.panel["reference"].shape == shape]
    part = _with_values([date.panel for date in shown])
    rows = [(_when(date.trio) if date.trio.period else "",
             [layer[part] for layer in _row_of_maps(date.panel, comparison.has_coarse)]) for date in shown]
    titles = (["Coarse product"] if comparison.has_coarse else []) + ["Downscaled", "Reference", "Difference"]
    scales = ["soil_moisture"] * (len(titles) - 1) + ["difference"]
    count = "" if len(shown) == len(comparison.dates) else f"{len(shown)} of {len(comparison.dates)} dates. "
    report.section("Maps").figure(
        plots.maps(rows, titles, scales, aspect=_aspect(shown[0].trio.estimate.grid)),
        f"{count}Difference: downscaled minus reference, blue too wet, brown too dry. Grey: no value.", wide=True)


def _row_of_maps(panel, has_coarse):
    difference = panel[DOWNSCALED] - panel["reference"]
    return ([panel[NEAREST]] if has_coarse else []) + [panel[DOWNSCALED], panel["reference"], difference]


def _with_values(panels, margin=4):
    """Slices of the part of the maps in which there are values at all."""
    layers = [panel[name] for panel in panels for name in (DOWNSCALED, "reference")]
    known = np.any([np.isfinite(layer) for layer in layers], axis=0)
    rows, columns = (np.flatnonzero(known.any(axis)) for axis in (1, 0))
    if not rows.size:
        return slice(None), slice(None)
    return tuple(slice(max(int(i[0]) - margin, 0), int(i[-1]) + 1 + margin) for i in (rows, columns))


def _aspect(grid: Grid):
    """Height of a cell over its width, as a map should show it."""
    widths, heights = cell_kilometres(grid)
    if grid.is_geographic:
        return float(np.median(heights) / np.median(widths))
    return grid.cell_size[1] / grid.cell_size[0]


def _dates(report, comparison):
    dated = [date for date in comparison.dates if date.trio.period]
    report.section("Date by date")
    if len(dated) > 1:
        names = [name for name in comparison.overall]
        times = [date.trio.period.middle for date in dated]
        panels = [(title, [(TITLES[name], times, [date.metrics[name][metric] for date in dated], KINDS[name])
                           for name in names])
                  for title, metric in (("RMSE of each date (m³/m³)", "rmse"), ("R of each date", "r"))]
        report.figure(plots.time_series(panels, y_label=""), "Error and correlation over the pixels of each date.",
                      wide=True)
    columns = [name for name in shown(DATES) if _known(comparison, name)]
    rows = [[date.trio.label, *(_value(date.metrics[DOWNSCALED], n) for n in columns)] for date in comparison.dates]
    report.table(["Date", *(METRICS[n].heading for n in columns)], rows,
                 caption="The downscaled map; the baselines of each date are in the metrics table.")


def _in_time(report, comparison):
    found = comparison.in_time
    report.section("In time", f"Agreement over the {found.dates} dates, pixel by pixel ({found.pixels:,} pixels with 5 "
                   "dates or more): whether each pixel rises and falls with the reference.")
    report.table(["", "5 %", "25 %", "Median", "75 %", "95 %"],
                 [[METRICS[name].heading, *quantiles] for name, quantiles in found.quantiles.items()],
                 caption="Spread over the pixels of the downscaled map.")
    low = _round_down(found.quantiles["r"][0])
    part = _with_values([{DOWNSCALED: found.panel, "reference": found.panel}])
    if np.isfinite(found.panel).any():
        report.figure(plots.maps([("", [found.panel[part]])], ["R in time"], [(low, 1.0, "R over the dates")],
                                 aspect=_aspect(comparison.dates[0].trio.estimate.grid)),
                      f"Correlation in time of each pixel; fewer than 5 % of the pixels lie below {low:g}, where the "
                      "colours begin. Grey: fewer than 5 dates, or constant.")


def _round_down(r):
    """A tenth (above 0.9 a hundredth) below a correlation, where a scale of colours may begin."""
    step = 0.01 if r > 0.9 else 0.1
    return float(min(np.floor(r / step) * step, 1.0 - step)) if np.isfinite(r) else 0.0


def _triple(report, triple):
    r = triple.result
    report.section("Triple collocation", f"Random errors of the three products from their covariances alone, over "
                   f"{r.n:,} pixels of {triple.dates} dates; no product is taken as the truth. It holds when the three "
                   "errors are independent of each other. In brackets 90\u00a0% intervals from resampling tiles.")
    ends = np.sqrt(np.where(r.error_variance_interval >= 0, r.error_variance_interval, np.nan))
    rows = [[triple.names[k], (r.error_std[k], f"{METRICS['rmse'].format(r.error_std[k])}{_brackets(ends[k])}"),
             (r.error_variance[k], f"{r.error_variance[k]:.2e}".replace("-", "−")),
             (r.r_truth[k], f"{METRICS['r'].format(r.r_truth[k])}{_brackets(r.r_truth_interval[k])}"), r.scaling[k]]
            for k in range(3)]
    report.table(["Product", "Random error (m³/m³)", "Error variance", "R with the truth", "Scaling to the map"],
                 rows, caption="An error variance below 0 is shown as it came out: the sample is too small, or errors "
                 "are shared.")


def _brackets(interval):
    low, high = (METRICS["r"].format(end) if np.isfinite(end) else "below 0" for end in interval)
    return "" if np.isnan(interval).all() else f" [{low}, {high}]"
