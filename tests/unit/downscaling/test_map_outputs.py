"""What comes beside a map: its interval, where not to trust it, and the filtered residual correction."""
import numpy as np
import pytest
from limited_disks import files, small_disk
from osgeo import gdal
from small_world import FACTOR, PIXEL, block_means, in_blocks, make, pixels, write_world

from smdownscale_plugin.downscaling import downscale, window_reader
from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.errors import Cancelled, InputError, OutputError
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.downscale_series import downscale_series
from smdownscale_plugin.jobs.map_options import MapOptions
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.windows import WindowLayout, windows
from smdownscale_plugin.regression.model import Model
from smdownscale_plugin.regression.model_file import read_model, write_model
from smdownscale_plugin.reports import plots


@pytest.fixture
def targets(tmp_path):
    """All outputs of a map, in a folder of their own."""
    (tmp_path / "out").mkdir()
    return OutputPaths(*(str(tmp_path / "out" / f"{name}.tif") for name in ("map", "interval", "applicability")))


@pytest.mark.parametrize("correction", ["none", "mean_preserving", "filtered"])
def test_the_interval_holds_the_map_and_says_how_far_to_trust_it(world, linear_model, targets, correction):
    downscale_raster(linear_model, world.all_predictors, targets, world.coarse[0],
                     options=MapOptions(residual_correction=correction))
    (lower, upper, width), values = pixels(targets.interval), pixels(targets.output)[0]
    np.testing.assert_allclose(width, upper - lower, atol=1e-6)
    assert (lower <= values + 1e-6).all() and (values <= upper + 1e-6).all() and (upper > lower).any()
    dataset = gdal.Open(targets.interval)
    assert [dataset.GetRasterBand(k).GetDescription() for k in (1, 2)] == ["lower", "upper"]
    assert "not calibrated" in dataset.GetMetadataItem("CALIBRATION") and lower.min() >= 0


def test_more_outputs_do_not_change_the_map(world, linear_model, targets, tmp_path):
    alone = str(tmp_path / "alone.tif")
    for correction in ("none", "mean_preserving", "filtered"):
        downscale_raster(linear_model, world.all_predictors, targets, world.coarse[0],
                         options=MapOptions(residual_correction=correction))
        downscale_raster(linear_model, world.all_predictors, OutputPaths(alone), world.coarse[0],
                         options=MapOptions(residual_correction=correction))
        assert np.allclose(pixels(targets.output), pixels(alone), atol=1e-6)


def test_gaps_are_gaps_in_all_outputs(world, linear_model, targets, tmp_path):
    layers = {name: world.predictors[0][name].copy() for name in ("ndvi", "lst")}
    layers["lst"][10:20, 30:35] = np.nan
    path = make(tmp_path / "stack_20200601.tif", layers)
    downscale_raster(linear_model, [path, world.static], targets, world.coarse[0])
    gap = np.isnan(layers["lst"])
    for output in (targets.output, targets.interval, targets.applicability):
        assert all(np.array_equal(np.isnan(band), gap) for band in pixels(output)), output


def test_conditions_that_training_never_saw_are_not_applicable(world, linear_model, targets, tmp_path):
    layers = {name: world.predictors[0][name].copy() for name in ("ndvi", "lst")}
    layers["lst"][:20, :20] += 40                           # hotter than any soil of training
    path = make(tmp_path / "stack_20200601.tif", layers)
    made = downscale_raster(linear_model, [path, world.static], targets, world.coarse[0])
    applicable, dissimilarity = pixels(targets.applicability)
    assert set(np.unique(applicable)) == {0.0, 1.0}
    assert (applicable[:20, :20] == 0).all() and (applicable[25:, 25:] == 1).mean() > 0.6
    assert dissimilarity[:20, :20].min() > np.median(dissimilarity[25:, 25:])
    assert made.outside_percent > 100 * 400 / 5184


def test_pixels_beyond_the_cell_means_are_told_from_conditions_that_training_never_saw(world, linear_model, targets,
                                                                                       tmp_path):
    trained = downscale_raster(linear_model, [world.stacks[0], world.static], targets, world.coarse[0])
    assert trained.outside_percent > 5 and trained.new_percent < 1      # its own pixels vary more than means of cells

    layers = {name: world.predictors[0][name].copy() for name in ("ndvi", "lst")}
    layers["lst"][:20, :20] += 40
    path, said = make(tmp_path / "stack_20200601.tif", layers), []
    hot = downscale_raster(linear_model, [path, world.static], OutputPaths(str(tmp_path / "hot.tif")), world.coarse[0],
                           monitor=Monitor(info=said.append))
    share = 100 * 400 / np.isfinite(pixels(tmp_path / "hot.tif")).sum()
    assert hot.newest == "lst" and share <= hot.new_percent < share + 1
    sentence = f"{hot.new_percent:.1f} % of them with conditions that no pixel had in training (mostly lst)"
    assert sentence in " ".join(said)


def test_a_model_file_without_ranges_of_pixels_counts_by_those_of_its_rows(world, linear_model, tmp_path):
    model, said = read_model(linear_model), []
    del model.about["pixel_ranges"]
    write_model(str(tmp_path / "older.smdm"), model)
    made = downscale_raster(str(tmp_path / "older.smdm"), [world.stacks[0], world.static],
                            OutputPaths(str(tmp_path / "map.tif")), world.coarse[0], monitor=Monitor(info=said.append))
    assert np.isnan(made.new_percent) and "outside the training range of at least one predictor" in " ".join(said)


def test_a_class_that_training_never_saw_is_not_applicable(tmp_path, targets):
    world = write_world(tmp_path / "world", dates=1, cells=10, categorical=True)
    model = str(tmp_path / "model.smdm")
    train_model(world.all_predictors, world.coarse, model, TrainingOptions(method="linear"))
    static = {name: world.predictors[0][name].copy() for name in ("elevation", "landcover")}
    static["landcover"][30:40, 30:40] = 17
    path = make(tmp_path / "static.tif", static, categorical=("landcover",))
    downscale_raster(model, [world.stacks[0], path], targets, world.coarse[0])
    assert (pixels(targets.applicability)[0][30:40, 30:40] == 0).all()


def test_an_old_model_file_that_cannot_give_an_output_says_so(world, linear_model, targets, tmp_path):
    full = read_model(linear_model)
    about = {key: value for key, value in full.about.items() if key != "error_budget"}
    old = write_model(str(tmp_path / "old.smdm"), Model(full.fit, full.features, full.ranges, about))
    for wanted, word in ((OutputPaths(targets.output, interval=targets.interval), "no INTERVAL"),
                         (OutputPaths(targets.output, applicability=targets.applicability), "APPLICABILITY can")):
        with pytest.raises(InputError, match=word):
            downscale_raster(old, world.all_predictors, wanted, world.coarse[0])
    downscale_raster(old, world.all_predictors, OutputPaths(targets.output), world.coarse[0])
    assert files(tmp_path / "out") == ["map.tif"]


# --- all outputs or none ---------------------------------------------------------------------------------------------

@pytest.mark.parametrize("fraction", [0.0, 0.5, 0.82, 0.95])
def test_cancel_leaves_none_of_the_outputs(world, linear_model, targets, tmp_path, fraction, monkeypatch):
    monkeypatch.setattr(downscale, "windows", lambda shape: windows(shape, (30, 11)))
    monkeypatch.setattr(window_reader, "layout", lambda shape, blocks: WindowLayout(windows(shape, (30, 11)), True))
    reached = [0.0]
    monitor = Monitor(lambda fraction, message="": reached.__setitem__(0, max(reached[0], fraction)),
                      lambda: reached[0] >= fraction)
    with pytest.raises(Cancelled):
        downscale_raster(linear_model, world.all_predictors, targets, world.coarse[0],
                         options=MapOptions(residual_correction="mean_preserving"), monitor=monitor)
    assert files(tmp_path / "out") == []


@pytest.mark.parametrize("small", ["output", "interval", "applicability"])
def test_when_one_output_does_not_fit_on_its_disk_no_other_is_left(world, linear_model, targets, tmp_path, small):
    with small_disk(tmp_path / "disk", 8) as disk:
        (disk / "other").write_bytes(bytes(8192))
        paths = {name: getattr(targets, name) for name in ("output", "interval", "applicability")}
        paths[small] = str(disk / "small.tif")
        with pytest.raises(OutputError) as caught:
            downscale_raster(linear_model, world.all_predictors, OutputPaths(**paths), world.coarse[0],
                             options=MapOptions(residual_correction="mean_preserving"))
        assert f"Can't write {paths[small]}" in str(caught.value) and ".part" not in str(caught.value)
        assert files(disk) == ["other"]
    assert files(tmp_path / "out") == []


# --- filtered --------------------------------------------------------------------------------------------------------

def mapped(model, world, coarse, correction, targets):
    made = downscale_raster(model, world.all_predictors, OutputPaths(targets.output), coarse, date=world.dates[0],
                            options=MapOptions(residual_correction=correction))
    assert made.correction == correction
    return pixels(targets.output)[0]


def coarse_of(tmp_path, values):
    return make(tmp_path / "sm_20200601.tif", {"soil_moisture": values}, cell=FACTOR * PIXEL)


def test_a_bias_of_the_model_is_given_back_whole(world, linear_model, targets, tmp_path):
    plain = mapped(linear_model, world, world.coarse[0], "none", targets)
    coarse = coarse_of(tmp_path, block_means(plain) + 0.05)
    assert np.abs(mapped(linear_model, world, coarse, "filtered", targets) - plain - 0.05).max() < 2e-3


def test_noise_of_the_product_stays_out_of_the_filtered_map(world, linear_model, targets, tmp_path):
    """White noise of 0.05 m3/m3 in the product: keeping means repeats it, filtering drops much of it (what is left
    is in the interpolation that the map leans on where detail is uncertain)."""
    noise = 0.05 * np.random.default_rng(0).normal(size=(8, 8))
    plain = mapped(linear_model, world, world.coarse[0], "none", targets)
    coarse = coarse_of(tmp_path, np.clip(block_means(plain) + noise, 0.01, 0.7))
    off = {kind: np.sqrt(np.mean((mapped(linear_model, world, coarse, kind, targets) - plain) ** 2))
           for kind in ("filtered", "mean_preserving")}
    assert off["mean_preserving"] > 0.04 and off["filtered"] < 0.6 * off["mean_preserving"]


def test_a_smooth_error_of_the_model_is_mostly_given_back(tmp_path, targets):
    world = write_world(tmp_path / "world", dates=1, cells=14)
    model = str(tmp_path / "model.smdm")
    train_model(world.all_predictors, world.coarse, model, TrainingOptions(method="linear"))
    plain = mapped(model, world, world.coarse[0], "none", targets)
    rows, columns = np.meshgrid(*(np.linspace(0, 2 * np.pi, 14),) * 2, indexing="ij")
    error = 0.04 * np.sin(rows) * np.cos(columns)
    coarse = coarse_of(tmp_path, block_means(plain) + error)
    given = block_means(mapped(model, world, coarse, "filtered", targets) - plain)
    assert np.corrcoef(given.ravel(), error.ravel())[0, 1] > 0.98
    assert np.sqrt(np.mean((given - error) ** 2)) < 0.3 * error.std()


# --- the report of a series ------------------------------------------------------------------------------------------

@pytest.mark.parametrize("stored", [{}, {"scale": 0.5, "offset": 3.0}])
def test_coarse_and_fine_panels_of_the_series_report_show_m3_m3_on_one_colour_scale(world, tmp_path, monkeypatch,
                                                                                   stored):
    quality = np.full(world.cells[0].shape, 7.0)
    values = (100 * world.cells[0] - stored.get("offset", 0)) / stored.get("scale", 1)
    percent = make(tmp_path / "percent_20200601.tif", {"quality": quality, "soil_moisture": values},
                   cell=FACTOR * PIXEL, bands={"soil_moisture": stored})
    model = str(tmp_path / "percent.smdm")
    train_model(world.all_predictors, [percent], model, TrainingOptions(method="linear", coarse_scale=0.01))
    drawn = []
    monkeypatch.setattr(plots, "maps", lambda *arguments: drawn.append(arguments))
    made = downscale_series(model, world.all_predictors, str(tmp_path / "maps"), [percent],
                            options=MapOptions(residual_correction="none"), report=str(tmp_path / "report.html"))
    (rows, _titles, scales), = drawn
    (_, (coarse,)), (_, (fine,)) = rows
    assert scales == ["soil_moisture"]
    assert np.allclose(coarse, in_blocks(world.cells[0]), atol=1e-6)
    assert np.allclose(fine, pixels(made.paths[0])[0], atol=1e-6)
