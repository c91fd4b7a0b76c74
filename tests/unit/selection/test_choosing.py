"""Which recipe and which residual correction `auto` takes, and that it says why."""
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from smdownscale_plugin.downscaling.correcting import choose_correction
from smdownscale_plugin.errors import Cancelled, InputError
from smdownscale_plugin.monitor import SILENT, Monitor
from smdownscale_plugin.regression.applicability import find_applicability
from smdownscale_plugin.regression.linear import LinearFit
from smdownscale_plugin.regression.methods import METHODS
from smdownscale_plugin.regression.model import Model
from smdownscale_plugin.regression.recipe import Recipe
from smdownscale_plugin.regression.rows import Rows
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.samples.noise import NoiseEstimate
from smdownscale_plugin.samples.samples import Samples
from smdownscale_plugin.selection import choosing, noise_choice
from smdownscale_plugin.selection.cross_validation import cross_validate, summarised
from smdownscale_plugin.selection.fold import Fold
from smdownscale_plugin.selection.space_folds import spatial_blocks


def table_of_points(side=14, dates=3, footprint=0.0, signal=lambda x: 0.2 + 0.05 * x[:, 0], noise=0.005, seed=0):
    """Places on a lattice of 9 km whose soil moisture is a known function of two predictors a and b; no raster."""
    random = np.random.default_rng(seed)
    place = 9.0 * np.indices((side, side)).reshape(2, -1).T
    x = random.standard_normal((dates * side * side, 2)).astype(np.float32)
    y = signal(x) + noise * random.standard_normal(len(x))
    date = np.repeat(np.arange(dates), side * side)
    looks = min(1.0, 81.0 / (np.pi / 4 * footprint ** 2 + 1e-9))
    return Samples(Features((Feature("a"), Feature("b"))), x, y, date, np.tile(place, (dates, 1)),
                   np.tile(np.arange(side * side), dates), np.full(len(x), max(9.0, footprint)),
                   np.datetime64("2020-06-01", "s") + np.arange(dates) * np.timedelta64(1, "D"),
                   independent=len(x) * looks)


def chosen(data, names, noise=None):
    """The candidate that `auto` takes among the named methods."""
    folds = spatial_blocks(data)
    tried = choosing.validate_all(data, [Recipe(METHODS[n], METHODS[n].checked({}), noise) for n in names], folds,
                                  "spatial_blocks", 0, 1, noise)
    return choosing.best(data, folds, tried), tried


def test_a_line_is_preferred_where_trees_do_no_better():
    assert chosen(table_of_points(), ["linear", "lightgbm"])[0].name == "linear"


def test_trees_are_taken_where_a_line_is_wrong():
    curved = table_of_points(signal=lambda x: 0.2 + 0.1 * np.abs(x[:, 0]))
    assert chosen(curved, ["linear", "lightgbm"])[0].name == "lightgbm"


def test_a_recipe_that_leans_on_a_noisy_predictor_loses_to_one_that_was_given_its_noise():
    """b repeats a almost exactly but its pixels are noisy: means of cells can't show that, noisy cells can."""
    data = table_of_points(noise=0.002)
    data = replace(data, x=np.stack([data.x[:, 0] + 0.3 * data.x[:, 1], data.x[:, 0]], 1).astype(np.float32))
    noise = np.array([0.0, 2.0])
    folds = spatial_blocks(data)
    plain, augmented = (cross_validate(data, Recipe(METHODS["linear"], METHODS["linear"].checked({}), given), folds,
                                       "x", 0, 1, pixel_noise=noise) for given in (None, noise))
    errors = [np.sqrt(np.nanmean((result.noisy - data.y) ** 2)) for result in (plain, augmented)]
    assert plain.rmse < augmented.rmse
    assert errors[1] < 0.4 * errors[0]


@pytest.mark.parametrize("dates, std, name", [(1, None, "linear"), (2, None, "linear+lightgbm"), (2, 0.0, "linear")])
def test_with_several_dates_and_unknown_noise_an_average_is_taken_that_does_about_as_well(dates, std, name):
    """Trees are far worse on held-out cells than the line, their mean a little, not by more than chance."""
    data = replace(table_of_points(side=20, dates=dates), noise={"a": NoiseEstimate(std, "for this test")})
    random = np.random.default_rng(1)
    tried = []
    for method, error in (("linear", 0.02), ("lightgbm", 0.035)):
        held = data.y + error * random.standard_normal(len(data))
        validation = summarised(data, "spatial_blocks", held, held)
        tried.append(choosing.Candidate([Recipe(METHODS[method], METHODS[method].checked({}), None)], validation))
    both = choosing.averaged(data, *tried)
    assert tried[0].validation.rmse < both.validation.rmse < tried[1].validation.rmse
    taken = choosing.best(data, spatial_blocks(data), tried)
    assert taken.name == name
    assert ("passes on less" in choosing.explain(data, tried, taken)) == (name != "linear")


def test_an_average_of_two_has_the_error_of_the_mean_of_their_predictions():
    data = table_of_points(signal=lambda x: 0.2 + 0.04 * x[:, 0] + 0.01 * np.abs(x[:, 1]))
    _, (one, other) = chosen(data, ["linear", "lightgbm"])
    both = choosing.averaged(data, one, other)
    mean = (one.validation.predictions + other.validation.predictions) / 2
    assert both.validation.rmse == pytest.approx(np.sqrt(np.nanmean((mean - data.y) ** 2)), rel=1e-12)
    fit = both.fit(data, 0, 1, Monitor())
    apart = [c.fit(data, 0, 1, Monitor()).predict(data.x) for c in (one, other)]
    np.testing.assert_allclose(fit.predict(data.x), sum(apart) / 2, atol=1e-12)


def test_few_independent_footprints_mean_a_line():
    said = []
    wide = table_of_points(side=14, dates=1, footprint=33.0)
    recipes = choosing.recipes(wide, "auto", {}, None, Monitor(info=said.append))
    assert [r.method.name for r in recipes] == ["linear"]
    assert "independent footprints" in said[0]


def test_noise_augmentation_on_is_refused_where_nothing_is_known():
    data = replace(table_of_points(), noise={"a": NoiseEstimate(None, "unknown"), "b": NoiseEstimate(None, "unknown")})
    with pytest.raises(InputError, match="NOISE_STD"):
        noise_choice.pixel_noise(data, "on")
    assert noise_choice.pixel_noise(data, "auto") is None


def test_known_noise_is_given_to_its_own_column_only():
    data = replace(table_of_points(), noise={"a": NoiseEstimate(0.0, "static"), "b": NoiseEstimate(0.7, "documented")})
    assert noise_choice.pixel_noise(data, "auto").tolist() == [0.0, 0.7]
    assert noise_choice.pixel_noise(data, "off") is None


@pytest.mark.parametrize("wide", [1, 3, 8])
def test_only_the_noise_that_means_of_cells_have_lost_is_given_to_rows(wide):
    """Cells of 8 x 8 pixels on a simulated field of noise that neighbours over `wide` pixels share."""
    data = replace(table_of_points(), noise={"a": NoiseEstimate(0.0, "static"),
                                             "b": NoiseEstimate(0.7, "for this test", wide)})
    white = np.random.default_rng(3).standard_normal((480 + wide - 1,) * 2)
    noise = 0.7 / wide * sum(white[r:r + 480, c:c + 480] for r in range(wide) for c in range(wide))
    means = noise.reshape(60, 8, 60, 8).mean((1, 3))
    given = noise_choice.lost_by_cells(data, noise_choice.pixel_noise(data, "auto"), 8.0)
    assert given[0] == 0.0
    assert given[1] ** 2 == pytest.approx(noise.var() - means.var(), rel=0.06)
    assert noise_choice.lost_by_cells(data, None, 8.0) is None


@pytest.mark.parametrize("true", [True, False])
def test_noise_is_limited_to_what_means_of_cells_allow_and_true_noise_passes(true):
    """Noise of 1.0 that 8 pixels share, in cells of 8 pixels: their means keep two thirds of it, or none shows."""
    data, random = table_of_points(side=30), np.random.default_rng(2)
    kept = float(np.maximum(0.0, 1.0 - np.abs(np.subtract.outer(range(8), range(8))) / 8).mean())
    seen = 2.0 * random.standard_normal(data.x.shape)
    moisture = 0.25 + 0.03 * seen[:, 0] + 0.002 * random.standard_normal(len(seen))
    if true:
        seen[:, 0] += kept * random.standard_normal(len(seen))
    data = replace(data, x=seen.astype(np.float32), y=moisture,
                   noise={"a": NoiseEstimate(1.0, "for this test", 8), "b": NoiseEstimate(0.0, "static")})
    said = []
    found = noise_choice.possible_noise(data, np.array([1.0, 0.0]), 8.0, replace(SILENT, info=said.append))
    assert found[1] == 0.0
    if true:
        assert found[0] == 1.0 and not said
    else:
        assert found[0] == pytest.approx(0.002 / (0.03 * kept), rel=0.1) and "Noise of a" in said[0]


def model(**about):
    return Model(SimpleNamespace(), Features((Feature("a"),)), np.zeros((1, 2)), about)




def test_a_footprint_gets_the_filtered_correction_and_refuses_exact_means_with_the_reason():
    assert choose_correction("auto", model(footprint_km=33.0), True) == "filtered"
    with pytest.raises(InputError, match="ill-posed"):
        choose_correction("mean_preserving", model(footprint_km=33.0), True)


def test_a_product_known_to_be_noisy_gets_the_filtered_correction():
    said = []
    assert choose_correction("auto", model(product_noise=0.02), True, Monitor(info=said.append)) == "filtered"
    assert "0.020 m3/m3" in said[0]


@pytest.mark.parametrize("exact, correction", [(0.022, "mean_preserving"), (0.039, "filtered")])
def test_with_unknown_noise_means_are_kept_only_where_that_removes_most_of_the_error(exact, correction):
    assessment = {"rmse": {"none": 0.043, "mean_preserving": exact, "filtered": 0.03}}
    assert choose_correction("auto", model(assessment=assessment), True) == correction


def test_without_coarse_there_is_no_correction():
    assert choose_correction("auto", model(), False) == "none"
    with pytest.raises(InputError, match="COARSE"):
        choose_correction("filtered", model(), False)


def test_a_land_cover_withheld_from_training_is_not_applicable():
    """Its class is known from the stack, but no training cell held a tenth of it."""
    random = np.random.default_rng(0)
    cover = random.random((400, 1)) * 0.05
    x = np.hstack([random.standard_normal((400, 1)), 1 - cover, cover]).astype(np.float32)
    features = Features((Feature("a"), Feature("cover", classes=(1, 2))))
    fit = LinearFit(np.array([0.05, 0.0, 0.0]), 0.2, np.stack([x.min(0), x.max(0)], 1))
    folds = [Fold(np.arange(400) % 2 == k, np.arange(400) % 2 != k) for k in (0, 1)]
    area = find_applicability(features, fit, Rows(x), folds, Rows(x), 0)
    pixels = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], np.float32)
    assert (area.dissimilarity(pixels) <= area.threshold).tolist() == [True, False]


def test_strange_weather_is_less_applicable_than_a_rarer_land_cover():
    """Means hold 50 to 70 % of the common cover, pixels all or nothing; the model follows cover within 50 to 70 % only,
    so that what a pixel's prediction stands on is the weather, with six standard deviations never seen."""
    random = np.random.default_rng(0)

    def rows(cover):
        return np.stack([random.standard_normal(len(cover)), cover, 1 - cover], 1).astype(np.float32)

    x, pixels = rows(random.uniform(0.5, 0.7, 400)), rows((random.random(2000) < 0.6).astype(float))
    features = Features((Feature("weather"), Feature("cover", classes=(1, 2))))
    fit = LinearFit(np.array([0.03, 0.15, -0.15]), 0.2, np.stack([x.min(0), x.max(0)], 1))
    folds = [Fold(np.arange(400) % 2 == k, np.arange(400) % 2 != k) for k in (0, 1)]
    area = find_applicability(features, fit, Rows(x), folds, Rows(pixels), 0)
    strange, rarer = area.dissimilarity(np.array([[6.0, 1.0, 0.0], [0.0, 0.0, 1.0]], np.float32))
    assert strange > area.threshold and strange > 3 * rarer


def test_cancel_acts_while_the_area_of_applicability_is_found():
    x = np.random.default_rng(0).standard_normal((100, 1)).astype(np.float32)
    fit = LinearFit(np.array([0.05]), 0.2, np.stack([x.min(0), x.max(0)], 1))
    with pytest.raises(Cancelled):
        find_applicability(Features((Feature("a"),)), fit, Rows(x), [], Rows(x), 0, Monitor(cancelled=lambda: True))
