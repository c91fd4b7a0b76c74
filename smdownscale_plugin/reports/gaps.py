"""The report of Build Predictor Stack: which predictors have gaps, where and when."""
import os
from typing import Dict, List, Sequence, Tuple

import numpy as np

from ..rasters.reading import describe
from . import plots
from .html import Report
from .predictor_words import spelled_out
from .thumbnails import band_thumbnail
from .verdicts import percent

_MOST_MAPS = 4
_MOST_STACKS = 24      # looked at for a map, evenly spread
_MOST_ROWS = 60


def write_gap_report(path: str, stacks: Sequence, grid: str, methods: Dict[str, str]) -> str:
    """Write what is missing in stacks (`predictors.stack_file.BuiltStack`) as one HTML file.

    methods: predictor to how it was resampled. Raises OutputError when the file can't be written.
    """
    found: Dict[str, List] = {}
    for stack in stacks:
        for name in stack.gaps:
            found.setdefault(name, []).append(stack)
    holed = sorted((name for name in found if _mean(name, found) > 0), key=lambda name: -_mean(name, found))
    report = Report("Predictor stacks", subtitle=grid)
    report.opening(_made(stacks, found), _trust(holed, found), _next_step(holed, found))
    _maps(report, holed, found)
    _by_predictor(report, found, methods)
    _by_stack(report, stacks)
    report.write(path)
    return path


def _mean(name, found) -> float:
    """Mean share of missing cells over the stacks that hold a predictor."""
    return float(np.mean([stack.gaps[name] for stack in found[name]]))


def _worst(name, found):
    return max(found[name], key=lambda stack: stack.gaps[name])


def _made(stacks, found) -> str:
    dated = [stack.period for stack in stacks if stack.period]
    files = f"{len(stacks)} predictor {'stacks' if len(stacks) > 1 else 'stack'} with {len(found)} " \
            f"{'predictors' if len(found) > 1 else 'predictor'} on one grid"
    if not dated:
        return f"{files}, without a date: static predictors, which join every date."
    span = dated[0].label() + (f" to {dated[-1].label()}" if len(dated) > 1 else "")
    static = " One of them is static and joins every date." if len(dated) < len(stacks) else ""
    return f"{files}, {span}.{static}"


def _trust(holed, found) -> str:
    if not holed:
        return "No predictor has gaps: every cell has all its values."
    name = holed[0]
    worst = _worst(name, found)
    text = f"{len(holed)} of {len(found)} predictors have gaps. {spelled_out(name)} has the largest gaps: "
    if len(found[name]) == 1 or percent(_mean(name, found), 1) == percent(worst.gaps[name], 1):
        return text + f"{percent(worst.gaps[name], 1)} of its cells."
    return text + (f"{percent(_mean(name, found), 1)} of its cells on average, {percent(worst.gaps[name], 1)} in "
                   f"{os.path.basename(worst.path)}.")


def _next_step(holed, found) -> str:
    if not holed:
        return "Train a model on these stacks (Train Model)."
    empty = [name for name in holed if _worst(name, found).gaps[name] == 1.0]
    text = ("A cell without a value of one predictor gets no soil moisture. Fill gaps with Reconstruct Predictor, or "
            "leave a predictor with many gaps out of training.")
    return text + (f" Look first at {', '.join(empty)}: a stack holds no value of it at all, often because its raster "
                   "lies elsewhere or its nodata value is not declared." if empty else "")


def _maps(report, holed, found) -> None:
    """Where the predictors with the largest gaps miss values."""
    if not holed:
        return
    shown = holed[:_MOST_MAPS]
    report.section("Map").note(plots.missing())
    report.figure(plots.maps([("", [_missing_share(name, found[name]) for name in shown])], shown,
                             [(0.0, 100.0, "Stacks without a value (%)")] * len(shown)),
                  "Share of the stacks in which a cell has no value, for "
                  + ("the predictors with gaps." if len(holed) == len(shown)
                     else f"the {len(shown)} predictors with the largest gaps."), wide=len(shown) > 2)


def _missing_share(name: str, stacks: Sequence) -> np.ndarray:
    """Percent of stacks without a value (rows, columns), of a few stacks where there are many."""
    chosen = np.unique(np.linspace(0, len(stacks) - 1, min(len(stacks), _MOST_STACKS)).round().astype(int))
    missing = [np.isnan(band_thumbnail(stacks[k].path, _band(stacks[k].path, name), resampling="near"))
               for k in chosen]
    return 100.0 * np.mean(missing, axis=0)


def _band(path: str, name: str) -> int:
    return next(band.index for band in describe(path).bands if band.name == name)


def _percent(share: float) -> Tuple[float, str]:
    return 100.0 * share, f"{100.0 * share:.1f}"


def _by_predictor(report, found, methods) -> None:
    rows = []
    for name, stacks in found.items():
        worst = _worst(name, found)
        lows, highs = zip(*(stack.ranges[name] for stack in stacks))
        low, high = min(lows), max(highs)
        rows.append((spelled_out(name), len(stacks), _percent(_mean(name, found)), _percent(worst.gaps[name]),
                     os.path.basename(worst.path) if worst.gaps[name] else "–",
                     *((end, f"{end:.4g}") if np.isfinite(end) else None for end in (low, high)),
                     methods.get(name, "")))
    report.section("Predictors")
    report.table(("Predictor", "Stacks", "Missing on average (%)", "Missing at worst (%)", "Worst stack", "Lowest",
                  "Highest", "Resampling"), rows,
                 caption="Cells of the grid without a value. Check that the lowest and highest values make sense in "
                         "the predictor's unit.")


def _by_stack(report, stacks) -> None:
    entries = sorted(((share, name, stack) for stack in stacks for name, share in stack.gaps.items() if share > 0),
                     key=lambda entry: -entry[0])
    if len(stacks) < 2 or not entries:
        return
    more = len(entries) - _MOST_ROWS
    report.section("Gaps stack by stack")
    report.table(("Stack", "Predictor", "Missing (%)"),
                 [(os.path.basename(stack.path), name, _percent(share)) for share, name, stack in entries[:_MOST_ROWS]],
                 caption="Only stacks and predictors with gaps, the largest first."
                         + (f" {more} smaller gaps are not listed." if more > 0 else ""))
