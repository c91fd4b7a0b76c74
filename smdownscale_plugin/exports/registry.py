"""Foreign forms: a form is one file with a function from a formula to its text, and one line here."""
from dataclasses import dataclass
from typing import Callable, Dict

from .coefficients import coefficients
from .formula import Formula
from .formula_layers import FormulaLayers
from .gdal_calculator import command
from .raster_calculator import expression


@dataclass(frozen=True)
class ExportForm:
    """text: of a formula and the layers that it takes; use: what to do with it, for the log."""

    name: str
    text: Callable[[Formula, FormulaLayers], str]
    use: str


EXPORT_FORMS: Dict[str, ExportForm] = {form.name: form for form in (
    ExportForm("raster_calculator", expression,
               "Load the layers into QGIS, open Raster > Raster Calculator and paste the expression."),
    ExportForm("gdal_calc", command, "Run the command in a shell that knows gdal_calc.py, such as the OSGeo4W Shell."),
    ExportForm("coefficients", coefficients, "Read the numbers (JSON) in a program of your own."),
)}
DEFAULT_FORM = "raster_calculator"
