"""Text, tables, maps and the files written beside a report give the same counts and figures, report by report."""
import csv
import re
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
from drought_data import grid, write_polygons
from osgeo import ogr
from report_text import bold_rows, column_of, tables_of, words_of
from small_world import make, pixels, smooth, write_world

from smdownscale_plugin.jobs.build_predictor_stack import build_predictor_stack
from smdownscale_plugin.jobs.compare_models import ComparisonOptions, compare_models
from smdownscale_plugin.jobs.downscale_series import downscale_series
from smdownscale_plugin.jobs.explain_model import ExplainingOptions, explain_model
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.jobs.validate_raster import RasterValidationOutputs, validate_raster
from smdownscale_plugin.jobs.zonal_drought import ZonalOutputs, zonal_drought
from smdownscale_plugin.rasters.writing import write_raster
from smdownscale_plugin.reports import model_comparison, plots

LINEAR = TrainingOptions(method="linear", threads=1)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return write_world(tmp_path_factory.mktemp("world"), dates=3, cells=9, noise=0.002)


@pytest.fixture(scope="module")
def predictors(world):
    return [*world.stacks, world.static]


@pytest.fixture(scope="module")
def training(world, predictors, tmp_path_factory):
    """(folder, Trained) of a training with its report and table of held-out predictions."""
    folder = tmp_path_factory.mktemp("training")
    done = train_model(predictors, world.coarse, str(folder / "m.smdm"), LINEAR, str(folder / "r.html"),
                       predictions=str(folder / "held.csv"))
    return folder, done


@pytest.fixture(scope="module")
def series(world, predictors, training, tmp_path_factory):
    """(folder, DownscaledSeries) of all dates, with the report."""
    folder = tmp_path_factory.mktemp("series")
    done = downscale_series(str(training[0] / "m.smdm"), predictors, str(folder / "maps"), world.coarse,
                            report=str(folder / "r.html"))
    return folder, done


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found(pattern, text):
    return re.search(pattern, text).groups()


def test_training_counts_cells_once_and_quotes_the_figures_of_its_table_and_of_the_points(training):
    folder, done = training
    text, report = words_of(folder / "r.html"), folder / "r.html"
    values, cells = found(r"It learned from ([\d,]+) values of (\d+) coarse cells, on 3 dates", text)
    points = read_rows(folder / "held.csv")
    assert int(values.replace(",", "")) == done.n_samples == len(points)
    assert int(cells) == len({point["place"] for point in points})
    assert [row["Values"] for row in _table(report, "Held out")] == [f"{len(points):,}"] * 2   # held-out, and the naive
    r, rmse = found(r"correlation of ([\d.]+) with the product and are typically off by ([\d.]+)", text)
    observed, predicted = (np.array([float(p[name]) for p in points]) for name in ("observed", "predicted"))
    assert float(r) == pytest.approx(np.corrcoef(observed, predicted)[0, 1], abs=0.006)
    assert float(rmse) == pytest.approx(np.sqrt(np.mean((observed - predicted) ** 2)), abs=0.0006)
    row = _table(report, "Held out")[0]
    assert float(row["R"]) == pytest.approx(done.cv_r, abs=6e-4) == pytest.approx(float(r), abs=0.006)


def test_training_names_the_correction_that_its_table_has_in_bold(training):
    folder, done = training
    named, = found(r"Maps are made with (no|mean-preserving|filtered) residual correction",
                   words_of(folder / "r.html"))
    bold = next(rows for (heads, _), rows in zip(tables_of(folder / "r.html"), bold_rows(folder / "r.html"))
                if heads[0] == "Estimate")
    assert bold == [{"no": "Model, no residual correction"}.get(named, f"Model, {named} residual correction")] \
        or bold == ["Model"] and named == "no"


def test_comparison_counts_variants_and_names_the_chosen_one_alike_in_text_table_and_file(world, predictors, tmp_path):
    done = compare_models(predictors, world.coarse, str(tmp_path / "t.csv"),
                          ComparisonOptions(("linear",), "all; -lst; -ndvi", LINEAR), str(tmp_path / "r.html"))
    text, rows = words_of(tmp_path / "r.html"), read_rows(tmp_path / "t.csv")
    variants = [row for row in rows if row["method"] not in ("nearest", "bilinear")]
    count, = found(r"(\d+) ways to train a model were compared", text)
    table = _table(tmp_path / "r.html", "Time per fold (s)")
    assert int(count) == len(variants) == len(table) == len(done.comparison.variants)
    chosen = [row for row in variants if row["chosen"] == "1"]
    assert len(chosen) == 1
    assert bold_rows(tmp_path / "r.html")[0] == [chosen[0]["predictor_set"]]
    assert f"Chosen: {done.best.label}," in text and chosen[0]["predictor_set"] in done.best.label
    assert [row["As good as the best of its set"] for row in table].count("yes") == sum(
        row["ties_in_set"] == "1" for row in variants)
    r, = found(r"correlation of ([\d.]+) with the product", text)
    assert float(r) == pytest.approx(float(chosen[0]["r_blocks"]), abs=0.006)


@pytest.mark.parametrize("skill, said", [(0.78, True), (0.75, False), (float("nan"), False)])
def test_a_comparison_says_so_where_another_method_has_clearly_more_skill_at_reduced_resolution(skill, said):
    chosen, other = (SimpleNamespace(method=method, label=method, assessment=True, skill=value)
                     for method, value in (("LightGBM", 0.74), ("linear", skill)))
    text = model_comparison._better_at_reduced_resolution(SimpleNamespace(chosen=chosen, variants=[chosen, other]))
    assert ("Linear has more skill there (0.78)" in text) == said and bool(text) == said


def test_explanation_ranks_and_selects_alike_in_text_tables_and_file(world, predictors, training, tmp_path):
    done = explain_model(str(training[0] / "m.smdm"), predictors, world.coarse, str(tmp_path / "t.csv"),
                         ExplainingOptions(repeats=2), str(tmp_path / "r.html"))
    text, rows = words_of(tmp_path / "r.html"), read_rows(tmp_path / "t.csv")
    count, first = found(r"uses its (\d+) predictors\. The most important: (\w+)", text)
    ranked = column_of(tmp_path / "r.html", "Predictor")
    assert int(count) == len(rows) == len(ranked)
    assert first == ranked[0] == rows[0]["predictor"] == done.ranked[0]
    assert [row["predictor"] for row in rows] == ranked
    selected, of = found(r"(\d+) of (\d+) predictors correlate significantly", text)
    answers = next([row[heads.index(head)] for row in body] for heads, body in tables_of(tmp_path / "r.html")
                   for head in heads if head.startswith("Selected"))
    assert (int(selected), int(of)) == (answers.count("yes"), len(answers))
    assert int(selected) == sum(row["selected"] == "1" for row in rows) == len(done.selected)


def test_series_counts_its_maps_once_in_text_table_pictures_and_folder(world, predictors, training, monkeypatch,
                                                                       tmp_path):
    drawn = []
    monkeypatch.setattr(plots, "maps", lambda rows, titles, scales, **_: drawn.extend(titles))
    downscale_series(str(training[0] / "m.smdm"), predictors, str(tmp_path / "maps"), world.coarse,
                     report=str(tmp_path / "r.html"))
    text, files = words_of(tmp_path / "r.html"), sorted(p.name for p in (tmp_path / "maps").glob("*.tif"))
    count, = found(r"(\d+) maps of soil moisture on the grid", text)
    names = column_of(tmp_path / "r.html", "Map")
    assert int(count) == len(files) == len(names) == len(drawn) == len(world.dates)
    assert sorted(names) == files and drawn == world.dates
    valid = [int(np.isfinite(pixels(tmp_path / "maps" / name)).sum()) for name in names]
    assert [int(n.replace(",", "")) for n in column_of(tmp_path / "r.html", "Pixels")] == valid
    new = [float(share.rstrip(" %")) for share in column_of(tmp_path / "r.html", "New conditions")]
    said = re.search(r"(\d+) % of the pixels have conditions that no pixel had in training", text)
    assert float(said.group(1)) == pytest.approx(np.mean(new), abs=0.6) if said else np.mean(new) < 1.05


@pytest.mark.parametrize("correction, said", [
    ("none", "no residual correction was made"), ("mean_preserving", "the residual correction acts on that")])
def test_a_series_says_of_the_residual_what_its_table_says(world, predictors, training, tmp_path, correction, said):
    downscale_series(str(training[0] / "m.smdm"), predictors, str(tmp_path / "maps"), world.coarse,
                     MapOptions(correction), report=str(tmp_path / "r.html"))
    assert said in words_of(tmp_path / "r.html")
    assert set(column_of(tmp_path / "r.html", "Residual correction")) == {correction.replace("_", "-")}


def test_raster_validation_quotes_the_figures_of_its_table_of_the_file_and_of_the_difference(world, series, tmp_path):
    truth = []
    for k, (date, path) in enumerate(zip(world.dates, series[1].paths)):
        values = pixels(path)[0] + 0.01 + 0.01 * smooth(pixels(path)[0].shape, k, 4)
        truth.append(make(tmp_path / f"truth_{date.replace('-', '')}.tif", {"soil_moisture": values}))
    done = validate_raster(series[1].paths, truth, RasterValidationOutputs(metrics=str(tmp_path / "m.csv"),
                                                                           difference=str(tmp_path / "d.tif"),
                                                                           report=str(tmp_path / "r.html")),
                           coarse=world.coarse)
    text = words_of(tmp_path / "r.html").replace("−", "-")
    overall = {row["estimate"]: row for row in read_rows(tmp_path / "m.csv") if row["date"] == "overall"}
    ours = overall["downscaled"]
    dates, count = found(r"soil moisture of (\d+) dates were compared .*?, ([\d,]+) pixels in all", text)
    assert int(dates) == len(world.dates) == len(column_of(tmp_path / "r.html", "Date"))
    assert int(count.replace(",", "")) == int(float(ours["n"])) == sum(np.isfinite(pixels(t)).sum() for t in truth)
    r, rmse, bias = found(r"correlation of ([\d.-]+); a pixel typically differs by ([\d.]+) m³/m³ \(mean difference "
                          r"([+\d.-]+) m³/m³\)", text)
    table = {row[0]: row[1] for row in next(rows for heads, rows in tables_of(tmp_path / "r.html")
                                            if "Downscaled map" in heads)}
    assert [r, rmse, bias] == [table[name].split(" ")[0] for name in _headings(table, "R", "RMSE", "Bias")]
    for said, name in ((r, "r"), (rmse, "rmse"), (bias, "bias")):
        assert float(said) == pytest.approx(float(ours[name]), abs=6e-4)
    assert float(bias) == pytest.approx(np.nanmean(pixels(tmp_path / "d.tif")), abs=6e-4)
    assert ("does harm" in text) == (float(ours["skill"]) < -0.1)
    assert done.comparison.overall["downscaled"]["n"] == int(float(ours["n"]))


def test_gaps_are_the_same_in_text_table_map_and_stacks(world, monkeypatch, tmp_path):
    drawn = {}
    monkeypatch.setattr(plots, "maps", lambda rows, titles, scales, **_: drawn.update(zip(titles, rows[0][1])))
    for k, path in enumerate(world.stacks):
        ndvi, lst = pixels(path)
        ndvi[: 5 + 3 * k] = np.nan
        make(tmp_path / f"in_{world.dates[k].replace('-', '')}.tif", {"ndvi": ndvi, "lst": lst})
    built = build_predictor_stack([str(p) for p in sorted(tmp_path.glob("in_*.tif"))], str(tmp_path / "stacks"),
                                  report=str(tmp_path / "r.html"))
    text = words_of(tmp_path / "r.html")
    count, predictors = found(r"(\d+) predictor stacks with (\d+) predictors", text)
    assert (int(count), int(predictors)) == (len(built), 2)
    holed, of, name, mean, worst, where = found(
        r"(\d+) of (\d+) predictors have gaps\. (\w+).*? has the largest gaps: ([\d.]+) % of its cells on "
        r"average, ([\d.]+) % in (\S+\.tif)", text)
    missing = {path.name: 100 * np.isnan(pixels(path)[0]).mean()
               for path in sorted((tmp_path / "stacks").glob("*.tif"))}
    assert (holed, of, name) == ("1", "2", "ndvi") == (str(len(drawn)), "2", *drawn)
    assert float(mean) == pytest.approx(np.mean(list(missing.values())), abs=0.06)
    assert (float(worst), where) == (pytest.approx(max(missing.values()), abs=0.06), max(missing, key=missing.get))
    assert drawn["ndvi"].mean() == pytest.approx(np.mean(list(missing.values())), abs=0.06)
    assert [share for share in column_of(tmp_path / "r.html", "Missing at worst (%)") if float(share) > 0] == [worst]
    stack_rows = _table(tmp_path / "r.html", "Missing (%)")
    assert {row["Stack"]: float(row["Missing (%)"]) for row in stack_rows} == {
        stack: pytest.approx(share, abs=0.06) for stack, share in missing.items()}


def test_the_bulletin_counts_districts_alike_in_text_table_layer_and_file(tmp_path):
    fine = grid()
    values = np.full((12, 16), 50.0, np.float32)
    values[:, :8], values[6:, :8] = 15.0, 4.0
    paths = [write_raster(str(tmp_path / f"p_2022{month:02}01.tif"), fine, {"percentile": values + 30 * (month < 4)})
             for month in (3, 4)]
    zones = write_polygons(tmp_path / "z.gpkg", {
        name: f"POLYGON(({x}000 {y}000, {x + 8}000 {y}000, {x + 8}000 {y + 6}000, {x}000 {y + 6}000, {x}000 {y}000))"
        for name, (x, y) in {"A": (0, 0), "B": (0, 6), "C": (8, 0), "D": (8, 6)}.items()})
    zonal_drought(paths, zones, ZonalOutputs(table=str(tmp_path / "t.csv"), zones_output=str(tmp_path / "out.gpkg"),
                                             report=str(tmp_path / "b.html")))
    text = words_of(tmp_path / "b.html")
    named = re.findall(r"(\w) \((D\d), since", found(r"Districts in drought: (.*?)\. ", text)[0])
    rows = _table(tmp_path / "b.html", "District")
    classes = {row["District"]: row["Class"] for row in rows}
    assert dict(named) == {name: code for name, code in classes.items() if code != "none"} and len(named) == 2
    assert classes == {r["zone"]: r["class"] for r in read_rows(tmp_path / "t.csv") if r["date"] == "2022-04-01"}
    source = ogr.Open(str(tmp_path / "out.gpkg"))
    assert Counter(classes.values()) == Counter(feature.GetField("class") for feature in source.GetLayer(0))
    area, = found(r"(\d+) % of the area is in drought", text)
    shares = {row[0]: row[2] for row in tables_of(tmp_path / "b.html")[0][1]}
    assert int(area) == sum(int(shares[c].rstrip(" %")) for c in ("D1", "D2", "D3", "D4")) == 50
    assert re.search(r"on the ground in B and A|on the ground in A and B", text)


def _table(report, heading):
    """Rows as dictionaries of the first table with a heading."""
    heads, rows = next((h, r) for h, r in tables_of(report) if heading in h)
    return [dict(zip(heads, row)) for row in rows]


def _headings(table, *starts):
    """Rows of a table of metrics by the start of their names."""
    return [next(name for name in table if name == start or name.startswith(f"{start} (")) for start in starts]
