"""Metrics against closed forms, scipy, scikit-learn and simulation."""
import numpy as np
import pytest

from smdownscale_plugin.metrics import accumulate, intervals, moments, pairs, table, within_cell
from smdownscale_plugin.metrics.moments import MetricSums
from smdownscale_plugin.metrics.pooled import pooled_bootstrap

stats = pytest.importorskip("scipy.stats")


def noisy_pairs(n=500, seed=3):
    rng = np.random.default_rng(seed)
    truth = rng.uniform(0.05, 0.45, n)
    return 0.8 * truth + 0.03 + rng.normal(0, 0.04, n), truth


def test_correlations_and_slope_equal_those_of_scipy():
    e, t = noisy_pairs()
    assert pairs.pearson(e, t) == pytest.approx(stats.pearsonr(e, t)[0], abs=1e-12)
    assert pairs.spearman(e, t) == pytest.approx(stats.spearmanr(e, t)[0], abs=1e-12)
    assert pairs.slope(e, t) == pytest.approx(stats.linregress(t, e).slope, abs=1e-12)


def test_spearman_shares_ranks_between_equal_values_as_scipy_does():
    rng = np.random.default_rng(0)
    e, t = rng.integers(0, 6, 300), rng.integers(0, 6, 300)
    assert pairs.spearman(e, t) == pytest.approx(stats.spearmanr(e, t)[0], abs=1e-12)
    assert pairs.mean_ranks([3, 1, 3, 2]).tolist() == [3.5, 1.0, 3.5, 2.0]


def test_errors_equal_those_of_scikit_learn():
    sk = pytest.importorskip("sklearn.metrics")
    e, t = noisy_pairs()
    assert pairs.mse(e, t) == pytest.approx(sk.mean_squared_error(t, e), rel=1e-12)
    assert pairs.mae(e, t) == pytest.approx(sk.mean_absolute_error(t, e), rel=1e-12)
    assert pairs.mre(e, t) == pytest.approx(sk.mean_absolute_percentage_error(t, e), rel=1e-12)
    assert pairs.r2_variance_explained(e, t) == pytest.approx(sk.r2_score(t, e), rel=1e-12)


def test_a_worked_example_by_hand():
    e, t = [0.2, 0.3, 0.1], [0.1, 0.3, 0.2]
    assert pairs.bias(e, t) == pytest.approx(0.0)
    assert pairs.rmse(e, t) == pytest.approx(np.sqrt(0.02 / 3))
    assert pairs.mae(e, t) == pytest.approx(0.2 / 3)
    assert pairs.mre(e, t) == pytest.approx((1 + 0 + 0.5) / 3)
    assert pairs.pearson(e, t) == pytest.approx(0.5)
    assert pairs.r2_variance_explained(e, t) == pytest.approx(0.0)
    assert pairs.r2_correlation(e, t) == pytest.approx(0.25)


def test_unbiased_rmse_ignores_an_added_constant_and_rmse_squared_splits_into_the_two():
    e, t = noisy_pairs()
    assert pairs.ubrmse(e + 0.1, t) == pytest.approx(pairs.ubrmse(e, t), rel=1e-12)
    assert pairs.rmse(e, t) ** 2 == pytest.approx(pairs.ubrmse(e, t) ** 2 + pairs.bias(e, t) ** 2, rel=1e-12)


def test_skill_is_zero_for_the_baseline_one_for_the_truth_and_negative_for_harm():
    e, t = noisy_pairs()
    assert pairs.skill(e, t, e) == pytest.approx(0.0)
    assert pairs.skill(t, t, e) == pytest.approx(1.0)
    assert pairs.skill(2 * e - t, t, e) == pytest.approx(-3.0)  # every error doubled
    assert np.isnan(pairs.skill(e, t, t))


def test_gdown_is_one_for_the_truth_zero_for_the_coarse_value_and_minus_one_for_the_reverse():
    e, t = noisy_pairs()
    assert pairs.gdown(t, t, e) == pytest.approx(1.0)
    assert pairs.gdown(e, t, e) == pytest.approx(0.0)
    assert pairs.gdown(e, t, t) == pytest.approx(-1.0)


def test_gdown_of_a_halved_distance_from_the_ideal_in_slope_and_bias():
    t = np.array([0.1, 0.2, 0.3])
    coarse, fine = 0.5 * t + 0.2, 0.75 * t + 0.1  # slope .5, .75; bias .1, .05; both with R of 1
    assert pairs.gdown(fine, t, coarse) == pytest.approx((0.25 / 0.75 + 0.0 + 0.05 / 0.15) / 3)


def test_missing_values_are_left_out_pair_by_pair():
    e, t = [0.1, np.nan, 0.3, np.inf, 0.2], [0.2, 0.2, 0.2, 0.2, np.nan]
    assert pairs.count(e, t) == 2
    assert pairs.bias(e, t) == pytest.approx(0.0)


@pytest.mark.parametrize("metric", [pairs.bias, pairs.mae, pairs.mre, pairs.mse, pairs.rmse, pairs.ubrmse,
                                    pairs.pearson, pairs.spearman, pairs.slope, pairs.r2_variance_explained,
                                    pairs.r2_correlation])
def test_metrics_of_no_pairs_are_nan_without_a_warning(metric, recwarn):
    assert np.isnan(metric([], [])) and np.isnan(metric([np.nan], [0.2]))
    assert not recwarn.list


def test_the_correlation_of_a_constant_is_nan_even_where_its_mean_is_rounded():
    assert np.isnan(pairs.pearson([0.1] * 7, np.arange(7)))
    assert np.isnan(pairs.slope(np.arange(7), [0.1] * 7))


# --- inside coarse cells ---

def cells_of_pixels(cells=40, pixels=81, seed=5):
    rng = np.random.default_rng(seed)
    cell = np.repeat(np.arange(cells), pixels)
    level = rng.uniform(0.1, 0.4, cells)[cell]
    pattern = rng.normal(0, 0.03, cell.size)
    return cell, level, pattern


def test_within_cell_metrics_ignore_the_level_of_each_cell():
    cell, level, pattern = cells_of_pixels()
    truth = level + pattern
    wrong_level = np.sin(cell) + 0.5 * pattern
    assert within_cell.within_cell_r(wrong_level, truth, cell) == pytest.approx(1.0)
    assert within_cell.sd_ratio(wrong_level, truth, cell) == pytest.approx(0.5)
    assert within_cell.within_cell_skill(wrong_level, truth, level, cell) == pytest.approx(0.75)


def test_within_cell_r_equals_the_correlation_of_hand_made_anomalies():
    cell, level, pattern = cells_of_pixels(3, 4)
    truth = level + pattern
    estimate = truth + np.random.default_rng(1).normal(0, 0.02, truth.size)
    e = np.concatenate([estimate[cell == c] - estimate[cell == c].mean() for c in range(3)])
    t = np.concatenate([truth[cell == c] - truth[cell == c].mean() for c in range(3)])
    assert within_cell.within_cell_r(estimate, truth, cell) == pytest.approx(stats.pearsonr(e, t)[0], abs=1e-12)


def test_one_value_per_cell_has_no_within_cell_correlation_in_float32_either():
    cell, level, pattern = cells_of_pixels()
    nearest = level.astype(np.float32)
    assert np.isnan(within_cell.within_cell_r(nearest, level + pattern, cell))
    assert within_cell.sd_ratio(nearest, level + pattern, cell) == pytest.approx(0.0, abs=1e-6)


def test_pixels_outside_cells_and_lonely_ones_do_not_count():
    cell = np.array([0, 0, 1, -1, -1])
    (anomaly,) = within_cell.cell_anomalies(cell, [1.0, 3.0, 9.0, 5.0, 6.0])
    assert anomaly.tolist() == [-1.0, 1.0]
    assert np.isnan(within_cell.within_cell_r([1.0], [2.0], [-1]))


# --- sums over windows ---

def test_sums_over_windows_equal_the_metrics_of_all_values_at_once():
    e, t = noisy_pairs(10_000)
    e[::17], t[::23] = np.nan, np.nan
    sums, other = accumulate.PairSums(), accumulate.PairSums()
    for part in np.array_split(np.arange(6000), 7):
        sums.add(e[part], t[part])
    other.add(e[6000:], t[6000:])
    sums.merge(other)
    sums.add([], [])
    expected = table.pair_metrics(e, t)
    for name, value in sums.metrics().items():
        assert value == pytest.approx(expected[name], rel=1e-10), name


def test_sums_keep_their_precision_on_a_large_offset():
    e, t = noisy_pairs(5000)
    sums = accumulate.PairSums()
    for part in np.array_split(np.arange(5000), 50):
        sums.add(e[part] + 1e6, t[part] + 1e6)
    assert sums.metrics()["r"] == pytest.approx(stats.pearsonr(e, t)[0], abs=1e-8)


def test_sums_without_pairs_or_without_variation_are_nan():
    sums = accumulate.PairSums()
    assert sums.metrics()["n"] == 0 and np.isnan(sums.metrics()["rmse"])
    sums.add([0.1] * 5, [0.1, 0.2, 0.3, 0.4, 0.5])
    assert np.isnan(sums.metrics()["r"]) and sums.metrics()["slope"] == pytest.approx(0.0, abs=1e-12)


def test_skill_and_gdown_of_sums_equal_those_of_the_values():
    e, t = noisy_pairs()
    coarse = noisy_pairs(seed=9)[0]
    fine, rough = accumulate.PairSums(), accumulate.PairSums()
    fine.add(e, t)
    rough.add(coarse, t)
    assert moments.skill(MetricSums(fine.moments, rough.moments)) == pytest.approx(pairs.skill(e, t, coarse), rel=1e-10)
    found = moments.gdown(MetricSums(fine.moments, coarse=rough.moments))
    assert found == pytest.approx(pairs.gdown(e, t, coarse), rel=1e-10)


def test_cell_sums_over_windows_and_dates_equal_the_metrics_of_all_values_at_once():
    cell, level, pattern = cells_of_pixels()
    rng = np.random.default_rng(8)
    truth, estimate = level + pattern, level + 0.7 * pattern + rng.normal(0, 0.01, cell.size)
    smooth = level + 0.2 * pattern
    total = {"fine": accumulate.PatternSums(), "smooth": accumulate.PatternSums()}
    half = 20 * 81
    for date in (slice(0, half), slice(half, None)):
        sums = accumulate.PatternsByCell(40, total)
        rows = np.arange(cell.size)[date]
        rng.shuffle(rows)  # windows cut cells
        for part in np.array_split(rows, 6):
            sums.add(cell[part], truth[part], {"fine": estimate[part], "smooth": smooth[part]})
        for name, pattern_sums in total.items():
            pattern_sums.merge(sums.pattern(name))
    nothing = accumulate.PairSums().moments
    found = table.metrics_of_sums(MetricSums(nothing, nothing, pattern=total["fine"].pattern,
                                             bilinear_pattern=total["smooth"].pattern))
    assert found["within_cell_r"] == pytest.approx(within_cell.within_cell_r(estimate, truth, cell), rel=1e-9)
    assert found["sd_ratio"] == pytest.approx(within_cell.sd_ratio(estimate, truth, cell), rel=1e-9)
    assert found["within_cell_skill"] == pytest.approx(
        within_cell.within_cell_skill(estimate, truth, smooth, cell), rel=1e-9)


def test_cell_sums_of_one_value_per_cell_have_no_correlation():
    cell, level, pattern = cells_of_pixels()
    sums = accumulate.PatternsByCell(40, ["nearest"])
    sums.add(cell, level + pattern, {"nearest": level.astype(np.float32)})
    pattern = sums.pattern("nearest").pattern
    assert np.isnan(moments.within_cell_r(MetricSums(accumulate.PairSums().moments, pattern=pattern)))


def test_a_row_sample_is_bounded_uniform_and_repeatable():
    def draw():
        sample = accumulate.RowSample(2, limit=1000, seed=4)
        for part in np.array_split(np.arange(50_000), 13):
            sample.add(part, -part)
        return sample
    first, second = draw(), draw()
    x, y = first.columns()
    assert x.size == 1000 and (x == -y).all() and not first.is_complete and np.unique(x).size == 1000
    assert (x == second.columns()[0]).all()
    assert stats.kstest(x / 50_000, "uniform").pvalue > 0.01


def test_a_row_sample_below_its_limit_is_everything():
    sample = accumulate.RowSample(1, limit=10)
    sample.add(np.arange(5))
    assert sample.is_complete and sorted(sample.columns()[0]) == [0, 1, 2, 3, 4]


# --- intervals ---

def autoregression(rng, n, phi):
    noise = rng.standard_normal(n) * np.sqrt(1 - phi ** 2)
    noise[0] = rng.standard_normal()
    for i in range(1, n):
        noise[i] += phi * noise[i - 1]
    return noise


@pytest.mark.parametrize("phi", [0.0, 0.7])
def test_intervals_of_r_cover_the_truth_as_often_as_they_say(phi):
    rng, rho, hits, draws = np.random.default_rng(2), 0.6, 0, 1000
    for _ in range(draws):
        a, b = autoregression(rng, 150, phi), autoregression(rng, 150, phi)
        low, high = intervals.pearson_interval(rho * a + np.sqrt(1 - rho ** 2) * b, a)
        hits += low <= rho <= high
    assert 0.87 <= hits / draws <= 0.93


def test_the_interval_of_independent_pairs_equals_the_one_of_scipy():
    e, t = noisy_pairs(40)
    r = pairs.pearson(e, t)
    low, high = stats.pearsonr(e, t).confidence_interval(0.9)
    assert intervals.fisher_interval(r, 40) == pytest.approx((low, high), abs=1e-10)


def test_intervals_of_too_few_or_constant_pairs_are_nan():
    assert np.isnan(intervals.pearson_interval([0.1, 0.2, 0.3], [0.1, 0.3, 0.2])).all()
    assert np.isnan(intervals.pearson_interval([0.1] * 20, np.arange(20))).all()


def test_autocorrelation_shrinks_the_effective_sample():
    rng = np.random.default_rng(0)
    a, b = autoregression(rng, 4000, 0.7), autoregression(rng, 4000, 0.7)
    assert intervals.effective_size(a, b) == pytest.approx(4000 * (1 - 0.49) / (1 + 0.49), rel=0.08)


def test_neighbours_across_a_gap_do_not_count_as_neighbours():
    rng = np.random.default_rng(0)
    series = autoregression(rng, 3000, 0.8)
    kept = np.arange(3000) % 10 < 3
    times = np.arange(3000)[kept]
    assert intervals.lag_one_autocorrelation(series[kept]) < 0.65
    assert intervals.lag_one_autocorrelation(series[kept], times) == pytest.approx(0.8, abs=0.04)


def test_the_bootstrap_over_stations_covers_the_mean_as_often_as_it_says():
    rng, hits = np.random.default_rng(7), 0
    for seed in range(400):
        low, high = intervals.station_bootstrap(rng.normal(0.6, 0.1, 40), np.mean, draws=300, seed=seed)
        hits += low <= 0.6 <= high
    assert 0.85 <= hits / 400 <= 0.94


def test_bootstraps_are_repeatable_and_nan_for_a_single_station():
    values = np.random.default_rng(1).normal(0.6, 0.1, 12)
    assert intervals.station_bootstrap(values) == intervals.station_bootstrap(values)
    assert np.isnan(intervals.station_bootstrap([0.5, np.nan])).all()


def test_drawing_whole_stations_widens_the_interval_where_stations_differ():
    rng = np.random.default_rng(6)
    groups = np.repeat(np.arange(10), 50)
    truth = rng.uniform(0.1, 0.4, 500)
    estimate = truth + rng.normal(0, 0.05, 10)[groups]
    by_station = pooled_bootstrap(groups, estimate, truth, draws=300)["bias"]
    by_pair = pooled_bootstrap(np.arange(500), estimate, truth, draws=300)["bias"]
    assert np.diff(by_station) > 3 * np.diff(by_pair)


# --- the table ---

def test_every_metric_has_a_label_and_an_explanation_and_its_own_name():
    for name, metric in table.METRICS.items():
        assert metric.name == name and metric.label and metric.text[-1] in ".?"


def test_pair_metrics_use_only_pairs_that_are_complete_in_everything():
    cell, level, pattern = cells_of_pixels()
    truth, bilinear = level + pattern, level + 0.1 * pattern
    estimate = level + 0.8 * pattern
    bilinear[:100] = np.nan
    found = table.pair_metrics(estimate, truth, bilinear=bilinear, coarse=level, cell=cell)
    assert found["n"] == truth.size - 100
    assert set(found) == set(table.METRICS) - {"anomaly_r", "cdf_rmse"}   # they are of series
    assert found["skill"] == pytest.approx(1 - 0.04 / 0.81)


def test_numbers_are_written_for_readers():
    assert table.METRICS["n"].format(12345) == "12,345"
    assert table.METRICS["rmse"].format(0.03456) == "0.035"
    assert table.METRICS["r"].format(np.nan) == "–"
    assert table.METRICS["rmse"].heading == "RMSE (m³/m³)"
