"""Daily weather of the demo world as a product has it: for models that look back on the days before a map."""
from datetime import timedelta
from typing import Dict, Iterator, Tuple

import numpy as np

from ...rasters.period import Period
from . import calendar
from .districts import where_dry
from .landscape import Landscape, make_landscape
from .observations import air_temperature
from .settings import WorldSettings
from .simulated_product import NEST
from .weather import DAYS_IN_YEAR, Weather
from .year import MARGIN, SPIN_UP, inside

DAYS_BACK = 60        # before the first year, whose December has no year of its own
UNITS = {"rain": "mm day-1", "temperature": "K"}
TEMPERATURE_NOISE = 0.5      # K, one standard deviation


def daily_maps(settings: WorldSettings) -> Iterator[Tuple[Period, Dict[str, np.ndarray]]]:
    """(day, {name: (rows, columns) float32}) of a year, one day at a time: the rain product (mm) and air temperature
    (K).

    The first of several years begins 60 days early. Rain is what the product of the dated predictors is made of.
    """
    land = make_landscape(settings, (NEST * (settings.cells + 2 * MARGIN),) * 2)
    dry = where_dry(settings, NEST * MARGIN) if settings.drought and settings.years_ago == 0 else None
    weather = Weather(settings, land.shape, SPIN_UP, dry)
    for number in day_numbers(settings):
        yield day_of(number, settings.year), _maps(settings, land, weather, number)


def day_numbers(settings: WorldSettings) -> range:
    """Days of the year (0 is 1 January) that the series holds."""
    return range(-DAYS_BACK if settings.years_ago == settings.years - 1 else 0, DAYS_IN_YEAR)


def day_of(number: int, year: int) -> Period:
    """The period of a day, UTC."""
    start = calendar.day_start(number, year)
    return Period(start, start + timedelta(days=1))


def _maps(settings: WorldSettings, land: Landscape, weather: Weather, number: int) -> Dict[str, np.ndarray]:
    day = weather.day(number)
    rain = np.zeros(land.shape) if day.rain_product is None else day.rain_product
    random = settings.random_this_year("predictors", 3, number + SPIN_UP)
    noise = TEMPERATURE_NOISE * random.standard_normal(land.shape)
    warmth = air_temperature(land, day, (day.maximum + day.minimum) / 2) + noise
    return {name: inside(values).astype(np.float32) for name, values in (("rain", rain), ("temperature", warmth))}
