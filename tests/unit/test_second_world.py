"""The benchmark's second generator: what its situations promise holds in the worlds that it makes."""
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.skill.second_world.fields import block_means, blurred, power_law, repeated
from benchmarks.skill.second_world.files import write_world
from benchmarks.skill.second_world.situations import BASE, SITUATIONS
from benchmarks.skill.second_world.world import make_world

SMALL = replace(BASE, cells=10, dates=2)


def _inside(values, ratio=9):
    return values - repeated(block_means(values, ratio), ratio)


def _slope(x, y):
    return np.corrcoef(x.ravel(), y.ravel())[0, 1]


def test_the_same_seed_gives_the_same_world_and_another_seed_another():
    one, again, other = (make_world(SMALL, seed) for seed in (3, 3, 4))
    assert np.array_equal(one.truth, again.truth) and np.array_equal(one.coarse, again.coarse)
    assert not np.allclose(one.truth, other.truth)


def test_the_coarse_product_is_the_mean_of_its_cells_plus_the_stated_noise():
    world = make_world(replace(SMALL, cells=20), 1)
    error = world.coarse - world.truth.reshape(2, 20, 9, 20, 9).mean((2, 4))
    assert error.std() == pytest.approx(0.02, rel=0.15) and abs(error.mean()) < 0.003


def test_truth_is_soil_moisture():
    truth = make_world(SMALL, 1).truth
    assert truth.min() >= 0.02 and truth.max() <= 0.55 and 0.1 < truth.mean() < 0.4


def test_smooth_truth_varies_less_inside_cells():
    base, smooth = (make_world(replace(SMALL, texture=t), 1).truth for t in (1.0, 0.05))
    assert _inside(smooth).std() < 0.4 * _inside(base).std()


def test_relations_inside_cells_can_be_opposite():
    base, opposite = (make_world(replace(SMALL, within=sign), 1) for sign in (1, -1))
    assert _slope(_inside(base.predictors["vv"]), _inside(base.truth)) > 0.2
    assert _slope(_inside(opposite.predictors["vv"]), _inside(opposite.truth)) < -0.2


def test_predictors_without_signal_know_nothing():
    world = make_world(replace(SMALL, signal=False), 1)
    assert all(abs(_slope(_inside(np.broadcast_to(v, world.truth.shape)), _inside(world.truth))) < 0.15
               for v in world.predictors.values())


def test_stripes_are_along_rows():
    plain, striped = (make_world(replace(SMALL, striped=s), 1).predictors["lst"] for s in (False, True))
    def along(v):
        return np.diff(v, axis=2).std() / np.diff(v, axis=1).std()
    assert along(striped) < 0.75 * along(plain)


def test_a_power_law_field_is_rougher_with_a_flatter_spectrum():
    random = np.random.default_rng(0)
    rough, smooth = (power_law(random, (64, 64), slope) for slope in (1.0, 3.5))
    assert np.diff(rough).std() > 2 * np.diff(smooth).std()
    assert rough.std() == pytest.approx(1.0) and abs(rough.mean()) < 1e-9


def test_a_gaussian_mean_keeps_the_mean_and_damps_a_wave_as_theory_says():
    wave = np.cos(2 * np.pi * np.arange(60) / 12)[None, :].repeat(60, 0) + 3.0
    damped = blurred(wave, 2.0)
    assert damped.mean() == pytest.approx(3.0)
    assert np.ptp(damped) / np.ptp(wave) == pytest.approx(np.exp(-2 * (np.pi * 2.0 / 12) ** 2))


def test_the_files_keep_the_data_contract(tmp_path):
    from smdownscale_plugin.rasters.coarse import read_all
    from smdownscale_plugin.rasters.stack import open_stacks
    files = write_world(tmp_path, replace(SMALL, footprint_cells=3.0), 1)
    stacks = open_stacks(files.predictors)
    coarse = read_all(files.coarse, 1.0, stacks[0].grid)
    assert [s.period.start.month for s in stacks] == [3, 3] and stacks[0].grid.shape == (90, 90)
    assert "elevation" in stacks[0].names and "lst" in stacks[0].names
    assert coarse[0].footprint_km == pytest.approx(27.0) and coarse[0].grid.shape == (10, 10)


def test_every_situation_differs_from_the_base():
    assert all(situation != BASE for name, situation in SITUATIONS.items() if name != "base")
