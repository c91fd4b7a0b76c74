"""Every method keeps the contract, also those that look around; a method that breaks it is found out."""
import numpy as np
import pytest
from toy_methods import CONVOLUTION, SEQUENCE, ConvolutionFit, moving_mean

from smdownscale_plugin.monitor import SILENT
from smdownscale_plugin.regression import linear, stacking, svr
from smdownscale_plugin.regression.check_method import check_method
from smdownscale_plugin.regression.context import Context
from smdownscale_plugin.regression.linear import LinearFit
from smdownscale_plugin.regression.method import Method, on_rows
from smdownscale_plugin.regression.methods import METHODS
from smdownscale_plugin.regression.rows import Rows

FEWER = {"n_estimators": 12, "networks": 2, "epochs": 20, "neurons": 16, "folds": 2}


@pytest.mark.parametrize("name", [name for name in METHODS if METHODS[name].needs.own_pixel_only])
def test_every_method_keeps_the_contract(name, monkeypatch):
    method = METHODS[name]
    if not method.present:
        pytest.skip(f"{method.package} is not installed")
    monkeypatch.setattr(stacking, "_members", lambda: [linear.METHOD, svr.METHOD])
    assert check_method(method, {key: value for key, value in FEWER.items() if key in method.settings}) == []


@pytest.mark.parametrize("method", [CONVOLUTION, SEQUENCE], ids=lambda m: m.name)
def test_methods_that_look_around_keep_the_contract(method):
    assert check_method(method) == []


def test_the_toy_convolution_is_a_mean_of_the_known_neighbours():
    random = np.random.default_rng(0)
    image = random.normal(size=(2, 12, 13))
    image[0, 5, 5] = np.nan
    expected = [[[np.nanmean(layer[r:r + 5, c:c + 5]) for c in range(9)] for r in range(8)] for layer in image]
    assert np.allclose(moving_mean(image, 2), expected)


def broken(**changes):
    """The ridge with some of its fit's members replaced."""
    cls = type("Broken", (LinearFit,), changes)

    def fit(table, target, settings, seed, threads, monitor):
        line = linear.METHOD.fit(Rows(table, target), settings, seed, threads, monitor)
        return cls(line.coefficients, line.intercept, line.ranges)
    return Method("broken", "Broken", "", on_rows(fit), linear.METHOD.settings)


def noisy(self, table, check):
    check()
    return LinearFit.predict(self, table, check) + 1e-3 * np.arange(len(table))


def touching(self, block, check=lambda: None):
    values = LinearFit.predict(self, block.table, check)
    block.values[:] = 0
    return values


@pytest.mark.parametrize("changes, words", [
    ({"predict": noisy}, "in windows of"),
    ({"predict": lambda self, table, check: LinearFit.predict(self, table)}, "doesn't call its check"),
    ({"predict": lambda self, table, check: LinearFit.predict(self, table, check) * np.nan}, "must get a value"),
    ({"predict_window": touching}, "changes the predictors"),
    ({"arrays": lambda self: {**LinearFit.arrays(self), "note": np.zeros(3)}}, "'note' are missing isn't refused"),
    ({"arrays": lambda self: {**LinearFit.arrays(self), "intercept": np.array([self.intercept + 1.0])}}, "differs"),
    ({"needs": Context(halo=3)}, "more than its method says"),
    ({"variables": 1}, "variables without days"),
])
def test_a_fit_that_breaks_the_contract_is_found_out(changes, words):
    problems = check_method(broken(**changes))
    assert any(words in problem for problem in problems), problems


def test_a_gap_that_leaks_beyond_the_halo_is_found_out():
    def leaking(self, block, check=lambda: None):
        check()
        return ConvolutionFit.predict_window(self, block) + 0.01 * np.isnan(block.image).sum()
    fit = type("Leaking", (ConvolutionFit,), {"predict_window": leaking})
    method = Method("leaking", "Leaking", "", lambda *a: fit(*vars(CONVOLUTION.fit(*a)).values()),
                    linear.METHOD.settings, needs=Context(halo=4))
    assert any("more than 4 pixels away" in problem for problem in check_method(method))


def test_training_that_cannot_be_stopped_or_repeated_is_found_out():
    random = np.random.default_rng()

    def fit(table, target, settings, seed, threads, monitor):
        line = linear.METHOD.fit(Rows(table, target), {"alpha": 1.0}, seed, threads, SILENT)
        return LinearFit(line.coefficients + 1e-4 * random.normal(size=line.columns), line.intercept, line.ranges)
    problems = " ".join(check_method(Method("wild", "Wild", "", on_rows(fit), {})))
    assert "doesn't stop when cancelled" in problems and "same rows and seed give other numbers" in problems
