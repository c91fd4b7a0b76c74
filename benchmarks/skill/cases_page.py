"""The page docs/skill_cases.md: cases in rows, the worst first, and whether the tool's own figure tells them apart."""
import json
from pathlib import Path
from typing import Dict, List

import numpy as np

from .scatter import write_scatter

PAGE = Path(__file__).resolve().parents[2] / "docs" / "skill_cases.md"
_SCATTER = "images/cv_skill.svg"
_TEXT = """# Skill on cases that the method was not developed on

Written by `make cases` (`python -m benchmarks.skill.cases`). "Ours" is Train Model and Downscale Raster with all
defaults, from input files to output files. Skill is 1 - MSE / MSE of bilinear interpolation of the coarse product:
below 0, downscaling did harm. The best simple rival is the one closest to the truth among ridge, LightGBM and a random
forest trained on cell means, each with and without one pass of residual correction; it could not be chosen without the
truth. CV_SKILL is what Train Model predicts without knowing the truth, with its interval. The 90 % interval should
cover 90 % of the true pixels; the next column gives the lowest and highest coverage among tenths of its width. Cases
marked "second" are worlds of a generator that has nothing in common with the demo's; "real" and "folder" cases are
real fields, whose coarse product is the mean of the fine one.

Cases are sorted by their skill relative to the best rival, the worst first.
"""


def write_page(folder: Path) -> None:
    """Write the page from the JSON files in `folder`."""
    results = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    rows = sorted((_row(result) for result in results), key=lambda row: row["ours"] - row["rival"])
    lines = [_TEXT, "| case | seed | ours | best simple rival | | CV_SKILL | coverage of the 90 % interval "
             "| by tenth of width | within-cell R | method |", "|---|---|---|---|---|---|---|---|---|---|"]
    lines += [f"| {r['case']} | {r['seed']} | **{r['ours']:.2f}** | {r['rival']:.2f} | {r['name']} | {_said(r)} | "
              f"{r['coverage']:.0%} | {_range(r['deciles'])} | {r['within']:.2f} | {r['method']} |"
              for r in rows]
    drawn = [row for row in rows if np.isfinite(row["said"])]
    if drawn:
        write_scatter(PAGE.parent / _SCATTER, drawn)
        lines += ["", f"![CV_SKILL against the true skill, case by case]({_SCATTER})"]
    PAGE.write_text("\n".join([*lines, "", *_summary(rows), *_measured(results), ""]), encoding="utf-8")


def _measured(results) -> List[str]:
    """Which commits the rows are of."""
    by_commit: Dict[str, List[str]] = {}
    for result in results:
        by_commit.setdefault(result.get("commit", ""), []).append(result["case"])
    found = sorted((item for item in by_commit.items() if item[0]), key=lambda item: -len(item[1]))
    if not found:
        return []
    newest, *older = [f"{commit} ({len(cases) if not k else '; '.join(cases)})"
                      for k, (commit, cases) in enumerate(found)]
    return ["", f"Rows by commit (rivals don't depend on it): {', '.join([newest, *older])}."]


def _said(row):
    return f"{row['said']:.2f}" + ("" if row["low"] is None else f" ({row['low']:.2f} to {row['high']:.2f})")


def _range(deciles):
    return f"{min(deciles):.0%} to {max(deciles):.0%}" if deciles else ""


def _row(result):
    figures = result["figures"]
    best = max((kind for kind in figures if kind != "ours"), key=lambda kind: figures[kind]["skill"])
    return {"case": result["case"], "seed": result["seed"], "ours": figures["ours"]["skill"],
            "rival": max(figures[best]["skill"], 0.0), "name": best if figures[best]["skill"] > 0 else "interpolation",
            "said": float("nan") if result["cv_skill"] is None else result["cv_skill"], "coverage": result["coverage"],
            "low": result.get("low"), "high": result.get("high"), "deciles": result.get("deciles", []),
            "within": figures["ours"]["within_cell_r"], "method": result["method"]}


def _median(values):
    return float(np.nanmedian(values))


def _summary(rows) -> List[str]:
    if not rows:
        return ["No case has been run."]
    ours, rival, said, holds = (np.array([r[key] for r in rows]) for key in ("ours", "rival", "said", "coverage"))
    known = np.isfinite(said)
    opposite = (said > 0.02) & (ours < -0.02) | (said < -0.02) & (ours > 0.02)
    wrong = int(opposite[known].sum())
    lines = [f"Of {len(rows)} cases, skill is below -0.02 in {int((ours < -0.02).sum())}, more than 0.03 below the "
             f"best simple rival in {int((ours < rival - 0.03).sum())} and more than 0.10 below it in "
             f"{int((ours < rival - 0.10).sum())}. The interval covers 85 to 95 % in "
             f"{int(((holds >= 0.85) & (holds <= 0.95)).sum())} and less than 75 % in {int((holds < 0.75).sum())}."]
    if known.sum() > 2:
        ranks = [np.argsort(np.argsort(values[known])) for values in (said, ours)]
        lines.append(f"\nCV_SKILL and the true skill: rank correlation (Spearman) {np.corrcoef(*ranks)[0, 1]:.2f}; the "
                     f"sign is wrong in {wrong} of {int(known.sum())}. CV_SKILL is larger than the true skill in "
                     f"{int((said[known] > ours[known]).sum())}; the median difference is "
                     f"{_median(said - ours):.2f}, the median absolute difference {_median(abs(said - ours)):.2f}.")
    return lines
