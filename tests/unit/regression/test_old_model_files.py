"""Model files that the first published code wrote (commit 8e31889) load, and predict what they predicted then.

tests/data/models_8e31889 holds one of every method (few trees each, trained on the small world), the mean of two, and
what that code said of some pixels: predictions, dissimilarity, and whether they lie outside the range of training.
"""
from pathlib import Path

import numpy as np
import pytest

from smdownscale_plugin.regression.block import Block
from smdownscale_plugin.regression.methods import METHODS
from smdownscale_plugin.regression.model_file import read_model, write_model

FOLDER = Path(__file__).parents[2] / "data" / "models_8e31889"
NAMES = sorted(path.stem for path in FOLDER.glob("*.smdm"))


@pytest.fixture(scope="module")
def expected():
    """Predictor values of some pixels (predictors, pixels), and by model what the old code said of them."""
    with np.load(FOLDER / "expected.npz", allow_pickle=False) as arrays:
        return dict(arrays)


def test_there_is_an_old_model_of_every_method_of_then():
    assert {"linear", "linear_boosting", "random_forest", "extra_trees", "hist_gradient_boosting", "lightgbm", "svr",
            "neural_network", "stacking", "xgboost", "mean_of_two"} == set(NAMES)
    assert set(NAMES) - {"mean_of_two"} <= set(METHODS)


@pytest.mark.parametrize("name", NAMES)
def test_an_old_model_file_predicts_what_it_predicted(name, expected):
    model = read_model(str(FOLDER / f"{name}.smdm"))
    block = Block(model.features, expected["values"][:, None])
    table = block.table
    predicted = model.fit.predict_window(block)
    assert np.abs(predicted - expected[f"{name}/predictions"]).max() <= 1e-12
    assert np.array_equal(model.predict(table), predicted)
    assert np.abs(model.applicability.dissimilarity(table) - expected[f"{name}/dissimilarity"]).max() < 1e-5
    assert np.array_equal(model.outside(table)[0], expected[f"{name}/outside"] > 0)


@pytest.mark.parametrize("name", NAMES)
def test_an_old_model_file_is_written_again_without_a_change(name, tmp_path):
    path = FOLDER / f"{name}.smdm"
    assert Path(write_model(str(tmp_path / "again.smdm"), read_model(str(path)))).read_bytes() == path.read_bytes()
