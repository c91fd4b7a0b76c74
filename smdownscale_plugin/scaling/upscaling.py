"""The upscaling operator: fine pixels to the value of a coarse cell, as an area mean or through a footprint.

One operator serves training, residual correction and assessment. It works window by window: pixels are summed
on a (sub-)grid of the coarse cells, so memory follows the coarse grid, not the fine one.
"""
import math

import numpy as np

from ..rasters.grid import Grid, spatial_reference
from ..rasters.windows import Window
from .cell_sums import CellSums
from .geometry import CellGeometry, _transformation

FWHM_TO_SIGMA = 1.0 / (2.0 * math.sqrt(2.0 * math.log(2.0)))
_REACH = 3.5               # standard deviations after which a footprint is cut off
_SUBCELLS_PER_FWHM = 8     # a footprint is sampled at least this finely
_EARTH_RADIUS_KM = 6371.0072


class Upscaling:
    """The operator from a fine grid to a coarse grid.

    footprint_km: full width at half maximum of a Gaussian footprint in true kilometres; 0 is the exact
    valid-weighted area mean of the cell (partial overlaps counted).
    """

    def __init__(self, fine: Grid, coarse: Grid, footprint_km: float = 0.0):
        self.fine, self.coarse, self.footprint_km = fine, coarse, float(footprint_km)
        if self.footprint_km > 0:
            self._footprint = Footprint(coarse, self.footprint_km, fine)
            self.geometry = CellGeometry(fine, self._footprint.subgrid)
        else:
            self._footprint = None
            self.geometry = CellGeometry(fine, coarse)

    def sums(self, layers: int) -> CellSums:
        """An empty accumulator for pixels with `layers` values."""
        return CellSums(self.geometry, layers)

    def result(self, sums: CellSums):
        """(values (layers, rows, columns), coverage (rows, columns) in 0..1) on the coarse grid.

        coverage: valid share of the cell's area, or of the footprint's weight.
        """
        if self._footprint is None:
            return sums.means()
        return self._footprint.apply(*sums.raw())


class Footprint:
    """A Gaussian footprint around the centres of coarse cells, applied to sums on a sub-grid of them."""

    def __init__(self, coarse: Grid, fwhm_km: float, fine: Grid = None):
        self.coarse, self.fwhm_km = coarse, fwhm_km
        sigma = fwhm_km * FWHM_TO_SIGMA
        self._widths, self._heights = cell_kilometres(coarse)
        smallest = min(self._widths.min(), self._heights.min())
        largest = max(self._widths.max(), self._heights.max())
        self.split = max(1, math.ceil(_SUBCELLS_PER_FWHM * largest / fwhm_km))
        if fine is not None:
            self.split = max(1, min(self.split, _split_limit(fine, coarse)))
        self.pad = math.ceil(_REACH * sigma / smallest)
        self.sigma_km = sigma
        self.subgrid = _subgrid(coarse, self.split, self.pad)

    def apply(self, sums: np.ndarray, weights: np.ndarray):
        """Footprint means (layers, rows, columns) and covered share of the footprint (rows, columns)."""
        layers = np.concatenate([sums, weights[None]])
        out = np.empty((len(layers),) + self.coarse.shape)
        row_kernel = self._kernel(self.coarse.height, self.sigma_km / self._heights)
        for rows, sigma in _runs(self.sigma_km / self._widths):
            kernel = self._kernel(self.coarse.width, np.full(self.coarse.width, sigma))
            for k, layer in enumerate(layers):
                out[k, rows] = (row_kernel[rows] @ layer) @ kernel.T
        with np.errstate(invalid="ignore", divide="ignore"):
            means = np.where(out[-1] > 1e-9, out[:-1] / out[-1], np.nan)
        return means, np.clip(out[-1], 0.0, 1.0)

    def _kernel(self, cells, sigma):
        """(cells, sub-cells of the padded axis): weights of sub-cells for each cell; a full row sums to 1 cell.

        sigma: in cells, per cell. Sums on sub-cells have been averaged over their width h, which adds h^2 / 12
        to the kernel's variance; it is taken off here.
        """
        width = 1.0 / self.split
        centres = np.arange(cells) + 0.5
        positions = (np.arange((cells + 2 * self.pad) * self.split) + 0.5) * width - self.pad
        variance = np.maximum(sigma ** 2 - width ** 2 / 12, (0.3 * width) ** 2)[:, None]
        distance = positions[None, :] - centres[:, None]
        weights = np.exp(-0.5 * distance ** 2 / variance)
        weights[np.abs(distance) > _REACH * sigma[:, None] + width] = 0.0
        # sums are in units of sub-cell area: normalised so that a fully covered plane gives coverage 1
        return weights / weights.sum(1, keepdims=True)


def _subgrid(coarse, split, pad):
    x0, dx, rx, y0, ry, dy = coarse.transform
    return Grid(coarse.crs, (x0 - pad * dx, dx / split, rx, y0 - pad * dy, ry, dy / split),
                (coarse.width + 2 * pad) * split, (coarse.height + 2 * pad) * split)


def _split_limit(fine, coarse):
    """How often a coarse cell can be split before its parts get smaller than a fine pixel."""
    middle = Window(fine.width // 2, fine.height // 2, 1, 1)
    rows, columns = CellGeometry(fine, coarse)._edges(middle)
    size = max(np.abs(np.diff(rows[:, 0])).max(), np.abs(np.diff(columns[0])).max())
    return int(1.0 / size + 1e-6) if np.isfinite(size) and size > 0 else 1


def _runs(sigma):
    """Rows grouped by footprint width, to 2 per cent: (slice of rows, sigma)."""
    steps = np.rint(np.log(sigma) / 0.02).astype(int)
    starts = np.flatnonzero(np.diff(steps, prepend=steps[0] - 1))
    for begin, end in zip(starts, np.append(starts[1:], len(steps))):
        yield slice(begin, end), float(sigma[begin:end].mean())


def cell_kilometres(grid: Grid):
    """True width and height in kilometres of a grid's cells, per row, at its middle column: two (rows,) arrays.

    Great-circle distances on the authalic sphere (0.3 % from the ellipsoid's). Without a CRS: the unit is taken
    as metres.
    """
    dx, dy = grid.cell_size
    if not grid.crs:
        return np.full(grid.height, dx / 1000), np.full(grid.height, dy / 1000)
    x0, step_x, _, y0, _, step_y = grid.transform
    x = x0 + step_x * grid.width / 2
    y = y0 + step_y * (np.arange(grid.height) + 0.5)
    points = [(x + sx * step_x / 2, v + sy * step_y / 2) for v in y for sx, sy in ((-1, 0), (1, 0), (0, -1), (0, 1))]
    if not grid.is_geographic:
        lonlat = spatial_reference("EPSG:4326")
        transformation = _transformation(grid.crs, lonlat.ExportToWkt())
        points = transformation.TransformPoints(points)
    lon, lat = np.radians(np.clip(np.array(points)[:, :2], -360, 360)).T.reshape(2, -1, 4)
    widths = _great_circle(lon[:, 0], lat[:, 0], lon[:, 1], lat[:, 1])
    heights = _great_circle(lon[:, 2], lat[:, 2], lon[:, 3], lat[:, 3])
    fallback = (dx / 1000, dy / 1000)
    return tuple(np.where(np.isfinite(a) & (a > 0), a, f) for a, f in zip((widths, heights), fallback))


def _great_circle(lon1, lat1, lon2, lat2):
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
