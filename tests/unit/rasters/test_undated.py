"""Names that look like dates are read or refused, never taken for static in silence."""
import numpy as np
import pytest
from small_world import make

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.coarse_bands import coarse_sources
from smdownscale_plugin.rasters.period import Period, parse_time
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.rasters.undated import date_in_name, warn_of_alike

READ = ["ndvi_20200601", "ndvi-2020-06-01", "2020_06_01_ndvi", "ndvi 2020.06.01", "MOD13.A2020153.h18", "sm_202006",
        "MOD13A2.061__1_km_16_days_NDVI_doy2020153_aid0001", "ndvi_20200601T103000Z"]
REFUSED = ["ndvi_01062020", "ndvi_20200230", "ndvi_16000101", "ndvi20200601", "sm_20201301", "ndvi_2020-6-1",
           "1jun2020", "ndvi_01-06-2020", "lst_Jun_2020", "xdoy2020153", "doy2020400", "lst_2020_06", "06_2020",
           "a_2020-02-30",
           "2020_13_45", "sm_20200601T9999", "sm_2020400", "01jun20", "x20200601x"]
STATIC = ["elevation", "sand_0-5cm", "srtm_30m", "landcover_2019", "worldcover_10m_2020", "cover_2019_100m",
          "tile_h18v04", "EPSG_6933", "twi_1000", "decile10", "march", "B11", "code_99999999", "lc_2019_v2",
          "soil_250m_5_15"]


@pytest.mark.parametrize("name", READ)
def test_dates_that_are_read(name):
    assert Period.from_name(f"/a/{name}.tif").start.strftime("%Y%m") == "202006"


@pytest.mark.parametrize("name", REFUSED)
def test_what_looks_like_a_date_but_is_not_read_is_refused_in_predictors_and_coarse_rasters(tmp_path, name):
    path = make(tmp_path / f"{name}.tif", {"a": np.eye(4)})
    assert Period.from_name(path) is None or date_in_name(path) is None
    for read in (open_stacks, coarse_sources):
        with pytest.raises(InputError, match="looks like one"):
            read([path])


@pytest.mark.parametrize("name", STATIC)
def test_other_numbers_are_no_dates(name):
    assert date_in_name(f"/2020_06_01/{name}.tif") is None


def test_static_rasters_that_differ_in_a_number_only_are_pointed_out():
    warned = []
    warn_of_alike(["/a/ndvi_1.tif", "/b/ndvi_2.tif", "/b/elevation.tif"], Monitor(warn=warned.append))
    assert len(warned) == 1 and "ndvi_#.tif" in warned[0]
    warn_of_alike(["/a/ndvi_1.tif", "/b/elevation.tif"], Monitor(warn=warned.append))
    assert len(warned) == 1


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "0001-01-01", "2020-02-30",
                                  "9999-12-31T23:00Z", "", "noon"])
def test_times_at_the_ends_of_the_calendar_are_refused(text):
    with pytest.raises(InputError, match="isn't a date"):
        parse_time(text)
