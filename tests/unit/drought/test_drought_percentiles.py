"""Percentiles, anomalies, classes and class probabilities against SciPy, the standard library and counting by hand."""
import statistics
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from smdownscale_plugin.drought import classes
from smdownscale_plugin.drought.beta import beta_cdf, log_gamma
from smdownscale_plugin.drought.climatology import reference_for
from smdownscale_plugin.drought.moisture_series import Entry
from smdownscale_plugin.drought.normal import normal_cdf
from smdownscale_plugin.drought.percentiles import (
    beta_percentile,
    class_probabilities,
    standardised_anomaly,
    weibull_percentile,
    years_with_values,
)
from smdownscale_plugin.drought.season import offset, season_day, season_year
from smdownscale_plugin.rasters.period import Period


def _utc(*parts):
    return datetime(*parts, tzinfo=timezone.utc)


def test_weibull_percentiles_equal_those_of_scipy_with_ties_and_gaps():
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(1)
    reference = np.round(rng.random((40, 6, 7)), 1)          # few different values: many ties
    reference[rng.random(reference.shape) < 0.3] = np.nan
    value = np.round(rng.random((6, 7)), 1)
    ours = weibull_percentile(value, reference)
    for row, column in np.ndindex(value.shape):
        sample = reference[:, row, column]
        sample = np.append(sample[np.isfinite(sample)], value[row, column])
        rank = stats.rankdata(sample, method="average")[-1]
        assert ours[row, column] == pytest.approx(100 * rank / (len(sample) + 1), abs=1e-12)
        quantiles = stats.mstats.plotting_positions(sample, alpha=0, beta=0)     # Weibull's, ties in order
        tied = quantiles[sample == value[row, column]]
        assert ours[row, column] == pytest.approx(100 * np.mean(tied), abs=1e-9)


def test_a_value_or_a_reference_that_is_missing_has_no_percentile():
    reference = np.array([[[0.1, np.nan]], [[0.2, np.nan]]])
    assert np.isnan(weibull_percentile(np.array([[np.nan, 0.3]]), reference)).all()


def test_the_beta_distribution_equals_that_of_scipy():
    special = pytest.importorskip("scipy.special")
    rng = np.random.default_rng(2)
    a, b, x = 10 ** rng.uniform(-1, 3.5, 4000), 10 ** rng.uniform(-1, 3.5, 4000), rng.random(4000)
    x[:2000] = np.clip(a / (a + b) + 0.2 * (x - 0.5), 0, 1)[:2000]
    assert np.abs(beta_cdf(x, a, b) - special.betainc(a, b, x)).max() < 1e-9
    assert np.allclose(log_gamma(a), special.gammaln(a), rtol=1e-12, atol=1e-12)
    assert beta_cdf(0.0, 2.0, 2.0) == 0 and beta_cdf(1.0, 2.0, 2.0) == 1 and np.isnan(beta_cdf(np.nan, 2.0, 2.0))


def test_beta_percentiles_equal_those_of_scipy_fitted_by_moments():
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(3)
    reference, value = rng.beta(8, 20, (30, 4, 5)), rng.beta(8, 20, (4, 5))
    ours = beta_percentile(value, reference)
    for row, column in np.ndindex(value.shape):
        mean, variance = reference[:, row, column].mean(), reference[:, row, column].var(ddof=1)
        common = mean * (1 - mean) / variance - 1
        assert ours[row, column] == pytest.approx(
            100 * stats.beta.cdf(value[row, column], mean * common, (1 - mean) * common), abs=1e-7)
    assert np.isnan(beta_percentile(np.array([[0.2]]), np.full((9, 1, 1), 0.2))).all()


def test_standardised_anomalies_equal_those_of_the_standard_library():
    rng = np.random.default_rng(4)
    reference, value = rng.random((12, 2, 2)), rng.random((2, 2))
    reference[3:5, 0, 0] = np.nan
    ours = standardised_anomaly(value, reference)
    for row, column in np.ndindex(value.shape):
        sample = [float(v) for v in reference[:, row, column] if np.isfinite(v)]
        assert ours[row, column] == pytest.approx(
            (value[row, column] - statistics.mean(sample)) / statistics.stdev(sample))


def test_classes_begin_exactly_at_their_thresholds():
    limits = {30.0: "D0", 20.0: "D1", 10.0: "D2", 5.0: "D3", 2.0: "D4"}
    for limit, name in limits.items():
        worse = classes.classify(np.array([limit, np.nextafter(limit, 100.0)]))
        assert classes.class_name(worse[0]) == name
        assert worse[1] == worse[0] - 1
    assert list(classes.classify(np.array([0.0, 100.0, np.nan]))) == [5, 0, classes.NODATA]
    # ranks that hit a threshold exactly: 3 of 10, 2 of 10, 1 of 10, 1 of 20, 1 of 50
    for rank, n, name in ((3, 8, "D0"), (2, 8, "D1"), (1, 8, "D2"), (1, 18, "D3"), (1, 48, "D4")):
        reference = np.arange(1, n + 1, dtype=np.float32)[:, None, None]
        code = classes.classify(weibull_percentile(np.array([[rank - 0.5]], np.float32), reference))
        assert classes.class_name(int(code[0, 0])) == name


def test_class_probabilities_equal_the_shares_of_simulated_values():
    rng = np.random.default_rng(5)
    reference = rng.normal(0.25, 0.04, (58, 1, 1))
    value, spread = np.array([[0.19]]), 0.015
    half = statistics.NormalDist().inv_cdf(0.95) * spread
    ours = class_probabilities(value, value - half, value + half, reference)[:, 0, 0]
    draws = rng.normal(0.19, spread, (1, 200_000))
    codes = classes.classify(weibull_percentile(draws, np.broadcast_to(reference[:, 0], (58, 200_000))[:, None]))
    shares = np.bincount(codes.ravel(), minlength=6) / draws.size
    assert np.abs(ours - shares).max() < 0.005 and ours.sum() == pytest.approx(1.0)


def test_a_certain_value_has_one_class_and_a_missing_one_none():
    reference = np.linspace(0.1, 0.4, 40)[:, None, None] * np.ones((1, 1, 2))
    value = np.array([[0.05, np.nan]])
    ours = class_probabilities(value, value, value, reference)
    code = int(classes.classify(weibull_percentile(value, reference))[0, 0])
    assert ours[code, 0, 0] == 1.0 and ours[:, 0, 0].sum() == 1.0 and np.isnan(ours[:, 0, 1]).all()


def test_the_normal_distribution_equals_that_of_the_standard_library():
    x = np.linspace(-9, 9, 1777)
    assert np.abs(normal_cdf(x) - [statistics.NormalDist().cdf(v) for v in x]).max() < 1e-6


def test_severity_and_prevailing_class_of_shares():
    assert classes.severity_index([1, 0, 0, 0, 0, 0]) == 0 and classes.severity_index([0, 0, 0, 0, 0, 1]) == 500
    assert classes.severity_index([0.5, 0, 0.5, 0, 0, 0]) == 100
    assert classes.class_name(classes.prevailing_class([0.5, 0.0, 0.2, 0.1, 0.2, 0.0])) == "D1"
    assert classes.prevailing_class([0.6, 0.1, 0.1, 0.1, 0.1, 0.0]) == 0


# --- the season ----------------------------------------------------------------------------------------------------

def test_every_year_has_the_same_days_and_29_february_is_28_february():
    assert [season_day(_utc(2020, 2, d)) for d in (28, 29)] == [59, 59]
    assert season_day(_utc(2020, 3, 1)) == season_day(_utc(2021, 3, 1)) == 60
    assert season_day(_utc(2020, 12, 31)) == season_day(_utc(2021, 12, 31)) == 365
    assert {season_day(_utc(2020, 1, 1) + timedelta(d)) for d in range(366)} == set(range(1, 366))


def test_distances_wrap_around_new_year():
    assert offset(362, 5) == -8 and offset(5, 362) == 8 and offset(100, 100) == 0
    assert {abs(offset(a, b)) for a in range(1, 366) for b in (1, 183, 365)} == set(range(183))


def test_dates_across_new_year_belong_to_the_season_of_the_year_they_are_near():
    centre = season_day(_utc(2021, 1, 5))
    assert season_year(_utc(2019, 12, 28), centre, 15) == 2020
    assert season_year(_utc(2020, 1, 20), centre, 15) == 2020
    assert season_year(_utc(2020, 1, 21), centre, 15) is None
    december = season_day(_utc(2021, 12, 28))
    assert season_year(_utc(2022, 1, 3), december, 15) == 2021


def _daily(first, last):
    days = (last - first).days
    return [Entry(f"{k}.tif", 1, Period(first + timedelta(k), first + timedelta(k + 1))) for k in range(days)]


def test_the_reference_is_31_days_of_every_other_year_whatever_leap_years_and_new_year_do():
    days = _daily(_utc(2003, 1, 1), _utc(2013, 1, 1))
    entries = [e for e in days if e.period.start.year != 2007]   # a year is missing
    for month, day in ((7, 1), (1, 5), (12, 30), (2, 28)):
        target = Period(_utc(2010, month, day), _utc(2010, month, day) + timedelta(1))
        reference = reference_for(target, entries, 15)
        assert 2010 not in reference.years
        for year in set(reference.years):
            own = [e.period.start for e, of in zip(reference.entries, reference.years) if of == year]
            centre = _utc(year, month, day)
            expected = [e.period.start for e in entries if abs((e.period.start - centre).days) <= 15]
            leap = month == 2 and year % 4 == 0
            assert set(own) - set(expected) <= ({_utc(year, 3, 15), _utc(year, 2, 13)} if leap else set())
            assert len(own) >= len(expected) and len(own) <= 32
    mid_year = reference_for(Period(_utc(2010, 7, 1), _utc(2010, 7, 2)), entries, 15)
    assert mid_year.year_count == 8 and len(mid_year.entries) == 8 * 31


@pytest.mark.parametrize("target", [_utc(2020, 7, 1), _utc(2020, 12, 30), _utc(2021, 1, 6)])
@pytest.mark.parametrize("begins", [_utc(2014, 1, 1), _utc(2014, 1, 20), _utc(2013, 12, 20)])
def test_the_span_of_years_is_as_long_as_their_number_on_either_side_of_new_year(begins, target):
    days = _daily(begins, _utc(2021, 1, 5))[::10]
    reference = reference_for(Period(target, target + timedelta(1)), days, 15)
    first, last = map(int, reference.span.split("-"))
    assert last - first + 1 == reference.year_count


def test_years_are_counted_per_pixel():
    reference = np.array([[0.1, np.nan], [0.2, np.nan], [np.nan, 0.3], [0.1, 0.2]])[:, None]
    assert years_with_values(reference, [2001, 2001, 2002, 2003]).tolist() == [[2, 2]]
