"""What all tools share: plain inputs, messages, cancel, errors, missing packages, loading and style."""
import errno
import sys
import types
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("qgis.core")

from osgeo import gdal, osr  # noqa: E402
from qgis.core import (  # noqa: E402
    QgsProcessingContext,
    QgsProcessingException,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDateTime, QObject, Qt, pyqtSignal  # noqa: E402

from smdownscale_plugin import dependencies  # noqa: E402
from smdownscale_plugin.algorithms import parameters as p  # noqa: E402
from smdownscale_plugin.algorithms.base import Group, SmDownscaleAlgorithm  # noqa: E402
from smdownscale_plugin.algorithms.styling import DIFFERENCE, SOIL_MOISTURE  # noqa: E402
from smdownscale_plugin.algorithms.values import Extent  # noqa: E402
from smdownscale_plugin.errors import InputError  # noqa: E402


def write_raster(path, value=0.25, time=("2020-06-01T00:00:00Z", "2020-06-02T00:00:00Z")):
    """A small GeoTIFF as the tools write them, made with GDAL alone."""
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 4, 3, 1, gdal.GDT_Float32)
    dataset.SetGeoTransform((10, 0.01, 0, 50, 0, -0.01))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(4326)
    dataset.SetProjection(crs.ExportToWkt())
    if time:
        dataset.SetMetadata({"TIME_START": time[0], "TIME_END": time[1]})
    band = dataset.GetRasterBand(1)
    band.SetNoDataValue(-9999)
    band.WriteArray(np.full((3, 4), value, np.float32))
    dataset.FlushCache()
    return str(path)


class Leaf(SmDownscaleAlgorithm):
    """A tool with one parameter of every kind; what it does is given by a test."""

    ID = "leaf"
    TITLE = "Leaf"
    GROUP = Group.DATA
    SUMMARY = "Shows its inputs. Only tests see it."
    STYLES = {"OUTPUT": SOIL_MOISTURE, "DIFFERENCE": DIFFERENCE, "OUTPUTS": SOIL_MOISTURE}
    seen = None
    work = staticmethod(lambda inputs, monitor: {})

    def parameters(self):
        return [
            p.rasters("RASTERS", "Rasters", "Any.", optional=True),
            p.raster("RASTER", "Raster", "Any.", optional=True),
            p.files("FILES", "Files", "Any.", optional=True),
            p.file("KEY", "Key", "Any.", extension="json", optional=True),
            p.features("ZONES", "Zones", "Any.", optional=True),
            p.enum("METHOD", "Method", "The method.", ["auto", "linear"], "auto"),
            p.enum("METHODS", "Methods", "The methods.", ["linear", "forest"], several=True, optional=True),
            p.number("COVERAGE", "Coverage", "Fraction.", 0.5, 0, 1, advanced=True),
            p.integer("SEED", "Seed", "Any.", 7, minimum=0),
            p.number("KM", "Kilometres", "Any.", optional=True),
            p.text("TEXT", "Text", "Any.", optional=True),
            p.boolean("SWITCH", "Switch", "Any."),
            p.extent("EXTENT", "Extent", "Any.", optional=True),
            p.crs("CRS", "CRS", "Any.", optional=True),
            p.load_results(),
            p.raster_destination("OUTPUT", "Output", "Any.", optional=True),
            p.raster_destination("DIFFERENCE", "Difference", "Any.", optional=True),
            p.vector_destination("POINTS", "Points", "Any.", optional=True),
            p.table_destination("TABLE", "Table", "Any.", optional=True),
            p.file_destination("MODEL", "Model", "Any.", "smdm", optional=True),
            p.report_destination("All of it."),
            p.folder_destination("FOLDER", "Folder", "Any.", optional=True),
            p.rasters_output("OUTPUTS", "Outputs"),
            p.number_output("N", "Count"),
        ]

    def perform(self, inputs, monitor):
        type(self).seen = inputs
        return type(self).work(inputs, monitor)


@pytest.fixture
def leaf(provider):
    """A fresh leaf class, registered for one test."""
    class Fresh(Leaf):
        pass
    provider.addAlgorithm(Fresh())
    yield Fresh
    provider.refreshAlgorithms()


def message_of(run, *arguments):
    """The sentence with which a tool stops."""
    with pytest.raises(QgsProcessingException) as caught:
        run(*arguments)
    text = str(caught.value)
    assert "Traceback" not in text
    return text


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
    assert given == {"METHOD": "auto", "COVERAGE": 0.5, "SEED": 7, "SWITCH": False, "LOAD_RESULTS": False}
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


@pytest.mark.parametrize("parameters, words", [
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


# --- optional packages ----------------------------------------------------------------------------------------------

@pytest.fixture
def missing_package(monkeypatch):
    """An optional package that nobody has."""
    package = dependencies.Package("nobody_has_this", "nobody-has-this", "nothing at all")
    monkeypatch.setitem(dependencies.PACKAGES, package.module, package)
    return package.module


def test_a_tool_says_before_it_opens_what_to_install_for_which_python(leaf, missing_package):
    leaf.REQUIRES = (missing_package,)
    ready, message = leaf().canExecute()
    assert not ready
    assert "nobody-has-this" in message and sys.executable in message and "pip install" in message


def test_a_tool_says_the_same_at_run_time_because_scripts_do_not_ask_before(leaf, run_tool, missing_package):
    leaf.REQUIRES = (missing_package,)
    assert "nobody-has-this" in message_of(run_tool, "leaf", {})


def test_a_tool_with_all_it_needs_can_run(leaf):
    assert leaf().canExecute() == (True, "")


def test_the_installation_check_reports_versions_and_commands(run_tool, log):
    report = run_tool("checkinstallation", {})["REPORT"]
    for word in ("QGIS ", "GDAL ", f"numpy {np.__version__}", "Python ", "scikit-learn", "What to do"):
        assert word in report
    assert report.splitlines()[0] in log.text


# --- loading, style, time -------------------------------------------------------------------------------------------

def _load(context, log, results, leaf):
    """Load results as the toolbox does; layers by name."""
    from processing.gui.Postprocessing import handleAlgorithmResults
    handleAlgorithmResults(leaf(), context, log.feedback)
    return {layer.name(): layer for layer in context.project().mapLayers().values()}


def test_a_loaded_map_has_style_name_and_time_range(leaf, run_tool, log, tmp_path):
    leaf.work = staticmethod(lambda inputs, monitor: write_raster(inputs["OUTPUT"]) and {})
    project, context = QgsProject(), QgsProcessingContext()
    context.setProject(project)
    path = str(tmp_path / "map.tif")
    import processing
    from qgis.core import QgsProcessingOutputLayerDefinition
    processing.run("smdownscale:leaf", {"OUTPUT": QgsProcessingOutputLayerDefinition(path, project)},
                   feedback=log.feedback, context=context)
    layers = _load(context, log, None, leaf)
    assert list(layers) == ["Soil moisture 2020-06-01"]
    layer = layers["Soil moisture 2020-06-01"]

    shader = layer.renderer().shader().rasterShaderFunction()
    assert (shader.minimumValue(), shader.maximumValue()) == (0.0, 0.5)
    dry, wet = shader.colorRampItemList()[0].color, shader.colorRampItemList()[-1].color
    assert dry.red() > dry.blue() and wet.blue() > wet.red()
    assert layer.renderer().nodataColor().alpha() == 0 or not layer.renderer().nodataColor().isValid()

    time = layer.temporalProperties()
    assert time.isActive()
    moment = QDateTime.fromString("2020-06-01T12:00:00Z", Qt.DateFormat.ISODate)
    assert time.fixedTemporalRange().contains(moment)
    assert not time.fixedTemporalRange().contains(moment.addDays(1))
    assert not time.fixedTemporalRange().contains(moment.addSecs(12 * 3600))  # the end is excluded
    project.clear()


def test_lists_load_when_load_results_is_on_and_stay_out_when_it_is_off(leaf, log, tmp_path):
    import processing
    days = [f"2020-06-0{day}" for day in (1, 2, 3)]
    paths = [write_raster(tmp_path / f"map_{day}.tif", time=(f"{day}T00:00:00Z", f"{after}T00:00:00Z"))
             for day, after in zip(days, days[1:])]
    leaf.work = staticmethod(lambda inputs, monitor: {"OUTPUTS": paths})
    for load, expected in ((False, set()), (True, {"Soil moisture 2020-06-01", "Soil moisture 2020-06-02"})):
        project, context = QgsProject(), QgsProcessingContext()
        context.setProject(project)
        results = processing.run("smdownscale:leaf", {"LOAD_RESULTS": load}, feedback=log.feedback, context=context)
        assert results["OUTPUTS"] == paths
        assert set(_load(context, log, results, leaf)) == expected
        project.clear()


def test_a_raster_without_a_date_is_styled_without_a_time_range(leaf, log, tmp_path):
    import processing
    path = write_raster(tmp_path / "map.tif", time=None)
    leaf.work = staticmethod(lambda inputs, monitor: {"OUTPUTS": [path]})
    project, context = QgsProject(), QgsProcessingContext()
    context.setProject(project)
    processing.run("smdownscale:leaf", {"LOAD_RESULTS": True}, feedback=log.feedback, context=context)
    layers = _load(context, log, None, leaf)
    assert list(layers) == ["Soil moisture"]
    assert not layers["Soil moisture"].temporalProperties().isActive()
    project.clear()


# --- the plugin in QGIS ----------------------------------------------------------------------------------------------

class Window(QObject):
    """As much of QGIS's interface as the plugin touches."""

    visibility = pyqtSignal(bool)

    def __init__(self):
        super().__init__()
        self.menus = []

    def mainWindow(self):
        return None

    def addPluginToMenu(self, menu, action):
        self.menus.append((menu, action))

    def removePluginMenu(self, menu, action):
        self.menus.remove((menu, action))


def test_the_plugin_adds_its_provider_and_menu_and_takes_both_away(qgis, provider):
    from qgis.core import QgsApplication

    from smdownscale_plugin import classFactory
    registry = QgsApplication.processingRegistry()
    registry.removeProvider(provider)
    try:
        window = Window()
        plugin = classFactory(window)
        plugin.initGui()
        assert registry.providerById("smdownscale") is plugin.provider
        assert [menu for menu, _ in window.menus] == ["Soil Moisture Downscale"]
        plugin.unload()
        assert registry.providerById("smdownscale") is None and window.menus == []
    finally:
        qgis.initProcessing()


def test_one_broken_tool_does_not_hide_the_others(monkeypatch):
    from smdownscale_plugin import provider as module
    load, messages = module.importlib.import_module, []

    def importing(name):
        if name.endswith(".checkinstallation"):
            raise SyntaxError("a fault")
        return load(name)
    monkeypatch.setattr(module, "importlib", types.SimpleNamespace(import_module=importing))
    monkeypatch.setattr(module, "_log", messages.append)
    ids = {tool.ID for tool in module.tools()}
    assert "checkinstallation" not in ids
    assert len(messages) == 1 and "checkinstallation" in messages[0] and "a fault" in messages[0]


def test_every_tool_has_an_icon_that_can_be_drawn(provider):
    for item in [provider, *provider.algorithms()]:
        assert Path(item.svgIconPath()).exists(), item.id()
        assert not item.icon().pixmap(24, 24).isNull()


def _workflow(folder, child):
    """A .model3 with one step, as a user saves it; its outputs are those of the step."""
    from qgis.core import (
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
        QgsProcessingModelOutput,
        QgsProcessingModelParameter,
    )
    model = QgsProcessingModelAlgorithm("One step", "Workflows")
    step = QgsProcessingModelChildAlgorithm(child)
    step.setChildId("step")
    step.addParameterSources("RASTERS", [QgsProcessingModelChildParameterSource.fromModelParameter("PREDICTORS")])
    output = QgsProcessingModelOutput("Map", "Map")
    output.setChildId("step")
    output.setChildOutputName("OUTPUT")
    step.setModelOutputs({"Map": output})
    model.addModelParameter(p.rasters("PREDICTORS", "Predictors", "Any."), QgsProcessingModelParameter("PREDICTORS"))
    model.addChildAlgorithm(step)
    assert model.toFile(str(folder / "one.model3"))


def test_a_workflow_in_the_folder_runs_with_its_inputs_and_outputs(qgis, run_tool, tmp_path, monkeypatch):
    from smdownscale_plugin import provider as module

    class Step(Leaf):
        ID = "step"
        work = staticmethod(lambda inputs, monitor: write_raster(inputs["OUTPUT"]) and {})
    monkeypatch.setattr(module, "tools", lambda: iter([Step]))
    monkeypatch.setattr(module, "WORKFLOWS", tmp_path)
    _workflow(tmp_path, "smdownscale:step")
    from qgis.core import QgsApplication
    QgsApplication.processingRegistry().removeProvider(qgis.provider)
    qgis.initProcessing()
    try:
        workflow = QgsApplication.processingRegistry().algorithmById("smdownscale:One step")
        # an output that a user can say where to write is a parameter, too
        assert [definition.name() for definition in workflow.parameterDefinitions()] == ["PREDICTORS", "step:Map"]
        assert [output.name() for output in workflow.outputDefinitions()] == ["step:Map"]
        folder = tmp_path / "in"
        folder.mkdir()
        source, target = write_raster(folder / "a.tif"), tmp_path / "map.tif"
        run_tool("smdownscale:One step", {"PREDICTORS": [source], "step:Map": str(target)})
        assert target.exists() and Step.seen["RASTERS"] == [source]
    finally:
        monkeypatch.undo()
        qgis.provider.refreshAlgorithms()


# --- outside: qgis_process -----------------------------------------------------------------------------------------

def test_qgis_process_lists_the_tools_and_runs_one(qgis_process):
    listed = qgis_process(["list"])
    assert "smdownscale:checkinstallation" in listed.stdout
    assert "What to do" in qgis_process.tool("checkinstallation", {})["REPORT"]
