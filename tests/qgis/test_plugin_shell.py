"""The plugin in QGIS: menu, missing packages, workflows; results with style, name and time range."""
import sys
import types
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("qgis.core")

from leaf import Leaf, message_of, write_raster  # noqa: E402
from qgis.core import QgsProcessingContext, QgsProcessingOutputLayerDefinition, QgsProject  # noqa: E402
from qgis.PyQt.QtCore import QDateTime, QObject, Qt, pyqtSignal  # noqa: E402

from smdownscale_plugin import dependencies  # noqa: E402
from smdownscale_plugin.algorithms import parameters as p  # noqa: E402

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

def _load(context, log, algorithm):
    """Load results as the toolbox does; layers by name."""
    from processing.gui.Postprocessing import handleAlgorithmResults
    handleAlgorithmResults(algorithm, context, log.feedback)
    return {layer.name(): layer for layer in context.project().mapLayers().values()}


def test_a_loaded_map_has_style_name_and_time_range(leaf, run_tool, log, tmp_path):
    leaf.work = staticmethod(lambda inputs, monitor: write_raster(inputs["OUTPUT"]) and {})
    project, context = QgsProject(), QgsProcessingContext()
    context.setProject(project)
    path = str(tmp_path / "map.tif")
    import processing
    processing.run("smdownscale:leaf", {"OUTPUT": QgsProcessingOutputLayerDefinition(path, project)},
                   feedback=log.feedback, context=context)
    layers = _load(context, log, leaf())
    assert list(layers) == ["Downscaled soil moisture 2020-06-01"]
    layer = layers["Downscaled soil moisture 2020-06-01"]

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
    both = {f"{day} Downscaled soil moisture" for day in days[:2]}
    for given, expected in (({"LOAD_RESULTS": False}, set()), ({"LOAD_RESULTS": True}, both), ({}, both)):
        project, context = QgsProject(), QgsProcessingContext()
        context.setProject(project)
        results = processing.run("smdownscale:leaf", given, feedback=log.feedback, context=context)
        assert results["OUTPUTS"] == paths
        assert set(_load(context, log, leaf())) == expected
        project.clear()


def test_of_a_long_list_the_last_rasters_are_opened_and_it_is_said(leaf, log, tmp_path, monkeypatch):
    import processing

    from smdownscale_plugin.algorithms import styling
    monkeypatch.setattr(styling, "MOST_LOADED", 2)
    paths = [write_raster(tmp_path / f"map_{day}.tif", time=None) for day in (1, 2, 3)]
    leaf.work = staticmethod(lambda inputs, monitor: {"OUTPUTS": paths})
    context = QgsProcessingContext()
    context.setProject(QgsProject())
    processing.run("smdownscale:leaf", {}, feedback=log.feedback, context=context)
    assert set(context.layersToLoadOnCompletion()) == set(paths[1:])
    assert "OUTPUTS: the last 2 of 3 rasters are opened in QGIS" in log.text


def test_a_raster_without_a_date_is_styled_without_a_time_range(leaf, log, tmp_path):
    import processing
    path = write_raster(tmp_path / "map.tif", time=None)
    leaf.work = staticmethod(lambda inputs, monitor: {"OUTPUTS": [path]})
    project, context = QgsProject(), QgsProcessingContext()
    context.setProject(project)
    processing.run("smdownscale:leaf", {"LOAD_RESULTS": True}, feedback=log.feedback, context=context)
    layers = _load(context, log, leaf())
    assert list(layers) == ["Downscaled soil moisture"]
    assert not layers["Downscaled soil moisture"].temporalProperties().isActive()
    project.clear()


# --- workflows ---------------------------------------------------------------------------------------------------

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


def test_a_workflow_in_the_folder_runs_with_its_inputs_and_outputs(qgis, run_tool, log, tmp_path, monkeypatch):
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
        # its id is the file's name, whatever its title
        workflow = QgsApplication.processingRegistry().algorithmById("smdownscale:one")
        # an output that a user can say where to write is a parameter, too
        # (QGIS 3.40 calls it by its own name, 3.22 by its step's as well)
        map_name = workflow.outputDefinitions()[0].name()
        assert map_name in ("step:Map", "map") and len(workflow.outputDefinitions()) == 1
        assert [definition.name() for definition in workflow.parameterDefinitions()] == ["PREDICTORS", map_name]
        folder = tmp_path / "in"
        folder.mkdir()
        source, target = write_raster(folder / "a.tif"), tmp_path / "map.tif"
        project, context = QgsProject(), QgsProcessingContext()
        context.setProject(project)
        destination = QgsProcessingOutputLayerDefinition(str(target), project)
        run_tool("smdownscale:one", {"PREDICTORS": [source], map_name: destination}, context)
        assert target.exists() and Step.seen["RASTERS"] == [source]
        layer = _load(context, log, workflow)["Downscaled soil moisture 2020-06-01"]
        assert layer.temporalProperties().isActive() and layer.renderer().type() == "singlebandpseudocolor"
        project.clear()
    finally:
        monkeypatch.undo()
        qgis.provider.refreshAlgorithms()


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
        assert {menu for menu, _ in window.menus} == {"Soil Moisture Downscale"}
        assert [action.text() for _, action in window.menus] == [
            "First map", "Open the toolbox", "Documentation", "Earth Engine project...", "Check Installation"]
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


# --- outside: qgis_process -----------------------------------------------------------------------------------------

def test_qgis_process_lists_the_tools_and_runs_one(qgis_process):
    listed = qgis_process(["list"])
    assert "smdownscale:checkinstallation" in listed.stdout
    assert "What to do" in qgis_process.tool("checkinstallation", {})["REPORT"]
