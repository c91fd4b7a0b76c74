"""Train Model as a job, on small worlds: what is learned, dropped and said, what is refused, and that it repeats."""
import shutil

import numpy as np
import pytest
from limited_disks import files, read_only, small_disk
from listening import Listener
from small_world import FACTOR, PIXEL, block_means, make, pixels, write_world

from smdownscale_plugin.errors import Cancelled, InputError, OutputError
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.regression.model_file import read_model
from smdownscale_plugin.samples.from_coarse_cells import sample_product
from smdownscale_plugin.selection import choosing

LINEAR = TrainingOptions(method="linear")


def train(world, tmp_path, options=LINEAR, predictors=None, coarse=None, **arguments):
    """(Trained, Listener)"""
    listener = Listener()
    trained = train_model(predictors or world.all_predictors, coarse or world.coarse, str(tmp_path / "model.smdm"),
                          options, monitor=listener.monitor, **arguments)
    return trained, listener


# --- what is learned -------------------------------------------------------------------------------------------------

def test_samples_hold_block_means_beside_the_coarse_value_of_the_same_date(world):
    from smdownscale_plugin.rasters.coarse import read_all
    samples, cells = sample_product(open_stacks(world.all_predictors), read_all(world.coarse), 0.0, 0.5)
    assert len(samples) == 2 * 64
    for k in range(2):
        rows = samples.date == k
        place = cells.row[rows], cells.column[rows]
        assert np.allclose(samples.y[rows], world.cells[k][place], atol=1e-7)
        for column, name in enumerate(samples.features.columns):
            assert np.allclose(samples.x[rows, column], block_means(world.predictors[k][name])[place], rtol=1e-5), name


def test_a_linear_world_is_learned_exactly(tmp_path):
    """Means of a linear function are the function of the means: coefficients come back."""
    world = write_world(tmp_path, dates=2, cells=8, noise=0.0)
    for k in range(2):
        layers = {name: pixels(world.stacks[k])[i] for i, name in enumerate(("ndvi", "lst"))}
        truth = 0.2 + 0.3 * layers["ndvi"] - 0.002 * (layers["lst"] - 300)
        make(world.coarse[k], {"soil_moisture": block_means(truth)}, cell=FACTOR * PIXEL)
    trained, _ = train(world, tmp_path, TrainingOptions(method="linear", hyperparameters='{"alpha": 1e-6}'),
                       predictors=world.stacks)
    x = np.array([[0.4, 300.0], [0.5, 300.0], [0.4, 302.0]], np.float32)
    assert np.allclose(trained.model.predict(x), [0.32, 0.35, 0.316], atol=1e-4)
    assert trained.cv_r > 0.99 and trained.cv_rmse < 5e-3       # held-out blocks reach beyond the range of the others


def test_the_model_file_tells_what_is_needed_to_repeat_it(world, tmp_path):
    trained, _ = train(world, tmp_path)
    about = read_model(str(tmp_path / "model.smdm")).about
    assert about["method"] == "linear" and about["seed"] == 0 and about["samples"] == trained.n_samples == 128
    assert [d["TIME_START"][:10] for d in about["dates"]] == world.dates
    assert about["coarse_grid"]["shape"] == [8, 8] and about["footprint_km"] == 0
    assert about["hyperparameters"] == {"linear": {"alpha": 1.0}} and about["versions"]["numpy"] == np.__version__
    assert about["validation"]["buffer_km"] >= 9 and {"r", "rmse", "bias"} <= set(about["random_split"])


def test_the_log_and_report_compare_the_honest_with_the_naive_validation(world, tmp_path):
    _, listener = train(world, tmp_path, report=str(tmp_path / "report.html"))
    assert "spatial_blocks, buffer" in listener.text and "naive random split" in listener.text
    assert "against the coarse product" in listener.text and "bilinear" in listener.text
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "not accuracy" in report and "random split (naive)" in report
    assert files(tmp_path) == ["model.smdm", "report.html"]


@pytest.fixture
def few_methods(monkeypatch):
    """Auto has to choose between two methods, which is quick."""
    pytest.importorskip("lightgbm")
    monkeypatch.setattr(choosing, "_ALWAYS", ("linear", "lightgbm"))
    monkeypatch.setattr(choosing, "_WHEN_SMALL", ())


def test_auto_takes_a_method_at_hand_and_says_why(world, tmp_path, few_methods):
    trained, listener = train(world, tmp_path, TrainingOptions(hyperparameters='{"lightgbm": {"n_estimators": 12}}'))
    assert trained.model.about["method"] in ("linear", "lightgbm", "linear+lightgbm") and "Chosen: " in listener.text


# --- determinism -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("method", ["linear", "random_forest", "lightgbm", "auto"])
def test_the_same_inputs_and_seed_give_the_same_bytes_and_two_threads_the_same_map(world, tmp_path, method,
                                                                                   few_methods):
    if method in ("random_forest", "lightgbm"):
        pytest.importorskip({"random_forest": "sklearn"}.get(method, method))
    settings = {"linear": "", "auto": '{"lightgbm": {"n_estimators": 12}}'}.get(method, '{"n_estimators": 12}')
    contents, predictions = [], []
    x = np.random.default_rng(0).normal((0.4, 300, 300), (0.1, 4, 80), (500, 3)).astype(np.float32)
    for threads in (1, 1, 2):
        options = TrainingOptions(method=method, hyperparameters=settings, seed=3, threads=threads)
        trained, _ = train(world, tmp_path, options)
        contents.append((tmp_path / "model.smdm").read_bytes())
        predictions.append(trained.model.predict(x))
    assert contents[0] == contents[1]
    assert np.abs(predictions[0] - predictions[2]).max() < 1e-6


def test_bands_in_another_order_give_the_same_predictions(world, tmp_path):
    turned = []
    for k, path in enumerate(world.stacks):
        layers = world.predictors[k]
        turned.append(make(tmp_path / path.rsplit("/", 1)[1], {n: layers[n] for n in ("lst", "elevation", "ndvi")}))
    first, _ = train(world, tmp_path)
    second, _ = train(world, tmp_path, predictors=turned)
    x = np.array([[0.5, 298.0, 250.0], [0.3, 305.0, 400.0]], np.float32)
    assert second.model.features.names == ["lst", "elevation", "ndvi"]
    assert np.allclose(first.model.predict(x), second.model.predict(np.ascontiguousarray(x[:, [1, 2, 0]])), atol=1e-6)


# --- what is dropped, and said ---------------------------------------------------------------------------------------

def test_cells_without_enough_valid_predictors_are_dropped_and_counted(world, tmp_path):
    layers = {name: world.predictors[0][name].copy() for name in ("ndvi", "lst")}
    layers["ndvi"][:9, :9] = np.nan                     # one cell empty, one with a third, one with half of its pixels
    layers["lst"][:6, 9:18] = np.nan
    layers["lst"][9:18, :4] = np.nan
    gappy = make(tmp_path / "stack_20200601.tif", layers)
    for coverage, expected in ((0.5, 2), (0.3, 1), (0.56, 3), (1.0, 3)):
        trained, listener = train(world, tmp_path, TrainingOptions(method="linear", min_coverage=coverage),
                                  predictors=[gappy, world.static], coarse=world.coarse[:1])
        assert trained.n_samples == 64 - expected, coverage
        assert f"{expected} cells without enough valid predictors" in listener.text


def test_a_constant_predictor_is_dropped_with_a_warning(world, tmp_path):
    flat = make(tmp_path / "flat.tif", {"flat": np.full(world.truth[0].shape, 3.7)})
    trained, listener = train(world, tmp_path, predictors=[*world.all_predictors, flat])
    assert "constant: flat" in "\n".join(listener.warned)
    assert "flat" not in trained.model.features.names and len(trained.model.features.names) == 3
    with pytest.raises(InputError, match="All predictors are constant"):
        train(world, tmp_path, predictors=[flat], coarse=world.coarse[:1])


def test_nan_and_infinities_in_predictors_are_gaps(world, tmp_path):
    layers = {name: world.predictors[0][name].copy() for name in ("ndvi", "lst")}
    layers["ndvi"][:9, :9], layers["lst"][9:18, 9:18] = np.nan, np.inf
    layers["lst"][20, 30] = -np.inf
    path = make(tmp_path / "stack_20200601.tif", layers, nodata=None)
    trained, _ = train(world, tmp_path, predictors=[path, world.static], coarse=world.coarse[:1])
    assert trained.n_samples == 62


def test_values_that_cannot_be_soil_moisture_are_dropped_and_counted(world, tmp_path):
    values = world.cells[0].copy()
    values[0, :3] = 1.4, -0.1, np.nan
    path = make(tmp_path / "sm_20200601.tif", {"soil_moisture": values}, cell=FACTOR * PIXEL)
    trained, listener = train(world, tmp_path, coarse=[path])
    assert trained.n_samples == 61 and "2 cells with values outside 0 to 1" in listener.text


def test_dates_without_a_partner_and_static_files_are_said(world, tmp_path):
    lonely = make(tmp_path / "sm_20200719.tif", {"soil_moisture": world.cells[0]}, cell=FACTOR * PIXEL)
    trained, listener = train(world, tmp_path, coarse=[*world.coarse, lonely])
    assert trained.n_samples == 128 and "2020-07-19" in "\n".join(listener.warned)
    assert f"static (no date in the file's name or metadata): {world.static}" in listener.text


def test_a_predictor_of_other_dates_than_the_coarse_rasters_is_left_out_with_a_warning(world, tmp_path):
    """Surface temperature of the year before: the model must not do without it in silence."""
    files = [make(tmp_path / f"{name}_{year}06{k + 1:02d}.tif", {name: layers[name]})
             for k, layers in enumerate(world.predictors) for name, year in (("ndvi", 2020), ("lst", 2019))]
    for used in ("", "ndvi, elevation"):
        trained, listener = train(world, tmp_path, TrainingOptions("linear", predictors_used=used),
                                  [*files, world.static])
        assert trained.model.features.names == ["ndvi", "elevation"]
        assert [line for line in listener.warned if "the predictor lst" in line and "2019-06-01 to 2019-06-02" in line
                ] == listener.warned and len(listener.warned) == (not used)


def test_a_date_without_any_soil_moisture_is_left_out_with_a_warning(world, tmp_path):
    """SMAP passes every other day: an empty raster among many is no error, nothing but empty ones is."""
    empty = make(tmp_path / "sm_20200603.tif", {"soil_moisture": np.full((8, 8), np.nan)}, cell=FACTOR * PIXEL)
    trained, listener = train(world, tmp_path, coarse=[*world.coarse, empty])
    assert trained.n_samples == 128 and "1 of 3 coarse rasters hold no valid value" in "\n".join(listener.warned)
    with pytest.raises(InputError, match="no valid value"):
        train(world, tmp_path, coarse=[empty])


def test_a_categorical_predictor_is_used_as_shares_of_classes(tmp_path):
    world = write_world(tmp_path, dates=1, cells=10, categorical=True)
    trained, _ = train(world, tmp_path)
    features = trained.model.features
    assert [f.classes for f in features.features if f.name == "landcover"] == [(1, 2, 3)]
    from smdownscale_plugin.rasters.coarse import read_all
    samples, cells = sample_product(open_stacks(world.all_predictors), read_all(world.coarse), 0.0, 0.5)
    column = samples.features.columns.index("landcover=2")
    share = block_means((world.predictors[0]["landcover"] == 2).astype(float))
    assert np.allclose(samples.x[:, column], share[cells.row, cells.column], atol=1e-6)


def test_percent_with_its_scale_is_the_same_model(world, tmp_path):
    percent = [make(tmp_path / f"sm_{date.replace('-', '')}.tif", {"soil_moisture": 100 * cells}, cell=FACTOR * PIXEL)
               for date, cells in zip(world.dates, world.cells)]
    first, _ = train(world, tmp_path)
    second, _ = train(world, tmp_path, TrainingOptions(method="linear", coarse_scale=0.01), coarse=percent)
    x = np.array([[0.5, 298.0, 250.0]], np.float32)
    assert np.allclose(first.model.predict(x), second.model.predict(x), atol=1e-6)


def test_a_global_coarse_raster_is_as_good_as_a_cut_one(world, tmp_path):
    values = np.full((60, 70), np.nan)
    values[20:28, 30:38] = world.cells[0]
    origin = (1_000_000.0 - 30 * FACTOR * PIXEL, 5_000_000.0 + 20 * FACTOR * PIXEL)
    large = make(tmp_path / "sm_20200601.tif", {"soil_moisture": values}, cell=FACTOR * PIXEL, origin=origin)
    first, _ = train(world, tmp_path, coarse=world.coarse[:1])
    second, _ = train(world, tmp_path, coarse=[large])
    x = np.array([[0.5, 298.0, 250.0]], np.float32)
    assert second.n_samples == 64 and np.allclose(first.model.predict(x), second.model.predict(x), atol=1e-6)


# --- what is refused -------------------------------------------------------------------------------------------------

def elsewhere(world, tmp_path):
    return {"coarse": [make(tmp_path / "sm_20200601.tif", {"soil_moisture": world.cells[0]}, cell=FACTOR * PIXEL,
                            origin=(9_000_000.0, 2_000_000.0))]}


def beside(world, tmp_path):
    return {"coarse": [make(tmp_path / "sm_20200601.tif", {"soil_moisture": world.cells[0]}, cell=FACTOR * PIXEL,
                            origin=(1_000_000.0 + 9 * FACTOR * PIXEL, 5_000_000.0))]}


def without_a_crs(world, tmp_path):
    return {"coarse": [make(tmp_path / "sm_20200601.tif", {"soil_moisture": world.cells[0]}, cell=FACTOR * PIXEL,
                            crs=None)]}


def other_date(world, tmp_path):
    return {"coarse": [make(tmp_path / "sm_20210101.tif", {"soil_moisture": world.cells[0]}, cell=FACTOR * PIXEL)]}


def percent(world, tmp_path):
    values = {"soil_moisture": 100 * world.cells[0]}
    return {"coarse": [make(tmp_path / "sm_20200601.tif", values, cell=FACTOR * PIXEL)]}


def few_cells(world, tmp_path):
    values = np.full((8, 8), np.nan)
    values[:2] = world.cells[0][:2]
    return {"coarse": [make(tmp_path / "sm_20200601.tif", {"soil_moisture": values}, cell=FACTOR * PIXEL)]}


def empty_predictors(world, tmp_path):
    shape = world.truth[0].shape
    return {"predictors": [make(tmp_path / "stack_20200601.tif", {"ndvi": np.full(shape, np.nan)})],
            "coarse": world.coarse[:1]}


def undeclared(world, tmp_path):
    ndvi = world.predictors[0]["ndvi"].copy()
    ndvi[3, 4] = -9999
    return {"predictors": [make(tmp_path / "stack_20200601.tif", {"ndvi": ndvi}, nodata=None)],
            "coarse": world.coarse[:1]}


def differing_predictors(world, tmp_path):
    less = {"ndvi": world.predictors[1]["ndvi"]}
    return {"predictors": [world.stacks[0], make(tmp_path / "stack_20200602.tif", less)]}


def differing_first(world, tmp_path):
    less = {"ndvi": world.predictors[0]["ndvi"]}
    return {"predictors": [make(tmp_path / "stack_20200601.tif", less), world.stacks[1]]}


def differing_grids(world, tmp_path):
    layers = {name: world.predictors[1][name][:63, :63] for name in ("ndvi", "lst")}
    return {"predictors": [world.stacks[0], make(tmp_path / "stack_20200602.tif", layers)]}


def many_classes(world, tmp_path):
    values = np.arange(world.truth[0].size).reshape(world.truth[0].shape) % 100
    return {"predictors": [*world.stacks, make(tmp_path / "soil.tif", {"soil": values}, categorical=("soil",))]}


def coarser_than_coarse(world, tmp_path):
    return {"predictors": [make(tmp_path / "a_20200601.tif", {"a": world.cells[0]}, cell=20 * PIXEL)]}


@pytest.mark.parametrize("inputs, word", [
    (elsewhere, "don't overlap"), (beside, "don't overlap|share no valid pixel"), (other_date, "No date in common"),
    (without_a_crs, "sm_20200601.tif has no CRS, but the predictors have EPSG:6933"),
    (percent, "percent: set COARSE_SCALE to 0.01"), (few_cells, r"Only 16 values .* \(1 date\)"),
    (empty_predictors, "share no valid pixel"), (undeclared, "-9999, which isn't declared"),
    (differing_predictors, r"lacks lst: needed are \[ndvi, lst\], the stack has \[ndvi\]"),
    (differing_first, r"2020-06-01 lacks lst: needed are \[ndvi, lst\], the stack has \[ndvi\]"),
    (differing_grids, "aren't on the grid"), (many_classes, "categorical"), (coarser_than_coarse, "isn't finer"),
])
def test_inputs_that_do_not_fit_are_refused_in_one_sentence_and_leave_nothing(world, tmp_path, inputs, word):
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match=word) as caught:
        train(world, tmp_path / "out", report=str(tmp_path / "out" / "report.html"), **inputs(world, tmp_path / "in"))
    message = str(caught.value)
    assert "\n" not in message and message.endswith((".", "?"))
    assert files(tmp_path / "out") == []


@pytest.mark.parametrize("options, word", [
    ({"method": "magic"}, "no method 'magic'"), ({"hyperparameters": "n=3"}, "isn't JSON"),
    ({"hyperparameters": '{"beta": 1}'}, "no setting 'beta'"),
    ({"method": "auto", "hyperparameters": '{"alpha": 1}'}, "auto"),
    ({"min_coverage": 0.0}, "MIN_COVERAGE"), ({"min_coverage": 1.5}, "MIN_COVERAGE"),
])
def test_options_that_cannot_be_are_refused(world, tmp_path, options, word):
    with pytest.raises(InputError, match=word):
        train(world, tmp_path, TrainingOptions(**{"method": "linear", **options}))
    assert files(tmp_path) == []


def test_one_date_cannot_be_left_out(world, tmp_path):
    with pytest.raises(InputError, match="at least two dates"):
        train(world, tmp_path, TrainingOptions(method="linear", validation="leave_period_out"), coarse=world.coarse[:1])
    trained, listener = train(world, tmp_path, TrainingOptions(method="linear", validation="leave_period_out"))
    assert trained.n_samples == 128 and "leave_period_out" in listener.text


@pytest.mark.parametrize("fraction", [0.02, 0.1, 0.2, 0.3])
def test_cancel_stops_it_anywhere_and_leaves_nothing(world, tmp_path, fraction):
    listener = Listener(cancel_at=fraction)
    with pytest.raises(Cancelled):
        train_model(world.all_predictors, world.coarse, str(tmp_path / "model.smdm"), LINEAR,
                    report=str(tmp_path / "report.html"), monitor=listener.monitor)
    assert files(tmp_path) == []


def test_progress_runs_from_nothing_to_all_and_never_back(world, tmp_path):
    _, listener = train(world, tmp_path)
    assert listener.fractions == sorted(listener.fractions)
    assert listener.fractions[0] < 0.1 and listener.fractions[-1] == 1.0 and len(set(listener.fractions)) >= 5


def test_a_folder_that_cannot_be_written_is_said(world, tmp_path):
    with read_only(tmp_path / "disk") as disk:
        with pytest.raises(OutputError, match="[Rr]ead-only"):
            train(world, disk)


def test_a_full_disk_leaves_neither_model_nor_report(world, tmp_path):
    with small_disk(tmp_path / "disk", 200) as disk:
        trained, _ = train(world, tmp_path, report=str(tmp_path / "report.html"))
        room = (tmp_path / "report.html").stat().st_size
        (disk / "other").write_bytes(bytes(200 * 1024 - room // 4096 * 4096 - 4096))
        with pytest.raises(OutputError, match="disk is full"):
            train(world, disk, report=str(disk / "report.html"))
        assert files(disk) == ["other"]
        assert trained.n_samples == 128


def test_the_model_may_be_read_where_it_was_copied(linear_model, tmp_path):
    copy = shutil.copy(linear_model, tmp_path / "copy.smdm")
    assert read_model(str(copy)).features.names == read_model(linear_model).features.names


def test_forward_in_time_has_the_error_of_a_drift_that_the_past_cannot_know(tmp_path):
    """Soil moisture rises by .02 a date for a reason that no predictor shows: date k is (k + 1) / 2 steps above the
    mean of those before it."""
    world = write_world(tmp_path / "drift", dates=6, cells=8, noise=0.001)
    for k in range(6):
        make(world.coarse[k], {"soil_moisture": world.cells[k] + 0.02 * k}, cell=FACTOR * PIXEL)
    trained, listener = train(world, tmp_path, TrainingOptions(method="linear", validation="forward_in_time"),
                              report=str(tmp_path / "report.html"))
    steps = [(k + 1) / 2 for k in range(1, 6)]
    assert trained.cv_rmse == pytest.approx(0.02 * np.sqrt(np.mean(np.square(steps))), rel=0.1)
    assert "saw the dates before it only" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "forward_in_time" in listener.text
