"""Tests of the QGIS side: QGIS is started, and the plugin loaded, before the first of them."""
import pytest


@pytest.fixture(scope="session", autouse=True)
def _qgis_is_running(qgis):
    return qgis
