"""NumPy, scikit-learn's compiled trees and numba's kernel give the same sums, on any tree and any row."""
import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smdownscale_plugin.errors import Cancelled, MissingPackageError
from smdownscale_plugin.regression import forest_engines, forest_kernel
from smdownscale_plugin.regression.forest import ForestFit
from smdownscale_plugin.regression.forest_engines import add_trees, compiled_kernel, native_engine
from smdownscale_plugin.regression.tree import LEAF, tree

COLUMNS = 5
ENGINES = ("sklearn", "numba")


def engine(name, trees, columns=COLUMNS):
    """An engine by name; skips where its package isn't installed."""
    pytest.importorskip(name)
    return native_engine(trees, columns) if name == "sklearn" else forest_kernel.Kernel(trees, columns)


def sums(engine, table):
    """Sums of the trees' values over the rows of a table."""
    out = np.zeros(len(table))
    engine(np.ascontiguousarray(table, np.float32), out, lambda: None)
    return out


def grown(random, inner, thresholds):
    """A tree of random shape with so many inner nodes, parents before children."""
    feature, threshold, left, right, value = [0], [0.0], [LEAF], [LEAF], [random.normal()]
    for _ in range(inner):
        leaves = [node for node, child in enumerate(left) if child == LEAF]
        node = leaves[random.integers(len(leaves))]
        feature[node], threshold[node] = random.integers(COLUMNS), random.choice(thresholds)
        left[node], right[node] = len(left), len(left) + 1
        for _ in range(2):
            feature.append(0), threshold.append(0.0), left.append(LEAF), right.append(LEAF)
            value.append(random.normal())
    return tree(feature, threshold, left, right, value)


# Values that a pixel may have: ordinary, neighbours of one another in float32, and the ends of what float32 holds.
_NEAR = [float(np.nextafter(np.float32(0.1), np.float32(side))) for side in (-1, 1)] + [float(np.float32(0.1))]
VALUES = st.sampled_from(_NEAR + [0.0, -0.0, 1.0, -1.0, 1e-40, 3.4028234663852886e38, -3.4028234663852886e38, 300.5])


@pytest.mark.parametrize("name", ENGINES)
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10 ** 6), inner=st.integers(0, 40), rows=st.integers(1, 50), picked=st.data())
def test_every_engine_gives_numpys_sums_on_any_tree_and_extreme_values(name, seed, inner, rows, picked):
    random = np.random.default_rng(seed)
    between = [0.1, 0.1 + 1e-12, 0.1 - 1e-12, 1e300, -1e300, 1e-300, 0.5]      # not all of them are float32
    trees = [grown(random, inner, _NEAR + between) for _ in range(3)]
    table = np.array([[picked.draw(VALUES) for _ in range(COLUMNS)] for _ in range(min(rows, 8))], np.float32)
    table = np.resize(table, (rows, COLUMNS))
    expected = np.zeros(rows)
    add_trees(trees, table, expected)
    assert np.abs(sums(engine(name, trees), table) - expected).max() < 1e-12


@pytest.mark.parametrize("name", ENGINES)
def test_a_value_on_the_threshold_goes_left_in_every_engine(name):
    threshold = float(np.float32(0.1)) + 1e-12             # between two floats of single precision
    above = np.nextafter(np.float32(0.1), np.float32(1))
    table = np.array([[0.05], [0.1], [above]], np.float32)
    for cut, expected in ((float(np.float32(0.1)), [1, 1, 2]), (threshold, [1, 1, 2]), (float(above), [1, 1, 1])):
        one = tree([0, 0, 0], [cut, 0, 0], [1, LEAF, LEAF], [2, LEAF, LEAF], [0, 1, 2])
        assert sums(engine(name, [one], 1), table).tolist() == expected
        assert ForestFit([one], 0.0, 1).predict(table).tolist() == expected


@pytest.mark.parametrize("name", ENGINES)
def test_a_tree_that_is_a_single_leaf_is_its_value(name):
    leaf = tree([0], [0.0], [LEAF], [LEAF], [0.25])
    assert sums(engine(name, [leaf], 3), np.zeros((2, 3))).tolist() == [0.25, 0.25]
    assert ForestFit([leaf], 0.5, 3).predict(np.zeros((2, 3), np.float32)).tolist() == [0.75, 0.75]


@pytest.mark.parametrize("rows", [1, 15, 16, 17, 33])
def test_the_kernel_gives_each_row_its_own_sum_whatever_their_number(rows):
    random = np.random.default_rng(rows)
    trees, table = [grown(random, 30, [-0.5, 0.0, 0.5]) for _ in range(4)], random.normal(size=(rows, COLUMNS))
    kernel = engine("numba", trees)
    one_by_one = np.concatenate([sums(kernel, row[None]) for row in table])
    assert np.array_equal(sums(kernel, table), one_by_one)


def test_thresholds_are_rounded_down_to_single_precision():
    random = np.random.default_rng(0)
    exact = np.concatenate([random.normal(size=1000), [1e300, -1e300, 0.0, 1e-300, -1e-300]])
    rounded = forest_kernel.rounded_down(exact)
    assert rounded.dtype == np.float32 and (rounded.astype(float) <= exact).all()
    with np.errstate(over="ignore"):
        assert (np.nextafter(rounded, np.float32(np.inf)).astype(float) > exact).all()


def large_forest(seed=0, count=6):
    """Trees, and rows that are many enough for the kernel."""
    random = np.random.default_rng(seed)
    trees = [grown(random, 60, np.linspace(-1, 1, 30)) for _ in range(count)]
    return trees, random.normal(size=(500, COLUMNS)).astype(np.float32)


def test_the_kernel_is_used_for_many_pixels_and_not_for_few():
    pytest.importorskip("numba")
    trees, table = large_forest()
    fit = ForestFit(trees, 0.1, COLUMNS)
    assert fit.prepare(1000) == "" and compiled_kernel(trees, COLUMNS, 1000) == (None, "")
    before = fit.predict(table)
    assert "numba" in fit.prepare(10 ** 9) and fit.prepare(10 ** 9) == ""
    assert np.abs(fit.predict(table) - before).max() < 1e-12


def raising(error):
    """A function that raises."""
    def raises(*_):
        raise error
    return raises


def missing(name):
    """What `require` raises."""
    return MissingPackageError(f"The Python package {name}, needed for fast prediction with trees, is not installed. "
                               f"In a terminal: pip install {name}")


@pytest.mark.parametrize("problem, word", [
    (missing("numba"), "pip install numba"), (RuntimeError("LLVM is too old\nmore"), "LLVM is too old"),
    (type("NumbaError", (Exception,), {})("cannot determine type"), "cannot determine type"),
    (SystemError(), "SystemError"),
])
def test_a_numba_that_is_missing_or_broken_is_told_once_and_the_map_made_without_it(problem, word, monkeypatch):
    trees, table = large_forest()
    fit = ForestFit(trees, 0.1, COLUMNS)
    before = fit.predict(table)
    monkeypatch.setattr(forest_engines, "compiled_walk", raising(problem))
    said = fit.prepare(10 ** 9)
    assert word in said and "more" not in said.split(word)[1] and fit.prepare(10 ** 9) == ""
    assert np.array_equal(fit.predict(table), before)


def test_cancel_is_heard_while_the_kernel_is_compiled(monkeypatch):
    compiling = threading.Event()
    monkeypatch.setattr(forest_engines, "compiled_walk", lambda: compiling.wait(5))
    begin = time.monotonic()
    with pytest.raises(Cancelled):
        ForestFit(large_forest()[0], 0.1, COLUMNS).prepare(10 ** 9, raising(Cancelled()))
    compiling.set()
    assert time.monotonic() - begin < 2


@pytest.mark.parametrize("wrong", [lambda table, out, check: None, lambda table, out, check: out.__iadd__(1e-9)])
def test_an_engine_that_differs_on_a_sample_is_dropped_and_the_log_says_so(wrong, monkeypatch):
    pytest.importorskip("numba")
    trees, table = large_forest()
    fit = ForestFit(trees, 0.1, COLUMNS)
    before = fit.predict(table)
    monkeypatch.setattr(forest_engines, "Kernel", lambda trees, columns, check: wrong)
    monkeypatch.setattr(forest_engines, "_sklearn_engine", lambda trees, columns, check: wrong)
    assert "other values on a sample" in fit.prepare(10 ** 9)
    assert np.abs(fit.predict(table) - before).max() < 1e-12
    assert np.abs(sums(native_engine(trees, COLUMNS), table) + 0.1 - before).max() < 1e-12


def test_trees_too_large_for_the_kernel_are_left_to_the_native_engine():
    trees, table = large_forest()
    wide = np.pad(table, ((0, 0), (0, 300)))
    fit = ForestFit(trees, 0.0, wide.shape[1])
    pytest.importorskip("numba")
    assert "holds at most 256 predictors" in fit.prepare(10 ** 9)
    assert np.isfinite(fit.predict(wide)).all()


@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_stops_when_told(name):
    trees, table = large_forest()
    asked = []

    def check():
        asked.append(True)
        if len(asked) > 1:
            raise Cancelled()
    with pytest.raises(Cancelled):
        for _ in range(5):
            engine(name, trees)(table, np.zeros(len(table)), check)


def test_threads_that_share_the_kernel_give_what_one_gives():
    trees, table = large_forest()
    kernel, results = engine("numba", trees), {}
    expected = sums(kernel, table)
    threads = [threading.Thread(target=lambda k=k: results.update({k: sums(kernel, table)})) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(result, expected) for result in results.values()) and len(results) == 4
