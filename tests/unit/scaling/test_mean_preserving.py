"""Residual correction: cell means are kept to 1e-4 m3/m3 with gaps, other CRSs and bounds, and without edges."""
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_world import DEGREES, UTM, block_means, smooth, wkt

from smdownscale_plugin.rasters.ease_grid import ease_grid, m01_grid, m09_grid
from smdownscale_plugin.rasters.grid import Grid, window_over
from smdownscale_plugin.rasters.windows import whole, windows
from smdownscale_plugin.scaling.geometry import CellGeometry
from smdownscale_plugin.scaling.mean_preserving import BOUNDS, MeanPreserving
from smdownscale_plugin.scaling.upscaling import Upscaling

PROMISE = 1e-4                                          # m3/m3, design section 6
CELLS = 12
FINE, COARSE = m01_grid(700, 1900, CELLS, CELLS), m09_grid(700, 1900, CELLS, CELLS)
PREDICTION = 0.25 + 0.06 * smooth(FINE.shape, 0, 6)


def correct(prediction, coarse, fine=FINE, grid=COARSE, size=(2048, 256), passes=40, bounds=BOUNDS):
    """(corrected map, the correction) as the tool does it, window by window."""
    correction = MeanPreserving(CellGeometry(fine, grid), coarse, bounds)
    parts = windows(fine.shape, size)
    for window in parts:
        correction.add(window, prediction[window.slices])
    correction.solve()
    for _ in range(passes):
        for window in parts:
            correction.check(window, prediction[window.slices])
        if not correction.improve():
            break
    out = np.empty(fine.shape)
    for window in parts:
        out[window.slices] = correction.corrected(window, prediction[window.slices])
    return out, correction


def means_of(fine, grid, values):
    operator = Upscaling(fine, grid)
    sums = operator.sums(1)
    sums.add(whole(fine.shape), values)
    return operator.result(sums)[0][0]


def deviation(fine, grid, values, coarse, correction):
    covered = correction.covered.reshape(grid.shape)
    return np.abs(means_of(fine, grid, values) - coarse)[covered]


def truth(seed=1, spread=0.03):
    return block_means(PREDICTION) + spread * smooth(COARSE.shape, seed, 1.5)


def test_the_mean_of_every_cell_is_kept():
    coarse = truth()
    out, correction = correct(PREDICTION, coarse)
    assert np.abs(block_means(out) - coarse).max() < PROMISE
    assert correction.agreement.cells == CELLS ** 2 and correction.agreement.bounded == 0
    assert correction.agreement.largest == pytest.approx(np.abs(block_means(out) - coarse).max(), abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_the_mean_is_kept_with_gaps_in_the_prediction_and_in_the_product(seed):
    prediction, coarse = PREDICTION.copy(), truth(seed)
    prediction[smooth(FINE.shape, seed + 10, 5) > 0.6] = np.nan
    coarse[np.random.default_rng(seed).random(coarse.shape) < 0.25] = np.nan
    out, correction = correct(prediction, coarse)
    off = deviation(FINE, COARSE, out, coarse, correction)
    assert off.size > 60 and off.max() < PROMISE
    assert np.array_equal(np.isnan(out), np.isnan(prediction))          # no pixel gained or lost


def test_the_mean_is_kept_where_a_cell_has_a_single_pixel():
    prediction = PREDICTION.copy()
    prediction[:9, :9] = np.nan
    prediction[4, 4] = 0.1
    coarse = truth()
    coarse[0, 0] = 0.5
    out, _ = correct(prediction, coarse)
    assert out[4, 4] == pytest.approx(0.5, abs=PROMISE)
    assert np.abs(block_means(out) - coarse).max() < PROMISE


@pytest.mark.parametrize("crs, transform, size", [
    (UTM, (520_000, 900.0, 0, 5_100_000, 0, -900.0), (130, 120)),
    (DEGREES, (10.0, 0.01, 0, 46.0, 0, -0.01), (120, 110)),
    ("EPSG:3035", (4_300_000, 1100.0, 0, 2_700_000, 0, -1100.0), (110, 100)),
])
@pytest.mark.parametrize("gaps", [False, True])
def test_the_mean_is_kept_across_coordinate_systems(crs, transform, size, gaps):
    fine = Grid(wkt(crs), transform, *size)
    grid = ease_grid("M09").window(window_over(ease_grid("M09"), fine, 2))
    prediction = 0.25 + 0.05 * smooth(fine.shape, 0, 5)
    if gaps:
        prediction[smooth(fine.shape, 1, 6) > 0.7] = np.nan
    coarse = means_of(fine, grid, 0.25 + 0.05 * smooth(fine.shape, 0, 5)) + 0.03 * smooth(grid.shape, 2, 1)
    out, correction = correct(prediction, coarse, fine, grid)
    off = deviation(fine, grid, out, coarse, correction)
    assert off.size > 60 and off.max() < PROMISE


@given(st.integers(0, 10 ** 6), st.floats(0, 0.6), st.floats(0.0, 0.08))
@settings(max_examples=12, deadline=None)
def test_the_mean_is_kept_whatever_the_gaps(seed, share, spread):
    random = np.random.default_rng(seed)
    fine, grid = m01_grid(700, 1900, 6, 6), m09_grid(700, 1900, 6, 6)
    prediction = 0.25 + 0.05 * random.normal(size=fine.shape).clip(-2, 2)
    prediction[random.random(fine.shape) < share] = np.nan
    coarse = 0.25 + spread * random.normal(size=grid.shape).clip(-2, 2)
    out, correction = correct(prediction, coarse, fine, grid)
    off = deviation(fine, grid, out, coarse, correction)
    assert correction.agreement.bounded == 0 and off.max(initial=0) < PROMISE


def test_physical_bounds_win_and_cells_where_both_cannot_hold_are_counted():
    coarse = truth()
    coarse[3, 3], coarse[6, 7] = 0.9, 0.02                # more than soil can hold; close to dry, but possible
    out, correction = correct(PREDICTION, coarse)
    assert out.min() >= BOUNDS[0] and out.max() <= BOUNDS[1]
    assert correction.agreement.bounded == 1
    off = np.abs(block_means(out) - coarse)
    assert off[3, 3] == pytest.approx(0.9 - BOUNDS[1], abs=1e-3)        # as close as bounds allow
    off[3, 3] = 0
    assert off.max() < PROMISE and correction.agreement.largest < PROMISE


def test_dry_cells_keep_their_mean_although_pixels_stop_at_zero():
    prediction = np.clip(PREDICTION - 0.2, 0, None)
    coarse = np.clip(block_means(prediction) + 0.02 * smooth(COARSE.shape, 3, 1), 0.004, None)
    out, correction = correct(prediction, coarse)
    assert out.min() >= 0 and (out == 0).any() and correction.agreement.bounded == 0
    assert np.abs(block_means(out) - coarse).max() < PROMISE


@pytest.mark.parametrize("size", [(108, 7), (10, 108), (9, 9)])
def test_windows_make_no_difference(size):
    prediction = PREDICTION.copy()
    prediction[20:40, 30:70] = np.nan
    whole_map, _ = correct(prediction, truth())
    pieces, _ = correct(prediction, truth(), size=size)
    assert np.allclose(whole_map, pieces, atol=1e-9, equal_nan=True)


def test_a_prediction_that_agrees_already_is_left_as_it_is():
    out, _ = correct(PREDICTION, block_means(PREDICTION))
    assert np.abs(out - PREDICTION).max() < 1e-6


# --- no edges --------------------------------------------------------------------------------------------------------

def jumps(field, axis):
    """(median and 99 % quantile at the edges of cells, the same inside) of how far a step differs from the one before.

    A slope that runs over an edge is no jump; a step that stands out from those beside it is.
    """
    excess = np.abs(np.diff(field, 2, axis=axis))
    place = np.arange(1, field.shape[axis] - 1) % 9
    edge = (place == 0) | (place == 8)
    return tuple(np.nanquantile(np.compress(chosen, excess, axis), [0.5, 0.99]) for chosen in (edge, ~edge))


@pytest.mark.parametrize("gaps", [False, True])
@pytest.mark.parametrize("axis", [0, 1])
def test_the_correction_jumps_no_more_at_the_edges_of_cells_than_inside(gaps, axis):
    prediction = PREDICTION.copy()
    if gaps:
        prediction[smooth(FINE.shape, 12, 8) > 0.8] = np.nan
    out, _ = correct(prediction, truth(5))
    across, inside = jumps(out - prediction, axis)
    assert (across <= 1.1 * inside).all()


def test_a_correction_cell_by_cell_would_fail_that_test():
    coarse = truth(5)
    blocky = PREDICTION + np.kron(coarse - block_means(PREDICTION), np.ones((9, 9)))
    across, inside = jumps(blocky - PREDICTION, 1)
    assert (across > 3 * inside).all()
