"""What all plots share: style, the lock around matplotlib's settings, the way to SVG bytes, and small conversions."""
import functools
import io
import threading
import warnings
from typing import Any, Callable, Iterable, List, Sequence, Tuple

import numpy as np

from ..dependencies import available, require
from . import colours

_LOCK = threading.Lock()
_STYLE = {
    "svg.hashsalt": "smdownscale", "svg.fonttype": "path", "font.size": 9.5, "font.family": "DejaVu Sans",
    "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": colours.FAINT, "axes.linewidth": 0.8,
    "axes.labelcolor": colours.INK, "axes.titlesize": 10.5, "axes.titleweight": "bold", "axes.titlelocation": "left",
    "text.color": colours.INK, "xtick.color": colours.FAINT, "ytick.color": colours.FAINT, "axes.axisbelow": True,
    "xtick.labelcolor": colours.INK, "ytick.labelcolor": colours.INK, "grid.color": colours.LINE, "grid.linewidth": 0.6,
    "legend.frameon": False, "legend.fontsize": 9.5, "figure.facecolor": colours.PAPER,
}


def plot(draw: Callable) -> Callable:
    """Turn a function that draws on an empty Figure, its first argument, into one that returns an SVG, or None."""
    @functools.wraps(draw)
    def drawn(*args, **kwargs):
        if not available("matplotlib"):
            return None
        matplotlib, figures = require("matplotlib"), require("matplotlib.figure")
        buffer = io.BytesIO()
        with _LOCK, matplotlib.rc_context(_STYLE), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing from")
            figure = figures.Figure(constrained_layout=True)
            draw(figure, *args, **kwargs)
            figure.savefig(buffer, format="svg", dpi=150, metadata={"Date": None, "Creator": None})
        return buffer.getvalue()
    return drawn


def colour_map(stops: Sequence[Tuple[float, str]]) -> Any:
    """matplotlib's colour map of (value, colour) stops, linear between them."""
    made = require("matplotlib.colors")
    first, last = stops[0][0], stops[-1][0]
    points = [((value - first) / (last - first), colour) for value, colour in stops]
    return made.LinearSegmentedColormap.from_list("smdownscale", points)


def finite(x: np.ndarray, y: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """The pairs of two arrays that are complete, flat."""
    x, y = np.asarray(x, float).ravel(), np.asarray(y, float).ravel()
    keep = np.isfinite(x) & np.isfinite(y)
    return x[keep], y[keep]


def naive(times: Iterable[Any]) -> np.ndarray:
    """Times as datetime64 without a zone (they are UTC)."""
    return np.array([np.datetime64(t.replace(tzinfo=None)) if hasattr(t, "tzinfo") else np.datetime64(t)
                     for t in times], dtype="datetime64[s]")


def cycle(count: int) -> List[str]:
    """Colours of so many categories."""
    return [colours.SERIES[i % len(colours.SERIES)] for i in range(count)]


def plain(text: str, longest: int = 90) -> str:
    """Text in which a `$` starts no formula, cut where it would push the plot aside."""
    text = str(text)
    return (text if len(text) <= longest else text[:longest - 1] + "…").replace("$", r"\$")
