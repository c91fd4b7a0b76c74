"""Model files whose numbers are in order but would keep a computer busy for days; limits on memory."""
import numpy as np
import pytest

from smdownscale_plugin.errors import InputError, ModelFileError
from smdownscale_plugin.rasters import memory
from smdownscale_plugin.regression.applicability import Applicability
from smdownscale_plugin.regression.forest import ForestFit
from smdownscale_plugin.regression.svr import KernelFit
from smdownscale_plugin.samples.features import Feature, Features


def chain(depth):
    """A tree of inner nodes one below the other, as a model file keeps it."""
    count = 2 * depth + 1
    node = np.arange(count)
    inner = node % 2 == 0
    inner[-1] = False
    return {"tree_sizes": np.array([count]), "tree_feature": np.zeros(count, np.int32),
            "tree_threshold": np.zeros(count), "tree_left": np.where(inner, node + 1, -1).astype(np.int32),
            "tree_right": np.where(inner, node + 2, -1).astype(np.int32), "tree_value": np.zeros(count),
            "base": np.zeros(1)}


@pytest.mark.parametrize("depth", [3000, 200_000])
def test_a_chain_of_nodes_is_refused_before_it_is_walked(depth):
    with pytest.raises(ModelFileError, match="deeper than 2000"):
        ForestFit.from_arrays(chain(depth), 1)


def test_a_deep_tree_that_training_could_make_is_read():
    fit = ForestFit.from_arrays(chain(500), 1)
    assert np.array_equal(fit.predict(np.zeros((3, 1), np.float32)), np.zeros(3))


def test_a_million_reference_rows_are_refused():
    arrays = {"reference": np.zeros((1_000_000, 1), np.float32), "scalars": np.ones(2), "mean": np.zeros(1),
              "scale": np.ones(1), "rare": np.zeros(1)}
    with pytest.raises(ModelFileError, match="training rows"):
        Applicability.from_arrays(Features((Feature("a"),)), arrays)


def test_a_million_support_vectors_are_refused():
    arrays = {"vectors": np.zeros((1_000_000, 1)), "dual": np.zeros(1_000_000), "mean": np.zeros(1),
              "spread": np.ones(1), "scalars": np.ones(2)}
    with pytest.raises(ModelFileError, match="support vectors"):
        KernelFit.from_arrays(arrays, 1)


@pytest.mark.parametrize("left, refused", [(None, False), (20.0, True), (-5.0, True), (4000.0, False)])
def test_a_limit_on_memory_is_said_before_libraries_crash(monkeypatch, left, refused):
    monkeypatch.setattr(memory, "megabytes_left", lambda: left)
    if not refused:
        memory.refuse_little_memory()
        return
    with pytest.raises(InputError, match="needs about 350 MB"):
        memory.refuse_little_memory()
