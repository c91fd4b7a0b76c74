"""Random fields by spectral synthesis: power-law spectra, unlike the smoothed noise of the demo world."""
import numpy as np


def power_law(random: np.random.Generator, shape, slope: float, longest: float = np.inf,
              shortest: float = 0.0) -> np.ndarray:
    """A Gaussian field (rows, columns), mean 0 and spread 1, whose power falls as wavelength ** slope.

    longest, shortest: wavelengths in pixels outside of which there is no power.
    """
    rows, columns = np.fft.fftfreq(shape[0])[:, None], np.fft.rfftfreq(shape[1])[None, :]
    frequency = np.hypot(rows, columns)
    with np.errstate(divide="ignore"):
        amplitude = np.where(frequency > 0, frequency, np.inf) ** (-slope / 2.0)
    amplitude[(frequency < 1.0 / longest) | (frequency > 1.0 / max(shortest, 1e-9))] = 0.0
    spectrum = np.fft.rfft2(random.standard_normal(shape)) * amplitude
    return standardised(np.fft.irfft2(spectrum, s=shape))


def blurred(values: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian mean (..., rows, columns) with edges that wrap around; sigma in pixels."""
    shape = values.shape[-2:]
    rows, columns = np.fft.fftfreq(shape[0])[:, None], np.fft.rfftfreq(shape[1])[None, :]
    kernel = np.exp(-2.0 * (np.pi * sigma) ** 2 * (rows ** 2 + columns ** 2))
    return np.fft.irfft2(np.fft.rfft2(values) * kernel, s=shape)


def block_means(values: np.ndarray, size: int) -> np.ndarray:
    """Means of size x size blocks of (..., rows, columns)."""
    *rest, rows, columns = values.shape
    return values.reshape(*rest, rows // size, size, columns // size, size).mean((-3, -1))


def repeated(values: np.ndarray, size: int) -> np.ndarray:
    """Each value of (..., rows, columns) as a block of size x size."""
    return values.repeat(size, -2).repeat(size, -1)


def patches(random: np.random.Generator, shape, size: float, kinds: int) -> np.ndarray:
    """Parcels (rows, columns) of about size x size pixels, numbered 0 to kinds - 1: the nearest of scattered seeds."""
    count = max(4, int(shape[0] * shape[1] / size ** 2))
    seeds, kind = random.random((count, 2)) * shape, random.integers(0, kinds, count)
    out = np.empty(shape, np.int16)
    reach = int(3 * size) + 1
    nearest = np.full(shape, np.inf)
    for (row, column), which in zip(seeds, kind):
        r = slice(max(0, int(row) - reach), int(row) + reach + 1)
        c = slice(max(0, int(column) - reach), int(column) + reach + 1)
        away = (np.arange(shape[0])[r, None] - row) ** 2 + (np.arange(shape[1])[None, c] - column) ** 2
        closer = away < nearest[r, c]
        nearest[r, c][closer] = away[closer]
        out[r, c][closer] = which
    out[~np.isfinite(nearest)] = 0
    return out


def standardised(values: np.ndarray) -> np.ndarray:
    """Mean 0, spread 1."""
    return (values - values.mean()) / values.std()
