"""Small worlds, written once and read by many tests."""
import pytest
from small_world import write_world


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """8 x 8 coarse cells, two dates, predictors ndvi, lst and (static) elevation."""
    return write_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def linear_model(world, tmp_path_factory):
    """Path of a linear model trained on that world."""
    from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
    path = str(tmp_path_factory.mktemp("model") / "linear.smdm")
    train_model(world.all_predictors, world.coarse, path, TrainingOptions(method="linear"))
    return path
