"""Zonal Drought: percentile maps and districts to a table, a layer and the bulletin."""
import math
from dataclasses import astuple, dataclass
from datetime import timedelta
from functools import partial
from typing import List, Optional, Sequence, Tuple

from ..drought import classes, mapping
from ..drought.moisture_series import MoistureSeries, open_series, percentile_band
from ..drought.spells import spells
from ..drought.zonal import ZonalResult, ZoneFigures, zonal_sums
from ..drought.zone_comparison import compare_zones
from ..drought.zone_file import NUMBER, TEXT, write_zones
from ..drought.zones import Zones, read_zones
from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.grid import Grid, spatial_reference
from ..rasters.period import iso
from ..rasters.reading import RasterInfo, describe
from ..rasters.stack import expand
from ..rasters.together import appear_together
from ..reports.bulletin import write_bulletin
from ..reports.drought_comparison import write_comparison
from ..reports.tables import write_table
from ..scaling.sphere import EARTH_RADIUS_KM
from .zonal_bulletin import bulletin_of, cell_text, maps_of

_YEAR = timedelta(days=365.25)
_NEAR_A_YEAR = timedelta(days=16)
# Drought Index writes all its maps into one folder: giving that folder must do.
_NO_PERCENTILES = partial(mapping.lies_beside, mapping.PERCENTILE)
_CLASS_COLUMNS = ("none", *(name.lower() for name in classes.NAMES))


@dataclass(frozen=True)
class ZoneSeries:
    """All figures: figures[zone][date]; years: baseline years of each date; expected[zone][date]: share of area in D1
    or worse when the maps' own uncertainty is allowed for (None: no probabilities were given)."""

    series: MoistureSeries
    infos: Tuple[RasterInfo, ...]
    zones: Zones
    result: ZonalResult
    years: Tuple[int, ...]
    figures: List[List[ZoneFigures]]
    expected: Optional[List[List[float]]]

    def codes(self, zone: int) -> List[int]:
        """Prevailing class of a zone on every date."""
        return [figures.code for figures in self.figures[zone]]

    def year_before(self, date: int) -> Optional[int]:
        """The place of the date nearest to one year before, None where none is within 16 days."""
        entries = self.series.entries
        wanted = entries[date].period.start - _YEAR
        best = min(range(len(entries)), key=lambda k: abs(entries[k].period.start - wanted))
        return best if abs(entries[best].period.start - wanted) <= _NEAR_A_YEAR else None


@dataclass(frozen=True)
class ZonalOutputs:
    """Files that are written when given: a table, a polygon layer of the last date, the bulletin (HTML), and a page
    that compares the maps with the coarse product's."""

    table: Optional[str] = None
    zones_output: Optional[str] = None
    report: Optional[str] = None
    comparison: Optional[str] = None


def zonal_drought(series_paths: Sequence[str], zones_path: str, outputs: ZonalOutputs = ZonalOutputs(), *,
                  zones_layer: Optional[str] = None, zone_name: Optional[str] = None, title: Optional[str] = None,
                  probabilities: Sequence[str] = (), coarse: Sequence[str] = (),
                  monitor: Monitor = SILENT) -> ZoneSeries:
    """Figures of every zone on every date.

    series_paths: percentile maps of Drought Index, or its folder (the other maps in there are passed over);
    title: of the bulletin; probabilities: class probabilities of the same dates, from Drought Index; coarse: percentile
    maps of the coarse product, for the page `comparison`. Raises InputError for what can't be used.
    """
    if bool(coarse) != bool(outputs.comparison):
        raise InputError("The comparison needs both COARSE (percentiles of the coarse product) and COMPARISON (where "
                         "to write it).")
    series = open_series(series_paths, monitor=monitor, check=percentile_band, beside=_NO_PERCENTILES)
    zones = read_zones(zones_path, zones_layer, zone_name, series.grid, monitor)
    found = _figures(series, zones, probabilities, monitor.part(0.0, 0.85))
    _log_zones(found, monitor)
    with appear_together(*astuple(outputs)) as (rows, polygons, page, beside):
        if rows:
            write_table(rows, _columns(found), _rows(found), "zonal_drought")
        if polygons:
            _write_zones(polygons, found)
        if page:
            monitor.at(0.88, "Writing the bulletin")
            write_bulletin(page, bulletin_of(found, title))
        if beside:
            _write_comparison(beside, found, coarse, monitor.part(0.9, 1.0))
    monitor.at(1.0, "Finished")
    return found


def _figures(series: MoistureSeries, zones: Zones, probabilities, monitor: Monitor) -> ZoneSeries:
    infos = tuple(describe(entry.path) for entry in series.entries)
    years = tuple(_whole(info.metadata.get("BASELINE_YEARS")) for info in infos)
    result = zonal_sums([(entry.path, (entry.band,)) for entry in series.entries], series.grid, zones.zones,
                        monitor.part(0.0, 0.7 if probabilities else 1.0))
    figures = [[result.figures(zone, date, years[date]) for date in range(len(infos))]
               for zone in range(len(zones.zones))]
    if not any(one.known for of_zone in figures for one in of_zone):
        raise InputError("None of the zones has a pixel with a value: zones and rasters don't overlap; check the CRS "
                         f"and extent of the zones (the rasters cover {series.grid.box()}, {series.grid.crs_name}).")
    expected = _expected(series, zones, probabilities, monitor.part(0.7, 1.0)) if probabilities else None
    return ZoneSeries(series, infos, zones, result, years, figures, expected)


def _expected(series: MoistureSeries, zones: Zones, probabilities, monitor: Monitor) -> List[List[float]]:
    """Share of each zone expected in D1 or worse, NaN for dates without probabilities."""
    infos = [describe(path) for path in expand(probabilities)]
    infos = [info for info in infos if not mapping.lies_beside(mapping.PROBABILITY, info)] or infos
    for info in infos:
        if "p_d1" not in info.names or not info.grid.matches(series.grid):
            raise InputError(f"{info.path} in PROBABILITIES isn't a map of class probabilities on the grid of SERIES; "
                             "give what Drought Index wrote as PROBABILITIES of the same dates.")
    found = {info.period.start: info for info in infos if info.period}
    dates = [k for k, entry in enumerate(series.entries) if entry.period.start in found]
    maps = [found[series.entries[k].period.start] for k in dates]
    bands = [tuple(b.index for b in info.bands if b.name in ("p_d1", "p_d2", "p_d3", "p_d4")) for info in maps]
    sums = zonal_sums([(info.path, of) for info, of in zip(maps, bands)], series.grid, zones.zones, monitor).sums
    out = [[math.nan] * len(series.entries) for _ in zones.zones]
    for zone, of_zone in enumerate(sums):
        for date, part in zip(dates, of_zone):
            out[zone][date] = part.total / part.weight if part.weight > 0 else math.nan
    return out


def _whole(text: Optional[str]) -> int:
    return int(text) if text and text.isdecimal() else 0


def _log_zones(found: ZoneSeries, monitor: Monitor):
    """What was special about the zones, and the last date in a line."""
    for remark in found.zones.remarks:
        monitor.warn(remark)
    small = sum(area < 1.0 for area in found.result.areas)
    if small:
        monitor.info(f"{small} zones are smaller than a pixel; they get the values of the pixels they lie in, by area.")
    outside = [zone.name for zone, of_zone in zip(found.zones.zones, found.figures)
               if not any(one.known for one in of_zone)]
    if outside:
        monitor.warn(f"Zones without any pixel that has a value stay empty ({len(outside)}): {', '.join(outside[:3])}"
                     f"{' ...' if len(outside) > 3 else ''}.")
    latest = [(zone.name, of_zone[-1]) for zone, of_zone in zip(found.zones.zones, found.figures)]
    partly = [f"{name} ({100 * one.valid:.0f} %)" for name, one in latest if one.known and one.valid < 0.5]
    if partly:
        monitor.warn("Zones with values on less than half of their area; their figures describe that part alone "
                     f"({len(partly)}): {', '.join(partly[:3])}{' ...' if len(partly) > 3 else ''}.")
    if found.result.overlap > 1e-3:
        monitor.warn(f"Zones overlap, by the area of {found.result.overlap:.4g} pixels in all; each is counted by "
                     "itself, so totals count that area more than once.")
    if 0 in found.years:
        monitor.warn("Some percentile maps don't say how many years they rest on (BASELINE_YEARS); they get no "
                     "interval.")
    last = [of_zone[-1] for of_zone in found.figures]
    dry = sum(one.known and one.code >= classes.DROUGHT for one in last)
    monitor.info(f"{found.series.entries[-1].label}: {dry} of {len(last)} zones are in D1 or worse.")


# --- table and layer ------------------------------------------------------------------------------------------------

def _columns(found: ZoneSeries):
    numbers = ("mean_percentile", "low_90", "high_90", "spread", *(f"{name}_percent" for name in _CLASS_COLUMNS),
               "d1_or_worse_percent", "severity_index", "change_last", "change_year", "d1_change_last",
               "d1_change_year", "valid_percent", "area_km2", *(("d1_expected_percent",) if found.expected else ()))
    return [("date", "text"), ("time_start", "time"), ("time_end", "time"), ("zone_id", "whole"), ("zone", "text"),
            ("class", "text"), ("in_drought_since", "text"), ("baseline_years", "whole"),
            *((name, "number") for name in numbers)]


def _rows(found: ZoneSeries):
    for zone in range(len(found.zones.zones)):
        for date in range(len(found.series.entries)):
            yield _row(found, zone, date)


def _row(found: ZoneSeries, zone: int, date: int) -> list:
    """One zone on one date, in the order of `_columns`; shares in percent."""
    period, one, polygon = found.series.entries[date].period, found.figures[zone][date], found.zones.zones[zone]
    drought = 100.0 * one.at_least(classes.DROUGHT)
    means, droughts = [], []
    for place in (date - 1 if date else None, found.year_before(date)):
        before = found.figures[zone][place] if place is not None else None
        means.append(one.mean - before.mean if before else math.nan)
        droughts.append(drought - 100.0 * before.at_least(classes.DROUGHT) if before else math.nan)
    running = [s for s in spells(found.codes(zone)[:date + 1]) if s.ended is None and one.code >= classes.DROUGHT]
    since = found.series.entries[running[-1].first].label if running and one.known else ""
    area = found.result.areas[zone] * cell_km2(found.series.grid)
    return [period.label(), period.start, period.end, polygon.fid, polygon.name, classes.class_name(one.code), since,
            found.years[date], one.mean, one.low, one.high, one.spread, *(100.0 * share for share in one.shares),
            drought, one.severity, *means, *droughts, 100.0 * one.valid, area,
            *((100.0 * found.expected[zone][date],) if found.expected else ())]


def _write_zones(path: str, found: ZoneSeries):
    columns, last = _columns(found), len(found.series.entries) - 1
    rows = [[iso(value) if kind == "time" else value for value, (_, kind) in zip(_row(found, zone, last), columns)]
            for zone in range(len(found.zones.zones))]
    fields = [(name, NUMBER if kind in ("number", "whole") else TEXT) for name, kind in columns]
    write_zones(path, found.zones, fields, rows)


def cell_km2(grid: Grid) -> float:
    """Area in km2 of the cell that zonal weights count as 1: any of a projected grid, the equator's of a geographic."""
    dx, dy = grid.cell_size
    if grid.is_geographic:
        return math.radians(dx) * math.radians(dy) * EARTH_RADIUS_KM ** 2
    return dx * dy * spatial_reference(grid.crs).GetLinearUnits() ** 2 / 1e6


def _write_comparison(path: str, found: ZoneSeries, coarse_paths: Sequence[str], monitor: Monitor):
    coarse = open_series(coarse_paths, "COARSE", monitor, percentile_band, _NO_PERCENTILES)
    fine = found.series.entries[-1]
    other = max(coarse.entries, key=lambda entry: entry.period.overlap(fine.period))
    if not other.period.overlap(fine.period):
        raise InputError(f"COARSE holds no percentiles of {fine.label}, the last date of SERIES; it holds "
                         f"{coarse.span()}.")
    zones = found.zones.zones
    rows = compare_zones(fine, other, found.series.grid, zones, monitor)
    intervals = [(of_zone[-1].low, of_zone[-1].high) for of_zone in found.figures]
    write_comparison(path, fine.label, (cell_text(coarse.grid), cell_text(found.series.grid)), rows, intervals,
                     maps_of(fine, other, found))

