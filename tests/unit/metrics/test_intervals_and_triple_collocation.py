"""Anomalies, matched distributions, triple collocation, intervals of errors and verdicts, against closed forms, SciPy
and simulation. (They equal pytesmo 0.18.1 to 1e-12 on random and real series; pytesmo isn't needed to run this.)"""
import numpy as np
import pytest

from smdownscale_plugin.metrics import error_intervals, quantiles
from smdownscale_plugin.metrics.anomalies import anomalies, anomaly_r
from smdownscale_plugin.metrics.cdf_matching import cdf_matched, cdf_matched_rmse
from smdownscale_plugin.metrics.intervals import pearson_interval, percentiles
from smdownscale_plugin.metrics.pairs import bias, pearson, rmse, skill, ubrmse
from smdownscale_plugin.metrics.pooled import pooled_bootstrap
from smdownscale_plugin.metrics.triple_collocation import TripleSums, from_covariance, triple_collocation

stats = pytest.importorskip("scipy.stats")


def autoregression(rng, phi, count, draws):
    x = rng.standard_normal((draws, count))
    for i in range(1, count):
        x[:, i] = phi * x[:, i - 1] + np.sqrt(1 - phi ** 2) * x[:, i]
    return x


# --- anomalies ---

def test_anomalies_are_differences_from_the_mean_of_a_window_by_hand():
    rng = np.random.default_rng(0)
    times, values = np.sort(rng.uniform(0, 400, 120)), rng.uniform(0.1, 0.4, 120)
    values[::7] = np.nan
    by_hand = [v - np.nanmean(values[np.abs(times - t) <= 17.5])
               if np.isfinite(values[np.abs(times - t) <= 17.5]).sum() >= 3 else np.nan for t, v in zip(times, values)]
    assert np.allclose(anomalies(values, times), by_hand, equal_nan=True)


def test_a_shared_season_gives_correlation_and_no_anomaly_correlation():
    rng, times = np.random.default_rng(1), np.arange(730.0)
    season = 0.25 + 0.1 * np.sin(2 * np.pi * times / 365.25)
    a, b = season + 0.01 * rng.standard_normal(730), season + 0.01 * rng.standard_normal(730)
    assert pearson(a, b) > 0.95 and abs(anomaly_r(a, b, times)) < 0.1
    order = rng.permutation(730)
    assert anomaly_r(a[order], b[order], times[order]) == pytest.approx(anomaly_r(a, b, times), abs=1e-12)


def test_too_few_values_have_no_anomaly():
    assert np.isnan(anomaly_r([0.1, 0.2], [0.1, 0.2], [0, 1])) and np.isnan(anomalies([0.1, 0.2], [0, 100])).all()


# --- matched distributions ---

def test_a_gain_and_a_bias_vanish_when_distributions_are_matched():
    truth = np.random.default_rng(2).uniform(0.1, 0.4, 300)
    assert np.allclose(cdf_matched(0.05 + 0.5 * truth, truth), truth, atol=1e-12)
    assert cdf_matched_rmse(0.05 + 0.5 * truth, truth) < 1e-12


def test_matched_values_have_the_truth_s_percentiles():
    rng = np.random.default_rng(3)
    estimate, truth = rng.beta(2, 5, 4000), rng.normal(0.25, 0.05, 4000)
    assert np.allclose(np.percentile(cdf_matched(estimate, truth), [5, 50, 95]), np.percentile(truth, [5, 50, 95]),
                       atol=1e-4)


def test_few_pairs_and_constants_are_not_matched():
    assert np.isnan(cdf_matched_rmse(np.arange(10.0), np.arange(10.0)))
    assert np.isnan(cdf_matched_rmse(np.full(50, 0.2), np.linspace(0, 1, 50)))


# --- triple collocation ---

def products(rng, count, errors=(0.02, 0.03, 0.04), gains=(1.0, 0.8, 1.2)):
    truth = 0.25 + 0.06 * rng.standard_normal(count)
    return [0.02 * k + g * truth + s * rng.standard_normal(count) for k, (g, s) in enumerate(zip(gains, errors))]


def test_known_errors_gains_and_correlations_are_recovered():
    found = triple_collocation([TripleSums().add(*products(np.random.default_rng(k), 4000)) for k in range(50)])
    assert found.error_std == pytest.approx([0.02, 0.03, 0.04], abs=4e-4)
    assert found.scaling == pytest.approx([1, 1 / 0.8, 1 / 1.2], abs=5e-3)
    true_r = [g * 0.06 / np.hypot(g * 0.06, s) for g, s in zip((1, 0.8, 1.2), (0.02, 0.03, 0.04))]
    assert found.r_truth == pytest.approx(true_r, abs=3e-3)


def test_sums_in_parts_equal_the_covariance_of_all():
    a, b, c = products(np.random.default_rng(4), 1000)
    a[3] = np.nan
    total = TripleSums()
    for part in np.array_split(np.arange(1000), 7):
        total.merge(TripleSums().add(a[part], b[part], c[part]))
    keep = np.isfinite(a)
    assert np.allclose(total.covariance, np.cov([a[keep], b[keep], c[keep]]), rtol=1e-12)


def test_a_negative_error_variance_is_reported_as_it_is():
    covariance = np.array([[1.0, 1.2, 1.0], [1.2, 2.0, 1.0], [1.0, 1.0, 2.0]])
    assert from_covariance(covariance)[0][0] == pytest.approx(-0.2)
    x = np.random.default_rng(5).multivariate_normal(np.zeros(3), covariance + 0.3 * np.eye(3), 60).T
    x[0] = 0.7 * x[1] + 0.7 * x[2]
    found = triple_collocation([TripleSums().add(*x)])
    assert found.error_variance[0] < 0 and np.isnan(found.error_std[0]) and np.isnan(found.r_truth[0])


def test_a_map_with_its_parent_in_the_trio_looks_far_better_than_it_is():
    rng = np.random.default_rng(6)
    truth, shared = 0.06 * rng.standard_normal(20_000), 0.05 * rng.standard_normal(20_000)
    child, parent = truth + shared, truth + shared + 0.01 * rng.standard_normal(20_000)
    other = truth + 0.03 * rng.standard_normal(20_000)
    found = triple_collocation([TripleSums().add(child, parent, other)])
    assert not found.error_variance[0] > 0.05 ** 2 / 10   # the true one is .05 squared: why such trios are refused


def test_intervals_of_triple_collocation_hold_the_truth_in_nine_of_ten_draws():
    hits, draws = np.zeros(3), 150
    for k in range(draws):
        rng = np.random.default_rng(100 + k)
        found = triple_collocation([TripleSums().add(*products(rng, 40)) for _ in range(30)], draws=300)
        low, high = found.error_variance_interval.T
        hits += (low <= np.square([0.02, 0.03, 0.04])) & (np.square([0.02, 0.03, 0.04]) <= high)
    assert (np.abs(hits / draws - 0.9) < 0.07).all()


def test_few_triples_say_nothing():
    found = triple_collocation([TripleSums().add(*products(np.random.default_rng(7), 20))])
    assert found.n == 20 and np.isnan(found.error_variance).all() and np.isnan(found.r_truth_interval).all()


# --- quantiles, intervals, verdicts ---

@pytest.mark.parametrize("p", [0.05, 0.5, 0.95])
@pytest.mark.parametrize("freedom", [5, 10, 30, 300])
def test_quantiles_equal_scipy_s(p, freedom):
    assert quantiles.student(p, freedom) == pytest.approx(stats.t.ppf(p, freedom), rel=5e-3, abs=1e-6)
    assert quantiles.chi_square(p, freedom) == pytest.approx(stats.chi2.ppf(p, freedom), rel=2e-2)


@pytest.mark.parametrize("phi", [0.0, 0.7])
@pytest.mark.parametrize("count", [100, 365])
def test_nine_of_ten_intervals_hold_the_truth_with_and_without_autocorrelation(phi, count):
    rng, draws, r = np.random.default_rng(8), 1200, 0.7
    t, e = autoregression(rng, phi, count, draws), autoregression(rng, phi, count, draws)
    truth, estimate = 0.25 + 0.06 * t, 0.27 + 0.06 * (r * t + np.sqrt(1 - r ** 2) * e)
    spread = 0.06 * np.sqrt((1 - r) ** 2 + 1 - r ** 2)
    wanted = ((pearson_interval, r), (error_intervals.bias_interval, 0.02), (error_intervals.ubrmse_interval, spread),
              (error_intervals.rmse_interval, np.hypot(spread, 0.02)))
    for interval, true in wanted:
        ends = np.array([interval(a, b) for a, b in zip(estimate, truth)])
        assert np.mean((ends[:, 0] <= true) & (true <= ends[:, 1])) == pytest.approx(0.9, abs=0.03), interval


@pytest.mark.parametrize("phi", [0.0, 0.7])
def test_equal_estimates_are_called_better_or_worse_in_one_of_ten_series_at_most(phi):
    rng = np.random.default_rng(9)
    truth, a, b = (autoregression(rng, phi, 150, 800) for _ in range(3))
    answers = [error_intervals.closer(t + 0.5 * x, t + 0.5 * y, t).answer for t, x, y in zip(truth, a, b)]
    assert answers.count("undecided") / 800 == pytest.approx(0.9, abs=0.03)
    assert abs(answers.count("better") - answers.count("worse")) < 40


def test_a_clear_difference_is_found_and_its_sign_is_right():
    rng = np.random.default_rng(10)
    truth = rng.uniform(0.1, 0.4, 100)
    good, poor = truth + 0.01 * rng.standard_normal(100), truth + 0.05 * rng.standard_normal(100)
    verdict = error_intervals.closer(good, poor, truth)
    assert verdict.answer == "better" and 0 < verdict.low < verdict.gain < verdict.high
    assert error_intervals.closer(poor, good, truth).answer == "worse"
    assert error_intervals.closer(good[:5], poor[:5], truth[:5]).answer == "undecided"


def drawn_by_group(metric, groups, *arrays, draws=1000):
    """The bootstrap in plain words: draw whole groups, take their rows, compute the metric; the middle 90 %."""
    rng = np.random.default_rng(0)
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    drawn = (np.concatenate([members[i] for i in rng.integers(0, len(members), len(members))]) for _ in range(draws))
    return percentiles(np.array([metric(*(a[rows] for a in arrays)) for rows in drawn]), 0.9)


def test_intervals_from_sums_equal_those_from_drawing_the_pairs_themselves():
    rng = np.random.default_rng(11)
    groups = np.repeat(np.arange(25), 40)
    truth = rng.uniform(0.1, 0.4, 1000)
    estimate = truth + 0.03 * rng.standard_normal(1000) + 0.02 * rng.standard_normal(25)[groups]
    baseline = truth + 0.05 * rng.standard_normal(1000)
    found = pooled_bootstrap(groups, estimate, truth, baseline, draws=4000)
    for name, metric in (("r", pearson), ("rmse", rmse), ("ubrmse", ubrmse), ("bias", bias)):
        assert found[name] == pytest.approx(drawn_by_group(metric, groups, estimate, truth), abs=1.2e-3), name
    assert found["skill"] == pytest.approx(drawn_by_group(skill, groups, estimate, truth, baseline), abs=0.02)
    assert np.isnan(pooled_bootstrap(np.zeros(1000), estimate, truth)["r"]).all()
