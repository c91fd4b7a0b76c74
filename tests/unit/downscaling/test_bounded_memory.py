"""What keeps memory bounded: windows of whole blocks, GDAL's blocks let go of, and limits on threads."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from osgeo import gdal

from smdownscale_plugin.downscaling.downscale import MapInputs, OutputPaths, downscale
from smdownscale_plugin.errors import Cancelled
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.rasters.windows import layout, whole
from smdownscale_plugin.rasters.writing import RasterWriter
from smdownscale_plugin.regression.linear import LinearFit
from smdownscale_plugin.regression.model import Model
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.threads import beside, limited_threads

SIDE = 2100
MEGABYTE = 2 ** 20


def raster(path, bands, *options):
    """A Float32 raster of SIDE x SIDE pixels with bands p1, p2 ... and a hole."""
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), SIDE, SIDE, bands, gdal.GDT_Float32, options)
    dataset.SetGeoTransform((0, 1000, 0, 0, 0, -1000))
    ramp = np.linspace(0, 1, SIDE * SIDE, dtype=np.float32).reshape(SIDE, SIDE)
    for index in range(1, bands + 1):
        band = dataset.GetRasterBand(index)
        band.SetDescription(f"p{index}")
        band.SetNoDataValue(-9999)
        values = ramp * index
        values[100:200, 100:900] = -9999
        band.WriteArray(values)
    del dataset
    return str(path)


def model(*names):
    """A line on predictors p1, p2 ..."""
    fit = LinearFit(np.full(len(names), 0.1), 0.1, np.tile([0.0, 8.0], (len(names), 1)))
    return Model(fit, Features(tuple(map(Feature, names))), fit.ranges, {
        "error_budget": {"between": 1e-4, "between_corrected": 1e-4, "within": 1e-4, "product_noise_variance": 1e-4}})


LAYOUTS = {"strips": ("INTERLEAVE=BAND",), "strips, pixel by pixel": ("INTERLEAVE=PIXEL",),
           "tiles": ("TILED=YES", "INTERLEAVE=BAND", "COMPRESS=DEFLATE"),
           "large tiles, pixel by pixel": ("TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512", "INTERLEAVE=PIXEL")}


@pytest.mark.parametrize("options", LAYOUTS.values(), ids=LAYOUTS)
def test_gdal_keeps_few_blocks_while_a_map_is_made_and_the_map_is_right(tmp_path, options):
    """Eight bands of which the model uses two: those beside come along with pixels and must be let go of too."""
    path, most = raster(tmp_path / "stack.tif", 8, *options), [0]
    before = gdal.GetCacheUsed()

    def progress(*_):
        most[0] = max(most[0], gdal.GetCacheUsed() - before)
    out = str(tmp_path / "map.tif")
    downscale(model("p2", "p5"), MapInputs(open_stacks([path])[0]), OutputPaths(out, str(tmp_path / "interval.tif")),
              "none", Monitor(progress))
    assert 0 < most[0] < 40 * MEGABYTE < SIDE * SIDE * 8 * 4
    dataset = gdal.Open(out)
    ramp = np.linspace(0, 1, SIDE * SIDE, dtype=np.float32).reshape(SIDE, SIDE)
    expected = 0.1 + 0.1 * 2 * ramp.astype(float) + 0.1 * 5 * ramp.astype(float)
    found = dataset.ReadAsArray()
    assert (found[100:200, 100:900] == -9999).all() and (found == -9999).sum() == 100 * 800
    known = found != -9999
    assert np.abs(found - np.clip(expected, 0, 0.75))[known].max() < 1e-6


@given(width=st.integers(1, 5000), height=st.integers(1, 5000),
       blocks=st.lists(st.tuples(st.integers(1, 1500), st.integers(1, 1500)), max_size=4))
def test_windows_cover_a_raster_once_and_hold_whole_blocks_where_they_say_so(width, height, blocks):
    parts = layout((height, width), blocks)
    assert sum(w.width * w.height for w in parts.windows) == width * height
    assert max(w.width * w.height for w in parts.windows) <= 2 ** 20
    corners = {(w.column, w.row) for w in parts.windows}
    assert len(corners) == len(parts.windows)
    if parts.whole_blocks:
        for columns, rows in blocks:
            assert all(column % columns == 0 and row % rows == 0 for column, row in corners)


@pytest.mark.parametrize("block, expected", [
    ((256, 256), (1024, 256)), ((512, 512), (512, 512)), ((8000, 1), (8000, 32)), ((128, 128), (1024, 256)),
    ((8000, 64), (8000, 64)), ((1024, 1024), (1024, 1024)),
])
def test_tiles_and_strips_are_joined_to_a_quarter_of_a_million_pixels(block, expected):
    parts = layout((8000, 8000), [block])
    assert (parts.windows[0].width, parts.windows[0].height) == expected and parts.whole_blocks


def test_blocks_that_fit_no_common_window_are_left_to_gdals_cache():
    assert not layout((4000, 4000), [(256, 256), (400, 400)]).whole_blocks
    assert not layout((20000, 20000), [(20000, 20000)]).whole_blocks


def test_cancel_is_heard_while_overviews_are_built_and_leaves_nothing(tmp_path):
    grid, calls = Grid("", (0, 1, 0, 0, 0, -1), 4096, 4096), []

    def cancelled():
        calls.append(True)
        return len(calls) > 3
    with pytest.raises(Cancelled), RasterWriter(str(tmp_path / "a.tif"), grid, ["a"],
                                                monitor=Monitor(cancelled=cancelled)) as writer:
        writer.write(np.zeros((4096, 4096), np.float32), whole(grid.shape))
    assert list(tmp_path.iterdir()) == []


def test_two_jobs_at_once_share_the_limit_on_threads_and_the_last_one_lifts_it():
    threadpoolctl = pytest.importorskip("threadpoolctl")

    def threads():
        return [pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
    with threadpoolctl.threadpool_limits(2):
        free = threads()
        first, second = limited_threads(1), limited_threads(1)
        first.__enter__()
        second.__enter__()
        limited = threads()
        first.__exit__(None, None, None)
        assert threads() == limited == [1] * len(free)
        second.__exit__(None, None, None)
        assert threads() == free


def test_work_beside_gives_its_result_and_its_errors():
    assert beside(lambda: 7, lambda: None) == 7
    with pytest.raises(KeyError):
        beside(lambda: {}["a"], lambda: None)
