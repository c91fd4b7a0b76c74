"""Held-out predictions as a table: what was observed, what a model predicted that hadn't seen it, and in which fold."""
from datetime import datetime, timezone
from typing import Optional, Sequence

import numpy as np

from ..samples.samples import Samples
from ..selection.fold import Fold, fold_numbers
from .tables import NUMBER, TIME, WHOLE, write_points

COLUMNS = (("place", WHOLE), ("date", TIME), ("observed", NUMBER), ("predicted", NUMBER), ("fold", WHOLE))


def write_predictions(path: str, samples: Samples, positions: np.ndarray, predictions: np.ndarray,
                      folds: Sequence[Fold]) -> str:
    """Write a point for every row that was held out; returns the path.

    positions: (n, 2) longitude and latitude; predictions: (n,) NaN where a row wasn't held out; place: number of the
    coarse cell or station; fold: counted from 1; soil moisture in m3/m3. Raises OutputError as `write_points`.
    """
    held = np.flatnonzero(np.isfinite(predictions))
    number, moments = fold_numbers(folds, len(samples)), [_moment(day) for day in samples.dates]
    rows = [(int(samples.group[k]), moments[samples.date[k]], float(samples.y[k]), float(predictions[k]),
             int(number[k])) for k in held]
    places = [(float(positions[k, 0]), float(positions[k, 1])) for k in held]
    return write_points(path, COLUMNS, rows, places, "predictions")


def _moment(day: np.datetime64) -> Optional[datetime]:
    return None if np.isnat(day) else day.astype("datetime64[s]").item().replace(tzinfo=timezone.utc)
