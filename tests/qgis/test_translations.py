"""The plugin in another language: labels change, ids and choices don't."""
import xml.etree.ElementTree as ElementTree

import pytest

pytest.importorskip("qgis.core")

from qgis.PyQt.QtCore import QCoreApplication, QSettings, QTranslator  # noqa: E402

from smdownscale_plugin import plugin  # noqa: E402
from smdownscale_plugin.algorithms.trainmodel import TrainModel  # noqa: E402


@pytest.fixture
def spanish(qgis):
    translator = QTranslator()
    assert translator.load("smdownscale_es", plugin.TRANSLATIONS)
    QCoreApplication.installTranslator(translator)
    yield translator
    QCoreApplication.removeTranslator(translator)


def test_titles_labels_and_groups_are_spanish_and_ids_stay(spanish):
    tool = TrainModel().create()
    assert (tool.name(), tool.displayName(), tool.group(), tool.groupId()) == (
        "trainmodel", "Entrenar modelo", "2 Modelo", "model")
    labels = {definition.name(): definition.description() for definition in tool.parameterDefinitions()}
    assert labels["PREDICTORS"] == "Pilas de predictores" and labels["COARSE"] == "Humedad del suelo gruesa"
    assert tool.parameterDefinition("VALIDATION").options()[0] == "spatial_blocks"
    assert tool.shortHelpString().startswith("Aprende")


def test_the_translator_of_qgis_language_is_found_and_none_for_a_language_without_one(qgis):
    settings = QSettings()
    settings.setValue("locale/overrideFlag", True)
    try:
        for language, there in (("es", True), ("es_AR", True), ("xx", False)):
            settings.setValue("locale/userLocale", language)
            assert (plugin.translator() is not None) is there
    finally:
        settings.remove("locale/overrideFlag")
        settings.remove("locale/userLocale")


def test_nearly_all_titles_and_labels_have_a_translation_with_the_same_places_for_values(qgis, provider, repository):
    tree = ElementTree.parse(repository / "translations" / "smdownscale_es.ts")
    done = {entry.find("source").text: entry.find("translation").text for entry in tree.iter("message")
            if entry.find("translation").get("type") is None}
    labels = {definition.description() for tool in provider.algorithms() for definition in tool.parameterDefinitions()}
    labels |= {tool.displayName() for tool in provider.algorithms() if hasattr(tool, "TITLE")}
    assert len(labels & set(done)) > 0.85 * len(labels), sorted(labels - set(done))
    assert [text for text, other in done.items() if text.count("{}") != other.count("{}")] == []
