"""The models of the benchmark, each twice: as its native library keeps it, and as our model file of its numbers."""
import json
import os
from dataclasses import dataclass
from typing import Callable, Dict, Iterable

import numpy as np

from smdownscale_plugin.regression import lightgbm_trees as our_lightgbm
from smdownscale_plugin.regression import random_forest as our_random_forest
from smdownscale_plugin.regression.applicability import find_applicability
from smdownscale_plugin.regression.linear import LinearFit
from smdownscale_plugin.regression.model import Model
from smdownscale_plugin.regression.model_file import read_model, write_model
from smdownscale_plugin.regression.rows import Rows
from smdownscale_plugin.samples.features import Feature, Features

from .rasters import CACHE, PREDICTORS, predictors_at, soil_moisture

FOLDER = CACHE / "models"
SAME = 1e-12            # how far native prediction and ours may be apart, m3/m3
_ROWS, _NOISE = 50_000, 0.02
_DOMAIN = 8000          # pixels: rows are drawn from the largest raster, of which the smaller ones are corners

Predict = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Kind:
    """One model. label: for the page; train: (table, target, threads) to a native model; save: (native, path); read:
    path to native model; predict: (native, threads) to its prediction; taken_over: native model to our fit."""

    label: str
    suffix: str
    train: Callable
    save: Callable
    read: Callable
    predict: Callable[..., Predict]
    taken_over: Callable


def training_rows():
    """(rows, 12) float32 pixels drawn from the fields, and their noisy soil moisture (rows,)."""
    random = np.random.default_rng(1)
    rows, columns = (np.sort(random.choice(_DOMAIN, 225, replace=False)) for _ in range(2))
    values = predictors_at(rows, columns)
    table = np.ascontiguousarray(values.reshape(len(PREDICTORS), -1).T)[random.permutation(225 * 225)[:_ROWS]]
    return table, soil_moisture(table.T) + _NOISE * random.standard_normal(_ROWS)


def _train_forest(table, target, threads):
    from sklearn.ensemble import RandomForestRegressor
    return RandomForestRegressor(100, min_samples_leaf=3, max_features=1 / 3, random_state=0,
                                 n_jobs=threads).fit(table, target)


def _save_forest(forest, path):
    import joblib
    joblib.dump(forest, path)


def _read_forest(path):
    import joblib
    return joblib.load(path)        # written by this program, in its own folder


def _train_lightgbm(table, target, threads):
    import lightgbm
    return lightgbm.train({"objective": "regression", "num_leaves": 63, "learning_rate": 0.05, "verbosity": -1,
                           "seed": 0, "deterministic": True, "force_row_wise": True, "num_threads": threads},
                          lightgbm.Dataset(table, target), 500)


def _read_lightgbm(path):
    import lightgbm
    return lightgbm.Booster(model_file=path)


def _train_linear(table, target, threads):
    from sklearn.linear_model import Ridge
    ridge = Ridge(1.0).fit(table.astype(float), target)
    return {"coefficients": ridge.coef_, "intercept": np.array([ridge.intercept_]),
            "ranges": np.stack([table.min(0), table.max(0)], 1).astype(float)}


def _read_linear(path):
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)


def _linear_prediction(arrays, threads):
    low, high = arrays["ranges"].T.astype(np.float32)
    return lambda table: np.clip(table, low, high) @ arrays["coefficients"] + arrays["intercept"][0]


MODELS: Dict[str, Kind] = {
    "random_forest": Kind(
        "random forest, 100 deep trees", "joblib", _train_forest, _save_forest, _read_forest,
        lambda forest, threads: forest.set_params(n_jobs=threads).predict, our_random_forest.taken_over),
    "lightgbm": Kind(
        "LightGBM, 500 trees of 63 leaves", "txt", _train_lightgbm, lambda booster, path: booster.save_model(path),
        _read_lightgbm, lambda booster, threads: lambda table: booster.predict(table, num_threads=threads),
        our_lightgbm.taken_over),
    "linear": Kind(
        "ridge, clipped to the training ranges", "npz", _train_linear,
        lambda arrays, path: np.savez(path, **arrays), _read_linear, _linear_prediction,
        lambda arrays: LinearFit(arrays["coefficients"], arrays["intercept"][0], arrays["ranges"])),
}


def native_path(name: str) -> str:
    """File of the native model."""
    return str(FOLDER / f"{name}.{MODELS[name].suffix}")


def our_path(name: str) -> str:
    """Our model file of the same numbers."""
    return str(FOLDER / f"{name}.smdm")


def load_native(name: str, threads: int) -> Predict:
    """The native model's prediction, (rows, 12) float32 to (rows,), with as many threads."""
    return MODELS[name].predict(MODELS[name].read(native_path(name)), threads)


def make_models(names: Iterable[str], threads: int) -> Dict[str, float]:
    """Train the native models that aren't there yet and write ours anew; returns how far ours is from native, by model.

    Raises RuntimeError when that is more than `SAME`.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    apart = {name: _make(name, threads) for name in names}
    wrong = {name: value for name, value in apart.items() if value > SAME}
    if wrong:
        raise RuntimeError(f"Ours differs from native by more than {SAME:g} m3/m3: {wrong}.")
    return apart


def _make(name, threads):
    kind, path = MODELS[name], native_path(name)
    table, target = training_rows()
    if not os.path.exists(path):
        kind.save(kind.train(table, target, threads), path)
    native = kind.read(path)
    write_model(our_path(name), complete(name, kind.taken_over(native), table))
    sample = table[:5000]
    difference = float(np.abs(read_model(our_path(name)).predict(sample) - kind.predict(native, threads)(sample)).max())
    (FOLDER / f"{name}.json").write_text(json.dumps({"difference": difference}))
    return difference


def complete(name, fit, table) -> Model:
    """A model with all that a map, its interval and its applicability are made from."""
    features = Features(tuple(Feature(n, about[3]) for n, about in PREDICTORS.items()))
    fold = np.random.default_rng(3).integers(0, 5, len(table))
    folds = [_Fold(fold == k, fold != k) for k in range(5)]
    applicability = find_applicability(features, fit, Rows(table), folds, Rows(table[:4000]), 0)
    about = {"method": name, "method_label": MODELS[name].label, "footprint_km": 0.0, "min_coverage": 0.5,
             "coarse_scale": 1.0, "product": "SPL3SMP_E", "product_noise": 0.02, "pixel_noise": None, "seed": 0,
             "error_budget": {"between": 4e-4, "between_corrected": 2e-4, "within": 4e-4,
                              "product_noise_variance": 4e-4}}
    return Model(fit, features, np.stack([table.min(0), table.max(0)], 1).astype(float), about, applicability)


@dataclass(frozen=True)
class _Fold:
    test: np.ndarray
    train: np.ndarray
