"""Foreign forms: a form is one file with a function from a formula to its text, and one line here."""
from typing import Dict

from .coefficients import coefficients
from .export_form import ExportForm
from .gdal_calculator import command
from .raster_calculator import expression

EXPORT_FORMS: Dict[str, ExportForm] = {form.name: form for form in (
    ExportForm("raster_calculator", expression, "an expression to paste into QGIS's raster calculator",
               "Load the layers into QGIS, open Raster > Raster Calculator and paste the expression."),
    ExportForm("gdal_calc", command, "a command for a shell",
               "Run the command in a shell that finds gdal_calc.py, such as the OSGeo4W Shell."),
    ExportForm("coefficients", coefficients, "JSON", "Read the numbers (JSON) in a program of your own."),
)}
DEFAULT_FORM = "raster_calculator"
