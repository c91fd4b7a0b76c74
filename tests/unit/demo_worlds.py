"""Demo worlds that several test files look at, each made once."""
import dataclasses
from functools import lru_cache

import numpy as np

from smdownscale_plugin.sources.demo_world import WorldSettings, make_world
from smdownscale_plugin.sources.demo_world.landscape import make_landscape
from smdownscale_plugin.sources.demo_world.year import MARGIN

SMALL = WorldSettings(seed=3, dates=6, cells=8)
HARD = dataclasses.replace(SMALL, dates=16, scenario="hard")
DEFAULT = WorldSettings()
FOOTPRINT_SIGMA = 33.0 / 1.000895023350 / 2.3548200450309493  # pixels of a kilometre; 2 sqrt(2 ln 2)


@lru_cache(maxsize=4)
def world(settings=DEFAULT):
    """A demo world; nobody may change its arrays."""
    return make_world(settings)


@lru_cache(maxsize=2)
def land(settings=SMALL):
    """The land of a world, with its margin."""
    return make_landscape(settings, (9 * (settings.cells + 2 * MARGIN),) * 2)


def arrays(a_world):
    """All numbers of a world by name."""
    return {"truth": a_world.truth, "coarse": a_world.coarse, **a_world.predictors,
            "stations": np.array([value for _, _, value in a_world.stations.observations])}
