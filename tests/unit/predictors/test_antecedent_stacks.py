"""What the days before have left behind, as predictors that any method can take: Derive Indices with SERIES."""
from datetime import date, timedelta

import numpy as np
import pytest
import small_world as sw

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.derive_indices import IndexOptions, derive_indices
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.rasters.stack import open_stacks

LAST, DAYS = date(2020, 6, 30), 60


@pytest.fixture
def rain():
    random = np.random.default_rng(4)
    return random.gamma(0.4, 9.0, (DAYS + 5, 3, 4)) * (random.random((DAYS + 5, 3, 4)) < 0.4)


@pytest.fixture
def series(rain, tmp_path):
    """Daily rain, five days beyond the stack's date among them."""
    folder = tmp_path / "rain"
    folder.mkdir()
    first = LAST - timedelta(days=DAYS - 1)
    return [sw.make(folder / f"rain_{first + timedelta(days=k):%Y%m%d}.tif", {"rain": day})
            for k, day in enumerate(rain)]


@pytest.fixture
def stack(tmp_path):
    return sw.make(tmp_path / f"stack_{LAST:%Y%m%d}.tif", {"ndvi": np.full((3, 4), 0.4)})


def derived(stack, series, tmp_path, wanted="usual", out="out"):
    made = derive_indices([stack], str(tmp_path / out), IndexOptions(series=series, antecedent=wanted))
    assert [path.rsplit("/")[-1] for path in made] == [f"antecedent_{LAST:%Y%m%d}.tif"]
    return made[0]


def test_rain_of_the_days_before_is_remembered_by_the_definitions(stack, series, rain, tmp_path):
    path = derived(stack, series, tmp_path, "rain_api_90, rain_sum_7, rain_days_since")
    index, since = np.zeros((3, 4)), np.full((3, 4), 99.0)
    for day in rain[:DAYS]:                                    # nothing of the days that follow
        index, since = 0.9 * index + day, np.where(day >= 1.0, 0.0, since + 1)
    found = sw.pixels(path)
    np.testing.assert_allclose(found[0], index, rtol=1e-5)
    np.testing.assert_allclose(found[1], rain[DAYS - 7:DAYS].sum(0), rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(found[2], since)
    assert [(b.name, b.unit) for b in describe(path).bands] == [
        ("rain_api_90", "mm"), ("rain_sum_7", "mm"), ("rain_days_since", "days")]


def test_the_usual_ones_join_the_stack_of_their_date(stack, series, tmp_path):
    path = derived(stack, series, tmp_path)
    joined = open_stacks([stack, path])
    assert len(joined) == 1 and {"ndvi", "rain_api_70", "rain_sum_30", "rain_bucket_50"} <= set(joined[0].names)


@pytest.mark.parametrize("wanted, message", [
    ("lst_mean_3", "the series has rain"), ("rain_x_3", "no antecedent feature")])
def test_what_the_series_cannot_give_is_refused_and_nothing_is_left(wanted, message, stack, series, tmp_path):
    with pytest.raises(InputError, match=message):
        derived(stack, series, tmp_path, wanted)
    assert not (tmp_path / "out").exists()


def test_stacks_and_series_need_dates(stack, series, tmp_path):
    undated = sw.make(tmp_path / "anything.tif", {"rain": np.ones((3, 4))})
    with pytest.raises(InputError, match="date"):
        derived(stack, [undated], tmp_path)
    with pytest.raises(InputError, match="date"):
        derived(sw.make(tmp_path / "static.tif", {"clay": np.ones((3, 4))}), series, tmp_path)
    assert not (tmp_path / "out").exists()
