"""Noise of the coarse product from what doesn't follow in time, with and without held-out predictions."""
import numpy as np
import pytest

from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.samples.coarse_cells import CoarseCells
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.samples.samples import Samples
from smdownscale_plugin.scaling.upscaling import Upscaling
from smdownscale_plugin.selection.coarse_product.error_budget import product_noise

DATES, CELLS, NOISE = 8, 24, 0.01
RANDOM = np.random.default_rng(1)
LASTING = 0.03 * RANDOM.standard_normal((CELLS, CELLS))
# Irrigated fields: wet on some dates and dry on others, each by a schedule of its own
SWITCHING = 0.03 * RANDOM.standard_normal((CELLS, CELLS)) * RANDOM.choice([-1.0, 1.0], (DATES, CELLS, CELLS))
ERROR = NOISE * RANDOM.standard_normal((DATES, CELLS, CELLS))


def _noise(product, predictions=None):
    grid = Grid("EPSG:32633", (0.0, 9000.0, 0.0, 0.0, 0.0, -9000.0), CELLS, CELLS)
    date, row, column = (a.ravel() for a in np.indices(product.shape))
    n = product.size
    cells = CoarseCells(Upscaling(grid, grid, 0.0), date, row, column, np.ones(n), [None] * DATES)
    samples = Samples(Features((Feature("a"),)), np.zeros((n, 1), np.float32), product.ravel(), date,
                      np.stack([column, row], 1) * 9.0, row * CELLS + column, np.full(n, 9.0),
                      np.full(DATES, "NaT", "datetime64[s]"))
    return product_noise(samples, cells, None if predictions is None else predictions.ravel())


def test_change_that_predictors_explain_is_not_taken_for_noise():
    product = 0.25 + LASTING + SWITCHING + ERROR
    assert _noise(product) > 2.0 * NOISE
    assert _noise(product, 0.25 + LASTING + SWITCHING) == pytest.approx(NOISE, rel=0.1)


def test_useless_predictions_leave_the_noise_as_it_is_seen_in_time():
    product = 0.25 + LASTING + ERROR
    useless = 0.25 + 0.02 * np.random.default_rng(2).standard_normal(product.shape)
    assert _noise(product, useless) == _noise(product) == pytest.approx(NOISE, rel=0.1)


def test_rows_that_were_not_held_out_count_for_nothing():
    product = 0.25 + LASTING + SWITCHING + ERROR
    predictions = 0.25 + LASTING + SWITCHING
    predictions[:, :, : CELLS // 2] = np.nan
    assert _noise(product, predictions) == pytest.approx(NOISE, rel=0.15)
