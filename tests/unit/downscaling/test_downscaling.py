"""Downscale Raster and Downscale Series as jobs: the right date, pixels and metadata; means kept; repeatable; clean."""
import threading

import numpy as np
import pytest
from limited_disks import files, read_only, small_disk
from osgeo import gdal
from small_world import FACTOR, PIXEL, UTM, block_means, make, pixels, write_world

from smdownscale_plugin.downscaling import pipeline
from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.errors import Cancelled, InputError, OutputError
from smdownscale_plugin.jobs import downscale_raster as job
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.monitor import SILENT, Monitor
from smdownscale_plugin.rasters.windows import WindowLayout, windows
from smdownscale_plugin.regression.model import Model
from smdownscale_plugin.regression.model_file import read_model, write_model

NONE, KEPT = "none", "mean_preserving"


@pytest.fixture
def out(tmp_path):
    """Path of a map in a folder of its own."""
    (tmp_path / "out").mkdir()
    return str(tmp_path / "out" / "map.tif")


@pytest.fixture(scope="module")
def footprint_model(world, tmp_path_factory):
    """A linear model trained through a footprint of 20 km."""
    path = str(tmp_path_factory.mktemp("model") / "footprint.smdm")
    train_model(world.all_predictors, world.coarse, path, TrainingOptions(method="linear", footprint_km=20.0))
    return path


def by_hand(model_path, layers):
    """The first guess of every pixel from the model and named arrays, held within the physical bounds."""
    model = read_model(model_path)
    table = np.stack([layers[name].ravel() for name in model.features.names], 1).astype(np.float32)
    return np.clip(model.predict(table), 0.0, 0.75).reshape(layers["ndvi"].shape)


def downscale_raster(model, predictors, output, coarse_path=None, interval=None, applicability=None, date="",
                     monitor=SILENT, **options):
    """The job with its map, and more outputs where they are given."""
    return job.downscale_raster(model, predictors, OutputPaths(output, interval, applicability), coarse_path,
                                MapOptions(**options), date=date, monitor=monitor)


def said(into):
    return Monitor(info=into.append, warn=into.append)


# --- one map ---------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("k", [0, 1])
def test_every_pixel_is_what_the_model_says_of_its_predictors(world, linear_model, out, k):
    made = downscale_raster(linear_model, world.all_predictors, out, world.coarse[k], residual_correction=NONE)
    assert np.abs(pixels(out)[0] - by_hand(linear_model, world.predictors[k])).max() < 1e-6
    assert made.valid_pixels == world.truth[k].size and made.correction == NONE
    residual = world.cells[k] - block_means(by_hand(linear_model, world.predictors[k]))
    assert made.residual_rmse == pytest.approx(np.sqrt(np.mean(residual ** 2)), rel=1e-3)


def test_means_of_cells_are_kept_in_the_file(world, linear_model, out):
    made = downscale_raster(linear_model, world.all_predictors, out, world.coarse[0], residual_correction=KEPT)
    assert np.abs(block_means(pixels(out)[0]) - world.cells[0]).max() < 1e-4
    assert made.agreement.cells == 64 and made.agreement.largest < 1e-4 and made.correction == KEPT


def test_downscaling_comes_closer_to_the_truth_than_the_coarse_product(world, linear_model, out):
    downscale_raster(linear_model, world.all_predictors, out, world.coarse[0])
    error = np.sqrt(np.mean((pixels(out)[0] - world.truth[0]) ** 2))
    coarse_error = np.sqrt(np.mean((np.kron(world.cells[0], np.ones((9, 9))) - world.truth[0]) ** 2))
    assert error < 0.7 * coarse_error


def test_the_map_says_what_it_is(world, linear_model, out):
    downscale_raster(linear_model, world.all_predictors, out, world.coarse[1], residual_correction=KEPT)
    dataset = gdal.Open(out)
    band, about = dataset.GetRasterBand(1), dataset.GetMetadata()
    assert (band.GetDescription(), band.GetUnitType(), band.GetNoDataValue()) == ("soil_moisture", "m3 m-3", -9999.0)
    assert band.DataType == gdal.GDT_Float32 and dataset.RasterCount == 1
    assert (about["TIME_START"], about["TIME_END"]) == ("2020-06-02T00:00:00Z", "2020-06-03T00:00:00Z")
    assert about["METHOD"] == "linear" and about["RESIDUAL_CORRECTION"] == KEPT


def test_bands_in_another_order_and_more_bands_than_needed_give_the_same_map(world, linear_model, tmp_path, out):
    layers = {**world.predictors[0], "unused": np.zeros(world.truth[0].shape)}
    turned = make(tmp_path / "any_20200601.tif", {n: layers[n] for n in ("unused", "elevation", "lst", "ndvi")})
    downscale_raster(linear_model, world.all_predictors, out, world.coarse[0], residual_correction=KEPT)
    first = pixels(out)
    downscale_raster(linear_model, [turned], out, world.coarse[0], residual_correction=KEPT)
    assert np.allclose(pixels(out), first, atol=1e-6)


def test_a_pixel_without_one_of_its_predictors_stays_empty_and_no_other(world, linear_model, tmp_path, out):
    layers = {name: world.predictors[0][name].copy() for name in ("ndvi", "lst")}
    layers["ndvi"][3, 4], layers["lst"][5, 6], layers["lst"][7, 8] = np.nan, np.inf, -np.inf
    path = make(tmp_path / "stack_20200601.tif", layers)
    for correction in (NONE, KEPT):
        made = downscale_raster(linear_model, [path, world.static], out, world.coarse[0],
                                residual_correction=correction)
        empty = np.isnan(pixels(out)[0])
        assert sorted(map(tuple, np.argwhere(empty))) == [(3, 4), (5, 6), (7, 8)]
        assert made.valid_pixels == world.truth[0].size - 3


def test_pixels_without_coarse_soil_moisture_are_predicted_too(world, linear_model, tmp_path, out):
    values = world.cells[0].copy()
    values[:3] = np.nan
    coarse = make(tmp_path / "sm_20200601.tif", {"soil_moisture": values}, cell=FACTOR * PIXEL)
    downscale_raster(linear_model, world.all_predictors, out, coarse, residual_correction=KEPT)
    found = pixels(out)[0]
    assert np.isfinite(found).all()
    assert np.abs(block_means(found) - values)[3:].max() < 1e-4


def test_a_coarse_raster_on_another_crs_keeps_its_means(world, linear_model, tmp_path, out):
    """Warped by GDAL to UTM cells of 10 km; the means of the map over them are measured by GDAL too."""
    coarse = str(tmp_path / "sm_20200601.tif")
    gdal.Warp(coarse, world.coarse[0], dstSRS=UTM, xRes=10_000, yRes=10_000, resampleAlg="bilinear", dstNodata=-9999)
    made = downscale_raster(linear_model, world.all_predictors, out, coarse, residual_correction=KEPT)
    assert made.agreement.largest < 1e-4 and made.agreement.cells > 30
    target = gdal.Open(coarse)
    x0, dx, _, y0, _, dy = target.GetGeoTransform()
    bounds = (x0, y0 + dy * target.RasterYSize, x0 + dx * target.RasterXSize, y0)
    size = {"width": target.RasterXSize, "height": target.RasterYSize}
    back = gdal.Warp("", out, format="MEM", dstSRS=UTM, outputBounds=bounds, resampleAlg="average", **size)
    inside = pixels(coarse)[0][2:-2, 2:-2]
    difference = back.ReadAsArray()[2:-2, 2:-2] - inside
    assert np.nanmax(np.abs(difference)) < 0.01           # GDAL's own average of turned cells is no better


def test_a_model_with_classes_maps_them(tmp_path, out):
    world = write_world(tmp_path, dates=1, cells=10, noise=0.0005, categorical=True)
    model = str(tmp_path / "model.smdm")
    train_model(world.all_predictors, world.coarse, model, TrainingOptions(method="linear"))
    downscale_raster(model, world.all_predictors, out, world.coarse[0], residual_correction=NONE)
    wet, dry = (pixels(out)[0][world.predictors[0]["landcover"] == code] for code in (2, 1))
    assert wet.mean() - dry.mean() > 0.01                 # the truth has 0.02 more in class 2


def test_maps_stay_within_physical_bounds(world, linear_model, tmp_path, out):
    layers = {"ndvi": world.predictors[0]["ndvi"] * 15 - 6, "lst": world.predictors[0]["lst"]}
    path = make(tmp_path / "stack_20200601.tif", layers)
    made = downscale_raster(linear_model, [path, world.static], out, world.coarse[0], residual_correction=KEPT,
                            allow_outside=True)
    found = pixels(out)[0]
    assert found.min() >= 0 and found.max() <= 0.7501 and made.outside_percent > 50


# --- which date ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("date", ["2020-06-02", "20200602", "2020-06-02T06:00:00Z"])
def test_a_date_may_be_wanted_without_a_coarse_raster(world, linear_model, out, date):
    made = downscale_raster(linear_model, world.all_predictors, out, date=date)
    assert np.abs(pixels(out)[0] - by_hand(linear_model, world.predictors[1])).max() < 1e-6
    assert made.correction == NONE and np.isnan(made.residual_rmse)
    assert gdal.Open(out).GetMetadataItem("TIME_START") == "2020-06-02T00:00:00Z"


def test_a_single_stack_needs_no_date(world, linear_model, out):
    made = downscale_raster(linear_model, [world.stacks[1], world.static], out)
    assert made.valid_pixels == world.truth[0].size


def test_stacks_of_other_dates_may_lack_what_the_model_needs(world, linear_model, tmp_path, out):
    other = make(tmp_path / "stack_20200719.tif", {"ndvi": world.predictors[0]["ndvi"][:20, :20]})
    layers = {name: world.predictors[0][name] for name in ("ndvi", "lst", "elevation")}
    made = downscale_raster(linear_model, [make(tmp_path / "all_20200601.tif", layers), other], out, world.coarse[0])
    assert made.valid_pixels == world.truth[0].size


@pytest.mark.parametrize("arguments, word", [
    ({}, "choose one date with DATE or COARSE"),
    ({"date": "2021-01-01"}, "No predictors have the DATE 2021-01-01"),
    ({"date": "yesterday"}, "DATE .'yesterday'. isn't a date"),
])
def test_a_date_that_is_missing_or_unknown_is_said(world, linear_model, out, arguments, word):
    with pytest.raises(InputError, match=word):
        downscale_raster(linear_model, world.all_predictors, out, **arguments)


def test_a_date_and_a_coarse_raster_of_another_date_contradict(world, linear_model, out):
    with pytest.raises(InputError, match="DATE is 2020-06-01 but the coarse raster .* is dated 2020-06-02"):
        downscale_raster(linear_model, world.all_predictors, out, world.coarse[1], date="2020-06-01")


# --- what is refused -------------------------------------------------------------------------------------------------

def lacking(world, tmp_path):
    layers = {name: world.predictors[0][name] for name in ("ndvi", "elevation")}
    return {"predictors": [make(tmp_path / "a_20200601.tif", layers)]}


def without_a_valid_pixel(world, tmp_path):
    shape = world.truth[0].shape
    return {"predictors": [make(tmp_path / "a_20200601.tif", {n: np.full(shape, np.nan) for n in ("ndvi", "lst")}),
                           world.static]}


def with_undeclared_fill(world, tmp_path):
    layers = {name: world.predictors[0][name].copy() for name in ("ndvi", "lst")}
    layers["lst"][0, 0] = -9999
    return {"predictors": [make(tmp_path / "a_20200601.tif", layers, nodata=None), world.static]}


def test_a_value_that_only_looks_like_a_fill_is_data(world, linear_model, tmp_path, out):
    """32767 within reach of what training saw: a predictor that takes such values is no mistake."""
    model = read_model(linear_model)
    place = model.features.names.index("lst")
    wide = np.array(model.ranges)
    wide[place] = (20000.0, 32000.0)
    layers = {name: world.predictors[0][name].copy() for name in model.features.names}
    layers["lst"] = np.full(layers["lst"].shape, 25000.0)
    layers["lst"][3, 3] = 32767
    stack = make(tmp_path / "a_20200601.tif", layers, nodata=None)
    path = write_model(str(tmp_path / "wide.smdm"), Model(model.fit, model.features, wide, model.about))
    assert downscale_raster(path, [stack], out, residual_correction=NONE).valid_pixels == layers["lst"].size


def elsewhere(world, tmp_path):
    return {"coarse_path": make(tmp_path / "sm_20200601.tif", {"soil_moisture": world.cells[0]}, cell=FACTOR * PIXEL,
                                origin=(-5e6, 2e6))}


def of_another_date(world, tmp_path):
    return {"coarse_path": make(tmp_path / "sm_20210601.tif", {"soil_moisture": world.cells[0]}, cell=FACTOR * PIXEL)}


def in_percent(world, tmp_path):
    return {"coarse_path": make(tmp_path / "sm_20200601.tif", {"soil_moisture": 100 * world.cells[0]},
                                cell=FACTOR * PIXEL)}


@pytest.mark.parametrize("correction", [NONE, KEPT])
@pytest.mark.parametrize("inputs, word", [
    (lacking, r"lacks lst: needed are \[ndvi, lst, elevation\], the stack has \[ndvi, elevation\]"),
    (without_a_valid_pixel, "No pixel of the stack of 2020-06-01"), (with_undeclared_fill, "-9999"),
    (elsewhere, "don't overlap"), (of_another_date, "No date in common"), (in_percent, "percent"),
])
def test_inputs_that_do_not_fit_are_refused_and_leave_nothing(world, linear_model, tmp_path, out, inputs, word,
                                                              correction):
    arguments = {"predictors": world.all_predictors, "coarse_path": world.coarse[0], **inputs(world, tmp_path)}
    with pytest.raises(InputError, match=word) as caught:
        downscale_raster(linear_model, output=out, residual_correction=correction, **arguments)
    assert "\n" not in str(caught.value) and files(tmp_path / "out") == []


def test_a_correction_that_cannot_be_had_is_refused_with_the_reason(world, linear_model, footprint_model, out):
    with pytest.raises(InputError, match="needs the coarse raster"):
        downscale_raster(linear_model, world.all_predictors, out, date="2020-06-01", residual_correction=KEPT)
    with pytest.raises(InputError, match="ill-posed"):
        downscale_raster(footprint_model, world.all_predictors, out, world.coarse[0], residual_correction=KEPT)
    messages = []
    made = downscale_raster(footprint_model, world.all_predictors, out, world.coarse[0], monitor=said(messages))
    assert made.correction != KEPT and "20 km" in "\n".join(messages)


@pytest.mark.parametrize("correction", [NONE, KEPT])
def test_a_full_or_read_only_disk_is_said_and_nothing_is_left(world, linear_model, tmp_path, correction):
    with small_disk(tmp_path / "small", 8) as disk:
        with pytest.raises(OutputError, match="disk"):
            downscale_raster(linear_model, world.all_predictors, str(disk / "map.tif"), world.coarse[0],
                             residual_correction=correction)
        assert files(disk) == []
    with read_only(tmp_path / "fixed") as disk:
        with pytest.raises(OutputError, match="[Rr]ead-only"):
            downscale_raster(linear_model, world.all_predictors, str(disk / "map.tif"), world.coarse[0],
                             residual_correction=correction)


# --- repeatable, in threads, stoppable -------------------------------------------------------------------------------

@pytest.fixture
def small_windows(monkeypatch):
    """Many windows in a small world."""
    from smdownscale_plugin.downscaling import downscale as module
    from smdownscale_plugin.downscaling import window_reader
    monkeypatch.setattr(module, "windows", lambda shape: windows(shape, (30, 11)))
    monkeypatch.setattr(window_reader, "layout", lambda shape, blocks: WindowLayout(windows(shape, (30, 11)), True))


@pytest.mark.parametrize("correction", [NONE, KEPT])
def test_the_same_inputs_give_the_same_bytes_and_two_threads_the_same_map(world, linear_model, tmp_path, small_windows,
                                                                         correction, monkeypatch):
    maps, contents = [], []
    for threads in (1, 1, 2):
        monkeypatch.setattr(pipeline, "thread_count", lambda threads=threads: threads)
        path = tmp_path / "map.tif"
        downscale_raster(linear_model, world.all_predictors, str(path), world.coarse[0], residual_correction=correction)
        maps.append(pixels(path)[0])
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]
    assert np.abs(maps[0] - maps[2]).max() < 1e-6


def test_windows_make_no_difference(world, linear_model, out, small_windows, tmp_path, monkeypatch):
    downscale_raster(linear_model, world.all_predictors, out, world.coarse[0], residual_correction=KEPT)
    pieces = pixels(out)[0]
    monkeypatch.undo()
    downscale_raster(linear_model, world.all_predictors, out, world.coarse[0], residual_correction=KEPT)
    assert np.abs(pixels(out)[0] - pieces).max() < 1e-6


def test_results_come_in_order_and_few_wait_whatever_the_threads_do():
    import time
    parts, under_way, most, finished, lock = windows((40, 40), (4, 4)), [0], [0], [], threading.Lock()

    def work(window):
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(0.0005 * (window.column % 3))
        return window

    def finish(window, result):
        with lock:
            under_way[0] -= 1
        assert result is window
        finished.append(window)
    pipeline.for_each_window(parts, work, finish, Monitor(), threads=3)
    assert finished == parts and most[0] <= 6


def test_an_error_in_a_thread_stops_all_of_them():
    seen = []

    def work(window):
        seen.append(window)
        raise InputError("broken")
    with pytest.raises(InputError, match="broken"):
        pipeline.for_each_window(windows((400, 400), (4, 4)), work, lambda *_: None, Monitor(), threads=2)
    assert len(seen) < 20


@pytest.mark.parametrize("correction", [NONE, KEPT])
@pytest.mark.parametrize("fraction", [0.0, 0.3, 0.7, 0.85, 0.95])
def test_cancel_stops_it_anywhere_and_removes_what_was_written(world, linear_model, out, small_windows, tmp_path,
                                                               correction, fraction):
    reached = [0.0]
    monitor = Monitor(lambda fraction, message="": reached.__setitem__(0, max(reached[0], fraction)),
                      lambda: reached[0] >= fraction)
    with pytest.raises(Cancelled):
        downscale_raster(linear_model, world.all_predictors, out, world.coarse[0], residual_correction=correction,
                         monitor=monitor)
    assert files(tmp_path / "out") == []


def test_a_map_that_was_there_is_kept_until_the_new_one_is_complete(world, linear_model, out, small_windows):
    downscale_raster(linear_model, world.all_predictors, out, world.coarse[0])
    before = open(out, "rb").read()
    with pytest.raises(Cancelled):
        downscale_raster(linear_model, world.all_predictors, out, world.coarse[1],
                         monitor=Monitor(cancelled=lambda: True))
    assert open(out, "rb").read() == before
