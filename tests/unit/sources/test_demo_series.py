"""The demo world's daily series and stations: what models that look back on the days before are trained on."""
import numpy as np
import pytest

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.create_demo_data import create_demo_data
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.rasters.windows import whole
from smdownscale_plugin.samples.antecedent import precipitation_index
from smdownscale_plugin.sources.demo_world import WorldSettings
from smdownscale_plugin.stations.registry import read_sensors
from smdownscale_plugin.stations.sensors import stations_of

TINY = WorldSettings(seed=3, dates=4, cells=4, stations=30)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return create_demo_data(str(tmp_path_factory.mktemp("demo")), TINY, daily=True)


def values(path, name):
    stack = open_stacks([path])[0].select([name])
    with stack.open() as reader:
        return reader.read(whole(stack.grid.shape))[0]


def test_a_stack_a_day_from_sixty_days_before_the_year_on(demo):
    assert len(demo.series) == 60 + 365
    first, last = (open_stacks([path])[0] for path in (demo.series[0], demo.series[-1]))
    assert first.period.label().startswith("2018-11-02") and last.period.label().startswith("2019-12-31")
    assert first.names == ["rain", "temperature"]


def test_rain_of_a_period_is_the_mean_of_its_days_and_the_antecedent_index_follows(demo):
    stack = open_stacks([demo.predictors[1]])[0]
    days = [path for path in demo.series if open_stacks([path])[0].period.start < stack.period.end]
    rain = np.stack([values(path, "rain") for path in days])
    np.testing.assert_allclose(rain[-8:].mean(0), values(demo.predictors[1], "rain"), atol=1e-4)
    index = precipitation_index(rain, 0.9)[-8:].mean(0)
    assert np.nanmax(np.abs(index - values(demo.predictors[1], "api"))) < 0.5      # from 60 days, not from 90


def test_as_many_stations_as_asked_for_and_the_rest_of_the_world_unchanged(demo, tmp_path):
    assert len(stations_of(read_sensors([demo.stations]))) == 30
    usual = create_demo_data(str(tmp_path), WorldSettings(seed=3, dates=4, cells=4))
    assert usual.series == [] and not (tmp_path / "series").exists()
    assert np.array_equal(values(usual.truth[2], "soil_moisture"), values(demo.truth[2], "soil_moisture"))
    with pytest.raises(InputError, match="STATION_COUNT is -1"):
        WorldSettings(stations=-1)
