"""A linear model as an expression of QGIS's raster calculator."""
from .formula import Formula
from .formula_layers import FormulaLayers, LayerBand
from .infix import Syntax, infix


def expression(formula: Formula, layers: FormulaLayers) -> str:
    """One line; layers are called as QGIS calls them when their files are opened."""
    return infix(formula, layers, Syntax("min", "max", "=", _reference, _reference))


def _reference(band: LayerBand) -> str:
    return f'"{band.layer}@{band.band}"'
