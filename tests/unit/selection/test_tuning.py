"""Tuning: the settings of the smallest error, and figures from held-out rows that had no part in choosing them."""
import numpy as np
import pytest

from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.regression.methods import METHODS
from smdownscale_plugin.regression.recipe import Recipe
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.samples.samples import Samples
from smdownscale_plugin.selection.cross_validation import cross_validate, summarised
from smdownscale_plugin.selection.fold import Fold
from smdownscale_plugin.selection.tuning import chosen_elsewhere, tuned


def rows(count=120, columns=6, seed=0):
    """Rows of which one predictor of six says something."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(count, columns)).astype(np.float32)
    y = 0.25 + 0.05 * x[:, 0] + 0.05 * random.normal(size=count)
    return Samples(Features(tuple(Feature(f"p{k}") for k in range(columns))), x, y, np.zeros(count, int),
                   np.zeros((count, 2)), np.arange(count), np.zeros(count), np.array(["NaT"], "datetime64[s]"))


def thirds(samples):
    part = np.arange(len(samples)) % 3
    return [Fold(part != k, part == k) for k in range(3)]


def test_a_fold_is_predicted_by_the_trial_that_does_best_on_the_other_folds():
    samples = rows(6)
    folds = thirds(samples)
    part = np.arange(6) % 3
    # trial 0 is right in fold 0 only, trial 1 in folds 1 and 2: fold 0 alone would have chosen trial 0
    errors = [np.where(part == 0, 0.0, 1.0), np.where(part == 0, 0.5, 0.1)]
    results = [summarised(samples, "blocks", samples.y + error, samples.y + error) for error in errors]
    squares = np.array(errors) ** 2
    found = chosen_elsewhere(samples, results, squares, folds)
    assert np.allclose(found.predictions - samples.y, errors[1]) and found.validation == "blocks"
    # a trial that wins everywhere but in fold 2 is taken for fold 2, whatever it does there
    errors = [np.where(part == 2, 0.9, 0.0), np.full(6, 0.2)]
    results = [summarised(samples, "blocks", samples.y + error, samples.y + error) for error in errors]
    found = chosen_elsewhere(samples, results, np.array(errors) ** 2, folds)
    assert np.allclose((found.predictions - samples.y)[part == 2], 0.9)


def test_the_figures_are_worse_than_those_of_the_cells_that_chose_and_the_settings_the_best():
    samples, recipe = rows(), Recipe(METHODS["random_forest"], METHODS["random_forest"].checked({"n_estimators": 5}))
    folds, said = thirds(samples), []
    found = tuned(samples, recipe, folds, 6, 0, 1, None, monitor=Monitor(info=said.append))
    best = cross_validate(samples, found.recipes[0], folds, "blocks", 0, 1)
    assert found.recipes[0].settings != recipe.settings
    assert best.rmse <= cross_validate(samples, recipe, folds, "blocks", 0, 1).rmse
    assert found.validation.rmse >= best.rmse - 1e-12
    assert f"RMSE {found.validation.rmse:.4f} m3/m3" in said[0] and f"to {best.rmse:.4f}" in said[0]


def test_folds_beside_each_other_give_what_they_give_one_after_the_other():
    samples, recipe = rows(), Recipe(METHODS["random_forest"], METHODS["random_forest"].checked({"n_estimators": 20}))
    one = cross_validate(samples, recipe, thirds(samples), "blocks", 0, 1)
    many = cross_validate(samples, recipe, thirds(samples), "blocks", 0, 2)
    assert np.array_equal(one.predictions, many.predictions) and one.rmse == pytest.approx(many.rmse, abs=0)
