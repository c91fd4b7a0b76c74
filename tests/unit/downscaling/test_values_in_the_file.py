"""What stands in the file: the model's prediction wherever all predictors are known, and nodata elsewhere."""
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from osgeo import gdal
from small_world import NODATA, make

from smdownscale_plugin.downscaling.downscale import MapInputs, OutputPaths, downscale
from smdownscale_plugin.monitor import SILENT
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.regression import forest_engines
from smdownscale_plugin.regression.methods import METHODS
from smdownscale_plugin.regression.model import Model
from smdownscale_plugin.regression.rows import Rows
from smdownscale_plugin.samples.features import Feature, Features

FEWER = {"n_estimators": 20, "networks": 2, "epochs": 10, "folds": 3}
FEATURES = Features((Feature("first"), Feature("second"), Feature("cover", classes=(1, 2, 3))))
SHAPE = (5, 8)
NUMBERS = st.one_of(st.floats(-3, 3, width=32), st.sampled_from(
    [np.nan, np.inf, -np.inf, float(NODATA), 0.0, -0.0, 1e-40, -1e-40, 3.0, -3.0]))      # others are refused as fills
CLASSES = st.sampled_from([1.0, 2.0, 3.0, 9.0, np.nan, float(NODATA)])


@cache
def model(name):
    """A model of a method on two numbers and a class."""
    chosen = METHODS[name]
    if not chosen.present:
        pytest.skip(f"{chosen.package} is not installed")
    random = np.random.default_rng(0)
    values = np.concatenate([random.normal(size=(2, 300)), random.integers(1, 4, (1, 300))]).astype(np.float32)
    table = FEATURES.encode(values).T
    target = 0.25 + 0.05 * np.sin(values[0]) + 0.03 * values[1] * (values[2] == 2)
    few = chosen.checked({k: v for k, v in FEWER.items() if k in chosen.settings})
    fit = chosen.fit(Rows(table, target), few, 1, 1, SILENT)
    return Model(fit, FEATURES, np.stack([table.min(0), table.max(0)], 1).astype(float), {})


@pytest.mark.parametrize("kernel", [False, True])
@pytest.mark.parametrize("name", [name for name in METHODS if METHODS[name].needs.own_pixel_only])
@settings(max_examples=12, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(picked=st.data())
def test_the_file_holds_the_prediction_and_nodata_where_a_predictor_is_missing(name, kernel, picked, tmp_path,
                                                                               monkeypatch):
    if kernel:
        pytest.importorskip("numba")
    monkeypatch.setattr(forest_engines, "REPAYS", 0.0 if kernel else np.inf)
    numbers = [np.array(picked.draw(st.lists(NUMBERS, min_size=40, max_size=40)), np.float32).reshape(SHAPE)
               for _ in range(2)]
    classes = np.array(picked.draw(st.lists(CLASSES, min_size=40, max_size=40)), np.float32).reshape(SHAPE)
    numbers[0][0, 0], numbers[1][0, 0], classes[0, 0] = 0.5, 0.5, 1.0            # one that can be predicted
    stack = make(tmp_path / "stack.tif", {"first": numbers[0], "second": numbers[1], "cover": classes},
                 categorical=("cover",))
    used = model(name)
    out = str(tmp_path / "map.tif")
    downscale(used, MapInputs(open_stacks([stack])[0]), OutputPaths(out), "none")
    dataset = gdal.Open(out)
    found = dataset.ReadAsArray()
    values = np.stack([*numbers, classes])
    known = (np.isfinite(values) & (values != NODATA)).all(0)
    assert np.array_equal(found != NODATA, known)
    expected = used.predict(FEATURES.encode(values[:, known]).T)
    assert np.abs(found[known] - np.clip(expected, 0.0, 0.75)).max() < 1e-6
