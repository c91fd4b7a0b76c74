"""The days before each date, of coarse cells and of sampled pixels."""
import numpy as np
import pytest
from small_world import block_means, make, smooth, write_world

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.coarse import read_all
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.regression.rows import pixel_rows
from smdownscale_plugin.samples.days_of_cells import with_days_before
from smdownscale_plugin.samples.from_coarse_cells import sample_product

DAYS = ("2020-05-31", "2020-06-01", "2020-06-02")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Dates 1 and 2 June, with rain and wind of the days from 31 May; rain lacks in a corner of the first."""
    made = write_world(tmp_path_factory.mktemp("world"), dates=2)
    made.daily, made.values = [], {}
    for k, day in enumerate(DAYS):
        layers = {"rain": 5 + smooth((72, 72), 70 + k, 4), "wind": 3 + smooth((72, 72), 80 + k, 4)}
        layers["rain"][:9, :6] = np.nan if k == 0 else 1.0
        made.values[day] = layers
        made.daily.append(make(made.folder / f"weather_{day.replace('-', '')}.tif", layers))
    return made


def sampled(world):
    stacks = open_stacks(world.all_predictors)
    return sample_product(stacks, read_all(world.coarse, 1.0, stacks[0].grid), 0.0, 0.5)


def test_rows_see_the_means_of_their_cells_and_pixels_their_own_values_oldest_day_first(world):
    samples, cells = sampled(world)
    found = with_days_before(samples, cells, open_stacks(world.daily), 2)
    assert found.series.shape == (len(samples), 2, 2)
    place = cells.surroundings.pixel_places
    for date, days in enumerate((DAYS[:2], DAYS[1:])):
        for day, label in enumerate(days):
            for variable, name in enumerate(("rain", "wind")):
                fine, rows = world.values[label][name], cells.date == date
                means = block_means(fine)
                if name == "rain" and label == DAYS[0]:
                    means[0, 0] = np.nan          # two thirds of this cell are unknown
                np.testing.assert_allclose(found.series[rows, day, variable],
                                           means[cells.row[rows], cells.column[rows]], atol=1e-5)
                pixels = place // fine.size == date
                np.testing.assert_allclose(found.pixels_series[pixels, day, variable],
                                           fine.ravel()[place[pixels] % fine.size], atol=1e-5)
    assert np.isnan(found.series).sum() == 1
    np.testing.assert_array_equal(pixel_rows(found).series, found.pixels_series)


def test_a_day_without_a_stack_is_named_and_unknown_and_no_day_at_all_is_refused(world):
    samples, cells = sampled(world)
    said = []
    found = with_days_before(samples, cells, open_stacks(world.daily[:2]), 2, Monitor(warn=said.append))
    assert len(said) == 1 and "the first is 2020-06-02" in said[0]
    assert np.isnan(found.series[cells.date == 1, 1]).all() and np.isfinite(found.series[:, 0, 1]).all()
    with pytest.raises(InputError, match="none of the days from 2020-06-02 to 2020-06-02"):
        with_days_before(samples, cells, open_stacks(world.daily[:2]), 1)
