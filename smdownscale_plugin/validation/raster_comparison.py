"""Compares dated rasters with a reference, window by window: metrics per date and overall, baselines beside."""
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError, certain
from ..metrics.accumulate import PairSums, PatternsByCell, PatternSums, RowSample
from ..metrics.metric import Given
from ..metrics.moments import MetricSums
from ..metrics.table import metrics_of_sample, metrics_of_sums
from ..monitor import Monitor
from ..rasters.grid import Grid, window_over
from ..rasters.period import Period
from ..rasters.reading import Raster
from ..rasters.windows import Window, windows
from ..scaling.geometry import CellGeometry
from ..scaling.interpolation import bilinear, nearest
from .estimates import BILINEAR, DOWNSCALED, NEAREST
from .in_time import PANEL_PIXELS, InTime
from .layers import MapLayer, read_coarse_layer, refuse_maps_in_other_units
from .products import ProductComparison
from .triple import Triple

SAMPLE_PER_DATE = 20_000    # pixels of a date from which its rank correlation is computed, when there are more


@dataclass(frozen=True)
class Trio:
    """A raster, what it is compared with (on one grid), and the coarse product of that time, if any."""

    estimate: MapLayer
    reference: MapLayer
    coarse: Optional[MapLayer]
    label: str

    @property
    def period(self) -> Optional[Period]:
        """The time of the estimate, or of the reference where the estimate has none."""
        return self.estimate.period or self.reference.period


@dataclass
class DateMetrics:
    """Metrics of one pair of rasters: {downscaled, nearest, bilinear: {metric: value}}; panel: small maps."""

    trio: Trio
    metrics: Dict[str, Dict[str, float]]
    panel: Optional[Dict[str, np.ndarray]] = None


@dataclass
class RasterComparison:
    """Everything that the table and the report show.

    sample: {reference, downscaled, nearest, bilinear: (n,)}, a random sample of pixels; without_coarse: pixels left
    out because the baseline has no value there; in_time: agreement of each pixel over the dates; triple: triple
    collocation with a third product.
    """

    dates: List[DateMetrics]
    overall: Dict[str, Dict[str, float]]
    sample: Dict[str, np.ndarray]
    sample_is_complete: bool
    without_coarse: int = 0
    notes: List[str] = field(default_factory=list)
    in_time: Optional[InTime] = None
    triple: Optional[Triple] = None
    products: Optional[ProductComparison] = None

    @property
    def has_coarse(self) -> bool:
        """Whether there are baselines to compare with."""
        return BILINEAR in self.overall

    @property
    def median_r(self) -> float:
        """Median of the dates' correlations."""
        values = [d.metrics[DOWNSCALED]["r"] for d in self.dates]
        return float(np.nanmedian(values)) if np.isfinite(values).any() else np.nan


class Baselines:
    """The coarse product on the pixels of a fine grid: nearest and bilinear, and the cell that each pixel lies in.

    The geometry is kept while dates share their grids.
    """

    def __init__(self) -> None:
        self._grids: Optional[Tuple[Grid, Grid]] = None
        self._part: Optional[Window] = None
        self._geometry: Any = None
        self._values = np.empty((0, 0))

    def load(self, fine: Grid, coarse: MapLayer) -> "Baselines":
        """Read the part of a coarse layer that covers a fine grid; InputError when there is none."""
        if self._grids is None or not (self._grids[0].matches(fine) and self._grids[1].matches(coarse.grid)):
            self._part = window_over(coarse.grid, fine)
            self._geometry = self._part and CellGeometry(fine, coarse.grid.window(self._part))
            self._grids = fine, coarse.grid
        if self._part is None:
            raise InputError(f"The coarse product {coarse.path} ({coarse.grid.describe()}) doesn't overlap the rasters "
                             f"({fine.describe()}); check its CRS, or leave out COARSE.")
        self._values = read_coarse_layer(coarse, self._part)
        return self

    @property
    def cells(self) -> int:
        """Number of coarse cells in the part."""
        return self._values.size

    def at(self, window: Window) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(nearest, bilinear, cell number or -1) of a window of the fine grid, each (h, w)."""
        rows, columns = self._geometry.cells(window)
        cell = np.where(rows >= 0, rows * self._values.shape[1] + columns, -1)
        return nearest(self._values, self._geometry, window), bilinear(self._values, self._geometry, window), cell


class _Totals:
    """Running sums of all dates."""

    def __init__(self, names: Sequence[str]):
        self.names = names
        self.sums = {name: PairSums() for name in names}
        self.patterns = {name: PatternSums() for name in names}
        self.sample = RowSample(1 + len(names))
        self.without_coarse = 0


def compare(trios: List[Trio], monitor: Monitor) -> RasterComparison:
    """Metrics of all pairs of rasters, each date's and of all together.

    All numbers of a date come from the same pixels: those where the estimate, the reference and, where given, the
    interpolated coarse product have values. Raises InputError when there is no such pixel, or a value can't be m3/m3.
    """
    with_coarse = all(trio.coarse for trio in trios)
    if not with_coarse and any(trio.coarse for trio in trios):
        monitor.warn("Overall figures hold no baselines, as the coarse product is missing at some dates.")
    totals = _Totals([DOWNSCALED] + ([NEAREST, BILINEAR] if with_coarse else []))
    panels = set(np.unique(np.linspace(0, len(trios) - 1, min(len(trios), 4)).astype(int)))
    baselines, dates = Baselines(), []
    for k, trio in enumerate(trios):
        part = monitor.part(k / len(trios), (k + 1) / len(trios))
        dates.append(_DateComparison(trio, baselines, totals, k in panels).run(part))
    kept = [date for date in dates if date.metrics[DOWNSCALED]["n"]]
    _check_kept(kept, dates, monitor)
    columns = totals.sample.columns()
    return RasterComparison(kept, _overall(totals), dict(zip(["reference", *totals.names], columns)),
                            totals.sample.is_complete, totals.without_coarse)


def _check_kept(kept: Sequence[DateMetrics], dates: Sequence[DateMetrics], monitor: Monitor) -> None:
    if not kept:
        first = dates[0].trio
        raise InputError(f"{first.estimate.path} and the reference {first.reference.path} have no pixel in common that "
                         "has a value in both (and in the coarse product, if given); check extents and nodata.")
    empty = [date.trio.label for date in dates if date not in kept]
    if empty:
        monitor.warn(f"{len(empty)} of {len(dates)} dates have no pixel with a value in both rasters and are left "
                     f"out: {', '.join(empty[:5])}.")


def _overall(totals: _Totals) -> Dict[str, Dict[str, float]]:
    t, *estimates = totals.sample.columns()
    out = {}
    for name, values in zip(totals.names, estimates):
        out[name] = _metrics(name, totals.sums, totals.patterns if len(totals.names) > 1 else None)
        out[name].update(metrics_of_sample(Given(values, t, whole=True)))
    return out


def _metrics(name: str, sums: Mapping[str, PairSums],
             patterns: Optional[Mapping[str, PatternSums]]) -> Dict[str, float]:
    given = MetricSums(sums[name].moments)
    if BILINEAR in sums:
        given = replace(given, bilinear=sums[BILINEAR].moments, coarse=sums[NEAREST].moments)
    if patterns is not None:
        given = replace(given, pattern=patterns[name].pattern, bilinear_pattern=patterns[BILINEAR].pattern)
    return metrics_of_sums(given)


class _DateComparison:
    """One date: sums over its windows, then its metrics; adds to the totals on the way."""

    def __init__(self, trio: Trio, baselines: Any, totals: _Totals, wants_panel: bool):
        self.trio, self.totals, self.grid = trio, totals, trio.estimate.grid
        self.baselines = baselines.load(self.grid, trio.coarse) if trio.coarse else None
        self.names = [DOWNSCALED] + ([NEAREST, BILINEAR] if self.baselines else [])
        self.sums = {name: PairSums() for name in self.names}
        self.cells = PatternsByCell(self.baselines.cells, self.names) if self.baselines else None
        self.sample = RowSample(1 + len(self.names), SAMPLE_PER_DATE)
        self.stride = -(-max(self.grid.shape) // PANEL_PIXELS)
        self.panel = self._empty_panel() if wants_panel else None

    def run(self, monitor: Monitor) -> DateMetrics:
        """Read all windows and return the date's metrics."""
        with ExitStack() as files:
            estimate = files.enter_context(Raster(self.trio.estimate.path))
            reference = files.enter_context(Raster(self.trio.reference.path))
            for window in monitor.each(windows(self.grid.shape), "Comparing with the reference"):
                self._add(window, estimate.read(window, [self.trio.estimate.band])[0],
                          reference.read(window, [self.trio.reference.band])[0])
        return self._finish()

    def _add(self, window: Window, estimate: np.ndarray, truth: np.ndarray) -> None:
        layers, cell = {DOWNSCALED: estimate}, None
        both = np.isfinite(estimate) & np.isfinite(truth)
        valid = both
        if self.baselines:
            layers[NEAREST], layers[BILINEAR], cell = self.baselines.at(window)
            valid = both & (cell >= 0) & np.isfinite(layers[NEAREST]) & np.isfinite(layers[BILINEAR])
            self.totals.without_coarse += int(both.sum() - valid.sum())
        self._add_panel(window, {**layers, "reference": truth})
        t = truth[valid].astype(np.float64)
        values = {name: layer[valid].astype(np.float64) for name, layer in layers.items()}
        for name, v in values.items():
            self.sums[name].add(v, t)
        self.sample.add(t, *values.values())
        self.totals.sample.add(t, *(values[name] for name in self.totals.names))
        if self.cells:
            self.cells.add(certain(cell)[valid], t, values)

    def _finish(self) -> DateMetrics:
        t, *estimates = self.sample.columns()
        if t.size:
            refuse_maps_in_other_units(float(np.median(estimates[0])), self.trio.estimate, "RASTERS")
            refuse_maps_in_other_units(float(np.median(t)), self.trio.reference, "REFERENCE")
        patterns = {name: self.cells.pattern(name) for name in self.names} if self.cells else None
        for name in self.totals.names:
            self.totals.sums[name].merge(self.sums[name])
            if patterns:
                self.totals.patterns[name].merge(patterns[name])
        metrics = {name: _metrics(name, self.sums, patterns) for name in self.names}
        for name, values in zip(self.names, estimates):
            metrics[name].update(metrics_of_sample(Given(values, t)))
        return DateMetrics(self.trio, metrics, self.panel)

    def _empty_panel(self) -> Dict[str, np.ndarray]:
        shape = tuple(-(-n // self.stride) for n in self.grid.shape)
        return {name: np.full(shape, np.nan, np.float32) for name in [*self.names, "reference"]}

    def _add_panel(self, window: Window, layers: Mapping[str, np.ndarray]) -> None:
        """Keep every stride-th pixel for the small maps."""
        if self.panel is None:
            return
        s = self.stride
        row, column = -window.row % s, -window.column % s
        for name, thin in self.panel.items():
            part = layers[name][row::s, column::s]
            first_row, first_column = (window.row + row) // s, (window.column + column) // s
            thin[first_row:first_row + part.shape[0], first_column:first_column + part.shape[1]] = part
