"""What is said once of maps whose inputs look wrong though nothing forbids them; usual maps give no warning."""
from dataclasses import replace

import numpy as np
import pytest
from small_world import FACTOR, PIXEL, make, pixels

from smdownscale_plugin.downscaling import coarse_cover
from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.downscale_series import downscale_series
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.coarse import read_coarse
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.rasters.windows import whole, windows
from smdownscale_plugin.regression.model_file import read_model, write_model
from smdownscale_plugin.scaling.geometry import CellGeometry


def warnings_of(model, predictors, coarse, tmp_path):
    """(warnings, lines of the log) of a series."""
    warned, said = [], []
    downscale_series(model, predictors, str(tmp_path / "maps"), coarse,
                     monitor=Monitor(warn=warned.append, info=said.append))
    return warned, said


def changed(world, tmp_path, **layers):
    """The predictors with other values under these names, on all dates."""
    out = []
    for path, known in zip([*world.stacks, world.static], [*world.predictors, world.predictors[0]]):
        names = describe(path).names
        out.append(make(tmp_path / path.rpartition("/")[2], {name: layers.get(name, known[name]) for name in names}))
    return out


def test_usual_maps_and_dry_days_give_no_warning(world, linear_model, tmp_path):
    warned, said = warnings_of(linear_model, world.all_predictors, world.coarse, tmp_path)
    assert not warned and not any("under values" in line for line in said)


@pytest.mark.parametrize("name, value, words", [("lst", 301.5, "lst is 301.5"), ("ndvi", 0.5, "ndvi is 0.5"),
                                                ("elevation", 300.0, "elevation is 300")])
def test_a_predictor_of_one_value_is_said_once_for_all_dates(world, linear_model, tmp_path, name, value, words):
    files = changed(world, tmp_path, **{name: np.full(world.truth[0].shape, value)})
    [warning], _ = warnings_of(linear_model, files, world.coarse, tmp_path)
    assert f"The predictor {words} on every pixel of 2 maps" in warning


def test_maps_mostly_unlike_training_are_said_once(world, linear_model, tmp_path):
    """Feet where training had metres."""
    files = changed(world, tmp_path, elevation=world.predictors[0]["elevation"] / 0.3048)
    [warning], _ = warnings_of(linear_model, files, world.coarse, tmp_path)
    assert "conditions that no pixel had in training, mostly elevation (similarly for 1 more map)" in warning


def test_a_coarse_raster_that_hardly_covers_the_map_is_said(world, linear_model, tmp_path):
    shifted = [make(tmp_path / path.rpartition("/")[2], {"soil_moisture": pixels(path)[0]}, cell=FACTOR * PIXEL,
                    origin=(1_000_000.0 + 7 * FACTOR * PIXEL, 5_000_000.0)) for path in world.coarse]
    [warning], said = warnings_of(linear_model, world.all_predictors, shifted, tmp_path)
    assert "covers only 12 % of soil_moisture_20200601.tif (similarly for 1 more map)" in warning
    assert any("12 % of them under values of the coarse product" in line for line in said)


def test_another_product_than_in_training_is_said_and_another_pass_is_not(world, linear_model, tmp_path):
    model = read_model(linear_model)
    path = str(tmp_path / "m.smdm")
    write_model(path, replace(model, about={**model.about, "product": "SPL3SMP_E_AM"}))
    for product, count in (("SPL3SMP_E_PM", 0), ("SPL4SMGP_SURFACE", 1)):
        coarse = make(tmp_path / "sm_20200601.tif", {"soil_moisture": pixels(world.coarse[0])[0]}, cell=FACTOR * PIXEL,
                      metadata={"PRODUCT": product})
        warned = []
        downscale_raster(path, world.all_predictors, OutputPaths(str(tmp_path / "map.tif")), coarse,
                         monitor=Monitor(warn=warned.append))
        assert len(warned) == count and all(product in line for line in warned)


@pytest.mark.parametrize("origin, crs, cell", [(1_000_000.0, "EPSG:6933", FACTOR * PIXEL), (1_020_000.0, "EPSG:6933",
                                               FACTOR * PIXEL), (10.5, "EPSG:4326", 0.09), (370.5, "EPSG:4326", 0.09)])
@pytest.mark.parametrize("large, within", [(512, 1e-9), (8, 6.0)])
def test_the_cover_is_the_share_of_pixels_in_cells_with_a_value(world, tmp_path, monkeypatch, origin, crs, cell, large,
                                                                within):
    monkeypatch.setattr(coarse_cover, "_LARGE", large)
    values = np.full((8, 8), 0.2)
    values[:3] = np.nan
    top = 5_000_000.0 if crs == "EPSG:6933" else 43.0
    path = make(tmp_path / "sm_20200601.tif", {"soil_moisture": values}, cell=cell, crs=crs, origin=(origin, top))
    fine = describe(world.stacks[0]).grid
    coarse = read_coarse(path, 1.0, fine)
    predicted = np.where(np.random.default_rng(1).random(fine.shape) < 0.3, np.nan, 1.0)
    cover = coarse_cover.CoarseCover(fine, coarse)
    for window in windows(fine.shape, (33, 17)):
        cover.add(window, predicted[window.slices])
    rows, columns = CellGeometry(fine, coarse.grid).cells(whole(fine.shape))
    known = (rows >= 0) & np.isfinite(coarse.values[rows, columns])
    assert cover.percent == pytest.approx(100 * known[np.isfinite(predicted)].mean(), abs=within)
    assert 20 < cover.percent < 80
