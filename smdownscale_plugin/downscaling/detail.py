"""How much detail a map adds to the interpolated coarse product: as much as was found to help, one scale up."""
from dataclasses import dataclass
from typing import Any, Mapping, Optional

import numpy as np

from ..rasters.number_text import in_percent
from ..rasters.windows import Window
from ..scaling.geometry import CellGeometry
from ..scaling.interpolation import bilinear

LITTLE = 0.1        # a weight below which a map is the interpolated product
_FAR = 0.8          # share of the detail's weight that is trusted, below which the log warns


@dataclass(frozen=True)
class Detail:
    """weight: 0 (interpolation alone) to 1 (the first guess as it is); coarse: (rows, columns) m3/m3, NaN where there
    is none; geometry: of the fine pixels on its cells."""

    weight: float
    coarse: np.ndarray
    geometry: CellGeometry

    def reduced(self, window: Window, prediction: np.ndarray) -> np.ndarray:
        """(h, w): interpolation + weight x (prediction - interpolation); the prediction where nothing can be
        interpolated."""
        if self.weight == 1.0:
            return prediction
        below = bilinear(self.coarse, self.geometry, window)
        return np.where(np.isfinite(below), below + self.weight * (prediction - below), prediction)


def parts_sentence(width_cells: float) -> str:
    """How predictors are read, for logs and reports."""
    if not width_cells:
        return ("Each predictor is used whole: splitting it into a regional and a local part did not help on held-out "
                "cells, or there are too few of them to tell.")
    return (f"Each predictor is split into its regional part (its mean over about {width_cells:.0f} coarse cells) and "
            "the rest, its local part: soil moisture may respond differently to the two.")


def made_sentence(made: Mapping[str, Any]) -> str:
    """How finished maps did one scale up, for logs and reports; made: `scale_up` of a model's description."""
    factors = ", ".join(str(f) for f in made["factors"]) + " cells to one"
    if made.get("whole_area"):
        factors += " and the whole area"
    return (f"Finished maps at reduced resolution ({factors}, {made['correction'].replace('_', '-')} "
            f"residual correction): skill {made['skill']:.2f} against bilinear interpolation (90 % interval "
            f"{made['skill_low']:.2f} to {made['skill_high']:.2f}).{_expectation(made.get('expected'))}")


def _expectation(expected: Optional[Mapping[str, Any]]) -> str:
    if not expected:
        return ""
    text = (f" Expected for the map itself, whose pixels also show what cell means hide: skill {expected['skill']:.2f} "
            f"({expected['low']:.2f} to {expected['high']:.2f}).")
    if 0.0 < expected["reach"] < _FAR:
        text += (" The predictors vary more inside a cell than the product suggests, at a ratio of scales far beyond "
                 f"what was tested: only {in_percent(expected['reach'])} of their detail is trusted.")
    return text


def weight_in_words(weight: float) -> str:
    """What the weight means, for logs and reports."""
    if weight < LITTLE:
        return (f"The predictors explain next to nothing inside a coarse cell (detail weight {weight:.2f}): the map is "
                "little more than the interpolated coarse product.")
    return (f"Detail weight {weight:.2f}: the map adds {in_percent(weight)} of the model's detail to the interpolated "
            "coarse product, the share that helped on held-out cells at reduced resolution.")
