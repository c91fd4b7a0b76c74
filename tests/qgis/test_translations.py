"""The plugin in another language: labels change, ids and choices don't."""
import importlib.util
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
    assert tool.parameterDefinition("COARSE").help().endswith("Rásteres o carpetas de GeoTIFF (*.tif).")


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


def test_every_text_of_the_window_has_a_translation_with_the_same_places_for_values(qgis, collected, repository):
    tree = ElementTree.parse(repository / "translations" / "smdownscale_es.ts")
    done = {entry.find("source").text: entry.find("translation").text for entry in tree.iter("message")
            if entry.find("translation").get("type") is None and entry.find("translation").text}
    assert collected - set(done) == set()         # missing: make translations, translate, make translations
    assert [text for text, other in done.items() if text.count("{}") != other.count("{}")] == []


def test_the_released_file_holds_every_translation(collected):
    translator = QTranslator()
    assert translator.load("smdownscale_es", plugin.TRANSLATIONS)
    assert [text for text in sorted(collected) if not translator.translate("SmDownscale", text.encode())] == []


def test_helps_are_collected_whole_and_lists_of_choices_are_no_part_of_them(collected, provider):
    tool = provider.algorithm("trainmodel")
    assert tool.parameterDefinition("MIN_COVERAGE").help() in collected
    help_text = tool.parameterDefinition("VALIDATION").help()
    assert help_text.endswith("leave_regions_out.") and help_text not in collected
    assert help_text.rpartition(" One of: ")[0] in collected and "One of: {}." in collected


@pytest.fixture(scope="module")
def collected(qgis, repository):
    """Every text that the plugin shows in QGIS, as `make translations` collects them."""
    spec = importlib.util.spec_from_file_location("translations", repository / "scripts" / "translations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return set(module.collect())
