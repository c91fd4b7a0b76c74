"""What QGIS holds of the plugin: the provider, and a menu entry that opens the toolbox at it."""
from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QDockWidget

from .algorithms.parameters import tr
from .provider import SmDownscaleProvider
from .qgis_compat import QAction

MENU = "Soil Moisture Downscale"


class SmDownscalePlugin:
    """Adds the provider; under qgis_process `iface` is None and only `initProcessing` is called."""

    def __init__(self, iface=None):
        self.iface = iface
        self.provider = None
        self.action = None

    def initProcessing(self):
        """Register the provider (also called by qgis_process)."""
        self.provider = SmDownscaleProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)
        # workflows were read before the provider was known, so that their steps could not be found: read them again
        self.provider.refreshAlgorithms()

    def initGui(self):
        """Register the provider and add the menu entry."""
        self.initProcessing()
        self.action = QAction(self.provider.icon(), tr("Open the toolbox"), self.iface.mainWindow())
        self.action.triggered.connect(self.open_toolbox)
        self.iface.addPluginToMenu(MENU, self.action)

    def open_toolbox(self):
        """Show the Processing toolbox with only this provider's tools in it."""
        toolbox = self.iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox")
        if toolbox is None:
            self.iface.messageBar().pushWarning(MENU, tr("Switch on the plugin Processing first."))
            return
        toolbox.setUserVisible(True)
        toolbox.searchBox.setText(f"{self.provider.id()}:")

    def unload(self):
        """Take everything away again."""
        if self.action is not None:
            self.iface.removePluginMenu(MENU, self.action)
            self.action = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
