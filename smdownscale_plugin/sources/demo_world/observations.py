"""What satellites and maps show of the demo world: predictors, mixed physically and then made noisy."""
from dataclasses import dataclass
from typing import Any, Dict, Sequence, Tuple

import numpy as np

from .fields import gaussian_field
from .landscape import REGION_ELEVATION, Landscape
from .settings import WorldSettings
from .water_balance import Water, WaterBalance
from .weather import Day

# Random error of one image, one standard deviation, in the units below.
NOISE_STD = {"lst": 1.2, "lst_night": 1.0, "vv": 0.9, "ndvi": 0.025, "albedo": 0.008}
UNITS = {"ndvi": "1", "lst": "K", "lst_night": "K", "vv": "dB", "albedo": "1", "rain": "mm day-1", "api": "mm",
         "elevation": "m", "slope": "degree", "clay": "percent", "sand": "percent", "landcover": "class"}
CATEGORICAL = ("landcover",)
LAPSE_RATE = 0.0065  # K/m
API_MEMORY = 0.90  # per day
CLEAR_SHARE = 0.6  # of a composite's days, below which clouds leave a gap


def static_predictors(settings: WorldSettings, land: Landscape) -> Dict[str, np.ndarray]:
    """Maps without time. Soil maps are smoother than soil, and err."""
    rng = settings.random("predictors")

    def soil_map(truth):
        return np.clip(truth + 1.5 * gaussian_field(rng, land.shape, 2.0), 1.0, 95.0)

    return {"elevation": land.elevation, "slope": land.slope, "clay": soil_map(land.clay),
            "sand": soil_map(land.sand), "landcover": land.cover.astype(np.float64)}


@dataclass
class Signals:
    """What one day looks like without noise, each (rows, columns): lst, lst_night (K), vv (linear power), ndvi,
    albedo (0..1), clear (bool)."""

    lst: np.ndarray
    lst_night: np.ndarray
    vv: np.ndarray
    ndvi: np.ndarray
    albedo: np.ndarray
    clear: np.ndarray


def signals(land: Landscape, balance: WaterBalance, water: Water, day: Day, hard: bool) -> Signals:
    """Noise-free observables of a day; clouds hide things, and flooded wetlands exist, only when `hard`."""
    cover, moisture = balance.vegetation_fraction(water), water.soil_moisture
    wetness = moisture / land.porosity
    clear = np.ones(land.shape, bool) if day.cloud is None or not hard else ~day.cloud
    flooded = land.is_cover("wetland") if hard else np.zeros(land.shape, bool)
    return Signals(_lst(land, balance, water, day, cover), _lst_night(land, day, wetness),
                   _backscatter(land, cover, moisture, flooded), 0.12 + 0.75 * cover,
                   cover * 0.17 + (1.0 - cover) * (0.32 - 0.0006 * land.clay - 0.09 * wetness), clear)


def _lst(land, balance, water, day, cover):
    """Air temperature plus the heating that evaporation doesn't take; canopies are rough and stay near the air."""
    heating = (7.0 + 3.0 * day.potential_evaporation) * day.sunshine * (1.0 - land.shade * cover)
    return air_temperature(land, day, day.maximum) + heating * (1.0 - 0.85 * balance.evaporative_fraction(water))


def _lst_night(land, day, wetness):
    """Night minimum: dry soil cools more (thermal inertia), cold air gathers in hollows."""
    air = air_temperature(land, day, day.minimum)
    return air - 7.0 * day.sunshine * (1.0 - wetness) - 0.5 * day.sunshine * land.hollow


def air_temperature(land: Landscape, day: Any, temperature: float) -> np.ndarray:
    """Air temperature (K) of each pixel (rows, columns) from the region's."""
    return temperature + day.air_mass - LAPSE_RATE * (land.elevation - REGION_ELEVATION)


def _backscatter(land, cover, moisture, flooded):
    """Water cloud model (Attema & Ulaby 1978), linear power; standing water turns the radar away.

    12 dB per m3/m3 is little for bare soil, and usual where a pixel of a kilometre mixes rough surfaces.
    """
    soil_db = -13.5 + 12.0 * moisture + land.roughness + 0.06 * land.slope
    soil_db = np.where(flooded, -6.5 - 12.0 * moisture, soil_db)
    transmitted = np.exp(-1.1 * cover)
    return (1.0 - transmitted) * 10.0 ** -0.95 + transmitted * 10.0 ** (soil_db / 10.0)


class Composite:
    """The mean over several days of what was visible on them."""

    def __init__(self, shape: Tuple[int, int], names: Sequence[str]) -> None:
        self._sums = {name: np.zeros(shape) for name in names}
        self._looks = np.zeros(shape)
        self._days = 0

    def add(self, today: Signals) -> None:
        """One more day."""
        for name, total in self._sums.items():
            total += np.where(today.clear | (name == "vv"), getattr(today, name), 0.0)
        self._looks += today.clear
        self._days += 1

    def means(self) -> Dict[str, np.ndarray]:
        """By name; NaN where too few days were clear. Radar sees through clouds."""
        looks = np.where(self._looks < CLEAR_SHARE * self._days, np.nan, self._looks)
        return {name: total / (self._days if name == "vv" else looks) for name, total in self._sums.items()}


def noisy(means: Dict[str, np.ndarray], rng: np.random.Generator) -> Dict[str, np.ndarray]:
    """Composites as they are delivered: radar in dB, with the random error of each."""
    delivered = {}
    for name in sorted(means):
        signal = 10.0 * np.log10(means[name]) if name == "vv" else means[name]
        delivered[name] = signal + NOISE_STD[name] * rng.standard_normal(signal.shape)
    return delivered
