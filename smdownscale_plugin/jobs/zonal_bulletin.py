"""From zonal figures to what the bulletin shows."""
import math
from datetime import timedelta
from typing import Any, Optional

import numpy as np

from ..drought import classes
from ..drought.moisture_series import Entry, thinned
from ..drought.spells import spells
from ..drought.zonal import interval_of_percentile
from ..drought.zone_comparison import on_grid
from ..rasters.grid import Grid, spatial_reference
from ..reports.bulletin import Bulletin
from ..reports.bulletin_text import DistrictStatus, PastSpell, ordinal, whole_percent
from ..reports.drought_comparison import MapsShown

_MAP_SIDE = 700                        # pixels of the map's longer side
_STRIP = timedelta(days=371)           # how far the districts' history reaches back
_CHART = timedelta(days=3 * 366)       # and the area's
_RECENT = timedelta(days=190)          # droughts that ended since are reported


def bulletin_of(found: Any, title: Optional[str] = None) -> Bulletin:
    """The bulletin of the last date of a `ZoneSeries`."""
    entries, last = found.series.entries, len(found.series.entries) - 1
    values, step = thinned(entries[last], _MAP_SIDE)
    period = entries[last].period
    chart = [k for k, entry in enumerate(entries) if entry.period.start > period.start - _CHART]
    area = np.array([total_shares(found, k) for k in chart])
    at_least = np.cumsum(area[:, ::-1], axis=1)[:, ::-1].T[1:]
    return Bulletin(
        title or "Soil moisture", period.start, period.end,
        [_district(found, z) for z in range(len(found.zones.zones))],
        classes.classify(values), [[ring / step for ring in zone.rings] for zone in found.zones.zones],
        aspect_of(found.series.grid), [entries[k].period.start for k in chart], at_least, tuple(area[-1]),
        entries[last - 1].period.start if last else None,
        float(at_least[1][-1] - at_least[1][-2]) if len(chart) > 1 else math.nan, period.start - _RECENT,
        _trust(found), _data_sentences(found), _sure_sentences(found))


def total_shares(found: Any, date: int) -> np.ndarray:
    """Share of the valid area of all zones in none, D0 ... D4 (6,) on a date; NaN where there is none."""
    sums = [of_zone[date] for of_zone in found.result.sums]
    weight = sum(one.weight for one in sums)
    return sum(one.shares for one in sums) / weight if weight > 0 else np.full(len(classes.CLASSES) + 1, np.nan)


def aspect_of(grid: Grid) -> float:
    """Height of a cell over its width on the ground, in the middle of the grid."""
    dx, dy = grid.cell_size
    if not grid.is_geographic:
        return dy / dx
    _, south, _, north = grid.bounds
    return dy / (dx * max(0.05, math.cos(math.radians((south + north) / 2))))


def cell_text(grid: Grid) -> str:
    """Size of a cell in words: "pixels of 1 × 1 km"."""
    dx, dy = grid.cell_size
    if grid.is_geographic:
        return f"pixels of {dx:.4g}° × {dy:.4g}°"
    dx, dy = (size * spatial_reference(grid.crs).GetLinearUnits() for size in (dx, dy))
    if max(dx, dy) >= 995:
        return f"pixels of {dx / 1000:.3g} × {dy / 1000:.3g} km"
    return f"pixels of {dx:.3g} × {dy:.3g} m"


def maps_of(fine: Entry, coarse: Entry, found: Any) -> MapsShown:
    """Both maps as classes on the thinned grid of the fine one."""
    values, step = thinned(fine, _MAP_SIDE)
    x0, dx, rx, y0, ry, dy = found.series.grid.transform
    grid = Grid(found.series.grid.crs, (x0, dx * step, rx, y0, ry, dy * step), values.shape[1], values.shape[0])
    return MapsShown(classes.classify(values), classes.classify(on_grid(coarse, grid)[0]),
                     [[ring / step for ring in zone.rings] for zone in found.zones.zones], aspect_of(grid))


def _district(found, zone: int) -> DistrictStatus:
    entries, last = found.series.entries, len(found.series.entries) - 1
    figures, codes = found.figures[zone], found.codes(zone)
    one, year_before = figures[last], found.year_before(last)
    drought = [figure.at_least(classes.DROUGHT) for figure in figures]

    def moment(place):
        return None if place is None else entries[place].period.start
    past = tuple(PastSpell(moment(s.first), moment(s.last), moment(s.ended), s.worst) for s in spells(codes))
    shown = tuple(code for code, entry in zip(codes, entries)
                  if entry.period.start > entries[last].period.start - _STRIP)
    return DistrictStatus(found.zones.zones[zone].name, one.code, drought[last],
                          drought[last] - drought[last - 1] if last else math.nan,
                          drought[last] - drought[year_before] if year_before is not None else math.nan,
                          one.mean, one.low, one.high, one.severity, one.valid, past, shown)


def _data_sentences(found):
    info, grid = found.infos[-1], found.series.grid
    about = info.metadata
    made = ", downscaled" if about.get("METHOD") else ""
    t_days = about.get("FILTER_T_DAYS")
    depth = f", root zone by an exponential filter of {t_days} days" if t_days else ""
    sentences = [f"Soil moisture of {about.get('PRODUCT') or 'an unnamed product'}{made}{depth}, in {cell_text(grid)}."]
    if about.get("BASELINE"):
        how = "a fitted beta distribution" if about.get("PERCENTILE_METHOD") == "beta" else "its rank (Weibull)"
        sentences.append(
            f"Each pixel is compared with itself in {about.get('BASELINE_YEARS')} other years ({about['BASELINE']}) "
            f"within {about.get('WINDOW_DAYS')} days of the same day of the year; the percentile is {how}.")
    sentences.append("Classes are those of the US Drought Monitor for one indicator, at or below the 30th (D0), 20th, "
                     "10th, 5th and 2nd (D4) percentile. A district's class is the worst one that covers at least half "
                     "of its area, worse ones included.")
    return sentences


def _trust(found):
    """How far classes may be off with so few years, and what the page does not know."""
    years = found.years[-1]
    unchecked = "The maps were not compared with stations."
    if not years:
        return f"How many years the percentiles rest on is not known. {unchecked}"
    wet, dry = (classes.class_name(int(classes.classify(np.array([end]))[0]))
                for end in interval_of_percentile(10.0, years)[::-1])
    end = "no drought" if wet == "none" else wet
    return (f"Soil moisture is ranked against {years} other years: what is shown as D2 may be anything from {dry} to "
            f"{end}, so trust what is large and lasting more than single pixels. {unchecked}")


def _sure_sentences(found):
    years, last = found.years[-1], len(found.series.entries) - 1
    sums = [of_zone[last] for of_zone in found.result.sums]
    valid = sum(one.weight for one in sums) / sum(found.result.areas)
    sentences = [f"{whole_percent(min(1.0, valid))} of the districts' area has data."]
    if years:
        low, high = interval_of_percentile(10.0, years)
        sentences.append(f"With {years} years, what is shown as the 10th percentile may be anything from the "
                         f"{ordinal(low)} to the {ordinal(high)} (90 % interval; the table has each district's).")
    if found.expected:
        of_all = _expected_of_all(found, sums, last)
        sentences.append(f"Allowing for the uncertainty of the map itself, {whole_percent(of_all)} of the area is "
                         "expected in D1 or worse.")
    sentences.append("In an ordinary season one pixel in five is in D1 or worse, by definition: look at what is "
                     "large, deep and lasting. This page shows soil moisture only, not rain to come, reservoirs, "
                     "groundwater or crops.")
    return sentences


def _expected_of_all(found, sums, date: int) -> float:
    pairs = [(one.weight, of_zone[date]) for one, of_zone in zip(sums, found.expected) if math.isfinite(of_zone[date])]
    weight = sum(w for w, _ in pairs)
    return sum(w * share for w, share in pairs) / weight if weight > 0 else math.nan
