"""The demo world: years of a made-up region whose fine soil moisture is known, and what can be observed of it.

A water balance gives the truth; observation models give the predictors and the coarse product. No files are touched
here. Figures measured on these worlds are compared over the years: don't change what a seed gives.
"""
from dataclasses import dataclass
from typing import Dict, List, Tuple

import numpy as np

from ...monitor import SILENT, Monitor
from ...rasters.ease_grid import m01_grid, m09_grid
from ...rasters.grid import Grid
from ...rasters.period import Period
from . import calendar, observations
from .districts import District, dry_districts, make_districts
from .landscape import make_landscape
from .settings import WorldSettings
from .simulated_product import NEST
from .stations import Stations, make_stations
from .year import MARGIN, SPIN_UP, Year, inside

# The M09 cell at 30 N, 98 W, in Texas: on land, and where EASE-Grid 2.0 is true to scale.
CENTRE_ROW, CENTRE_COLUMN = 406, 878


@dataclass(frozen=True)
class World:
    """A year of a demo world as plain arrays.

    fine_grid, coarse_grid: EASE-Grid 2.0 M01 nested nine by nine in M09; periods: one per date;
    truth: (dates, rows, columns) fine soil moisture, m3/m3; coarse: (dates, rows, columns), m3/m3;
    predictors: name to (dates, rows, columns) or, static, (rows, columns), NaN where clouds hide it;
    categorical: names; units: name to unit; noise_std: name to the random error's standard deviation;
    stations, districts: see there; dry_districts: names of those on which a planted dry spell falls.
    """

    settings: WorldSettings
    fine_grid: Grid
    coarse_grid: Grid
    periods: List[Period]
    truth: np.ndarray
    coarse: np.ndarray
    predictors: Dict[str, np.ndarray]
    categorical: Tuple[str, ...]
    units: Dict[str, str]
    noise_std: Dict[str, float]
    stations: Stations
    districts: List[District]
    dry_districts: List[str]


def make_world(settings: WorldSettings = WorldSettings(), monitor: Monitor = SILENT) -> World:
    """Make the year of a demo world that the settings mean (of several, one at a time: `settings.by_year()`).

    The same settings give the same world. Each year begins with a spin-up of its own. Raises Cancelled.
    """
    land = make_landscape(settings, (NEST * (settings.cells + 2 * MARGIN),) * 2)
    year = Year(settings, land)
    for day in monitor.each(range(-SPIN_UP, year.last_day + 1), f"Simulating the water balance of {settings.year}"):
        year.live_through(day)
    fine_grid, coarse_grid = grids(settings)
    return World(
        settings=settings, fine_grid=fine_grid, coarse_grid=coarse_grid, periods=periods_of(settings),
        truth=_by_date(year.truth), coarse=_by_date(year.coarse),
        predictors={**_dated(year.dated), **_static(settings, land)}, categorical=observations.CATEGORICAL,
        units=dict(observations.UNITS), noise_std=dict(observations.NOISE_STD),
        stations=make_stations(settings, fine_grid, year.at_stations),
        districts=make_districts(settings, fine_grid),
        dry_districts=dry_districts(settings) if settings.drought and settings.years_ago == 0 else [])


def periods_of(settings: WorldSettings) -> List[Period]:
    """The periods of a year, in order of time."""
    return [calendar.period_of(n, settings.year) for n in calendar.period_numbers(settings)]


def grids(settings: WorldSettings) -> Tuple[Grid, Grid]:
    """The fine and the coarse grid."""
    place = (CENTRE_ROW - settings.cells // 2, CENTRE_COLUMN - settings.cells // 2, settings.cells, settings.cells)
    return m01_grid(*place), m09_grid(*place)


def _by_date(maps):
    """{period: (rows, columns)} as (dates, rows, columns)."""
    return np.stack([maps[number] for number in sorted(maps)])


def _dated(predictors):
    """{period: {name: map}} as {name: (dates, rows, columns)}."""
    names = sorted(predictors[min(predictors)])
    return {name: _by_date({number: maps[name] for number, maps in predictors.items()}) for name in names}


def _static(settings, land):
    maps = observations.static_predictors(settings, land)
    return {name: inside(values).astype(np.float32) for name, values in maps.items()}
