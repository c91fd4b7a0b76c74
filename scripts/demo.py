"""The whole chain on a demo world whose fine truth is known, through qgis_process (`make demo`).

    .venv/bin/python scripts/demo.py FOLDER

Makes a world, trains a model on its coarse product, makes fine maps and compares them with the truth; then nine years
of a smaller one, whose last spring is dry in two districts, and a drought bulletin of its fine maps.
"""
import csv
import html
import re
import sys
import tempfile
import time
from pathlib import Path

from headless import Headless

ROWS = (("nearest", "coarse, nearest"), ("bilinear", "coarse, bilinear"), ("downscaled", "downscaled (ours)"))
YEARS = 9  # eight to compare with: enough to tell D2 from D1
IN_SPRING = "2016-06-01/2019-05-31"  # three years for the bulletin's curves, the last dates in the dry spring
DRY = "Birch and Dogwood"  # where createdemodata cuts the rain of that spring
COLUMNS = (("RMSE", "rmse"), ("R", "r"), ("within-cell R", "within_cell_r"), ("skill", "skill"))


def steps(folder: Path):
    """(tool, what it does here, parameters), in order."""
    world = folder / "world"
    yield "createdemodata", "a year of soil moisture, its predictors and a coarse product", {"OUTPUT_FOLDER": world}
    yield "trainmodel", "what the coarse product says about the predictors", {
        "PREDICTORS": world / "predictors", "COARSE": world / "coarse",
        "MODEL": folder / "model.smdm", "REPORT": folder / "training.html"}
    yield "downscaleseries", "fine maps of all dates", {
        "MODEL": folder / "model.smdm", "PREDICTORS": world / "predictors", "COARSE": world / "coarse",
        "OUTPUT_FOLDER": folder / "maps", "REPORT": folder / "maps.html"}
    yield "validateraster", "the maps against the truth", {
        "RASTERS": folder / "maps", "REFERENCE": world / "truth", "COARSE": world / "coarse",
        "METRICS": folder / "metrics.csv", "REPORT": folder / "validation.html"}
    yield from drought_steps(folder, folder / "years")


def drought_steps(folder: Path, years: Path):
    """From years of data to a bulletin; a linear model and few cells, to be quick."""
    yield "createdemodata", f"{YEARS} years of a smaller region, with a dry spring in two districts", {
        "YEARS": YEARS, "DROUGHT": True, "CELLS": 12, "OUTPUT_FOLDER": years}
    yield "trainmodel", "a model of all years", {
        "PREDICTORS": years / "predictors", "COARSE": years / "coarse", "METHOD": "linear",
        "MODEL": years / "model.smdm"}
    yield "downscaleseries", "fine maps of all years", {
        "MODEL": years / "model.smdm", "PREDICTORS": years / "predictors", "COARSE": years / "coarse",
        "OUTPUT_FOLDER": years / "maps"}
    yield "droughtindex", "how unusual each place is for the season", {
        "SERIES": years / "maps", "DATE": IN_SPRING, "OUTPUT_FOLDER": years / "drought",
        "PERCENTILE": folder / "percentile.tif", "CLASS": folder / "drought_class.tif"}
    yield "zonaldrought", "drought by district, and the bulletin", {
        "SERIES": sorted((years / "drought").glob("percentile_*.tif")), "ZONES": years / "districts.gpkg",
        "TITLE": "Demo region", "TABLE": folder / "drought.csv", "ZONES_OUTPUT": folder / "drought.gpkg",
        "REPORT": folder / "bulletin.html"}


def run(folder: Path):
    """Run the chain into `folder`, each step as a line."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="smdownscale_demo_") as profile:
        qgis = Headless(Path(profile))
        count = len(list(steps(folder)))
        for number, (tool, purpose, parameters) in enumerate(steps(folder), 1):  # later ones list what earlier wrote
            say(f"{number} of {count}  {tool:<16} {purpose} ...", end="")
            start = time.monotonic()
            qgis.tool(tool, parameters, timeout=4 * 3600)
            say(f" {time.monotonic() - start:.0f} s")


def table(metrics: Path) -> str:
    """The overall figures of metrics.csv as a small table."""
    with metrics.open(encoding="utf-8", newline="") as lines:
        overall = {row["estimate"]: row for row in csv.DictReader(lines) if row["date"] == "overall"}
    text = ["".join(["against the truth".ljust(20), *(title.rjust(15) for title, _ in COLUMNS)])]
    for name, label in ROWS:
        values = (overall[name][column] for _, column in COLUMNS)
        text.append("".join([label.ljust(20), *(f"{float(value):.3f}".rjust(15) if value else "-".rjust(15)
                                                for value in values)]))
    return "\n".join(text)


def verdict(bulletin: Path) -> str:
    """What the bulletin says first: how much is in drought, and which districts."""
    summary = re.search(r'<section class="summary">(.*?)</section>', bulletin.read_text(encoding="utf-8"), re.DOTALL)
    return "\n".join(html.unescape(sentence) for sentence in re.findall("<p>(.*?)</p>", summary.group(1))[:2])


def say(text: str, end="\n"):
    """A line for the user, at once."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


def main():
    """Run, then say how good the maps are, what the bulletin says and where all of it lies."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "demo").resolve()
    try:
        run(folder)
    except RuntimeError as error:
        say("")
        raise SystemExit(str(error)) from None
    say(f"\n{table(folder / 'metrics.csv')}\n")
    say("RMSE in m3/m3; within-cell R: is it wet in the right place inside a coarse cell?\n"
        "skill: 1 - MSE / MSE of the bilinear coarse product; above 0, downscaling helped.\n")
    say(f"The bulletin says (the rain was cut in {DRY}):\n{verdict(folder / 'bulletin.html')}\n")
    newest = sorted((folder / "maps").glob("*.tif"))[-1]
    for label, path in (("maps", "maps"), ("the last of them", newest), ("validation report", "validation.html"),
                        ("training report", "training.html"), ("model", "model.smdm"),
                        ("drought bulletin", "bulletin.html")):
        say(f"{label + ':':<20}{folder / path}")


if __name__ == "__main__":
    main()
