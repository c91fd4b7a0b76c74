"""The provider: every tool in algorithms/ and every workflow in resources/workflows/, in one entry of the toolbox."""
import importlib
import pkgutil
import traceback
from pathlib import Path
from typing import Iterator, Type

from qgis.core import Qgis, QgsMessageLog, QgsProcessingModelAlgorithm, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from . import algorithms
from .about import HOMEPAGE
from .algorithms.base import ICONS, SmDownscaleAlgorithm
from .algorithms.base import WORKFLOWS as WORKFLOW_GROUP
from .algorithms.help_pages import page_address
from .algorithms.parameters import tr
from .qgis_compat import in_a_window

WORKFLOWS = Path(__file__).resolve().parent / "resources" / "workflows"


def tools() -> Iterator[Type[SmDownscaleAlgorithm]]:
    """Classes of all tools: a file in algorithms/ that holds a leaf class is a tool, there is no other list."""
    for module in pkgutil.iter_modules(algorithms.__path__, f"{algorithms.__name__}."):
        try:
            members = vars(importlib.import_module(module.name)).values()
        except Exception:  # one broken tool must not hide the others
            _log(f"The tool {module.name} could not be loaded:\n{traceback.format_exc()}")
            continue
        for member in members:
            if isinstance(member, type) and issubclass(member, SmDownscaleAlgorithm) \
                    and member.__module__ == module.name and member.ID:
                yield member


class Workflow(QgsProcessingModelAlgorithm):
    """A ready-made workflow: its id is the file's name, part of the contract; its title is the model's name."""

    def __init__(self, path):
        super().__init__()
        self.path = path
        if not self.fromFile(str(path)):
            raise ValueError(f"{path.name} isn't a model that this QGIS can read")

    def name(self):
        return self.path.stem

    def createInstance(self):
        return type(self)(self.path)

    def group(self):
        return tr(WORKFLOW_GROUP)

    def helpUrl(self):
        return page_address(self) if in_a_window() else HOMEPAGE

    def icon(self):
        return QIcon(self.svgIconPath())

    def svgIconPath(self):
        return str(ICONS / "provider.svg")


class SmDownscaleProvider(QgsProcessingProvider):
    """Soil Moisture Downscale in the Processing toolbox."""

    def id(self):
        return "smdownscale"

    def name(self):
        return "Soil Moisture Downscale"

    def longName(self):
        return self.name()

    def icon(self):
        return QIcon(self.svgIconPath())

    def svgIconPath(self):
        return str(ICONS / "provider.svg")

    def supportsNonFileBasedOutput(self):
        return False

    def supportedOutputRasterLayerExtensions(self):
        return ["tif"]

    def supportedOutputVectorLayerExtensions(self):
        return ["gpkg", "geojson", "csv"]

    def supportedOutputTableExtensions(self):
        return ["csv", "gpkg"]

    def defaultVectorFileExtension(self, hasGeometry=True):
        return "gpkg" if hasGeometry else "csv"

    def loadAlgorithms(self):
        for tool in tools():
            self.addAlgorithm(tool())
        for path in sorted(WORKFLOWS.glob("*.model3")):
            try:
                self.addAlgorithm(Workflow(path))
            except ValueError as error:
                _log(f"A workflow could not be read: {error}.")


def _log(message):
    QgsMessageLog.logMessage(message, "Soil Moisture Downscale", Qgis.MessageLevel.Critical)
