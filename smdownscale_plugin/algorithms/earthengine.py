"""What the tools of Earth Engine share: the project, and the key file."""
from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices

from . import parameters as p

PROJECT_SETTING = "smdownscale/earthengine_project"


def project_parameter():
    """The parameter PROJECT. Value: str, None when not given."""
    return p.text("PROJECT", "Google Cloud project", "Id of a Google Cloud project that is registered for Earth "
                                                     "Engine. Default: the one remembered by Test Earth Engine, or "
                                                     "else that of the sign-in.", optional=True)


def key_file():
    """The parameter SERVICE_ACCOUNT_KEY. Value: path, None when not given."""
    return p.file("SERVICE_ACCOUNT_KEY", "Service-account key",
                  "JSON key file of a Google service account, for unattended runs. Only its path is kept in models and "
                  "the history, never its contents. Default: the sign-in that all Earth Engine tools share.",
                  extension="json", optional=True, advanced=True)


def project_of(inputs) -> str:
    """The project of the parameter, else of the setting, else ''."""
    return inputs["PROJECT"] or QgsSettings().value(PROJECT_SETTING, "") or ""


def remember_project(name: str) -> None:
    """Keep a project for later runs, in QGIS' settings."""
    QgsSettings().setValue(PROJECT_SETTING, name)


def open_address(address: str) -> None:
    """Open an address in the user's browser."""
    QDesktopServices.openUrl(QUrl(address))
