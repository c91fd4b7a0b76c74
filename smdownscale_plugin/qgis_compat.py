"""The one file that knows that versions of QGIS and Qt differ (QGIS 3.22 to 4, Qt 5 and 6)."""
import qgis.utils
from qgis.core import Qgis

try:
    from qgis.PyQt.QtGui import QAction  # Qt 6
except ImportError:
    from qgis.PyQt.QtWidgets import QAction  # Qt 5

__all__ = ["QAction", "in_a_window", "several_choices"]

# Lists of several static strings had numbers for values and blank labels before (QGIS issue 53420).
_LISTS_WORK_FROM = 33200


def in_a_window() -> bool:
    """Whether QGIS has a window, unlike qgis_process and scripts."""
    return getattr(qgis.utils, "iface", None) is not None


def several_choices(columns: int) -> dict:
    """Metadata of a parameter that takes several of its static strings: check boxes in dialogs, on every version."""
    widget = {"useCheckBoxes": True, "columns": columns}
    if Qgis.QGIS_VERSION_INT < _LISTS_WORK_FROM:  # in the modeler and in batch QGIS opens its faulty list
        widget["class"] = "smdownscale_plugin.algorithms.choice_widgets.SeveralChoices"
    return {"widget_wrapper": widget}
