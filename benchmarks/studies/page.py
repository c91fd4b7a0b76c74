"""docs/studies.md from the records of the walks."""
from pathlib import Path
from typing import Sequence

from .laboratory import Walk

_HEAD = """# Five published studies, step by step

The steps of each study are repeated with the tools on a synthetic world whose soil moisture is known at 1 km, small
enough for a few minutes. Figures are those of the last run of `python -m benchmarks.studies`; they compare the steps
with each other and aren't the studies' results. Skill is relative to bilinear interpolation of the coarse product: 1
is perfect, below 0 the map is worse than interpolation. Commands are shown without `qgis_process run smdownscale:`,
inputs and files.
"""


def write_page(path: Path, walks: Sequence[Walk]) -> None:
    """Write the page."""
    parts = [_HEAD]
    for walk in walks:
        parts.append(f"\n## {walk.title}\n\n{walk.about} ({walk.seconds:.0f} CPU seconds.)\n\n"
                     "| step of the study | tool | result | remarks |\n|---|---|---|---|\n")
        parts += [f"| {step.study} | `{_cell(step.command)}` | {_cell(step.outcome)} | {_cell(step.better)} |\n"
                  for step in walk.steps]
    path.write_text("".join(parts), encoding="utf-8")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
