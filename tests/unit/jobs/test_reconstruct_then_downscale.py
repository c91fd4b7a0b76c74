"""Clouds over the demo world: reconstruct, train, downscale, and compare with the same world without clouds."""
import os

import numpy as np
import pytest

from smdownscale_plugin.jobs.downscale_series import downscale_series
from smdownscale_plugin.jobs.reconstruct_predictor import reconstruct_predictor
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.rasters.reading import Raster
from smdownscale_plugin.rasters.windows import whole
from smdownscale_plugin.rasters.writing import write_raster
from smdownscale_plugin.scaling.geometry import CellGeometry
from smdownscale_plugin.scaling.interpolation import bilinear
from smdownscale_plugin.sources.demo_world.settings import WorldSettings
from smdownscale_plugin.sources.demo_world.world import make_world

UNDER_CLOUDS = ("ndvi", "lst", "lst_night", "albedo")


def cover(size, seed):
    """Clouds over 30 % of a map."""
    waves = np.hypot(*np.meshgrid(np.fft.fftfreq(size), np.fft.fftfreq(size)))
    noise = np.fft.fft2(np.random.default_rng(seed).normal(size=(size, size)))
    field = np.real(np.fft.ifft2(noise * np.exp(-(waves * 30) ** 2)))
    return field > np.quantile(field, 0.7)


def read(path):
    with Raster(path) as raster:
        return raster.read(dtype=np.float64)[0]


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """(world, clouds (dates, rows, columns), folder with clear/, holed/ and coarse/)."""
    folder = tmp_path_factory.mktemp("clouds")
    world = make_world(WorldSettings(seed=3, dates=4, cells=14))
    clouds = np.stack([cover(world.fine_grid.width, k) for k in range(len(world.periods))])
    for k, period in enumerate(world.periods):
        about = {"metadata": period.metadata(), "noise_std": world.noise_std}
        layers = {name: v[k] for name, v in world.predictors.items() if v.ndim == 3}
        holed = {name: np.where(clouds[k] & (name in UNDER_CLOUDS), np.nan, v) for name, v in layers.items()}
        for kind, values in (("clear", layers), ("holed", holed)):
            write_raster(str(folder / kind / f"stack_{period.stamp()}.tif"), world.fine_grid, values, **about)
        write_raster(str(folder / "coarse" / f"soil_moisture_{period.stamp()}.tif"), world.coarse_grid,
                     {"soil_moisture": world.coarse[k]}, metadata=period.metadata())
    static = {name: v for name, v in world.predictors.items() if v.ndim == 2}
    for kind in ("clear", "holed"):
        write_raster(str(folder / kind / "static.tif"), world.fine_grid, static, categorical=world.categorical)
    return world, clouds, folder


def maps_of(folder, predictors, name):
    model = str(folder / f"{name}.smdm")
    coarse = [str(folder / "coarse")]
    train_model([predictors], coarse, model, TrainingOptions(method="linear_boosting"))
    downscale_series(model, [predictors], str(folder / f"maps_{name}"), coarse)
    out = folder / f"maps_{name}"
    return np.stack([read(str(out / file)) for file in sorted(os.listdir(out)) if file.endswith(".tif")])


def test_every_pixel_is_predicted_clouded_ones_better_than_by_interpolation_and_clear_ones_as_without_clouds(case):
    world, clouds, folder = case
    stacks = [str(folder / "holed" / f"stack_{period.stamp()}.tif") for period in world.periods]
    done = reconstruct_predictor(stacks, [str(folder / "holed")], str(folder / "complete"),
                                 bands=", ".join(UNDER_CLOUDS), method="linear_boosting")
    for mask, cloud in zip(done.masks, clouds):
        np.testing.assert_array_equal(read(mask), cloud)
    complete, clear = (maps_of(folder, str(folder / kind), kind) for kind in ("complete", "clear"))
    assert np.isfinite(complete).all()
    geometry = CellGeometry(world.fine_grid, world.coarse_grid)
    rival = np.stack([bilinear(c.astype(float), geometry, whole(world.fine_grid.shape)) for c in world.coarse])

    def skill(maps, where):
        return 1 - np.mean((maps - world.truth)[where] ** 2) / np.mean((rival - world.truth)[where] ** 2)
    assert skill(complete, clouds) > 0.4
    assert skill(complete, ~clouds) == pytest.approx(skill(clear, ~clouds), abs=0.03)
