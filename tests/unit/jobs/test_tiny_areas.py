"""Areas of a few coarse cells: the model file that training writes can be read again, and makes maps."""
import numpy as np
import pytest
from small_world import pixels, write_world

from smdownscale_plugin.jobs.downscale_series import downscale_series
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.regression.model_file import read_model


@pytest.mark.parametrize("cells", [3, 4])
def test_a_model_of_three_or_four_cells_along_each_side_makes_maps(tmp_path, cells):
    world = write_world(tmp_path, dates=6, cells=cells)
    path = str(tmp_path / "model.smdm")
    with np.errstate(invalid="raise"):
        trained = train_model(world.all_predictors, world.coarse, path, TrainingOptions(method="linear"))
    expected = read_model(path).about["scale_up"].get("expected", {"low": 0.0, "high": 1.0})
    assert expected["low"] <= expected["high"] <= 1.0 and not trained.cv_skill > 1.0
    downscale_series(path, world.all_predictors, str(tmp_path / "maps"), world.coarse)
    made = pixels(tmp_path / "maps" / "soil_moisture_20200603.tif")[0]
    truth = world.truth[2]
    assert np.sqrt(np.mean((made - truth) ** 2)) < 0.7 * truth.std()
