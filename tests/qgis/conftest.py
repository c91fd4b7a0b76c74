"""Tests of the QGIS side: QGIS is started, and the plugin loaded, before the first of them."""
import pytest


@pytest.fixture(scope="session", autouse=True)
def _qgis_is_running(qgis):
    return qgis


@pytest.fixture
def leaf(provider):
    """A fresh leaf class, registered for one test."""
    from leaf import Leaf

    class Fresh(Leaf):
        pass
    provider.addAlgorithm(Fresh())
    yield Fresh
    provider.refreshAlgorithms()


@pytest.fixture(scope="session")
def model(linear_model):
    """Path of a linear model of the small world, trained by the job."""
    return linear_model
