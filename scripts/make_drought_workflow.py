"""Writes the workflow from predictors and SMAP to this month's drought bulletin into resources/workflows/.

Run it with the Python of the oldest supported QGIS after a change of one of its tools:
python3 scripts/make_drought_workflow.py [FILE]
"""
import os
import sys
from pathlib import Path

from make_workflow import REPOSITORY, From, Kept, Shown, Step, add_parameters, child, definitions, same
from qgis.core import (
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelParameter,
    QgsProcessingParameterFile,
)
from qgis.PyQt.QtCore import QPointF, QSizeF

from smdownscale_plugin import classFactory
from smdownscale_plugin.algorithms import downscaleseries, droughtindex, trainmodel, zonaldrought

NAME = "droughtbulletin"
TITLE = "From SMAP to the Drought Bulletin"
WORKFLOW = REPOSITORY / "smdownscale_plugin" / "resources" / "workflows" / f"{NAME}.model3"
HELP = ("From a folder of predictor stacks and a folder of coarse soil moisture, both of at least six years, to this "
        "month's drought bulletin: trains a model, downscales every date, ranks each date among the same season of the "
        "other years, sums up by district and writes the page. Every date is mapped with one model, so that no change "
        "of model looks like a drought. Open it in the graphical modeler to change it.")
# A model's list inputs take no folders: these are folders, which the tools expand.
FOLDERS = (
    ("PREDICTORS", "Folder of predictor stacks",
     "Folder of predictor stacks (*.tif) of all dates, as Build Predictor Stack or Fetch Predictors writes them."),
    ("COARSE", "Folder of coarse soil moisture", "Folder of coarse soil moisture (*.tif) in m3/m3, one raster a date, "
     "such as SMAP; at least six years."),
)
PREDICTORS, COARSE = Shown("PREDICTORS"), Shown("COARSE")
STEPS = (
    Step("train", "Train a model", trainmodel.TrainModel,
         {"PREDICTORS": PREDICTORS, "COARSE": COARSE, **same("METHOD", "FOOTPRINT_KM", "SEED")},
         {"MODEL": Kept("MODEL", "Model", True), "REPORT": Kept("TRAINING_REPORT", "Training report")}),
    Step("downscale", "Downscale all dates", downscaleseries.DownscaleSeries,
         {"MODEL": From("train", "MODEL"), "PREDICTORS": PREDICTORS, "COARSE": COARSE, **same("RESIDUAL_CORRECTION")},
         {"OUTPUT_FOLDER": Kept("MAP_FOLDER", "Folder of the soil moisture maps", True)}),
    Step("index", "Rank each date", droughtindex.DroughtIndex,
         {"SERIES": From("downscale", "OUTPUTS"),
          **same("DATE", "WINDOW_DAYS", "MINIMUM_YEARS", "BASELINE", "PERCENTILE_METHOD")},
         {"CLASS": Kept("CLASS", "Drought class of the last date", True),
          "PERCENTILE": Kept("PERCENTILE", "Percentile of the last date", True),
          "OUTPUT_FOLDER": Kept("DROUGHT_FOLDER", "Folder of the drought maps of all dates", True),
          "CLIMATOLOGY_OUTPUT": Kept("CLIMATOLOGY_OUTPUT", "Climatology for reuse")}),
    Step("zonal", "Sum up by district", zonaldrought.ZonalDrought,
         {"SERIES": From("index", "PERCENTILES"), **same("ZONES", "ZONE_NAME", "TITLE")},
         {"TABLE": Kept("TABLE", "Table of districts and dates", True),
          "ZONES_OUTPUT": Kept("ZONES_OUTPUT", "Districts of the last date", True),
          "REPORT": Kept("BULLETIN", "Drought bulletin", True)}),
)
ORDER = ("PREDICTORS", "COARSE", "ZONES", "ZONE_NAME", "TITLE", "DATE", "METHOD", "RESIDUAL_CORRECTION", "WINDOW_DAYS",
         "MINIMUM_YEARS")


def workflow() -> QgsProcessingModelAlgorithm:
    """The model; the provider must be registered."""
    model = QgsProcessingModelAlgorithm(TITLE, "Workflows", "workflows")
    texts = {"ALG_DESC": HELP, "ALG_CREATOR": "Soil Moisture Downscale", **add_folders(model)}
    for column, step in enumerate(STEPS):
        node = child(step, column)
        model.addChildAlgorithm(node)
        texts.update(add_parameters(model, step, column))
        texts.update({f"{step.id}:{kept.name}": definitions(step)[name].help() for name, kept in step.outputs.items()})
    names = [definition.name() for definition in model.parameterDefinitions() if not definition.isDestination()]
    model.setParameterOrder([*ORDER, *(name for name in names if name not in ORDER)])
    model.setHelpContent(texts)
    model.updateDestinationParameters()
    return model


def add_folders(model):
    """The inputs that are folders; returns their help."""
    for row, (name, title, text) in enumerate(FOLDERS):
        definition = QgsProcessingParameterFile(name, title, QgsProcessingParameterFile.Behavior.Folder)
        definition.setHelp(text)
        component = QgsProcessingModelParameter(name)
        component.setPosition(QPointF(200, 20 + 40 * row))
        component.setSize(QSizeF(240, 30))
        model.addModelParameter(definition, component)
    return {name: text for name, _, text in FOLDERS}


def main():
    """Write the workflow."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else WORKFLOW
    application = QgsApplication([], False)
    application.initQgis()
    plugin = classFactory(None)
    plugin.initProcessing()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not workflow().toFile(str(path)):
        raise SystemExit(f"Can't write {path}.")
    sys.stdout.write(f"{path}\n")
    sys.stdout.flush()
    os._exit(0)  # QGIS may crash while Python takes it apart


if __name__ == "__main__":
    main()
