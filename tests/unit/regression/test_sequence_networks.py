"""Networks of the days before: one definition for training and for maps, what they learn, what a file may hold."""
import numpy as np
import pytest

from smdownscale_plugin.dependencies import available
from smdownscale_plugin.errors import InputError, ModelFileError
from smdownscale_plugin.monitor import SILENT
from smdownscale_plugin.regression.check_method import check_method
from smdownscale_plugin.regression.networks.architectures import ARCHITECTURES, positional_encoding
from smdownscale_plugin.regression.networks.operations import NumpyOperations, TorchOperations
from smdownscale_plugin.regression.networks.sequence_fit import FITS, Scaling
from smdownscale_plugin.regression.networks.sequence_training import first_parameters
from smdownscale_plugin.regression.rows import Rows
from smdownscale_plugin.regression.sequence_networks import SEQUENCE_METHODS

names = pytest.mark.parametrize("name", list(ARCHITECTURES))
needs_torch = pytest.mark.skipif(not available("torch"), reason="PyTorch isn't installed")
QUICK = {"units": 16, "networks": 1, "epochs": 15, "batch_size": 64, "learning_rate": 0.02}


def parameters(name, columns=4, variables=3, units=16):
    random = np.random.default_rng(1)
    start = first_parameters(ARCHITECTURES[name].shapes(columns, variables, units), random)
    return {key: values + random.normal(0, 0.05, values.shape).astype(np.float32) for key, values in start.items()}


def fit_of(name):
    random = np.random.default_rng(3)
    nets = [parameters(name), parameters(name)]
    return FITS[name](nets, (4, 2, 5, 16, 2), Scaling.of(random.normal(size=(30, 4))),
                      Scaling.of(random.normal(size=(30, 5, 2))), np.array([0.2, 0.05]))


def inputs(count=40):
    random = np.random.default_rng(2)
    return random.normal(size=(count, 4)).astype(np.float32), random.normal(size=(count, 5, 2)).astype(np.float32)


@names
@needs_torch
def test_numpy_and_pytorch_give_the_same(name):
    import torch
    p, (rows, days) = parameters(name), inputs()
    days = np.concatenate([days, np.ones((40, 5, 1), np.float32)], 2)
    ops = TorchOperations(torch, "cpu", 0.5)
    ops.training = False
    with torch.no_grad():
        expected = ARCHITECTURES[name].forward(ops, {k: ops.array(v) for k, v in p.items()}, ops.array(rows),
                                               ops.array(days)).numpy()
    found = ARCHITECTURES[name].forward(NumpyOperations, p, rows, days)
    assert np.abs(found - expected).max() < 1e-5 * expected.std()


@needs_torch
def test_the_lstm_is_that_of_pytorch():
    import torch
    p, (rows, days) = parameters("lstm", variables=2), inputs()
    reference = torch.nn.LSTM(2, 16, batch_first=True)
    order = np.r_[0:16, 16:32, 48:64, 32:48]           # PyTorch's gates: taken, kept, new, shown; ours end with new
    with torch.no_grad():
        reference.weight_ih_l0.copy_(torch.from_numpy(p["input_weights"].T[order]))
        reference.weight_hh_l0.copy_(torch.from_numpy(p["recurrent_weights"].T[order]))
        reference.bias_ih_l0.copy_(torch.from_numpy(p["input_bias"][order]))
        reference.bias_hh_l0.zero_()
        state = reference(torch.from_numpy(days))[1][0][0].numpy()
    hidden = np.maximum(np.concatenate([rows, state], 1) @ p["head_1_weights"] + p["head_1_bias"], 0)
    hidden = np.maximum(hidden @ p["head_2_weights"] + p["head_2_bias"], 0)
    expected = (hidden @ p["out_weights"] + p["out_bias"])[:, 0]
    np.testing.assert_allclose(ARCHITECTURES["lstm"].forward(NumpyOperations, p, rows, days), expected, atol=1e-5)


def test_temporal_convolutions_do_not_look_ahead_and_see_fifteen_days():
    p, random = parameters("temporal_cnn", variables=2), np.random.default_rng(0)
    rows, days = random.normal(size=(1, 4)), random.normal(size=(1, 20, 2))
    plain = ARCHITECTURES["temporal_cnn"].forward(NumpyOperations, p, rows, days)
    for day, seen in ((19, True), (5, True), (4, False)):
        other = days.copy()
        other[:, day] += 5.0
        changed = ARCHITECTURES["temporal_cnn"].forward(NumpyOperations, p, rows, other)
        assert (np.abs(changed - plain)[0] > 1e-7) == seen, day


def test_positions_are_sines_and_cosines():
    found = positional_encoding(11, 8)
    assert found.shape == (11, 8) and (found[0] == [0, 1] * 4).all()
    assert found[3, 0] == pytest.approx(np.sin(3)) and found[3, 3] == pytest.approx(np.cos(3 / 1000 ** 0.25))


@names
@needs_torch
def test_a_method_of_sequences_keeps_the_contract(name):
    assert check_method(SEQUENCE_METHODS[name], QUICK) == []


@names
def test_a_fit_survives_its_arrays_and_unknown_days(name):
    fit, (rows, days) = fit_of(name), inputs()
    again = type(fit).from_arrays(fit.arrays(), 4)
    days[3, 2] = np.nan
    days[5] = np.nan
    values = fit.predict(rows, days)
    np.testing.assert_array_equal(values, again.predict(rows, days))
    assert np.isfinite(values).all() and again.needs.days_before == 5 and again.variables == 2


@names
def test_arrays_that_do_not_fit_together_are_refused(name):
    arrays = fit_of(name).arrays()
    for key in arrays:
        for wrong in (None, arrays[key][..., :-1], arrays[key][None], arrays[key] * np.nan):
            damaged = {k: v for k, v in {**arrays, key: wrong}.items() if v is not None}
            with pytest.raises(ModelFileError):
                type(fit_of(name)).from_arrays(damaged, 4)
    for sizes in ([4, 2, 5, 2 ** 40, 2], [4, -2, 5, 16, 2], [4, 2, 5, 17, 2], [4, 2, 5, 16, 3]):
        with pytest.raises(ModelFileError):
            type(fit_of(name)).from_arrays({**arrays, "sizes": np.array(sizes)}, 4)


@names
def test_samples_without_days_are_refused_with_what_to_do(name):
    rows = Rows(np.zeros((30, 2), np.float32), np.zeros(30))
    with pytest.raises(InputError, match="give SERIES"):
        SEQUENCE_METHODS[name].fit(rows, SEQUENCE_METHODS[name].checked({}), 0, 1, SILENT)


def test_heads_need_their_share_of_the_units():
    rows = Rows(np.zeros((30, 2), np.float32), np.zeros(30), np.zeros((30, 11, 2), np.float32))
    with pytest.raises(InputError, match="a multiple of 16"):
        SEQUENCE_METHODS["mmnet"].fit(rows, SEQUENCE_METHODS["mmnet"].checked({"units": 100}), 0, 1, SILENT)
