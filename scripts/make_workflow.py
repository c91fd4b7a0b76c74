"""Writes the ready-made workflow of smdownscale_plugin/resources/workflows/: build, train, downscale, validate.

Run it with the Python of the oldest supported QGIS, so that newer ones can read what it writes, after a change of one
of the four tools: python3 scripts/make_workflow.py [FILE]
"""
import os
import sys
from pathlib import Path
from typing import Dict, List, NamedTuple

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_HASH_SEED"] = "0"  # the same bytes each time: XML attributes stand in the order of Qt's hashes

from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
)
from qgis.PyQt.QtCore import QPointF, QSizeF  # noqa: E402

from smdownscale_plugin import classFactory  # noqa: E402
from smdownscale_plugin.algorithms import (  # noqa: E402
    buildpredictorstack,
    downscaleseries,
    trainmodel,
    validateraster,
)

TITLE = "Downscale from Rasters"
# The file's name is the id in the toolbox: smdownscale:downscalefromrasters.
WORKFLOW = REPOSITORY / "smdownscale_plugin" / "resources" / "workflows" / "downscalefromrasters.model3"
HELP = ("From rasters to validated maps in one go: builds predictor stacks from any rasters, trains a model on coarse "
        "soil moisture, downscales every date that has both, and compares the maps with a reference product. Rasters "
        "carry their dates in their metadata or file names; those without a date are static. For other chains, use the "
        "four tools in a model of your own.")


class Shown(NamedTuple):
    """A parameter of a step that is one of the workflow's too, under a name of its own where two steps clash."""

    name: str
    title: str = ""
    help: str = ""


class From(NamedTuple):
    """A parameter of a step that is the output of an earlier one."""

    step: str
    output: str


class Kept(NamedTuple):
    """An output of a step that the workflow returns. required: the steps behind need it."""

    name: str
    title: str
    required: bool = False


class Step(NamedTuple):
    """One tool of the chain."""

    id: str
    title: str
    tool: type
    inputs: Dict[str, object]
    outputs: Dict[str, Kept]


def same(*names: str) -> Dict[str, Shown]:
    """Parameters that keep their name."""
    return {name: Shown(name) for name in names}


# The lists of a model take rasters only, not folders of them: its helps don't promise more.
RASTERS = Shown("RASTERS", help="Predictors on any grids, with one or more bands each, of one or more dates.")
COARSE = Shown("COARSE", help="Soil moisture in m3/m3 on the coarse grid, one raster a date, such as SMAP.")
REFERENCE = Shown("REFERENCE", help="Soil moisture in m3/m3 that the maps are measured against, of one or more dates; "
                                    "any grid and CRS.")
GRID = Shown("GRID", "Raster that sets the fine grid")
STEPS = (
    Step("build", "Build predictor stacks", buildpredictorstack.BuildPredictorStack,
         {"RASTERS": RASTERS, "REFERENCE": GRID,
          **same("RESOLUTION", "CRS", "EXTENT", "NAMES", "CATEGORICAL", "RESAMPLING", "MASK", "TIME_START", "TIME_END",
                 "CATEGORICAL_RESAMPLING", "SUBDATASETS", "SCALES", "NODATA", "EASE_GRID")},
         {"OUTPUT_FOLDER": Kept("STACK_FOLDER", "Folder of the predictor stacks", True)}),
    Step("train", "Train a model", trainmodel.TrainModel,
         {"PREDICTORS": From("build", "STACKS"), "COARSE": COARSE,
          **same("METHOD", "FOOTPRINT_KM", "NOISE_AUGMENTATION", "VALIDATION", "MIN_COVERAGE", "HYPERPARAMETERS",
                 "TUNE", "SEED")},
         {"MODEL": Kept("MODEL", "Model", True), "REPORT": Kept("TRAINING_REPORT", "Training report")}),
    Step("downscale", "Downscale all dates", downscaleseries.DownscaleSeries,
         {"MODEL": From("train", "MODEL"), "PREDICTORS": From("build", "STACKS"), "COARSE": COARSE,
          **same("RESIDUAL_CORRECTION", "LOAD_RESULTS")},
         {"OUTPUT_FOLDER": Kept("MAP_FOLDER", "Folder of the maps", True),
          "REPORT": Kept("MAP_REPORT", "Report of the maps")}),
    Step("validate", "Validate the maps", validateraster.ValidateRaster,
         {"RASTERS": From("downscale", "OUTPUTS"), "REFERENCE": REFERENCE, "COARSE": COARSE},
         {"METRICS": Kept("METRICS", "Metrics", True), "DIFFERENCE": Kept("DIFFERENCE", "Difference"),
          "REPORT": Kept("VALIDATION_REPORT", "Validation report")}),
)
# As a user meets them; the advanced ones follow in the order of the steps.
ORDER = ("RASTERS", "COARSE", "REFERENCE", "METHOD", "RESIDUAL_CORRECTION", "GRID", "RESOLUTION", "CRS", "EXTENT",
         "NAMES", "CATEGORICAL", "RESAMPLING", "MASK", "LOAD_RESULTS")


def workflow() -> QgsProcessingModelAlgorithm:
    """The model; the provider must be registered."""
    model = QgsProcessingModelAlgorithm(TITLE, "Workflows", "workflows")
    texts = {"ALG_DESC": HELP, "ALG_CREATOR": "Soil Moisture Downscale"}
    for step, tool in enumerate(STEPS):
        model.addChildAlgorithm(child(tool, step))
        texts.update(add_parameters(model, tool, step))
        texts.update({f"{tool.id}:{kept.name}": definitions(tool)[name].help() for name, kept in tool.outputs.items()})
    names = [definition.name() for definition in model.parameterDefinitions() if not definition.isDestination()]
    model.setParameterOrder([*ORDER, *(name for name in inputs_in_order() if name in names and name not in ORDER)])
    model.setHelpContent(texts)
    model.updateDestinationParameters()
    return model


def definitions(step: Step) -> Dict[str, object]:
    """Fresh parameter definitions of a step's tool by name."""
    return {definition.name(): definition for definition in step.tool().parameters()}


def inputs_in_order() -> List[str]:
    """Names of the workflow's inputs, step by step."""
    return list(dict.fromkeys(
        shown.name for step in STEPS for shown in step.inputs.values() if isinstance(shown, Shown)))


def add_parameters(model, step: Step, column: int) -> Dict[str, str]:
    """Make the parameters that a step is the first to use the model's; returns their help."""
    texts = {}
    known = {definition.name() for definition in model.parameterDefinitions()}
    here = definitions(step)
    for name, shown in step.inputs.items():
        if not isinstance(shown, Shown) or shown.name in known:
            continue
        definition = here[name]
        definition.setName(shown.name)
        if shown.title:
            definition.setDescription(shown.title)
        texts[shown.name] = shown.help or definition.help()
        component = QgsProcessingModelParameter(shown.name)
        component.setPosition(QPointF(200 + 320 * column, 80 + 60 * len(texts)))
        component.setSize(QSizeF(240, 30))
        model.addModelParameter(definition, component)
    return texts


def child(step: Step, column: int) -> QgsProcessingModelChildAlgorithm:
    """The model's node for a step."""
    node = QgsProcessingModelChildAlgorithm(f"smdownscale:{step.tool.ID}")
    node.setChildId(step.id)
    node.setDescription(step.title)
    node.setPosition(QPointF(200 + 320 * column, 880))
    node.setSize(QSizeF(240, 30))
    for name, source in step.inputs.items():
        node.addParameterSources(name, [
            QgsProcessingModelChildParameterSource.fromChildOutput(source.step, source.output)
            if isinstance(source, From) else QgsProcessingModelChildParameterSource.fromModelParameter(source.name)])
    node.setModelOutputs({kept.name: output(step, name, kept, column, row)
                          for row, (name, kept) in enumerate(step.outputs.items())})
    return node


def output(step: Step, name: str, kept: Kept, column: int, row: int) -> QgsProcessingModelOutput:
    """An output of a step that the workflow returns."""
    result = QgsProcessingModelOutput(kept.name, kept.title)
    result.setChildId(step.id)
    result.setChildOutputName(name)
    result.setMandatory(kept.required)
    result.setPosition(QPointF(260 + 320 * column, 980 + 60 * row))
    result.setSize(QSizeF(240, 30))
    return result


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
