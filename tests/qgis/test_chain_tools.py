"""Train Model, Downscale Raster and Downscale Series as tools: in the toolbox and through qgis_process."""
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from limited_disks import files
from small_world import block_means, pixels

pytest.importorskip("qgis.core")

from osgeo import gdal  # noqa: E402
from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProject, QgsRasterLayer  # noqa: E402

from smdownscale_plugin.downscaling.downscale import OutputPaths  # noqa: E402
from smdownscale_plugin.jobs.downscale_raster import downscale_raster  # noqa: E402
from smdownscale_plugin.jobs.map_options import MapOptions  # noqa: E402
from smdownscale_plugin.regression.model_file import read_model  # noqa: E402

MAPS = ["soil_moisture_20200601.tif", "soil_moisture_20200602.tif"]


def training(world, **more):
    return {"PREDICTORS": world.all_predictors, "COARSE": world.coarse, "METHOD": "linear", **more}


# --- in the toolbox --------------------------------------------------------------------------------------------------

def test_training_gives_the_model_of_the_job_and_its_numbers(run_tool, log, world, model, tmp_path):
    results = run_tool("trainmodel", training(world, MODEL=str(tmp_path / "m.smdm"), REPORT=str(tmp_path / "r.html")))
    assert (tmp_path / "m.smdm").read_bytes() == Path(model).read_bytes()
    assert results["N_SAMPLES"] == 128 and 0.8 < results["CV_R"] <= 1 and 0 < results["CV_RMSE"] < 0.02
    assert 0.45 < results["CV_SKILL"] < 1 and results["MODEL"] == str(tmp_path / "m.smdm")
    assert "naive random split" in log.text and "<html" in (tmp_path / "r.html").read_text(encoding="utf-8").lower()


def test_the_skill_that_training_promises_is_kept_by_the_maps(run_tool, world, tmp_path):
    promised = run_tool("trainmodel", training(world, MODEL=str(tmp_path / "m.smdm")))["CV_SKILL"]
    of_maps, of_bilinear = [], []
    for coarse, truth in zip(world.coarse, world.truth):
        made = run_tool("downscaleraster", {"MODEL": str(tmp_path / "m.smdm"), "PREDICTORS": world.all_predictors,
                                            "COARSE": coarse, "OUTPUT": str(tmp_path / "map.tif")})["OUTPUT"]
        of_maps.append((pixels(made)[0] - truth) ** 2)
        of_bilinear.append((bilinear(coarse, made) - truth) ** 2)
    kept = 1 - np.nanmean(of_maps) / np.nanmean(of_bilinear)
    assert kept > 0.7 and promised <= kept


def bilinear(coarse, like):
    """The coarse raster on the grid of another, as GDAL interpolates it."""
    grid = gdal.Open(str(like))
    left, width, _, top, _, height = grid.GetGeoTransform()
    bounds = (left, top + height * grid.RasterYSize, left + width * grid.RasterXSize, top)
    return gdal.Warp("", coarse, format="MEM", outputBounds=bounds, width=grid.RasterXSize, height=grid.RasterYSize,
                     resampleAlg="bilinear").ReadAsArray()


def test_a_folder_of_predictors_and_layers_of_a_project_are_as_good_as_files(run_tool, world, model, tmp_path):
    folder = str(Path(world.static).parent)
    layers = [QgsRasterLayer(path, f"coarse {k}") for k, path in enumerate(world.coarse)]
    project, context = QgsProject(), QgsProcessingContext()
    project.addMapLayers(layers)
    context.setProject(project)
    run_tool("trainmodel", training(world, PREDICTORS=[folder], COARSE=[layer.id() for layer in layers],
                                    MODEL=str(tmp_path / "m.smdm")), context)
    assert set(files(tmp_path)) == {"m.smdm"}
    run_tool("downscaleraster", {"MODEL": str(tmp_path / "m.smdm"), "PREDICTORS": folder, "COARSE": layers[0],
                                 "OUTPUT": str(tmp_path / "a.tif")}, context)
    downscale_raster(model, world.all_predictors, OutputPaths(str(tmp_path / "b.tif")), world.coarse[0])
    assert np.allclose(pixels(tmp_path / "a.tif"), pixels(tmp_path / "b.tif"), atol=1e-6)
    project.clear()


def test_downscaling_gives_the_map_of_the_job_and_its_numbers(run_tool, log, world, model, tmp_path):
    results = run_tool("downscaleraster", {
        "MODEL": model, "PREDICTORS": world.all_predictors, "COARSE": world.coarse[0],
        "RESIDUAL_CORRECTION": "mean_preserving", "OUTPUT": str(tmp_path / "a.tif")})
    downscale_raster(model, world.all_predictors, OutputPaths(str(tmp_path / "b.tif")), world.coarse[0],
                     options=MapOptions(residual_correction="mean_preserving"))
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()
    assert results["VALID_PIXELS"] == 72 * 72 and 0 < results["RESIDUAL_RMSE"] < 0.05
    assert 0 <= results["OUTSIDE_PERCENT"] <= 100 and "Cell means agree" in log.text
    assert np.abs(block_means(pixels(tmp_path / "a.tif")[0]) - world.cells[0]).max() < 1e-4


def test_required_inputs_alone_are_enough(run_tool, world, model):
    results = run_tool("downscaleraster", {"MODEL": model, "PREDICTORS": [world.stacks[0], world.static],
                                           "OUTPUT": "TEMPORARY_OUTPUT"})
    assert np.isfinite(pixels(results["OUTPUT"])).all() and "RESIDUAL_RMSE" not in results
    series = run_tool("downscaleseries", {"MODEL": model, "PREDICTORS": world.all_predictors,
                                          "OUTPUT_FOLDER": "TEMPORARY_OUTPUT"})
    assert len(series["OUTPUTS"]) == 2


def test_a_series_gives_its_maps_as_a_list_that_the_next_tool_takes(run_tool, world, model, tmp_path):
    results = run_tool("downscaleseries", {"MODEL": model, "PREDICTORS": world.all_predictors, "COARSE": world.coarse,
                                           "OUTPUT_FOLDER": str(tmp_path / "maps"), "REPORT": str(tmp_path / "r.html")})
    assert [Path(path).name for path in results["OUTPUTS"]] == MAPS
    assert results["OUTPUT_FOLDER"] == str(tmp_path / "maps")
    copies = shutil.copytree(tmp_path / "maps", tmp_path / "copies")
    checked = run_tool("validateraster", {"RASTERS": results["OUTPUTS"], "REFERENCE": str(copies),
                                          "METRICS": "TEMPORARY_OUTPUT"})
    assert checked["RMSE"] == 0 and checked["R"] == pytest.approx(1)


@pytest.mark.parametrize("tool", ["trainmodel", "downscaleraster", "downscaleseries"])
@pytest.mark.parametrize("progress", [0, 40])
def test_cancel_raises_and_removes_what_was_written(run_tool, log, world, model, tmp_path, tool, progress):
    folder = tmp_path / "out"
    inputs = {
        "trainmodel": training(world, MODEL=str(folder / "m.smdm"), REPORT=str(folder / "r.html")),
        "downscaleraster": {"MODEL": model, "PREDICTORS": world.all_predictors, "COARSE": world.coarse[0],
                            "RESIDUAL_CORRECTION": "mean_preserving", "OUTPUT": str(folder / "a.tif")},
        "downscaleseries": {"MODEL": model, "PREDICTORS": world.all_predictors, "COARSE": world.coarse,
                            "OUTPUT_FOLDER": str(folder)},
    }[tool]
    log.feedback.progressChanged.connect(lambda value: value >= progress and log.feedback.cancel())
    with pytest.raises(QgsProcessingException, match="[Cc]ancelled"):
        run_tool(tool, inputs)
    assert files(folder) in ([], MAPS[:1] if tool == "downscaleseries" else [])


# --- through qgis_process --------------------------------------------------------------------------------------------

def test_the_chain_runs_through_qgis_process_and_gives_the_same_files(qgis_process, world, model, tmp_path):
    trained = qgis_process.tool("trainmodel", training(world, MODEL=str(tmp_path / "m.smdm")))
    content = (tmp_path / "m.smdm").read_bytes()
    qgis_process.tool("trainmodel", training(world, MODEL=str(tmp_path / "m.smdm")))
    assert trained["N_SAMPLES"] == 128 and (tmp_path / "m.smdm").read_bytes() == content       # the same bytes twice
    fine = np.random.default_rng(0).normal((0.4, 300, 300), (0.1, 4, 80), (100, 3)).astype(np.float32)
    assert np.abs(read_model(trained["MODEL"]).predict(fine) - read_model(model).predict(fine)).max() < 1e-9
    mapped = qgis_process.tool("downscaleraster", {
        "MODEL": trained["MODEL"], "PREDICTORS": world.all_predictors, "COARSE": world.coarse[0],
        "RESIDUAL_CORRECTION": "mean_preserving", "OUTPUT": str(tmp_path / "a.tif")})
    assert mapped["VALID_PIXELS"] == 72 * 72
    assert np.abs(block_means(pixels(tmp_path / "a.tif")[0]) - world.cells[0]).max() < 1e-4
    series = qgis_process.tool("downscaleseries", {
        "MODEL": trained["MODEL"], "PREDICTORS": str(Path(world.static).parent),
        "COARSE": str(Path(world.coarse[0]).parent), "OUTPUT_FOLDER": str(tmp_path / "maps")})
    assert [Path(path).name for path in series["OUTPUTS"]] == MAPS


def test_the_help_on_the_command_line_names_all_choices(qgis_process):
    shown = qgis_process(["--json", "help", "smdownscale:trainmodel"])
    parameters = json.loads(shown.stdout)["parameters"]
    assert {"PREDICTORS", "COARSE", "METHOD", "MODEL", "HYPERPARAMETERS", "SEED"} <= set(parameters)
    assert "random_forest" in json.dumps(parameters["METHOD"])


# --- real data -------------------------------------------------------------------------------------------------------

def test_a_real_scene_is_downscaled_with_its_means_kept(run_tool, real_data, tmp_path):
    """SMAP and Sentinel-1, 10 April 2015, 60 % gaps: every pixel with predictors gets a value, every cell its mean."""
    scene = real_data / "smap_sentinel1_20150410"
    predictors = [str(scene / "predictors_1km" / f"{name}.tif")
                  for name in ("s1_vv_db", "s1_vh_db", "s1_inc_deg", "vwc_kgm2", "surface_temp_K")]
    coarse = str(scene / "coarse_9km" / "sm_9km_upscaled.tif")
    stack = run_tool("buildpredictorstack", {"RASTERS": predictors, "REFERENCE": predictors[0],
                                             "OUTPUT_FOLDER": str(tmp_path / "stack")})["STACKS"]
    trained = run_tool("trainmodel", {"PREDICTORS": stack, "COARSE": [coarse], "METHOD": "linear",
                                      "MODEL": str(tmp_path / "m.smdm")})
    mapped = run_tool("downscaleraster", {"MODEL": trained["MODEL"], "PREDICTORS": stack, "COARSE": coarse,
                                          "RESIDUAL_CORRECTION": "mean_preserving", "OUTPUT": str(tmp_path / "a.tif")})
    valid = np.isfinite(np.concatenate([pixels(path) for path in stack])).all(0)
    assert np.array_equal(np.isfinite(pixels(mapped["OUTPUT"])[0]), valid) and mapped["VALID_PIXELS"] == valid.sum()
    means = _means_by_gdal(mapped["OUTPUT"], coarse)
    both = np.isfinite(means) & np.isfinite(pixels(coarse)[0])
    assert both.sum() > 150 and np.abs(means - pixels(coarse)[0])[both].max() < 1e-4


def _means_by_gdal(path, coarse):
    """Means of a map over the cells of a coarse raster in which its grid nests, by gdal.Warp."""
    target = gdal.Open(coarse)
    x0, dx, _, y0, _, dy = target.GetGeoTransform()
    bounds = (x0, y0 + dy * target.RasterYSize, x0 + dx * target.RasterXSize, y0)
    size = {"width": target.RasterXSize, "height": target.RasterYSize}
    means = gdal.Warp("", path, format="MEM", outputBounds=bounds, resampleAlg="average", **size).ReadAsArray()
    return np.where(means == -9999, np.nan, means)
