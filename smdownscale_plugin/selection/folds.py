"""Folds for cross-validation. They read place, support and date of samples only.

A new kind is a function (samples, seed) -> folds and a line in `MAKERS`; `VALIDATIONS` are those that a user may choose
for samples of a coarse product.
"""
from dataclasses import dataclass
from typing import Callable, Dict, List, Sequence

import numpy as np

from ..errors import InputError
from ..samples.samples import Samples
from .fold import Fold
from .station_folds import (
    LEAVE_REGIONS_OUT,
    LEAVE_STATIONS_OUT,
    LEAVE_YEARS_OUT,
    leave_regions_out,
    leave_stations_out,
    leave_years_out,
)

SPATIAL_BLOCKS, LEAVE_PERIOD_OUT, RANDOM = "spatial_blocks", "leave_period_out", "random"
FORWARD_IN_TIME = "forward_in_time"
VALIDATIONS = (SPATIAL_BLOCKS, LEAVE_PERIOD_OUT, FORWARD_IN_TIME)
_MOST_STRIPS = 3          # three strips of columns, each in three: nine blocks
_PERIODS = 6
_FEWEST_IN_TRAINING = 10


def folds(samples: Samples, validation: str, seed: int) -> List[Fold]:
    """Folds of the named kind.

    Raises InputError for an unknown kind, and when there are too few dates or places for it.
    """
    if validation not in MAKERS:
        raise InputError(f"There is no validation {validation!r}; choose one of {', '.join(MAKERS)}.")
    return MAKERS[validation](samples, seed)


def fold_numbers(folds: Sequence[Fold], rows: int) -> np.ndarray:
    """(rows,) number of the fold, from 1, that holds each row out; 0 where none does."""
    out = np.zeros(rows, int)
    for number, fold in enumerate(folds, 1):
        out[fold.test] = number
    return out


def buffer_km(samples: Samples) -> float:
    """Distance to keep between training and held-out rows: the largest support (cell or footprint) of a row."""
    return float(samples.support_km.max())


def spatial_blocks(samples: Samples, seed: int = 0) -> List[Fold]:
    """Every block held out once, at all dates; places within the buffer of it are left out of training.

    Blocks are compact and hold about equally many places: cut at quantiles eastward, then southward.
    """
    places, place = np.unique(samples.place_km, axis=0, return_inverse=True)
    place = place.ravel()
    limit = buffer_km(samples) * (1 + 1e-6)
    block = _blocks(places, max(2, min(_MOST_STRIPS, int(np.sqrt(len(places) / 6)))))
    out = []
    for number in np.unique(block):
        held = block == number
        near = _distance(places, places[held]) <= limit
        fold = Fold(~near[place], held[place])
        if fold.train.sum() >= _FEWEST_IN_TRAINING:
            out.append(fold)
    if len(out) < 2:
        raise InputError(f"The area is too small for spatial blocks: a buffer of {limit:.0f} km around a block leaves "
                         "no cells to train on; give a larger area, or VALIDATION leave_period_out.")
    return out


def leave_period_out(samples: Samples, seed: int = 0) -> List[Fold]:
    """Dates left out in runs of neighbours, at most six runs; InputError with a single date."""
    dates = len(samples.dates)
    if dates < 2:
        raise InputError("VALIDATION leave_period_out needs at least two dates; give more dates or choose "
                         "spatial_blocks.")
    rows = _runs(samples)
    out = [Fold(rows != k, rows == k) for k in np.unique(rows) if (rows != k).sum() >= _FEWEST_IN_TRAINING]
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
    out = [Fold(rows < k, rows == k) for k in np.unique(rows)[1:] if (rows < k).sum() >= _FEWEST_IN_TRAINING]
    if len(out) < 2:
        raise InputError("VALIDATION forward_in_time needs usable cells on at least three dates; give more dates or "
                         "choose spatial_blocks.")
    return out


def random_split(samples: Samples, seed: int, count: int = 5) -> List[Fold]:
    """Rows dealt at random: the split that flatters, computed to show by how much."""
    part = np.random.default_rng(seed).permutation(len(samples)) % count
    return [Fold(part != k, part == k) for k in range(count)]


MAKERS: Dict[str, Callable[[Samples, int], List[Fold]]] = {
    SPATIAL_BLOCKS: spatial_blocks,
    LEAVE_PERIOD_OUT: leave_period_out,
    FORWARD_IN_TIME: forward_in_time,
    RANDOM: random_split,
    LEAVE_STATIONS_OUT: leave_stations_out,
    LEAVE_REGIONS_OUT: leave_regions_out,
    LEAVE_YEARS_OUT: leave_years_out,
}


@dataclass(frozen=True)
class Words:
    """What reports say of a kind of folds: its name, a short one for columns, and how rows are predicted, where
    `{buffer_km:.0f}` is the buffer."""

    name: str
    short: str
    how: str

    def sentence(self, buffer_km: float) -> str:
        """How rows were predicted."""
        text = self.how.format(buffer_km=buffer_km)
        return f"{text[0].upper()}{text[1:]}."


def words(validation: str) -> Words:
    """The words of a kind, made from its name where there are none."""
    plain = validation.replace("_", " ")
    return _WORDS.get(validation, Words(plain, plain, "each part was predicted by a model that didn't see it"))


_WORDS = {
    SPATIAL_BLOCKS: Words("spatial blocks", "blocks", "each block of cells was predicted by a model that saw neither "
                          "it nor a buffer of {buffer_km:.0f} km around it, at any date"),
    LEAVE_PERIOD_OUT: Words("periods left out", "periods", "each run of dates was predicted by a model that didn't see "
                            "it"),
    FORWARD_IN_TIME: Words("forward in time", "forward", "each run of dates was predicted by a model that saw "
                           "the dates before it only"),
    RANDOM: Words("random split (naive)", "random", "cells were dealt at random, so that neighbours of held-out cells "
                  "were trained on; shown to tell by how much this flatters"),
}


def _runs(samples):
    """(n,) number of the run of neighbouring dates that each row is in."""
    dates = len(samples.dates)
    return (np.arange(dates) * min(dates, _PERIODS) // dates)[samples.date]


def _blocks(places, parts):
    """Block numbers (m,): `parts` strips from west to east, each cut into `parts` from north to south."""
    strip = _quantile_bins(places[:, 0], parts)
    block = np.zeros(len(places), int)
    for number in range(parts):
        inside = strip == number
        if inside.any():
            block[inside] = number * parts + _quantile_bins(places[inside, 1], parts)
    return block


def _quantile_bins(values, parts):
    """Which of `parts` equally full bins each value is in; equal values stay together."""
    edges = np.quantile(values, np.arange(1, parts) / parts)
    return np.searchsorted(edges, values, side="left")


def _distance(places, targets):
    """Distance (m,) of each place (m, 2) to the nearest target."""
    best = np.full(len(places), np.inf)
    for target in targets:
        np.minimum(best, np.hypot(*(places - target).T), out=best)
    return best
