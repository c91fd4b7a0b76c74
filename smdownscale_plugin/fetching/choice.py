"""What a user asked for, settled: preset and variables, step, resolution, product, dates, target; and what it costs."""
from dataclasses import dataclass
from datetime import date
from typing import Dict, List, Mapping, Optional, Sequence, Tuple, TypeVar

from ..errors import InputError
from ..monitor import Monitor
from ..predictors.terrain import TERRAIN
from ..rasters.grid import Grid
from ..rasters.period import Period, parse_time
from .availability import check_area
from .catalogue import Catalogue, CataloguePredictor, Derived, PredictorPreset
from .fetch_grids import FetchGrids, degrees_of, target_of
from .provider import Provider
from .terrain_layers import dem_factor, divided, wetness_bytes
from .tiles import Cost, plan_tiles
from .timing import Availability, averages, check_dates, partly_missing, steps
from .water import WATER
from .workers import WORKERS

DEFAULT_PRESET = "monthly_1km_modis"
DEFAULT_STEP, DEFAULT_RESOLUTION, DEFAULT_PRODUCT = "monthly", 1000.0, "SPL3SMP_E_AM"
_BASE_MEMORY = 180e6      # QGIS's Python, GDAL and the client, without data
_COPIES = 4               # of a tile's bytes while it is decoded and put together

T = TypeVar("T")

@dataclass(frozen=True)
class Question:
    """The tool's inputs; empty ones are settled by the preset, or by default."""

    output_folder: str
    start: str
    end: str
    extent: Optional[Tuple] = None
    region: Optional[Tuple[str, Optional[str]]] = None
    step: str = ""
    product: str = ""
    preset: str = ""
    variables: Sequence[str] = ()
    resolution: Optional[float] = None
    crs: str = ""
    water_percent: Optional[float] = None


@dataclass(frozen=True)
class Choice:
    """What will be fetched: names in the stacks' order, their sources, and where and when."""

    output_folder: str
    variables: Tuple[str, ...]
    step: str
    product: CataloguePredictor
    periods: Tuple[Period, ...]
    target: FetchGrids
    catalogue: Catalogue
    most_water: Optional[float] = None      # share of a fine cell, 0 to 1; None: no water mask

    def derived(self, name: str) -> Optional[Derived]:
        """The recipe of a derived predictor, None for a fetched one."""
        return self.catalogue.derived.get(name)

    def is_timeless(self, name: str) -> bool:
        """Whether a variable belongs in the static stack."""
        recipe = self.derived(name)
        if recipe is None:
            return self.catalogue.predictors[name].data_set.timeless
        return bool(recipe.sources) and all(self.is_timeless(source) for source in recipe.sources.values())

    def names(self, timeless: bool) -> List[str]:
        """Variables of the static stack, or of the dated ones."""
        return [name for name in self.variables if self.is_timeless(name) == timeless]

    def fetched(self, timeless: bool) -> List[CataloguePredictor]:
        """Predictors to fetch for these stacks, sources of derived ones included, a DEM for terrain not."""
        return self.catalogue.sources_of([name for name in self.names(timeless) if name not in self.terrain])

    @property
    def terrain(self) -> Dict[str, Derived]:
        """Derived terrain predictors by name."""
        recipes = {name: self.derived(name) for name in self.variables}
        return {name: recipe for name, recipe in recipes.items() if recipe and recipe.formula in TERRAIN}

    @property
    def dem(self) -> CataloguePredictor:
        """The DEM of the terrain predictors."""
        return self.catalogue.predictors[next(iter(self.terrain.values())).sources["elevation"]]

    @property
    def dem_factor(self) -> int:
        """DEM cells per side of a fine cell."""
        return dem_factor(self.target.fine, self.dem.data_set.native_metres)

    @property
    def dem_grid(self) -> Grid:
        """The grid on which the DEM of the terrain predictors is fetched."""
        return divided(self.target.fine, self.dem_factor)

    def looked_at(self, predictors: Sequence[CataloguePredictor]) -> List[CataloguePredictor]:
        """Those of which a step's mean has several independent values, so that these are counted."""
        longest = max(self.periods, key=lambda period: period.end - period.start)
        return [p for p in predictors if averages(p, longest)]

    @property
    def predictors(self) -> List[CataloguePredictor]:
        """All fetched predictors."""
        return self.catalogue.sources_of(self.variables)


def settle(question: Question, catalogue: Catalogue, today: date, monitor: Monitor) -> Choice:
    """Fill in what the question leaves open, check names and dates, and say what was decided.

    Raises InputError for unknown names, dates that can't be, and data sets that have nothing at these dates.
    """
    preset_name = question.preset or ("" if question.variables else DEFAULT_PRESET)
    preset = _known(catalogue.presets, preset_name, "PRESET") if preset_name else None
    variables = tuple(dict.fromkeys([*(preset.variables if preset else ()), *question.variables]))
    step = question.step or (preset.step if preset else DEFAULT_STEP)
    product = _known(catalogue.products, question.product or (preset.product if preset else DEFAULT_PRODUCT), "PRODUCT")
    resolution = question.resolution or (preset.resolution if preset else DEFAULT_RESOLUTION)
    if question.crs and not question.resolution:
        raise InputError("When you give a CRS, give the RESOLUTION too, in units of that CRS.")
    periods = tuple(steps(_day(question.start, "START"), _day(question.end, "END"), step))
    predictors = catalogue.sources_of(variables)
    available = check_dates([*predictors, product], periods, today)
    target = target_of(question.extent, question.region, resolution, question.crs)
    partly = check_area([*predictors, product], degrees_of(target.coarse))
    choice = Choice(question.output_folder, variables, step, product, periods, target, catalogue,
                    _most_water(question.water_percent, catalogue))
    for line in partly:
        monitor.warn(line)
    _log_choice(choice, preset, available, today, monitor)
    return choice


def _log_choice(choice: Choice, preset: Optional[PredictorPreset], available: Availability, today: date,
                monitor: Monitor) -> None:
    if preset:
        monitor.info(f"Preset {preset.name}: {preset.meaning}.")
    monitor.info(f"Predictors: {', '.join(choice.variables)}. Coarse product: {choice.product.name} "
                 f"({choice.product.meaning}).")
    side = choice.target.nested
    nests = f", each of {side} x {side} fine ones" if side else ""
    monitor.info(f"Grid: {choice.target.fine.describe()}; coarse: {choice.target.coarse.describe()}{nests}. Step: "
                 f"{choice.step}, {len(choice.periods)} in all.")
    if available.limited_by:
        monitor.info(f"The latest date that all chosen data sets should have is {available.latest}, limited by "
                     f"{available.limited_by}.")
    for name, period in partly_missing([*choice.predictors, choice.product], choice.periods, today):
        monitor.warn(f"{name} covers these dates only partly: it is available from {period}.")
    notes = {p.data_set.name: p.data_set for p in [*choice.predictors, choice.product]}.values()
    for data_set in notes:
        if data_set.notes:
            monitor.info(f"{data_set.name}: {data_set.notes}")


def cost_of(choice: Choice, provider: Provider) -> Cost:
    """Requests, bytes and memory of a fetch when nothing is there yet, from the grid and the catalogue alone."""
    fine, coarse, count = choice.target.fine, choice.target.coarse, len(choice.periods)
    static, dated = choice.fetched(True), choice.fetched(False)
    stacks = [(fine, len(static), len(choice.names(True)), 1),
              (fine, len(dated) + len(choice.looked_at(dated)), len(choice.names(False)), count),
              (coarse, 1 + len(choice.looked_at([choice.product])), 2, count)]
    asked = {p.data_set.name: p.data_set for p in [*choice.predictors, choice.product]}.values()
    requests, limits = provider.estimate(asked), provider.limits
    network = disk = 0
    largest = 0
    if choice.most_water is not None:
        stacks.append((fine, 1, 1, 1))
    if choice.terrain:
        stacks.append((choice.dem_grid, 1, 0, 1))
    for grid, bands, written, times in stacks:
        if bands:
            tiles = plan_tiles(grid, bands, limits)
            requests += len(tiles) * times
            network += grid.width * grid.height * bands * limits.pixel_bytes * times
            largest = max(largest, limits.bytes_of(tiles[0], bands))
        disk += grid.width * grid.height * written * 4 * times
    memory = _BASE_MEMORY + WORKERS * _COPIES * largest
    if any(recipe.formula == "twi" for recipe in choice.terrain.values()):
        memory = max(memory, _BASE_MEMORY + wetness_bytes(fine, choice.dem_factor))    # before the tiles are fetched
    return Cost(requests, network, int(memory), disk)


def _most_water(percent: Optional[float], catalogue: Catalogue) -> Optional[float]:
    if percent is None:
        return None
    if not 0 <= percent <= 100:
        raise InputError(f"WATER_MASK is {percent:g} but must be from 0 to 100 percent.")
    _known(catalogue.predictors, WATER, "The layer of the water mask")
    return percent / 100


def _known(table: Mapping[str, T], name: str, parameter: str) -> T:
    if name not in table:
        raise InputError(f"{parameter} {name!r} is unknown; choose one of {', '.join(table)}.")
    return table[name]


def _day(text: str, what: str) -> date:
    moment = parse_time(text, what)
    if moment.time() != moment.min.time():
        raise InputError(f"{what} ({text}) must be a day, such as 2020-06-01.")
    return moment.date()
