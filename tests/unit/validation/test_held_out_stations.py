"""What stands beside a model at stations that were left out, and its figures."""
import numpy as np
import pytest

from smdownscale_plugin.selection.fold import Fold
from smdownscale_plugin.validation.held_out_stations import (
    CLIMATOLOGY,
    COARSE,
    COARSE_FITTED,
    MODEL,
    NEAREST,
    baselines,
    protocol_figures,
)

STATION = np.repeat(np.arange(6), 30)
DAY = np.tile(18000 + 12 * np.arange(30), 6)
PLACE = np.stack([STATION * 10.0, STATION * 0.0], 1)
Y = 0.2 + 0.01 * STATION + 0.05 * np.sin(2 * np.pi * DAY / 365.25)
OFF = [Fold(STATION != s, STATION == s) for s in range(6)]
YEARS = [Fold(DAY >= 18180, DAY < 18180), Fold(DAY < 18180, DAY >= 18180)]


def test_a_coarse_product_that_is_a_line_of_the_truth_is_perfect_once_fitted():
    found = baselines(Y, STATION, DAY, PLACE, OFF, 2 * Y - 0.1, on_site=False)
    assert np.allclose(found[COARSE_FITTED], Y) and np.allclose(found[COARSE], 2 * Y - 0.1)


def test_the_nearest_station_gives_its_value_of_the_same_day():
    found = baselines(Y, STATION, DAY, PLACE, OFF, None, on_site=False)[NEAREST]
    assert np.allclose(np.abs(found - Y), 0.01)        # neighbours differ by one step


def test_the_climatology_is_the_stations_own_of_other_years():
    found = baselines(Y, STATION, DAY, PLACE, YEARS, None, on_site=True)[CLIMATOLOGY]
    assert np.isfinite(found).all()
    means = [found[STATION == s].mean() for s in range(6)]
    assert np.allclose(np.diff(means), 0.01)           # each station keeps its own level
    for s in range(6):
        first = (STATION == s) & (DAY < 18180)
        other = (STATION == s) & (DAY >= 18180)
        assert Y[other].min() - 1e-12 <= found[first].min() and found[first].max() <= Y[other].max() + 1e-12


def test_figures_are_those_of_numpy_and_the_gain_has_its_sign():
    random = np.random.default_rng(0)
    model = Y + 0.01 * random.standard_normal(len(Y))
    fitted = Y + 0.05 * random.standard_normal(len(Y))
    held = protocol_figures("leave_stations_out", Y, STATION, DAY, {MODEL: model, COARSE_FITTED: fitted})
    assert held.overall[MODEL]["rmse"] == pytest.approx(np.sqrt(np.mean((model - Y) ** 2)))
    assert held.overall[MODEL]["r"] == pytest.approx(np.corrcoef(model, Y)[0, 1])
    assert held.places == 6 and held.rows == len(Y)
    assert 0 < held.gain["low"] < held.gain["gain"] < held.gain["high"]
    assert held.gain["skill"] == pytest.approx(1 - np.sum((model - Y) ** 2) / np.sum((fitted - Y) ** 2))
    one = STATION == 3
    assert held.stations[MODEL][3]["bias"] == pytest.approx(np.mean((model - Y)[one]))
