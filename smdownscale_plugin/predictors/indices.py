"""Spectral, thermal and radar indices, each with its inputs, unit and source: plain functions of numpy arrays.

Optical inputs are reflectance (0 to 1), temperatures kelvin, radar backscatter decibels, precipitation mm per day.
Inputs are known by their role: blue, green, red, nir, swir1 (1.6 um), swir2 (2.1 to 2.2 um), swir_1240 (1.24 um),
albedo, lst_day, lst_night, vv, vh; latitude (degrees) and day_of_year (1 to 366) come from the grid and the date.
"""
from dataclasses import dataclass
from typing import Callable, Dict, Mapping, Sequence, Tuple, Union

import numpy as np

from ..errors import InputError

REFLECTANCE = ("blue", "green", "red", "nir", "swir1", "swir2", "swir_1240")
TEMPERATURE = ("lst_day", "lst_night")
RADAR = ("vv", "vh")
FROM_GRID = ("latitude", "day_of_year")
ROLES = REFLECTANCE + ("albedo",) + TEMPERATURE + RADAR


@dataclass(frozen=True)
class Index:
    """One index: its name as a predictor, the roles that it needs, unit, formula and where the formula comes from.

    formula is arithmetic in the roles' names that Earth Engine's `Image.expression` takes as it is; `""` where the
    index needs more than arithmetic. function takes the inputs in order and returns an array of their shape.
    """

    name: str
    inputs: Tuple[str, ...]
    unit: str
    title: str
    formula: str
    source: str
    function: Callable[..., np.ndarray]

    def __call__(self, values: Mapping[str, np.ndarray]) -> np.ndarray:
        """The index of inputs by role, float32, NaN where an input is missing or the formula has no finite value.

        Raises InputError that names the roles which `values` lacks.
        """
        missing = [role for role in self.inputs if role not in values]
        if missing:
            raise InputError(f"The index {self.name} needs {', '.join(missing)}, which the bands don't provide; map "
                             f"{'it' if len(missing) == 1 else 'them'} with BANDS or leave the index out.")
        arrays = [np.asarray(values[role], np.float64) for role in self.inputs]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            result = self.function(*arrays)
        return np.where(np.isfinite(result), result, np.nan).astype(np.float32)


def normalised_difference(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(a - b) / (a + b), in -1..1; NaN where the sum isn't positive (reflectance below 0 after correction)."""
    total = a + b
    return (a - b) / np.where(total > 0, total, np.nan)


def enhanced_vegetation_index(nir: np.ndarray, red: np.ndarray, blue: np.ndarray) -> np.ndarray:
    """2.5 (N - R) / (N + 6 R - 7.5 B + 1), NaN where the denominator isn't clear of zero."""
    denominator = nir + 6.0 * red - 7.5 * blue + 1.0
    return 2.5 * (nir - red) / np.where(denominator > 0.05, denominator, np.nan)


def shortwave_difference_over(divisor: int) -> Callable:
    """The soil dryness index (S1 - S2) over S1 (1), S2 (2) or their sum (3)."""
    def index(swir1: np.ndarray, swir2: np.ndarray) -> np.ndarray:
        below = {1: swir1, 2: swir2, 3: swir1 + swir2}[divisor]
        return (swir1 - swir2) / np.where(below > 0, below, np.nan)
    return index


def linear(*coefficients: float) -> Callable:
    """The weighted sum of as many inputs as there are coefficients."""
    def total(*bands: np.ndarray) -> np.ndarray:
        return np.asarray(sum(c * band for c, band in zip(coefficients, bands)))
    return total


def solar_declination(day_of_year: Union[float, np.ndarray]) -> np.ndarray:
    """Declination of the sun in radians (FAO Irrigation and Drainage Paper 56, equation 24)."""
    return 0.409 * np.sin(2.0 * np.pi * np.asarray(day_of_year, np.float64) / 365.0 - 1.39)


def solar_correction(latitude: Union[float, np.ndarray], day_of_year: Union[float, np.ndarray]) -> np.ndarray:
    """Factor C of apparent thermal inertia for latitude (degrees) and day of year; 0 in polar night.

    C = sin(lat) sin(d) sqrt(1 - tan2(lat) tan2(d)) + cos(lat) cos(d) arccos(-tan(lat) tan(d)), argument clipped.
    """
    phi, delta = np.radians(latitude), solar_declination(day_of_year)
    product = np.clip(np.tan(phi) * np.tan(delta), -1.0, 1.0)
    return (np.sin(phi) * np.sin(delta) * np.sqrt(1.0 - product ** 2)
            + np.cos(phi) * np.cos(delta) * np.arccos(-product))


def apparent_thermal_inertia(albedo: np.ndarray, lst_day: np.ndarray, lst_night: np.ndarray,
                             latitude: Union[float, np.ndarray], day_of_year: Union[float, np.ndarray]) -> np.ndarray:
    """C (1 - albedo) / (day - night) in 1/K; NaN where the difference is 1 K or less."""
    difference = lst_day - lst_night
    return solar_correction(latitude, day_of_year) * (1.0 - albedo) / np.where(difference > 1.0, difference, np.nan)


def decibel_to_linear(decibel: np.ndarray) -> np.ndarray:
    """Backscatter in linear power: 10^(dB / 10). Means and ratios of backscatter are taken of this, never of dB."""
    return 10.0 ** (np.asarray(decibel, np.float64) / 10.0)


def linear_to_decibel(power: np.ndarray) -> np.ndarray:
    """10 log10 of linear power; NaN where it isn't positive."""
    power = np.asarray(power, np.float64)
    return 10.0 * np.log10(np.where(power > 0, power, np.nan))


def _of_power(function: Callable) -> Callable:
    def of_decibel(vv: np.ndarray, vh: np.ndarray) -> np.ndarray:
        return function(decibel_to_linear(vv), decibel_to_linear(vh))
    return of_decibel


def _cycle(function: Callable) -> Callable:
    def of_day(day_of_year: np.ndarray) -> np.ndarray:
        return function(2.0 * np.pi * day_of_year / 365.25)
    return of_day


def antecedent_precipitation(previous: Union[float, np.ndarray], precipitation: Union[float, np.ndarray], days: float,
                             k: float = 0.9) -> Union[float, np.ndarray]:
    """API(t) = k API(t-1) + P(t) over a step of `days` of constant rain: one step of the recursion, in mm.

    previous: API before the step (0 to begin with), precipitation: mm per day, k: share left after a day (.85-.95).
    Days are folded into the closed form of a geometric sum, so that steps of 1, 8 or 30 days agree with daily ones.
    """
    left = k ** days
    return left * previous + precipitation * (1.0 - left) / (1.0 - k)


_TCW_SURFACE = (0.0315, 0.2021, 0.3102, 0.1594, -0.6806, -0.6109)
_TCW_TOA = (0.1511, 0.1973, 0.3283, 0.3407, -0.7117, -0.4559)
_SIX = ("blue", "green", "red", "nir", "swir1", "swir2")


def _weighted(coefficients: Sequence[float]) -> str:
    terms = [f"{c:+} * {role}" for c, role in zip(coefficients, _SIX)]
    return " ".join(terms).lstrip("+").replace("+", "+ ").replace("-", "- ")


_ALL = (
    Index("ndvi", ("nir", "red"), "1", "Normalised difference vegetation index", "(nir - red) / (nir + red)",
          "Rouse et al. 1974", normalised_difference),
    Index("evi", ("nir", "red", "blue"), "1", "Enhanced vegetation index",
          "2.5 * (nir - red) / (nir + 6 * red - 7.5 * blue + 1)", "Huete et al. 2002", enhanced_vegetation_index),
    Index("nirv", ("nir", "red"), "1", "Near-infrared reflectance of vegetation", "nir * (nir - red) / (nir + red)",
          "Badgley et al. 2017", lambda nir, red: nir * normalised_difference(nir, red)),
    Index("ndwi", ("green", "nir"), "1", "Water index of open water (McFeeters)", "(green - nir) / (green + nir)",
          "McFeeters 1996", normalised_difference),
    Index("ndwi_gao", ("nir", "swir_1240"), "1", "Water index of canopies (Gao, 1.24 um)",
          "(nir - swir_1240) / (nir + swir_1240)", "Gao 1996", normalised_difference),
    Index("lswi", ("nir", "swir1"), "1", "Land surface water index (1.64 um)", "(nir - swir1) / (nir + swir1)",
          "Xiao et al. 2002", normalised_difference),
    Index("nsdsi1", ("swir1", "swir2"), "1", "Normalised shortwave difference soil index 1",
          "(swir1 - swir2) / swir1", "Yue et al. 2019", shortwave_difference_over(1)),
    Index("nsdsi2", ("swir1", "swir2"), "1", "Normalised shortwave difference soil index 2",
          "(swir1 - swir2) / swir2", "Yue et al. 2019", shortwave_difference_over(2)),
    Index("nsdsi3", ("swir1", "swir2"), "1", "Normalised shortwave difference soil index 3",
          "(swir1 - swir2) / (swir1 + swir2)", "Yue et al. 2019", shortwave_difference_over(3)),
    Index("tcw", _SIX, "1", "Tasselled-cap wetness of surface reflectance", _weighted(_TCW_SURFACE), "Crist 1985",
          linear(*_TCW_SURFACE)),
    Index("tcw_toa", _SIX, "1", "Tasselled-cap wetness of OLI top-of-atmosphere reflectance", _weighted(_TCW_TOA),
          "Baig et al. 2014", linear(*_TCW_TOA)),
    Index("ati", ("albedo", "lst_day", "lst_night", "latitude", "day_of_year"), "K-1", "Apparent thermal inertia", "",
          "Price 1985; Van doninck et al. 2011", apparent_thermal_inertia),
    Index("radar_cross_ratio", ("vv", "vh"), "1", "Radar cross ratio VH / VV, linear",
          "10 ** (vh / 10) / 10 ** (vv / 10)", "Vreugdenhil et al. 2018", _of_power(lambda vv, vh: vh / vv)),
    Index("polarisation_index", ("vv", "vh"), "1", "Radar polarisation index, linear",
          "(10 ** (vv / 10) - 10 ** (vh / 10)) / (10 ** (vv / 10) + 10 ** (vh / 10))",
          "after Mitchard et al. 2012 (HH, HV)", _of_power(normalised_difference)),
    Index("radar_vegetation_index", ("vv", "vh"), "1", "Dual-polarisation radar vegetation index, linear",
          "4 * 10 ** (vh / 10) / (10 ** (vv / 10) + 10 ** (vh / 10))", "Nasirzadehdizaji et al. 2019",
          _of_power(lambda vv, vh: 4.0 * vh / (vv + vh))),
    Index("day_of_year_sin", ("day_of_year",), "1", "Season, sine of the full cycle",
          "sin(2 * 3.141592653589793 * day_of_year / 365.25)", "full cycle of 365.25 days", _cycle(np.sin)),
    Index("day_of_year_cos", ("day_of_year",), "1", "Season, cosine of the full cycle",
          "cos(2 * 3.141592653589793 * day_of_year / 365.25)", "full cycle of 365.25 days", _cycle(np.cos)),
)
INDICES: Dict[str, Index] = {index.name: index for index in _ALL}


@dataclass(frozen=True)
class OpticalSensor:
    """How a sensor's product names its bands: role to band name; and the scale of its stored reflectance.

    reflectance = stored * scale + offset; top_of_atmosphere says which tasselled cap fits.
    """

    name: str
    title: str
    bands: Mapping[str, str]
    scale: float = 1.0
    offset: float = 0.0
    top_of_atmosphere: bool = False


def _roles(*names: str, roles: Sequence[str] = _SIX) -> Dict[str, str]:
    return dict(zip(roles, names))


_MODIS_ORDER = ("red", "nir", "blue", "green", "swir_1240", "swir1", "swir2")
SENSORS: Dict[str, OpticalSensor] = {sensor.name: sensor for sensor in (
    OpticalSensor("landsat89_sr", "Landsat 8/9 surface reflectance (Collection 2)",
                  _roles("SR_B2", "SR_B3", "SR_B4", "SR_B5", "SR_B6", "SR_B7"), 2.75e-5, -0.2),
    OpticalSensor("landsat89_toa", "Landsat 8/9 top-of-atmosphere reflectance",
                  _roles("B2", "B3", "B4", "B5", "B6", "B7"), 2.0e-5, -0.1, True),
    OpticalSensor("hls_l30", "Harmonised Landsat Sentinel, Landsat (HLSL30)",
                  _roles("B02", "B03", "B04", "B05", "B06", "B07"), 1e-4),
    OpticalSensor("hls_s30", "Harmonised Landsat Sentinel, Sentinel-2 (HLSS30)",
                  _roles("B02", "B03", "B04", "B8A", "B11", "B12"), 1e-4),
    OpticalSensor("sentinel2", "Sentinel-2 surface reflectance (harmonised)",
                  _roles("B2", "B3", "B4", "B8", "B11", "B12"), 1e-4),
    OpticalSensor("modis_mcd43a4", "MODIS nadir reflectance (MCD43A4)",
                  _roles(*(f"Nadir_Reflectance_Band{n}" for n in range(1, 8)), roles=_MODIS_ORDER), 1e-4),
    OpticalSensor("viirs", "VIIRS nadir reflectance (VNP43MA4)",
                  _roles(*(f"Nadir_Reflectance_M{n}" for n in (3, 4, 5, 7, 10, 11, 8)),
                         roles=_SIX + ("swir_1240",)), 1e-4),
)}


_DARKEST = 1e-3     # reflectance: no scene is as dark as that in all of its pixels


def implausible(role: str, values: np.ndarray) -> str:
    """What is wrong with an input's values as one clause with the likely remedy; '' when they can be what they should.

    Reflectance and albedo must lie about 0..1, temperatures be kelvin, backscatter decibels.
    """
    valid = values[np.isfinite(values)]
    if not valid.size:
        return ""
    median = float(np.median(valid))
    low, high = (float(v) for v in np.percentile(valid, (1, 99)))
    if role in (*REFLECTANCE, "albedo") and (high > 2.0 or median < -0.05):
        remedy = "is a fill value not declared as nodata?" if median < -0.05 else \
            "apply the product's scale in Build Predictor Stack" if role == "albedo" else \
            "set REFLECTANCE_SCALE and REFLECTANCE_OFFSET to the product's, 0.0001 and 0 for most"
        return f"isn't reflectance of 0 to 1 (median {median:.4g}): {remedy}"
    if role in (*REFLECTANCE, "albedo") and 0.0 < high < _DARKEST:
        return (f"isn't reflectance of 0 to 1 (99 % of it is below {high:.2g}): a scale seems to be applied "
                "twice; leave REFLECTANCE_SCALE at 1 where the values are 0 to 1 already")
    if role in TEMPERATURE and not 200.0 <= median <= 350.0:
        remedy = "it looks like Celsius: set TEMPERATURE_UNIT to celsius" if -80.0 < median < 80.0 else \
            "it looks like stored integers: apply the product's scale (0.02 for MODIS) in Build Predictor Stack"
        return f"isn't a temperature in kelvin (median {median:.4g}); {remedy}"
    if role in RADAR and low >= 0.0:
        return f"isn't backscatter in decibels (median {median:.4g}, never below 0): set RADAR_UNIT to linear"
    return ""
