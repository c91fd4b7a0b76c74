"""Plots for reports, as bytes of SVG files (dense parts as pixels in them, text as outlines: alike on every system).

Every function returns None when matplotlib isn't installed, which `Report.figure` takes without complaint;
`missing()` has the sentence to print instead. matplotlib's object interface only: no pyplot, no windows, no global
state but its settings, which are changed under a lock. Labels are plain text: a `$` in a name starts no formula.
"""
from typing import Any, Dict, Mapping, Optional, Sequence, Tuple, Union

import numpy as np

from ..dependencies import require
from ..errors import MissingPackageError
from . import colours
from .drawing import colour_map, cycle, finite, naive, plain, plot

SOIL_MOISTURE_LABEL = "Soil moisture (m³/m³)"
DIFFERENCE_LABEL = "Difference (m³/m³)"
WIDTH = 10.2          # inches of a figure over the full width of a report
DENSE_FROM = 3000     # points from which a scatter becomes a density


def missing() -> str:
    """A sentence for the report when plots can't be made, else ''."""
    try:
        require("matplotlib", "the figures of reports")
    except MissingPackageError as problem:
        return f"This report has no figures. {problem}"
    return ""


@plot
def scatter(figure: Any, panels: Sequence[Tuple], x_label: str, y_label: str, unit: str = "m³/m³") -> None:
    """Estimates against what they are measured against, side by side on equal axes, with the line of equality.

    panels: list of (title, x, y, note): arrays (n,) in `unit`, note: lines of text for the corner.
    """
    values = [v for _, x, y, _ in panels for v in finite(x, y)]
    low, high = _limits(np.concatenate(values) if values else np.array([]))
    count = len(panels)
    side = min(4.0, (WIDTH - 1.4) / count)
    figure.set_size_inches(side * count + 1.4, side + 0.8)
    axes = figure.subplots(1, count, squeeze=False, sharex=True, sharey=True)[0]
    drawn = None
    for axis, (title, x, y, note) in zip(axes, panels):
        x, y = finite(x, y)
        drawn = _points(axis, x, y, (low, high)) or drawn
        axis.plot([low, high], [low, high], color=colours.INK, lw=0.9, ls=(0, (4, 3)), zorder=3)
        axis.set(xlim=(low, high), ylim=(low, high), aspect="equal", xlabel=f"{plain(x_label)} ({unit})")
        axis.set_title(plain(title))
        axis.text(0.03, 0.97, plain(note), transform=axis.transAxes, va="top", fontsize=9,
                  bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 2})
        axis.grid(True)
    axes[0].set_ylabel(f"{plain(y_label)} ({unit})")
    if drawn is not None:
        figure.colorbar(drawn, ax=list(axes), label="Pairs in a bin", format="%g", shrink=0.8, pad=0.015)


def _points(axis, x, y, limits):
    if x.size < DENSE_FROM:
        size = float(np.clip(9000.0 / max(x.size, 1), 6.0, 26.0))
        axis.scatter(x, y, s=size, color=colours.FINE, alpha=0.45, linewidths=0, rasterized=x.size > 600, zorder=2)
        return None
    return axis.hexbin(x, y, gridsize=70, extent=(*limits, *limits), bins="log", mincnt=1, linewidths=0.1,
                       cmap=colour_map(((0, "#cfe1f0"), (1, "#3d8ac4"), (2, "#0a2f5c"))), rasterized=True, zorder=2)


@plot
def time_series(figure: Any, panels: Sequence[Tuple], y_label: str = SOIL_MOISTURE_LABEL, x_label: str = "Time (UTC)",
                height: float = 2.0, zero: bool = False, band: float = 0.0) -> None:
    """Lines over time, one panel above the other on one time axis.

    panels: list of (title, series), series: list of (label, times, values, kind), kind `fine`, `nearest`, `bilinear`
    or `truth`, or a number that picks a colour; times: datetimes or datetime64 (UTC). zero: the axis starts at 0; band:
    half width of the interval that is shaded about lines of kind `fine`.
    """
    dates = require("matplotlib.dates")
    figure.set_size_inches(WIDTH, height * len(panels) + 0.9)
    axes = figure.subplots(len(panels), 1, squeeze=False, sharex=True)[:, 0]
    handles = {}
    for axis, (title, series) in zip(axes, panels):
        for label, times, values, kind in series:
            look = line_style(kind)
            handles[label] = axis.plot(naive(times), values, label=plain(label), **look)[0]
            if band and kind == "fine":
                low, high = ([value + sign * band for value in values] for sign in (-1, 1))
                axis.fill_between(naive(times), low, high, color=look["color"], alpha=0.15, lw=0)
        axis.set_title(plain(title))
        axis.grid(True)
        axis.margins(x=0.02, y=0.12)
        if zero:
            axis.set_ylim(bottom=0)
    locator = dates.AutoDateLocator(minticks=3, maxticks=9)
    axes[-1].xaxis.set_major_locator(locator)
    axes[-1].xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    axes[-1].set_xlabel(plain(x_label))
    _shared_label(figure, axes, plain(y_label))
    figure.suptitle(" ", fontsize=10)   # keeps a line free for the legend, which the layout would not
    figure.legend(handles=list(handles.values()), loc="upper right", ncol=min(len(handles), 5))


def line_style(kind: Union[str, int]) -> Dict[str, Any]:
    """Look of a line: `fine`, `nearest`, `bilinear`, `truth`, or a number that picks a colour."""
    named: Dict[Union[str, int], Tuple[str, str, str]] = {
        "fine": (colours.FINE, "-", "o"), "nearest": (colours.NEAREST, "--", "s"),
        "bilinear": (colours.BILINEAR, ":", "^"), "truth": (colours.TRUTH, "-", ".")}
    colour, line, marker = named[kind] if kind in named else (colours.SERIES[int(kind) % len(colours.SERIES)], "-", "o")
    return {"color": colour, "ls": line, "marker": marker, "ms": 3.6, "lw": 1.2, "mec": "white", "mew": 0.3}


def _shared_label(figure, axes, label):
    if len(axes) == 1:
        axes[0].set_ylabel(label)
    else:
        figure.supylabel(label, fontsize=9.5)


@plot
def maps(figure: Any, rows: Sequence[Tuple], titles: Sequence[str], scales: Sequence[Any], aspect: float = 1.0) -> None:
    """Rows of maps, all of one size: a row per date, a column per kind of map.

    rows: list of (label, [2-D array or None per column]), NaN left grey; titles: per column; scales: per column
    `soil_moisture`, `difference`, or (low, high, label); aspect: height of a cell over its width on the ground.
    """
    shape = next(a.shape for _, arrays in rows for a in arrays if a is not None)
    tall = shape[0] * aspect / shape[1]
    width = (WIDTH - 0.4) / max(len(titles), 3)
    height = float(np.clip(width * tall, 0.6, 4.5))
    figure.set_size_inches(width * len(titles) + 0.4, height * len(rows) + 1.2)
    axes = figure.subplots(len(rows), len(titles), squeeze=False)
    shown: dict = {}
    for axis_row, (label, arrays) in zip(axes, rows):
        for axis, array, scale in zip(axis_row, arrays, scales):
            _map(axis, array, scale, aspect, tall, shown)
        axis_row[0].set_ylabel(plain(label))
    for axis, title in zip(axes[0], titles):
        axis.set_title(plain(title))
    for scale, (image, label) in shown.items():
        columns = [i for i, s in enumerate(scales) if s == scale]
        arrays = [row[i] for _, row in rows for i in columns if row[i] is not None]
        figure.colorbar(image, ax=[axes[r, c] for r in range(len(rows)) for c in columns], orientation="horizontal",
                        location="bottom", label=label, extend=_beyond(arrays, image.get_clim()),
                        aspect=12.0 * len(columns), shrink=0.9, pad=0.02)


def _beyond(arrays, limits):
    """Which ends of a colour bar are pointed: those beyond which maps have values."""
    below = any((array < limits[0]).any() for array in arrays)
    above = any((array > limits[1]).any() for array in arrays)
    return "both" if below and above else "min" if below else "max" if above else "neither"


def _map(axis, array, scale, aspect, tall, shown):
    axis.set(xticks=[], yticks=[])
    for spine in axis.spines.values():
        spine.set(visible=True, color=colours.LINE)
    axis.set_facecolor(colours.MISSING)
    if array is None:
        axis.text(0.5, 0.5, "none", transform=axis.transAxes, ha="center", va="center", color=colours.FAINT)
        axis.set_box_aspect(tall)
        return
    shades, low, high, label = _scale(scale)
    image = axis.imshow(np.ma.masked_invalid(array), cmap=shades, vmin=low, vmax=high, aspect=aspect,
                        interpolation="nearest", rasterized=True)
    shown.setdefault(scale, (image, label))


@plot
def boxes(figure: Any, groups: Sequence[Tuple], y_label: str, reference: Optional[float] = None) -> None:
    """Box plots beside each other: median, quartiles, 5th and 95th percentile, and every value as a point.

    groups: list of (label, values); reference: a horizontal line, such as 0 or the target.
    """
    figure.set_size_inches(min(WIDTH, 1.2 + 1.5 * len(groups)), 3.6)
    axis = figure.subplots()
    kept = [np.asarray(v, float)[np.isfinite(np.asarray(v, float))] for _, v in groups]
    rng = np.random.default_rng(0)
    for place, (values, colour) in enumerate(zip(kept, cycle(len(groups))), 1):
        _box(axis, place, values, colour)
        axis.scatter(place + rng.uniform(-0.13, 0.13, values.size), values, s=9, color=colours.INK, alpha=0.5,
                     linewidths=0, zorder=3, rasterized=values.size > 600)
    if reference is not None:
        axis.axhline(reference, color=colours.INK, lw=0.9, ls=(0, (4, 3)))
    axis.set_xlim(0.5, len(groups) + 0.5)
    axis.set_xticks(range(1, len(groups) + 1))
    axis.set_xticklabels([plain(label, 24) for label, _ in groups])
    axis.set_ylabel(plain(y_label))
    axis.grid(True, axis="y")


def _box(axis, place, values, colour):
    """One box. Not Axes.boxplot: from matplotlib 3.8 on it asks for the backend, and so imports pyplot."""
    if not values.size:
        return
    low, lower, median, upper, high = np.percentile(values, (5, 25, 50, 75, 95))
    line = {"color": colours.INK, "lw": 0.8}
    axis.bar(place, upper - lower, 0.5, lower, facecolor=colour, alpha=0.45, edgecolor=colours.INK, lw=0.8, zorder=2)
    axis.vlines((place, place), (low, upper), (lower, high), **line)
    axis.hlines((low, high), place - 0.125, place + 0.125, **line)
    axis.hlines(median, place - 0.25, place + 0.25, color=colours.INK, lw=1.6, zorder=3)


@plot
def bars(figure: Any, labels: Sequence[str], series: Mapping[str, Any], x_label: str,
         errors: Optional[Mapping[str, Any]] = None) -> None:
    """Horizontal bars, the first label on top: importances, scores of methods.

    labels: texts; series: mapping of a name to values (one entry: no legend); errors: mapping of the same names to
    (low, high) arrays, the ends of an interval.
    """
    count = len(series)
    figure.set_size_inches(min(WIDTH, 7.6), 0.9 + 0.2 * (count > 1) + len(labels) * (0.16 + 0.17 * count))
    axis = figure.subplots()
    places, thick = np.arange(len(labels)), 0.78 / count
    for k, ((name, values), colour) in enumerate(zip(series.items(), cycle(count))):
        values = np.asarray(values, float)
        spread = None
        if errors is not None:
            low, high = (np.asarray(a, float) for a in errors[name])
            spread = np.clip([values - low, high - values], 0, None)
        axis.barh(places + (k - (count - 1) / 2) * thick, values, thick * 0.92, color=colour, label=plain(name),
                  xerr=spread, error_kw={"ecolor": colours.INK, "elinewidth": 0.9, "capsize": 2})
    axis.set_yticks(places)
    axis.set_yticklabels([plain(label, 40) for label in labels])
    axis.invert_yaxis()
    axis.axvline(0, color=colours.FAINT, lw=0.8)
    axis.set_xlabel(plain(x_label))
    axis.grid(True, axis="x")
    if count > 1:
        figure.suptitle(" ", fontsize=10)   # keeps a line free for the legend, which the layout would not
        figure.legend(loc="upper left", ncol=count)


def _scale(scale):
    """Colour map, low, high and label of a named or given scale."""
    if scale == "soil_moisture":
        return (colour_map(colours.SOIL_MOISTURE), *colours.SOIL_MOISTURE_RANGE, SOIL_MOISTURE_LABEL)
    if scale == "difference":
        return (colour_map(colours.DIFFERENCE), *colours.DIFFERENCE_RANGE, DIFFERENCE_LABEL)
    low, high, label = scale
    return colour_map(((0, "#f0f4f7"), (1, "#6aa6cf"), (2, "#0a3470"))), low, high, plain(label)


def _limits(values):
    """Round limits, from 0 where the values are soil moisture, that leave out one value in a thousand at most."""
    if not values.size:
        return 0.0, 0.5
    low, high = np.quantile(values, [0.0005, 0.9995])
    margin = 0.05 * max(high - low, 0.02)
    return max(0.0, low - margin) if low >= 0 else low - margin, high + margin
