"""Export Model in the toolbox: QGIS's own raster calculator makes our map from the expression."""
import numpy as np
import pytest
from osgeo import gdal
from small_world import write_world

pytest.importorskip("qgis.core")

from qgis.analysis import QgsRasterCalculator, QgsRasterCalculatorEntry  # noqa: E402
from qgis.core import QgsCoordinateTransformContext, QgsRasterLayer  # noqa: E402


@pytest.fixture
def world(tmp_path):
    """6 x 6 coarse cells, two dates; a pixel without a value."""
    found = write_world(tmp_path, cells=6, categorical=True)
    stack = gdal.Open(found.stacks[0], gdal.GA_Update)
    stack.GetRasterBand(1).WriteArray(np.full((1, 1), stack.GetRasterBand(1).GetNoDataValue()), 3, 2)
    stack.FlushCache()
    return found


def calculated(expression, layers, path):
    entries = []
    for layer in layers:
        for band in range(1, layer.bandCount() + 1):
            entry = QgsRasterCalculatorEntry()
            entry.ref, entry.raster, entry.bandNumber = f"{layer.name()}@{band}", layer, band
            entries.append(entry)
    first = layers[0]
    calculator = QgsRasterCalculator(expression, path, "GTiff", first.extent(), first.crs(), first.width(),
                                     first.height(), entries, QgsCoordinateTransformContext())
    assert calculator.processCalculation() == QgsRasterCalculator.Result.Success
    dataset = gdal.Open(path)
    values = dataset.ReadAsArray().astype(float)
    return np.where(values == dataset.GetRasterBand(1).GetNoDataValue(), np.nan, values)


def test_the_raster_calculator_makes_our_map_from_the_expression(run_tool, log, world, tmp_path):
    trained = run_tool("trainmodel", {"PREDICTORS": world.all_predictors, "COARSE": world.coarse, "METHOD": "linear",
                                      "MODEL": str(tmp_path / "m.smdm")})
    ours = run_tool("downscaleraster", {"MODEL": trained["MODEL"], "PREDICTORS": world.all_predictors,
                                        "DATE": world.dates[0], "RESIDUAL_CORRECTION": "none",
                                        "OUTPUT": str(tmp_path / "ours.tif")})
    results = run_tool("exportmodel", {"MODEL": trained["MODEL"], "PREDICTORS": world.all_predictors,
                                       "DATE": world.dates[0], "OUTPUT": str(tmp_path / "formula.txt"),
                                       "REGIONAL": str(tmp_path / "regional.tif")})
    assert results["TEXT"] in (tmp_path / "formula.txt").read_text(encoding="utf-8")
    assert "first guess" in log.text and "Raster Calculator" in log.text
    layers = [QgsRasterLayer(path, path.rpartition("/")[2].partition(".")[0])
              for path in [world.stacks[0], world.static, results.get("REGIONAL")] if path]
    theirs = calculated(results["TEXT"], layers, str(tmp_path / "theirs.tif"))
    dataset = gdal.Open(ours["OUTPUT"])
    values = dataset.ReadAsArray()
    values = np.where(values == dataset.GetRasterBand(1).GetNoDataValue(), np.nan, values)
    assert np.isnan(values).sum() == 1 and np.array_equal(np.isnan(values), np.isnan(theirs))
    assert np.nanmax(np.abs(theirs - values)) < 1e-6
