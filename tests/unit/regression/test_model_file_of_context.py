"""Model files of fits that look around: five dimensions, the names of the series, and hostile ones refused."""
import numpy as np
import pytest
from toy_methods import DAYS, SequenceFit

from smdownscale_plugin.errors import ModelFileError
from smdownscale_plugin.regression import kinds
from smdownscale_plugin.regression.context import MOST_DAYS, MOST_HALO, Context
from smdownscale_plugin.regression.fit import RowFit, take
from smdownscale_plugin.regression.kinds import kind
from smdownscale_plugin.regression.linear import LinearFit
from smdownscale_plugin.regression.model import Model
from smdownscale_plugin.regression.model_file import read_model, write_model
from smdownscale_plugin.regression.sum_of_fits import SumFit
from smdownscale_plugin.samples.features import Feature, Features

FEATURES = Features((Feature("ndvi"), Feature("lst")))
RANGES = np.array([[0.0, 1.0]] * 2)


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch):
    """Kinds that a test registers are forgotten after it."""
    monkeypatch.setattr(kinds, "_KINDS", dict(kinds._KINDS))


def tensor_fit():
    """A kind whose numbers have as many dimensions as it is given, and that looks as far as it says."""
    @kind("toy_tensor")
    class TensorFit(RowFit):
        columns = 2

        def __init__(self, tensor, reach=0):
            self.tensor, self.needs = tensor, Context(halo=int(reach))

        def arrays(self):
            return {"tensor": self.tensor, "reach": np.array([self.needs.halo], np.int64)}

        @classmethod
        def from_arrays(cls, arrays, columns):
            return cls(take(arrays, "tensor", 5), take(arrays, "reach", 1, "i")[0])
    return TensorFit


def written(tmp_path, fit, about=None):
    return write_model(str(tmp_path / "model.smdm"), Model(fit, FEATURES, RANGES, about or {}))


def test_numbers_of_five_dimensions_survive_and_more_are_refused(tmp_path):
    cls = tensor_fit()
    tensor = np.arange(2 * 3 * 2 * 1 * 4, dtype=np.float32).reshape(2, 3, 2, 1, 4)
    assert np.array_equal(read_model(written(tmp_path, cls(tensor))).fit.tensor, tensor)
    with pytest.raises(ModelFileError, match="malformed"):
        read_model(written(tmp_path, cls(tensor[None])))


@pytest.mark.parametrize("reach", [-1, MOST_HALO + 1, 2 ** 40])
def test_a_halo_that_cannot_be_read_is_refused(tmp_path, reach):
    cls = tensor_fit()
    with pytest.raises(ModelFileError, match="wider neighbourhood"):
        read_model(written(tmp_path, cls(np.zeros((1,) * 5, np.float32), reach)))


def test_more_days_than_can_be_read_are_refused(tmp_path, monkeypatch):
    fit = SequenceFit(np.zeros(4), 0.2, 2)
    path = written(tmp_path, fit, {"series": ["rain", "heat"]})
    assert read_model(path).fit.needs.days_before == DAYS and read_model(path).series == ["rain", "heat"]
    monkeypatch.setattr(SequenceFit, "needs", Context(days_before=MOST_DAYS + 1))
    with pytest.raises(ModelFileError, match="wider neighbourhood"):
        read_model(path)


@pytest.mark.parametrize("series", [None, [], ["rain"], ["rain", "heat", "wind"], ["rain", "rain"], "rh", [1, 2],
                                    {"rain": 1, "heat": 2}])
def test_names_of_series_that_do_not_fit_are_refused(tmp_path, series):
    about = {} if series is None else {"series": series}
    with pytest.raises(ModelFileError, match="daily series|malformed"):
        read_model(written(tmp_path, SequenceFit(np.zeros(4), 0.2, 2), about))


def test_a_model_of_one_date_has_no_series(tmp_path):
    line = LinearFit(np.zeros(2), 0.2, RANGES)
    assert read_model(written(tmp_path, line)).series == []
    with pytest.raises(ModelFileError, match="daily series"):
        read_model(written(tmp_path, line, {"series": ["rain"]}))


def test_a_sum_needs_what_its_parts_need_and_gives_each_its_own(tmp_path):
    line = LinearFit(np.array([0.1, 0.0]), 0.0, RANGES)
    both = read_model(written(tmp_path, SumFit([line, SequenceFit(np.zeros(4), 0.2, 2)], [1.0, 0.5]),
                              {"series": ["rain", "heat"]})).fit
    assert both.needs == Context(days_before=DAYS) and both.variables == 2 and both.kind == ["linear", "toy_sequence"]


def test_an_unknown_kind_is_refused_and_a_name_is_given_once(tmp_path):
    cls = tensor_fit()
    path = written(tmp_path, cls(np.zeros((1,) * 5, np.float32)))
    with pytest.raises(ValueError, match="a kind 'toy_tensor' already"):
        kind("toy_tensor")(type("Other", (RowFit,), {}))
    del kinds._KINDS["toy_tensor"]
    with pytest.raises(ModelFileError, match="kind 'toy_tensor', which this version doesn't know; update the plugin"):
        read_model(path)
