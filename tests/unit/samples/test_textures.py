"""The texture of a sum of predictors, from how their textures vary together."""
import numpy as np
import pytest

from smdownscale_plugin.rasters.windows import whole
from smdownscale_plugin.samples.noise import NoiseSampler, mean_squares
from smdownscale_plugin.samples.textures import common_textures

SHAPE = (120, 140)


def sampled(layers):
    sampler = NoiseSampler(list(layers), SHAPE, 1)
    sampler.add(0, whole(SHAPE), np.stack(list(layers.values())).astype(np.float32))
    return sampler


def test_the_texture_of_a_sum_is_that_of_the_summed_rasters():
    random = np.random.default_rng(1)
    shared = random.standard_normal(SHAPE).cumsum(0)
    layers = {"a": shared + random.standard_normal(SHAPE), "b": -0.5 * shared, "c": random.standard_normal(SHAPE)}
    found = common_textures(sampled(layers), ["a", "b", "c"]).of_sum({"a": 1.0, "b": 1.5})
    ways = [mean_squares(t) for t in sampled({"sum": layers["a"] + 1.5 * layers["b"]}).textures("sum")]
    assert found == pytest.approx(np.min(ways, 0), rel=1e-4)


def test_without_places_that_all_have_there_is_none():
    layers = {"a": np.full(SHAPE, np.nan), "b": np.ones(SHAPE)}
    assert common_textures(sampled(layers), ["a", "b"]) is None
    assert common_textures(sampled(layers), []) is None
