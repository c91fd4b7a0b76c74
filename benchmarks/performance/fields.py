"""Random fields that are smooth at several scales and can be asked for anywhere: no raster has to fit into memory."""
from typing import Sequence

import numpy as np

_LATTICE = 61   # nodes along one side; a field repeats after that many nodes of each scale, all of them never together


class Field:
    """A field with mean 0 and standard deviation of about 1; neighbours are alike, as on real rasters.

    scales: pixels from node to node; the finest weighs a fifth of the whole, which leaves texture from pixel to pixel.
    """

    def __init__(self, seed: Sequence[int], scales: Sequence[float] = (397.3, 121.7, 41.1, 11.9, 3.1)):
        random = np.random.default_rng(seed)
        weights = np.asarray(scales) ** 0.25
        weights /= np.sqrt((weights ** 2).sum())
        lattices = random.standard_normal((len(scales), _LATTICE, _LATTICE)).astype(np.float32)
        # interpolating between independent nodes leaves (2/3)^2 of their variance
        self._parts = [(scale, lattice * np.float32(1.5 * weight))
                       for scale, weight, lattice in zip(scales, weights, lattices)]

    def at(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """(rows, columns) float32: the field where these pixel rows and columns cross."""
        return sum(_bilinear(lattice, rows / scale, columns / scale) for scale, lattice in self._parts)

    def limit(self, side: int, share: float) -> float:
        """The value that `share` of the pixels of a square raster stay below."""
        thinned = np.arange(0, side, max(1, side // 400))
        return float(np.quantile(self.at(thinned, thinned), share))


def _bilinear(lattice, rows, columns):
    (above, down), (left, right) = _between(rows), _between(columns)
    lines = lattice[above % _LATTICE] * (1 - down[:, None]) + lattice[(above + 1) % _LATTICE] * down[:, None]
    return lines[:, left % _LATTICE] * (1 - right) + lines[:, (left + 1) % _LATTICE] * right


def _between(places):
    """Index of the node before each place, and how far it lies behind that node, 0 to 1."""
    before = np.floor(places)
    return before.astype(np.intp), (places - before).astype(np.float32)
