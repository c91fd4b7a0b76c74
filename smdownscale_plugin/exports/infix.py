"""A formula as one line of arithmetic, in the words of one program or another."""
from dataclasses import dataclass
from typing import Callable

import numpy as np

from .formula import LOCAL, REGIONAL, Formula, Term
from .formula_layers import FormulaLayers, LayerBand


@dataclass(frozen=True)
class Syntax:
    """minimum, maximum: functions of two values; equals: the comparison; value: a band as a number."""

    minimum: str
    maximum: str
    equals: str
    band: Callable[[LayerBand], str]
    value: Callable[[LayerBand], str]


def infix(formula: Formula, layers: FormulaLayers, syntax: Syntax) -> str:
    """The line; its value is soil moisture in m3/m3."""
    terms = [f"{plain_number(term.coefficient)} * {_held(_value(term, layers, syntax), term.low, term.high, syntax)}"
             for term in formula.terms]
    return _held(" + ".join([plain_number(formula.intercept), *terms]), *formula.bounds, syntax)


def plain_number(value: float) -> str:
    """All digits of a double, without an exponent; negative ones in brackets."""
    text = np.format_float_positional(value, trim="0")
    return f"({text})" if value < 0 else text


def _held(value: str, low: float, high: float, syntax: Syntax) -> str:
    return (f"{syntax.minimum}({syntax.maximum}({value}, {plain_number(low)}), {plain_number(high)})")


def _value(term: Term, layers: FormulaLayers, syntax: Syntax) -> str:
    if term.part == REGIONAL:
        return syntax.value(layers.regional[term.column])
    own = layers.own[term.predictor]
    value = syntax.value(own) if term.code is None else f"({syntax.band(own)} {syntax.equals} {term.code})"
    return f"{value} - {syntax.value(layers.regional[term.column])}" if term.part == LOCAL else value
