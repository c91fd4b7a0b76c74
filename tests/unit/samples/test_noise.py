"""The noise of predictors is found from dates alone, against noise that was planted."""
import numpy as np
import pytest

from smdownscale_plugin.rasters.windows import windows
from smdownscale_plugin.samples.noise import NoiseSampler, estimated_noise, noise_variance_of_maps

SHAPE = (160, 200)


def fields(dates, memory, seed=0, smooth=2.0):
    """Texture (dates, rows, columns), standard deviation 1, whose correlation is `memory` ** steps; without noise."""
    random = np.random.default_rng(seed)

    def draw():
        white = random.standard_normal(SHAPE)
        spectrum = np.exp(-0.5 * (2 * np.pi * smooth * 0.4) ** 2 * (np.fft.fftfreq(SHAPE[0])[:, None] ** 2
                                                                    + np.fft.fftfreq(SHAPE[1])[None, :] ** 2))
        field = np.fft.ifft2(np.fft.fft2(white) * spectrum).real
        return field / field.std()
    out = [draw()]
    for _ in range(dates - 1):
        out.append(memory * out[-1] + np.sqrt(1 - memory ** 2) * draw())
    return np.stack(out)


def found(values, size=(90, 70)):
    """The estimate for one predictor (dates, rows, columns), collected in windows."""
    sampler = NoiseSampler(["x"], values.shape[1:], len(values))
    for date, field in enumerate(values):
        for window in windows(values.shape[1:], size):
            sampler.add(date, window, field[window.slices][None].astype(np.float32))
    return estimated_noise(*sampler.textures("x"))


def white(values, std, seed=1):
    return values + std * np.random.default_rng(seed).standard_normal(values.shape)


@pytest.mark.parametrize("std", [0.2, 0.6, 1.5])
def test_white_noise_on_lasting_texture_is_found(std):
    assert found(white(fields(12, 1.0), std)).std == pytest.approx(std, rel=0.06)


@pytest.mark.parametrize("axis", [1, 2])
def test_stripes_are_noise_whichever_way_they_run(axis):
    """Along a stripe differences vanish: only those across it show the noise."""
    shape = [12, *SHAPE]
    shape[axis] = 1
    stripes = 0.6 * np.random.default_rng(4).standard_normal(shape)
    assert found(fields(12, 1.0) + stripes).std == pytest.approx(0.6, rel=0.15)


def test_white_noise_on_texture_that_decorrelates_is_found():
    assert found(white(fields(12, 0.7), 0.6)).std == pytest.approx(0.6, rel=0.1)


def test_texture_that_decorrelates_by_0_7_a_step_without_noise_is_no_noise():
    assert found(fields(12, 0.7)).std < 0.12


def test_texture_whose_contrast_follows_the_season_is_no_noise():
    season = 1.5 + np.cos(2 * np.pi * np.arange(12) / 12)
    assert found(fields(12, 1.0) * season[:, None, None]).std < 0.03


def test_composites_that_are_repeated_in_shorter_steps_count_once():
    repeated = np.repeat(white(fields(8, 1.0), 0.5), 2, axis=0)
    assert found(repeated).std == pytest.approx(0.5, rel=0.08)


@pytest.mark.parametrize("kind", ["nearest", "linear"])
def test_noise_of_a_layer_that_was_resampled_finer_is_found_at_its_own_resolution(kind):
    """A layer of 4-pixel cells with noise .63; what a pixel carries of it is less after interpolation."""
    coarse = white(fields(12, 1.0)[:, ::4, ::4], 0.63)
    if kind == "nearest":
        fine, carried = coarse.repeat(4, 1).repeat(4, 2), 0.63
    else:
        place = (np.arange(SHAPE[1]) + 0.5) / 4 - 0.5
        fine = np.stack([[np.interp(place, np.arange(coarse.shape[2]), line) for line in date] for date in coarse])
        fine, carried = fine.repeat(4, 1), 0.63 * np.sqrt(1 - 2 * np.mean([t * (1 - t) for t in (0.125, 0.375)]))
    answer = found(fine)
    assert answer.std == pytest.approx(carried, rel=0.25)
    assert "pixels wide" in answer.source


def test_noise_that_is_alike_over_a_few_pixels_is_found_but_for_its_smooth_part():
    """What is missed: noise that is as smooth as the texture itself; over two pixels most of it is found."""
    random = np.random.default_rng(3)
    noise = random.standard_normal((12,) + SHAPE)
    noise = (noise + np.roll(noise, 1, 2)) / np.sqrt(2)
    answer = found(fields(12, 1.0) + 0.6 * noise)
    assert 0.4 < answer.std < 0.66


@pytest.mark.parametrize("dates", [1, 2])
def test_with_fewer_than_three_dates_noise_is_unknown_and_says_so(dates):
    answer = found(white(fields(dates, 1.0), 0.6))
    assert answer.std is None
    assert "3 are needed" in answer.source


def test_a_layer_that_never_changes_has_no_noise():
    assert found(np.repeat(white(fields(1, 1.0), 0.6), 6, axis=0)).std == 0.0


def test_gaps_don_t_change_the_estimate():
    values = white(fields(12, 1.0), 0.6)
    values[np.random.default_rng(5).random(values.shape) < 0.2] = np.nan
    assert found(values).std == pytest.approx(0.6, rel=0.1)


def test_windows_of_any_size_sample_the_same_noise():
    values = white(fields(8, 1.0), 0.6)
    assert found(values, (200, 160)).std == pytest.approx(found(values, (64, 64)).std, rel=0.05)


def test_the_coarse_product_s_noise_is_found_from_its_own_maps():
    maps = white(fields(12, 0.9, smooth=3.0)[:, :40, :40] * 0.05, 0.02)
    textures = (maps[:, :, 1:-1] - 0.5 * (maps[:, :, :-2] + maps[:, :, 2:])) / np.sqrt(1.5)
    assert np.sqrt(noise_variance_of_maps(textures.reshape(12, -1))) == pytest.approx(0.02, rel=0.2)


def test_smooth_texture_that_changes_wholly_between_dates_is_unknown_not_noise():
    answer = found(fields(8, 0.0))
    assert answer.std is None
    assert "changes completely" in answer.source


def test_white_noise_without_any_texture_is_noise():
    assert found(white(np.zeros((8,) + SHAPE), 0.5)).std == pytest.approx(0.5, rel=0.05)


@pytest.mark.parametrize("seed", range(3))
def test_rough_texture_that_is_new_on_every_date_is_unknown_not_noise(seed):
    """Its variance grows with the distance by a power law, neither level as noise nor steep as a smooth field."""
    random, wave = np.random.default_rng(seed), np.hypot(*np.meshgrid(*(np.fft.fftfreq(n) for n in SHAPE[::-1])))
    wave[0, 0] = np.inf
    values = np.stack([np.fft.ifft2(np.fft.fft2(random.standard_normal(SHAPE)) * wave ** -1.2).real for _ in range(5)])
    assert found(values / values.std()).std is None
