"""Build Predictor Stack in the toolbox with files that QGIS itself can't open as one layer."""
import os
import shutil

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsProcessingException
from small_world import DEGREES, make

SURFACE = "MOD09A1.A2017193.h18v04.006.2017202035302.hdf"


def test_an_hdf_file_and_a_netcdf_file_go_in_as_they_are(run_tool, log, real_data, tmp_path):
    results = run_tool("buildpredictorstack", {
        "RASTERS": [str(real_data / "modis" / SURFACE)], "SUBDATASETS": "sur_refl_b01, sur_refl_b02",
        "NAMES": "sur_refl_b01=red, sur_refl_b02=nir", "OUTPUT_FOLDER": str(tmp_path / "out"),
        "REPORT": str(tmp_path / "gaps.html")})
    dataset = gdal.Open(results["STACKS"][0])
    assert [dataset.GetRasterBand(k).GetDescription() for k in (1, 2)] == ["red", "nir"]
    assert 0 < np.median(dataset.ReadAsArray()[0]) < 1
    assert os.path.getsize(results["REPORT"]) > 1000


def test_the_command_line_takes_containers_and_an_ease_grid(qgis_process, real_data, tmp_path):
    # a copy: QGIS opens netCDF files in a way that changes their date
    weather = shutil.copy(real_data / "modis" / "gridmet_tmmx_20190121.nc", tmp_path)
    results = qgis_process.tool("buildpredictorstack", {
        "RASTERS": str(weather), "EASE_GRID": "M09",
        "EXTENT": "-100,-98,36,38 [EPSG:4326]", "OUTPUT_FOLDER": str(tmp_path / "out")})
    assert os.path.basename(results["STACKS"][0]) == "stack_20190121.tif"


@pytest.mark.parametrize("outside", [False, True], ids=["toolbox", "command line"])
def test_a_folder_stands_for_its_geotiffs_and_its_containers(run_tool, qgis_process, tmp_path, outside):
    folder = tmp_path / "rasters"
    folder.mkdir()
    values = np.arange(12.0).reshape(3, 4) / 16.0
    plain = make(folder / "ndvi_20200601.tif", {"ndvi": values}, crs=DEGREES, cell=0.5, origin=(10, 45))
    rain = make(tmp_path / "rain.tif", {"rain": values + 100}, crs=DEGREES, cell=0.5, origin=(10, 45))
    gdal.Translate(str(folder / "rain_20200601.nc"), rain, format="netCDF")
    (folder / "notes.txt").write_text("no raster")
    given = {"OUTPUT_FOLDER": str(tmp_path / "out"), "REFERENCE": plain, "NAMES": "rain_20200601=rain"}
    if outside:
        results = qgis_process.tool("buildpredictorstack", {"RASTERS": str(folder), **given})
    else:
        results = run_tool("buildpredictorstack", {"RASTERS": [str(folder)], **given})
    (stack,) = results["STACKS"]
    dataset = gdal.Open(stack)
    bands = {dataset.GetRasterBand(k).GetDescription(): dataset.GetRasterBand(k).ReadAsArray() for k in (1, 2)}
    assert np.allclose(bands["ndvi"], values) and np.allclose(bands["rain"], values + 100)


def test_a_folder_without_rasters_is_refused_in_one_sentence(run_tool, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(QgsProcessingException, match="holds no GeoTIFF .* and no container"):
        run_tool("buildpredictorstack", {"RASTERS": [str(tmp_path / "empty")], "OUTPUT_FOLDER": str(tmp_path / "out")})
