"""Derive Indices in the toolbox."""
import os

import numpy as np
import pytest

from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.writing import write_raster

GRID = Grid(crs_wkt("EPSG:6933"), (0.0, 1000.0, 0.0, 4000000.0, 0.0, -1000.0), 8, 6)


@pytest.fixture
def stack(tmp_path):
    red, nir = np.full(GRID.shape, 600.0), np.full(GRID.shape, 3400.0)
    elevation = np.broadcast_to(np.arange(8) * 50.0, GRID.shape)
    return write_raster(str(tmp_path / "stack_20200601.tif"), GRID, {"B4": red, "B8": nir, "elevation": elevation})


def test_indices_and_terrain_are_written_and_named(run_tool, log, stack, tmp_path):
    from osgeo import gdal
    results = run_tool("deriveindices", {"STACKS": [stack], "SENSOR": "sentinel2", "REFLECTANCE_SCALE": 1e-4,
                                         "INDICES": ["ndvi", "slope"], "OUTPUT_FOLDER": str(tmp_path / "out")})
    assert [os.path.basename(p) for p in results["STACKS"]] == ["terrain.tif", "indices_20200601.tif"]
    dataset = gdal.Open(results["STACKS"][1])
    assert dataset.GetRasterBand(1).GetDescription() == "ndvi"
    np.testing.assert_allclose(dataset.ReadAsArray(), 0.7, rtol=1e-5)
    assert "Rouse" in log.text


def test_the_command_line_derives_and_refuses_in_one_sentence(qgis_process, stack, tmp_path):
    results = qgis_process.tool("deriveindices", {"STACKS": stack, "REFLECTANCE_SCALE": "0.0001", "INDICES": "ndvi",
                                                  "OUTPUT_FOLDER": str(tmp_path / "out")})
    assert os.path.exists(results["STACKS"][0])
    refused = qgis_process(["run", "smdownscale:deriveindices", "--", f"STACKS={stack}",
                            f"OUTPUT_FOLDER={tmp_path / 'no'}"])
    assert refused.returncode != 0
    assert "isn't reflectance of 0 to 1" in refused.stdout + refused.stderr
