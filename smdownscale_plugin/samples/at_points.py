"""Samples at points: measurements of stations beside the predictors of their pixels."""
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.coarse import find_stack
from ..rasters.fills import FillSearch
from ..rasters.period import Period
from ..rasters.stack import Stack, dates_of, names_of_all
from ..rasters.unit_changes import UnitChanges
from ..rasters.windows import layout
from ..scaling.cell_kilometres import cell_kilometres
from ..scaling.geometry import pixel_positions
from .features import found_features
from .from_coarse_cells import on_one_grid
from .predictor_pass import refuse_fills
from .samples import Samples


@dataclass(frozen=True)
class Points:
    """Measurements, one an entry (n,): x, y in `crs` (WKT or EPSG:n); day: datetime64[D]; value: the target; group:
    number of the station."""

    x: np.ndarray
    y: np.ndarray
    crs: str
    day: np.ndarray
    value: np.ndarray
    group: np.ndarray


def sample_points(stacks: Sequence[Stack], points: Points, monitor: Monitor = SILENT) -> Tuple[Samples, np.ndarray]:
    """(samples, number of the measurement (n,) that each row comes from).

    A measurement takes the predictors of its pixel from the stack with the largest overlap with its day; those outside
    the stacks in space or time, and those without all predictors, are left out and counted in the log. Each stack is
    read once, in the windows that hold points. A row is a point: support 0, as noisy as its pixel.
    Raises InputError when nothing is left, for stacks on different grids, undeclared fill values and units that change.
    """
    first = on_one_grid(stacks)
    across, down = pixel_positions(first.grid, points.x, points.y, points.crs)
    inside = (across >= 0) & (across < first.grid.width) & (down >= 0) & (down < first.grid.height) \
        & np.isfinite(points.value)
    served, units = _served(stacks, points.day, inside, monitor), UnitChanges()
    if served:
        names = names_of_all([stacks[number] for number in served], stacks, "the measurements", monitor)
        first = stacks[next(iter(served))].select(names)
    values = np.full((len(points.value), len(first.names)), np.nan, np.float32)
    for k, (number, rows) in enumerate(served.items()):
        part = monitor.part(k / len(served), (k + 1) / len(served))
        values[rows] = _read(stacks[number].select(first.names), down[rows].astype(int), across[rows].astype(int),
                             units, part)
    used = np.flatnonzero(np.isfinite(values).all(1))
    if not len(used):
        raise InputError(f"No measurement has predictors: {int(inside.sum())} of {len(inside)} lie on the predictors' "
                         f"grid ({first.grid.box()}), whose dates are {dates_of(stacks)}; check places and dates.")
    _log_points(monitor, inside, served, used)
    dates, date = np.unique(points.day[used], return_inverse=True)
    features = found_features([(p.name, p.band) for p in first.predictors], values[used])
    width, height = (float(np.median(sizes)) for sizes in cell_kilometres(first.grid))
    place_km = np.stack([across[used] * width, down[used] * height], 1)
    samples = Samples(features, np.ascontiguousarray(features.encode(values[used].T).T),
                      points.value[used].astype(float), date.ravel(), place_km, points.group[used],
                      np.zeros(len(used)), dates.astype("datetime64[s]"))
    return samples, used


def _served(stacks: Sequence[Stack], days: np.ndarray, inside: np.ndarray, monitor: Monitor) -> Dict[int, np.ndarray]:
    """Measurements (indices) by the number of the stack that serves their day."""
    numbers = {id(stack): k for k, stack in enumerate(stacks)}
    out: Dict[int, List[np.ndarray]] = {}
    for day in np.unique(days[inside]):
        stack = find_stack(_period(day), stacks, str(day), monitor)
        if stack is not None:
            out.setdefault(numbers[id(stack)], []).append(np.flatnonzero(inside & (days == day)))
    return {number: np.concatenate(out[number]) for number in sorted(out)}


def _period(day: np.datetime64) -> Optional[Period]:
    start = datetime.fromisoformat(str(day.astype("datetime64[D]"))).replace(tzinfo=timezone.utc)
    return Period(start, start + timedelta(days=1))


def _read(stack: Stack, row: np.ndarray, column: np.ndarray, units: UnitChanges, monitor: Monitor) -> np.ndarray:
    """(n, predictors) values of pixels; only windows that hold some are read."""
    out = np.full((len(row), len(stack.names)), np.nan, np.float32)
    plan = layout(stack.grid.shape, stack.blocks)
    searches = {k: FillSearch() for k in range(len(stack.names))}
    with stack.open(forget=plan.whole_blocks) as reader:
        for window in monitor.each(plan.windows, f"Reading predictors at points, {stack.label}"):
            here = np.flatnonzero((row >= window.row) & (row < window.row + window.height)
                                  & (column >= window.column) & (column < window.column + window.width))
            if len(here):
                values = reader.read(window)
                for k, search in searches.items():
                    search.add(values[k])
                out[here] = values[:, row[here] - window.row, column[here] - window.column].T
    refuse_fills(stack, searches, monitor)
    for k, search in searches.items():
        units.add(stack.predictors[k].path, stack.predictors[k].band, search.sample)
    return out


def _log_points(monitor: Monitor, inside: np.ndarray, served: Dict[int, np.ndarray], used: np.ndarray) -> None:
    dated = sum(len(rows) for rows in served.values())
    for count, what in ((len(inside) - int(inside.sum()), "outside the predictors' grid or without a value"),
                        (int(inside.sum()) - dated, "of days without predictors"),
                        (dated - len(used), "where a predictor has no value")):
        if count:
            monitor.info(f"Left out: {count} measurements {what}.")
