"""Folds for cross-validation: compact spatial blocks with a buffer, whole periods, and the naive random split."""
from dataclasses import dataclass
from typing import List

import numpy as np

from ..errors import InputError
from ..regression.training_table import TrainingTable
from ..scaling.cell_kilometres import cell_kilometres

SPATIAL_BLOCKS, LEAVE_PERIOD_OUT, RANDOM = "spatial_blocks", "leave_period_out", "random"
VALIDATIONS = (SPATIAL_BLOCKS, LEAVE_PERIOD_OUT)
_MOST_STRIPS = 3          # three strips of columns, each in three: nine blocks
_PERIODS = 6
_FEWEST_IN_TRAINING = 10


@dataclass(frozen=True)
class Fold:
    """One split: boolean (n,) of rows trained on and rows held out; the buffer's rows are in neither."""

    train: np.ndarray
    test: np.ndarray


def folds(table: TrainingTable, validation: str, seed: int) -> List[Fold]:
    """Folds of the named kind.

    Raises InputError when there are too few dates or cells for it.
    """
    if validation == SPATIAL_BLOCKS:
        return spatial_blocks(table)
    if validation == LEAVE_PERIOD_OUT:
        return leave_period_out(table)
    return random_split(table, seed)


def buffer_km(table: TrainingTable) -> float:
    """Distance to keep between training and held-out cells: one footprint, and at least one cell."""
    widths, heights = cell_kilometres(table.coarse[0].grid)
    return max(table.upscaling.footprint_km, float(np.median(widths)), float(np.median(heights)))


def spatial_blocks(table: TrainingTable) -> List[Fold]:
    """Every block held out once, at all dates; cells within the buffer of it are left out of training.

    Blocks are compact and hold about equally many cells: cut at quantiles of columns, then of rows.
    """
    cells, cell = _cells(table)
    widths, heights = cell_kilometres(table.coarse[0].grid)
    place = np.stack([cells[:, 0] * np.median(heights), cells[:, 1] * np.median(widths)], 1)
    limit = buffer_km(table) * (1 + 1e-6)
    block = _blocks(cells, max(2, min(_MOST_STRIPS, int(np.sqrt(len(cells) / 6)))))
    out = []
    for number in np.unique(block):
        held = block == number
        near = _distance(place, place[held]) <= limit
        fold = Fold(~near[cell], held[cell])
        if fold.train.sum() >= _FEWEST_IN_TRAINING:
            out.append(fold)
    if len(out) < 2:
        raise InputError(f"The area is too small for spatial blocks: a buffer of {limit:.0f} km around a block leaves "
                         "no cells to train on; give a larger area, or VALIDATION leave_period_out.")
    return out


def leave_period_out(table: TrainingTable) -> List[Fold]:
    """Dates left out in runs of neighbours, at most six runs; InputError with a single date."""
    dates = len(table.coarse)
    if dates < 2:
        raise InputError("VALIDATION leave_period_out needs at least two dates; give more dates or choose "
                         "spatial_blocks.")
    run = np.arange(dates) * min(dates, _PERIODS) // dates
    rows = run[table.date]
    out = [Fold(rows != k, rows == k) for k in np.unique(rows) if (rows != k).sum() >= _FEWEST_IN_TRAINING]
    if len(out) < 2:
        raise InputError("VALIDATION leave_period_out needs usable cells on at least two dates; give more dates or "
                         "choose spatial_blocks.")
    return out


def random_split(table: TrainingTable, seed: int, count: int = 5) -> List[Fold]:
    """Rows dealt at random: the split that flatters, computed to show by how much."""
    part = np.random.default_rng(seed).permutation(len(table)) % count
    return [Fold(part != k, part == k) for k in range(count)]


def _cells(table):
    """The distinct coarse cells (m, 2) of a table, and for each of its rows which one it is (n,)."""
    cells, cell = np.unique(np.stack([table.row, table.column], 1), axis=0, return_inverse=True)
    return cells, cell.ravel()


def _blocks(cells, parts):
    """Block numbers (m,): `parts` strips of columns, each cut into `parts` along its rows."""
    strip = _quantile_bins(cells[:, 1], parts)
    block = np.zeros(len(cells), int)
    for number in range(parts):
        inside = strip == number
        if inside.any():
            block[inside] = number * parts + _quantile_bins(cells[inside, 0], parts)
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
