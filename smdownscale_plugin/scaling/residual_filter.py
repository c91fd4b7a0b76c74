"""Residual correction that gives back only the part of the residual that is signal.

The residual (coarse minus upscaled prediction) is the model's error, which is alike in neighbouring cells, plus the
product's noise, which is not. Its spatial covariance tells them apart: exponential with a nugget, fitted to the date's
own residual; simple kriging with that nugget (Cressie 1993, filtering of measurement error) then returns the signal.
"""
import math
from dataclasses import dataclass
from typing import Any, Callable, Optional, Sequence, Tuple

import numpy as np

from ..errors import certain
from ..monitor import SILENT, Monitor
from ..rasters.windows import Window
from .conjugate_gradients import conjugate_gradients
from .geometry import CellGeometry
from .interpolation import spline
from .mean_preserving import BOUNDS
from .upscaling import Upscaling

_LAGS = 6
_DISTANCES = np.arange(1, _LAGS + 1)
_RANGES = (0.7, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)      # cells
_FEWEST_CELLS = 30
_ITERATIONS = 200
_DIED_AWAY = 20.0        # ranges: the covariance is 2e-9 of the sill there
_FACTOR = 32             # of the sizes that are transformed: large prime numbers would be slow


@dataclass(frozen=True)
class Covariance:
    """Of a residual: sill x exp(-distance / range_cells), plus a nugget. Variances in (m3/m3)^2.

    noise: the part of the nugget that is the product's noise; rough: the rest, signal that is rough from cell to cell.
    """

    sill: float
    range_cells: float
    noise: float
    rough: float = 0.0


class ResidualFilter:
    """Use: `add` every window of the prediction, `solve`, then `corrected` gives the result of a window.

    coarse: (rows, columns) m3/m3, NaN where there is none; geometry: of the fine pixels on the coarse cells;
    min_coverage: share of a cell (or of its footprint) that must be predicted for its residual to count;
    product_noise: standard deviation of the coarse product's noise where known, m3/m3: no more is filtered out.
    """

    agreement = None

    def __init__(self, upscaling: Upscaling, coarse: np.ndarray, geometry: CellGeometry, min_coverage: float,
                 product_noise: Optional[float] = None, bounds: Tuple[float, float] = BOUNDS) -> None:
        self._product_noise = product_noise
        self._upscaling, self._coarse, self._geometry = upscaling, coarse, geometry
        self._min_coverage, self.bounds = min_coverage, bounds
        self._sums: Any = upscaling.sums(1)
        self.covariance: Optional[Covariance] = None
        self._field: Optional[np.ndarray] = None

    def measure(self, window: Window, prediction: np.ndarray, check: Callable = SILENT.check) -> Any:
        """First pass: what a window (h, w) of the prediction, NaN where there is none, adds. From any thread.

        check: called often; it raises `Cancelled` to stop.
        """
        return self._sums.measure(window, prediction, check)

    def take(self, measured: Any) -> None:
        """Add what `measure` gave."""
        self._sums.take(measured)

    def add(self, window: Window, prediction: np.ndarray) -> None:
        """`measure` and `take` at once."""
        self.take(self.measure(window, prediction))

    def solve(self, monitor: Monitor = SILENT) -> np.ndarray:
        """Find the field; returns the residual (rows, columns), NaN where it doesn't count."""
        means, coverage = self._upscaling.result(self._sums)
        residual = np.where(coverage >= self._min_coverage - 1e-9, self._coarse - means[0], np.nan)
        del means, coverage
        self._sums = None                                            # coarse grids may be large: nothing is kept longer
        self.covariance, self._field = filtered(residual, self._product_noise, monitor)
        return residual

    def corrected(self, window: Window, prediction: np.ndarray) -> np.ndarray:
        """The prediction (h, w) of a window plus the filtered residual, within the bounds."""
        return np.clip(prediction + np.nan_to_num(spline(certain(self._field), self._geometry, window)), *self.bounds)


def filtered(residual: np.ndarray, product_noise: Optional[float] = None,
             monitor: Monitor = SILENT) -> Tuple[Covariance, np.ndarray]:
    """(Covariance, signal (rows, columns) in all cells) of a residual (rows, columns) with NaN where unknown.

    product_noise: standard deviation of the product's noise where known, m3/m3; else the whole nugget is noise.

    The mean of the residual counts as signal. With fewer than 30 known cells only the mean is given back.
    """
    known = np.isfinite(residual)
    if not known.any():
        return Covariance(0.0, 1.0, 0.0), np.zeros(residual.shape)
    mean = residual[known].mean()
    anomaly = np.where(known, residual - mean, 0.0)
    if known.sum() < _FEWEST_CELLS:
        return Covariance(0.0, 1.0, float((anomaly ** 2).sum() / known.sum())), np.full(residual.shape, mean)
    covariance = fit_covariance(anomaly, known, product_noise)
    return covariance, mean + _kriged(anomaly, known, covariance, monitor)


def fit_covariance(anomaly: np.ndarray, known: np.ndarray, product_noise: Optional[float] = None) -> Covariance:
    """Exponential covariance with nugget from the products of neighbours one to six cells apart.

    Weighted least squares over a list of ranges, near lags counting most. Where no two cells are that near, nothing
    is known of neighbours: the sill is 0.
    """
    sums, counts = _lag_products(anomaly, known)
    return _fitted((anomaly[known] ** 2).mean(), sums, counts, 1.0 / _DISTANCES, product_noise)


def pooled_covariance(residuals: Sequence[np.ndarray], product_noise: Optional[float] = None) -> Covariance:
    """One covariance for the residuals of several dates, each (rows, columns) with NaN where unknown: steadier than
    that of a date with few cells.

    product_noise: standard deviation, m3/m3. Where it is unknown half the nugget counts as noise.
    """
    square, cells = 0.0, 0
    sums, counts = np.zeros(_LAGS), np.zeros(_LAGS)
    for residual in residuals:
        known = np.isfinite(residual)
        if known.sum() < 2:
            continue
        anomaly = np.where(known, residual - residual[known].mean(), 0.0)
        more, pairs = _lag_products(anomaly, known)
        square, cells = square + float((anomaly ** 2).sum()), cells + int(known.sum()) - 1
        sums, counts = sums + more, counts + pairs
    variance = square / max(cells, 1)
    weights = np.sqrt(counts / max(counts.max(), 1.0)) / _DISTANCES
    found = _fitted(variance, sums, counts, weights, product_noise)
    if product_noise is not None:
        return found
    return Covariance(found.sill, found.range_cells, found.noise / 2, found.noise / 2)


def _fitted(variance: float, sums: np.ndarray, counts: np.ndarray, weights: np.ndarray,
            product_noise: Optional[float]) -> Covariance:
    used = counts > 0
    lags, products, weights = _DISTANCES[used], sums[used] / counts[used], weights[used]
    best = (np.inf, 0.0, 1.0)
    for width in _RANGES if used.any() else ():
        shape = np.exp(-lags / width)
        sill = np.clip((weights * shape * products).sum() / (weights * shape ** 2).sum(), 0.0, variance)
        misfit = (weights * (products - sill * shape) ** 2).sum()
        if misfit < best[0]:
            best = (misfit, float(sill), width)
    nugget = max(variance - best[1], 1e-3 * variance)
    noise = nugget if product_noise is None else min(nugget, max(product_noise ** 2, 1e-3 * variance))
    return Covariance(best[1], best[2], noise, nugget - noise)


def _lag_products(anomaly: np.ndarray, known: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """(sums, counts) by lag of the products of cells that far apart along rows and columns."""
    sums, counts = np.zeros(_LAGS), np.zeros(_LAGS)
    for a, k in ((anomaly, known), (anomaly.T, known.T)):
        for place, lag in enumerate(range(1, _LAGS + 1)):
            sums[place] += (a[lag:] * a[:-lag]).sum()
            counts[place] += (k[lag:] & k[:-lag]).sum()
    return sums, counts


def kriged(residual: np.ndarray, covariance: Covariance, monitor: Monitor = SILENT) -> np.ndarray:
    """The signal (rows, columns) in all cells of a residual with NaN where unknown; its mean counts as signal."""
    known = np.isfinite(residual)
    if not known.any():
        return np.zeros(residual.shape)
    mean = residual[known].mean()
    return mean + _kriged(np.where(known, residual - mean, 0.0), known, covariance, monitor)


def _kriged(anomaly: np.ndarray, known: np.ndarray, covariance: Covariance, monitor: Monitor) -> np.ndarray:
    """Simple kriging of the signal in all cells: K (K + noise)^-1 anomaly, by conjugate gradients with FFTs."""
    if covariance.sill + covariance.rough <= 0:
        return np.zeros(anomaly.shape)
    spread = _convolution(anomaly.shape, covariance)

    def with_noise(x: np.ndarray) -> np.ndarray:
        image = spread(x)
        image += covariance.noise * x
        image[~known] = 0.0
        return image
    goal = 1e-14 * (anomaly ** 2).sum()
    return spread(conjugate_gradients(with_noise, np.zeros(anomaly.shape), anomaly.copy(), goal, _ITERATIONS, monitor))


def _convolution(shape: Tuple[int, ...], covariance: Covariance) -> Callable[[np.ndarray], np.ndarray]:
    """A function that convolves maps of `shape` with the covariance by FFTs, padded to where it has died away."""
    reach = math.ceil(_DIED_AWAY * covariance.range_cells)
    size = tuple(-(-(n + min(n, reach)) // _FACTOR) * _FACTOR for n in shape)
    rows, columns = (np.minimum(np.arange(n), n - np.arange(n)) for n in size)
    kernel = covariance.sill * np.exp(-np.hypot(rows[:, None], columns[None, :]) / covariance.range_cells)
    kernel[0, 0] += covariance.rough
    kernel = np.fft.rfft2(kernel)

    def spread(values: np.ndarray) -> np.ndarray:
        transformed = np.fft.rfft2(values, size)
        transformed *= kernel
        return np.fft.irfft2(transformed, size)[:shape[0], :shape[1]]
    return spread
