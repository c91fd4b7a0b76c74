"""Whether a network clearly did better one scale up: by more than chance over blocks of the map."""
import numpy as np
import pytest

from smdownscale_plugin.selection.scale_transfer.trial import Trial, block_sums, trial_of


def trial(gain, scatter, seed=0):
    """Squared differences whose mean falls by `gain`, by as much more or less in each block as `scatter` says."""
    random = np.random.default_rng(seed)
    of_blocks = np.kron(gain + scatter * random.standard_normal((6, 6)), np.ones((5, 5)))
    rows = np.full((30, 30), 4.0)
    return trial_of(block_sums(rows - of_blocks, rows))


def test_a_small_gain_that_all_blocks_share_counts_and_a_larger_one_of_a_few_does_not():
    assert trial(0.1, 0.0).helps and trial(0.1, 0.1).helps
    assert not trial(0.0, 0.1, seed=1).helps and not trial(-0.1, 0.0).helps
    lone = np.zeros((6, 6))
    lone[2, 3] = 20.0                    # the mean falls by .56
    rows = np.full((30, 30), 40.0)
    assert not trial_of(block_sums(rows - np.kron(lone, np.ones((5, 5))), rows)).helps


def test_the_standard_error_is_that_of_a_mean_of_blocks():
    found = trial(0.5, 0.3)
    gains = 0.5 + 0.3 * np.random.default_rng(0).standard_normal((6, 6))
    assert found.error == pytest.approx(gains.std(ddof=1) / 6)
    assert found.rows == pytest.approx(2.0) and found.network ** 2 == pytest.approx(4.0 - gains.mean())


def test_pixels_that_are_unknown_to_either_are_left_out():
    network, rows = np.full((12, 13), 1.0), np.full((12, 13), 4.0)
    network[:, :6], rows[:3] = np.nan, np.nan
    found = trial_of(block_sums(network, rows))
    assert (found.network, found.rows) == (1.0, 2.0) and found.error == pytest.approx(0.0)
    assert not trial_of(block_sums(network * np.nan, rows)).helps


def test_what_is_said_holds_both_errors():
    assert "0.0100" in str(Trial(0.01, 0.02, 1e-4)) and "0.0200" in str(Trial(0.01, 0.02, 1e-4))
