"""What values well-known variables can have, by name and unit: what lies outside is a fill, or in another unit."""
import re
from dataclasses import dataclass
from typing import Optional, Sequence, Tuple

import numpy as np

_FEWEST_INSIDE = 0.5      # share of a sample that must fit a scale before the rest counts as impossible
_MOST_OUTSIDE = 0.25      # a wider scale must hold that much more of the sample to be preferred to a narrower one


@dataclass(frozen=True)
class Scale:
    """One way in which a variable is stored: its unit in words, smallest and largest possible value."""

    unit: str
    low: float
    high: float


@dataclass(frozen=True)
class Variable:
    """A kind of variable. words: any of them in a band's name; never_zero: exactly 0 is a fill, not a value."""

    label: str
    words: Tuple[str, ...]
    scales: Tuple[Scale, ...]
    never_zero: bool = False


_FRACTION = (Scale("a fraction", -0.3, 1.7), Scale("percent", -30.0, 170.0), Scale("ten-thousandths", -3e3, 1.7e4))
# Glint, clouds and hot roofs reflect more than a white surface: Sentinel-2 stores up to 28000.
_REFLECTANCE = (Scale("a fraction", -0.3, 3.0), Scale("percent", -30.0, 300.0), Scale("ten-thousandths", -3e3, 3e4))
_TEMPERATURE = (
    Scale("degrees Celsius", -95.0, 90.0), Scale("kelvins", 170.0, 365.0), Scale("degrees Fahrenheit", -140.0, 195.0),
    Scale("tenths of kelvins", 1.7e3, 3.65e3), Scale("hundredths of kelvins", 1.7e4, 3.65e4),
    Scale("fiftieths of kelvins", 7.5e3, 1.8e4))
VARIABLES = (
    Variable("a vegetation or water index", ("ndvi", "ndwi", "ndmi", "lswi", "savi", "msavi", "osavi", "gndvi", "nirv",
                                             "evi", "evi2"),
             (Scale("an index", -10.0, 10.0), Scale("hundredths", -200.0, 200.0), Scale("ten-thousandths", -2e4, 2e4),
              Scale("a byte", 0.0, 250.0)), True),
    Variable("a temperature", ("lst", "temperature", "t2m", "tair", "tmean", "tmax", "tmin", "tskin", "skt"),
             _TEMPERATURE),
    Variable("albedo or reflectance", ("albedo", "reflectance", "emissivity", "red", "nir", "swir1", "swir2", "blue",
                                       "green"), _REFLECTANCE, True),
    Variable("a fraction", ("fapar", "fpar", "fvc", "fraction", "porosity"), _FRACTION),
    Variable("an elevation", ("elevation", "dem", "dtm", "srtm", "altitude"),
             (Scale("metres", -450.0, 9000.0), Scale("feet", -1500.0, 29500.0))),
    Variable("a slope", ("slope",), (Scale("degrees", 0.0, 90.0), Scale("percent", 0.0, 1200.0))),
    Variable("an aspect", ("aspect",), (Scale("degrees", -1.0, 361.0),)),
    Variable("precipitation", ("rain", "precipitation", "rainfall", "prcp", "ppt", "chirps"),
             (Scale("millimetres", -0.5, 6000.0),)),
    Variable("a leaf area index", ("lai",), (Scale("m2/m2", 0.0, 15.0), Scale("tenths", 0.0, 150.0))),
    Variable("vegetation optical depth", ("vod",), (Scale("an optical depth", 0.0, 3.0),), True),
    Variable("soil texture", ("sand", "silt", "clay"),
             (Scale("a fraction", 0.0, 1.0), Scale("percent", 0.0, 100.0), Scale("g/kg", 0.0, 1000.0))),
)
# Words that make something else of a variable: its spread, its trend, the time it was taken.
_DERIVED = {"ratio", "anomaly", "std", "stdev", "trend", "range", "lag", "delta", "diff", "difference", "amplitude",
            "time", "quality", "qc", "qa", "count", "class", "index", "z", "zscore", "log", "cv", "variance", "noise"}
_CLASSES = re.compile(r"(^|[^a-z])(land_?(cover|use)|lulc|lc_?type|igbp|class(es)?|soil_?type)([^a-z]|$)",
                      re.IGNORECASE)
_SOIL_MOISTURE = re.compile(r"(^|[^a-z])(soil_?moisture|ssm|sm|smap|swvl\d?|vwc)([^a-z]|$)", re.IGNORECASE)
_CUT = re.compile(r"[^a-z0-9]+")

_UNITS = {
    "K": ("k", "kelvin", "kelvins", "degk", "deg k", "degrees kelvin"),
    "degC": ("c", "degc", "deg c", "celsius", "degree celsius", "degrees celsius", "deg celsius", "degreec"),
    "degF": ("f", "degf", "deg f", "fahrenheit", "degrees fahrenheit"),
    "m3 m-3": ("m3 m-3", "m3/m3", "cm3 cm-3", "cm3/cm3", "m3.m-3", "volumetric", "vwc"),
    "%": ("%", "percent", "pct", "per cent", "percentage", "vol%", "vol.%"),
    "1": ("1", "-", "unitless", "dimensionless", "none", "fraction", "ratio"),
    "m": ("m", "metre", "metres", "meter", "meters"),
    "ft": ("ft", "foot", "feet", "us-ft"),
    "mm": ("mm", "millimetre", "millimetres", "millimeter", "millimeters", "kg m-2", "kg/m2"),
    "dB": ("db", "decibel", "decibels"),
}
_CANONICAL = {text: unit for unit, texts in _UNITS.items() for text in texts}


def canonical_unit(text: str) -> str:
    """One spelling for the units that matter here (K, degC, m3 m-3, %, ...); '' for others and where none is stated."""
    text = " ".join((text or "").strip().lower().replace("°", "deg ").replace("³", "3").replace("⁻", "-")
                    .replace("**", "").replace("^", "").replace("_", " ").split())
    return _CANONICAL.get(text, "")


def units_differ(first: str, second: str) -> bool:
    """Whether two stated units certainly aren't the same."""
    one, other = canonical_unit(first), canonical_unit(second)
    return bool(one and other) and one != other


def suggests_classes(name: str) -> bool:
    """Whether a band's name is that of classes, such as land cover."""
    return bool(_CLASSES.search(name))


def suggests_soil_moisture(name: str) -> bool:
    """Whether a band's name is that of soil moisture."""
    return bool(_SOIL_MOISTURE.search(name))


def variable_of(name: str) -> Optional[Variable]:
    """The kind of variable that a band's name means; None when it means none of them, or something derived."""
    words = [word for word in _CUT.split(name.lower()) if word]
    if set(words) & _DERIVED:
        return None
    pairs = {f"{a}_{b}" for a, b in zip(words, words[1:])}
    found = [variable for variable in VARIABLES if set(variable.words) & (set(words) | pairs)]
    return found[0] if len(found) == 1 else None


def scale_of(variable: Variable, sample: np.ndarray) -> Optional[Scale]:
    """How most of a sample (n,) seems to be stored; None when no scale fits. The narrowest of those that fit about as
    well as the best."""
    if not len(sample):
        return None
    shares = [float(((sample >= scale.low) & (sample <= scale.high)).mean()) for scale in variable.scales]
    best = max(shares)
    if best < _FEWEST_INSIDE:
        return None
    fitting = [scale for scale, share in zip(variable.scales, shares) if share >= best - _MOST_OUTSIDE]
    return min(fitting, key=lambda scale: scale.high - scale.low)


# What turns values into those of training, and what to say of it: value * factor + offset.
_CHANGES: Sequence[Tuple[float, float, str]] = (
    (1.0, 273.15, "they are in degrees Celsius, those of training in kelvins"),
    (1.0, -273.15, "they are in kelvins, those of training in degrees Celsius"),
    (5 / 9, 459.67 * 5 / 9, "they are in degrees Fahrenheit, those of training in kelvins"),
    (5 / 9, -32 * 5 / 9, "they are in degrees Fahrenheit, those of training in degrees Celsius"),
    (1e-4, 0.0, "they are 10000 times those of training (stored whole numbers without their scale)"),
    (1e4, 0.0, "they are a ten-thousandth of those of training"),
    (0.02, 0.0, "they are 50 times those of training (MODIS temperatures without their scale of 0.02)"),
    (50.0, 0.0, "they are a fiftieth of those of training"),
    (0.01, 0.0, "they are 100 times those of training, like percent instead of fractions"),
    (100.0, 0.0, "they are a hundredth of those of training, like fractions instead of percent"),
    (1e-3, 0.0, "they are 1000 times those of training"),
    (1e3, 0.0, "they are a thousandth of those of training"),
    (0.1, 0.0, "they are ten times those of training"),
    (10.0, 0.0, "they are a tenth of those of training"),
    (0.3048, 0.0, "they are in feet, those of training in metres"),
    (1 / 0.3048, 0.0, "they are in metres, those of training in feet"),
    (1.0 / 9.80665, 0.0, "they are a geopotential, those of training a height"),
)
_SMALLEST_SHARE = 0.05     # of the width of training that changed values must span to be believed


def likely_change(low: float, high: float, trained_low: float, trained_high: float) -> Optional[str]:
    """What brings values of `low` to `high` into the range of training, in words; None when nothing common does."""
    width = trained_high - trained_low
    for factor, offset, words in _CHANGES:
        first, last = low * factor + offset, high * factor + offset
        if first >= trained_low - 0.25 * width and last <= trained_high + 0.25 * width \
                and (last - first) >= _SMALLEST_SHARE * width:
            return words
    return None


def unit_change(name: str, low: float, high: float, known_low: float, known_high: float) -> Optional[str]:
    """As `likely_change`, but None where a variable of this name has both spans in one unit: leaf area in winter and
    summer differ tenfold."""
    variable = variable_of(name)
    if variable:
        scale = _scale_that_holds(variable, low, high)
        if scale and scale is _scale_that_holds(variable, known_low, known_high):
            return None
    return likely_change(low, high, known_low, known_high)


def _scale_that_holds(variable: Variable, low: float, high: float) -> Optional[Scale]:
    """The narrowest scale of a variable that a span lies in."""
    fitting = [scale for scale in variable.scales if scale.low <= low and high <= scale.high]
    return min(fitting, key=lambda scale: scale.high - scale.low) if fitting else None
