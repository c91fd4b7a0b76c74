"""A linear model as a command of gdal_calc.py, for scripts without QGIS."""
import os
import shlex
from string import ascii_lowercase, ascii_uppercase
from typing import Dict

from ..errors import InputError
from .formula import Formula
from .formula_layers import FormulaLayers, LayerBand
from .infix import Syntax, infix

_LETTERS = ascii_uppercase + ascii_lowercase     # names of inputs, as gdal_calc has them
_OUTPUT = "soil_moisture.tif"


def _quoted(path: str) -> str:
    """A path for a shell: in double quotes, which all shells know, or as POSIX shells need it where these read signs
    inside of double quotes."""
    return shlex.quote(path) if os.name == "posix" and set(path) & set("\"$`\\!") else f'"{path}"'


def command(formula: Formula, layers: FormulaLayers) -> str:
    """One line, which writes soil_moisture.tif. Raises InputError for more inputs than gdal_calc has letters."""
    letters: Dict[LayerBand, str] = {}
    for band in [*layers.own.values(), *layers.regional.values()]:
        if len(letters) == len(_LETTERS):
            raise InputError(f"The model needs more than {len(_LETTERS)} bands, the most that gdal_calc takes; export "
                             "it for the raster calculator.")
        letters.setdefault(band, _LETTERS[len(letters)])
    calculation = infix(formula, layers, Syntax("minimum", "maximum", "==", lambda band: letters[band],
                                                lambda band: f"{letters[band]}.astype(float64)"))
    inputs = " ".join(f'-{letter} {_quoted(band.path)} --{letter}_band={band.band}' for band, letter in letters.items())
    return (f'gdal_calc.py {inputs} --outfile={_OUTPUT} --type=Float32 --NoDataValue=-9999 '
            f'--calc="{calculation}"')
