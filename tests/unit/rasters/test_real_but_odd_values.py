"""Values that are rare but real pass, with a warning at most: a refusal costs a user more than a warning."""
import numpy as np
import pytest
from small_world import FACTOR, PIXEL, make, smooth, write_world

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.coarse_units import compare_dates, compare_with_training
from smdownscale_plugin.rasters.fills import FillSearch
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.rasters.variables import unit_change

SHAPE = (72, 72)


def field(seed):
    return smooth(SHAPE, seed, 6)


SEASONS = {
    "lst": (-18 + 4 * field(1), -5 + 4 * field(2), 24 + 5 * field(3)),           # degrees Celsius
    "lai": (np.abs(0.3 + 0.05 * field(1)), 1.2 + 0.1 * field(2), np.abs(3 + 0.6 * field(3))),
    "ndvi": (0.05 + 0.01 * field(1), 0.2 + 0.05 * field(2), 0.5 + 0.1 * field(3)),
    "albedo": (0.75 + 0.04 * field(1), 0.18 + 0.02 * field(2), 0.07 + 0.005 * field(3)),
    "et": (np.abs(8 + field(1)), 60 + 8 * field(2), 130 + 10 * field(3)),        # mm a month
    "rain": (np.zeros(SHAPE), np.abs(20 * field(2)), np.abs(60 * field(3))),
}


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    return write_world(tmp_path_factory.mktemp("three"), dates=3)


@pytest.mark.parametrize("name", SEASONS)
def test_seasons_are_no_change_of_unit(three, tmp_path, name):
    stacks = []
    for predictors, values, date in zip(three.predictors, SEASONS[name], three.dates):
        layers = {"ndvi": predictors["ndvi"], "lst": predictors["lst"], name: values}
        stacks.append(make(tmp_path / f"stack_{date.replace('-', '')}.tif", layers))
    trained = train_model([*stacks, three.static], three.coarse, str(tmp_path / "m.smdm"),
                          TrainingOptions(method="linear"))
    assert trained.n_samples == 192


def test_summer_is_not_explained_by_another_unit_but_percent_are():
    assert unit_change("lai", 2, 4, 0.2, 0.4) is None and "100 times" in unit_change("ndvi", 20, 60, 0.2, 0.6)
    assert "ten times" in unit_change("lai", 20, 40, 2, 4) and "Celsius" in unit_change("lst", 5, 20, 275, 300)


TAILS = {
    "a shower": np.where(np.eye(72) * np.arange(72) == 9, 20.0, np.round(np.abs(0.05 * field(2)), 1)),
    "runoff": np.where(np.eye(72) * np.arange(72) == 9, 500.0, np.exp(field(2))),
    "fires": np.where(np.eye(72) * np.arange(72) == 9, 95.0, np.where(np.eye(72) > 0, 0.4, 0.0)),
}


def searched(tmp_path, name, values):
    band = describe(make(tmp_path / "x.tif", {name: values}, nodata=None)).bands[0]
    search = FillSearch()
    search.add(values)
    return search.found(band, "x.tif"), search.doubt(band, "x.tif")


@pytest.mark.parametrize("name", TAILS)
def test_much_in_few_places_is_warned_of_and_kept(tmp_path, name):
    found, doubt = searched(tmp_path, "x", TAILS[name])
    assert found is None and "treated as real" in doubt and f"{TAILS[name].max():g}" in doubt


@pytest.mark.parametrize("spike", [-1234.5, 1e7, 30000.0])
def test_a_spike_that_no_tail_explains_is_refused(tmp_path, spike):
    assert searched(tmp_path, "x", np.where(np.eye(72) > 0, spike, 300 + 6 * field(2)))[0]


def test_a_saturated_pixel_is_a_reflectance(tmp_path):
    assert searched(tmp_path, "red", np.where(np.eye(72) * np.arange(72) == 9, 19800.0, 1500 + 400 * field(1)))[0] \
        is None


def test_a_dry_season_after_a_wet_one_is_warned_of_and_another_unit_refused():
    said = []
    monitor = Monitor(warn=said.append)
    dates = [(f"{k}.tif", "", np.full((4, 4), value)) for k, value in enumerate((0.02, 0.21, 0.24))]
    compare_dates(dates, monitor)
    assert len(said) == 1 and "0.tif" in said[0]
    with pytest.raises(InputError, match="unit of the others"):
        compare_dates([("a.tif", "", np.full((4, 4), 0.002)), *dates[1:]], monitor)


@pytest.mark.parametrize("median, odd, refused", [(0.15, False, False), (0.03, True, False), (0.4, True, False),
                                                  (0.6, True, True), (0.002, True, True)])
def test_a_map_in_another_season_is_warned_of_and_another_unit_refused(median, odd, refused):
    problem, other_unit = compare_with_training(np.full((4, 4), median), "a.tif", {"min": 0.1, "max": 0.2})
    assert bool(problem) == odd and other_unit == refused


def test_a_coarse_raster_of_a_dry_region_trains(three, tmp_path):
    coarse = [make(tmp_path / f"sm_{date.replace('-', '')}.tif", {"soil_moisture": 0.03 + 0.1 * (cells - 0.2)},
                   cell=FACTOR * PIXEL) for date, cells in zip(three.dates, three.cells)]
    assert train_model(three.all_predictors, coarse, str(tmp_path / "m.smdm"),
                       TrainingOptions(method="linear")).n_samples == 192
