"""Kinds of fits, as a model file names them: each class registers itself where it is defined."""
from typing import Any, Callable, Dict, Type, TypeVar

import numpy as np

from ..errors import ModelFileError
from .context import MOST_DAYS, MOST_HALO
from .fit import Fit, below
from .split import SplitFit
from .sum_of_fits import SumFit

_MOST_PARTS, _DEEPEST = 64, 4   # of sums of fits
_KINDS: Dict[str, Type[Fit]] = {}
AnyFit = TypeVar("AnyFit", bound=Type[Fit])


def kind(name: str) -> Callable[[AnyFit], AnyFit]:
    """Register a class of fits under the name that it has in model files; ValueError when it is taken."""
    def register(cls: AnyFit) -> AnyFit:
        if name in _KINDS:
            raise ValueError(f"There is a kind {name!r} already: {_KINDS[name].__name__}.")
        cls.kind = name
        _KINDS[name] = cls
        return cls
    return register


def fit_from_arrays(kind: Any, arrays: Dict[str, np.ndarray], columns: int, depth: int = 0) -> Fit:
    """The fit of a model file: a registered kind, or a list of kinds, which is their sum.

    Raises ModelFileError when it doesn't hang together, or asks for more context than can be read.
    """
    fit: Fit
    if isinstance(kind, list) and 0 < len(kind) <= _MOST_PARTS and depth < _DEEPEST:
        fit = SumFit.from_parts(arrays, [fit_from_arrays(part, below(f"{k}/", arrays), columns, depth + 1)
                                         for k, part in enumerate(kind)])
    elif isinstance(kind, dict) and set(kind) in ({"parts"}, {"split"}) and depth < _DEEPEST:
        (how, inner_kind), = kind.items()
        inner = fit_from_arrays(inner_kind, arrays, 2 * columns, depth + 1)
        if not inner.needs.own_pixel_only:
            raise ModelFileError("The model file asks for split predictors in a model that can't use them; it was "
                                 "altered: train it again.")
        fit = SplitFit(inner, departures=how == "split")
    elif isinstance(kind, str) and kind in _KINDS:
        fit = _KINDS[kind].from_arrays(arrays, columns)
    else:
        raise ModelFileError(f"The model file holds a model of kind {str(kind)[:40]!r}, which this version doesn't "
                             "know; update the plugin or train the model again.")
    if fit.columns != columns:
        raise ModelFileError("The numbers in the model file don't match its predictors; it was altered: train the "
                             "model again.")
    if not (0 <= fit.needs.halo <= MOST_HALO and 0 <= fit.needs.days_before <= MOST_DAYS):
        raise ModelFileError("The model in the model file uses a wider neighbourhood than can be read; it was altered: "
                             "train the model again.")
    return fit
