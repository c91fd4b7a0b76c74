"""Districts of the demo world: Voronoi polygons that fill its box."""
from dataclasses import dataclass
from typing import List, Tuple

import numpy as np

from ...rasters.grid import Grid
from .settings import WorldSettings

NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum")


@dataclass(frozen=True)
class District:
    """A named polygon; ring: (x, y) in the CRS of the fine grid, open (the first point isn't repeated)."""

    name: str
    ring: List[Tuple[float, float]]


def make_districts(settings: WorldSettings, grid: Grid) -> List[District]:
    """Seven districts without gaps or overlaps."""
    xmin, ymin, xmax, ymax = grid.bounds
    seats = np.array([xmin, ymin]) + _seats(settings) * np.array([xmax - xmin, ymax - ymin])
    box = [(xmin, ymin), (xmax, ymin), (xmax, ymax), (xmin, ymax)]
    return [District(name, _nearest_part(box, seats, i)) for i, name in enumerate(NAMES)]


def dry_districts(settings: WorldSettings) -> List[str]:
    """The two districts on which a planted dry spell falls."""
    return [NAMES[i] for i in _dry(settings)]


def where_dry(settings: WorldSettings, margin: int) -> np.ndarray:
    """(rows, columns) bool: pixels of the dry districts, which go on into a margin of so many pixels around the box."""
    side = 9 * settings.cells
    along = (np.arange(-margin, side + margin) + 0.5) / side
    east, north = along[None, :], 1.0 - along[:, None]
    distances = [(east - x) ** 2 + (north - y) ** 2 for x, y in _seats(settings)]
    return np.isin(np.argmin(distances, axis=0), _dry(settings))


def _dry(settings):
    return np.sort(settings.random("districts", 1).choice(len(NAMES), size=2, replace=False))


def _seats(settings):
    """(districts, 2): x to the east and y to the north, 0..1 across the box; all that is nearest to one is its own."""
    rng = settings.random("districts")
    angles = 2.0 * np.pi * (np.arange(len(NAMES) - 1) + rng.uniform(-0.25, 0.25, len(NAMES) - 1)) / (len(NAMES) - 1)
    around = 0.5 + 0.33 * np.column_stack([np.cos(angles), np.sin(angles)])
    return np.vstack([[[0.5, 0.5]], around]) + rng.uniform(-0.05, 0.05, (len(NAMES), 2))


def _nearest_part(box, seats, chosen):
    """The part of a convex polygon that is nearer to one seat than to any other."""
    ring = [np.array(point) for point in box]
    for i, other in enumerate(seats):
        if i != chosen:
            ring = _clip(ring, 0.5 * (seats[chosen] + other), other - seats[chosen])
    return [(float(x), float(y)) for x, y in ring]


def _clip(ring, point, normal):
    """Sutherland and Hodgman (1974): keep what lies on the side of a line that its normal points away from."""
    kept = []
    for start, end in zip(ring, ring[1:] + ring[:1]):
        before, after = np.dot(start - point, normal), np.dot(end - point, normal)
        if before <= 0.0:
            kept.append(start)
        if before * after < 0.0:
            kept.append(start + (end - start) * (before / (before - after)))
    return kept
