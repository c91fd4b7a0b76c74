"""Folds: a buffer of true kilometres around what is held out, at all dates; periods whole; rows held out once."""
from dataclasses import replace

import numpy as np
import pytest
from osgeo import osr
from small_world import write_world

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.rasters.coarse import read_all
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.samples.from_coarse_cells import sample_product
from smdownscale_plugin.selection.fold import buffer_km, fold_numbers
from smdownscale_plugin.selection.folds import (
    FORWARD_IN_TIME,
    KINDS,
    LEAVE_PERIOD_OUT,
    RANDOM,
    SPATIAL_BLOCKS,
    VALIDATIONS,
    folds,
)

FOOTPRINTS = [0.0, 20.0]
CELL_KM = 9.0


def samples_of(world, footprint=0.0):
    """(Samples, CoarseCells)"""
    stacks = open_stacks(world.all_predictors)
    return sample_product(stacks, read_all(world.coarse, around=stacks[0].grid), footprint, 0.5)


@pytest.fixture(scope="module")
def both(world, tmp_path_factory):
    """{footprint: (samples, cells)} of the shared world, and of one with more cells for the larger footprint."""
    larger = write_world(tmp_path_factory.mktemp("larger"), dates=3, cells=14, seed=4)
    return {0.0: samples_of(world), 20.0: samples_of(larger, 20.0)}


def kilometres(cells):
    """(cells, cells) great-circle distances between the centres of the rows' cells, from PROJ and haversine."""
    grid = cells.grid
    systems = [osr.SpatialReference(), osr.SpatialReference()]
    for system, crs in zip(systems, (grid.crs, "EPSG:4326")):
        system.SetFromUserInput(crs)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    x = grid.transform[0] + grid.transform[1] * (cells.column + 0.5)
    y = grid.transform[3] + grid.transform[5] * (cells.row + 0.5)
    points = np.array(osr.CoordinateTransformation(*systems).TransformPoints(np.stack([x, y], 1)))
    longitude, latitude = np.radians(points[:, :2]).T
    half = np.sin((latitude[:, None] - latitude) / 2) ** 2 \
        + np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    return 2 * 6371.0 * np.arcsin(np.sqrt(half))


@pytest.mark.parametrize("footprint", FOOTPRINTS)
def test_nothing_within_the_buffer_of_a_held_out_block_is_trained_on(both, footprint):
    samples, cells = both[footprint]
    distance, limit = kilometres(cells), max(footprint, CELL_KM)
    assert buffer_km(samples) >= limit
    for fold in folds(samples, SPATIAL_BLOCKS, 0):
        nearest = distance[np.ix_(fold.train, fold.test)].min()
        assert nearest > limit * 0.98                        # the buffer is measured on a plane, this on a sphere


@pytest.mark.parametrize("footprint", FOOTPRINTS)
def test_all_dates_of_a_cell_are_in_the_same_fold(both, footprint):
    samples, cells = both[footprint]
    cell = cells.row * 1000 + cells.column
    for fold in folds(samples, SPATIAL_BLOCKS, 0):
        assert not set(cell[fold.test]) & set(cell[fold.train])
        assert np.isin(cell, cell[fold.test]).sum() == fold.test.sum()


@pytest.mark.parametrize("footprint", FOOTPRINTS)
@pytest.mark.parametrize("validation", [SPATIAL_BLOCKS, LEAVE_PERIOD_OUT, RANDOM])
def test_every_row_is_held_out_once_and_never_trained_on_then(both, footprint, validation):
    samples, cells = both[footprint]
    found = folds(samples, validation, 0)
    assert len(found) >= 2
    assert (sum(fold.test.astype(int) for fold in found) == 1).all()
    assert not any((fold.test & fold.train).any() for fold in found)
    assert all(fold.train.sum() >= 10 for fold in found)


def test_blocks_are_compact(both):
    """The mean distance inside a block is well below that between any two cells."""
    samples, cells = both[20.0]
    distance = kilometres(cells)
    inside = np.mean([distance[np.ix_(fold.test, fold.test)].mean() for fold in folds(samples, SPATIAL_BLOCKS, 0)])
    assert inside < 0.6 * distance.mean()


def test_periods_are_left_out_whole(both):
    samples, cells = both[20.0]
    for fold in folds(samples, LEAVE_PERIOD_OUT, 0):
        assert not set(samples.date[fold.test]) & set(samples.date[fold.train])


def test_forward_in_time_trains_on_the_past_and_tests_on_the_next_period(both):
    samples, _ = both[20.0]
    found = folds(samples, FORWARD_IN_TIME, 0)
    assert len(found) == 2
    for fold in found:
        assert samples.dates[samples.date[fold.train]].max() < samples.dates[samples.date[fold.test]].min()
    assert fold_numbers(found, len(samples)).tolist() == samples.date.tolist()       # the first date is never held out


def test_forward_in_time_needs_three_dates_that_are_known(both):
    for samples in (both[0.0][0], replace(both[20.0][0], dates=np.full(3, "NaT", "datetime64[s]"))):
        with pytest.raises(InputError, match="forward_in_time needs rasters of at least three dates"):
            folds(samples, FORWARD_IN_TIME, 0)


def test_every_kind_that_can_be_chosen_has_words_of_its_own_for_reports(both):
    assert set(VALIDATIONS) < set(KINDS)
    said = [kind.sentence(12.3) for kind in KINDS.values()]
    assert len(set(said)) == len(said) and all(text[0].isupper() and text.endswith(".") for text in said)
    assert "12 km" in said[0] and len({kind.short for kind in KINDS.values()}) == len(KINDS)


def test_folds_in_space_do_not_depend_on_chance_and_random_ones_on_the_seed_alone(both):
    samples, cells = both[0.0]
    for validation, seeds, same in ((SPATIAL_BLOCKS, (0, 1), True), (RANDOM, (5, 5), True), (RANDOM, (5, 6), False)):
        first, second = (folds(samples, validation, seed) for seed in seeds)
        assert all(np.array_equal(a.test, b.test) for a, b in zip(first, second)) is same


def test_what_is_too_small_for_a_validation_is_said_with_what_to_do(tmp_path):
    world = write_world(tmp_path, dates=1, cells=6)
    with pytest.raises(InputError, match="at least two dates"):
        folds(samples_of(world)[0], LEAVE_PERIOD_OUT, 0)
    with pytest.raises(InputError, match="too small for spatial blocks"):
        folds(samples_of(world, 33.0)[0], SPATIAL_BLOCKS, 0)
