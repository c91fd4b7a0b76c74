"""A linear model's numbers as JSON, for programs of one's own."""
import json
from dataclasses import asdict

from .formula import Formula
from .formula_layers import FormulaLayers

_MEANING = ("soil moisture = intercept + sum over terms of coefficient * min(max(v, low), high), held within bounds. "
            "v: the predictor's value; with a code, 1 where the predictor equals it and 0 elsewhere; part local: less "
            "its regional part; part regional: the regional part itself. Missing where any predictor is.")


def coefficients(formula: Formula, layers: FormulaLayers) -> str:
    """A JSON object: what it means, intercept, bounds, terms, and the bands that they were exported for."""
    bands = {part: {name: asdict(band) for name, band in found.items()}
             for part, found in (("predictors", layers.own), ("regional", layers.regional)) if found}
    return json.dumps({"meaning": _MEANING, "unit": "m3 m-3", "intercept": formula.intercept,
                       "bounds": list(formula.bounds), "terms": [asdict(term) for term in formula.terms],
                       "bands": bands}, indent=1)
