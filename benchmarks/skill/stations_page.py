"""The section of docs/skill.md on maps of models trained on stations, from the figures that were kept."""
import json
from pathlib import Path
from typing import List

import numpy as np

STATIONS, DATES = 30, 12
_FIGURES = ("rmse", "r", "within_cell_r", "skill")
_LABELS = {"bilinear": "bilinear", "cells": "trained on coarse cells", "stations": f"trained on {STATIONS} stations",
           "both": "trained on coarse cells, corrected by the stations"}


def section(folder: Path) -> List[str]:
    """The lines of docs/skill.md; none where nothing was run."""
    results = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    lines: List[str] = []
    for footprint, name in (("cell", "cell mean"), ("smap", "33 km footprint")):
        found = [result for result in results if result["footprint"] == footprint]
        if not found:
            continue
        seeds, cells = ", ".join(str(result["seed"]) for result in found), found[0]["cells"]
        lines += [f"\n## {STATIONS} stations, {name} (worlds: {len(found)}, of {cells} x {cells} cells, {DATES} dates, "
                  f"seeds {seeds}; medians)\n",
                  "| maps | RMSE (m³/m³) | R | within-cell R | skill | skill by world |", "|---|---|---|---|---|---|"]
        for label, words in _LABELS.items():
            of = {key: np.median([result["figures"][label][key] for result in found]) for key in _FIGURES}
            within = f"{of['within_cell_r']:.2f}"
            by_world = ", ".join(f"{result['figures'][label]['skill']:.2f}" for result in found)
            lines.append(f"| {words} | {of['rmse']:.4f} | {of['r']:.2f} | {within} | {of['skill']:.2f} | {by_world} |")
        dates = ", ".join(f"{result['corrected_dates']} of {DATES}" for result in found)
        lines.append(f"\nThe station correction was added on {dates} dates. The station-trained model's own expected "
                     "RMSE at stations left out was "
                     + ", ".join(f"{result['off_site_rmse']:.3f}" for result in found) + ", sensor errors included.")
    if lines:
        lines.append("\nWritten by `python -m benchmarks.skill.stations`.")
    return lines
