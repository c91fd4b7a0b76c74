"""Several years of the demo world, and the drought that can be planted in the last: against GDAL, ranks and bytes."""
import dataclasses
import filecmp
import tracemalloc
from itertools import product

import numpy as np
import pytest
from demo_worlds import SMALL, arrays, world
from limited_disks import files
from osgeo import gdal, ogr

from smdownscale_plugin.errors import Cancelled, InputError, OutputError
from smdownscale_plugin.jobs.create_demo_data import create_demo_data
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.sources.demo_world import WorldSettings, make_world, periods_of
from smdownscale_plugin.sources.demo_world.districts import where_dry
from smdownscale_plugin.sources.demo_world.weather import Weather

TINY = WorldSettings(seed=3, dates=4, cells=4)
THREE = dataclasses.replace(TINY, years=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three years as files."""
    return tmp_path_factory.mktemp("demo") / "years"


@pytest.fixture(scope="module")
def said():
    return []


@pytest.fixture(scope="module")
def data(folder, said):
    return create_demo_data(str(folder), THREE, Monitor(info=said.append))


def checksum(values):
    """Sees a change of any value and of any place; NumPy's vector code may differ in a last bit between processors."""
    values = np.nan_to_num(np.asarray(values, dtype=float)).ravel()
    return float(values @ np.cos(np.arange(values.size)))


FROZEN = {
    "truth": -0.0861335754, "coarse": 0.539571328, "albedo": 0.298335946, "api": -50.8951928, "lst": 70.3414012,
    "lst_night": 43.6789115, "ndvi": -1.71595769, "rain": -17.6748975, "vv": -24.7048718, "elevation": 1043.81658,
    "slope": -33.9536896, "clay": -26.2525217, "sand": 140.232981, "landcover": 104.392612, "stations": 0.533930716,
}


def test_a_single_year_is_what_it_was_before_there_were_several():
    """Recorded before YEARS existed, when the files were compared byte by byte."""
    measured = {name: checksum(values) for name, values in arrays(world(TINY)).items()}
    assert measured == pytest.approx(FROZEN, rel=1e-4)


def test_the_last_of_several_years_has_the_bytes_of_a_single_one(folder, data, tmp_path):
    create_demo_data(str(tmp_path), TINY)
    assert filecmp.cmpfiles(folder, tmp_path, files(tmp_path), shallow=False) == (files(tmp_path), [], [])


def test_each_year_has_the_same_number_of_dates_labelled_by_their_year(data):
    periods = [period for year in THREE.by_year() for period in periods_of(year)]
    assert [period.start.year for period in periods] == [2017] * 4 + [2018] * 4 + [2019] * 4
    assert periods == sorted(periods, key=lambda period: period.start)
    assert [stack.period for stack in open_stacks(data.predictors)] == periods
    for paths, layer in ((data.coarse, "coarse"), (data.truth, "truth")):
        assert [gdal.Open(path).GetMetadataItem("TIME_START")[:10] for path in paths] == [p.label() for p in periods]
        middle = make_world(THREE.by_year()[1])
        np.testing.assert_array_equal(gdal.Open(paths[5]).ReadAsArray(), getattr(middle, layer)[1])


def test_the_log_counts_the_dates_of_all_years(data, said):
    assert said == ["A world of 4 x 4 coarse cells and 36 x 36 pixels on 12 dates, 2017-02-10 to 2019-11-17; "
                    "6 stations, 7 districts."]


def test_periods_of_a_leap_year_have_the_days_of_the_year_that_modis_composites_have():
    leap = dataclasses.replace(TINY, dates=46, years=4, years_ago=3)
    assert [p.start.timetuple().tm_yday for p in periods_of(leap)] == list(range(1, 362, 8))
    assert periods_of(leap)[-1].end.year == 2016


def test_the_place_stays_and_the_weather_changes():
    first, last = make_world(THREE.by_year()[0]), world(TINY)
    for name, values in last.predictors.items():
        assert np.array_equal(values, first.predictors[name]) == (values.ndim == 2), name
    assert first.districts == last.districts and first.fine_grid == last.fine_grid
    np.testing.assert_array_equal(first.stations.latitudes, last.stations.latitudes)
    anomalies = [(w.truth - w.truth.mean(axis=(1, 2), keepdims=True)).std() for w in (first, last)]
    assert anomalies[0] == pytest.approx(anomalies[1], rel=0.3)      # the same soils, the same climate
    assert np.abs(first.truth - last.truth).mean() > 0.01


def test_a_year_is_the_same_however_many_years_there_are():
    few = make_world(dataclasses.replace(TINY, years=2, years_ago=1))
    many = make_world(dataclasses.replace(TINY, years=20, years_ago=1))
    for name, values in arrays(few).items():
        np.testing.assert_array_equal(values, arrays(many)[name], err_msg=name)


def test_no_two_years_share_a_random_stream():
    """NumPy's seeds take missing words for zeros: keys of another length could meet."""
    keys = [(), *((a,) for a in range(1, 6)), *((a, b) for a in range(1, 6) for b in range(1, 6))]
    years, streams = dataclasses.replace(TINY, years=20).by_year(), ("weather", "storm", "predictors", "coarse")
    draws = {year.random_this_year(stream, *key).integers(2**62)
             for year, stream, key in product(years, streams, keys)}
    assert len(draws) == len(years) * len(streams) * len(keys)


@pytest.mark.parametrize("years", [0, 21, 1.5, True])
def test_years_out_of_range_are_refused_in_a_sentence(years):
    with pytest.raises(InputError, match="^YEARS is .* between 1 and 20\\.$"):
        dataclasses.replace(TINY, years=years)


def test_memory_does_not_grow_with_the_years(tmp_path):
    peaks = []
    for years in (1, 2):
        tracemalloc.start()
        create_demo_data(str(tmp_path / str(years)), WorldSettings(dates=46, cells=4, years=years))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]


def test_cancelling_in_the_second_year_leaves_nothing_of_the_first(tmp_path):
    reached = []
    monitor = Monitor(progress=lambda done, _message: reached.append(done),
                      cancelled=lambda: bool(reached) and reached[-1] >= 0.5)
    with pytest.raises(Cancelled):
        create_demo_data(str(tmp_path / "new"), THREE, monitor)
    assert list(tmp_path.iterdir()) == [] and reached == sorted(reached)


def test_fewer_years_are_not_written_among_more(folder, data):
    before = files(folder)
    with pytest.raises(OutputError, match="choose an empty OUTPUT_FOLDER"):
        create_demo_data(str(folder), TINY)
    assert files(folder) == before


# --- the planted drought --------------------------------------------------------------------------------------------

def test_the_dry_pixels_are_those_whose_centres_lie_in_the_two_dry_districts():
    made = make_world(dataclasses.replace(SMALL, drought=True))
    grid = made.fine_grid
    target = gdal.GetDriverByName("MEM").Create("", grid.width, grid.height, 1, gdal.GDT_Byte)
    target.SetGeoTransform(grid.transform)
    target.SetProjection(grid.crs)
    source = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = source.CreateLayer("dry", target.GetSpatialRef(), ogr.wkbPolygon)
    assert len(made.dry_districts) == 2
    for district in made.districts:
        if district.name in made.dry_districts:
            points = ", ".join(f"{x} {y}" for x, y in [*district.ring, district.ring[0]])
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON (({points}))"))
            layer.CreateFeature(feature)
    gdal.RasterizeLayer(target, [1], layer, burn_values=[1])
    np.testing.assert_array_equal(where_dry(made.settings, 0), target.ReadAsArray() == 1)
    np.testing.assert_array_equal(where_dry(made.settings, 54)[54:-54, 54:-54], target.ReadAsArray() == 1)


def test_a_fifth_of_the_rain_falls_there_from_march_to_may_and_all_of_it_elsewhere_and_at_other_times():
    dry = where_dry(TINY, 54)
    usual, cut = Weather(TINY, dry.shape, 90), Weather(TINY, dry.shape, 90, dry)
    seen = set()
    for number in range(40, 170):
        day, other = usual.day(number), cut.day(number)
        if day.rain is None:
            continue
        spring = 59 <= number < 151      # 1 March to 31 May
        np.testing.assert_allclose(other.rain, day.rain * np.where(dry & spring, 0.2, 1.0))
        np.testing.assert_array_equal(other.cloud, day.cloud)
        assert np.array_equal(other.rain_product, day.rain_product) == (not spring or not day.rain[dry].any())
        seen.add(spring)
    assert seen == {True, False}


def test_drought_leaves_earlier_years_and_the_months_before_it_as_they_are():
    wet = dataclasses.replace(TINY, years=2)
    dry = dataclasses.replace(wet, drought=True)
    earlier = [make_world(settings.by_year()[0]) for settings in (wet, dry)]
    np.testing.assert_array_equal(earlier[0].truth, earlier[1].truth)
    last, planted = world(TINY), make_world(dry.by_year()[1])
    before = [period.start.month < 3 for period in last.periods]
    assert before == [True, False, False, False]
    np.testing.assert_array_equal(planted.truth[before], last.truth[before])
    assert planted.truth[1].mean() < last.truth[1].mean() and not earlier[1].dry_districts


def test_where_the_rain_was_cut_may_is_among_the_driest_of_all_years_and_elsewhere_nothing_changes():
    settings = WorldSettings(cells=4, years=6, drought=True)
    *earlier, dry = [make_world(year) for year in settings.by_year()]
    usual = make_world(WorldSettings(cells=4))
    may = [period.label() for period in dry.periods].index("2019-05-17")
    inside = where_dry(settings, 0)
    np.testing.assert_array_equal(dry.truth[:, ~inside], usual.truth[:, ~inside])
    past = np.stack([made.truth[may][inside] for made in earlier])
    driest, before = ((made.truth[may][inside] < past).all(axis=0).mean() for made in (dry, usual))
    assert driest > 0.5 > 2 * before
