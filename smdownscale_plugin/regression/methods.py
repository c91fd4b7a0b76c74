"""The registry of regression methods: one line each."""
from typing import Dict

from ..errors import InputError, ModelFileError
from . import (
    extra_trees,
    hist_gradient_boosting,
    lightgbm,
    linear,
    linear_boosting,
    neural_network,
    random_forest,
    stacking,
    svr,
    xgboost,
)
from .fit import Fit
from .forest import ForestFit
from .linear import LinearFit
from .method import Method
from .neural_network import NetworkFit
from .sum_of_fits import SumFit
from .svr import KernelFit

METHODS: Dict[str, Method] = {module.METHOD.name: module.METHOD for module in (
    linear,
    linear_boosting,
    random_forest,
    extra_trees,
    hist_gradient_boosting,
    lightgbm,
    svr,
    neural_network,
    stacking,
    xgboost,
)}
AUTO = "auto"
_MOST_PARTS, _DEEPEST = 64, 4   # of sums of fits in a model file


def method(name: str) -> Method:
    """A method by its name; InputError that lists them when there is none."""
    if name not in METHODS:
        raise InputError(f"There is no method {name!r}; choose one of {', '.join([AUTO, *METHODS])}.")
    return METHODS[name]


def fit_from_arrays(kind, arrays, columns: int, depth: int = 0) -> Fit:
    """The fit that a model file holds; ModelFileError when it doesn't hang together."""
    if isinstance(kind, list) and 0 < len(kind) <= _MOST_PARTS and depth < _DEEPEST:
        fit = SumFit.from_arrays(kind, arrays, columns, lambda *part: fit_from_arrays(*part, depth + 1))
    elif kind == LinearFit.kind:
        fit = LinearFit.from_arrays(arrays)
    elif kind == ForestFit.kind:
        fit = ForestFit.from_arrays(arrays, columns)
    elif kind in (KernelFit.kind, NetworkFit.kind):
        fit = (KernelFit if kind == KernelFit.kind else NetworkFit).from_arrays(arrays)
    else:
        raise ModelFileError(f"The model file holds a model of kind {str(kind)[:40]!r}, which this version doesn't "
                             "know; update the plugin or train the model again.")
    if fit.columns != columns:
        raise ModelFileError("The numbers in the model file don't fit its predictors; it was altered: train it again.")
    return fit
