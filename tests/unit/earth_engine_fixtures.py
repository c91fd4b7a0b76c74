"""Our own Earth Engine as a fixture; test modules load it by `pytest_plugins`."""
import pytest
from earth_engine_server import EarthEngineServer
from earth_engine_world import daily, milliseconds


@pytest.fixture(scope="session")
def running_server():
    """Our own Earth Engine, once for all tests."""
    ee = pytest.importorskip("ee", reason="earthengine-api is not installed")
    return EarthEngineServer(ee)


@pytest.fixture
def server(running_server):
    """Our own Earth Engine with CHIRPS, MOD13Q1 and SMAP of June 2020, without faults."""
    running_server.reset()
    running_server.images = {
        "UCSB-CHG/CHIRPS/DAILY": daily("2020-03-01", 150),
        "MODIS/061/MOD13Q1": {day.replace("-", "_"): milliseconds(day)
                              for day in ("2020-05-24", "2020-06-09", "2020-06-25")},
        "NASA/SMAP/SPL3SMP_E/005": daily("2020-05-20", 60),
    }
    yield running_server
    running_server.reset()
