"""The daily water balance of the top soil, and the vegetation that remembers it.

A bucket of `DEPTH` mm. All of a day's fluxes are kept, so that the balance can be closed.
"""
from dataclasses import dataclass
from typing import Any

import numpy as np

from .landscape import Landscape
from .weather import Day

DEPTH = 100.0  # mm of soil that is in exchange with what L-band sees
VEGETATION_MEMORY = 25.0  # days
ROOTS_IN_TOP_SOIL = 0.45  # share of transpiration that the top soil supplies
IRRIGATION_SEASON = (75, 285)  # days of the year
IRRIGATION_ROTATION = 9  # days between a field's turns


@dataclass
class Water:
    """State: storage (mm) and greenness (0..1, slow memory of moisture), each (rows, columns)."""

    storage: np.ndarray
    greenness: np.ndarray

    @property
    def soil_moisture(self) -> np.ndarray:
        """Volumetric soil moisture, m3/m3."""
        return self.storage / DEPTH


@dataclass(frozen=True)
class Fluxes:
    """One day's fluxes (mm, all positive, (rows, columns) or 0): storage changes by
    rain + irrigation + groundwater - evaporation - drainage - runoff."""

    rain: np.ndarray
    irrigation: np.ndarray
    groundwater: np.ndarray
    evaporation: np.ndarray
    drainage: np.ndarray
    runoff: np.ndarray


class WaterBalance:
    """Steps a `Water` state through days.

    flooded_wetland: groundwater keeps wetlands near saturation whatever the weather (scenario `hard`).
    """

    def __init__(self, land: Landscape, flooded_wetland: bool = False):
        self.land = land
        self._full, self._capacity, self._wilting = (
            DEPTH * m for m in (land.porosity, land.field_capacity, land.wilting_point))
        self._drained = -np.expm1(-land.drainage_rate)  # share of the excess that a linear reservoir loses in a day
        rows, columns = np.indices(land.shape)
        self._turn = (rows // 3 * 5 + columns // 3 * 7) % IRRIGATION_ROTATION
        self._flooded = land.is_cover("wetland") & flooded_wetland

    def initial(self) -> Water:
        """Half-way between wilting point and field capacity, vegetation likewise."""
        return Water(0.5 * (self._wilting + self._capacity), np.full(self.land.shape, 0.5))

    def vegetation_fraction(self, water: Water) -> np.ndarray:
        """Share of the ground under green leaves."""
        return self.land.bare + (self.land.full - self.land.bare) * water.greenness

    def evaporative_fraction(self, water: Water) -> np.ndarray:
        """Actual over potential evaporation (0..1), from canopy and soil."""
        canopy, soil = self._stress(water)
        cover = self.vegetation_fraction(water)
        return cover * canopy + (1.0 - cover) * soil

    def step(self, water: Water, day: Day) -> Fluxes:
        """Move the state one day on, in place, and return what flowed."""
        rain: Any = 0.0 if day.rain is None else day.rain
        irrigation = self._irrigation(water, day)
        storage = water.storage + rain + irrigation
        evaporation = np.minimum(self._evaporation(water, day), 0.9 * storage)
        storage -= evaporation
        drainage = np.maximum(storage - self._capacity, 0.0) * self._drained
        storage -= drainage
        runoff = np.maximum(storage - self._full, 0.0)
        storage -= runoff
        groundwater = np.where(self._flooded, 0.5 * np.maximum(0.95 * self._full - storage, 0.0), 0.0)
        water.storage = storage + groundwater
        self._grow(water, day)
        return Fluxes(rain, irrigation, groundwater, evaporation, drainage, runoff)

    def _stress(self, water):
        available = (water.storage - self._wilting) / (self._capacity - self._wilting)
        canopy = np.clip(available / 0.6, 0.0, 1.0)
        soil = np.clip((water.storage - 0.4 * self._wilting) / (self._capacity - 0.4 * self._wilting), 0.0, 1.0)
        return canopy, soil**1.5

    def _evaporation(self, water, day):
        canopy, soil = self._stress(water)
        cover = self.vegetation_fraction(water)
        return day.potential_evaporation * (ROOTS_IN_TOP_SOIL * cover * canopy + (1.0 - cover) * soil)

    def _irrigation(self, water, day):
        if not IRRIGATION_SEASON[0] <= day.number <= IRRIGATION_SEASON[1]:
            return 0.0
        dry = water.storage < self._wilting + 0.65 * (self._capacity - self._wilting)
        due = self.land.irrigated & (self._turn == day.number % IRRIGATION_ROTATION) & dry
        return np.where(due, self._capacity + 8.0 - water.storage, 0.0)

    def _grow(self, water, day):
        canopy, _ = self._stress(water)
        warmth = np.clip((0.5 * (day.maximum + day.minimum) - 278.0) / 12.0, 0.15, 1.0)
        water.greenness += (canopy * warmth - water.greenness) / VEGETATION_MEMORY
