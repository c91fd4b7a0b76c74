"""The registry of regression methods: one line each."""
from typing import Dict, List

from ..dependencies import available
from ..errors import InputError, ModelFileError
from . import hist_gradient_boosting, lightgbm, linear, random_forest
from .fit import Fit
from .forest import ForestFit
from .linear import LinearFit
from .method import Method

METHODS: Dict[str, Method] = {module.METHOD.name: module.METHOD for module in (
    linear,
    random_forest,
    hist_gradient_boosting,
    lightgbm,
)}
AUTO = "auto"


def method(name: str) -> Method:
    """A method by its name; InputError that lists them when there is none."""
    if name not in METHODS:
        raise InputError(f"There is no method {name!r}; choose one of {', '.join([AUTO, *METHODS])}.")
    return METHODS[name]


def present() -> List[Method]:
    """The methods whose packages are installed."""
    return [m for m in METHODS.values() if not m.package or available(m.package)]


def fit_from_arrays(kind: str, arrays, columns: int) -> Fit:
    """The fit that a model file holds; ModelFileError when it doesn't hang together."""
    if kind == LinearFit.kind:
        fit = LinearFit.from_arrays(arrays)
    elif kind == ForestFit.kind:
        fit = ForestFit.from_arrays(arrays, columns)
    else:
        raise ModelFileError(f"The model file holds a model of kind {str(kind)[:40]!r}, which this version doesn't "
                             "know; update the plugin or train the model again.")
    if fit.columns != columns:
        raise ModelFileError("The numbers in the model file don't fit its predictors; it was altered: train it again.")
    return fit
