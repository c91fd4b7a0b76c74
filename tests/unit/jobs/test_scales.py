"""SCALES of Train Model: rows at scales between pixel and coarse cell, beside training on the cells themselves."""
from dataclasses import replace

import numpy as np
import pytest
from listening import Listener
from report_text import words_of
from small_world import FACTOR, block_means, make, write_world

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.scales import read_scales
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.rasters.coarse import read_all
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.regression.methods import METHODS
from smdownscale_plugin.regression.recipe import Recipe
from smdownscale_plugin.samples.at_scales import at_scales
from smdownscale_plugin.samples.from_coarse_cells import pair, sample_product
from smdownscale_plugin.selection.fold import learnt_folds
from smdownscale_plugin.selection.folds import SPATIAL_BLOCKS, folds

PIXELS_3 = 3 * 1000.895023350      # three pixels of the small world, in its CRS and, as areas go, on the ground


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Two dates of 12 x 12 cells of 9 x 9 pixels, with land cover."""
    return write_world(tmp_path_factory.mktemp("world"), dates=2, cells=12, categorical=True)


@pytest.fixture(scope="module")
def sampled(world):
    """(samples with rows of 3 x 3 pixels and of single ones, cells)"""
    stacks = open_stacks(world.all_predictors)
    coarse = read_all(world.coarse)
    samples, cells = sample_product(stacks, coarse, 0.0, 0.5)
    return at_scales(samples, cells, pair(stacks, coarse), [PIXELS_3, PIXELS_3 / 3], 0.5, 0), cells


def train(world, path, **options):
    listener = Listener()
    trained = train_model(world.all_predictors, world.coarse, str(path / "m.smdm"),
                          TrainingOptions(method="linear", **options), str(path / "r.html"), listener.monitor)
    return trained, listener.text, words_of((path / "r.html").read_text(encoding="utf-8"))


def fit_settings():
    return METHODS["linear"].checked({})


def test_rows_at_a_scale_are_means_of_its_pixels(world, sampled):
    samples, _ = sampled
    finer = samples.finer
    ndvi = samples.features.columns.index("ndvi")
    for metres, factor in ((PIXELS_3, 3), (PIXELS_3 / 3, 1)):
        for date in range(2):
            rows = (finer.metres == metres) & (samples.date[finer.row] == date)
            known = block_means(world.predictors[date]["ndvi"].astype(np.float32), factor).ravel()
            nearest = np.abs(known[None] - finer.x[rows, ndvi][:200, None]).min(1)
            assert rows.sum() > 1000 and nearest.max() < 1e-6
    classes = [k for k, name in enumerate(samples.features.columns) if name.startswith("landcover=")]
    assert np.allclose(finer.x[:, classes].sum(1), 1.0, atol=1e-5)


def test_the_interpolated_product_goes_with_the_cell_that_a_row_lies_in(sampled):
    samples, _ = sampled
    own = samples.y[samples.finer.row]
    assert np.corrcoef(own, samples.finer.y)[0, 1] > 0.8
    assert np.ptp(samples.finer.y[samples.finer.row == samples.finer.row[0]]) > 0


def test_no_row_near_held_out_cells_is_learnt_from(sampled):
    samples, cells = sampled
    wide = max(np.ptp(np.unique(samples.place_km[:, axis])[:2]) for axis in (0, 1))
    assert samples.support_km.min() > 2.9 * wide
    for fold in folds(samples, SPATIAL_BLOCKS, 0):
        train = samples.some(fold.train)
        place = samples.place_km[fold.train][train.finer.row]
        held = np.unique(samples.place_km[fold.test], axis=0)
        apart = np.hypot(*(place[:, None] - held[None]).transpose(2, 0, 1)).min()
        assert apart > 2.9 * wide
        both = learnt_folds(samples, [fold])[0]
        assert both.train.sum() == len(train.finer) and not (both.train & both.test).any()


def test_a_fit_learns_from_the_finer_rows_and_not_from_the_cells(sampled):
    samples, _ = sampled
    fit = Recipe(METHODS["linear"], fit_settings()).fit(samples, 0, 1)
    finer = samples.finer
    design = np.column_stack([finer.x, np.ones(len(finer))]).astype(float)
    best = design @ np.linalg.lstsq(design, finer.y, rcond=None)[0]
    errors = [np.sqrt(np.mean((found - finer.y) ** 2)) for found in (fit.predict(finer.x), best)]
    assert errors[0] == pytest.approx(errors[1], rel=1e-3)
    of_cells = Recipe(METHODS["linear"], fit_settings()).fit(replace(samples, finer=None), 0, 1)
    assert np.std(of_cells.predict(finer.x) - fit.predict(finer.x)) > 0.1 * np.std(finer.y)


def test_training_says_how_it_did_beside_direct_training(world, tmp_path):
    trained, said, words = train(world, tmp_path, scales="3003, 1001")
    card = trained.model.about["scales"]
    assert card["metres"] == [3003.0, 1001.0] and min(card["rows"]) > 1000
    alone, _, _ = train(world, tmp_path, noise_augmentation="off")
    assert card["direct"]["rmse"] == pytest.approx(alone.cv_rmse, rel=0.3) and card["direct"]["rmse"] < trained.cv_rmse
    assert "on the same held-out cells" in said and "leave SCALES empty" in said
    assert "Training scales" in words and "On the coarse cells" in words
    assert "did not help" not in words        # regional parts were not tried


def test_the_same_seed_gives_the_same_model(world, tmp_path):
    one = train(world, tmp_path, scales="3003")[0].model.fit.arrays()
    two = train(world, tmp_path, scales="3003")[0].model.fit.arrays()
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_scales_are_lengths_in_metres():
    assert read_scales("1000, 100,50") == [1000.0, 100.0, 50.0] and read_scales(" ") == []
    for wrong in ("fine", "-5", "0", "nan", "1;2;3;4;5;6;7;8;9"):
        with pytest.raises(InputError, match="SCALES is .* lengths in metres"):
            read_scales(wrong)


@pytest.mark.parametrize("options, sentence", [
    ({"scales": "30"}, r"SCALES: 30 m isn't between the predictors' pixels \(1000 m\) and the coarse cells \(9001 m\)"),
    ({"scales": "20000"}, "isn't between"),
    ({"scales": "1001", "noise_augmentation": "on"}, "set it to auto or off"),
])
def test_scales_that_do_not_fit_are_refused_in_a_sentence(world, tmp_path, options, sentence):
    with pytest.raises(InputError, match=sentence):
        train(world, tmp_path, **options)
    assert not (tmp_path / "m.smdm").exists()


def test_a_network_that_is_taught_across_scales_takes_none(world, tmp_path):
    with pytest.raises(InputError, match="learns across scales by itself"):
        train_model(world.all_predictors, world.coarse, str(tmp_path / "m.smdm"),
                    TrainingOptions(method="cnn", scales="1001"))


def test_a_scale_without_a_usable_cell_is_named(world, tmp_path):
    holed = np.full((12 * FACTOR, 12 * FACTOR), 1.0)
    holed[::3], holed[:, ::3] = np.nan, np.nan
    path = make(tmp_path / "holed.tif", {"holed": holed + np.random.default_rng(0).normal(size=holed.shape)})
    stacks = open_stacks([*world.all_predictors, path])
    coarse = read_all(world.coarse)
    samples, cells = sample_product(stacks, coarse, 0.0, 0.3)
    with pytest.raises(InputError, match=r"no cell of 3002.69 m has soil moisture and 60 % valid predictors"):
        at_scales(samples, cells, pair(stacks, coarse), [PIXELS_3], 0.6, 0)
