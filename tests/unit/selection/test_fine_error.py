"""What is expected of maps at the fine scale, against fields whose fine truth is known."""
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from smdownscale_plugin.downscaling.interval import HALF_WIDTH
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.samples.coarse_cells import CoarseCells
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.samples.lattice_means import Surroundings
from smdownscale_plugin.samples.samples import Samples
from smdownscale_plugin.scaling.upscaling import Upscaling
from smdownscale_plugin.selection.coarse_product import fine_error
from smdownscale_plugin.selection.coarse_product.fine_error import errors_of_maps, far, fine_scale, noise_one_scale_up
from smdownscale_plugin.selection.coarse_product.footprint_check import NO_DOUBT, Doubt
from smdownscale_plugin.selection.coarse_product.inside_cells import (
    both_readings,
    expected_inside,
    shown_by_cells,
    variance_inside_blocks,
)
from smdownscale_plugin.selection.coarse_product.scale_up import ScaleUp
from smdownscale_plugin.selection.fold import Fold

CELLS, RATIO, KM = 24, 8, 1000.0


def _field(seed, power=2.0):
    """A field (h, w) whose spectrum falls with the wave number's power; 2: equal variance per octave of scale."""
    n = CELLS * RATIO
    k = np.hypot(np.fft.fftfreq(n)[:, None], np.fft.fftfreq(n)[None])
    k[0, 0] = np.inf
    noise = np.fft.fft2(np.random.default_rng(seed).standard_normal((n, n)))
    values = np.fft.ifft2(noise * k ** (-power / 2)).real
    return 0.25 + 0.05 * values / values.std()


def _cells(footprint_km=0.0):
    fine = Grid("EPSG:32633", (0.0, KM, 0.0, 0.0, 0.0, -KM), CELLS * RATIO, CELLS * RATIO)
    coarse = Grid("EPSG:32633", (0.0, KM * RATIO, 0.0, 0.0, 0.0, -KM * RATIO), CELLS, CELLS)
    none = np.empty(0, int)
    return CoarseCells(Upscaling(fine, coarse, footprint_km), none, none, none, np.empty(0), [None])


def _means(field):
    return field.reshape(CELLS, RATIO, CELLS, RATIO).mean((1, 3))


@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_variance_inside_cells_is_found_from_the_product_alone(noise):
    found, true = [], []
    for seed in range(6):
        field = _field(seed)
        means = _means(field)
        product = means + noise * np.random.default_rng(seed + 50).standard_normal(means.shape)
        found.append(expected_inside(product[None], _cells(), noise))
        true.append(np.mean((field - np.kron(means, np.ones((RATIO, RATIO)))) ** 2))
    assert np.mean(found) == pytest.approx(np.mean(true), rel=0.2)


@pytest.mark.parametrize("noise", [0.0, 0.005])
def test_variance_inside_a_footprint_is_found_from_differences_of_cells(noise):
    """Gaussian footprints on a periodic field, by its Fourier transform: what is inside them. Such a field has nothing
    wider than itself, so that a little is missing."""
    found, true = [], []
    for seed in range(6):
        field = _field(seed)
        blurred = _blurred(field, 3.0 * RATIO)          # pixels of 1 km
        product = _centres(blurred) + noise * np.random.default_rng(seed + 50).standard_normal((CELLS, CELLS))
        found.append(expected_inside(product[None], _cells(3.0 * RATIO), noise))
        true.append(np.mean((field - blurred) ** 2))
    assert np.mean(found) == pytest.approx(np.mean(true), rel=0.3)


def _blurred(field, width):
    """Seen through a Gaussian footprint of this full width at half maximum, pixels."""
    k = 2 * np.pi * np.hypot(np.fft.fftfreq(len(field))[:, None], np.fft.fftfreq(len(field))[None])
    return np.fft.ifft2(np.fft.fft2(field) * np.exp(-(k * width / 2.3548) ** 2 / 2)).real


def _centres(field):
    return field[RATIO // 2::RATIO, RATIO // 2::RATIO]


def test_noise_of_the_product_is_no_variance_inside_cells():
    product = 0.25 + 0.02 * np.random.default_rng(1).standard_normal((1, CELLS, CELLS))
    with_noise, without = (expected_inside(product, _cells(), noise) for noise in (0.0, 0.02))
    assert without < 0.15 * with_noise


def test_blocks_without_values_tell_nothing():
    assert np.isnan(variance_inside_blocks(np.full((1, CELLS, CELLS), np.nan), _cells(), 2))


def test_ratios_of_scales_up_to_twice_the_octaves_tested_are_not_far():
    assert far(4) == far(9) == far(16) == 0.0
    assert 0.0 < far(30) < far(60) < 1.0
    assert far(64) == far(300) == 1.0


BUDGET = {"between": 1e-4, "between_corrected": 2e-5, "within": 1e-5, "product_noise_variance": 1e-6}


def _expected(product, predictions, doubt=NO_DOUBT):
    """What is expected of maps of these predictions of cells."""
    grid, n = _cells().grid, product.size
    row, column = (a.ravel() for a in np.indices(product.shape))
    cells = CoarseCells(_cells().upscaling, np.zeros(n, int), row, column, np.ones(n), [None])
    samples = Samples(Features((Feature("a"),)), np.zeros((n, 1), np.float32), product.ravel(), cells.date,
                      np.stack([column, row], 1) * RATIO * 1.0, row * grid.width + column, np.full(n, RATIO * 1.0),
                      np.array(["NaT"], "datetime64[s]"))
    quarter = (row // 12) * 2 + column // 12
    folds = [Fold(quarter != k, quarter == k) for k in range(4)]
    finished = ScaleUp(samples, cells, np.ones(n, bool), 0.001).finish(predictions.ravel())
    return finished, fine_scale(samples, cells, None, finished, 0.001, folds, BUDGET, doubt=doubt), samples


def test_useless_predictions_are_expected_to_add_nothing_and_to_leave_all_that_varies_inside_cells():
    field = _field(3)
    means = _means(field)
    _, expected, _ = _expected(means, 0.25 + 0.03 * np.random.default_rng(2).standard_normal(means.shape))
    assert expected["filtered"].skill == expected["filtered"].low == expected["filtered"].high == 0.0
    true = np.mean((field - np.kron(means, np.ones((RATIO, RATIO)))) ** 2)
    assert expected["filtered"].left == pytest.approx(true, rel=0.4)


def test_good_predictions_are_expected_to_help_and_no_map_is_better_at_pixels_than_at_cells():
    means = _means(_field(4))
    predictions = means + 0.01 * np.random.default_rng(2).standard_normal(means.shape)
    finished, expected, samples = _expected(means, predictions)
    for kind in ("mean_preserving", "filtered"):
        found = expected[kind]
        assert found.left >= np.nanmean(finished[kind].squares(samples.y)) - 0.001 ** 2
        assert found.low <= found.skill <= found.high and found.skill > 0.3


def test_a_footprint_that_may_be_there_widens_the_interval_to_what_it_would_hide_and_promises_no_less():
    field, km = _field(5), 3.67 * RATIO
    seen = _centres(_blurred(field, km))
    useless = 0.25 + 0.03 * np.random.default_rng(2).standard_normal(seen.shape)
    hidden = np.mean((field - np.kron(seen, np.ones((RATIO, RATIO)))) ** 2)
    sure, doubted = (_expected(seen, useless, doubt)[1]["filtered"] for doubt in (NO_DOUBT, Doubt(perhaps_km=km)))
    assert sure.left < 0.3 * hidden
    assert doubted.left == pytest.approx(hidden, rel=0.5)
    assert (doubted.skill, doubted.low, doubted.high, doubted.reach) == (sure.skill, sure.low, sure.high, sure.reach)


class _AsItIs:
    """A first guess that is its predictor."""

    def predict_samples(self, rows):
        return rows.x[:, 0].astype(float)


def _shown(field, step=1):
    places = np.arange(field.size).reshape(field.shape)[::step, ::step].ravel()
    base = _cells()
    around = Surroundings(base.upscaling.geometry, ["a"], [], places)
    cells = CoarseCells(base.upscaling, base.date, base.row, base.column, base.coverage, [None], surroundings=around)
    pixels = field.ravel()[places, None].astype(np.float32)
    samples = Samples(Features((Feature("a"),)), np.zeros((0, 1), np.float32), np.empty(0), base.date,
                      np.empty((0, 2)), base.row, np.empty(0), np.array(["NaT"], "datetime64[s]"), pixels=pixels)
    return shown_by_cells(samples, cells, _AsItIs(), 0.0)


def test_detail_at_all_scales_is_what_cells_lead_one_to_expect_and_parcels_of_a_pixel_are_not():
    parcels = np.random.default_rng(1).standard_normal((CELLS * RATIO,) * 2)
    assert _shown(_field(1)) > 0.9
    assert _shown(parcels) < 0.3
    assert 0.1 < _shown((_field(1) - 0.25) / 0.05 + parcels) < 0.7


def test_where_a_map_is_not_expected_to_help_it_is_the_interpolated_product(monkeypatch):
    """Detail in a map is trusted no more where both readings together speak against it."""
    means = _means(_field(4))
    predictions = means + 0.01 * np.random.default_rng(2).standard_normal(means.shape)
    monkeypatch.setattr(fine_error, "skill_with_interval", lambda *_: (-1.0, -1.5, -0.5))
    _, expected, _ = _expected(means, predictions)
    assert expected["filtered"].skill == expected["filtered"].reach == 0.0
    assert expected["filtered"].left > expected["filtered"].missed


@lru_cache(None)
def _world(seed, noise, power=2.0):
    """(truth, map with the means of its product kept, samples, expected) where a predictor explains part of a field, as
    much at all scales, and the product's noise is not known."""
    truth, other = _field(seed, power), _field(seed + 100, power)
    guess = 0.25 + 0.75 * (truth - 0.25) + 0.35 * (other - 0.25)
    random = np.random.default_rng(seed)
    means = _means(truth)
    product = means + noise * random.standard_normal(means.shape)
    base, places = _cells(), np.arange(truth.size)
    around = Surroundings(base.upscaling.geometry, ["a"], [], places)
    row, column = (a.ravel() for a in np.indices(means.shape))
    cells = CoarseCells(base.upscaling, np.zeros(row.size, int), row, column, np.ones(row.size), [None],
                        surroundings=around)
    samples = Samples(Features((Feature("a"),)), _means(guess).reshape(-1, 1).astype(np.float32), product.ravel(),
                      cells.date, np.stack([column, row], 1) * RATIO * 1.0, row * CELLS + column,
                      np.full(row.size, RATIO * 1.0), np.array(["NaT"], "datetime64[s]"),
                      pixels=guess.reshape(-1, 1).astype(np.float32))
    quarter = (row // 12) * 2 + column // 12
    folds = [Fold(quarter != k, quarter == k) for k in range(4)]
    finished = ScaleUp(samples, cells, np.ones(row.size, bool), 0.3 * noise).finish(samples.x[:, 0].astype(float))
    expected = fine_scale(samples, cells, _AsItIs(), finished, 0.3 * noise, folds,
                          {**BUDGET, "product_noise_variance": noise ** 2, "predictor_noise": 0.0}, known=False)
    weight = finished["mean_preserving"].weight
    detail = guess - np.kron(_means(guess), np.ones((RATIO, RATIO)))
    made = np.kron(product, np.ones((RATIO, RATIO))) + weight * detail
    return truth, made, finished["filtered"], samples, expected["mean_preserving"]


NOISE = 0.015


def test_nine_of_ten_pixels_lie_within_the_error_that_is_expected_on_worlds_with_known_truth():
    """Single worlds scatter (the laws themselves are known within a fifth or so); the mean of a few scatters less."""
    inside = []
    for seed in range(4):
        truth, made, _, _, expected = _world(seed, NOISE)
        inside.append(np.mean(np.abs(made - truth) <= HALF_WIDTH * np.sqrt(expected.left)))
    assert 0.85 < np.mean(inside) < 0.96 and min(inside) > 0.75


def test_noise_of_the_product_shows_in_finished_maps_of_one_date():
    found = [noise_one_scale_up(made, samples.y, 0.3 * NOISE)
             for _, _, made, samples, _ in (_world(seed, NOISE) for seed in range(4))]
    assert np.mean(found) == pytest.approx(NOISE, rel=0.2)


def test_less_detail_than_the_product_leads_one_to_expect_counts_as_far_as_it_deserves_and_more_of_it_counts_whole():
    assert [both_readings(8.0, 1.0, belief) for belief in (0.0, 1.0 / 3.0, 1.0)] == pytest.approx([8.0, 4.0, 1.0])
    assert both_readings(1.0, 3.0, 0.0) == 3.0 and both_readings(1.0, 3.0, 1.0, reach=0.5) == 1.5
    assert both_readings(1.0, 3.0, 1.0, reach=0.1) == 1.0


def test_noise_in_the_detail_makes_up_for_what_noisy_predictors_lack_but_never_beyond_the_reading_by_the_product():
    assert both_readings(8.0, 1.0, 1.0, noise_share=0.5) == pytest.approx(2.0)
    assert both_readings(1.0, 0.8, 1.0, noise_share=0.99) == 1.0


@pytest.mark.parametrize("power", [2.0, 3.0, 3.5])
def test_good_predictors_show_how_little_varies_inside_cells_of_smooth_land(power):
    """Fields whose spectrum falls with a known power, from equal variance per octave to smooth land."""
    found, true, by_product = [], [], []
    for seed in range(2):
        truth, _, _, samples, expected = _world(seed, 0.0, power)
        inside = np.mean((truth - np.kron(_means(truth), np.ones((RATIO, RATIO)))) ** 2)
        found.append(expected.missed)
        true.append(inside)
        by_product.append(expected_inside(samples.y.reshape(1, CELLS, CELLS), _cells(), 0.0))
    assert np.mean(found) == pytest.approx(np.mean(true), rel=0.25)
    if power > 2.0:
        assert np.mean(by_product) > 2.0 * np.mean(true)


def test_a_map_that_is_the_interpolated_product_has_that_error_whichever_correction_auto_took():
    means = _means(_field(4))
    finished, expected, _ = _expected(means, means + 0.01 * np.random.default_rng(2).standard_normal(means.shape))
    hopeless = {**expected, "mean_preserving": replace(expected["mean_preserving"], reach=0.0, left=0.1)}
    assert errors_of_maps(hopeless, finished["mean_preserving"])["filtered"] == 0.1
    assert errors_of_maps(expected, finished["mean_preserving"])["filtered"] == expected["filtered"].left
