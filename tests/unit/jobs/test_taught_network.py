"""METHOD cnn, from files to files: a network that the chosen method teaches across scales."""
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import small_world as sw

from smdownscale_plugin.dependencies import available
from smdownscale_plugin.downscaling.downscale import MapInputs, OutputPaths, downscale
from smdownscale_plugin.downscaling.prediction import WindowPredictor
from smdownscale_plugin.errors import InputError, MissingPackageError
from smdownscale_plugin.jobs import taught_network
from smdownscale_plugin.jobs import train_model as training
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.explain_model import explain_model
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.monitor import SILENT, Monitor
from smdownscale_plugin.rasters import windows
from smdownscale_plugin.rasters.coarse import read_all
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.regression.model_file import read_model
from smdownscale_plugin.regression.networks.convolution_fit import ConvolutionFit
from smdownscale_plugin.samples.aggregated_stacks import aggregated, block_means
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.samples.noise import NoiseEstimate
from smdownscale_plugin.selection.scale_transfer.teaching import School, draw_map
from smdownscale_plugin.selection.scale_transfer.trial import Trial

needs_torch = pytest.mark.skipif(not available("torch"), reason="PyTorch isn't installed")
QUICK = TrainingOptions(method="cnn", threads=1, hyperparameters=json.dumps(
    {"steps": 40, "neurons": 8, "networks": 2, "crop_size": 12}))


@pytest.fixture(autouse=True)
def a_line_teaches(monkeypatch):
    monkeypatch.setattr("smdownscale_plugin.selection.choosing._tried", lambda *_, **__: ["linear"])


def test_means_of_blocks_leave_out_what_is_unknown_and_reach_beyond_the_sides():
    values = np.arange(2 * 5 * 7, dtype=np.float32).reshape(2, 5, 7)
    values[0, 0, 0] = np.nan
    values[1, 3:, 4:] = np.nan
    means = block_means(values, 2)
    assert means.shape == (2, 3, 4)
    assert means[0, 1, 1] == values[0, 2:4, 2:4].mean()
    assert means[1, 0, 0] == pytest.approx(values[1, :2, :2].ravel()[1:].mean())      # unknown in any layer
    assert np.isnan(means[:, 2, 3]).all() and np.isnan(means[:, 2, 0]).sum() == 0


def test_a_stack_of_means_holds_fractions_of_classes_on_the_coarser_grid(tmp_path):
    cover = np.array([[1, 1, 2, 2], [1, 2, 2, 2.0]])
    path = sw.make(tmp_path / "stack.tif", {"wet": cover * 10, "cover": cover}, categorical=("cover",),
                   metadata={"TIME_START": "2020-06-01T00:00:00Z", "TIME_END": "2020-06-02T00:00:00Z"})
    stack, features = open_stacks([path])[0], Features((Feature("wet"), Feature("cover", "", (1, 2))))
    means = aggregated(stack, features, 2, str(tmp_path / "means.tif"))
    assert means.names == ["wet", "cover=1", "cover=2"] and means.period == stack.period
    assert means.grid.cell_size == (2 * sw.PIXEL, 2 * sw.PIXEL)
    with means.open() as reader:
        np.testing.assert_allclose(reader.read(windows.whole((1, 2))),
                                   [[[12.5, 20]], [[0.75, 0]], [[0.25, 1]]])


def test_the_coarser_grid_of_odd_sizes_covers_all_pixels():
    grid = Grid("EPSG:6933", (0.0, 10.0, 0.0, 100.0, 0.0, -10.0), 7, 5).coarsened(3)
    assert grid.shape == (2, 3) and grid.transform == (0.0, 30.0, 0.0, 100.0, 0.0, -30.0)


@needs_torch
def test_a_network_is_taught_and_makes_maps_without_pytorch(world, tmp_path, monkeypatch):
    model, said = str(tmp_path / "cnn.smdm"), []
    report = str(tmp_path / "report.html")
    train_model(world.all_predictors, world.coarse, model, QUICK, report, Monitor(info=said.append))
    about = read_model(model).about
    assert about["method"] == "cnn" and about["taught_by"] == "linear" and about["scale_transfer"]["factor"] == 3
    assert any("at reduced resolution, on means as noisy as pixels" in line for line in said)
    _is_honest_about_whose_figures_these_are(report, about)
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "torch", None)
        assert not available("torch")
        maps = _maps(model, world, tmp_path, patched)
    assert np.corrcoef(maps[0].ravel(), world.truth[0].ravel())[0, 1] > 0.6
    np.testing.assert_allclose(maps[0], maps[1], atol=1e-6)
    again = str(tmp_path / "again.smdm")
    train_model(world.all_predictors, world.coarse, again, QUICK)
    assert open(model, "rb").read() == open(again, "rb").read()
    explanation = explain_model(model, world.all_predictors, world.coarse, str(tmp_path / "table.csv"))
    assert all(np.isfinite(explanation.importance[name].overall).all() for name in explanation.ranked)


@needs_torch
def test_the_pixels_of_a_lesson_are_those_of_its_means(world, tmp_path, monkeypatch):
    lessons, method = [], taught_network.METHOD

    def keeping(samples, *rest):
        lessons.append(samples.scene)
        return method.fit(samples, *rest)
    monkeypatch.setattr(taught_network, "METHOD", replace(method, fit=keeping))
    train_model(world.all_predictors, world.coarse, str(tmp_path / "m.smdm"), QUICK)
    lesson, = lessons
    assert len(lesson.pixels) == len(lesson.images) == len(world.coarse) and lesson.factor == 3
    for means, pixels in zip(lesson.images, lesson.pixels):
        np.testing.assert_allclose(block_means(pixels.x, 3), means.x, rtol=1e-5)
        np.testing.assert_allclose(block_means(pixels.y[None], 3)[0], means.y, rtol=1e-5)


def _is_honest_about_whose_figures_these_are(report, about):
    """The naive split and the figures on held-out cells carry the teacher's name, not the network's."""
    page, teacher = Path(report).read_text(encoding="utf-8"), about["tried"][0]["label"]
    words = re.sub("<[^>]+>", "", page)
    assert f"estimates of {teacher}, which taught it, have a correlation" in words
    assert "The figures on held-out cells, the expected skill" in words and f"are those of {teacher}" in words
    assert f"{about['scale_transfer']['rmse_network']:.4f}" in words
    rows = [row for row in page.split("<tr") if "random split (naive)" in row]
    assert len(rows) == 1 and teacher in rows[0] and "taught by" not in rows[0]


def _maps(model, world, tmp_path, monkeypatch):
    """The same map in the usual windows and in small ones, with its interval and applicability."""
    out = []
    for name, pixels in (("whole", 2 ** 18), ("parts", 2 ** 9)):
        monkeypatch.setattr(windows, "_PIXELS", pixels)
        targets = OutputPaths(*(str(tmp_path / f"{name}_{kind}.tif") for kind in ("map", "interval", "applicable")))
        downscale_raster(model, world.all_predictors, targets, world.coarse[0])
        out.append(sw.pixels(targets.output)[0])
        lower, upper = sw.pixels(targets.interval)[:2]
        known = np.isfinite(out[-1])
        assert (lower[known] < upper[known]).all() and np.isfinite(sw.pixels(targets.applicability)[0][known]).all()
    return out


@needs_torch
def test_auto_takes_a_network_only_where_it_helps_and_time_allows(world, tmp_path, monkeypatch):
    quick = replace(QUICK, method="auto", hyperparameters="", training_minutes=60.0)
    settings = taught_network.METHOD.settings
    for name, value in json.loads(QUICK.hyperparameters).items():
        monkeypatch.setitem(settings, name, replace(settings[name], default=value))
    methods, doubt = {}, taught_network._doubt
    for label, trial, minutes in (("learnt", Trial(0.024, 0.02), 60.0), ("has not learnt", Trial(0.03, 0.02), 60.0),
                                  ("too slow", Trial(0.01, 0.02), 1e-12), ("noise unknown", Trial(0.01, 0.02), 60.0)):
        monkeypatch.setattr(taught_network, "try_one_scale_up", lambda *_, trial=trial: trial)
        monkeypatch.setattr(taught_network, "_doubt", doubt if label == "noise unknown" else lambda *_: "")
        done = train_model(world.all_predictors, world.coarse, str(tmp_path / "m.smdm"),
                           replace(quick, training_minutes=minutes))
        methods[label] = done.model.about["method"]
    assert methods == {"learnt": "cnn", "has not learnt": "linear", "too slow": "linear", "noise unknown": "linear"}


@needs_torch
@pytest.mark.parametrize("documented, dates, said", [(True, 2, "Network: not used"), (False, 1, "Network: not tried")])
def test_where_no_network_is_taken_auto_averages_noisy_predictors_as_it_does_by_default(
        world, tmp_path, monkeypatch, documented, dates, said):
    monkeypatch.setattr(taught_network, "try_one_scale_up", lambda *_: Trial(0.03, 0.02))
    random, stacks, log = np.random.default_rng(3), [], []
    for path in world.stacks[:dates]:
        layers, _ = sw.layers_of(path)
        noisy = {**layers, "ndvi": layers["ndvi"] + 0.1 * random.normal(size=layers["ndvi"].shape)}
        about = {"ndvi": {"NOISE_STD": 0.1}} if documented else None
        stacks.append(sw.make(tmp_path / Path(path).name, noisy, bands=about))
    for name, minutes in (("default", 0.0), ("network", 60.0)):
        train_model([*stacks, world.static], world.coarse[:dates], str(tmp_path / name),
                    TrainingOptions(threads=1, training_minutes=minutes), monitor=Monitor(info=log.append))
    assert list(read_model(str(tmp_path / "default")).averaged) == ["ndvi"]
    assert (tmp_path / "default").read_bytes() == (tmp_path / "network").read_bytes()
    assert sum(line.startswith(said) for line in log) == 1


@pytest.mark.parametrize("noise, doubtful", [
    ({"ndvi": NoiseEstimate(0.1, "dates"), "lst": NoiseEstimate(0.2, "texture", of_texture=True)}, False),
    ({"ndvi": NoiseEstimate(0.0, "static"), "lst": NoiseEstimate(0.2, "texture", of_texture=True)}, True),
    ({"ndvi": NoiseEstimate(None, "unknown"), "lst": NoiseEstimate(0.2, "NOISE_STD")}, False)])
def test_noise_that_only_texture_knows_is_not_enough_for_a_network(noise, doubtful):
    std = np.array([estimate.std or 0.0 for estimate in noise.values()])
    assert bool(taught_network._doubt(SimpleNamespace(noise=noise), std)) == doubtful
    assert taught_network._doubt(SimpleNamespace(noise=noise), 0 * std)        # training was better without it


@needs_torch
def test_an_ensemble_weighs_a_dense_and_a_convolutional_network_by_their_errors(world, tmp_path, monkeypatch):
    monkeypatch.setattr(taught_network, "try_one_scale_up", lambda *_: Trial(0.01, 0.02))
    monkeypatch.setattr(training, "_DENSE", "linear")      # a quick teacher
    path = str(tmp_path / "ensemble.smdm")
    train_model(world.all_predictors, world.coarse, path, replace(QUICK, method="deep_ensemble"))
    model = read_model(path)
    assert model.about["method"] == "deep_ensemble" and model.fit.kind == ["linear", "convolution"]
    assert model.fit.weights == pytest.approx([0.2, 0.8])
    downscale_raster(path, world.all_predictors, OutputPaths(str(tmp_path / "map.tif")), world.coarse[0])
    assert np.corrcoef(sw.pixels(tmp_path / "map.tif")[0].ravel(), world.truth[0].ravel())[0, 1] > 0.6


@needs_torch
def test_what_networks_disagree_about_enters_the_variance_of_the_interval(world, tmp_path):
    path = str(tmp_path / "cnn.smdm")
    train_model(world.all_predictors, world.coarse, path, QUICK)
    model, widths = read_model(path), []
    lone = ConvolutionFit.from_arrays({name: values[:1] if name[:4] in ("kern", "bias", "skip") else values
                                       for name, values in model.fit.arrays().items()}, model.fit.columns)
    for fit in (model.fit, lone):
        with WindowPredictor(replace(model, fit=fit), open_stacks(world.all_predictors)[0], lambda *_: None,
                             variance=True) as predictor:
            widths.append(predictor(predictor.windows[0]).variance)
    assert (widths[0] > widths[1]).all() and not widths[1].any()      # without known noise nothing else varies


def test_auto_by_default_asks_for_no_network():
    assert training.teaching_of(TrainingOptions()) is None


def test_without_pytorch_it_is_said_before_anything_is_read(monkeypatch, tmp_path):
    def missing(name, purpose=""):
        raise MissingPackageError("install torch")
    monkeypatch.setattr("smdownscale_plugin.regression.method.available", lambda name: False)
    monkeypatch.setattr(training, "require", missing)
    with pytest.raises(MissingPackageError, match="install torch"):
        train_model(["nowhere.tif"], ["nowhere.tif"], str(tmp_path / "m.smdm"), QUICK)


def test_pixels_as_large_as_cells_can_not_be_taught(world, tmp_path):
    path = str(tmp_path / "linear.smdm")
    train_model(world.all_predictors, world.coarse, path, TrainingOptions(method="linear", threads=1))
    stack = open_stacks(world.all_predictors)[0]
    as_large = SimpleNamespace(grid=stack.grid)
    model, pairs = read_model(path), [(stack, as_large)]
    with pytest.raises(InputError, match="at least 2 pixels wide"):
        taught_network.taught(model, None, None, None, pairs, taught_network.Teaching({}, True), SILENT)
    kept = taught_network.taught(model, None, None, None, pairs, taught_network.Teaching({}, False), SILENT)
    assert kept.about["method"] == "linear"


def test_means_that_hold_more_of_a_class_than_any_cell_are_drawn(world, tmp_path):
    """A wide footprint sees a little of every class; means of a few pixels hold all of one."""
    path = str(tmp_path / "linear.smdm")
    train_model(world.all_predictors, world.coarse, path, TrainingOptions(method="linear", threads=1))
    model = read_model(path)
    narrow = replace(model, ranges=np.stack([model.ranges.mean(1), model.ranges.mean(1) + 1e-9], 1))
    stack = open_stacks(world.all_predictors)[0]
    coarse = read_all(world.coarse, 1.0, stack.grid)[0]
    school = School([(stack, coarse)], narrow, None, None, None, str(tmp_path))
    drawn = draw_map(school, narrow, stack.select(model.features.names), coarse, "map.tif", SILENT)
    assert np.isfinite(sw.pixels(drawn)[0]).any()
    with pytest.raises(InputError, match="ALLOW_OUTSIDE"):
        downscale(narrow, MapInputs(stack, coarse), OutputPaths(str(tmp_path / "refused.tif")), "none")
