"""Noise of rasters: how much of it block means keep, and draws of it, also of noise that neighbours share."""
from dataclasses import dataclass
from typing import Tuple

import numpy as np


@dataclass(frozen=True)
class ImageNoise:
    """Of pixels: std (columns,) and width (columns,), over how many pixels noise is shared (1: white).

    Noise of width s is the mean of white noise over s x s pixels: its correlation falls to 0 in a straight line.
    """

    std: np.ndarray
    width: np.ndarray

    def kept_by_means(self, factor: int) -> np.ndarray:
        """(columns,) share of the variance that the mean of factor x factor pixels keeps."""
        lags = np.abs(np.subtract.outer(np.arange(factor), np.arange(factor)))
        return np.array([np.maximum(0.0, 1.0 - lags / width).mean() ** 2 for width in self.width])

    def of_means(self, factor: int) -> "ImageNoise":
        """The noise of means of factor x factor pixels, in units of their own raster."""
        return ImageNoise(self.std * np.sqrt(self.kept_by_means(factor)), np.maximum(1, self.width // factor))

    def lost_by_means(self, factor: int, already: int = 1) -> "ImageNoise":
        """What means of factor x factor pixels have lost of the noise that means of already x already still have."""
        lost = self.kept_by_means(already) - self.kept_by_means(factor)
        return ImageNoise(self.std * np.sqrt(np.maximum(lost, 0.0)), self.width)

    def draw(self, random: np.random.Generator, shape: Tuple[int, int]) -> np.ndarray:
        """(columns, rows, columns of the image) float32; shape: rows and columns."""
        out = np.zeros((len(self.std),) + tuple(shape), np.float32)
        for column in np.flatnonzero(self.std):
            wide = int(self.width[column])
            white = random.standard_normal((shape[0] + wide - 1, shape[1] + wide - 1), dtype=np.float32)
            for axis in (0, 1):
                white = _box(white, wide, axis)
            out[column] = white * np.float32(self.std[column] / wide)
        return out


def _box(values: np.ndarray, wide: int, axis: int) -> np.ndarray:
    """Sums of `wide` neighbours along an axis; wide - 1 entries fewer."""
    if wide == 1:
        return values
    moved = np.moveaxis(values, axis, 0)
    sums = np.asarray(sum(moved[k:len(moved) - wide + 1 + k] for k in range(wide)))
    return np.moveaxis(sums, 0, axis)
