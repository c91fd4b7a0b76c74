"""The benchmark's own logic: rasters are as described, programs make the same map, ratios and the page are right."""
import json
import subprocess
import sys

import numpy as np
import pytest
from osgeo import gdal

from benchmarks.performance import figures, floor, maps, measure, models, ours, page, peers, plan, rasters, run, scale

SMALL = 0.04        # Mpx: 200 x 200 pixels


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache of its own, so that no figure of a real run is touched."""
    for module in (rasters, maps):
        monkeypatch.setattr(module, "CACHE", tmp_path)
    monkeypatch.setattr(models, "FOLDER", tmp_path / "models")
    monkeypatch.setattr(plan, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(run, "RESULTS", tmp_path / "results")
    return tmp_path


def case(program, model="linear", layout="tiled", repeat=1):
    return plan.Case(program, model, layout, SMALL, repeat)


def pixels(path):
    return gdal.Open(str(path)).ReadAsArray()


@pytest.mark.parametrize("layout, compression, tiled, interleave", [
    ("tiled", "DEFLATE", True, "BAND"), ("striped", "DEFLATE", False, "PIXEL"), ("uncompressed", None, False, "PIXEL"),
    ("holes", rasters._PACKED[9:], True, "BAND")])
def test_a_stack_is_laid_out_as_its_name_says(cache, layout, compression, tiled, interleave):
    dataset = gdal.Open(str(rasters.make_stack(0.36, layout)))
    structure, (columns, rows) = dataset.GetMetadata("IMAGE_STRUCTURE"), dataset.GetRasterBand(1).GetBlockSize()
    assert (structure.get("COMPRESSION"), structure["INTERLEAVE"]) == (compression, interleave)
    assert (columns in (256, 512) and rows == columns) if tiled else (columns == 600 and rows < 600)


def test_layouts_hold_the_same_pixels_and_about_a_third_is_missing(cache):
    tiled, striped, plain = (pixels(rasters.make_stack(0.36, name)) for name in ("tiled", "striped", "uncompressed"))
    assert (tiled == striped).all() and (tiled == plain).all()
    assert 0.2 <= (tiled == rasters.NODATA).any(0).mean() <= 0.36
    assert (tiled == rasters.NODATA).all(0).mean() == pytest.approx(0.2, abs=0.02)
    assert (pixels(rasters.make_stack(0.36, "holes")) == rasters.NODATA).any(0).mean() > 0.55


def test_empty_tiles_are_left_out_of_the_file_with_holes(cache, monkeypatch):
    monkeypatch.setattr(rasters, "LAYOUTS", {"holes": rasters.Layout("", rasters.LAYOUTS["holes"].options, sea=1.0)})
    assert rasters.make_stack(1, "holes").stat().st_size < 20_000


def test_neighbouring_pixels_are_alike(cache):
    for layer in pixels(rasters.make_stack(SMALL, "uncompressed")):
        pairs = (layer[:, 1:] != rasters.NODATA) & (layer[:, :-1] != rasters.NODATA)
        steps = (layer[:, 1:] - layer[:, :-1])[pairs]
        assert steps.std() < 0.5 * layer[layer != rasters.NODATA].std()


def test_a_raster_is_the_same_however_many_rows_are_made_at_a_time(cache, monkeypatch):
    at_once = pixels(rasters.make_stack(SMALL, "tiled"))
    rasters.stack_path(SMALL, "tiled").unlink()
    monkeypatch.setattr(rasters, "_ROWS", 37)
    assert (pixels(rasters.make_stack(SMALL, "tiled")) == at_once).all()


def test_coarse_cells_hold_9_x_9_pixels_and_moisture(cache):
    fine, coarse = gdal.Open(str(rasters.make_stack(SMALL, "tiled"))), gdal.Open(str(rasters.make_coarse(SMALL)))
    assert coarse.RasterXSize == fine.RasterXSize // 9 and coarse.GetRasterBand(1).GetUnitType() == "m3 m-3"
    assert coarse.GetGeoTransform()[1] == pytest.approx(9 * fine.GetGeoTransform()[1])
    assert coarse.GetGeoTransform()[::3] == fine.GetGeoTransform()[::3]
    assert 0.02 <= coarse.ReadAsArray().min() and coarse.ReadAsArray().max() <= 0.6


def test_a_raster_that_fails_half_way_is_not_kept(cache, monkeypatch):
    monkeypatch.setattr(rasters, "predictors_at", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rasters.make_stack(SMALL, "tiled")
    assert not list((cache / "rasters").iterdir())


@pytest.mark.parametrize("layout", list(rasters.LAYOUTS))
def test_the_floor_copies_a_band_and_masks_what_any_band_lacks(cache, layout):
    source = rasters.make_stack(SMALL, layout)
    floor.read_mask_write(str(source), str(cache / "map.tif"))
    values = pixels(source)
    expected = np.where((values != rasters.NODATA).all(0), values[0], rasters.NODATA)
    assert (pixels(cache / "map.tif") == expected).all()


def test_the_floor_builds_the_overviews_that_our_maps_have(cache):
    source = str(cache / "wide.tif")
    gdal.GetDriverByName("GTiff").Create(source, 4000, 8, 2, gdal.GDT_Float32, ["SPARSE_OK=TRUE"]).FlushCache()
    floor.read_mask_write(source, str(cache / "map.tif"))
    made = gdal.Open(str(cache / "map.tif"))
    assert [made.GetRasterBand(1).GetOverview(k).XSize for k in range(made.GetRasterBand(1).GetOverviewCount())] \
        == [2000, 1000, 500]


@pytest.fixture
def linear(cache):
    """A raster and the linear model, native and ours."""
    rasters.make_stack(SMALL, "tiled")
    rasters.make_coarse(SMALL)
    assert models.make_models(["linear"], 1)["linear"] <= models.SAME
    return cache


def test_notebook_and_ours_make_the_map_of_the_native_model(linear):
    for one, make in ((case("notebook"), peers.notebook), (case("ours_native"), ours._map_alone)):
        make(one)()
        assert maps.difference(one, maps.map_path(one)) < maps.SAME_IN_FILE


def test_dask_makes_the_map_of_the_native_model(linear):
    pytest.importorskip("rioxarray", reason="rioxarray is not installed")
    pytest.importorskip("dask.array", reason="dask is not installed")
    peers.dask(case("dask"))()
    assert maps.difference(case("dask"), maps.map_path(case("dask"))) < maps.SAME_IN_FILE


def test_a_wrong_value_and_a_missing_pixel_are_found(linear):
    one = case("notebook")
    peers.notebook(one)()
    values = pixels(maps.map_path(one))
    row, column = (int(k) for k in np.argwhere(values != rasters.NODATA)[0])
    for planted, expected in ((values[row, column] + 0.01, pytest.approx(0.01, abs=1e-6)),
                              (rasters.NODATA, float("inf"))):
        dataset = gdal.Open(maps.map_path(one), gdal.GA_Update)
        dataset.GetRasterBand(1).WriteArray(np.array([[planted]], np.float32), column, row)
        del dataset
        assert maps.difference(one, maps.map_path(one)) == expected


def test_in_memory_are_the_pixels_that_lack_nothing_in_the_raster_s_order(cache):
    source = rasters.make_stack(SMALL, "striped")
    values = pixels(source)
    assert (maps.rows_in_memory(str(source)) == values[:, (values != rasters.NODATA).all(0)].T).all()


def test_the_whole_job_is_watched_and_can_be_cancelled(linear, monkeypatch):
    result = ours.ours_full(case("ours_full"))()
    assert result["correction"] == "filtered" and 0 <= result["longest_standstill"] < 60 and result["log"]
    monkeypatch.setattr(ours, "_CANCEL_AT", ((0.0, 0.0),))
    assert all(0 <= seconds < 60 for seconds in ours.cancel(case("cancel"))()["cancel_latency"])


def test_a_standstill_is_the_longest_time_without_progress(monkeypatch):
    clock = iter([0.0, 1.0, 4.0, 5.0, 7.0])
    monkeypatch.setattr(ours.time, "monotonic", lambda: next(clock))
    watch = ours.Watch()
    for fraction in (0.0, 0.5, 0.5, 0.6):       # the third call is no progress, and asks for no time
        watch.monitor.at(fraction)
    assert watch.result()["longest_standstill"] == 3.0


def test_the_peak_of_memory_counts_what_was_let_go():
    script = ("import numpy; from benchmarks.performance.measure import peak_memory; before = peak_memory(); "
              "numpy.ones(40_000_000); print(peak_memory() - before)")
    done = subprocess.run([sys.executable, "-c", script], cwd=run.ROOT, text=True, capture_output=True, check=True)
    assert 3.1e8 < int(done.stdout) < 3.4e8        # eight bytes a number


def test_every_program_has_a_function_and_a_name():
    assert set(measure.FUNCTIONS) == set(plan.PROGRAMS) and all(measure.FUNCTIONS.values())


def test_programs_alternate_and_every_repeat_begins_with_another():
    chosen = [c for c in plan.cases([4, 16, 64], 3) if (c.model, c.layout, c.megapixels) == ("lightgbm", "tiled", 16)]
    programs = plan.programs_of("lightgbm", "tiled", True)
    assert [c.program for c in chosen[:len(programs)]] == programs
    rounds = [{c.program for c in chosen if c.repeat == k} for k in (1, 2, 3)]
    assert rounds == [set(programs)] * 3 and len({c.program for c in chosen[::len(programs)]}) == 3


def test_layouts_are_compared_at_16_mpx_and_cancelling_at_the_largest_size():
    wanted = plan.cases([4, 16, 64], 1)
    assert {c.megapixels for c in wanted if c.layout == "striped"} == {16}
    assert {c.megapixels for c in wanted if c.program == "cancel"} == {64}
    assert len({c.key for c in wanted}) == len(wanted)


def test_only_takes_the_cases_that_fit_a_pattern():
    keys = {c.key for c in plan.cases([4, 16], 2, ["16_striped_linear", "*_orfeo"])}
    programs = ("floor", "notebook", "dask", "ours_native")
    assert keys == {f"16_striped_linear_{p}_{k}" for p in programs for k in (1, 2)} \
        | {"16_tiled_random_forest_orfeo_1", "16_tiled_random_forest_orfeo_2"}


def result(program, seconds, repeat=1, model="random_forest", layout="tiled", megapixels=16, **more):
    return {"program": program, "model": model, "layout": layout, "megapixels": megapixels, "repeat": repeat,
            "seconds": seconds, "peak": 5e8, **more}


PLACE = ("random_forest", "tiled", 16)


def test_ratios_are_taken_within_a_repeat_and_their_median_counts():
    found = figures.Figures([result("in_memory", s, k) for k, s in enumerate((10, 20, 30), 1)]
                            + [result("notebook", s, k) for k, s in enumerate((20, 25, 120), 1)])
    assert found.efficiency("notebook", *PLACE) == 0.5        # of 0.5, 0.8 and 0.25
    assert found.median("seconds", "in_memory", *PLACE) == 20
    assert np.isnan(found.efficiency("dask", *PLACE))


def test_the_start_of_the_orfeo_toolbox_does_not_count():
    found = figures.Figures([result("in_memory", 10), result("orfeo", 45, seconds_of_start=5.0)])
    assert found.efficiency("orfeo", *PLACE) == 0.25


def test_growth_is_time_per_valid_pixel():
    found = figures.Figures([result("ours_native", 10, megapixels=4, pixels=100),
                             result("ours_native", 44, megapixels=64, pixels=400)])
    assert found.growth("ours_native", "random_forest", 4, 64) == pytest.approx(1.1)


def test_the_page_shows_figures_beside_targets_and_what_failed(cache, monkeypatch):
    monkeypatch.setattr(page, "PAGE", cache / "docs" / "performance.md")
    (cache / "results").mkdir()
    kept = [result("in_memory", 20.0, others=0.1), result("ours_native", 21.0, others=0.1, longest_standstill=0.5),
            result("ours_kernel", 7.0, longest_standstill=2.5), result("orfeo", 80.0, seconds_of_start=10.0),
            result("ours_full", 30.0, megapixels=4, pixels=10, longest_standstill=1.0),
            result("ours_full", 120.0, pixels=40, longest_standstill=1.0),
            {**result("notebook", 0), "failed": "MemoryError"}, result("cancel", 9.0, cancel_latency=[0.2, 0.4]),
            result("in_memory", 1.0, megapixels=1)]
    for number, one in enumerate(kept):
        (cache / "results" / f"{number}.json").write_text(json.dumps(one))
    page.write_page(cache / "results", [4, 16])
    text = page.PAGE.read_text(encoding="utf-8")
    for line in ("| Efficiency, native engine: random_forest | >= 0.95 | tiled 0.95 | yes |",
                 "| Efficiency, kernel with its start-up: random_forest | >= 2.5 | tiled 2.86 | yes |",
                 "| Cancelled at 16 Mpx: most seconds until it ended | <= 1 | 0.40 | yes |",
                 "its time / ours, native engine | - | 3.3 | - |",
                 "with its start-up 2.5, with correction, interval and applicability 1.0 | no |",
                 "16 Mpx, GB | <= 0.7 | random_forest 0.50 | yes |", "random_forest 1.00 | yes |",
                 "| **ours**, native engine | **0.95** (21 s, 0.50 GB) | - | - | - |",
                 "Failed: notebook (random_forest, tiled, 16 Mpx).", "0.10 cores busy"):
        assert line in text, line
    assert "1 Mpx" not in text.replace("-1 Mpx", "") and str(cache) not in text


def test_a_program_that_fails_does_not_stop_the_others_and_is_tried_again(linear, monkeypatch):
    run.RESULTS.mkdir()
    outcomes = {"notebook": "ValueError: no", "ours_native": ""}

    def pretend(words, _environment):
        one = plan.Case(**json.loads(words[3]))
        if not outcomes[one.program]:
            one.path.write_text(json.dumps({"program": one.program, "seconds": 1.0, "peak": 1}))
        return outcomes[one.program]
    monkeypatch.setattr(run, "_run_to_the_end", pretend)
    run.measure_all([case("notebook"), case("ours_native")], fresh=False)
    assert json.loads(case("notebook").path.read_text())["failed"] == "ValueError: no"
    assert run.finished(case("ours_native")) and not run.finished(case("notebook"))


def test_a_measurement_runs_in_a_process_of_its_own(tmp_path):
    assert run._run_to_the_end([sys.executable, "-c", "pass"], None) == ""
    assert run._run_to_the_end([sys.executable, "-c", "raise ValueError('no')"], None) == "ValueError: no"
    assert run._run_to_the_end([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], None) == "exit code -9"


def test_what_is_not_installed_is_left_out(monkeypatch):
    monkeypatch.setattr(run.orfeo, "installed", lambda: False)
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None)
    left = run.possible([case(p) for p in ("orfeo", "dask", "ours_kernel", "floor")])
    assert [c.program for c in left] == ["floor"]


def test_the_figures_of_a_series_stand_between_their_marks(tmp_path):
    target = tmp_path / "scale.md"
    target.write_text("before\n<!-- measured -->\nold\n<!-- end of measured -->\nafter\n", encoding="utf-8")
    found = {"one": [20.0, 30.0, 40.0], "bound": [10.0, 20.0, 20.0], "free": [40.0, 30.0, 40.0]}
    for _ in range(2):
        scale.write(scale.text(found, 12, 4, 0.0), target)
    text = target.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- measured -->\n12 dates of 4 Mpx") and text.endswith("-->\nafter\n")
    assert "old" not in text and text.count("| one process") == 1
    assert "one core each | 20 | 2.00 |" in text and "each with one thread per core | 40 | 1.00 |" in text


def test_the_page_on_scale_has_room_for_its_figures(repository):
    text = (repository / "docs" / "scale.md").read_text(encoding="utf-8")
    assert text.count(scale._BEGIN) == 1 and text.count(scale._END) == 1
