"""Drought Index as a job: against NumPy on the same files, reuse of the climatology, and what it refuses."""
import random
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from drought_data import bucket, days, grid, write_series
from limited_disks import files, small_disk

from smdownscale_plugin.drought import mapping, moisture_series
from smdownscale_plugin.errors import Cancelled, InputError, OutputError
from smdownscale_plugin.jobs.drought_index import DroughtOptions, drought_index
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.reading import Raster, describe
from smdownscale_plugin.rasters.writing import write_raster

SHAPE = (5, 7)


def read(path):
    with Raster(path) as raster:
        return raster.read()[0]


class Heard:
    """A monitor that keeps what was said."""

    def __init__(self):
        self.info, self.warnings = [], []
        self.monitor = Monitor(info=self.info.append, warn=self.warnings.append)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Eleven years of 10-day maps with gaps, ties and the year 2016 missing: (folder, periods, values, paths)."""
    folder = tmp_path_factory.mktemp("series")
    periods = [p for p in days(2010, 11, 10) if p.start.year != 2016]
    values = np.round(bucket(periods, SHAPE, seed=3), 2)       # two digits: ties
    values[np.random.default_rng(4).random(values.shape) < 0.2] = np.nan
    return folder, periods, values, write_series(folder, periods, values)


def by_hand(periods, values, target, window=15):
    """Percentile and anomaly of one date by brute force over calendar days, and the years that each pixel has."""
    def noleap(moment):
        moment = moment.replace(day=28) if (moment.month, moment.day) == (2, 29) else moment
        return moment.replace(year=2001).timetuple().tm_yday      # 2001 has no 29 February
    middle = periods[target].middle
    chosen, years = [], []
    for k, period in enumerate(periods):
        for year in (period.middle.year - 1, period.middle.year, period.middle.year + 1):
            apart = (noleap(period.middle) + 365 * (period.middle.year - year)) - noleap(middle)
            if abs(apart) <= window and year != middle.year:
                chosen.append(k)
                years.append(year)
    sample, value = values[chosen].astype(float), values[target].astype(float)
    below, ties = (sample < value).sum(0), (sample == value).sum(0)
    percentile = 100 * (below + 1 + ties / 2) / (np.isfinite(sample).sum(0) + 2)
    anomaly = (value - np.nanmean(sample, 0)) / np.nanstd(sample, 0, ddof=1)
    counts = np.array([np.isfinite(sample[np.array(years) == y]).any(0) for y in sorted(set(years))]).sum(0)
    gone = ~np.isfinite(value) | (counts < 5)
    return np.where(gone, np.nan, percentile), np.where(gone, np.nan, anomaly)


@pytest.mark.parametrize("date", ["2012-07-02", "2013-01-03", "2019-12-29", "2020-02-28", "2020-03-01", "2010-06-05"])
def test_maps_equal_numpy_over_new_year_leap_days_ties_gaps_and_a_missing_year(world, tmp_path, date):
    _, periods, values, paths = world
    moment = datetime.fromisoformat(date).replace(tzinfo=timezone.utc)
    target = next(k for k, p in enumerate(periods) if p.start <= moment < p.end)
    out = {kind: str(tmp_path / f"{kind}.tif") for kind in ("percentile", "anomaly", "class")}
    drought_index(paths, out, date=date)
    percentile, anomaly = by_hand(periods, values, target)
    assert np.allclose(read(out["percentile"]), percentile, atol=1e-4, equal_nan=True)
    assert np.allclose(read(out["anomaly"]), anomaly, atol=1e-4, equal_nan=True)
    codes = np.select([percentile <= t for t in (2, 5, 10, 20, 30)], [5, 4, 3, 2, 1], 0.0)
    assert np.array_equal(read(out["class"]), np.where(np.isnan(percentile), np.nan, codes), equal_nan=True)


def test_small_windows_and_many_dates_at_once_change_nothing(world, tmp_path, monkeypatch):
    _, periods, values, paths = world
    monkeypatch.setattr(mapping, "cube_windows", lambda shape, layers: moisture_series.windows(shape, (3, 2)))
    maps = drought_index(paths, {}, date="2012-01-01/2013-12-31", folder=str(tmp_path))
    assert len(maps.dates) == 74 and maps.dates == sorted(maps.dates)
    for path in maps.paths["percentile"][::17]:
        target = next(k for k, p in enumerate(periods) if p.start == describe(path).period.start)
        assert np.allclose(read(path), by_hand(periods, values, target)[0], atol=1e-4, equal_nan=True)


def test_without_a_date_the_last_is_mapped_or_all_of_them_into_a_folder(world, tmp_path):
    paths = world[3]
    last = drought_index(paths, {"percentile": str(tmp_path / "p.tif")})
    every = drought_index(paths, {"percentile": str(tmp_path / "q.tif")}, folder=str(tmp_path / "all"))
    assert len(last.dates) == 1 and len(every.dates) == len(paths) and every.dates[-1] == last.dates[0]
    assert (tmp_path / "p.tif").read_bytes() == (tmp_path / "q.tif").read_bytes()


def test_windows_of_a_cube_stay_within_their_budget():
    for shape, layers in (((500, 500), 120), ((20000, 30000), 900), ((3, 4), 5)):
        parts = moisture_series.cube_windows(shape, layers)
        assert max(w.width * w.height for w in parts) * layers <= 48_000_000
        assert sum(w.width * w.height for w in parts) == shape[0] * shape[1]


def test_a_saved_climatology_gives_the_same_numbers_with_next_months_raster_only(world, tmp_path):
    folder, periods, values, paths = world
    stored, longer = str(tmp_path / "climatology.tif"), str(tmp_path / "longer.tif")
    before, last = paths[:-1], paths[-1]
    drought_index(before, {"percentile": str(tmp_path / "x.tif")}, climatology_output=stored)
    drought_index([last], {"percentile": str(tmp_path / "new.tif")}, DroughtOptions(climatology=stored),
                  climatology_output=longer)
    drought_index(paths, {"percentile": str(tmp_path / "all.tif")})
    assert np.array_equal(read(str(tmp_path / "new.tif")), read(str(tmp_path / "all.tif")), equal_nan=True)
    about = describe(longer)
    assert len(about.bands) == len(paths) and about.metadata["BASELINE"] == "2010-2020"
    assert about.metadata["BASELINE_YEARS"] == "10" and about.metadata["WINDOW_DAYS"] == "15"
    assert about.product == "TEST"
    # the date's own year in the climatology makes no difference
    drought_index([last], {"percentile": str(tmp_path / "own.tif")}, DroughtOptions(climatology=longer))
    assert np.array_equal(read(str(tmp_path / "own.tif")), read(str(tmp_path / "all.tif")), equal_nan=True)


def test_a_climatology_may_be_written_over_itself_with_older_dates_added(world, tmp_path):
    paths = world[3]
    stored = str(tmp_path / "climatology.tif")
    drought_index(paths[5:], {"percentile": str(tmp_path / "x.tif")}, climatology_output=stored)
    drought_index(paths[:5], {"percentile": str(tmp_path / "again.tif")}, DroughtOptions(climatology=stored),
                  date="2010-02-12", climatology_output=stored)
    drought_index(paths, {"percentile": str(tmp_path / "direct.tif")}, date="2010-02-12")
    assert np.array_equal(read(str(tmp_path / "again.tif")), read(str(tmp_path / "direct.tif")), equal_nan=True)
    with Raster(stored) as raster:
        assert len(raster.info.bands) == len(paths)
        assert np.array_equal(raster.read(None, [4])[0], read(paths[3]), equal_nan=True)


def test_thinned_maps_are_every_kth_pixel(tmp_path):
    values = np.arange(5000 * 7, dtype=np.float32).reshape(7, 5000)
    path = write_raster(str(tmp_path / "a_20200101.tif"), grid(7, 5000), {"percentile": values})
    entry = moisture_series.Entry(path, 1, describe(path).period)
    thin, step = moisture_series.thinned(entry, 700)
    assert step == 8 and np.array_equal(thin, values[::8, ::8])


def test_maps_say_what_they_rest_on(world, tmp_path):
    _, periods, _, paths = world
    heard = Heard()
    out = str(tmp_path / "p.tif")
    maps = drought_index(paths, {"percentile": out}, monitor=heard.monitor)
    info = describe(out)
    assert info.period == periods[-1] and info.product == "TEST" and info.names == ["percentile"]
    assert info.bands[0].unit == "%" and info.metadata["BASELINE"] == "2010-2019"
    assert info.metadata["BASELINE_YEARS"] == str(maps.years) == "10"
    assert info.metadata["PERCENTILE_METHOD"] == "empirical"
    assert any("10 other years (2010-2019), within 15 days" in line for line in heard.info)
    assert any("D4 can't be distinguished from D3" in line for line in heard.warnings)


def test_a_baseline_limits_the_years(world, tmp_path):
    out = str(tmp_path / "p.tif")
    drought_index(world[3], {"percentile": out}, DroughtOptions(baseline="2010-2014"))
    assert describe(out).metadata["BASELINE"] == "2010-2014" and describe(out).metadata["BASELINE_YEARS"] == "5"


def test_pixels_with_too_few_years_stay_empty_and_are_counted(tmp_path):
    periods = days(2014, 7, 30)
    values = bucket(periods, SHAPE)
    values[:-30, 0, 0] = np.nan
    heard = Heard()
    out = str(tmp_path / "p.tif")
    drought_index(write_series(tmp_path, periods, values), {"percentile": out}, monitor=heard.monitor)
    assert np.isnan(read(out)[0, 0]) and np.isfinite(read(out)).sum() == 34
    assert any("1 pixels have too few years" in line for line in heard.warnings)


def test_the_soil_moisture_index_runs_from_wilting_point_to_field_capacity(world, tmp_path):
    _, _, values, paths = world
    out = str(tmp_path / "index.tif")
    drought_index(paths, {"index": out})
    low, high = np.nanpercentile(values.astype(float), (5, 95), axis=0)
    empty = np.isnan(values[-1])
    assert np.allclose(read(out), np.where(empty, np.nan, (values[-1] - low) / (high - low)), atol=1e-3, equal_nan=True)
    limits = [write_raster(str(tmp_path / f"{n}.tif"), grid(*SHAPE), {"x": np.full(SHAPE, v, np.float32)})
              for n, v in (("wp", 0.1), ("fc", 0.35))]
    drought_index(paths, {"index": out}, DroughtOptions(wilting_point=limits[0], field_capacity=limits[1]))
    assert np.allclose(read(out), (values[-1] - 0.1) / 0.25, atol=1e-4, equal_nan=True)
    assert [p.name for p in tmp_path.glob("*.part")] == []
    with pytest.raises(InputError, match="give both WILTING_POINT and FIELD_CAPACITY"):
        drought_index(paths, {"index": out}, DroughtOptions(wilting_point=limits[0]))


def test_probabilities_need_intervals_of_the_date_and_add_up_to_one(world, tmp_path):
    _, periods, values, paths = world
    value = values[-1]
    bounds = {"lower": value - 0.03, "upper": value + 0.05}
    interval = write_raster(str(tmp_path / "interval.tif"), grid(*SHAPE), bounds, metadata=periods[-1].metadata())
    out = str(tmp_path / "probability.tif")
    drought_index(paths, {"probability": out}, DroughtOptions(intervals=[interval]))
    with Raster(out) as raster:
        chance = raster.read()
        assert raster.info.names == ["p_none", "p_d0", "p_d1", "p_d2", "p_d3", "p_d4"]
    assert np.allclose(chance.sum(0)[np.isfinite(value)], 1, atol=1e-5) and np.isnan(chance[:, np.isnan(value)]).all()
    with pytest.raises(InputError, match="needs INTERVALS"):
        drought_index(paths, {"probability": out})
    with pytest.raises(InputError, match="hold no raster of 2020-12-16"):
        drought_index(paths[:-1], {"probability": out}, DroughtOptions(intervals=[interval]))


def test_a_fitted_beta_reaches_below_the_driest_value(tmp_path):
    periods = days(2014, 7, 30)
    values = bucket(periods, SHAPE)
    values[-1] = 0.06
    paths = write_series(tmp_path, periods, values)
    lowest = {}
    for method in ("empirical", "beta"):
        out = str(tmp_path / f"{method}.tif")
        drought_index(paths, {"percentile": out}, DroughtOptions(method=method))
        lowest[method] = read(out).max()
        assert describe(out).metadata["PERCENTILE_METHOD"] == method
    assert lowest["beta"] < 1.0 < lowest["empirical"]


def test_rasters_in_any_order_give_the_same_map(world, tmp_path):
    shuffled = list(world[3])
    random.Random(1).shuffle(shuffled)
    heard = Heard()
    for name, paths in (("a", world[3]), ("b", shuffled)):
        drought_index(paths, {"percentile": str(tmp_path / f"{name}.tif")}, monitor=heard.monitor)
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()
    assert any("wasn't in chronological order" in line for line in heard.info)


def test_a_cancelled_run_leaves_nothing(world, tmp_path):
    calls = iter(range(10 ** 6))
    with pytest.raises(Cancelled):
        drought_index(world[3], {"percentile": str(tmp_path / "p.tif")}, climatology_output=str(tmp_path / "c.tif"),
                      monitor=Monitor(cancelled=lambda: next(calls) > 20))
    assert list(tmp_path.iterdir()) == []


# --- bad input: one sentence each -----------------------------------------------------------------------------------

def _refused(words, paths, tmp_path, date=None, **more):
    with pytest.raises(InputError, match=words) as caught:
        drought_index(paths, {"percentile": str(tmp_path / "out.tif")}, DroughtOptions(**more), date=date)
    text = str(caught.value)
    assert "\n" not in text and not (tmp_path / "out.tif").exists()


def _one(folder, period, layer, name="more", on=None, **metadata):
    folder.mkdir(exist_ok=True)
    about = {"PRODUCT": "TEST", **metadata, **(period.metadata() if period else {})}
    return write_raster(str(folder / f"{name}.tif"), on or grid(*layer.shape), {"soil_moisture": layer}, metadata=about)


def test_series_that_can_not_be_used_are_refused_in_one_sentence(world, tmp_path):
    _, periods, values, paths = world
    next_one = Period(periods[-1].end, periods[-1].end + timedelta(10))
    layer = np.full(SHAPE, 0.2, np.float32)
    more = tmp_path / "more"
    _refused("is empty", [], tmp_path)
    _refused("0 other years to compare 2010-01-01 with", paths[:1], tmp_path)
    two = [path for path, period in zip(paths, periods) if period.start.year < 2012 and period.start.month == 7]
    _refused("is only 1 other year to compare 2011-07", two, tmp_path)
    _refused("has no date", [*paths, _one(more, None, layer, "undated")], tmp_path)
    _refused("same date, 2020-12-26.*leave out one", [*paths, _one(more, periods[-1], layer)], tmp_path)
    _refused("PRODUCT TEST.*PRODUCT OTHER.*differ", [*paths, _one(more, next_one, layer, PRODUCT="OTHER")], tmp_path)
    _refused("MODEL not stated.*MODEL abc", [*paths, _one(more, next_one, layer, MODEL="abc")], tmp_path)
    _refused("aren't on one grid", [*paths, _one(more, next_one, np.full((4, 4), 0.2))], tmp_path)
    _refused("may be in percent", [*paths, _one(more, next_one, layer * 100)], tmp_path)
    _refused("fill value", [*paths, _one(more, next_one, layer - 999)], tmp_path)
    month = Period(next_one.start, next_one.start + timedelta(31))
    _refused("mixes averaging periods", [*paths, _one(more, month, layer)], tmp_path)
    _refused("doesn't exist", [*paths, str(tmp_path / "no.tif")], tmp_path)


def test_dates_baselines_and_climatologies_that_do_not_fit_are_refused_in_one_sentence(world, tmp_path):
    _, periods, _, paths = world
    stored = str(tmp_path / "climatology.tif")
    drought_index(paths, {"percentile": str(tmp_path / "x.tif")}, climatology_output=stored)
    layer = np.full(SHAPE, 0.2, np.float32)
    new = Period(periods[-1].end, periods[-1].end + timedelta(10))
    _refused("No raster of SERIES has the DATE 2031-01-01", paths, tmp_path, date="2031-01-01")
    _refused("isn't a date", paths, tmp_path, date="yesterday")
    _refused("give OUTPUT_FOLDER", paths, tmp_path, date="all")
    _refused("isn't a range of years", paths, tmp_path, baseline="2014-2010")
    _refused("'09/06/2010' is neither a date nor a range", paths, tmp_path, date="09/06/2010")
    _refused("other years to compare.*MINIMUM_YEARS is 12", paths, tmp_path, minimum_years=12)
    _refused("made with WINDOW_DAYS 15, not 20", paths[-1:], tmp_path, climatology=stored, window_days=20)
    _refused("isn't a climatology", paths[-1:], tmp_path, climatology=paths[0])
    _refused("The climatology.*PRODUCT TEST.*SERIES.*PRODUCT OTHER",
             [_one(tmp_path / "more", new, layer, PRODUCT="OTHER")], tmp_path, climatology=stored)
    _refused("aren't on one grid", [_one(tmp_path / "more", new, np.full((4, 4), 0.2))], tmp_path, climatology=stored)


@pytest.mark.parametrize("kilobytes", [16, 64, 100])
def test_a_climatology_for_which_the_disk_is_too_small_is_said_and_not_left(world, tmp_path, kilobytes):
    with small_disk(tmp_path / "small", kilobytes) as disk:
        with pytest.raises(OutputError, match="disk"):
            drought_index(world[3], {"percentile": str(tmp_path / "p.tif")}, climatology_output=str(disk / "c.tif"))
        assert files(disk) == [] and not (tmp_path / "p.tif").exists()


def test_zeros_in_place_of_gaps_are_refused_and_zeros_of_dry_soil_are_not(tmp_path):
    """A swath of zeros is no drought; a map that ends at zero has pixels that are nearly dry beside those that are."""
    periods, shape = days(2010, 7, 90), (20, 30)
    values = bucket(periods, shape, seed=1)
    gaps, dry = values.copy(), np.maximum(values - np.quantile(values, 0.05), 0.0)
    gaps[-1, :, :5] = 0.0
    target = {"percentile": str(tmp_path / "p.tif")}
    with pytest.raises(InputError, match="exact zeros .* declare 0 as nodata"):
        drought_index(write_series(tmp_path / "gaps", periods, gaps), target)
    assert (dry == 0).sum() > 100
    assert drought_index(write_series(tmp_path / "dry", periods, dry), target).paths


def test_a_date_without_any_value_is_named(tmp_path):
    periods = days(2010, 7, 90)
    values = bucket(periods, SHAPE, seed=1)
    values[-1] = np.nan
    paths = write_series(tmp_path, periods, values)
    with pytest.raises(InputError, match=r"holds no value.*another DATE") as caught:
        drought_index(paths, {"percentile": str(tmp_path / "p.tif")})
    assert paths[-1] in str(caught.value)
