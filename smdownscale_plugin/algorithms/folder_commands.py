"""A tool's call as a line of Python, for lists of layers that hold folders.

QGIS writes that line for its history. It tries to open every text in a list of layers as a raster, a vector and a mesh
on the way: for a folder GDAL, HDF5 and MDAL each print that they don't recognise it, and the folder is lost from it.
"""
import os
from typing import Any, Callable, Dict

_END = "})"


def command_with_folders(write: Callable[[Dict[str, Any]], str], parameters: Dict[str, Any]) -> str:
    """What `write`, QGIS's own way, makes of the parameters, with lists that hold folders written by us."""
    ours = {name: value for name, value in parameters.items() if _holds_folder(value)}
    command = write({name: value for name, value in parameters.items() if name not in ours})
    if not ours or not command.endswith(_END):
        return command
    written = ",".join(f"{name!r}:{value!r}" for name, value in ours.items())
    start = command[:-len(_END)]
    return f"{start}{'' if start.endswith('{') else ','}{written}{_END}"


def _holds_folder(value: Any) -> bool:
    """Whether a list of plain texts has a folder among them."""
    return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value) \
        and any(os.path.isdir(item) for item in value)
