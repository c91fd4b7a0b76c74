"""The example of docs/developing.md is a method: it keeps the contract and its words are those of the code."""
import numpy as np
import pytest
from developing_page import example

from smdownscale_plugin.monitor import SILENT
from smdownscale_plugin.regression import kinds
from smdownscale_plugin.regression.check_method import check_method
from smdownscale_plugin.regression.rows import Rows


@pytest.fixture
def method(monkeypatch):
    """METHOD of the page's code."""
    monkeypatch.setattr(kinds, "_KINDS", dict(kinds._KINDS))
    return example("Nearest neighbours")["METHOD"]


def test_the_method_of_the_page_keeps_the_contract(method):
    assert check_method(method) == []


def test_the_method_of_the_page_predicts_means_of_neighbours(method):
    sklearn = pytest.importorskip("sklearn.neighbors")
    random = np.random.default_rng(0)
    x, y, asked = random.normal(size=(300, 3)).astype(np.float32), random.normal(size=300), random.normal(size=(600, 3))
    fit = method.fit(Rows(x, y), method.checked({"neighbours": 5}), 0, 1, SILENT)
    expected = sklearn.KNeighborsRegressor(5).fit(x, y).predict(asked.astype(np.float32))
    assert np.abs(fit.predict(asked.astype(np.float32)) - expected).max() < 1e-12
