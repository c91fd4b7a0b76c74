"""Lists of several static strings in the modeler and in batch, on versions of QGIS whose own list is faulty.

Dialogs show check boxes, which QGIS draws rightly on all versions. The modeler and batch open a list, which before QGIS
3.32 had blank labels and gave numbers. Here QGIS's own widgets are kept, so that inputs of a model and outputs of other
steps can be chosen as ever; only what their button opens is replaced.
"""
from qgis.core import QgsProcessingModelChildParameterSource
from qgis.gui import QgsAbstractProcessingParameterWidgetWrapper, QgsProcessingGui
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

_PANEL = "QgsProcessingEnumPanelWidget"


class SeveralChoices:
    """What QGIS asks for the widget of a parameter; gives its own widget, with a list that works behind the button."""

    def __new__(cls, parameter, dialog, row=0, col=0, **options):
        from processing.gui.wrappers import WidgetWrapperFactory
        if type(dialog).__name__ == "BatchAlgorithmDialog":
            return _BatchWrapper(parameter, QgsProcessingGui.WidgetType.Batch)
        plain = parameter.clone()
        plain.setMetadata({"widget_wrapper": options})
        wrapper = WidgetWrapperFactory.create_wrapper(plain, dialog, row, col)
        wrapper.kept_parameter = plain  # QGIS's widget points to it
        for panel in wrapper.findChildren(QWidget):
            if panel.metaObject().className() == _PANEL:
                _replace_list(panel, wrapper, plain)
        return wrapper


def _replace_list(panel, wrapper, parameter):
    button = panel.findChild(QToolButton)
    button.clicked.disconnect()

    def choose():
        source = wrapper.value()
        given = source.staticValue() if isinstance(source, QgsProcessingModelChildParameterSource) else source
        chosen = ask(parameter, given, panel)
        if chosen is not None:
            wrapper.setWidgetValue(QgsProcessingModelChildParameterSource.fromStaticValue(chosen))
    button.clicked.connect(choose)


class _BatchWrapper(QgsAbstractProcessingParameterWidgetWrapper):
    """A cell of the batch table: the chosen strings, and a button that opens the list."""

    def createWidget(self):
        widget = QWidget()
        layout = QHBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        self._text, button = QLineEdit(), QToolButton()
        self._text.setReadOnly(True)
        button.setText("…")
        button.clicked.connect(self._choose)
        layout.addWidget(self._text)
        layout.addWidget(button)
        return widget

    def setWidgetValue(self, value, context):
        self._text.setText(", ".join(strings(value)))

    def widgetValue(self):
        return strings(self._text.text())

    def _choose(self):
        chosen = ask(self.parameterDefinition(), self.widgetValue(), self.wrappedWidget())
        if chosen is not None:
            self._text.setText(", ".join(chosen))
            self.widgetValueHasChanged.emit(self)


def strings(value) -> list:
    """Chosen strings of a list or of "a,b"."""
    parts = value if isinstance(value, (list, tuple)) else str(value or "").split(",")
    return [text for text in (str(part).strip() for part in parts) if text]


def ask(parameter, value, parent):
    """Show the list; what was ticked, in the order of the options, or None when it was cancelled."""
    dialog = choice_dialog(parameter, value, parent)
    return ticked(dialog) if dialog.exec() == QDialog.DialogCode.Accepted else None


def choice_dialog(parameter, value, parent=None) -> QDialog:
    """A window with a check box for every option."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(parameter.description())
    dialog.options = QListWidget()
    given = strings(value)
    for option in parameter.options():
        item = QListWidgetItem(option, dialog.options)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if option in given else Qt.CheckState.Unchecked)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(dialog.options)
    layout.addWidget(buttons)
    return dialog


def ticked(dialog) -> list:
    """Options that are ticked in a `choice_dialog`."""
    items = [dialog.options.item(row) for row in range(dialog.options.count())]
    return [item.text() for item in items if item.checkState() == Qt.CheckState.Checked]
