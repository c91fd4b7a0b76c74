"""Samples: rows and predictors can be taken out, and what doesn't fit together is refused."""
from dataclasses import replace

import numpy as np
import pytest

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.samples.noise import NoiseEstimate
from smdownscale_plugin.samples.samples import Samples


@pytest.fixture
def samples():
    """Six rows, a categorical predictor between two continuous ones, sequences of four days, two rows a look."""
    features = Features((Feature("a"), Feature("cover", classes=(1, 5)), Feature("b")))
    rows = np.arange(6)
    return Samples(features, np.arange(24, dtype=np.float32).reshape(6, 4), rows / 10, rows % 3,
                   np.stack([rows, rows], 1) * 1.0, rows, np.zeros(6), np.array(["2020-06-01"] * 3, "datetime64[s]"),
                   {"a": NoiseEstimate(0.5, "documented"), "b": NoiseEstimate(None, "unknown")},
                   np.ones((2, 4), np.float32), np.arange(72, dtype=np.float32).reshape(6, 4, 3), independent=3.0)


def test_some_rows_keep_all_that_belongs_to_them(samples):
    some = samples.some(samples.date == 1)
    assert some.group.tolist() == [1, 4] and np.array_equal(some.series, samples.series[[1, 4]])
    assert np.array_equal(some.x, samples.x[[1, 4]]) and some.independent_rows == 1.0 and len(some.dates) == 3
    assert samples.some(np.array([5, 0])).y.tolist() == [0.5, 0.0]


def test_some_predictors_keep_their_columns_noise_and_pixels(samples):
    chosen = samples.select(["cover", "b"])
    assert chosen.features.columns == ["cover=1", "cover=5", "b"] and np.array_equal(chosen.x, samples.x[:, 1:])
    assert list(chosen.noise) == ["b"] and chosen.pixels.shape == (2, 3)
    assert samples.select(None) is samples
    with pytest.raises(InputError, match="no predictor 'c'; choose from a, cover, b"):
        samples.select(["a", "c"])


def test_values_by_column_leave_classes_out(samples):
    assert samples.by_column({"a": 2.0, "cover": 7.0}).tolist() == [2.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("wrong", [{"y": np.zeros(5)}, {"place_km": np.zeros((7, 2))}, {"series": np.zeros((5, 4, 3))},
                                   {"x": np.zeros((6, 3), np.float32)}])
def test_rows_and_columns_that_do_not_agree_are_refused(samples, wrong):
    with pytest.raises(ValueError, match="don't agree"):
        replace(samples, **wrong)
