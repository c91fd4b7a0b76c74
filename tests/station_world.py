"""A small world for models of stations: soil moisture that follows from clay and slowly forgotten rain."""
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import List

import numpy as np

from smdownscale_plugin.jobs.train_on_stations import StationTraining, train_on_rasters
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.writing import write_raster

DAYS, FIRST_MAP, STEP, RATE = 130, 70, 6, 0.9
_FIRST = datetime(2020, 10, 12, tzinfo=timezone.utc)       # maps of two years
_GRID = Grid("EPSG:32633", (400_000.0, 1000.0, 0.0, 5_000_000.0, 0.0, -1000.0), 24, 24)


@dataclass(frozen=True)
class StationWorld:
    """Paths: daily rain, dated and static predictors, the coarse product, truth by date, a table of stations."""

    series: List[str]
    predictors: List[str]
    coarse: List[str]
    truth: List[str]
    stations: str
    grid: Grid


def day(number: int) -> Period:
    """The period of a day of the world."""
    return Period(_FIRST + timedelta(days=number), _FIRST + timedelta(days=number + 1))


def train_linear(world: StationWorld, path: Path) -> str:
    """Write a linear model of the world's stations to `path`: long memory of rain, stations 0.5 km apart."""
    options = StationTraining(method="linear", together_km=0.5, antecedent="rain_api_90")
    train_on_rasters([world.stations], world.predictors, str(path), options, world.series)
    return str(path)


def write_station_world(folder: Path, stations: int = 14, seed: int = 0) -> StationWorld:
    """Write the world into `folder`."""
    random = np.random.default_rng(seed)
    clay = np.clip(30 + 8 * _smooth(random), 5, 60)
    wet, truth = np.zeros(_GRID.shape), {}
    out = StationWorld([], [], [], [], str(folder / "stations.csv"), _GRID)
    for number in range(DAYS):
        rain = np.clip(8 * (random.random() < 0.3) * (1 + 0.6 * _smooth(random)), 0, None)
        wet = RATE * wet + rain
        out.series.append(_write(folder / f"rain/rain_{day(number).stamp()}.tif", {"rain": rain}, number,
                                 {"rain": "mm"}))
        if number >= FIRST_MAP and (number - FIRST_MAP) % STEP == 0:
            truth[number] = np.clip(0.05 + 0.004 * clay + 0.0022 * wet, 0.02, 0.5)
    out.predictors.append(write_raster(_made(folder / "predictors/static.tif"), _GRID, {"clay": clay},
                                       units={"clay": "%"}))
    for number, values in truth.items():
        ndvi = 0.3 + 0.5 * values + 0.02 * random.standard_normal(values.shape)
        out.predictors.append(_write(folder / f"predictors/s_{day(number).stamp()}.tif", {"ndvi": ndvi}, number, {}))
        out.truth.append(_write(folder / f"truth/sm_{day(number).stamp()}.tif", {"soil_moisture": values}, number,
                                {"soil_moisture": "m3 m-3"}))
        means = values.reshape(4, 6, 4, 6).mean((1, 3)) + 0.01 * random.standard_normal((4, 4))
        coarse = Grid(_GRID.crs, (400_000.0, 6000.0, 0.0, 5_000_000.0, 0.0, -6000.0), 4, 4)
        out.coarse.append(write_raster(_made(folder / f"coarse/smap_{day(number).stamp()}.tif"), coarse,
                                       {"soil_moisture": means}, units={"soil_moisture": "m3 m-3"},
                                       metadata=day(number).metadata()))
    _write_stations(out.stations, truth, stations, random)
    return out


def _smooth(random):
    coarse = random.standard_normal((6, 6)).repeat(4, 0).repeat(4, 1)
    return (coarse + np.roll(coarse, 2, 0) + np.roll(coarse, 2, 1)) / 3


def _made(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    return str(path)


def _write(path, layers, number, units):
    return write_raster(_made(path), _GRID, layers, units=units, metadata=day(number).metadata())


def _write_stations(path, truth, count, random):
    from osgeo import osr
    source, target = osr.SpatialReference(), osr.SpatialReference()
    source.ImportFromEPSG(32633)
    target.ImportFromEPSG(4326)
    target.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    to_degrees = osr.CoordinateTransformation(source, target)
    places = random.permutation(_GRID.width * _GRID.height)[:count]
    lines = ["station,latitude,longitude,time,soil_moisture"]
    for number, place in enumerate(places):
        row, column = divmod(int(place), _GRID.width)
        x, y = 400_000 + 1000 * (column + 0.5), 5_000_000 - 1000 * (row + 0.5)
        longitude, latitude, _ = to_degrees.TransformPoint(x, y)
        for date, values in truth.items():
            value = values[row, column] + 0.004 * random.standard_normal()
            when = f"{day(date).start:%Y-%m-%d}"
            lines += [f"s{number:02d},{latitude:.6f},{longitude:.6f},{when}T{hour:02d}:00Z,{value:.4f}"
                      for hour in (5, 17)]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
