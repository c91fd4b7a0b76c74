"""A water mask in Train Model and Compare Models: its pixels teach nothing, and watery coarse cells are left out."""
import numpy as np
import pytest
from listening import Listener
from report_text import words_of
from small_world import FACTOR, block_means, write_world

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.compare_models import ComparisonOptions, compare_models
from smdownscale_plugin.jobs.map_options import Masking
from smdownscale_plugin.jobs.train_model import TrainingOptions, read_samples, train_model
from smdownscale_plugin.monitor import SILENT
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.rasters.writing import write_raster

CELLS = 9


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Two dates of 9 x 9 cells; `share` (rows, columns) of water in each pixel, in %, in `water`."""
    world = write_world(tmp_path_factory.mktemp("world"), dates=2, cells=CELLS)
    share = np.zeros((CELLS * FACTOR, CELLS * FACTOR))
    share[:2 * FACTOR, :3 * FACTOR + 2] = 100        # a lake: six cells, and two ninths of two more
    share[40:44, 40:44] = 100                         # a pond: 16 of the 81 pixels of one cell
    share[60, 60:68] = 100                            # a river: 3 and 5 of 81 pixels, or 8 of one
    share[70:, 70:] = 10                              # wet, but below the rule
    world.share = share
    world.water = write_raster(str(world.folder / "water.tif"), describe(world.static).grid, {"water": share})
    return world


def options(world, **more):
    return TrainingOptions(method="linear", mask=Masking(world.water, "water > 20"), **more)


def test_cells_over_a_tenth_of_water_are_left_out_and_counted(world, tmp_path):
    listener = Listener()
    trained = train_model(world.all_predictors, world.coarse, str(tmp_path / "m.smdm"), options(world),
                          str(tmp_path / "r.html"), listener.monitor)
    watery = int((block_means((world.share > 20).astype(float)) > 0.1).sum())
    assert watery == 9 and trained.n_samples == 2 * (CELLS ** 2 - watery)
    said = "6 cells of which the mask drops more than 10 %"          # 12 others are all lake
    assert f"Left out: {said}." in listener.said
    assert "Left out: 12 cells without enough valid predictors." in listener.said
    assert said in words_of((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert trained.model.about["dropped"]["cells of which the mask drops more than 10 %"] == 6


def test_what_is_left_of_a_cell_with_little_water_is_the_mean_of_its_land(world):
    samples, cells = read_samples(world.all_predictors, world.coarse, options(world), SILENT)
    land = np.where(world.share > 20, np.nan, world.predictors[0]["ndvi"])
    rows = cells.date == 0
    expected = block_means(land)[cells.row[rows], cells.column[rows]]
    assert np.allclose(samples.x[rows, samples.features.names.index("ndvi")], expected, rtol=1e-5)
    assert (cells.coverage < 0.99).any()                        # the river's cells stay


def test_footprints_look_for_water_as_wide_as_they_see(world):
    narrow = read_samples(world.all_predictors, world.coarse, options(world), SILENT)[1]
    wide = read_samples(world.all_predictors, world.coarse, options(world, footprint_km=25.0), SILENT)[1]
    near_lake = ((2, 1), (1, 4))
    for row, column in near_lake:
        assert ((narrow.row == row) & (narrow.column == column)).any()
        assert not ((wide.row == row) & (wide.column == column)).any()


def test_compare_models_takes_the_mask_too(world, tmp_path):
    done = compare_models(world.all_predictors, world.coarse, str(tmp_path / "t.csv"),
                          ComparisonOptions(("linear",), "", options(world)))
    assert len(done.best.samples) == 2 * (CELLS ** 2 - 9)


def test_a_mask_that_leaves_nothing_to_learn_from_is_refused(world, tmp_path):
    grid = describe(world.static).grid
    strewn = np.where(np.arange(grid.width) % 4 == 0, 100.0, 0.0) + np.zeros(grid.shape)
    path = write_raster(str(tmp_path / "strewn.tif"), grid, {"water": strewn})
    with pytest.raises(InputError, match="MASK: 0 coarse cells of 162 are left for training"):
        train_model(world.all_predictors, world.coarse, str(tmp_path / "m.smdm"),
                    TrainingOptions(method="linear", mask=Masking(path, "water > 20")))
    with pytest.raises(InputError, match=r"The mask rule 'wet' can't be read"):
        train_model(world.all_predictors, world.coarse, str(tmp_path / "m.smdm"),
                    TrainingOptions(method="linear", mask=Masking(path, "wet")))
    with pytest.raises(InputError, match="MASK_RULE is water > 20, but there is no MASK"):
        train_model(world.all_predictors, world.coarse, str(tmp_path / "m.smdm"),
                    TrainingOptions(method="linear", mask=Masking(None, "water > 20")))
    assert not (tmp_path / "m.smdm").exists()
