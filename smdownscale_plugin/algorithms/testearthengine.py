"""Test Earth Engine: whether it works, as whom, with which project; and what to do if it doesn't."""
from ..fetching.provider import Account
from ..jobs.check_earth_engine import check_earth_engine
from ..sources.registry import open_provider
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .earthengine import key_file, open_address, project_of, project_parameter, remember_project


class TestEarthEngine(SmDownscaleAlgorithm):
    """The tool `testearthengine`."""

    ID = "testearthengine"
    TITLE = "Test Earth Engine"
    GROUP = Group.DATA
    SUMMARY = (
        "Checks whether Google Earth Engine can be used from this QGIS: it tests the package, the network, the sign-in "
        "and the project, and makes a small request. One line confirms that it works, as whom and with which project; "
        "if it doesn't, the tool fails with one sentence on what to do, and the log lists the steps to a first "
        "sign-in: account, project, registration. With Sign In ticked, a browser opens for the sign-in.")
    TAGS = ("earth engine", "sign in", "authenticate", "google", "project")
    REQUIRES = ("ee",)

    def parameters(self):
        """Inputs and outputs."""
        return [
            project_parameter(),
            key_file(),
            p.boolean("SIGN_IN", "Sign in", "Open a browser first, to sign in with a Google account. Once per computer "
                                            "is enough; all Earth Engine tools share the sign-in.", False),
            p.boolean("REMEMBER", "Remember the project", "Keep PROJECT in the QGIS settings when it works, so that "
                                                          "other tools use it by default.", False),
            p.text_output("REPORT", "Report"),
        ]

    def perform(self, inputs, monitor):
        """Try it; the report's text."""
        name = project_of(inputs)
        provider = open_provider(Account(name, inputs["SERVICE_ACCOUNT_KEY"] or ""))
        report = check_earth_engine(provider, monitor, open_address if inputs["SIGN_IN"] else None)
        if inputs["REMEMBER"] and inputs["PROJECT"]:
            remember_project(name)
            report += f"\nThe project {name} is remembered."
        return {"REPORT": report}
