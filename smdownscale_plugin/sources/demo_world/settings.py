"""What a user may choose about the demo world, and its random streams."""
from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import List

import numpy as np

from ...errors import InputError

FOOTPRINTS = ("cell", "smap")
SCENARIOS = ("standard", "hard")
MAXIMUM_DATES = 46  # eight-day periods in a year
MAXIMUM_YEARS = 20
MAXIMUM_STATIONS = 1000
LAST_YEAR = 2019
_STREAMS = ("terrain", "soil", "cover", "weather", "storm", "predictors", "coarse", "stations", "districts")


@dataclass(frozen=True)
class WorldSettings:
    """Settings of a demo world; InputError when one is out of range.

    seed: the same seed gives the same world; dates: number of eight-day periods in the year (1..46);
    cells: coarse cells along a side (4..100); footprint: what a coarse value means, `cell` (cell mean) or `smap`
    (Gaussian footprint of 33 km); noise: standard deviation of the coarse product's random error, m3/m3 (0..0.2);
    scenario: `standard` or `hard`; years: how many, with weather of their own, up to 2019 (1..20); drought: whether
    a dry spell is planted in the last of them; years_ago: which year is meant, 0 for the last; stations: how many, 0
    for about one in 18 coarse cells.
    """

    seed: int = 1
    dates: int = 12
    cells: int = 26
    footprint: str = "cell"
    noise: float = 0.02
    scenario: str = "standard"
    years: int = 1
    drought: bool = False
    years_ago: int = 0
    stations: int = 0

    def __post_init__(self) -> None:
        _require_whole("SEED", self.seed, 0, 2**31 - 1)
        _require_whole("DATES", self.dates, 1, MAXIMUM_DATES)
        _require_whole("CELLS", self.cells, 4, 100)
        if not isinstance(self.noise, Real) or not 0.0 <= self.noise <= 0.2:
            raise InputError(f"NOISE is {self.noise}; give a standard deviation between 0 and 0.2 m3/m3.")
        _require_choice("FOOTPRINT", self.footprint, FOOTPRINTS)
        _require_choice("SCENARIO", self.scenario, SCENARIOS)
        _require_whole("YEARS", self.years, 1, MAXIMUM_YEARS)
        _require_whole("STATION_COUNT", self.stations, 0, MAXIMUM_STATIONS)

    @property
    def hard(self) -> bool:
        """Whether the scenario is `hard`."""
        return self.scenario == "hard"

    @property
    def year(self) -> int:
        """The calendar year that is meant."""
        return LAST_YEAR - self.years_ago

    def by_year(self) -> List["WorldSettings"]:
        """The same settings for each year, in order of time."""
        return [replace(self, years_ago=ago) for ago in reversed(range(self.years))]

    def random(self, stream: str, *keys: int) -> np.random.Generator:
        """A generator of its own for one purpose, so that one setting doesn't change what another one draws.

        It gives the same in every year, as what belongs to the place must.
        """
        return np.random.default_rng((self.seed, _STREAMS.index(stream)) + keys)

    def random_this_year(self, stream: str, *keys: int) -> np.random.Generator:
        """A generator for what differs from year to year; up to three keys. The last year draws as `random` does."""
        if self.years_ago == 0:
            return self.random(stream, *keys)
        # Keys of fixed length: NumPy's seeds take missing words for zeros, so (3,) and (3, 0) are one stream.
        return self.random(stream, *keys, *[0] * (3 - len(keys)), self.years_ago)


def _require_whole(name, value, lowest, highest):
    if not isinstance(value, Integral) or isinstance(value, bool) or not lowest <= value <= highest:
        raise InputError(f"{name} is {value}; give a whole number between {lowest} and {highest}.")


def _require_choice(name, value, choices):
    if value not in choices:
        raise InputError(f"{name} is {value!r}; choose one of {', '.join(choices)}.")
