"""Model files: what was written is read back, bytes are the same twice, and whatever was crafted is refused at once."""
import hashlib
import io
import json
import os
import pickle
import struct
import time
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limited_disks import files, read_only, small_disk

from smdownscale_plugin.errors import InputError, ModelFileError, OutputError
from smdownscale_plugin.monitor import SILENT
from smdownscale_plugin.regression.applicability import Applicability
from smdownscale_plugin.regression.methods import METHODS
from smdownscale_plugin.regression.model import Model
from smdownscale_plugin.regression.model_file import FORMAT, read_model, write_model
from smdownscale_plugin.regression.rows import Rows
from smdownscale_plugin.samples.features import Feature, Features

SMALL = {"n_estimators": 8, "networks": 2, "neurons": 8, "epochs": 10}
FEATURES = Features((Feature("ndvi"), Feature("lst", "K"), Feature("landcover", "", (1, 2, 7))))
ABOUT = {"method": "any", "method_label": "Any", "product": "SPL3SMP_E", "footprint_km": 33.0, "seed": 7,
         "assessment": {"skill": {"none": 0.2, "mean_preserving": 0.4, "bilinear": float("nan")},
                        "rmse": {"none": 0.03, "mean_preserving": 0.02, "filtered": 0.02}},
         "pixel_noise": [0.1, 0.5, 0.0, 0.0, 0.0], "product_noise": None,
         "error_budget": {"between": 1e-4, "between_corrected": 5e-5, "within": 2e-4, "product_noise_variance": 1e-4}}
LONGEST = 1.0                                            # seconds until a bad file is refused


def table(rows=300, seed=0):
    random = np.random.default_rng(seed)
    x = random.normal(size=(rows, 5)).astype(np.float32)
    x[:, 2:] = np.eye(3)[random.integers(0, 3, rows)]
    return x, 0.25 + 0.05 * np.sin(x[:, 0]) + 0.03 * x[:, 1] * x[:, 2] + 0.01 * random.normal(size=rows)


def fitted(name):
    method = METHODS[name]
    x, y = table()
    chosen = method.checked({key: value for key, value in SMALL.items() if key in method.settings})
    fit = method.fit(Rows(x, y), chosen, 1, 1, SILENT)
    ranges = np.stack([x.min(0), x.max(0)], 1).astype(float)
    near = Applicability(FEATURES, x[:50] - x.mean(0), x.mean(0), np.ones(5), 1.5, 0.8, np.zeros(5, bool))
    return Model(fit, FEATURES, ranges, {**ABOUT, "method": name}, near)


@pytest.fixture(scope="module", params=[method.name for method in METHODS.values() if method.present])
def model(request):
    """A small model of every method at hand."""
    return fitted(request.param)


@pytest.fixture(scope="module")
def forest(tmp_path_factory):
    """(members of a written model of trees: model.json as an object, arrays by name)."""
    if not METHODS["random_forest"].present:
        pytest.skip("scikit-learn is not installed")
    path = str(tmp_path_factory.mktemp("forest") / "forest.smdm")
    write_model(path, fitted("random_forest"))
    return path, *unpack(path)


def unpack(path):
    """(model.json as an object, arrays by name) with Python's and NumPy's own readers."""
    with zipfile.ZipFile(path) as archive:
        document = json.loads(archive.read("model.json"))
        arrays = dict(np.load(io.BytesIO(archive.read("arrays.npz")), allow_pickle=False))
    return document, arrays


def npz(arrays, compression=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, array in arrays.items():
            if isinstance(array, bytes):
                archive.writestr(f"{name}.npy", array)
                continue
            inner = io.BytesIO()
            np.lib.format.write_array(inner, np.ascontiguousarray(array), version=(1, 0))
            archive.writestr(f"{name}.npy", inner.getvalue())
    return out.getvalue()


def signed(body):
    """A zip (bytes, without comment) with the comment and checksum that a model file ends with."""
    comment = b"smdm sha256 "
    assert body[-2:] == b"\0\0"
    body = body[:-2] + struct.pack("<H", len(comment) + 64) + comment
    return body + hashlib.sha256(body).hexdigest().encode()


def crafted(members, compression=zipfile.ZIP_DEFLATED):
    """A model file with a valid checksum and any members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return signed(out.getvalue())


def packed(document, arrays):
    return crafted([("model.json", json.dumps(document)), ("arrays.npz", npz(arrays))])


def refused(tmp_path, content, word=None):
    """The sentence with which a file of this content is refused, within a second."""
    path = tmp_path / "crafted.smdm"
    path.write_bytes(content)
    began = time.process_time()             # not by the clock on the wall: other processes may be busy
    with pytest.raises(ModelFileError, match=word) as caught:
        read_model(str(path))
    assert time.process_time() - began < LONGEST
    message = str(caught.value)
    assert "\n" not in message and "Traceback" not in message and len(message) < 500
    return message


# --- what was written is read back -----------------------------------------------------------------------------------

def test_a_model_survives_its_file(model, tmp_path):
    path = write_model(str(tmp_path / "model.smdm"), model)
    again, (x, _) = read_model(path), table(seed=3)
    assert np.abs(again.predict(x) - model.predict(x)).max() <= 1e-12
    assert again.features == model.features and np.array_equal(again.ranges, model.ranges)
    assert json.dumps(again.about, sort_keys=True) == json.dumps(model.about, sort_keys=True)
    assert np.allclose(again.applicability.dissimilarity(x), model.applicability.dissimilarity(x))
    assert (again.product, again.footprint_km) == ("SPL3SMP_E", 33.0)
    assert np.array_equal(again.outside(x)[0], model.outside(x)[0])


def test_the_same_model_gives_the_same_bytes(model, tmp_path):
    first = write_model(str(tmp_path / "a.smdm"), model)
    second = write_model(str(tmp_path / "b.smdm"), read_model(first))
    assert open(first, "rb").read() == open(second, "rb").read()


def test_the_file_is_a_plain_zip_without_pickle(model, tmp_path):
    path = write_model(str(tmp_path / "model.smdm"), model)
    assert zipfile.is_zipfile(path) and zipfile.ZipFile(path).testzip() is None
    document, arrays = unpack(path)                      # NumPy reads all of it with allow_pickle=False
    assert document["format"] == FORMAT and document["product"] == "SPL3SMP_E"
    assert arrays and all(array.dtype.kind in "fi" for array in arrays.values())


# --- altered, cut short, something else ------------------------------------------------------------------------------

def test_any_altered_byte_is_found(forest, tmp_path):
    path, *_ = forest
    content = bytearray(open(path, "rb").read())
    target = tmp_path / "altered.smdm"
    positions = {*range(0, 64), *range(len(content) - 160, len(content)), *range(0, len(content), 199)}
    for position in sorted(positions):
        altered = bytes(content[:position]) + bytes([content[position] ^ 0x40]) + bytes(content[position + 1:])
        target.write_bytes(altered)
        with pytest.raises(ModelFileError):
            read_model(str(target))


def test_a_file_cut_short_anywhere_is_found(forest, tmp_path):
    content = open(forest[0], "rb").read()
    for length in (0, 1, 2, 30, len(content) // 2, len(content) - 77, len(content) - 76, len(content) - 64,
                   len(content) - 1):
        refused(tmp_path, content[:length])


def test_bytes_added_behind_or_before_are_found(forest, tmp_path):
    content = open(forest[0], "rb").read()
    refused(tmp_path, content + b"\0")
    refused(tmp_path, b"PK" + content)


class Payload:
    """Writes a file when it is unpickled."""

    def __init__(self, target):
        self.target = target

    def __reduce__(self):
        return os.mkdir, (str(self.target),)


def test_a_pickle_in_disguise_is_refused_and_runs_nothing(forest, tmp_path):
    _, document, arrays = forest
    target = tmp_path / "was_run"
    payload = pickle.dumps(Payload(target))
    refused(tmp_path, payload, "isn't a model file")
    refused(tmp_path, b"PK" + payload, "isn't a model file")
    refused(tmp_path, crafted([("model.json", payload), ("arrays.npz", npz(arrays))]))
    refused(tmp_path, crafted([("model.json", json.dumps(document)), ("arrays.npz", payload)]))
    out = io.BytesIO()
    np.lib.format.write_array(out, np.array([Payload(target)], object), allow_pickle=True)
    refused(tmp_path, packed(document, {**arrays, "ranges": out.getvalue()}))
    refused(tmp_path, packed(document, {**arrays, "fit/base": payload}))
    assert not target.exists()


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"\x89HDF\r\n\x1a\n", b"{}" * 50])
def test_other_files_are_refused(tmp_path, content):
    refused(tmp_path, content, "isn't a model file|cut short")


def test_a_missing_file_and_a_folder_are_said(tmp_path):
    for path in (tmp_path / "none.smdm", tmp_path):
        with pytest.raises(InputError, match="doesn't exist"):
            read_model(str(path))


# --- crafted, with a valid checksum ----------------------------------------------------------------------------------

def test_a_crafted_copy_of_a_good_file_is_read_so_that_the_other_tests_test_what_they_say(forest, tmp_path):
    path, document, arrays = forest
    (tmp_path / "copy.smdm").write_bytes(packed(document, arrays))
    x, _ = table(seed=3)
    assert np.array_equal(read_model(str(tmp_path / "copy.smdm")).predict(x), read_model(path).predict(x))


@pytest.mark.parametrize("names", [
    ("../../model.json", "arrays.npz"), ("/etc/model.json", "arrays.npz"), ("model.json",), ("arrays.npz",), (),
    ("model.json", "arrays.npz", "run.py"), ("model.json", "model.json", "arrays.npz"),
    ("model.json", "arrays.npz/"),
])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_other_members_than_a_models_are_refused_and_nothing_is_unpacked(forest, tmp_path, names):
    _, document, arrays = forest
    good = {"json": json.dumps(document), "npz": npz(arrays)}
    refused(tmp_path, crafted([(name, good["npz" if "npz" in name else "json"]) for name in names]))
    assert files(tmp_path) == ["crafted.smdm"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["../../../ranges.npy", "fit/../../x.npy", "ranges"])
def test_names_in_the_arrays_lead_nowhere(forest, tmp_path, name):
    """They are read as names of arrays; nothing is written anywhere."""
    _, document, arrays = forest
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(name, b"content")
    refused(tmp_path, crafted([("model.json", json.dumps(document)), ("arrays.npz", inner.getvalue())]))
    assert files(tmp_path) == ["crafted.smdm"]


@pytest.mark.parametrize("megabytes", [10, 200, 700])
def test_a_zip_bomb_is_refused(forest, tmp_path, megabytes):
    _, document, _ = forest
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("model.json", json.dumps(document))
        with archive.open("arrays.npz", "w") as member:
            for _ in range(megabytes):
                member.write(bytes(1024 ** 2))
    refused(tmp_path, signed(out.getvalue()))


def test_a_bomb_in_the_description_is_refused(forest, tmp_path):
    _, _, arrays = forest
    refused(tmp_path, crafted([("model.json", b" " * 40_000_000), ("arrays.npz", npz(arrays))]))
    refused(tmp_path, crafted([("model.json", b"[" * 1_000_000), ("arrays.npz", npz(arrays))]))


@pytest.mark.parametrize("compression", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_other_ways_of_packing_are_refused(forest, tmp_path, compression):
    _, document, arrays = forest
    members = [("model.json", json.dumps(document)), ("arrays.npz", npz(arrays))]
    refused(tmp_path, crafted(members, compression), "unknown way")


def test_packed_arrays_inside_are_refused(forest, tmp_path):
    _, document, arrays = forest
    inner = npz({**arrays, "fit/zeros": np.zeros(10 ** 6)}, zipfile.ZIP_DEFLATED)
    refused(tmp_path, crafted([("model.json", json.dumps(document)), ("arrays.npz", inner)]), "compressed")


def test_entries_that_share_their_bytes_are_refused(forest, tmp_path):
    """A quoted-overlap bomb: thousands of names in the directory for one and the same megabyte."""
    _, document, _ = forest
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.npy", bytes(1024 ** 2))
        first = archive.filelist[0]
        for number in range(2000):
            copy = zipfile.ZipInfo(f"a{number:04}.npy")
            copy.header_offset, copy.CRC = first.header_offset, first.CRC
            copy.file_size = copy.compress_size = first.file_size
            archive.filelist.append(copy)
    refused(tmp_path, crafted([("model.json", json.dumps(document)), ("arrays.npz", out.getvalue())]), "compressed")


def test_a_broken_stream_with_a_valid_checksum_is_refused(forest, tmp_path):
    content = bytearray(open(forest[0], "rb").read()[:-76])
    start = content.find(b"model.json") + 200
    content[start:start + 40] = bytes(40)
    refused(tmp_path, signed(bytes(content[:-2]) + b"\0\0"))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_damage_with_a_valid_checksum_is_refused_or_harmless(forest, tmp_path_factory, data):
    content = bytearray(open(forest[0], "rb").read()[:-76])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 3))
        content[place] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.smdm"
    path.write_bytes(signed(bytes(content[:-2]) + b"\0\0"))
    _refused_or_finite(path)


def _refused_or_finite(path):
    try:
        model = read_model(str(path))
    except ModelFileError:
        return
    x = np.zeros((4, len(model.features.columns)), np.float32)
    assert np.isfinite(model.predict(x)).all()


def header(text):
    """A .npy with this header and no data."""
    text = text.encode() + b" " * 10 + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


@pytest.mark.parametrize("array", [
    b"", b"\x93NUMPY", b"\x93NUMPY\x01\x00", b"\x93NUMPY\x01\x00\xff\xff" + bytes(100),
    b"\x93NUMPY\x02\x00" + bytes(100),
    header("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,)}"),
    header("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296, 1)}"),
    header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}"),
    header("{'descr': '<f8', 'fortran_order': False, 'shape': (1.5,)}"),
    header("{'descr': '<f8', 'fortran_order': False, 'shape': 7}"),
    header("{'descr': '<f8', 'fortran_order': True, 'shape': (0,)}"),
    header("{'descr': '|O', 'fortran_order': False, 'shape': (0,)}"),
    header("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (0,)}"),
    header("{'descr': {}, 'fortran_order': False, 'shape': (0,)}"),
    header("{'descr': '<c16', 'fortran_order': False, 'shape': (0,)}"),
    header("[]"), header("__import__('os').mkdir('x')"), header("(" * 2000), header("9" * 4000), header("\0"),
])
def test_a_wrong_array_is_refused_before_memory_is_taken_for_it(forest, tmp_path, array):
    _, document, arrays = forest
    refused(tmp_path, packed(document, {**arrays, "ranges": array}))
    refused(tmp_path, packed(document, {**arrays, "fit/tree_value": array}))


@pytest.mark.parametrize("change", [
    {"format": FORMAT + 1}, {"format": 0}, {"format": -3}, {"format": True}, {"format": "1"}, {"format": 1.0},
    {"format": None}, {"kind": "pickle"}, {"kind": None}, {"kind": ["forest"]}, {"kind": {}}, {"kind": "linear"},
    {"features": None}, {"features": []}, {"features": 7}, {"features": "ndvi"}, {"features": {"name": "ndvi"}},
    {"features": [{"name": "ndvi"}]}, {"features": [{"name": "ndvi", "unit": "", "classes": [1e400]}]},
    {"features": [{"name": "ndvi", "unit": "", "classes": list(range(100_000))}]},
    {"features": [{"name": "ndvi", "unit": "", "classes": None}] * 5},
    {"footprint_km": "far"}, {"footprint_km": [33]}, {"footprint_km": -1}, {"footprint_km": 1e400},
    {"footprint_km": float("nan")}, {"coarse_scale": 0}, {"coarse_scale": "1"}, {"min_coverage": {}},
    {"assessment": 3}, {"assessment": {"rmse": "good"}}, {"assessment": {"rmse": {"none": 0.1}}},
    {"assessment": {"rmse": {"none": "0", "mean_preserving": 0, "filtered": 0}}},
    {"pixel_noise": [0.1]}, {"pixel_noise": "none"}, {"pixel_noise": [0.1, -1, 0, 0, 0]}, {"product_noise": "some"},
    {"product_noise": -0.1}, {"error_budget": 3}, {"error_budget": {"between": 1e-4}},
    {"error_budget": {"between": -1, "between_corrected": 0, "within": 0, "product_noise_variance": 1e-4}},
    {"product": {"a": 1}}, {"method": 7},
    {"scale_up": {"correction": "filtered", "rmse": {}, "expected": 3}},
    {"scale_up": {"correction": "filtered", "rmse": {}, "expected": {"skill": "0.5", "reach": 1.0}}},
    {"scale_up": {"correction": "filtered", "rmse": {}, "expected": {"skill": 0.5, "reach": float("inf")}}},
])
def test_a_description_that_makes_no_sense_is_refused(forest, tmp_path, change):
    _, document, arrays = forest
    message = refused(tmp_path, packed({**document, **change}, arrays))
    if change == {"format": FORMAT + 1}:
        assert "newer version of the plugin" in message and "update" in message


@pytest.mark.parametrize("text", ["", "null", "[]", "7", '"a"', "{", "{}", '{"format": 1}', "\ud800"])
def test_a_description_that_is_no_description_is_refused(forest, tmp_path, text):
    _, _, arrays = forest
    content = text.encode("utf-8", "surrogatepass")
    refused(tmp_path, crafted([("model.json", content), ("arrays.npz", npz(arrays))]))


def changed(arrays, name, place, value):
    array = arrays[name].copy()
    array[place] = value
    return {**arrays, name: array}


def inner_node(arrays):
    return int(np.flatnonzero(arrays["fit/tree_left"] >= 0)[0])


@pytest.mark.parametrize("name, value", [
    ("fit/tree_left", 10 ** 6), ("fit/tree_right", 10 ** 6), ("fit/tree_right", -1), ("fit/tree_left", -2),
    ("fit/tree_left", 0), ("fit/tree_right", 0), ("fit/tree_feature", 5), ("fit/tree_feature", -1),
    ("fit/tree_feature", 2 ** 31 - 1), ("fit/tree_threshold", np.nan), ("fit/tree_value", np.inf),
])
def test_a_tree_that_points_outside_itself_is_refused(forest, tmp_path, name, value):
    """Children out of range, before their parent or themselves (a circle), features that there aren't, NaN."""
    _, document, arrays = forest
    refused(tmp_path, packed(document, changed(arrays, name, inner_node(arrays), value)))


def test_a_child_in_the_next_tree_is_refused(forest, tmp_path):
    _, document, arrays = forest
    size = int(arrays["fit/tree_sizes"][0])
    refused(tmp_path, packed(document, changed(arrays, "fit/tree_right", inner_node(arrays), size)))


def test_a_child_that_two_parents_share_is_refused(forest, tmp_path):
    """A chain of 40 nodes whose children are the same would be 2 ** 40 walks."""
    _, document, arrays = forest
    nodes = 40
    chain = np.append(np.arange(1, nodes), -1)
    trees = {"tree_left": chain, "tree_right": chain, "tree_feature": np.zeros(nodes, int),
             "tree_threshold": np.zeros(nodes), "tree_value": np.zeros(nodes), "tree_sizes": np.array([nodes])}
    refused(tmp_path, packed(document, {**arrays, **{f"fit/{name}": array.astype(arrays[f"fit/{name}"].dtype)
                                                     for name, array in trees.items()}}))


@pytest.mark.parametrize("sizes", [[], [0], [-1, 3], [2 ** 40], [2 ** 62, 2 ** 62], [1]])
def test_sizes_of_trees_that_do_not_add_up_are_refused(forest, tmp_path, sizes):
    _, document, arrays = forest
    refused(tmp_path, packed(document, {**arrays, "fit/tree_sizes": np.array(sizes, np.int64)}))


@pytest.fixture(scope="module")
def contents(model, tmp_path_factory):
    """(description, arrays) of every method's model file."""
    return unpack(write_model(str(tmp_path_factory.mktemp("contents") / "model.smdm"), model))


def test_an_array_that_is_missing_empty_or_of_another_shape_or_type_is_refused(contents, tmp_path):
    document, arrays = contents
    for name, array in arrays.items():
        less = {key: value for key, value in arrays.items() if key != name}
        _refuse_all(tmp_path, document, less, name, array)


def _refuse_all(tmp_path, document, less, name, array):
    refused(tmp_path, packed(document, less))
    others = [] if name == "applicability/reference" else [array[:-1], np.concatenate([array, array[-1:]])]
    for wrong in (array[None], array.ravel()[:0], *others, np.float32(1.0) * array[..., None]):
        refused(tmp_path, packed(document, {**less, name: wrong}))


def test_nan_and_infinities_in_the_numbers_are_refused(contents, tmp_path):
    document, arrays = contents
    for name, array in arrays.items():
        if array.dtype.kind != "f":
            continue
        for value in (np.nan, np.inf, -np.inf):
            wrong = array.copy()
            wrong.ravel()[-1] = value
            refused(tmp_path, packed(document, {**arrays, name: wrong}))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_whole_numbers_of_any_value_are_refused_or_harmless(contents, tmp_path_factory, data):
    document, arrays = contents
    whole = [name for name, array in arrays.items() if array.dtype.kind == "i"]
    if not whole:
        return
    name = data.draw(st.sampled_from(whole))
    array = arrays[name].copy()
    limit = np.iinfo(array.dtype)
    array.ravel()[data.draw(st.integers(0, array.size - 1))] = data.draw(
        st.integers(-3, 400) | st.integers(int(limit.min), int(limit.max)))
    path = tmp_path_factory.getbasetemp() / "numbers.smdm"
    path.write_bytes(packed(document, {**arrays, name: array}))
    _refused_or_finite(path)


# --- writing ---------------------------------------------------------------------------------------------------------

def test_a_model_that_cannot_be_written_leaves_nothing(model, tmp_path):
    with read_only(tmp_path / "disk") as disk:
        with pytest.raises(OutputError, match="[Rr]ead-only"):
            write_model(str(disk / "model.smdm"), model)
    with small_disk(tmp_path / "small", 4) as disk:
        (disk / "other").write_bytes(bytes(4096))
        with pytest.raises(OutputError, match="disk is full"):
            write_model(str(disk / "model.smdm"), model)
        assert files(disk) == ["other"]
