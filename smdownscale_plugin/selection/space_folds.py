"""Folds in space: compact blocks with a buffer; and the naive random split."""
from typing import List

import numpy as np

from ..errors import InputError, certain
from ..samples.samples import Samples
from .fold import FEWEST_IN_TRAINING, Fold, buffer_km

_MOST_STRIPS = 3          # three strips of columns, each in three: nine blocks


def spatial_blocks(samples: Samples, seed: int = 0) -> List[Fold]:
    """Every block held out once, at all dates; places within the buffer of it are left out of training.

    Blocks are compact and hold about equally many places: cut at quantiles eastward, then southward.
    """
    places, place = np.unique(samples.place_km, axis=0, return_inverse=True)
    blocks = _blocks(places, max(2, min(_MOST_STRIPS, int(np.sqrt(len(places) / 6)))))
    out = _with_buffers(samples, places, place.ravel(), blocks)
    if len(out) < 2:
        raise InputError(f"The area is too small for spatial blocks: a buffer of {buffer_km(samples):.0f} km around a "
                         "block leaves no cells to train on; give a larger area, or VALIDATION leave_period_out.")
    return out


def drawn_regions(samples: Samples) -> List[Fold]:
    """Every region that somebody drew held out once, as `spatial_blocks`; what lies in none is never held out."""
    places, first, place = np.unique(samples.place_km, axis=0, return_index=True, return_inverse=True)
    out = _with_buffers(samples, places, place.ravel(), certain(samples.region)[first])
    if len(out) < 2:
        raise InputError(f"VALIDATION leave_regions_out needs two regions with cells, each with at least "
                         f"{FEWEST_IN_TRAINING} others further away than {buffer_km(samples):.0f} km; draw other "
                         "regions (REGIONS) or choose spatial_blocks.")
    return out


def _with_buffers(samples, places, place, number) -> List[Fold]:
    """A fold for each number (places,) from 0 on; places: (m, 2), place: (n,) index of each row's."""
    limit, out = buffer_km(samples) * (1 + 1e-6), []
    for one in np.unique(number[number >= 0]):
        held = number == one
        near = _distance(places, places[held]) <= limit
        fold = Fold(~near[place], held[place])
        if fold.train.sum() >= FEWEST_IN_TRAINING:
            out.append(fold)
    return out


def random_split(samples: Samples, seed: int, count: int = 5) -> List[Fold]:
    """Rows dealt at random: the split that flatters, computed to show by how much."""
    part = np.random.default_rng(seed).permutation(len(samples)) % count
    return [Fold(part != k, part == k) for k in range(count)]


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
