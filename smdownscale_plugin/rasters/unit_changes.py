"""Whether a predictor keeps its unit from date to date: as its files state it, and by the size of its values."""
from dataclasses import dataclass
from typing import Dict, Iterable, List, Optional, Tuple

import numpy as np

from ..errors import InputError
from .reading import BandInfo
from .value_sample import value_sample
from .variables import unit_change, units_differ, variable_of

_KELVIN = 273.15
_FEWEST = 5
_SMALLEST_PART = 0.02     # of the values, in either of two units
_APART = 4.0              # times: the least ratio between values in two units that differ by a factor


@dataclass(frozen=True)
class _Date:
    """One date of a predictor: its file, stated unit and the span of most of its values."""

    path: str
    unit: str
    low: float
    high: float


class UnitChanges:
    """Compares each date of a predictor with those before."""

    def __init__(self) -> None:
        self._dates: Dict[str, List[_Date]] = {}

    def add(self, path: str, band: BandInfo, sample: np.ndarray) -> None:
        """sample: (n,) some values of a date. Raises InputError when they are in another unit than those before."""
        known = self._dates.setdefault(band.name, [])
        if band.categorical or len(sample) < _FEWEST or any(date.path == path for date in known):
            return
        low, high = (float(value) for value in np.quantile(sample, [0.05, 0.95]))
        new = _Date(path, band.unit, low, high)
        for old in known:
            if units_differ(old.unit, new.unit):
                raise InputError(f"The predictor {band.name} is in {old.unit} in {old.path} but in {new.unit} in "
                                 f"{new.path}; convert all dates to one unit.")
        if known and _changed(band.name, known, new):
            raise InputError(f"The predictor {band.name} seems to change its unit: mostly {known[0].low:.4g} to "
                             f"{known[0].high:.4g} in {known[0].path}, {low:.4g} to {high:.4g} in {new.path}; convert "
                             "all dates to one unit.")
        known.append(new)


def refuse_unit_changes(bands: Iterable[Tuple[str, BandInfo]]) -> None:
    """Raise InputError when bands of one name (path and band each) aren't all in one unit; looks at a few values."""
    changes = UnitChanges()
    for path, band in bands:
        changes.add(path, band, value_sample(path, band.index))


def _changed(name: str, known: List[_Date], new: _Date) -> bool:
    low, high = min(date.low for date in known), max(date.high for date in known)
    if new.low <= high and low <= new.high:
        return False
    first, last = (low, high) if high < new.low else (new.low, new.high)
    width = max(high - low, new.high - new.low)
    above = min(abs(low - new.high), abs(new.low - high))
    if above > _KELVIN / 2 and abs((low + high) / 2 - (new.low + new.high) / 2) < _KELVIN + 60 and width < 90 \
            and -95 < first and last < 90:
        return True
    variable = variable_of(name)
    if variable is None or len(variable.scales) < 2:
        return False
    return bool(unit_change(name, new.low, new.high, low, high) or unit_change(name, low, high, new.low, new.high))


def two_units(name: str, values: np.ndarray) -> Optional[Tuple[np.ndarray, np.ndarray]]:
    """The values (n,) of a variable in two parts, sorted, when they seem to be in two units; None when in one.

    Only of variables that are known by their name: with a wide gap between two parts of which one is the other in
    another unit (kelvins and degrees Celsius, fractions and percent or ten-thousandths).
    """
    variable = variable_of(name)
    if variable is None or len(variable.scales) < 2:
        return None
    known = np.sort(values[np.isfinite(values)]).astype(float)
    sizes = np.sort(np.abs(known[known != 0]))
    for parts in (_parted(known, np.diff(known)), _parted(sizes, sizes[1:] / np.maximum(sizes[:-1], 1e-300))):
        if parts and _apart(*parts):
            low, high = (np.quantile(part, [0.05, 0.95]) for part in parts)
            if unit_change(name, *low, *high) or unit_change(name, *high, *low):
                return parts
    return None


def _parted(values: np.ndarray, gaps: np.ndarray) -> Optional[Tuple[np.ndarray, np.ndarray]]:
    """Sorted values on both sides of the largest gap that leaves enough of them on either."""
    fewest = max(_FEWEST, int(_SMALLEST_PART * len(values)))
    if len(values) < 2 * fewest:
        return None
    place = fewest + int(np.argmax(gaps[fewest - 1:len(values) - fewest]))
    return values[:place], values[place:]


def _apart(low: np.ndarray, high: np.ndarray) -> bool:
    """Whether the gap is wider than either part, or a large factor."""
    gap = high[0] - low[-1]
    return gap > max(np.ptp(low), np.ptp(high), _KELVIN / 3) or high[0] > _APART * low[-1] > 0
