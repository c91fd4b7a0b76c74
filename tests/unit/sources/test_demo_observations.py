"""What is seen of the demo world: coarse product, grids, predictors, stations; against SciPy, GDAL and statistics."""
import dataclasses

import numpy as np
import pytest
from demo_worlds import FOOTPRINT_SIGMA, HARD, SMALL, world
from osgeo import osr

from smdownscale_plugin.sources.demo_world import WorldSettings, make_world, periods_of
from smdownscale_plugin.sources.demo_world.landscape import COVERS
from smdownscale_plugin.sources.demo_world.observations import NOISE_STD
from smdownscale_plugin.sources.demo_world.simulated_product import coarse_error, footprint_means


@pytest.fixture(scope="module")
def default():
    """The world that a user gets."""
    return world()


@pytest.fixture(scope="module")
def small():
    return world(SMALL)


@pytest.fixture(scope="module")
def hard():
    return world(HARD)


def cell_means(fine, cells):
    """Means over coarse cells by SciPy's labels."""
    ndimage = pytest.importorskip("scipy.ndimage")
    row, column = np.indices(fine.shape) // 9
    return ndimage.mean(fine.astype(float), row * cells + column, np.arange(cells**2)).reshape(cells, cells)


def degrees_and_ease():
    """WGS 84 with longitude first, and EASE-Grid 2.0, as GDAL has them."""
    degrees, ease = osr.SpatialReference(), osr.SpatialReference()
    degrees.ImportFromEPSG(4326)
    degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    ease.ImportFromEPSG(6933)
    return degrees, ease


# --- coarse product -------------------------------------------------------------------------------------------------

def test_without_noise_a_coarse_value_is_the_mean_of_its_81_pixels():
    world = make_world(dataclasses.replace(SMALL, noise=0.0))
    for truth, coarse in zip(world.truth, world.coarse):
        np.testing.assert_allclose(coarse, cell_means(truth, SMALL.cells), atol=1e-6)


def test_coarse_noise_is_white_and_has_the_stated_deviation(default):
    error = default.coarse - np.stack([cell_means(truth, 26) for truth in default.truth])
    count = error.size
    assert error.std() == pytest.approx(0.02, rel=4 / np.sqrt(2 * count))
    assert abs(error.mean()) < 4 * 0.02 / np.sqrt(count)
    neighbours = np.corrcoef(error[:, :, 1:].ravel(), error[:, :, :-1].ravel())[0, 1]
    dates = np.corrcoef(error[1:].ravel(), error[:-1].ravel())[0, 1]
    assert max(abs(neighbours), abs(dates)) < 4 / np.sqrt(count)


def test_the_footprint_is_scipys_gaussian_of_33_km():
    ndimage = pytest.importorskip("scipy.ndimage")
    field = np.random.default_rng(0).random((9 * 16, 9 * 18))
    expected = ndimage.gaussian_filter(field, FOOTPRINT_SIGMA, truncate=10, mode="constant")
    weight = ndimage.gaussian_filter(np.ones_like(field), FOOTPRINT_SIGMA, truncate=10, mode="constant")
    np.testing.assert_allclose(footprint_means(field), (expected / weight)[4::9, 4::9], rtol=1e-6)


def test_a_point_at_half_the_width_weighs_half_as_much_as_one_in_the_centre():
    half_width = 33.0 / 2 / 1.000895023350
    weights = []
    for offset in (0, 16, 17):
        field = np.zeros((9 * 21, 9 * 21))
        field[94, 94 + offset] = 1.0
        weights.append(footprint_means(field)[10, 10] / footprint_means(np.ones_like(field))[10, 10])
    logs = np.log(np.array(weights) / weights[0])
    at_half = logs[1] + (half_width**2 - 16**2) / (17**2 - 16**2) * (logs[2] - logs[1])  # log is linear in distance^2
    assert np.exp(at_half) == pytest.approx(0.5, rel=1e-6)


def test_a_world_with_the_footprint_shows_what_scipys_filter_sees_in_its_truth():
    ndimage = pytest.importorskip("scipy.ndimage")
    world = make_world(WorldSettings(dates=1, cells=15, footprint="smap", noise=0.0))
    seen = ndimage.gaussian_filter(world.truth[0].astype(float), FOOTPRINT_SIGMA, truncate=4)
    assert world.coarse[0][7, 7] == pytest.approx(seen[7 * 9 + 4, 7 * 9 + 4], abs=2e-4)


def test_with_the_footprint_cells_at_the_edge_see_beyond_the_box():
    """The truth inside the box alone doesn't give them: its edge isn't the end of the world."""
    world = make_world(WorldSettings(dates=1, cells=15, footprint="smap", noise=0.0))
    difference = np.abs(world.coarse[0] - footprint_means(world.truth[0].astype(float)))
    assert difference[7, 7] < 2e-4
    assert np.concatenate([difference[0], difference[-1]]).max() > 2e-3


# --- place ----------------------------------------------------------------------------------------------------------

def test_the_fine_grid_nests_nine_by_nine_in_cells_of_ease_grid_2(small):
    fine, coarse = small.fine_grid, small.coarse_grid
    assert fine.crs_name == coarse.crs_name == "EPSG:6933"
    np.testing.assert_allclose(fine.bounds, coarse.bounds, atol=1e-3)
    assert fine.shape == tuple(9 * n for n in coarse.shape) == small.truth.shape[1:]
    xmin, _, _, ymax = coarse.bounds
    column, row = (xmin + 17367530.445161) / 9008.055210146, (7314540.830638 - ymax) / 9008.055210146
    assert (column, row) == pytest.approx((round(column), round(row)), abs=1e-6)


def test_the_world_lies_where_pixels_are_square(default):
    degrees, ease = degrees_and_ease()
    xmin, ymin, xmax, ymax = default.fine_grid.bounds
    to_degrees = osr.CoordinateTransformation(ease, degrees)
    (west, south, _), (east, north, _) = to_degrees.TransformPoint(xmin, ymin), to_degrees.TransformPoint(xmax, ymax)
    width = np.radians(east - west) * np.cos(np.radians((south + north) / 2)) * 6378.137 / 234
    height = np.radians(north - south) * 6356.0 / 234
    assert width == pytest.approx(1.0009, rel=0.01) and height == pytest.approx(1.0009, rel=0.01)


def test_periods_are_eight_days_spread_over_the_year(default):
    starts = [period.start for period in default.periods]
    assert all((period.end - period.start).days == 8 for period in default.periods)
    assert {(b - a).days for a, b in zip(starts, starts[1:])} <= {24, 32}
    assert len(periods_of(WorldSettings(dates=46))) == 46
    assert periods_of(WorldSettings(dates=46))[-1].end.year == 2020


# --- predictors -----------------------------------------------------------------------------------------------------

PLAUSIBLE = {"ndvi": (-0.1, 1.0), "albedo": (0.05, 0.45), "lst": (255.0, 340.0), "lst_night": (245.0, 315.0),
             "vv": (-25.0, 0.0), "rain": (0.0, 100.0), "api": (0.0, 500.0), "elevation": (0.0, 1500.0),
             "slope": (0.0, 45.0), "clay": (0.0, 100.0), "sand": (0.0, 100.0), "landcover": (4, 16)}


@pytest.mark.parametrize("name", PLAUSIBLE)
def test_predictors_stay_within_what_is_seen_on_earth(default, hard, name):
    lowest, highest = PLAUSIBLE[name]
    for seen in (default, hard):
        values = seen.predictors[name]
        assert lowest <= np.nanmin(values) and np.nanmax(values) <= highest


def test_there_is_a_range_for_every_predictor_and_a_unit(default):
    assert set(default.predictors) == set(PLAUSIBLE) == set(default.units)
    assert default.categorical == ("landcover",)


def test_soil_moisture_stays_within_what_soils_hold(default):
    assert 0.0 < default.truth.min() and default.truth.max() < 0.55
    assert 0.1 < default.truth.mean() < 0.35


def test_days_are_warmer_than_nights_and_summers_than_winters(default):
    lst, night = default.predictors["lst"].mean(axis=(1, 2)), default.predictors["lst_night"].mean(axis=(1, 2))
    assert (lst > night + 5).all()
    assert lst[6] > lst[0] + 15


@pytest.mark.parametrize("name, tolerance", [("lst", 0.12), ("lst_night", 0.03), ("vv", 0.03), ("ndvi", 0.15),
                                             ("albedo", 0.05)])
def test_what_does_not_follow_in_time_is_the_stated_noise(default, name, tolerance):
    """Variance less one-step covariance of spatial second differences: what is independent from date to date.

    Fields grow and are irrigated within a month, which adds to ndvi and lst.
    """
    values = default.predictors[name].astype(float)
    rough = (values[:, :, 1:-1] - 0.5 * (values[:, :, 2:] + values[:, :, :-2])) / np.sqrt(1.5)
    noise = np.sqrt((rough**2).mean() - (rough[1:] * rough[:-1]).mean())
    assert noise == pytest.approx(NOISE_STD[name], rel=tolerance)


def test_rain_products_are_smoother_than_soil_moisture(default):
    """Differences from pixel to pixel, in units of each one's spread."""
    def roughness(values):
        return np.median(np.abs(np.diff(values, axis=2)).mean(axis=(1, 2)) / values.std(axis=(1, 2)))
    assert roughness(default.predictors["api"]) < 0.2 * roughness(default.truth)


# --- the hard scenario ----------------------------------------------------------------------------------------------

def test_only_the_hard_scenario_has_gaps_and_they_lie_where_it_rained(default, hard):
    assert all(np.isfinite(values).all() for values in default.predictors.values())
    gaps = np.isnan(hard.predictors["lst"])
    assert 0.0 < gaps.mean() < 0.5
    np.testing.assert_array_equal(gaps, np.isnan(hard.predictors["lst_night"]))
    assert np.isnan(hard.predictors["ndvi"]).any()
    for name in ("vv", "rain", "api"):
        assert np.isfinite(hard.predictors[name]).all()
    rain = hard.predictors["rain"]
    partly = [k for k in range(len(rain)) if 0.01 < gaps[k].mean() < 0.99]
    assert partly and all(rain[k][gaps[k]].mean() > rain[k][~gaps[k]].mean() for k in partly)


def test_in_the_hard_scenario_two_steps_show_one_vegetation_composite(default, hard):
    ndvi = hard.predictors["ndvi"]
    assert all(a.end == b.start for a, b in zip(hard.periods[::2], hard.periods[1::2]))
    np.testing.assert_array_equal(ndvi[::2], ndvi[1::2])
    assert not np.array_equal(ndvi[1], ndvi[2])
    assert not np.array_equal(hard.predictors["vv"][0], hard.predictors["vv"][1])


def test_hard_coarse_errors_have_a_part_that_stays_and_a_part_that_neighbours_share():
    settings = WorldSettings(cells=40, noise=0.0, scenario="hard")
    errors = np.stack([coarse_error(settings, period) for period in range(46)])
    bias = errors.mean(axis=0)
    assert bias.std() == pytest.approx(0.02, rel=0.08)
    varying = errors - bias
    assert varying.std() == pytest.approx(0.015, rel=0.08)
    for cells in (1, 3):  # a field under the footprint: exp(-d^2 / (4 sigma^2)), sigma in cells
        expected = np.exp(-cells**2 / (4 * (FOOTPRINT_SIGMA / 9) ** 2))
        shared = np.corrcoef(varying[:, :, cells:].ravel(), varying[:, :, :-cells].ravel())[0, 1]
        assert shared == pytest.approx(expected, abs=0.05)
    assert coarse_error(WorldSettings(noise=0.0), 0).std() == 0.0


def test_hard_wetlands_stay_wet_while_others_dry_and_look_darker_to_the_radar_the_wetter_they_are(default, hard):
    wetland = hard.predictors["landcover"] == COVERS["wetland"].code
    means = np.array([(truth[wetland].mean(), truth[~wetland].mean()) for truth in hard.truth])
    assert means[:, 0].std() < 0.3 * means[:, 1].std()
    assert (means[:, 0] > means[:, 1]).all()
    moisture, radar = hard.truth.mean(axis=0), hard.predictors["vv"].mean(axis=0)
    assert np.corrcoef(moisture[wetland], radar[wetland])[0, 1] < 0
    assert np.corrcoef(moisture[~wetland], radar[~wetland])[0, 1] > 0
    wetland = default.predictors["landcover"] == COVERS["wetland"].code
    means = np.array([(truth[wetland].mean(), truth[~wetland].mean()) for truth in default.truth])
    assert np.corrcoef(means.T)[0, 1] > 0.98


# --- stations and districts -----------------------------------------------------------------------------------------

def test_stations_lie_in_their_pixels(default):
    stations, grid = default.stations, default.fine_grid
    to_metres = osr.CoordinateTransformation(*degrees_and_ease())
    assert 24 <= len(stations.names) == len(set(zip(stations.rows, stations.columns))) <= 60
    places = zip(stations.latitudes, stations.longitudes, stations.rows, stations.columns)
    for latitude, longitude, row, column in places:
        x, y, _ = to_metres.TransformPoint(longitude, latitude)
        assert int((x - grid.transform[0]) / grid.transform[1]) == column
        assert int((y - grid.transform[3]) / grid.transform[5]) == row


def test_stations_read_the_truth_with_their_own_bias_gain_and_noise(default):
    stations, count = default.stations, len(default.periods)
    readings = np.array([value for _, _, value in stations.observations]).reshape(len(stations.names), count, 32)
    seen, truth = readings.mean(axis=2), default.truth[:, stations.rows, stations.columns].T.astype(float)
    mean = truth.mean(axis=1, keepdims=True)
    expected = mean + stations.biases[:, None] + stations.gains[:, None] * (truth - mean)
    kept = np.all((readings > 0.006) & (readings < 0.649), axis=(1, 2))  # a sensor doesn't read below its range
    assert kept.sum() > 0.7 * len(kept)
    deviation = (seen - expected)[kept]
    assert deviation.std() == pytest.approx(0.012 / np.sqrt(32), rel=0.15)
    assert np.abs(deviation).max() < 5 * 0.012 / np.sqrt(32)
    assert stations.biases.std() == pytest.approx(0.025, rel=0.4)
    assert stations.gains.std() == pytest.approx(0.12, rel=0.4)


def test_station_times_lie_in_the_periods_in_order(small):
    times = [time for station, time, _ in small.stations.observations if station == 0]
    assert times == sorted(set(times))
    assert all(any(p.start <= time < p.end for p in small.periods) for time in times)
    assert len(times) == sum((p.end - p.start).days * 4 for p in small.periods)


def test_districts_fill_the_box_without_overlap(default):
    xmin, ymin, xmax, ymax = default.fine_grid.bounds

    def area(ring):
        x, y = np.array(ring).T - np.array([[xmin], [ymin]])
        return 0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)

    areas = [area(district.ring) for district in default.districts]
    assert sum(areas) == pytest.approx((xmax - xmin) * (ymax - ymin), rel=1e-9)
    assert len({d.name for d in default.districts}) == len(areas) == 7
    assert min(areas) > 0.05 * sum(areas)
