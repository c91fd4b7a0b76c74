"""Whether coarse values are soil moisture in m3/m3: by their size, their declared unit, and beside other dates."""
from typing import Any, List, Optional, Sequence, Tuple

import numpy as np

from ..errors import EmptyInputError, InputError, certain
from ..monitor import SILENT, Monitor
from .variables import canonical_unit

# m3/m3 that soil can hold: dry dust to saturated organic soil. Values outside are no soil moisture, nor is exactly 0.
LOW, HIGH = 0.0, 1.0
_DRIEST = 0.005          # no region's median is below
_VOLUMETRIC, _PERCENT = "m3 m-3", "%"
_WETTEST = 0.65          # the wettest twentieth of a region of mineral soils stays below
_JUMP = 8.0              # medians of two dates that differ by this factor may be in different units
_CERTAIN_JUMP = 25.0     # and by this one they are: dust in the dry season and rain in the next differ by ten
_SATURATED = 0.45        # m3/m3: no region's median is above, but degrees of saturation are
_SMALLEST_SPREAD = 1e-6  # m3/m3: below, all cells have one value
_FEWEST = 4
_COLDEST, _HOTTEST = 220.0, 345.0      # K, of land and air


def checked(values: np.ndarray, path: str, scale: float = 1.0, unit: str = "") -> Tuple[np.ndarray, int]:
    """(values with NaN outside 0..1 m3/m3 and where exactly 0, how many these are).

    values: after `scale`; unit: as the file states it. Raises InputError when the whole can't be m3/m3, EmptyInputError
    when there is no value, or none but zeros.
    """
    valid = values[np.isfinite(values)]
    if not valid.size:
        raise EmptyInputError(f"The coarse raster {path} holds no valid value; choose one with soil moisture.")
    if not valid.any():
        raise EmptyInputError(f"The coarse raster {path} holds nothing but zeros; choose one with soil moisture.")
    _refuse_unit(unit, scale, path, float(np.median(valid)))
    median = float(np.median(valid[valid != 0]))
    after = " after COARSE_SCALE" if scale != 1 else ""
    if median > HIGH:
        raise InputError(f"The coarse raster {path} can't be soil moisture in m3/m3: its median is {median:.4g}"
                         f"{after}; it may be in {_likely_unit(valid)}.")
    if median < LOW:
        raise InputError(f"The coarse raster {path} can't be soil moisture: its median is {median:.4g}; is a fill "
                         "value not declared as nodata?")
    if median < _DRIEST and scale < 1:
        raise InputError(f"The coarse raster {path} can't be soil moisture in m3/m3: its median is {median:.4g}"
                         f"{after} {scale:g}; it seems to be in m3/m3 already: leave COARSE_SCALE at 1.")
    wrong = np.isfinite(values) & ((values <= LOW) | (values > HIGH))
    return np.where(wrong, np.nan, values), int(wrong.sum())


def _likely_unit(valid: np.ndarray) -> str:
    """What values above 1 may be in, and what to do then."""
    if np.median(valid) <= 100:
        return "percent: set COARSE_SCALE to 0.01"
    low, high = np.quantile(valid, [0.01, 0.99])
    kelvin = "kelvin (a temperature): choose another raster or band (COARSE_BAND); or in " \
        if _COLDEST < low and high < _HOTTEST else ""
    return f"{kelvin}10^-3 m3/m3 or millimetres: set COARSE_SCALE to 0.001 or to 1 / layer depth in mm"


def _refuse_unit(text: str, scale: float, path: str, median: float) -> None:
    unit = canonical_unit(text)
    if unit == _VOLUMETRIC and abs(scale - 1.0) > 1e-9 and median <= HIGH * scale:
        raise InputError(f"The coarse raster {path} says that it is in {text} already, but COARSE_SCALE is {scale:g}; "
                         "leave COARSE_SCALE at 1, or correct the raster's unit.")
    if unit == _PERCENT and scale == 1.0 and median <= HIGH:
        raise InputError(f"The coarse raster {path} says that it is in {text}, but its values look like fractions "
                         f"(median {median:.4g}); correct the raster's unit, or its values.")
    if unit in ("K", "degC", "degF", "dB"):
        raise InputError(f"The coarse raster {path} says that it is in {text}, which isn't a unit of soil moisture; "
                         "choose another raster or band (COARSE_BAND).")


def compare_dates(rasters: Sequence[Tuple[str, str, np.ndarray]], monitor: Monitor = SILENT) -> None:
    """Refuse dates that aren't all in one unit; warn where values look like a degree of saturation.

    rasters: (path, stated unit, values in m3/m3 with NaN) of every date.
    """
    stated = [(path, canonical_unit(unit), unit) for path, unit, _ in rasters if canonical_unit(unit)]
    for path, unit, text in stated[1:]:
        if unit != stated[0][1]:
            raise InputError(f"The coarse rasters are in different units: {stated[0][0]} says {stated[0][2]}, {path} "
                             f"says {text}; convert them to one unit first.")
    medians = np.array([np.nanmedian(values) for _, _, values in rasters])
    for place, (path, _, _) in enumerate(rasters):
        others = np.delete(medians, place)
        factor = medians[place] / np.median(others) if len(others) else 1.0
        if not 1 / _JUMP < factor < _JUMP:
            text = (f"The coarse raster {path} doesn't seem to be in the unit of the others: its median is "
                    f"{medians[place]:.3g}, theirs {np.median(others):.3g} m3/m3")
            if not 1 / _CERTAIN_JUMP < factor < _CERTAIN_JUMP:
                raise InputError(f"{text}; convert it to m3/m3.")
            monitor.warn(f"{text}. If it is, ignore this warning.")
    wet = [path for path, _, values in rasters if np.isfinite(values).sum() >= _FEWEST
           and np.nanquantile(values, 0.95) > _WETTEST] or _apart(rasters)
    if wet and len(wet) < len(rasters):
        _refuse_saturation(wet, rasters)
    if wet:
        monitor.warn(f"One in twenty cells of {wet[0]}{' and others' if len(wet) > 1 else ''} is wetter than "
                     f"{_WETTEST:g} m3/m3: if the product is a degree of saturation, multiply it by porosity first.")


def _apart(rasters: Sequence[Any]) -> List[str]:
    """The date that is wetter than all the others in nearly all of its cells, and than a region of mineral soils."""
    medians = [float(np.nanmedian(values)) for _, _, values in rasters]
    place = int(np.argmax(medians))
    others = [values for number, (_, _, values) in enumerate(rasters) if number != place]
    if not others or medians[place] < _SATURATED:
        return []
    driest = np.nanquantile(rasters[place][2], 0.05)
    return [rasters[place][0]] if all(driest > np.nanquantile(values, 0.95) for values in others) else []


def _refuse_saturation(wet: Sequence[str], rasters: Sequence[Any]) -> None:
    """InputError where single dates are so much wetter than the others that they are of another kind."""
    def middle(chosen: bool) -> float:
        return float(np.median([np.nanmedian(values) for path, _, values in rasters if (path in wet) == chosen]))
    if middle(True) > 1.5 * middle(False):
        raise InputError(f"The coarse raster {wet[0]} doesn't seem to be in the unit of the others: its median is "
                         f"{middle(True):.3g}, theirs {middle(False):.3g} m3/m3; if it is a degree of saturation, "
                         "multiply it by porosity, else leave it out.")


def refuse_constant(values: Sequence[np.ndarray], first: str) -> None:
    """Raise InputError when all cells of all dates have one value: there is nothing to learn from."""
    low = min(float(np.nanmin(v)) for v in values)
    high = max(float(np.nanmax(v)) for v in values)
    if high - low <= _SMALLEST_SPREAD:
        raise InputError(f"The coarse rasters hold a single value ({low:.4g} m3/m3, {first} ...): there is nothing to "
                         "learn from; choose a product with soil moisture.")


def compare_with_training(values: np.ndarray, path: str, target: Optional[dict]) -> Tuple[Optional[str], bool]:
    """(what is odd about a coarse raster beside those of training, None when nothing is; whether only another unit
    explains it: a dry season after wet ones doesn't need to).

    target: `min` and `max` of training, m3/m3.
    """
    try:
        low, high = float(certain(target)["min"]), float(certain(target)["max"])
    except (TypeError, KeyError, ValueError):
        return None, False
    median = float(np.nanmedian(values))
    if low / 3.0 <= median <= 1.5 * high or not 0 < low < high:
        return None, False
    return (f"The coarse raster {path} has a median of {median:.3g} m3/m3, but the model was trained on {low:.3g} to "
            f"{high:.3g} m3/m3"), median > max(high, _SATURATED) or median < low / _JUMP
