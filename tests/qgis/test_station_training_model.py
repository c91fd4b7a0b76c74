"""Import Stations, Train on Stations, Downscale Series and Validate Against Stations chained in a saved model: trained
on some stations, judged at others."""
import csv
from pathlib import Path

import pytest
from saved_models import add_steps
from station_world import write_station_world

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

source = QgsProcessingModelChildParameterSource


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A world of 24 stations, and its readings in two files: of 16 to learn from, of 8 to judge by."""
    folder = tmp_path_factory.mktemp("world")
    made = write_station_world(folder, stations=24)
    header, *rows = Path(made.stations).read_text().splitlines()
    learn = [row for row in rows if int(row[1:3]) < 16]
    files = {"learn": learn, "judge": [row for row in rows if row not in learn]}
    for name, some in files.items():
        (folder / f"{name}.csv").write_text("\n".join([header, *some]) + "\n")
    return made, str(folder / "learn.csv"), str(folder / "judge.csv")


def chain():
    """The model: both files of readings and the rasters in; metrics at the other stations out."""
    model = QgsProcessingModelAlgorithm("Stations to maps", "Mine")
    for name, make in (("LEARN", p.files), ("JUDGE", p.files), ("PREDICTORS", p.rasters), ("SERIES", p.rasters)):
        model.addModelParameter(make(name, name, "Any."), QgsProcessingModelParameter(name))

    def given(name):
        return source.fromModelParameter(name)
    steps = {
        "import": ("importstations", {"INPUT": given("LEARN")}),
        "train": ("trainonstations", {"STATIONS": source.fromChildOutput("import", "OUTPUT"),
                                      "PREDICTORS": given("PREDICTORS"), "SERIES": given("SERIES"),
                                      "METHOD": source.fromStaticValue("linear"),
                                      "TOGETHER_KM": source.fromStaticValue(0.5)}),
        "maps": ("downscaleseries", {"MODEL": source.fromChildOutput("train", "MODEL"),
                                     "PREDICTORS": given("PREDICTORS"), "SERIES": given("SERIES")}),
        "validate": ("validatestations", {"STATIONS": given("JUDGE"),
                                          "RASTERS": source.fromChildOutput("maps", "OUTPUTS")}),
    }
    add_steps(model, steps, "validate", "METRICS")
    return model


def saved(folder):
    path = str(folder / "stations_to_maps.model3")
    assert chain().toFile(path)
    return path


def judged(path):
    """Metrics of the map over all pairs, by name."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return next(row for row in csv.DictReader(file))


def test_a_saved_model_trains_on_stations_makes_maps_and_judges_them_at_other_stations(qgis, world, tmp_path):
    made, learn, judge = world
    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(saved(tmp_path))
    name, = (d.name() for d in model.destinationParameterDefinitions())
    import processing
    processing.run(model, {"LEARN": [learn], "JUDGE": [judge], "PREDICTORS": made.predictors, "SERIES": made.series,
                           name: str(tmp_path / "metrics.csv")})
    figures = judged(tmp_path / "metrics.csv")
    assert int(float(figures["n"])) >= 70 and float(figures["rmse"]) < 0.012 and float(figures["r"]) > 0.9


def test_the_same_model_runs_from_the_command_line(qgis, qgis_process, world, tmp_path):
    made, learn, judge = world
    path = saved(tmp_path)
    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(path)
    name, = (d.name() for d in model.destinationParameterDefinitions())
    results = qgis_process.tool(path, {"LEARN": learn, "JUDGE": judge, "PREDICTORS": made.predictors,
                                       "SERIES": made.series, name: tmp_path / "metrics.csv"})
    assert results[name] == str(tmp_path / "metrics.csv")
    figures = judged(tmp_path / "metrics.csv")
    assert int(float(figures["n"])) >= 70 and float(figures["rmse"]) < 0.012 and float(figures["r"]) > 0.9


def test_the_graphical_modeler_offers_the_pairs_of_earlier_maps_to_later_ones(qgis):
    model = chain()
    add_steps(model, {"later": ("downscaleseries", {"MODEL": source.fromChildOutput("train", "MODEL")})}, "", "")
    definition = model.childAlgorithm("later").algorithm().parameterDefinition("PAIRS")
    widget = QgsGui.processingGuiRegistry().createModelerParameterWidget(model, "later", definition,
                                                                         QgsProcessingContext())
    offered = [box.itemText(row) for box in widget.findChildren(QComboBox) for row in range(box.count())]
    assert any("Pairs" in text and "validate" in text for text in offered), offered
