"""A water mask of the maps: pixels that it drops stay empty, and count in no coarse cell."""
import numpy as np
import pytest
from listening import Listener
from small_world import pixels

from smdownscale_plugin.downscaling.downscale import OutputPaths
from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.downscale_raster import downscale_raster
from smdownscale_plugin.jobs.downscale_series import downscale_series
from smdownscale_plugin.jobs.map_options import MapOptions, Masking
from smdownscale_plugin.predictors.masking import open_mask
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.rasters.writing import write_raster


@pytest.fixture
def water(world, tmp_path):
    """A lake of 100 % in one corner, ponds of 10 % elsewhere."""
    grid = describe(world.all_predictors[0]).grid
    share = np.full(grid.shape, 10.0)
    share[:6, :7] = 100.0
    return write_raster(str(tmp_path / "water.tif"), grid, {"water": share}), share > 20


def test_pixels_that_the_mask_drops_stay_empty_and_all_others_have_their_values(world, linear_model, water, tmp_path):
    path, lake = water
    maps = {}
    for name, mask in (("dry", Masking(path, "water > 20")), ("all", Masking())):
        targets = OutputPaths(str(tmp_path / name / "map.tif"), str(tmp_path / name / "interval.tif"))
        downscale_raster(linear_model, world.all_predictors, targets, world.coarse[0],
                         options=MapOptions(residual_correction="none", mask=mask))
        maps[name] = pixels(targets.output)[0]
        if name == "dry":
            assert np.isnan(pixels(targets.interval)[:, lake]).all()
    assert np.isnan(maps["dry"][lake]).all() and np.isfinite(maps["all"][lake]).any()
    np.testing.assert_array_equal(maps["dry"][~lake], maps["all"][~lake])


def test_a_series_takes_the_mask_too_and_notices_another_one(world, linear_model, water, tmp_path):
    path, lake = water
    first = downscale_series(linear_model, world.all_predictors, str(tmp_path / "maps"), world.coarse,
                             options=MapOptions(mask=Masking(path, "water > 20")))
    assert all(np.isnan(pixels(made)[0][lake]).all() for made in first.paths)
    again = downscale_series(linear_model, world.all_predictors, str(tmp_path / "maps"), world.coarse,
                             skip_finished=True)
    assert len(again.made) == 2 and np.isfinite(pixels(again.paths[0])[0][lake]).any()


def test_a_mask_upside_down_is_refused(world, linear_model, tmp_path):
    grid = describe(world.all_predictors[0]).grid
    land = write_raster(str(tmp_path / "water.tif"), grid, {"water": np.zeros(grid.shape)})
    with pytest.raises(InputError, match="drops 100.0 %.*MASK_RULE"):
        downscale_raster(linear_model, world.all_predictors, OutputPaths(str(tmp_path / "map.tif")), world.coarse[0],
                         options=MapOptions(mask=Masking(land)))
    assert not (tmp_path / "map.tif").exists()


def test_a_rule_of_another_name_than_the_band_s_is_warned_of(water):
    path, _ = water
    listener, info = Listener(), describe(path)
    open_mask(info, info.grid, "water > 20", monitor=listener.monitor)
    assert "is it the right mask" not in listener.text
    open_mask(info, info.grid, "forest > 20", monitor=listener.monitor)
    assert "forest > 20, but the mask's band is called water: is it the right mask" in listener.text
