"""Folds of samples at stations: whole stations, whole regions or whole years are held out."""
from typing import List

import numpy as np

from ..errors import InputError
from ..samples.samples import Samples
from .fold import Fold
from .space_folds import drawn_regions

LEAVE_STATIONS_OUT, LEAVE_REGIONS_OUT, LEAVE_YEARS_OUT = "leave_stations_out", "leave_regions_out", "leave_years_out"
STATION_VALIDATIONS = (LEAVE_STATIONS_OUT, LEAVE_REGIONS_OUT, LEAVE_YEARS_OUT)
LEFT_OUT = {LEAVE_STATIONS_OUT: "Stations", LEAVE_REGIONS_OUT: "Regions", LEAVE_YEARS_OUT: "Years"}
_FOLDS = 5
_REGIONS = 3        # west, middle, east


def leave_stations_out(samples: Samples, seed: int = 0) -> List[Fold]:
    """Off-site: five folds of whole groups (stations that lie close together are one), dealt at random."""
    groups = np.unique(samples.group)
    if len(groups) < 2:
        raise InputError("VALIDATION leave_stations_out needs stations at two places or more, further apart than a "
                         "footprint; give more stations.")
    count = min(_FOLDS, len(groups))
    part = np.random.default_rng(seed).permutation(len(groups)) % count
    held = part[np.searchsorted(groups, samples.group)]
    return [Fold(held != k, held == k) for k in range(count)]


def leave_regions_out(samples: Samples, seed: int = 0) -> List[Fold]:
    """Cross-region: the regions that were drawn, or else the western, middle and eastern third of the groups, are held
    out in turn."""
    if samples.region is not None:
        return drawn_regions(samples)
    region = regions(samples)
    if len(np.unique(region)) < 2:
        raise InputError("VALIDATION leave_regions_out needs stations at three places or more; give more stations.")
    return [Fold(region != k, region == k) for k in np.unique(region)]


def leave_labels_out(samples: Samples, labels: np.ndarray) -> List[Fold]:
    """The rows of each label (n,) are held out in turn; a group goes with the label of its first row."""
    _, first, group = np.unique(samples.group, return_index=True, return_inverse=True)
    names, label = np.unique(labels[first][group.ravel()], return_inverse=True)
    if len(names) < 2:
        raise InputError(f"VALIDATION leave_regions_out needs stations in two regions or more; all lie in {names[0]}.")
    return [Fold(label.ravel() != k, label.ravel() == k) for k in range(len(names))]


def regions(samples: Samples) -> np.ndarray:
    """(n,) 0 for the western, 1 for the middle, 2 for the eastern third of the groups, by their mean place."""
    groups, group = np.unique(samples.group, return_inverse=True)
    group = group.ravel()
    east = np.bincount(group, samples.place_km[:, 0]) / np.bincount(group)
    rank = np.argsort(np.argsort(east, kind="stable"), kind="stable")
    return (rank * _REGIONS // max(len(groups), 1))[group]


def leave_years_out(samples: Samples, seed: int = 0) -> List[Fold]:
    """On-site: each calendar year is held out in turn, at all stations."""
    year = samples.dates[samples.date].astype("datetime64[Y]").astype(int)
    years = np.unique(year)
    if len(years) < 2:
        raise InputError("VALIDATION leave_years_out needs observations of two years or more; give more dates.")
    return [Fold(year != k, year == k) for k in years]
