"""Samples of many windows that are kept in one piece of memory."""
import numpy as np
import pytest
from osgeo import gdal

from smdownscale_plugin.rasters.kept_samples import KeptSamples
from smdownscale_plugin.rasters.reading import Raster
from smdownscale_plugin.rasters.windows import Window


def test_samples_come_back_in_their_order_and_as_they_were():
    kept = KeptSamples(4, 5, (2,), np.float32)
    assert not kept and kept.values().shape == (0, 2)
    parts = [np.arange(2 * n, dtype=np.float32).reshape(n, 2) for n in (5, 1, 3)]
    for part in parts:
        kept.add(part)
    assert kept and kept.values().tolist() == np.concatenate(parts).tolist()


def test_beyond_the_most_that_are_kept_every_second_sample_goes():
    kept = KeptSamples(4, 2)
    for number in range(7):
        kept.add(np.full(2, number))
    # 0 1 2 3, then 0 2 4 5, then 0 4 6
    assert kept.values().tolist() == [0, 0, 4, 4, 6, 6]


@pytest.mark.parametrize("interleave", ["BAND", "PIXEL"])
def test_windows_read_once_leave_nothing_in_gdals_memory_and_hold_what_the_file_holds(tmp_path, interleave):
    path, values = str(tmp_path / "a.tif"), np.random.default_rng(0).random((5, 512, 768), np.float32)
    dataset = gdal.GetDriverByName("GTiff").Create(path, 768, 512, 5, gdal.GDT_Float32,
                                                   ["TILED=YES", f"INTERLEAVE={interleave}"])
    dataset.SetGeoTransform((0.0, 1.0, 0.0, 512.0, 0.0, -1.0))
    dataset.WriteArray(values)
    dataset = None
    before = gdal.GetCacheUsed()
    with Raster(path) as raster:
        read = raster.read(Window(256, 0, 256, 512), [5, 2], once=True)
        assert gdal.GetCacheUsed() == before
    np.testing.assert_array_equal(read, values[[4, 1], :, 256:512])
