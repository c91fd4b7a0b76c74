"""Corrections are one protocol: a new one is a class and a line; nothing else asks for its name."""
import re
from pathlib import Path

import numpy as np
import pytest
from small_world import FACTOR, PIXEL, block_means, make, pixels, smooth

from smdownscale_plugin.downscaling import correcting
from smdownscale_plugin.downscaling.correcting import (
    KINDS,
    choose_correction,
    chosen_correction,
    make_correction,
    possible_corrections,
)
from smdownscale_plugin.downscaling.correction import Observation, correct_map
from smdownscale_plugin.downscaling.downscale import MapInputs, OutputPaths, downscale
from smdownscale_plugin.downscaling.no_correction import NoCorrection
from smdownscale_plugin.errors import InputError
from smdownscale_plugin.rasters.coarse import read_coarse
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.rasters.windows import whole
from smdownscale_plugin.regression.linear import LinearFit
from smdownscale_plugin.regression.model import Model
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.scaling.corrections import MADE
from smdownscale_plugin.scaling.interpolation import bilinear
from smdownscale_plugin.scaling.upscaling import Upscaling

CELLS = 8
SHAPE = (CELLS * FACTOR, CELLS * FACTOR)
TRUTH = 0.25 + 0.04 * smooth(SHAPE, 3, 9)
PREDICTION = TRUTH + 0.02 * smooth(SHAPE, 4, 30) - 0.01
BUDGET = {"between": 4e-4, "between_corrected": 2e-4, "within": 1e-4, "product_noise_variance": 1e-5}


@pytest.fixture
def files(tmp_path):
    """(stack, coarse, model) whose first guess is PREDICTION."""
    path = make(tmp_path / "guess_20200601.tif", {"guess": PREDICTION}, kind="float64")
    stack = open_stacks([path])[0]
    coarse = read_coarse(make(tmp_path / "sm_20200601.tif", {"soil_moisture": block_means(TRUTH)}, cell=FACTOR * PIXEL))
    model = Model(LinearFit(np.array([1.0]), 0.0, np.array([[0.0, 1.0]])), Features((Feature("guess"),)),
                  np.array([[0.0, 1.0]]), {"error_budget": BUDGET})
    return stack, coarse, model


@pytest.mark.parametrize("name", MADE)
def test_a_map_in_memory_is_the_map_in_the_file_and_the_interval_as_wide_as_the_error(name, files, tmp_path):
    stack, coarse, model = files
    output, interval = str(tmp_path / "map.tif"), str(tmp_path / "interval.tif")
    downscale(model, MapInputs(stack, coarse), OutputPaths(output, interval), name)
    correction = make_correction(name, model, stack, coarse)
    in_memory = correct_map(correction, PREDICTION.astype(np.float32).astype(float))
    assert np.abs(pixels(output)[0] - in_memory).max() < 1e-6

    between = {"none": "between", "mean_preserving": "product_noise_variance", "filtered": "between_corrected"}[name]
    lower, upper = pixels(interval)[:2]
    expected = 1.645 * np.sqrt(BUDGET[between] + BUDGET["within"])
    assert np.abs((upper - lower) / 2 - expected).max() < 1e-6


def test_means_are_kept_by_the_correction_that_promises_it_alone(files):
    stack, coarse, model = files
    off = {name: np.abs(block_means(correct_map(make_correction(name, model, stack, coarse), PREDICTION))
                        - coarse.values).max() for name in MADE}
    assert off["mean_preserving"] < 1e-4 < off["filtered"] < off["none"]


class HalfWay(NoCorrection):
    """Half of the first guess, half of the interpolated coarse product: what a new correction looks like."""

    name = "half_way"
    needs_coarse = True

    def corrected(self, window, prediction):
        observed = self._observation
        return 0.5 * prediction + 0.5 * bilinear(observed.values, observed.upscaling.geometry, window)

    def error_variance(self, window, budget):
        return np.full(window.shape, budget["within"])


def test_a_filtered_map_without_detail_is_the_interpolated_product(files, tmp_path):
    """What interpolation smoothed away may be noise; with detail the residual is given back."""
    stack, coarse, model = files
    between = bilinear(coarse.values, Upscaling(stack.grid, coarse.grid).geometry, whole(SHAPE))
    maps = {}
    for weight in (0.0, 0.5):
        model.about["detail_weights"] = {"filtered": weight}
        path = tmp_path / f"{weight}.tif"
        downscale(model, MapInputs(stack, coarse), OutputPaths(str(path)), "filtered")
        maps[weight] = pixels(path)[0]
    np.testing.assert_allclose(maps[0.0], between, atol=1e-6)
    assert np.abs(maps[0.5] - (between + 0.5 * (PREDICTION - between))).max() > 1e-3


def test_a_new_correction_is_a_class_and_a_line_in_the_registry(files, tmp_path, monkeypatch):
    stack, coarse, model = files
    monkeypatch.setitem(correcting.KINDS, HalfWay.name, HalfWay)
    output, interval = str(tmp_path / "map.tif"), str(tmp_path / "interval.tif")
    made = downscale(model, MapInputs(stack, coarse), OutputPaths(output, interval),
                     choose_correction("half_way", model, True))
    whole = Upscaling(stack.grid, coarse.grid)
    expected = correct_map(HalfWay(Observation(coarse.values, whole)), PREDICTION)
    assert made.correction == "half_way" and np.abs(pixels(output)[0] - expected).max() < 1e-6
    lower, upper = pixels(interval)[:2]
    assert np.abs((upper - lower) / 2 - 1.645 * 0.01).max() < 1e-6
    with pytest.raises(InputError, match="half_way needs the coarse raster"):
        choose_correction("half_way", model, False)


def test_every_correction_that_can_be_asked_for_is_registered():
    assert tuple(KINDS) == MADE
    assert possible_corrections(0.0) == list(MADE) and possible_corrections(33.0) == ["none", "filtered"]


def test_the_residual_without_a_coarse_raster_is_unknown():
    grid = Grid("", (0.0, 1.0, 0.0, 0.0, 0.0, -1.0), 4, 4)
    correction = NoCorrection()
    assert np.array_equal(correct_map(correction, np.full(grid.shape, 0.9)), np.full(grid.shape, 0.75))
    assert np.isnan(correction.solve()).all()


@pytest.mark.parametrize("place", ["downscaling/downscale.py", "downscaling/correcting.py", "downscaling/interval.py",
                                   "selection/variants.py"])
def test_nothing_branches_on_a_corrections_name(place):
    package = Path(correcting.__file__).parents[1]
    text = (package / place).read_text(encoding="utf-8")
    assert not re.findall(r"(?:==|!=|\bin) \(?(?:NONE|MEAN_PRESERVING|FILTERED)\b", text)


@pytest.mark.parametrize("rmse, said", [
    ({"none": 0.03, "mean_preserving": 0.0103, "filtered": 0.0101}, "did best"),
    ({"none": 0.03, "mean_preserving": 0.0101, "filtered": 0.0102}, "about as well .* leaves out the product's noise")])
def test_a_correction_is_called_the_best_only_where_its_figure_is_the_smallest(rmse, said):
    chosen, why = chosen_correction({"scale_up": {"correction": "filtered", "rmse": rmse}})
    assert chosen == "filtered" and re.search(said, why)
