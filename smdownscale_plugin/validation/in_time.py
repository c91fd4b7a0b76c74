"""Agreement in time, pixel by pixel: does each pixel rise and fall with the reference?"""
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, ContextManager, Dict, Iterable, Optional, Sequence

import numpy as np

from ..errors import InputError, certain
from ..metrics.metric import IN_TIME
from ..metrics.moments import MetricSums, Moments
from ..metrics.table import METRICS, shown
from ..monitor import Monitor
from ..rasters.period import Period
from ..rasters.reading import Raster
from ..rasters.windows import Window, windows
from ..rasters.writing import RasterWriter

PANEL_PIXELS = 360          # of the longer side of a small map in the report

LEAST_DATES = 5
_WINDOW = (512, 256)


@dataclass(frozen=True)
class InTime:
    """Of all pixels with 5 dates or more: quantiles {metric: (5, 25, 50, 75, 95 %)} of the metrics shown in time;
    pixels: how many; dates: of the series; panel: r of every n-th pixel, 2-D."""

    pixels: int
    dates: int
    quantiles: Dict[str, tuple]
    panel: np.ndarray


def metrics_in_time(trios: Sequence[Any], monitor: Monitor, path: Optional[str] = None) -> Optional[InTime]:
    """Metrics over the dates of each pixel; None for fewer than 5 dates or grids that differ.

    Reads one window of all dates after the other: memory doesn't grow with the raster or the number of dates.
    path: a raster with one band a metric, written when given; then fewer dates raise InputError.
    """
    grid = trios[0].estimate.grid
    if len(trios) < LEAST_DATES or not all(trio.estimate.grid.matches(grid) for trio in trios[1:]):
        if path:
            raise InputError(f"Agreement in time (IN_TIME) needs maps of {LEAST_DATES} dates or more on one grid, and "
                             f"there are {len(trios)}; leave out IN_TIME, or give more dates.")
        return None
    with _writer(path, trios) as writer:
        return _by_window(trios, writer, monitor)


def _writer(path: Optional[str], trios: Sequence[Any]) -> ContextManager[Optional[RasterWriter]]:
    if not path:
        return nullcontext()
    names = shown(IN_TIME)
    return RasterWriter(path, trios[0].estimate.grid, names, metadata=time_metadata([trio.period for trio in trios]),
                        units={name: "m3 m-3" for name in names if METRICS[name].unit})


def time_metadata(periods: Iterable[Optional[Period]]) -> dict:
    """Metadata of the time from the first to the last of the known periods."""
    known = [period for period in periods if period]
    return Period(min(p.start for p in known), max(p.end for p in known)).metadata() if known else {}


def _by_window(trios: Sequence[Any], writer: Optional[RasterWriter], monitor: Monitor) -> Optional[InTime]:
    grid = trios[0].estimate.grid
    stride = -(-max(grid.shape) // PANEL_PIXELS)
    panel = np.full(tuple(-(-n // stride) for n in grid.shape), np.nan, np.float32)
    found = {name: [] for name in shown(IN_TIME)}
    parts = windows(grid.shape, _WINDOW)
    for k, window in enumerate(parts):
        metrics = _window_metrics(trios, window, monitor.part(k / len(parts), (k + 1) / len(parts)))
        if writer:
            writer.write(np.stack(list(metrics.values())), window)
        for name, values in metrics.items():
            found[name].append(values[np.isfinite(values)].astype(np.float32))
        row, column = -window.row % stride, -window.column % stride
        thin = metrics["r"][row::stride, column::stride]
        top, left = (window.row + row) // stride, (window.column + column) // stride
        panel[top:top + thin.shape[0], left:left + thin.shape[1]] = thin
    joined = {name: np.concatenate(parts) for name, parts in found.items()}
    if not joined["rmse"].size:
        return None
    quantiles = {name: tuple(np.quantile(v, (0.05, 0.25, 0.5, 0.75, 0.95)).tolist()) if v.size else (np.nan,) * 5
                 for name, v in joined.items()}
    return InTime(int(joined["rmse"].size), len(trios), quantiles, panel)


def _window_metrics(trios: Sequence[Any], window: Window, monitor: Monitor) -> Dict[str, np.ndarray]:
    """{metric: (h, w)} over the dates of each pixel."""
    moments = _moments(trios, window, monitor)
    enough = moments.n >= LEAST_DATES
    sums = MetricSums(moments)
    return {name: np.where(enough, certain(METRICS[name].of_sums)(sums), np.nan) for name in shown(IN_TIME)}


def _moments(trios: Sequence[Any], window: Window, monitor: Monitor) -> Moments:
    """Moments of each pixel's dates, (h, w) per field, as they run (Welford 1962)."""
    n, nonzero = np.zeros(window.shape), np.zeros(window.shape)
    mean = np.zeros((2, *window.shape))
    products = np.zeros((3, *window.shape))   # estimate squared, product, reference squared
    errors = np.zeros((3, *window.shape))     # squared, unsigned, relative
    for trio in monitor.each(trios, "Comparing in time"):
        with Raster(trio.estimate.path) as a, Raster(trio.reference.path) as b:
            e, t = (raster.read(window, [layer.band], np.float64)[0] for raster, layer in
                    ((a, trio.estimate), (b, trio.reference)))
        known = np.isfinite(e) & np.isfinite(t)
        e, t = np.where(known, e, mean[0]), np.where(known, t, mean[1])
        n += known
        before = np.stack([e - mean[0], t - mean[1]])
        mean += before / np.maximum(n, 1)
        after = np.stack([e - mean[0], t - mean[1]])
        products += np.where(known, np.stack([before[0] * after[0], before[0] * after[1], before[1] * after[1]]), 0.0)
        error, divisible = np.where(known, np.abs(e - t), 0.0), known & (t != 0)
        nonzero += divisible
        errors += np.stack([error ** 2, error, np.divide(error, np.abs(t), out=np.zeros_like(error), where=divisible)])
    flat_e, flat_t = (products[k] <= 1e-14 * n for k in (0, 2))
    return Moments(n, mean[0], mean[1], products[0], products[1], products[2], errors[0], errors[1],
                   errors[2], nonzero, flat_e, flat_t)
