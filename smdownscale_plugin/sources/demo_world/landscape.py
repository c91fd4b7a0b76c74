"""The land of the demo world: terrain, soil and land cover, all static, on pixels of a kilometre."""
from dataclasses import dataclass
from typing import Dict, Tuple

import numpy as np

from .fields import blur, fractal_field, gaussian_field, texture
from .settings import WorldSettings

PIXEL = 1000.895  # metres
REGION_ELEVATION = 420.0  # metres, its mean


@dataclass(frozen=True)
class Cover:
    """One land cover class: code of the IGBP legend, and what vegetation there does.

    bare, full: vegetation fraction when stressed for long, and when never; roughness: radar return in dB above
    bare grassland; shade: share of day-time heating that the canopy takes away at full cover.
    """

    code: int
    bare: float
    full: float
    roughness: float
    shade: float


COVERS: Dict[str, Cover] = {
    "forest": Cover(4, 0.55, 0.90, 2.5, 0.70),
    "shrubland": Cover(7, 0.20, 0.45, 0.8, 0.35),
    "grassland": Cover(10, 0.15, 0.70, 0.0, 0.35),
    "wetland": Cover(11, 0.35, 0.85, 0.5, 0.45),
    "cropland": Cover(12, 0.08, 0.90, 0.6, 0.45),
    "barren": Cover(16, 0.02, 0.10, -0.8, 0.10),
}


@dataclass(frozen=True)
class Landscape:
    """Static maps, all of one shape (rows, columns).

    elevation (m), slope (degrees), hollow (standardised, positive in hollows), clay and sand (percent), porosity,
    field_capacity, wilting_point (m3/m3), drainage_rate (1/day), cover (IGBP code), irrigated (bool), and per class
    of cover bare, full, roughness, shade (see `Cover`).
    """

    elevation: np.ndarray
    slope: np.ndarray
    hollow: np.ndarray
    clay: np.ndarray
    sand: np.ndarray
    porosity: np.ndarray
    field_capacity: np.ndarray
    wilting_point: np.ndarray
    drainage_rate: np.ndarray
    cover: np.ndarray
    irrigated: np.ndarray
    bare: np.ndarray
    full: np.ndarray
    roughness: np.ndarray
    shade: np.ndarray

    @property
    def shape(self) -> Tuple[int, ...]:
        """Rows and columns."""
        return self.elevation.shape

    def is_cover(self, name: str) -> np.ndarray:
        """Where the cover is the class of that name."""
        return self.cover == COVERS[name].code


def make_landscape(settings: WorldSettings, shape: Tuple[int, int]) -> Landscape:
    """The land of a world; the same for every scenario, footprint and number of dates."""
    elevation, slope, hollow = _terrain(settings.random("terrain"), shape)
    soil = _soil(settings.random("soil"), shape, hollow)
    cover, irrigated = _cover(settings.random("cover"), shape, slope, hollow, soil["sand"])
    return Landscape(elevation=elevation, slope=slope, hollow=hollow, cover=cover, irrigated=irrigated,
                     **soil, **_cover_properties(cover, settings.random("cover", 1)))


def _terrain(rng, shape):
    relief = fractal_field(rng, shape, 3.4)
    elevation = REGION_ELEVATION + 130.0 * relief
    north, east = np.gradient(elevation, PIXEL)
    # Slopes inside a kilometre are steeper than the slope between kilometres.
    slope = np.degrees(np.arctan(4.0 * np.hypot(north, east)))
    hollow = blur(elevation, 3.0) - elevation
    return elevation, slope, hollow / hollow.std()


def _soil(rng, shape, hollow):
    """Texture, and the hydraulic properties that follow from it after Cosby et al. (1984), Table 5."""
    coarseness = texture(rng, shape, (1.5, 5.0, 25.0), (1.0, 0.6, 0.6)) - 0.25 * hollow
    sand = np.clip(45.0 + 9.0 * coarseness, 5.0, 92.0)
    clay = 27.0 - 9.0 * coarseness + 4.0 * gaussian_field(rng, shape, 3.0)
    clay = np.clip(clay, 3.0, np.minimum(60.0, 97.0 - sand))
    porosity = 0.489 - 0.00126 * sand
    exponent = 2.91 + 0.159 * clay
    saturated_suction = 10.0 * 10.0 ** (1.88 - 0.0131 * sand)  # mm

    def held_at(suction):
        return porosity * (suction / saturated_suction) ** (-1.0 / exponent)

    # Structure, stones and organic matter: what texture maps don't know.
    structure = 1.0 + 0.018 * texture(rng, shape, (1.5, 6.0), (1.0, 0.7))
    return {"sand": sand, "clay": clay, "porosity": porosity,
            "field_capacity": np.minimum(held_at(3365.0) * structure, 0.9 * porosity),
            "wilting_point": held_at(153000.0) * np.clip(structure, 0.8, 1.1),
            "drainage_rate": np.clip(0.55 * 10.0 ** (0.0153 * (sand - 60.0)) * np.exp(-0.35 * hollow), 0.05, 1.5)}


def _cover(rng, shape, slope, hollow, sand):
    """The class whose suitability, part site and part chance, is highest; and fields that are irrigated."""
    steep = (slope - slope.mean()) / slope.std()
    sandy = (sand - 45.0) / 19.0
    site = {"forest": 0.5 * steep - 0.1, "shrubland": 0.2 * steep + 0.4 * sandy - 0.2,
            "grassland": 0.1, "wetland": 0.8 * hollow - 1.2,
            "cropland": -0.6 * steep - 0.1 * sandy + 0.35, "barren": 0.6 * sandy - 1.4}
    chance = [texture(rng, shape, (1.8, 7.0), (1.0, 0.6)) for _ in COVERS]
    suitability = np.stack([site[name] + chance[i] for i, name in enumerate(COVERS)])
    codes = np.array([c.code for c in COVERS.values()], dtype=np.uint8)
    cover = codes[np.argmax(suitability, axis=0)]
    schemes = texture(rng, shape, (1.1, 15.0), (1.0, 0.8))
    return cover, (cover == COVERS["cropland"].code) & (schemes > 0.2)


def _cover_properties(cover, rng):
    maps = {name: np.zeros(cover.shape) for name in ("bare", "full", "roughness", "shade")}
    for properties in COVERS.values():
        here = cover == properties.code
        for name, values in maps.items():
            values[here] = getattr(properties, name)
    # Ploughing, rows, stones: roughness that no map shows.
    maps["roughness"] += 0.6 * texture(rng, cover.shape, (2.0, 12.0, 40.0), (0.5, 0.6, 0.6))
    return maps
