"""A soil moisture series: dated rasters of one grid, one product and one model, in order of time."""
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Callable, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..rasters.coarse import UNIT
from ..rasters.coarse_bands import the_soil_moisture_band
from ..rasters.fills import undeclared_fill
from ..rasters.grid import Grid
from ..rasters.period import Period, parse_time
from ..rasters.reading import Raster, RasterInfo, describe
from ..rasters.stack import expand
from ..rasters.value_sample import no_soil_moisture, value_sample
from ..rasters.windows import Window, windows

# Metadata that must be alike in a climatology and the dates set against it: else a break looks like a drought.
IDENTITY = ("PRODUCT", "MODEL", "METHOD", "RESIDUAL_CORRECTION", "FILTER_T_DAYS")
_LONGEST_TO_SHORTEST = 2.0      # lengths of periods in one series: months and last composites of a year pass
_SOIL_MOISTURE = ("soil_moisture", "soilmoisture", "soil moisture", "ssm", "swvl", "vwc")
_FEWEST = 4      # values that can be judged
_WORST_CLASS = 5        # number of D4


@dataclass(frozen=True)
class Entry:
    """One date of a series: the file and the band that hold it."""

    path: str
    band: int
    period: Period

    @property
    def label(self) -> str:
        """The date."""
        return self.period.label()


@dataclass(frozen=True)
class MoistureSeries:
    """Entries in order of time on one grid; identity: what is known of product and model ('' where nothing is)."""

    entries: Tuple[Entry, ...]
    grid: Grid
    identity: Dict[str, str]

    def span(self) -> str:
        """First and last date, for messages."""
        return f"{self.entries[0].label} to {self.entries[-1].label}"


def open_series(paths: Sequence[str], what: str = "SERIES", monitor: Monitor = SILENT,
                check: Optional[Callable[[RasterInfo], int]] = None,
                beside: Optional[Callable[[RasterInfo], bool]] = None) -> MoistureSeries:
    """The series of files or folders, sorted by time; pixels are only sampled.

    what: the input's name for messages; check: gives the number of the band to be used, or refuses a raster (default:
    soil moisture in m3/m3); beside: recognises rasters that aren't of the series but lie in its folder.
    Raises InputError: none, without a date, a date twice, other grids, periods of very different length, products or
    models that differ, values that can't be m3/m3.
    """
    infos = _less([describe(path) for path in dict.fromkeys(expand(paths))], beside, what, monitor)
    if not infos:
        raise InputError(f"{what} is empty; give soil moisture rasters of many dates, or a folder of them.")
    for info in infos:
        if info.period is None:
            raise InputError(f"{info.path} in {what} has no date; put it into its name (soil_moisture_20200601.tif) or "
                             "into TIME_START and TIME_END.")
    ordered = sorted(infos, key=lambda info: (certain(info.period).start, certain(info.period).end))
    if ordered != infos:
        monitor.info(f"{what} wasn't in chronological order; it was sorted.")
    _refuse_mixture(ordered, what)
    check = check or soil_moisture_band
    entries = []
    for info in ordered:
        monitor.check()
        entries.append(Entry(info.path, check(info), certain(info.period)))
    return MoistureSeries(tuple(entries), ordered[0].grid, identity_of(ordered[0]))


def _less(infos: List[RasterInfo], beside: Optional[Callable[[RasterInfo], bool]], what: str,
          monitor: Monitor) -> List[RasterInfo]:
    """The rasters less those that lie beside the series; all of them where nothing else is there, to be refused."""
    if beside is None:
        return infos
    passed = [info for info in infos if beside(info)]
    if not passed or len(passed) == len(infos):
        return infos
    kinds = sorted({info.metadata.get("KIND") or info.names[0] for info in passed})
    monitor.info(f"{what}: {len(passed)} of {len(infos)} rasters are ignored, because they hold {', '.join(kinds)}.")
    return [info for info in infos if not beside(info)]


def identity_of(info: RasterInfo) -> Dict[str, str]:
    """What a raster's metadata says of product and model, for all keys of IDENTITY."""
    return {key: info.metadata.get(key, "") for key in IDENTITY}


def refuse_break(first: Dict[str, str], second: Dict[str, str], first_name: str, second_name: str) -> None:
    """Raise InputError where two identities differ."""
    different = [key for key in IDENTITY if first[key] != second[key]]
    if different:
        def said(identity: Mapping[str, str]) -> str:
            return ", ".join(f"{key} {identity[key] or 'not stated'}" for key in different)
        raise InputError(f"{first_name} ({said(first)}) and {second_name} ({said(second)}) differ: a change of product "
                         "or model would look like a drought; use one product and one model for all dates.")


def soil_moisture_band(info: RasterInfo) -> int:
    """The band that holds soil moisture; InputError when that isn't known, when its values can't be m3/m3, or for a
    fill value that isn't declared."""
    path, band = info.path, the_soil_moisture_band(info, "SERIES").index
    fill = undeclared_fill(path, bands=[band]) if info.bands[band - 1].nodata is None else None
    if fill:
        raise InputError(fill)
    values = value_sample(path, band)
    if values.size and float(np.median(values)) > 1.0:
        median = float(np.median(values))
        likely = "percent: divide by 100 (raster calculator)" if median <= 100 else "thousandths or millimetres"
        raise InputError(f"{path} can't be soil moisture in m3/m3: its median is {median:.4g}; it may be in {likely}.")
    if values.size and float(np.median(values)) < 0.0:
        raise InputError(f"{path} can't be soil moisture: its median is {float(np.median(values)):.4g}; is a fill "
                         "value not declared as nodata?")
    wrong = no_soil_moisture(path, band, "the worst drought")
    if wrong:
        raise InputError(wrong)
    return band


def percentile_band(info: RasterInfo) -> int:
    """The band named percentile, or the only one; InputError when its values can't be percentiles from 0 to 100."""
    named = [band for band in info.bands if band.name == "percentile"]
    band = (named or info.bands)[0]
    values = value_sample(info.path, band.index)
    if values.size and (values.min() < 0.0 or values.max() > 100.0):
        raise InputError(f"{info.path} holds no percentiles: its values range from {values.min():.4g} to "
                         f"{values.max():.4g}, not from 0 to 100; run Drought Index first and give its percentiles.")
    if values.size > _FEWEST and values.max() <= 1.0 and (not named or np.median(values) > 0.0):
        raise InputError(f"{info.path} holds no percentiles (0 to 100 %): its values range from {values.min():.4g} to "
                         f"{values.max():.4g}, as fractions or soil moisture do; multiply fractions by 100, or run "
                         "Drought Index first.")
    if not named and values.size > _FEWEST and values.max() <= _WORST_CLASS and (values == np.rint(values)).all():
        raise InputError(f"{info.path} holds no percentiles (0 to 100 %) but whole numbers up to {values.max():g}, "
                         "like drought classes; give the percentiles that Drought Index writes.")
    words = f"{band.name} {info.path.rpartition('/')[2]}".lower()
    if band.unit == UNIT or not named and any(word in words for word in _SOIL_MOISTURE):
        raise InputError(f"{info.path} holds no percentiles (0 to 100 %) but {band.name}; run Drought Index first and "
                         "give its percentiles.")
    if not named and len(info.bands) > 1:
        raise InputError(f"{info.path} has the bands {', '.join(info.names)}, none of them called percentile; give "
                         "single-band percentile maps.")
    return band.index


def _refuse_mixture(infos: List[RasterInfo], what: str) -> None:
    first = infos[0]
    for before, info in zip(infos, infos[1:]):
        if not info.grid.matches(first.grid):
            raise InputError(f"The rasters of {what} aren't on one grid: {first.path} has "
                             f"{first.grid.beside(info.grid)}, {info.path} {info.grid.beside(first.grid)}; warp them "
                             "to one grid.")
        if certain(info.period).start == certain(before.period).start:
            raise InputError(f"Two rasters of {what} have the same date, {certain(info.period).label()}: {before.path} "
                             f"and {info.path}; leave out one of them.")
        refuse_break(identity_of(first), identity_of(info), first.path, info.path)
    lengths = [(certain(info.period).end - certain(info.period).start).total_seconds() for info in infos]
    if max(lengths) > _LONGEST_TO_SHORTEST * min(lengths):
        longest, shortest = infos[int(np.argmax(lengths))], infos[int(np.argmin(lengths))]
        raise InputError(f"{what} mixes averaging periods: {shortest.path} covers {min(lengths) / 86400:.3g} days, "
                         f"{longest.path} {max(lengths) / 86400:.3g} days; give rasters of one averaging period.")


class EntryReader:
    """Reads windows of many entries; each file is opened once. A context manager, for one thread."""

    def __init__(self, entries: Sequence[Entry]):
        self._entries = list(entries)
        self._files = ExitStack()
        self._rasters: Dict[str, Raster] = {}

    def __enter__(self) -> "EntryReader":
        for path in dict.fromkeys(entry.path for entry in self._entries):
            self._rasters[path] = self._files.enter_context(Raster(path))
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()
        self._rasters.clear()

    def read(self, window: Window) -> np.ndarray:
        """(entries, rows, columns) float32, NaN where there is no value."""
        out = np.empty((len(self._entries),) + window.shape, np.float32)
        for layer, entry in zip(out, self._entries):
            layer[...] = self._rasters[entry.path].read(window, [entry.band])[0]
        return out


def cube_windows(shape: Tuple[int, int], layers: int, budget: int = 48_000_000) -> List[Window]:
    """Windows small enough for `layers` maps of them to hold at most `budget` values (192 MB of float32)."""
    width, height = min(shape[1], 2048), 256
    while width * height * layers > budget and (height > 8 or width > 256):
        if height > 8:
            height //= 2
        else:
            width //= 2
    return windows(shape, (width, height))


def pick(entries: Sequence[Entry], text: Optional[str]) -> List[Entry]:
    """The entries that a text of dates asks for: `2020-06-01`, several after commas, `first/last`, or `all`.

    None or '' is the last one. A date picks the entry whose period holds it. Raises InputError when there is none.
    """
    if not text:
        return [entries[-1]]
    if text.strip().lower() == "all":
        return list(entries)
    chosen = [entry for part in text.split(",") if part.strip() for entry in _pick_part(entries, part.strip())]
    if not chosen:
        raise InputError(f"DATE {text!r} holds no date; write it as 2020-06-01.")
    return sorted(dict.fromkeys(chosen), key=lambda entry: entry.period.start)


def _pick_part(entries: Sequence[Entry], text: str) -> List[Entry]:
    if text.count("/") > 1:
        raise InputError(f"DATE {text!r} is neither a date nor a range; write 2020-06-01, or 2020-06-01/2020-06-30.")
    first, _, last = text.partition("/")
    begin = parse_time(first, "DATE")
    if last:
        end = parse_time(last, "DATE")
        found = [entry for entry in entries if begin <= entry.period.start <= end]
    else:
        found = [entry for entry in entries if entry.period.start <= begin < entry.period.end]
    if not found:
        raise InputError(f"No raster of SERIES has the DATE {text}; SERIES holds {len(entries)} dates, "
                         f"{entries[0].label} to {entries[-1].label}.")
    return found


def thinned(entry: Entry, side: int) -> Tuple[np.ndarray, int]:
    """(every k-th value of every k-th row, k) so that no side is longer than `side`: a map for a page."""
    with Raster(entry.path) as raster:
        shape = raster.grid.shape
        step = max(1, -(-max(shape) // side))
        out = np.full([-(-length // step) for length in shape], np.nan, np.float32)
        for window in windows(shape):
            rows = np.arange(-(-window.row // step) * step, window.row + window.height, step)
            columns = np.arange(-(-window.column // step) * step, window.column + window.width, step)
            values = raster.read(window, [entry.band])[0]
            out[np.ix_(rows // step, columns // step)] = values[np.ix_(rows - window.row, columns - window.column)]
    return out, step
