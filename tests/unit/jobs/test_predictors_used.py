"""PREDICTORS_USED of Train Model: names, or those that correlate with soil moisture."""
import numpy as np
import pytest
from listening import Listener
from report_text import words_of
from small_world import make, write_world

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Two dates of 8 x 8 cells, with a predictor `dice` that is white noise."""
    world = write_world(tmp_path_factory.mktemp("world"), dates=2, cells=8)
    random = np.random.default_rng(4)
    world.dice = make(world.folder / "dice.tif", {"dice": random.normal(size=(72, 72))})
    return world


def train(world, tmp_path, used, level=0.01, **more):
    options = TrainingOptions(method="linear", predictors_used=used, p_value=level, **more)
    listener, report = Listener(), tmp_path / "report.html"
    trained = train_model([*world.all_predictors, world.dice], world.coarse, str(tmp_path / "m.smdm"), options,
                          str(report), listener.monitor)
    return trained.model, listener.text, words_of(report.read_text(encoding="utf-8"))


def test_screening_leaves_noise_out_and_the_report_has_the_correlations(world, tmp_path):
    model, said, words = train(world, tmp_path, "screened", level=0.05)
    assert "dice" not in model.features.names and "lst" in model.features.names
    entries = {one["name"]: one for one in model.about["screening"]["predictors"]}
    assert set(entries) == {"ndvi", "lst", "elevation", "dice"} and not entries["dice"]["used"]
    assert entries["lst"]["r"] < -0.3 and entries["lst"]["p_value"] < 0.05 <= entries["dice"]["p_value"]
    assert entries["lst"]["p_value_within_dates"] < 0.05 and "p within dates" in words
    assert "Screening at p < 0.05 keeps" in said and "Screening of predictors" in words and "dice" in words


def test_named_predictors_are_the_model_s_and_gaps_in_others_cost_no_cells(world, tmp_path):
    holed = np.full((72, 72), np.nan)
    holed[:, :36] = np.arange(36)
    make(tmp_path / "holed.tif", {"holed": holed})
    listener = Listener()
    trained = train_model([*world.all_predictors, str(tmp_path / "holed.tif")], world.coarse,
                          str(tmp_path / "m.smdm"), TrainingOptions(method="linear", predictors_used="lst, ndvi"),
                          monitor=listener.monitor)
    assert sorted(trained.model.features.names) == ["lst", "ndvi"] and trained.n_samples == 128
    assert "screening" not in trained.model.about


def test_a_name_that_is_not_there_and_a_level_that_leaves_none_are_refused(world, tmp_path):
    with pytest.raises(InputError, match="rain"):
        train(world, tmp_path, "rain, lst")
    with pytest.raises(InputError, match="raise P_VALUE"):
        train(world, tmp_path, "screened", level=1e-300)
    with pytest.raises(InputError, match="P_VALUE is 2"):
        train(world, tmp_path, "screened", level=2.0)


def test_a_tuned_training_says_that_its_figures_come_from_cells_that_did_not_choose(world, tmp_path):
    _, said, words = train(world, tmp_path, "lst, ndvi", tune=1)
    assert "settings chosen on the other held-out parts" in said
    assert "settings that did best on the other parts" in words
    _, _, words = train(world, tmp_path, "lst, ndvi")
    assert "on the other parts" not in words


@pytest.mark.parametrize("used", ["NDVI", "ndvi; lst", "ndvi, sif"])
def test_names_that_no_predictor_has_are_refused_with_those_that_there_are(world, tmp_path, used):
    with pytest.raises(InputError, match="PREDICTORS_USED names .* but the predictors are ndvi, lst, elevation, dice"):
        train(world, tmp_path, used)
