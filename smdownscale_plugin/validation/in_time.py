"""Agreement in time, pixel by pixel: does each pixel rise and fall with the reference?"""
from dataclasses import dataclass
from typing import Dict, Optional

import numpy as np

from ..monitor import Monitor
from ..rasters.reading import Raster
from ..rasters.windows import windows
from .raster_comparison import PANEL_PIXELS

LEAST_DATES = 5
_WINDOW = (512, 256)


@dataclass(frozen=True)
class InTime:
    """Of all pixels with 5 dates or more: quantiles {metric: (5, 25, 50, 75, 95 %)} of r, rmse, ubrmse and bias;
    pixels: how many; dates: of the series; panel: r of every n-th pixel, 2-D."""

    pixels: int
    dates: int
    quantiles: Dict[str, tuple]
    panel: np.ndarray


def in_time(trios, monitor: Monitor) -> Optional[InTime]:
    """Metrics over the dates of each pixel; None for fewer than 5 dates or grids that differ.

    Reads one window of all dates after the other: memory doesn't grow with the raster or the number of dates.
    """
    grid = trios[0].estimate.grid
    if len(trios) < LEAST_DATES or not all(trio.estimate.grid.matches(grid) for trio in trios[1:]):
        return None
    stride = -(-max(grid.shape) // PANEL_PIXELS)
    panel = np.full(tuple(-(-n // stride) for n in grid.shape), np.nan, np.float32)
    found = {name: [] for name in ("r", "rmse", "ubrmse", "bias")}
    parts = windows(grid.shape, _WINDOW)
    for k, window in enumerate(parts):
        metrics = _window_metrics(trios, window, monitor.part(k / len(parts), (k + 1) / len(parts)))
        for name, values in metrics.items():
            found[name].append(values[np.isfinite(values)].astype(np.float32))
        row, column = -window.row % stride, -window.column % stride
        thin = metrics["r"][row::stride, column::stride]
        top, left = (window.row + row) // stride, (window.column + column) // stride
        panel[top:top + thin.shape[0], left:left + thin.shape[1]] = thin
    values = {name: np.concatenate(parts) for name, parts in found.items()}
    if not values["rmse"].size:
        return None
    quantiles = {name: tuple(np.quantile(v, (0.05, 0.25, 0.5, 0.75, 0.95)).tolist()) if v.size else (np.nan,) * 5
                 for name, v in values.items()}
    return InTime(int(values["rmse"].size), len(trios), quantiles, panel)


def _window_metrics(trios, window, monitor):
    """{metric: (h, w)} from running moments over the dates (Welford 1962)."""
    n = np.zeros(window.shape)
    mean = np.zeros((2, *window.shape))
    moments = np.zeros((3, *window.shape))   # estimate squared, product, reference squared
    squares = np.zeros(window.shape)
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
        moments += np.where(known, np.stack([before[0] * after[0], before[0] * after[1], before[1] * after[1]]), 0.0)
        squares += np.where(known, (e - t) ** 2, 0.0)
    enough = n >= LEAST_DATES
    with np.errstate(invalid="ignore", divide="ignore"):
        varies = enough & (moments[0] > 1e-14 * n) & (moments[2] > 1e-14 * n)
        r = np.where(varies, np.clip(moments[1] / np.sqrt(moments[0] * moments[2]), -1, 1), np.nan)
        bias = np.where(enough, mean[0] - mean[1], np.nan)
        mse = np.where(enough, squares / n, np.nan)
    return {"r": r, "rmse": np.sqrt(mse), "ubrmse": np.sqrt(np.maximum(mse - bias ** 2, 0.0)), "bias": bias}
