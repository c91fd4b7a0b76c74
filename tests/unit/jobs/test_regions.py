"""VALIDATION leave_regions_out: regions that somebody drew, each held out with a buffer around it."""
import csv
import json

import numpy as np
import pytest
from listening import Listener
from osgeo import gdal
from report_text import words_of
from small_world import FACTOR, ORIGIN, PIXEL, write_world

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.compare_models import ComparisonOptions, compare_models
from smdownscale_plugin.jobs.explain_model import explain_model
from smdownscale_plugin.jobs.regions import Regions
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model

CELLS, CELL = 9, FACTOR * PIXEL


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Two dates of 9 x 9 cells."""
    return write_world(tmp_path_factory.mktemp("world"), dates=2, cells=CELLS)


def polygons(path, spans, crs="EPSG:6933"):
    """A GeoJSON of rectangles from one column of cells to another, named as given: [(name, first, last)]."""
    def rectangle(first, last):
        left, right = (ORIGIN[0] + CELL * column for column in (first, last))
        top, bottom = ORIGIN[1], ORIGIN[1] - CELL * CELLS
        return [[[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]]
    features = [{"type": "Feature", "properties": {"basin": name, "number": k},
                 "geometry": {"type": "Polygon", "coordinates": rectangle(first, last)}}
                for k, (name, first, last) in enumerate(spans)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features,
                                "crs": {"type": "name", "properties": {"name": crs}}}), encoding="utf-8")
    return str(path)


def train(world, folder, regions, **options):
    listener = Listener()
    trained = train_model(world.all_predictors, world.coarse, str(folder / "m.smdm"),
                          TrainingOptions(method="linear", validation="leave_regions_out", regions=regions, **options),
                          str(folder / "r.html"), listener.monitor, str(folder / "held.csv"))
    return trained, listener.text, list(csv.DictReader(open(folder / "held.csv", encoding="utf-8")))


def test_each_region_is_predicted_by_a_model_of_the_others(world, tmp_path):
    spans = [("west", 0, 2), ("middle", 2, 4), ("west", 4, 4.4), ("east", 6.6, 9)]
    trained, said, rows = train(world, tmp_path, Regions(polygons(tmp_path / "r.geojson", spans), None, "basin"))
    folds = {int(row["place"]) % CELLS: row["fold"] for row in rows}
    assert folds[0] == folds[1] != folds[2] == folds[3] != folds[7] == folds[8]
    assert set(folds) == {0, 1, 2, 3, 7, 8}          # less than half of 4 and 6 is in a region
    assert "west 36, middle 36, east 36 training cells; 54 lie in none and are never held out" in said
    assert trained.model.about["validation"]["kind"] == "leave_regions_out"
    words = words_of((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert "each region was predicted by a model that saw neither it nor a buffer of" in words.lower()


def test_a_held_out_region_leaves_no_trace_in_its_prediction(tmp_path):
    """Another product in the west changes nothing of what is predicted there, only what is predicted elsewhere."""
    made = [write_world(tmp_path / name, dates=2, cells=CELLS) for name in ("one", "two")]
    for path in made[1].coarse:
        dataset = gdal.Open(path, gdal.GA_Update)
        values = dataset.ReadAsArray()
        values[:, :3] = 0.3 - 0.5 * (values[:, :3] - 0.3)
        dataset.GetRasterBand(1).WriteArray(values)
        del dataset
    regions = Regions(polygons(tmp_path / "r.geojson", [("west", 0, 3), ("east", 5, 9)]))
    predicted = []
    for world in made:
        rows = train(world, tmp_path, regions)[2]
        predicted.append({(row["place"], row["date"]): float(row["predicted"]) for row in rows})
    same = {int(place) % CELLS < 3: [] for place, _ in predicted[0]}
    for (place, date), value in predicted[0].items():
        same[int(place) % CELLS < 3].append(np.isclose(value, predicted[1][place, date], atol=1e-9))
    assert all(same[True]) and not any(same[False])


def test_compare_models_has_columns_for_regions_and_explain_model_takes_a_model_tested_so(world, tmp_path):
    regions = Regions(polygons(tmp_path / "r.geojson", [("a", 0, 3), ("b", 3, 6), ("c", 6, 9)]))
    compare_models(world.all_predictors, world.coarse, str(tmp_path / "t.csv"),
                   ComparisonOptions(("linear",), "", TrainingOptions(regions=regions)), str(tmp_path / "c.html"))
    first = next(csv.DictReader(open(tmp_path / "t.csv", encoding="utf-8")))
    assert 0 < float(first["rmse_regions"]) and "rmse_blocks" in first
    assert "Regions left out" in words_of((tmp_path / "c.html").read_text(encoding="utf-8"))
    train(world, tmp_path, regions)
    explain_model(str(tmp_path / "m.smdm"), world.all_predictors, world.coarse, str(tmp_path / "e.csv"))


@pytest.mark.parametrize("spans, field, sentence", [
    (None, None, "VALIDATION leave_regions_out needs REGIONS"),
    ([("all", 0, 9)], None, r"REGIONS: 1 of 1 regions hold training cells, but at least two are needed"),
    ([("here", 0, 5), ("far", 100, 120)], None, "REGIONS: 1 of 2 regions"),
    ([("a", 0, 4.5), ("b", 4.5, 9)], "name", r"have no field 'name' \(REGION_FIELD\); they have basin, number"),
])
def test_regions_that_do_not_serve_are_refused_in_a_sentence(world, tmp_path, spans, field, sentence):
    regions = spans and Regions(polygons(tmp_path / "r.geojson", spans), None, field)
    with pytest.raises(InputError, match=sentence):
        train(world, tmp_path, regions)
    assert not (tmp_path / "m.smdm").exists()


def test_more_regions_than_can_be_left_out_are_refused(tmp_path):
    world = write_world(tmp_path, dates=1, cells=33)
    spans = [(f"strip {k}", k, k + 1) for k in range(33)]
    path = polygons(tmp_path / "r.geojson", spans)
    with pytest.raises(InputError, match="33 regions hold training cells, more than the maximum of 30"):
        train(world, tmp_path, Regions(path))
