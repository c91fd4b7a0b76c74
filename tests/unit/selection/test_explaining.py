"""Shuffles, directions of an effect, and how many pairs of cells count as independent."""
from types import SimpleNamespace

import numpy as np
import pytest
from small_world import smooth

from smdownscale_plugin.metrics.pairs import pearson
from smdownscale_plugin.selection.coarse_product.association import associations, effective_number, p_value, spectrum
from smdownscale_plugin.selection.dependence import Dependence
from smdownscale_plugin.selection.importance import within


def test_a_shuffle_within_groups_leaves_every_row_in_its_group():
    group = np.array([2, 0, 0, 1, 2, 2, 1, 0] * 20)
    order = within(group, np.random.default_rng(0))
    assert sorted(order) == list(range(160)) and np.array_equal(group[order], group)
    assert (order != np.arange(160)).mean() > 0.8


@pytest.mark.parametrize("predicted, words", [
    ([0.1, 0.2, 0.3, 0.2, 0.1], "wettest where x is near 2"), ([0.3, 0.2, 0.1, 0.2, 0.3], "driest where x is near 2"),
    ([0.1, 0.2, 0.3, 0.29, 0.3], "wetter where x is high"), ([0.2, 0.2, 0.2, 0.2, 0.2], "no clear effect")])
def test_the_direction_is_said_in_plain_words(predicted, words):
    assert Dependence(np.arange(5.0), np.array(predicted), False).direction("x") == words


def test_the_effective_number_is_that_of_the_definition():
    """n^2 over the sum of products of autocorrelations, over all pairs of cells one by one."""
    random = np.random.default_rng(1)
    x, y = (smooth((7, 6), seed, 2) for seed in (1, 2))
    maps = [np.where(random.random((1, 7, 6)) < 0.2, np.nan, m) for m in (x[None], y[None])]
    known = np.isfinite(maps[0]) & np.isfinite(maps[1])
    maps = [np.where(known, m, np.nan) for m in maps]
    places = np.argwhere(known[0])
    correlations = []
    for m in maps:
        values = m[known] - m[known].mean()
        lags = places[:, None] - places[None, :]
        table = {}
        for i in range(len(places)):
            for j in range(len(places)):
                table.setdefault(tuple(lags[i, j]), []).append(values[i] * values[j])
        correlations.append(np.array([[np.clip(np.mean(table[tuple(lags[i, j])]) / values.var(), -1, 1)
                                       for j in range(len(places))] for i in range(len(places))]))
    expected = len(places) ** 2 / (correlations[0] * correlations[1]).sum()
    assert effective_number(spectrum(maps[0]), spectrum(maps[1]), 42) == pytest.approx(expected, rel=1e-9)


def test_smooth_fields_that_have_nothing_to_do_with_each_other_are_seldom_significant():
    """At p < .01 one in a hundred may be; as if cells were independent, a third and more would be."""
    wrong = naive = 0
    for seed in range(60):
        x, y = (np.stack([smooth((28, 28), 1000 * part + 10 * seed + k, 4)[:14, :14] for k in range(2)])
                for part in (1, 2))
        r, effective = pearson(x, y), effective_number(spectrum(x), spectrum(y), x.size)
        wrong += p_value(r, effective) < 0.01
        naive += p_value(r, x.size) < 0.01
    assert wrong <= 3 and naive >= 20


def test_cells_that_are_independent_all_count():
    x, y = np.random.default_rng(3).normal(size=(2, 6, 20, 20))
    assert effective_number(spectrum(x), spectrum(y), x.size) > 0.9 * x.size


def associated(predictors, moisture):
    """`associations` of maps (dates, rows, columns) by name with moisture of that shape."""
    dates = len(moisture)
    features = [SimpleNamespace(name=name, columns=[name], classes=None) for name in predictors]
    samples = SimpleNamespace(x=np.stack([m.ravel() for m in predictors.values()], 1), y=moisture.ravel(),
                              features=SimpleNamespace(features=features))
    cells = SimpleNamespace(date=np.repeat(np.arange(dates), moisture[0].size),
                            maps=lambda values: values.reshape(moisture.shape))
    return associations(Rows(samples), cells)


class Rows:
    """Samples as far as correlating needs them."""

    def __init__(self, about):
        self.x, self.y, self.features = about.x, about.y, about.features

    def __len__(self):
        return len(self.y)


def test_few_dates_whose_weather_moves_all_cells_do_not_hide_a_pattern_within_dates():
    pattern = np.stack([smooth((20, 20), seed, 1) for seed in range(3)])
    weather = np.array([-5.0, 4.0, 1.0])[:, None, None]
    found = associated({"x": weather[::-1] + pattern}, weather + pattern + np.stack(
        [smooth((20, 20), seed, 1) for seed in range(7, 10)]))["x"]
    assert not found.p_value < 0.2 and found.within.r > 0.6 and found.selected(0.01)
    assert found.significance == pytest.approx(2 * found.within.p_value)
    assert associated({"x": pattern[:1]}, pattern[1:2])["x"].within is None


def test_unrelated_fields_of_several_dates_are_rarely_selected():
    def scenes(first):
        return np.stack([smooth((16, 16), first + k, 2) for k in range(3)])
    moisture = [scenes(10_000 + 3 * k) for k in range(150)]
    chosen = [associated({"x": scenes(3 * k)}, y)["x"].selected(0.05) for k, y in enumerate(moisture)]
    assert np.mean(chosen) < 0.1
