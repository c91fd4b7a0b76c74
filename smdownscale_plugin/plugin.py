"""What QGIS holds of the plugin: the provider, and a menu."""
import os

from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QSettings, QTranslator, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QDockWidget, QInputDialog, QLineEdit, QPushButton

from .algorithms.earthengine import project_of, remember_project
from .algorithms.first_map import FirstMap
from .algorithms.help_pages import index_address
from .algorithms.parameters import tr
from .provider import SmDownscaleProvider
from .qgis_compat import QAction

MENU = "Soil Moisture Downscale"
TRANSLATIONS = os.path.join(os.path.dirname(__file__), "resources", "translations")


class SmDownscalePlugin:
    """Adds the provider; under qgis_process `iface` is None and only `initProcessing` is called."""

    def __init__(self, iface=None):
        self.iface = iface
        self.provider = None
        self.actions = []
        self._first_map = None
        self._translator = translator()
        if self._translator is not None:
            QCoreApplication.installTranslator(self._translator)

    def initProcessing(self):
        """Register the provider (also called by qgis_process)."""
        self.provider = SmDownscaleProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)
        # workflows were read before the provider was known, so that their steps could not be found: read them again
        self.provider.refreshAlgorithms()

    def initGui(self):
        """Register the provider and add the menu."""
        self.initProcessing()
        for title, do in ((tr("First map"), self.first_map), (tr("Open the toolbox"), self.open_toolbox),
                          (tr("Documentation"), self.documentation),
                          (tr("Earth Engine project..."), self.earth_engine_project),
                          (tr("Check Installation"), self.check_installation)):
            action = QAction(self.provider.icon(), title, self.iface.mainWindow())
            action.triggered.connect(do)
            self.iface.addPluginToMenu(MENU, action)
            self.actions.append(action)

    def first_map(self):
        """Demo data, a model and maps in the project, from files in the user's profile."""
        folder = os.path.join(QgsApplication.qgisSettingsDirPath(), "smdownscale", "first_map")
        self._first_map = FirstMap(folder, self._show)
        self._first_map.start()

    def open_toolbox(self):
        """Show the Processing toolbox with this provider's tools opened, and all others as they were."""
        toolbox = self.iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox")
        if toolbox is None:
            self._show(tr("Switch on the plugin Processing first."), True)
            return
        toolbox.setUserVisible(True)
        toolbox.searchBox.clear()
        tree = toolbox.algorithmTree
        model = tree.model()
        for row in range(model.rowCount()):
            index = model.index(row, 0)
            if model.data(index) == self.provider.name():
                tree.expand(index)
                tree.setCurrentIndex(index)
                tree.scrollTo(index, tree.ScrollHint.PositionAtTop)

    def documentation(self):
        """Open the page that leads to the pages of all tools."""
        QDesktopServices.openUrl(QUrl(index_address(self.provider.algorithms())))

    def earth_engine_project(self):
        """Ask for the Google Cloud project, keep it, and try it."""
        name, good = QInputDialog.getText(
            self.iface.mainWindow(), tr("Earth Engine project"),
            tr("Id of a Google Cloud project that is registered for Earth Engine.\nYou have none yet? Register one at "
               "https://console.cloud.google.com/earth-engine; research is free.\nTest Earth Engine opens next: it "
               "tries the sign-in and says what is missing."), QLineEdit.EchoMode.Normal, project_of({"PROJECT": ""}))
        if good and name.strip():
            remember_project(name.strip())
            self._open("testearthengine", {"PROJECT": name.strip()})

    def check_installation(self):
        """Open the tool of that name."""
        self._open("checkinstallation", {})

    def _open(self, tool, parameters):
        import processing
        processing.execAlgorithmDialog(f"{self.provider.id()}:{tool}", parameters)

    def _show(self, text, failed, page=None):
        """A message; one with a page stays until it is closed, so that the page can be opened from it."""
        bar = self.iface.messageBar()
        message = bar.createMessage(MENU, text)
        if page:
            button = QPushButton(tr("Open the report"), message)
            button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(page)))
            message.layout().addWidget(button)
        bar.pushWidget(message, Qgis.MessageLevel.Warning if failed else Qgis.MessageLevel.Info, 0 if page else 15)

    def unload(self):
        """Take everything away again."""
        for action in self.actions:
            self.iface.removePluginMenu(MENU, action)
        self.actions = []
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None


def translator():
    """A translator with the texts of QGIS's language, where the plugin has them; else None."""
    settings = QSettings()
    own = settings.value("locale/overrideFlag", False, type=bool)
    language = settings.value("locale/userLocale", "", type=str) if own else QLocale.system().name()
    found = QTranslator()
    return found if language and found.load(f"smdownscale_{language[:2]}", TRANSLATIONS) else None
