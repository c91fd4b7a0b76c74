"""Indices against numbers worked out by hand from the published definitions."""
import math

import numpy as np
import pytest

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.predictors import indices
from smdownscale_plugin.predictors.indices import INDICES, REFLECTANCE, ROLES, SENSORS

# A vegetated pixel; hand: each expected number worked out on paper (fractions), not by the code under test.
PIXEL = {"blue": 0.04, "green": 0.08, "red": 0.06, "nir": 0.34, "swir1": 0.20, "swir2": 0.10, "swir_1240": 0.30,
         "albedo": 0.2, "lst_day": 305.0, "lst_night": 285.0, "vv": -10.0, "vh": -20.0,
         "latitude": 0.0, "day_of_year": 81.0}
BY_HAND = {
    "ndvi": 28 / 40,
    "evi": 2.5 * 0.28 / (0.34 + 0.36 - 0.30 + 1),             # .5
    "nirv": 0.7 * 0.34,
    "ndwi": -26 / 42,
    "ndwi_gao": 4 / 64,
    "lswi": 14 / 54,
    "nsdsi1": 0.5,
    "nsdsi2": 1.0,
    "nsdsi3": 1 / 3,
    "tcw": 0.00126 + 0.016168 + 0.018612 + 0.054196 - 0.13612 - 0.06109,
    "tcw_toa": 0.006044 + 0.015784 + 0.019698 + 0.115838 - 0.14234 - 0.04559,
    "radar_cross_ratio": 0.01 / 0.1,
    "polarisation_index": 0.09 / 0.11,
    "radar_vegetation_index": 0.04 / 0.11,
    "day_of_year_sin": math.sin(2 * math.pi * 81 / 365.25),
    "day_of_year_cos": math.cos(2 * math.pi * 81 / 365.25),
    # at the equator sin(lat) = tan(lat) = 0: C is cos(declination) pi / 2, and the declination is all but 0 on day 81
    "ati": math.cos(0.409 * math.sin(2 * math.pi * 81 / 365 - 1.39)) * math.pi / 2 * 0.8 / 20,
}


def one(values):
    return {role: np.full((2, 2), value) for role, value in values.items()}


@pytest.mark.parametrize("name", sorted(INDICES))
def test_each_index_is_what_its_definition_gives_by_hand(name):
    result = INDICES[name](one(PIXEL))
    assert result.shape == (2, 2) and result.dtype == np.float32
    np.testing.assert_allclose(result, BY_HAND[name], rtol=2e-6)


@pytest.mark.parametrize("name", [n for n, i in INDICES.items() if i.formula])
def test_the_formula_that_is_shown_is_the_one_that_is_computed(name):
    shown = eval(INDICES[name].formula, {"sin": math.sin, "cos": math.cos}, dict(PIXEL))  # noqa: S307
    np.testing.assert_allclose(INDICES[name](one(PIXEL)), shown, rtol=2e-6)


@pytest.mark.parametrize("name", sorted(INDICES))
def test_an_index_has_no_value_where_an_input_has_none(name):
    index = INDICES[name]
    for role in index.inputs:
        values = one(PIXEL)
        values[role][0, 0] = np.nan
        result = index(values)
        assert np.isnan(result[0, 0]) and np.isfinite(result[1, 1])


@pytest.mark.parametrize("name", ["ndvi", "evi", "ndwi", "lswi", "nsdsi1", "nsdsi2", "nsdsi3"])
def test_a_denominator_of_zero_gives_no_value_and_no_infinity(name):
    zero = one({role: 0.0 for role in ROLES})
    if name == "evi":
        zero["blue"][:] = 1 / 7.5
    assert np.isnan(INDICES[name](zero)).all()


def test_the_three_water_indices_differ():
    values = {name: float(INDICES[name](one(PIXEL))[0, 0]) for name in ("ndwi", "ndwi_gao", "lswi")}
    assert len({round(v, 4) for v in values.values()}) == 3


def test_thermal_inertia_masks_small_differences_and_keeps_the_root_of_the_factor():
    values = one(PIXEL)
    values["lst_night"][0] = 304.0
    assert np.isnan(INDICES["ati"](values)[0]).all()
    # 60 degrees north on 21 December: declination -23.4 degrees, written out step by step
    delta = 0.409 * math.sin(2 * math.pi * 355 / 365 - 1.39)
    x = math.tan(math.radians(60)) * math.tan(delta)
    expected = (math.sin(math.radians(60)) * math.sin(delta) * math.sqrt(1 - x * x)
                + math.cos(math.radians(60)) * math.cos(delta) * math.acos(-x))
    assert indices.solar_correction(60.0, 355.0) == pytest.approx(expected, rel=1e-12)
    without_root = expected + math.sin(math.radians(60)) * math.sin(delta) * (1 - math.sqrt(1 - x * x))
    assert abs(without_root / expected - 1) > 0.2
    assert indices.solar_correction(80.0, 355.0) == pytest.approx(0, abs=1e-9)    # polar night


def test_rain_memory_in_one_step_of_eight_days_equals_eight_daily_ones():
    state = 7.0
    for _ in range(8):
        state = 0.9 * state + 3.0
    assert indices.antecedent_precipitation(7.0, 3.0, 8) == pytest.approx(state, rel=1e-12)


def test_decibels_and_power_are_each_others_inverse_and_zero_power_has_no_decibel():
    assert indices.decibel_to_linear(-10.0) == pytest.approx(0.1)
    np.testing.assert_allclose(indices.linear_to_decibel(np.array([0.1, 100.0])), [-10, 20])
    assert np.isnan(indices.linear_to_decibel(0.0))


def test_a_missing_band_is_named():
    with pytest.raises(InputError, match="index evi needs blue, which"):
        INDICES["evi"]({"nir": np.ones(2), "red": np.ones(2)})


@pytest.mark.parametrize("name", sorted(SENSORS))
def test_a_sensor_maps_known_roles_to_different_bands(name):
    bands = SENSORS[name].bands
    assert set(bands) <= set(REFLECTANCE) and len(set(bands.values())) == len(bands) >= 6


def test_modis_and_viirs_have_the_band_of_gao_and_modis_counts_from_red():
    assert SENSORS["modis_mcd43a4"].bands["red"] == "Nadir_Reflectance_Band1"
    assert SENSORS["modis_mcd43a4"].bands["swir_1240"] == "Nadir_Reflectance_Band5"
    assert SENSORS["viirs"].bands["swir_1240"] == "Nadir_Reflectance_M8"


@pytest.mark.parametrize("role, value, words", [
    ("red", 1520.0, "REFLECTANCE_SCALE"), ("nir", 3e-5, "applied twice"),
    ("albedo", 200.0, "product's scale"), ("nir", -0.2, "fill value"),
    ("lst_day", 25.0, "TEMPERATURE_UNIT"), ("lst_day", 15200.0, "0.02"), ("vv", 0.1, "RADAR_UNIT")])
def test_values_in_other_units_are_noticed_with_the_remedy(role, value, words):
    assert words in indices.implausible(role, np.full(50, value))


@pytest.mark.parametrize("role, value", [("red", 0.1), ("albedo", 0.2), ("lst_night", 270.0), ("vv", -11.0)])
def test_values_in_the_right_unit_pass(role, value):
    assert indices.implausible(role, np.full(50, value)) == ""
