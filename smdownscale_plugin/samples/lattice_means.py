"""Means of predictors over a lattice of coarse cells, date by date: what the regional parts of samples are made of."""
from dataclasses import dataclass, replace
from typing import Any, List, Sequence, Tuple

import numpy as np

from ..rasters.grid import Grid
from ..scaling.cell_kilometres import cell_kilometres
from ..scaling.geometry import CellGeometry
from .regional import Regional, in_cells, smoothed
from .samples import Samples


@dataclass(frozen=True)
class Surroundings:
    """geometry: of the fine grid on the lattice; columns: names; maps: of each date, (columns, rows, columns of cells)
    float32, NaN where unknown; pixel_places: (m,) of the samples' pixels, see `PixelSample.places`."""

    geometry: CellGeometry
    columns: Sequence[str]
    maps: List[np.ndarray]
    pixel_places: np.ndarray


def with_regional(samples: Samples, cells: Any, width: float) -> Samples:
    """The samples with the regional parts of their predictors, and of their pixels.

    cells: `CoarseCells` with surroundings; width: full width at half maximum of the Gaussian, in cells. What a sensor
    with a footprint sees of the surface is the surface once more smoothed.
    """
    around, grid = cells.surroundings, cells.grid
    chosen = [around.columns.index(name) for name in samples.features.columns]
    row, column = on_lattice(cells.row, cells.column, grid, around.geometry.coarse)
    regional = np.empty(samples.x.shape, np.float32)
    pixels = np.empty((len(samples.pixels), samples.x.shape[1]), np.float32)
    height, breadth = around.geometry.fine.shape
    date, place = np.divmod(around.pixel_places, height * breadth)
    for k, means in enumerate(around.maps):
        surface = Regional(smoothed(means[chosen], width), around.geometry)
        seen = in_cells(surface.coefficients)
        if cells.footprint_km:
            seen = smoothed(seen, cells.footprint_km / cell_km(grid))
        rows, inside = cells.date == k, date == k
        regional[rows] = seen[:, row[rows], column[rows]].T
        pixels[inside] = surface.of_pixels(*np.divmod(place[inside], breadth))
    return replace(samples, regional=_known(regional, samples.x), pixels_regional=_known(pixels, samples.pixels))


def resolution_cells(cells: Any) -> float:
    """How many cells wide the product's own resolution is: 1, or the footprint's width."""
    return max(1.0, cells.footprint_km / cell_km(cells.grid))


def cell_km(grid: Grid) -> float:
    """Side of a square as large as a cell in the middle of the grid, km."""
    widths, heights = cell_kilometres(grid)
    return float(np.sqrt(np.median(widths) * np.median(heights)))


def _known(regional: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Where nothing is known around, all of a value counts as regional."""
    return np.where(np.isfinite(regional), regional, own).astype(np.float32)


def on_lattice(row: np.ndarray, column: np.ndarray, coarse: Grid, lattice: Grid) -> Tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the lattice that stand for cells of the coarse grid; the nearest for those beyond it."""
    shift_down = round((coarse.transform[3] - lattice.transform[3]) / coarse.transform[5])
    shift_right = round((coarse.transform[0] - lattice.transform[0]) / coarse.transform[1])
    return np.clip(row + shift_down, 0, lattice.height - 1), np.clip(column + shift_right, 0, lattice.width - 1)
