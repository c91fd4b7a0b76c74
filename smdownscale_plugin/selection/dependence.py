"""Partial dependence (Friedman 2001): the model's mean prediction when one predictor is set to a value everywhere."""
from dataclasses import dataclass
from typing import Dict

import numpy as np

from ..monitor import SILENT, Monitor
from ..regression.model import Model
from ..regression.rows import Rows

_STEPS = 25
_MOST_ROWS = 1000
_FLAT = 0.002          # m3/m3: an effect smaller than this is none
_ONE_WAY = 0.8         # share of the way up and down that goes one way, from which the effect has a direction


@dataclass(frozen=True)
class Dependence:
    """values: of the predictor, over its training range, or its classes; predicted: mean prediction at each, m3/m3."""

    values: np.ndarray
    predicted: np.ndarray
    categorical: bool

    @property
    def size(self) -> float:
        """Largest less smallest prediction, m3/m3."""
        return float(np.ptp(self.predicted))

    def direction(self, name: str) -> str:
        """The effect in plain words, such as `drier where lst is high`."""
        low, high = self.values[self.predicted.argmin()], self.values[self.predicted.argmax()]
        if self.size < _FLAT:
            return "no clear effect"
        if self.categorical:
            return f"wettest where {name} is {high:g}, driest where it is {low:g}"
        steps = np.diff(self.predicted)
        upward = float(steps[steps > 0].sum() / np.abs(steps).sum())
        if upward >= _ONE_WAY:
            return f"wetter where {name} is high"
        if upward <= 1 - _ONE_WAY:
            return f"drier where {name} is high"
        inner = 0 < self.predicted.argmax() < len(self.values) - 1
        return f"wettest where {name} is near {high:.3g}" if inner else f"driest where {name} is near {low:.3g}"


def partial_dependence(model: Model, rows: Rows, seed: int, monitor: Monitor = SILENT) -> Dict[str, Dependence]:
    """Of the model's own fit, by predictor; rows: their other predictors are kept, and all regional parts: it shows
    what a value does at a place, not what a whole region's level does."""
    rows = rows.some(np.sort(np.random.default_rng(seed).permutation(len(rows))[:_MOST_ROWS]))
    out, place = {}, 0
    for feature in monitor.each(model.features.features):
        width = len(feature.columns)
        if feature.classes is None:
            low, high = model.ranges[place]
            values, columns = np.linspace(low, high, _STEPS), np.linspace(low, high, _STEPS)[:, None]
        else:
            values, columns = np.array(feature.classes, float), np.eye(width)
        predicted = [_mean(model, rows, slice(place, place + width), setting) for setting in columns]
        out[feature.name] = Dependence(values, np.array(predicted), feature.classes is not None)
        place += width
    return out


def _mean(model, rows, columns, setting):
    changed = rows.x.copy()
    changed[:, columns] = setting
    return float(model.predict(changed, regional=rows.regional).mean())
