"""PREDICTOR_SETS: which predictors a line of text means."""
import pytest

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.selection.predictor_sets import kept, read_sets

NAMES = ["ndvi", "lst", "s1_vv", "s1_vh"]


def names_of(text, names=NAMES):
    return [list(s.names) for s in read_sets(text, names)]


@pytest.mark.parametrize("text, sets", [
    ("", [NAMES]), ("all", [NAMES]), ("all; -lst", [NAMES, ["ndvi", "s1_vv", "s1_vh"]]),
    (" lst , ndvi ;", [["ndvi", "lst"]]), ("-s1_*", [["ndvi", "lst"]]), ("-s1_vv,-s1_vh", [["ndvi", "lst"]]),
    ("s1_*,-s1_vv", [["s1_vh"]]), ("all, -ndvi\nndvi", [["lst", "s1_vv", "s1_vh"], ["ndvi"]]),
    ("all; lst,ndvi,s1_vh,s1_vv; *", [NAMES]), ("radar: s1_*; optical: -s1_*", [["s1_vv", "s1_vh"], ["ndvi", "lst"]]),
])
def test_a_line_of_text_means_these_sets(text, sets):
    assert names_of(text) == sets


def test_sets_are_called_by_their_name_or_by_what_is_shorter():
    labels = [s.label for s in read_sets("all; -lst; ndvi; no radar: -s1_*", NAMES)]
    assert labels == ["all", "without lst", "ndvi", "no radar"]


@pytest.mark.parametrize("text, word", [("all; sif", "no predictor 'sif'; choose from ndvi, lst, s1_vv, s1_vh"),
                                        ("-x*", r"no predictor 'x\*'"), ("ndvi,-ndvi", "leaves no predictor"),
                                        ("radar:", "leaves no predictor"), ("-", "no predictor ''")])
def test_unknown_names_and_empty_sets_are_refused_with_the_list(text, word):
    with pytest.raises(InputError, match=word):
        read_sets(text, NAMES)


def test_predictors_that_drop_out_leave_the_sets_and_equal_sets_become_one():
    sets = kept(read_sets("all; -lst; lst; ndvi", NAMES), ["ndvi", "s1_vv", "s1_vh"])
    assert [s.label for s in sets] == ["all", "ndvi"]
