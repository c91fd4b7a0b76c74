"""Help: a page for every tool and workflow, groups in the order of work, texts of parameters in the panel."""
import re
from pathlib import Path

import pytest

pytest.importorskip("qgis.core")

from qgis.PyQt.QtCore import QUrl  # noqa: E402

from smdownscale_plugin.algorithms import help_pages  # noqa: E402
from smdownscale_plugin.algorithms.base import SmDownscaleAlgorithm  # noqa: E402


def test_every_tool_and_workflow_has_a_page_that_names_all_its_parameters(provider):
    for tool in provider.algorithms():
        page = Path(QUrl(help_pages.page_address(tool)).toLocalFile()).read_text(encoding="utf-8")
        for definition in tool.parameterDefinitions():
            assert f"<span class=id>({definition.name()})</span>" in page, (tool.name(), definition.name())
        assert "http" not in re.sub(r'href="[^"]*"|>https?://[^<]*<|https://\S+', "", page)  # nothing is loaded
        assert "None" not in page.split("<h2>")[0]


def test_the_first_page_leads_to_all_of_them(provider):
    tools = provider.algorithms()
    index = Path(QUrl(help_pages.index_address(tools)).toLocalFile()).read_text(encoding="utf-8")
    links = re.findall(r'<a href="(file:[^"]*)"', index)
    assert len(links) == len(tools)
    assert all(Path(QUrl(link).toLocalFile()).is_file() for link in links)


def test_groups_stand_in_the_order_of_work(provider):
    titles = sorted({tool.group() for tool in provider.algorithms()})
    assert [title.partition(" ")[2] for title in titles] == ["Data", "Model", "Downscale", "Validate", "Drought",
                                                             "Workflows"]


def test_the_panel_has_the_texts_of_parameters_and_the_words_used(provider):
    tool = provider.algorithm("trainmodel")
    panel = help_pages.panel(tool)
    assert all(definition.description() in panel for definition in tool.parameterDefinitions())
    assert "<h2>Glossary</h2>" in panel
    words = dict(help_pages.words_in("The skill at held-out cells"))
    assert set(words) == {"Skill", "held-out"}


def test_the_panel_is_shorter_than_the_page_and_shows_lists_as_lists(provider):
    tool = provider.algorithm("trainmodel")
    panel, page = help_pages.panel(tool), help_pages.tool_page(tool)
    assert "<br>• linear: needs no further package" in panel and "<li>linear: needs no further package" in page
    assert "One of: auto, linear" in page and "One of: auto, linear" not in panel       # the dialog shows the choices
    beyond_the_first_sentence = "else by its PRODUCT (SPL3SMP_E"                         # of FOOTPRINT_KM, advanced
    assert beyond_the_first_sentence in page and beyond_the_first_sentence not in panel
    assert len(panel) < len(re.sub(r"<img[^>]*>|<style>.*?</style>", "", page)) - 1500


@pytest.mark.parametrize("text, first", [
    ("Daily stacks (rain ...) of 0.5 km. More.", "Daily stacks (rain ...) of 0.5 km."), ("One of:\n- a: b.", "One of."),
    ("name_-10 ... name_0 are values. More", "name_-10 ... name_0 are values."), ("No end", "No end.")])
def test_the_first_sentence_of_a_text_ends_where_the_next_begins(text, first):
    assert help_pages.first_sentence(text) == first


def test_the_command_line_gets_plain_sentences(provider):
    assert not [tool.name() for tool in provider.algorithms() if isinstance(tool, SmDownscaleAlgorithm)
                and ("<" in tool.shortHelpString() or not tool.helpUrl().startswith("http"))]


def test_the_installation_page_has_a_command_alone_in_a_box(run_tool, tmp_path, monkeypatch):
    from smdownscale_plugin.jobs import check_installation as job
    monkeypatch.setattr(job, "_advice", lambda packages: ["  In a terminal:", "    pip install <it>"])
    page = tmp_path / "page.html"
    report = run_tool("checkinstallation", {"PAGE": str(page)})["REPORT"]
    assert "<pre>pip install &lt;it&gt;</pre>" in page.read_text(encoding="utf-8")
    assert "    pip install <it>" in report.splitlines()
