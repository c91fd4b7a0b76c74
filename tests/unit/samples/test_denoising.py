"""Averaging noisy predictors over neighbours: against noise and patterns that were planted."""
import numpy as np
import pytest

from smdownscale_plugin.samples.denoising import best_width, denoised, denoised_at, left_of_noise, reach_of
from smdownscale_plugin.samples.noise import STRIDES

SHAPE = (300, 320)


def land(power, seed=1):
    """A field whose mean squared difference grows about as distance ** power, standard deviation 1."""
    random = np.random.default_rng(seed)
    rows, columns = np.fft.fftfreq(SHAPE[0])[:, None], np.fft.rfftfreq(SHAPE[1])[None]
    frequency = np.hypot(rows, columns)
    frequency[0, 0] = np.inf
    field = np.fft.irfft2(np.fft.rfft2(random.standard_normal(SHAPE)) * frequency ** (-power / 2 - 1), s=SHAPE)
    return field / field.std()


def second_differences(field):
    """(strides,) their variances along rows, two thirds of those of a pixel less the mean of its neighbours."""
    return [float(np.mean((field[:, s:-s] - 0.5 * (field[:, 2 * s:] + field[:, :-2 * s])) ** 2)) / 1.5 for s in STRIDES]


def smoothed(field, width):
    halo = reach_of(width)
    return denoised(np.pad(field, halo, mode="wrap").astype(np.float32), width, halo)


@pytest.mark.parametrize("power, noise", [(0.6, 0.3), (1.2, 0.3), (1.2, 1.0)])
def test_the_width_that_is_taken_leaves_hardly_more_error_than_the_best_one(power, noise):
    field = land(power)
    seen = field + noise * np.random.default_rng(2).standard_normal(SHAPE)
    width = best_width(noise, second_differences(seen), most=4.0)
    errors = {w: np.mean((smoothed(seen, w) - field) ** 2) for w in (0.5, 0.7, 0.85, 1.0, 1.2, 1.4, 2.0, 2.8, 4.0)}
    assert width > 0
    assert np.mean((smoothed(seen, width) - field) ** 2) < 1.1 * min(errors.values()) < 0.6 * noise ** 2


def test_a_pattern_as_fine_as_a_pixel_is_not_averaged_away():
    field, noise = (np.random.default_rng(seed).standard_normal(SHAPE) for seed in (3, 4))
    assert best_width(0.3, second_differences(field + 0.3 * noise), most=4.0) == 0.0


def test_no_more_is_averaged_than_is_allowed():
    field = land(1.2) + np.random.default_rng(5).standard_normal(SHAPE)
    assert best_width(1.0, second_differences(field), most=1.0) <= 1.0
    assert best_width(1.0, second_differences(field), most=0.3) == 0.0


def test_the_noise_that_is_said_to_be_left_is_left():
    white = np.random.default_rng(6).standard_normal(SHAPE)
    for width in (0.5, 1.0, 2.0):
        assert smoothed(white, width).var() == pytest.approx(left_of_noise(width), rel=0.05)


def test_averages_are_those_of_scipy_and_gaps_stay_gaps():
    filters = pytest.importorskip("scipy.ndimage")
    field = land(1.2).astype(np.float32)
    expected = filters.gaussian_filter(field.astype(float), 1.4, mode="wrap", radius=reach_of(1.4))
    assert np.allclose(smoothed(field, 1.4), expected, atol=1e-5)
    holes = np.pad(field, 5).copy()
    holes[holes > 1.0] = np.nan
    found = denoised(holes, 1.4, 5)
    assert np.array_equal(np.isnan(found), np.isnan(holes[5:-5, 5:-5]))
    assert np.nanmax(found) <= 1.0                                    # a mean of what is known


def test_single_pixels_are_averaged_as_all_of_them_are():
    field = np.pad(land(0.6), 6, constant_values=np.nan).astype(np.float32)
    rows, columns = np.array([0, 0, 17, 299]), np.array([0, 5, 200, 319])
    assert np.allclose(denoised_at(field, 1.7, 6, rows, columns), denoised(field, 1.7, 6)[rows, columns], rtol=1e-5)


@pytest.mark.parametrize("width", [0.55, 0.6, 0.85, 1.4, 2.33])
def test_a_gap_elsewhere_changes_no_bit_of_an_average(width):
    halo = reach_of(width)
    field = np.pad(land(0.6), halo, mode="wrap").astype(np.float32)
    holed = field.copy()
    holed[0, 0] = np.nan
    apart = slice(halo, None)
    assert np.array_equal(denoised(field, width, halo)[apart, apart], denoised(holed, width, halo)[apart, apart])
