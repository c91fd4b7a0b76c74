"""Whole stations, regions or years are held out; the width of the interval is that of held-out errors."""
import numpy as np
import pytest

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.regression.methods import METHODS
from smdownscale_plugin.regression.recipe import Recipe
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.samples.samples import Samples
from smdownscale_plugin.selection import station_choosing
from smdownscale_plugin.selection.choosing import Candidate
from smdownscale_plugin.selection.cross_validation import summarised
from smdownscale_plugin.selection.folds import folds
from smdownscale_plugin.selection.station_choosing import half_width, interval_coverage
from smdownscale_plugin.selection.station_folds import STATION_VALIDATIONS, leave_labels_out


def _samples(stations=9, days=800, step=40):
    day = np.arange(0, days, step)
    station = np.repeat(np.arange(stations), len(day))
    dates = np.datetime64("2019-01-01") + day
    place = np.stack([station * 50.0, station * 0.0], 1)
    y = np.random.default_rng(0).random(len(station))
    return Samples(Features((Feature("x"),)), y[:, None].astype(np.float32), y, np.tile(np.arange(len(day)), stations),
                   place, station, np.zeros(len(station)), dates.astype("datetime64[s]"))


@pytest.mark.parametrize("validation", STATION_VALIDATIONS)
def test_every_row_is_held_out_once_and_never_trained_on_then(validation):
    found = folds(_samples(), validation, 0)
    assert (sum(f.test.astype(int) for f in found) == 1).all()
    assert not any((f.train & f.test).any() for f in found)


def test_stations_are_held_out_whole():
    samples = _samples()
    for fold in folds(samples, "leave_stations_out", 3):
        assert not set(samples.group[fold.train]) & set(samples.group[fold.test])


def test_regions_are_thirds_from_west_to_east():
    samples = _samples()
    held = [sorted(set(samples.group[f.test].tolist())) for f in folds(samples, "leave_regions_out", 0)]
    assert held == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]


def test_years_are_held_out_whole():
    samples = _samples()
    years = samples.dates[samples.date].astype("datetime64[Y]").astype(int)
    for fold in folds(samples, "leave_years_out", 0):
        assert len(set(years[fold.test])) == 1 and not set(years[fold.train]) & set(years[fold.test])


@pytest.mark.parametrize("validation, samples", [("leave_stations_out", _samples(stations=1)),
                                                 ("leave_regions_out", _samples(stations=1)),
                                                 ("leave_years_out", _samples(days=300))])
def test_too_few_stations_or_years_are_refused(validation, samples):
    with pytest.raises(InputError, match="give more"):
        folds(samples, validation, 0)


def test_the_half_width_holds_the_share_it_is_named_after_and_every_station_counts_alike():
    error = np.concatenate([np.linspace(0, 1, 1000), np.linspace(0, 1, 10)])
    station = np.repeat([0, 1], [1000, 10])
    assert half_width(error, np.zeros(1010), station, 0.9) == pytest.approx(0.9, abs=0.02)
    assert half_width(np.r_[np.zeros(1000), np.ones(10)], np.zeros(1010), station, 0.4) == 0.0
    assert half_width(np.r_[np.zeros(1000), np.ones(10)], np.zeros(1010), station, 0.6) == 1.0


def test_coverage_is_that_of_stations_that_had_no_part_in_the_width():
    random = np.random.default_rng(1)
    station = np.repeat(np.arange(40), 50)
    error = random.standard_normal(2000)
    assert interval_coverage(error, np.zeros(2000), station) == pytest.approx(0.9, abs=0.03)
    one, other = np.repeat([0.0, 1.0], 10), np.repeat([0, 1], 10)
    assert interval_coverage(one, np.zeros(20), other) == 0.5        # each is judged by the width that the other gives


def test_regions_may_be_given_and_neighbours_stay_together():
    samples = _samples()
    labels = np.where(np.arange(len(samples)) % 2, "dry", "wet")      # a group goes with its first row
    assert len(np.unique(labels[samples.group == 1])) == 2
    labels[np.isin(samples.group, (2, 5))] = "high"
    held = {tuple(np.unique(samples.group[f.test])) for f in leave_labels_out(samples, labels)}
    assert held == {(2, 5), (0, 1, 3, 4, 6, 7, 8)}
    with pytest.raises(InputError, match="two regions or more; all lie in wet"):
        leave_labels_out(samples, np.full(len(samples), "wet"))


@pytest.mark.parametrize("shared, chosen", [(0.0, 2), (0.98, 1)])
def test_a_mean_of_methods_is_taken_only_where_it_gains_more_than_chance(shared, chosen, monkeypatch):
    samples, random = _samples(stations=40), np.random.default_rng(4)
    common, found = random.standard_normal(len(samples)), []
    for name in ("linear", "random_forest"):
        own = np.sqrt(1 - shared) * random.standard_normal(len(samples)) + np.sqrt(shared) * common
        predictions = samples.y + 0.1 * own
        recipe = Recipe(METHODS[name], {}, None)
        found.append(Candidate([recipe], summarised(samples, "leave_stations_out", predictions, predictions)))
    monkeypatch.setattr(station_choosing, "validate_all", lambda *_: list(found))
    tried = station_choosing.choose_for_stations(samples, [], folds(samples, "leave_stations_out", 0),
                                                 "leave_stations_out", 0, 1)
    assert len(tried[0].recipes) == chosen


@pytest.mark.parametrize("odd, even, chosen", [(1.2, 0.8, "lightgbm"), (2.0, 2.0, "random_forest")])
def test_a_forest_is_taken_only_where_nothing_quicker_ties_with_it(odd, even, chosen, monkeypatch):
    samples = _samples(stations=40)
    error = 0.1 * np.where(np.arange(len(samples)) % 3, 1.0, -1.0)
    other, found = error * np.where(samples.group % 2, odd, even), []      # better at some stations, worse at others
    for name, own in (("random_forest", error), ("lightgbm", other)):
        recipe = Recipe(METHODS[name], {}, None)
        found.append(Candidate([recipe], summarised(samples, "leave_stations_out", samples.y + own, samples.y + own)))
    assert np.mean(other ** 2) > np.mean(error ** 2)
    monkeypatch.setattr(station_choosing, "validate_all", lambda *_: list(found))
    tried = station_choosing.choose_for_stations(samples, [], folds(samples, "leave_stations_out", 0),
                                                 "leave_stations_out", 0, 1)
    assert tried[0].name == chosen
