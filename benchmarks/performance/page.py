"""The page docs/performance.md, written from the figures of a run: targets first, then programs side by side."""
from pathlib import Path
from typing import List, Sequence

from . import targets
from .figures import Figures, known
from .models import MODELS
from .plan import LINEAR, MAIN, PROGRAMS, TREES, programs_of
from .rasters import LAYOUTS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
_TEXT = """# Performance

[claims.md](claims.md) explains in plain words what these figures claim and what they don't.

Written by `make bench` (`python -m benchmarks.performance.run`; `--sizes 4 16 64` for the largest rasters). The page
compares the time and memory that whole jobs of this plugin ("ours") and of other programs take, from input files to
output files, on rasters of 12 Float32 predictors in which about 30 % of the pixels lack a value. Programs alternate
within one run; figures are medians over {repeats} repeats, ratios are computed within a repeat, and memory is the peak
of the whole process in any repeat.

**Efficiency** is the time of pure native prediction (LightGBM or scikit-learn alone, rows in memory, all cores,
nothing read or written) divided by the time of the job. 1 is the best that a program using that engine can reach;
values above 1 require a faster engine. The linear model is limited by file access, so it is compared with a floor: a
program that only reads, masks and writes. All programs use the same fitted model (the Orfeo Toolbox uses its own
forest, trained on the same rows, with as many trees and nodes) and write with the same compression; when the clock
starts, the file is in the system's cache and the libraries are imported. The other programs have their model in
memory, whereas ours is read within the job; our maps get overviews, theirs don't.

*Native engine*: used where numba isn't installed. *Kernel*: the same trees compiled by numba.
"""


def write_page(results: Path, sizes: Sequence[float]) -> None:
    """Write the page from the JSON files in `results` that are of these sizes (Mpx)."""
    figures = Figures.read(results, sizes)
    sizes = figures.sizes()
    main = max((s for s in sizes if s <= MAIN), default=MAIN)
    counts = figures.repeats()
    repeats = f"{min(counts)} to {max(counts)}" if len(set(counts)) > 1 else str(max(counts, default=0))
    lines = [_TEXT.format(repeats=repeats), *_about(results.parent / "machine.txt", figures), "", "## Targets", "",
             *targets.table(figures, main), ""]
    for model in (*TREES, LINEAR):
        lines += _side_by_side(figures, model, main)
    lines += _growth(figures, sizes) if len(sizes) > 1 else []
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _about(machine, figures) -> List[str]:
    """The machine, how quiet it was, and what failed."""
    lines = [machine.read_text(encoding="utf-8")] if machine.exists() else []
    others = sorted(result["others"] for result in figures.all_of() if "others" in result)
    if others:
        lines.append(f"Other processes kept {others[len(others) // 2]:.2f} cores busy while these figures were taken "
                     f"(median; {others[-1]:.2f} at most).")
    return lines + [f"Failed: {result['program']} ({result['model']}, {result['layout']}, {result['megapixels']:g} "
                    f"Mpx)." for result in figures.failed]


def _side_by_side(figures, model, megapixels) -> List[str]:
    """Programs by layout: efficiency, seconds, memory."""
    base = "floor / job" if model == LINEAR else "efficiency"
    label = MODELS[model].label
    lines = [f"## {label[0].upper()}{label[1:]}, {megapixels:g} Mpx", "",
             f"Each cell: {base} (seconds, peak GB).", "",
             "| program | " + " | ".join(LAYOUTS) + " |", "|---|" + "---|" * len(LAYOUTS)]
    rows = dict.fromkeys(program for layout in LAYOUTS for program in programs_of(model, layout, True))
    for program in rows:
        cells = [_cell(figures, program, (model, layout, megapixels)) for layout in LAYOUTS]
        if any(cells):
            lines.append(f"| {PROGRAMS[program]} | " + " | ".join(cell or "-" for cell in cells) + " |")
    return [*lines, "", *(f"- {name}: {layout.label}" for name, layout in LAYOUTS.items() if model == TREES[0]), ""]


def _cell(figures, program, place):
    seconds, peak = (f(part, program, *place) for f, part in ((figures.median, "seconds"), (figures.largest, "peak")))
    if not known(seconds):
        return ""
    efficiency = figures.efficiency(program, *place)
    shown = f"**{efficiency:.2f}** " if known(efficiency) else ""
    start = figures.median("seconds_of_start", program, *place)
    less = f", of them {start:.1f} to start, which don't count" if known(start) else ""
    return f"{shown}({_seconds(seconds)}{less}, {peak / 1e9:.2f} GB)"


def _growth(figures, sizes) -> List[str]:
    """Seconds and memory by size, tiled rasters."""
    heads = [f"{size:g} Mpx" for size in sizes]
    lines = ["## Growth", "", f"Tiled rasters: seconds and peak GB; time per valid pixel at {sizes[-1]:g} Mpx / at "
             f"{sizes[0]:g} Mpx (1: linear).", "",
             "| model | program | " + " | ".join(heads) + " | per pixel |", "|---|---|" + "---|" * (len(sizes) + 1)]
    for model in (*TREES, LINEAR):
        for program in programs_of(model, "tiled", False):
            cells = []
            for size in sizes:
                seconds = figures.median("seconds", program, model, "tiled", size)
                peak = figures.largest("peak", program, model, "tiled", size)
                cells.append(f"{_seconds(seconds)}, {peak / 1e9:.2f} GB" if known(seconds) else "-")
            growth = figures.growth(program, model, sizes[0], sizes[-1])
            lines.append(f"| {model} | {PROGRAMS[program]} | " + " | ".join(cells)
                         + f" | {f'{growth:.2f}' if known(growth) else '-'} |")
    return [*lines, ""]


def _seconds(value):
    return f"{value:.1f} s" if value < 20 else f"{value:.0f} s"
