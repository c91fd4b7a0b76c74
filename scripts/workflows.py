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

    title, help, default, optional: what the workflow says in place of the tool; note: a comment in the designer.
    """

    name: str
    title: str = ""
    help: str = ""
    default: object = None
    optional: bool = False
    note: str = ""


# QGIS shows a workflow's helps without lists: what the tools list is left to their helps
METHOD = Shown("METHOD", help="Regression method: auto tries several and takes the best on held-out cells. The help of "
               "Train Model describes the others.")
CORRECTION = Shown("RESIDUAL_CORRECTION", help="What is done about the difference between the coarse product and the "
                   "cell means of the first guess: auto chooses by what training found out about the product. The help "
                   "of Downscale Series describes the others.")


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
    note: str = ""


# Boxes of the designer: a column a step, its inputs above it, what the workflow returns of it below.
LEFT, TOP, ACROSS, DOWN = 200, 60, 330, 50
BOX = QSizeF(270, 30)


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
        rows = self._rows()
        for column, step in enumerate(self.steps):
            model.addChildAlgorithm(child(step, column, rows))
            texts.update(add_parameters(model, step, column, len(self.folders) if column == 0 else 0))
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

    def _rows(self) -> int:
        """Inputs of the step that is the first to use the most."""
        known, most = set(), 0
        for column, step in enumerate(self.steps):
            new = {shown.name for shown in step.inputs.values() if isinstance(shown, Shown)} - known
            most, known = max(most, len(new) + (len(self.folders) if column == 0 else 0)), known | new
        return most

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
        place(component, LEFT, TOP + DOWN * row)
        model.addModelParameter(definition, component)
    return {name: text for name, _, text in folders}


def place(component, x: float, y: float) -> None:
    """Give a box of the designer its place and size."""
    component.setPosition(QPointF(x, y))
    component.setSize(BOX)


def comment(component, text: str) -> None:
    """A note beside a box of the designer."""
    if text:
        note = component.comment()
        note.setDescription(text)
        note.setPosition(QPointF(component.position().x() - 40, component.position().y() - 75))
        note.setSize(QSizeF(240, 60))
        component.setComment(note)


def add_parameters(model, step: Step, column: int, row: int) -> Dict[str, str]:
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
        if shown.optional:
            definition.setFlags(definition.flags() | definition.Flag.FlagOptional)
        texts[shown.name] = shown.help or definition.help()
        component = QgsProcessingModelParameter(shown.name)
        place(component, LEFT + ACROSS * column, TOP + DOWN * (row + len(texts) - 1))
        model.addModelParameter(definition, component)
    return texts


def child(step: Step, column: int, rows: int) -> QgsProcessingModelChildAlgorithm:
    """The model's node for a step."""
    node = QgsProcessingModelChildAlgorithm(f"smdownscale:{step.tool.ID}")
    node.setChildId(step.id)
    node.setDescription(step.title)
    below = TOP + DOWN * rows + 90
    place(node, LEFT + ACROSS * column, below)
    comment(node, step.note)
    for name, source in step.inputs.items():
        node.addParameterSources(name, [source_of(source)])
    for name, definition in definitions(step).items():
        if name not in step.inputs and must_be_given(definition):
            node.addParameterSources(name, [source_of(Fixed(definition.defaultValue()))])
    node.setModelOutputs({kept.name: output(step, name, kept, column, below + 100 + DOWN * row)
                          for row, (name, kept) in enumerate(step.outputs.items())})
    return node


def must_be_given(definition) -> bool:
    """Whether the designer calls a step without this parameter not valid, although it has a default."""
    plain = hasattr(definition, "isDestination") and not definition.isDestination()
    return plain and not definition.flags() & definition.Flag.FlagOptional


def source_of(source) -> QgsProcessingModelChildParameterSource:
    """Where a step's parameter gets its value, in the model's words."""
    if isinstance(source, From):
        return QgsProcessingModelChildParameterSource.fromChildOutput(source.step, source.output)
    if isinstance(source, Fixed):
        return QgsProcessingModelChildParameterSource.fromStaticValue(source.value)
    return QgsProcessingModelChildParameterSource.fromModelParameter(source.name)


def output(step: Step, name: str, kept: Kept, column: int, y: float) -> QgsProcessingModelOutput:
    """An output of a step that the workflow returns."""
    result = QgsProcessingModelOutput(kept.name, kept.title)
    result.setChildId(step.id)
    result.setChildOutputName(name)
    result.setMandatory(kept.required)
    place(result, LEFT + ACROSS * column, y)
    return result
