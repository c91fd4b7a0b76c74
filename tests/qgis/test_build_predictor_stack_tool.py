"""Build Predictor Stack in the toolbox and through qgis_process; what it computes is tested in tests/unit."""
import os

import numpy as np
import pytest
from osgeo import gdal, osr

pytest.importorskip("qgis.core")

from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProject, QgsRasterLayer  # noqa: E402


def write(path, values, cell=1000.0, epsg=6933, origin=(900_000.0, 4_500_000.0)):
    """A GeoTIFF of one band made with GDAL alone."""
    values = np.asarray(values, np.float32)
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), values.shape[1], values.shape[0], 1, gdal.GDT_Float32)
    dataset.SetGeoTransform((origin[0], cell, 0, origin[1], 0, -cell))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    dataset.SetProjection(crs.ExportToWkt())
    dataset.GetRasterBand(1).WriteArray(values)
    dataset.FlushCache()
    return str(path)


def band_names(path):
    dataset = gdal.Open(path)
    return [dataset.GetRasterBand(i).GetDescription() for i in range(1, dataset.RasterCount + 1)]


@pytest.fixture
def rasters(tmp_path):
    """Two dates of NDVI and an elevation raster of half the cell size."""
    folder = tmp_path / "rasters"
    folder.mkdir()
    surface = np.random.default_rng(0).random((40, 40))
    return [write(folder / "ndvi_20200601.tif", surface[:20, :20]),
            write(folder / "ndvi_20200602.tif", surface[20:, 20:]),
            write(folder / "OUTPUT.tif", surface, cell=500.0)]


def test_the_tool_writes_a_stack_a_date_and_a_static_one(run_tool, log, rasters, tmp_path):
    results = run_tool("buildpredictorstack", {
        "RASTERS": rasters, "NAMES": "OUTPUT=elevation", "OUTPUT_FOLDER": str(tmp_path / "out")})
    assert results["OUTPUT_FOLDER"] == str(tmp_path / "out")
    assert [os.path.basename(path) for path in results["STACKS"]] == ["stack_20200601.tif", "stack_20200602.tif",
                                                                      "static.tif"]
    assert [band_names(path) for path in results["STACKS"]] == [["ndvi"], ["ndvi"], ["elevation"]]
    elevation = gdal.Open(rasters[2]).ReadAsArray()
    np.testing.assert_allclose(gdal.Open(results["STACKS"][2]).ReadAsArray(),
                               elevation.reshape(20, 2, 20, 2).mean((1, 3)), rtol=1e-6)
    assert "Resampling average: elevation" in log.text and "Static" in log.text and "0.0 %" in log.text


def test_grid_extent_crs_mask_and_time_arrive_at_the_job(run_tool, rasters, tmp_path):
    mask = write(tmp_path / "mask.tif", np.repeat([[1], [0]], 10, 1), cell=5000.0, origin=(900_000, 4_495_000))
    results = run_tool("buildpredictorstack", {
        "RASTERS": rasters[:1], "CRS": "EPSG:6933", "RESOLUTION": 500, "RESAMPLING": "nearest",
        "EXTENT": "905000,910000,4485000,4495000 [EPSG:6933]", "MASK": mask, "TIME_START": "2020-06-01",
        "TIME_END": "2020-06-09", "OUTPUT_FOLDER": str(tmp_path / "out")})
    [path] = results["STACKS"]
    dataset = gdal.Open(path)
    assert dataset.GetGeoTransform() == (905_000, 500, 0, 4_495_000, 0, -500)
    assert dataset.GetMetadata()["TIME_END"] == "2020-06-09T00:00:00Z"
    values, source = dataset.ReadAsArray(), gdal.Open(rasters[0]).ReadAsArray()
    np.testing.assert_array_equal(values[:10], np.kron(source[5:10, 5:10], np.ones((2, 2), np.float32)))
    assert (values[10:] == -9999).all()


def test_a_folder_stands_for_its_rasters_and_a_layer_of_the_project_for_its_file(run_tool, rasters, tmp_path):
    layer = QgsRasterLayer(rasters[0], "reference")
    project = QgsProject()
    project.addMapLayer(layer)
    context = QgsProcessingContext()
    context.setProject(project)
    results = run_tool("buildpredictorstack", {
        "RASTERS": [os.path.dirname(rasters[0])], "REFERENCE": layer, "NAMES": "OUTPUT.tif=elevation",
        "CATEGORICAL": "elevation", "OUTPUT_FOLDER": str(tmp_path / "out")}, context)
    assert len(results["STACKS"]) == 3
    band = gdal.Open(results["STACKS"][2])
    assert band.GetRasterBand(1).GetMetadataItem("KIND") == "categorical"


def test_a_temporary_name_asks_for_names_and_leaves_nothing(run_tool, rasters, tmp_path):
    with pytest.raises(QgsProcessingException, match="OUTPUT.*NAMES"):
        run_tool("buildpredictorstack", {"RASTERS": rasters, "OUTPUT_FOLDER": str(tmp_path / "out")})
    assert not os.path.exists(tmp_path / "out") or not os.listdir(tmp_path / "out")


def test_a_cancelled_run_raises_and_leaves_no_stack(run_tool, log, rasters, tmp_path):
    log.feedback.progressChanged.connect(lambda percent: percent > 50 and log.feedback.cancel())
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run_tool("buildpredictorstack", {"RASTERS": rasters, "NAMES": "OUTPUT=elevation",
                                         "OUTPUT_FOLDER": str(tmp_path / "out")})
    assert not os.path.exists(tmp_path / "out") or not os.listdir(tmp_path / "out")


def test_stacks_are_loaded_when_asked_for(run_tool, rasters, tmp_path):
    context = QgsProcessingContext()
    context.setProject(QgsProject())
    results = run_tool("buildpredictorstack", {"RASTERS": rasters[:2], "LOAD_RESULTS": True,
                                               "OUTPUT_FOLDER": str(tmp_path / "out")}, context)
    assert set(context.layersToLoadOnCompletion()) == set(results["STACKS"])


def test_qgis_process_builds_a_stack_of_a_real_scene(qgis_process, real_data, tmp_path):
    folder = real_data / "smap_sentinel1_20150410" / "predictors_1km"
    names = ["s1_vv_db", "s1_vh_db", "s1_inc_deg", "vwc_kgm2", "water_fraction", "surface_temp_K"]
    results = qgis_process.tool("buildpredictorstack", {
        "RASTERS": [folder / f"{name}.tif" for name in names], "TIME_START": "2015-04-10", "OUTPUT_FOLDER": tmp_path})
    [path] = results["STACKS"]
    assert os.path.basename(path) == "stack_20150410.tif" and band_names(path) == names
    original = gdal.Open(str(folder / "vwc_kgm2.tif")).ReadAsArray()
    np.testing.assert_array_equal(gdal.Open(path).ReadAsArray()[3], original)


def test_qgis_process_fails_with_one_sentence(qgis_process, rasters, tmp_path):
    far = write(tmp_path / "far.tif", np.ones((4, 4)), origin=(0.0, 0.0))
    done = qgis_process(["run", "smdownscale:buildpredictorstack", "--", f"RASTERS={rasters[0]}", f"RASTERS={far}",
                         f"OUTPUT_FOLDER={tmp_path / 'out'}"])
    assert done.returncode == 1 and "far.tif" in done.stderr and "doesn't overlap" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
