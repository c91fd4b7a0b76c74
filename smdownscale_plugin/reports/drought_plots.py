"""Figures of drought pages: the map of classes with districts, and the area in drought over time (SVG, or None)."""
from typing import Any, Sequence, Tuple

import numpy as np

from ..dependencies import require
from . import colours
from . import drought_colours as drought
from .drawing import naive, plain, plot

_NAMED = 14         # districts up to which the map shows their names; more get their number in the table
_LONG_NAME = 16
_SMALL = 0.06       # of the map's width: narrower districts get no label


@plot
def class_map(figure: Any, codes: np.ndarray, districts: Any, aspect: float = 1.0, width: float = 4.35,
              tallest: float = 4.1) -> None:
    """Map of class codes with the districts' outlines and labels.

    codes: (rows, columns) of 0 none, 1 to 5 for D0 to D4, 255 no data; districts: (rings, name, number, code), rings in
    columns and rows of `codes`; aspect: height of a cell over its width on the ground; width, tallest: inches.
    """
    figure.set_size_inches(*_size(codes.shape, aspect, width, tallest))
    engine = figure.get_layout_engine if hasattr(figure, "get_layout_engine") else None     # from matplotlib 3.6 on
    (engine().set if engine else figure.set_constrained_layout_pads)(w_pad=0.01, h_pad=0.01)
    _draw_map(figure.subplots(), codes, districts)


@plot
def class_maps(figure: Any, panels: Sequence[Tuple], aspect: float = 1.0, width: float = 4.9,
               tallest: float = 5.0) -> None:
    """Maps of class codes side by side, with a legend below: panels of (title, codes, districts) as in `class_map`."""
    wide, tall = _size(panels[0][1].shape, aspect, width, tallest)
    figure.set_size_inches(wide * len(panels) + 0.2, tall + 0.65)
    axes = figure.subplots(1, len(panels), squeeze=False)[0]
    for axis, (title, codes, districts) in zip(axes, panels):
        axis.set_title(plain(title))
        _draw_map(axis, codes, districts)
    patches = require("matplotlib.patches")
    keys = [*drought.CLASSES, ("", drought.NONE_NAME, drought.NONE), ("", drought.MISSING_NAME, drought.MISSING)]
    axes[0].figure.legend(handles=[patches.Patch(facecolor=colour, edgecolor=colours.INK, linewidth=0.5,
                                                 label=f"{name} {text}".strip()) for name, text, colour in keys],
                          loc="lower center", ncol=len(keys), fontsize=7.5, handlelength=1.2, columnspacing=1.2)
    axes[0].set_xlabel(" ", fontsize=14)    # keeps a line free for the legend


def _size(shape, aspect, width, tallest):
    tall = width * shape[0] * aspect / shape[1]
    scale = min(1.0, tallest / tall)
    return width * scale, tall * scale


def _draw_map(axis, codes, districts):
    height, columns = codes.shape
    axis.set(xticks=[], yticks=[])
    for spine in axis.spines.values():
        spine.set(visible=True, color=colours.LINE)
    axis.imshow(_rgb(codes), extent=(0, columns, height, 0), aspect="auto", interpolation="nearest", rasterized=True)
    collections, effects = require("matplotlib.collections"), require("matplotlib.patheffects")
    lines = [ring for rings, *_ in districts for ring in rings]
    axis.add_collection(collections.LineCollection(lines, colors=colours.INK, linewidths=0.7))
    halo = [effects.withStroke(linewidth=2.2, foreground="white")]
    for rings, name, number, code in districts:
        place = _label_place(rings, codes.shape)
        if place is not None:
            axis.text(*place, _label(name, number, code, len(districts)), ha="center", va="center", fontsize=6.8,
                      fontweight="bold", path_effects=halo, linespacing=1.05)
    axis.set(xlim=(0, columns), ylim=(height, 0))


def _rgb(codes):
    made = require("matplotlib.colors")
    table = np.array([made.to_rgb(drought.colour(code)) for code in range(256)])
    return table[codes]


def _label(name, number, code, count):
    short = name if len(name) <= _LONG_NAME else name[:_LONG_NAME - 1] + "…"
    shown = drought.name(code) if code != 0 else ""
    return plain(f"{short}\n{shown}".strip() if count <= _NAMED else f"{number}")


def _label_place(rings, shape):
    """Middle of the largest ring, cut to the map; None where it would not fit."""
    height, width = shape
    boxes = [(np.clip(ring.min(0), 0, (width, height)), np.clip(ring.max(0), 0, (width, height))) for ring in rings]
    low, high = max(boxes, key=lambda box: np.prod(box[1] - box[0]))
    if (high - low)[0] < _SMALL * width or (high - low)[1] < 0.5 * _SMALL * height:
        return None
    ring = rings[max(range(len(boxes)), key=lambda k: np.prod(boxes[k][1] - boxes[k][0]))]
    points = np.clip(ring, 0, (width, height))
    cross = points[:-1, 0] * points[1:, 1] - points[1:, 0] * points[:-1, 1]
    if abs(cross.sum()) < 1e-9:
        return (low + high) / 2
    return ((points[:-1] + points[1:]) * cross[:, None]).sum(0) / (3 * cross.sum())


@plot
def area_over_time(figure: Any, times: Sequence[Any], shares: np.ndarray, width: float = 2.75,
                   height: float = 1.75) -> None:
    """Share of the area in each class or a worse one over time, D0 at the back.

    times: datetimes; shares: (5, dates) in 0..1, D0 or worse first; NaN leaves a gap.
    """
    dates = require("matplotlib.dates")
    figure.set_size_inches(width, height)
    axis = figure.subplots()
    when = naive(times)
    for (label, _, colour), share in zip(drought.CLASSES, shares):
        share = 100 * np.asarray(share, float)
        axis.fill_between(when, 0, share, color=colour, linewidth=0, label=label)
        axis.plot(when, share, color=colours.INK, lw=0.45)
    axis.axhline(20, color=colours.INK, lw=0.7, ls=(0, (4, 3)))
    axis.set(ylim=(0, 100), xlim=(when[0], when[-1] if len(when) > 1 else when[0] + np.timedelta64(1, "D")))
    axis.set_ylabel("% of area", fontsize=7.5)
    axis.tick_params(labelsize=7.5, length=2)
    axis.grid(True)
    locator = dates.AutoDateLocator(minticks=2, maxticks=8)
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    axis.xaxis.get_offset_text().set_fontsize(7.5)
