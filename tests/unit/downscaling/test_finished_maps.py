"""A finished map is whole, and made of what its inputs still hold."""
import os
import shutil

import numpy as np
import pytest
from osgeo import gdal
from small_world import FACTOR, PIXEL, make, pixels

from smdownscale_plugin.jobs.downscale_series import downscale_series
from smdownscale_plugin.rasters import content
from smdownscale_plugin.rasters.content import content_of, reads_to_end


@pytest.fixture
def series(world, linear_model, tmp_path):
    """Copies of the world's rasters, and a function that makes what isn't finished and gives the dates made."""
    for name in ("predictors", "coarse"):
        shutil.copytree(world.folder / name, tmp_path / name)

    def run(predictors=None):
        made = downscale_series(linear_model, [str(predictors or tmp_path / "predictors")], str(tmp_path / "maps"),
                                [str(tmp_path / "coarse")], skip_finished=True).made
        return [os.path.basename(one.path) for one in made]
    assert len(run()) == 2 and run() == []
    return run


def edited(path, band, change):
    """The file with one pixel changed but its old time."""
    before = os.stat(path)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    values = dataset.GetRasterBand(band).ReadAsArray()
    values[40, 40] += change
    dataset.GetRasterBand(band).WriteArray(values)
    del dataset
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_an_input_replaced_by_one_of_the_same_name_size_and_time_is_seen(series, tmp_path, world):
    path = tmp_path / "coarse" / "sm_20200601.tif"
    stamp = os.stat(path).st_mtime_ns
    values = pixels(path)[0]
    values[2, 2] += 0.01
    make(path, {"soil_moisture": values}, cell=9 * 1000.895023350)
    os.utime(path, ns=(stamp, stamp))
    assert series() == ["soil_moisture_20200601.tif"]


def test_a_static_input_that_changed_in_a_pixel_is_seen(series, tmp_path):
    edited(tmp_path / "predictors" / "elevation.tif", 1, 0.5)
    assert len(series()) == 2


def test_another_folder_with_the_same_content_is_finished_and_with_other_content_is_not(series, tmp_path):
    shutil.copytree(tmp_path / "predictors", tmp_path / "others")
    assert series(tmp_path / "others") == []
    edited(tmp_path / "others" / "stack_20200602.tif", 2, 0.01)
    assert series(tmp_path / "others") == ["soil_moisture_20200602.tif"]


@pytest.mark.parametrize("share", [0.5, 0.9, 0.999])
def test_a_map_that_was_cut_short_is_made_again(series, tmp_path, share):
    path = tmp_path / "maps" / "soil_moisture_20200601.tif"
    whole = path.read_bytes()
    os.truncate(path, int(share * len(whole)))
    assert not reads_to_end(str(path))
    assert series() == ["soil_moisture_20200601.tif"] and path.read_bytes() == whole


def test_of_large_files_a_sample_is_read_that_holds_both_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(content, "_BLOCK", 64)
    monkeypatch.setattr(content, "_BLOCKS", 8)
    path = tmp_path / "a.bin"
    data = np.random.default_rng(0).integers(0, 256, 10_000).astype(np.uint8).tobytes()
    path.write_bytes(data)
    first = content_of(str(path))
    for place in (0, 63, 9_999):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1:])
        assert content_of(str(path)) != first
    path.write_bytes(data)
    assert content_of(str(path)) == first


def test_panels_of_monthly_maps_name_the_month(world, linear_model, tmp_path):
    """Not its first day."""
    month = {"TIME_START": "2020-01-01T00:00:00Z", "TIME_END": "2020-02-01T00:00:00Z"}
    stack = make(tmp_path / "stack.tif", {n: world.predictors[0][n] for n in ("ndvi", "lst")}, metadata=month,
                 bands={"lst": {"unit": "K"}})
    coarse = make(tmp_path / "coarse.tif", {"soil_moisture": world.cells[0]}, cell=FACTOR * PIXEL, metadata=month,
                  bands={"soil_moisture": {"unit": "m3 m-3"}})
    downscale_series(linear_model, [stack, world.static], str(tmp_path / "maps"), [coarse],
                     report=str(tmp_path / "r.html"))
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "January 2020" in text and "Soil moisture in m³/m³, 2020-01-01" not in text
