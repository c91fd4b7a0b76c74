"""The targets, each beside its figure."""
import json
from typing import Iterator, List, Tuple

from .figures import Figures, known
from .maps import SAME_IN_FILE
from .models import FOLDER, SAME
from .plan import LINEAR, TREES
from .rasters import LAYOUTS

NATIVE, KERNEL, PREPARED, BOUND_BY_FILES = 0.95, 2.5, 3.0, 0.95
PEAK = 0.7e9            # bytes
LINEAR_WITHIN = 0.1
CANCEL, STANDSTILL = 1.0, 2.0       # seconds
_OURS = {"ours_native": "native engine", "ours_kernel": "kernel with its start-up",
         "ours_prepared": "kernel, second map of a session", "ours_full": "with correction, interval and applicability"}


def table(figures: Figures, main: float) -> List[str]:
    """Lines of a table: what, target, measured, and whether the target is met."""
    lines = ["| what | target | measured | met |", "|---|---|---|---|"]
    for what, target, shown, met in rows(figures, main):
        lines.append(f"| {what} | {target} | {shown} | {'-' if target == '-' else 'yes' if met else 'no'} |")
    return lines


def rows(figures: Figures, main: float) -> Iterator[Tuple[str, str, str, bool]]:
    """(what, target, measured, met) of everything that was measured."""
    for program, least in (("ours_native", NATIVE), ("ours_kernel", KERNEL), ("ours_prepared", PREPARED)):
        for model in TREES:
            yield from _least(f"Efficiency, {_OURS[program]}: {model}", least, {
                layout: figures.efficiency(program, model, layout, main) for layout in LAYOUTS},
                LAYOUTS if program == "ours_native" else ("tiled", "striped"))
    yield from _least("Linear model: time of the floor / of the job", BOUND_BY_FILES, {
        layout: figures.efficiency("ours_native", LINEAR, layout, main) for layout in LAYOUTS})
    yield from _least("The same, with a floor that builds no overviews (our map has them)", 0, {
        layout: figures.ratio("ours_native", "floor", LINEAR, layout, main, part="seconds_without_overviews")
        for layout in LAYOUTS})
    yield from _orfeo(figures, main)
    yield from _memory(figures)
    yield from _differences(figures)
    yield from _growth(figures)
    yield from _progress(figures)


def _least(what, least, values, promised=tuple(LAYOUTS)):
    """The smallest of the promised layouts counts; the others are shown."""
    values = {name: value for name, value in values.items() if known(value)}
    if values:
        shown = ", ".join(f"{name} {value:.2f}" for name, value in values.items())
        yield (what, f">= {least:g}" if least else "-", shown,
               min((value for name, value in values.items() if name in promised), default=0.0) >= least)


def _orfeo(figures, main):
    for program in ("ours_native", "ours_kernel"):
        ratio = 1 / figures.ratio("orfeo", program, "random_forest", "tiled", main)
        if known(ratio):
            yield (f"Orfeo Toolbox, equal pixels and forest: its time / ours, {_OURS[program]}", "-", f"{ratio:.1f}",
                   True)


def _memory(figures):
    for size in figures.sizes():
        peaks = {model: max((r["peak"] for r in figures.all_of("ours_full", model, size)), default=float("nan"))
                 for model in (*TREES, LINEAR)}
        peaks = {model: peak for model, peak in peaks.items() if known(peak)}
        if peaks:
            shown = ", ".join(f"{model} {peak / 1e9:.2f}" for model, peak in peaks.items())
            yield (f"Peak memory with correction, interval and applicability, {size:g} Mpx, GB", f"<= {PEAK / 1e9:g}",
                   shown, max(peaks.values()) <= PEAK)


def _differences(figures):
    apart = [json.loads((FOLDER / f"{model}.json").read_text())["difference"] for model in (*TREES, LINEAR)
             if (FOLDER / f"{model}.json").exists()]
    if apart:
        yield "Ours minus native before rounding, m3/m3", f"<= {SAME:g}", f"{max(apart):.0e}", max(apart) <= SAME
    in_file = [r["difference"] for program in _OURS for r in figures.all_of(program) if "difference" in r]
    if in_file:
        yield ("Ours minus native in the file (Float32), m3/m3", f"<= {SAME_IN_FILE:g}", f"{max(in_file):.0e}",
               max(in_file) <= SAME_IN_FILE)


def _growth(figures):
    sizes = figures.sizes()
    if len(sizes) < 2:
        return
    for program in ("ours_native", "ours_prepared", "ours_full"):
        found = {model: figures.growth(program, model, sizes[0], sizes[-1]) for model in (*TREES, LINEAR)}
        found = {model: value for model, value in found.items() if known(value)}
        if found:
            yield (f"Time per valid pixel, {sizes[-1]:g} Mpx / {sizes[0]:g} Mpx, {_OURS[program]}",
                   f"<= {1 + LINEAR_WITHIN:g}", ", ".join(f"{model} {value:.2f}" for model, value in found.items()),
                   max(found.values()) <= 1 + LINEAR_WITHIN)


def _progress(figures):
    latencies = [(r["megapixels"], seconds) for r in figures.all_of("cancel") for seconds in r["cancel_latency"]]
    if latencies:
        largest = max(size for size, _ in latencies)
        worst = max(seconds for size, seconds in latencies if size == largest)
        yield f"Cancelled at {largest:g} Mpx: most seconds until it ended", f"<= {CANCEL:g}", f"{worst:.2f}", \
            worst <= CANCEL
    for size in figures.sizes()[-1:]:
        stood = {program: max((r["longest_standstill"] for r in figures.all_of(program, megapixels=size)),
                              default=float("nan")) for program in _OURS}
        stood = {program: seconds for program, seconds in stood.items() if known(seconds)}
        if stood:
            yield (f"Longest pause in progress, {size:g} Mpx, seconds", f"<= {STANDSTILL:g}",
                   ", ".join(f"{_OURS[program]} {seconds:.1f}" for program, seconds in stood.items()),
                   max(stood.values()) <= STANDSTILL)
