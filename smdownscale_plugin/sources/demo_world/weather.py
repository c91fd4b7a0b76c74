"""The weather of the demo world, day by day: storms as correlated fields, temperature and evaporative demand."""
from dataclasses import dataclass
from typing import Optional, Tuple

import numpy as np

from .fields import blur, gaussian_field
from .settings import WorldSettings

DAYS_IN_YEAR = 365
PRODUCT_BLUR = 4.0  # pixels: the rain product resolves about 10 km
DRY_SPELL = range(59, 151)  # days of the year, March to May, when a drought is planted: spring fills the soil
RAIN_LEFT = 0.2  # share of the rain that falls then where it is dry


@dataclass(frozen=True)
class Day:
    """One day.

    number: day of the year (0 is 1 January; negative before it); maximum, minimum: temperature (K) of the region at
    its mean elevation; sunshine: 0..1; potential_evaporation: mm; air_mass: (rows, columns), K above the region's;
    rain, rain_product: (rows, columns), mm, as it fell and as a product has it; cloud: (rows, columns), bool; the
    last three are None on a dry day.
    """

    number: int
    maximum: float
    minimum: float
    sunshine: float
    potential_evaporation: float
    air_mass: np.ndarray
    rain: Optional[np.ndarray]
    rain_product: Optional[np.ndarray]
    cloud: Optional[np.ndarray]


class Weather:
    """Days of weather; `day(n)` for n from -spin_up to 364 gives the same `Day` however often it is asked.

    dry: (rows, columns) bool or None: where a planted dry spell takes most of the rain from March to May.
    """

    def __init__(self, settings: WorldSettings, shape: Tuple[int, ...], spin_up: int,
                 dry: Optional[np.ndarray] = None) -> None:
        self._settings, self._shape, self._spin_up, self._dry = settings, shape, spin_up, dry
        self._spell, self._air = None, None
        rng = settings.random_this_year("weather")
        days = np.arange(-spin_up, DAYS_IN_YEAR)
        self._wet = _wet_days(rng, days)
        warmth = _autocorrelated(rng, days.size, 0.75)
        summer = _summer(days)
        mean = 290.5 + 9.5 * summer + 2.5 * warmth - 1.5 * self._wet
        self._sunshine = np.where(self._wet, rng.uniform(0.35, 0.75, days.size), rng.uniform(0.8, 1.0, days.size))
        spread = (6.0 + 1.0 * summer) * self._sunshine
        self._maximum, self._minimum = mean + spread, mean - spread
        self._demand = (3.6 + 2.4 * summer) * (0.35 + 0.65 * self._sunshine) * np.exp(0.03 * 2.5 * warmth)

    def day(self, number: int) -> Day:
        """The weather of one day."""
        i = number + self._spin_up
        rain, product, cloud = self._storm(number) if self._wet[i] else (None, None, None)
        return Day(number, float(self._maximum[i]), float(self._minimum[i]), float(self._sunshine[i]),
                   float(self._demand[i]), self._air_mass(number), rain, product, cloud)

    def _air_mass(self, number):
        """Temperature (K) relative to the region's mean: wide fields that stay for some days."""
        spell = (number + self._spin_up) // 5
        if spell != self._spell:
            rng = self._settings.random_this_year("weather", 1 + spell)
            self._spell, self._air = spell, 2.0 * gaussian_field(rng, self._shape, 30.0)
        return self._air

    def _storm(self, number):
        """Rain (mm) where a Gaussian field exceeds a threshold: small showers in summer, wide fronts in winter."""
        rng = self._settings.random_this_year("storm", number + self._spin_up)
        convective = rng.random() < 0.5 + 0.4 * _summer(number)
        wide = gaussian_field(rng, self._shape, 30.0)
        if convective:
            field = 0.75 * wide + 0.66 * gaussian_field(rng, self._shape, 5.0)
            amount, threshold = rng.gamma(2.0, 9.0), 0.4
        else:
            field = 0.95 * wide + 0.31 * gaussian_field(rng, self._shape, 5.0)
            amount, threshold = rng.gamma(2.0, 5.0), -0.4
        rain = amount * np.maximum(field - threshold, 0.0) ** 1.3
        if self._dry is not None and number in DRY_SPELL:
            rain[self._dry] *= RAIN_LEFT
        error = np.exp(0.35 * gaussian_field(rng, self._shape, 15.0))
        product = np.maximum(blur(rain, PRODUCT_BLUR), 0.0) * error
        return rain, np.where(product < 0.3, 0.0, product), field > threshold - 0.2


def _summer(day):
    """-1 in mid January to 1 in mid July."""
    return np.cos(2.0 * np.pi * (np.asarray(day) - 197.0) / DAYS_IN_YEAR)


def _wet_days(rng, days):
    """A two-state Markov chain; spring and autumn are the wet seasons."""
    to_wet = 0.27 + 0.10 * np.cos(4.0 * np.pi * (days - 130.0) / DAYS_IN_YEAR)
    wet, state = np.zeros(days.size, dtype=bool), True
    for i, chance in enumerate(rng.random(days.size)):
        state = bool(chance < (0.55 if state else to_wet[i]))
        wet[i] = state
    return wet


def _autocorrelated(rng, size, memory):
    """A first-order autoregressive series of variance 1."""
    series, shocks = np.empty(size), rng.standard_normal(size)
    series[0] = shocks[0]
    for i in range(1, size):
        series[i] = memory * series[i - 1] + np.sqrt(1.0 - memory**2) * shocks[i]
    return series
