"""GDAL's memory for blocks of files: limited while somebody asks for it, as it was afterwards."""
import pytest
from osgeo import gdal

from smdownscale_plugin.rasters.block_cache import limited_block_cache


def test_the_limit_lasts_until_the_last_user_has_gone_and_never_raises_what_was_allowed():
    before = gdal.GetCacheMax()
    gdal.SetCacheMax(64 * 2 ** 20)
    try:
        with limited_block_cache(32):
            with pytest.raises(RuntimeError), limited_block_cache(16):
                assert gdal.GetCacheMax() == 32 * 2 ** 20
                raise RuntimeError
            assert gdal.GetCacheMax() == 32 * 2 ** 20
        assert gdal.GetCacheMax() == 64 * 2 ** 20
        with limited_block_cache(1000):
            assert gdal.GetCacheMax() == 64 * 2 ** 20
    finally:
        gdal.SetCacheMax(before)
