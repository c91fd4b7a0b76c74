"""docs/studies.md from the records of the walks, and of the comparison at a province's size where there are some."""
import json
from pathlib import Path
from typing import List, Sequence

from .laboratory import Walk

_HEAD = """# Five published studies, step by step

The steps of each study are repeated with the tools on a synthetic world whose soil moisture is known at 1 km, small
enough for a few minutes. Figures are those of the last run of `python -m benchmarks.studies`; they compare the steps
with each other and aren't the studies' results. Skill is relative to bilinear interpolation of the coarse product: 1
is perfect, below 0 the map is worse than interpolation. Commands are shown without `qgis_process run smdownscale:`,
inputs and files.
"""


_PROVINCE = """
## Compare Models at a province's size

{rows:,} rows and 15 predictors of a world of smooth fields, noise-augmented, each method and set of predictors in a
process of its own on one core: `python -m benchmarks.performance.comparison --pieces DIR --threads 1`. The table is
thinned, as the log says: each fold trains on 10,000 rows, the same for every variant, and forests have 80 trees.
Reading the world (about 7 CPU seconds) counts in every line. All lines together: {seconds:,.0f} CPU seconds, at most
{peak:.2f} GB.

| method | predictors | CPU seconds | GB | estimate at the start |
|---|---|---|---|---|
"""


def write_page(path: Path, walks: Sequence[Walk], comparison: Path) -> None:
    """Write the page; comparison: a folder of figures of `benchmarks.performance.comparison`, which may not exist."""
    parts = [_HEAD]
    for walk in walks:
        parts.append(f"\n## {walk.title}\n\n{walk.about} ({walk.seconds:.0f} CPU seconds.)\n\n"
                     "| step of the study | tool | result | remarks |\n|---|---|---|---|\n")
        parts += [f"| {step.study} | `{_cell(step.command)}` | {_cell(step.outcome)} | {_cell(step.better)} |\n"
                  for step in walk.steps]
    path.write_text("".join([*parts, *_province(comparison)]), encoding="utf-8")


def _province(folder: Path) -> List[str]:
    found = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    if not found:
        return []
    found.sort(key=lambda one: (one["sets"] != "all", one["cpu"]))
    head = _PROVINCE.format(rows=found[0]["rows"], seconds=sum(one["cpu"] for one in found),
                            peak=max(one["peak"] for one in found) / 1e9)
    return [head, *(f"| `{' '.join(one['methods'])}` | {one['sets']} | {one['cpu']:.0f} | {one['peak'] / 1e9:.2f} | "
                    f"{one['estimate'].partition(': ')[2].partition(' for ')[0]} |\n" for one in found)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
