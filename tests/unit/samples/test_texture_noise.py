"""Noise from texture alone, where there are too few dates to see what doesn't follow in time."""
import numpy as np
import pytest

from smdownscale_plugin.rasters.windows import whole
from smdownscale_plugin.samples.noise import NoiseSampler, mean_squares
from smdownscale_plugin.samples.nugget import nugget_of
from smdownscale_plugin.samples.texture_noise import rougher_than_land, texture_noise

SHAPE = (200, 240)


def smooth_field(random, slope=3.4):
    rows, columns = np.fft.fftfreq(SHAPE[0])[:, None], np.fft.rfftfreq(SHAPE[1])[None]
    power = np.maximum(np.hypot(rows, columns), 1e-3) ** (-slope / 2)
    field = np.fft.irfft2(np.fft.rfft2(random.standard_normal(SHAPE)) * power, s=SHAPE)
    return field / field.std()


def found(layers):
    sampler = NoiseSampler(list(layers), SHAPE, 1)
    sampler.add(0, whole(SHAPE), np.stack(list(layers.values())).astype(np.float32))
    return {name: e.std for name, e in texture_noise({name: sampler.textures(name) for name in layers}).items()}


def test_the_noise_that_was_added_is_found_and_smooth_layers_have_little():
    random = np.random.default_rng(1)
    land = smooth_field(random)
    noise = found({"noisy": land + 0.3 * random.standard_normal(SHAPE), "clean": smooth_field(random)})
    assert 0.2 < noise["noisy"] < 0.36
    assert noise["clean"] < 0.06


def test_texture_that_two_predictors_share_is_not_noise():
    random = np.random.default_rng(2)
    parcels = random.standard_normal(SHAPE)
    apart = found({"a": smooth_field(random) + parcels, "b": smooth_field(random) + random.standard_normal(SHAPE)})
    alike = found({"a": smooth_field(random) + parcels, "b": smooth_field(random) + parcels})
    assert alike["a"] < 0.4 * apart["a"]


def test_the_nugget_of_a_law_is_found():
    strides = np.array([1.0, 2.0, 4.0, 8.0])
    assert abs(nugget_of(strides, 0.5 + 0.1 * strides ** 1.5) - 0.5) < 1e-9
    assert nugget_of(strides, 0.1 * strides ** 1.5) < 1e-9


@pytest.mark.parametrize("slope, added, noisy", [
    (1.6, 0.0, False), (2.0, 0.0, False), (3.4, 0.0, False), (2.6, 0.05, False), (2.6, 0.8, True), (3.4, 0.3, True)])
def test_a_static_layer_is_noisy_only_where_its_texture_is_finer_than_any_land(slope, added, noisy):
    random = np.random.default_rng(4)
    layer = smooth_field(random, slope) + added * random.standard_normal(SHAPE)
    sampler = NoiseSampler(["layer"], SHAPE, 1)
    sampler.add(0, whole(SHAPE), layer[None].astype(np.float32))
    textures = sampler.textures("layer")
    estimate = texture_noise({"layer": textures})["layer"]
    assert rougher_than_land(estimate, mean_squares(textures[0])) == noisy
