"""Plots of an explanation: partial dependence of every predictor, and correlations with their intervals."""
from typing import Any, Sequence, Tuple

import numpy as np

from . import colours
from .drawing import plain, plot
from .plots import WIDTH

_COLUMNS = 3


@plot
def dependence_panels(figure: Any, panels: Sequence[Tuple], y_label: str) -> None:
    """A small panel for every predictor, all on one vertical axis.

    panels: list of (title, values, predicted, categorical, (low, high) or None); values: (n,) of the predictor or its
    classes; predicted: (n,); low, high: the range that is shaded, where most fine pixels lie.
    """
    columns = min(_COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    figure.set_size_inches(WIDTH * max(columns, 2) / _COLUMNS, 2.3 * rows + 0.3)
    axes = figure.subplots(rows, columns, squeeze=False, sharey=True)
    for axis, (title, values, predicted, categorical, shaded) in zip(axes.flat, panels):
        if categorical:
            _classes(axis, values, predicted)
        else:
            axis.plot(values, predicted, color=colours.FINE, lw=1.8)
            axis.margins(x=0.0)
            if shaded is not None:
                limits = axis.get_xlim()
                axis.axvspan(*np.clip(shaded, *limits), color=colours.LINE, alpha=0.5, lw=0, zorder=0)
                axis.set_xlim(limits)
        axis.set_xlabel(plain(title, 40))
        axis.grid(True, axis="y")
        axis.locator_params(axis="y", nbins=5)
    for axis in axes.flat[len(panels):]:
        axis.set_visible(False)
    figure.supylabel(plain(y_label), fontsize=9.5)


def _classes(axis, values, predicted):
    places = np.arange(len(values))
    axis.plot(places, predicted, ls="", marker="o", ms=7, color=colours.FINE)
    axis.set_xticks(places)
    axis.set_xticklabels([f"{v:g}" for v in values], fontsize=9.5 if len(values) <= 8 else 7)
    axis.margins(x=0.15)


@plot
def correlations(figure: Any, labels: Sequence[str], values: np.ndarray, intervals: Sequence[Tuple[float, float]],
                 chosen: np.ndarray) -> None:
    """Correlations as points with their intervals, the first label on top.

    values: (n,); intervals: [(low, high)], NaN where there is none; chosen: (n,) bool, filled where true.
    """
    figure.set_size_inches(min(WIDTH, 7.6), 0.9 + 0.33 * len(labels))
    axis = figure.subplots()
    places = np.arange(len(labels))
    for place, value, (low, high), is_chosen in zip(places, values, intervals, chosen):
        axis.plot([low, high], [place, place], color=colours.FAINT, lw=1.4, zorder=2)
        axis.plot(value, place, marker="o", ms=6.5, ls="", color=colours.FINE if is_chosen else colours.PAPER,
                  mec=colours.FINE, mew=1.3, zorder=3)
    axis.set_yticks(places)
    axis.set_yticklabels([plain(label, 40) for label in labels])
    axis.set(ylim=(len(labels) - 0.5, -0.5), xlim=(-1.02, 1.02), xlabel="Correlation with coarse soil moisture "
                                                                        "(Pearson)")
    axis.axvline(0, color=colours.FAINT, lw=0.8)
    axis.grid(True, axis="x")
