"""A small world over Oregon: daily maps, their coarse parent, rain, and stations that see the truth."""
import csv
from datetime import datetime, timedelta, timezone

import numpy as np
from station_validation import validated

from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.writing import write_raster

FINE = Grid(crs_wkt("EPSG:4326"), (-120.0, 0.01, 0.0, 45.0, 0.0, -0.01), 60, 60)
COARSE = Grid(crs_wkt("EPSG:4326"), (-120.0, 0.1, 0.0, 45.0, 0.0, -0.1), 6, 6)
START = datetime(2020, 6, 1, tzinfo=timezone.utc)
DAYS = 40
PLACES = {"A": ("N1", 5, 7), "B": ("N1", 22, 33), "C": ("N2", 44, 12), "D": ("N2", 47, 51), "E": ("N2", 42, 17)}


def position(row, column):
    """Latitude and longitude of the middle of a fine pixel."""
    return 45.0 - 0.01 * (row + 0.5), -120.0 + 0.01 * (column + 0.5)


class World:
    """Daily maps of forty days over Oregon, their coarse parent, rain, and hourly stations that see the truth."""

    def __init__(self, folder):
        rng = np.random.default_rng(2)
        self.folder = folder
        self.rain = np.where(rng.random(DAYS + 60) < 0.3, rng.uniform(1, 20, DAYS + 60), 0.0)
        wet = np.array([sum(self.rain[d + 60 - k] * 0.9 ** k for k in range(45)) for d in range(DAYS)])
        texture = 0.06 * rng.standard_normal(FINE.shape)
        self.truth = 0.12 + 0.0015 * wet[:, None, None] + texture
        self.fine = self.truth + 0.01 * rng.standard_normal(self.truth.shape)
        self.coarse = self.truth.reshape(DAYS, 6, 10, 6, 10).mean((2, 4))
        self.days = [Period(START + timedelta(days=d), START + timedelta(days=d + 1)) for d in range(DAYS)]
        self.rasters = self.save("fine", self.fine, FINE)
        self.parents = self.save("coarse", self.coarse, COARSE, PRODUCT="SPL3SMP_E")
        self.stations = self.table(lambda d, hour, row, column: self.truth[d, row, column])

    def save(self, name, series, grid, **metadata):
        return [write_raster(str(self.folder / f"{name}_{p.stamp()}.tif"), grid, {"soil_moisture": values},
                             metadata={**p.metadata(), **metadata}) for p, values in zip(self.days, series)]

    def save_rain(self):
        paths = []
        for d, millimetres in enumerate(self.rain):
            day = Period(START + timedelta(days=d - 60), START + timedelta(days=d - 59))
            paths.append(write_raster(str(self.folder / f"rain_{day.stamp()}.tif"), COARSE,
                                      {"precipitation": np.full(COARSE.shape, millimetres)}, metadata=day.metadata()))
        return paths

    def table(self, reading, places=PLACES, name="stations.csv"):
        path = self.folder / name
        with open(path, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["network", "station", "latitude", "longitude", "time", "soil_moisture"])
            for station, (network, row, column) in places.items():
                writer.writerows([network, station, *position(row, column), p.start + timedelta(hours=h),
                                  reading(d, h, row, column)] for d, p in enumerate(self.days) for h in range(24))
        return str(path)

    def run(self, **options):
        options = {"coarse": self.parents, **options}
        return validated(options.pop("rasters", self.rasters), [options.pop("stations", self.stations)], **options)
