"""Networks that see around them: numpy's maps of them, what they learn, and what a model file may hold."""
import numpy as np
import pytest

from smdownscale_plugin.dependencies import available
from smdownscale_plugin.errors import Cancelled, InputError, MissingPackageError, ModelFileError
from smdownscale_plugin.monitor import SILENT, Monitor
from smdownscale_plugin.regression.block import Block
from smdownscale_plugin.regression.check_method import check_method, example_rows
from smdownscale_plugin.regression.cnn import METHOD
from smdownscale_plugin.regression.networks import torch_session
from smdownscale_plugin.regression.networks.convolution_fit import ConvolutionFit
from smdownscale_plugin.regression.networks.image_training import Lesson, TrainingImage, train_on_images
from smdownscale_plugin.regression.networks.noise_fields import ImageNoise
from smdownscale_plugin.regression.rows import Rows
from smdownscale_plugin.samples.aggregated_stacks import block_means
from smdownscale_plugin.samples.features import Feature, Features

needs_torch = pytest.mark.skipif(not available("torch"), reason="PyTorch isn't installed")
QUICK = {"steps": 60, "neurons": 8, "networks": 2, "crop_size": 12}
TWO = Features((Feature("wet"), Feature("warm")))


def network(columns=2, neurons=5, nets=2, seed=1, guides=0, layers=2):
    """A convolution fit of random numbers."""
    random = np.random.default_rng(seed)

    def numbers(*shape):
        return random.normal(0, 0.4, (nets, *shape)).astype(np.float32)
    wide = [numbers(3, 3, neurons if k else columns + 1, neurons) for k in range(layers)]
    kernels = [*wide, numbers(neurons + guides, neurons), numbers(neurons, 1)]
    biases = [*(numbers(neurons) for _ in range(layers + 1)), numbers(1)]
    return ConvolutionFit(kernels, biases, numbers(columns + guides), np.array([1.0, -2.0]), np.array([2.0, 0.5]),
                          np.array([[-5.0, 5.0], [-3.0, 3.0]]), np.array([0.2, 0.05]), np.ones(guides),
                          np.full(guides, 2.0))


def block(values, halo=2, regional=None):
    rim = ((0, 0), (halo, halo), (halo, halo))
    return Block(TWO, np.pad(values.astype(np.float32), rim, constant_values=np.nan), halo, None, regional)


def pixel_by_pixel(fit, values, regional=None):
    """The map by the definition of a convolution, a pixel and a network at a time."""
    known = np.isfinite(values).all(0)
    held = np.clip(values, fit.ranges[:, :1, None], fit.ranges[:, 1:, None])
    shown = np.where(known, (held - fit.mean[:, None, None]) / fit.spread[:, None, None], 0.0)
    shown = np.pad(np.concatenate([shown, known[None]]), ((0, 0), (2, 2), (2, 2)))
    out = np.zeros(known.shape)
    for net in range(len(fit.skip)):
        for row, column in np.argwhere(known):
            first = np.zeros((3, 3, fit.kernels[0].shape[-1]))
            for i, j in np.ndindex(3, 3):
                patch = shown[:, row + i:row + i + 3, column + j:column + j + 3]
                first[i, j] = np.einsum("cij,ijco->o", patch, fit.kernels[0][net]) + fit.biases[0][net]
            deep = np.einsum("ijc,ijco->o", np.maximum(first, 0), fit.kernels[1][net]) + fit.biases[1][net]
            guides = np.zeros(0) if regional is None else (regional[:, row, column] - fit.guide_mean) / fit.guide_spread
            deep = np.concatenate([np.maximum(deep, 0), guides]) @ fit.kernels[2][net] + fit.biases[2][net]
            deep = np.maximum(deep, 0) @ fit.kernels[3][net] + fit.biases[3][net]
            out[row, column] += deep[0] + np.concatenate([shown[:-1, row + 2, column + 2], guides]) @ fit.skip[net]
    return np.where(known, out / len(fit.skip) * fit.target[1] + fit.target[0], np.nan)


@pytest.fixture
def values():
    random = np.random.default_rng(2)
    values = random.normal(size=(2, 21, 17)) * 2
    values[:, 5:8, 9] = np.nan
    return values


def test_a_map_is_that_of_the_definition_of_a_convolution(values):
    fit, expected = network(), pixel_by_pixel(network(), values)
    found = fit.predict_window(block(values))
    np.testing.assert_allclose(found, expected[np.isfinite(expected)], atol=1e-6)
    assert found.dtype == np.float64


def test_regional_parts_guide_the_layers_of_the_pixel_alone(values):
    regional = np.random.default_rng(8).normal(size=(2, 21, 17)).astype(np.float32)
    fit = network(guides=2)
    expected = pixel_by_pixel(fit, values, regional)
    found = fit.predict_window(block(values, regional=regional))
    np.testing.assert_allclose(found, expected[np.isfinite(expected)], atol=1e-6)
    assert fit.needs.surroundings and not network().needs.surroundings
    even = np.broadcast_to(np.array([0.7, -2.3], np.float32)[:, None, None], (2, 9, 9))
    middle = fit.predict_window(block(even, regional=even * 2)).reshape(9, 9)[4, 4]
    row = even[:, 0, :1].T
    assert fit.predict_samples(Rows(row, regional=row * 2))[0] == pytest.approx(middle, abs=1e-6)
    with pytest.raises(ValueError, match="regional parts"):
        fit.predict_window(block(values))


def test_a_wide_map_is_the_same_in_tiles_and_strips():
    random = np.random.default_rng(2)
    values = random.normal(size=(2, 40, 300))
    whole = network().predict_window(block(values)).reshape(40, 300)
    padded = np.pad(values.astype(np.float32), ((0, 0), (2, 2), (2, 2)), constant_values=np.nan)
    part = network().predict_window(Block(TWO, padded[:, 13:13 + 21, 110:110 + 94], 2)).reshape(17, 90)
    np.testing.assert_allclose(part, whole[13:30, 110:200], atol=1e-8)


def test_far_from_what_is_wanted_nothing_is_computed_and_nothing_changes():
    values = np.full((2, 90, 40), np.nan)
    values[:, 3:20, 5:9] = values[:, 60:75, 30:] = np.random.default_rng(4).normal(size=(2, 1, 1))
    values[:, 61:70, 38:] += 1.0
    fit, expected = network(), pixel_by_pixel(network(), values)
    steps = []
    found = fit.predict_window(block(values), lambda: steps.append(1))
    np.testing.assert_allclose(found, expected[np.isfinite(expected)], atol=1e-6)
    assert 0 < len(steps) < 6
    assert len(fit.predict_window(block(values * np.nan))) == 0


def test_deep_networks_see_across_strips():
    fit, halo = network(layers=8), 8
    padded = np.random.default_rng(5).normal(size=(2, 40 + 2 * halo, 6 + 2 * halo)).astype(np.float32)
    whole = fit.predict_window(Block(TWO, padded, halo)).reshape(40, 6)
    rows = [fit.predict_window(Block(TWO, padded[:, row:row + 1 + 2 * halo], halo)) for row in range(40)]
    np.testing.assert_allclose(rows, whole, atol=1e-6 * whole.std())
    assert fit.needs.halo == halo


def test_a_row_is_an_area_where_all_pixels_are_alike():
    fit, row = network(), np.array([[0.7, -2.3]], np.float32)
    even = np.broadcast_to(row[0][:, None, None], (2, 9, 9))
    middle = fit.predict_window(block(even)).reshape(9, 9)[4, 4]
    assert fit.predict(row)[0] == pytest.approx(middle, abs=1e-6)
    assert fit.predict_samples(Rows(row, np.zeros(1)))[0] == fit.predict(row)[0]


def test_networks_that_differ_spread_and_equal_ones_do_not(values):
    assert network().spread_window(block(values)).mean() > 1e-5
    same = network(nets=1)
    assert np.abs(same.spread_window(block(values))).max() == 0


def test_a_map_can_be_cancelled(values):
    def stop():
        raise Cancelled()
    with pytest.raises(Cancelled):
        network().predict_window(block(values), stop)


def test_the_arrays_of_a_fit_make_the_same_fit(values):
    fit = network()
    again = ConvolutionFit.from_arrays(fit.arrays(), 2)
    np.testing.assert_array_equal(again.predict_window(block(values)), fit.predict_window(block(values)))
    assert again.needs.halo == 2


@pytest.mark.parametrize("name", list(network(guides=2).arrays()))
def test_arrays_that_do_not_fit_together_are_refused(name):
    arrays = network(guides=2).arrays()
    for wrong in (None, arrays[name][..., :-1], arrays[name][None], arrays[name][:0], arrays[name] * np.nan,
                  arrays[name].astype(np.int32)):
        damaged = {key: value for key, value in {**arrays, name: wrong}.items() if value is not None}
        with pytest.raises(ModelFileError):
            ConvolutionFit.from_arrays(damaged, 2)


def test_too_many_layers_are_refused():
    arrays = network().arrays()
    more = {f"{kind}_{k}": arrays[f"{kind}_1"] for kind in ("kernel", "bias") for k in range(1, 40)}
    with pytest.raises(ModelFileError):
        ConvolutionFit.from_arrays({**arrays, **more}, 2)


@pytest.mark.parametrize("width", [1, 2, 5])
def test_means_of_drawn_noise_keep_the_share_that_is_said(width):
    noise = ImageNoise(np.array([3.0, 0.0]), np.array([width, 1]))
    drawn = noise.draw(np.random.default_rng(0), (600, 600))
    assert drawn[0].std() == pytest.approx(3.0, rel=0.03) and not drawn[1].any()
    means = drawn[0].reshape(200, 3, 200, 3).mean((1, 3))
    assert means.var() / 9.0 == pytest.approx(noise.kept_by_means(3)[0], rel=0.08)
    lost, kept = noise.lost_by_means(3).std[0], noise.of_means(3).std[0]
    assert np.hypot(lost, kept) == pytest.approx(3.0)


def lesson(shape=(40, 40), guided=False):
    """Columns of check_method: the first is a smooth field whose noise hides it, and the answer follows it."""
    random = np.random.default_rng(4)
    smooth = np.cumsum(np.cumsum(random.normal(size=shape), 0), 1)
    smooth = (smooth - smooth.mean()) / smooth.std()
    cover = random.integers(1, 3, size=shape)
    x = np.stack([smooth, random.normal(size=shape), cover == 1, cover == 2]).astype(np.float32)
    y = 0.25 + 0.05 * np.tanh(smooth) - 0.02 * x[1] + 0.01 * x[3]
    noise = ImageNoise(np.array([0.5, 0.0, 0.0, 0.0]), np.ones(4, int))
    return Lesson([TrainingImage(x, y, x if guided else None)], noise)


@needs_torch
def test_the_cnn_keeps_the_contract_of_methods():
    rows = example_rows()
    samples = Rows(rows.x, rows.y, scene=lesson())
    assert check_method(METHOD, QUICK, samples) == []


@needs_torch
def test_a_network_learns_to_use_neighbours_against_noise():
    taught = lesson()
    settings = METHOD.checked({**QUICK, "steps": 200})
    fit = train_on_images(taught, settings, 0, 1, SILENT)
    x, y = taught.images[0].x, taught.images[0].y
    noisy = x + taught.noise.draw(np.random.default_rng(9), x.shape[1:])
    columns = Features(tuple(Feature(name) for name in "abcd"))
    seen = Block(columns, np.pad(noisy, ((0, 0), (2, 2), (2, 2)), constant_values=np.nan), 2)
    error = np.mean((fit.predict_window(seen) - y.ravel()) ** 2)
    a_pixel_alone = np.linalg.lstsq(np.c_[noisy[:3].reshape(3, -1).T, np.ones(y.size)], y.ravel(), rcond=None)[1][0]
    assert error < 0.5 * a_pixel_alone / y.size


@needs_torch
def test_a_network_learns_with_guides():
    taught = lesson(guided=True)
    fit = train_on_images(taught, METHOD.checked({**QUICK, "steps": 150}), 0, 1, SILENT)
    x, y = taught.images[0].x, taught.images[0].y
    columns = Features(tuple(Feature(name) for name in "abcd"))
    seen = Block(columns, np.pad(x, ((0, 0), (2, 2), (2, 2)), constant_values=np.nan), 2, None, x)
    assert np.corrcoef(fit.predict_window(seen), y.ravel())[0, 1] > 0.97
    again = ConvolutionFit.from_arrays(fit.arrays(), 4)
    np.testing.assert_array_equal(again.predict_window(seen), fit.predict_window(seen))


@needs_torch
def test_means_of_what_a_network_predicts_for_pixels_agree_with_what_is_known_of_the_means():
    """Means hold fractions of a class that follow a bend, pixels all of it or nothing: who has seen only means errs."""
    random, factor = np.random.default_rng(5), 3
    cover = (random.random((90, 90)) < 0.5).astype(np.float32)
    cover[40:47, 10:30] = np.nan
    cover[60, 60:75] = np.nan                                     # blocks of which a part is unknown
    fractions = block_means(cover[None], factor)
    known = 0.1 + 0.3 * (fractions[0] - 0.5) ** 2
    means, noise = TrainingImage(fractions, known), ImageNoise(np.zeros(1), np.ones(1, int))
    pixels = TrainingImage(cover[None], known.repeat(factor, 0).repeat(factor, 1))
    padded = np.pad(cover[None], ((0, 0), (2, 2), (2, 2)), constant_values=np.nan)
    seen, errors = Block(Features((Feature("cover"),)), padded, 2), []
    settings = METHOD.checked({**QUICK, "steps": 150})
    for shown in ((), (pixels,)):
        fit = train_on_images(Lesson([means], noise, shown, factor), settings, 0, 1, SILENT)
        drawn = np.full(cover.size, np.nan)
        drawn[seen.pixels] = fit.predict_window(seen)
        errors.append(np.nanmean((block_means(drawn.reshape(1, *cover.shape), factor)[0] - known) ** 2))
    assert errors[1] < 0.2 * errors[0] and errors[1] < np.nanvar(known)


@needs_torch
def test_training_can_be_cancelled_and_leaves_pytorch_as_it_was():
    import torch
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 20
    with pytest.raises(Cancelled):
        train_on_images(lesson(), METHOD.checked(QUICK), 0, 1, Monitor(cancelled=cancelled))
    assert torch.get_num_threads() == threads and torch.equal(torch.get_rng_state(), state)


def test_without_pytorch_training_says_what_to_install(monkeypatch):
    def missing(name, purpose):
        raise MissingPackageError(f"{name}, needed for {purpose}")
    monkeypatch.setattr(torch_session, "require", missing)
    with pytest.raises(MissingPackageError, match="torch, needed for training .*maps don't need it"):
        train_on_images(lesson(), METHOD.checked(QUICK), 0, 1, SILENT)


def test_samples_without_rasters_are_refused():
    with pytest.raises(InputError, match="learns from rasters"):
        METHOD.fit(example_rows(), METHOD.checked({}), 0, 1, SILENT)
