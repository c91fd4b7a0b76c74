"""An area hardly wider than three footprints: little can be held out there, yet what predictors know is used."""
import pytest

from benchmarks.skill import ours
from benchmarks.skill.case import read_case
from smdownscale_plugin.jobs.create_demo_data import create_demo_data
from smdownscale_plugin.sources.demo_world import WorldSettings

CELLS, DATES = 12, 3


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The demo world as SMAP sees it; its first date is judged."""
    return create_demo_data(str(tmp_path_factory.mktemp("world")),
                            WorldSettings(seed=1, cells=CELLS, dates=DATES, footprint="smap"))


def mapped(folder, predictors, coarse, truth):
    """(true skill against bilinear interpolation, the skill that training promises)."""
    case = read_case(predictors, coarse, truth)
    maps, _, _, trained, _ = ours.run(folder, predictors, coarse, 1)
    return case.figures(maps, case.interpolated())["skill"], trained.cv_skill


def test_predictors_that_know_soil_moisture_make_a_better_map_and_it_is_promised(world, tmp_path):
    skill, promised = mapped(tmp_path, world.predictors, world.coarse, world.truth)
    assert skill > 0.3 and 0.0 < promised < skill


def test_predictors_of_another_place_do_no_harm(world, tmp_path):
    other = create_demo_data(str(tmp_path / "other"),
                             WorldSettings(seed=2, cells=CELLS, dates=DATES, footprint="smap"))
    skill, promised = mapped(tmp_path, other.predictors, world.coarse, world.truth)
    assert skill > -0.02 and promised < 0.1
