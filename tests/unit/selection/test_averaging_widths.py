"""Over how many neighbours noisy predictors are averaged, on a small world whose noise was planted."""
import numpy as np
import pytest
from small_world import FACTOR, PIXEL, block_means, make, smooth

from smdownscale_plugin.rasters.coarse import read_all
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.samples.denoising import left_of_noise
from smdownscale_plugin.samples.from_coarse_cells import sample_product
from smdownscale_plugin.selection.coarse_product.averaging_widths import left_by_averages, widths_of_averages

SHAPE, NOISE = (12 * FACTOR, 12 * FACTOR), 0.6


@pytest.fixture(scope="module")
def sampled(tmp_path_factory):
    """(samples, cells) of two noisy predictors that see the same moisture, and one without noise."""
    folder, random = tmp_path_factory.mktemp("neighbours"), np.random.default_rng(1)
    wet, noise = smooth(SHAPE, 1, 12), NOISE * random.standard_normal((2, *SHAPE))
    layers = {"dry": -wet + noise[0], "green": wet + noise[1], "height": smooth(SHAPE, 2, 12)}
    stack = make(folder / "stack_20200610.tif", layers)
    coarse = make(folder / "sm_20200610.tif", {"soil_moisture": 0.25 + 0.05 * block_means(wet)}, cell=FACTOR * PIXEL)
    return sample_product(open_stacks([stack]), read_all([coarse]), 0.0, 0.5)


def noise_of(samples):
    return samples.by_column({name: found.std for name, found in samples.noise.items()})


def test_only_noisy_predictors_are_averaged_and_not_beyond_their_cell(sampled):
    samples, cells = sampled
    widths = widths_of_averages(samples, cells, noise_of(samples))
    assert set(widths) == {"dry", "green"}
    assert all(0.5 <= width <= FACTOR / 6.0 for width in widths.values())


def test_without_noise_nothing_is_averaged(sampled):
    samples, cells = sampled
    assert widths_of_averages(samples, cells, None) == {}
    assert widths_of_averages(samples, cells, np.zeros(3)) == {}


def test_what_is_left_of_the_noise_follows_the_widths(sampled):
    samples, _ = sampled
    left = left_by_averages(samples, noise_of(samples), {"dry": 1.0})
    found = samples.noise["dry"]
    assert found.white == pytest.approx(NOISE, rel=0.1) and found.std == pytest.approx(NOISE, rel=0.1)
    assert left[0] ** 2 == pytest.approx(found.std ** 2 - found.white ** 2 * (1 - left_of_noise(1.0)), rel=1e-6)
    assert np.array_equal(left[1:], noise_of(samples)[1:])
