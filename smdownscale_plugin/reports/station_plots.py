"""Plots of the report on stations: Taylor diagram, and time series with rain. See `plots` for what they share."""
from typing import Any, Sequence, Tuple

import numpy as np

from ..dependencies import require
from . import colours
from .drawing import colour_map, naive, plain, plot
from .plots import SOIL_MOISTURE_LABEL, WIDTH, line_style

_CORRELATIONS = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
_MARKERS = "os^DvP"
RAIN = "#5b7fa6"


_MOST_NAMES = 45   # on a map, beyond which names hide each other


@plot
def station_map(figure: Any, groups: Sequence[Tuple], label: str, behind: Any = None) -> None:
    """Stations in longitude and latitude, a colour and a shape per group, with their names where they are few.

    groups: list of (text, colour, marker, [(longitude, latitude, name)]); behind: (values, (west, east, south, north))
    of a map of soil moisture that lies under them.
    """
    places = [place for *_, members in groups for place in members]
    figure.set_size_inches(WIDTH, 5.4)
    axis = figure.subplots()
    if behind is not None:
        values, extent = behind
        low, high = colours.SOIL_MOISTURE_RANGE
        image = axis.imshow(np.ma.masked_invalid(values), extent=extent, cmap=colour_map(colours.SOIL_MOISTURE),
                            vmin=low, vmax=high, alpha=0.5, interpolation="nearest", rasterized=True)
        figure.colorbar(image, ax=axis, location="bottom", shrink=0.6, aspect=40, pad=0.01, label=SOIL_MOISTURE_LABEL)
    for text, colour, marker, members in groups:
        x, y = ([member[k] for member in members] for k in (0, 1))
        axis.scatter(x, y, s=58, color=colour, marker=marker, edgecolors=colours.INK, linewidths=0.8, zorder=3,
                     label=f"{plain(text)} ({len(members)})")
    for x, y, name in places if len(places) <= _MOST_NAMES else ():
        axis.annotate(plain(name, 18), (x, y), xytext=(5, 4), textcoords="offset points", fontsize=7, zorder=4,
                      annotation_clip=True).set_path_effects(_halo())
    axis.set(xlabel="Longitude (°)", ylabel="Latitude (°)")
    middle = np.clip(np.nanmean([y for _, y, _ in places]), -85, 85) if places else 0.0
    axis.set_aspect(1.0 / np.cos(np.radians(middle)), adjustable="datalim" if behind is None else "box")
    axis.ticklabel_format(useOffset=False)
    axis.locator_params(axis="x", nbins=5)
    axis.legend(title=plain(label), loc="center left", bbox_to_anchor=(1.01, 0.5), alignment="left")


def _halo():
    return [require("matplotlib.patheffects").withStroke(linewidth=2.0, foreground="white")]


@plot
def taylor(figure: Any, groups: Sequence[Tuple], unit: str = "SD of the stations = 1") -> None:
    """Taylor diagram (Taylor 2001, J. Geophysical Research 106, 7183): correlation as angle, spread as distance from
    the origin, and so the error without bias as distance from the reference at (1, 0).

    groups: list of (label, correlations, ratios of spreads): a pale point a station, a strong one their median. Points
    beyond the frame are drawn on its edge.
    """
    known = [(label, *_known(r, ratio)) for label, r, ratio in groups]
    lowest = min((r.min() for _, r, _ in known if r.size), default=0.0)
    largest = max((np.quantile(ratio, 0.9) for _, _, ratio in known if ratio.size), default=1.0)
    reach = float(np.clip(0.25 * np.ceil(4.4 * largest), 1.5, 3.0))
    left = -reach if lowest < 0 else 0.0
    _place_by_hand(figure)   # the layout would cut the legend, which is beside axes of fixed aspect
    width = 4.9 if left == 0 else 7.4
    figure.set_size_inches(width + 3.0, 4.7)
    axis = figure.add_axes((0.75 / (width + 3.0), 0.12, (width - 1.0) / (width + 3.0), 0.84))
    _frame(axis, left, reach, unit)
    for k, (label, r, ratio) in enumerate(known):
        colour, marker = colours.SERIES[k % len(colours.SERIES)], _MARKERS[k % len(_MARKERS)]
        axis.scatter(*_place(r, np.minimum(ratio, reach)), s=16, color=colour, marker=marker, alpha=0.4, linewidths=0,
                     zorder=3)
        if r.size:
            r, ratio = np.median(r), min(np.median(ratio), reach)
            axis.scatter(*_place(r, ratio), s=95, color=colour, marker=marker, edgecolors="white", linewidths=1.0,
                         label=f"{plain(label)}\nmedian R {r:.2f}, spread {ratio:.2f}".replace("-", "−"), zorder=5)
    axis.scatter([1.0], [0.0], s=150, color=colours.TRUTH, marker="*", label="Stations", zorder=6, clip_on=False)
    axis.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), labelspacing=0.9)


def _place_by_hand(figure):
    if hasattr(figure, "set_layout_engine"):
        figure.set_layout_engine("none")
    else:   # matplotlib before 3.6
        figure.set_constrained_layout(False)


def _known(r, ratio):
    r, ratio = np.asarray(r, float), np.asarray(ratio, float)
    keep = np.isfinite(r) & np.isfinite(ratio)
    return np.clip(r[keep], -1.0, 1.0), ratio[keep]


def _place(r, ratio):
    """x and y of a correlation and a spread."""
    return ratio * r, ratio * np.sqrt(1.0 - np.asarray(r) ** 2)


def _frame(axis, left, reach, unit):
    """Arcs of equal spread, rays of equal correlation, and circles of equal error around the reference."""
    angle = np.linspace(0.0, np.pi if left else np.pi / 2, 181)
    arcs = np.arange(0.5, reach, 0.5)
    for radius in arcs:
        axis.plot(radius * np.cos(angle), radius * np.sin(angle), color=colours.LINE, lw=0.7, zorder=1)
    axis.plot(np.cos(angle), np.sin(angle), color=colours.INK, lw=0.9, ls=(0, (4, 3)), zorder=2)
    axis.plot(reach * np.cos(angle), reach * np.sin(angle), color=colours.FAINT, lw=0.9, zorder=2)
    for c in sorted({*_CORRELATIONS, *(-c for c in _CORRELATIONS if left)}):
        x, y = _place(c, reach)
        axis.plot([0, x], [0, y], color=colours.LINE, lw=0.6, zorder=1)
        axis.text(1.02 * x, 1.02 * y + 0.01 * reach, f"{c:g}".replace("-", "−"), fontsize=8.5,
                  ha="left" if c > 0.05 or not left else "right" if c < -0.05 else "center", va="bottom")
    _errors(axis, left, reach)
    turn = np.pi / 4
    axis.text(1.17 * reach * np.cos(turn), 1.17 * reach * np.sin(turn), "Correlation R", rotation=-45, ha="center",
              va="center")
    axis.set(xlim=(1.02 * left, 1.12 * reach), ylim=(0.0, 1.12 * reach), aspect="equal",
             xticks=[*(-arcs[::-1] if left else []), 0.0, *arcs], yticks=[0.0, *arcs],
             xlabel=f"Standard deviation ({plain(unit)})", ylabel=f"Standard deviation ({plain(unit)})")
    axis.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")


def _errors(axis, left, reach):
    """Dotted circles of equal error around (1, 0), inside the frame, each labelled where it is highest."""
    angle = np.linspace(0.0, np.pi, 361)
    for error in (0.5, 1.0, 1.5):
        x, y = 1.0 + error * np.cos(angle), error * np.sin(angle)
        inside = (x >= left) & (np.hypot(x, y) <= reach)
        axis.plot(np.where(inside, x, np.nan), np.where(inside, y, np.nan), color=colours.NEAREST, lw=0.9, ls=":",
                  zorder=2)
        top = np.argmax(np.where(inside, y, -1.0))
        axis.text(x[top], y[top], f"{error:g}", fontsize=7.5, color="#8a5a0c", ha="center", va="center", zorder=2,
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})


@plot
def station_series(figure: Any, panels: Sequence[Tuple], y_label: str = SOIL_MOISTURE_LABEL,
                   height: float = 1.55) -> None:
    """Lines over time, one panel a station, with rain as bars from above where it is known.

    panels: list of (title, series, rain): series as of `plots.time_series`; rain: (times, mm/day) or None.
    """
    dates = require("matplotlib.dates")
    figure.set_size_inches(WIDTH, height * len(panels) + 0.9)
    axes = figure.subplots(len(panels), 1, squeeze=False, sharex=True)[:, 0]
    handles, begin, end = {}, [], []
    for axis, (title, series, rain) in zip(axes, panels):
        for label, times, values, kind in series:
            handles[label] = axis.plot(naive(times), values, label=plain(label), zorder=3, **line_style(kind))[0]
            begin.append(naive(times).min())
            end.append(naive(times).max())
        axis.set_title(plain(title))
        axis.grid(True)
        axis.margins(x=0.02, y=0.12)
        if rain is not None and len(rain[0]):
            handles["Rain (mm/day)"] = _rain_from_above(axis, *rain)
    margin = (max(end) - min(begin)) * 0.02 + np.timedelta64(6, "h")
    axes[0].set_xlim(min(begin) - margin, max(end) + margin)
    locator = dates.AutoDateLocator(minticks=3, maxticks=9)
    axes[-1].xaxis.set_major_locator(locator)
    axes[-1].xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    axes[-1].set_xlabel("Time (UTC)")
    figure.supylabel(plain(y_label), fontsize=9.5)
    figure.suptitle(" ", fontsize=10)   # keeps a line free for the legend, which the layout would not
    figure.legend(handles=list(handles.values()), labels=[plain(label) for label in handles], loc="upper right",
                  ncol=min(len(handles), 5))


def _rain_from_above(axis, times, millimetres):
    wet = axis.twinx()
    shown = wet.bar(naive(times), millimetres, width=0.9, color=RAIN, alpha=0.55, linewidth=0)
    most = max(float(np.nanmax(millimetres)), 5.0)
    wet.set(ylim=(3.0 * most, 0.0), yticks=[0, round(most)])
    wet.set_ylabel("Rain (mm/day)", fontsize=7.5, loc="top")
    wet.tick_params(labelsize=7.5)
    wet.spines["right"].set_visible(True)
    axis.set_zorder(wet.get_zorder() + 1)
    axis.patch.set_visible(False)
    return shown
