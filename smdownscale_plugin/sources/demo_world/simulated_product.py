"""The coarse soil moisture product: what the sensor's footprint sees, with its errors."""
import numpy as np

from .fields import gaussian_field
from .settings import WorldSettings

NEST = 9  # fine pixels along a side of a coarse cell
FOOTPRINT_KM = 33.0
LOWEST, HIGHEST = 0.01, 0.60  # m3/m3: the range that the product reports
_SIGMA = FOOTPRINT_KM / 1.000895 / np.sqrt(8.0 * np.log(2.0))  # fine pixels
HARD_BIAS, HARD_CORRELATED = 0.02, 0.015  # m3/m3, one standard deviation


def cell_means(fine: np.ndarray) -> np.ndarray:
    """Means over coarse cells: (rows, columns) to (rows / 9, columns / 9)."""
    rows, columns = fine.shape
    return fine.reshape(rows // NEST, NEST, columns // NEST, NEST).mean(axis=(1, 3))


def footprint_means(fine: np.ndarray) -> np.ndarray:
    """Means under a Gaussian footprint of 33 km full width at half maximum about each coarse cell's centre.

    At the edge of the array the weights of what is inside are scaled to one.
    """
    rows, columns = (_footprint_weights(n) for n in fine.shape)
    return rows @ fine @ columns.T


def _footprint_weights(size):
    """(cells, pixels): the footprint is separable, so that a row's and a column's weights make it up."""
    centres = np.arange(NEST // 2, size, NEST)
    weights = np.exp(-0.5 * ((np.arange(size)[None, :] - centres[:, None]) / _SIGMA) ** 2)
    return weights / weights.sum(axis=1, keepdims=True)


def observe_coarse(settings: WorldSettings, fine: np.ndarray, margin: int, period: int) -> np.ndarray:
    """One date of the coarse product.

    fine: true soil moisture, m3/m3, of the world with a margin of so many coarse cells around it;
    returns (cells, cells), m3/m3, the margin cut off.
    """
    seen = footprint_means(fine) if settings.footprint == "smap" else cell_means(fine)
    inner = slice(margin, margin + settings.cells)
    return np.clip(seen[inner, inner] + coarse_error(settings, period), LOWEST, HIGHEST)


def coarse_error(settings: WorldSettings, period: int) -> np.ndarray:
    """The error of one date, m3/m3: white noise; in `hard` also a bias that stays with each cell and an error that
    is correlated over a footprint."""
    shape = (settings.cells, settings.cells)
    error = settings.noise * settings.random_this_year("coarse", 1 + period).standard_normal(shape)
    if settings.hard:
        error += HARD_BIAS * settings.random("coarse", 0).standard_normal(shape)
        error += HARD_CORRELATED * _correlated(settings.random_this_year("coarse", 1 + period, 1), shape)
    return error


def _correlated(rng, shape):
    sigma = _SIGMA / NEST
    around = int(np.ceil(4 * sigma))  # the field is periodic: its seam must lie outside
    field = gaussian_field(rng, tuple(n + 2 * around for n in shape), sigma)
    return field[around:-around, around:-around]
