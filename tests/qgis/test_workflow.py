"""The ready-made workflow: listed with everything it takes and gives, and running from rasters to metrics."""
import csv
import filecmp
import json
import os
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("qgis.core")

from qgis.core import Qgis, QgsProcessingException  # noqa: E402
from small_world import EASE, PIXEL, make, pixels, write_world  # noqa: E402

ID = "smdownscale:downscalefromrasters"
STEPS = {"build": "buildpredictorstack", "train": "trainmodel", "downscale": "downscaleseries",
         "validate": "validateraster"}
REQUIRED = ["RASTERS", "COARSE"]
INPUTS = [*REQUIRED, "REFERENCE", "METHOD", "RESIDUAL_CORRECTION", "GRID", "RESOLUTION", "CRS", "EXTENT", "NAMES",
          "CATEGORICAL", "RESAMPLING", "MASK", "LOAD_RESULTS", "TIME_START", "TIME_END", "CATEGORICAL_RESAMPLING",
          "SUBDATASETS", "SCALES", "NODATA", "EASE_GRID", "MASK_RULE", "MASK_CONFIRMED", "DURATIONS", "LOOK_BACK_DAYS",
          "SUMS", "FOOTPRINT_KM", "NOISE_AUGMENTATION", "VALIDATION", "MIN_COVERAGE",
          "HYPERPARAMETERS", "TUNE", "COARSE_SCALE", "SEED"]
WANTED = ["build:STACK_FOLDER", "train:MODEL", "downscale:MAP_FOLDER", "validate:METRICS"]
ON_REQUEST = ["train:TRAINING_REPORT", "downscale:MAP_REPORT", "validate:DIFFERENCE", "validate:VALIDATION_REPORT"]
# What the workflow says otherwise than the tool: stacks are for the next step, and maps are opened when asked for.
OWN = {("build", "LOAD_RESULTS"), ("downscale", "LOAD_RESULTS")}


def optional(definition):
    return bool(definition.flags() & definition.Flag.FlagOptional)


@pytest.fixture
def workflow(provider):
    found = provider.algorithm(ID.partition(":")[2])
    assert found is not None, [algorithm.id() for algorithm in provider.algorithms()]
    return found


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Two dates on 8 x 8 cells; one file a variable; elevation is finer and called as temporary files are."""
    folder = tmp_path_factory.mktemp("world")
    made = write_world(folder / "made", cells=8)
    (folder / "rasters").mkdir()
    rasters, truth = [], []
    for date, layers, moisture in zip(made.dates, made.predictors, made.truth):
        stamp = date.replace("-", "")
        rasters += [make(folder / "rasters" / f"{name}_{stamp}.tif", {"": layers[name]}) for name in ("ndvi", "lst")]
        truth.append(make(folder / f"truth_{stamp}.tif", {"soil_moisture": moisture}))
    finer = np.kron(made.predictors[0]["elevation"], np.ones((2, 2)))
    rasters.append(make(folder / "rasters" / "OUTPUT.tif", {"": finer}, cell=PIXEL / 2, crs=EASE))
    return {"RASTERS": rasters, "COARSE": made.coarse, "REFERENCE": truth}


def destinations(folder):
    return {"build:STACK_FOLDER": str(folder / "stacks"), "train:MODEL": str(folder / "model.smdm"),
            "downscale:MAP_FOLDER": str(folder / "maps"), "validate:METRICS": str(folder / "metrics.csv")}


def overall(path):
    with open(path, encoding="utf-8", newline="") as lines:
        return {row["estimate"]: row for row in csv.DictReader(lines) if row["date"] == "overall"}


def check_results(folder, world):
    """Everything is there, and the table's correlation is that of the maps with the truth, computed here."""
    assert sorted(os.path.basename(p) for p in (folder / "stacks").glob("*.tif")) == [
        "stack_20200601.tif", "stack_20200602.tif", "static.tif"]
    maps = sorted((folder / "maps").glob("*.tif"))
    assert len(maps) == 2
    ours = np.concatenate([pixels(path)[0].ravel() for path in maps])
    truth = np.concatenate([pixels(path)[0].ravel() for path in world["REFERENCE"]])
    figures = overall(folder / "metrics.csv")["downscaled"]
    assert float(figures["r"]) == pytest.approx(np.corrcoef(ours, truth)[0, 1], abs=1e-4)
    assert float(figures["skill"]) > 0.3


def test_the_workflow_is_listed_with_all_its_parameters_and_outputs(workflow):
    definitions = [d for d in workflow.parameterDefinitions() if not d.isDestination()]
    assert [d.name() for d in definitions] == INPUTS
    assert [d.name() for d in definitions if not optional(d) and d.defaultValue() is None] == REQUIRED
    kept = {d.name(): optional(d) for d in workflow.destinationParameterDefinitions()}
    assert kept == {**dict.fromkeys(WANTED, False), **dict.fromkeys(ON_REQUEST, True)}
    assert workflow.id() == ID and workflow.displayName() == "Downscale from Rasters"
    assert sorted(output.name() for output in workflow.outputDefinitions()) == sorted(WANTED + ON_REQUEST)


def test_every_parameter_has_help_that_the_toolbox_shows(workflow):
    assert [d.name() for d in workflow.parameterDefinitions() if not d.help().strip()] == []
    assert "reference product" in workflow.shortHelpString()


def test_its_steps_are_tools_of_the_toolbox_and_it_is_valid_in_the_designer(workflow):
    children = workflow.childAlgorithms()
    assert {name: child.algorithmId() for name, child in children.items()} == {
        name: f"smdownscale:{tool}" for name, tool in STEPS.items()}
    assert workflow.validate() == (True, [])


def test_boxes_of_the_designer_do_not_overlap_and_say_what_a_user_must_choose(workflow):
    boxes = [*workflow.parameterComponents().values(), *workflow.childAlgorithms().values(),
             *(output for child in workflow.childAlgorithms().values() for output in child.modelOutputs().values())]
    places = [(box.position().x(), box.position().y(), box.size().width(), box.size().height()) for box in boxes]
    for k, (x, y, width, height) in enumerate(places):
        assert not [other for other in places[k + 1:] if abs(other[0] - x) < width and abs(other[1] - y) < height]
    notes = [child.comment().description() for child in workflow.childAlgorithms().values()]
    assert all(notes) and sum(note.startswith("Choose") for note in notes) == 3


def test_its_parameters_are_those_of_the_tools(workflow, provider):
    names = {("build", "REFERENCE"): "GRID"}
    for step, tool in STEPS.items():
        for definition in provider.algorithm(tool).parameterDefinitions():
            mine = workflow.parameterDefinition(names.get((step, definition.name()), definition.name()))
            if mine is None or (step, definition.name()) in {("validate", "RASTERS"), ("build", "MIN_COVERAGE"), *OWN}:
                continue
            assert mine.type() == definition.type() and mine.defaultValue() == definition.defaultValue(), mine.name()
            if definition.type() == "enum":
                assert mine.options() == definition.options() and mine.usesStaticStrings()


def test_the_file_is_what_the_script_writes(repository, tmp_path):
    if not Qgis.version().startswith("3.22."):
        pytest.skip("workflows are written by QGIS 3.22, the oldest supported one")
    written = tmp_path / "again.model3"
    subprocess.run([sys.executable, str(repository / "scripts" / "make_workflow.py"), str(written)], check=True,
                   capture_output=True)
    kept = repository / "smdownscale_plugin" / "resources" / "workflows" / "downscalefromrasters.model3"
    assert filecmp.cmp(written, kept, shallow=False), "run scripts/make_workflow.py"


def test_it_runs_in_the_toolbox_from_rasters_to_metrics(run_tool, log, world, tmp_path):
    results = run_tool(ID, {**world, **destinations(tmp_path), "METHOD": "linear", "RESIDUAL_CORRECTION": "none",
                            "GRID": world["RASTERS"][0], "NAMES": "OUTPUT=elevation"})
    assert {name: results[name] for name in WANTED} == destinations(tmp_path)
    assert "Resampling average: elevation" in log.text and "residual correction none" in log.text
    check_results(tmp_path, world)


def test_it_runs_through_qgis_process_with_all_reports(qgis_process, world, tmp_path):
    extra = {name: str(tmp_path / f"{name.partition(':')[2].lower()}{'.tif' if 'DIFF' in name else '.html'}")
             for name in ON_REQUEST}
    results = qgis_process.tool(ID, {**world, **destinations(tmp_path), **extra, "METHOD": "linear",
                                     "NAMES": "OUTPUT=elevation"})
    assert {name: results[name] for name in [*WANTED, *ON_REQUEST]} == {**destinations(tmp_path), **extra}
    assert all(os.path.getsize(path) for path in extra.values())
    check_results(tmp_path, world)


def test_without_a_reference_it_makes_the_maps_and_validates_nothing(run_tool, log, world, tmp_path):
    given = {name: value for name, value in world.items() if name != "REFERENCE"}
    results = run_tool(ID, {**given, **destinations(tmp_path), "METHOD": "linear", "RESIDUAL_CORRECTION": "none",
                            "NAMES": "OUTPUT=elevation"})
    assert len(list((tmp_path / "maps").glob("*.tif"))) == 2 and not (tmp_path / "metrics.csv").exists()
    assert "the maps are not validated" in log.text and results["train:MODEL"]


def test_the_tool_itself_still_asks_for_a_reference(run_tool, world):
    with pytest.raises(QgsProcessingException, match="Reference product .REFERENCE. is missing"):
        run_tool("validateraster", {"RASTERS": world["COARSE"]})


def test_qgis_process_shows_what_it_takes(qgis_process):
    shown = json.loads(qgis_process(["--json", "help", ID]).stdout)
    assert set(shown["parameters"]) == {*INPUTS, *WANTED, *ON_REQUEST}


def test_a_step_that_fails_stops_it_with_that_steps_sentence(qgis_process, world, tmp_path):
    words = [f"{name}={value}" for name, values in {**world, **destinations(tmp_path), "METHOD": "linear"}.items()
             for value in (values if isinstance(values, list) else [values])]
    done = qgis_process(["run", ID, "--", *words])  # OUTPUT.tif has no name of its own
    assert done.returncode == 1 and "name it with Names of predictors (NAMES)" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert not (tmp_path / "metrics.csv").exists() and not list(tmp_path.rglob("*.tif"))


def test_cancelling_it_stops_the_step_that_runs(run_tool, log, world, tmp_path):
    pushed = log.feedback.setProgressText

    def cancel_in_training(text):
        pushed(text)
        if text.startswith("Upscaling"):
            log.feedback.cancel()
    log.feedback.setProgressText = cancel_in_training
    with pytest.raises(QgsProcessingException):
        run_tool(ID, {**world, **destinations(tmp_path), "METHOD": "linear", "NAMES": "OUTPUT=elevation"})
    assert not (tmp_path / "model.smdm").exists() and not (tmp_path / "maps").exists()
