"""The examples of docs/developing.md on samples and folds run, and do what the page says."""
import numpy as np
import pytest
from developing_page import example

from smdownscale_plugin.monitor import SILENT
from smdownscale_plugin.selection import choosing
from smdownscale_plugin.selection import folds as kinds
from smdownscale_plugin.selection.folds import folds


@pytest.fixture(scope="module")
def table():
    """30 stations, 8 days; moisture = 0.2 + 0.05 wet - 0.03 hot."""
    random = np.random.default_rng(0)
    place = random.uniform(0, 200, (30, 2))
    rows = [{"station": f"s{k}", "east_km": place[k, 0], "south_km": place[k, 1], "date": f"2020-06-0{day}",
             "wet": random.normal(), "hot": random.normal()} for k in range(30) for day in range(1, 9)]
    for row in rows:
        row["moisture"] = 0.2 + 0.05 * row["wet"] - 0.03 * row["hot"]
    return rows


def test_a_table_of_measurements_is_learned_from_without_any_raster(table, monkeypatch):
    monkeypatch.setattr(choosing, "_ALWAYS", ("linear", "linear_boosting"))       # the others take longer
    monkeypatch.setattr(choosing, "_WHEN_SMALL", ())
    page = example("A table of measurements")
    samples = page["samples_of"](table, ["wet", "hot"])
    chosen = page["chosen_for"](samples)
    assert chosen.validation.r > 0.99
    asked = samples.some(np.arange(5))
    assert np.allclose(chosen.fit(samples, 0, 1, SILENT).predict_samples(asked), asked.y, atol=0.01)


def test_a_kind_of_validation_is_a_function_and_a_line(table, monkeypatch):
    samples = example("A table of measurements")["samples_of"](table, ["wet", "hot"])
    monkeypatch.setitem(kinds.KINDS, "every_other", example("Every other station")["KIND"])
    found = folds(samples, "every_other", 0)
    assert [int(fold.test.sum()) for fold in found] == [120, 120]
    assert not set(samples.group[found[0].test]) & set(samples.group[found[0].train])
