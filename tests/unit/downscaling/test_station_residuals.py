"""What stations say of a map's error is added only where it helps at stations left out."""
import numpy as np
import pytest

from smdownscale_plugin.downscaling.station_residuals import Errors, Kriged, judge


def errors(value, seed=0, cover=None, count=40):
    random = np.random.default_rng(seed)
    place = random.uniform(0, 200, (count, 2))
    return Errors(value(place) + 0.01 * random.standard_normal(count), place, np.arange(count), cover)


def test_a_bias_is_found_and_its_gain_is_that_at_stations_left_out():
    found = judge(errors(lambda place: np.full(len(place), 0.05)))
    assert found.field is not None and found.low > 0 and "added to the map" in found.sentence
    assert found.before == pytest.approx(0.051, abs=0.003) and found.after == pytest.approx(0.01, abs=0.003)
    assert found.field.at(np.array([[100.0, 100.0]]), None)[0] == pytest.approx(0.05, abs=0.006)


@pytest.mark.parametrize("seed", range(8))
def test_errors_without_structure_leave_the_map_as_it_is(seed):
    found = judge(errors(lambda place: np.zeros(len(place)), seed))
    assert found.field is None and "left as it is" in found.sentence


def test_a_smooth_error_is_kriged():
    def wave(place):
        return 0.06 * np.sin(place[:, 0] / 40) * np.cos(place[:, 1] / 50)
    found = judge(errors(wave, count=90))
    assert "kriged" in found.label and found.after < 0.8 * found.before
    places = np.random.default_rng(5).uniform(20, 180, (500, 2))
    assert np.corrcoef(found.field.at(places, None), wave(places))[0, 1] > 0.8


def test_kriging_is_that_of_an_independent_gaussian_process():
    gaussian_process = pytest.importorskip("sklearn.gaussian_process")
    kernels = gaussian_process.kernels
    some = errors(lambda place: 0.03 * np.sin(place[:, 0] / 30), count=25)
    field = Kriged(some, 50.0, 0.3)
    other = gaussian_process.GaussianProcessRegressor(
        kernels.ConstantKernel(0.7, "fixed") * kernels.Matern(50.0, "fixed", nu=0.5), alpha=0.3, optimizer=None)
    places = np.random.default_rng(1).uniform(0, 200, (30, 2))
    expected = other.fit(some.place_km, some.value - field.mean).predict(places) + field.mean
    np.testing.assert_allclose(field.at(places, None), expected, atol=1e-9)


def test_an_error_of_one_land_cover_is_given_to_its_pixels_only():
    cover = np.repeat([3.0, 7.0], 30)
    found = judge(errors(lambda place: np.where(cover == 7, 0.08, 0.0), cover=cover, count=60))
    assert found.label == "bias by land cover" and found.field.by_cover
    values = found.field.at(np.zeros((3, 2)), np.array([3.0, 7.0, 9.0]))
    assert abs(values[0]) < 0.01 and values[1] == pytest.approx(0.08, abs=0.01)
    assert values[2] == pytest.approx(found.field.mean)      # a class without stations


def test_stations_of_one_footprint_are_left_out_together():
    random = np.random.default_rng(2)
    group = np.repeat(np.arange(8), 6)       # six stations each share an error that says nothing of other places
    value = 0.05 * random.standard_normal(8)[group] + 0.002 * random.standard_normal(48)
    place = (random.uniform(0, 300, (8, 2)))[group] + random.uniform(0, 3, (48, 2))
    assert judge(Errors(value - value.mean(), place, group)).field is None
    alone = judge(Errors(value - value.mean(), place, np.arange(48)))
    assert alone.after < 0.3 * alone.before      # what leaving out single stations would have claimed


def test_few_places_can_not_judge():
    found = judge(errors(lambda place: np.full(len(place), 0.1), count=4))
    assert found.field is None and "at least 5 places" in found.sentence
