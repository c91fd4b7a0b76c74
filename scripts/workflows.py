"""What the scripts of the ready-made workflows share: a chain of tools as data, made a model and written.

The scripts run with the Python of the oldest supported QGIS, so that newer ones can read what they write.
"""
import os
import sys
from pathlib import Path
from typing import Dict, List, NamedTuple, Sequence, Tuple

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
    QgsProcessingParameterFile,
)
from qgis.PyQt.QtCore import QPointF, QSizeF  # noqa: E402

from smdownscale_plugin import classFactory  # noqa: E402

FOLDER = REPOSITORY / "smdownscale_plugin" / "resources" / "workflows"


class Shown(NamedTuple):
    """A parameter of a step that is one of the workflow's too, under a name of its own where two steps clash.

    title, help, default: what the workflow says in place of the tool.
    """

    name: str
    title: str = ""
    help: str = ""
    default: object = None


class From(NamedTuple):
    """A parameter of a step that is the output of an earlier one."""

    step: str
    output: str


class Fixed(NamedTuple):
    """A parameter of a step that always has one value."""

    value: object


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


# Series are opened by whoever asks for it, intermediate ones by nobody.
NOT_LOADED = {"LOAD_RESULTS": Fixed(False)}


class Workflow(NamedTuple):
    """A workflow. name: its id in the toolbox and the file's name; order: of the inputs, those not in it follow in the
    order of the steps; folders: (name, title, help) of inputs that are folders, which a model's lists don't take."""

    name: str
    title: str
    help: str
    steps: Sequence[Step]
    order: Sequence[str]
    folders: Sequence[Tuple[str, str, str]] = ()

    def model(self) -> QgsProcessingModelAlgorithm:
        """The model; the provider must be registered."""
        model = QgsProcessingModelAlgorithm(self.title, "Workflows", "workflows")
        texts = {"ALG_DESC": self.help, "ALG_CREATOR": "Soil Moisture Downscale",
                 **add_folders(model, self.folders)}
        for column, step in enumerate(self.steps):
            model.addChildAlgorithm(child(step, column))
            texts.update(add_parameters(model, step, column))
            texts.update({f"{step.id}:{kept.name}": definitions(step)[name].help()
                          for name, kept in step.outputs.items()})
        names = [definition.name() for definition in model.parameterDefinitions() if not definition.isDestination()]
        rest = [name for name in self._inputs_in_order() if name in names and name not in self.order]
        model.setParameterOrder([*self.order, *rest])
        model.setHelpContent(texts)
        model.updateDestinationParameters()
        return model

    def _inputs_in_order(self) -> List[str]:
        """Names of the workflow's inputs, step by step."""
        return list(dict.fromkeys(
            shown.name for step in self.steps for shown in step.inputs.values() if isinstance(shown, Shown)))

    def write(self) -> None:
        """Write the workflow into the plugin, or into the file that the command line names; ends the program."""
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER / f"{self.name}.model3"
        application = QgsApplication([], False)
        application.initQgis()
        plugin = classFactory(None)
        plugin.initProcessing()
        path.parent.mkdir(parents=True, exist_ok=True)
        if not self.model().toFile(str(path)):
            raise SystemExit(f"Can't write {path}.")
        sys.stdout.write(f"{path}\n")
        sys.stdout.flush()
        os._exit(0)  # QGIS may crash while Python takes it apart


def definitions(step: Step) -> Dict[str, object]:
    """Fresh parameter definitions of a step's tool by name."""
    return {definition.name(): definition for definition in step.tool().parameters()}


def add_folders(model, folders) -> Dict[str, str]:
    """Make the inputs that are folders; returns their help."""
    for row, (name, title, text) in enumerate(folders):
        definition = QgsProcessingParameterFile(name, title, QgsProcessingParameterFile.Behavior.Folder)
        definition.setHelp(text)
        component = QgsProcessingModelParameter(name)
        component.setPosition(QPointF(200, 20 + 40 * row))
        component.setSize(QSizeF(240, 30))
        model.addModelParameter(definition, component)
    return {name: text for name, _, text in folders}


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
        if shown.default is not None:
            definition.setDefaultValue(shown.default)
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
        node.addParameterSources(name, [source_of(source)])
    node.setModelOutputs({kept.name: output(step, name, kept, column, row)
                          for row, (name, kept) in enumerate(step.outputs.items())})
    return node


def source_of(source) -> QgsProcessingModelChildParameterSource:
    """Where a step's parameter gets its value, in the model's words."""
    if isinstance(source, From):
        return QgsProcessingModelChildParameterSource.fromChildOutput(source.step, source.output)
    if isinstance(source, Fixed):
        return QgsProcessingModelChildParameterSource.fromStaticValue(source.value)
    return QgsProcessingModelChildParameterSource.fromModelParameter(source.name)


def output(step: Step, name: str, kept: Kept, column: int, row: int) -> QgsProcessingModelOutput:
    """An output of a step that the workflow returns."""
    result = QgsProcessingModelOutput(kept.name, kept.title)
    result.setChildId(step.id)
    result.setChildOutputName(name)
    result.setMandatory(kept.required)
    result.setPosition(QPointF(260 + 320 * column, 980 + 60 * row))
    result.setSize(QSizeF(240, 30))
    return result
