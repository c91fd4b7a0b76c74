"""Antecedent features of daily series: the textbook's recursions, gaps, and nothing from the future."""
import numpy as np
import pytest

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.samples.antecedent import (
    antecedent_features,
    bucket,
    days_since_rain,
    feature,
    means_of_last_days,
    potential_evaporation,
    precipitation_index,
    running_mean,
    running_sum,
    usual_features,
)


@pytest.fixture
def rain():
    random = np.random.default_rng(3)
    return random.gamma(0.4, 8.0, (120, 3))


def test_the_index_is_the_decaying_sum_of_all_days_before(rain):
    found = precipitation_index(rain, 0.9)
    weights = 0.9 ** np.arange(80)
    np.testing.assert_allclose(found[79], (weights[::-1, None] * rain[:80]).sum(0), rtol=1e-12)
    assert np.isnan(found[:6]).all() and np.isfinite(found[6:]).all()     # 1 - .9^7 is over one half


def test_running_sums_and_means_are_those_of_the_last_days(rain):
    np.testing.assert_allclose(running_sum(rain, 7)[50], rain[44:51].sum(0))
    np.testing.assert_allclose(running_mean(rain, 30)[119], rain[90:].mean(0))
    assert np.isnan(running_sum(rain, 7)[2]).all()


def test_days_since_rain_count_from_the_last_wet_day():
    series = np.array([0.0, 5.0, 0.2, 0.0, 1.0, 0.0])
    np.testing.assert_array_equal(days_since_rain(series), [np.nan, 0, 1, 2, 0, 1])
    dry = days_since_rain(np.zeros(70), most=60)
    assert np.isnan(dry[:59]).all() and (dry[59:] == 60).all()


def test_a_bucket_fills_to_its_capacity_and_empties_exponentially():
    found = bucket(np.array([100.0, 0.0, 0.0]), capacity=50.0, evaporation=5.0)
    np.testing.assert_allclose(found, np.exp(-0.1 * np.arange(1, 4)), rtol=1e-12)
    assert np.isnan(bucket(np.zeros(3), capacity=50.0)).all()             # its start isn't forgotten yet


@pytest.mark.parametrize("name", usual_features("rain", ["lst"]))
def test_no_feature_looks_into_the_future(rain, name):
    series = {"rain": rain, "lst": 290 + rain}
    whole = antecedent_features(series, [name])[name]
    cut = antecedent_features({key: values[:77] for key, values in series.items()}, [name])[name]
    np.testing.assert_array_equal(cut, whole[:77])


@pytest.mark.parametrize("name", usual_features("rain", ["lst"]))
def test_a_short_gap_is_bridged_and_a_long_one_is_not(rain, name):
    series = {key: rain.copy() for key in ("rain", "lst")}
    whole = antecedent_features(series, [name])[name]
    for values in series.values():
        values[100] = np.nan
    bridged = antecedent_features(series, [name])[name]
    assert np.isfinite(bridged[102:]).all()
    assert np.abs(bridged[110:] - whole[110:]).mean() <= 0.2 * np.abs(whole[110:]).mean() + 1.0
    for values in series.values():
        values[:] = np.nan
    assert np.isnan(antecedent_features(series, [name])[name]).all()


def test_names_say_what_a_feature_is():
    assert feature("chirps_rain_api_985").variables == ("chirps_rain",)
    assert "rain_api_985" in usual_features("rain") and "rain_api_70" in usual_features("rain")
    for wrong in ("rain_api", "rain_api_0", "rain_median_3", "api_90"):
        with pytest.raises(InputError, match="rain_api_90"):
            feature(wrong)


def test_potential_evaporation_is_that_of_oudin_under_mean_sunlight_in_either_unit():
    sunlight = 1361 / 4 * 86400 / 2.45e6                    # W/m2 above the atmosphere to mm/day
    assert potential_evaporation(np.array(20.0)) == pytest.approx(sunlight * (20 + 5) / 100, rel=0.01)
    np.testing.assert_allclose(potential_evaporation(np.array([268.15, 293.15])), potential_evaporation([-5.0, 20.0]))
    assert potential_evaporation(np.array(-30.0)) == 0.0


def test_a_bucket_with_temperature_is_emptied_faster_by_warm_days():
    rain = np.r_[100.0, np.zeros(20)]
    for warmth, loss in ((0.0, 12.0 * 0.05), (30.0, 12.0 * 0.35)):
        found = antecedent_features({"rain": rain, "t_avg": np.full(21, warmth)}, ["rain_bucket_50_t_avg"])
        np.testing.assert_allclose(found["rain_bucket_50_t_avg"], np.exp(-loss / 50.0 * np.arange(1, 22)))


def test_a_bucket_in_frost_is_known_after_thirty_days_so_that_winter_maps_have_no_holes():
    frost = {"rain": np.zeros(60), "t_avg": np.full(60, -10.0)}
    found = antecedent_features(frost, ["rain_bucket_100_t_avg"])["rain_bucket_100_t_avg"]
    assert np.isnan(found[:29]).all() and (found[29:] == 0.5).all()     # as full as it was at the start: nothing left
    frost["rain"][40] = 25.0
    assert antecedent_features(frost, ["rain_bucket_100_t_avg"])["rain_bucket_100_t_avg"][-1] == 0.75


@pytest.mark.parametrize("name", usual_features("rain", ["warmth"], "warmth"))
def test_features_of_several_days_are_means_of_those_of_each_day_from_its_own_memory(rain, name):
    series = {"rain": rain[:66], "warmth": 10.0 + rain[:66]}
    by_day = [antecedent_features({v: values[end - 60:end] for v, values in series.items()}, [name])[name][-1]
              for end in range(60, 67)]
    np.testing.assert_allclose(means_of_last_days(series, [name], 60)[name], np.mean(by_day, 0), rtol=1e-12)


def test_a_missing_variable_is_named(rain):
    with pytest.raises(InputError, match="daily values of lst; there are rain"):
        antecedent_features({"rain": rain}, ["lst_mean_3"])
