"""How far the noise of predictors makes intervals differ from pixel to pixel."""
import numpy as np
import pytest

from smdownscale_plugin.downscaling.interval import DRAWS, whole_error
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.samples.samples import Samples
from smdownscale_plugin.selection.coarse_product.error_budget import _contrast, _squared_changes

N, NOISE = 20_000, 0.3


class _Guess:
    """A first guess that is a function of its predictor."""

    def __init__(self, function):
        self.function = function

    def predict_samples(self, rows):
        return self.function(rows.x[:, 0].astype(float))


def _found(function):
    pixels = np.linspace(-2.0, 2.0, N, dtype=np.float32)[:, None]
    none = np.zeros(0, int)
    samples = Samples(Features((Feature("a"),)), np.zeros((0, 1), np.float32), np.zeros(0), none, np.zeros((0, 2)),
                      none, np.zeros(0), np.array(["NaT"], "datetime64[s]"), pixels=pixels)
    return pixels[:, 0], _contrast(_squared_changes(samples, _Guess(function), np.array([NOISE])))


def test_a_line_changes_everywhere_alike_so_that_draws_tell_nothing_of_single_pixels():
    _, contrast = _found(lambda x: 0.25 + 0.05 * x)
    assert contrast < 0.1


def test_what_bends_in_one_place_changes_there_alone_and_the_interval_shows_it():
    bent = _found(lambda x: 0.25 + 0.1 * np.clip(x - 1.0, 0.0, None))
    assert bent[1] > 0.5
    random = np.random.default_rng(0)
    drawn = [0.1 * np.clip(bent[0] + NOISE * random.standard_normal(N) - 1.0, 0.0, None)
             - 0.1 * np.clip(bent[0] - 1.0, 0.0, None) for _ in range(DRAWS)]
    variance = np.mean(np.square(drawn), 0)
    error = whole_error(4.0 * variance.mean(), variance.mean(), variance, bent[1])
    assert error.mean() == pytest.approx(4.0 * variance.mean())
    assert error[bent[0] > 1.3].mean() > 1.3 * error[bent[0] < 0.0].mean()


def test_without_contrast_the_interval_is_equally_wide_everywhere():
    variance = np.array([[0.0, 1e-4, 3e-4]])
    assert np.ptp(whole_error(1e-3, 1e-4, variance, 0.0)) == 0.0
