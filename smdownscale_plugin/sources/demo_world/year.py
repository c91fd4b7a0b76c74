"""The demo world's year, day by day, and what is kept of it."""
from typing import Dict, Optional, Tuple

import numpy as np

from . import calendar, observations
from .districts import where_dry
from .landscape import Landscape
from .settings import WorldSettings
from .simulated_product import NEST, observe_coarse
from .stations import place_stations
from .water_balance import WaterBalance
from .weather import Day, Weather

MARGIN = 6  # coarse cells around the box: 54 km, almost four sigmas of the footprint
SPIN_UP = 90  # days before 1 January
_SURFACE = ("lst", "lst_night", "albedo", "vv")


def inside(padded: np.ndarray) -> np.ndarray:
    """An array of the fine grid without its margin."""
    edge = NEST * MARGIN
    return padded[..., edge:-edge, edge:-edge]


class PeriodMeans:
    """Means over the days of one period as they pass; all (rows, columns) with the margin."""

    def __init__(self, shape: Tuple[int, int], days: int) -> None:
        self._share = 1.0 / days
        self.moisture, self.rain, self.antecedent = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.surface = observations.Composite(shape, _SURFACE)

    def add(self, day: Day, moisture: np.ndarray, antecedent: np.ndarray, today: observations.Signals) -> None:
        """One more day: soil moisture (m3/m3), antecedent rain (mm) and what can be seen."""
        self.moisture += self._share * moisture
        self.antecedent += self._share * antecedent
        if day.rain_product is not None:
            self.rain += self._share * day.rain_product
        self.surface.add(today)


class Year:
    """Live through every day from -SPIN_UP to `last_day`; then read truth, coarse, dated and at_stations.

    truth, coarse: by period (number in the year), m3/m3; dated: predictors by period and name; at_stations: true soil
    moisture at the stations by day of the year. Only the period under way is held with its margin.
    """

    def __init__(self, settings: WorldSettings, land: Landscape):
        self.truth: Dict[int, np.ndarray] = {}
        self.coarse: Dict[int, np.ndarray] = {}
        self.dated: Dict[int, Dict[str, np.ndarray]] = {}
        self.at_stations: Dict[int, np.ndarray] = {}
        self._settings, self._land = settings, land
        dry = where_dry(settings, NEST * MARGIN) if settings.drought and settings.years_ago == 0 else None
        self._weather = Weather(settings, land.shape, SPIN_UP, dry)
        self._balance = WaterBalance(land, flooded_wetland=settings.hard)
        self._water = self._balance.initial()
        self._antecedent = np.zeros(land.shape)
        self._station_pixels = tuple(NEST * MARGIN + i for i in place_stations(settings))
        self._numbers = calendar.period_numbers(settings)
        self._period_on = {d: n for n in self._numbers for d in calendar.period_days(n)}
        composites = {calendar.composite_number(settings, n) for n in self._numbers}
        self._composite_on = {d: c for c in composites for d in calendar.composite_days(settings, c)}
        self._period: Optional[PeriodMeans] = None  # those under way
        self._vegetation: Optional[observations.Composite] = None
        self.last_day = max([*self._period_on, *self._composite_on])

    def live_through(self, number: int) -> None:
        """One day: weather, water, and what is seen of it."""
        day = self._weather.day(number)
        self._balance.step(self._water, day)
        self._antecedent *= observations.API_MEMORY
        if day.rain_product is not None:
            self._antecedent += day.rain_product
        if number in self._period_on or number in self._composite_on:
            self._see(day)

    def _see(self, day):
        today = observations.signals(self._land, self._balance, self._water, day, self._settings.hard)
        if day.number in self._period_on:
            self._add_to_period(self._period_on[day.number], day, today)
        if day.number in self._composite_on:
            self._add_to_composite(self._composite_on[day.number], day, today)

    def _add_to_period(self, number, day, today):
        days = calendar.period_days(number)
        if day.number == days[0]:
            self._period = PeriodMeans(self._land.shape, len(days))
        self._period.add(day, self._water.soil_moisture, self._antecedent, today)
        self.at_stations[day.number] = self._water.soil_moisture[self._station_pixels]
        if day.number == days[-1]:
            self._finish_period(number)

    def _add_to_composite(self, composite, day, today):
        days = calendar.composite_days(self._settings, composite)
        if day.number == days[0]:
            self._vegetation = observations.Composite(self._land.shape, ("ndvi",))
        self._vegetation.add(today)
        if day.number == days[-1]:
            self._finish_composite(composite)

    def _finish_period(self, number):
        period = self._period
        self.truth[number] = inside(period.moisture).astype(np.float32)
        self.coarse[number] = observe_coarse(self._settings, period.moisture, MARGIN, number).astype(np.float32)
        surface = observations.noisy(_cut(period.surface.means()),
                                     self._settings.random_this_year("predictors", 2, number))
        self._keep(number, {**surface, "rain": inside(period.rain), "api": inside(period.antecedent)})

    def _finish_composite(self, composite):
        means = _cut(self._vegetation.means())
        vegetation = observations.noisy(means, self._settings.random_this_year("predictors", 1, composite))
        for number in self._numbers:
            if calendar.composite_number(self._settings, number) == composite:
                self._keep(number, vegetation)

    def _keep(self, number, predictors):
        kept = self.dated.setdefault(number, {})
        kept.update({name: values.astype(np.float32) for name, values in predictors.items()})


def _cut(maps):
    return {name: inside(field) for name, field in maps.items()}
