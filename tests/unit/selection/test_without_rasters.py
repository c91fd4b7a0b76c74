"""A table of points, without any raster, is cross-validated, tuned, chosen from and explained."""
from dataclasses import replace

import numpy as np
import pytest

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.monitor import SILENT
from smdownscale_plugin.regression.methods import METHODS
from smdownscale_plugin.regression.recipe import Recipe
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.samples.samples import Samples
from smdownscale_plugin.selection import choosing
from smdownscale_plugin.selection.cross_validation import cross_validate
from smdownscale_plugin.selection.fold import Fold
from smdownscale_plugin.selection.fold_kind import Kind
from smdownscale_plugin.selection.folds import KINDS, LEAVE_PERIOD_OUT, RANDOM, SPATIAL_BLOCKS, folds
from smdownscale_plugin.selection.importance import permutation_importance
from smdownscale_plugin.selection.predictor_sets import PredictorSet
from smdownscale_plugin.selection.tuning import tuned
from smdownscale_plugin.selection.variants import Setup, compared, measure


@pytest.fixture(scope="module")
def points():
    """40 stations strewn over 300 km, 10 days; moisture = 0.2 + 0.05 wet - 0.03 hot; `idle` says nothing."""
    random = np.random.default_rng(0)
    station, day = (a.ravel() for a in np.meshgrid(np.arange(40), np.arange(10)))
    x = random.standard_normal((400, 3)).astype(np.float32)
    y = 0.2 + 0.05 * x[:, 0] - 0.03 * x[:, 1] + 0.002 * random.standard_normal(400)
    return Samples(Features((Feature("wet"), Feature("hot"), Feature("idle"))), x, y, day,
                   random.uniform(0, 300, (40, 2))[station], station, np.zeros(400),
                   np.datetime64("2020-06-01", "s") + np.arange(10) * np.timedelta64(1, "D"))


def recipe(name="linear"):
    return Recipe(METHODS[name], METHODS[name].checked({}))


@pytest.mark.parametrize("kind", [SPATIAL_BLOCKS, LEAVE_PERIOD_OUT, RANDOM])
def test_a_line_is_found_again_on_held_out_points(points, kind):
    result = cross_validate(points, recipe(), folds(points, kind, 0), kind, 0, 1)
    assert result.rows == 400 and result.rmse < 0.1 * points.y.std() and result.r > 0.99


def test_points_of_one_station_stay_together_in_blocks(points):
    for fold in folds(points, SPATIAL_BLOCKS, 0):
        assert not set(points.group[fold.test]) & set(points.group[fold.train])


def test_auto_chooses_a_line_where_the_truth_is_one(points):
    splits = folds(points, SPATIAL_BLOCKS, 0)
    tried = choosing.validate_all(points, [recipe(), recipe("linear_boosting")], splits, SPATIAL_BLOCKS, 0, 1, None)
    chosen = choosing.best(points, splits, tried)
    assert chosen.name == "linear"
    assert np.abs(chosen.fit(points, 0, 1, SILENT).predict(points.x) - points.y).max() < 0.01


def test_points_can_be_compared_tuned_and_explained(points):
    splits = folds(points, SPATIAL_BLOCKS, 0)
    setup = Setup(points, None, {SPATIAL_BLOCKS: splits}, SPATIAL_BLOCKS, None, 0, 1)
    sets = [PredictorSet("all", ("wet", "hot", "idle")), PredictorSet("dry", ("hot", "idle"))]
    found = compared(setup, [[measure(setup, one, recipe(), SILENT)] for one in sets])
    assert found.chosen.predictors.label == "all" and found.chosen.assessment is None
    assert tuned(points, recipe(), splits, 2, 0, 1, None).name == "linear"
    importance = permutation_importance(points, [recipe()], splits, 2, 0, 1)
    assert importance["wet"].overall.mean() > importance["hot"].overall.mean() > 10 * importance["idle"].overall.mean()


def test_a_predictor_made_from_the_target_never_sees_what_is_held_out(points):
    """The mean of the training rows as a predictor: held-out values would change it."""
    seen = []

    def prepare(samples, train):
        seen.append(train)
        return replace(samples, x=np.column_stack([samples.x[:, :2], np.full(400, samples.y[train].mean())])
                       .astype(np.float32))

    splits = folds(points, LEAVE_PERIOD_OUT, 0)
    cross_validate(points, recipe(), splits, "x", 0, 1, prepare=prepare)
    assert [train.tolist() for train in seen] == [fold.train.tolist() for fold in splits]


def test_a_new_kind_of_folds_is_one_function_in_one_table(points, monkeypatch):
    def evens(samples, seed):
        return [Fold(samples.group % 2 == k, samples.group % 2 != k) for k in (0, 1)]

    with pytest.raises(InputError, match="no validation 'evens'; choose one of spatial_blocks"):
        folds(points, "evens", 0)
    monkeypatch.setitem(KINDS, "evens", Kind(evens, "every other one", "evens", "each half was predicted by the other"))
    assert cross_validate(points, recipe(), folds(points, "evens", 0), "evens", 0, 1).rows == 400
