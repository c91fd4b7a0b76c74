"""Damaged HDF5 files are refused before the HDF5 library, which may crash on them, sees them."""
import re

import numpy as np
import pytest
from smap_files import write_granule

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.rasters.hdf5_structure import damage
from smdownscale_plugin.rasters.lookup3 import lookup3
from smdownscale_plugin.rasters.reading import Raster
from smdownscale_plugin.sources.smap_granules.hdf5 import Hdf5File


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A file with groups, attributes, and chunks in trees."""
    values = np.random.default_rng(1).random((64, 80)).astype("f4")
    arrays = {f"/Data/layer_{k}": values + k for k in range(12)}
    arrays["/Data/flags"] = np.zeros((64, 80), "u2")
    return write_granule(tmp_path_factory.mktemp("hdf5") / "sound.h5", arrays, "SPL3SMP_E", (16, 20),
                         {"/Data/layer_0": {"valid_min": 0.02}}, {"/Data": {f"note_{k}": "x" * 40 for k in range(12)}})


def copy_of(sound, tmp_path, change):
    data = bytearray(open(sound, "rb").read())
    data = change(data) or data
    path = tmp_path / "damaged.h5"
    path.write_bytes(bytes(data))
    return str(path)


def test_the_checksum_is_jenkins_lookup3():
    assert lookup3(b"") == 0xDEADBEEF and lookup3(b"Four score and seven years ago") == 0x17770551    # his own examples


def test_a_sound_file_is_sound_and_another_kind_of_file_is_nobody_s_business_here(sound, tmp_path):
    assert damage(sound) is None
    other = tmp_path / "text.h5"
    other.write_text("no HDF5", encoding="utf-8")
    assert damage(str(other)) is None


def test_real_files_are_sound(real_data):
    paths = [*real_data.rglob("*.h5"), *real_data.rglob("*.nc")]
    assert len(paths) > 3
    for path in paths:
        if "bad" not in path.parts:
            assert damage(str(path)) is None, path


@pytest.mark.parametrize("signature", [b"OHDR", b"FRHP", b"BTHD", b"BTLF", b"FSHD"])
def test_a_changed_byte_is_found_wherever_a_checksum_covers_it(sound, tmp_path, signature):
    data = open(sound, "rb").read()
    places = [found.start() for found in re.finditer(signature, data)]
    if not places:
        pytest.skip(f"this HDF5 library writes no {signature.decode()}")
    random = np.random.default_rng(2)
    for place in random.choice(places, 4):
        at = int(place) + 5 + int(random.integers(0, 12))

        def change(content, at=at):
            content[at] ^= 1 << int(random.integers(0, 8))
        found = damage(copy_of(sound, tmp_path, change))
        assert found and "byte" in found, (signature, at)


@pytest.mark.parametrize("field, value", [
    (5, b"\x07"), (6, b"\xff\xff"), (24 + 8, b"\x01"), (24 + 8 + 8 * 3, b"\xff" * 6), (0, b"X"), (4, b"\x00")])
def test_a_tree_of_chunks_that_can_t_be_is_found(sound, tmp_path, field, value):
    place = open(sound, "rb").read().find(b"TREE\x01")
    if place < 0:
        pytest.skip("this HDF5 library writes other indexes of chunks")

    def change(content):
        content[place + field:place + field + len(value)] = value
    assert damage(copy_of(sound, tmp_path, change))


@pytest.mark.parametrize("change, told", [
    (lambda data: data[:len(data) // 2], "beyond|should have|checksum"),
    (lambda data: data[:60], "should have|checksum"), (lambda data: data[:30], "beyond|checksum"),
    (lambda data: data[:8], "beyond"), (lambda data: data[:8] + b"\x09" + data[9:], "unknown version 9"),
    (lambda data: data[:12] + bytes(300) + data[312:], "")])
def test_a_file_that_was_cut_or_overwritten_is_found(sound, tmp_path, change, told):
    found = damage(copy_of(sound, tmp_path, change))
    assert found and re.search(told, found)


def test_readers_refuse_it_in_one_sentence(sound, tmp_path):
    place = open(sound, "rb").read().find(b"OHDR\x02")

    def change(content):
        content[place + 8] ^= 0xFF
    path = copy_of(sound, tmp_path, change)
    for read in (Hdf5File, Raster):
        with pytest.raises(InputError, match=r"damaged.h5 can't be read.*cut short or damaged \(.*download it again"):
            read(path)


def test_the_damage_that_killed_the_library_is_refused(real_data, tmp_path):
    """One byte of the header of a heap: the library finds it, and crashes (HDF5 1.10.8) while it says so."""
    path = next((real_data / "smap_hdf5").glob("SMAP_L2_SM_SP*.h5"))
    place = open(path, "rb").read().find(b"FRHP") + 87

    def change(content):
        content[place] = 70
    with pytest.raises(InputError, match="the heap at byte"):
        Hdf5File(copy_of(path, tmp_path, change))
