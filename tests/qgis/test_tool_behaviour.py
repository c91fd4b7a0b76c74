"""What all tools share: plain inputs, destinations, messages, errors and cancel."""
import errno
from pathlib import Path

import pytest

pytest.importorskip("qgis.core")

from leaf import Leaf, message_of, write_raster  # noqa: E402
from osgeo import gdal  # noqa: E402
from qgis.core import QgsProcessingContext, QgsProject, QgsRasterLayer, QgsVectorLayer  # noqa: E402

from smdownscale_plugin.algorithms import parameters as p  # noqa: E402
from smdownscale_plugin.algorithms.values import Extent  # noqa: E402
from smdownscale_plugin.errors import InputError  # noqa: E402

# --- inputs ------------------------------------------------------------------------------------------------------

def test_a_folder_in_a_list_stands_for_its_geotiffs_in_order(leaf, run_tool, tmp_path):
    first, second = write_raster(tmp_path / "a.tif"), write_raster(tmp_path / "b.TIF")
    Path(f"{first}.aux.xml").write_text("<PAMDataset/>", encoding="utf-8")
    run_tool("leaf", {"RASTERS": [str(tmp_path), "elsewhere.tif"]})
    assert leaf.seen["RASTERS"] == [first, second, "elsewhere.tif"]


def test_a_folder_given_alone_stands_for_its_geotiffs(leaf, run_tool, tmp_path):
    path = write_raster(tmp_path / "a.tif")
    run_tool("leaf", {"RASTERS": str(tmp_path)})
    assert leaf.seen["RASTERS"] == [path]


def test_a_folder_without_geotiffs_is_an_error_that_names_it(leaf, run_tool, tmp_path):
    assert f"The folder {tmp_path} holds no GeoTIFF" in message_of(run_tool, "leaf", {"RASTERS": [str(tmp_path)]})


def test_rasters_are_not_opened_before_the_job_reads_them(leaf, run_tool):
    run_tool("leaf", {"RASTERS": ["/nowhere/a.tif", "/nowhere/b.tif"], "RASTER": "/nowhere/c.tif"})
    assert leaf.seen["RASTERS"] == ["/nowhere/a.tif", "/nowhere/b.tif"]
    assert leaf.seen["RASTER"] == "/nowhere/c.tif"


def test_layers_of_a_project_become_their_files(leaf, run_tool, tmp_path):
    path = write_raster(tmp_path / "a.tif")
    layer = QgsRasterLayer(path, "a layer")
    project = QgsProject()
    project.addMapLayer(layer)
    context = QgsProcessingContext()
    context.setProject(project)
    run_tool("leaf", {"RASTERS": [layer.id()], "RASTER": layer}, context)
    assert leaf.seen["RASTERS"] == [path]
    assert leaf.seen["RASTER"] == path


def test_a_layer_that_is_not_a_file_is_refused_by_name(leaf, run_tool):
    layer = QgsRasterLayer("type=xyz&url=http://localhost/{z}/{x}/{y}.png", "tiles", "wms")
    assert "The layer tiles is served by wms" in message_of(run_tool, "leaf", {"RASTER": layer})


def test_a_layer_in_memory_is_written_to_a_file_that_ogr_opens(leaf, run_tool):
    run_tool("leaf", {"ZONES": QgsVectorLayer("Polygon?crs=EPSG:4326", "zones", "memory")})
    assert gdal.OpenEx(leaf.seen["ZONES"].path, gdal.OF_VECTOR) is not None


def test_a_missing_vector_file_is_named(leaf, run_tool):
    assert "/nowhere.gpkg doesn't exist" in message_of(run_tool, "leaf", {"ZONES": "/nowhere.gpkg"})


def test_inputs_that_were_not_given_are_none_or_their_default(leaf, run_tool):
    run_tool("leaf", {})
    given = {name: value for name, value in leaf.seen.items() if value not in (None, [])}
    assert given == {"METHOD": "auto", "COVERAGE": 0.5, "SEED": 7, "SWITCH": False, "LOAD_RESULTS": True}
    assert leaf.seen["RASTERS"] == leaf.seen["METHODS"] == [] and leaf.seen["KM"] is None


def test_numbers_texts_and_choices_become_plain_python(leaf, run_tool):
    run_tool("leaf", {"METHODS": "linear,forest", "SEED": "12", "KM": "33", "TEXT": " {} ", "SWITCH": "true",
                      "CRS": "EPSG:6933"})
    expected = {"METHODS": ["linear", "forest"], "SEED": 12, "KM": 33.0, "TEXT": "{}", "SWITCH": True,
                "CRS": "EPSG:6933"}
    assert {name: leaf.seen[name] for name in expected} == expected
    assert isinstance(leaf.seen["SEED"], int) and isinstance(leaf.seen["KM"], float)


@pytest.mark.parametrize("text, expected", [
    ("8,9,46,47", Extent(8, 46, 9, 47, "EPSG:4326")),
    ("8,9,46,47 [EPSG:4326]", Extent(8, 46, 9, 47, "EPSG:4326")),
    ("0,9000,0,18000 [EPSG:6933]", Extent(0, 0, 9000, 18000, "EPSG:6933")),
])
def test_an_extent_carries_its_crs_and_is_geographic_without_one(leaf, run_tool, text, expected):
    run_tool("leaf", {"EXTENT": text})
    assert leaf.seen["EXTENT"] == expected


def test_a_choice_may_be_given_by_the_number_that_the_command_line_lists(leaf, run_tool):
    run_tool("leaf", {"METHOD": "1", "METHODS": "0,1"})
    assert leaf.seen["METHOD"] == "linear" and leaf.seen["METHODS"] == ["linear", "forest"]


@pytest.mark.parametrize("parameters, words", [
    ({"METHOD": "7"}, ["Method (METHOD)", "7 is not one of auto, linear"]),
    ({"METHOD": "magic"}, ["Method (METHOD)", "magic is not one of auto, linear"]),
    ({"METHODS": ["linear", "magic"]}, ["Methods (METHODS)", "magic"]),
    ({"SEED": -1}, ["Seed (SEED)", "whole number of at least 0", "-1"]),
    ({"SEED": 1.5}, ["Seed (SEED)", "whole number"]),
    ({"COVERAGE": 2}, ["Coverage (COVERAGE)", "between 0 and 1"]),
    ({"KM": "far"}, ["Kilometres (KM)", "a number", "far"]),
    ({"EXTENT": "here"}, ["Extent (EXTENT)", "xmin,xmax,ymin,ymax"]),
    ({"CRS": "EPSG:nothing"}, ["CRS (CRS)", "EPSG:nothing"]),
    ({"OUTPUT": "a.png"}, ["Output (OUTPUT)", "png"]),
    ({"TABLE": "a.shp"}, ["Table (TABLE)", "shp"]),
])
def test_a_wrong_value_is_refused_with_the_parameter_and_what_it_takes(leaf, run_tool, parameters, words):
    message = message_of(run_tool, "leaf", parameters)
    assert all(word in message for word in words), message


def test_a_required_input_that_is_missing_is_named(provider, run_tool):
    class Required(Leaf):
        ID = "required"

        def parameters(self):
            return [p.rasters("RASTERS", "Predictor stacks", "Any.")]
    provider.addAlgorithm(Required())
    assert "Predictor stacks (RASTERS) is missing" in message_of(run_tool, "required", {})
    provider.refreshAlgorithms()


# --- destinations --------------------------------------------------------------------------------------------------

def test_destinations_not_asked_for_are_none_and_are_no_results(leaf, run_tool):
    results = run_tool("leaf", {})
    assert all(leaf.seen[name] is None for name in ("OUTPUT", "POINTS", "TABLE", "MODEL", "REPORT", "FOLDER"))
    assert results == {}


def test_temporary_destinations_get_a_path_with_the_right_ending(leaf, run_tool):
    names = {"OUTPUT": ".tif", "POINTS": ".gpkg", "TABLE": ".csv", "MODEL": ".smdm", "REPORT": ".html", "FOLDER": ""}
    leaf.work = staticmethod(lambda inputs, monitor: write_raster(inputs["OUTPUT"]) and {"N": 3})
    results = run_tool("leaf", {name: "TEMPORARY_OUTPUT" for name in names})
    assert {name: Path(results[name]).suffix for name in names} == names
    assert results["N"] == 3


def test_the_folder_of_a_destination_is_made(leaf, run_tool, tmp_path):
    target = tmp_path / "new" / "deep" / "map.tif"
    leaf.work = staticmethod(lambda inputs, monitor: write_raster(inputs["OUTPUT"]) and {})
    run_tool("leaf", {"OUTPUT": str(target)})
    assert target.exists()


def test_a_folder_that_cannot_be_made_is_named(leaf, run_tool, tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    message = message_of(run_tool, "leaf", {"OUTPUT": str(tmp_path / "file" / "map.tif")})
    assert f"The folder {tmp_path / 'file'} can't be made" in message


# --- errors, cancel, log -----------------------------------------------------------------------------------------

def _raises(error):
    def work(inputs, monitor):
        raise error
    return staticmethod(work)


@pytest.mark.parametrize("error, sentence", [
    (InputError("The file a.tif doesn't exist."), "The file a.tif doesn't exist."),
    (MemoryError(), "There is not enough memory"),
    (OSError(errno.ENOSPC, "No space left on device", "map.tif"), "The disk is full (map.tif)"),
    (OSError(errno.EROFS, "Read-only file system", "map.tif"), "(map.tif): Read-only file system."),
])
def test_an_error_of_the_library_is_one_sentence_without_a_traceback(leaf, run_tool, error, sentence):
    leaf.work = _raises(error)
    message = message_of(run_tool, "leaf", {})
    assert sentence in message and "\n" not in message.strip()


def test_a_fault_of_ours_is_not_hidden(leaf, run_tool):
    leaf.work = _raises(ZeroDivisionError("a fault"))
    with pytest.raises(Exception, match="a fault"):
        run_tool("leaf", {})


def test_cancel_raises_at_the_next_look(leaf, run_tool, log):
    def work(inputs, monitor):
        for step in range(1000):
            monitor.at(step / 1000)
            if step == 3:
                log.feedback.cancel()
        return {}
    leaf.work = staticmethod(work)
    assert "Cancelled by the user" in message_of(run_tool, "leaf", {})


def test_progress_messages_and_warnings_reach_the_log_once(leaf, run_tool, log):
    def work(inputs, monitor):
        for fraction in (0.25, 0.5):
            monitor.at(fraction, "Training")
        monitor.info("12 dates")
        monitor.warn("1 date without a partner")
        progress.append(log.feedback.progress())
        return {}
    progress = []
    leaf.work = staticmethod(work)
    run_tool("leaf", {})
    assert progress == [50.0]
    assert log.text.count("Training") == 1
    assert "12 dates" in log.feedback.lines and "1 date without a partner" in log.feedback.warnings


@pytest.mark.parametrize("one, other, wanted", [
    ("trainmodel", "comparemodels", {"PREDICTORS", "COARSE", "FOOTPRINT_KM", "VALIDATION", "MIN_COVERAGE", "TUNE",
                                     "HYPERPARAMETERS", "COARSE_SCALE", "SEED", "N_SAMPLES", "CV_R", "CV_SKILL"}),
    ("validateraster", "validatestations", {"COARSE", "COARSE_SCALE", "N_PAIRS", "R", "RMSE", "UBRMSE", "BIAS",
                                            "MEDIAN_R", "SKILL"})])
def test_tools_of_one_kind_take_the_same_values_under_the_same_names(provider, one, other, wanted):
    def described(tool):
        definitions = provider.algorithm(tool).parameterDefinitions()
        inputs = {d.name(): (d.type(), d.description(), d.defaultValue(), bool(d.flags() & d.Flag.FlagAdvanced),
                             *((d.minimum(), d.maximum()) if d.type() == "number" else ()))
                  for d in definitions if not d.isDestination()}
        return {**inputs, **{d.name(): d.type() for d in provider.algorithm(tool).outputDefinitions()}}
    first, second = described(one), described(other)
    assert {name: first[name] for name in wanted} == {name: second[name] for name in wanted}
