"""Import Stations and Validate Against Stations chained in a model that a user saves: from a CSV to metrics."""
from pathlib import Path

import pytest
from saved_models import add_steps

pytest.importorskip("qgis.core")

from qgis.core import (  # noqa: E402
    QgsProcessingContext,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelParameter,
)
from qgis.gui import QgsGui  # noqa: E402
from qgis.PyQt.QtWidgets import QComboBox  # noqa: E402

from smdownscale_plugin.algorithms import parameters as p  # noqa: E402
from smdownscale_plugin.jobs.create_demo_data import create_demo_data  # noqa: E402
from smdownscale_plugin.sources.demo_world import WorldSettings  # noqa: E402


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Four dates of a small demo world."""
    return create_demo_data(str(tmp_path_factory.mktemp("demo")), WorldSettings(seed=3, dates=4, cells=6))


def chain():
    """The model: INPUT (stations), RASTERS and COARSE in; METRICS out."""
    model = QgsProcessingModelAlgorithm("Stations to metrics", "Mine")
    for definition in (p.files("INPUT", "Station files", "Any."), p.rasters("RASTERS", "Maps", "Any."),
                       p.rasters("COARSE", "Coarse", "Any.")):
        model.addModelParameter(definition, QgsProcessingModelParameter(definition.name()))
    source = QgsProcessingModelChildParameterSource
    wired = {"import": ("importstations", {"INPUT": source.fromModelParameter("INPUT")}),
             "validate": ("validatestations", {"STATIONS": source.fromChildOutput("import", "OUTPUT"),
                                               "RASTERS": source.fromModelParameter("RASTERS"),
                                               "COARSE": source.fromModelParameter("COARSE")})}
    add_steps(model, wired, "validate", "METRICS")
    return model


def test_a_saved_model_imports_stations_and_validates_maps_as_the_two_tools_do(run_tool, world, tmp_path):
    path = str(tmp_path / "chain.model3")
    assert chain().toFile(path)
    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(path)
    name, = (d.name() for d in model.destinationParameterDefinitions())
    import processing
    given = {"RASTERS": world.truth, "COARSE": world.coarse}
    processing.run(model, {"INPUT": [world.stations], **given, name: str(tmp_path / "chained.csv")})

    imported = run_tool("importstations", {"INPUT": [world.stations], "OUTPUT": str(tmp_path / "s.gpkg")})
    one_by_one = run_tool("validatestations", {"STATIONS": [imported["OUTPUT"]], **given,
                                               "STATION_METRICS": str(tmp_path / "m.gpkg"),
                                               "METRICS": str(tmp_path / "metrics.csv")})
    assert one_by_one["N_PAIRS"] > 20 and one_by_one["R"] > 0.9
    assert (tmp_path / "chained.csv").read_bytes() == Path(one_by_one["METRICS"]).read_bytes()


def test_the_graphical_modeler_offers_the_imported_stations_to_the_validation(qgis):
    model = chain()
    definition = model.childAlgorithm("validate").algorithm().parameterDefinition("STATIONS")
    widget = QgsGui.processingGuiRegistry().createModelerParameterWidget(model, "validate", definition,
                                                                         QgsProcessingContext())
    offered = [box.itemText(row) for box in widget.findChildren(QComboBox) for row in range(box.count())]
    assert any("Stations" in text and "import" in text for text in offered), offered
