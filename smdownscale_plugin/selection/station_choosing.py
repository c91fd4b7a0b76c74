"""Choosing a method for samples at stations: the smallest error at stations that were left out."""
from typing import Dict, List, Optional, Sequence

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..regression.methods import AUTO, METHODS, method
from ..regression.recipe import Recipe
from ..samples.samples import Samples
from .choosing import Candidate, averaged, squared_errors, ties, validate_all
from .fold import Fold

_TRIED = ("linear", "lightgbm", "extra_trees", "random_forest")
_INSTEAD = "hist_gradient_boosting"      # where LightGBM isn't installed
_DEEP = ("extra_trees", "random_forest")
_MANY_ROWS = 30_000                      # above which forests take too long to be tried
# Trees of daily weather want many shallow looks at few columns each; a user's HYPERPARAMETERS go before these.
_SETTINGS = {"extra_trees": {"n_estimators": 200, "max_features": 0.5},
             "random_forest": {"n_estimators": 200, "max_features": 0.33},
             "lightgbm": {"n_estimators": 1600, "learning_rate": 0.02, "num_leaves": 15, "min_data_in_leaf": 10,
                          "feature_fraction": 0.25, "bagging_fraction": 0.7}}


def station_recipes(name: str, given: Dict, rows: int, monitor: Monitor = SILENT) -> List[Recipe]:
    """The recipes that METHOD and HYPERPARAMETERS mean for samples at stations; those of `auto` by method."""
    if name != AUTO:
        return [Recipe(method(name), method(name).checked(given), None)]
    names = [n for n in _TRIED if METHODS[n].present and (rows <= _MANY_ROWS or n in ("linear", "lightgbm"))]
    if not METHODS["lightgbm"].present and METHODS[_INSTEAD].present:
        names.append(_INSTEAD)
    missing = [METHODS[n].label for n in _TRIED if not METHODS[n].present]
    if missing:
        monitor.warn(f"Not tried, because a package is missing (see Check Installation): {', '.join(missing)}.")
    unused = [n for n in given if n not in names]
    if unused:
        raise InputError(f"HYPERPARAMETERS has settings for {', '.join(unused)}, which METHOD auto doesn't try here "
                         f"(it tries {', '.join(names)}); choose that METHOD, or leave these settings out.")
    return [Recipe(METHODS[n], METHODS[n].checked({**_SETTINGS.get(n, {}), **given.get(n, {})}), None) for n in names]


def choose_for_stations(samples: Samples, recipes: Sequence[Recipe], folds: Sequence[Fold], validation: str, seed: int,
                        threads: int, monitor: Monitor = SILENT) -> List[Candidate]:
    """All candidates with their held-out predictions, the chosen one first: the single method with the smallest error
    (a forest of deep trees, whose maps are slow, only where nothing quicker ties with it), or the mean of the best two
    or three where it does better by more than chance (one standard error over the folds, Breiman et al. 1984)."""
    tried = validate_all(samples, recipes, folds, validation, seed, threads, None, monitor)
    tried.sort(key=lambda c: rmse_of(c, samples.y))
    if tried[0].name in _DEEP:
        quick = [c for c in tried if c.name not in _DEEP
                 and ties(folds, squared_errors(samples, c), squared_errors(samples, tried[0]))][:1]
        tried = quick + [c for c in tried if c not in quick]
    means = [averaged(samples, *tried[:count]) for count in (2, 3) if count <= len(tried)]
    for mean in sorted(means, key=lambda c: rmse_of(c, samples.y)):
        if not ties(folds, squared_errors(samples, tried[0]), squared_errors(samples, mean)):
            return [mean, *tried]
    return tried


def rmse_of(candidate: Candidate, y: np.ndarray) -> float:
    """RMSE of its held-out predictions."""
    return float(np.sqrt(np.nanmean((candidate.validation.predictions - y) ** 2)))


def half_width(predictions: np.ndarray, y: np.ndarray, station: np.ndarray, level: float = 0.90) -> float:
    """Half width of the interval that holds `level` of held-out errors, every station counting alike (split conformal,
    Vovk et al. 2005, with weights)."""
    return _Widths(predictions, y, station).of(level)


def interval_coverage(predictions: np.ndarray, y: np.ndarray, station: np.ndarray, level: float = 0.90) -> float:
    """Share of held-out rows inside an interval whose width knew nothing of their own station."""
    widths = _Widths(predictions, y, station)
    inside = [int((own <= widths.of(level, own)).sum()) for own in widths.by_station]
    return sum(inside) / max(sum(map(len, widths.by_station)), 1)


class _Widths:
    """Held-out errors in order of size. by_station: those of each station, ascending."""

    def __init__(self, predictions, y, station):
        used = np.isfinite(predictions)
        error = np.abs(predictions - y)[used]
        order = np.lexsort((error, station[used]))
        ends = np.flatnonzero(np.diff(station[used][order])) + 1
        self.by_station = np.split(error[order], ends) if len(error) else []
        weight = np.concatenate([np.full(len(own), 1.0 / len(own)) for own in self.by_station])
        joined = np.concatenate(self.by_station)
        ascending = np.argsort(joined, kind="stable")
        self._errors, self._weight = joined[ascending], np.cumsum(weight[ascending])     # of all stations, in stations

    def of(self, level: float, without: Optional[np.ndarray] = None) -> float:
        """The smallest width that holds `level`; without: the errors of a station that don't count, ascending."""
        count = len(self.by_station) - (without is not None)
        low, high = 0, len(self._errors) - 1
        while low < high:
            middle = (low + high) // 2
            held = self._weight[middle]
            if without is not None:
                held -= np.searchsorted(without, self._errors[middle], "right") / len(without)
            low, high = (low, middle) if held >= level * count - 1e-9 else (middle + 1, high)
        return float(self._errors[low])
