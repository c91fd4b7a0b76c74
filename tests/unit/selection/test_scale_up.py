"""The finished map one scale up: it shows what the correction and the weight of detail are worth."""
import numpy as np

from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.samples.coarse_cells import CoarseCells
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.samples.samples import Samples
from smdownscale_plugin.scaling.upscaling import Upscaling
from smdownscale_plugin.selection.coarse_product.scale_up import ScaleUp, best_finish, careful_weight

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


def test_a_weight_that_is_uncertain_is_taken_low():
    assert careful_weight(np.array([0.8]), np.array([0.5])) < careful_weight(np.array([0.8]), np.array([0.1])) < 0.8
    assert careful_weight(np.array([1.3]), np.array([0.01])) == 1.0
