"""Explain Model: planted predictors are found, curves of a line are lines, correlations are SciPy's, p-values hold."""
import csv
import json

import numpy as np
import pytest
from limited_disks import files
from small_world import FACTOR, PIXEL, block_means, make, pixels, smooth, write_world

from smdownscale_plugin.errors import Cancelled, InputError, ModelFileError
from smdownscale_plugin.jobs.explain_model import ExplainingOptions, explain_model
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.regression.model_file import read_model, write_model

LST, NDVI = -0.006, 0.1        # m3/m3 per K and per unit, of the planted world
QUICK = ExplainingOptions(repeats=2)


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """Three dates on which soil moisture follows from lst and ndvi alone; `idle` is one more predictor."""
    world = write_world(tmp_path_factory.mktemp("planted"), dates=3, cells=10, noise=0.0)
    random = np.random.default_rng(5)
    for k in range(3):
        ndvi, lst = pixels(world.stacks[k])
        make(world.stacks[k], {"ndvi": ndvi, "lst": lst, "idle": smooth(ndvi.shape, 50 + k, 6)},
             bands={"lst": {"unit": "K"}})
        truth = block_means(0.25 + NDVI * (ndvi - 0.4) + LST * (lst - 300)) + 0.002 * random.normal(size=(10, 10))
        make(world.coarse[k], {"soil_moisture": truth}, cell=FACTOR * PIXEL)
    return world


@pytest.fixture(scope="module")
def line(planted, tmp_path_factory):
    """Path of a linear model of that world."""
    return trained(planted, tmp_path_factory.mktemp("line"), TrainingOptions(method="linear"))


def trained(world, folder, options, predictors=None):
    path = str(folder / "model.smdm")
    train_model(predictors or world.stacks, world.coarse, path, options)
    return path


def explain(world, model, folder, options=QUICK, predictors=None, **arguments):
    return explain_model(model, predictors or world.stacks, world.coarse, str(folder / "table.csv"), options,
                         **arguments)


def rows_of(folder):
    with open(folder / "table.csv", encoding="utf-8", newline="") as file:
        return {row["predictor"]: row for row in csv.DictReader(file)}


# --- importance ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("options", [
    TrainingOptions(method="linear"), TrainingOptions(method="random_forest", hyperparameters='{"n_estimators": 20}')],
    ids=lambda options: options.method)
def test_importance_finds_the_planted_predictors_and_leaves_the_idle_one_near_zero(planted, tmp_path, options):
    found = explain(planted, trained(planted, tmp_path, options), tmp_path)
    rise = {name: i.overall.mean() for name, i in found.importance.items()}
    assert found.ranked == ["lst", "ndvi", "idle"] and list(rows_of(tmp_path)) == found.ranked
    assert rise["lst"] > 2 * rise["ndvi"] > 0.01 and abs(rise["idle"]) < 0.05 * rise["lst"]
    assert 4 <= len(found.importance["lst"].overall) <= 9 and found.importance["lst"].overall.std() > 0


def test_importance_of_a_line_is_its_closed_form(planted, line, tmp_path):
    """Shuffled, a predictor b x adds 2 b^2 var(x) to the squared error of held-out cells."""
    found = explain(planted, line, tmp_path, ExplainingOptions(repeats=20))
    from smdownscale_plugin.selection.space_folds import spatial_blocks
    expected = [np.sqrt(0.002 ** 2 + 2 * LST ** 2 * found.samples.x[fold.test, 1].var()) - 0.002
                for fold in spatial_blocks(found.samples)]
    assert found.importance["lst"].overall.mean() == pytest.approx(np.mean(expected), rel=0.1)


def test_what_changes_in_time_alone_counts_for_nothing_within_dates(planted, tmp_path):
    """A predictor that is one value a date carries soil moisture of dates, but no pattern in space."""
    folder = tmp_path / "world"
    folder.mkdir()
    stacks, coarse = [], []
    for k in range(3):
        name = planted.stacks[k].rsplit("/", 1)[-1]
        ndvi, lst, _ = pixels(planted.stacks[k])
        stacks.append(make(folder / name, {"lst": lst, "season": np.full_like(lst, k)}))
        stamp = planted.coarse[k].rsplit("/", 1)[-1]
        coarse.append(make(folder / stamp, {"soil_moisture": pixels(planted.coarse[k])[0] + 0.04 * k},
                           cell=FACTOR * PIXEL))
    path = str(tmp_path / "m.smdm")
    train_model(stacks, coarse, path, TrainingOptions(method="linear"))
    found = explain_model(path, stacks, coarse, str(tmp_path / "table.csv"), QUICK)
    assert found.importance["season"].overall.mean() > 0.01
    assert np.abs(found.importance["season"].in_space).max() < 1e-9
    assert found.importance["lst"].in_space.mean() > 0.01


# --- partial dependence ----------------------------------------------------------------------------------------------

def test_partial_dependence_of_a_line_is_the_line(planted, line, tmp_path):
    found, model = explain(planted, line, tmp_path), read_model(line)
    means, coefficients = found.samples.x.mean(0), model.fit.coefficients
    for k, name in enumerate(model.features.names):
        curve = found.dependence[name]
        expected = model.fit.intercept + means @ coefficients + coefficients[k] * (curve.values - means[k])
        assert np.allclose(curve.predicted, expected, atol=1e-6)
        assert (curve.values[0], curve.values[-1]) == tuple(model.ranges[k])
    assert found.dependence["lst"].direction("lst") == "drier where lst is high"
    assert found.dependence["ndvi"].direction("ndvi") == "wetter where ndvi is high"
    assert found.dependence["idle"].direction("idle") == "no clear effect"


def test_classes_are_compared_with_each_other(tmp_path):
    world = write_world(tmp_path, dates=2, cells=10, categorical=True, seed=3)
    path = trained(world, tmp_path, TrainingOptions(method="linear"), world.all_predictors)
    found = explain(world, path, tmp_path, predictors=world.all_predictors)
    curve = found.dependence["landcover"]
    assert list(curve.values) == [1, 2, 3]
    assert curve.predicted[1] - curve.predicted[0] == pytest.approx(0.02, abs=0.008)       # as planted
    assert curve.direction("landcover").startswith("wettest where landcover is 2")
    assert rows_of(tmp_path)["landcover"]["of_class"] in ("1", "2", "3")


# --- correlation -----------------------------------------------------------------------------------------------------

def test_correlations_are_those_of_scipy(planted, line, tmp_path):
    stats = pytest.importorskip("scipy.stats")
    found = explain(planted, line, tmp_path)
    for k, name in enumerate(found.samples.features.names):
        x, y, row = found.samples.x[:, k].astype(float), found.samples.y, rows_of(tmp_path)[name]
        assert float(row["pearson"]) == pytest.approx(stats.pearsonr(x, y)[0], abs=1e-7)
        assert float(row["spearman"]) == pytest.approx(stats.spearmanr(x, y)[0], abs=1e-7)
        exact = stats.pearsonr(x, y)[1]             # by Student's t; Fisher's transformation parts from it far out
        if exact > 1e-15:
            assert np.log10(float(row["p_value_independent"])) == pytest.approx(np.log10(exact), rel=0.03, abs=0.01)
    assert found.selected == ["lst"] or found.selected == ["ndvi", "lst"]
    assert rows_of(tmp_path)["lst"]["selected"] == "1" and rows_of(tmp_path)["idle"]["selected"] == "0"


# --- the tool --------------------------------------------------------------------------------------------------------

def test_the_recipe_of_the_model_file_is_fitted_anew_and_that_is_said(planted, tmp_path):
    said = []
    options = TrainingOptions(method="random_forest", hyperparameters='{"n_estimators": 7}')
    explain(planted, trained(planted, tmp_path, options), tmp_path, monitor=Monitor(info=said.append),
            report=str(tmp_path / "r.html"))
    text = "\n".join(said)
    assert "Importance: Random forest" in text and "refitted without each held-out part (spatial_blocks)" in text
    assert "drier where lst is high" in text and "counting independent pairs" in text
    report = (tmp_path / "r.html").read_text(encoding="utf-8")
    for words in ("refitted", "Partial dependence", "not what causes what", "The method assumes", "Clifford"):
        assert words in report


def test_more_predictors_than_the_model_knows_do_no_harm_and_missing_ones_are_named(planted, line, tmp_path):
    found = explain(planted, line, tmp_path, predictors=[*planted.stacks, planted.static])
    assert found.ranked == ["lst", "ndvi", "idle"]
    with pytest.raises(InputError, match=r"lacks ndvi, lst, idle: needed are \[ndvi, lst, idle\]"):
        explain(planted, line, tmp_path, predictors=[planted.static])


def test_a_predictor_that_is_constant_here_is_not_judged_but_kept_at_its_value(planted, line, tmp_path):
    stacks = []
    for stack in planted.stacks:
        ndvi, lst, idle = pixels(stack)
        stacks.append(make(tmp_path / stack.rsplit("/", 1)[-1], {"ndvi": np.full_like(ndvi, 0.5), "lst": lst,
                                                                 "idle": idle}))
    found = explain(planted, line, tmp_path, predictors=stacks, report=str(tmp_path / "r.html"))
    row, model = rows_of(tmp_path)["ndvi"], read_model(line)
    assert row["importance"] == "" and row["pearson"] == "" and row["effect"] == "wetter where ndvi is high"
    middle = found.samples.x.mean(0)            # lst, idle
    expected = model.fit.intercept + model.fit.coefficients @ [0.5, middle[0], middle[1]]
    curve = found.dependence["lst"]
    assert np.interp(middle[0], curve.values, curve.predicted) == pytest.approx(expected, abs=1e-5)


def test_a_model_file_that_does_not_tell_its_recipe_is_refused(planted, line, tmp_path):
    for about in ({"method": "magic"}, {"hyperparameters": 3}, {"hyperparameters": {"linear": None}}):
        model = read_model(line)
        model.about.update(about)
        path = str(tmp_path / "odd.smdm")
        write_model(path, model)
        with pytest.raises(ModelFileError, match="train the model again"):
            explain(planted, path, tmp_path)
    assert files(tmp_path) == ["odd.smdm"]


@pytest.mark.parametrize("fraction", [0.1, 0.5, 0.9])
def test_cancel_stops_it_anywhere_and_leaves_nothing(planted, line, tmp_path, fraction):
    seen = []
    monitor = Monitor(lambda f, message="": seen.append(f), lambda: max(seen, default=0) >= fraction)
    with pytest.raises(Cancelled):
        explain(planted, line, tmp_path, report=str(tmp_path / "r.html"), monitor=monitor)
    assert files(tmp_path) == []


def test_progress_never_runs_back_and_the_same_inputs_give_the_same_bytes(planted, line, tmp_path):
    seen = []
    explain(planted, line, tmp_path, report=str(tmp_path / "a.html"),
            monitor=Monitor(lambda f, message="": seen.append(f)))
    first = (tmp_path / "table.csv").read_bytes()
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(set(seen)) > 10
    explain(planted, line, tmp_path, report=str(tmp_path / "b.html"))
    assert (tmp_path / "table.csv").read_bytes() == first
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert json.dumps(list(rows_of(tmp_path))) == '["lst", "ndvi", "idle"]'
