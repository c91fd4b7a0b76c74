"""Create Demo Data: a synthetic world with known fine truth, as files."""
import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import List, Optional

from ..errors import OutputError, certain
from ..monitor import SILENT, Monitor
from ..rasters.grid import Grid
from ..rasters.period import Period
from ..rasters.same_file import final_place
from ..sources.demo_world import World, WorldSettings, files, make_world, periods_of
from ..sources.demo_world.daily_series import daily_maps, day_numbers, day_of
from .outputs import all_or_nothing

SERIES = "series"     # folder of the daily stacks


@dataclass(frozen=True)
class DemoData:
    """Paths of what was written: stacks of predictors (dated ones, then the static one), coarse and true soil moisture
    by date, the stations' readings of the last year (CSV), the districts (GeoPackage), and the daily series, [] when
    not asked for."""

    predictors: List[str]
    coarse: List[str]
    truth: List[str]
    stations: str
    districts: str
    series: List[str] = field(default_factory=list)


def create_demo_data(output_folder: str, settings: WorldSettings = WorldSettings(),
                     monitor: Monitor = SILENT, daily: bool = False) -> DemoData:
    """Make a demo world and write it to `output_folder`: all of it, or nothing. daily: the series of daily weather too.

    One year is held in memory at a time. Raises OutputError when the folder can't be written or holds other rasters
    (of another world), Cancelled.
    """
    _refuse_other_rasters(output_folder, settings, daily)
    with ExitStack() as stack:
        written, predictors, coarse, truth = (stack.enter_context(all_or_nothing(folder)) for folder in (
            output_folder, *(os.path.join(output_folder, name) for name in ("predictors", "coarse", "truth"))))
        series = stack.enter_context(all_or_nothing(os.path.join(output_folder, SERIES))) if daily else []
        for number, year in enumerate(settings.by_year()):
            world: Optional[World] = None  # lets go of the year before
            part = monitor.part(number / settings.years, (number + 1) / settings.years)
            world = make_world(year, part.part(0.0, 0.7))
            if daily:
                series += _write_series(year, world.fine_grid, os.path.join(output_folder, SERIES), part.part(0.7, 0.9))
            for date in part.part(0.9, 1.0).each(range(settings.dates), f"Writing the rasters of {year.year}"):
                predictors.append(files.write_demo_stack(world, date, os.path.join(output_folder, "predictors")))
                coarse.append(files.write_coarse(world, date, os.path.join(output_folder, "coarse")))
                truth.append(files.write_truth(world, date, os.path.join(output_folder, "truth")))
        world = certain(world)
        predictors.append(files.write_static(world, os.path.join(output_folder, "predictors")))
        stations = files.write_stations(world.stations, os.path.join(output_folder, "stations.csv"))
        written.append(stations)
        districts = files.write_districts(world.districts, world.fine_grid,
                                          os.path.join(output_folder, "districts.gpkg"))
        written.append(districts)
    monitor.info(_summary(world))
    return DemoData(predictors, coarse, truth, stations, districts, series)


def _write_series(settings: WorldSettings, grid: Grid, folder: str, monitor: Monitor) -> List[str]:
    days = daily_maps(settings)
    return [files.write_day(day, layers, grid, folder)
            for (day, layers), _ in zip(days, monitor.each(day_numbers(settings), "Writing daily series"))]


def _refuse_other_rasters(folder: str, settings: WorldSettings, daily: bool) -> None:
    """Rasters of two worlds in one folder would be taken for one world by the tools that read the folder."""
    periods = _all_periods(settings)
    soil_moisture = {files.soil_moisture_name(period) for period in periods}
    stacks = {files.stack_name(period) for period in periods} | {files.STATIC_NAME}
    days = {files.daily_name(day_of(number, year.year)) for year in settings.by_year() for number in day_numbers(year)}
    for name, expected in (("predictors", stacks), ("coarse", soil_moisture), ("truth", soil_moisture),
                           *([(SERIES, days)] if daily else [])):
        inside = os.path.join(final_place(folder), name)
        found = os.listdir(inside) if os.path.isdir(inside) else []
        others = sorted({file for file in found if file.lower().endswith((".tif", ".tiff"))} - expected)
        if others:
            raise OutputError(f"The folder {inside} holds other rasters ({others[0]}), which would be mixed with the "
                              "new ones; choose an empty OUTPUT_FOLDER.")


def _all_periods(settings: WorldSettings) -> List[Period]:
    return [period for year in settings.by_year() for period in periods_of(year)]


def _summary(world: World) -> str:
    cells, (rows, columns), periods = world.settings.cells, world.fine_grid.shape, _all_periods(world.settings)
    text = (f"A world of {cells} x {cells} coarse cells and {rows} x {columns} pixels on {len(periods)} dates, "
            f"{periods[0].label()} to {periods[-1].label()}; {len(world.stations.names)} stations, "
            f"{len(world.districts)} districts.")
    if world.settings.drought:
        text += (f" From March to May {world.settings.year} the districts {' and '.join(world.dry_districts)} "
                 "get a fifth of their rain.")
    return text
