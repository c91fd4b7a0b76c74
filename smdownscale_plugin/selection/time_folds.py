"""Folds in time: whole periods left out, or each period tested with the model of those before it."""
from typing import List

import numpy as np

from ..errors import InputError
from ..samples.samples import Samples
from .fold import FEWEST_IN_TRAINING, Fold

_PERIODS = 6


def leave_period_out(samples: Samples, seed: int = 0) -> List[Fold]:
    """Dates left out in runs of neighbours, at most six runs; InputError with a single date."""
    dates = len(samples.dates)
    if dates < 2:
        raise InputError("VALIDATION leave_period_out needs at least two dates; give more dates or choose "
                         "spatial_blocks.")
    rows = _runs(samples)
    out = [Fold(rows != k, rows == k) for k in np.unique(rows) if (rows != k).sum() >= FEWEST_IN_TRAINING]
    if len(out) < 2:
        raise InputError("VALIDATION leave_period_out needs usable cells on at least two dates; give more dates or "
                         "choose spatial_blocks.")
    return out


def forward_in_time(samples: Samples, seed: int = 0) -> List[Fold]:
    """Dates in at most six runs of neighbours, each held out from the model of all runs before it; the first run is
    never held out. InputError with fewer than three dates, or where they are unknown."""
    if len(samples.dates) < 3 or np.isnat(samples.dates).any():
        raise InputError("VALIDATION forward_in_time needs rasters of at least three dates; give more dates or choose "
                         "spatial_blocks.")
    rows = _runs(samples)
    out = [Fold(rows < k, rows == k) for k in np.unique(rows)[1:] if (rows < k).sum() >= FEWEST_IN_TRAINING]
    if len(out) < 2:
        raise InputError("VALIDATION forward_in_time needs usable cells on at least three dates; give more dates or "
                         "choose spatial_blocks.")
    return out


def _runs(samples):
    """(n,) number of the run of neighbouring dates that each row is in."""
    dates = len(samples.dates)
    return (np.arange(dates) * min(dates, _PERIODS) // dates)[samples.date]
