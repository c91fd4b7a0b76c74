"""The finished map one scale up: it shows what the correction and the weight of detail are worth."""
from dataclasses import replace

import numpy as np

from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.samples.coarse_cells import CoarseCells
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.samples.regional import smoothed
from smdownscale_plugin.samples.samples import Samples
from smdownscale_plugin.scaling.upscaling import Upscaling
from smdownscale_plugin.selection.coarse_product.detail_weight import best_weight, careful_weight, clearly_smaller
from smdownscale_plugin.selection.coarse_product.scale_up import ScaleUp
from smdownscale_plugin.selection.coarse_product.scale_up import best_finish as best_finish_by_block

SIDE, DATES = 18, 3


def case(truth, footprint_km=0.0):
    coarse = Grid("EPSG:32633", (300_000.0, 9000.0, 0.0, 4_500_000.0, 0.0, -9000.0), SIDE, SIDE)
    fine = Grid(coarse.crs, (300_000.0, 1000.0, 0.0, 4_500_000.0, 0.0, -1000.0), 9 * SIDE, 9 * SIDE)
    date, row, column = (a.ravel() for a in np.indices(truth.shape))
    cells = CoarseCells(Upscaling(fine, coarse, footprint_km), date, row, column, np.ones(len(row)), [None] * DATES)
    y = truth.ravel()
    place = np.stack([column, row], 1) * 9.0
    samples = Samples(Features((Feature("a"),)), np.zeros((len(y), 1), np.float32), y, date, place, row * SIDE + column,
                      np.full(len(y), 9.0), np.array(["NaT"] * DATES, "datetime64[s]"))
    return samples, cells


def best_finish(made, y, noisy, known=True):
    return best_finish_by_block(made, y, noisy, np.arange(len(y)) // 16, known)


def world(seed=0):
    random = np.random.default_rng(seed)
    return 0.25 + 0.03 * random.standard_normal((DATES, SIDE, SIDE)), random


def finished(truth, predictions, noise=0.0, footprint_km=0.0):
    samples, cells = case(truth, footprint_km)
    bench = ScaleUp(samples, cells, np.ones(len(samples), bool), noise)
    return bench.finish(predictions.ravel()), samples.y


def test_predictions_that_know_the_detail_get_all_the_weight():
    truth, random = world()
    made, y = finished(truth, truth + 0.003 * random.standard_normal(truth.shape))
    best = best_finish(made, y, noisy=False)
    assert best.weight > 0.9 and np.nanmean(best.squares(y)) < 0.1 * np.nanmean(best.squares_of_bilinear(y))


def test_predictions_that_know_nothing_get_no_weight():
    truth, random = world()
    made, y = finished(truth, 0.25 + 0.03 * random.standard_normal(truth.shape))
    assert all(f.weight < 0.15 for f in made.values())


def test_detail_twice_too_strong_gets_half_the_weight():
    truth, _ = world()
    made, _ = finished(truth, 0.25 + 2.0 * (truth - 0.25))
    assert 0.4 < made["mean_preserving"].weight < 0.55


def test_a_noisy_product_is_filtered_and_a_clean_one_kept():
    rows = np.indices((SIDE, SIDE))[0]
    truth, random = world()
    far_off = truth + 0.05 * np.sin(rows / 3.0)                      # an error that the coarse product can mend
    clean, y = finished(truth, far_off)
    assert best_finish(clean, y, noisy=False).kind == "mean_preserving"
    noisy, y = finished(truth + 0.03 * random.standard_normal(truth.shape), truth, noise=0.03)
    assert best_finish(noisy, y, noisy=True).kind == "filtered"


def test_where_noise_is_a_guess_errors_against_the_product_do_not_speak_against_filtering():
    truth, random = world()
    product = truth + 0.02 * random.standard_normal(truth.shape)
    predictions = truth + 0.02 * random.standard_normal(truth.shape)
    made, y = finished(product, predictions)                     # its noise is taken for nothing: keeping means shines
    assert best_finish(made, y, noisy=True).kind == "mean_preserving"
    assert best_finish(made, y, noisy=True, known=False).kind == "filtered"
    assert best_finish(made, y, noisy=False, known=False).kind == "mean_preserving"


def test_of_two_maps_within_chance_the_filtered_one_is_taken_for_a_noisy_product():
    """Keeping means was 1 % ahead of filtering on a real product with noise, and its map was far worse."""
    truth, random = world()
    made, y = finished(truth, truth)
    noise = 0.01 * random.standard_normal(y.shape)
    errors = {"mean_preserving": noise, "filtered": 1.01 * noise[::-1]}
    tied = {kind: replace(made[kind], estimates=np.stack([y + error]), bare=np.stack([y - 0.1]), weight=1.0)
            for kind, error in errors.items()}
    assert best_finish(tied, y, noisy=True).kind == "filtered"
    assert best_finish(tied, y, noisy=False).kind == "mean_preserving"


def test_smoothing_noise_away_is_no_detail():
    """Of a smooth field under noise, filtering gives a better map than interpolation, whatever the predictor."""
    rows, columns = np.indices((SIDE, SIDE))
    random = np.random.default_rng(2)
    smooth = 0.25 + 0.03 * np.sin(rows / 4.0) * np.cos(columns / 5.0)
    noisy = smooth + 0.03 * random.standard_normal((DATES, SIDE, SIDE))
    made, _ = finished(noisy, 0.25 + 0.001 * random.standard_normal(noisy.shape), noise=0.03)
    assert made["filtered"].weight == 0.0


def test_under_a_footprint_detail_counts_though_noise_drowns_its_gain_and_nothing_stays_nothing():
    _, random = world()
    seen = smoothed(random.standard_normal((DATES, SIDE, SIDE)), 3.67)
    seen = 0.25 + 0.03 * seen / seen.std()
    product = seen + 0.03 * random.standard_normal(seen.shape)
    other = smoothed(random.standard_normal(seen.shape), 3.67)
    known, _ = finished(product, seen + 0.003 * random.standard_normal(seen.shape), noise=0.03, footprint_km=33.0)
    unknown, _ = finished(product, 0.25 + 0.03 * other / other.std(), noise=0.03, footprint_km=33.0)
    assert known["filtered"].weight > 0.5 and unknown["filtered"].weight == 0.0


def test_under_a_footprint_that_is_wide_for_the_area_the_whole_area_is_looked_at_too():
    samples, cells = case(np.full((DATES, SIDE, SIDE), 0.25) + np.arange(DATES)[:, None, None], 9.0 * SIDE / 3.0)
    area = ScaleUp(samples, cells, np.ones(len(samples), bool), 0.01).larger[-1]
    assert area.upscaling is None and np.allclose(area.interpolated, area.product)
    assert np.allclose(area.product[:, 0, 0], 0.25 + np.arange(DATES))


def test_few_rows_to_learn_from_tell_of_the_weight_that_a_line_of_all_rows_deserves():
    """Slopes learnt from 30 rows err more than slopes learnt from 60, in the proportion that is assumed."""
    random, weights = np.random.default_rng(9), {30: [], 60: []}
    for _ in range(200):
        x, slopes = random.standard_normal((60, 10)), random.standard_normal(10)
        y = x @ slopes + 6.0 * random.standard_normal(60)
        seen = random.standard_normal((400, 10))
        for rows, found in weights.items():
            detail = seen @ np.linalg.lstsq(x[:rows], y[:rows], rcond=None)[0]
            found.append([best_weight(detail[None], (seen @ slopes)[None], np.arange(400) // 40, learnt=share)[0]
                          for share in (1.0, rows / 60)])
    (few, told), (many, same) = (np.mean(found, 0) for found in weights.values())
    assert same == many and few < many - 0.1
    assert 0.5 * (few + many) < told <= many


def test_a_weight_that_is_uncertain_is_taken_low_and_a_certain_one_as_it_is():
    assert careful_weight(0.8, 0.5) < careful_weight(0.8, 0.1) < 0.8
    assert careful_weight(0.8, 0.01) > 0.79
    assert careful_weight(1.3, 0.01) == 1.0
    assert careful_weight(0.3, 0.4) == careful_weight(-0.5, 0.1) == 0.0


def test_under_a_blur_an_uncertain_weight_is_drawn_to_the_detail_as_it_is():
    assert careful_weight(0.8, 0.1, blurred=True) > 0.8 > careful_weight(0.8, 0.1)
    assert careful_weight(0.8, 0.25, blurred=True) == careful_weight(1.2, 0.1, blurred=True) == 1.0
    assert abs(careful_weight(0.5, 0.01, blurred=True) - 0.5) < 0.001
    assert careful_weight(0.1, 0.2, blurred=True) == 0.0


def test_the_careful_weight_loses_less_on_average_than_the_estimate_or_none():
    """Many true weights, each estimated with a known error: the mean loss of using the estimate."""
    random = np.random.default_rng(1)
    true = random.uniform(0.0, 0.5, 4000)
    estimate = true + 0.4 * random.standard_normal(true.shape)
    careful = np.array([careful_weight(e, 0.4) for e in estimate])
    loss = [np.mean((w - true) ** 2) for w in (careful, np.clip(estimate, 0.0, 1.0))]
    assert loss[0] < loss[1]


def test_the_standard_error_of_a_weight_is_that_over_repetitions():
    random = np.random.default_rng(4)
    block = np.repeat(np.arange(40), 10)
    found = []
    for _ in range(300):
        detail = random.standard_normal((1, 400)) * (1.0 + block % 3)
        found.append(best_weight(detail, 0.7 * detail + 2.0 * random.standard_normal((1, 400)), block))
    weights, errors = np.array(found).T
    assert abs(weights.mean() - 0.7) < 0.02
    assert 0.8 < errors.mean() / weights.std() < 1.25


def test_under_a_blur_the_weight_is_that_of_detail_beyond_the_smallest_blocks():
    """An error of constant size, which hides small detail and not large: the plain weight is too low."""
    random = np.random.default_rng(6)
    true = np.array([[0.5], [1.0], [2.0]]) * random.standard_normal((3, 3000))
    detail = true + 0.5 * random.standard_normal(true.shape)
    block = np.arange(3000) // 50
    plain, blurred = (best_weight(detail, true, block, blur)[0] for blur in (False, True))
    assert plain < 0.9 and abs(blurred - 1.0) < 0.05


def test_errors_are_clearly_smaller_only_beyond_chance():
    random = np.random.default_rng(7)
    block, squares = np.arange(900) // 30, random.chisquare(1, 900)
    assert clearly_smaller(0.7 * squares, squares, block)
    assert not clearly_smaller(squares, squares, block)
    assert not clearly_smaller(squares, random.permutation(squares), block)
