"""How well a model does at stations that it was not trained on, beside what a user has without it."""
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..metrics.metric import OVER
from ..metrics.table import pair_metrics, series_intervals, shown
from ..selection.fold import Fold
from .station_summaries import medians_and_means, pooled_intervals

MODEL, COARSE, COARSE_FITTED = "model", "coarse", "coarse_fitted"
CLIMATOLOGY, NEAREST = "climatology", "nearest_station"
LABELS = {MODEL: "this model", COARSE: "coarse product as it is", COARSE_FITTED: "coarse product, fitted linearly",
          CLIMATOLOGY: "the station's own climatology", NEAREST: "the nearest station"}
_FEWEST_OF_MONTH = 2


@dataclass(frozen=True)
class HeldOut:
    """One protocol of validation. estimates: by kind (n,), NaN where there is none; overall: by kind, pooled metrics,
    their intervals over stations drawn anew, and medians and means over stations; stations: by kind, the metrics of
    each station with rows; rows, places: how many were held out; gain: RMSE of the linearly fitted coarse product less
    that of the model, with its interval over stations (low, high), None without a coarse product."""

    validation: str
    estimates: Dict[str, np.ndarray]
    overall: Dict[str, Dict[str, float]]
    stations: Dict[str, Dict[int, Dict[str, float]]]
    rows: int
    places: int
    gain: Optional[Dict[str, float]]


def baselines(y: np.ndarray, station: np.ndarray, day: np.ndarray, place_km: np.ndarray, folds: Sequence[Fold],
              coarse: Optional[np.ndarray], on_site: bool) -> Dict[str, np.ndarray]:
    """{kind: (n,)} of the held-out rows, each from the fold's training rows only.

    y: (n,) m3/m3; station: (n,) number; day: (n,) since 1970; place_km: (n, 2); coarse: (n,) the coarse product at the
    station. on_site: whether the same stations are trained on: then their climatology stands for itself, else the
    nearest station does.
    """
    out: Dict[str, np.ndarray] = {}
    if coarse is not None:
        out[COARSE] = _where_held(coarse, folds)
        out[COARSE_FITTED] = _by_fold(folds, len(y), lambda train: _line(coarse, y, train))
    if on_site:
        out[CLIMATOLOGY] = _by_fold(folds, len(y), lambda train: _climatology(y, station, day, train))
    else:
        number, apart = _apart(station, place_km)
        out[NEAREST] = _by_fold(folds, len(y), lambda train: _nearest(y, day, number, apart, train))
    return out


def _where_held(values: np.ndarray, folds: Sequence[Fold]) -> np.ndarray:
    held = np.zeros(len(values), bool)
    for fold in folds:
        held |= fold.test
    return np.where(held, values, np.nan)


def _by_fold(folds: Sequence[Fold], rows: int, estimate: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    out = np.full(rows, np.nan)
    for fold in folds:
        out[fold.test] = estimate(fold.train)[fold.test]
    return out


def _line(coarse: np.ndarray, y: np.ndarray, train: np.ndarray) -> np.ndarray:
    used = train & np.isfinite(coarse)
    if used.sum() < 2 or np.ptp(coarse[used]) == 0:
        return np.full(len(y), np.nan)
    slope, intercept = np.polyfit(coarse[used], y[used], 1)
    return intercept + slope * coarse


def _climatology(y: np.ndarray, station: np.ndarray, day: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Mean of the station in the same month of other years, else of all its training rows."""
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12
    of_station = _mean_of(station, y, train, 1)
    of_month = _mean_of(station * 12 + month, y, train, _FEWEST_OF_MONTH)
    return np.where(np.isfinite(of_month), of_month, of_station)


def _mean_of(label: np.ndarray, y: np.ndarray, train: np.ndarray, least: int) -> np.ndarray:
    labels, index = np.unique(label, return_inverse=True)
    index = index.ravel()
    counts = np.bincount(index[train], minlength=len(labels))
    sums = np.bincount(index[train], y[train], minlength=len(labels))
    means = np.where(counts >= least, sums / np.maximum(counts, 1), np.nan)
    return means[index]


def _nearest(y: np.ndarray, day: np.ndarray, station: np.ndarray, apart: np.ndarray, train: np.ndarray) -> np.ndarray:
    """The value that the nearest training station has on the same day, NaN where none has one. apart: (stations,
    stations) kilometres."""
    out = np.full(len(y), np.nan)
    for rows in _rows_by(day):
        known = rows[train[rows]]
        if len(known):
            out[rows] = y[known][apart[np.ix_(station[rows], station[known])].argmin(1)]
    return out


def _apart(station: np.ndarray, place_km: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """(number of each row's station (n,), (stations, stations) kilometres)."""
    _, first, number = np.unique(station, return_index=True, return_inverse=True)
    places = place_km[first].astype(np.float32)
    return number.ravel(), np.hypot(*np.moveaxis(places[:, None] - places[None], 2, 0))


def _rows_by(label: np.ndarray) -> List[np.ndarray]:
    """The rows of each label, in order of the labels."""
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(label) else []


def others_of(last_year: Mapping[str, Any]) -> str:
    """What follows the model's RMSE of the last year in a sentence: the RMSE of what there is without it."""
    return "".join(f"; {LABELS[kind]} {rmse:.3f}" for kind, rmse in last_year.get("others", {}).items())


def protocol_figures(validation: str, y: np.ndarray, station: np.ndarray, day: np.ndarray,
            estimates: Dict[str, np.ndarray]) -> HeldOut:
    """All figures of a protocol, on the rows that the model was held out on.

    Every kind has its metrics on the rows where it has a value; the gain compares both on the same rows.
    """
    held = np.isfinite(estimates[MODEL])
    overall, stations = {}, {}
    for kind, values in estimates.items():
        used = held & np.isfinite(values)
        if not used.any():
            continue
        rows = np.flatnonzero(used)
        stations[kind] = {int(station[some[0]]): _of_station(values, y, day, some)
                          for some in (rows[part] for part in _rows_by(station[rows]))}
        overall[kind] = {**pair_metrics(values[used], y[used]),
                         **pooled_intervals(station[used], values[used], y[used]),
                         **medians_and_means(list(stations[kind].values()), shown(OVER))}
    gain = None
    if COARSE_FITTED in overall:
        gain = _gain(y, station, estimates[MODEL], estimates[COARSE_FITTED])
    return HeldOut(validation, estimates, overall, stations, int(held.sum()), len(np.unique(station[held])), gain)


def _of_station(values: np.ndarray, y: np.ndarray, day: np.ndarray, rows: np.ndarray) -> Dict[str, float]:
    rows = rows[np.argsort(day[rows], kind="stable")]
    times = day[rows].astype(float)
    return {**pair_metrics(values[rows], y[rows], times=times, whole=True),
            **series_intervals(values[rows], y[rows], times)}


def _gain(y: np.ndarray, station: np.ndarray, model: np.ndarray, other: np.ndarray, draws: int = 1000,
          seed: int = 0) -> Optional[Dict[str, float]]:
    """RMSE(other) - RMSE(model), its 90 % interval over stations drawn with replacement, and 1 - MSE / MSE(other)."""
    used = np.isfinite(model) & np.isfinite(other)
    if not used.any():
        return None
    labels, index = np.unique(station[used], return_inverse=True)
    index = index.ravel()
    squares = [np.bincount(index, (e[used] - y[used]) ** 2) for e in (other, model)]
    counts = np.bincount(index)
    times = np.random.default_rng(seed).multinomial(len(labels), np.full(len(labels), 1 / len(labels)), draws)
    drawn = [np.sqrt(times @ s / (times @ counts)) for s in squares]
    low, high = np.quantile(drawn[0] - drawn[1], [0.05, 0.95])
    value = float(np.sqrt(squares[0].sum() / counts.sum()) - np.sqrt(squares[1].sum() / counts.sum()))
    return {"gain": value, "low": float(low), "high": float(high), "n": int(used.sum()),
            "skill": float(1.0 - squares[1].sum() / squares[0].sum())}
