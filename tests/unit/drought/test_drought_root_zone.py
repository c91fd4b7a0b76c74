"""Root Zone against the recursive formula worked by hand, against pytesmo where it is installed, and its refusals."""
import math

import numpy as np
import pytest
from drought_data import bucket, days, grid, write_series

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.root_zone import root_zone
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.reading import Raster, describe
from smdownscale_plugin.rasters.writing import write_raster

SHAPE = (3, 4)


def read(paths):
    out = []
    for path in paths:
        with Raster(path) as raster:
            out.append(raster.read()[0])
    return np.array(out)


def by_hand(values, day, t):
    """The recursive filter of one pixel over its valid values; NaN where the last of them is over T old."""
    out, state, gain, last = [], None, 1.0, None
    for value, now in zip(values, day):
        if not math.isnan(value):
            if state is None:
                state, gain = value, 1.0
            else:
                gain = gain / (gain + math.exp(-(now - last) / t))
                state = state + gain * (value - state)
            last = now
        out.append(state if state is not None and now - last <= t else math.nan)
    return out


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Three years of 8-day maps with gaps, one of them long."""
    periods = days(2018, 3, 8)
    values = bucket(periods, SHAPE, seed=5)
    values[np.random.default_rng(6).random(values.shape) < 0.25] = np.nan
    values[40:50, 1, 1] = np.nan
    return periods, values, write_series(tmp_path_factory.mktemp("surface"), periods, values)


@pytest.mark.parametrize("t_days", [5.0, 15.0, 40.0])
def test_maps_equal_the_recursive_formula_worked_by_hand(world, tmp_path, t_days):
    periods, values, paths = world
    maps = root_zone(paths, str(tmp_path), t_days).paths
    got = read(maps)
    day = [(p.middle - periods[0].middle).total_seconds() / 86400 for p in periods]
    for row, column in np.ndindex(SHAPE):
        expected = by_hand([float(v) for v in values[:, row, column]], day, t_days)
        assert np.allclose(got[:, row, column], expected, atol=1e-6, equal_nan=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(path.rpartition("/")[2] for path in maps)
    info = describe(maps[-1])
    assert info.period == periods[-1] and info.names == ["soil_moisture"] and info.product == "TEST"
    assert info.metadata["FILTER_T_DAYS"] == f"{t_days:g}"


def test_maps_equal_those_of_pytesmo(world, tmp_path):
    filtering = pytest.importorskip("pytesmo.time_series.filters")
    periods, values, paths = world
    got = read(root_zone(paths, str(tmp_path), 15.0).paths)
    julian = np.array([p.middle.timestamp() / 86400 + 2440587.5 for p in periods])
    for row, column in np.ndindex(SHAPE):
        valid = np.isfinite(values[:, row, column])
        theirs = filtering.exp_filter(values[valid, row, column].astype(np.float64), julian[valid], ctime=15)
        assert np.allclose(got[valid, row, column], theirs, atol=1e-5)


def test_the_filter_smooths_delays_and_keeps_the_mean():
    from smdownscale_plugin.drought.exponential_filter import FilterState, root_zone_estimate, update
    day, state, out = np.arange(2000.0), FilterState.empty((1,)), []
    wave = 0.25 + 0.1 * np.sin(2 * np.pi * day / 50)
    for now, value in zip(day, wave):
        state = update(state, np.array([value]), now, 10.0)
        out.append(float(root_zone_estimate(state, now, 10.0)[0]))
    late = np.array(out[1000:])
    # a first-order low pass: amplitude 1 / sqrt(1 + (w T)^2), lag arctan(w T) / w (daily steps shift it by half a day)
    omega = 2 * np.pi / 50
    assert late.mean() == pytest.approx(0.25, abs=1e-3)
    assert np.ptp(late) / 0.2 == pytest.approx(1 / math.hypot(1, 10 * omega), abs=0.03)
    assert (np.argmax(late[:50]) - 12.5) % 50 == pytest.approx(math.atan(10 * omega) / omega, abs=1.5)


def test_series_that_can_not_be_filtered_are_refused_in_one_sentence(world, tmp_path):
    periods, values, paths = world
    with pytest.raises(InputError, match="one date only"):
        root_zone(paths[:1], str(tmp_path))
    product = {"PRODUCT": "SPL4SMGP_ROOTZONE"}
    deep = [write_raster(str(tmp_path / f"sm_{p.stamp()}.tif"), grid(*SHAPE), {"soil_moisture": v},
                         metadata={**product, **p.metadata()}) for p, v in zip(periods[:2], values)]
    with pytest.raises(InputError, match="is root-zone soil moisture already"):
        root_zone(deep, str(tmp_path))
    maps = root_zone(paths[:4], str(tmp_path / "out")).paths
    with pytest.raises(InputError, match="is root-zone soil moisture already"):
        root_zone(maps, str(tmp_path))
    with pytest.raises(InputError, match="FILTER_T_DAYS 15.*FILTER_T_DAYS not stated"):
        root_zone([*paths[4:8], *maps], str(tmp_path))


def test_the_root_zone_of_a_product_of_its_own_goes_straight_to_the_drought_index(tmp_path):
    from smdownscale_plugin.jobs.drought_index import drought_index
    periods = days(2014, 7, 30)
    paths = write_series(tmp_path, periods, bucket(periods, SHAPE), PRODUCT="SPL4SMGP_ROOTZONE")
    maps = drought_index(paths, {"percentile": str(tmp_path / "p.tif")})
    assert describe(maps.paths["percentile"][0]).product == "SPL4SMGP_ROOTZONE" and maps.years == 6


def test_warm_up_and_long_gaps_are_said(world, tmp_path):
    lines, warnings = [], []
    periods, values, paths = world
    root_zone(paths[:6] + paths[20:24], str(tmp_path), 10.0, Monitor(info=lines.append, warn=warnings.append))
    assert any("the first 4 are within 3 T = 30 days" in line for line in lines)
    assert any("longest gap between dates is 120 days" in line for line in warnings)
