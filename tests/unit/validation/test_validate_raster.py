"""Validation against a reference raster: numbers against scipy on whole arrays, grids against block means and GDAL."""
import csv
import os
import shutil
import sys

import numpy as np
import pytest
from listening import cancelled_after
from osgeo import gdal, ogr
from report_text import words_of

from smdownscale_plugin.errors import Cancelled, InputError, OutputError
from smdownscale_plugin.jobs.validate_raster import RasterValidationOutputs, validate_raster
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.ease_grid import m01_grid, m09_grid
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.reading import Raster
from smdownscale_plugin.rasters.writing import write_raster
from smdownscale_plugin.reports import plots

stats = pytest.importorskip("scipy.stats")
ROWS, COLUMNS = 40, 5                     # coarse cells: 360 x 45 pixels, two windows high
FINE, COARSE = m01_grid(300, 1900, ROWS, COLUMNS), m09_grid(300, 1900, ROWS, COLUMNS)


def fields(seed=0):
    """(truth, estimate, coarse): the coarse product is the truth's cell mean plus an error."""
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(0.1, 0.4, COARSE.shape)
    truth = np.clip(np.kron(coarse, np.ones((9, 9))) + rng.normal(0, 0.05, FINE.shape), 0, 1)
    estimate = truth + rng.normal(0.01, 0.03, FINE.shape)
    estimate[:20, :10], truth[-15:] = np.nan, np.nan
    return truth.astype(np.float32), estimate.astype(np.float32), coarse.astype(np.float32)


def save(path, values, grid=FINE, name="soil_moisture", **metadata):
    return write_raster(str(path), grid, {name: values}, metadata=metadata)


@pytest.fixture
def case(tmp_path):
    """Two dates of estimate, reference and coarse product."""
    paths = {"rasters": [], "reference": [], "coarse": []}
    for k, date in enumerate(("20200601", "20200609")):
        for kind, values in zip(("reference", "rasters", "coarse"), fields(k)):
            grid = COARSE if kind == "coarse" else FINE
            paths[kind].append(save(tmp_path / f"{kind}_{date}.tif", values, grid))
    return paths


def run(case, **outputs):
    return validate_raster(case["rasters"], case["reference"], RasterValidationOutputs(**outputs),
                           coarse=case["coarse"])


def interpolated(coarse):
    """Bilinear interpolation between cell centres by scipy, constant beyond the outermost ones."""
    ndimage = pytest.importorskip("scipy.ndimage")
    rows, columns = ((np.arange(n) + 0.5) / 9 - 0.5 for n in FINE.shape)
    return ndimage.map_coordinates(coarse.astype(float), np.meshgrid(rows, columns, indexing="ij"), order=1,
                                   mode="nearest")


# --- numbers ---

def test_all_metrics_equal_those_of_whole_arrays(case):
    result = run(case)
    both = [fields(k) for k in (0, 1)]
    truth, estimate = (np.concatenate([f[i].ravel() for f in both]).astype(float) for i in (0, 1))
    smooth = np.concatenate([interpolated(f[2]).ravel() for f in both])
    known = np.isfinite(truth) & np.isfinite(estimate)
    t, e, b = truth[known], estimate[known], smooth[known]
    overall = result.comparison.overall["downscaled"]
    assert result.n_pairs == known.sum()
    assert result.r == pytest.approx(stats.pearsonr(e, t)[0], abs=1e-9)
    assert result.rmse == pytest.approx(np.sqrt(np.mean((e - t) ** 2)), rel=1e-9)
    assert result.bias == pytest.approx(np.mean(e - t), rel=1e-9)
    assert result.ubrmse == pytest.approx(np.std(e - t), rel=1e-9)
    assert overall["slope"] == pytest.approx(stats.linregress(t, e).slope, rel=1e-9)
    assert overall["spearman"] == pytest.approx(stats.spearmanr(e, t)[0], abs=1e-9)
    assert result.skill == pytest.approx(1 - np.mean((e - t) ** 2) / np.mean((b - t) ** 2), rel=1e-6)
    assert result.comparison.overall["bilinear"]["rmse"] == pytest.approx(np.sqrt(np.mean((b - t) ** 2)), rel=1e-6)


def test_the_within_cell_correlation_equals_that_of_anomalies_cell_by_cell(case):
    anomalies = {"e": [], "t": []}
    for k in (0, 1):
        truth, estimate, _ = fields(k)
        for row in range(ROWS):
            for column in range(COLUMNS):
                cell = slice(9 * row, 9 * row + 9), slice(9 * column, 9 * column + 9)
                known = np.isfinite(truth[cell]) & np.isfinite(estimate[cell])
                if known.any():
                    for name, values in (("e", estimate[cell][known]), ("t", truth[cell][known])):
                        anomalies[name].append(values.astype(float) - values.astype(float).mean())
    e, t = (np.concatenate(anomalies[name]) for name in "et")
    result = run(case)
    assert result.within_cell_r == pytest.approx(stats.pearsonr(e, t)[0], abs=1e-9)
    assert result.comparison.overall["downscaled"]["sd_ratio"] == pytest.approx(e.std() / t.std(), rel=1e-6)
    assert np.isnan(result.comparison.overall["nearest"]["within_cell_r"])


def test_the_nearest_baseline_is_the_value_of_the_cell(case):
    truth, estimate, coarse = fields(0)
    blocks = np.kron(coarse, np.ones((9, 9)))
    known = np.isfinite(truth) & np.isfinite(estimate)
    first = run(case).comparison.dates[0].metrics["nearest"]
    assert first["rmse"] == pytest.approx(np.sqrt(np.mean((blocks - truth)[known].astype(float) ** 2)), rel=1e-6)


def test_a_map_compared_with_a_copy_of_itself_is_perfect(case, tmp_path):
    (tmp_path / "copies").mkdir()
    copies = [shutil.copy(path, tmp_path / "copies") for path in case["reference"]]
    result = validate_raster(case["reference"], copies)
    assert (result.r, result.rmse, result.bias) == (pytest.approx(1.0), 0.0, 0.0)
    assert np.isnan(result.skill) and np.isnan(result.within_cell_r)


def test_the_median_is_that_of_the_dates(case):
    result = run(case)
    by_date = [date.metrics["downscaled"]["r"] for date in result.comparison.dates]
    assert len(by_date) == 2 and result.median_r == pytest.approx(np.mean(by_date))


def test_pixels_without_coarse_value_are_left_out_of_every_row_and_counted(case):
    truth, estimate, coarse = fields(0)
    coarse[10, 2] = np.nan
    save(case["coarse"][0], coarse, COARSE)
    result = run(case)
    assert len({m["n"] for m in result.comparison.overall.values()}) == 1
    assert result.comparison.without_coarse == 81


def test_gdal_sees_the_mean_of_the_differences(case, tmp_path):
    path = str(tmp_path / "difference.tif")
    run(case, difference=path)
    errors = np.stack([fields(k)[1].astype(float) - fields(k)[0] for k in (0, 1)])
    known = np.isfinite(errors).sum(0)
    expected = np.where(known > 0, np.nansum(errors, 0) / np.maximum(known, 1), np.nan)
    dataset = gdal.Open(path)
    found = dataset.ReadAsArray().astype(float)
    found[found == dataset.GetRasterBand(1).GetNoDataValue()] = np.nan
    np.testing.assert_allclose(found, expected, atol=1e-7)
    assert dataset.GetMetadataItem("TIME_START") == "2020-06-01T00:00:00Z"
    assert dataset.GetMetadataItem("TIME_END") == "2020-06-10T00:00:00Z"


# --- time ---

def test_each_map_meets_the_reference_that_shares_most_time_with_it(tmp_path):
    truth, estimate, _ = fields()
    week = {"TIME_START": "2020-06-01T00:00:00Z", "TIME_END": "2020-06-09T00:00:00Z"}
    map_path = save(tmp_path / "map.tif", estimate, **week)
    save(tmp_path / "ref_a.tif", truth + 0.2, TIME_START="2020-05-28T00:00:00Z", TIME_END="2020-06-03T00:00:00Z")
    save(tmp_path / "ref_b.tif", truth, TIME_START="2020-06-03T00:00:00Z", TIME_END="2020-06-11T00:00:00Z")
    result = validate_raster([map_path], [str(tmp_path / "ref_a.tif"), str(tmp_path / "ref_b.tif")])
    assert result.comparison.dates[0].trio.reference.name == "ref_b.tif" and abs(result.bias) < 0.05


def test_maps_without_a_reference_of_their_time_are_left_out_with_a_warning(case):
    said = []
    result = validate_raster(case["rasters"], case["reference"][:1], monitor=Monitor(warn=said.append))
    assert len(result.comparison.dates) == 1
    assert "1 of 2 rasters don't overlap" in said[0] and "rasters_20200609.tif" in said[0]


def test_a_reference_without_date_serves_every_date(case, tmp_path):
    reference = save(tmp_path / "climatology.tif", fields()[0])
    assert len(validate_raster(case["rasters"], [reference]).comparison.dates) == 2


def test_maps_and_references_without_any_date_in_common_are_refused(case, tmp_path):
    other = save(tmp_path / "ref_20210101.tif", fields()[0])
    with pytest.raises(InputError, match="RASTERS have 2020-06-01 to 2020-06-09, REFERENCE has 2021-01-01"):
        validate_raster(case["rasters"], [other])


def test_dates_without_coarse_product_are_validated_without_it(case):
    said = []
    result = validate_raster(case["rasters"], case["reference"], coarse=case["coarse"][:1],
                             monitor=Monitor(warn=said.append))
    assert len(result.comparison.dates) == 2 and any("without it" in line for line in said)
    assert set(result.comparison.overall) == {"downscaled"}
    assert set(result.comparison.dates[0].metrics) == {"downscaled", "nearest", "bilinear"}


# --- other grids ---

def test_a_coarser_reference_gets_the_mean_of_the_pixels_in_its_cells(tmp_path):
    truth, _, _ = fields()
    truth = np.nan_to_num(truth, nan=0.2)
    grid = Grid(FINE.crs, (FINE.transform[0], FINE.transform[1] * 3, 0, FINE.transform[3], 0, FINE.transform[5] * 3),
                FINE.width // 3, FINE.height // 3)
    blocks = truth.reshape(grid.height, 3, grid.width, 3).mean((1, 3), dtype=float)
    said = []
    result = validate_raster([save(tmp_path / "fine.tif", truth)], [save(tmp_path / "coarser.tif", blocks, grid)],
                             monitor=Monitor(info=said.append))
    assert result.n_pairs == blocks.size and result.rmse < 1e-7 and result.r == pytest.approx(1.0)
    assert any("averaged onto the coarser grid of the reference" in line for line in said)


def test_a_finer_reference_is_averaged_onto_the_map(tmp_path):
    truth, _, _ = fields()
    truth = np.nan_to_num(truth, nan=0.2)
    coarse_grid = Grid(FINE.crs, (FINE.transform[0], FINE.transform[1] * 3, 0, FINE.transform[3], 0,
                                  FINE.transform[5] * 3), FINE.width // 3, FINE.height // 3)
    blocks = truth.reshape(coarse_grid.height, 3, coarse_grid.width, 3).mean((1, 3), dtype=float)
    result = validate_raster([save(tmp_path / "map.tif", blocks, coarse_grid)], [save(tmp_path / "finer.tif", truth)])
    assert result.n_pairs == blocks.size and result.rmse < 1e-7


def test_a_mean_needs_half_of_its_cell(tmp_path):
    truth = np.full(FINE.shape, 0.2, np.float32)
    truth[0:3, 0:2] = np.nan          # 3 of 9 pixels left in the first cell
    truth[0:3, 3:4] = np.nan          # 6 of 9 left in the second one
    grid = Grid(FINE.crs, (FINE.transform[0], FINE.transform[1] * 3, 0, FINE.transform[3], 0, FINE.transform[5] * 3),
                FINE.width // 3, FINE.height // 3)
    values = np.linspace(0.1, 0.3, grid.width * grid.height).reshape(grid.shape)
    reference = save(tmp_path / "coarser.tif", values, grid)
    assert validate_raster([save(tmp_path / "fine.tif", truth)], [reference]).n_pairs == grid.width * grid.height - 1


def test_cells_that_leave_the_map_count_by_their_covered_share(tmp_path):
    grid = Grid(FINE.crs, (FINE.transform[0] - FINE.transform[1] * 5, FINE.transform[1] * 9, 0, FINE.transform[3], 0,
                           FINE.transform[5] * 9), COLUMNS + 1, ROWS)   # the first column is covered to 4/9
    reference = save(tmp_path / "coarser.tif", np.random.default_rng(0).uniform(0.1, 0.3, grid.shape), grid)
    fine = save(tmp_path / "fine.tif", np.full(FINE.shape, 0.2, np.float32))
    assert validate_raster([fine], [reference]).n_pairs == ROWS * COLUMNS


def test_a_reference_in_another_crs_is_brought_to_the_map_as_gdal_does(tmp_path):
    lonlat = Grid.over("EPSG:4326", (17.0, 34.0, 18.4, 38.0), 0.01)
    lon, lat = np.meshgrid(17.005 + 0.01 * np.arange(lonlat.width), 37.995 - 0.01 * np.arange(lonlat.height))
    plane = 0.1 + 0.2 * (lon - 17) + 0.01 * (lat - 34)
    grid = Grid.over("EPSG:32633", (700_000, 3_850_000, 760_000, 4_050_000), 1000)
    reference = save(tmp_path / "ref.tif", plane, lonlat)
    warped = gdal.Warp("", reference, format="MEM", dstSRS="EPSG:32633", outputBounds=grid.bounds, width=grid.width,
                       height=grid.height, resampleAlg="near").ReadAsArray().astype(float)
    warped[warped == -9999] = np.nan
    result = validate_raster([save(tmp_path / "map.tif", warped, grid)], [reference])
    assert result.n_pairs == np.isfinite(warped).sum() > 1000 and result.rmse < 1e-3 and result.r > 0.999


def test_rasters_upside_down_are_compared_place_by_place(tmp_path):
    truth, estimate, _ = fields()
    flipped = Grid(FINE.crs, (FINE.transform[0], FINE.transform[1], 0, FINE.bounds[1], 0, -FINE.transform[5]),
                   FINE.width, FINE.height)
    expected = validate_raster([save(tmp_path / "e.tif", estimate)], [save(tmp_path / "t.tif", truth)])
    found = validate_raster([save(tmp_path / "f.tif", estimate[::-1], flipped)], [str(tmp_path / "t.tif")])
    assert (found.n_pairs, found.r) == (expected.n_pairs, pytest.approx(expected.r, abs=1e-12))


# --- outputs ---

def test_the_metrics_table_holds_every_estimate_overall_and_per_date_in_both_formats(case, tmp_path):
    result = run(case, metrics=str(tmp_path / "m.csv"))
    run(case, metrics=str(tmp_path / "m.gpkg"))
    with open(tmp_path / "m.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(r["estimate"], r["date"]) for r in rows] == [
        (e, d) for d in ("overall", "2020-06-01", "2020-06-09") for e in ("downscaled", "nearest", "bilinear")]
    assert float(rows[0]["r"]) == pytest.approx(result.r, rel=1e-8) and int(rows[0]["n"]) == result.n_pairs
    assert rows[1]["within_cell_r"] == "" and rows[3]["time_start"] == "2020-06-01T00:00:00Z"
    layer = ogr.Open(str(tmp_path / "m.gpkg"))
    features = [f for f in layer.GetLayerByName("metrics")]
    assert len(features) == len(rows)
    assert features[0].GetField("r") == pytest.approx(result.r)
    assert not features[1].IsFieldSetAndNotNull("within_cell_r")
    assert features[3].GetField("time_start").startswith("2020/06/01 00:00:00")


def test_the_report_says_what_was_measured_against_what_and_escapes_names(case, tmp_path):
    hostile = save(tmp_path / "a<b>&c_20200601.tif", fields(0)[0])
    validate_raster(case["rasters"][:1], [hostile], RasterValidationOutputs(report=str(tmp_path / "r.html")),
                    coarse=case["coarse"][:1])
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "not how accurate the map is in the field" in html
    assert "a&lt;b&gt;&amp;c_20200601.tif" in html and "a<b>" not in html
    for title in ("Downscaled map", "Coarse, nearest", "Coarse, bilinear", "Within-cell R"):
        assert title in html


def test_a_harmful_map_is_called_harmful(case, tmp_path):
    rng = np.random.default_rng(0)
    for k, path in enumerate(case["rasters"]):
        save(path, fields(k)[1] + rng.normal(0, 0.1, FINE.shape))
    result = run(case, report=str(tmp_path / "r.html"))
    assert result.skill < 0 and "downscaling does harm" in words_of(tmp_path / "r.html")


def test_without_matplotlib_there_is_a_report_without_figures(case, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert plots.missing()
    run(case, report=str(tmp_path / "r.html"))
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "This report has no figures" in html and "<img" not in html


def test_the_same_inputs_give_the_same_bytes(case, tmp_path):
    def outputs(folder):
        os.makedirs(folder)
        names = {"metrics": "m.csv", "difference": "d.tif", "report": "r.html"}
        run(case, **{key: os.path.join(folder, name) for key, name in names.items()})
        return [open(os.path.join(folder, name), "rb").read() for name in names.values()]
    assert outputs(str(tmp_path / "a")) == outputs(str(tmp_path / "b"))


# --- bad input ---

def test_bad_input_is_refused_in_one_sentence_and_leaves_nothing(case, tmp_path):
    truth, estimate, _ = fields()
    far = Grid(FINE.crs, (FINE.transform[0] + 1e6, *FINE.transform[1:]), FINE.width, FINE.height)
    undeclared = tmp_path / "undeclared.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(undeclared), FINE.width, FINE.height, 1, gdal.GDT_Float32)
    dataset.SetGeoTransform(FINE.transform)
    dataset.SetProjection(FINE.crs)
    dataset.GetRasterBand(1).WriteArray(np.where(np.isfinite(truth), truth, -9999))
    del dataset
    text = tmp_path / "text.tif"
    text.write_text("no raster")
    bad = {
        "doesn't exist": str(tmp_path / "no.tif"),
        "can't be read as a raster": str(text),
        "percent": save(tmp_path / "percent.tif", truth * 100),
        "isn't declared": str(undeclared),
        "check extents and nodata": save(tmp_path / "empty.tif", np.full(FINE.shape, np.nan)),
        "check extents": save(tmp_path / "far.tif", truth, far),
    }
    good, out = save(tmp_path / "good.tif", estimate), tmp_path / "out"
    for expected, path in bad.items():
        with pytest.raises(InputError) as problem:
            validate_raster([good], [path], RasterValidationOutputs(metrics=str(out / "m.csv"),
                                                                    difference=str(out / "d.tif"),
                                                                    report=str(out / "r.html")))
        message = str(problem.value)
        assert expected in message and message.rstrip().endswith((".", ").")) and "\n" not in message, message
    assert not out.exists() or not list(out.iterdir())


def test_a_coarse_product_of_another_place_is_refused(case, tmp_path):
    far = Grid(COARSE.crs, (COARSE.transform[0] + 1e6, *COARSE.transform[1:]), COARSE.width, COARSE.height)
    path = save(tmp_path / "far_20200601.tif", fields()[2], far)
    with pytest.raises(InputError, match="doesn't overlap"):
        validate_raster(case["rasters"][:1], case["reference"][:1], coarse=[path])


def test_outputs_that_cannot_be_written_are_refused(case, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    for name in ("metrics", "difference", "report"):
        with pytest.raises(OutputError):
            run(case, **{name: str(blocked / "x.csv")})
    with pytest.raises(OutputError, match="choose one of these"):
        run(case, metrics=str(tmp_path / "m.xyz"))


def test_cancelling_leaves_nothing(case, tmp_path):
    out = tmp_path / "out"
    with pytest.raises(Cancelled):
        validate_raster(case["rasters"], case["reference"],
                        RasterValidationOutputs(metrics=str(out / "m.csv"), difference=str(out / "d.tif"),
                                                report=str(out / "r.html")), coarse=case["coarse"],
                        monitor=cancelled_after(12))
    assert not out.exists() or not list(out.iterdir())


def test_progress_rises_to_the_end(case, tmp_path):
    seen = []
    validate_raster(case["rasters"], case["reference"],
                    RasterValidationOutputs(difference=str(tmp_path / "d.tif"), report=str(tmp_path / "r.html")),
                    coarse=case["coarse"], monitor=Monitor(progress=lambda f, m: seen.append(f)))
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(seen) > 10


def test_a_file_whose_first_band_is_something_else_is_read_by_the_band_s_name(tmp_path):
    truth, estimate, _ = fields()
    two = write_raster(str(tmp_path / "two.tif"), FINE, {"count": np.ones(FINE.shape), "soil_moisture": estimate})
    assert validate_raster([two], [save(tmp_path / "t.tif", truth)]).r > 0.5
    unnamed = write_raster(str(tmp_path / "x.tif"), FINE, {"sm_am": estimate, "sm_pm": estimate * 0})
    with pytest.raises(InputError, match="1 sm_am, 2 sm_pm.*soil_moisture"):
        validate_raster([unnamed], [str(tmp_path / "t.tif")])
    other = write_raster(str(tmp_path / "y.tif"), FINE, {"flag": np.ones(FINE.shape), "SSM (m3/m3)": estimate})
    assert validate_raster([other], [str(tmp_path / "t.tif")]).r > 0.5


# --- real data ---

def test_the_real_scene_s_coarse_product_is_the_mean_of_its_fine_one(real_data, tmp_path):
    scene = real_data / "smap_sentinel1_20150410"
    fine = str(scene / "truth_1km" / "sm_1km_smap_s1.tif")
    copy = shutil.copy(fine, tmp_path)         # a map measured against its own file is refused
    result = validate_raster([copy], [fine], coarse=[str(scene / "coarse_9km" / "sm_9km_upscaled.tif")])
    with Raster(fine) as raster:
        values = raster.read()[0]
    assert result.n_pairs + result.comparison.without_coarse == np.isfinite(values).sum()
    assert abs(result.comparison.overall["nearest"]["bias"]) < 1e-6
    assert result.comparison.overall["bilinear"]["r"] == pytest.approx(0.605, abs=0.002)  # reference/science.md


@pytest.mark.parametrize("kind", ["rasters", "reference"])
def test_zeros_in_place_of_gaps_are_refused_by_name_and_left_out_of_the_coarse_product(case, tmp_path, kind):
    truth, estimate, coarse = fields(0)
    values = np.clip({"rasters": estimate, "reference": truth}[kind], 0.03, None)
    values[:, :5] = 0.0
    wrong = save(tmp_path / f"{kind}_swath_20200601.tif", values)
    with pytest.raises(InputError, match=f"{kind.upper()}.*{kind}_swath.*declare 0 as nodata"):
        validate_raster(**{**{name: case[name][:1] for name in ("rasters", "reference")}, kind: [wrong]},
                        outputs=RasterValidationOutputs())
    values[:, :5] = -0.5
    with pytest.raises(InputError, match=f"{kind.upper()}.*the value -0.5 again and again, which can't"):
        validate_raster(**{**{name: case[name][:1] for name in ("rasters", "reference")},
                           kind: [save(tmp_path / f"{kind}_swath_20200601.tif", values)]})
    holes = [np.where(np.arange(COLUMNS) < 2, value, coarse).astype(np.float32) for value in (0.0, np.nan)]
    zero, gap = (validate_raster(case["rasters"][:1], case["reference"][:1],
                                 outputs=RasterValidationOutputs(),
                                 coarse=[save(tmp_path / f"{k}_20200601.tif", values, COARSE)])
                 for k, values in enumerate(holes))
    assert zero.skill == gap.skill and zero.n_pairs == gap.n_pairs
