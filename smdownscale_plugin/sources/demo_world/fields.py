"""Random fields with a chosen spatial structure; periodic, as they are made in Fourier space."""
from typing import Sequence, Tuple

import numpy as np


def _frequencies(shape):
    """Squared frequency, cycles per pixel, of each coefficient of `numpy.fft.rfft2`."""
    height, width = shape
    return np.fft.fftfreq(height)[:, None] ** 2 + np.fft.rfftfreq(width)[None, :] ** 2


def _shaped(rng, amplitude, shape):
    """White noise with its spectrum multiplied by `amplitude`, scaled to an expected mean of 0 and variance of 1."""
    amplitude = amplitude.copy()
    amplitude[0, 0] = 0.0
    both_sides = np.full(amplitude.shape, 2.0)  # rfft2 keeps one of each pair of conjugate coefficients
    both_sides[:, 0] = 1.0
    if shape[1] % 2 == 0:
        both_sides[:, -1] = 1.0
    variance = float((both_sides * amplitude**2).sum()) / (shape[0] * shape[1])
    spectrum = np.fft.rfft2(rng.standard_normal(shape)) * (amplitude / np.sqrt(variance))
    return np.fft.irfft2(spectrum, s=shape)


def _gaussian_amplitude(shape, sigma):
    return np.exp(-2.0 * (np.pi * sigma) ** 2 * _frequencies(shape))


def gaussian_field(rng: np.random.Generator, shape: Tuple[int, int], sigma: float) -> np.ndarray:
    """A Gaussian random field of mean 0 and variance 1: white noise under a Gaussian kernel of `sigma` pixels.

    Its correlation at distance d is exp(-d^2 / (4 sigma^2)).
    """
    return _shaped(rng, _gaussian_amplitude(shape, sigma), shape)


def fractal_field(rng: np.random.Generator, shape: Tuple[int, int], exponent: float) -> np.ndarray:
    """A self-affine field of mean 0 and variance 1 whose power falls with frequency to the power `-exponent`."""
    squared = _frequencies(shape)
    squared[0, 0] = 1.0
    return _shaped(rng, squared ** (-exponent / 4.0), shape)


def blur(field: np.ndarray, sigma: float) -> np.ndarray:
    """A field under a normalised Gaussian kernel of `sigma` pixels, periodic at the edges."""
    return np.fft.irfft2(np.fft.rfft2(field) * _gaussian_amplitude(field.shape, sigma), s=field.shape)


def texture(rng: np.random.Generator, shape: Tuple[int, int], sigmas: Sequence[float],
            weights: Sequence[float]) -> np.ndarray:
    """A weighted sum of independent Gaussian fields, of variance 1: structure at several scales at once."""
    total = sum(weight * gaussian_field(rng, shape, sigma) for sigma, weight in zip(sigmas, weights))
    return total / np.sqrt(np.sum(np.square(weights)))
