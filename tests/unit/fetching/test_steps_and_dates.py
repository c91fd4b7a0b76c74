"""Steps, weights of composites and of earlier days, and what is there when."""
from datetime import date, datetime, timedelta, timezone

import pytest

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.fetching.catalogue import Lookback
from smdownscale_plugin.fetching.timing import (
    check_dates,
    day_weights,
    image_period,
    midnight,
    needed_period,
    overlap_weights,
    partly_missing,
    steps,
)
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.sources.registry import open_provider

CATALOGUE = open_provider().catalogue
TODAY = date(2026, 11, 20)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def labels(found):
    return [(p.start.date().isoformat(), p.end.date().isoformat()) for p in found]


def test_months_are_those_of_the_calendar_cut_at_both_ends():
    found = labels(steps(date(2020, 1, 15), date(2020, 3, 10), "monthly"))
    assert found == [("2020-01-15", "2020-02-01"), ("2020-02-01", "2020-03-01"), ("2020-03-01", "2020-03-10")]


def test_eight_days_count_from_the_first_of_january_and_end_with_the_year():
    found = labels(steps(date(2019, 12, 19), date(2020, 1, 12), "8day"))
    assert found == [("2019-12-19", "2019-12-27"), ("2019-12-27", "2020-01-01"), ("2020-01-01", "2020-01-09"),
                     ("2020-01-09", "2020-01-12")]


def test_days_and_the_whole():
    assert len(steps(date(2020, 2, 27), date(2020, 3, 2), "daily")) == 4
    assert labels(steps(date(2020, 2, 27), date(2021, 3, 2), "whole")) == [("2020-02-27", "2021-03-02")]


def test_steps_cover_the_request_without_gap_or_overlap():
    for step in ("daily", "8day", "monthly", "whole"):
        found = steps(date(2019, 11, 3), date(2021, 2, 20), step)
        assert found[0].start == utc("2019-11-03") and found[-1].end == utc("2021-02-20")
        assert all(a.end == b.start for a, b in zip(found, found[1:]))


def test_an_end_that_does_not_come_after_the_start_is_refused():
    with pytest.raises(InputError, match="END .* must be after START"):
        steps(date(2020, 6, 1), date(2020, 6, 1), "monthly")


def test_the_last_composite_of_a_year_ends_with_the_year():
    et = CATALOGUE.data_sets["MOD16A2GF"]
    days = {year: image_period(et, utc(f"{year}-12-{26 if year == 2020 else 27}")) for year in (2019, 2020)}
    assert [(p.end - p.start).days for p in days.values()] == [5, 6]      # 365 - 45 x 8, 366 - 45 x 8


def test_composites_weigh_as_many_days_as_they_share_with_the_step():
    ndvi = CATALOGUE.data_sets["MOD13Q1"]
    starts = [utc(day) for day in ("2020-05-24", "2020-06-09", "2020-06-25", "2020-07-11")]
    june = Period(utc("2020-06-01"), utc("2020-07-01"))
    weights = overlap_weights(ndvi, starts, june)
    assert list(weights.values()) == [8, 16, 6] and sum(weights.values()) == 30


def test_a_year_of_composites_weighs_365_days():
    for name in ("MOD13Q1", "MOD11A2", "MOD16A2GF", "MCD15A3H"):
        data_set = CATALOGUE.data_sets[name]
        starts = [utc("2019-01-01") + timedelta(n) for n in range(0, 365, data_set.interval_days)]
        year = Period(utc("2019-01-01"), utc("2020-01-01"))
        assert sum(overlap_weights(data_set, starts, year).values()) == 365


def test_antecedent_precipitation_follows_its_recursion():
    before = Lookback("antecedent", 60, 0.9)
    rain = {utc("2020-04-01") + timedelta(n): float(n % 7) for n in range(120)}
    day = utc("2020-06-20")
    api = 0.0
    for back in range(60, 0, -1):
        api = 0.9 * api + rain[day - timedelta(back)]
    weights = day_weights(before, Period(day, day + timedelta(1)))
    assert sum(w * rain[d] for d, w in weights.items()) == pytest.approx(api)


def test_antecedent_precipitation_of_a_month_is_the_mean_of_its_days():
    before = Lookback("antecedent", 30, 0.85)
    june = Period(utc("2020-06-01"), utc("2020-07-01"))
    mean = {}
    for n in range(30):
        day = Period(june.start + timedelta(n), june.start + timedelta(n + 1))
        for d, w in day_weights(before, day).items():
            mean[d] = mean.get(d, 0) + w / 30
    assert day_weights(before, june) == pytest.approx(mean)


@pytest.mark.parametrize("before", [Lookback("antecedent", 60, 0.9), Lookback("mean", 10), Lookback("lag", 3)])
def test_earlier_days_never_reach_into_the_day_itself(before):
    day = Period(utc("2020-06-20"), utc("2020-06-21"))
    weights = day_weights(before, day)
    assert max(weights) <= day.start - timedelta(1) and min(weights) >= day.start - timedelta(before.days)


def test_a_lag_is_one_day_and_a_mean_sums_to_one():
    day = Period(utc("2020-06-20"), utc("2020-06-21"))
    assert day_weights(Lookback("lag", 8), day) == {utc("2020-06-12"): 1.0}
    assert sum(day_weights(Lookback("mean", 10), day).values()) == pytest.approx(1)


def test_earlier_days_are_looked_for_before_the_start():
    period = needed_period(CATALOGUE.predictors["rain_api"], Period(utc("2020-06-01"), utc("2020-07-01")))
    assert period.start == utc("2020-04-02") and period.end == utc("2020-06-30")


def test_composites_that_began_before_the_step_are_looked_for():
    period = needed_period(CATALOGUE.predictors["ndvi"], Period(utc("2020-06-01"), utc("2020-06-02")))
    assert period.start <= utc("2020-05-24")


def test_scenes_are_looked_for_backwards_only():
    period = needed_period(CATALOGUE.predictors["vv"], Period(utc("2020-06-15"), utc("2020-06-16")))
    assert period == Period(utc("2020-06-04"), utc("2020-06-16"))


def june(year):
    return steps(date(year, 6, 1), date(year, 7, 1), "monthly")


def test_a_request_before_a_data_set_begins_says_which_period_it_has():
    with pytest.raises(InputError, match=r"vv \(Sentinel1.*is available from 2014-10-03"):
        check_dates([CATALOGUE.predictors["vv"]], june(2010), TODAY)


def test_a_request_after_a_data_set_s_latest_date_names_what_follows():
    with pytest.raises(InputError, match=r"et \(MOD16A2GF.*to 2025-12-31.*MOD16A2 follows"):
        check_dates([CATALOGUE.predictors["et"]], june(2026), TODAY)


def test_the_latest_date_that_all_data_sets_share_is_that_of_the_slowest():
    chosen = [CATALOGUE.predictors[name] for name in ("ndvi", "rain", "lst_day", "elevation")]
    available = check_dates(chosen, june(2020), TODAY)
    assert available.latest == TODAY - timedelta(45) and available.limited_by == "CHIRPS"


def test_data_sets_that_cover_a_request_in_part_are_named():
    year = steps(date(2000, 1, 1), date(2001, 1, 1), "monthly")
    found = partly_missing([CATALOGUE.predictors["ndvi"]], year, TODAY)
    assert found[0][0] == "MOD13Q1" and "2000-02-18" in found[0][1]


def test_midnight_is_utc():
    assert midnight(date(2020, 6, 1)).isoformat() == "2020-06-01T00:00:00+00:00"
