"""Predictors that can be used but are hardly what was meant are pointed out; usual ones are not."""
import numpy as np
import pytest
from listening import Listener
from small_world import in_blocks, make, write_world

from smdownscale_plugin.rasters.coarse import read_all
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.samples.from_coarse_cells import sample_product


def warned(world, predictors):
    listener = Listener()
    sample_product(open_stacks(predictors), read_all(world.coarse), 0.0, 0.5, listener.monitor)
    return listener.warned


@pytest.fixture(scope="module")
def covered(tmp_path_factory):
    return write_world(tmp_path_factory.mktemp("covered"), categorical=True)


def test_usual_predictors_and_classes_that_are_marked_are_not_pointed_out(covered):
    assert warned(covered, covered.all_predictors) == []


def test_land_cover_that_is_not_marked_as_classes_is_pointed_out(covered, tmp_path):
    cover = 10 * covered.predictors[0]["landcover"]
    [said] = warned(covered, [*covered.stacks, make(tmp_path / "landcover.tif", {"landcover": cover})])
    assert "landcover is treated as continuous" in said and "CATEGORICAL" in said
    shares = make(tmp_path / "forest.tif", {"class_share": cover / 7.0})
    assert warned(covered, [*covered.stacks, shares]) == []


def test_the_coarse_product_among_the_predictors_is_pointed_out(covered, tmp_path):
    own = [make(tmp_path / f"sm_2020060{k + 1}.tif", {"soil_moisture": in_blocks(cells)})
           for k, cells in enumerate(covered.cells)]
    [said] = warned(covered, [*covered.stacks, *own])
    assert "soil_moisture follows the coarse product" in said
    random = np.random.default_rng(1)
    other = [make(tmp_path / f"other_2020060{k + 1}.tif", {"ssm_radar": in_blocks(random.permutation(cells.ravel()
                                                                                                  ).reshape(8, 8))})
             for k, cells in enumerate(covered.cells)]
    assert warned(covered, [*covered.stacks, *other]) == []
