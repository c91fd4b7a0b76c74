"""The page docs/skill.md, written from the figures of the cases that were run."""
import json
import platform
from pathlib import Path

import numpy as np

from smdownscale_plugin.selection.choosing import FEWEST_FOOTPRINTS

from .case import COLUMNS
from .stations_page import section

PAGE = Path(__file__).resolve().parents[2] / "docs" / "skill.md"
_HEADS = {"rmse": "RMSE (m³/m³)", "r": "R", "within_cell_r": "within-cell R", "within_cell_skill": "within-cell skill",
          "sd_ratio": "SD ratio", "skill": "skill"}
_LABELS = {
    "nearest": "nearest", "bilinear": "bilinear", "ridge": "ridge", "forest": "random forest as published",
    "forest_one_pass": "random forest + one residual pass", "lightgbm": "plain LightGBM",
    "ridge_exact": "ridge, mean-preserving", "ours": "**ours (`auto`)**", "ceiling": "ceiling (trained on the "
                                                                                     "fine truth)",
}
_TEXT = """# Skill

[claims.md](claims.md) explains in plain words what these figures claim and what they don't. Networks and the protocols
of published deep-learning systems are in [networks.md](networks.md).

Written by `make skill` (`python -m benchmarks.skill.run`). Every world is made by Create Demo Data (26 x 26 cells, 12
dates) with a different seed; "ours" is Train Model and Downscale Raster with their defaults, from input files to
output files. Figures are medians over the seeds; skill is 1 - MSE / MSE of bilinear interpolation of the coarse
product. The rivals are trained on cell means, as the published systems are, whatever the product's footprint. The
ceiling is LightGBM (400 trees, 31 leaves, rate .04) trained on 120 000 pixels of the fine truth, four folds of
seven-cell blocks: the best that these predictors allow. Figures of tree models vary by up to .01 with rounding in the
last bits of their training means.

The figures for "ours" on this page are older than the present method: they were measured before it separated relations
inside cells from those between cells, and before it limited the detail of maps to what helps at reduced resolution.
[skill_cases.md](skill_cases.md) has figures of the present method.

The worlds are synthetic: they show how a method performs when the truth is known, not how accurate it is in the field.
"""


def write_page(folder: Path, cases) -> None:
    """Write the page from the JSON files in `folder`."""
    lines = [_TEXT]
    for name, settings in cases.items():
        results = _results(folder, f"{name}_*.json")
        if results:
            lines += _world(name, settings, results)
    for result in _results(folder, "real.json"):
        lines += _real(result)
    lines += _robust([json.loads(path.read_text()) for path in sorted((folder / "robust").glob("*.json"))])
    lines += section(folder / "stations")
    lines.append(f"\nPython {platform.python_version()}, NumPy {np.__version__}.\n")
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join(lines), encoding="utf-8")


def _results(folder, pattern):
    """The figures of each case that ours and the rivals ran on."""
    out = []
    for path in sorted((folder / "ours").glob(pattern)):
        result, others = json.loads(path.read_text()), folder / "rivals" / path.name
        if others.exists():
            result["figures"].update(json.loads(others.read_text())["figures"])
            out.append(result)
    return out


def _world(name, settings, results):
    footprint = "33 km footprint" if settings.get("footprint") == "smap" else "cell mean"
    scenario = settings.get("scenario", "standard")
    title = f"## {footprint}, noise {settings['noise']:g}, {scenario} ({len(results)} worlds)"
    lines = ["", title, ""] + _table(results)
    extras = {part: np.median([r["extras"][part] for r in results], axis=0)
              for part in ("coverage", "masked", "thirds")}
    seconds = np.median([r["training_seconds"] for r in results])
    methods = sorted({r["method"] for r in results})
    lines += ["", f"Fine truth inside the 90 % interval: {extras['coverage']:.1%}. Masked as not applicable: "
              f"{extras['masked']:.1%}; RMSE by third of dissimilarity: "
              f"{', '.join(f'{v:.4f}' for v in extras['thirds'])}. Ours / ceiling skill: {_ratio(results):.2f}. "
              f"Chosen: {'; '.join(methods)}. Training: {seconds:.0f} s."]
    return lines


def _ratio(results):
    return np.median([r["figures"]["ours"]["skill"] / r["figures"]["ceiling"]["skill"] for r in results])


def _real(result):
    against = result["against_ridge"]
    return ["", "## Real scene, SMAP/Sentinel-1 of 10 April 2015 (one date, 179 cells)", "",
            "This shows how well a 1 km product is reproduced from its own 9 km means, not accuracy in the field.", "",
            *_table([result]), "",
            f"Chosen: {result['method']}. Skill less that of ridge with mean-preserving correction: "
            f"{against['skill_difference']:+.3f} (90 % interval over blocks of cells {against['low']:+.3f} to "
            f"{against['high']:+.3f})."]


def _robust(results):
    """Little training data: every world, then all of them together."""
    if not results:
        return []
    lines = ["", "## Little training data", "",
             "Written by `make robust`. These are default worlds (cell mean, noise 0.02, 26 x 26 cells, 12 dates) with "
             "the change named in the first column, and with seeds that were not used during development. Skill is "
             "relative to bilinear interpolation (0); rivals are trained on cell means. A footprint is one independent "
             f"measurement of the sensor; below {FEWEST_FOOTPRINTS}, `auto` uses a linear model without noise "
             "augmentation. With one or two dates, noise can't be distinguished from change. The worlds with two dates "
             "here are new; on three others (seeds 35 to 37), used while `auto` was corrected for two dates, "
             "its skill less that of the better rival was -0.12, -0.03 and +0.10.", "",
             "| world | seed | footprints | ours | plain LightGBM | ridge | ours less the better rival | chosen |",
             "|---|---|---|---|---|---|---|---|"]
    for r in results:
        skills = [r["figures"][kind]["skill"] for kind in ("ours", "lightgbm", "ridge")]
        lines.append(f"| {r['variant']} | {r['seed']} | {r['footprints']:.0f} | "
                     + " | ".join(f"{v:.2f}" for v in skills) + f" | {_lead(r):+.3f} | {r['method']} |")
    return [*lines, "", _together(results)]


def _lead(result):
    skill = {kind: figures["skill"] for kind, figures in result["figures"].items()}
    return skill["ours"] - max(skill["lightgbm"], skill["ridge"])


def _together(results):
    enough = [r for r in results if r["footprints"] > FEWEST_FOOTPRINTS]
    above = np.mean([r["figures"]["ours"]["skill"] > 0 for r in enough])
    worse = sum(_lead(r) < -0.02 for r in results)
    return (f"Skill of ours less that of the better of ridge and plain LightGBM, median over {len(results)} worlds: "
            f"{np.median([_lead(r) for r in results]):+.3f}; below -0.02 in {worse}. Better than bilinear: {above:.0%} "
            f"of the {len(enough)} worlds with more than {FEWEST_FOOTPRINTS} footprints.")


def _table(results):
    heads = [_HEADS[c] for c in COLUMNS]
    lines = ["| method | " + " | ".join(heads) + " |", "|---|" + "---|" * len(heads)]
    for kind, label in _LABELS.items():
        if kind not in results[0]["figures"]:
            continue
        values = [np.median([_number(r["figures"][kind][c]) for r in results]) for c in COLUMNS]
        cells = [f"{v:.4f}" if c == "rmse" else "-" if np.isnan(v) else f"{v:.2f}" for c, v in zip(COLUMNS, values)]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return lines


def _number(value):
    return np.nan if value is None else value
