"""Rows that a method can't learn from are refused in words, before anything is fitted."""
import numpy as np
import pytest
from toy_methods import SEQUENCE

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.regression import linear
from smdownscale_plugin.regression.check_method import check_method, example_rows
from smdownscale_plugin.regression.fit import RowFit
from smdownscale_plugin.regression.method import Method, on_rows
from smdownscale_plugin.regression.recipe import Recipe
from smdownscale_plugin.regression.rows import Rows
from smdownscale_plugin.stations.sensors import Sensor


@pytest.mark.parametrize("place", ["x", "y"])
def test_rows_with_a_gap_are_counted_and_refused(place):
    rows = example_rows()
    getattr(rows, place)[7] = np.nan
    with pytest.raises(InputError, match="1 of 240 rows"):
        Recipe(linear.METHOD, linear.METHOD.checked({})).fit(rows, 1, 1)


def test_a_method_that_looks_back_on_days_asks_for_them():
    rows = example_rows()
    with pytest.raises(InputError, match="learns from the days before each date.*SERIES"):
        Recipe(SEQUENCE, SEQUENCE.checked({})).fit(Rows(rows.x, rows.y), 1, 1)


def test_check_method_names_what_a_fit_does_not_define():
    class Half(RowFit):
        columns = 4

    method = Method("half", "Half", "", on_rows(lambda *_: Half()), {})
    assert [problem.split(";")[0] for problem in check_method(method)] == [
        f"Half doesn't define {name}" for name in ("predict", "arrays")]


@pytest.mark.parametrize("name, longitude, latitude", [("", 5.0, 50.0), ("Here", 5.0, 145.5), ("Here", np.nan, 50.0)])
def test_a_sensor_without_a_name_or_a_place_on_earth_is_refused(name, longitude, latitude):
    with pytest.raises(InputError, match="needs a name and a place on Earth"):
        Sensor(name, "", longitude, latitude, 0.0, 0.05, np.empty(0, np.int64), np.empty(0))
