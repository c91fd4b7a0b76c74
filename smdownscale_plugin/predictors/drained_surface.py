"""The surface that water runs on: a DEM with its pits filled and its flats tilted towards their outlets.

Numpy only, whole DEM in memory; indices take four bytes, and what is needed only in passing is made of some rows, or
some cells, at a time.
"""
import heapq
from array import array
from typing import Tuple

import numpy as np

from ..monitor import SILENT, Monitor

# Half of the eight neighbours (row, column): each pair of neighbours once.
_HALF = ((0, 1), (1, -1), (1, 0), (1, 1))
_ROWS = 64           # compared together
_CELLS = 2 ** 17     # followed downhill together


def fill_pits(padded: np.ndarray, monitor: Monitor = SILENT) -> np.ndarray:
    """The lowest surface on or above a DEM from which every cell drains to the edge or to a void; NaN around it.

    As the priority flood of Barnes et al. (2014), but flooding basins in place of cells: a cell's steepest descent
    ends in its basin's lowest point, so that the level of the basin is all there is to find.
    """
    basin = _basins(padded, monitor)
    count = int(basin.max()) + 1
    first, second, height = _passes(padded, basin, count)
    level = np.append(_flood(count, first, second, height, monitor), np.nan)[basin]      # -1 takes the last
    return np.fmax(padded, level, out=level)


def _basins(padded: np.ndarray, monitor: Monitor) -> np.ndarray:
    """The basin of each cell of a padded DEM, numbered from 0; -1 without a value."""
    inside, width = np.isfinite(padded), padded.shape[1]
    lowest, choice = padded[1:-1, 1:-1].copy(), np.zeros(padded.shape, np.int8)
    steps = np.zeros(1 + 2 * len(_HALF), np.int32)
    for number, (row, column) in enumerate((sign * row, sign * column) for row, column in _HALF for sign in (1, -1)):
        monitor.check()
        steps[1 + number] = row * width + column
        beside = _shifted(padded, row, column)
        better = beside < lowest
        np.copyto(lowest, beside, where=better)
        choice[1:-1, 1:-1][better] = 1 + number
    del lowest
    towards = np.arange(padded.size, dtype=np.int32)
    towards += steps[choice.ravel()]
    moved = True
    while moved:
        moved = False
        for start in range(0, towards.size, _CELLS):
            monitor.check()
            part = towards[start:start + _CELLS]
            further = towards[part]
            moved |= not np.array_equal(further, part)
            part[:] = further
    bottoms = np.zeros(padded.size, bool)
    bottoms[towards[inside.ravel()]] = True
    basin = np.cumsum(bottoms, dtype=np.int32)[towards].reshape(padded.shape)
    basin -= 1
    basin[~inside] = -1
    return basin


def _shifted(padded: np.ndarray, row: int, column: int) -> np.ndarray:
    """The neighbours of the inner cells that many rows and columns away."""
    rows, columns = padded.shape
    return padded[1 + row:rows - 1 + row, 1 + column:columns - 1 + column]


def _passes(padded: np.ndarray, basin: np.ndarray, count: int) -> Tuple[np.ndarray, ...]:
    """Pairs of basins with the lowest pass between them; number `count` is the world outside."""
    found = []
    rows, columns = padded.shape
    for row, column in _HALF:
        here, there = (slice(max(0, side), columns + min(0, side)) for side in (-column, column))
        for start in range(0, rows - row, _ROWS):
            stop = min(start + _ROWS, rows - row)
            one, other = (slice(start, stop), here), (slice(start + row, stop + row), there)
            met = basin[one] != basin[other]
            a, b = (np.where(side[met] < 0, np.int32(count), side[met]) for side in (basin[one], basin[other]))
            found.append(_lowest(np.minimum(a, b), np.maximum(a, b), np.fmax(padded[one][met], padded[other][met])))
    return _lowest(*(np.concatenate(parts) for parts in zip(*found)))


def _lowest(first: np.ndarray, second: np.ndarray, height: np.ndarray) -> Tuple[np.ndarray, ...]:
    """The lowest of the passes between the same two basins."""
    order = np.lexsort((height, second, first))
    first, second, height = first[order], second[order], height[order]
    lowest = np.ones(first.size, bool)
    lowest[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return first[lowest], second[lowest], height[lowest]


def _flood(count: int, first: np.ndarray, second: np.ndarray, height: np.ndarray, monitor: Monitor) -> np.ndarray:
    """The level to which each basin fills: the lowest possible highest pass on a way out."""
    source, target = np.concatenate([first, second]), np.concatenate([second, first])
    order = np.argsort(source, kind="stable")
    # arrays, not lists: of a rough DEM there are as many passes as cells
    into, passes = array("i", target[order].tobytes()), array("d", np.concatenate([height, height])[order].tobytes())
    del target, height
    begin = array("q", np.searchsorted(source[order], np.arange(count + 2)).astype(np.int64).tobytes())
    level = array("d", [np.inf]) * count + array("d", [-np.inf])
    waiting, done = [(-np.inf, count)], bytearray(count + 1)
    cancelled = monitor.cancel_limited()
    while waiting:
        water, basin = heapq.heappop(waiting)
        if done[basin]:
            continue
        done[basin] = 1
        if cancelled():
            monitor.check()
        for k in range(begin[basin], begin[basin + 1]):
            neighbour, needed = into[k], passes[k]
            needed = needed if needed > water else water
            if needed < level[neighbour]:
                level[neighbour] = needed
                heapq.heappush(waiting, (needed, neighbour))
    return np.frombuffer(level)[:count]


def drain_flats(padded: np.ndarray, monitor: Monitor = SILENT) -> np.ndarray:
    """A filled, padded surface with flats tilted towards their outlets by less than any real difference in height.

    The surface itself is tilted and given back.
    """
    flat_z, width = padded.ravel(), padded.shape[1]
    steps = [sign * (row * width + column) for row, column in _HALF for sign in (1, -1)]
    inner = (slice(1, -1), slice(1, -1))
    drained, smallest = np.zeros((padded.shape[0] - 2, width - 2), bool), np.inf
    for row, column in _HALF:
        for sign in (1, -1):
            monitor.check()
            difference = padded[inner] - _shifted(padded, sign * row, sign * column)
            falling = difference > 0
            smallest = min(smallest, np.min(difference, initial=np.inf, where=falling))
            drained |= falling | np.isnan(difference)
            del difference, falling
    undrained = np.zeros(padded.shape, bool)
    undrained[inner] = np.isfinite(padded[inner]) & ~drained
    drained &= np.isfinite(padded[inner])
    edge, steps_away = _beside(undrained, drained), 0
    undrained, distance = undrained.ravel(), np.zeros(flat_z.size, np.int32)
    while edge.size and undrained.any():
        monitor.check()
        steps_away += 1
        found = []
        for step in steps:
            near = edge + step
            hit = near[undrained[near] & (flat_z[near] == flat_z[edge])]
            undrained[hit] = False
            distance[hit] = steps_away
            found.append(np.unique(hit))
        edge = np.concatenate(found)
    resolvable = 8 * np.spacing(np.nanmax(np.abs(flat_z), initial=1.0))
    tilt = max(min(smallest, 1.0) / (2.0 * (steps_away + 1)), resolvable)
    tilted = np.flatnonzero(distance)
    flat_z[tilted] += tilt * distance[tilted]
    return padded


def _beside(undrained: np.ndarray, drained: np.ndarray) -> np.ndarray:
    """Where in the padded surface drained cells lie that have an undrained neighbour."""
    beside = np.zeros(drained.shape, bool)
    for row, column in _HALF:
        for sign in (1, -1):
            beside |= _shifted(undrained, sign * row, sign * column)
    return np.flatnonzero(np.pad(beside & drained, 1)).astype(np.int32)
