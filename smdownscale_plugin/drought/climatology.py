"""The climatology: the values of past years that a date is set against, and the file that keeps them for reuse.

The file is one GeoTIFF, a band per date (band metadata TIME_START, TIME_END), with product, model, baseline years and
window in its metadata. It holds the values themselves, not a summary: a percentile computed from it is the same
number as one computed from the whole series.
"""
import os
from collections import Counter
from dataclasses import dataclass
from typing import Collection, Dict, List, Optional, Sequence, Set, Tuple

from osgeo import gdal

from ..errors import InputError, OutputError
from ..monitor import SILENT, Monitor
from ..rasters.gdal_calls import call, close, failure, open_raster
from ..rasters.period import Period
from ..rasters.reading import Raster, describe
from ..rasters.windows import windows
from ..rasters.writing import NODATA, atomic_path
from .moisture_series import Entry, MoistureSeries, identity_of
from .season import place, season_year

KIND = "soil moisture climatology"


@dataclass(frozen=True)
class Reference:
    """What one date is set against: entries of the same season of other years, and the season year of each."""

    entries: Tuple[Entry, ...]
    years: Tuple[int, ...]

    @property
    def year_count(self) -> int:
        """Number of different years; half a season at the edge of a series, over New Year, is no year more."""
        return min(len(set(self.years)), len(self._calendar_years))

    @property
    def _calendar_years(self) -> Set[int]:
        return {entry.period.middle.year for entry in self.entries}

    @property
    def span(self) -> str:
        """First and last year, e.g. "2003-2022": season years that are calendar years of the dates too, or calendar
        years where the former are fewer than the years counted (as seasons over New Year can be)."""
        calendar, seasons = self._calendar_years, set(self.years)
        both = sorted(calendar & seasons)
        enough = both and both[-1] - both[0] + 1 >= self.year_count
        return span_of(both if enough else min(calendar, seasons, key=len))


def reference_for(target: Period, entries: Sequence[Entry], window_days: int,
                  baseline: Optional[Tuple[int, int]] = None) -> Reference:
    """The entries within `window_days` of the target's day of the year, of all years (of the baseline) but its own.

    The own year is left out because its neighbouring dates share the drought that is to be detected; so a date gets the
    same percentile whether or not the climatology already holds its year. baseline: first and last season year.
    """
    centre, year = place(target)
    chosen = []
    for entry in entries:
        of = season_year(entry.period.middle, centre, window_days)
        if of is not None and of != year and (baseline is None or baseline[0] <= of <= baseline[1]):
            chosen.append((entry, of))
    return Reference(tuple(entry for entry, _ in chosen), tuple(of for _, of in chosen))


def span_of(years: Collection[int]) -> str:
    """First and last of years, e.g. "2003-2022"."""
    return f"{min(years)}-{max(years)}" if min(years) != max(years) else str(min(years))


def parse_baseline(text: Optional[str]) -> Optional[Tuple[int, int]]:
    """(first, last) year of "2003-2022"; None for nothing. Raises InputError for anything else."""
    if not text:
        return None
    first, _, last = text.replace("/", "-").partition("-")
    try:
        years = int(first), int(last or first)
    except ValueError:
        years = (1, 0)
    if years[0] > years[1]:
        raise InputError(f"BASELINE {text!r} isn't a range of years; write it as 2003-2022.")
    return years


def write_climatology(path: str, series: MoistureSeries, window_days: int, monitor: Monitor = SILENT) -> str:
    """Write the climatology of a series; one band in memory at a time, and of it one window.

    Raises OutputError when it can't be written; InputError when a raster of the series can't be read.
    """
    what = f"Can't write {path}"
    entries, grid = series.entries, series.grid
    with atomic_path(path) as temporary:
        options = ["TILED=YES", "BIGTIFF=IF_SAFER", "INTERLEAVE=BAND", "COMPRESS=DEFLATE", "ZLEVEL=1", "PREDICTOR=3"]
        dataset = call(gdal.GetDriverByName("GTiff").Create, temporary, grid.width, grid.height, len(entries),
                       gdal.GDT_Float32, options, what=what)
        dataset.SetGeoTransform(grid.transform)
        if grid.crs:
            dataset.SetProjection(grid.crs)
        dataset.SetMetadata(_about(series, window_days))
        for number, entry in enumerate(entries, 1):
            monitor.at((number - 1) / len(entries), "Writing the climatology")
            _write_band(dataset.GetRasterBand(number), entry, what)
        call(dataset.FlushCache, what=what)
        complaint = close(dataset)
        if complaint:
            raise OutputError(failure(what, complaint))
    return path


def _about(series: MoistureSeries, window_days: float) -> Dict[str, str]:
    years = Counter(entry.period.middle.year for entry in series.entries)
    about = {"KIND": KIND, "BASELINE": span_of(list(years)), "BASELINE_YEARS": len(years),
             "WINDOW_DAYS": window_days, "DATES": len(series.entries),
             **{key: value for key, value in series.identity.items() if value}}
    return {key: str(value) for key, value in about.items()}


def _write_band(band: gdal.Band, entry: Entry, what: str) -> None:
    band.SetDescription(entry.label)
    band.SetNoDataValue(NODATA)
    band.SetUnitType("m3 m-3")
    for key, value in entry.period.metadata().items():
        band.SetMetadataItem(key, value)
    with Raster(entry.path) as raster:
        for window in windows(raster.grid.shape):
            values = raster.read(window, [entry.band])[0]
            values[values != values] = NODATA
            call(band.WriteArray, values, window.column, window.row, what=what)
    call(band.FlushCache, what=what)


def read_climatology(path: str, window_days: int) -> MoistureSeries:
    """The series inside a climatology file.

    Raises InputError: not such a file, cut short, or made for another WINDOW_DAYS.
    """
    info = describe(path)
    if info.metadata.get("KIND") != KIND:
        raise InputError(f"{path} isn't a climatology; give a file that Drought Index wrote as CLIMATOLOGY_OUTPUT.")
    written = info.metadata.get("WINDOW_DAYS", "")
    if written != str(window_days):
        raise InputError(f"The climatology {path} was made with WINDOW_DAYS {written}, not {window_days}; set "
                         f"WINDOW_DAYS to {written}, or make a new climatology.")
    entries: List[Entry] = []
    dataset = open_raster(path)
    for number in range(1, dataset.RasterCount + 1):
        band = dataset.GetRasterBand(number)
        period = Period.from_metadata(dict(band.GetMetadata() or {}), os.path.basename(path))
        if period is None:
            raise InputError(f"Band {number} of the climatology {path} has lost its date; make a new climatology.")
        entries.append(Entry(path, number, period))
    return MoistureSeries(tuple(entries), info.grid, identity_of(info))


def join(climatology: MoistureSeries, series: MoistureSeries) -> MoistureSeries:
    """The climatology with those dates of a series that it doesn't hold yet, in order of time."""
    known = {entry.period.start for entry in climatology.entries}
    entries = list(climatology.entries) + [entry for entry in series.entries if entry.period.start not in known]
    return MoistureSeries(tuple(sorted(entries, key=lambda entry: entry.period.start)), series.grid, series.identity)
