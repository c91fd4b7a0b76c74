"""What dialogs offer: calendars, fields and reports; scripts and saved models give texts as ever."""
import pytest

pytest.importorskip("qgis.core")

from qgis.core import QgsProcessingContext  # noqa: E402
from qgis.PyQt.QtCore import QDate, QDateTime, QTime  # noqa: E402

from smdownscale_plugin.algorithms import parameters as p  # noqa: E402
from smdownscale_plugin.algorithms.labels import with_labels  # noqa: E402
from smdownscale_plugin.algorithms.values import value_of  # noqa: E402


@pytest.mark.parametrize("given, expected", [
    ("2020-06-01", "2020-06-01"), ("2020-06-01T06:00:00Z", "2020-06-01T06:00:00Z"), ("", None), (None, None),
    (QDate(2020, 6, 1), "2020-06-01"), (QDateTime(QDate(2020, 6, 1), QTime(0, 0)), "2020-06-01"),
    (QDateTime(QDate(2020, 6, 1), QTime(6, 30)), "2020-06-01T06:30:00"), (QDate(), None)])
def test_a_date_comes_from_a_calendar_or_a_text(qgis, given, expected):
    definition = p.date("START", "Start", "Help.", optional=True)
    assert value_of(definition, {"START": given}, QgsProcessingContext()) == expected


def test_a_field_is_given_by_its_name(qgis):
    definition = p.field("NAME", "Name", "Help.", "ZONES", optional=True)
    assert definition.parentLayerParameterName() == "ZONES"
    assert value_of(definition, {"NAME": "district"}, QgsProcessingContext()) == "district"
    assert value_of(definition, {}, QgsProcessingContext()) is None


def test_reports_are_asked_for_by_dialogs_and_made_for_scripts_only_when_asked_for(provider, leaf, run_tool):
    reports = [(tool, definition) for tool in provider.algorithms() for definition in
               tool.destinationParameterDefinitions() if definition.name() == "REPORT"]
    assert len(reports) >= 8 and all(definition.createByDefault() for _, definition in reports)
    titles = [definition.description() for _, definition in reports]
    assert len(set(titles)) == len(titles)
    run_tool("leaf", {})
    assert leaf.seen is None or leaf.seen.get("REPORT") is None


def test_a_temporary_report_is_called_after_its_tool_and_the_time(leaf, run_tool):
    seen = {}
    leaf.work = staticmethod(lambda inputs, monitor: seen.update(inputs) or {})
    results = run_tool("leaf", {"REPORT": "TEMPORARY_OUTPUT"})
    assert results["REPORT"].rpartition("_report_")[2] == seen["REPORT"].rpartition("_report_")[2]
    name = seen["REPORT"].replace("\\", "/").rpartition("/")[2]
    assert name.startswith("leaf_report_20") and name.endswith(".html")


def test_messages_name_the_label_that_a_user_sees_and_then_the_id(qgis):
    definitions = [p.number("COARSE_SCALE", "Scale of the coarse product", "Help."), p.crs("CRS", "CRS", "Help.")]
    assert with_labels("It has no CRS: set COARSE_SCALE to 0.01.", definitions) == \
        "It has no CRS: set Scale of the coarse product (COARSE_SCALE) to 0.01."
    assert with_labels("Scale of the coarse product (COARSE_SCALE) is missing.", definitions) == \
        "Scale of the coarse product (COARSE_SCALE) is missing."
