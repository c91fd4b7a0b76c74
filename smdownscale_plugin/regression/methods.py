"""The registry of regression methods: one line each."""
from typing import Any, Dict

import numpy as np

from ..errors import InputError
from . import (
    cnn,
    deep_belief_network,
    extra_trees,
    hist_gradient_boosting,
    lightgbm_trees,
    linear,
    linear_boosting,
    neural_network,
    random_forest,
    stacking,
    svr,
    xgboost_trees,
)
from .fit import Fit
from .kinds import fit_from_arrays
from .method import Method
from .sequence_networks import SEQUENCE_METHODS

METHODS: Dict[str, Method] = {module.METHOD.name: module.METHOD for module in (
    linear,
    linear_boosting,
    random_forest,
    extra_trees,
    hist_gradient_boosting,
    lightgbm_trees,
    svr,
    neural_network,
    stacking,
    xgboost_trees,
    deep_belief_network,
)}
AUTO = "auto"
# taught by another method, on rasters instead of rows
TAUGHT: Dict[str, Method] = {method.name: method for method in (cnn.METHOD, cnn.DEEP_ENSEMBLE)}
OF_SERIES: Dict[str, Method] = {**SEQUENCE_METHODS}           # on the days before a date, which samples must hold
ALIASES = {"mlp": "neural_network"}     # what studies call a method
CHOICES = [AUTO, *METHODS, *TAUGHT, *ALIASES]


def method(name: str) -> Method:
    """A method by its name, or by what studies call it; InputError that lists them when there is none."""
    name = ALIASES.get(name, name)
    known = {**METHODS, **TAUGHT, **OF_SERIES}
    if name not in known:
        raise InputError(f"There is no method {name!r}; choose one of {', '.join([AUTO, *METHODS])}.")
    return known[name]


def fit_of_file(kind: Any, arrays: Dict[str, np.ndarray], columns: int) -> Fit:
    """The fit of a model file, of any method; ModelFileError when it doesn't hang together.

    It is here because the methods' modules register the kinds of their fits.
    """
    return fit_from_arrays(kind, arrays, columns)
