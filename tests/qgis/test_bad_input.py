"""Bad input, full disks, cancel and kill -9: one sentence, a failed run, nothing left behind that looks finished."""
import io
import json
import os
import pickle
import signal
import subprocess
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from headless import arguments_of, executable
from limited_disks import files, read_only, small_disk
from small_world import FACTOR, PIXEL, make, pixels, smooth

pytest.importorskip("qgis.core")

from osgeo import gdal  # noqa: E402
from qgis.core import QgsProcessingException  # noqa: E402

SHAPE = (72, 72)
DATES = 31            # of the run that is stopped


class Case:
    """Makes inputs of which one is spoilt; outputs go to `out`."""

    def __init__(self, world, model, folder):
        self.world, self.model, self.folder, self.out = world, model, folder, folder / "out"
        self.out.mkdir()

    def train(self, **spoilt):
        return "trainmodel", {"PREDICTORS": self.world.all_predictors, "COARSE": self.world.coarse, "METHOD": "linear",
                              "MODEL": str(self.out / "model.smdm"), "REPORT": str(self.out / "report.html"), **spoilt}

    def map(self, **spoilt):
        return "downscaleraster", {"MODEL": self.model, "PREDICTORS": self.world.all_predictors,
                                   "COARSE": self.world.coarse[0], "OUTPUT": str(self.out / "map.tif"),
                                   "RESIDUAL_CORRECTION": "mean_preserving", **spoilt}

    def series(self, **spoilt):
        return "downscaleseries", {"MODEL": self.model, "PREDICTORS": self.world.all_predictors,
                                   "COARSE": self.world.coarse, "OUTPUT_FOLDER": str(self.out), **spoilt}

    def stations(self, rows, header="station,latitude,longitude,time,soil_moisture"):
        path = self.folder / "stations.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        truth = make(self.folder / "map_20200601.tif", {"soil_moisture": self.world.truth[0]})
        return "validatestations", {"RASTERS": [truth], "STATIONS": [str(path)],
                                    "STATION_METRICS": str(self.out / "stations.gpkg"),
                                    "PAIRS": str(self.out / "pairs.csv"), "REPORT": str(self.out / "report.html")}

    def stack(self, name="stack_20200601.tif", nodata=-9999.0, **layers):
        base = {key: self.world.predictors[0][key].copy() for key in ("ndvi", "lst")}
        return make(self.folder / name, {**base, **layers}, nodata=nodata)

    def coarse(self, values, name="sm_20200601.tif", **arguments):
        return make(self.folder / name, {"soil_moisture": values}, cell=FACTOR * PIXEL, **arguments)

    def text_file(self, name, content=b"this is no raster\n"):
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)

    def altered_model(self, change):
        return self.text_file("spoilt.smdm", change(Path(self.model).read_bytes()))


class Payload:
    """Makes a folder when it is unpickled."""

    def __init__(self, target):
        self.target = target

    def __reduce__(self):
        return os.mkdir, (self.target,)


def pickle_in_disguise(case):
    """A zip as a model file has it, with a pickle where the arrays should be."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("model.json", json.dumps({"format": 1}))
        archive.writestr("arrays.npz", pickle.dumps(Payload(str(case.out / "was_run"))))
    return case.text_file("spoilt.smdm", out.getvalue())


def with_fill(case):
    values = case.world.cells[0].copy()
    values[2, 3] = -9999
    return values


def few(case):
    values = np.full((8, 8), np.nan)
    values[:2] = case.world.cells[0][:2]
    return values


def flipped(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1:]


def named_twice(case):
    path = case.stack(more=np.zeros(SHAPE))
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(3).SetDescription("ndvi")
    dataset.FlushCache()
    return path


EMPTY = {"ndvi": np.full(SHAPE, np.nan), "lst": np.full(SHAPE, np.nan)}
HERE = "2020-06-01T06:00:00Z"
# name: (tool and parameters, words of the sentence); the first half is run through qgis_process too
CASES = {
    "missing file": (lambda c: c.train(COARSE=["/nowhere/sm.tif"]), ["/nowhere/sm.tif doesn't exist"]),
    "not a raster": (lambda c: c.train(PREDICTORS=[c.text_file("ndvi.tif")]), ["ndvi.tif can't be read as a raster"]),
    "no overlap": (lambda c: c.train(COARSE=[c.coarse(c.world.cells[0], origin=(-5e6, 2e6))]), ["don't overlap"]),
    "no date in common": (lambda c: c.train(COARSE=[c.coarse(c.world.cells[0], "sm_20210101.tif")]),
                          ["No date in common", "2021-01-01", "2020-06-01"]),
    "a predictor is lacking": (
        lambda c: c.map(PREDICTORS=[make(c.folder / "a_20200601.tif", {"ndvi": c.world.predictors[0]["ndvi"]})]),
        ["lacks lst, elevation", "[ndvi, lst, elevation]", "[ndvi]"]),
    "percent": (lambda c: c.train(COARSE=[c.coarse(100 * c.world.cells[0])]), ["percent", "COARSE_SCALE", "0.01"]),
    "undeclared -9999": (lambda c: c.train(COARSE=[c.coarse(with_fill(c), nodata=None)]), ["-9999", "nodata"]),
    "few cells": (lambda c: c.train(COARSE=[c.coarse(few(c))]),
                  ["Only 16 values of coarse cells", "at least 20 are needed"]),
    "a name twice": (lambda c: c.train(PREDICTORS=[named_twice(c)]), ["'ndvi' occurs twice"]),
    "no JSON": (lambda c: c.train(HYPERPARAMETERS="n_estimators=3"), ["HYPERPARAMETERS", "isn't JSON"]),
    "unknown setting": (lambda c: c.train(HYPERPARAMETERS='{"trees": 3}'), ["no setting 'trees'", "alpha"]),
    "a model cut short": (lambda c: c.map(MODEL=c.altered_model(lambda content: content[:-100])), ["cut short"]),
    "an altered model": (lambda c: c.map(MODEL=c.altered_model(flipped)), ["altered"]),
    "a pickle in disguise": (lambda c: c.map(MODEL=pickle_in_disguise(c)), ["isn't a model file"]),
    "wrong columns": (lambda c: c.stations(["A,45,8"], "station,breite,laenge"), ["stations.csv"]),
    "unreadable date": (lambda c: c.stations(["A,45,8,yesterday,0.2"]), ["stations.csv", "yesterday"]),
    "no station inside": (lambda c: c.stations([f"A,-45,-120,{HERE},0.2"]), ["station"]),
    # inside QGIS only
    "missing predictors": (lambda c: c.map(PREDICTORS=["/nowhere/a.tif"]), ["/nowhere/a.tif doesn't exist"]),
    "missing model": (lambda c: c.map(MODEL="/nowhere/a.smdm"), ["/nowhere/a.smdm doesn't exist"]),
    "a raster as model": (lambda c: c.map(MODEL=c.world.static), ["isn't a model file"]),
    "empty coarse": (lambda c: c.train(COARSE=[c.coarse(np.full((8, 8), np.nan))]), ["no valid value"]),
    "empty predictors": (lambda c: c.train(PREDICTORS=[c.stack(**EMPTY)]), ["share no valid pixel"]),
    "empty predictors of a map": (lambda c: c.map(PREDICTORS=[c.stack(**EMPTY), c.world.static]), ["No pixel"]),
    "undeclared -9999 in a predictor": (
        lambda c: c.map(PREDICTORS=[c.stack(nodata=None, lst=np.where(np.eye(72) > 0, -9999, 300.0)), c.world.static]),
        ["-9999", "nodata"]),
    "percent in a map": (lambda c: c.map(COARSE=c.coarse(100 * c.world.cells[0])), ["percent"]),
    "no date in common in a map": (lambda c: c.map(COARSE=c.coarse(c.world.cells[0], "sm_20210101.tif")),
                                   ["No date in common"]),
    "no overlap in a map": (lambda c: c.map(COARSE=c.coarse(c.world.cells[0], origin=(-5e6, 2e6))), ["don't overlap"]),
    "a date that isn't one": (lambda c: c.map(COARSE=None, DATE="yesterday"), ["yesterday", "isn't a date"]),
    "no date at all": (lambda c: c.map(COARSE=None), ["DATE or Coarse soil moisture (COARSE)"]),
    "a correction without coarse": (lambda c: c.map(COARSE=None, DATE="2020-06-01"), ["needs the coarse raster"]),
    "other grids": (lambda c: c.train(PREDICTORS=[*c.world.stacks, make(c.folder / "b.tif", {"b": np.eye(50)})]),
                    ["aren't on one grid", "Build Predictor Stack"]),
    "a temporary name": (lambda c: c.train(PREDICTORS=[make(c.folder / "OUTPUT.tif", {"": np.eye(72)})]), ["NAMES"]),
    "unknown method": (lambda c: c.train(METHOD="magic"), ["magic", "random_forest"]),
    "coverage out of range": (lambda c: c.train(MIN_COVERAGE=2), ["MIN_COVERAGE"]),
    "one date left out": (lambda c: c.train(COARSE=c.world.coarse[:1], VALIDATION="leave_period_out"), ["two dates"]),
    "an empty folder": (lambda c: c.train(PREDICTORS=[str(c.out)]), ["holds no"]),
    "no model for a series": (lambda c: c.series(MODEL=c.altered_model(lambda content: b"PK")), ["cut short"]),
    "a series without a common date": (lambda c: c.series(COARSE=[c.coarse(c.world.cells[0], "sm_20210101.tif")]),
                                       ["No date in common"]),
    "a series in percent": (lambda c: c.series(COARSE=[c.coarse(100 * c.world.cells[0])]), ["percent"]),
    "a series with a static file that is none": (
        lambda c: c.series(PREDICTORS=[*c.world.stacks, c.text_file("elevation.tif")]),
        ["elevation.tif can't be read"]),
    "an empty CSV": (lambda c: c.stations([], ""), ["stations.csv"]),
    "a CSV that is a picture": (lambda c: c.stations(["\0\1\2" * 50], "\x89PNG\r\n"), ["stations.csv"]),
}
OUTSIDE = list(CASES)[:17]


def one_sentence(message):
    """The message is one line that a user can act on."""
    text = message.strip()
    assert text and "\n" not in text and "Traceback" not in text and "Error(" not in text, text
    assert len(text) < 700 and text[-1] in ".?)", text
    return text


def inside(run_tool, tool, parameters):
    """The sentence with which a tool fails in this process."""
    with pytest.raises(QgsProcessingException) as caught:
        run_tool(tool, parameters)
    return one_sentence(str(caught.value).replace("Unable to execute algorithm\n", ""))


def outside(qgis_process, tool, parameters):
    """Standard error of a failed qgis_process."""
    done = qgis_process(["run", f"smdownscale:{tool}", "--", *arguments_of(parameters)])
    assert done.returncode not in (0, None) and done.returncode > 0, done.stdout
    everything = done.stdout + done.stderr
    assert "Traceback" not in everything and "ERROR 1:" not in everything, everything
    return done.stderr


@pytest.mark.parametrize("name", list(CASES))
def test_bad_input_is_one_sentence_and_leaves_nothing(run_tool, world, model, tmp_path, name):
    make_inputs, words = CASES[name]
    case = Case(world, model, tmp_path)
    message = inside(run_tool, *make_inputs(case))
    assert all(word in message for word in words), message
    assert files(case.out) == [] and not (case.out / "was_run").exists()


@pytest.mark.parametrize("name", OUTSIDE)
def test_bad_input_fails_on_the_command_line_too(qgis_process, world, model, tmp_path, name):
    make_inputs, words = CASES[name]
    case = Case(world, model, tmp_path)
    message = outside(qgis_process, *make_inputs(case))
    assert all(word in message for word in words), message
    assert files(case.out) == [] and not (case.out / "was_run").exists()


# --- disks -----------------------------------------------------------------------------------------------------------

TARGETS = {
    "trainmodel": lambda case, disk: case.train(MODEL=str(disk / "model.smdm"), REPORT=None),
    "downscaleraster": lambda case, disk: case.map(OUTPUT=str(disk / "map.tif")),
    "downscaleseries": lambda case, disk: case.series(OUTPUT_FOLDER=str(disk / "maps")),
}


@pytest.mark.parametrize("tool", list(TARGETS))
def test_a_folder_that_cannot_be_written_is_said(run_tool, world, model, tmp_path, tool):
    case = Case(world, model, tmp_path)
    with read_only(tmp_path / "disk") as disk:
        message = inside(run_tool, *TARGETS[tool](case, disk))
        assert "ead-only" in message and str(disk) in message


@pytest.mark.parametrize("tool", list(TARGETS))
def test_a_full_disk_is_said_and_nothing_is_left(run_tool, world, model, tmp_path, tool):
    case = Case(world, model, tmp_path)
    with small_disk(tmp_path / "disk", 8) as disk:
        (disk / "other").write_bytes(bytes(8192))
        message = inside(run_tool, *TARGETS[tool](case, disk))
        assert "disk" in message and "free some space" in message
        assert files(disk) == ["other"]


def test_both_are_said_on_the_command_line_too(qgis_process, world, model, tmp_path):
    case = Case(world, model, tmp_path)
    with read_only(tmp_path / "fixed") as disk:
        assert "ead-only" in outside(qgis_process, *TARGETS["trainmodel"](case, disk))
    with small_disk(tmp_path / "small", 8) as disk:
        (disk / "other").write_bytes(bytes(8192))
        assert "free some space" in outside(qgis_process, *TARGETS["downscaleraster"](case, disk))
        assert files(disk) == ["other"]


# --- stopped in mid-run ----------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def long_run(world, model, tmp_path_factory):
    """Parameters of a series that takes some seconds, less the folder."""
    folder = tmp_path_factory.mktemp("long")
    large = {name: np.tile(values, (22, 22))[:1500, :1500] for name, values in world.predictors[0].items()}
    large["ndvi"] = large["ndvi"] + 0.02 * smooth((1500, 1500), 0, 3)
    first = make(folder / "stack_20200101.tif", large)
    for day in range(2, DATES + 1):
        os.link(first, folder / f"stack_202001{day:02}.tif")
    return {"MODEL": model, "PREDICTORS": str(folder)}


def started(qgis_process, parameters):
    """A running qgis_process in a process group of its own, which hears Ctrl+C.

    Tests that a shell runs in the background ignore that signal, and what they start would inherit this.
    """
    return subprocess.Popen(
        [executable(), "run", "smdownscale:downscaleseries", "--", *arguments_of(parameters)], start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), env=qgis_process.environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_maps(process, folder, count=2):
    """Until so many maps stand in the folder; a run that ends before was too short for the test."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if sum(name.endswith(".tif") for name in files(folder)) >= count:
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    raise AssertionError("no map after a minute")


def assert_complete(folder):
    """Every map that has its final name can be read to the last pixel."""
    maps = sorted(folder.glob("*.tif"))
    for path in maps:
        assert np.isfinite(pixels(path)).all() and gdal.Open(str(path)).GetMetadataItem("TIME_START")
    return len(maps)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups on this system")
def test_kill_9_leaves_no_map_that_only_looks_finished_and_the_rest_can_be_made_later(run_tool, qgis_process, long_run,
                                                                                       tmp_path):
    out = tmp_path / "maps"
    out.mkdir()
    process = started(qgis_process, {**long_run, "OUTPUT_FOLDER": str(out)})
    try:
        wait_for_maps(process, out)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert 2 <= assert_complete(out) < DATES
    made = {path.name: path.stat().st_mtime_ns for path in out.glob("*.tif")}
    results = run_tool("downscaleseries", {**long_run, "OUTPUT_FOLDER": str(out), "SKIP_FINISHED": True})
    assert len(results["OUTPUTS"]) == DATES and assert_complete(out) == DATES
    assert {name: (out / name).stat().st_mtime_ns for name in made} == made


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups on this system")
def test_interrupting_qgis_process_cancels_it(qgis_process, long_run, tmp_path):
    """Ctrl+C is its Cancel: a non-zero exit code, finished maps, no half one."""
    out = tmp_path / "maps"
    out.mkdir()
    process = started(qgis_process, {**long_run, "OUTPUT_FOLDER": str(out)})
    wait_for_maps(process, out)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    if process.returncode == 0 and assert_complete(out) == DATES:
        pytest.skip("all maps were finished before qgis_process heard the interrupt")
    assert process.returncode > 0 and "Cancelled by the user" in errors and "Traceback" not in errors
    assert 2 <= assert_complete(out) < DATES and all(name.endswith(".tif") for name in files(out))


def test_cancel_in_mid_run_keeps_finished_maps_and_removes_the_half_one(run_tool, log, long_run, tmp_path):
    out = tmp_path / "maps"
    log.feedback.progressChanged.connect(lambda value: value > 10 and log.feedback.cancel())
    began = time.process_time()
    with pytest.raises(QgsProcessingException, match="[Cc]ancelled"):
        run_tool("downscaleseries", {**long_run, "OUTPUT_FOLDER": str(out)})
    assert time.process_time() - began < 10
    assert 1 <= assert_complete(out) < 10 and all(name.endswith(".tif") for name in files(out))


# --- what is no error ------------------------------------------------------------------------------------------------

def test_a_constant_predictor_is_dropped_with_a_warning(run_tool, log, world, model, tmp_path):
    flat = make(tmp_path / "flat.tif", {"flat": np.full(SHAPE, 2.5)})
    tool, parameters = Case(world, model, tmp_path).train(PREDICTORS=[*world.all_predictors, flat])
    assert run_tool(tool, parameters)["N_SAMPLES"] == 128
    assert any("constant: flat" in warning for warning in log.feedback.warnings)


def test_nan_and_infinities_are_nodata(run_tool, world, model, tmp_path):
    case = Case(world, model, tmp_path)
    lst = world.predictors[0]["lst"].copy()
    lst[0, 0], lst[1, 1], lst[2, 2] = np.nan, np.inf, -np.inf
    tool, parameters = case.map(PREDICTORS=[case.stack(lst=lst, nodata=None), world.static])
    results = run_tool(tool, parameters)
    empty = np.argwhere(np.isnan(pixels(results["OUTPUT"])[0])).tolist()
    assert results["VALID_PIXELS"] == 72 * 72 - 3 and empty == [[0, 0], [1, 1], [2, 2]]
