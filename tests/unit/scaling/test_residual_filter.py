"""The filtered residual against kriging by dense matrices, and where there is too little to fit a covariance to."""
import numpy as np
import pytest
from small_world import smooth

from smdownscale_plugin.rasters.ease_grid import m01_grid, m09_grid
from smdownscale_plugin.rasters.windows import whole
from smdownscale_plugin.scaling.conjugate_gradients import conjugate_gradients
from smdownscale_plugin.scaling.geometry import CellGeometry
from smdownscale_plugin.scaling.residual_filter import ResidualFilter, filtered, fit_covariance
from smdownscale_plugin.scaling.upscaling import Upscaling

SHAPE = 23, 31


def residual_of(seed=0, gaps=0.3, noise=0.02):
    random = np.random.default_rng(seed)
    residual = 0.01 + 0.03 * smooth(SHAPE, seed, 3) + noise * random.normal(size=SHAPE)
    residual[random.random(SHAPE) < gaps] = np.nan
    return residual


@pytest.mark.parametrize("gaps", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("product_noise", [None, 0.01])
def test_the_signal_is_that_of_simple_kriging_with_dense_matrices(gaps, product_noise):
    residual = residual_of(gaps=gaps)
    covariance, signal = filtered(residual, product_noise)
    row, column = np.indices(SHAPE).reshape(2, -1)
    distance = np.hypot(row[:, None] - row, column[:, None] - column)
    spread = covariance.sill * np.exp(-distance / covariance.range_cells) + covariance.rough * (distance == 0)
    known = np.isfinite(residual).ravel()
    mean = residual.ravel()[known].mean()
    system = spread[np.ix_(known, known)] + covariance.noise * np.eye(known.sum())
    expected = mean + spread[:, known] @ np.linalg.solve(system, residual.ravel()[known] - mean)
    assert covariance.sill > 0 and np.allclose(signal.ravel(), expected, atol=1e-7)


def lonely_cells(every=7):
    """Cells of which none lies within six of another along a row or column."""
    size = 6 * every
    residual = np.full((size, size), np.nan)
    residual[::every, ::every] = 0.05 + 0.02 * np.random.default_rng(0).normal(size=(6, 6))
    return residual


def test_cells_without_neighbours_give_their_mean_back():
    residual = lonely_cells()
    covariance, signal = filtered(residual)
    known = np.isfinite(residual)
    assert known.sum() == 36 and covariance.sill == 0
    assert covariance.noise == pytest.approx(residual[known].var(), rel=1e-9)
    assert np.allclose(signal, residual[known].mean(), atol=1e-12)


def test_cells_without_neighbours_keep_what_is_more_than_the_products_noise():
    residual = lonely_cells()
    known = np.isfinite(residual)
    mean, variance = residual[known].mean(), residual[known].var()
    covariance, signal = filtered(residual, 0.01)
    assert covariance.noise == pytest.approx(1e-4) and covariance.noise + covariance.rough == pytest.approx(variance)
    kept = (variance - 1e-4) / variance
    assert np.allclose(signal[known], mean + kept * (residual[known] - mean), atol=1e-9)
    assert np.allclose(signal[~known], mean, atol=1e-9)


def test_a_map_of_lonely_cells_is_moved_by_the_mean_of_their_residual():
    fine, coarse = m01_grid(700, 1900, 42, 42), m09_grid(700, 1900, 42, 42)
    prediction, residual = np.full(fine.shape, 0.2), lonely_cells()
    correction = ResidualFilter(Upscaling(fine, coarse), 0.2 + residual, CellGeometry(fine, coarse), 0.5)
    correction.add(whole(fine.shape), prediction)
    left = correction.solve()
    assert np.allclose(left, residual, equal_nan=True)
    assert np.allclose(correction.corrected(whole(fine.shape), prediction), 0.2 + np.nanmean(residual))


def test_a_covariance_is_found_again():
    """Of a field made with it: exponential, range 3 cells, two thirds signal."""
    size, random = 160, np.random.default_rng(1)
    distance = np.minimum(np.arange(size), size - np.arange(size))
    spectrum = np.fft.fft2(np.exp(-np.hypot(distance[:, None], distance) / 3.0)).real.clip(0)
    field = np.fft.ifft2(np.fft.fft2(random.normal(size=(size, size))) * np.sqrt(spectrum)).real
    anomaly = 0.02 * field + 0.02 * np.sqrt(0.5) * random.normal(size=field.shape)
    anomaly -= anomaly.mean()
    found = fit_covariance(anomaly, np.ones(anomaly.shape, bool))
    assert found.range_cells in (2.0, 3.0, 4.0)
    assert found.sill == pytest.approx(4e-4, rel=0.2) and found.noise == pytest.approx(2e-4, rel=0.3)


def test_conjugate_gradients_solve_a_system():
    random = np.random.default_rng(0)
    root = random.normal(size=(30, 30))
    matrix, target = root @ root.T + np.eye(30), random.normal(size=30)
    start = random.normal(size=30)
    found = conjugate_gradients(lambda x: matrix @ x, start.copy(), target - matrix @ start, 1e-26, 200)
    assert np.allclose(found, np.linalg.solve(matrix, target), atol=1e-10)
