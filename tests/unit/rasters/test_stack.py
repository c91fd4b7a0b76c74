"""Predictor stacks: bands by name, files of a date together, static ones everywhere; pairing with coarse rasters."""
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from small_world import FACTOR, NODATA, ORIGIN, PIXEL, make

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.coarse import find_stack, read_all
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.stack import Stack, expand, open_stacks, static_files
from smdownscale_plugin.rasters.windows import Window, whole


def layers(*names, shape=(18, 27), seed=0):
    random = np.random.default_rng(seed)
    return {name: random.normal(size=shape) for name in names}


def test_files_of_one_date_form_one_stack_and_static_ones_stand_in_all(tmp_path):
    paths = [make(tmp_path / "ndvi_20200602.tif", layers("ndvi")), make(tmp_path / "ndvi_20200601.tif", layers("ndvi")),
             make(tmp_path / "lst_20200601.tif", layers("lst")), make(tmp_path / "lst_20200602.tif", layers("lst")),
             make(tmp_path / "elevation.tif", layers("elevation"))]
    stacks = open_stacks(paths)
    assert [(s.label, sorted(s.names)) for s in stacks] == [("2020-06-01", ["elevation", "lst", "ndvi"]),
                                                             ("2020-06-02", ["elevation", "lst", "ndvi"])]
    assert static_files(stacks) == [paths[-1]]


def test_only_static_files_are_one_stack_without_a_date(tmp_path):
    stacks = open_stacks([make(tmp_path / f"{name}.tif", layers(name)) for name in ("elevation", "clay")])
    assert len(stacks) == 1 and stacks[0].period is None and stacks[0].label == "static"


def test_a_band_without_description_is_called_as_its_file(tmp_path):
    one, = open_stacks([make(tmp_path / "ndvi_20200601.tif", layers(""))])
    assert one.names == ["ndvi"]


@pytest.mark.parametrize("name", ["OUTPUT.tif", "output_20200601.tif"])
def test_a_band_called_like_a_temporary_file_asks_for_names(tmp_path, name):
    with pytest.raises(InputError, match="NAMES"):
        open_stacks([make(tmp_path / name, layers(""))])


def test_a_name_twice_is_refused_with_both_files(tmp_path):
    paths = [make(tmp_path / "a_20200601.tif", layers("ndvi")), make(tmp_path / "b_20200601.tif", layers("ndvi"))]
    with pytest.raises(InputError, match="'ndvi' occurs twice") as caught:
        open_stacks(paths)
    assert all(path in str(caught.value) for path in paths)


def test_a_name_twice_in_one_file_or_in_a_static_file_is_refused_too(tmp_path):
    static = make(tmp_path / "ndvi.tif", layers("ndvi"))
    with pytest.raises(InputError, match="occurs twice"):
        open_stacks([make(tmp_path / "b_20200601.tif", layers("ndvi")), static])
    twice = make(tmp_path / "c.tif", layers("a", "b"))
    from osgeo import gdal
    dataset = gdal.Open(twice, gdal.GA_Update)
    dataset.GetRasterBand(2).SetDescription("a")
    dataset = None
    with pytest.raises(InputError, match="'a' occurs twice"):
        open_stacks([twice])


def test_one_file_given_twice_counts_once(tmp_path):
    path = make(tmp_path / "ndvi.tif", layers("ndvi"))
    assert open_stacks([path, path])[0].names == ["ndvi"]


@pytest.mark.parametrize("change", [{"origin": (ORIGIN[0] + 500, ORIGIN[1])}, {"cell": 500.0}, {"crs": "EPSG:32632"}])
@pytest.mark.parametrize("name", ["lst_20200601.tif", "lst.tif"])
def test_files_on_different_grids_are_refused(tmp_path, change, name):
    paths = [make(tmp_path / "ndvi_20200601.tif", layers("ndvi")), make(tmp_path / name, layers("lst"), **change)]
    with pytest.raises(InputError, match="aren't on one grid; run Build Predictor Stack"):
        open_stacks(paths)


def test_no_predictors_and_an_empty_folder_are_errors(tmp_path):
    with pytest.raises(InputError, match="No predictor"):
        open_stacks([])
    with pytest.raises(InputError, match="holds no"):
        expand([str(tmp_path)])


def test_a_folder_stands_for_its_geotiffs(tmp_path):
    for name in ("b.tif", "a.TIF", "c.tiff", "a.TIF.aux.xml", "notes.txt", "d.tif.x7.part"):
        (tmp_path / name).write_bytes(b"")
    assert [path.rsplit("/", 1)[1] for path in expand([str(tmp_path)])] == ["a.TIF", "b.tif", "c.tiff"]


def test_predictors_are_selected_by_name_in_the_order_asked_for(tmp_path):
    values = layers("ndvi", "lst")
    stack, = open_stacks([make(tmp_path / "a_20200601.tif", values, kind="float64"),
                          make(tmp_path / "elevation.tif", elevation := layers("elevation", seed=3), kind="float64")])
    chosen = stack.select(["elevation", "lst", "ndvi"])
    with chosen.open() as reader:
        found = reader.read(Window(3, 4, 7, 5))
    expected = np.stack([{**values, **elevation}[name][4:9, 3:10] for name in ("elevation", "lst", "ndvi")])
    assert found.dtype == np.float32 and np.array_equal(found, expected.astype(np.float32))


def test_a_lacking_predictor_is_said_with_both_lists(tmp_path):
    stack, = open_stacks([make(tmp_path / "a_20200601.tif", layers("ndvi", "lst"))])
    with pytest.raises(InputError) as caught:
        stack.select(["lst", "clay", "slope"])
    message = str(caught.value)
    assert "lacks clay, slope" in message and "[lst, clay, slope]" in message and "[ndvi, lst]" in message
    assert "2020-06-01" in message


def test_nodata_of_one_band_stays_in_that_band(tmp_path):
    values = layers("a", "b")
    values["a"][2, 3] = np.nan
    stack, = open_stacks([make(tmp_path / "a.tif", values)])
    with stack.open() as reader:
        found = reader.read(whole(stack.grid.shape))
    assert np.isnan(found).sum() == 1 and np.isnan(found[0, 2, 3])


# --- pairing by time -------------------------------------------------------------------------------------------------

def day(number, days=1):
    start = datetime(2020, 6, 1, tzinfo=timezone.utc) + timedelta(days=number - 1)
    return Period(start, start + timedelta(days=days))


def stack_of(period):
    return Stack((), None, period)


def test_a_coarse_raster_joins_the_stack_with_the_largest_overlap():
    composites = [stack_of(day(1, 8)), stack_of(day(9, 8)), stack_of(day(17, 8))]
    assert find_stack(day(9), composites, "sm") is composites[1]
    assert find_stack(day(8, 3), composites, "sm") is composites[1]       # one day of the first, two of the second
    assert find_stack(day(25), composites, "sm") is None


def test_of_stacks_that_tie_the_earlier_is_taken_and_the_log_says_so():
    composites, said = [stack_of(day(1, 8)), stack_of(day(9, 8))], []
    assert find_stack(day(8, 2), composites, "sm.tif", Monitor(info=said.append)) is composites[0]
    assert len(said) == 1 and "sm.tif" in said[0] and "2020-06-01 and 2020-06-09 equally" in said[0]


def test_an_instant_on_the_border_belongs_to_the_later_day():
    stacks = [stack_of(day(1)), stack_of(day(2))]
    midnight = datetime(2020, 6, 2, tzinfo=timezone.utc)
    assert find_stack(Period(midnight, midnight + timedelta(seconds=1)), stacks, "sm") is stacks[1]


def test_static_predictors_join_every_date_and_an_undated_raster_the_only_stack():
    static = stack_of(None)
    assert find_stack(day(3), [static], "sm") is static and find_stack(None, [static], "sm") is static
    dated = stack_of(day(1))
    assert find_stack(None, [dated], "sm") is dated
    assert find_stack(day(2), [dated], "sm") is None


def test_an_undated_raster_among_several_dates_asks_for_its_date():
    with pytest.raises(InputError, match="sm.tif has no date"):
        find_stack(None, [stack_of(day(1)), stack_of(day(2))], "sm.tif")


def test_undated_coarse_rasters_are_read_before_dated_ones(tmp_path):
    values = {"soil_moisture": np.full((4, 4), 0.2)}
    for name in ("sm_20200601.tif", "sm.tif"):
        make(tmp_path / name, values, cell=FACTOR * PIXEL, nodata=NODATA)
    assert [c.label for c in read_all([str(tmp_path)])] == ["undated", "2020-06-01"]
