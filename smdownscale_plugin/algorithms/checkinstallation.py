"""Check Installation: what works, what is missing, what to do."""
from qgis.core import Qgis

from ..jobs.check_installation import check_installation
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm


class CheckInstallation(SmDownscaleAlgorithm):
    ID = "checkinstallation"
    TITLE = "Check Installation"
    GROUP = Group.DATA
    SUMMARY = ("Says what works in this QGIS, what is missing, and what to do about it. The report lists the versions "
               "of QGIS, Python, GDAL and numpy, every optional package with what it is for, and the exact command "
               "that installs what is missing for the Python of this QGIS without touching its numpy, scipy or GDAL. "
               "It installs nothing itself.")
    TAGS = ("installation", "dependencies", "scikit-learn", "LightGBM", "pip", "version")

    def parameters(self):
        return [
            p.report_destination("What works and what is missing, with commands to copy.", "Installation page", "PAGE"),
            p.text_output("REPORT", "Report"),
        ]

    def perform(self, inputs, monitor):
        return {"REPORT": check_installation(f"QGIS {Qgis.version()}", monitor, inputs["PAGE"])}
