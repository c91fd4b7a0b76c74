"""Where water runs on a DEM: pits filled, flats drained, upslope area by D-infinity. Numpy only, whole DEM in memory.

No library that QGIS brings along does this (GDAL fills voids, not pits), so it is done here; the cost is about 40
bytes and 2 microseconds a cell. Indices take four bytes, and what is needed only in passing is made of some rows, or
some cells, at a time.
"""
from dataclasses import dataclass
from typing import Iterator, Sequence, Tuple

import numpy as np

from ..monitor import SILENT, Monitor
from .drained_surface import drain_flats, fill_pits

_ROWS = 64       # whose directions are found together
_CELLS = 2 ** 17     # whose water is handed on together
# The eight facets of Tarboton (1997): cardinal neighbour, diagonal neighbour.
_FACETS = (((0, 1), (-1, 1)), ((-1, 0), (-1, 1)), ((-1, 0), (-1, -1)), ((0, -1), (-1, -1)),
           ((0, -1), (1, -1)), ((1, 0), (1, -1)), ((1, 0), (1, 1)), ((0, 1), (1, 1)))


@dataclass(frozen=True)
class Flow:
    """Flow on a DEM, arrays (rows, columns), NaN where the DEM has no value.

    area: upslope area with the cell's own, m2; width: contour length that it drains through, m (float32);
    slope: tangent of the steepest descent on the drained surface (float32).
    """

    area: np.ndarray
    width: np.ndarray
    slope: np.ndarray


def flow(elevation: np.ndarray, dx: np.ndarray, dy: np.ndarray, monitor: Monitor = SILENT) -> Flow:
    """Flow on a DEM in metres; dx, dy: true size of a cell in metres, one number a row."""
    monitor.at(0.0, "Filling pits")
    padded = np.pad(np.asarray(elevation, np.float64), 1, constant_values=np.nan)
    dx, dy = (np.pad(np.broadcast_to(d, elevation.shape[0]).astype(float), 1, mode="edge") for d in (dx, dy))
    padded = fill_pits(padded, monitor)
    surface = drain_flats(padded, monitor)
    del padded
    monitor.at(0.5, "Directions of flow")
    slope, share, facet = _directions(surface, dx[:, None], dy[:, None], monitor)
    monitor.at(0.7, "Accumulating flow")
    known = np.isfinite(surface)
    np.copyto(surface, (dx * dy)[:, None])         # the surface's memory becomes the area's
    surface[~known] = np.nan
    area = _accumulate(facet, share, surface, monitor)
    width = _contour_width(facet, share, dx[:, None], dy[:, None])
    width[~known] = np.nan
    inner = (slice(1, -1), slice(1, -1))
    return Flow(area[inner], width[inner], slope[inner])


def _directions(surface: np.ndarray, dx: np.ndarray, dy: np.ndarray,
                monitor: Monitor) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(slope, share of the diagonal neighbour, facet number) of the steepest of the eight facets; facet -1: none.

    Some rows at a time, so that what is compared takes little memory.
    """
    slope, share = np.zeros(surface.shape, np.float32), np.zeros(surface.shape, np.float32)
    facet = np.full(surface.shape, -1, np.int8)
    for start in range(1, len(surface) - 1, _ROWS):
        rows = slice(start - 1, min(start + _ROWS, len(surface) - 1) + 1)
        found = _steepest(surface[rows], dx[rows], dy[rows], monitor)
        inner = slice(rows.start + 1, rows.stop - 1)
        slope[inner], share[inner], facet[inner] = (values[1:-1] for values in found)
    slope[~np.isfinite(surface)] = np.nan
    return slope, share, facet


def _steepest(surface: np.ndarray, dx: np.ndarray, dy: np.ndarray,
              monitor: Monitor) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
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


def _contour_width(facet: np.ndarray, share: np.ndarray, dx: np.ndarray, dy: np.ndarray) -> np.ndarray:
    """(rows, columns) length of contour that a cell drains through: with it the area per contour of any plane is
    exact."""
    eastward = np.array([bool(cardinal[1]) for cardinal, _ in _FACETS] + [False])
    width = np.empty(facet.shape, np.float32)
    for start in range(0, len(facet), _ROWS):
        rows = slice(start, start + _ROWS)
        sideways = eastward[facet[rows]]
        along, across = np.where(sideways, dx[rows], dy[rows]), np.where(sideways, dy[rows], dx[rows])
        through = across * np.cos(np.arctan(share[rows] * across / along))
        width[rows] = np.where(facet[rows] < 0, 0.5 * (dx[rows] + dy[rows]), through)
    return width


def _accumulate(facet: np.ndarray, share: np.ndarray, area: np.ndarray, monitor: Monitor) -> np.ndarray:
    """Upslope area: each cell hands on what it has, (1 - share) to the cardinal and share to the diagonal neighbour.

    The shares make the mean direction that of steepest descent (share = tangent, not the angle as of Tarboton). `area`
    itself is added to and given back.
    """
    width = facet.shape[1]
    towards = [(np.array([pair[k][0] * width + pair[k][1] for pair in _FACETS] + [0], np.int32)) for k in (0, 1)]
    facet, share, total = facet.ravel(), share.ravel(), area.ravel()
    receivers = np.zeros(total.size, np.int8)
    flowing = np.arange(total.size, dtype=np.int32)[(facet >= 0) & np.isfinite(total)]
    for cells in _some(flowing):
        for into, _, _ in _handed_on(cells, facet, share, towards):
            np.add.at(receivers, into, np.int8(1))
    front = flowing[receivers[flowing] == 0]
    del flowing
    while front.size:
        reached = []
        for cells in _some(front):
            monitor.check()
            for into, giving, part in _handed_on(cells, facet, share, towards):
                np.add.at(total, into, total[giving] * part)
                np.subtract.at(receivers, into, np.int8(1))
                reached.append(into)
        into = np.unique(np.concatenate(reached))
        front = into[(receivers[into] == 0) & (facet[into] >= 0)]
    return area


def _some(cells: np.ndarray) -> Iterator[np.ndarray]:
    """Cells, so many at a time."""
    for start in range(0, len(cells), _CELLS):
        yield cells[start:start + _CELLS]


def _handed_on(cells: np.ndarray, facet: np.ndarray, share: np.ndarray,
               towards: Sequence[np.ndarray]) -> Iterator[Tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(receiving cells, giving cells, share of their area) for the cardinal and for the diagonal neighbours."""
    diagonal = share[cells].astype(np.float64)
    for steps, part in zip(towards, (1.0 - diagonal, diagonal)):
        some = part > 0
        giving = cells[some]
        yield giving + steps[facet[giving]], giving, part[some]
