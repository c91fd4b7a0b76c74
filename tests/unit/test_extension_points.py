"""Examples of docs/developing.md do what the page says once they stand in their registry."""
import json
import sys
from datetime import date, datetime, timedelta, timezone
from types import SimpleNamespace

import folder_provider
import numpy as np
import pytest
from developing_page import example, text_of

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.exports.formula import Formula, Term
from smdownscale_plugin.exports.formula_layers import FormulaLayers, LayerBand
from smdownscale_plugin.exports.registry import EXPORT_FORMS
from smdownscale_plugin.fetching.catalogue import read_catalogue
from smdownscale_plugin.fetching.check_provider import check_provider
from smdownscale_plugin.fetching.fetch_grids import target_of
from smdownscale_plugin.fetching.provider import Account
from smdownscale_plugin.metrics import table
from smdownscale_plugin.metrics.accumulate import PairSums
from smdownscale_plugin.metrics.moments import MetricSums
from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.writing import write_raster
from smdownscale_plugin.sources import registry as sources
from smdownscale_plugin.sources.earth_engine.provider import CATALOGUE
from smdownscale_plugin.stations import registry as stations
from smdownscale_plugin.stations.selection import Selection


def test_a_metric_is_an_entry(monkeypatch):
    monkeypatch.setitem(table.METRICS, "spread_ratio", example("A metric:")["METRIC"])
    random = np.random.default_rng(0)
    truth = random.uniform(0.1, 0.4, 500)
    estimate = 0.7 * truth + random.normal(0, 0.02, 500)
    sums = PairSums()
    sums.add(estimate, truth)
    expected = pytest.approx(estimate.std() / truth.std())
    assert table.pair_metrics(estimate, truth)["spread_ratio"] == expected
    assert table.metrics_of_sums(MetricSums(sums.moments))["spread_ratio"] == expected


@pytest.fixture
def obs(monkeypatch, tmp_path):
    """A folder with a file of the page's format, which the registry knows."""
    reader = example("Station files of the kind")["READER"]
    monkeypatch.setattr(stations, "READERS", {reader.name: reader, **stations.READERS})
    (tmp_path / "north.obs").write_text("north 45.5 -120.25 5\n2020-06-01T06:00 0.21 G\n2020-06-02T06:00 0.19 D\n"
                                        "2020-06-03T06:00 -9999 G\n", encoding="utf-8")
    return tmp_path


def test_a_station_format_is_a_file_and_a_line(obs):
    sensor, = stations.read_sensors([str(obs)])
    assert (sensor.station, sensor.latitude, sensor.longitude, sensor.depth_to) == ("north", 45.5, -120.25, 0.05)
    assert sensor.values.tolist() == [0.21, 0.19]
    assert [datetime.fromtimestamp(t, timezone.utc).isoformat() for t in sensor.times.tolist()] == \
        ["2020-06-01T06:00:00+00:00", "2020-06-02T06:00:00+00:00"]


def test_readings_of_the_format_are_chosen_by_their_flags(obs):
    sensor, = stations.read_sensors([str(obs)], selection=Selection(flags=frozenset({"G"})))
    assert sensor.values.tolist() == [0.21]


def test_a_file_of_another_layout_is_refused_in_words(obs):
    (obs / "north.obs").write_text("north 45.5\nnothing\n", encoding="utf-8")
    with pytest.raises(InputError, match="isn't laid out as .obs files are"):
        list(stations.read_sensors([str(obs)]))


def test_a_foreign_form_is_a_file_and_a_line(monkeypatch):
    form = example("A linear model as a function of JavaScript")["FORM"]
    monkeypatch.setitem(EXPORT_FORMS, form.name, form)
    formula = Formula(0.2, (Term(-0.01, 0.0, 2.0, "wet", "wet"), Term(0.3, 0.0, 1.0, "cover", "cover=3", 3)))
    layers = FormulaLayers({"wet": LayerBand("a.tif", 2), "cover": LayerBand("b.tif")}, {})
    arguments, _, body = EXPORT_FORMS["javascript"].text(formula, layers).partition(" => ")
    words = {"Math": SimpleNamespace(min=min, max=max), "a": [0.0, 5.0], "b": [3]}
    assert arguments == "(a, b)" and eval(body, words) == pytest.approx(0.2 - 0.01 * 2.0 + 0.3)


def test_a_provider_is_a_folder_and_a_line(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "smdownscale_plugin.sources.folder", SimpleNamespace(provider=folder_provider))
    monkeypatch.setitem(sys.modules, "smdownscale_plugin.sources.folder.provider", folder_provider)
    monkeypatch.setitem(sources.SOURCES, "folder", example("A folder of files")["SOURCE"])
    grid = Grid(crs_wkt("EPSG:4326"), (-97.6, 0.002, 0.0, 36.0, 0.0, -0.002), 120, 120)
    (tmp_path / "catalogue.json").write_text(json.dumps({
        "data_sets": {"Land": {"title": "land", "assets": [{"id": "land"}], "period": ["2000-01-01", None],
                               "sampling": "static", "native_metres": 200}},
        "products": {"water": {"data_set": "Land", "band": "water", "meaning": "made up"}},
        "predictors": {"height": {"data_set": "Land", "band": "height", "unit": "m", "meaning": "height"}},
        "derived": {}, "presets": {}}), encoding="utf-8")
    height = np.add.outer(np.arange(120.0), np.arange(120.0))
    write_raster(str(tmp_path / "land.tif"), grid, {"height": height, "water": height / 1000.0})
    june = datetime(2020, 6, 1, tzinfo=timezone.utc)
    area = target_of((-97.5, 35.9, -97.45, 35.95, "EPSG:4326"), None, 1000.0, "").fine
    provider = sources.open_provider(Account(project=str(tmp_path)), "folder")
    assert check_provider(provider, ("height",), area, Period(june, june + timedelta(2))) == []


def test_a_data_set_is_an_entry(tmp_path):
    known, added = json.loads(CATALOGUE.read_text(encoding="utf-8")), json.loads(text_of("json")[0])
    for part, entries in added.items():
        assert not set(entries) & set(known[part])
        known[part].update(entries)
    (tmp_path / "catalogue.json").write_text(json.dumps(known), encoding="utf-8")
    predictor = read_catalogue(str(tmp_path / "catalogue.json")).predictors["drought_severity"]
    assert predictor.data_set.begin == date(1958, 1, 1) and predictor.scale == 0.01


def test_a_report_is_a_page_without_links_to_the_net(tmp_path):
    path = example("The report of a mean")["write_mean_report"](str(tmp_path / "mean.html"), "<June>", 0.25, 1200)
    text = (tmp_path / "mean.html").read_text(encoding="utf-8")
    assert path == str(tmp_path / "mean.html") and "is 0.250 m³/m³" in text
    assert "&lt;June&gt;" in text and "<June>" not in text
    assert "src=\"http" not in text and "href=\"http" not in text
