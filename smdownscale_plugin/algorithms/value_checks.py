"""Values looked at before anything is opened: pipes and turned extents are refused, choices by number taken."""
import os
from typing import Any, Sequence

from ..errors import InputError
from ..rasters.number_text import number_of
from .labels import printable


def refuse_pipe(label: str, path: Any) -> None:
    """Raise InputError for pipes, sockets and devices: whoever opens them may wait for ever."""
    if isinstance(path, str) and os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise InputError(f"{label}: {path} is a pipe or device, not a file; give a file.")


def refuse_broken_name(label: str, path: Any) -> None:
    """Raise InputError for names whose bytes are no UTF-8: neither GDAL's Python nor Qt can pass them on."""
    if isinstance(path, str) and not path.isascii() and printable(path) != path:
        raise InputError(f"{label}: the name of {printable(path)} isn't valid UTF-8; rename the file.")


def refuse_turned(label: str, value: Any) -> None:
    """Raise InputError for an extent as text whose ends are exchanged (QGIS turns them round in silence) or no numbers.
    """
    parts = value.partition("[")[0].split(",") if isinstance(value, str) else []
    if len(parts) != 4:
        return
    try:
        xmin, xmax, ymin, ymax = (number_of(part) for part in parts)
    except ValueError as problem:
        raise InputError(f"{label}: {problem}; give xmin,xmax,ymin,ymax [EPSG:code].") from None
    if not (xmin < xmax and ymin < ymax):
        raise InputError(f"{label} is empty or in the wrong order: give xmin,xmax,ymin,ymax, each minimum smaller than "
                         f"its maximum; not {value}.")


def option_of(item: str, options: Sequence[str]) -> str:
    """The option of a number as the help of qgis_process lists them; any other text as it is."""
    if item in options or any(option.isdigit() for option in options) or not (item.isascii() and item.isdigit()):
        return item
    return options[int(item)] if int(item) < len(options) else item
