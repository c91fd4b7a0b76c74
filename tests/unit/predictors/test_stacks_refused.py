"""Build Predictor Stack: gaps are said, bad input is one sentence and leaves nothing, cancelling acts at once."""
import os

import numpy as np
import pytest
from listening import Listener
from osgeo import gdal
from rasters_to_align import make, textured

from smdownscale_plugin.errors import Cancelled, InputError, OutputError
from smdownscale_plugin.jobs.build_predictor_stack import StackOptions, build_predictor_stack
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.predictors import aligning


def test_gaps_constants_and_empty_bands_are_told(tmp_path):
    values = textured((4, 4))
    values[0] = np.nan
    files = [make(tmp_path / "ndvi.tif", values), make(tmp_path / "flat.tif", np.full((4, 4), 2.5)),
             make(tmp_path / "void.tif", np.full((4, 4), -1), nodata=-1), make(tmp_path / "land_cover.tif", values)]
    listener = Listener()
    [stack] = build_predictor_stack(files, str(tmp_path / "out"), monitor=listener.monitor)
    assert stack.gaps == {"ndvi": 0.25, "flat": 0.0, "void": 1.0, "land_cover": 0.25}
    assert any("ndvi 25.0 %" in line and "void 100.0 %" in line for line in listener.said)
    said = "\n".join(listener.warned)
    assert "flat is 2.5 everywhere" in said and "void has no value at all in static.tif" in said
    assert "land_cover is treated as continuous" in said and "ndvi" not in said


def bad_inputs(folder):
    """(what is wrong, rasters, keywords, words of the message)."""
    good = make(folder / "good.tif", textured((4, 4)))
    same = make(folder / "same.tif", textured((4, 4)), names=["good"])
    (folder / "text.tif").write_text("no raster")
    (folder / "empty").mkdir()
    fill = textured((4, 4))
    fill[0, 0] = -9999
    output = make(folder / "OUTPUT.tif", textured((4, 4)))
    pair = make(folder / "pair.tif", textured((2, 4, 4)))
    dated, later = (make(folder / f"ndvi_2020060{day}.tif", textured((4, 4))) for day in (1, 3))
    return {
        "missing": ([str(folder / "none.tif")], {}, "none.tif doesn't exist"),
        "not a raster": ([str(folder / "text.tif")], {}, "can't be read as a raster"),
        "nothing": ([], {}, "at least one"),
        "empty folder": ([str(folder / "empty")], {}, "holds no"),
        "no CRS": ([good, make(folder / "nocrs.tif", np.ones((4, 4)), crs=None)], {}, "nocrs.tif has no CRS"),
        "reference without CRS": ([good], {"reference": make(folder / "r.tif", np.ones((4, 4)), crs=None)}, "no CRS"),
        "beside": ([good, make(folder / "far.tif", np.ones((4, 4)), origin=(1e6, 1e6))], {}, "doesn't overlap"),
        "degrees as metres": ([make(folder / "deg.tif", np.ones((4, 4)), origin=(9, 45), cell=0.1)],
                              {"reference": make(folder / "r2.tif", np.ones((4, 4)), origin=(9e5, 4.5e6))},
                              "look like degrees"),
        "name twice": ([good, same], {}, "'good' occurs twice"),
        "dated and static": ([good, make(folder / "good_20200601.tif", np.ones((4, 4)))], {}, "occurs twice"),
        "temporary name": ([output], {}, "NAMES"),
        "undeclared fill": ([make(folder / "fill.tif", fill)], {}, "-9999, which isn't declared"),
        "all nodata": ([make(folder / "void.tif", np.full((4, 4), -1), nodata=-1)], {}, "No raster has a value"),
        "scale twice": ([good], {"scales": "good=0.1, good=0.01"}, "good is given twice"),
        "too many names": ([good], {"names": "a, b"}, "2 names for 1 bands"),
        "mixed names": ([good, same], {"names": "good=a, b"}, "mixes"),
        "unknown name": ([good], {"names": "god=a"}, "'god' is neither"),
        "name without side": ([good], {"names": "good="}, "nothing on one side"),
        "which band": ([pair], {"names": "pair=a"}, "pair:1=a"),
        "unknown class": ([good], {"categorical": "soil"}, "CATEGORICAL: 'soil'"),
        "bad time": ([good], {"time_start": "June"}, "TIME_START"),
        "end alone": ([good], {"time_end": "2020-06-01"}, "TIME_END needs"),
        "end first": ([good], {"time_start": "2020-06-02", "time_end": "2020-06-01"}, "isn't after"),
        "mask of two bands": ([good], {"mask": pair}, "2 bands"),
        "mask drops all": ([good], {"mask": make(folder / "zero.tif", np.zeros((4, 4)))}, "drops 100.0 %"),
        "mask confirmed": ([good], {"mask": str(folder / "zero.tif"), "mask_confirmed": True}, "where MASK"),
        "mask rule": ([good], {"mask": str(folder / "zero.tif"), "mask_rule": "water is 3"}, "can't be read"),
        "mask rule of nan": ([good], {"mask": str(folder / "zero.tif"), "mask_rule": "water > nan"}, "can't be read"),
        "rule without mask": ([good], {"mask_rule": "water > 20"}, "there is no MASK"),
        "durations": ([dated], {"durations": "ndvi=long"}, "isn't a duration"),
        "date of no raster": ([dated], {"dates_of": [good]}, "has no date"),
        "other dates": ([dated], {"dates_of": [later]}, "overlaps in time"),
    }


CASES = ("missing", "not a raster", "nothing", "empty folder", "no CRS", "reference without CRS", "beside",
         "degrees as metres", "name twice", "dated and static", "temporary name", "undeclared fill", "all nodata",
         "scale twice",
         "too many names", "mixed names", "unknown name", "name without side", "which band", "unknown class",
         "bad time", "end alone", "end first", "mask of two bands", "mask drops all", "mask confirmed",
         "mask rule", "mask rule of nan", "rule without mask", "durations", "date of no raster", "other dates")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("exceptions", [False, True], ids=["", "GDAL raises"])
def test_bad_input_is_one_sentence_and_leaves_nothing(tmp_path, case, exceptions):
    rasters, keywords, words = bad_inputs(tmp_path)[case]
    before = gdal.GetUseExceptions()
    (gdal.UseExceptions if exceptions else gdal.DontUseExceptions)()
    try:
        with pytest.raises(InputError) as caught:
            build_predictor_stack(rasters, str(tmp_path / "out"), StackOptions(**keywords))
    finally:
        (gdal.UseExceptions if before else gdal.DontUseExceptions)()
    message = str(caught.value)
    assert words in message and "\n" not in message and message.endswith(".")
    assert not (tmp_path / "out").exists() or not os.listdir(tmp_path / "out")


def test_an_input_is_never_overwritten(tmp_path):
    path = make(tmp_path / "static.tif", textured((4, 4)))
    before = open(path, "rb").read()
    with pytest.raises(InputError, match="replace one of the inputs"):
        build_predictor_stack([path], str(tmp_path))
    assert open(path, "rb").read() == before


def test_a_folder_that_can_not_be_made_is_said(tmp_path):
    path = make(tmp_path / "ndvi.tif", textured((4, 4)))
    with pytest.raises(OutputError, match="can't be created"):
        build_predictor_stack([path], path + "/out")


def test_a_cancelled_run_leaves_neither_stacks_nor_folder(tmp_path):
    files = [make(tmp_path / f"ndvi_2020060{d}.tif", textured((600, 600))) for d in (1, 2, 3)]
    listener = Listener(cancel_at=0.6)
    with pytest.raises(Cancelled):
        build_predictor_stack(files, str(tmp_path / "out"), monitor=listener.monitor)
    assert max(listener.fractions) < 0.7 and not (tmp_path / "out").exists()


def test_cancel_acts_inside_a_window_that_needs_many_source_pixels(tmp_path, monkeypatch):
    path = make(tmp_path / "fine.tif", textured((400, 400)), cell=10)
    monkeypatch.setattr(aligning, "_MOST_VALUES", 2000)
    listener = Listener(cancel_at=0.5)
    with pytest.raises(Cancelled):
        build_predictor_stack([path], str(tmp_path / "out"), StackOptions(resolution=200), monitor=listener.monitor)
    assert 0.5 <= max(listener.fractions) < 0.55 and not (tmp_path / "out").exists()


def test_a_file_that_breaks_off_in_a_later_date_removes_the_dates_before(tmp_path):
    files = [make(tmp_path / f"ndvi_2020060{d}.tif", textured((600, 600))) for d in (1, 2)]
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")

    def truncate(fraction, _message):
        if fraction > 0.5:
            os.truncate(files[1], 2000)
    with pytest.raises(InputError, match="ndvi_20200602.tif"):
        build_predictor_stack(files, str(out), monitor=Monitor(progress=truncate))
    assert os.listdir(out) == ["notes.txt"]
