"""Targets of a reconstruction: their layers, samples of them, fits applied to windows, figures of held-out values."""
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Callable, ContextManager, Dict, List, Optional, Protocol, Union

import numpy as np

from ..metrics.pairs import bias, mae, pearson, r2_correlation, rmse
from ..monitor import Monitor
from ..rasters.grid import Grid
from ..rasters.period import Period
from ..rasters.reading import RasterInfo
from ..rasters.stack import Stack
from ..rasters.windows import Window
from ..regression.fit import Fit
from ..regression.rows import Rows
from ..samples.features import Feature, Features
from ..samples.samples import Samples
from ..scaling.geometry import CellGeometry
from ..selection.choosing import Candidate

MODEL, WITH_RESIDUAL, INTERPOLATION = "regression", "regression and residual", "interpolation alone"
_LEVEL = "mean of the date"       # no band can be called so: names have no blanks


@dataclass(frozen=True)
class TargetBand:
    """The target at one date: a band of a raster."""

    info: RasterInfo
    band: int

    @property
    def period(self) -> Optional[Period]:
        """The raster's period, None when it has no date."""
        return self.info.period

    @property
    def unit(self) -> str:
        """The band's unit, '' when unknown."""
        return next(band.unit for band in self.info.bands if band.index == self.band)


def levels(samples: Samples, chosen: np.ndarray) -> np.ndarray:
    """Mean of the target over the chosen rows (n,) of each date (dates,); of its neighbours where a date has none.

    Given to the regression as one more predictor: what the season does to the whole area is then known, and the other
    predictors have to explain the pattern only.
    """
    count = np.bincount(samples.date[chosen], minlength=len(samples.dates))
    total = np.bincount(samples.date[chosen], samples.y[chosen], minlength=len(samples.dates))
    known = np.flatnonzero(count)
    return np.interp(np.arange(len(count)), known, total[known] / count[known])


def with_levels(samples: Samples, chosen: np.ndarray) -> Samples:
    """The samples with the level of their date, from the chosen rows alone, as last predictor."""
    plain = samples.without([_LEVEL])
    x = with_level(plain.x, levels(samples, chosen)[samples.date])
    return replace(plain, features=Features((*plain.features.features, Feature(_LEVEL))), x=x)


def with_level(x: np.ndarray, level: Union[float, np.ndarray]) -> np.ndarray:
    """Rows (n, columns) with the level (a number, or (n,)) as last column, float32."""
    return np.column_stack([x, np.broadcast_to(level, len(x))]).astype(np.float32)


class Predict:
    """A fit applied to windows of a stack; a context manager, used in one thread. level: that of the stack's date."""

    def __init__(self, fit: Fit, features: Features, stack: Stack, level: float):
        self._fit, self._features, self._stack, self._level = fit, features, stack.select(features.names), level
        self._files = ExitStack()

    def __enter__(self) -> "Predict":
        self._reader = self._files.enter_context(self._stack.open())
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def __call__(self, window: Window) -> np.ndarray:
        """(h, w) float64, NaN where a predictor is missing."""
        values = self._reader.read(window)
        valid = np.isfinite(values).all(0)
        out = np.full(window.shape, np.nan)
        if valid.any():
            table = with_level(self._features.encode(values[:, valid]).T, self._level)
            out[valid] = self._fit.predict_samples(Rows(table))
        return out


class Nothing:
    """In the place of `Predict` where interpolating the target does best: what is left over is the target itself."""

    def __enter__(self) -> "Nothing":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __call__(self, window: Window) -> np.ndarray:
        """Zeros (h, w)."""
        return np.zeros(window.shape)


@dataclass(frozen=True)
class Validation:
    """How held-out values of the target came back. figures: {estimate: {"r", "r2", "rmse", "mae", "bias", "n"}}."""

    held_out: str
    figures: Dict[str, Dict[str, float]]

    @property
    def used(self) -> str:
        """The estimate with the smallest error: it makes the result."""
        return min(self.figures, key=lambda kind: self.figures[kind]["rmse"])

    @property
    def best(self) -> Dict[str, float]:
        """Figures of the estimate that is used."""
        return self.figures[self.used]

    @property
    def skill(self) -> float:
        """1 - MSE / MSE of interpolating the target alone."""
        return 1.0 - (self.best["rmse"] / self.figures[INTERPOLATION]["rmse"]) ** 2


class ReconstructionTarget(Protocol):
    """A target on its own grid, coarse or with gaps: what differs between the two."""

    name: str
    unit: str
    dates: List[Stack]
    lattice: Grid
    geometry: CellGeometry

    def samples(self, monitor: Monitor) -> Samples:
        """Predictors and target."""

    def validate(self, samples: Samples, chosen: Candidate, seed: int, threads: int, monitor: Monitor) -> Validation:
        """Held-out figures of what was chosen, for samples without the level (see `with_levels`)."""

    def residual(self, stack: Stack, predict: Callable, monitor: Monitor) -> np.ndarray:
        """What the regression leaves over, on the lattice (rows, columns), NaN where the target has no value."""

    def observed(self, stack: Stack) -> ContextManager:
        """A context manager with `read(window) -> (values to keep, where the target had one)`, both (h, w)."""


def agreement(estimate: np.ndarray, truth: np.ndarray) -> Dict[str, float]:
    """r, r2 (its square), rmse, mae, bias and n of complete pairs."""
    both = np.isfinite(estimate) & np.isfinite(truth)
    estimate, truth = estimate[both], truth[both]
    return {"r": pearson(estimate, truth), "r2": r2_correlation(estimate, truth), "rmse": rmse(estimate, truth),
            "mae": mae(estimate, truth), "bias": bias(estimate, truth),
            "n": int(both.sum())}
