"""What a foreign form is: a name, a function from a formula to its text, and what to do with that."""
from dataclasses import dataclass
from typing import Callable

from .formula import Formula
from .formula_layers import FormulaLayers


@dataclass(frozen=True)
class ExportForm:
    """text: of a formula and the layers that it takes; what: in a few words, for the help of Export Model; use: what to
    do with it, for the log."""

    name: str
    text: Callable[[Formula, FormulaLayers], str]
    what: str
    use: str
