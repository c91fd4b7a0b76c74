"""What all tools of the toolbox share: plain inputs, messages, progress, cancel, errors, loading and style of results.

A tool is a leaf class: it names itself, lists its parameters and calls one job:

    class TrainModel(SmDownscaleAlgorithm):
        ID = "trainmodel"
        TITLE = "Train Model"
        GROUP = Group.MODEL
        SUMMARY = "Learns how soil moisture follows from predictors."

        def parameters(self):
            return [p.rasters("PREDICTORS", "Predictor stacks", "..."), p.file_destination("MODEL", ..., "smdm")]

        def perform(self, inputs, monitor):
            fitted = train_model(inputs["PREDICTORS"], model=inputs["MODEL"], monitor=monitor)
            return {"N_SAMPLES": fitted.n_samples}
"""
import errno
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingOutputDefinition,
)
from qgis.PyQt.QtGui import QIcon

from ..about import HOMEPAGE
from ..dependencies import require
from ..errors import InputError, MissingPackageError, SmDownscaleError
from ..monitor import Monitor
from ..qgis_compat import in_a_window
from ..rasters.gdal_calls import quiet
from ..rasters.memory import refuse_little_memory
from ..rasters.same_file import final_place, guarding
from ..rasters.together import unfinished
from .destinations import destinations_of, finally_at, places_of, remove_empty
from .folder_commands import command_with_folders
from .help_pages import first_sentence, page_address, panel
from .interrupt import cancelled_by_interrupt
from .labels import printable, with_labels
from .overwriting import inputs_of, refuse_replacing, wanted_files
from .parameters import tr
from .styling import Style, load_and_style
from .values import check_source, value_of

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"


class Group:
    """Groups of the toolbox: the id (part of the contract) is the name in lower case; so is the icon's file name."""

    DATA = "Data"
    MODEL = "Model"
    DOWNSCALE = "Downscale"
    VALIDATE = "Validate"
    DROUGHT = "Drought"


# QGIS sorts groups by name: the number keeps them in the order of work.
GROUP_TITLES = {Group.DATA: "1 Data", Group.MODEL: "2 Model", Group.DOWNSCALE: "3 Downscale",
                Group.VALIDATE: "4 Validate", Group.DROUGHT: "5 Drought"}
WORKFLOWS = "6 Workflows"


class SmDownscaleAlgorithm(QgsProcessingAlgorithm):
    """A tool: see the module's example for what a leaf declares.

    STYLES says how results are shown in QGIS: {output name: Style}. A list output that it names is loaded when
    LOAD_RESULTS is on; lists in NOT_LOADED never are. REQUIRES names optional packages without which the tool can do
    nothing at all. All outputs appear together when the tool has finished; RESUMES: one by one as they are made, and
    another run makes the rest.
    """

    ID = ""
    TITLE = ""
    GROUP = ""
    SUMMARY = ""
    TAGS: Sequence[str] = ()
    REQUIRES: Sequence[str] = ()
    RESUMES = False
    STYLES: Dict[str, Style] = {}
    NOT_LOADED: Sequence[str] = ()

    def parameters(self) -> List[Any]:
        """Parameter and output definitions, made by `algorithms.parameters`."""
        raise NotImplementedError

    def perform(self, inputs: Dict[str, Any], monitor: Monitor) -> Dict[str, Any]:
        """Call the job; GDAL and numpy only (it runs in a thread of its own).

        inputs: a plain value for every parameter, by its name; destinations are paths (their folder exists), or None
        when they are optional and not asked for. Returns values of outputs that are not destinations.
        """
        raise NotImplementedError

    # --- names ------------------------------------------------------------------------------------------------

    def createInstance(self):
        return type(self)()

    def name(self):
        return self.ID

    def displayName(self):
        return tr(self.TITLE)

    def group(self):
        return tr(GROUP_TITLES.get(self.GROUP, self.GROUP))

    def groupId(self):
        return self.GROUP.lower()

    def tags(self):
        return [*self.TAGS, "soil moisture", "downscaling", "SMAP"]

    def summary(self):
        """What the tool does, in plain sentences."""
        return tr(self.SUMMARY)

    def shortHelpString(self):
        return panel(self) if in_a_window() else self.summary()  # the command line prints it as it is

    def shortDescription(self):
        return first_sentence(self.summary())

    def helpUrl(self):
        return page_address(self) if in_a_window() else HOMEPAGE

    def icon(self):
        return QIcon(self.svgIconPath())

    def svgIconPath(self):
        return str(ICONS / f"{self.groupId()}.svg")

    def asPythonCommand(self, parameters, context):
        write = super().asPythonCommand
        return command_with_folders(lambda given: write(given, context), parameters)

    # --- before the run ---------------------------------------------------------------------------------------

    def initAlgorithm(self, configuration=None):
        for definition in self.parameters():
            if isinstance(definition, QgsProcessingOutputDefinition):
                self.addOutput(definition)
            else:
                self.addParameter(definition)

    def canExecute(self) -> Tuple[bool, str]:
        try:
            self._require_packages()
        except MissingPackageError as error:
            return False, str(error)
        return True, ""

    def checkParameterValues(self, parameters, context):
        """Cheap, unlike the stock check, which opens every raster and refuses folders."""
        try:
            for definition in self.parameterDefinitions():
                if definition.isDestination():
                    self._check_destination(definition, parameters, context)
                elif definition.type() == "source":
                    check_source(definition, parameters, context)
                else:
                    value_of(definition, parameters, context)
            definitions = self.parameterDefinitions()
            refuse_replacing(inputs_of(definitions, parameters, context),
                             wanted_files(definitions, parameters, context))
        except SmDownscaleError as error:
            return False, with_labels(str(error), self.parameterDefinitions())
        return True, ""

    def prepareAlgorithm(self, parameters, context, feedback):
        """Layers become plain values while the project may still be touched."""
        self._inputs, self._problem = {}, None
        try:
            refuse_little_memory()
            self._require_packages()
            self._read = inputs_of(self.parameterDefinitions(), parameters, context)
            for definition in self.parameterDefinitions():
                if not definition.isDestination():
                    self._inputs[definition.name()] = value_of(definition, parameters, context, feedback)
        except SmDownscaleError as error:
            self._problem = error  # raised by processAlgorithm: what is raised here, QGIS shows to nobody but the log
        return True

    def _require_packages(self):
        for name in self.REQUIRES:
            require(name, tr(self.TITLE))

    def _check_destination(self, definition, parameters, context):
        value = parameters.get(definition.name())
        if value is None and definition.defaultValue() is not None:
            return
        if not definition.checkValueIsAcceptable(value, context):
            raise InputError(f"{definition.description()} ({definition.name()}) is missing: say where to write it.")
        if self.provider() is not None and value:
            supported, message = self.provider().isSupportedOutputValue(value, definition, context)
            if not supported:
                raise InputError(f"{definition.description()} ({definition.name()}): {message}.")

    # --- the run ----------------------------------------------------------------------------------------------

    def processAlgorithm(self, parameters, context, feedback):
        made: List[str] = []
        try:
            return self._run(parameters, context, feedback, made)
        except BaseException:
            remove_empty(made)
            raise

    def _run(self, parameters, context, feedback, made):
        try:
            if self._problem is not None:
                raise self._problem
            destinations = destinations_of(self, parameters, context, self._read, made)
            with quiet(), guarding(self._read), cancelled_by_interrupt(feedback), unfinished() as outputs:
                places = {} if self.RESUMES else places_of(self, destinations, outputs)
                results = self.perform({**self._inputs, **destinations, **places}, monitor_of(feedback)) or {}
            results = {name: finally_at(value) for name, value in results.items()}
            results.update({name: path for name, path in destinations.items() if path})
            load_and_style(context, results, self.STYLES, self._inputs.get("LOAD_RESULTS", False), feedback.pushInfo,
                           tr(self.TITLE))
            return results
        except SmDownscaleError as error:
            raise QgsProcessingException(with_labels(str(error), self.parameterDefinitions())) from None
        except MemoryError:
            raise QgsProcessingException(tr("There is not enough memory: close other programs, or take a smaller "
                                            "extent.")) from None
        except OSError as error:
            raise QgsProcessingException(_os_error(error)) from None


def monitor_of(feedback) -> Monitor:
    """The library's Monitor that speaks to a QgsProcessingFeedback (and asks it about cancelling)."""
    said = {"text": ""}

    def progress(fraction, message=""):
        feedback.setProgress(100.0 * fraction)
        if message and message != said["text"]:
            said["text"] = message
            feedback.setProgressText(message)
    return Monitor(progress, feedback.isCanceled, lambda text: feedback.pushInfo(printable(text)),
                   lambda text: feedback.pushWarning(printable(text)))


def _os_error(error: OSError) -> str:
    where = f" ({final_place(str(error.filename))})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return tr("The disk is full{}: free some space or write elsewhere; unfinished outputs were removed."
                  ).format(where)
    return tr("The operating system refused access to a file{}: {}.").format(where, error.strerror or error)
