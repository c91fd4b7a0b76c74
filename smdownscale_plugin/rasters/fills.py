"""Fill values that nobody declared, and values that a variable can't have, looked for among values that are read."""
from typing import List, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal

from ..errors import InputError
from .gdal_calls import call, open_raster
from .kept_samples import KeptSamples
from .number_text import in_percent
from .reading import BandInfo, describe, refuse_complex
from .variables import Scale, Variable, scale_of, variable_of

# Values that mean "nothing here" in so many files that an undeclared one is taken for a mistake.
FILLS = (-9999.0, -99999.0, -999.0, -99.0, 9999.0, 99999.0, -32768.0, -32767.0, 32767.0, 65535.0, -3000.0, -28672.0,
         -9999.9, -8888.0, -7777.0, -2147483648.0, -2147483647.0, 2147483647.0, 4294967295.0, 16777215.0,
         -3.4028234663852886e38, 3.4028234663852886e38, 9.969209968386869e36, 1e20, -1e20, 1e30, -1e30, -1e34, 1e34,
         1e35, 1e36, -999999.0, -99999999.0, -1.7976931348623157e308, 1.7976931348623157e308)
LARGEST = 100_000_000     # pixels that are looked at by every so many
_BYTE_FILLS = (255.0, 254.0)
# How far off the next value a fill lies, in ranges of the other values: a common negative one, a common positive one
# (which may be where counts saturate), and any other value.
_BELOW, _ABOVE, _ANY = 0.1, 1.0, 10.0
_FURTHER = 0.5            # of the values' range: a value that is repeated may be a fill
_FEW_VALUES = 20          # different ones, up to which they may be classes, a mask or counts: each is repeated
_CLOSE = 0.05             # of the values' range: no gap
_BEYOND = 1e15            # no variable has such values
_SAMPLE_SIDE = 64         # pixels a side of a window that are kept as a sample
_MOST_SAMPLES = 16        # windows whose sample is kept: memory doesn't grow with the raster
_FEWEST_ZEROS, _ZEROS_TO_NEIGHBOURS, _NEIGHBOURHOOD = 8, 20, 0.02


class FillSearch:
    """Judges one band when all of its windows were added: a value that is far off in one window may belong to the data.

    Refused are a common fill value at an end of the values that lies apart from the others, any value that lies very
    far off, values that the variable can't have (by the band's name), and exact zeros of a variable that is never zero
    where nothing near zero is beside them.
    """

    def __init__(self) -> None:
        self._lowest: Sequence[float] = ()          # at most two, the outermost first
        self._highest: Sequence[float] = ()
        self._samples: Optional[KeptSamples] = None     # of the values' own type, which halves what a map keeps

    def add(self, values: np.ndarray) -> None:
        """values: (rows, columns) or (n,), NaN where there is none."""
        side = _SAMPLE_SIDE if values.ndim == 2 else _SAMPLE_SIDE ** 2
        sample = values[tuple(slice(None, None, max(1, -(-size // side))) for size in values.shape)]
        sample = sample[np.isfinite(sample)]
        width = float(sample.max() - sample.min()) if sample.size else np.nan
        self._lowest = _outermost(self._lowest, values, sample, width, 1.0)
        self._highest = _outermost(self._highest, values, sample, width, -1.0)
        if self._samples is None:
            self._samples = KeptSamples(_MOST_SAMPLES, _SAMPLE_SIDE ** 2, dtype=values.dtype.type)
        self._samples.add(sample)

    @property
    def ends(self) -> Tuple[float, float]:
        """Lowest and highest value; NaN where there was none."""
        return (self._lowest[0], self._highest[0]) if self._lowest else (np.nan, np.nan)

    @property
    def sample(self) -> np.ndarray:
        """(n,) some of the values."""
        return np.empty(0) if self._samples is None else self._samples.values().astype(np.float64)

    def found(self, band: BandInfo, path: str, trusted: bool = False) -> Optional[str]:
        """One sentence when the values hold what can't be a value, in words of what is stored; else None.

        trusted: the lowest and highest values are about what such data have; only zeros and common negative fills that
        lie apart from the others are judged.
        """
        problem = self._fill(band, path, trusted)
        return problem or (None if band.categorical else self._impossible(band, path, trusted))

    def _fill(self, band: BandInfo, path: str, trusted: bool) -> Optional[str]:
        for outermost, other_end in ((self._lowest, self._highest), (self._highest, self._lowest)):
            if not outermost:
                continue
            fill = fill_like(outermost[0], band)
            if trusted and (fill is None or fill > 0):
                continue
            alone = len(outermost) == 1
            if fill is not None and (alone or _below_one_value(outermost, other_end) or
                                     _gap(outermost, other_end) > (_BELOW if fill < 0 else _ABOVE)):
                return undeclared_sentence(path, band.index, fill)
            if self._far_off(band, outermost, other_end) and not _heavy_tail(outermost, other_end):
                return undeclared_sentence(path, band.index, (outermost[0] - band.offset) / band.scale)
        return None

    def _far_off(self, band: BandInfo, outermost: Sequence[float], other_end: Sequence[float]) -> bool:
        return len(outermost) == 2 and not band.categorical and _gap(outermost, other_end) > _ANY \
            and (abs(outermost[0]) > _BEYOND or not self._scale(band)[1])

    def doubt(self, band: BandInfo, path: str) -> Optional[str]:
        """One sentence on a value that lies very far off but may be real (`found` lets it pass), else None."""
        if not self._far_off(band, self._highest, self._lowest):
            return None
        (low, _), (value, high) = self._lowest, self._highest
        return (f"Band {band.index} ({band.name}) of {path} holds the value {value:g}, while all others lie between "
                f"{low:g} and {high:g}; it is treated as real: if it isn't, declare it as nodata.")

    def repeated(self, band: BandInfo, path: str) -> Optional[str]:
        """One sentence on a value at an end that comes up again and again and lies by half their range off all others:
        perhaps a fill that isn't a common one (-1, 200); else None."""
        sample = self.sample
        if len(np.unique(sample)) <= _FEW_VALUES:
            return None
        for end, other in ((self._lowest, self._highest), (self._highest, self._lowest)):
            far = len(end) == 2 and end[0] != 0 and _FURTHER < _gap(end, other) < np.inf      # 0 is a usual value
            if band.categorical or not far:
                continue
            share = float((sample.astype(np.float32) == np.float32(end[0])).mean()) if len(sample) else 0.0
            if share >= _MANY_SHARE and not _heavy_tail(end, other):
                low, high = sorted((end[1], other[0]))
                return (f"Band {band.index} ({band.name}) of {path} is exactly {end[0]:g} in {in_percent(share)} of "
                        f"its pixels, while all others lie between {low:.4g} and {high:.4g}: if that is a fill value, "
                        "declare it as nodata.")
        return None

    def _scale(self, band: BandInfo) -> Tuple[Optional[Variable], Optional[Scale]]:
        """(the kind of variable, how it is stored), None where that isn't known."""
        variable = variable_of(band.name)
        return variable, scale_of(variable, self.sample) if variable else None

    def _impossible(self, band: BandInfo, path: str, trusted: bool) -> Optional[str]:
        variable, scale = self._scale(band)
        if not variable or not scale:
            return None
        if not trusted and not _of_another_kind(self.sample, scale):
            for end, other in ((self._lowest, self._highest), (self._highest, self._lowest)):
                apart = len(end) == 1 or _gap(end, other) > _BELOW      # else the tail of another kind of values
                if apart and not scale.low <= end[0] <= scale.high:
                    return impossible_sentence(path, band, variable, scale.unit, end[0])
        if variable.never_zero and _zeros_stand_alone(self.sample):
            return undeclared_sentence(path, band.index, (0.0 - band.offset) / band.scale)
        return None


def _gap(outermost: Sequence[float], other_end: Sequence[float]) -> float:
    """Distance of the outermost value to the next, in ranges of the other values; 0 where these are all alike."""
    width = abs(other_end[0] - outermost[1])
    return abs(outermost[1] - outermost[0]) / width if width > 0 else np.inf if _HUGE < abs(outermost[0]) else 0.0


def _below_one_value(outermost: Sequence[float], other_end: Sequence[float]) -> bool:
    """Whether a value lies below zero and all others are one that doesn't: rain of a dry day beside -99."""
    return outermost[0] < 0 <= outermost[1] == other_end[0]


def _heavy_tail(outermost: Sequence[float], other_end: Sequence[float]) -> bool:
    """Whether a far value may be real: such as of rain, runoff, people or fires, nothing in most places and much in
    few."""
    value, following, least = outermost[0], outermost[1], other_end[0]
    return least >= 0 and least < _DECADE * following and following < value < _HEAVIEST * following


_DECADE, _HEAVIEST = 0.1, 1000.0
_HUGE = 5000.0
_MANY, _MANY_SHARE = 10, 0.01


def _of_another_kind(sample: np.ndarray, scale: Scale) -> bool:
    """Whether so many different values lie outside the possible range that the band holds something else under that
    name, such as anomalies from a mean: fill values and slips are few different ones."""
    outside = sample[(sample < scale.low) | (sample > scale.high)]
    return len(outside) > _MANY_SHARE * len(sample) and len(np.unique(outside)) >= _MANY


def _zeros_stand_alone(sample: np.ndarray) -> bool:
    """Whether exact zeros are many and values near zero few."""
    zeros = int((sample == 0).sum())
    others = sample[sample != 0]
    if zeros < _FEWEST_ZEROS or not len(others):
        return False
    near = int((np.abs(others) < _NEIGHBOURHOOD * np.ptp(others)).sum())
    return zeros > _ZEROS_TO_NEIGHBOURS * near and zeros < len(sample)


def _outermost(known: Sequence[float], values: np.ndarray, sample: np.ndarray, width: float,
               sign: float) -> Sequence[float]:
    """The two outermost values that differ, of those known and the new ones; sign: 1 for the lowest, -1 the highest.

    The second is looked for in a sample of the new ones (without NaN; width: from its lowest to its highest) first,
    which is enough where it lies close by.
    """
    reduce, beyond = (np.fmin.reduce, np.inf) if sign > 0 else (np.fmax.reduce, -np.inf)
    plain = np.min if sign > 0 else np.max                     # many times faster, but NaN where one value is NaN
    first = float(plain(values)) if values.size else np.nan
    if first != first and values.size:
        first = float(reduce(values, axis=None))
    if np.isnan(first) or (len(known) == 2 and sign * first >= sign * known[1]):
        return known
    second = float(plain(sample[sample != first], initial=beyond))
    far = not abs(second - first) <= _CLOSE * width
    if far and not (len(known) == 2 and first == known[0]):
        second = float(reduce(np.where(values != first, values, beyond), axis=None))
    found = {*known, first, second} - {beyond}
    return tuple(sorted((value for value in found if value == value), key=lambda value: sign * value)[:2])


def fill_like(value: float, band: BandInfo) -> Optional[float]:
    """The common fill value that a value of a band, as read, stands for; None when it is no such value."""
    common: Sequence[float] = FILLS + _BYTE_FILLS if band.dtype == gdal.GDT_Byte else FILLS
    with np.errstate(over="ignore"):
        return next((fill for fill in common
                     if abs(value - (fill * band.scale + band.offset)) <= 1e-5 * abs(value)), None)


def undeclared_sentence(path: str, index: int, fill: float) -> str:
    """What is said of a fill value that isn't declared."""
    text = f"{fill:.0f}" if abs(fill) < 1e15 and fill == int(fill) else str(np.float32(fill))
    return (f"Band {index} of {path} holds the value {text}, which isn't declared as nodata; declare it "
            f"(gdal_edit.py -a_nodata {text}, or Build Virtual Raster with a nodata value).")


def impossible_sentence(path: str, band: BandInfo, variable: Variable, unit: str, value: float) -> str:
    """What is said of values that a variable can't have."""
    return (f"Band {band.index} ({band.name}) of {path} holds the value {value:g}, which can't be {variable.label} in "
            f"{unit} as most of its values are; if it is a fill value, declare it as nodata (gdal_edit.py -a_nodata), "
            "else correct it, or give the band another name.")


def undeclared_fill(path: str, sample: int = 512, bands: Sequence[int] = (), thorough: bool = True) -> Optional[str]:
    """One sentence when a band holds what can't be a value as if it were data, else None; see `FillSearch`.

    bands: numbers of those that are used, all by default. Looks at each band thinned to at most `sample` x `sample`
    pixels, which may take as long as reading all of it; not thorough, where a nodata value is declared, or of a raster
    of more than LARGEST pixels, at nine places only. Raises InputError for complex numbers.
    """
    dataset, info = open_raster(path), describe(path)
    width, height = dataset.RasterXSize, dataset.RasterYSize
    thorough = thorough and width * height <= LARGEST
    everything = [(0, 0, width, height, min(width, sample), min(height, sample))]
    for about in info.bands:
        if bands and about.index not in bands:
            continue
        band = dataset.GetRasterBand(about.index)
        search = FillSearch()
        for box in everything if thorough and band.GetNoDataValue() is None else _nine_places(width, height):
            values = call(band.ReadAsArray, *box, what=f"Can't read {path}", error=InputError)
            refuse_complex(values, path)
            search.add(_plain(values, band.GetNoDataValue(), about))
        found = search.found(about, path)
        if found:
            return found
    return None


def _plain(values: np.ndarray, nodata: Optional[float], band: BandInfo) -> np.ndarray:
    """Stored values as read: scaled, NaN for nodata and infinities."""
    out = values.astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        if nodata is not None:
            out[values.astype(np.float32) == np.float32(nodata)] = np.nan
        out = out * band.scale + band.offset
    out[~np.isfinite(out)] = np.nan
    return out


def _nine_places(width: int, height: int, size: int = 128) -> List[Tuple[int, int, int, int]]:
    """Windows (column, row, width, height) at corners, edges and middle; fewer where they would overlap."""
    def spread(whole: int) -> List[int]:
        return sorted({0, max(0, (whole - size) // 2), max(0, whole - size)}) if whole > size else [0]
    return [(column, row, min(size, width), min(size, height)) for row in spread(height) for column in spread(width)]
