"""The one file that knows that versions of QGIS and Qt differ (QGIS 3.22 to 4, Qt 5 and 6)."""
try:
    from qgis.PyQt.QtGui import QAction  # Qt 6
except ImportError:
    from qgis.PyQt.QtWidgets import QAction  # Qt 5

__all__ = ["QAction"]
