"""The nugget: the part of the variance of second differences that is there at every stride, as white noise is."""
import numpy as np

_POWERS = (0.7, 1.0, 1.5, 2.0, 3.0, 4.0)     # of the stride, with which texture grows


def nugget_of(strides: np.ndarray, variances: np.ndarray) -> float:
    """The constant of constant + c stride ** power that fits variances (strides,) best, all errors being relative."""
    if variances.min() <= 0:
        return 0.0
    best, nugget = np.inf, 0.0
    for power in _POWERS:
        design = np.stack([np.ones(len(strides)), strides ** power], 1) / variances[:, None]
        found = np.linalg.lstsq(design, np.ones(len(strides)), rcond=None)[0]
        misfit = float(((design @ found - 1.0) ** 2).sum())
        if misfit < best:
            constant = variances.min() if found[1] < 0 else found[0]
            best, nugget = misfit, float(np.clip(constant, 0.0, variances.min()))
    return nugget
