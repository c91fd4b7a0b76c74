"""The workflow from predictors and SMAP to the bulletin: listed whole, written by its script, and run."""
import csv
import filecmp
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("qgis.core")
from qgis.core import Qgis  # noqa: E402

sys.path.append(str(Path(__file__).resolve().parent.parent / "unit"))

from drought_data import CELL, bucket, days, districts, write_polygons  # noqa: E402

from smdownscale_plugin.rasters.grid import Grid, crs_wkt  # noqa: E402
from smdownscale_plugin.rasters.writing import write_raster  # noqa: E402

SHAPE, RATIO = (24, 32), 4


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Seven years of 60-day predictors and coarse soil moisture, and nine districts."""
    folder = tmp_path_factory.mktemp("world")
    periods = days(2015, 7, 60)
    moisture, rng = bucket(periods, SHAPE, seed=9), np.random.default_rng(1)
    crs, top = crs_wkt("EPSG:6933"), SHAPE[0] * CELL
    fine = Grid(crs, (0.0, CELL, 0.0, top, 0.0, -CELL), SHAPE[1], SHAPE[0])
    coarse = Grid(crs, (0.0, CELL * RATIO, 0.0, top, 0.0, -CELL * RATIO), SHAPE[1] // RATIO, SHAPE[0] // RATIO)
    for period, values in zip(periods, moisture):
        about = period.metadata()
        layers = {"lst": 310 - 40 * values + rng.normal(0, 0.5, SHAPE),
                  "ndvi": 0.2 + values + rng.normal(0, 0.02, SHAPE)}
        write_raster(str(folder / "predictors" / f"stack_{period.stamp()}.tif"), fine, layers, metadata=about)
        means = values.reshape(SHAPE[0] // RATIO, RATIO, SHAPE[1] // RATIO, RATIO).mean((1, 3))
        write_raster(str(folder / "coarse" / f"smap_{period.stamp()}.tif"), coarse, {"soil_moisture": means},
                     metadata={"PRODUCT": "SPL4SMGP_SURFACE", **about})
    return folder, write_polygons(folder / "districts.gpkg", districts(*SHAPE))


def test_the_workflow_shows_what_it_needs_and_gives(provider):
    workflow = provider.algorithm("droughtbulletin")
    needed = [d.name() for d in workflow.parameterDefinitions()
              if not d.isDestination() and not d.flags() & d.Flag.FlagOptional and d.defaultValue() is None]
    assert needed == ["PREDICTORS", "COARSE", "ZONES"]
    assert {"zonal:BULLETIN", "zonal:TABLE", "index:CLASS", "train:MODEL"} <= \
        {output.name() for output in workflow.outputDefinitions()}
    assert all(d.help() for d in workflow.parameterDefinitions())


@pytest.mark.skipif(Qgis.QGIS_VERSION_INT >= 32300, reason="the file is written by QGIS 3.22; newer ones write it "
                                                           "otherwise")
def test_the_workflow_is_what_its_script_writes(repository, tmp_path):
    written = tmp_path / "droughtbulletin.model3"
    subprocess.run([sys.executable, str(repository / "scripts" / "make_drought_workflow.py"), str(written)], check=True,
                   env={**os.environ, "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path)}, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    kept = repository / "smdownscale_plugin" / "resources" / "workflows" / "droughtbulletin.model3"
    assert filecmp.cmp(written, kept, shallow=False), "run scripts/make_drought_workflow.py"


def test_two_folders_and_districts_become_the_bulletin(world, tmp_path, run_tool):
    folder, zones = world
    results = run_tool("droughtbulletin", {
        "PREDICTORS": str(folder / "predictors"), "COARSE": str(folder / "coarse"), "ZONES": zones,
        "TITLE": "Nine Valleys", "METHOD": "linear", "train:MODEL": str(tmp_path / "m.smdm"),
        "downscale:MAP_FOLDER": str(tmp_path / "maps"), "index:CLASS": str(tmp_path / "c.tif"),
        "index:PERCENTILE": str(tmp_path / "p.tif"), "index:DROUGHT_FOLDER": str(tmp_path / "drought"),
        "zonal:TABLE": str(tmp_path / "t.csv"), "zonal:ZONES_OUTPUT": str(tmp_path / "z.gpkg"),
        "zonal:BULLETIN": str(tmp_path / "bulletin.html")})
    page = (tmp_path / "bulletin.html").read_text(encoding="utf-8")
    assert "Nine Valleys" in page and "SPL4SMGP_SURFACE, downscaled" in page
    with open(results["zonal:TABLE"], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 9 * len(list((folder / "coarse").glob("*.tif")))
    assert {row["baseline_years"] for row in rows} == {"6"}
