"""Overpasses by local solar time: longitudes east and west, day boundaries, the antimeridian; no summer time."""
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.stations.schedule import LOCAL_HOURS, Schedule, overpass_seconds
from smdownscale_plugin.stations.sensors import Station

JUNE = datetime(2020, 6, 1, tzinfo=timezone.utc)


def hourly(longitude, days=10, start=JUNE, keep=lambda hour: True):
    """A station whose reading at each hour is the number of that hour since `start`."""
    hours = np.array([h for h in range(24 * days) if keep(h)])
    return Station("a", "", longitude, 45.0, (0.0, 0.05), 1, hours * 3600 + int(start.timestamp()), hours.astype(float))


def period(day, days=1):
    start = JUNE + timedelta(days=day)
    return Period(start, start + timedelta(days=days))


def means(longitude, periods, local, tolerance=0.5, share=0.0, station=None, moments=None):
    schedule = Schedule(periods, [LOCAL_HOURS.get(local)] * len(periods), tolerance, share)
    return schedule.means(station or hourly(longitude), moments)


@pytest.mark.parametrize("longitude, local, hour", [
    (0, "am", 6), (120, "am", 22), (-120, "am", 14), (120, "pm", 10), (-120, "pm", 2), (90, "am", 0), (-90, "am", 12),
    (180, "am", 18), (-180, "am", 18), (179.999, "am", 18), (-179.999, "am", 18)])
def test_the_hour_in_utc_follows_from_the_longitude_alone(longitude, local, hour):
    assert overpass_seconds(longitude, LOCAL_HOURS[local]) / 3600 == pytest.approx(hour, abs=1e-3)


@pytest.mark.parametrize("longitude, hour", [(120, 22), (-120, 14), (0, 6)])
def test_a_daily_map_takes_the_readings_around_the_overpass_on_its_own_utc_day(longitude, hour):
    found, counts = means(longitude, [period(2), period(3)], "am")
    assert found.tolist() == [48 + hour, 72 + hour] and counts.tolist() == [1, 1]


def test_a_window_reaches_over_midnight_into_the_neighbouring_day():
    found, counts = means(90.0, [period(2)], "am", tolerance=2.5)   # the overpass is at 0 h UTC
    assert counts.tolist() == [5] and found[0] == 48


def test_both_sides_of_the_antimeridian_have_the_same_overpass():
    east, west = (means(lon, [period(2)], "am", 1.5)[0][0] for lon in (179.99, -179.99))
    assert east == west == 48 + 18


@pytest.mark.parametrize("longitude", [-100.0, 0.0, 45.0, 100.0, 179.0])
@pytest.mark.parametrize("hour", [0, 18])
@pytest.mark.parametrize("local", ["am", "pm"])
def test_one_value_a_day_counts_for_its_utc_day_whatever_the_overpass(longitude, hour, local):
    """A table of dates, or the daily files of the USCRN, which are placed at noon of local standard time."""
    station = hourly(longitude, keep=lambda h: h % 24 == hour)
    found, counts = means(longitude, [period(2), period(3), period(4, 4)], local, 3.0, share=0.5, station=station)
    assert found.tolist() == [48 + hour, 72 + hour, np.mean([24 * day + hour for day in range(4, 8)])]
    assert counts.tolist() == [1, 1, 4]
    granule = Period(JUNE + timedelta(days=2, hours=5), JUNE + timedelta(days=2, hours=6))
    seen = (JUNE + timedelta(days=3, hours=11)).timestamp()
    assert means(longitude, [granule], None, 1.0, station=station)[0].tolist() == [48 + hour]
    assert means(longitude, [period(3)], local, 1.0, station=station, moments=[seen])[0].tolist() == [72 + hour]


def test_two_values_a_day_are_no_daily_values():
    station = hourly(0.0, keep=lambda h: h % 24 in (0, 12))
    assert means(0.0, [period(2)], "am", 3.0, station=station)[1].tolist() == [0]
    assert means(0.0, [period(2)], "am", 6.0, station=station)[1].tolist() == [1]


def test_summer_time_never_enters():
    for month in (1, 3, 7, 10):
        start = datetime(2021, month, 25, tzinfo=timezone.utc)   # before the change of clocks in March and October
        days = [Period(start + timedelta(days=d), start + timedelta(days=d + 1)) for d in range(8)]
        found, _ = Schedule(days, [6.0] * 8, 0.5).means(hourly(-3.0, 10, start))
        assert np.diff(found).tolist() == [24.0] * 7


def test_a_composite_is_the_mean_over_its_overpasses_and_not_over_all_hours():
    found, counts = means(-120.0, [period(0, 8)], "am")
    assert found[0] == pytest.approx(np.mean([24 * d + 14 for d in range(8)])) and counts[0] == 8
    everything, _ = means(-120.0, [period(0, 8)], "all")
    assert everything[0] == pytest.approx(np.mean(np.arange(8 * 24)))


def test_overpasses_weigh_alike_however_many_readings_they_have():
    station = hourly(0.0, 2, keep=lambda h: h in (5, 6, 7, 30))
    found, counts = means(0.0, [period(0, 2)], "am", 1.5, station=station)
    assert found[0] == (6 + 30) / 2 and counts[0] == 4


def test_a_composite_needs_its_share_of_overpasses():
    station = hourly(0.0, 8, keep=lambda h: h < 72)   # three of eight days
    assert np.isfinite(means(0.0, [period(0, 8)], "am", station=station, share=0.375)[0][0])
    found, counts = means(0.0, [period(0, 8)], "am", station=station, share=0.5)
    assert np.isnan(found[0]) and counts[0] == 0


def test_a_period_that_starts_at_noon_holds_only_the_overpasses_within_its_time():
    start = JUNE + timedelta(hours=12)
    found, counts = means(0.0, [Period(start, start + timedelta(days=2))], "am")
    assert counts[0] == 2 and found[0] == np.mean([30, 54])


def test_an_instant_is_its_own_time_whatever_the_overpass():
    instant = Period(JUNE + timedelta(hours=9), JUNE + timedelta(hours=9, seconds=1))
    assert means(120.0, [instant], "am", 1.5)[0][0] == 9


def test_the_granule_s_own_time_of_observation_stands_above_the_rule():
    moments = [np.nan, (JUNE + timedelta(days=3, hours=11)).timestamp()]
    found, _ = means(0.0, [period(2), period(3)], "am", moments=moments)
    assert found.tolist() == [54, 83]
