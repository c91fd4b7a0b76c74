"""Reconstruct Predictor in the toolbox."""
import os

import numpy as np
import pytest

from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.writing import write_raster

GRID = Grid(crs_wkt("EPSG:6933"), (0.0, 1000.0, 0.0, 4000000.0, 0.0, -1000.0), 40, 40)


@pytest.fixture
def stack(tmp_path):
    """A stack whose lst, which follows from green, has a hole."""
    x, y = np.meshgrid(np.arange(40), np.arange(40))
    green = 0.5 + 0.3 * np.sin(x / 4) * np.cos(y / 5)
    lst = 310 - 20 * green
    lst[10:20, 10:25] = np.nan
    return write_raster(str(tmp_path / "stack_20200601.tif"), GRID, {"green": green, "lst": lst}, units={"lst": "K"})


def test_a_hole_is_filled_and_the_report_made(run_tool, log, stack, tmp_path):
    from osgeo import gdal
    results = run_tool("reconstructpredictor", {
        "TARGET": [stack], "STACKS": [stack], "TARGET_BANDS": "lst", "METHOD": "linear",
        "OUTPUT_FOLDER": str(tmp_path / "out"), "REPORT": str(tmp_path / "report.html")})
    dataset = gdal.Open(results["STACKS"][0])
    green, lst = dataset.ReadAsArray()
    assert [dataset.GetRasterBand(k).GetDescription() for k in (1, 2)] == ["green", "lst"]
    np.testing.assert_allclose(lst, 310 - 20 * green, atol=0.5)
    mask = gdal.Open(results["MASKS"][0]).ReadAsArray()
    assert mask.sum() == 150 and mask[10:20, 10:25].all()
    assert os.path.getsize(results["REPORT"]) > 1000
    assert "pixels reconstructed" in log.text


def test_a_band_that_is_not_there_is_refused_by_name(qgis_process, stack, tmp_path):
    refused = qgis_process(["run", "smdownscale:reconstructpredictor", "--", f"TARGET={stack}", f"STACKS={stack}",
                            "TARGET_BANDS=sif", f"OUTPUT_FOLDER={tmp_path / 'out'}"])
    assert refused.returncode != 0 and "has a band sif" in refused.stdout + refused.stderr
