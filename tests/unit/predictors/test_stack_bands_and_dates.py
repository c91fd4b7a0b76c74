"""What stacks are made of which rasters: their dates, names, units, kinds and noise, and of which product."""
import os

import numpy as np
import pytest
from listening import Listener
from osgeo import gdal
from rasters_to_align import make, textured
from small_world import pixels

from smdownscale_plugin.jobs.build_predictor_stack import StackOptions, build_predictor_stack
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.rasters.stack import open_stacks


def test_rasters_of_a_date_share_a_stack_and_static_ones_have_their_own(tmp_path):
    files = [make(tmp_path / name, textured((4, 4), k)) for k, name in enumerate(
        ("dem.tif", "lst_20200602.tif", "ndvi_20200601.tif", "ndvi_20200602.tif", "lst_20200601.tif"))]
    listener = Listener()
    built = build_predictor_stack(files, str(tmp_path / "out"), monitor=listener.monitor)
    assert [os.path.basename(b.path) for b in built] == ["stack_20200601.tif", "stack_20200602.tif", "static.tif"]
    assert sorted(os.listdir(tmp_path / "out")) == ["stack_20200601.tif", "stack_20200602.tif", "static.tif"]
    first, second = open_stacks([b.path for b in built])
    assert first.names == ["ndvi", "lst", "dem"] and second.names == ["lst", "ndvi", "dem"]
    assert first.period.metadata() == {"TIME_START": "2020-06-01T00:00:00Z", "TIME_END": "2020-06-02T00:00:00Z"}
    np.testing.assert_array_equal(pixels(built[1].path)[0], pixels(files[1])[0])
    assert any("Static" in line and "dem" in line for line in listener.said)
    assert listener.fractions == sorted(listener.fractions) and listener.fractions[-1] == pytest.approx(1)


def test_periods_that_begin_together_have_files_of_their_own(tmp_path):
    day, other = (make(tmp_path / f"ndvi_{n}.tif", textured((4, 4)), metadata={
        "TIME_START": "2020-06-01", "TIME_END": f"2020-06-{n}"}) for n in ("08", "09"))
    built = build_predictor_stack([day, other], str(tmp_path / "out"))
    assert len({b.path for b in built}) == 2
    assert {s.period.end.day for s in open_stacks([b.path for b in built])} == {8, 9}


def test_a_given_time_puts_everything_into_one_stack(tmp_path):
    files = [make(tmp_path / f"{n}.tif", textured((4, 4))) for n in ("rain_202006", "ndvi_20200601", "dem")]
    [stack] = build_predictor_stack(files, str(tmp_path / "out"),
                                    StackOptions(time_start="2020-06-01", time_end="2020-07-01"))
    assert describe(stack.path).period.metadata() == {"TIME_START": "2020-06-01T00:00:00Z",
                                                      "TIME_END": "2020-07-01T00:00:00Z"}
    assert describe(stack.path).names == ["rain", "ndvi", "dem"]


def test_unit_kind_and_noise_of_bands_are_kept(tmp_path):
    path = make(tmp_path / "lst.tif", textured((4, 4)), names=["lst_day"],
                bands={"unit": "K", "NOISE_STD": "1.25"})
    soil = make(tmp_path / "soil.tif", [[1, 2], [3, 4]], cell=2000, bands={"KIND": "categorical"})
    [stack] = build_predictor_stack([path, soil], str(tmp_path / "out"))
    lst, classes = describe(stack.path).bands
    assert (lst.name, lst.unit, lst.noise_std, lst.categorical) == ("lst_day", "K", 1.25, False)
    assert (classes.name, classes.categorical) == ("soil", True)


def test_a_raster_with_a_table_of_colours_holds_classes(tmp_path):
    path = make(tmp_path / "map.tif", [[1, 2], [3, 4]], kind=gdal.GDT_Byte)
    dataset = gdal.Open(path, gdal.GA_Update)
    table = gdal.ColorTable()
    table.SetColorEntry(1, (0, 255, 0))
    dataset.GetRasterBand(1).SetColorTable(table)
    dataset = None
    [stack] = build_predictor_stack([path], str(tmp_path / "out"), StackOptions(resolution=500))
    assert describe(stack.path).bands[0].categorical
    np.testing.assert_array_equal(pixels(stack.path)[0], np.kron([[1, 2], [3, 4]], np.ones((2, 2))))


@pytest.mark.parametrize("names, expected", [
    ("", ["radar_1", "radar_2", "OUT2"]),
    ("vv, vh; lst", ["vv", "vh", "lst"]),
    ("OUT2=lst\nradar:1=vv", ["vv", "radar_2", "lst"]),
    ("OUT2_20200601.tif=lst, RADAR_20200601:2 = vh", ["radar_1", "vh", "lst"]),
    ("out*=lst, radar_2=vh", ["radar_1", "vh", "lst"]),
])
def test_names_are_given_in_order_or_by_file_or_by_band(tmp_path, names, expected):
    radar = make(tmp_path / "radar_20200601.tif", textured((2, 4, 4)))
    other = make(tmp_path / "OUT2_20200601.tif", textured((4, 4)))
    [stack] = build_predictor_stack([radar, other], str(tmp_path / "out"), StackOptions(names=names))
    assert describe(stack.path).names == expected


def test_names_in_order_may_repeat_for_every_date(tmp_path):
    files = [make(tmp_path / f"s1_2020060{d}.tif", textured((2, 4, 4))) for d in (1, 2, 3)]
    built = build_predictor_stack(files, str(tmp_path / "out"), StackOptions(names="vv,vh"))
    assert [describe(b.path).names for b in built] == [["vv", "vh"]] * 3


def test_listed_bands_are_marked_as_classes_by_new_or_old_name_or_file(tmp_path):
    files = [make(tmp_path / f"{n}.tif", np.ones((4, 4))) for n in ("a", "b", "c")]
    [stack] = build_predictor_stack(files, str(tmp_path / "out"),
                                    StackOptions(names="a=landcover", categorical="landcover; c.tif"))
    assert [b.categorical for b in describe(stack.path).bands] == [True, False, True]


def test_a_resampled_product_stays_that_product_and_a_mixture_is_none(tmp_path):
    about = {"PRODUCT": "SPL3SMP_E", "FOOTPRINT_KM": "33"}
    coarse = make(tmp_path / "sm_20200601.tif", np.full((4, 4), 0.2), names=("soil_moisture",), metadata=about)
    other = make(tmp_path / "ndvi_20200601.tif", np.arange(16.0).reshape(4, 4), names=("ndvi",))
    built = build_predictor_stack([coarse], str(tmp_path / "a"), StackOptions(resolution=500.0))[0]
    assert {key: gdal.Open(built.path).GetMetadata()[key] for key in about} == about
    assert not set(about) & set(gdal.Open(build_predictor_stack([coarse, other], str(tmp_path / "b"))[0].path)
                                .GetMetadata())


def test_a_predictor_without_variation_is_said_to_be_left_out_only_if_no_date_differs(tmp_path):
    listener = Listener()
    build_predictor_stack([make(tmp_path / "rain_20200601.tif", np.zeros((4, 4)))], str(tmp_path / "out"),
                          monitor=listener.monitor)
    assert "rain is 0 everywhere" in listener.text and "unless it differs on other training dates" in listener.text
