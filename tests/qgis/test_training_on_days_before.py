"""Train Model with the days before each date (SERIES), from tool to map: METHOD lstm, and a deep ensemble's LSTM."""
from pathlib import Path

import numpy as np
import pytest
from limited_disks import files
from saved_models import add_steps
from small_world import FACTOR, PIXEL, block_means, make, pixels, smooth, write_world

pytest.importorskip("qgis.core")

from qgis.core import (  # noqa: E402
    QgsProcessingException,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelParameter,
)

from smdownscale_plugin.algorithms import parameters as p  # noqa: E402
from smdownscale_plugin.dependencies import available  # noqa: E402
from smdownscale_plugin.regression.model_file import read_model  # noqa: E402

needs_torch = pytest.mark.skipif(not available("torch"), reason="PyTorch isn't installed")
QUICK = '{"units": 16, "networks": 1, "epochs": 60, "patience": 60}'


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Three dates, ten days apart, with the rain of the three days up to each; soil moisture also follows the rain of
    the day before, which no predictor of the date knows."""
    made = write_world(tmp_path_factory.mktemp("world"), dates=3)
    (made.folder / "rain").mkdir()
    made.rain = []
    for k, (coarse, truth) in enumerate(zip(made.coarse, made.truth)):
        for back in (0, 1, 2):
            rain = 8 * np.maximum(smooth(truth.shape, 300 + 3 * k + back, 12), 0)
            day = np.datetime64("2020-06-11") + 10 * k - back
            made.rain.append(make(made.folder / "rain" / f"rain_{str(day).replace('-', '')}.tif", {"rain": rain}))
            truth += 0.008 * rain * (back == 1)
        stamp = str(np.datetime64("2020-06-11") + 10 * k).replace("-", "")
        Path(made.stacks[k]).rename(made.folder / "predictors" / f"fine_{stamp}.tif")
        made.stacks[k] = str(made.folder / "predictors" / f"fine_{stamp}.tif")
        Path(coarse).unlink()
        made.coarse[k] = make(made.folder / "coarse" / f"sm_{stamp}.tif", {"soil_moisture": block_means(truth)},
                              cell=FACTOR * PIXEL)
    return made


def training(world, folder, **more):
    return {"PREDICTORS": world.all_predictors, "COARSE": world.coarse, "SERIES": world.rain, "DAYS_BEFORE": 3,
            "METHOD": "lstm", "HYPERPARAMETERS": QUICK, "NOISE_AUGMENTATION": "off",
            "MODEL": str(folder / "m.smdm"), **more}


def mapping(world, folder, **more):
    return {"MODEL": str(folder / "m.smdm"), "PREDICTORS": world.all_predictors, "COARSE": world.coarse[1],
            "SERIES": world.rain, "RESIDUAL_CORRECTION": "none", "OUTPUT": str(folder / "map.tif"), **more}


@needs_torch
def test_an_lstm_learns_from_coarse_cells_what_the_day_before_left_behind(run_tool, log, world, tmp_path):
    linear = run_tool("trainmodel", training(world, tmp_path, METHOD="linear", HYPERPARAMETERS=""))
    assert "SERIES isn't used" in log.text and read_model(linear["MODEL"]).series == []
    learnt = run_tool("trainmodel", training(world, tmp_path))
    assert learnt["CV_RMSE"] < 0.75 * linear["CV_RMSE"] and learnt["CV_R"] > 0.8
    run_tool("downscaleraster", mapping(world, tmp_path))
    found, truth = pixels(tmp_path / "map.tif")[0], world.truth[1]
    assert np.corrcoef(found.ravel(), truth.ravel())[0, 1] > 0.75
    series = run_tool("downscaleseries", {
        "MODEL": learnt["MODEL"], "PREDICTORS": world.all_predictors, "COARSE": world.coarse, "SERIES": world.rain,
        "RESIDUAL_CORRECTION": "none", "OUTPUT_FOLDER": str(tmp_path / "maps")})
    np.testing.assert_array_equal(pixels(series["OUTPUTS"][1])[0], found)
    with pytest.raises(QgsProcessingException, match="needs rain of the 3 days before the map"):
        run_tool("downscaleraster", mapping(world, tmp_path, SERIES=[]))
    with pytest.raises(QgsProcessingException, match="looks back on the days before"):
        run_tool("explainmodel", {"MODEL": learnt["MODEL"], "PREDICTORS": world.all_predictors,
                                  "COARSE": world.coarse, "TABLE": str(tmp_path / "t.csv")})


@needs_torch
def test_days_that_lack_are_named(run_tool, log, world, tmp_path):
    without = [path for path in world.rain if not path.endswith(("20200620.tif", "20200630.tif"))]
    run_tool("trainmodel", training(world, tmp_path, SERIES=without))
    assert "the first is 2020-06-20" in log.text and "1 other dates of training lack days too" in log.text
    with pytest.raises(QgsProcessingException, match="none of the days from 2020-06-19 to 2020-06-21"):
        run_tool("trainmodel", training(world, tmp_path, SERIES=world.rain[:3]))
    with pytest.raises(QgsProcessingException, match="give daily stacks .*SERIES"):
        run_tool("trainmodel", training(world, tmp_path, SERIES=[]))
    with pytest.raises(QgsProcessingException, match="SCALES"):
        run_tool("trainmodel", training(world, tmp_path, SCALES="3000"))
    assert files(tmp_path) == ["m.smdm"]


@needs_torch
def test_a_deep_ensemble_with_series_has_an_lstm_and_maps_with_and_without_pytorch_alike(run_tool, log, world,
                                                                                        tmp_path):
    run_tool("trainmodel", training(world, tmp_path, METHOD="deep_ensemble",
                                    HYPERPARAMETERS='{"steps": 30, "networks": 1, "neurons": 8}'))
    model = read_model(str(tmp_path / "m.smdm"))
    weights = model.about["ensemble_weights"]
    assert len(weights) == 3 and sum(weights) == pytest.approx(1.0) and weights[2] > weights[0]
    assert model.fit.needs.days_before == 3 and model.fit.needs.halo == 2 and "% LSTM" in log.text
    run_tool("downscaleraster", mapping(world, tmp_path))
    assert np.corrcoef(pixels(tmp_path / "map.tif")[0].ravel(), world.truth[1].ravel())[0, 1] > 0.6


@needs_torch
def test_a_saved_model_trains_an_lstm_on_a_daily_series_and_maps_all_dates(qgis, world, tmp_path):
    import processing
    given, fixed = QgsProcessingModelChildParameterSource, QgsProcessingModelChildParameterSource.fromStaticValue
    model = QgsProcessingModelAlgorithm("Days before", "Mine")
    for name in ("PREDICTORS", "COARSE", "SERIES"):
        model.addModelParameter(p.rasters(name, name, "Any."), QgsProcessingModelParameter(name))
    rasters = {name: given.fromModelParameter(name) for name in ("PREDICTORS", "COARSE", "SERIES")}
    add_steps(model, {
        "train": ("trainmodel", {**rasters, "METHOD": fixed("lstm"), "DAYS_BEFORE": fixed(3),
                                 "NOISE_AUGMENTATION": fixed("off"),
                                 "HYPERPARAMETERS": fixed(QUICK.replace("60", "25"))}),
        "maps": ("downscaleseries", {**rasters, "MODEL": given.fromChildOutput("train", "MODEL"),
                                     "RESIDUAL_CORRECTION": fixed("none")})}, "maps", "OUTPUT_FOLDER")
    path = str(tmp_path / "days_before.model3")
    assert model.toFile(path) and model.fromFile(path)
    name, = (d.name() for d in model.destinationParameterDefinitions())
    processing.run(model, {"PREDICTORS": world.all_predictors, "COARSE": world.coarse, "SERIES": world.rain,
                           name: str(tmp_path / "maps")})
    maps = sorted((tmp_path / "maps").glob("soil_moisture_*.tif"))
    assert len(maps) == 3
    for found, truth in zip(maps, world.truth):
        assert np.corrcoef(pixels(found)[0].ravel(), truth.ravel())[0, 1] > 0.75
