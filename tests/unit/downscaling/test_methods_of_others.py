"""A method that somebody adds, with a halo, goes through the tools from training to the map and its side products."""
import numpy as np
import pytest
from small_world import pixels
from toy_methods import CONVOLUTION, HALO

from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.explain_model import explain_model
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.regression.methods import METHODS
from smdownscale_plugin.regression.model_file import read_model


@pytest.fixture
def trained(world, tmp_path, monkeypatch):
    """A model of the toy convolution, registered like a method of our own."""
    monkeypatch.setitem(METHODS, CONVOLUTION.name, CONVOLUTION)
    path = str(tmp_path / "model.smdm")
    train_model(world.all_predictors, world.coarse, path, TrainingOptions(method=CONVOLUTION.name),
                report=str(tmp_path / "report.html"))
    return path


def test_a_convolution_is_trained_mapped_and_explained_like_any_other_method(world, trained, tmp_path):
    model = read_model(trained)
    assert model.fit.needs.halo == HALO and model.about["method"] == CONVOLUTION.name
    output, interval, applicable = (str(tmp_path / f"{name}.tif") for name in ("map", "interval", "applicable"))
    made = downscale_raster(trained, world.all_predictors, OutputPaths(output, interval, applicable), world.coarse[0],
                            options=MapOptions(residual_correction="mean_preserving"))
    values, (lower, upper) = pixels(output)[0], pixels(interval)[:2]
    assert made.valid_pixels == values.size and made.agreement.largest < 1e-4
    assert (lower <= values + 1e-6).all() and (values <= upper + 1e-6).all()
    assert np.corrcoef(values.ravel(), world.truth[0].ravel())[0, 1] > 0.8

    explain_model(trained, world.all_predictors, world.coarse, str(tmp_path / "table.csv"))
    assert "lst" in (tmp_path / "table.csv").read_text(encoding="utf-8")
