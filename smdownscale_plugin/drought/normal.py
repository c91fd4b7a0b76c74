"""The normal distribution in numpy (scipy is an optional package)."""
import math

import numpy as np

_PIECES = 4096
_REACH = 8.0
_GRID = np.linspace(-_REACH, _REACH, _PIECES + 1)
_VALUES = np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in _GRID])


def normal_cdf(x: np.ndarray) -> np.ndarray:
    """Probability that a standard normal value is below `x`, to within 1e-6 (linear in a table of 4096 pieces)."""
    return np.interp(x, _GRID, _VALUES)
