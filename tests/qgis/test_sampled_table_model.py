"""Sample Predictors, Train on Stations and Export Model chained in a saved model: from readings to a formula."""
import json

import pytest
from saved_models import add_steps
from station_world import write_station_world

pytest.importorskip("qgis.core")

from qgis.core import (  # noqa: E402
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelParameter,
)

from smdownscale_plugin.algorithms import parameters as p  # noqa: E402

source = QgsProcessingModelChildParameterSource
TRAINING = {"METHOD": "linear", "TOGETHER_KM": 0.5, "SEED": 1}


def saved(path):
    """The model as a file: readings and stacks in, the formula out."""
    model = QgsProcessingModelAlgorithm("Formula from stations", "Mine")
    for name, make in (("STATIONS", p.files), ("PREDICTORS", p.rasters)):
        model.addModelParameter(make(name, name, "Any."), QgsProcessingModelParameter(name))
    given = source.fromModelParameter
    add_steps(model, {
        "sample": ("samplepredictors", {"STATIONS": given("STATIONS"), "PREDICTORS": given("PREDICTORS")}),
        "train": ("trainonstations", {"TABLE": source.fromChildOutput("sample", "TABLE"),
                                      **{name: source.fromStaticValue(value) for name, value in TRAINING.items()}}),
        "export": ("exportmodel", {"MODEL": source.fromChildOutput("train", "MODEL"),
                                   "FORM": source.fromStaticValue("coefficients")}),
    }, "export", "OUTPUT")
    assert model.toFile(path)
    return path


def coefficients(path):
    """(intercept, {column: coefficient})."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return document["intercept"], {term["column"]: term["coefficient"] for term in document["terms"]}


def test_a_saved_model_run_by_qgis_process_writes_the_formula_that_the_three_tools_write(run_tool, qgis_process,
                                                                                         tmp_path):
    world = write_station_world(tmp_path / "world")
    formula = tmp_path / "formula.txt"
    qgis_process.tool(saved(str(tmp_path / "formula.model3")), {     # the output's name in QGIS 3.22, and in 3.40
        "STATIONS": world.stations, "PREDICTORS": world.predictors, "export:Output": formula, "output": formula})
    table = run_tool("samplepredictors", {"STATIONS": [world.stations], "PREDICTORS": world.predictors,
                                          "TABLE": str(tmp_path / "table.csv")})["TABLE"]
    trained = run_tool("trainonstations", {"TABLE": table, "MODEL": str(tmp_path / "m.smdm"), **TRAINING})
    run_tool("exportmodel", {"MODEL": trained["MODEL"], "FORM": "coefficients", "OUTPUT": str(tmp_path / "own.txt")})
    (theirs, terms), (ours, expected) = coefficients(formula), coefficients(tmp_path / "own.txt")
    assert {"clay", "ndvi"} <= set(terms) == set(expected)
    assert theirs == pytest.approx(ours) and terms == pytest.approx(expected)      # one table is a GeoPackage, one CSV
