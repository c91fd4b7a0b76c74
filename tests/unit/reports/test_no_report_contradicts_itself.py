"""Counts in a report's text, its tables, its maps and the layers written beside it are the same."""
import copy
import re
from collections import Counter
from dataclasses import replace

import pytest
from oregon import World
from osgeo import ogr
from report_text import words_of

from smdownscale_plugin.metrics.error_intervals import UNDECIDED
from smdownscale_plugin.reports import station_plots
from smdownscale_plugin.reports.station_validation import station_report
from smdownscale_plugin.validation.estimates import DOWNSCALED


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("world"))


@pytest.fixture
def drawn(monkeypatch):
    """What the map of stations was drawn from."""
    groups = {}
    monkeypatch.setattr(station_plots, "station_map", lambda shown, *_: groups.update(
        {text: len(places) for text, _, _, places in shown}))
    return groups


def layer_counts(path, field):
    source = ogr.Open(str(path))   # a layer dies with its source
    return Counter(feature.GetField(field) for feature in source.GetLayer(0))


def test_stations_better_worse_and_undecided_are_the_same_in_text_table_map_layer_and_numbers(world, drawn, tmp_path):
    found = world.run(report=str(tmp_path / "r.html"), station_metrics=str(tmp_path / "s.gpkg")).comparison
    text, html = words_of(tmp_path / "r.html"), (tmp_path / "r.html").read_text(encoding="utf-8")
    better, count, worse, undecided = map(int, re.search(
        r"at (\d+) of (\d+) stations, further from them at (\d+), undecided at (\d+)", text).groups())
    said = {"better": better, "worse": worse, "undecided": undecided}
    assert better + worse + undecided == count == len(found.per_station) and better > 0
    assert found.verdicts == said
    assert {answer: html.count(f"<td>{answer}</td>") for answer in said} == said
    layer = layer_counts(tmp_path / "s.gpkg", "verdict")
    assert {answer: layer[answer] for answer in said} == said
    assert [drawn[key] for key in sorted(drawn)] == [better, worse, undecided]   # closer, further, undecided


@pytest.mark.parametrize("interval, words, advice", [
    ((0.1, 0.3), "it is closer", "On the whole the maps are better"),
    ((-0.1, 0.3), "that is undecided", "More dates are needed"),
    ((-0.3, -0.1), "it is further from them", "Use the coarse product instead"),
])
def test_where_no_station_decides_the_advice_follows_the_skill_over_all_stations(world, interval, words, advice):
    found = copy.deepcopy(world.run().comparison)
    for entry in found.per_station:
        entry["verdict"] = replace(entry["verdict"], answer=UNDECIDED)
    found.overall[DOWNSCALED].update(zip(("skill_low", "skill_high"), interval))
    text = words_of(station_report(found, "stations", []).html())
    assert f"Over all stations together, {words} (skill" in text and advice in text


def test_without_a_coarse_product_the_map_shows_every_station_once(world, drawn, tmp_path):
    found = world.run(coarse=(), report=str(tmp_path / "r.html")).comparison
    assert sum(drawn.values()) == len(found.per_station)
    assert f"readings of {len(found.per_station)} stations" in words_of(tmp_path / "r.html")


def test_pairs_are_the_same_in_text_table_and_layer(world, tmp_path):
    found = world.run(report=str(tmp_path / "r.html"), station_metrics=str(tmp_path / "s.gpkg"))
    text = words_of(tmp_path / "r.html")
    assert f"{found.n_pairs:,} pairs of a reading" in text
    assert sum(int(n) * k for n, k in layer_counts(tmp_path / "s.gpkg", "n").items()) == found.n_pairs
