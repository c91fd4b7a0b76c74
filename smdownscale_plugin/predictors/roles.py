"""Which band plays which role in the indices, and its values in the units that the formulas take."""
from dataclasses import dataclass
from typing import Container, Dict, List, Mapping, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..rasters.fills import undeclared_fill
from ..rasters.grid import Grid
from ..rasters.stack import Stack
from ..rasters.windows import Window
from .indices import INDICES, RADAR, REFLECTANCE, ROLES, SENSORS, TEMPERATURE, Index, implausible, linear_to_decibel
from .naming import split_list

AUTO, PRECIPITATION = "auto", "precipitation"
KELVIN_AT_ZERO = 273.15
_KNOWN = (*ROLES, PRECIPITATION)
# Names that other tools and archives give to bands which no sensor's preset lists.
_ALIASES = {"lst_day": ("lst_day_1km", "lst_day_8day"), "lst_night": ("lst_night_1km", "lst_night_8day"),
            "albedo": ("albedo_wsa_shortwave",), "vv": ("vv_db", "sigma0_vv"), "vh": ("vh_db", "sigma0_vh"),
            PRECIPITATION: ("rain", "precip")}


_LANDSAT = (2.75e-5, -0.2)      # scale and offset of surface reflectance, Collection 2


@dataclass(frozen=True)
class Units:
    """How bands are stored: reflectance = stored * scale + offset; celsius: temperatures are; linear: radar is."""

    scale: float = 1.0
    offset: float = 0.0
    celsius: bool = False
    linear_radar: bool = False

    def converted(self, role: str, values: np.ndarray) -> np.ndarray:
        """Stored values as reflectance 0-1, kelvin or decibels; others as they are."""
        if role in REFLECTANCE:
            return values * self.scale + self.offset
        if role in TEMPERATURE and self.celsius:
            return values + KELVIN_AT_ZERO
        if role in RADAR and self.linear_radar:
            with np.errstate(divide="ignore", invalid="ignore"):
                return linear_to_decibel(values)
        return values


def band_roles(names: Sequence[str], sensor: str = AUTO, mapping: str = "") -> Dict[str, str]:
    """Role to band name for the bands that are there.

    sensor: a preset's name, or `auto` for the preset of which most bands are there; bands called like a role play it
    anyway. mapping: `role=band` pairs that come before both. Raises InputError: unknown roles, sensors or bands.
    """
    there = {name.lower(): name for name in names}
    found: Dict[str, str] = {}
    for role in _KNOWN:
        for alias in (role, *_ALIASES.get(role, ())):
            if alias in there:
                found.setdefault(role, there[alias])
    for role, band in _preset(sensor, there).items():
        if band.lower() in there:
            found.setdefault(role, there[band.lower()])
    for role, band in _pairs(mapping):
        if band.lower() not in there:
            raise InputError(f"BANDS: {role}={band}, but the stacks have no band {band!r}; they have "
                             f"{', '.join(names)}.")
        found[role] = there[band.lower()]
    return found


def _preset(sensor: str, there: Container[str]) -> Mapping[str, str]:
    if sensor != AUTO:
        if sensor not in SENSORS:
            raise InputError(f"SENSOR {sensor!r} is unknown; choose one of {', '.join([AUTO, *SENSORS])}.")
        return SENSORS[sensor].bands
    fitting = {name: sum(band.lower() in there for band in preset.bands.values()) for name, preset in SENSORS.items()}
    best = max(fitting, key=fitting.__getitem__)
    return SENSORS[best].bands if fitting[best] >= 2 else {}


def _pairs(mapping: str) -> List[Tuple[str, str]]:
    pairs = []
    for item in split_list(mapping):
        role, _, band = (part.strip() for part in item.partition("="))
        if role.lower() not in _KNOWN or not band:
            raise InputError(f"BANDS: {item!r} isn't role=band with a role of {', '.join(_KNOWN)}; write red=SR_B4, "
                             "nir=SR_B5.")
        pairs.append((role.lower(), band))
    return pairs


def possible(roles: Mapping[str, str], dated: bool, sensor: str = AUTO) -> List[Index]:
    """The indices that the roles allow; of the two tasselled caps the one that fits the sensor's reflectance."""
    given = {*roles, "latitude", *(["day_of_year"] if dated else [])}
    other = "tcw" if sensor in SENSORS and SENSORS[sensor].top_of_atmosphere else "tcw_toa"
    return [index for index in INDICES.values() if set(index.inputs) <= given and index.name != other]


def check_values(stack: Stack, roles: Mapping[str, str], units: Units) -> None:
    """Raise InputError when a band can't be in the unit that its role asks for; looks at a sample of windows."""
    if not roles:
        return
    if abs(units.scale - _LANDSAT[0]) < 1e-9 and units.offset == 0 and set(roles) & set(REFLECTANCE):
        raise InputError("REFLECTANCE_SCALE 0.0000275 is that of Landsat Collection 2, whose reflectance also has an "
                         f"offset: set REFLECTANCE_OFFSET to {_LANDSAT[1]:g}.")
    used = stack.select(list(dict.fromkeys(roles.values())))
    for predictor in used.predictors:
        fill = undeclared_fill(predictor.path, bands=[predictor.band.index])
        if fill:
            raise InputError(fill)
    with used.open() as reader:
        parts = [reader.read(window).reshape(len(used.names), -1) for window in sample_windows(used.grid)]
    values = dict(zip(used.names, np.concatenate(parts, axis=1)))
    for role, band in roles.items():
        wrong = implausible(role, units.converted(role, values[band].astype(np.float64)))
        if wrong:
            raise InputError(f"The band {band} ({role}) of the stack of {stack.label} {wrong}.")


def sample_windows(grid: Grid, size: int = 256, across: int = 4) -> List[Window]:
    """Up to 4 x 4 windows spread over a grid."""
    def starts(length: int) -> List[int]:
        return sorted({int(s) for s in np.linspace(0, max(0, length - size), across)})
    return [Window(c, r, min(size, grid.width - c), min(size, grid.height - r))
            for r in starts(grid.height) for c in starts(grid.width)]
