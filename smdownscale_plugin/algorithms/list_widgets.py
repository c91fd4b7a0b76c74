"""Lists of files in dialogs that are filled in: from QGIS's history, by pasted settings or by a script.

QGIS, up to 3.40 at least, silently drops from such a list what it can't open as a layer: folders, and files such as
those of stations. These are kept here until the user changes the list.
"""
import os

from qgis.PyQt.QtWidgets import QLineEdit

from .parameters import tr

_METADATA = "widget_wrapper"


class ListOfFiles:
    """What QGIS asks for the widget of a list; gives its own widget, which keeps what it was filled with."""

    def __new__(cls, parameter, dialog, row=0, col=0):
        from processing.gui.wrappers import WidgetWrapperFactory
        plain = parameter.clone()
        plain.setMetadata({name: value for name, value in parameter.metadata().items() if name != _METADATA})
        wrapper = WidgetWrapperFactory.create_wrapper(plain, dialog, row, col)
        wrapper.kept_parameter = plain  # QGIS's widget points to it
        if hasattr(wrapper, "setParameterValue"):  # the modeler has a widget of its own
            _keep_what_is_given(wrapper)
        return wrapper


def _keep_what_is_given(wrapper) -> None:
    fill, ask = wrapper.setParameterValue, wrapper.parameterValue
    wrapper.given = None

    def set_parameter_value(value, context):
        given = value if isinstance(value, (list, tuple)) else [value]
        plain = all(isinstance(item, str) and item for item in given)
        fill([item for item in given if not os.path.isdir(item)] if plain else value, context)
        kept = plain and len(given) > len(ask() or [])
        wrapper.given = list(given) if kept else None
        for line in wrapper.wrappedWidget().findChildren(QLineEdit) if kept else ():
            line.setText(tr("{} inputs selected").format(len(given)))

    def changed(*_):
        wrapper.given = None

    wrapper.setParameterValue = set_parameter_value
    wrapper.parameterValue = lambda: ask() if wrapper.given is None else wrapper.given
    wrapper.widgetValueHasChanged.connect(changed)
