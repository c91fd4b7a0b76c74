"""What a fit sees of a window: the predictors of its pixels, of their neighbours and of the days before."""
from copy import copy
from typing import Iterator, Optional, Tuple

import numpy as np

from ..samples.features import Features
from .context import Context


class Block:
    """A window of predictors, or some of its pixels.

    features: of the model, in order; values: (predictors, h + 2 halo, w + 2 halo) float32, NaN where unknown and beyond
    the raster's edge; regional: (columns, h, w) float32, their regional parts; days: (days, variables, h + 2 halo, w +
    2 halo) float32, oldest first, NaN where unknown; pixels:
    (n,) flat indices into (h, w) of those to be predicted: all whose own predictors are known, or some of these.
    What is derived is made when it is first asked for. A block belongs to one thread.
    """

    def __init__(self, features: Features, values: np.ndarray, halo: int = 0, days: Optional[np.ndarray] = None,
                 regional: Optional[np.ndarray] = None):
        self.regional = regional
        self.features, self.values, self.halo, self.days = features, values, halo, days
        self.shape: Tuple[int, int] = (values.shape[1] - 2 * halo, values.shape[2] - 2 * halo)
        self.flat = self._inner(values).reshape(len(values), -1)
        self.pixels = np.flatnonzero(_known(self.flat))
        self._table: Optional[np.ndarray] = None
        self._image: Optional[np.ndarray] = None
        self._disturbed = False

    @property
    def table(self) -> np.ndarray:
        """(n, columns) float32 without NaN: the columns of the pixels."""
        if self._table is None and self._image is not None:
            self._table = np.take(self._inner(self._image).reshape(len(self._image), -1), self.pixels, axis=1).T
        elif self._table is None:
            self._table = self.features.encode(np.take(self.flat, self.pixels, axis=1)).T
        return self._table

    @property
    def image(self) -> np.ndarray:
        """(columns, h + 2 halo, w + 2 halo) float32: the columns of all pixels and of the halo, NaN where unknown."""
        if self._image is None:
            image = self.features.encode(self.values)
            if self._disturbed:
                image = image.copy()
                image.reshape(len(image), -1)[:, self.pixels] = self.table.T
            self._image = image
        return self._image

    @property
    def sequences(self) -> np.ndarray:
        """(n, days, variables) float32: the days before of the pixels, NaN where unknown; ValueError without days."""
        if self.days is None:
            raise ValueError("this block was read without the days before")
        inner = self._inner(self.days).reshape(self.days.shape[:2] + (-1,))
        return np.ascontiguousarray(np.moveaxis(np.take(inner, self.pixels, axis=2), 2, 0))

    @property
    def surroundings(self) -> np.ndarray:
        """(n, columns) float32: the regional parts of the pixels; where nothing is known around, all of a value counts
        as regional. ValueError without."""
        if self.regional is None:
            raise ValueError("this block was read without the predictors' regional parts")
        found = np.take(self.regional.reshape(len(self.regional), -1), self.pixels, axis=1).T
        return np.where(np.isfinite(found), found, self.table)

    def pick(self, values: np.ndarray) -> np.ndarray:
        """(n,) of the pixels, from values (h, w) of the window."""
        return np.take(values.reshape(-1), self.pixels)

    def parts(self, count: Optional[int]) -> Iterator[Tuple[int, "Block"]]:
        """(first, block) with at most `count` of the pixels each, in order; None: the block as it is."""
        if count is None:
            yield 0, self
            return
        for first in range(0, len(self.pixels), count):
            part, chosen = copy(self), slice(first, first + count)
            part.pixels, part._table = self.pixels[chosen], None if self._table is None else self._table[chosen]
            yield first, part

    def within(self, needs: Context) -> "Block":
        """The block with no more halo and no more days than are needed."""
        rim, more = self.halo - needs.halo, 0 if self.days is None else len(self.days) - needs.days_before
        if not rim and not more:
            return self
        inner = slice(rim, -rim or None)
        out = copy(self)
        out.values, out.halo = self.values[:, inner, inner], needs.halo
        out.days = self.days[more:, :, inner, inner] if self.days is not None and needs.days_before else None
        out._image = None if self._image is None else self._image[:, inner, inner]
        return out

    def disturbed(self, noise_std: np.ndarray, random: np.random.Generator) -> "Block":
        """The block with Gaussian noise of the given standard deviations (columns,) in its columns, its halo's too."""
        out = copy(self)
        if self.halo:
            out._table, out._image = None, self.image.copy()
            for column in np.flatnonzero(noise_std):
                _add_noise(out._image[column], noise_std[column], random)
            return out
        out._table, out._image, out._disturbed = self.table.copy(), None, True
        for column in np.flatnonzero(noise_std):
            _add_noise(out._table[:, column], noise_std[column], random)
        return out

    def _inner(self, values: np.ndarray) -> np.ndarray:
        inner = slice(self.halo, -self.halo or None)
        return values[..., inner, inner]


def _known(values: np.ndarray) -> np.ndarray:
    """(n,) where all of (predictors, n) have a value."""
    out = np.isfinite(values[0])
    for layer in values[1:]:
        out &= np.isfinite(layer)
    return out


def _add_noise(values: np.ndarray, noise_std: float, random: np.random.Generator) -> None:
    values += random.standard_normal(values.shape, dtype=np.float32) * np.float32(noise_std)
