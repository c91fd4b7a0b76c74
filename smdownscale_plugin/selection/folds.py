"""The kinds of folds for cross-validation: a function (samples, seed) -> folds and a line in `KINDS` each.

They read place, group, support and date of samples only. `VALIDATIONS` are those that a user may choose for samples of
a coarse product.
"""
from typing import Dict, List

from ..errors import InputError
from ..samples.samples import Samples
from .fold import Fold
from .fold_kind import Kind
from .space_folds import random_split, spatial_blocks
from .station_folds import (
    LEAVE_REGIONS_OUT,
    LEAVE_STATIONS_OUT,
    LEAVE_YEARS_OUT,
    leave_regions_out,
    leave_stations_out,
    leave_years_out,
)
from .time_folds import forward_in_time, leave_period_out

SPATIAL_BLOCKS, LEAVE_PERIOD_OUT, FORWARD_IN_TIME = "spatial_blocks", "leave_period_out", "forward_in_time"
RANDOM = "random"
VALIDATIONS = (SPATIAL_BLOCKS, LEAVE_PERIOD_OUT, FORWARD_IN_TIME, LEAVE_REGIONS_OUT)

KINDS: Dict[str, Kind] = {
    SPATIAL_BLOCKS: Kind(spatial_blocks, "spatial blocks", "blocks", "each block of cells was predicted by a model "
                         "that saw neither it nor a buffer of {buffer_km:.0f} km around it, at any date"),
    LEAVE_PERIOD_OUT: Kind(leave_period_out, "periods left out", "periods", "each run of dates was predicted by a "
                           "model that didn't see it"),
    FORWARD_IN_TIME: Kind(forward_in_time, "forward in time", "forward", "each run of dates was predicted by a model "
                          "that saw the dates before it only"),
    RANDOM: Kind(random_split, "random split (naive)", "random", "cells were held out at random, so that their "
                                                                 "neighbours were trained on; shown to reveal how much "
                                                                 "this flatters"),
    LEAVE_STATIONS_OUT: Kind(leave_stations_out, "stations left out", "stations", "each station was predicted by a "
                             "model that didn't see it, at any date"),
    LEAVE_REGIONS_OUT: Kind(leave_regions_out, "regions left out", "regions", "each region was predicted by a model "
                            "that saw neither it nor a buffer of {buffer_km:.0f} km around it, at any date"),
    LEAVE_YEARS_OUT: Kind(leave_years_out, "years left out", "years", "each year was predicted by a model that saw the "
                          "same stations in the other years"),
}


def kind_of(validation: str) -> Kind:
    """The kind of a name; InputError when there is none."""
    if validation not in KINDS:
        raise InputError(f"There is no validation {validation!r}; choose one of {', '.join(KINDS)}.")
    return KINDS[validation]


def folds(samples: Samples, validation: str, seed: int) -> List[Fold]:
    """Folds of the named kind.

    Raises InputError for an unknown kind, and when there are too few dates or places for it.
    """
    return kind_of(validation).make(samples, seed)
