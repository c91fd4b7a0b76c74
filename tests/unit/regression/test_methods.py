"""Each method predicts what its own library predicts, after the model file too; compiled trees and NumPy agree."""
import json
import threading
import time
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest

from smdownscale_plugin.errors import Cancelled, InputError, MissingPackageError
from smdownscale_plugin.monitor import SILENT, Monitor
from smdownscale_plugin.regression.method import Setting
from smdownscale_plugin.regression.methods import AUTO, CHOICES, METHODS, OF_SERIES, TAUGHT, method
from smdownscale_plugin.regression.model import Model
from smdownscale_plugin.regression.model_file import read_model, write_model
from smdownscale_plugin.regression.presets import PRESETS, read_hyperparameters
from smdownscale_plugin.regression.rows import Rows
from smdownscale_plugin.regression.stacking import convex_weights
from smdownscale_plugin.samples.features import Feature, Features, classes_of

Data = namedtuple("Data", "x y fine")


@pytest.fixture(scope="module")
def data():
    """Means of cells to train on, and pixels to predict: more extreme, many exactly on values of the training, and
    the ends of what float32 holds."""
    random = np.random.default_rng(0)
    x = random.normal(size=(400, 4)).astype(np.float32)
    y = 0.25 + 0.06 * np.sin(x[:, 0]) + 0.03 * x[:, 1] * x[:, 2] + 0.01 * random.normal(size=400)
    extreme = np.tile(x[:8], (8, 1))
    extreme[np.arange(64), np.arange(64) % 4] = np.resize([3.4e38, -3.4e38, 1e-40, -0.0, 1e6, -1e6, 0.0, 1e30], 64)
    fine = np.concatenate([3 * random.normal(size=(3000, 4)), x, np.round(x, 2), extreme]).astype(np.float32)
    return Data(x, y, fine)


FEWER = {"n_estimators": 80, "networks": 2, "epochs": 30, "folds": 3}
ON_ROWS = [name for name, chosen in METHODS.items() if chosen.needs.own_pixel_only]   # those with context: files beside


def fitted(name, data, settings=None, seed=3, threads=1):
    """A fit; of fewer trees, networks and so on than by default where `settings` is None."""
    chosen = METHODS[name]
    if not chosen.present:
        pytest.skip(f"{chosen.package} is not installed")
    if settings is None:
        settings = {key: value for key, value in FEWER.items() if key in chosen.settings}
    return chosen.fit(Rows(data.x, data.y), chosen.checked(settings), seed, threads, SILENT)


names = pytest.mark.parametrize("name", ON_ROWS)


# --- the native libraries ------------------------------------------------------------------------------------------

def test_linear_is_ridge_on_standardised_predictors(data):
    linear_model = pytest.importorskip("sklearn.linear_model")
    preprocessing = pytest.importorskip("sklearn.preprocessing")
    fit = fitted("linear", data, {"alpha": 3.0})
    scaler = preprocessing.StandardScaler().fit(data.x.astype(float))
    ridge = linear_model.Ridge(alpha=3.0).fit(scaler.transform(data.x.astype(float)), data.y)
    inside = np.clip(data.fine, data.x.min(0), data.x.max(0)).astype(float)
    assert np.abs(fit.predict(data.x) - ridge.predict(scaler.transform(data.x.astype(float)))).max() < 1e-12
    assert np.abs(fit.predict(inside.astype(np.float32)) - ridge.predict(scaler.transform(inside))).max() < 1e-6


def test_random_forest_is_that_of_scikit_learn(data):
    ensemble = pytest.importorskip("sklearn.ensemble")
    settings = {"n_estimators": 25, "max_depth": 6, "min_samples_leaf": 4, "max_features": 0.5}
    fit = fitted("random_forest", data, settings)
    native = ensemble.RandomForestRegressor(25, max_depth=6, min_samples_leaf=4, max_features=0.5, random_state=3)
    assert np.abs(fit.predict(data.fine) - native.fit(data.x, data.y).predict(data.fine)).max() < 1e-12


def test_hist_gradient_boosting_is_that_of_scikit_learn(data):
    ensemble = pytest.importorskip("sklearn.ensemble")
    settings = {"n_estimators": 60, "learning_rate": 0.1, "num_leaves": 7, "min_data_in_leaf": 9, "l2": 0.5}
    fit = fitted("hist_gradient_boosting", data, settings)
    native = ensemble.HistGradientBoostingRegressor(
        max_iter=60, learning_rate=0.1, max_leaf_nodes=7, min_samples_leaf=9, l2_regularization=0.5,
        early_stopping=False, random_state=3)
    assert np.abs(fit.predict(data.fine) - native.fit(data.x, data.y).predict(data.fine)).max() < 1e-12


def test_lightgbm_is_that_of_lightgbm(data):
    lightgbm = pytest.importorskip("lightgbm")
    settings = {"n_estimators": 60, "learning_rate": 0.1, "num_leaves": 7, "min_data_in_leaf": 9, "l2": 0.5}
    fit = fitted("lightgbm", data, settings)
    parameters = {"objective": "regression", "learning_rate": 0.1, "num_leaves": 7, "min_data_in_leaf": 9,
                  "lambda_l2": 0.5, "seed": 3, "verbosity": -1, "num_threads": 1, "deterministic": True,
                  "force_row_wise": True}
    native = lightgbm.train(parameters, lightgbm.Dataset(data.x, data.y), 60)
    assert np.abs(fit.predict(data.fine) - native.predict(data.fine)).max() < 1e-12


def test_extra_trees_are_those_of_scikit_learn(data):
    ensemble = pytest.importorskip("sklearn.ensemble")
    fit = fitted("extra_trees", data, {"n_estimators": 25, "min_samples_leaf": 4, "max_features": 0.5})
    native = ensemble.ExtraTreesRegressor(25, min_samples_leaf=4, max_features=0.5, random_state=3)
    assert np.abs(fit.predict(data.fine) - native.fit(data.x, data.y).predict(data.fine)).max() < 1e-12


def test_xgboost_is_that_of_xgboost(data):
    xgboost = pytest.importorskip("xgboost")
    settings = {"n_estimators": 40, "learning_rate": 0.1, "num_leaves": 7, "min_data_in_leaf": 9, "l2": 0.5}
    fit = fitted("xgboost", data, settings)
    parameters = {"objective": "reg:squarederror", "base_score": 0.0, "eta": 0.1, "tree_method": "hist",
                  "grow_policy": "lossguide", "max_leaves": 7, "max_depth": 0, "min_child_weight": 9, "lambda": 0.5,
                  "seed": 3, "nthread": 1, "verbosity": 0}
    centre = data.y.mean()
    native = xgboost.train(parameters, xgboost.DMatrix(data.x, data.y - centre), 40)
    expected = native.predict(xgboost.DMatrix(data.fine)) + centre
    assert np.abs(fit.predict(data.fine) - expected).max() < 1e-6           # XGBoost itself adds up in float32


def test_svr_is_that_of_scikit_learn(data):
    svm, preprocessing = pytest.importorskip("sklearn.svm"), pytest.importorskip("sklearn.preprocessing")
    fit = fitted("svr", data, {"C": 2.0, "epsilon": 0.1, "gamma": 0.8})
    scaler = preprocessing.StandardScaler().fit(data.x.astype(float))
    native = svm.SVR(C=2.0, epsilon=0.1, gamma=0.8 / 4)
    native.fit(scaler.transform(data.x.astype(float)), (data.y - data.y.mean()) / data.y.std())
    expected = native.predict(scaler.transform(data.fine.astype(float))) * data.y.std() + data.y.mean()
    assert np.abs(fit.predict(data.fine) - expected).max() < 1e-12


def test_cancel_acts_while_svr_fits(data, monkeypatch):
    """The fit itself can't be stopped; nobody waits for it."""
    svm = pytest.importorskip("sklearn.svm")
    end, started = threading.Event(), threading.Event()
    monkeypatch.setattr(svm.SVR, "fit", lambda *_: started.set() or end.wait(30))
    chosen, begin = METHODS["svr"], time.monotonic()
    try:
        with pytest.raises(Cancelled):
            chosen.fit(Rows(data.x, data.y), chosen.checked({}), 0, 1, Monitor(cancelled=started.is_set))
        assert time.monotonic() - begin < 2.0
    finally:
        end.set()


def test_what_svr_refuses_is_raised_where_it_was_called(data):
    pytest.importorskip("sklearn.svm")
    chosen = METHODS["svr"]
    with pytest.raises(ValueError, match="NaN"):
        chosen.fit(Rows(data.x, np.where(data.y > data.y.mean(), np.nan, data.y)), chosen.checked({}), 0, 1, SILENT)


def test_a_network_is_layers_of_weights_with_relu_between(data):
    """scikit-learn's own forward pass over the kept weights."""
    networks = pytest.importorskip("sklearn.neural_network")
    fit = fitted("neural_network", data, {"networks": 2, "neurons": 12, "layers": 3, "epochs": 20})
    expected = np.zeros(len(data.fine))
    for part in fit.parts:
        native = networks.MLPRegressor(hidden_layer_sizes=(12, 12, 12))
        z = (np.clip(data.fine, part.ranges[:, 0], part.ranges[:, 1]) - part.mean) / part.spread
        native.partial_fit(z[:5], np.zeros(5))
        native.coefs_, native.intercepts_ = part.weights, part.biases
        expected += (native.predict(z) * part.target[1] + part.target[0]) / 2
    assert np.abs(fit.predict(data.fine) - expected).max() < 1e-12
    assert np.allclose(part.mean, data.x.mean(0), atol=1e-6) and np.allclose(part.spread, data.x.std(0), atol=1e-6)


def test_linear_boosting_is_a_line_and_lightgbm_on_what_it_leaves(data):
    pytest.importorskip("lightgbm")
    fit = fitted("linear_boosting", data, {"n_estimators": 20})
    line = fitted("linear", data, {})
    trees = METHODS["lightgbm"].fit(Rows(data.x, data.y - line.predict(data.x)), METHODS["lightgbm"].checked(
        {"n_estimators": 20, "learning_rate": 0.05, "num_leaves": 8}), 3, 1, SILENT)
    assert np.abs(fit.predict(data.fine) - line.predict(data.fine) - trees.predict(data.fine)).max() < 1e-12


def test_stacking_adds_up_its_members_with_weights_that_add_to_one(data):
    fit = fitted("stacking", data)
    assert (fit.weights > 0).all() and fit.weights.sum() == pytest.approx(1)
    expected = sum(weight * part.predict(data.fine) for weight, part in zip(fit.weights, fit.parts))
    assert np.abs(fit.predict(data.fine) - expected).max() < 1e-12


def test_stacking_takes_the_weights_that_a_constrained_optimiser_finds():
    optimize = pytest.importorskip("scipy.optimize")
    random = np.random.default_rng(0)
    target = random.normal(size=300)
    held = np.stack([target + random.normal(size=300) * s for s in (0.3, 0.5, 4.0)], 1)
    found = optimize.minimize(lambda w: np.sum((held @ w - target) ** 2), np.full(3, 1 / 3), bounds=[(0, 1)] * 3,
                              constraints={"type": "eq", "fun": lambda w: w.sum() - 1})
    assert np.allclose(convex_weights(held, target), found.x, atol=0.02)


def test_every_method_was_compared_with_its_library():
    """A new method needs its comparison above."""
    assert set(ON_ROWS) == {"linear", "linear_boosting", "random_forest", "extra_trees", "hist_gradient_boosting",
                            "lightgbm", "svr", "neural_network", "stacking", "xgboost", "deep_belief_network"}


# --- all methods -----------------------------------------------------------------------------------------------------

@names
def test_a_method_learns_what_can_be_learned(name, data):
    fit = fitted(name, data)
    assert np.corrcoef(fit.predict(data.x), data.y)[0, 1] > (0.7 if name == "linear" else 0.85)
    assert np.isfinite(fit.predict(data.fine)).all()


@names
def test_predictions_stay_near_what_training_saw(name, data):
    """Pixels are far more extreme than means of cells: no method may run away there."""
    far = np.clip(data.fine.astype(float) * 100, -3.4e38, 3.4e38).astype(np.float32)
    spread = np.ptp(data.y)
    predicted = fitted(name, data).predict(far)
    assert predicted.min() > data.y.min() - spread and predicted.max() < data.y.max() + spread


@names
def test_the_model_file_changes_no_prediction(name, data, tmp_path):
    fit = fitted(name, data)
    features = Features(tuple(Feature(f"p{k}") for k in range(4)))
    path = write_model(str(tmp_path / "a.smdm"), Model(fit, features, np.stack([data.x.min(0), data.x.max(0)], 1), {}))
    assert np.array_equal(read_model(path).predict(data.fine), fit.predict(data.fine))


@names
def test_the_same_seed_gives_the_same_model_and_another_one_may_not(name, data):
    first, again = fitted(name, data), fitted(name, data)
    for key, array in first.arrays().items():
        assert np.array_equal(array, again.arrays()[key]), key


@names
def test_two_threads_give_what_one_gives(name, data):
    one, two = fitted(name, data, threads=1), fitted(name, data, threads=2)
    assert np.abs(one.predict(data.fine) - two.predict(data.fine)).max() < 1e-6


@names
def test_the_order_of_rows_to_predict_makes_no_difference(name, data):
    fit, order = fitted(name, data), np.random.default_rng(1).permutation(len(data.fine))
    assert np.allclose(fit.predict(data.fine)[order], fit.predict(data.fine[order]), rtol=0, atol=1e-12)
    assert fit.predict(data.fine[:0]).shape == (0,)


@names
def test_cancel_is_heard_while_a_model_is_fitted(name, data):
    chosen = METHODS[name]
    if not chosen.present:
        pytest.skip(f"{chosen.package} is not installed")
    asked = []

    def cancelled():
        asked.append(True)
        return True
    with pytest.raises(Cancelled):
        chosen.fit(Rows(data.x, data.y), chosen.checked({}), 1, 1, Monitor(cancelled=cancelled))
    assert len(asked) == 1


@names
def test_few_and_constant_targets_are_no_trouble(name, data):
    few = Data(data.x[:12], data.y[:12], None)
    assert np.isfinite(fitted(name, few).predict(data.fine)).all()
    constant = Data(data.x, np.full(400, 0.2), None)
    assert np.allclose(fitted(name, constant).predict(data.fine), 0.2, atol=1e-3)


@names
def test_a_column_that_is_constant_or_a_copy_is_no_trouble(name, data):
    x = data.x.copy()
    x[:, 3], x[:, 2] = 5.0, x[:, 1]
    assert np.isfinite(fitted(name, Data(x, data.y, None)).predict(data.fine)).all()


# --- the registry and HYPERPARAMETERS --------------------------------------------------------------------------------

def test_mlp_is_another_name_of_the_neural_network():
    assert method("mlp") is METHODS["neural_network"] and "mlp" in CHOICES
    assert read_hyperparameters("mmnet_decoder", "mlp") == read_hyperparameters("mmnet_decoder", "neural_network")


def test_how_often_a_row_stands_is_no_setting_of_stacking_and_tuning_does_not_draw_it():
    stacking = METHODS["stacking"]
    assert list(stacking.settings) == ["folds"]
    assert {k: v for k, v in stacking.for_copies({"folds": 3}, 8).items() if k in stacking.settings} == {"folds": 3}
    with pytest.raises(InputError, match="no setting 'copies'"):
        stacking.checked({"copies": 2})


def test_an_unknown_method_is_refused_with_the_list():
    with pytest.raises(InputError, match="'magic'; choose one of auto, linear"):
        method("magic")


def test_methods_whose_package_is_missing_are_not_offered(monkeypatch):
    from smdownscale_plugin.regression import method as module
    monkeypatch.setattr(module, "available", lambda package: False)
    assert [m.name for m in METHODS.values() if m.present] == ["linear", "deep_belief_network"]


def test_a_missing_package_is_said_with_its_command(monkeypatch, data):
    import importlib

    from smdownscale_plugin import dependencies

    def importing(name, *arguments):
        if name.startswith(("sklearn", "lightgbm")):
            raise ModuleNotFoundError(name, name=name.partition(".")[0])
        return importlib.import_module(name, *arguments)
    monkeypatch.setattr(dependencies, "importlib", namedtuple("M", "import_module util")(importing, importlib.util))
    for name in ("random_forest", "lightgbm"):
        with pytest.raises(MissingPackageError, match="install"):
            METHODS[name].fit(Rows(data.x, data.y), METHODS[name].checked({}), 1, 1, SILENT)


@pytest.mark.parametrize("text, expected", [
    ("", {}), (None, {}), ('{"a": 1}', {"a": 1}), (' {"a": {"b": 2.5}} ', {"a": {"b": 2.5}}),
])
def test_hyperparameters_are_a_json_object(text, expected):
    assert read_hyperparameters(text, AUTO) == expected


def test_hyperparameters_may_stand_in_a_file(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"n_estimators": 7}), encoding="utf-8")
    assert read_hyperparameters(str(path), "random_forest") == {"n_estimators": 7}


@pytest.mark.parametrize("name", list(PRESETS))
def test_a_preset_holds_settings_that_its_method_takes(name):
    preset = PRESETS[name]
    assert METHODS[preset.method].checked(read_hyperparameters(name, preset.method)) and preset.source
    assert read_hyperparameters(name, AUTO) == {preset.method: preset.settings}
    with pytest.raises(InputError, match=f"the preset {name} is for METHOD {preset.method}"):
        read_hyperparameters(name, "linear")


def test_the_page_on_methods_lists_every_setting_and_preset():
    page = (Path(__file__).parents[3] / "docs" / "methods.md").read_text(encoding="utf-8")
    missing = []
    for chosen in [*METHODS.values(), *TAUGHT.values(), *OF_SERIES.values()]:
        section = page.partition(f"(`{chosen.name}`)\n")[2].split("\n#")[0]
        rows = [f"| `{name}` | {setting.default} | {', '.join(setting.choices)} |  | {setting.meaning} |"
                if setting.choices else
                f"| `{name}` | {setting.default:{'g' if setting.default >= 1000 else '.3g'}} | {setting.low:g} | "
                f"{setting.high:g} | {setting.meaning} |"
                for name, setting in chosen.settings.items()]
        missing += [f"under `### {chosen.label} (`{chosen.name}`)`: {row}" for row in rows if row not in section]
    assert not missing, "docs/methods.md lacks " + "; ".join(missing)
    assert all(f"| `{name}` | `{preset.method}` |" in page for name, preset in PRESETS.items())


@pytest.mark.parametrize("text", ["trees=3", "{n: 1}", "[1]", "7", '"a"', "{", "[" * 100_000, "/nowhere/a.json"])
def test_hyperparameters_that_are_no_json_object_are_refused_in_one_sentence(text):
    with pytest.raises(InputError, match="HYPERPARAMETERS") as caught:
        read_hyperparameters(text, "random_forest")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("given, word", [
    ({"trees": 3}, "no setting 'trees'"), ({"n_estimators": 0}, "n_estimators is 0"), ({"n_estimators": 2.5}, "whole"),
    ({"n_estimators": "many"}, "'many'"), ({"n_estimators": True}, "True"), ({"n_estimators": None}, "None"),
    ({"max_features": 2}, "from 0.01 to 1.0"), ({"max_features": float("nan")}, "nan"), ({"n_estimators": [3]}, "3"),
])
def test_a_setting_that_is_unknown_or_out_of_range_is_refused_with_what_is_allowed(given, word):
    with pytest.raises(InputError, match="HYPERPARAMETERS") as caught:
        METHODS["random_forest"].checked(given)
    assert word in str(caught.value)


@names
def test_every_setting_has_a_meaning_a_range_and_a_default_within_it(name):
    for key, setting in METHODS[name].settings.items():
        assert isinstance(setting, Setting) and setting.meaning, key
        assert setting.checked(setting.default, key) == setting.default


# --- features --------------------------------------------------------------------------------------------------------

def test_classes_become_one_column_each_and_gaps_stay_gaps():
    features = Features((Feature("lst"), Feature("landcover", "", (1, 5, 9))))
    values = np.array([[300.0, 301.0, 302.0, 303.0], [5.0, 1.0, 7.0, np.nan]])
    nan = np.nan
    assert features.columns == ["lst", "landcover=1", "landcover=5", "landcover=9"]
    expected = [[300, 301, 302, 303], [0, 1, 0, nan], [1, 0, 0, nan], [0, 0, 0, nan]]     # 7 was never seen: none
    assert np.array_equal(features.encode(values), expected, equal_nan=True)


@pytest.mark.parametrize("values", [np.arange(100.0), np.array([1.0, 2.5])])
def test_what_is_no_class_is_refused(values):
    with pytest.raises(InputError, match="'landcover' is marked as categorical"):
        classes_of("landcover", values)
