"""Grids and windows against GDAL and pyproj-free closed forms; dates against what files in the field are called."""
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osgeo import gdal, osr
from small_world import DEGREES, EASE, UTM, make

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.rasters.ease_grid import CELL_SIZES, ease_grid, m01_grid, m09_grid
from smdownscale_plugin.rasters.grid import Grid, crs_wkt, same_crs, window_over
from smdownscale_plugin.rasters.period import Period, name_without_date, parse_time
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.rasters.windows import Window, windows


def grid(width=10, height=8, cell=1000.0, origin=(0.0, 8000.0), crs=EASE):
    return Grid(crs_wkt(crs), (origin[0], cell, 0.0, origin[1], 0.0, -cell), width, height)


# --- grids ---------------------------------------------------------------------------------------------------------

def test_a_grid_is_what_gdal_says_of_the_file(tmp_path):
    found = describe(make(tmp_path / "a.tif", np.zeros((8, 10)), origin=(0, 8000), cell=1000)).grid
    assert found.matches(grid())
    assert found.bounds == (0.0, 0.0, 10000.0, 8000.0) and found.cell_size == (1000.0, 1000.0)
    assert found.crs_name == "EPSG:6933" and not found.is_geographic


def test_a_south_up_grid_has_the_same_bounds():
    upside_down = Grid(crs_wkt(EASE), (0.0, 1000.0, 0.0, 0.0, 0.0, 1000.0), 10, 8)
    assert upside_down.bounds == grid().bounds


@pytest.mark.parametrize("transform, word", [((0, 1, 0.2, 0, 0, -1), "rotated"), (None, "isn't georeferenced")])
def test_a_grid_that_cannot_be_used_is_refused_with_the_file_named(tmp_path, transform, word):
    path = str(tmp_path / "a.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, 4, 4, 1)
    if transform:
        dataset.SetGeoTransform(transform)
    dataset = None
    with pytest.raises(InputError, match=word) as caught:
        describe(path)
    assert path in str(caught.value)


@pytest.mark.parametrize("change, equal", [
    ({}, True), ({"origin": (0.5, 8000.0)}, True), ({"origin": (500.0, 8000.0)}, False), ({"width": 11}, False),
    ({"cell": 999.0}, False), ({"crs": UTM}, False),
])
def test_grids_match_when_they_differ_by_less_than_a_thousandth_of_a_cell(change, equal):
    assert grid().matches(grid(**change)) is equal


def test_one_coordinate_system_in_two_spellings_is_the_same():
    proj = "+proj=longlat +datum=WGS84 +no_defs"
    assert same_crs(crs_wkt(DEGREES), crs_wkt(proj))
    assert not same_crs(crs_wkt(DEGREES), crs_wkt(EASE)) and not same_crs("", crs_wkt(EASE)) and same_crs("", "")


def test_an_unknown_coordinate_system_is_refused():
    with pytest.raises(InputError, match="unknown"):
        crs_wkt("EPSG:nothing")


def test_the_grid_of_a_window_is_a_part_of_the_whole():
    part = grid().window(Window(2, 3, 4, 5))
    assert part.bounds == (2000.0, 0.0, 6000.0, 5000.0) and part.shape == (5, 4)


@given(st.integers(1, 700), st.integers(1, 700), st.integers(1, 300), st.integers(1, 300))
@settings(max_examples=60, deadline=None)
def test_windows_cover_every_cell_once(height, width, columns, rows):
    seen = np.zeros((height, width), int)
    for window in windows((height, width), (columns, rows)):
        assert window.width <= columns and window.height <= rows
        seen[window.slices] += 1
        assert seen[window.slices].shape == window.shape
    assert (seen == 1).all()


def test_ease_grid_covers_the_earth_and_nests():
    for name, size in CELL_SIZES.items():
        whole = ease_grid(name)
        xmin, ymin, xmax, ymax = whole.bounds
        assert (xmin, ymax) == pytest.approx((-xmax, -ymin), abs=0.02), name      # symmetric
        assert whole.cell_size == (size, size)
    coarse, fine = m09_grid(300, 2000, 4, 5), m01_grid(300, 2000, 4, 5)
    assert fine.shape == (36, 45)
    assert np.allclose(fine.bounds, coarse.bounds, atol=1e-3)


def test_the_corner_of_ease_grid_lies_where_nsidc_says():
    transformation = osr.CoordinateTransformation(_axes_xy(EASE), _axes_xy(DEGREES))
    xmin, _, _, ymax = ease_grid("M09").bounds
    longitude, latitude, _ = transformation.TransformPoint(xmin, ymax)
    assert (longitude, latitude) == pytest.approx((-180.0, 85.0445664), abs=1e-4)


def _axes_xy(crs):
    reference = osr.SpatialReference()
    reference.SetFromUserInput(crs)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def test_the_window_over_an_area_holds_all_of_it_and_a_margin():
    coarse = ease_grid("M09")
    area = m01_grid(700, 1900, 3, 4)
    window = window_over(coarse, area, margin=2)
    assert (window.column, window.row) == (1898, 698)
    assert 8 <= window.width <= 9 and 7 <= window.height <= 8      # rounding may add a cell, never lose one


def test_the_window_over_an_area_in_another_coordinate_system_holds_all_of_its_corners():
    coarse, area = ease_grid("M09"), Grid(crs_wkt(UTM), (500000.0, 1000.0, 0, 5200000.0, 0, -1000.0), 90, 60)
    window = window_over(coarse, area, margin=0)
    transformation = osr.CoordinateTransformation(_axes_xy(UTM), _axes_xy(EASE))
    xmin, ymin, xmax, ymax = coarse.window(window).bounds
    for x in (500000.0, 590000.0):
        for y in (5200000.0, 5140000.0):
            there = transformation.TransformPoint(x, y)
            assert xmin - 1 <= there[0] <= xmax + 1 and ymin - 1 <= there[1] <= ymax + 1
    assert window.width <= 14 and window.height <= 12


def test_there_is_no_window_over_an_area_that_lies_elsewhere():
    assert window_over(m09_grid(700, 1900, 3, 4), m01_grid(700, 2100, 3, 4)) is None


# --- time ----------------------------------------------------------------------------------------------------------

def utc(*numbers):
    return datetime(*numbers, tzinfo=timezone.utc)


DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.mark.parametrize("name, start, length", [
    ("ndvi_20200601.tif", utc(2020, 6, 1), DAY),
    ("20200601.tif", utc(2020, 6, 1), DAY),
    ("ndvi-2020-06-01.tif", utc(2020, 6, 1), DAY),
    ("ndvi 2020-06.tif", utc(2020, 6, 1), 30 * DAY),
    ("rain_202002.tif", utc(2020, 2, 1), 29 * DAY),
    ("rain_202012.tif", utc(2020, 12, 1), 31 * DAY),
    ("sm_2020153.tif", utc(2020, 6, 1), DAY),
    ("MOD11A2.A2020153.h18v04.061.tif", utc(2020, 6, 1), DAY),
    ("S1A_IW_GRDH_20200601T053012.tif", utc(2020, 6, 1, 5, 30, 12), SECOND),
    ("lst_202006010530.tif", utc(2020, 6, 1, 5, 30), SECOND),
    ("SMAP_L3_SM_P_E_20200601_R18290_001.tif", utc(2020, 6, 1), DAY),
    ("ndvi_20200601_20200609.tif", utc(2020, 6, 1), DAY),
])
def test_a_date_is_found_in_a_file_name(name, start, length):
    assert Period.from_name(f"/data.2019/20180101/{name}") == Period(start, start + length)


@pytest.mark.parametrize("name", [
    "elevation.tif", "dem_30m.tif", "id_12345678.tif", "x20200601y.tif", "ndvi_20201301.tif", "ndvi_20200230.tif",
    "tile_2020.tif", "v061.tif", "sm_2020400.tif", "EPSG_326321.tif",
])
def test_what_only_looks_like_a_date_is_none(name):
    assert Period.from_name(name) is None


@given(st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_a_day_written_in_any_of_the_forms_is_read_back(moment):
    day = moment.date()
    for form in ("%Y%m%d", "%Y-%m-%d", "%Y%j", "A%Y%j"):
        assert Period.from_name(f"ndvi_{day.strftime(form)}.tif").start.date() == day


def test_metadata_go_before_the_name_and_keep_their_length(tmp_path):
    path = make(tmp_path / "ndvi_19990101.tif", np.zeros((2, 2)),
                metadata={"TIME_START": "2020-06-01T00:00:00Z", "TIME_END": "2020-06-09"})
    assert describe(path).period == Period(utc(2020, 6, 1), utc(2020, 6, 9))


def test_a_period_survives_its_metadata():
    period = Period(utc(2020, 6, 1, 5, 30), utc(2020, 6, 9))
    assert Period.from_metadata(period.metadata()) == period


def test_times_with_a_zone_become_utc():
    assert parse_time("2020-06-01T02:00:00+02:00") == utc(2020, 6, 1)
    assert parse_time("2020-06-01T02:00:00Z") == utc(2020, 6, 1, 2)


@pytest.mark.parametrize("start, end, word", [("yesterday", "2020-06-02", "TIME_START"),
                                              ("2020-06-02", "soon", "TIME_END"),
                                              ("2020-06-02", "2020-06-01", "isn't after")])
def test_metadata_that_hold_no_period_are_an_error_that_names_the_file(tmp_path, start, end, word):
    path = make(tmp_path / "ndvi.tif", np.zeros((2, 2)), metadata={"TIME_START": start, "TIME_END": end})
    with pytest.raises(InputError, match=word) as caught:
        describe(path)
    assert "ndvi.tif" in str(caught.value)


def test_overlap_is_shared_time():
    june = Period(utc(2020, 6, 1), utc(2020, 7, 1))
    assert june.overlap(Period(utc(2020, 6, 29), utc(2020, 7, 7))) == 2 * 86400
    assert june.overlap(Period(utc(2020, 7, 1), utc(2020, 7, 2))) == 0       # the end is excluded


def test_stamps_are_made_for_file_names_and_read_back():
    for period in (Period(utc(2020, 6, 1), utc(2020, 6, 2)),):
        assert period.stamp() == "20200601" and Period.from_name(f"sm_{period.stamp()}.tif") == period
    assert Period(utc(2020, 6, 1, 5, 30), utc(2020, 6, 1, 6)).stamp() == "20200601T0530"
    assert Period.from_name("sm_20200601T0530.tif").start == utc(2020, 6, 1, 5, 30)


@pytest.mark.parametrize("name, predictor", [
    ("ndvi_20200601.tif", "ndvi"), ("20200601_ndvi.tif", "ndvi"), ("ndvi.tif", "ndvi"), ("20200601.tif", "20200601"),
    ("MOD11A2.A2020153.lst.tif", "MOD11A2.lst"), ("soil-clay 2020-06.tif", "soil-clay"),
])
def test_a_predictor_without_description_is_called_as_its_file_less_the_date(name, predictor):
    assert name_without_date(name) == predictor


def test_grids_that_differ_in_their_place_alone_are_told_apart_by_it():
    one, other = (Grid(crs_wkt("EPSG:6933"), (x, 1000.0, 0.0, 5e6, 0.0, -1000.0), 8, 8) for x in (1e6, 1e6 + 15.0))
    assert "corner at 1000000, 5000000" in one.beside(other) and "corner at 1000015, 5000000" in other.beside(one)
    assert one.beside(Grid(one.crs, one.transform, 8, 9)) == one.describe()
