"""A linear model as a formula of layers: intercept + sum of coefficient x value held within its range."""
from dataclasses import dataclass
from typing import Iterator, List, Optional, Tuple

from ..errors import InputError
from ..regression.fit import Fit
from ..regression.linear import LinearFit
from ..regression.model import Model
from ..regression.split import SplitFit
from ..regression.sum_of_fits import SumFit
from ..samples.features import Features
from ..scaling.mean_preserving import BOUNDS

WHOLE, LOCAL, REGIONAL = "whole", "local", "regional"


@dataclass(frozen=True)
class Term:
    """coefficient x min(max(v, low), high). v is the predictor's value, or 1 where it has the class `code` and else 0;
    part: `whole`, `local` (v less its regional part) or `regional` (that part itself, a layer called `column`)."""

    coefficient: float
    low: float
    high: float
    predictor: str
    column: str
    code: Optional[int] = None
    part: str = WHOLE


@dataclass(frozen=True)
class Formula:
    """Soil moisture in m3/m3: intercept + sum of terms, held within `bounds`."""

    intercept: float
    terms: Tuple[Term, ...]
    bounds: Tuple[float, float] = BOUNDS

    @property
    def predictors(self) -> List[str]:
        """Names of the predictors that the terms take, each once."""
        return list(dict.fromkeys(term.predictor for term in self.terms if term.part != REGIONAL))

    @property
    def regional_columns(self) -> List[str]:
        """Names of the columns whose regional parts the terms take, each once."""
        return list(dict.fromkeys(term.column for term in self.terms if term.part != WHOLE))


def formula_of(model: Model) -> Formula:
    """The formula of a linear model, or of an average of linear models; InputError for models that have none."""
    intercept, terms = 0.0, []
    for weight, line, parts in _lines(model.fit, 1.0, (WHOLE,), str(model.about.get("method", ""))):
        intercept += weight * line.intercept
        columns = _columns(model.features, parts)
        for (predictor, column, code, part), slope, (low, high) in zip(columns, line.coefficients, line.ranges):
            terms.append(Term(weight * float(slope), float(low), float(high), predictor, column, code, part))
    return Formula(intercept, tuple(terms))


def _lines(fit: Fit, weight: float, parts: Tuple[str, ...],
           method: str) -> Iterator[Tuple[float, LinearFit, Tuple[str, ...]]]:
    """(weight, line, parts of the predictors that its columns are, one after the other) of all that a fit adds up."""
    if isinstance(fit, LinearFit):
        yield weight, fit, parts
    elif isinstance(fit, SplitFit):
        yield from _lines(fit.inner, weight, (LOCAL if fit.departures else WHOLE, REGIONAL), method)
    elif isinstance(fit, SumFit):
        for part, share in zip(fit.parts, fit.weights):
            yield from _lines(part, weight * float(share), parts, method)
    else:
        raise InputError(f"A model of the method {method or 'used'} can't be written as a formula; only linear models "
                         "and averages of them can be exported: train one with METHOD linear.")


def _columns(features: Features, parts: Tuple[str, ...]) -> List[Tuple[str, str, Optional[int], str]]:
    """(predictor, column, code, part) of each column of a fit's table."""
    own = [(feature.name, column, code) for feature in features.features
           for column, code in zip(feature.columns, feature.classes or (None,))]
    return [(*column, part) for part in parts for column in own]
