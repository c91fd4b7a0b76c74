"""Figures of zones from percentile maps: area-weighted means, shares of area in each class, valid share, spread."""
import math
from dataclasses import dataclass, field
from typing import Dict, List, Mapping, Sequence, Tuple

import numpy as np

from ..monitor import SILENT, Monitor
from ..rasters.grid import Grid
from ..rasters.reading import Raster
from ..rasters.windows import Window, windows
from . import classes
from .percentiles import Z90
from .polygon_coverage import area_by_row, coverage
from .zones import Zone

_WINDOW = (512, 512)       # small: coverage is kept sparse, zone by zone
_LEAST = 1e-12


@dataclass
class ZoneSums:
    """Weighted sums of one zone on one date: weights in cells (of the equator's size on geographic grids)."""

    weight: float = 0.0
    total: float = 0.0
    squares: float = 0.0
    shares: np.ndarray = field(default_factory=lambda: np.zeros(len(classes.CLASSES) + 1))

    def add(self, values: np.ndarray, weights: np.ndarray) -> None:
        """Add percentiles (n,) with weights (n,); NaN counts for nothing."""
        valid = np.isfinite(values)
        values, weights = values[valid].astype(np.float64), weights[valid]
        self.weight += weights.sum()
        self.total += (weights * values).sum()
        self.squares += (weights * values * values).sum()
        self.shares += np.bincount(classes.classify(values), weights, minlength=len(self.shares))


@dataclass(frozen=True)
class ZoneFigures:
    """What is known of one zone on one date; NaN where it has no valid pixel.

    mean, low, high: mean percentile and its 90 % interval; spread: standard deviation of the percentiles inside;
    shares: of the valid area in none, D0 ... D4; valid: share of the zone's area with a value; severity: 0 to 500.
    """

    mean: float
    low: float
    high: float
    spread: float
    shares: Tuple[float, ...]
    valid: float

    @property
    def known(self) -> bool:
        """Whether there is any value."""
        return math.isfinite(self.mean)

    @property
    def severity(self) -> float:
        """Drought Severity and Coverage Index, 0 to 500."""
        return classes.severity_index(self.shares) if self.known else math.nan

    @property
    def code(self) -> int:
        """Prevailing class: the worst that half of the valid area is in, or in a worse one."""
        return classes.prevailing_class(self.shares) if self.known else classes.NODATA

    def at_least(self, code: int) -> float:
        """Share of the valid area in a class or a worse one."""
        return float(sum(self.shares[code:])) if self.known else math.nan


def interval_of_percentile(percentile: float, years: int) -> Tuple[float, float]:
    """90 % interval of a percentile (0..100) known from `years` independent years.

    Wilson's score interval of a share, Wilson 1927, doi 10.1080/01621459.1927.10502953: what so few years leave open.
    """
    if not math.isfinite(percentile) or years < 1:
        return math.nan, math.nan
    share, z2 = percentile / 100.0, Z90 * Z90
    middle = (share + z2 / (2 * years)) / (1 + z2 / years)
    half = Z90 / (1 + z2 / years) * math.sqrt(share * (1 - share) / years + z2 / (4 * years * years))
    return 100.0 * max(0.0, middle - half), 100.0 * min(1.0, middle + half)


def row_areas(grid: Grid, rows: np.ndarray) -> np.ndarray:
    """Area of a cell in each row: 1 in projected grids, the cosine of its latitude (exactly, by zones) in degrees."""
    if not grid.is_geographic:
        return np.ones(len(rows))
    edges = np.radians(np.clip(grid.transform[3] + grid.transform[5] * np.asarray(rows, float), -90, 90))
    other = np.radians(np.clip(grid.transform[3] + grid.transform[5] * (np.asarray(rows, float) + 1), -90, 90))
    return np.abs(np.sin(other) - np.sin(edges)) / np.radians(abs(grid.transform[5]))


def zone_area(zone: Zone, grid: Grid) -> float:
    """Area of a zone in cells, inside the raster or not."""
    rows, area = area_by_row(zone.rings)
    return float((area * row_areas(grid, rows)).sum())


@dataclass(frozen=True)
class ZonalResult:
    """sums[zone][date]; areas: of the zones in cells; overlap: cells that more than one zone covers."""

    sums: List[List[ZoneSums]]
    areas: List[float]
    overlap: float

    def figures(self, zone: int, date: int, years: int) -> ZoneFigures:
        """Figures of one zone on one date against `years` years."""
        sums, area = self.sums[zone][date], self.areas[zone]
        valid = min(1.0, sums.weight / area) if area > 0 else 0.0
        if sums.weight <= _LEAST:
            return ZoneFigures(math.nan, math.nan, math.nan, math.nan, (math.nan,) * len(sums.shares), 0.0)
        mean = sums.total / sums.weight
        spread = math.sqrt(max(0.0, sums.squares / sums.weight - mean * mean))
        return ZoneFigures(mean, *interval_of_percentile(mean, years), spread,
                           tuple(float(s) for s in sums.shares / sums.weight), valid)


def zonal_sums(paths: Sequence[Tuple[str, Sequence[int]]], grid: Grid, zones: Sequence[Zone],
               monitor: Monitor = SILENT) -> ZonalResult:
    """Sums of every zone on every date; paths: (file, bands) of maps on `grid`, the bands added up before."""
    sums = [[ZoneSums() for _ in paths] for _ in zones]
    overlap = 0.0
    for window in monitor.each(windows(grid.shape, _WINDOW), "Zonal figures"):
        covered = weights_in(window, grid, zones)
        if not covered:
            continue
        overlap += _overlap(covered, window)
        for date, (path, bands) in enumerate(paths):
            monitor.check()
            with Raster(path) as raster:
                values = raster.read(window, bands).sum(0).ravel()
            for number, (cells, _, weights) in covered.items():
                sums[number][date].add(values[cells], weights)
    return ZonalResult(sums, [zone_area(zone, grid) for zone in zones], overlap)


Covered = Dict[int, Tuple[np.ndarray, np.ndarray, np.ndarray]]


def weights_in(window: Window, grid: Grid, zones: Sequence[Zone]) -> Covered:
    """Of the zones that meet a window: (flat cells of it, share of each that is covered, weight), by zone number."""
    areas = row_areas(grid, np.arange(window.row, window.row + window.height))
    out = {}
    for number, zone in enumerate(zones):
        left, top, right, bottom = zone.box
        first_row, last_row = max(0, math.floor(top) - window.row), min(window.height, math.ceil(bottom) - window.row)
        first, last = max(0, math.floor(left) - window.column), min(window.width, math.ceil(right) - window.column)
        if first_row >= last_row or first >= last:
            continue
        corner = np.array([window.column + first, window.row + first_row], float)
        share = coverage([ring - corner for ring in zone.rings], (last_row - first_row, last - first))
        rows, columns = np.nonzero(share > _LEAST)
        if rows.size:
            cells = (rows + first_row) * window.width + columns + first
            out[number] = cells, share[rows, columns], share[rows, columns] * areas[rows + first_row]
    return out


def _overlap(covered: Mapping[int, Tuple[np.ndarray, ...]], window: Window) -> float:
    """Area in cells that zones share with each other."""
    total = np.zeros(window.height * window.width)
    for cells, share, _ in covered.values():
        total[cells] += share
    return float(np.clip(total - 1.0, 0.0, None).sum())
