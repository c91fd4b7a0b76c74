"""Conjugate gradients (Hestenes & Stiefel 1952) for maps of coarse cells."""
from typing import Callable

import numpy as np

from ..monitor import SILENT, Monitor


def conjugate_gradients(matrix: Callable, x: np.ndarray, rest: np.ndarray, goal: float, most: int,
                        monitor: Monitor = SILENT) -> np.ndarray:
    """x, improved in place, of matrix(x) = target, for a symmetric, positive semidefinite matrix.

    rest: target - matrix(x) at the start, changed in place; ends when the sum of its squares is at most `goal`, or
    after `most` steps.
    """
    direction, norm = rest.copy(), (rest ** 2).sum()
    for step in range(most):
        monitor.at(step / most, "Finding the correction")
        if norm <= goal:
            break
        image = matrix(direction)
        length = norm / (direction * image).sum()
        x += length * direction
        image *= length
        rest -= image
        norm, previous = (rest ** 2).sum(), norm
        direction *= norm / previous
        direction += rest
    return x
