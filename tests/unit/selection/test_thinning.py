"""What a comparison of a large table leaves out: rows, folds and trees, the same for every variant, and said."""
from types import SimpleNamespace

import numpy as np
import pytest

from smdownscale_plugin.regression import stacking
from smdownscale_plugin.regression.methods import METHODS
from smdownscale_plugin.regression.recipe import Recipe
from smdownscale_plugin.regression.rows import Rows
from smdownscale_plugin.selection import duration
from smdownscale_plugin.selection.duration import duration_in_words, expected_seconds
from smdownscale_plugin.selection.fold import Fold
from smdownscale_plugin.selection.folds import LEAVE_PERIOD_OUT, RANDOM, SPATIAL_BLOCKS
from smdownscale_plugin.selection.thinning import MOST_ROWS, MOST_TREES, lighter, thinned_folds, what_is_left_out


def splits(rows, counts):
    """Folds that hold out equal runs of rows: {kind: [...]}."""
    run = np.arange(rows)
    return {kind: [Fold(run * count // rows != k, run * count // rows == k) for k in range(count)]
            for kind, count in counts.items()}


def test_a_large_table_trains_on_a_random_part_and_still_holds_out_every_row_where_methods_are_chosen():
    before = splits(30_000, {SPATIAL_BLOCKS: 9, LEAVE_PERIOD_OUT: 6, RANDOM: 5})
    after = thinned_folds(before, SPATIAL_BLOCKS, 0)
    assert [len(folds) for folds in after.values()] == [9, 3, 3]
    assert (np.sum([fold.test for fold in after[SPATIAL_BLOCKS]], 0) == 1).all()
    for kind, folds in after.items():
        for fold in folds:
            whole = next(one for one in before[kind] if np.array_equal(one.test, fold.test))
            assert fold.train.sum() == MOST_ROWS and not (fold.train & ~whole.train).any()
    again = thinned_folds(before, SPATIAL_BLOCKS, 0)
    assert all(np.array_equal(a.train, b.train) for kind in after for a, b in zip(after[kind], again[kind]))
    said = what_is_left_out(before, after).sentence()
    assert "10,000 of up to 26,667 rows" in said and "3 of 6 folds of the periods left out" in said


def test_a_small_table_loses_nothing():
    before = splits(900, {SPATIAL_BLOCKS: 9, RANDOM: 5})
    after = thinned_folds(before, SPATIAL_BLOCKS, 0)
    assert all(a is b for kind in before for a, b in zip(before[kind], after[kind]))
    assert what_is_left_out(before, after) is None


def test_forests_are_assessed_with_fewer_trees_and_other_methods_as_they_are():
    forest, boosting = (Recipe(METHODS[name], METHODS[name].checked({})) for name in ("random_forest", "svr"))
    assert lighter(forest).settings == {**forest.settings, "n_estimators": MOST_TREES}
    assert lighter(boosting) is boosting


@pytest.mark.skipif(not METHODS["stacking"].present, reason="needs scikit-learn")
def test_the_forest_of_a_stack_is_assessed_with_fewer_trees_too(monkeypatch):
    monkeypatch.setattr(stacking, "_members", lambda: [METHODS["random_forest"]])
    x = np.random.default_rng(0).normal(size=(300, 3)).astype(np.float32)
    recipe = Recipe(METHODS["stacking"], METHODS["stacking"].checked({"folds": 2}))
    rows = Rows(x, x[:, 0] * (x[:, 1] > 0) + np.sign(x[:, 2]))
    full, light = (len(one.fit(rows, 0, 1).parts[0].trees) for one in (recipe, lighter(recipe)))
    assert (full, light) == (METHODS["random_forest"].checked({})["n_estimators"], MOST_TREES)


def test_durations_are_rounded_as_estimates_are():
    assert [duration_in_words(seconds) for seconds in (20, 800, 9000)] == ["about a minute", "about 13 minutes",
                                                                   "about 2.5 hours"]


class SlowToStart:
    """Samples and recipe in one: 9 s for the first fit, then 1 ms a row; .1 ms for each prediction."""

    def __init__(self):
        self.clock, self.loaded = 0.0, False

    def __len__(self):
        return 20_000

    def some(self, rows):
        return rows

    def fit(self, rows, *_):
        self.clock += 1e-3 * len(rows) + (0.0 if self.loaded else 9.0)
        self.loaded = True
        return self

    def predict_samples(self, rows):
        self.clock += 1e-4 * len(rows)


def test_an_estimate_counts_predictions_but_not_the_time_that_the_first_fit_takes_to_load_packages(monkeypatch):
    slow = SlowToStart()
    monkeypatch.setattr(duration, "time", SimpleNamespace(process_time=lambda: slow.clock))
    seconds = expected_seconds(slow, [slow], rows=10_000, held=6_000, fits=15, at_once=2, seed=0)
    assert seconds == pytest.approx((10.0 + 0.6) * 15 / 2)
