"""The demo world's settings, seeds, land and water, against closed forms and SciPy."""
import dataclasses

import demo_worlds
import numpy as np
import pytest
from demo_worlds import SMALL, arrays, world

from smdownscale_plugin.errors import Cancelled, InputError
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.sources.demo_world import WorldSettings, make_world
from smdownscale_plugin.sources.demo_world.fields import blur, fractal_field, gaussian_field
from smdownscale_plugin.sources.demo_world.landscape import COVERS
from smdownscale_plugin.sources.demo_world.water_balance import (
    DEPTH,
    ROOTS_IN_TOP_SOIL,
    VEGETATION_MEMORY,
    WaterBalance,
)
from smdownscale_plugin.sources.demo_world.weather import Day, Weather
from smdownscale_plugin.sources.demo_world.year import inside


@pytest.fixture(scope="module")
def default():
    """The world that a user gets."""
    return world()


@pytest.fixture(scope="module")
def small():
    return world(SMALL)


@pytest.fixture(scope="module")
def land():
    return demo_worlds.land()


def dry_day(number=-30, demand=0.0, temperature=295.0):
    """A day without rain, outside the irrigation season unless asked for."""
    return Day(number, temperature, temperature, 1.0, demand, np.zeros(1), None, None, None)


# --- settings and seeds ---------------------------------------------------------------------------------------------

@pytest.mark.parametrize("wrong, named", [
    ({"dates": 0}, "DATES"), ({"dates": 47}, "DATES"), ({"dates": 2.5}, "DATES"), ({"cells": 3}, "CELLS"),
    ({"cells": 101}, "CELLS"), ({"noise": -0.1}, "NOISE"), ({"noise": 0.3}, "NOISE"),
    ({"noise": float("nan")}, "NOISE"), ({"noise": "much"}, "NOISE"),
    ({"footprint": "round"}, "FOOTPRINT"), ({"scenario": "soft"}, "SCENARIO"), ({"seed": -1}, "SEED"),
])
def test_settings_out_of_range_are_refused_in_a_sentence_that_names_them(wrong, named):
    with pytest.raises(InputError, match=f"^{named} is .*\\.$"):
        WorldSettings(**wrong)


def test_the_same_seed_gives_the_same_world_to_the_last_bit(small):
    again = make_world(SMALL)
    for name, values in arrays(small).items():
        np.testing.assert_array_equal(values, arrays(again)[name], err_msg=name)


def test_another_seed_gives_another_world(small):
    other = make_world(dataclasses.replace(SMALL, seed=4))
    for name, values in arrays(small).items():
        assert not np.array_equal(values, arrays(other)[name]), name


def test_truth_and_predictors_depend_neither_on_noise_nor_on_the_footprint(small):
    other = make_world(dataclasses.replace(SMALL, noise=0.1, footprint="smap"))
    np.testing.assert_array_equal(small.truth, other.truth)
    for name, values in small.predictors.items():
        np.testing.assert_array_equal(values, other.predictors[name], err_msg=name)
    assert not np.array_equal(small.coarse, other.coarse)


def test_a_period_looks_the_same_however_many_dates_a_world_has(small):
    other = make_world(dataclasses.replace(SMALL, dates=46))
    where = [other.periods.index(period) for period in small.periods]
    np.testing.assert_array_equal(other.truth[where], small.truth)
    np.testing.assert_array_equal(other.predictors["lst"][where], small.predictors["lst"])
    np.testing.assert_array_equal(other.coarse[where], small.coarse)


FROZEN = {  # mean, standard deviation
    "truth": (0.2191336, 0.08864367), "coarse": (0.2191761, 0.08060746), "albedo": (0.220704, 0.02523067),
    "api": (20.83131, 17.30711), "lst": (301.3923, 11.8811), "lst_night": (283.1903, 6.807403),
    "ndvi": (0.451005, 0.1439683), "rain": (1.895933, 2.322947), "vv": (-9.865484, 1.344061),
    "elevation": (396.0608, 134.536), "slope": (2.110277, 1.119034), "clay": (26.23023, 10.14779),
    "sand": (45.87006, 9.454486), "landcover": (9.210004, 3.134772), "stations": (0.2233821, 0.09681667),
}


def test_what_a_seed_gives_is_frozen_as_later_figures_compare_against_it(default):
    """Means and spreads of the default world; when one changes, every published figure must be made anew."""
    measured = {name: (values.mean(dtype=float), values.std(dtype=float)) for name, values in arrays(default).items()}
    assert set(measured) == set(FROZEN)
    for name, figures in FROZEN.items():
        assert measured[name] == pytest.approx(figures, rel=1e-4), name


def test_cancelling_stops_in_mid_year():
    days = []
    with pytest.raises(Cancelled):
        make_world(SMALL, Monitor(progress=lambda *_: days.append(1), cancelled=lambda: len(days) > 20))
    assert len(days) < 30


# --- fields ---------------------------------------------------------------------------------------------------------

def test_gaussian_fields_have_unit_variance_and_the_stated_correlation():
    rng = np.random.default_rng(0)
    fields = np.stack([gaussian_field(rng, (96, 81), 3.0) for _ in range(200)])
    assert fields.mean() == pytest.approx(0.0, abs=0.02)
    assert fields.var() == pytest.approx(1.0, abs=0.03)
    for distance in (1, 4, 8):
        correlation = (fields * np.roll(fields, distance, axis=2)).mean()
        assert correlation == pytest.approx(np.exp(-distance**2 / (4 * 3.0**2)), abs=0.03)


def test_fractal_fields_have_the_stated_spectral_slope():
    rng = np.random.default_rng(0)
    power = np.mean([np.abs(np.fft.fft2(fractal_field(rng, (128, 128), 3.4)))**2 for _ in range(60)], axis=0)
    frequency = np.arange(2, 60)
    slope, _ = np.polyfit(np.log(frequency), np.log(power[0, 2:60]), 1)
    assert slope == pytest.approx(-3.4, abs=0.1)


def test_blur_is_scipys_gaussian_filter_on_a_periodic_field():
    ndimage = pytest.importorskip("scipy.ndimage")
    field = np.random.default_rng(0).random((60, 45))
    expected = ndimage.gaussian_filter(field, 3.0, mode="wrap", truncate=8)
    np.testing.assert_allclose(blur(field, 3.0), expected, atol=2e-5)


# --- water balance --------------------------------------------------------------------------------------------------

def test_every_day_of_water_balance_closes_in_every_pixel(land):
    weather, balance = Weather(SMALL, land.shape, 90), WaterBalance(land, flooded_wetland=True)
    water, rained, irrigated = balance.initial(), 0.0, 0.0
    for number in range(60, 140):
        before = water.storage.copy()
        flux = balance.step(water, weather.day(number))
        gained = flux.rain + flux.irrigation + flux.groundwater - flux.evaporation - flux.drainage - flux.runoff
        np.testing.assert_allclose(water.storage - before, gained, atol=1e-9)
        for amount in dataclasses.astuple(flux):
            assert np.min(amount) >= 0.0
        rained, irrigated = rained + np.mean(flux.rain), irrigated + np.mean(flux.irrigation)
        assert (water.soil_moisture > 0).all() and (water.soil_moisture <= land.porosity + 1e-12).all()
    assert rained > 50 and irrigated > 1


def test_without_rain_and_evaporation_the_excess_drains_exponentially(land):
    balance = WaterBalance(land)
    water = balance.initial()
    excess = 0.05 * DEPTH
    water.storage = DEPTH * land.field_capacity + excess
    for _ in range(7):
        balance.step(water, dry_day())
    expected = DEPTH * land.field_capacity + excess * np.exp(-7.0 * land.drainage_rate)
    np.testing.assert_allclose(water.storage, expected, rtol=1e-12)


def test_below_field_capacity_nothing_drains_and_the_moist_bare_soil_evaporates_at_the_potential_rate(land):
    balance = WaterBalance(land)
    water = balance.initial()
    water.storage = DEPTH * land.field_capacity
    cover = balance.vegetation_fraction(water)
    flux = balance.step(water, dry_day(demand=2.0))
    np.testing.assert_allclose(flux.evaporation, 2.0 * (1.0 - cover + ROOTS_IN_TOP_SOIL * cover))
    assert not flux.drainage.any() and not flux.runoff.any()


def test_vegetation_approaches_what_moisture_allows_with_its_memory(land):
    balance = WaterBalance(land)
    water = balance.initial()
    for _ in range(40):
        water.storage = DEPTH * land.field_capacity
        balance.step(water, dry_day())
    np.testing.assert_allclose(water.greenness, 1.0 - 0.5 * (1.0 - 1.0 / VEGETATION_MEMORY) ** 40)


def test_vegetation_follows_the_moisture_of_past_weeks_more_than_that_of_the_day():
    """Grassland only, over dates: the month before says more than the period itself."""
    world = make_world(WorldSettings(dates=46, cells=4))
    grass = world.predictors["landcover"] == COVERS["grassland"].code
    moisture, ndvi = world.truth[:, grass].mean(axis=1), world.predictors["ndvi"][:, grass].mean(axis=1)
    past = np.array([moisture[k - 4:k].mean() for k in range(18, 36)])
    assert np.corrcoef(past, ndvi[18:36])[0, 1] > np.corrcoef(moisture[18:36], ndvi[18:36])[0, 1]


def test_irrigated_fields_are_wetter_in_summer_but_the_rain_product_does_not_know(default):
    land = demo_worlds.land(default.settings)
    irrigated = inside(land.irrigated)
    rainfed = inside(land.is_cover("cropland")) & ~irrigated
    date = [period.label() for period in default.periods].index("2019-08-13")
    assert default.truth[date][irrigated].mean() > default.truth[date][rainfed].mean() + 0.04
    for name in ("rain", "api"):
        product = default.predictors[name][date]
        assert abs(product[irrigated].mean() - product[rainfed].mean()) < 0.15 * product.std()
    assert set(np.unique(default.predictors["landcover"])) == {c.code for c in COVERS.values()}
