"""The protocol of residual corrections: what is done about coarse minus upscaled first guess, for one map.

A map is made in these steps; windows are worked on in threads, `measure` and `look` by any of them, the rest by one:
0. `reduced` gives each window of the first guess with as much of its detail as is trusted; this is meant from here on;
1. every window of the first guess is given to `measure`, and what that gives to `take`;
2. `solve` finds the correction, and says the residual;
3. while `wants_look`: every window of the first guess is given to `look`, what that gives to `take_look`; `improve`;
4. `corrected` gives each window of the map, `error_variance` how wrong it may be.
A correction that is `local` needs no more than the window itself: steps 2 and 3 may be left out.
"""
from dataclasses import dataclass
from typing import Any, Callable, ClassVar, Mapping, Optional, Union

import numpy as np

from ..monitor import SILENT, Monitor
from ..rasters.windows import Window, windows
from ..scaling.mean_preserving import BOUNDS, Agreement
from ..scaling.upscaling import Upscaling
from .detail import Detail

MOST_LOOKS = 40


@dataclass(frozen=True)
class Observation:
    """What the coarse product says of one map. values: (rows, columns) m3/m3, NaN where there is none; upscaling: from
    the map to them; min_coverage: share of a cell that must be predicted; product_noise: standard deviation, m3/m3,
    None where unknown."""

    values: np.ndarray
    upscaling: Upscaling
    min_coverage: float = 0.5
    product_noise: Optional[float] = None


class Correction:
    """One residual correction; see the steps above. name: as in RESIDUAL_CORRECTION."""

    name: ClassVar[str]
    local: ClassVar[bool] = False
    needs_coarse: ClassVar[bool] = True
    agreement: Optional[Agreement] = None      # of cell means, where they are kept
    wants_look = False
    detail: Optional[Detail] = None            # how much of the first guess's detail is used; all without

    def __init__(self, observation: Observation):
        raise NotImplementedError

    @classmethod
    def refuse_footprint(cls, footprint_km: float) -> None:
        """InputError when the correction can't be had with a footprint of this width (0: means of cells)."""

    def reduced(self, window: Window, prediction: np.ndarray) -> np.ndarray:
        """(h, w) of the first guess with as much of its detail as is trusted."""
        return self.detail.reduced(window, prediction) if self.detail else prediction

    @property
    def detail_weight(self) -> float:
        """How much of the first guess's detail is used, 0 to 1."""
        return self.detail.weight if self.detail else 1.0

    def measure(self, window: Window, prediction: np.ndarray, check: Callable = SILENT.check) -> Any:
        """What must be known of a window (h, w) of the first guess, NaN where there is none; check: called often."""
        raise NotImplementedError

    def take(self, measured: Any) -> None:
        """Add what `measure` gave."""
        raise NotImplementedError

    def solve(self, monitor: Monitor = SILENT) -> np.ndarray:
        """Find the correction; the residual (rows, columns), coarse minus upscaled first guess, NaN where unknown."""
        raise NotImplementedError

    def look(self, window: Window, prediction: np.ndarray, check: Callable = SILENT.check) -> Any:
        """A later look at a window of the first guess, where `wants_look`."""
        raise NotImplementedError

    def take_look(self, looked: Any) -> None:
        """Add what `look` gave."""
        raise NotImplementedError

    def improve(self) -> None:
        """After a look at all windows: make the correction better, and decide whether another look is wanted."""
        raise NotImplementedError

    def corrected(self, window: Window, prediction: np.ndarray) -> np.ndarray:
        """(h, w) of the map, m3/m3, within the physical bounds."""
        raise NotImplementedError

    def error_variance(self, window: Window, budget: Mapping[str, float]) -> Union[float, np.ndarray]:
        """Variance of the map's error (a number, or (h, w)) besides that from noise of the predictors, (m3/m3)^2;
        budget: of the model, see `selection.error_budget`."""
        raise NotImplementedError


class OfEngine(Correction):
    """A correction whose windows an engine of `scaling` measures and corrects."""

    engine: Any

    def measure(self, window: Window, prediction: np.ndarray, check: Callable = SILENT.check) -> Any:
        """See `Correction`."""
        return self.engine.measure(window, prediction, check)

    def take(self, measured: Any) -> None:
        """See `Correction`."""
        self.engine.take(measured)

    def solve(self, monitor: Monitor = SILENT) -> np.ndarray:
        """See `Correction`."""
        return self.engine.solve(monitor)

    def corrected(self, window: Window, prediction: np.ndarray) -> np.ndarray:
        """See `Correction`."""
        return self.engine.corrected(window, prediction)


def correct_map(correction: Correction, prediction: np.ndarray, most_looks: int = MOST_LOOKS,
                monitor: Monitor = SILENT) -> np.ndarray:
    """A whole map (rows, columns) corrected in memory, by the steps above."""
    parts = windows((prediction.shape[0], prediction.shape[1]))
    for window in parts:
        correction.take(correction.measure(window, prediction[window.slices], monitor.check))
    correction.solve(monitor)
    for _ in range(most_looks):
        if not correction.wants_look:
            break
        for window in parts:
            correction.take_look(correction.look(window, prediction[window.slices], monitor.check))
        correction.improve()
    out = np.empty(prediction.shape)
    for window in parts:
        out[window.slices] = correction.corrected(window, prediction[window.slices])
    return out


def within_bounds(values: np.ndarray) -> np.ndarray:
    """Values held within what soil can hold, m3/m3."""
    return np.clip(values, *BOUNDS)
