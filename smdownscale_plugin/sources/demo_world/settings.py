"""What a user may choose about the demo world, and its random streams."""
from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np

from ...errors import InputError

FOOTPRINTS = ("cell", "smap")
SCENARIOS = ("standard", "hard")
MAXIMUM_DATES = 46  # eight-day periods in a year
_STREAMS = ("terrain", "soil", "cover", "weather", "storm", "predictors", "coarse", "stations", "districts")


@dataclass(frozen=True)
class WorldSettings:
    """Settings of a demo world; InputError when one is out of range.

    seed: the same seed gives the same world; dates: number of eight-day periods in the year (1..46);
    cells: coarse cells along a side (4..100); footprint: what a coarse value means, `cell` (cell mean) or `smap`
    (Gaussian footprint of 33 km); noise: standard deviation of the coarse product's random error, m3/m3 (0..0.2);
    scenario: `standard` or `hard`.
    """

    seed: int = 1
    dates: int = 12
    cells: int = 26
    footprint: str = "cell"
    noise: float = 0.02
    scenario: str = "standard"

    def __post_init__(self):
        _require_whole("SEED", self.seed, 0, 2**31 - 1)
        _require_whole("DATES", self.dates, 1, MAXIMUM_DATES)
        _require_whole("CELLS", self.cells, 4, 100)
        if not isinstance(self.noise, Real) or not 0.0 <= self.noise <= 0.2:
            raise InputError(f"NOISE is {self.noise}; give a standard deviation between 0 and 0.2 m3/m3.")
        _require_choice("FOOTPRINT", self.footprint, FOOTPRINTS)
        _require_choice("SCENARIO", self.scenario, SCENARIOS)

    @property
    def hard(self) -> bool:
        """Whether the scenario is `hard`."""
        return self.scenario == "hard"

    def random(self, stream: str, *keys: int) -> np.random.Generator:
        """A generator of its own for one purpose, so that one setting doesn't change what another one draws."""
        return np.random.default_rng((self.seed, _STREAMS.index(stream)) + keys)


def _require_whole(name, value, lowest, highest):
    if not isinstance(value, Integral) or isinstance(value, bool) or not lowest <= value <= highest:
        raise InputError(f"{name} is {value}; give a whole number between {lowest} and {highest}.")


def _require_choice(name, value, choices):
    if value not in choices:
        raise InputError(f"{name} is {value!r}; choose one of {', '.join(choices)}.")
