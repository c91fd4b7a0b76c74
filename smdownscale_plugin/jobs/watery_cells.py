"""A water mask in training: pixels that it drops teach nothing, nor do coarse cells with much water in them.

A sensor takes water for very wet soil, and the pixels that a mask leaves of such a cell are not what the sensor saw.
"""
from dataclasses import replace
from typing import Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import Monitor
from ..rasters.number_text import in_percent
from ..rasters.stack import Stack
from ..rasters.windows import windows
from ..samples.coarse_cells import CoarseCells
from ..samples.from_coarse_cells import FEWEST_ROWS
from ..samples.samples import Samples

MOST_WATER = 0.1        # of a coarse cell, or of its footprint


def without_watery_cells(samples: Samples, cells: CoarseCells, stacks: Sequence[Stack],
                         monitor: Monitor) -> Tuple[Samples, CoarseCells]:
    """The samples and cells less those of which the stacks' mask drops more than a tenth; counted in `dropped`.

    As they are without a mask. Raises InputError when too few are left.
    """
    if stacks[0].mask is None:
        return samples, cells
    share = _share_dropped(stacks[0], cells, monitor)[cells.row, cells.column]
    kept = ~(share > MOST_WATER)
    if kept.sum() < FEWEST_ROWS:
        raise InputError(f"MASK: {kept.sum()} coarse cells of {len(kept)} are left for training ({FEWEST_ROWS} are "
                         f"needed), as it drops more than {in_percent(MOST_WATER)} of the others; check MASK_RULE, or "
                         "give a larger area.")
    dropped = {**cells.dropped, f"cells of which the mask drops more than {in_percent(MOST_WATER)}": int((~kept).sum())}
    rows = {name: getattr(cells, name)[kept] for name in ("date", "row", "column", "coverage")}
    return samples.some(kept), replace(cells, dropped=dropped, **rows)


def _share_dropped(stack, cells, monitor) -> np.ndarray:
    """(rows, columns) share of each coarse cell, or of its footprint, that the mask drops."""
    sums = cells.upscaling.sums(1)
    with stack.mask.open() as mask:
        for window in monitor.each(windows(stack.grid.shape), "Looking for water in coarse cells"):
            sums.add(window, (~mask.keep(window))[None].astype(np.float32))
    return cells.upscaling.result(sums)[0][0]
