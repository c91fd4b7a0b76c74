"""What a sensor with a Gaussian footprint sees of fine pixels: sums over cells' footprints, tile by tile."""
import math
from typing import Any, List, Optional, Sequence, Tuple

import numpy as np

from ..rasters.grid import Grid
from ..rasters.windows import Window
from .cell_kilometres import cell_kilometres
from .cell_sums import Part, UpscalingSums, summed_by_pixels
from .geometry import CellGeometry, split_over_cells

FWHM_TO_SIGMA = 1.0 / (2.0 * math.sqrt(2.0 * math.log(2.0)))
_REACH = 3.5               # standard deviations after which a footprint is cut off
_Pieces = List[Tuple[np.ndarray, np.ndarray]]     # (cell, length covered) along an axis
_SUBCELLS_PER_FWHM = 8     # a footprint is sampled at least this finely


class Footprint:
    """A Gaussian footprint around the centres of coarse cells, sampled on sub-cells of them.

    split: sub-cells along a cell; pad: cells that it reaches beyond its own. Sub-cells are counted from `pad` cells
    before the first cell. Their sums are never kept: they go into the cells that see them at once.
    """

    def __init__(self, fine: Grid, coarse: Grid, fwhm_km: float):
        self.coarse = coarse
        sigma = fwhm_km * FWHM_TO_SIGMA
        widths, heights = cell_kilometres(coarse)
        largest, smallest = max(widths.max(), heights.max()), min(widths.min(), heights.min())
        wanted = math.ceil(_SUBCELLS_PER_FWHM * largest / fwhm_km)
        self.split = max(1, min(wanted, _most_parts(fine, coarse)))
        self.pad = math.ceil(_REACH * sigma / smallest)
        self.geometry = CellGeometry(fine, _subgrid(coarse, self.split, self.pad))
        self._run, run_sigmas = _runs(sigma / widths)
        self._down, self._across = self._kernels(sigma / heights), self._kernels(run_sigmas)

    def summed(self, layers: np.ndarray, rows: _Pieces, columns: _Pieces) -> Optional[Part]:
        """Sums (layers, cells) of layers (layers, h, w) of pixels or sub-cells, the last one their validity.

        rows, columns: [(sub-cell, length)] that each row and column covers; None where none is seen.
        """
        height, width = self.coarse.shape
        block = self._seen(rows, height), self._seen(columns, width)
        if any(cells.start >= cells.stop for cells in block):
            return None
        seen = self._weights(rows, block[0], self._down[block[0]]).T @ layers
        out = np.empty((len(layers),) + tuple(cells.stop - cells.start for cells in block))
        run = self._run[block[0]]
        for k in range(run[0], run[-1] + 1):
            out[:, run == k] = seen[:, run == k] @ self._weights(columns, block[1], self._across[k][None])
        return Part(block, out[:-1], out[-1])

    def _seen(self, pieces: Sequence[Any], size: int) -> slice:
        """The cells whose footprints reach one of the sub-cells."""
        used = np.concatenate([np.empty(0, int), *(cell[length > 0] for cell, length in pieces)])
        if not used.size:
            return slice(0, 0)
        return slice(max(0, int(used.min()) // self.split - 2 * self.pad), min(size, int(used.max()) // self.split + 1))

    def _weights(self, pieces: Sequence[Any], cells: slice, kernels: np.ndarray) -> Any:
        """(pixels, cells): what a row or column of pixels weighs in cells. kernels: `_kernels`, one or one a cell."""
        first = self.split * np.arange(cells.start, cells.stop)
        which, outside = np.arange(len(kernels)), kernels.shape[1] - 1
        out = 0.0
        for cell, length in pieces:
            place = cell[:, None] - first
            place = np.where((place >= 0) & (place < outside), place, outside)
            out = out + length[:, None] * kernels[which, place]
        return out

    def _kernels(self, sigmas: np.ndarray) -> np.ndarray:
        """(sigmas, sub-cells from `pad` cells before to `pad` after a cell, and a zero): weights that sum to 1.

        sigmas: in cells. Sums on sub-cells have been averaged over their width h, which adds h^2 / 12 to the kernel's
        variance; it is taken off here.
        """
        width = 1.0 / self.split
        distance = (np.arange((1 + 2 * self.pad) * self.split) + 0.5) * width - self.pad - 0.5
        variance = np.maximum(sigmas ** 2 - width ** 2 / 12, (0.3 * width) ** 2)[:, None]
        weights = np.exp(-0.5 * distance ** 2 / variance)
        weights[np.abs(distance) > _REACH * sigmas[:, None] + width] = 0.0
        # sums are in units of sub-cell area: normalised so that a fully covered plane gives coverage 1
        return np.pad(weights / weights.sum(1, keepdims=True), ((0, 0), (0, 1)))


class FootprintSums(UpscalingSums):
    """Sums over the footprints of cells, in shares of a footprint. layers: how many values a pixel has."""

    def __init__(self, footprint: Footprint, layers: int):
        super().__init__(layers, footprint.coarse.shape)
        self._footprint = footprint

    def _of_tile(self, tile: Window, values: np.ndarray, valid: np.ndarray) -> Optional[Part]:
        geometry = self._footprint.geometry
        if geometry.same_crs:
            layers = np.concatenate([np.where(valid, values, 0.0), valid[None]])
            spans = geometry.spans_by_axis(tile)
            pieces = [split_over_cells(low, high, size) for (low, high), size in zip(spans, geometry.coarse.shape)]
        else:
            part = summed_by_pixels(geometry, tile, values, valid)
            if part is None:
                return None
            layers = np.concatenate([part.sums, part.weights[None]])
            pieces = [[(np.arange(s.start, s.stop), np.ones(s.stop - s.start))] for s in part.block]
        return self._footprint.summed(layers, *pieces)

    def means(self) -> Tuple[np.ndarray, np.ndarray]:
        """(means (layers, rows, columns), covered share of the footprint (rows, columns)); NaN where none is."""
        means = np.full(self._sums.shape, np.nan)
        np.divide(self._sums, self._weights, out=means, where=self._weights > 1e-9)
        return means, np.clip(self._weights, 0.0, 1.0)


def _subgrid(coarse: Grid, split: int, pad: int) -> Grid:
    x0, dx, rx, y0, ry, dy = coarse.transform
    return Grid(coarse.crs, (x0 - pad * dx, dx / split, rx, y0 - pad * dy, ry, dy / split),
                (coarse.width + 2 * pad) * split, (coarse.height + 2 * pad) * split)


def _most_parts(fine: Grid, coarse: Grid) -> int:
    """How often a coarse cell can be split before its parts get smaller than a fine pixel."""
    size = max(CellGeometry(fine, coarse).pixel_size())
    return int(1.0 / size + 1e-6) if np.isfinite(size) and size > 0 else 1


def _runs(sigma: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Rows grouped by footprint width, to 2 per cent: number of each row's group, and the groups' sigmas."""
    steps = np.rint(np.log(sigma) / 0.02).astype(int)
    run = np.cumsum(np.diff(steps, prepend=steps[0]) != 0)
    return run, np.bincount(run, sigma) / np.bincount(run)
