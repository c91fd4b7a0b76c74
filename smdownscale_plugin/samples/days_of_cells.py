"""The days before each date, of coarse cells and of the pixels that are sampled, for methods that learn from
sequences: upscaled from daily stacks as predictors are."""
from dataclasses import replace
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.days import DailyStacks, days_before
from ..rasters.stack import Stack
from ..rasters.windows import layout
from ..scaling.upscaling import Upscaling
from .coarse_cells import CoarseCells
from .samples import Samples

Uses = Dict[Stack, List[Tuple[int, int]]]       # (date, day) by stack


def with_days_before(samples: Samples, cells: Any, stacks: Sequence[Stack], count: int,
                     monitor: Monitor = SILENT) -> Samples:
    """The samples with the last `count` days up to and with each date, of all variables of the daily stacks.

    cells: the `CoarseCells` of the samples, with surroundings. What a day lacks is NaN; the first day that lacks
    wholly is named in a warning. Raises InputError: a date that isn't known or has none of its days, stacks on another
    grid than the predictors, without the same variables, or with an undeclared fill value.
    """
    uses: Uses = {}
    for k, days in _days_of_dates(cells, stacks, count, monitor).items():
        for day, stack in enumerate(days.stacks):
            if stack is not None:
                uses.setdefault(stack, []).append((k, day))
    height, width = cells.upscaling.fine.shape
    pixel_date, place = np.divmod(cells.surroundings.pixel_places, height * width)
    series = np.full((len(samples), count, len(stacks[0].names)), np.nan, np.float32)
    of_pixels = np.full((len(place), count, len(stacks[0].names)), np.nan, np.float32)
    for part, (stack, dates) in enumerate(uses.items()):
        wanted = np.flatnonzero(np.isin(pixel_date, [k for k, _ in dates]))
        maps, at = _read(stack, cells.upscaling, place[wanted], monitor.part(part / len(uses), (part + 1) / len(uses)))
        for k, day in dates:
            rows, here = cells.date == k, pixel_date[wanted] == k
            series[rows, day] = maps[:, cells.row[rows], cells.column[rows]].T
            of_pixels[wanted[here], day] = at[:, here].T
    return replace(samples, series=series, pixels_series=of_pixels)


def _days_of_dates(cells: CoarseCells, stacks: Sequence[Stack], count: int, monitor: Monitor) -> Dict[int, DailyStacks]:
    """The days of each date; gaps are told once."""
    found, gaps = {}, []
    for k in np.unique(cells.date):
        if cells.periods[k] is None:
            raise InputError("A coarse raster has no date, so it isn't known which days of SERIES come before it; put "
                             "its date into the file name (sm_20200601.tif) or into TIME_START and TIME_END.")
        found[int(k)] = days_before(stacks, cells.periods[k], count, stacks[0].names, cells.upscaling.fine,
                                    Monitor(warn=gaps.append))
    if gaps:
        others = f" {len(gaps) - 1} other dates of training lack days too." if len(gaps) > 1 else ""
        monitor.warn(gaps[0] + others)
    return found


def _read(stack: Stack, upscaling: Upscaling, place: np.ndarray, monitor: Monitor) -> Tuple[np.ndarray, np.ndarray]:
    """Means on the coarse grid (variables, rows, columns), NaN where half of a cell or more is unknown, and values
    (variables, n) at pixels; each variable for itself."""
    sums = [upscaling.sums(1) for _ in stack.names]
    at = np.full((len(stack.names), len(place)), np.nan, np.float32)
    row, column = np.divmod(place, upscaling.fine.width)
    parts = layout(stack.grid.shape, stack.blocks)
    with stack.open(forget=parts.whole_blocks) as reader:
        for window in monitor.each(parts.windows, f"Reading the days before, {stack.label}"):
            values = reader.read(window)
            for one, layer in zip(sums, values):
                one.add(window, layer)
            down, right = row - window.row, column - window.column
            inside = (down >= 0) & (down < window.height) & (right >= 0) & (right < window.width)
            at[:, inside] = values[:, down[inside], right[inside]]
    found = [upscaling.result(one) for one in sums]
    return np.stack([np.where(coverage >= 0.5, means[0], np.nan) for means, coverage in found]), at
