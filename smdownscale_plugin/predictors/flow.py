"""Where water runs on a DEM: pits filled, flats drained, upslope area by D-infinity. Numpy only, whole DEM in memory.

No library that QGIS brings along does this (GDAL fills voids, not pits), so it is done here; the cost is about 120
bytes and 2 microseconds a cell.
"""
import heapq
from dataclasses import dataclass

import numpy as np

from ..monitor import SILENT, Monitor

# Half of the eight neighbours (row, column): each pair of neighbours once.
_HALF = ((0, 1), (1, -1), (1, 0), (1, 1))
_ROWS = 256      # whose directions are found together
# The eight facets of Tarboton (1997): cardinal neighbour, diagonal neighbour.
_FACETS = (((0, 1), (-1, 1)), ((-1, 0), (-1, 1)), ((-1, 0), (-1, -1)), ((0, -1), (-1, -1)),
           ((0, -1), (1, -1)), ((1, 0), (1, -1)), ((1, 0), (1, 1)), ((0, 1), (1, 1)))


@dataclass(frozen=True)
class Flow:
    """Flow on a DEM, arrays (rows, columns), NaN where the DEM has no value.

    area: upslope area with the cell's own, m2; width: contour length that it drains through, m;
    slope: tangent of the steepest descent on the drained surface.
    """

    area: np.ndarray
    width: np.ndarray
    slope: np.ndarray


def flow(elevation: np.ndarray, dx: np.ndarray, dy: np.ndarray, monitor: Monitor = SILENT) -> Flow:
    """Flow on a DEM in metres; dx, dy: true size of a cell in metres, one number a row."""
    monitor.at(0.0, "Filling pits")
    padded = np.pad(np.asarray(elevation, np.float64), 1, constant_values=np.nan)
    dx, dy = (np.pad(np.broadcast_to(d, elevation.shape[0]).astype(float), 1, mode="edge") for d in (dx, dy))
    surface = drain_flats(fill_pits(padded, monitor), monitor)
    del padded
    monitor.at(0.5, "Directions of flow")
    slope, share, facet = _directions(surface, dx[:, None], dy[:, None], monitor)
    monitor.at(0.7, "Accumulating flow")
    area = _accumulate(facet, share, np.where(np.isfinite(surface), dx[:, None] * dy[:, None], np.nan), monitor)
    width = _contour_width(facet, share, dx[:, None], dy[:, None])
    inner = (slice(1, -1), slice(1, -1))
    return Flow(area[inner], np.where(np.isfinite(area), width, np.nan)[inner], slope[inner])


def fill_pits(padded: np.ndarray, monitor: Monitor = SILENT) -> np.ndarray:
    """The lowest surface on or above a DEM from which every cell drains to the edge or to a void; NaN around it.

    As the priority flood of Barnes et al. (2014), but flooding basins in place of cells: a cell's steepest descent
    ends in its basin's lowest point, so that the level of the basin is all there is to find.
    """
    basin = _basins(padded, monitor)
    count = int(basin.max()) + 1
    first, second, height = _passes(padded, basin, count)
    level = _flood(count, first, second, height, monitor)
    return np.where(basin >= 0, np.fmax(padded, level[np.maximum(basin, 0)]), np.nan)


def _basins(padded, monitor):
    """The basin of each cell of a padded DEM, numbered from 0; -1 without a value."""
    inside = np.isfinite(padded)
    flat = padded.ravel()
    lowest, towards = flat.copy(), np.arange(flat.size)
    width = padded.shape[1]
    inner = np.flatnonzero(inside)
    for row, column in _HALF:
        for step in (row * width + column, -row * width - column):
            monitor.check()
            better = flat[inner + step] < lowest[inner]
            cells = inner[better]
            lowest[cells], towards[cells] = flat[cells + step], cells + step
    while True:
        monitor.check()
        further = towards[towards]
        if np.array_equal(further, towards):
            break
        towards = further
    bottoms = np.zeros(flat.size, bool)
    bottoms[towards[inner]] = True
    number = np.cumsum(bottoms) - 1
    return np.where(inside, number[towards].reshape(padded.shape), -1)


def _passes(padded, basin, count):
    """Pairs of basins with the lowest pass between them; number `count` is the world outside."""
    first, second, height = [], [], []
    rows, columns = padded.shape
    for row, column in _HALF:
        here = (slice(0, rows - row), slice(max(0, -column), columns - max(0, column)))
        there = (slice(row, rows), slice(max(0, column), columns + min(0, column)))
        a, b, z = basin[here], basin[there], np.fmax(padded[here], padded[there])
        a, b = np.where(a < 0, count, a), np.where(b < 0, count, b)
        met = a != b
        first.append(np.minimum(a, b)[met])
        second.append(np.maximum(a, b)[met])
        height.append(z[met])
    first, second, height = (np.concatenate(part) for part in (first, second, height))
    order = np.lexsort((height, second, first))
    first, second, height = first[order], second[order], height[order]
    lowest = np.ones(first.size, bool)
    lowest[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return first[lowest], second[lowest], height[lowest]


def _flood(count, first, second, height, monitor):
    """The level to which each basin fills: the lowest possible highest pass on a way out."""
    source, target = np.concatenate([first, second]), np.concatenate([second, first])
    order = np.argsort(source, kind="stable")
    target, height = target[order].tolist(), np.concatenate([height, height])[order].tolist()
    begin = np.searchsorted(source[order], np.arange(count + 2)).tolist()
    level = [np.inf] * count + [-np.inf]
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
            neighbour, needed = target[k], height[k]
            needed = needed if needed > water else water
            if needed < level[neighbour]:
                level[neighbour] = needed
                heapq.heappush(waiting, (needed, neighbour))
    return np.array(level[:count])


def drain_flats(padded: np.ndarray, monitor: Monitor = SILENT) -> np.ndarray:
    """A filled, padded surface with flats tilted towards their outlets by less than any real difference in height."""
    flat_z, width = padded.ravel(), padded.shape[1]
    steps = [sign * (row * width + column) for row, column in _HALF for sign in (1, -1)]
    inner = np.flatnonzero(np.isfinite(flat_z))
    drained, smallest = np.zeros(inner.size, bool), np.inf
    for step in steps:
        monitor.check()
        difference = flat_z[inner] - flat_z[inner + step]
        drained |= (difference > 0) | np.isnan(difference)
        smallest = min(smallest, np.min(difference[difference > 0], initial=np.inf))
    distance = np.zeros(flat_z.size, np.int32)
    undrained = np.zeros(flat_z.size, bool)
    undrained[inner[~drained]] = True
    edge, steps_away = inner[drained], 0
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
    return (flat_z + tilt * distance).reshape(padded.shape)


def _directions(surface, dx, dy, monitor):
    """(slope, share of the diagonal neighbour, facet number) of the steepest of the eight facets; facet -1: none.

    Some rows at a time, so that what is compared takes little memory.
    """
    slope, share = np.zeros(surface.shape), np.zeros(surface.shape)
    facet = np.full(surface.shape, -1, np.int8)
    for start in range(1, len(surface) - 1, _ROWS):
        rows = slice(start - 1, min(start + _ROWS, len(surface) - 1) + 1)
        found = _steepest(surface[rows], dx[rows], dy[rows], monitor)
        inner = slice(rows.start + 1, rows.stop - 1)
        slope[inner], share[inner], facet[inner] = (values[1:-1] for values in found)
    slope[~np.isfinite(surface)] = np.nan
    return slope, share, facet


def _steepest(surface, dx, dy, monitor):
    """As `_directions`, without voids in slope, for some rows with one more at both ends."""
    inner = (slice(1, -1), slice(1, -1))
    here = surface[inner]
    slope, share = np.zeros(surface.shape), np.zeros(surface.shape)
    facet = np.full(surface.shape, -1, np.int8)
    dx, dy = dx[1:-1], dy[1:-1]
    rows, columns = surface.shape
    for number, (cardinal, diagonal) in enumerate(_FACETS):
        monitor.check()
        e1, e2 = (surface[1 + r:rows - 1 + r, 1 + c:columns - 1 + c] for r, c in (cardinal, diagonal))
        along, across = (dx, dy) if cardinal[1] else (dy, dx)
        with np.errstate(invalid="ignore"):
            down, aside = (here - e1) / along, (e1 - e2) / across
            straight = (aside <= 0) | np.isnan(e2)
            over = ~straight & (np.isnan(e1) | (down <= 0) | (aside * along > down * across))
            steepness = np.where(straight, down, np.where(over, (here - e2) / np.hypot(along, across),
                                                          np.hypot(down, aside)))
            part = np.where(straight, 0.0, np.where(over, 1.0, aside * along / np.where(down > 0, down * across, 1.0)))
            better = steepness > slope[inner]
        slope[inner][better], share[inner][better], facet[inner][better] = steepness[better], part[better], number
    return slope, share, facet


def _contour_width(facet, share, dx, dy):
    """Length of contour that a cell drains through: with it the area per contour of any plane is exact."""
    sideways = np.zeros(facet.shape, bool)
    for number, (cardinal, _) in enumerate(_FACETS):
        if cardinal[1]:
            sideways |= facet == number
    along, across = np.where(sideways, dx, dy), np.where(sideways, dy, dx)
    width = across * np.cos(np.arctan(share * across / along))
    return np.where(facet < 0, 0.5 * (dx + dy), width)


def _accumulate(facet, share, area, monitor):
    """Upslope area: each cell hands on what it has, (1 - share) to the cardinal and share to the diagonal neighbour.

    The shares make the mean direction that of steepest descent (share = tangent, not the angle as of Tarboton).
    """
    width = facet.shape[1]
    cardinal, diagonal = (np.array([pair[k][0] * width + pair[k][1] for pair in _FACETS] + [0]) for k in (0, 1))
    facet, share, total = facet.ravel(), share.ravel(), area.ravel().copy()
    flowing = np.flatnonzero((facet >= 0) & np.isfinite(total))
    receivers = np.zeros(total.size, np.int16)
    for steps, taken in ((cardinal, share < 1), (diagonal, share > 0)):
        cells = flowing[taken[flowing]]
        np.add.at(receivers, cells + steps[facet[cells]], 1)
    front = flowing[receivers[flowing] == 0]
    while front.size:
        monitor.check()
        reached = []
        for steps, part in ((cardinal, 1.0 - share[front]), (diagonal, share[front])):
            giving = part > 0
            cells = front[giving]
            into = cells + steps[facet[cells]]
            np.add.at(total, into, total[cells] * part[giving])
            np.subtract.at(receivers, into, 1)
            reached.append(into)
        into = np.unique(np.concatenate(reached))
        front = into[(receivers[into] == 0) & (facet[into] >= 0)]
    return total.reshape(area.shape)
