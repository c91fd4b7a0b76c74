"""Reports: escaped, offline, repeatable, and complete without matplotlib."""
import base64
import re
import subprocess
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest

from smdownscale_plugin.errors import OutputError
from smdownscale_plugin.reports import colours, plots, station_plots
from smdownscale_plugin.reports.html import Report, format_number

HOSTILE = "<script>alert('x')</script> & \"quoted\" $a_{b$"


class Reader(HTMLParser):
    """Collects tags with attributes and checks that they close in order."""

    VOID = {"meta", "img", "br", "link"}

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.words = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def full_report():
    report = Report(HOSTILE, HOSTILE).summary(HOSTILE, measured_against=HOSTILE)
    report.section(HOSTILE, HOSTILE).note(HOSTILE).items([HOSTILE]).facts([(HOSTILE, HOSTILE), ("Files", ["a", "b"])])
    rows = [(HOSTILE, 3), ("b", None)]
    report.section("Table").table((HOSTILE, "N"), rows, HOSTILE, strong=[0], hints={"N": HOSTILE})
    return report.section("Figure").figure(b"\x89PNG fake", HOSTILE)


def test_whatever_is_passed_in_comes_out_as_text():
    page = Reader(full_report().html())
    assert page.open == []
    assert [tag for tag, _ in page.tags].count("script") == 1  # our own
    assert "".join(page.words).count(HOSTILE) == 16  # every place in which it was put, and the contents
    assert not any(key.startswith("on") for _, attributes in page.tags for key in attributes)


def test_a_report_asks_nothing_of_the_net():
    html = full_report().html()
    for _, attributes in Reader(html).tags:
        for key in ("src", "href"):
            assert attributes.get(key, "#").startswith(("data:", "#"))
    assert "http" not in html and "@import" not in html and "url(" not in html


def test_numbers_are_written_for_readers():
    assert format_number(12345) == "12,345" and format_number(np.int64(7)) == "7"
    assert format_number(0.12345) == "0.123" and format_number(-0.5) == "−0.500"
    assert format_number(float("nan")) == format_number(None) == "–"
    html = Report("x").table(("a",), [(float("nan"),), ((0.5, "0.5 of 1"),)]).html()
    assert 'data-v="">–<' in html and 'data-v="0.5">0.5 of 1<' in html


def test_contents_link_to_every_section():
    html = Report("x").section("One").section("Two").section("Three").html()
    targets = re.findall(r'href="#(\w+)"', html)
    assert len(targets) == 3 and all(f'id="{t}"' in html for t in targets)


def test_a_report_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "report.html"
    assert Report("x").write(str(path)) == str(path)
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert list(tmp_path.iterdir()) == [path]
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(OutputError):
        Report("x").write(str(blocked / "report.html"))


# --- plots ---

def every_plot():
    rng = np.random.default_rng(0)
    x = rng.uniform(0.1, 0.4, 5000)
    y = x + rng.normal(0, 0.03, x.size)
    days = np.datetime64("2020-06-01T06:00:00") + np.arange(20).astype("timedelta64[D]")
    field = rng.uniform(0, 0.5, (20, 30))
    field[:4] = np.nan
    yield plots.scatter([(HOSTILE, x, y, HOSTILE), ("few", x[:30], y[:30], ""), ("none", [], [], "")], HOSTILE, "y")
    yield plots.time_series([(HOSTILE, [(HOSTILE, days, y[:20], "fine"), ("b", days, y[:20], 3)]),
                             ("gap", [("b", days[:0], [], "truth")])], HOSTILE)
    yield plots.time_series([("", [("a", days, np.full(20, np.nan), "fine")])], zero=True)
    yield plots.maps([(HOSTILE, [field, None, field - 0.25, field]), ("b", [field] * 4)], (HOSTILE, "b", "c", "d"),
                     ("soil_moisture", "soil_moisture", "difference", (0, 1, HOSTILE)))
    yield plots.boxes([(HOSTILE, y[:30]), ("empty", [np.nan])], HOSTILE, reference=0.0)
    yield plots.bars([HOSTILE, "b"], {"one": [0.1, 0.2]}, HOSTILE)
    yield plots.bars(["a", "b"], {"one": [0.1, 0.2], HOSTILE: [0.1, np.nan]}, "x",
                     errors={"one": ([0, 0.1], [0.2, 0.3]), HOSTILE: ([0, np.nan], [0.2, np.nan])})
    groups = [(HOSTILE, "#0d6ab0", "^", [(5, 40, HOSTILE), (6, 41, "B")]), ("none", "#b3540a", "o", [])]
    yield station_plots.station_map(groups, HOSTILE)
    yield station_plots.station_map(groups, "behind", (field, (4.0, 7.0, 39.0, 42.0)))


def test_plots_are_wellformed_svg_with_hostile_names_missing_values_and_no_data():
    pytest.importorskip("matplotlib")
    for image in every_plot():
        root = ElementTree.fromstring(image)
        assert root.tag.endswith("}svg")
        assert not root.findall(".//{*}script")


def test_plots_are_the_same_bytes_each_time():
    pytest.importorskip("matplotlib")
    assert list(every_plot()) == list(every_plot())


def test_figures_stand_in_the_report_as_data():
    pytest.importorskip("matplotlib")
    image = plots.boxes([("a", [0.1, 0.2, 0.3])], "R")
    source = next(a["src"] for tag, a in Reader(Report("x").figure(image, "c").html()).tags if tag == "img")
    assert base64.b64decode(source.split(",")[1]) == image


def test_without_matplotlib_plots_are_none_and_the_report_says_why(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert plots.boxes([("a", [0.1])], "R") is None
    assert "matplotlib" in plots.missing()
    html = Report("x").note(plots.missing()).figure(None, "No caption").html()
    assert "This report has no figures" in html and "No caption" not in html


def test_plotting_never_imports_pyplot_and_leaves_settings_alone():
    pytest.importorskip("matplotlib")
    code = ("import sys, matplotlib; before = matplotlib.rcParams.copy()\n"  # dict() asks for a backend, by pyplot
            "from smdownscale_plugin.reports import plots\n"
            "plots.boxes([('a', [.1, .2])], 'R')\n"
            "assert 'matplotlib.pyplot' not in sys.modules\n"
            "assert dict.__eq__(matplotlib.rcParams, before)\n")
    subprocess.run([sys.executable, "-c", code], check=True)


# --- colours ---

def lightness(colour):
    """CIE L* of an sRGB colour."""
    linear = [((c + 0.055) / 1.055) ** 2.4 if c > 0.04045 else c / 12.92
              for c in (int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5))]
    luminance = np.dot(linear, (0.2126, 0.7152, 0.0722))
    return 116 * np.cbrt(luminance) - 16


def test_scales_run_from_dark_over_light_to_dark_without_turning_back():
    for stops in (colours.SOIL_MOISTURE, colours.DIFFERENCE):
        values = [v for v, _ in stops]
        light = np.array([lightness(c) for _, c in stops])
        brightest = int(light.argmax())
        assert values == sorted(values)
        assert (np.diff(light[:brightest + 1]) > 0).all() and (np.diff(light[brightest:]) < 0).all()
    assert (colours.SOIL_MOISTURE[0][0], colours.SOIL_MOISTURE[-1][0]) == colours.SOIL_MOISTURE_RANGE
